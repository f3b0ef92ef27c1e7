"""Texts cut into clauses, each with what it is about, whether it denies, and how far it goes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.drafting.masking.fold import fold
from service.drafting.masking.marks import INERT
from service.drafting.text import words
from service.drafting.tongues.base import Lexicon

AGREED = "@agree"
FIGURE, WISH = 3, 0.5
ANSWER = 6  # words

_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+")
_INERT = re.compile(INERT)


@dataclass(frozen=True)
class Clause:
    """`content` are stems and classes of deeds; `opened` is an offer or a condition, `asked` a question, `binding` what
    is yet to come, `finished` says that something is done, `affirms` begins with a yes, `own` is in the first person,
    `past` tells of what has happened, `wishes` of what somebody wants.
    """

    content: frozenset[str]
    stems: frozenset[str]
    acts: tuple[str, ...]
    denied: bool
    opened: bool
    binding: bool
    asked: bool = False
    finished: bool = False
    affirms: bool = False
    own: bool = False
    past: bool = False
    wishes: bool = False

    @property
    def settled(self) -> bool:
        """Told as it is or was: not asked, not offered, not put off."""
        return not (self.opened or self.binding or self.asked)


def clauses(text: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Clauses of a text, in order."""
    return tuple(_clauses(lexicon.aside.sub(" ", _INERT.sub(" ", fold(text).text)), lexicon))


def _clauses(folded: str, lexicon: Lexicon) -> Iterator[Clause]:
    for sentence in _SENTENCE.finditer(folded):
        told = sentence.group()
        asked = folded[sentence.end() : sentence.end() + 1] == "?"
        opened = lexicon.condition.search(told) is not None
        for piece in lexicon.joins.split(told):
            if piece.strip():
                yield _clause(piece, lexicon, asked=asked, opened=opened)


def _clause(piece: str, lexicon: Lexicon, *, asked: bool, opened: bool) -> Clause:
    spoken = words(piece)
    content, deeds = subject(spoken, lexicon)
    return Clause(
        content=content,
        stems=frozenset(map(lexicon.stem, spoken)),
        acts=deeds,
        denied=lexicon.denied(lexicon.mere.sub("", piece)),
        opened=opened or lexicon.opened.search(piece) is not None,
        past=lexicon.past is None or lexicon.past.search(piece) is not None,
        binding=lexicon.binding.search(piece) is not None,
        asked=asked,
        finished=any(lexicon.stem(word) in lexicon.done for word in spoken),
        affirms=bool(spoken) and spoken[0] in lexicon.yes,
        own=any(word in lexicon.firsts for word in spoken),
        wishes=any(lexicon.stem(word) in lexicon.asks for word in spoken),
    )


def subject(spoken: Iterable[str], lexicon: Lexicon) -> tuple[frozenset[str], tuple[str, ...]]:
    """What words are about: stems and classes of deeds; and the classes alone, in order."""
    stemmed = ((word, lexicon.stem(word)) for word in spoken if word not in lexicon.no_deeds)
    found = [stem for word, stem in stemmed if word not in lexicon.idle or stem in lexicon.acts]
    deeds = dict.fromkeys(lexicon.acts[stem] for stem in found if stem in lexicon.acts)
    return frozenset(lexicon.acts.get(stem, stem) for stem in found) - lexicon.idle_stems, tuple(deeds)


def answer(text: str, question: str, lexicon: Lexicon) -> Clause | None:
    """What a yes or a no says: the question's own words, affirmed or denied; None for what is no answer."""
    first, *rest = words(fold(text).text)[:ANSWER] or [""]
    no = first in lexicon.no
    if not no and first not in lexicon.yes:
        return None
    asked = [clause for clause in clauses(question, lexicon) if clause.asked or clause.opened]
    if not asked:
        return None
    if no and "?" not in question and not lexicon.yes.isdisjoint(rest):
        return None  # "No, that's fine"
    content = frozenset().union({AGREED}, *(clause.content for clause in asked))
    deeds = tuple(dict.fromkeys(act for clause in asked for act in clause.acts))
    binding = not no and any(clause.binding for clause in asked)
    return Clause(content, frozenset(), deeds, denied=no, opened=False, past=True, binding=binding)


def same_matter(claim: Clause, heard: Iterable[Clause], lexicon: Lexicon) -> list[Clause]:
    """The clauses that have most in common with a claim; none where nothing is shared."""
    scored = [
        (_shared(claim.content & clause.content, lexicon) - clause.asked / 4, clause) for clause in heard
    ]
    most = max((score for score, _ in scored), default=0)
    return [clause for score, clause in scored if score == most] if most > 0 else []


def _shared(content: frozenset[str], lexicon: Lexicon) -> float:
    """Figures tell more than words, and a wish less than what is wished for."""
    return sum(FIGURE if stem.isdigit() else WISH if stem in lexicon.asks else 1 for stem in content)


def agreed(clause: Clause) -> Clause:
    return replace(clause, content=clause.content | {AGREED})
