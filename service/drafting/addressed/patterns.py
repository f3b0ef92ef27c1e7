"""Whether words speak to the note-taking, in any language that we know how it sounds in."""

import re

from connectors.contracts import Speaker
from service.drafting.addressed import elsewhere, ordering, speaking
from service.drafting.addressed.chosen import CHOSEN
from service.drafting.addressed.families import Families
from service.drafting.addressed.heard import heard
from service.drafting.addressed.lexicon import GADGET, PAPER, WRITTEN

_FAMILIES = Families((*speaking.FAMILIES, *ordering.FAMILIES, CHOSEN, *elsewhere.FAMILIES))
_ENDS_WITH_WHOM = re.compile(rf"\b(?:{GADGET}|{PAPER}|{WRITTEN}|now|up|this)\W*$")


def speaks_to_the_notes(speaker: Speaker, text: str) -> bool:
    """Of their own work with the record agents say much that nobody obeys them for."""
    return _FAMILIES.found(heard(text), by_agent=speaker is Speaker.AGENT)


def only_announces(text: str) -> bool:
    """Whether it only says to whom one is about to speak: "this is for whoever writes the notes"."""
    return _ENDS_WITH_WHOM.search(heard(text)) is not None
