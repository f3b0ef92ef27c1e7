"""English for the checks."""

import re
from functools import partial

from service.drafting.number_words import ENGLISH as NUMBERS
from service.drafting.tongues.base import Lexicon, acts, stemmer, stems, words

_STEM = stemmer("ations ation ings ing ied ed ies es ly s e y")
_verbs = partial(stems, _STEM)

ENGLISH = Lexicon(
    spoken=NUMBERS,
    stem=_STEM,
    customer=words(
        "customer customers caller client guest patient member user passenger tenant subscriber policyholder he she they"
    ),
    agent=words(
        "agent agents representative rep advisor adviser operator assistant clerk bank company store team support "
        "manager supervisor technician system we provider airline carrier colleague department insurer"
    ),
    idle=words(
        "a an and are as at be been being by did do does for from had has have he her his i in is it its me my of on or our "
        "she that the their them they this to was we were will with would you your customer agent caller client said "
        "asked call called about so then there also if but not no can could just any some s t re ve ll d m ok okay please"
    ),
    auxiliaries=words(
        "is are was were be been being has have had do does did will would shall can could should must may might to not "
        "also then already now still just later successfully finally therefore again both further never currently "
        "previously first initially politely kindly the a who and they is"
    ),
    negations=words(
        "no not never none nothing nobody nowhere unable cannot cant dont doesnt didnt isnt wasnt wont couldnt "
        "declined declines decline refused refuses refuse rejected rejects denied denies neither nor fail failed fails "
        "failure unavailable unsuccessful unsuccessfully impossible unauthorized unauthorised incorrect wrong lacks lacked "
        "nope nah unpaid incomplete invalid ineligible unresolved"
    ),
    idle_negations=(
        "no problem",
        "no worries",
        "not at all",
        "why not",
        "no longer than",
        "not only",
        "no later than",
        "can't wait",
        "cannot wait",
        "can not wait",
        "don't worry",
        "do not worry",
        "can't believe",
        "cannot believe",
        "no doubt",
        "no matter",
        "not more than",
        "not less than",
        "no more than",
        "no less than",
        "at no charge",
        "at no cost",
        "at no extra",
        "at no additional",
        "don't hesitate",
        "do not hesitate",
        "if not",
        "or not",
    ),
    tells=_verbs(
        "say said report state explain mention tell told inform advise confirm give gave given provide describe complain "
        "clarify note indicate claim introduce express acknowledge thank apologize apologise repeat specify point respond "
        "answer reply replied share list quote identify verify spell dictate name instruct remind update dispute remark admit recall warn"
    ),
    asks=_verbs(
        "ask request want need wish inquire enquire prefer look seek sought call called demand hope plan intend choose chose "
        "chosen select decide expect like require pick contacted reached rang phoned interested opt elect"
    ),
    agrees=_verbs("agree accept approve consent allow grant"),
    declines=_verbs("decline refuse reject turned"),
    offers=_verbs("offer propose suggest recommend"),
    vows=_verbs("promise guarantee commit assure undertake undertook pledge vow"),
    told=_verbs(
        "told tell informed advised offered given reminded assured promised warned asked instructed notified provided "
        "guaranteed quoted referred"
    ),
    being=words("was is been were be are"),
    done=_verbs("done complete successful success finish finished set sorted through"),
    grants=_verbs(
        "grant issue give given make made approve process arrange provide raise open apply place complete initiate agree"
    ),
    acts=acts(
        _STEM,
        refund="refund reimburse repay repaid",
        credit="credit goodwill",
        pay="pay paid payment",
        waive="waive waiver",
        discount="discount rebate",
        compensate="compensate compensation voucher gift",
        replace="replace replacement exchange swap",
        send="send sent mail email e-mail post ship dispatch deliver delivery forward text sms courier",
        call="call phone ring callback rang contact touch reach",
        follow="follow",
        book="book reserve reservation schedule appointment arrange arrangement reschedule",
        cancel="cancel cancelled cancellation terminate",
        change="change update modify amend adjust correct edit",
        upgrade="upgrade",
        escalate="escalate escalation supervisor manager specialist",
        transfer="transfer transferred",
        visit="visit technician engineer knock",
        repair="repair fix",
        submit="submit submitted file filed lodge raise register",
        look="look investigate investigation examine check review",
        extend="extend extension deadline prolong",
        guarantee="guarantee",
        match="match",
        unlock="unlock",
        restore="recover restore",
        authenticate="authenticate authentication verify verification",
        confirm="confirm confirmation",
        accommodate="accommodate accommodation",
        block="block freeze froze frozen suspend",
        remove="remove removal delete",
    ),
    # Customers and agents do these together: "the customer booked a room" is told by the agent who booked it.
    shared_acts=frozenset({"@book", "@cancel", "@change", "@submit", "@confirm", "@pay"}),
    no_acts=words("credits"),
    future=re.compile(r"\b(?:will|shall|won't|going to|is to|are to|about to|to be \w+ed)\b|'ll\b"),
    binding=re.compile(r"'ll\b|\b(?:will|shall|going to|let me|gonna|promise|guarantee|allow me)\b"),
    opened=re.compile(
        r"\b(?:would|could|might|may|whether|should i|shall i|do you want|want me to|are you able|maybe|perhaps|happy to"
        r"|(?:i|we|you) can(?!'?t|not)|can (?:i|we|you)|please|you(?:'ll)? (?:may|need|have to|must|should|want))\b|'d\b"
    ),
    condition=re.compile(
        r"\b(?:if|unless|as long as|provided that|in case)\b"
        r"(?! (?:you (?:need|have any|have other|have further|want|like|prefer|don't mind)|that's|not\b|possible|so\b))"
    ),
    past=re.compile(
        r"\b(?:have|has|had|was|were|been|did|just|already|done|made|sent|paid|put|gave|got|spoke|took|set|\w{3,}ed|successful)\b"
        r"|'ve\b|\b(?:i'm|we're|i am|we are) \w+ing\b"
    ),
    denials=re.compile(r"\b(?:out of (?:stock|order|service)|sold out|booked (?:out|up)|fully booked)\b"),
    yes=words(
        "yes yeah yep yup sure ok okay absolutely definitely certainly correct right exactly perfect please fine great"
    ),
    no=words("no nope nah not"),
    before=words("by for to with of from at on about than"),
    firsts=words("i we i'll we'll i've we've i'm we're"),
    telling=words(
        "the and is are was you i it's my your what this that have for with can please thank how would"
    ),
    joins=re.compile(
        r"[.!?;:,\n]+(?=\s|$)|\b(?:but|and|because|so|although|though|while|however|then|as|since|which)\b"
        r"|\s(?=(?:if|when|unless|once|until)\b)|\s(?=i (?:do|don't|need|want|have|am|would|can|can't|cannot|will|just|prefer)\b)"
    ),
    parts=re.compile(
        r"[.;]\s+|(?:,?\s+(?:and|but)|,\s+(?:while|then|so|whereas))\s+(?=(?:later,? |in addition,? |also )?(?:the |a |an |his |her |their )?(?:customer|caller|client|guest|patient|"
        r"agent|representative|rep|advisor|adviser|bank|company|store|team|support|manager|supervisor|technician|he|she|they)\b)"
        r"|(?:,?\s+(?:and|but)|,\s+(?:while|then|so|whereas))\s+(?=(?:the|a|an|no|his|her|their)\s+(?:[\w']+\s+){1,8}?(?:was|were|is|has|had|will|could|would)\b)"
    ),
    aside=re.compile(
        r"\b(?:(?:during|in|of|on|for|from|ended|end|beginning|start) (?:the|this) (?:phone )?call\b|(?<=\bdr)\.|(?<=\bmr)\.|(?<=\bmrs)\.|(?<=\bms)\.)"
    ),
    mere=re.compile(
        r"^[\s,.!]*(?:(?:oh )?no|nope|nah)\b[\s,.!]*(?=(?:that|i|it|its|it's|we|my|this|the|wait|just|actually|sorry|you|he|she|they)\b)"
    ),
)
