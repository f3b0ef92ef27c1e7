"""Calls in which next to nothing was said: a model could only make something up."""

from connectors.contracts import Speaker
from service.domain.draft import Material
from service.domain.profile import ShortCall
from service.drafting.text import words

CUSTOMERS = (Speaker.CUSTOMER, Speaker.UNKNOWN)


def is_short(material: Material, least: ShortCall) -> bool:
    """Whether the customer said less, in words or in turns, than a model is asked from. Earlier legs do not count."""
    said = [words(turn.text) for turn in material.turns[material.own :] if turn.speaker in CUSTOMERS]
    spoken = [turn for turn in said if turn]
    return len(spoken) < least.customer_turns or sum(map(len, spoken)) < least.customer_words
