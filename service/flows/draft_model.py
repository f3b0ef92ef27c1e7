"""The language model's part of a draft: what the question will cost, asking it, and the draft it answers with."""

import time
from functools import cached_property

from connectors.contracts import Completion, LanguageModel
from service.domain.call import Call, TranscriptBody
from service.domain.connections import Connections
from service.domain.draft import Draft, DraftKind, Material
from service.domain.errors import Failure, Postpone
from service.domain.live import told_live
from service.domain.ports import UnitOfWork, Work
from service.domain.profile import VersionedProfile
from service.domain.values import Value
from service.domain.wrapup import WrapUp
from service.drafting.prompting import build_request
from service.drafting.response import read_response
from service.flows.draft_outcome import revealed
from service.flows.legs import material_turns
from service.telemetry import span

CHARACTERS_A_TOKEN = 4
TOKENS_A_TURN = 12
TOKENS_OF_INSTRUCTIONS = 1_500
"""Of the shipped profile with its schema; what is wrong in the estimate is put right by the answer's count."""


class Case(Value):
    """What one run works on."""

    wrapup: WrapUp
    call: Call
    transcript: TranscriptBody
    profile: VersionedProfile

    @cached_property
    def material(self) -> Material:
        leg = self.call.leg(self.wrapup.leg_id)
        turns, own = material_turns(self.call, self.transcript, leg)
        return Material(
            turns=turns,
            own=own,
            started_at=self.call.started_at or self.call.received_at,
            language=self.call.language,
            agent_name=(leg.agent_name if leg else "") or self.call.facts.agent_name,
        )

    @property
    def heard(self) -> bool:
        """Whether there is a transcript of what this wrap-up's agent was part of."""
        return len(self.material.turns) > self.material.own

    @property
    def fresh(self) -> bool:
        """Whether the transcript is another than the one that the wrap-up was drafted from, if it was."""
        wrapup = self.wrapup
        if wrapup.heard is None:
            return wrapup.draft.number == 0
        return wrapup.heard < self.transcript.version

    @property
    def runs(self) -> bool:
        """Whether the call is heard while it goes on: it is drafted once it has ended."""
        leg = self.call.leg(self.wrapup.leg_id)
        keys = {leg.key if leg else "", ""}
        return any(one.leg in keys for one in told_live(self.call.facts.reports))

    @property
    def tokens(self) -> int:
        """What a provider counts for the question before it is answered: prompt and longest answer, roughly."""
        turns = self.material.turns
        spoken = sum(len(turn.text) for turn in turns) // CHARACTERS_A_TOKEN
        longest = self.profile.profile.model.max_output_tokens
        return spoken + len(turns) * TOKENS_A_TURN + TOKENS_OF_INSTRUCTIONS + longest


def load(work: Work, connections: Connections, tenant_id: str, wrapup_id: str) -> Case:
    """Raises `NotFound`, and `Postpone` while the tenant has no profiles yet."""
    with work.read(tenant_id) as unit:
        wrapup = unit.wrapups.get(wrapup_id)
        call = unit.calls.get(wrapup.call_id)
        transcript = unit.calls.transcript(wrapup.call_id)
        name, _, version = wrapup.draft.profile.partition("@")
        if version:
            profile = unit.profiles.get(name, int(version))
        else:
            profile = _live_profile(unit, connections, call.source)
    return Case(wrapup=wrapup, call=call, transcript=transcript, profile=profile)


def _live_profile(unit: UnitOfWork, connections: Connections, source: str) -> VersionedProfile:
    try:
        name = connections.source(source).profile
    except Failure:
        name = "default"
    profile = unit.profiles.labelled(name, "live") or unit.profiles.labelled("default", "live")
    if profile is None:
        # A tenant whose file is minutes old may not have its profiles yet.
        raise Postpone(1_000, "no_profile")
    return profile


def ask(model: LanguageModel, case: Case, *, deadline_ms: int) -> tuple[Draft, Completion]:
    """Raises what the model raises, and `ModelOutputInvalid`."""
    request = build_request(case.material, case.profile.profile, deadline_ms=deadline_ms)
    started = time.monotonic()
    completion = model.complete(request)
    answered = elapsed_ms(started)
    with span("check"):
        # The flags of the first draft, which has read the same turns for the same cues.
        proposal = read_response(completion.text, case.material, case.profile.profile, cued=case.wrapup.flags)
    draft = Draft(
        number=case.wrapup.draft.number + 1,
        kind=DraftKind.LLM,
        heard=case.transcript.version,
        profile=case.profile.ref,
        model=completion.model,
        proposal=revealed(proposal, case.transcript.vault),
        timings_ms={"model": answered, "check": elapsed_ms(started) - answered},
        tokens={
            "prompt": completion.prompt_tokens,
            "completion": completion.completion_tokens,
            "cached": completion.cached_tokens,
        },
    )
    return draft, completion


def elapsed_ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
