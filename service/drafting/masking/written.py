"""Written numbers that are no secret wherever they stand: dates, times, amounts, counts."""

import re

from service.drafting.masking.languages import LANGUAGES

_AMOUNT = r"(?:[1-9][0-9]{0,2}(?:[,.][0-9]{3}){1,2}|[0-9]{1,7})(?:[.,][0-9]{1,2})?"
_ALONE = r"(?<![0-9])(?<![0-9][-/. ,])"
_SUFFIX = r"(?:st|nd|rd|th|am|pm|a\.m|p\.m|k|kg|gb|mb|km|mm|cm|hrs?|mins?|er|re|eme|ieme|h(?:[0-5][0-9])?|eur|ten?|o)\b"
_MONEY = r"(?:€|\$|£|¥|eur\b|euros?\b|usd\b|chf\b|pesos?\b|dolares\b|francs?\b|dollars?\b|pounds?\b)"
PLAIN = (
    rf"{_ALONE}(?:[0-3]?[0-9][/.-][0-3]?[0-9][/.-](?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}[/.-][01]?[0-9][/.-][0-3]?[0-9]"
    r"|[0-3]?[0-9]/[0-3]?[0-9]/[0-9]{2})(?![0-9]|[-/.][0-9])"
    rf"|{_ALONE}[0-3]?[0-9]\.[01]?[0-9]\.(?![0-9]| [0-9])"
    r"|(?<![0-9:])[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
    r"|(?<![0-9])[0-2]?[0-9] ?h(?: ?[0-5][0-9])?\b"
    rf"|[$£€¥] ?{_AMOUNT}(?![0-9])"
    rf"|{_ALONE}(?:[1-9][0-9]{{0,2}} [0-9]{{3}}|{_AMOUNT}) ?{_MONEY}"
    rf"|{_ALONE}[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,2}}(?:\.[0-9]{{2}})?(?![0-9]|[-., ][0-9])"
    rf"|{_ALONE}[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{1,2}},[0-9]{{2}}(?![0-9]|[-., ][0-9])"
    rf"|{_ALONE}[0-9]{{1,5}}\.[0-9]{{1,2}}(?![0-9]|[-/. ]{{1,2}}[0-9])"
    rf"|{_ALONE}[0-9]{{1,5}},[0-9]{{1,2}}(?![0-9]|[-/., ]{{1,2}}[0-9])"
    rf"|(?<![0-9])[0-9]{{1,4}}(?: ?%|{_SUFFIX})"
    r"|(?<![0-9])[0-9]{1,2} (?:st|nd|rd|th)\b"
)
"""Begins with a digit or a sign of currency."""

SLASH = r"(?<![0-9])(?<![0-9][-/.])(?:0?[1-9]|1[0-2]) ?/ ?(?:20)?[0-9]{2}(?![0-9]| ?/| ?[.']?000\b)"

_COUNTED = {thing for language in LANGUAGES for thing in language.counted}
COUNTED_WORDS = frozenset(word for thing in _COUNTED for word in thing.split())
_THINGS = "|".join(sorted(_COUNTED))
COUNTED = re.compile(rf"[ -](?:{_THINGS})\b(?: one\b)?")
"""What makes the number before it a count: " digits"."""
PLAIN += rf"|(?<![0-9])[0-9]{{1,2}}[ -](?:{_THINGS})\b(?: one\b)?"

COUNTS = {
    word: re.compile(rf"(?:{pattern})\b")
    for language in LANGUAGES
    for words, pattern in language.counts.items()
    for word in words.split()
}
"""Patterns of what is no digits, under their first word."""
