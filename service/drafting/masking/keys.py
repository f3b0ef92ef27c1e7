"""What the key of a JSON value says of it: card data, what a replay needs as it came, or free text."""

import re

from service.drafting.masking.fold import fold
from service.drafting.masking.luhn import is_usual
from service.drafting.masking.marks import Mark

_SECRET_KEYS = {
    Mark.CODE: "cvv cvv2 cvc cvc2 csc securitycode cardcode cardsecuritycode",
    Mark.PIN: "pin pincode pinnumber passcode cardpin",
    Mark.CARD: "pan card cardnumber cardno ccnumber creditcard debitcard creditcardnumber",
    Mark.EXPIRY: "expiry expirydate expirationdate cardexpiry expmonth expyear exp",
}
_SECRETS = {key: mark for mark, keys in _SECRET_KEYS.items() for key in keys.split()}
_KEPT = re.compile(
    r".*(?:id|uuid|guid|time|timestamp|date|at|ms|start|end|duration|offset|seconds|phone|phonenumber|msisdn)"
    r"|ani|dnis|from|to|caller|callee|speaker|role|type|channel|language|direction|status|event|state|version"
    r"|schema|url|confidence"
)
# Whatever proves who sends: of no use to a replay, which is authenticated already.
_CREDENTIAL = re.compile(
    r".*(?:token|secret|password|passwd|passphrase|apikey|privatekey|secretkey|authorization|signature)"
    r"|credentials?|pwd|cookie|setcookie"
)
# One word of the characters in which ids, times and addresses are written.
_WORD = re.compile(r"[\w.:@/=+-]{0,256}")
_TELEPHONE = re.compile(r"\+?[0-9 ().-]{5,24}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGITS = re.compile(r"[0-9][0-9 ().-]*")
_OTHERS = re.compile(r"[^0-9]+")
_NO_LETTER = re.compile(r"[\W_]+")
_LONG = 8


def secret(key: str) -> Mark | None:
    """The mark for a key whose values are card data themselves."""
    return _SECRETS.get(_plain(key))


def is_kept(key: str, value: str | float) -> bool:
    """Whether a value stays as it came: its key names an id, a time or a telephone, and it has that form.

    A usual card number does not stay, under whatever key; any other valid check digit does, since it is
    right by chance in one id of ten, and masking it would part a call from its id.
    """
    if not _KEPT.fullmatch(_plain(key)):
        return False
    if not isinstance(value, str):
        return not _is_card(str(value))
    folded = fold(value).text
    if _UUID.fullmatch(folded) or (value.startswith("+") and _TELEPHONE.fullmatch(value)):
        return True
    formed = _WORD.fullmatch(value) or _TELEPHONE.fullmatch(value)
    return formed is not None and not any(_is_card(run) for run in _DIGITS.findall(folded))


def is_credential(key: str) -> bool:
    """Whether the key's values let somebody in, or prove that somebody sent this."""
    return _CREDENTIAL.fullmatch(_plain(key)) is not None


def is_long(value: float) -> bool:
    return len(_OTHERS.sub("", str(value))) >= _LONG


def _is_card(text: str) -> bool:
    return is_usual(_OTHERS.sub("", text))


def _plain(key: str) -> str:
    return _NO_LETTER.sub("", key).lower()
