"""A caller's number → the ways in which people may have typed it into a Salesforce phone field."""

import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

_GAP = re.compile(r"\D+")


def spellings(phone: str, region: str | None) -> tuple[str, ...]:
    """E.164 first, then international and national forms; empty for what is no number (withheld, SIP).

    National forms are left out for callers from abroad where the org's `region` is known: the same
    digits belong to another person there.
    """
    number = _parsed(phone, region)
    if number is None:
        return ()
    forms = [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL]
    if region is None or phonenumbers.country_code_for_region(region) == number.country_code:
        forms.append(PhoneNumberFormat.NATIONAL)
    texts = [phonenumbers.format_number(number, form) for form in forms]
    # dict, not set: the query reads the same every time.
    return tuple(dict.fromkeys(variant for text in texts for variant in _variants(text)))


def _parsed(phone: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _variants(text: str) -> tuple[str, ...]:
    plus, digits = ("+" if text.startswith("+") else ""), text.lstrip("+(")
    spaced = [_GAP.sub(gap, digits) for gap in ("", " ", "-", ".")]
    bare = _GAP.sub("", text)
    return (text, *(plus + variant for variant in spaced), bare)
