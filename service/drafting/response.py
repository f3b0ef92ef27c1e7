"""A model's answer made a proposal: never trusted, every part checked against transcript and profile."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from service.domain.content import (
    NONE_OF_THESE,
    Commitment,
    Content,
    Doubt,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Material, Proposal
from service.domain.profile import Profile, SectionSpec
from service.drafting.accounts import Accounts, under
from service.drafting.answer import (
    Answer,
    Code,
    ModelOutputInvalid,
    Promise,
    Statement,
    TopicRaised,
    parse,
)
from service.drafting.checked_fields import checked_field
from service.drafting.dates import first_day
from service.drafting.dispositions import ModelCode, settle
from service.drafting.grounding import Ground
from service.drafting.learning.learned import Learned
from service.drafting.ranking import rank
from service.drafting.required import missing_field
from service.drafting.schema import MOST_ALTERNATIVES, MOST_COMMITMENTS, MOST_DISPOSITIONS
from service.drafting.spoken import listen
from service.drafting.text import clean, sentences
from service.drafting.topics import credible, flags
from service.drafting.transcript import Located

__all__ = ["ModelOutputInvalid", "read_response"]

T = TypeVar("T")

WITHOUT_EVIDENCE = 0.5  # a code for which nobody said a word is never surer than this


def read_response(
    text: str,
    material: Material,
    profile: Profile,
    *,
    cued: Sequence[Flag] | None = None,
    learned: Learned | None = None,
) -> Proposal:
    """The proposal of a model's answer. Raises `ModelOutputInvalid` for an answer that cannot be used;
    a statement that the transcript does not bear out stays, marked.

    `cued` are the flags that the topics' cues raise in this call, where they are known from its first draft.
    With what was learnt from confirmed calls, the codes are those of both (`dispositions.settle`).
    """
    answer = parse(text, profile)
    ground = Ground(material, profile)
    day = material.day
    accounts = Accounts(answer, ground, most=profile.model.most_accounts)
    ranker = learned.codes if learned else None
    ranking = ranker.rank(material) if ranker else None
    heard = listen(material)
    dispositions, alternatives = settle(ranking, rank(heard, profile), _codes(answer, ground), profile)
    content = Content(
        summary=tuple(_section(spec, answer.summary[spec.id], ground, accounts) for spec in profile.sections),
        dispositions=dispositions,
        disposition_alternatives=alternatives,
        fields=_fields(answer, ground, profile, accounts),
        commitments=_commitments(answer.commitments, ground, day, accounts),
    )
    known = flags(heard, profile.never_automate) if cued is None else cued
    raised = _flags(answer.never_automate, ground, known, material, profile)
    return Proposal(content=content, flags=raised, addressed=material.addressed, accounts=accounts.named)


def _section(
    spec: SectionSpec, statements: Sequence[Statement], ground: Ground, accounts: Accounts
) -> Section:
    written = [one for one in statements if clean(one.text)][: spec.max_sentences]
    return Section(
        id=f"g-{spec.id}",
        section=spec.id,
        title=spec.title,
        sentences=tuple(
            _sentence(f"s-{spec.id}-{number}", one, ground, accounts)
            for number, one in enumerate(written, start=1)
        ),
    )


def _sentence(name: str, statement: Statement, ground: Ground, accounts: Accounts) -> Sentence:
    text = clean(statement.text)
    grounded = ground.statement(text, statement.evidence)
    return Sentence(
        id=name,
        text=text,
        target=accounts.target(statement.account),
        evidence=_evidence(grounded.located),
        support=grounded.support,
        doubt=grounded.doubt,
    )


def _codes(answer: Answer, ground: Ground) -> list[ModelCode]:
    """Each code once, those proposed first; "none" beside a code says nothing."""
    given = _once(answer.dispositions, lambda one: one.code)
    chosen = [one for one in given if one.code != NONE_OF_THESE] or given
    proposed = {one.code for one in answer.dispositions}
    others = [one for one in _once(answer.alternatives, lambda one: one.code) if one.code not in proposed]
    return [
        *(_named(one, ground.locate(one.evidence)) for one in chosen[:MOST_DISPOSITIONS]),
        *(ModelCode(one.code, one.confidence / 100, proposed=False) for one in others[:MOST_ALTERNATIVES]),
    ]


def _named(one: Code, located: Sequence[Located]) -> ModelCode:
    confidence = one.confidence / 100
    if not located and one.code != NONE_OF_THESE:
        confidence = min(confidence, WITHOUT_EVIDENCE)
    return ModelCode(one.code, confidence, _evidence(located))


def _fields(answer: Answer, ground: Ground, profile: Profile, accounts: Accounts) -> tuple[FieldValue, ...]:
    """One value a field and account: the first; and a place for what the call should have told and did not."""
    fields: list[FieldValue] = []
    for spec in profile.fields:
        told = [one for one in answer.values(spec.name) if clean(one.value)]
        for value in _once(told, lambda one: accounts.target(one.account)):
            target = accounts.target(value.account)
            fields.append(under(checked_field(spec, value, ground), target))
        if spec.required and not told:
            fields.append(missing_field(spec))
    return tuple(fields)


def _commitments(
    promises: Iterable[Promise], ground: Ground, day: date, accounts: Accounts
) -> tuple[Commitment, ...]:
    written = [one for one in promises if clean(one.what)][:MOST_COMMITMENTS]
    return tuple(
        _commitment(f"c{number}", one, ground, day).model_copy(
            update={"target": accounts.target(one.account)}
        )
        for number, one in enumerate(written, start=1)
    )


def _commitment(name: str, promise: Promise, ground: Ground, day: date) -> Commitment:
    """A promise must be in the words of the one it binds; its day must be the day that was named there."""
    what = clean(promise.what)
    grounded = ground.promise(what, promise.who, promise.evidence)
    due = _due(promise.due, day)
    support, doubt = grounded.support, grounded.doubt
    if due is not None and due not in ground.days_near(grounded.located) and support is Support.GROUNDED:
        support, doubt = Support.WEAK, Doubt.DATE
    return Commitment(
        id=name,
        who=promise.who,
        what=what,
        due=due.isoformat() if due else None,
        evidence=_evidence(grounded.located),
        support=support,
        doubt=doubt,
    )


def _due(given: str | None, day: date) -> date | None:
    """A day as the model wrote it; one that is none is left to the agent."""
    return first_day(clean(given), day) if given else None


def _flags(
    raised: Iterable[TopicRaised], ground: Ground, cued: Iterable[Flag], material: Material, profile: Profile
) -> tuple[Flag, ...]:
    """Topics by their cues, whatever the model says, and those it adds where what it cites goes that way."""
    by_cue = {flag.topic: flag for flag in cued}
    by_model = {}
    for one in raised:
        cited = ground.locate(one.evidence)
        said = [text for found in cited for text in sentences(material.turns[found.evidence.turn].text)]
        if said and credible(one.topic, said, material.language):
            by_model[one.topic] = Flag(kind="never_automate", topic=one.topic, evidence=_evidence(cited))
    merged = by_model | by_cue
    return tuple(merged[topic.topic] for topic in profile.never_automate if topic.topic in merged)


def _evidence(located: Iterable[Located]) -> tuple[Evidence, ...]:
    return tuple(one.evidence for one in located)


def _once(items: Iterable[T], key: Callable[[T], str]) -> list[T]:
    return list({key(one): one for one in reversed(list(items))}.values())[::-1]
