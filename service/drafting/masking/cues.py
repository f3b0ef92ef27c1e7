"""What the words around digits say of them: which digits come next, and which are no secret."""

import re
from collections import defaultdict
from collections.abc import Sequence

from connectors.contracts import Speaker
from service.drafting.masking.languages import LANGUAGES, Cue
from service.drafting.masking.lexer import START
from service.drafting.masking.marks import INERT
from service.drafting.masking.numbers import Run

# Longer runs are never taken for a price, a room or an order number.
_PLAIN_DIGITS = 7
_TIME_DIGITS = 3
_DATE_DIGITS = 6
_DAY_DIGITS = 2
_NAMED_DIGITS = range(8, 12)
_LAST_FOUR = 4
# How far before and after a run its label and its unit are looked for.
_REACH = 48
_MOST_LINKS = 4
_STREET_NAME = 4

_Cued = tuple[str, str, list[tuple[Cue, re.Pattern[str]]]]


def _by_start() -> dict[str, list[_Cued]]:
    """Stems and their cues under the first letters of the stem; under "" stems that may stand inside a word."""
    table: dict[str, list[_Cued]] = defaultdict(list)
    for stem, patterns in _by_stem().items():
        inside = stem.startswith("*")
        start = "" if inside else re.split(r"[^\w']|[0-9]", stem)[0][:START]
        cued = [(cue, re.compile("|".join(several))) for cue, several in patterns.items()]
        first, _, second = stem.removeprefix("*").partition(" & ")
        table[start].append((first, second, cued))
    return dict(table)


def _by_stem() -> dict[str, dict[Cue, list[str]]]:
    stems: dict[str, dict[Cue, list[str]]] = defaultdict(lambda: defaultdict(list))
    for language in LANGUAGES:
        for cue, patterns in language.cues.items():
            for stem, pattern in patterns.items():
                stems[stem][cue].append(pattern)
    return stems


_INERT = re.compile(INERT)
_CUES = _by_start()
_NO_CUE = frozenset[Cue]()
_STARTS = frozenset(_CUES)
_OTHER_CARDS = re.compile("|".join(pattern for language in LANGUAGES for pattern in language.other_cards))
_UNITS = frozenset[str]().union(*(language.units for language in LANGUAGES))
_UNIT_WORD = re.compile(r"[ -]{0,2}([^\W_]+(?:'[^\W_]+)*)")
_UNIT_PHRASE = re.compile(
    rf"[ -]{{0,2}}(?:[%€]|(?:{'|'.join(p for language in LANGUAGES for p in language.unit_phrases)})\b)"
)
_LABELS = frozenset[str]().union(*(language.labels for language in LANGUAGES))
_LABEL_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.label_endings)
_NAMES = frozenset[str]().union(*(language.names for language in LANGUAGES))
_NAME_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.name_endings)
_LINKS = frozenset[str]().union(*(language.label_links for language in LANGUAGES))
_STREETS = frozenset[str]().union(*(language.streets for language in LANGUAGES))
_TIMES = frozenset[str]().union(*(language.times for language in LANGUAGES))
_YEARS = frozenset[str]().union(*(language.years for language in LANGUAGES))
_LAST = re.compile(rf"\b(?:{'|'.join(p for language in LANGUAGES for p in language.last_four)})[ :,]{{1,3}}$")
# "Am" is a German word too.
_HALVES = frozenset({"am", "pm"})
_CLOCK = re.compile(r"(?:0?[0-9]|1[0-2])(?:[0-5][0-9])?")
_YEAR = re.compile(r"(?:19[0-9]|20[0-4])[0-9]")
_MODEL = re.compile(r"(?<![^\W_])[a-z]{1,2}$")
_LETTER_BEHIND = re.compile(r"[- ]?[b-df-hj-np-tv-xz](?![\w'])|[a-z](?![\w'])")
_LETTER_BEFORE = re.compile(r"(?<![\w'])(?:[b-df-hj-np-tv-xz] ?|[a-z])$")
_LETTERS_BEFORE = re.compile(
    r"(?<![\w'])(?:[a-z][ .-]{1,2}[b-df-hj-np-tv-xz]|[b-df-hj-np-tv-xz][ .-]{1,2}[a-z]"
    r"|hache|jota|efe|erre|equis|zeta|uve)[ ,]{1,2}$"
)
# Letters that call a code, and not what it is a part of.
_CODE_LETTERS = re.compile(
    r"\b(?:[cs] ?[vb] ?[vcnb2]?|c ?s ?c|c ?i ?d|p ?i ?n|o ?t ?p|n ?i ?p|c ?c)[ ,:]{1,2}$"
)
_SPELLED = 12
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[0-9]+|[.?!;\[\]]")


def cues_of(text: str, starts: frozenset[str], speaker: Speaker) -> frozenset[Cue]:
    """Cues in one utterance of folded text. Our own marks name secrets too, and are none."""
    text = _INERT.sub("[]", text) if "[" in text else text
    found = _found(text, starts)
    if Cue.CARD in found and _OTHER_CARDS.search(text):
        found = _found(_OTHER_CARDS.sub("[]", text), starts)
    if Cue.ASK in found and speaker is not Speaker.CUSTOMER and Cue.LOSS not in found:
        found.add(Cue.NUMBER)
    return frozenset(found) if found else _NO_CUE


def names_other_card(text: str) -> bool:
    return _OTHER_CARDS.search(text) is not None


def _found(text: str, starts: frozenset[str]) -> set[Cue]:
    found: set[Cue] = set()
    for start in ("", *(starts & _STARTS)):
        for stem, second, cued in _CUES[start]:
            if stem in text and second in text:
                for cue, pattern in cued:
                    if pattern.search(text):
                        found.add(cue)
    return found


def is_named(text: str, run: Run) -> bool:
    """Whether the words before a run of telephone or account length say that it is no card's."""
    return len(run.digits) in _NAMED_DIGITS and is_called(text, run)


def is_year(run: Run) -> bool:
    """Whether a run alone reads as a year that people speak of: "2023", "zweitausendzwanzig"."""
    return len(run.atoms) == 1 and _YEAR.fullmatch(run.digits) is not None


def is_called(text: str, run: Run) -> bool:
    """Whether the words before a run call it an account, an order or another number of some length."""
    return _labelled(_words_before(text, run), _NAMES, _NAME_ENDINGS)


def is_spelled(text: str, run: Run) -> bool:
    """Whether a letter stands beside a run, as in ids: "31148809R", "x 4111 222 k"."""
    return (
        _LETTER_BEHIND.match(text, run.end) is not None
        or _LETTER_BEFORE.search(text, max(0, run.start - 3), run.start) is not None
    )


def is_reference(text: str, run: Run, *, told: bool) -> bool:
    """Whether letters stand before a run, as in "q t 4471"; one is enough where an agent
    told it, or another follows.
    """
    start = max(0, run.start - _SPELLED)
    if _CODE_LETTERS.search(text, start, run.start):
        return False
    spelled = _LETTERS_BEFORE.search(text, start, run.start) is not None
    if spelled or not (told or _LETTER_BEHIND.match(text, run.end)):
        return spelled
    return _LETTER_BEFORE.search(text, max(0, run.start - 3), run.start) is not None


def is_round(run: Run) -> bool:
    """Whether a run was said as hundreds or thousands: "five hundred", "vingt mille"."""
    return len(run.atoms) == 1 and not run.atoms[0].written and run.digits.endswith("00")


def is_plain(text: str, run: Run, *, dated: bool) -> bool:
    """Whether the words beside a run say that it is a price, a time, an order number, or four last digits.

    `dated` if the name of a month stands before it.
    """
    count = len(run.digits)
    if count > _PLAIN_DIGITS:
        return False
    if dated and count <= _DATE_DIGITS and (count <= _DAY_DIGITS or _YEAR.fullmatch(run.digits[-4:])):
        return True
    if count == _LAST_FOUR and _LAST.search(text[max(0, run.start - _REACH) : run.start]):
        return True  # four last digits may be shown (PCI DSS 3.4.1)
    return has_unit(text, run) or _is_model(text, run) or _is_told(_words_before(text, run), run)


def _is_model(text: str, run: Run) -> bool:
    """Whether a letter or two stand right before the digits: "A320", "gate G32"."""
    return run.atoms[0].written and _MODEL.search(text, max(0, run.start - 3), run.start) is not None


def _is_told(before: Sequence[str], run: Run) -> bool:
    """Whether the words before a run call it something that is no secret."""
    if not before:
        return False
    if before[-1] in _TIMES and len(run.digits) <= _TIME_DIGITS:
        return True
    if before[-1] in _YEARS and _YEAR.fullmatch(run.digits):
        return True
    return _labelled(before, _LABELS, _LABEL_ENDINGS) or not _STREETS.isdisjoint(before[-_STREET_NAME:])


def has_unit(text: str, run: Run) -> bool:
    following = _UNIT_WORD.match(text, run.end, run.end + _REACH)
    if following and following[1] in _UNITS:
        return following[1] not in _HALVES or _CLOCK.fullmatch(run.digits) is not None
    return _UNIT_PHRASE.match(text, run.end, run.end + _REACH) is not None


def _words_before(text: str, run: Run) -> list[str]:
    """The last words of the sentence that stand before a run, the nearest last."""
    before = _WORDS.findall(text[max(0, run.start - _REACH) : run.start].rstrip(" :#,.$£€-"))
    for at in range(len(before) - 1, -1, -1):
        if before[at] in ".?!;[]":
            return before[at + 1 :]
    return before


def _labelled(before: Sequence[str], labels: frozenset[str], endings: tuple[str, ...]) -> bool:
    """Whether a label stands before a number, with at most four such words as "is" or "number" between."""
    for back in range(1, min(len(before), _MOST_LINKS + 1) + 1):
        word = before[-back]
        if (
            word in labels
            or word.endswith(endings)
            or " ".join(before[-back - 1 : len(before) - back + 1]) in labels
        ):
            return True
        if word not in _LINKS:
            return False
    return False
