"""Labelled calls → drafts as the worker makes them → held against the labels."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pydantic import Field

from connectors.contracts import LanguageModel
from connectors.errors import ConnectorError
from service.domain.draft import DraftReason, Material, Proposal
from service.domain.profile import Profile
from service.domain.values import Value
from service.drafting.evaluation.judged import Judged, judge
from service.drafting.evaluation.labelled import Labelled, example_of
from service.drafting.evaluation.noise import Noise
from service.drafting.extractive import extract
from service.drafting.learning.learned import Learned, fit
from service.drafting.response import ModelOutputInvalid
from service.drafting.short_calls import is_short
from service.flows.asking import answered


class Drafted(Value):
    """A draft, what a model counted for it, and why a model that was asked gave none."""

    proposal: Proposal
    tokens: dict[str, int] = Field(default_factory=dict)
    reason: str | None = None


Drafter = Callable[[Material], Drafted]


def without_model(profile: Profile, learned: Learned | None) -> Drafter:
    return lambda material: Drafted(proposal=extract(material, profile, learned))


def with_model(
    model: LanguageModel, profile: Profile, learned: Learned | None, *, deadline_ms: int
) -> Drafter:
    """As the worker does: the extractive draft stands where the model gives none."""

    def drafted(material: Material) -> Drafted:
        first = extract(material, profile, learned)
        if is_short(material, profile.model.ask_from):
            return Drafted(proposal=first, reason=DraftReason.TOO_SHORT)
        try:
            answers = answered(model, material, profile, cued=first.flags, deadline_ms=deadline_ms)
        except ConnectorError as error:
            return Drafted(proposal=first, reason=error.code)
        except ModelOutputInvalid as invalid:
            return Drafted(proposal=first, reason=invalid.reason)
        return Drafted(proposal=answers.proposal, tokens=answers.tokens)

    return drafted


def learnt(calls: Sequence[Labelled], profile: Profile) -> Learned:
    return fit([example_of(call) for call in calls], profile)


def judged(
    calls: Sequence[Labelled], profile: Profile, drafter: Drafter, *, noise: Noise | None = None
) -> Iterator[Judged]:
    """Each call in turn. With noise, what is drafted from is what a poor recogniser would have written."""
    fields = [spec.name for spec in profile.fields]
    for call in calls:
        heard = disturbed(call, noise) if noise else call
        started = time.perf_counter()
        drafted = drafter(heard.material)
        elapsed = (time.perf_counter() - started) * 1000
        yield judge(
            heard,
            drafted.proposal,
            fields=fields,
            latency_ms=elapsed,
            tokens=drafted.tokens,
            reason=drafted.reason,
        )


def disturbed(call: Labelled, noise: Noise) -> Labelled:
    turns = noise.disturbed(call.material.turns, call.id)
    return call.model_copy(update={"material": call.material.model_copy(update={"turns": turns})})


class Fold(NamedTuple):
    """One part to measure, and the rest to fit on."""

    fitted_on: list[Labelled]
    measured: list[Labelled]


def folds(calls: Sequence[Labelled], count: int) -> list[Fold]:
    """Every call measured once, by what was fitted on the others. Which part a call falls in depends on its
    id, not on its place: files are often sorted.
    """
    mixed = sorted(calls, key=lambda call: hashlib.sha256(call.id.encode()).digest())
    parts = [mixed[place::count] for place in range(count)]
    return [Fold([call for other in parts if other is not part for call in other], part) for part in parts]
