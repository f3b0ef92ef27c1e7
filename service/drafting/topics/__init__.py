"""Topics that are never written without a person, found in anyone's words.

The built-in ones are recognised by themselves, every topic also by its profile's cues and examples.
"""

from collections import defaultdict

from service.domain.content import Evidence, Flag
from service.domain.profile import BUILT_IN_TOPICS, Topic
from service.drafting.spoken import Heard, Spoken
from service.drafting.topics.examples import resembling
from service.drafting.topics.folded import tokens
from service.drafting.topics.likeness import known_ways
from service.drafting.topics.recognition import lexicon as known_topics

MOST_EVIDENCE = 3


def flags(heard: Heard, topics: tuple[Topic, ...]) -> tuple[Flag, ...]:
    """One flag a topic that came up, in the profile's order, with the first sentences that show it."""
    recognised = _recognised(heard) if any(topic.topic in BUILT_IN_TOPICS for topic in topics) else {}
    raised = ((topic.topic, _evidence(heard, topic, recognised.get(topic.topic, []))) for topic in topics)
    return tuple(Flag(kind="never_automate", topic=topic, evidence=proof) for topic, proof in raised if proof)


def _recognised(heard: Heard) -> dict[str, list[Spoken]]:
    found = defaultdict[str, list[Spoken]](list)
    told = [tokens(sentence.cleaned) for sentence in heard.sentences]
    by_rule = map(known_topics().topics, told)
    for sentence, *topics in zip(heard.sentences, by_rule, known_ways().raised(told), strict=True):
        for topic in set[str]().union(*topics):
            found[topic].append(sentence)
    return found


def _evidence(heard: Heard, topic: Topic, recognised: list[Spoken]) -> tuple[Evidence, ...]:
    shown = {
        id(one): one for one in (*recognised, *heard.naming(topic.cues), *resembling(heard, topic.examples))
    }
    # In the order of the call, whichever way each was found.
    first = sorted(shown.values(), key=lambda one: (one.turn, -one.share, one.quote))[:MOST_EVIDENCE]
    return tuple(sentence.evidence for sentence in first)
