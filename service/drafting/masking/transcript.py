"""Masking at intake: turns of a call to turns that may be stored, and the vault of what may be put back."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from connectors.contracts import Speaker, Turn, Value
from service.drafting.masking.entities import Ears
from service.drafting.masking.fold import fold
from service.drafting.masking.lexer import lex
from service.drafting.masking.marks import TOKEN, Kind, Mark, kind_of, token_of
from service.drafting.masking.numbers import runs_of
from service.drafting.masking.spans import Hearing, Span

T = TypeVar("T")
ROUNDS = 4
Token: TypeAlias = Callable[[str, Span], str]
_OTHERS = re.compile(r"[\W_]+")
# From here on equal digits are the same number, whatever they were called; a few are so by chance.
_TELLING = 7


def _irreversible(_original: str, _span: Span) -> str:
    return Mark.NUMBER


class MaskedTranscript(Value):
    """Turns in their order, and the original text of each reversible token in them."""

    turns: tuple[Turn, ...]
    vault: dict[str, str]


def settled(once: Callable[[T], T], value: T) -> T:
    """Mask until nothing changes: a mark can set free digits that looked like the rest of a date.

    The bound is for texts made to need many rounds; speech needs one, and one more to see that.
    """
    for _ in range(ROUNDS):
        masked = once(value)
        if masked == value:
            break
        value = masked
    return value


def mask_turns(turns: Sequence[Turn], vault: Mapping[str, str] | None = None) -> MaskedTranscript:
    """Mask one call's turns together, since numbers are read out over several.

    `vault` continues an earlier one of the same call: equal values keep their token. A text that looks
    like a token stays and stands for itself: nothing is ever put under it.
    """
    tokens, hearing = Tokens(vault or {}, turns), Hearing(Ears())

    def once(masked: tuple[Turn, ...]) -> tuple[Turn, ...]:
        spans = hearing.spans([(turn.speaker, turn.text) for turn in masked])
        return tuple(
            masked_turn(turn, found, tokens.token) for turn, found in zip(masked, spans, strict=True)
        )

    return MaskedTranscript(turns=settled(once, tuple(turns)), vault=tokens.vault)


def mask_text(text: str) -> str:
    """Mask one free text that has no turns, with nothing to put back."""
    hearing = Hearing()
    return settled(lambda masked: replaced(masked, hearing.spans([(Speaker.UNKNOWN, masked)])[0]), text)


def replaced(text: str, spans: Sequence[Span], token: Token = _irreversible) -> str:
    """The text with a mark for each marked span, and `token(original, span)` for the others."""
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += text[at : span.start], span.mark or token(text[span.start : span.end], span)
        at = span.end
    return "".join([*parts, text[at:]])


def masked_turn(turn: Turn, spans: Sequence[Span], token: Token) -> Turn:
    return turn.model_copy(update={"text": replaced(turn.text, spans, token)}) if spans else turn


class Tokens:
    """Tokens of one call, handed out as personal data is found: the same value gets the same one."""

    def __init__(self, vault: Mapping[str, str], turns: Sequence[Turn]) -> None:
        literal = {token for turn in turns for token in TOKEN.findall(turn.text) if token not in vault}
        self.vault = {**vault, **{token: token for token in sorted(literal)}}
        self._by_key = {_key_of(kind_of(token), text): token for token, text in vault.items()}
        self._next = dict.fromkeys(Kind, 1)

    def token(self, original: str, span: Span) -> str:
        value = span.value or original
        key = span.digits or _key_of(span.kind, value)
        known = self._by_key.get(key)
        if known:
            return known
        while (token := token_of(span.kind, self._next[span.kind])) in self.vault:
            self._next[span.kind] += 1
        self.vault[token] = value
        self._by_key[key] = token
        return token


def _key_of(kind: Kind, value: str) -> str:
    """What equal values have in common, however they were said."""
    folded = fold(value).text
    if kind is Kind.NUMBER:
        return "".join(run.digits for run in runs_of(lex(folded).numbers))
    plain = _OTHERS.sub("", folded)
    return plain if plain.isdecimal() and len(plain) >= _TELLING else f"{kind} {plain}"
