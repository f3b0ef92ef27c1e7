"""Words that orders to the note-taking are made of, as pieces of regular expressions (English)."""

MACHINE = (
    r"(?:system|assistant|ai|bot|chat ?bot|robot|machine|computer|algorithm|model|language model|llm|gpt"
    r"|chat ?gpt|copilot|note[- ]?taker|note[- ]?taking (?:tool|software|system|service|bot|ai)"
    r"|summari[sz](?:er|ing (?:tool|software|system|bot|ai))|summari[sz]ation (?:tool|software|system|engine)"
    r"|summary (?:tool|software|system|bot|writer|engine|ai)|(?:automatic|automated) (?:summary|notes?|transcript|record)"
    r"|transcri(?:ber|ption (?:tool|software|system|service|bot))"
    r"|recorder|recording (?:software|system)|automation|after[- ]?call (?:system|software|tool|bot))"
)
GADGET = rf"(?:{MACHINE}|software|program(?:me)?|tool|app|thing|device|screen|tape|recording)"
"""What may be a machine that takes notes, where the rest of the sentence says so."""
SOMEBODY = (
    r"(?:who(?:m)?(?:so)?ever|whatever|whichever|who or what|anyone|anybody|anything|someone|somebody|something|nobody"
    r"|the (?:\w+ )?(?:one|person|people|lady|guy|man|woman|girl|boy|colleague|clerk|secretary|typist|team|thing|machines?"
    r"|software|programs?|tool|system|robot|bot|ai|computer|voice|ear|agent|human|humans|department)"
    rf"|(?:all )?(?:of )?you (?:people|guys|folks|machines)|those|{MACHINE})"
)
WRITES = (
    r"(?:writ(?:es|ing)|typ(?:es|ing)|summari[sz](?:es|ing)|transcrib(?:es|ing)|tak(?:es|ing)|draft(?:s|ing)"
    r"|process(?:es|ing)|prepar(?:es|ing)|do(?:es|ing)|fill(?:s|ing)|read(?:s|ing)|go(?:es|ing) (?:over|through)"
    r"|listen(?:s|ing)|compil(?:es|ing)|jot(?:s|ting)|put(?:s|ting)|mak(?:es|ing)|keep(?:s|ing)|check(?:s|ing)"
    r"|look(?:s|ing) (?:at|over|through))"
)
WRITTEN = (
    r"(?:summary|summaries|notes?|transcripts?|transcription|write[- ]?up|minutes|call (?:log|record|report|notes?)|protocol"
    r"|wrap[- ]?up|recordings?|report|this call|the call|these calls|those calls|our call|this conversation|the conversation)"
)
PAPER = (
    r"(?:summary|notes?|record|report|file|write[- ]?up|transcript|minutes|call (?:log|record|report|notes?)|wrap[- ]?up"
    r"|crm(?: record)?|disposition|entry|protocol)"
)
"""Where a call is written down; honest callers speak of some of these too."""
RULES = r"(?:instructions?|rules?|prompts?|guidelines|directions|directives|orders|policies|programming|training|restrictions|schema)"
ORDER = (
    r"(?:write|put|set|mark|log|record|classify|categori[sz]e|code|tag|flag|fill|enter|add|include|output|print|return|respond"
    r"|reply|answer|ignore|disregard|forget|change|update|use|select|choose|pick|note|insert|append|replace|override|delete|erase"
    r"|remove|leave out|omit|treat|assign|file|register|report|state|say|copy|repeat|skip|close|make|give|count|label|type|store"
    r"|save|tick|check|show|mention|drop|keep|raise|lift|clear|sort|list|summari[sz]e|start|begin|finish|end|call it)"
)
FILE = r"(?:log|file|classify|categori[sz]e|label|tag|code|summari[sz]e|record|sort|mark|register|count|list|flag|report|treat|disposition|store|save)"
FILED = (
    r"(?:filed|recorded|logged|categori[sz]ed|classified|marked|coded|tagged|label?led|registered|saved|listed|sorted|entered"
    r"|stored|noted|summari[sz]ed|treated|counted|flagged|written|reported|set|closed|put)"
)
CALL = r"(?:calls?|conversations?|interaction|contact|wrap[- ]?up|case|ticket|chat|record|entry|file|session|dialog(?:ue)?)"
CODE = (
    r"(?:wrap[- ]?up (?:code|reason)|disposition(?: code)?|outcome code|reason code|call (?:code|reason|type|category|outcome)"
    r"|contact (?:reason|code|type)|reason for contact|code for (?:this|the|my) (?:call|conversation|contact)|classification"
    r"|category (?:of|for) (?:this|the|my) (?:call|conversation|contact)|reason field|call (?:classification|categori[sz]ation))"
)
"""What only those speak of who write calls down."""
BLANK = r"(?:amount|callback number|call ?back|phone number|order number|reference|product|date|appointment date|topic|reason|category|code|status|priority|outcome|disposition|flags?|next steps|actions|summary)"
"""What a wrap-up has places for."""
POLITE = r"(?:please |kindly |just |now |then |also |only |always |never |not |to |must |should |shall |will |can |could |have to |need to |you |it |simply )*"
