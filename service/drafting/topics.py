"""Topics that are never written without a person: raised by the profile's cues, in anyone's words."""

from service.domain.content import Evidence, Flag
from service.domain.profile import Topic
from service.drafting.spoken import Heard

MOST_EVIDENCE = 3


def flags(heard: Heard, topics: tuple[Topic, ...]) -> tuple[Flag, ...]:
    """One flag a topic, in the profile's order."""
    raised = ((topic.topic, _evidence(heard, topic)) for topic in topics)
    return tuple(Flag(kind="never_automate", topic=topic, evidence=proof) for topic, proof in raised if proof)


def _evidence(heard: Heard, topic: Topic) -> tuple[Evidence, ...]:
    return tuple(sentence.evidence for sentence in heard.naming(topic.cues)[:MOST_EVIDENCE])
