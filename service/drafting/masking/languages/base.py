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
    SENT = "sent"  # a code that was sent to be read out once: no word on a card
    CODED = "coded"  # "the code is": given, and nothing tells of what
    BACK = "back"  # "on the back": a security code only while a card is talked about
    READ = "read"  # "what's the number": a card's only while a card is talked about
    PIN = "pin"
    RECALL = "recall"  # "it was either": the answer to a PIN question of some time ago
    EXPIRY = "expiry"
    AGAIN = "again"  # "once more", "another one": what was asked for last is asked for again
    PLACED = "placed"  # digits are asked for by their places: "the first and third digit"
    OTHER = "other"  # something else with digits is asked for: telephone, order, date of birth


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Words and phrases between commas."""
    return frozenset(phrase.strip() for phrase in text.split(","))


def counting(text: str, first: int = 1, step: int = 1) -> dict[str, int]:
    """Words for consecutive numbers; a number's other forms stand behind strokes: "two/twos three/threes"."""
    return {word: first + at * step for at, forms in enumerate(text.split()) for word in forms.split("/")}


PRICED = r"(?![0-9]*(?:[.,][0-9]{1,2})? ?(?:[€$£%]|eur|dollar|pound|quid|franc|peso|prozent|percent|pour cent|por cien|veces|fois|times|mal\b))"
"""Behind a digit: it is no price, and so no card's."""


def story(verbs: str, places: str, pattern: str) -> dict[str, str]:
    """A pattern under each of the verbs, where one of the places is named in the same utterance."""
    return {f"{verb} & {place}": pattern for verb in verbs.split() for place in places.split()}


def near(what: str, pattern: str, stems: str) -> dict[str, str]:
    """Patterns under their stems: a word that begins with the stem, and `pattern` at most six words from it.

    `what` is a text that every match of the pattern contains.
    """
    between = r"(?:,? [\w']{1,20}){0,6}?"
    return {
        f"{stem} & {what}": rf"{pattern}s?{between},? {stem}|{stem}[\w']{{0,20}}{between},? {pattern}"
        for stem in stems.split()
    }


@dataclass(frozen=True)
class Language:
    """Number words, words that may stand between digits, and cues.

    Number words: `teens` are said as one and take no unit; `tens` take one; `sixties` take units and teens
    ("soixante dix"), as `ten` takes seven to nine; `compounds` are many, and each contains the word of a scale; `twenties` do after a four ("quatre vingt"); `hundreds` take what is below them;
    `wholes` are complete ("hundertelf"); `scales` multiply; `repeats` and a digit before `fold` repeat.
    `weak` number words are words of other meaning too: they count where the language is spoken, which
    its other number words and its `markers` tell, or where nothing else is said. `slips` are what is heard
    in place of a digit ("ate"): digits where nothing but digits is said, else they join them.

    `pauses` join digits into one number anywhere; `joins` ("y") do so inside a number; `links` only in talk
    about cards or for a valid card number; `asides` end a number and say nothing else ("please", "perfect").
    `counts` are patterns under their first word that are no digits ("between two and four"), and so is a
    number before `counted` ("four digits").

    `cues` maps each cue to `{stem: pattern}`: the stem is a plain text that every match contains, so that
    most turns cost no regular expression; it begins a word, or has a star before it; a second text may follow behind "&". `other_cards` are cards that pay nothing.

    `units` follow and `labels` precede digits that are no secret ("dollars", "order number"), so do patterns
    of `unit_phrases` and words that end like `label_endings`; `names` precede longer ones that are no card's
    ("account number"), `streets` a house's with a name between, `times` at most three digits, `years` a year. `last_four` are patterns.
    """

    name: str
    zeros: frozenset[str]
    digits: dict[str, int]
    teens: dict[str, int] = field(default_factory=dict)
    tens: dict[str, int] = field(default_factory=dict)
    ten: dict[str, int] = field(default_factory=dict)
    sixties: dict[str, int] = field(default_factory=dict)
    twenties: dict[str, int] = field(default_factory=dict)
    hundreds: dict[str, int] = field(default_factory=dict)
    wholes: dict[str, int | str] = field(default_factory=dict)
    compounds: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    repeats: dict[str, int] = field(default_factory=dict)
    fold: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    markers: frozenset[str] = frozenset()
    slips: dict[str, int] = field(default_factory=dict)
    months: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    asides: frozenset[str] = frozenset()
    cues: dict[Cue, dict[str, str]] = field(default_factory=dict)
    other_cards: tuple[str, ...] = ()
    counts: dict[str, str] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    unit_phrases: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    label_endings: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    name_endings: tuple[str, ...] = ()
    label_links: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    last_four: tuple[str, ...] = ()
