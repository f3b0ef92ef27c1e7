"""Card numbers by their check digit: it can show a card, never rule one out where cards are talked about."""

from collections.abc import Sequence

_SHORTEST = 13
LONGEST = 19
_USUAL = (15, 16)
_FIRST = {13: "4", 14: "3", 15: "123"}
# Nobody reads a card number in longer groups than its half.
_HALF = 8
_ISSUERS = "23456"
AMEX = ("34", "37")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_card(digits: str) -> bool:
    """A number that some card scheme issues, by length, first digit and check digit.

    ISO/IEC 7812-1 annex B is right for one number in ten by chance. 13 digits are Visa's alone, 14 Diners
    Club's, 15 those of American Express, JCB and UATP.
    """
    if not _SHORTEST <= len(digits) <= LONGEST or not digits.strip("0"):
        return False
    return digits[0] in _FIRST.get(len(digits), "0123456789") and _checks(digits)


def _checks(digits: str) -> bool:
    backwards = [int(digit) for digit in reversed(digits)]
    return (sum(backwards[::2]) + sum(_DOUBLED[digit] for digit in backwards[1::2])) % 10 == 0


def is_shaped(digits: str) -> bool:
    """The length and first digits of nearly all cards, whatever the check digit."""
    return (len(digits) == max(_USUAL) and digits[0] in _ISSUERS) or (
        len(digits) == min(_USUAL) and digits.startswith(AMEX)
    )


def is_usual(digits: str) -> bool:
    """A valid number of the length and first digit of nearly all cards: chance finds one in forty."""
    return len(digits) in _USUAL and digits[0] in _ISSUERS and is_card(digits)


def holds_card(parts: Sequence[str]) -> bool:
    """Whether digits that were said in these parts are a card number, or hold one between other parts.

    Costs a fixed number of steps a part. A part longer than any card is looked at from both its ends,
    since an expiry date or an account number is written before or after, not around.
    """
    if any(is_card(part) or _at_an_end(part) for part in parts):
        return True
    if sum(map(len, parts)) <= LONGEST and max(map(len, parts)) <= _HALF and is_card("".join(parts)):
        return True
    return any(_from(parts, first) for first in range(len(parts)))


def _from(parts: Sequence[str], first: int) -> bool:
    digits = ""
    for part in parts[first : first + max(_USUAL)]:
        if len(part) > _HALF or len(digits) > max(_USUAL):
            return False
        digits += part
        if is_usual(digits):
            return True
    return False


def _at_an_end(part: str) -> bool:
    return len(part) > LONGEST and any(
        is_usual(end) for length in _USUAL for end in (part[:length], part[-length:])
    )
