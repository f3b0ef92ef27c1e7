"""English for masking: what callers and agents say when they read numbers out."""

from service.drafting.masking.languages import again
from service.drafting.masking.languages.base import (
    PRICED,
    Cue,
    Language,
    counting,
    near,
    phrases,
    story,
    words,
)

_SCHEME = r"(?:cards?|visa|mastercard|master card|amex|american express|discover|maestro|debit|credit)"
_FEW = r"(?:\w{1,20} ){0,4}?"
_DIGIT = (
    r"(?:[0-9]|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|thirty|forty|fifty"
    r"|for one|for five)\b)"
)
_SMALL = r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)"
_LINK = "is|it's|its|that's|number|which|starting|starts|begins|with|reads|the|i've|i|have|got|one|uh|um"
# "my visa is four one": the digits come at once. "Card ending in 4242" does not match, on purpose.
_READ = (
    rf"\b{_SCHEME}(?:[ ,:]{{1,3}}(?:{_LINK}))*[ ,:]{{1,3}}{_DIGIT}{PRICED}|{_DIGIT} (?:is|on) my {_SCHEME}"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug"
    "|sep|sept|oct|nov|dec"
)
_BACK = r"(?:back|reverse|front|signature|behind)"
_THREE = r"(?:three|3|four|4)"
_CODE = (
    r"code(?<![a-z]code)"
    r"(?<!zip code)(?<!area code)(?<!post code)(?<!postal code)(?<!error code)(?<!promo code)"
    r"(?<!discount code)(?<!coupon code)(?<!voucher code)(?<!gift code)(?<!source code)"
    r"(?<!dress code)(?<!bar code)(?<!qr code)(?<!gate code)(?<!country code)(?<!product code)"
    r"(?<!item code)(?<!booking code)(?<!confirmation code)(?<!reservation code)(?<!reference code)"
    r"(?<!order code)(?<!sort code)(?<!store code)(?<!dial code)(?<!branch code)(?<!color code)"
    r"(?<!routing code)(?<!tax code)(?<!notice code)(?<!colour code)(?<!unit code)(?<!fault code)(?<!part code)(?<!stop code)"
)
_SENT = "sent send text sms email message received got came get app screen authenti display"
_SAID = "is|it's|was|says|reads|that's|here"

ENGLISH = Language(
    name="en",
    zeros=words("zero zeroes zeros oh o nought noughts naught nil aught"),
    digits=counting(
        "one/ones two/twos three/threes four/fours five/fives six/sixes seven/sevens eight/eights nine/nines/niner"
    ),
    teens=counting(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", first=10
    ),
    tens=counting("twenty thirty forty/fourty fifty sixty seventy eighty ninety", first=20, step=10),
    scales={"hundred": 100, "thousand": 1000},
    repeats={"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
    fold=words("times"),
    weak=words("o"),
    markers=words("the is my it i you and that this to for was are have what please"),
    slips={
        "for": 4,
        "fore": 4,
        "to": 2,
        "too": 2,
        "won": 1,
        "ate": 8,
        "tree": 3,
        "sex": 6,
        "niner": 9,
        "fife": 5,
        "sicks": 6,
        "hate": 8,
        "wun": 1,
    },
    months=words(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec "
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    ),
    pauses=words("um umm uh uhh er erm err ah eh hm hmm dash hyphen space comma dot stroke oblique forward"),
    links=words(
        "and then okay ok so yeah yes yep yup right now next that's thats it's its it is are the a followed by again sorry go on i'm think mean wait no to too for ate won of with last first group set slash period point was that after like i well they're"
    ),
    asides=words(
        "please ahead got mhm mm mmhm mmm huh sure alright not continue perfect great thanks thank you gotcha "
        "correct uhhuh cool fine lovely brilliant good go im"
    ),
    cues=again.ENGLISH
    | {
        Cue.NUMBER: {
            "*card": rf"cards? (?:\w{{1,20}} ){{0,2}}?(?:numbers?|num|no|digits|details|info|information)\b"
            rf"|(?:numbers?|digits)(?: \w{{1,20}}){{0,4}}? card|card payment|pay(?:ing|ment)? {_FEW}card"
            rf"|\b(?:use|using|with|by) (?:(?:my|a|the|this|our|your) )?(?:\w{{1,20}} )?card"
            rf"|(?:put|take|charge) (?:it|that|this|the payment) (?:on|off|from|to) {_FEW}card|full card|whole card|{_READ}",
            "number": rf"\b{_SCHEME} number|(?:long|full|whole|entire) number|numbers? (?:across|on) the front",
            "plastic": r"\b(?:numbers?|digits) (?:on|across|off|from) (?:the|your|my) plastic\b",
            "digit": r"(?:sixteen|16|fifteen|15)[ -]digits?",
            "sixteen": r"sixteen numbers",
            "long": r"long (?:card|digits)",
            "payment": r"payment details",
            "visa": _READ,
            "mastercard": _READ,
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
            "signature": r"signature strip",
            "pay": r"pay(?:ing)? (?:\w{1,20} ){0,3}?(?:with|using)\b",
            "payment": r"(?:process|take|make|complete) (?:\w{1,20} ){0,2}?payment|payment method|method of payment",
        },
        Cue.ASK: {
            "*card": r"\b(?:take|have|get|give|read|need|provide|tell|got|grab|enter|confirm|use|start|see|say)"
            rf" {_FEW}card",
        },
        Cue.LOSS: {
            "*card": r"\b(?:lost|lose|stolen|stole|block|blocked|cancel|cancelled|canceled|freeze|frozen|replace"
            r"|replacement|new|order|report|expired)\b|card(?:'ll| will|'s)? (?:be |get )?(?:arriv|com|there|with you|on its way|posted|sent)",
        },
        Cue.CODE: {
            "secur": rf"(?<!social )(?<!soshul )(?<!soscial )security (?:code|number|digits?)|(?<!social )(?<!soshul )security(?! (?:deposit|guard|question|number))(?:,? [\w']{{1,20}}){{0,6}}? {_DIGIT}",
            "three & back": r"three(?:,? [\w']{1,20}){0,5} (?:on|at|from|off) the back",
            "three & reverse": r"three(?:,? [\w']{1,20}){0,5} (?:on|at|from|off) the reverse",
            "three & digits": r"(?<!last )(?<!first )three digits\b",
            "reverse": rf"\bthe reverse(?:,? [\w']{{1,20}}){{0,6}}? {_DIGIT}",
            "cvv": r"\bcvv2?\b",
            "cvc": r"\bcvc2?\b",
            "cvn": r"\bcvn\b",
            "ccv": r"\bccv\b",
            "cvb": r"\bcvb\b",
            "back": rf"\bback of (?:\w{{1,8}} )?card (?:\w{{1,20}} ){{0,4}}?{_DIGIT}|\b(?:says|reads|got|is) (?:\w{1, 20} ){0, 5}?on the back\b|\bon the back (?:\w{1, 20} ){0, 4}?(?:it |that )?(?:says|reads|is)\b",
            "cv2": r"\bcv2\b",
            "c v": r"\bc v (?:v|c|n|two|2)\b",
            "c.v": r"\bc\.v\.[vc]",
            "csc": r"\bcsc\b",
            "cid": r"\bcid\b",
            "see v": r"\bsee (?:v|vee) (?:v|vee|c|see)\b",
            "c vee": r"\bc vee (?:vee|v|c)\b",
            "cee v": r"\bcee (?:v|vee) (?:v|vee|c|cee)\b",
            "sign": rf"\b(?:numbers?|digits?|figures?|code)(?: [\w']{{1,20}}){{0,4}} (?:by|near|beside|under|above|next|off|at|on|behind|after|in)(?: [\w']{{1,12}}){{0,2}} (?:signature|sign)"
            rf"|\bsign(?:ature|ed)?(?: [\w']{{1,12}}){{0,6}} {_DIGIT}",
            "little": r"\b(?:little|small|tiny) (?:numbers|digits|figures)(?: [\w']{1,20}){0,4} (?:card|back|strip|front)",
            "strip": r"\b(?:numbers?|digits|code|three)(?: [\w']{1,20}){0,4} strip\b",
            "four & front": rf"\b(?:four|4)(?: \w{{1,20}}){{0,2}} (?:on|at|off) the front (?:\w{{1,20}} ){{0,4}}?{_DIGIT}|\bfour (?:\w{{1,20}} )?on the front\?",
            "verification": r"card verification|verification (?:value|digits|number)",
            "digit": rf"{_THREE}[ -]?digits?(?: \w{{1,20}}){{0,5}} {_BACK}|{_BACK}(?: \w{{1,20}}){{0,5}} {_THREE}[ -]?digit",
            "number": rf"{_THREE} (?:little |small |tiny )?numbers?(?: \w{{1,20}}){{0,5}} {_BACK}",
            "code": rf"\bcode(?:,? [\w']{{1,20}}){{0,4}} (?:{_BACK} of|on the (?:back|reverse|front))",
            "last": r"last three (?:digits |numbers )?(?:on|from|at)",
            "signature": r"signature (?:strip|panel)",
        },
        Cue.SENT: {
            "one": r"one[ -]time (?:pass ?)?(?:code|pin|password|number)",
            "otp": r"\botps?\b",
            "verification": r"verification code",
            "authenti": r"authenti(?:cation|cator|fication) (?:code|app)",
            "two": r"two[ -]factor|two[ -]step",
            "texted": r"\btexted (?:me|you|us) (?:a|the|some) (?:number|digits)",
            "code": r"(?:six|6|five|5|eight|8)[ -]digit code",
        }
        | near("code", _CODE, _SENT)
        | near("passcode", "passcode", "sent send text sms"),
        Cue.CODED: {"code": rf"{_CODE} (?:[\w']{{1,20}} ){{0,3}}?(?:{_SAID}),? {_DIGIT}"},
        Cue.BACK: {
            "code": rf"\b(?:the|your) {_CODE}\b",
            "back": r"\b(?:on|off|from) the back\b(?! of (?:the|my|your|a|that) (?!\w{0,12} ?card))",
            "reverse": r"on the reverse",
            "last": r"\b(?:last|other|small|little) three\b",
        },
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
            "pass": r"\bpass code\b|\bpass word\b",
            "password": r"password|passwords",
            "atm": r"\batm (?:code|number)",
            "access": r"access code",
            "door": r"door code",
            "entry": r"entry code",
            "secret": r"secret (?:code|number)",
        }
        | story(
            "type key enter punch tap put press push dial",
            "machine atm cashpoint keypad reader swallow wrong incorrect till",
            rf"\b(?:typ|key|enter|punch|tap|put|press|push|dial)\w{{0,4}}(?: \w{{1,8}}){{0,6}}? {_DIGIT}",
        ),
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
            "valid": r"\bvalid (?:for )?(?:up )?(?:thru|through|until|to|till)|\bvalidity\b|how long (?:\w{1,20} ){1,3}valid",
            "good": r"good (?:thru|through|until|till|to)\b",
            "end date": r"end date",
            "run": r"\bruns? (?:out|until|till|through|thru|to)\b",
            "goes": r"\bgoes (?:\w{1,20} ){0,2}?(?:out|until|till|through|thru)\b",
            "lasts": r"\blasts (?:until|till|through|to)\b",
            "how long": r"how long is (?:it|that|the card) (?:valid|good)",
            "use by": r"\buse by\b",
            "until & card": rf"until (?:\w{{1,20}} ){{0,2}}?(?:{_MONTHS})",
            "till & card": rf"till (?:\w{{1,20}} ){{0,2}}?(?:{_MONTHS})",
            "through & card": rf"through (?:\w{{1,20}} ){{0,2}}?(?:{_MONTHS})",
            "month": r"month and (?:the )?year",
        },
        Cue.OTHER: {
            "phone": r"phone (?:number|no)|phone\?",
            "telephone": r"telephone (?:number|no)|telephone\?",
            "cellphone": r"cellphone (?:number|no)",
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
            "how": r"how many",
            "number": r"\b(?:meter|serial|part|model|case|claim|tracking|vehicle|registration|invoice|contract) number",
            "amount": r"\bamount ?\?",
        },
    },
    other_cards=(
        (
            r"\b(?:loyalty|membership|member|reward|rewards|points|library|business|id|identity|boarding|sim|memory|sd|report"
            r"|birthday|green|job|score|time|playing|rail|flash|punch|greeting|note|place|menu|warranty|guarantee|travel|season|parking|insurance|medicare|health|store loyalty|key|graphics|sound|post) ?cards?\b"
        ),
    ),
    counts={
        "between from": rf"between {_SMALL} and {_SMALL}|from {_SMALL} (?:to|till|until) {_SMALL}",
        "one two": r"one one of|two one of|one two of|one (?:moment|second|sec|minute|more|of|by one|last|time|thing)",
        "back": r"back (?:three|3|four|4)(?= *(?:$|[?.!]))",
        "first last final other middle next": r"(?:first|last|final|other|middle|next) (?:two|three|four|five|six|seven|eight|ten|twelve|[2-9]|1[0-2])(?: (?:digits?|numbers?))?",
        "this that which another any every no each other": r"(?:this|that|which|another|any|every|no|each|other) one",
        "cvv cvc cv": r"cvv2|cvc2|cv2",
        "twenty": r"twenty four seven",
        "three four": r"(?:two|three|four) times(?! (?:zero|oh|one|two|three|four|five|six|seven|eight|nine))|(?<=the )(?:three|four)(?= (?:\w{1,12} )?(?:on|at|off) the (?:back|front|reverse|strip))",
    },
    counted=phrases("digit, digits, number, numbers, characters, letters"),
    units=words(
        "dollars dollar bucks cents cent pounds pound quid pence euros euro percent am pm o'clock oclock grand seconds second secs minutes minute mins hours hour hrs days day weeks week months month years year nights night times credits points people person persons guests guest adults adult kids children items item pieces "
        "boxes box units unit pairs pair miles mile kilometers km degrees million billion digit digits letters "
        "letter characters more stars star bedrooms bedroom rooms room tickets ticket passengers passenger pack "
        "packs thing things gigs gig gigabytes megs inches inch feet places seats calls votes copies kilometres metres meters litres liters kilos grams francs pesos gallons milligrams tablets customers"
    ),
    unit_phrases=(
        r"per cent|a\.m|p\.m|of (?:them|those|these|us|the)|(?:a|an|per|each|every) (?:hour|day|night|week|month|year|person|head|piece)",
        r"(?:with|plus|before|after|including) (?:the )?(?:tax|vat|shipping|delivery)|in total|altogether|all (?:in|told)\b|for the lot|plus [0-9a-z]|(?:business|working|calendar|full|extra|spare|free|square) [a-z]{2,12}s\b",
        r"(?:\w{1,20} ){0,3}(?:street|st|road|rd|avenue|ave|drive|dr|lane|ln|boulevard|blvd|court|ct)",
    ),
    labels=phrases(
        "order, reference, ref, ticket, case number, booking, confirmation, room, flight, gate, extension, ext, zip, postcode, post code, postal code, apartment, apt, suite, floor, unit, house, invoice, policy, claim, total, price, cost, costs, amount, balance, fee, refund, charged, ssn, social, year, born, version, model, page, "
        "age, aged, limit, above, below, under, up to, maximum, minimum, quantity, train, bus, seat, seats, row, rows, coach, carriage, platform, table, lane, part, parts, job, chapter, section, building, exit, error, error code, stop code, monday, tuesday, wednesday, thursday, friday, saturday, sunday, area code, promo code, coupon code, discount code, voucher code"
    ),
    names=phrases(
        "contact, phone, mobile, telephone, cell, account, acct, ac, date, dob, birth, ssn, social, social security, "
        "policy, claim, order, reference, ref, tracking, member, membership, confirmation, booking"
    ),
    label_links=words(
        "number no code id is was of the it's to comes come will be supposed are about just would in on currently"
    ),
    times=words("at by around until till before after between from past since"),
    years=words("in of since year during"),
    last_four=(
        r"(?:ending|ends|end|finishing|finishes|finish)(?: (?:in|with|on|is))?",
        r"last (?:four|4)(?: (?:digits?|numbers?))?(?: (?:is|are|of|on|the|your|my|card|that|being|as))*",
    ),
)
