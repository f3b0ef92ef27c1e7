"""The draft without a model: the call's own sentences, so that there is one at once and always."""

from service.domain.content import Content
from service.domain.draft import Material, Proposal
from service.domain.profile import Profile
from service.drafting.dispositions import settle
from service.drafting.form import fill
from service.drafting.highlights import is_small, sections
from service.drafting.learning.learned import Learned
from service.drafting.promises import promises
from service.drafting.ranking import none_of_these, rank
from service.drafting.spoken import listen
from service.drafting.topics import flags


def extract(material: Material, profile: Profile, learned: Learned | None = None) -> Proposal:
    """A proposal in which every statement is a quote. A call without words gives empty sections and no code.

    Where enough was learnt from confirmed calls, that decides; else the profile's cues and patterns.
    """
    heard = listen(material)
    today = material.day
    ranked = rank(heard, profile)
    ranker = learned.codes if learned else None
    chosen, others = settle(ranker.rank(material) if ranker else None, ranked, None, profile)
    if is_small(heard.sentences) and not ranked and not ranker:
        chosen = (none_of_these(None),)
    telling = frozenset(ranked[0].evidence) if ranked else frozenset()
    content = Content(
        summary=sections(heard.sentences, profile, material.language, telling),
        dispositions=chosen,
        disposition_alternatives=others,
        fields=fill(heard, profile, today, learned.fields if learned else None),
        commitments=promises(heard.sentences, today),
    )
    return Proposal(content=content, flags=flags(heard, profile.never_automate), addressed=material.addressed)
