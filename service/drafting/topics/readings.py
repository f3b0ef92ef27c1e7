"""The two readings of a call's sentences, by rules and by likeness, as one."""

from collections.abc import Iterator, Sequence

import numpy as np

from service.drafting.spoken import Heard
from service.drafting.topics.folded import tokens
from service.drafting.topics.languages import of_each
from service.drafting.topics.likeness import known_ways
from service.drafting.topics.recognition import lexicon

# Shares of what was like enough on the calls that limits were set by. Below the first a rule is not believed, above
# the second a weak one is, above the third likeness speaks alone: settled on dialogues of trades that no weight knows.
UNLIKELY = 0.2
LIKELY = 0.5
ALONE = 1.2
# Of paraphrases that raise a topic, one in two hundred is below; of ordinary sentences three in four are.
TOWARDS = 0.0


def readings(heard: Heard) -> Iterator[tuple[set[str], set[str]]]:
    """For each sentence the built-in topics that it raises, and those that it does in company only."""
    words = [tokens(sentence.cleaned) for sentence in heard.sentences]
    ways = known_ways()
    scores = ways.scores(words)
    remarkable: list[bool] = np.any(scores > ALONE, axis=1).tolist()
    for said, languages, score, alike in zip(words, of_each(words), scores, remarkable, strict=True):
        ruled, weak = lexicon().topics(said, languages)
        if ruled or weak or alike:
            yield _together(ruled, weak, dict(zip(ways.topics, score.tolist(), strict=True)))
        else:
            yield set(), set()


def leans(topic: str, said: Sequence[str]) -> bool:
    """Whether any of these sentences goes towards a built-in topic at all: a person may find more in it than the
    readings do, but nobody finds a complaint in "Thank you and goodbye".
    """
    words = [tokens(one) for one in said]
    scores = known_ways().scores(words)[:, known_ways().topics.index(topic)].tolist()
    ruled = (lexicon().topics(one, languages) for one, languages in zip(words, of_each(words), strict=True))
    return any(
        score > TOWARDS or topic in sure | weak for score, (sure, weak) in zip(scores, ruled, strict=True)
    )


def _together(ruled: set[str], weak: set[str], scores: dict[str, float]) -> tuple[set[str], set[str]]:
    """A sentence too short for likeness has NaN as its scores: there a rule alone decides."""
    raised = {topic for topic, score in scores.items() if score > ALONE}
    raised |= {topic for topic in ruled if not scores[topic] < UNLIKELY}
    raised |= {topic for topic in weak if scores[topic] > LIKELY}
    return raised, weak - raised
