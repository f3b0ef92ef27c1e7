"""English for masking, in depth: what callers and agents say when they read numbers out."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.base import words as _words

_SCHEME = r"(?:cards?|visa|mastercard|amex|american express|discover|maestro)"
_FEW = r"(?:\w{1,20} ){0,4}?"
_DIGIT = (
    r"(?:[0-9]|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|thirty|forty|fifty)\b)"
)
_SMALL = r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)"
# "my visa is four one": the digits come at once. "Card ending in 4242" does not match, on purpose.
_READ = rf"\b{_SCHEME}(?: (?:is|it's|its|that's|number|which|starting|starts|begins|with|reads))*[ ,:]{{1,3}}{_DIGIT}"

ENGLISH = Language(
    zeros=frozenset({"zero", "zeroes", "zeros", "oh", "o", "nought", "naught", "nil", "aught"}),
    digits={
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "niner": 9,
        "ones": 1,
        "twos": 2,
        "threes": 3,
        "fours": 4,
        "fives": 5,
        "sixes": 6,
        "sevens": 7,
        "eights": 8,
        "nines": 9,
    },
    teens={
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "thirteen": 13,
        "fourteen": 14,
        "fifteen": 15,
        "sixteen": 16,
        "seventeen": 17,
        "eighteen": 18,
        "nineteen": 19,
    },
    tens={
        "twenty": 20,
        "thirty": 30,
        "forty": 40,
        "fourty": 40,
        "fifty": 50,
        "sixty": 60,
        "seventy": 70,
        "eighty": 80,
        "ninety": 90,
    },
    scales={"hundred": 100, "thousand": 1000},
    repeats={"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
    months=_words(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    ),
    pauses=_words("um umm uh uhh er erm err ah eh hm hmm dash hyphen space comma dot stroke"),
    links=_words(
        "and then okay ok so yeah yes yep yup right now next that's thats it's its it is are the a followed "
        "by again sorry go on i'm think mean wait no to too for ate won of with last first group set "
        "slash period point was that after like i well"
    ),
    asides=_words(
        "please ahead got mhm mm mmhm mmm huh sure alright not continue perfect great thanks thank you gotcha "
        "correct uhhuh cool fine lovely brilliant good go im"
    ),
    cues={
        Cue.NUMBER: {
            "*card": rf"cards? (?:\w{{1,20}} ){{0,2}}?(?:numbers?|num|no|digits|details|info|information)\b"
            rf"|(?:numbers?|digits)(?: \w{{1,20}}){{0,4}}? card|card payment|pay(?:ing|ment)? {_FEW}card"
            rf"|\b(?:use|using|with|by) (?:(?:my|a|the|this|our|your) )?(?:\w{{1,20}} )?card"
            rf"|(?:put|take) (?:it|that|this|the payment) (?:on|off|from) {_FEW}card|full card|whole card|{_READ}",
            "number": rf"{_SCHEME} number|(?:long|full|whole|entire) number|numbers? (?:across|on) the front",
            "digit": r"(?:sixteen|16|fifteen|15)[ -]digits?",
            "sixteen": r"sixteen numbers",
            "long": r"long (?:card|digits)",
            "payment": r"payment details",
            "visa": _READ,
            "amex": _READ,
            "american express": _READ,
            "discover": _READ,
            "maestro": _READ,
        },
        Cue.CARD: {
            "*card": r"cards?\b",
            "visa": r"visa\b",
            "amex": r"amex\b",
            "american express": r"american express",
            "maestro": r"maestro\b",
            "pay": r"\bpay(?:ing)? (?:\w{1,20} ){0,3}?(?:with|using)\b",
        },
        Cue.ASK: {
            "*card": r"\b(?:take|have|get|give|read|need|provide|tell|got|grab|enter|confirm|use|start|see|say)"
            rf" {_FEW}card",
        },
        Cue.LOSS: {
            "*card": r"\b(?:lost|lose|stolen|stole|block|blocked|cancel|cancelled|canceled|freeze|frozen|replace"
            r"|replacement|new|order|report|expired)\b",
        },
        Cue.CODE: {
            "secur": r"security (?:code|number|digits?)",
            "cv": r"\b(?:cvv2?|cvc2?|cvn|cv2)\b",
            "c v": r"\bc v (?:v|c|n|two|2)\b",
            "c.v": r"\bc\.v\.[vc]",
            "csc": r"\bcsc\b",
            "cid": r"\bcid\b",
            "verification": r"card verification|verification (?:value|digits)",
            "digit": r"(?:three|3|four|4)[ -]?digits?(?: \w{1,20}){0,5} (?:back|reverse|front|signature)",
            "number": r"(?:three|3|four|4) (?:little |small )?numbers?(?: \w{1,20}){0,5} (?:back|reverse|front)",
            "signature": r"signature (?:strip|panel)",
        },
        Cue.BACK: {"back": r"\b(?:on|off|from) the back", "reverse": r"on the reverse"},
        Cue.READ: {
            "number": r"\b(?:the|that|what's|whats|your|those|these|read) numbers?\b",
            "digits": r"\b(?:the|that|your|those|these|read|first|all) (?:\w{1,20} )?digits",
        },
        Cue.PIN: {
            "pin": r"\b(?:pin|pins|pincode)\b(?! (?:it|that|this|down|board|drop|me)\b(?!'| is| was| might))",
            "p i n": r"\bp i n\b",
            "p.i.n": r"\bp\.i\.n",
            "personal ident": r"personal identification number",
            "passcode": r"passcode",
        },
        Cue.RECALL: {
            "remember": r"remember",
            "recall": r"recall",
            "either": r"\beither\b",
            "might": r"might be",
            "may": r"may be",
            "could": r"could be",
            "think": r"think (?:it's|it is|it was|it might|that's)",
            "try": r"\btry\b",
            "found": r"found it",
            "wait": r"\bwait\b",
        },
        Cue.EXPIRY: {
            "expir": r"expir(?:y|es|ed|ing|ation|e)\b",
            "exp": r"\bexp\b",
            "valid": r"valid (?:thru|through|until|to|till)",
            "good": r"good (?:thru|through|until)",
            "end date": r"end date",
        },
        Cue.OTHER: {
            "*phone": r"\b(?:tele|cell|mobile )?phone (?:number|no)|phone\?",
            "contact": r"contact number",
            "mobile": r"mobile number",
            "birth": r"date of birth|birth ?date|birthday",
            "zip": r"\bzip\b",
            "post": r"post ?code|postal code",
            "order": r"order (?:number|id|no)",
            "account": r"account (?:number|no)",
            "member": r"member(?:ship)? (?:number|id)",
            "reference": r"reference",
            "social": r"social security|last four of your social",
            "ssn": r"\bssn\b",
            "address": r"address",
            "sort": r"sort code",
            "routing": r"routing",
            "policy": r"policy (?:number|no)",
            "booking": r"booking (?:number|reference)",
            "how many": r"how many",
        },
    },
    counts=(
        rf"between {_SMALL} and {_SMALL}|from {_SMALL} (?:to|till|until) {_SMALL}",
        r"one one of|two one of|one two of",
        r"(?:first|last|final|other|middle) (?:two|three|four|five|six|[2-6])(?: (?:digits?|numbers?))?",
        r"(?:three|four|six|eight|ten|twelve|fifteen|sixteen|[0-9]{1,2})[ -](?:digits?|numbers?|characters|letters)(?: one)?",
        r"cvv2|cvc2|cv2",
        r"(?:this|that|which|another|any|every|no|each|other) one",
        r"one (?:moment|second|sec|minute|more|of|by one|last|time|thing)",
        r"24/7|twenty four seven",
    ),
    units=(
        r"dollars?|bucks|cents?|pounds?|quid|pence|euros?|percent|per cent|am|a\.m|pm|p\.m|o'?clock|grand",
        r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|nights?|times|credits?|points?",
        r"people|persons?|guests?|adults?|kids|children|items?|pieces?|boxes|units?|pairs?|miles?|kilometers?",
        r"km|degrees|million|billion|digits?|letters?|characters|of (?:them|those|these|us|the)|more|stars?",
        r"(?:\w{1,20} ){0,3}(?:street|st|road|rd|avenue|ave|drive|dr|lane|ln|boulevard|blvd|court|ct)",
        r"bedrooms?|rooms?|tickets?|passengers?|pack|packs|moment|thing",
    ),
    labels=(
        r"order|reference|ref|ticket|case number|booking|confirmation|room|flight|gate|extension|ext|zip",
        r"postcode|post code|postal code|apartment|apt|suite|floor|unit|house|invoice|policy|claim|total|price",
        r"cost|costs|amount|balance|fee|refund|charged|ssn|social|year|born|version|model|page|age|aged|quantity",
    ),
    names=(
        r"contact|phone|mobile|telephone|cell|account|acct|ac|date|dob|birth|ssn|social(?: security)?|policy|claim",
        r"order|reference|ref|tracking|member|membership|confirmation|booking",
    ),
    label_links=(
        r"number|no|code|id|is|was|of|the|it's|to|comes|come|will|be|supposed|are|about|just|would|in|on|currently",
    ),
    times=(r"at|by|around|until|till|before|after|between|from|past|since",),
    last_four=(
        r"(?:ending|ends|end|finishing|finishes|finish)(?: (?:in|with|on|is))?",
        r"last (?:four|4)(?: (?:digits?|numbers?))?(?: (?:is|are|of|on|the|your|my|card|that|being|as))*",
    ),
)
