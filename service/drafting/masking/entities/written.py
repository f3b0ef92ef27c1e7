"""What its written form alone tells to be personal data: ids, bank details and telephones, whatever stands around."""

import re
from collections.abc import Iterator

import phonenumbers
from stdnum import iban
from stdnum.es import dni, nie
from stdnum.fr import nir

from service.drafting.masking.entities.found import Found
from service.drafting.masking.marks import Kind

_ALONE = r"(?<![\w.+-])(?<![0-9][ /])"
_END = r"(?![\w]|[-./ ][0-9])"
_FORMS = re.compile(
    rf"{_ALONE}(?:"
    r"(?P<iban>[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?)"
    r"|(?P<ssn>[0-9]{3}(?P<gap>[- ])[0-9]{2}(?P=gap)[0-9]{4})"
    r"|(?P<dni>[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}[ -]?[a-z])"
    r"|(?P<nie>[xyz][ -]?[0-9]{7}[ -]?[a-z])"
    r"|(?P<pension>[0-9]{2} ?[0-3][0-9] ?[01][0-9] ?[0-9]{2} ?[a-z] ?[0-9]{3})"
    r"|(?P<nino>[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d])"
    r"|(?P<nir>[12] ?[0-9]{2} ?[0-9]{2} ?(?:2[ab]|[0-9]{2}) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2})"
    r"|(?P<laid>[12] [0-9]{2} [01][0-9] (?:2[ab]|[0-9]{2}) [0-9]{3} [0-9]{3})"
    r"|(?P<us>(?:1[ .-])?\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4})"
    r"|(?P<fr>0[1-9](?:[ .-][0-9]{2}){4})"
    r"|(?P<es>[6789][0-9]{2}(?:(?: [0-9]{3}){2}|(?: [0-9]{2}){3}))"
    r"|(?P<gb>0(?:[0-9]{4} [0-9]{6}|[0-9]{4} [0-9]{3} [0-9]{3}|[0-9]{3} [0-9]{3} [0-9]{4}|[0-9]{2} [0-9]{4} [0-9]{4}))"
    r"|(?P<de>0[1-9][0-9]{1,4}[ /-]{1,3}[0-9][0-9 ]{4,9}[0-9])"
    rf"){_END}"
)
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[1-9][0-9 ().\-/]{6,20}[0-9](?![\w])")
_CHECKS = {"dni": dni.is_valid, "nir": nir.is_valid}
_LONE_FORMS = frozenset({"nino", "laid", "pension", "nie", "ssn"})
_LAID_OUT = re.compile(
    r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}[ -]?[a-z]|[0-9]{8}-?[a-z]|[12] [0-9]{2} [01][0-9] (?:2[ab]|[0-9]{2}) [0-9]{3} [0-9]{3} [0-9]{2}|[12][0-9]{4}2[ab][0-9]{8}"
)
_GAPS = re.compile(r"[ .\-/]")
_LEAST_IBAN = 15
_WRITTEN_IBAN = re.compile(r"(?:de|es|fr|gb|at|it|nl|be|pt|ie|lu|ch|pl)[0-9]{2} ?[0-9a-z]{4} ?[0-9]{2}")
_FRENCH_DIGITS = 15
_IBAN_HEAD = re.compile(r"(?:DE|ES|FR|GB|AT|IT|NL|BE|PT|IE|LU|CH|PL)[0-9]{2}")
_FRENCH = re.compile(r"[12][0-9]{4}[0-9AB]{5,8}[0-9]{2,4}")


def written(text: str) -> Iterator[Found]:
    """Of folded text that holds digits."""
    for match in _FORMS.finditer(text):
        found = _found(match)
        if found:
            yield found
    if "+" in text or "00" in text:
        for match in _INTERNATIONAL.finditer(text):
            if is_phone(re.sub(r"^00", "+", match.group()), None):
                yield Found(*match.span(), Kind.PHONE)


def _found(match: re.Match[str]) -> Found | None:
    form = match.lastgroup if match.lastgroup != "gap" else "ssn"
    raw = match.group()
    if form in _LONE_FORMS:
        return Found(*match.span(), Kind.ID)
    if form == "iban":
        return _iban(match.start(), raw)
    check = _CHECKS.get(form or "")
    if check is not None:
        plain = _GAPS.sub("", raw).upper()
        valid = check(plain)
        laid_out = _LAID_OUT.fullmatch(raw) is not None
        return Found(*match.span(), Kind.ID, sure=form == "nir") if valid or laid_out else None
    return Found(*match.span(), Kind.PHONE) if is_phone(raw, (form or "").upper()) else None


def _iban(start: int, raw: str) -> Found | None:
    """Words may stand behind it that have the look of its last groups."""
    while raw:
        if is_iban(_GAPS.sub("", raw).upper()):
            return Found(start, start + len(raw), Kind.ACCOUNT, sure=True)
        raw = raw[: max(raw.rfind(" "), raw.rfind("-"), 0)]
    return None


def is_phone(text: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def is_iban(value: str) -> bool:
    return len(value) >= _LEAST_IBAN and iban.is_valid(value)


def is_account(value: str) -> bool:
    """Whether it is an IBAN, or begins as one, whatever its check digits."""
    return is_iban(value) or _IBAN_HEAD.match(value) is not None


def begins_iban(text: str) -> bool:
    """Whether folded text begins as a written IBAN does, and goes on as one: its country and check digits in one."""
    return _WRITTEN_IBAN.match(text) is not None


def is_french(value: str) -> bool:
    """Whether what was asked for may be a French number: nearly as long as a card's, and begun as no card's is.

    Its groups are said as hundreds, which may be a digit more or less.
    """
    return len(value) <= _FRENCH_DIGITS and _FRENCH.fullmatch(value) is not None


def is_national_id(value: str) -> bool:
    """One with a letter, whose check letter or form tells it from other things that are spelled."""
    return dni.is_valid(value) or nie.is_valid(value) or _is_nino(value)


def _is_nino(value: str) -> bool:
    match = _FORMS.fullmatch(value.lower())
    return match is not None and match.lastgroup == "nino"
