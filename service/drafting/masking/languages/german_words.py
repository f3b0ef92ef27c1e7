"""German writes a number as one word: all of them below ten thousand."""

from collections.abc import Iterator

_UNITS = ("eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun")
_TEENS = (
    "zehn", "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_TENS = ("zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
# "Funf" is what is left of "fünf" without its dots; where the keyboard had none, it is "fuenf".
_SPELT = (("funf", "fuenf"), ("zwolf", "zwoelf"))


def _joined(unit: int) -> list[str]:
    """The unit inside a word: "einundzwanzig", "zwoundzwanzig"."""
    return {1: ["ein"], 2: ["zwei", "zwo"]}.get(unit, [_UNITS[unit - 1]])


def _below_hundred(number: int) -> list[str]:
    if number < _TEN:
        return [_UNITS[number - 1]]
    if number < 2 * _TEN:
        return [_TEENS[number - _TEN]]
    tens, unit = _TENS[number // _TEN - 2], number % _TEN
    return [f"{word}und{tens}" for word in _joined(unit)] if unit else [tens]


def _forms(number: int) -> list[str]:
    """Words for 1 to 9999; years as "neunzehnhundertneunzig" too."""
    if number < _HUNDRED:
        return _below_hundred(number)
    forms = _scaled(number, _THOUSAND, "tausend") if number >= _THOUSAND else []
    if number < 2 * _THOUSAND:
        forms += _scaled(number, _HUNDRED, "hundert")
    return forms


def _scaled(number: int, scale: int, name: str) -> list[str]:
    head, rest = divmod(number, scale)
    heads = ["", "ein"] if head == 1 else _joined(head) if head < _TEN else _below_hundred(head)
    tails = [""] if not rest else _forms(rest)
    return [f"{first}{name}{tail}" for first in heads for tail in tails]


def _spelt(number: int) -> Iterator[str]:
    for form in _forms(number):
        yield form
        other = form
        for plain, pair in _SPELT:
            other = other.replace(plain, pair)
        if other != form:
            yield other


def numbers(first: int, last: int) -> dict[str, int]:
    """Every word for the numbers from `first` to `last`, without accents."""
    return {word: number for number in range(first, last + 1) for word in _spelt(number)}
