"""The draft without a model: the call's own sentences, so that there is one at once and always."""

from service.domain.content import Content
from service.domain.draft import Material, Proposal
from service.domain.profile import Profile
from service.drafting.form import fill
from service.drafting.highlights import is_small, sections
from service.drafting.promises import promises
from service.drafting.ranking import choose, none_of_these, rank
from service.drafting.spoken import listen
from service.drafting.topics import flags


def extract(material: Material, profile: Profile) -> Proposal:
    """A proposal in which every statement is a quote. A call without words gives empty sections and no code."""
    heard = listen(material)
    today = material.started_at.date()
    ranked = rank(heard, profile)
    chosen, others = choose(ranked)
    if is_small(heard.sentences) and not ranked:
        chosen = (none_of_these(None),)
    telling = frozenset(ranked[0].evidence) if ranked else frozenset()
    content = Content(
        summary=sections(heard.sentences, profile, material.language, telling),
        dispositions=chosen,
        disposition_alternatives=others,
        fields=fill(heard, profile, today),
        commitments=promises(heard.sentences, today),
    )
    return Proposal(content=content, flags=flags(heard, profile.never_automate))
