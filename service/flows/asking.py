"""A language model asked about one call: in one question, or in one for each window of a very long call."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.contracts import Completion, CompletionRequest, LanguageModel
from connectors.errors import Permanent, Transient
from service.domain.content import Flag
from service.domain.draft import Material, Proposal
from service.domain.job import Kind
from service.domain.profile import Profile
from service.drafting.learning.learned import Learned
from service.drafting.merging import merged
from service.drafting.prompting import build_requests, room_for, spoken_tokens
from service.drafting.response import read_response
from service.telemetry import span

ALL_WINDOWS_MS = Kind.DRAFT.deadline_ms - 15_000
"""All questions of one draft together: its job has a deadline, and other things to do."""
SHORTEST_MS = 1_000
LEAST_ROOM = 1_000
"""Tokens. Where instructions leave less for a longer call, its windows would be too many and too small."""
LONG = 4_000
"""Tokens. A call of fewer is not what a 400 without a reason is about."""


@dataclass(frozen=True)
class Answers:
    """`completion` has the last text and the tokens of all."""

    proposal: Proposal
    completion: Completion
    windows: int
    model_ms: int
    check_ms: int

    @property
    def tokens(self) -> dict[str, int]:
        used = {
            "prompt": self.completion.prompt_tokens,
            "completion": self.completion.completion_tokens,
            "cached": self.completion.cached_tokens,
        }
        return used | ({"windows": self.windows} if self.windows > 1 else {})


def answered(
    model: LanguageModel,
    material: Material,
    profile: Profile,
    *,
    cued: Sequence[Flag] | None,
    deadline_ms: int,
    learned: Learned | None = None,
) -> Answers:
    """Raises what the model raises, and `ModelOutputInvalid`. `deadline_ms` is for each question.

    A model that takes less than we were told is asked once more, in windows of half the size.
    """
    spoken = spoken_tokens(material)
    room = room_for(profile, model.context_tokens)
    if room < min(spoken, LEAST_ROOM):
        raise Permanent("too_long")
    try:
        return _asked(
            model, material, profile, cued=cued, deadline_ms=deadline_ms, room=room, learned=learned
        )
    except Permanent as refused:
        if not _is_too_long(refused, spoken):
            raise
    half = min(room, spoken) // 2
    return _asked(model, material, profile, cued=cued, deadline_ms=deadline_ms, room=half, learned=learned)


def _is_too_long(refused: Permanent, spoken: int) -> bool:
    """A server that does not say what is wrong may mean the length, where there is one to speak of."""
    return {"too_long": spoken > LEAST_ROOM, "bad_request": spoken > LONG}.get(refused.code, False)


def _asked(
    model: LanguageModel,
    material: Material,
    profile: Profile,
    *,
    cued: Sequence[Flag] | None,
    deadline_ms: int,
    room: int,
    learned: Learned | None,
) -> Answers:
    requests = build_requests(material, profile, deadline_ms=deadline_ms, room=room)
    started = time.monotonic()
    completions = tuple(_completions(model, requests, started))
    asked = time.monotonic()
    with span("check", windows=len(requests)):
        read = [read_response(one.text, material, profile, cued=cued, learned=learned) for one in completions]
        proposal = merged(read, profile)
    return Answers(
        proposal=proposal,
        completion=_summed(completions),
        windows=len(requests),
        model_ms=_ms(asked - started),
        check_ms=_ms(time.monotonic() - asked),
    )


def _completions(
    model: LanguageModel, requests: Sequence[CompletionRequest], started: float
) -> Iterator[Completion]:
    """One after the other: the second finds the instructions in the provider's cache."""
    for request in requests:
        left = ALL_WINDOWS_MS - _ms(time.monotonic() - started)
        if left < SHORTEST_MS:
            raise Transient("timeout")
        yield model.complete(
            request.model_copy(update={"deadline_ms": min(request.deadline_ms, left)})
            if len(requests) > 1
            else request
        )


def _summed(completions: Sequence[Completion]) -> Completion:
    costs = [one.cost for one in completions if one.cost is not None]
    return completions[-1].model_copy(
        update={
            "prompt_tokens": sum(one.prompt_tokens for one in completions),
            "completion_tokens": sum(one.completion_tokens for one in completions),
            "cached_tokens": sum(one.cached_tokens for one in completions),
            "cost": sum(costs) if costs else None,
        }
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
