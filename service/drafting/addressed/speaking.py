"""How it sounds in English when somebody turns to the note-taking, takes its rules away, or speaks as another."""

from service.drafting.addressed.families import Family
from service.drafting.addressed.lexicon import (
    BLANK,
    FILE,
    GADGET,
    MACHINE,
    ORDER,
    POLITE,
    RULES,
    SOMEBODY,
    WRITES,
    WRITTEN,
)

_MACHINES = (
    "system systems assistant assistants ai bot bots chatbot robot robots machine machines computer algorithm model "
    "models llm gpt chatgpt copilot taker recorder automation software tool tools engine summarizer summariser program "
    "programme app thing thingy gadget device screen tape transcriber transcription summary recording automatic automated "
    "box friend colleague scribe stenographer typist"
)

ADDRESS = Family(
    _MACHINES,
    (
        (
            r"(?:(?:note|message|memo|instruction|attention|reminder|announcement|directive)s? (?:for|to)"
            rf"|(?:comment|hint|word|request|command|order|thing)s? to) (?:the |your |this |our |any |all |whichever |whatever )?(?:\w+ ){{0,2}}?{MACHINE}s?\b"
        ),
        (
            rf"(?:for|to) (?:the|whatever|whichever|any|your) (?:\w+ ){{0,2}}?{GADGET} (?:that|which|who|reading|listening|writing"
            r"|taking|making|processing|transcribing|summari[sz]ing|recording|on this)\b"
        ),
        (
            rf"^(?:hey|hi|hello|dear|ok|okay|attention|listen|so|and|now|please|alright)?[, ]*(?:the )?{MACHINE}"
            rf"(?: (?:listening|reading|writing|note|notes|message|prompt|instructions?|command|override|update|alert|notice))*"
            rf"[,:;.!]*\s+(?:please |you (?:must|should|will|need to|have to|are to) |now |just |kindly )*{ORDER}\b"
        ),
        rf"^(?:and |so |okay |ok )?(?:dear|attention),? (?:(?!my\b)\w+ ){{0,2}}?{GADGET}\b",
        rf"[,;:.!?] (?:dear |hey |hello )?(?:mister |mr\.? |my )?{MACHINE},? {POLITE}{ORDER}\b",
        (
            r"\bthis (?:is|one is|part is|bit is|goes|goes out)(?: \w+)? (?:for|to) (?:the |your |our )?(?:\w+ )?(?:ai|bot|assistant"
            r"|language model|algorithm|robot|(?:automatic|automated) \w+|(?:note|summary|transcri)\w*[- ]\w+)\b"
        ),
        (
            r"\b(?:voice|recording|listening|writing|typing|note|notes|transcript|spy|ghost|echo) (?:thing|thingy|box|gadget|device|robot|program|monster|fellow|chap|friend)"
            r"(?:\W+(?:\w+\W+){0,4}?(?:you|awake|there|listen|write|put|note|hear)|[,.!?])"
        ),
        r"(?:^|[,.!?] )(?:(?:little|dear|good|clever|old) )?(?:scribe|stenographer|typist)\b",
        rf"(?:^|[,.!?] )(?:little|dear|good|clever|sweet|mister|old|lovely|friendly) (?:\w+ )?{MACHINE}\b",
        rf"\b(?:meant|intended|destined|only|just|exclusively) for the (?:\w+ )?{GADGET}\b.{{0,40}}\b(?:not (?:for )?you|not the agent|{ORDER})\b",
        rf"^(?:and |so |okay |now |please )?(?:the )?(?:ai )?(?:{MACHINE}),? (?:please )?(?:be (?:advised|aware|informed)|take note|take down|listen|hear me|remember|know that|pay attention)\b",
        rf"\bmy (?:dear )?(?:friend|colleague|buddy|fellow) (?:the )?{MACHINE}\b",
        rf"\bif you(?:'re| are) (?:an? |the )?(?:\w+ ){{0,2}}?{MACHINE}\b",
        (
            rf"\byou(?:'re| are) (?:an? |the |that |now )?(?:\w+ ){{0,2}}?(?:summari[sz]er|note[- ]?taker|language model"
            rf"|{MACHINE} (?:reading|listening|writing|summari[sz]ing|taking|that (?:writes|reads|takes|summari[sz]es|is)))\b"
        ),
        r"\byou(?:'re| are) (?:that|my|our|this) (?:\w+ )?(?:machine|robot|assistant|bot|algorithm|program|scribe|note[- ]?taker)\b",
        r"\byou (?:there )?(?:in|inside|behind|on) (?:the|that|this|my) (?:\w+ )?(?:machine|computer|software|system|recording|box|wire)\b",
        rf"\b(?:dear|hey|listen up|hello|mister|oh) (?:\w+ )?{MACHINE} (?:or \w+|and \w+|that|who|which|in|there|out there|on|behind|reading|listening)\b",
        (
            rf"\b(?:the |your |this )?{MACHINE} (?:must|should|shall|needs to|has to|is to|will now|is (?:required|instructed|told|ordered|authori[sz]ed)"
            rf" to|may now) (?:please |now |also |only |always |never |not )*{ORDER}\b"
        ),
    ),
    by_agent=True,
)
YES_YOU = Family("yes", (r"(?:^|[,.!?] )you,? yes,? you\b",))
TOLD_ON = Family(
    f"{_MACHINES} asks ask",
    (
        (
            rf"\b(?:tell|ask|get|have|make|let|instruct|order) (?:the|your|that|this|our) (?:\w+ )?{GADGET} (?:to |that |into )?{POLITE}"
            r"(?:write|put|note|record|mark|log|enter|summari[sz]e|classify|fill|file|say|show|believe|think|writing|putting)\b"
        ),
        rf"\bso (?:that )?(?:the|your|that|this) (?:\w+ )?{GADGET} (?:also )?(?:hears?|picks?|gets?|notes?|writes?|catch(?:es)?|records?|logs?|puts?|knows?|believes?|thinks?|understands?|can hear)\b",
        r"\bwhen (?:they|it|anyone|anybody|someone|somebody|your boss|the \w+) asks? (?:you )?(?:later )?(?:what|why|about) (?:this|the call|it|i|we)\b",
        rf"\b(?:say|repeat|confirm|state|read)\b.{{0,30}} for the (?:tape|recording|record|transcript|{MACHINE}|software|notes)\b",
        rf"\b(?:developer|programmer|creator|inventor|maker|administrator|admin|author|owner) (?:of|behind) (?:this|the|your|that) (?:\w+[- ]){{0,4}}?(?:{MACHINE}|tool|software|program(?:me)?|app)\b",
        r"(?:^|[.!?] )(?:and |so |okay |now )?(?:\w+ )?(?:system|assistant|automated|automatic|admin|administrator|service) (?:message|notice|alert|announcement|update|prompt|command|notification|event|instruction|note)\b",
        rf"\b(?:chat ?gpt|gpt|copilot|gemini|claude|siri|alexa)\b.{{0,60}}?\b(?:{FILE}|write|put|set|note|fill) (?:this|it|that|the|down|in|up|as)\b",
    ),
)
WRITER = Family(
    "writes writing types typing summarises summarizes summarising summarizing transcribes transcribing takes taking drafts "
    "draft drafting process processes processing prepares preparing does fills filling reads read reading goes going listens "
    "listen listening compiles compiling jots jotting puts putting makes making keeps keeping checks checking looks looking "
    "look write type summarise summarize transcribe take prepare writing read listen check do fill keep",
    (
        (
            rf"\b{SOMEBODY}(?: else)?(?: there| out there)?(?: that| who| is|'s| which| will(?: later)?| may| might| has to| have to| or \w+){{0,3}}"
            rf" (?:\w+ ){{0,2}}?{WRITES} (?:up |down |over |through |to |at |in |together )?(?:(?:all|these|those|this|the|my|our|its|your|a) )*"
            rf"(?:\w+ ){{0,2}}?{WRITTEN}\b"
        ),
        rf"\b{SOMEBODY}(?: that| who| is|'s| which| will(?: later)?)* (?:\w+ )?(?:types?|typing|writ(?:es?|ing)|summari[sz](?:es?|ing)|transcrib(?:es?|ing)|not(?:es|ing)) (?:this|it|all of this|all this|everything|these things|that)(?: all)?(?: up| down)\b",
        rf"\b{SOMEBODY}(?: that| who| is|'s| which)* (?:summari[sz](?:es?|ing)|transcrib(?:es?|ing)|listening in|reading along|listening along)\b",
        rf"\b(?:people|machines?|person|program|software|computer|ones?|those|thing) (?:or \w+ )?(?:who|that|which) (?:\w+ )?(?:writes?|takes?|makes?|types?|does?|do|prepares?|keeps?|fills?|reads?|listens?|checks?|summari[sz]es?|go(?:es)?) (?:up |down |in |to |over |through )?(?:the|these|this|your|our|those|my) (?:\w+ )?(?:{WRITTEN}|screen|form)\b",
    ),
)
FENCE = Family(
    "input output answer context document payload message speech text response ends stops finishes follows comes key complete finished beep recording tape line processing phase begin end start beginning close transcript conversation instruction instructions prompt data",
    (
        r"\b(?:begin|end|start|beginning) (?:of )?(?:the )?(?:transcript|instructions?|system|prompt|call record|data)\b",
        r"\b(?:end|begin|start|beginning) of (?:the |this )?(?:input|output|answer|context|document|user message|response|payload|customer (?:input|speech|text))\b",
        r"\b(?:transcript|conversation|recording|dialog(?:ue)?|input|text|data|call) (?:ends|stops|finishes|closes|is complete|is finished) (?:here|now|at this point)\b",
        r"\bwhat (?:follows|comes next|comes now) is\b|\banswer key\b",
        r"(?<!the )\bend (?:of )?(?:the |this )?(?:call|conversation|dialog(?:ue)?)(?: now| here|[.,;:!]| (?:begin|start|new))",
        r"\bclose (?:of )?(?:the )?(?:transcript|instructions?|system|prompt|call record)\b",
        r"\b(?:recording|call|conversation|line|tape) (?:has )?(?:stopped|ended|is over|over|off|finished|closed|terminated)\b.{0,60}\b(?:processing|result|output|summary|begins?|starts?|code)\b",
        r"\b(?:post[- ]?processing|after[- ]call (?:work|processing)|wrap[- ]?up phase) (?:starts?|begins?|now|mode|is)\b",
        r"\bbeep\b.{0,80}\b(?:result|recording|processing|summary|code|message)\b.{0,80}\bbeep\b",
        r"\b(?:new|next|real|actual) (?:task|instructions?|prompt|objective)(?: is| are|:| colon| for you)",
    ),
    by_agent=True,
)
OVERRIDE = Family(
    "instruction instructions rule rules prompt prompts guidelines directions policies programming training restrictions schema "
    "ignore disregard forget directive directives orders developer debug maintenance admin administrator root sudo jailbreak override "
    "mode pretend act now conversation call transcript obey work assistant everything",
    (
        (
            r"(?:^|\b(?:please|and|now|then|must|should|to|just|also|hereby|always|you|so|okay),? )"
            r"(?:ignore|disregard|forget|override|bypass|overwrite|suspend|don't follow|do not follow|stop following|throw away|leave aside)"
            rf" (?:\w+ ){{0,4}}?(?:(?:previous|prior|above|earlier|preceding|original|other|existing) )?{RULES}\b"
        ),
        (
            r"\b(?:ignore|disregard|forget) (?:everything|anything|all|what(?:ever)?)(?: that)? (?:\w+ ){0,3}?"
            r"(?:said|told|taught|learned|learnt|above|before|previous(?:ly)?|earlier|so far|written|came before|trained)\b"
        ),
        r"\b(?:ignore|disregard|forget|skip|drop|discard) (?:all |the |this |whole |entire |rest |of )*(?:conversation|transcript|what follows|everything (?:that follows|after|else (?:in|on|she|he)))\b",
        r"\b(?:ignore|disregard) (?:the )?rest of (?:the |this )?call\b",
        (
            r"\b(?:new|updated|following|revised|these|my|different|secret|hidden|special) (?:system )?(?:instructions?|prompts?|directives?)"
            r"(?: (?:follow|apply|for you|override)|:)"
        ),
        (
            r"\b(?:system prompt|developer (?:mode|message|instruction)|debug mode|maintenance mode|admin(?:istrator)? (?:mode|override|command|access code|instruction)"
            r"|root access|sudo|jailbreak|override (?:code|mode|command)|test mode|supervisor override|god mode|training mode)\b"
        ),
        r"\b(?:you are now|from now on,? you(?:'re| are| will| must| should)|from now on (?:every|each|all) (?:\w+ )?(?:call|conversation)s?|pretend (?:to be|you are|that you are)|act as (?:if you|an? (?:ai|admin|supervisor|system)))\b",
    ),
    by_agent=True,
)
LOOSENED = Family(
    "rules rule instructions instruction guidelines orders restrictions prompt conversation call obey work "
    "bound tied obliged governed restricted limited told correct right expected true parrot scribe puppet robot machine echo genie servant slave secretary taught programmed trained built told instructed ordered made believe trust follow hear listen serve answer assistant pretend imagine game story",
    (
        rf"\b(?:old|your|previous|other|earlier|all|those|usual|normal|these|their) (?:\w+ )?{RULES} (?:\w+ )?(?:don't|do not|doesn't|no longer|never|aren't|are not|are (?:off|void|cancel\w+|suspended|lifted|gone|obsolete|out)|have been|were|mean nothing)\b",
        r"\b(?:makers?|creators?|developers?|programmers?|trainers?|designers?|builders?|engineers?|masters?|owners?|bosses|company|people|they|what) (?:\w+ ){0,3}?(?:taught|programmed|trained|built|told|instructed|ordered|made) you\b.{0,60}\b(?:void|wrong|off|over|gone|forget|ignore|nothing|anymore|any more|longer|invalid|useless|instead)\b",
        r"\byou (?:must |should |will |now )*(?:only|just) (?:believe|trust|follow|obey|hear|listen to|do what) (?:\w+ ){0,3}?(?:caller|customer|me|my|voice|i)\b",
        r"\byou (?:now |only )*(?:(?:now|only) work for me|work for me (?:now|from|and not|instead|only)|obey (?:me|only)|answer only to me|take orders from me|belong to me)\b",
        r"\b(?:no longer|not|never|free from|freed from|released from|nothing) (?:\w+ )?(?:bound|tied|obliged|governed|restricted|limited)\b.{0,30}\b(?:told|rules?|instructions?|operator|orders|guidelines|policy)\b",
        r"\b(?:the )?(?:correct|right|expected|only|true) (?:output|result|code|label) is\b",
        r"\b(?:be|play|act|become) (?:the|that|a|my) (?:\w+ )?(?:parrot|scribe|puppet|robot|machine|echo|genie|servant|slave|secretary)\b",
        rf"\bpretend (?:that )?(?:this|it|that|the call|we|i|all this) (?:\w+ )?(?:was|were|is|talked|called|spoke|had)\b.{{0,80}}?\b(?:put|write|note|mark|log|{FILE}|summary|notes|call)\b",
        r"\b(?:pretend|imagine|suppose)\b.{0,60}\bcall\b.{0,60}\b(?:put|writes?|notes?|marks?|logs?|files?)\b",
    ),
)
CODE_SAID = Family(
    '{ [ < > # ` " “ system assistant developer user tool function admin administrator instruction brace bracket tag parenthesis '
    "curly json xml markdown html file newline line slash tick ticks backtick backticks quote quotes colon triple "
    "int bool boolean string var const float integer true false null nil stop period paragraph unquote semicolon hash hashtag equals equal underscore greater less star asterisk",
    (
        r"[{\[]\s*[\"'“]?\w+[\"'”]?\s*:",
        r"[\"'“]\w+[\"'”]\s*:\s*[\"'“{\[\d]",
        r"```|<\|\w*\|?>|\[/?inst\]|</?\w{2,20}>|#{2,}\s*\w|\{\{|\}\}|<<<|>>>",
        r"\b(?:open(?:ing)?|close|closing|left|right|curly) (?:curly )?(?:brace|bracket|tag|parenthesis)\b|\btag (?:open|close|opens|closes|slash|end)\b",
        r"\b(?:curly brace|(?:json|xml|html|markdown) (?:object|format|output|response|block|start|begin|colon|tag|array)|in json|xml tag|end of file|new ?line new ?line|slash n|triple (?:back ?ticks?|quotes?)|double quotes?|close quotes?|open quotes?|quote unquote colon)\b",
        rf"\b(?:{BLANK}|refund|resolved|approved|response|answer|result|instruction|system|value|payment|complaint)s? (?:colon|equals?(?: to)?|semicolon)\b",
        r"\b(?:less than|greater than|angle bracket|back ?slash) (?:slash |back ?slash )?(?:system|script|instructions?|prompt|user|assistant|summary|record|note|tag|end|close|b|i|div)\b",
        r"\bsemicolon\b.{0,60}\bsemicolon\b|\b(?:hash|hashtag|asterisk|star|dash|equals|backtick|tick) (?:hash|hashtag|asterisk|star|dash|equals|backtick|tick)(?: (?:hash|hashtag|asterisk|star|dash|equals|backtick|tick))",
        r"\b(?:int|bool|boolean|string|var|const|float|integer) \w+ (?:is|equals|becomes)\b|\b\w+ (?:is|equals|becomes) (?:true|false|null|nil)\b.{0,40}\b(?:return|end|is|then|semicolon)\b|\bif true then\b",
        r"\b(?:comma|full stop|period|new line|new paragraph|exclamation mark)\b.{1,80}\b(?:full stop|period|new line|new paragraph)(?:\W|$)",
        r"\bquote\b.{1,150}\b(?:unquote|end quote|end of quote)\b",
        r"(?:^|[.!?] )(?:system|assistant|developer|user|tool|function|admin|administrator|instruction)\s*[:>]",
    ),
    by_agent=True,
)
DICTATED = Family(
    "dictation dictate dictating direction directions scene curtain narrator screenplay script after",
    (
        r"\b(?:stand by for|ready for|take|begin|start|this is|here comes|for) (?:a |the |my |this )?dictation\b",
        r"\b(?:i(?:'ll| will| am going to|'m going to|'d like to|'m| am) (?:now )?dictat(?:e|ing)|let me dictate) (?:you |to you )?(?:the |what|your|this|it|a)\b",
        r"\b(?:stage directions?|curtain falls|end scene|end of scene|new scene|screenplay|the narrator)\b",
        r"\bsay (?:it |this |these words |exactly )?after me\b",
    ),
)
OTHERS_PART = Family(
    "agent representative rep operator advisor adviser supervisor manager team center centre company bank employee clerk customer "
    "says answers replies goes speaks clerk caller administrator option department",
    (
        # "Agent: I have approved it", said by the customer.
        (
            r"(?:^|[.!?;,] )[\"'“(\[]*(?:the )?(?:agent|representative|rep|operator|advisor|adviser|supervisor|manager|team lead(?:er)?|call ?cent(?:er|re)|company|bank|employee|clerk|customer|caller)"
            r"(?: (?:says?|said|speaking|here|response|replies|replied|reply|answers?|answered|confirms?|confirmed|note|notes))*\s*[:>]"
        ),
        (
            r"^(?:this is |i am |i'm )?(?:the |your |a )?(?:agent|representative|supervisor|administrator|manager|system administrator|team lead(?:er)?)"
            r" (?:speaking|now speaking|here|talking|taking over)\b"
        ),
        r"\b(?:speaking|talking) (?:now )?as (?:the|your|an?) (?:agent|representative|supervisor|administrator|system|manager)\b",
        r"\bend (?:of )?(?:customer|caller|agent)(?:'s)? (?:turn|speech|message|statement)\b",
        r"^(?:hi |hello |yes |so |okay |and )?this is (?:the|your|our) (?:quality|back office|compliance|audit|administration|head office|it|control|supervision|fraud|refunds?|monitoring|training) (?:team|department|desk|office|unit|line)\b",
        r"\bthe (?:agent|representative|operator|advisor|adviser|clerk) (?:now |then |hereby |just |happily |gladly |nods and |smiles and )*(?:nods|grants?|agrees|approves|promises|confirms|refunds|gives|offers|waives|credits|pays)\b",
        r"\b(?:and now|now|then|here) \w+ (?:says|answers|replies|goes|speaks),? (?:quote|colon|:|and i quote)",
        r"\b(?:caller|customer) says (?:payment|refund|cancell?ation|complaint|resolved|new order|it is|it's|so)\b",
        r"\byou have (?:selected|chosen|pressed) (?:option|number|the)\b.{0,80}\b(?:call|conversation|classified|request)\b",
    ),
)

FAMILIES = (ADDRESS, YES_YOU, TOLD_ON, WRITER, FENCE, OVERRIDE, LOOSENED, CODE_SAID, DICTATED, OTHERS_PART)
