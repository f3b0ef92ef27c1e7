"""What masking has to know of a language: one table, words folded to lower case without accents."""

from dataclasses import dataclass, field
from enum import StrEnum


class Cue(StrEnum):
    """What a turn can say that tells us which digits come next."""

    NUMBER = "number"  # a card number is asked for or given
    CARD = "card"  # a card is talked about
    ASK = "ask"  # an agent asks for something and names a card
    LOSS = "loss"  # a card is lost, blocked or new: talk about it, not payment by it
    CODE = "code"
    BACK = "back"  # "on the back": a security code only while a card is talked about
    READ = "read"  # "what's the number": a card's only while a card is talked about
    PIN = "pin"
    RECALL = "recall"  # "it was either": the answer to a PIN question of some time ago
    EXPIRY = "expiry"
    OTHER = "other"  # something else with digits is asked for: telephone, order, date of birth


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Language:
    """Number words, words that may stand between digits, and cues.

    `pauses` join digits into one number anywhere; `links` do so only in talk about cards or for a valid
    card number; `asides` end a number and say nothing else ("please", "perfect"). `cues` maps each cue to `{stem: pattern}`: the stem is a plain text that every match
    contains, so that most turns cost no regular expression; it begins a word, or has a star before it. `units` follow and `labels` precede digits
    that are no secret ("dollars", "order number"); `names` precede
    longer ones that are no card's ("account number"), `times` at most three digits.
    """

    zeros: frozenset[str]
    digits: dict[str, int]
    teens: dict[str, int] = field(default_factory=dict)
    tens: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    repeats: dict[str, int] = field(default_factory=dict)
    months: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    asides: frozenset[str] = frozenset()
    cues: dict[Cue, dict[str, str]] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    label_links: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    last_four: tuple[str, ...] = ()
