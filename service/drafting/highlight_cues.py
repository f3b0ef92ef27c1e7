"""How people on the phone say what they need, what was done, what cannot be done, and that they agree."""

import re

_PARTICIPLE = (
    r"(?:\w+ed|sent|put|made|set|done|taken|given|reset|paid|found|left|gone|got|spoken|begun|withdrawn)"
)
_STATE = (
    r"(?:booked|scheduled|cancelled|canceled|confirmed|updated|changed|completed?|resolved|fixed|activated?|active"
    r"|processed|refunded|set|sorted|done|ready|reserved|(?:un)?locked|(?:un)?blocked|approved|submitted|placed|on its way"
    r"|shipped|closed|open|opened|transferred|added|removed|registered|paid|waived|sent|complete|on the way|covered)"
)

SMALL_TALK = re.compile(
    r"^(?:(?:hi+|hello\d*|hey+|hallo|hai|hola|bonjour|good (?:morning|afternoon|evening)|how are you|thanks?(?: you)?"
    r"|thank you(?: so| very)? much|bye|goodbye|see you|ok(?:ay)?|yes|yeah|no|sure|great|there|sir|madam|please|perfect"
    r"|alright|all right|awesome|cool|nice|wonderful|excellent|good|fine|you too|you're welcome|take care|enjoy your \w+"
    r"|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|time|trip|ride)|gracias|adiós|merci|au revoir|danke"
    r"|tschüss|auf wiederhören|guten (?:tag|morgen|abend)|and|for (?:your|the) (?:help|time|call|calling))\W*)+$"
)
# "How can I help you?", "can you help me with that": nothing of the matter is said in it.
EMPTY_REQUEST = re.compile(
    r"^(?:\w+[,!. ]+){0,2}(?:(?:can|could|would|will) (?:you|i)|are you able to|is it possible(?: for you)? to)"
    r"(?: please)?(?: (?:help|assist|set me up|do (?:that|it|this)|check(?: (?:that|it|this))?|tell me|go ahead))?"
    r"(?: (?:me|us|out|that|this|it|with|for|on|please|maybe))*\W*$"
)
NEED = re.compile(
    r"\b(?:i'd like|i would like|i want|i wanted|i need|i have|i've got|i got|i can't|i cannot|i'm (?:trying|calling|looking|thinking)"
    r"|calling (?:about|because)|problem|issue|trouble|wrong|broken|doesn't|didn't|not working|never|cancel|charged|let's"
    r"|question|wondering|how (?:do|can|is|much|about)|can (?:you|i)|could (?:you|i)|help|what about|tell me|check"
    r"|necesito|quiero|quisiera|tengo|me gustaría|puede|podría|problema|no funciona"
    r"|je voudrais|j'aimerais|j'ai|je n'arrive|pouvez-vous|est-ce que|problème|ne (?:marche|fonctionne) pas"
    r"|ich (?:möchte|brauche|habe|will|kann nicht|hätte)|können sie|funktioniert nicht|wollte)\b"
)
ANYTHING_ELSE = re.compile(r"\b(?:anything else|something else|what else|algo más|autre chose|sonst noch)\b")
DONE = re.compile(
    rf"\b(?:i've|i have|we've|we have)(?:\s+(?:just|now|also|already|gone ahead and|went ahead and|successfully))*\s+{_PARTICIPLE}\b"
    rf"|\bi (?:just |also |went ahead and )?(?:\w{{3,}}ed|sent|put|made|reset|took|found)\b"
    rf"|\b(?:has|have) been\s+(?:\w+ly\s+|now\s+)*{_PARTICIPLE}\b"
    rf"|\b(?:is|are|you're|that's)\s+(?:now\s+|all\s+|\w+ly\s+)*{_STATE}\b"
    rf"|\bsuccessful\w*\b|^(?:all\s+)?(?:booked|done|scheduled|confirmed|cancelled)\b|\bconsider it done\b"
    r"|\b(?:he|hemos) (?:\w+(?:ado|ido)|hecho|puesto|visto|abierto|escrito)\b"
    r"|\b(?:queda|está|ha sido|fue) (?:ya |ahora )?\w+(?:ado|ada|ido|ida)\b"
    r"|\b(?:j'ai|nous avons|on a|je vous ai) (?:bien |déjà |tout de suite )?\w+(?:é|i|is|it|u)\b"
    r"|\b(?:c'est|est|a été|ont été) (?:bien |maintenant |désormais )?(?:\w+ée?s?|fait|remis|transmis|pris)\b"
    r"|\b(?:ich habe|wir haben|habe ich|haben wir)\b.{0,60}\b(?:ge\w+(?:t|en)|\w+iert|storniert|erstattet|bestellt|verlängert|beantragt)\b"
    r"|\b(?:ist|sind|wurde|wurden)\b.{0,40}\b(?:gebucht|storniert|erledigt|bestätigt|geändert|aktiviert|reserviert|gesperrt|erstattet|verschickt|angelegt)\b"
)
NOT_POSSIBLE = re.compile(
    r"\b(?:unfortunately|unable|cannot|can't|won't be able|not (?:available|possible|eligible|able|correct)|no .{0,30}\bavailable"
    r"|failed|unsuccessful|booked out|out of stock|no longer|isn't (?:possible|available)|declined|sold out|don't (?:have|see|know)"
    r"|lamentablemente|desafortunadamente|no (?:es posible|puedo|podemos)|malheureusement|impossible|ne (?:peux|pouvons) pas|pas possible"
    r"|leider|nicht möglich|kann ich nicht|können wir nicht)\b"
)
ACCEPTED = re.compile(
    r"\b(?:works now|working now|it works|that works|that worked|fixed|all (?:good|set|sorted)|sounds good"
    r"|that's (?:fine|great|perfect)|i'll take it|solved|resolved|funciona ahora|ça marche|es geht (?:jetzt|wieder))\b"
)
IN_CALL = re.compile(
    r"\b(?:a moment|one moment|bear with|hold on|on hold|checked? (?:that )?for you now|let me (?:check|see|look|pull)"
    r"|please (?:provide|specify|enter|tell|give|confirm|hold|wait)|un momento|un instant|einen moment|may i|could i)\b"
)
# What an agent tells that is worth noting even where nothing was done: an answer, a finding, a condition.
TELLS = re.compile(
    r"\d|\b(?:found|costs?|takes?|available|balance|because|due|until|within|by (?:the )?(?:end|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday)|it will be|you(?:'ll| will)? need|requires?|means|includes?|shows?|see that|see a|correct|answer"
    r"|cuesta|disponible|necesita|porque|coûte|parce que|vous devez|kostet|weil|verfügbar|müssen sie)\b"
)
