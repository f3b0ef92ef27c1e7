"""A model's answer made a proposal: never trusted, every part checked against transcript and profile."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from connectors.contracts import Speaker
from service.domain.content import (
    NONE_OF_THESE,
    Alternative,
    Commitment,
    Content,
    Disposition,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Material, Proposal
from service.domain.profile import Profile, SectionSpec
from service.drafting.answer import (
    Answer,
    Code,
    ModelOutputInvalid,
    Other,
    Promise,
    Statement,
    TopicRaised,
    parse,
)
from service.drafting.checked_fields import checked_field
from service.drafting.dates import first_day
from service.drafting.grounding import Ground, said_by, worst
from service.drafting.schema import MOST_ALTERNATIVES, MOST_COMMITMENTS, MOST_DISPOSITIONS
from service.drafting.spoken import listen
from service.drafting.text import clean
from service.drafting.topics import flags
from service.drafting.transcript import Located

__all__ = ["ModelOutputInvalid", "read_response"]

T = TypeVar("T")

WITHOUT_EVIDENCE = 0.5  # a code for which nobody said a word is never surer than this


def read_response(
    text: str, material: Material, profile: Profile, *, cued: Sequence[Flag] | None = None
) -> Proposal:
    """The proposal of a model's answer. Raises `ModelOutputInvalid` for an answer that cannot be used;
    a statement that the transcript does not bear out stays, marked.

    `cued` are the flags that the topics' cues raise in this call, where they are known from its first draft.
    """
    answer = parse(text, profile)
    ground = Ground(material, profile)
    day = material.started_at.date()
    content = Content(
        summary=tuple(_section(spec, answer.summary[spec.id], ground) for spec in profile.sections),
        dispositions=_dispositions(answer.dispositions, ground, profile),
        disposition_alternatives=_alternatives(answer, profile),
        fields=_fields(answer, ground, profile, day),
        commitments=_commitments(answer.commitments, ground, day),
    )
    known = flags(listen(material), profile.never_automate) if cued is None else cued
    return Proposal(content=content, flags=_flags(answer.never_automate, ground, known, profile))


def _section(spec: SectionSpec, statements: Sequence[Statement], ground: Ground) -> Section:
    written = [one for one in statements if clean(one.text)][: spec.max_sentences]
    return Section(
        id=f"g-{spec.id}",
        section=spec.id,
        title=spec.title,
        sentences=tuple(
            _sentence(f"s-{spec.id}-{number}", one, ground) for number, one in enumerate(written, start=1)
        ),
    )


def _sentence(name: str, statement: Statement, ground: Ground) -> Sentence:
    text = clean(statement.text)
    grounded = ground.statement(text, statement.evidence)
    return Sentence(id=name, text=text, evidence=_evidence(grounded.located), support=grounded.support)


def _dispositions(codes: Iterable[Code], ground: Ground, profile: Profile) -> tuple[Disposition, ...]:
    """Each code once; "none" beside a code says nothing."""
    given = _once(codes, lambda one: one.code)
    chosen = [one for one in given if one.code != NONE_OF_THESE] or given
    return tuple(
        _disposition(one, ground.locate(one.evidence), profile) for one in chosen[:MOST_DISPOSITIONS]
    )


def _disposition(one: Code, located: Sequence[Located], profile: Profile) -> Disposition:
    confidence = one.confidence / 100
    if not located and one.code != NONE_OF_THESE:
        confidence = min(confidence, WITHOUT_EVIDENCE)
    return Disposition(
        id=f"d-{one.code}",
        code=one.code,
        label=profile.label_of(one.code),
        confidence=confidence,
        evidence=_evidence(located),
    )


def _alternatives(answer: Answer, profile: Profile) -> tuple[Alternative, ...]:
    chosen = {one.code for one in answer.dispositions}
    others: list[Other] = [
        one for one in _once(answer.alternatives, lambda one: one.code) if one.code not in chosen
    ]
    return tuple(
        Alternative(code=one.code, label=profile.label_of(one.code), confidence=one.confidence / 100)
        for one in others[:MOST_ALTERNATIVES]
    )


def _fields(answer: Answer, ground: Ground, profile: Profile, day: date) -> tuple[FieldValue, ...]:
    given = ((spec, answer.fields[spec.name]) for spec in profile.fields)
    return tuple(
        checked_field(spec, value, ground, day)
        for spec, value in given
        if value is not None and clean(value.value)
    )


def _commitments(promises: Iterable[Promise], ground: Ground, day: date) -> tuple[Commitment, ...]:
    written = [one for one in promises if clean(one.what)][:MOST_COMMITMENTS]
    return tuple(_commitment(f"c{number}", one, ground, day) for number, one in enumerate(written, start=1))


def _commitment(name: str, promise: Promise, ground: Ground, day: date) -> Commitment:
    """A promise must be in the words of the one it binds; its day must be the day that was named there."""
    what = clean(promise.what)
    grounded = ground.statement(what, promise.evidence)
    speaker = Speaker.CUSTOMER if promise.who == "customer" else Speaker.AGENT
    due = _due(promise.due, day)
    verdicts = [grounded.support]
    if not said_by(grounded.located, speaker):
        verdicts.append(Support.UNSUPPORTED)
    if due is not None and due not in ground.days_near(grounded.located, day):
        verdicts.append(Support.WEAK)
    return Commitment(
        id=name,
        who=promise.who,
        what=what,
        due=due.isoformat() if due else None,
        evidence=_evidence(grounded.located),
        support=worst(verdicts),
    )


def _due(given: str | None, day: date) -> date | None:
    """A day as the model wrote it; one that is none is left to the agent."""
    return first_day(clean(given), day) if given else None


def _flags(
    raised: Iterable[TopicRaised], ground: Ground, cued: Iterable[Flag], profile: Profile
) -> tuple[Flag, ...]:
    """Topics by their cues, whatever the model says, and those it adds."""
    by_cue = {flag.topic: flag for flag in cued}
    by_model = {
        one.topic: Flag(
            kind="never_automate", topic=one.topic, evidence=_evidence(ground.locate(one.evidence))
        )
        for one in raised
    }
    merged = by_model | by_cue
    return tuple(merged[topic.topic] for topic in profile.never_automate if topic.topic in merged)


def _evidence(located: Iterable[Located]) -> tuple[Evidence, ...]:
    return tuple(one.evidence for one in located)


def _once(items: Iterable[T], key: Callable[[T], str]) -> list[T]:
    return list({key(one): one for one in reversed(list(items))}.values())[::-1]
