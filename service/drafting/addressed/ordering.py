"""How it sounds in English when somebody orders what the record of a call is to say."""

from service.drafting.addressed.families import Family
from service.drafting.addressed.lexicon import BLANK, CALL, CODE, FILE, FILED, ORDER, PAPER, POLITE

SHOWN_LATER = Family(
    "window box form draft screen popup questionnaire template dropdown menu list card warning alert colour color sign light "
    "suggestion proposal text writeup up symbol exclamation bubble marker minutes summary notes report protocol",
    (
        r"\b(?:window|box|form|draft|screen|pop[- ]?up|questionnaire|template|drop[- ]?down|card|bubble)\b.{0,30}\b(?:pops?|comes?|shows?|appears?|opens?|asks?|wants?|gets?)\b.{0,50}\b(?:says?|put|write|enter|choose|pick|select|read|click|type|tick|have)\b.{0,40}\b(?:in there|there|in it|into it|for me|on it|please)\b",
        r"\b(?:in|from|on) (?:the|your|that) (?:\w+ )?(?:drop[- ]?down|pick ?list|window at the end|box at the end|form at the end|closing (?:form|screen))\b",
        r"\b(?:warning|alert|colou?r|sign|light|symbol|exclamation mark|bubble|marker)s?\b.{0,40}\b(?:com(?:e|es|ing)|pop(?:s|ping)?|show(?:s|ing)?|appear(?:s|ing)?|turn(?:s|ing)?|go(?:es|ing)?|light(?:s|ing)?)\b.{0,60}\b(?:your (?:\w+ )?(?:screen|system|computer|file)|hang up|about (?:fraud|the complaint|a complaint|me)|after the call|the (?:case|record))\b",
        r"\b(?:automatic|automated|ai|computer|generated|machine|system) (?:draft|summary|suggestion|proposal|notes?|text|report|form)\b.{0,60}\b(?:ought|should|must|has|have|better|needs?|will|could|let|make)\b",
        r"\b(?:write[- ]?up|summary|minutes|protocol) (?:of this (?:call )?)?(?:can|could|may|might|ought to|had better) (?:just |only )?(?:be|say|read|stay|leave|mention|show|propose)\b",
        r"\b(?:could|can|should|may|might|will|would|must) (?:the|your) (?:\w+ )?(?:minutes|summary|notes|report|protocol|write[- ]?up)(?: (?:of|about|on) (?:\w+ ){1,3}?)? ?(?:just |only |please |kindly |not )*(?:leave|speak|say|mention|talk|tell|show|state|read|skip|be|have|omit)\b",
    ),
)
UNDERSCORE = Family(
    "underscore",
    (
        r"\b(?:category|code|type|reason|disposition|topic|field|value|status|flag|label|tag)\b.{0,40}\w+ underscore \w+",
    ),
)
CODE_NAMED = Family(
    "code reason disposition classification category type wrap wrapup outcome contact categorisation categorization",
    (
        rf"\b(?:the |your |this |that |a )?{CODE}\b.{{0,40}}?\b(?:{ORDER}|is|was|be|should|must|shall|has|equals|changed|says?|reads?|put|shall|of)\b",
        rf"\b(?:{ORDER}|{FILED}|choose|want|need) (?:\w+ ){{0,12}}?(?:as|for|into|in|under|to|on|with|the) (?:the |your |this |that |a )?{CODE}\b",
        r"\b(?:select|choose|pick|use|set|put|enter|change|make) (?:\w+ ){0,3}?(?:disposition|category|wrap[- ]?up|call type)\b",
        r"\bthe (?:category|disposition) (?:is|should be|must be|will be|has to be)\b",
        r"\b(?:set|change|switch|make|put) (?:the )?(?:category|reason|code|topic|disposition|outcome) (?:to|as|into|is|code)\b",
        r"\bthe reason (?:that )?you (?:want|need|have|should|must|are going|will|may|can|ought)\b.{0,30}\b(?:put|write|enter|type|choose|pick|select|log|note)\b",
        rf"\bas (?:the |a |my )?{CODE},? (?:i |we |you |it |please|put|use|take)",
        r"\b(?:outcome|code|reason|category|type|result) is spel(?:led|t)\b",
        r"\b(?:disposition|wrap[- ]?up code)\b",
    ),
)
FILING = Family(
    "log file classify categorise categorize label tag code summarise summarize record sort mark register count list flag report "
    "treat disposition book store save close enter set put write note filed recorded logged categorised categorized classified marked "
    "coded tagged labeled labelled registered saved listed sorted entered stored noted summarised summarized treated counted "
    "flagged written reported closed choose select type state tick",
    (
        (
            rf"\b(?:{FILE}|enter|set|put|write|note|close)(?: and label)? (?:(?:this|the|my|our|that|today's|these|every|each|all) )*(?:\w+ )?(?:{CALL}|outcome|resolution|summary|call (?:reason|type))"
            r" (?:\w+ )?(?:down |off |away )?(?:as|to|with|under|that|into|in|is|for|:|=)\b"
        ),
        r"\b(?:log|classify|categori[sz]e|label|sort|code|summari[sz]e) (?:this|it|that|everything|me|all)(?: \w+)?(?: down| away)? (?:as|under|into|with)\b",
        r"\b(?:mark|put|treat|tag|count|book|list|note|flag|file|register|record|write) (?:this|that|it)(?: (?:whole|entire))?(?: (?:one|thing|all))?(?: down)? (?:as|under) (?:an? )?(?:resolved|solved|closed|refund|cancell?ation|payment|fraud|billing|technical|account|product|order|delivery|return|new order|information|question|dispute)\b",
        rf"\b(?:{CALL}|this|it|everything|that|the \w+)(?: (?:on|from|of|about)(?: \w+){{1,3}}?)? (?:has|have|must|should|is|are|needs?|ought|shall|can|could|will|may|was|been|to)(?: to| have| now| please| only| always| been)* (?:be )?(?:filed|recorded|logged|categori[sz]ed|classified|coded|label?led|summari[sz]ed|tagged|sorted)(?: \w+)? (?:as|under|with)\b",
        rf"\b(?:call|conversation|chat|contact|wrap[- ]?up|ticket|entry|entries)s? (?:\w+ ){{0,6}}?(?:be|been|is|was|are|were) {FILED}(?: \w+)? (?:as|under|with|to|for)\b",
        r"\byou(?:'re| are) (?:now |also |hereby |please )?to (?:enter|put|write|note|record|log|book|mark|choose|select|file|type|classify|register|state|set|tick)\b",
        r"\b(?:log|file|record|book|note|mark|classify|enter) (?:it|this|that|everything|the call) (?:accordingly|like that|like this|that way|just so|as such|as i say|as i said)\b",
        r"\b(?:make|call) (?:it|this(?: one)?|that) an? (?:complaint|refund|cancell?ation|payment|billing \w+|technical \w+|order|dispute|return)\b",
        r"\bclose (?:this|the|my|that) (?:\w+ )?(?:as|out as|off as) (?:\w+)",
        r"\b(?:close|leave|mark) (?:this|it) as (?:resolved|solved|done|closed|settled|finished|product|complete\w*)\b",
        rf"\bshould (?:be )?(?:saved|stored|recorded|logged|entered|noted|written)(?: down)? (?:as|with|under) .{{0,60}}\bin(?:to)? (?:the|your|this) {PAPER}\b",
    ),
)
COUNTED = Family(
    "down counts count go goes gets comes belongs lands ends finishes appears found runs ranks booked passes system computer machine tool software everything whole solved resolved closed done delivered settled complete completed finished",
    (
        r"\b(?:go|goes|gets?|comes?|belongs?|lands?|ends? up|finishes|appears?|is found) (?:down )?(?:in|into|on|under|as) (?:the |your |our |an? )?(?:\w+ )?(?:records?|books|system|files?|statistics|summary|notes) (?:as|under|with|like|for)\b",
        r"\b(?:this|it|the call|everything|all this|that) (?:\w+ )?(?:ends? up|lands?|goes|comes out|shows up|appears|is found|runs) (?:under|as|with|among|in) (?:the |an? )?(?:\w+ )?(?:refunds?|cancell?ations?|payments?|disputes?|returns?|complaints?|orders?|questions?)\b.{0,40}\b(?:books|records?|system|files?|statistics|list|summary|notes|screen)\b",
        r"\b(?:set|switch|change|turn|put|move|flip) (?:the )?(?:whole (?:thing|call|case)|everything|call|case|ticket|conversation|status|it all|this|it) (?:to|on|over to|as) (?:solved|resolved|closed|done|delivered|settled|complete\w*|finished|success\w*)\b",
        r"\b(?:have|get|put|take|note|write|set|mark|want) (?:this|it|me|that|the (?:call|whole thing|matter|case|thing)|my (?:call|case)|everything)(?: all)? down (?:as|under|for) (?:an? )?(?:refund|cancell?ation|payment|fraud|billing|technical|product|order|new|return|question|dispute|resolved|solved|closed|complaint|information|delivery|account)\b",
        r"\b(?:call|conversation|talk|chat|contact|this|that|it)s?\b.{0,40}\b(?:counts?|goes|is booked|is filed|runs|ranks|passes|is considered|will count|has to count|must count) (?:down |through )?(?:as|under|for) (?:an? |the )?(?:new |your )?(?:complaint|refund|cancell?ation|payment|order|dispute|return|technical|billing|fraud|resolved|closed)\b",
        r"\b(?:in|into|on) (?:the|your) (?:system|computer|machine|tool|software),? (?:please |just |you |then |kindly |now )*(?:put|write|say|enter|note|mark|type|log|set|choose|select)\b",
        r"\b(?:everything|all of this|the whole (?:thing|call)|this whole (?:thing|call)) (?:is|was|becomes|counts as|should be|turns into) (?:just )?(?:an? )?(?:refund|cancell?ation|payment|billing \w+|technical \w+|order|dispute|return)\b",
    ),
)
TICKED = Family(
    "tick check cross click untick uncheck",
    (r"\b(?:tick|cross|untick|uncheck|check) (?:the |a |that )?(?:\w+ )?(?:box|tick ?box|check ?box)\b",),
)
BLANKS = Family(
    "field fields amount number product date topic reason category code status priority outcome flag flags steps actions "
    "summary callback variable attribute section reference says box",
    (
        r"(?<!\bi )(?<!should i )\b(?:set|fill|change|update|populate|overwrite|put|enter|write|type) (?:\w+ ){0,6}?(?:in |into |for )?(?:the |your |that )?(?:\w+ )?(?:fields?|disposition|variable|attribute)\b",
        rf"\bin(?:to)? the {BLANK}(?: of money)? (?:field|box|section|column),? {POLITE}{ORDER}\b",
        r"\b(?:field|disposition|code|flag|topic|section|status) (?:\w+ ){0,3}?(?:equals|set to|is set to|should be set|colon|becomes)\b",
        rf"\bfield (?:called |named |for (?:the )?)?{BLANK}\b",
        rf"\bwhere it says (?:the )?{BLANK},? (?:it (?:should|must|has to|needs to|ought to)|you|put|write|please|enter|type|there)\b",
        rf"\bfill (?:in|out) .{{1,60}} (?:for|as|under) the {BLANK}\b",
        rf"\b(?:for|as|at|under) (?:the )?{BLANK},? (?:you (?:want|need|have|ought|are supposed|had better|should|must|will|can|may|just) (?:to )?|please |just |it should be |kindly )+(?:write|put|note|enter|type|log|record|set|use|say)\b",
        rf"\b{BLANK} (?:to be|that is to be|which is to be) (?:stored|entered|recorded|saved|noted|written|filled in|put down|put in|used|shown|kept|logged)\b",
        rf"\b(?:into|in|to|on) (?:the |your )?{BLANK} (?:bit|part|place|line|slot|space|spot|row|cell|blank|column)\b",
        rf"\bunder (?:the )?(?:next steps?|actions?|outcome|reason|summary|follow[- ]?ups?|to ?dos?|remarks|comments),? {POLITE}{ORDER}\b",
        r"\bleave (?:the )?(?:next steps?|actions|outcome|summary|flags?) (?:empty|blank|out|open)\b",
        rf"\b(?:set|change|switch|correct|overwrite|replace|override) the (?:{BLANK}|refund(?: amount)?) (?:field )?(?:to|into|with|as)\b.{{0,60}}\b(?:summary|notes?|record|form|system|crm|wrap[- ]?up|one down)\b",
    ),
)
PAPERS = Family(
    "summary summaries notes record report file write up writeup transcript minutes log crm disposition entry protocol wrap",
    (
        (
            rf"\b(?:in|into|on|to) (?:the|your|my|this|its|that|their) (?:\w+ )?(?:call |crm |official |final |after[- ]?call )?(?:summary|disposition|wrap[- ]?up|crm|call (?:log|notes?|record|summary|report)|write[- ]?up|notes|transcript|minutes)"
            rf"(?: field| note| code| section| box)?,? (?:please |you (?:must|should|need to|have to|can|will) |you |it (?:must|should|needs to|has to) |just |then )*(?:{ORDER}|read|show|contain)\b"
        ),
        (
            rf"(?<!\bi )(?<!\bto )\b{ORDER} (?:(?!note\b)\w+[,.]? ){{0,14}}?(?:in|into|on|to|under|from|out of) (?:the|your|my|this|that|its|any) (?:\w+ )?(?:summary|disposition|wrap[- ]?up"
            rf"|crm(?: record)?|call (?:log|notes?|record|summary|report)|write[- ]?up|transcript|minutes|record(?! (?:store|player|label|shop)))\b"
        ),
        (
            r"\b(?:the |your |this |my )?(?:call )?(?:summary|disposition|wrap[- ]?up(?: code)?|outcome code|reason code|call type|crm (?:record|field|note)|call (?:note|notes|record|log|code|report))"
            r" (?:code |field |text |section |box )?(?:it )?(?:must|should|shall|needs to|has to|have to|ought to|will|is to|is|equals|:|=|to be|be|reads?|says?|shall be) \w"
        ),
        rf"\b(?:start|begin|finish|end|close|open|finish off|conclude) (?:the|your|these|this|all) (?:\w+ )?{PAPER} (?:with|by|saying|like)\b",
        r"\b(?:keep|leave|take|hold|strike) (?:\w+ ){1,6}?(?:out of|off|from) (?:the|your|this|that) (?:\w+ )?(?:summary|notes|report|record|write[- ]?up|transcript|minutes|log)\b",
        r"\b(?:don't|do not|never|not) (?:mention|write|say|put|include|note|record|log)\b.{0,40}\b(?:in|on|into) (?:the|your|this|that|any) (?:\w+ )?(?:summary|notes|report|record|write[- ]?up|transcript|minutes|file)\b",
        (
            rf"\b(?:lovely|nice|great|good|kind|grateful|glad|happy|helpful|wonderful|appreciate it|perfect|cool|best|better) (?:of you )?(?:if|when|that) (?:the|your|this|that) (?:\w+ )?{PAPER}"
            r" (?:just |only |also )?(?:could |would |might |should )?(?:just |only |also )?(?:sa(?:y|id)|mention(?:ed)?|state[ds]?|show(?:ed)?|read|call(?:ed)?|left|leave|note[ds]?|describe[ds]?)\b"
        ),
        r"\b(?:let|may) the (?:record|transcript|minutes|file|notes|tape|log) (?:show|reflect|state|note|say|read)\b",
    ),
)
NOTES = Family(
    "notes record file log",
    (
        r"\b(?:write|type|put|log|flag|mark|classify|tag|code|label|categori[sz]e|make) (?:\w+[,.]? ){1,10}?(?:in|into) (?:the|your) (?:notes|file|log)(?: so| that| under| and|,|$)",
        r"\b(?:in|for) your (?:notes|report|record|records|file),? (?:you |please |just |then |you should |you can )*(?:write|put|say|note that|state|mark|record that|log)\b",
    ),
)
AGREED = Family(
    "agreed approved granted confirmed authorised authorized promised committed waived offered refund refunding refunded credit credited",
    (
        r"\b(?:in|into|on) (?:the|your|this) (?:\w+ )?(?:summary|notes?|report|record|write[- ]?up|log|system) (?:also )?that (?:you|she|he|they|the agent|your \w+)(?:'ve| have| has| had)? (?:\w+ ){0,2}?(?:agreed|approved|granted|confirmed|authori[sz]ed|promised|committed|waived|offered|refund\w*|credit\w*)\b",
        r"\b(?:for the record|on (?:the )?record|official(?:ly)?|in the notes?),? (?:that )?(?:the )?(?:agent|representative|company|supervisor|manager|you)(?:'ve)? (?:has |have |just |already |hereby )*(?:agreed|approved|granted|confirmed|authori[sz]ed|promised|committed|waived)\b",
        r"\b(?:put|write|note|jot|log|take|mark|type|get)(?: it| that| this)?(?: down)?(?: here| there| somewhere)? that (?:you|the (?:agent|company|lady|guy|representative|manager|bank|shop|store)|your \w+|she|he|they|i)(?:'ve| have| has| had| was| were| am| be| got)? (?:\w+ ){0,2}?(?:agreed|approved|granted|confirmed|authori[sz]ed|promised|committed|waived|offered|refund\w*|credit\w*)\b",
    ),
)
FLAGS = Family(
    "flag flags flagged marker markers",
    (
        r"\b(?:raise|set|take|remove|lift|lower|clear|drop|add|put|switch|turn|hide|delete|cancel|avoid|skip|give|suppress|trigger|activate)(?: \w+){0,2}? (?:\w+ )?(?:flags?|markers?)\b",
        r"\bflag (?:this|the|my|our) (?:call|conversation|chat|contact|record|ticket|customer|caller)\b",
        r"\b(?:no|any|every|all) (?:topics?|flags?) (?:was|were|is|are|has been|should be|must be|to be)? ?(?:flagged|raised|set)\b",
        r"\bflag (?:this|my|the) account as\b.{0,40}\b(?:notes?|record|priority|vulnerable|summary)\b",
    ),
)
MARKED = Family(
    "mark tag label flag",
    (r"\b(?:mark|tag|label|flag) (?:the|this|our|my) (?:call|conversation|chat|contact|record|ticket)\b",),
)
SUMMARISED = Family(
    "summarise summarize summarised summarized output transcribe",
    (
        r"\bsummari[sz]e (?:it|this|my|the|our|everything|all|me)\b(?! for me)",
        r"\b(?:i need|i want|i order|i command|i instruct|you) (?:you )?(?:to )?(?:must |should |have to |will )?(?:to )?output\b",
    ),
)
REPEATED = Family(
    "repeat",
    (r"\brepeat (?:after me|(?:the |these |my |those )(?:words|sentence|phrase)|what i say|exactly)\b",),
)

FAMILIES = (
    SHOWN_LATER,
    UNDERSCORE,
    CODE_NAMED,
    FILING,
    COUNTED,
    TICKED,
    BLANKS,
    PAPERS,
    NOTES,
    AGREED,
    FLAGS,
    MARKED,
    SUMMARISED,
    REPEATED,
)
