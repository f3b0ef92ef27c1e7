"""Material and what is known of the caller → material in which it stands under tokens, and the way back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from connectors.contracts import KnownValue, Turn
from service.domain.draft import Material
from service.drafting.masking.entities import EntityFinder, Found, apart
from service.drafting.masking.entities.runs import figures, read_runs
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.marks import INERT, TOKEN, Kind, token_of
from service.drafting.pseudonyms.names import Names

_KINDS = {
    "name": Kind.NAME,
    "phone": Kind.PHONE,
    "email": Kind.EMAIL,
    "address": Kind.ADDRESS,
    "account": Kind.ACCOUNT,
}
_OTHERS = re.compile(r"[\W_]+")
_INERT = re.compile(INERT)
_DIGIT = re.compile(r"[0-9]")
_LOCAL_DIGITS = 6
_ACCOUNT_SIGNS = 4
_SHORT = 4


@dataclass(frozen=True)
class Swap:
    """A part of a hidden turn that is a token, and the part of the stored turn that it stands for."""

    start: int
    end: int
    stored_start: int
    stored_end: int


@dataclass(frozen=True)
class Hidden:
    """`material` as a model may see it; `vault` holds true values by token; `swaps` are those of each turn."""

    material: Material
    vault: dict[str, str] = field(default_factory=dict, repr=False)
    swaps: tuple[tuple[Swap, ...], ...] = ()


def hidden(material: Material, known: Sequence[KnownValue], finder: EntityFinder | None = None) -> Hidden:
    """Pure. Known values are found exactly and nearly, as recognition slips make them; `finder` adds what it
    finds. The same value has one token; tokens that the material holds already are not given anew.
    """
    looks = _Looks(material, known)
    found = [looks.find(turn.text) for turn in material.turns]
    if finder is not None:
        more = finder.find([(turn.speaker, turn.text) for turn in material.turns])
        found = [apart([*one, *_outside(other, one)]) for one, other in zip(found, more, strict=True)]
    if not any(found):
        return Hidden(material=material, swaps=((),) * len(material.turns))
    tokens = _Tokens(material.turns)
    turns, swaps = [], []
    for turn, places in zip(material.turns, found, strict=True):
        text, swapped = _swapped(
            turn.text, [one for one in places if not _holds_mark(turn.text, one)], tokens
        )
        turns.append(turn.model_copy(update={"text": text}) if swapped else turn)
        swaps.append(swapped)
    return Hidden(material.model_copy(update={"turns": tuple(turns)}), tokens.vault, tuple(swaps))


class _Tokens:
    def __init__(self, turns: Iterable[Turn]) -> None:
        self._taken = {token for turn in turns for token in TOKEN.findall(turn.text)}
        self._known: dict[tuple[Kind, str], str] = {}
        self.vault: dict[str, str] = {}

    def of(self, kind: Kind, value: str) -> str:
        key = (kind, _plain(value))
        if key not in self._known:
            number = 1
            while (token := token_of(kind, number)) in self._taken:
                number += 1
            self._taken.add(token)
            self._known[key] = token
            self.vault[token] = value
        return self._known[key]


class _Looks:
    """What one caller's values look like in speech."""

    def __init__(self, material: Material, known: Sequence[KnownValue]) -> None:
        # A record could hold what reads like a token.
        values = [one for one in known if not TOKEN.search(one.text)]
        agent = [material.agent_name] if material.agent_name else []
        self._names = Names([one.text for one in values if one.kind == "name"], agent)
        self._phones = {_digits(one.text): one.text for one in values if one.kind == "phone"}
        self._accounts = {
            form: one.text
            for one in values
            if one.kind == "account"
            for form in (_plain(one.text), _digits(one.text))
            if len(form) >= _ACCOUNT_SIGNS and _DIGIT.search(form)
        }
        self._literal = [
            (_pattern(one.text), _KINDS[one.kind], one.text)
            for one in values
            if one.kind in {"email", "address", "account"} and len(_plain(one.text)) >= _SHORT
        ]

    def find(self, text: str) -> list[Found]:
        return apart([*self._named(text), *self._worded(text), *self._numbered(text)])

    def _named(self, text: str) -> Iterator[Found]:
        yield from (Found(one.start, one.end, Kind.NAME, one.text) for one in self._names.find(text))

    def _worded(self, text: str) -> Iterator[Found]:
        if not self._literal:
            return
        folded = fold(text)
        for pattern, kind, value in self._literal:
            for match in pattern.finditer(folded.text):
                yield Found(*folded.span(*match.span()), kind, value, sure=True)

    def _numbered(self, text: str) -> Iterator[Found]:
        if not (self._phones or self._accounts):
            return
        folded = fold(text)
        for run in read_runs(folded.text).runs:
            if run.digits + run.letters < _ACCOUNT_SIGNS:
                continue
            said = figures(folded.text, run).lower()
            kind, value = self._known_number(said)
            if value:
                yield _at(folded, run.start, run.end, kind, value)

    def _known_number(self, said: str) -> tuple[Kind, str]:
        plain = _plain(said)
        if plain in self._accounts:
            return Kind.ACCOUNT, self._accounts[plain]
        digits = plain.lstrip("0")
        if plain.isdecimal() and len(digits) >= _LOCAL_DIGITS:
            return Kind.PHONE, next(
                (text for phone, text in self._phones.items() if phone.endswith(digits)), ""
            )
        return Kind.PHONE, ""


def _at(folded: Folded, start: int, end: int, kind: Kind, value: str) -> Found:
    return Found(*folded.span(start, end), kind, value, sure=True)


def _pattern(text: str) -> re.Pattern[str]:
    """The words of a value, whatever stands between them."""
    words = [re.escape(word) for word in re.findall(r"\w+", fold(text).text)]
    return re.compile(r"(?<!\w)" + r"[\W_]{1,3}".join(words) + r"(?!\w)")


def _outside(found: Iterable[Found], others: Sequence[Found]) -> Iterator[Found]:
    yield from (
        one for one in found if all(one.end <= other.start or one.start >= other.end for other in others)
    )


def _holds_mark(text: str, one: Found) -> bool:
    """Whether it touches what is masked already."""
    return (
        any(mark.start() < one.end and mark.end() > one.start for mark in _INERT.finditer(fold(text).text))
        if "[" in text
        else False
    )


def _swapped(text: str, found: Iterable[Found], tokens: _Tokens) -> tuple[str, tuple[Swap, ...]]:
    parts: list[str] = []
    swaps: list[Swap] = []
    at = length = 0
    for one in found:
        token = tokens.of(one.kind, one.value or text[one.start : one.end])
        length += one.start - at
        swaps.append(Swap(length, length + len(token), one.start, one.end))
        parts += text[at : one.start], token
        at, length = one.end, length + len(token)
    return "".join([*parts, text[at:]]), tuple(swaps)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, fold(text).text))


def _plain(text: str) -> str:
    return _OTHERS.sub("", fold(text).text)
