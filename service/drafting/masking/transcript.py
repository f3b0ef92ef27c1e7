"""Masking at intake: turns of a call to turns that may be stored, and the vault of what may be put back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from connectors.contracts import Speaker, Turn, Value
from service.drafting.masking.fold import fold
from service.drafting.masking.lexer import lex
from service.drafting.masking.marks import TOKEN, Mark
from service.drafting.masking.numbers import runs_of
from service.drafting.masking.spans import Hearing, Span

T = TypeVar("T")
ROUNDS = 4
Token: TypeAlias = Callable[[str, str], str]


def _irreversible(_original: str, _digits: str) -> str:
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

    `vault` continues an earlier one of the same call: equal digits keep their token. A text that looks
    like a token stays and stands for itself: no number is ever put under it.
    """
    tokens, hearing = Tokens(vault or {}, turns), Hearing()

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
    """The text with a mark for each marked span, and `token(original, digits)` for the others."""
    parts: list[str] = []
    at = 0
    for start, end, mark, digits in spans:
        parts += text[at:start], mark or token(text[start:end], digits)
        at = end
    return "".join([*parts, text[at:]])


def masked_turn(turn: Turn, spans: Sequence[Span], token: Token) -> Turn:
    return turn.model_copy(update={"text": replaced(turn.text, spans, token)}) if spans else turn


class Tokens:
    """Tokens of one call, handed out as numbers are found: the same digits get the same one."""

    def __init__(self, vault: Mapping[str, str], turns: Sequence[Turn]) -> None:
        literal = {token for turn in turns for token in TOKEN.findall(turn.text) if token not in vault}
        self.vault = {**vault, **{token: token for token in sorted(literal)}}
        self._by_digits = {digits: token for token, text in vault.items() for digits in _digits(text)}
        self._next = 1

    def token(self, original: str, digits: str) -> str:
        known = self._by_digits.get(digits)
        if known:
            return known
        while (token := f"[[NUMBER_{self._next}]]") in self.vault:
            self._next += 1
        self.vault[token] = original
        self._by_digits[digits] = token
        return token


def _digits(original: str) -> Iterator[str]:
    yield "".join(run.digits for run in runs_of(lex(fold(original).text).numbers))
