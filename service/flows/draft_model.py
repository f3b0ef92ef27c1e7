"""The language model's part of a draft: what the question will cost, asking it, and the draft it answers with."""

import time
from functools import cached_property

from pydantic import InstanceOf

from connectors.contracts import Completion, KnownValue, LanguageModel
from service.domain.call import Call, TranscriptBody
from service.domain.connections import Connections
from service.domain.draft import Draft, DraftKind, Material
from service.domain.errors import Failure, Postpone
from service.domain.live import told_live
from service.domain.ports import UnitOfWork, Work
from service.domain.profile import VersionedProfile
from service.domain.values import Value
from service.domain.wrapup import WrapUp
from service.drafting.addressed import quieted
from service.drafting.learning.learned import Learned
from service.drafting.masking.entities import EntityFinder
from service.drafting.prompting import instructions
from service.drafting.pseudonyms import hidden, unveiled
from service.drafting.rescan import rescanned
from service.drafting.short_calls import is_short
from service.flows.asking import answered
from service.flows.callers import known_of
from service.flows.draft_outcome import revealed
from service.flows.legs import material_turns
from service.flows.rankers import Fitted, Rankers

CHARACTERS_A_TOKEN = 4
TOKENS_A_TURN = 12
"""What is wrong in the estimate is put right by the answer's count."""


class Case(Value):
    """What one run works on."""

    wrapup: WrapUp
    call: Call
    transcript: TranscriptBody
    profile: VersionedProfile
    fitted: InstanceOf[Fitted] | None = None
    known: tuple[KnownValue, ...] | None = None
    """What the caller's record told in this run; None where it was not asked."""

    @cached_property
    def material(self) -> Material:
        leg = self.call.leg(self.wrapup.leg_id)
        turns, own = material_turns(self.call, self.transcript, leg)
        said = Material(
            turns=turns,
            own=own,
            started_at=self.call.started_at or self.call.received_at,
            zone=self.profile.profile.zone,
            language=self.call.language,
            agent_name=(leg.agent_name if leg else "") or self.call.facts.agent_name,
        )
        # A draft is never made from what was said to the note-taking itself.
        return quieted(said)

    @property
    def learned(self) -> Learned | None:
        return self.fitted.learned if self.fitted else None

    @property
    def ranker(self) -> int | None:
        """The version of the ranker that has a part in the draft."""
        return self.fitted.version if self.fitted else None

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
        turns, profile = self.material.turns, self.profile.profile
        told = len(instructions(profile)) + sum(len(turn.text) for turn in turns)
        return told // CHARACTERS_A_TOKEN + len(turns) * TOKENS_A_TURN + profile.model.max_output_tokens

    @property
    def short(self) -> bool:
        """Whether too little was said to ask a model about it."""
        return is_short(self.material, self.profile.profile.model.ask_from)


def load(
    work: Work,
    connections: Connections,
    tenant_id: str,
    wrapup_id: str,
    rankers: Rankers | None = None,
) -> Case:
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
        fitted = rankers.of(unit, profile.profile.name) if rankers is not None else None
    return Case(wrapup=wrapup, call=call, transcript=transcript, profile=profile, fitted=fitted)


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


def ask(
    model: LanguageModel, case: Case, *, deadline_ms: int, finder: EntityFinder | None = None
) -> tuple[Draft, Completion]:
    """Raises what the model raises, and `ModelOutputInvalid`. The model sees tokens where the caller is known."""
    seen = hidden(case.material, known_of(case.call, case.wrapup, case.known), finder)
    # The flags of the first draft, which has read the same turns for the same cues.
    answers = answered(
        model,
        seen.material,
        case.profile.profile,
        cued=case.wrapup.flags,
        deadline_ms=deadline_ms,
        learned=case.learned,
    )
    proposal = unveiled(rescanned(answers.proposal), seen, case.material.turns)
    draft = Draft(
        number=case.wrapup.draft.number + 1,
        kind=DraftKind.LLM,
        heard=case.transcript.version,
        profile=case.profile.ref,
        ranker=case.ranker,
        model=answers.completion.model,
        proposal=revealed(proposal, case.transcript.vault),
        timings_ms={"model": answers.model_ms, "check": answers.check_ms},
        tokens=answers.tokens,
    )
    return draft, answers.completion


def elapsed_ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
