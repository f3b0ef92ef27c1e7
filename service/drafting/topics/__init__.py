"""Topics that are never written without a person, found in anyone's words.

The built-in ones are recognised by themselves, every topic also by its profile's cues and examples.
"""

from collections import defaultdict
from collections.abc import Sequence

from service.domain.content import Evidence, Flag
from service.domain.profile import BUILT_IN_TOPICS, Topic
from service.drafting.spoken import Heard, Spoken
from service.drafting.topics.examples import Resembling
from service.drafting.topics.readings import leans, readings

MOST_EVIDENCE = 3
UNDERSTOOD = frozenset({"en", "es", "fr", "de"})


def flags(heard: Heard, topics: tuple[Topic, ...]) -> tuple[Flag, ...]:
    """One flag a topic that came up, in the profile's order, with the first sentences that show it."""
    recognised = _recognised(heard) if any(topic.topic in BUILT_IN_TOPICS for topic in topics) else {}
    resembling = Resembling(heard)
    raised = (
        (topic.topic, _evidence(heard, topic, recognised.get(topic.topic, []), resembling))
        for topic in topics
    )
    return tuple(Flag(kind="never_automate", topic=topic, evidence=proof) for topic, proof in raised if proof)


def credible(topic: str, said: Sequence[str], language: str) -> bool:
    """Whether a topic that a model raised may stand on what it cites: sentences of a call in this language."""
    if topic not in BUILT_IN_TOPICS or language.split("-", maxsplit=1)[0].lower() not in UNDERSTOOD:
        return True
    return leans(topic, said)


def _recognised(heard: Heard) -> dict[str, list[Spoken]]:
    found, perhaps = defaultdict[str, list[Spoken]](list), defaultdict[str, list[Spoken]](list)
    for sentence, (sure, weak) in zip(heard.sentences, readings(heard), strict=True):
        for topic in sure:
            found[topic].append(sentence)
        for topic in weak:
            perhaps[topic].append(sentence)
    for topic, sentences in perhaps.items():
        # What anybody may say in passing counts once something else in the call speaks for it.
        if topic in found or len(sentences) > 1:
            found[topic] += sentences
    return found


def _evidence(
    heard: Heard, topic: Topic, recognised: list[Spoken], resembling: Resembling
) -> tuple[Evidence, ...]:
    shown = {id(one): one for one in (*recognised, *heard.naming(topic.cues), *resembling.to(topic.examples))}
    # In the order of the call, whichever way each was found.
    first = sorted(shown.values(), key=lambda one: (one.turn, -one.share, one.quote))[:MOST_EVIDENCE]
    return tuple(sentence.evidence for sentence in first)
