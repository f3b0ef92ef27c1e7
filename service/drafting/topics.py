"""Topics that are never written without a person: raised by the profile's cues, in anyone's words."""

from service.domain.content import Evidence, Flag
from service.domain.profile import Topic
from service.drafting.cues import matcher
from service.drafting.spoken import Spoken

MOST_EVIDENCE = 3


def flags(spoken: tuple[Spoken, ...], topics: tuple[Topic, ...]) -> tuple[Flag, ...]:
    """One flag a topic, in the profile's order."""
    raised = ((topic.topic, _evidence(spoken, topic)) for topic in topics)
    return tuple(Flag(kind="never_automate", topic=topic, evidence=proof) for topic, proof in raised if proof)


def _evidence(spoken: tuple[Spoken, ...], topic: Topic) -> tuple[Evidence, ...]:
    pattern = matcher(topic.cues)
    if pattern is None:
        return ()
    hits = (sentence.evidence for sentence in spoken if pattern.search(sentence.text))
    return tuple(evidence for evidence, _ in zip(hits, range(MOST_EVIDENCE), strict=False))
