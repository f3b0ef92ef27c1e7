"""One rate for so many seconds: send, let settle, read what was stored, judge whether the rate was held."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench import machine, meter
from tests.bench.figures import Figures, figures
from tests.bench.instance import SOURCE, Running
from tests.bench.load import Calls, Sent, call_id_of, fire, signed
from tests.bench.outcomes import Outcome, Reader
from tests.bench.wire import Wire

SETTLE_S = 1.5
"""Beyond the model's latency: whoever needs longer than this has a backlog."""

PATIENCE_S = 60.0
DRAFTS = 2
"""The extractive one and the model's: a third means that a job ran again."""


@dataclass(frozen=True)
class Asked:
    """One step as it was asked for. `most_ms` bounds the p99 of the time to draft less the model's."""

    rate: float
    seconds: float
    latency_ms: int
    most_ms: float

    @property
    def count(self) -> int:
        return max(1, round(self.rate * self.seconds))


async def warm_up(running: Running, calls: Calls, asked: Asked) -> None:
    """A few calls that nobody counts: clients connect, modules load, caches fill."""
    wire = Wire(running.api)
    sent = await fire(wire, _requests(running, wire, calls, asked.count), asked.rate)
    ids = [call_id for one in sent if (call_id := call_id_of(one))]
    await Reader(wire, running.key).settled(ids, "drafted", patience_s=PATIENCE_S)
    wire.close()


async def measure(running: Running, calls: Calls, asked: Asked) -> tuple[dict[str, Any], list[Outcome]]:
    """The step's part of the report, and its calls."""
    wire = Wire(running.api)
    requests = _requests(running, wire, calls, asked.count)
    before = meter.read(running)
    sent = await fire(wire, requests, asked.rate)
    await asyncio.sleep(asked.latency_ms / 1000 + SETTLE_S)
    after = meter.read(running)
    memory = meter.memory_mb(running)
    ids = [call_id for one in sent if (call_id := call_id_of(one))]
    outcomes = await Reader(wire, running.key).settled(ids, "drafted", patience_s=PATIENCE_S)
    wire.close()
    spent = meter.between(before, after)
    # Whoever is late had not cost its all yet: counting it would make an overloaded step look cheap.
    done = sum(one.stages.get("drafted", float("inf")) <= after.wall for one in outcomes)
    report = {
        **_counts(asked, sent, ids, outcomes),
        **_times(asked, sent, outcomes),
        "cpu_ms_per_call": spent.a_call(done),
        "cpu_ms_per_call_around": spent.around(done),
        "memory_mb": memory,
        "load_average": machine.load_average()[0],
        "others_cores": spent.others_cores,
    }
    why_not = _why_not(asked, report)
    return {**report, "held": not why_not, "why_not": why_not}, outcomes


def _requests(running: Running, wire: Wire, calls: Calls, count: int) -> list[bytes]:
    return [signed(wire, SOURCE, running.secret, calls.body()) for _ in range(count)]


def _counts(asked: Asked, sent: Sequence[Sent], ids: list[str], outcomes: list[Outcome]) -> dict[str, Any]:
    drafted = [one for one in outcomes if "drafted" in one.stages]
    ended = max(one.at for one in sent)
    again = len(ids) - len(set(ids)) + sum(max(0, one.wrapups - 1) for one in outcomes)
    return {
        "rate": asked.rate,
        "seconds": asked.seconds,
        "sent": len(sent),
        "accepted": len(ids),
        "drafted": len(drafted),
        "by_model": sum(one.kind == "llm" for one in drafted),
        "without_model": dict(Counter(one.reason for one in drafted if one.kind != "llm")),
        "errors": dict(Counter(one.error or str(one.status) for one in sent if call_id_of(one) is None)),
        "lost": len(ids) - len(drafted),
        "duplicates": again + sum(one.draft > DRAFTS for one in outcomes),
        "backlog": sum(_is_behind(one, ended, asked.latency_ms / 1000) for one in outcomes),
    }


def _is_behind(outcome: Outcome, ended: float, latency_s: float) -> bool:
    """Still without its draft when the last call came, though the model had had its time."""
    drafted = outcome.stages.get("drafted", float("inf"))
    return outcome.stages["accepted"] + latency_s <= ended < drafted


def _times(asked: Asked, sent: Sequence[Sent], outcomes: list[Outcome]) -> dict[str, Figures]:
    latency = asked.latency_ms
    sent_at = {call_id: one.at for one in sent if (call_id := call_id_of(one))}
    whole = _each(outcomes, lambda one: one.between_ms("accepted", "drafted"))
    return {
        "generator_late_ms": figures(one.late_ms for one in sent),
        "ack_ms": figures(one.ack_ms for one in sent if not one.error),
        "to_draft_ms": figures(whole),
        "to_draft_less_model_ms": figures(one - latency for one in whole),
        "to_draft_less_measured_model_ms": figures(_each(outcomes, _less_measured)),
        "sent_to_draft_less_model_ms": figures(
            (one.stages["drafted"] - sent_at[one.call_id]) * 1000 - latency
            for one in outcomes
            if "drafted" in one.stages
        ),
        "accepted_to_extractive_ms": figures(
            _each(outcomes, lambda one: one.between_ms("accepted", "extractive"))
        ),
        "extractive_to_matched_ms": figures(
            _each(outcomes, lambda one: one.between_ms("extractive", "matched"))
        ),
        "matched_to_drafted_less_model_ms": figures(
            one - latency for one in _each(outcomes, lambda one: one.between_ms("matched", "drafted"))
        ),
        "model_ms": figures(_each(outcomes, lambda one: one.timings_ms.get("model"))),
        "check_ms": figures(_each(outcomes, lambda one: one.timings_ms.get("check"))),
    }


def _less_measured(outcome: Outcome) -> float | None:
    whole, model = outcome.between_ms("accepted", "drafted"), outcome.timings_ms.get("model")
    return None if whole is None or model is None else whole - model


def _each(outcomes: Iterable[Outcome], value: Callable[[Outcome], float | None]) -> list[float]:
    return [found for one in outcomes if (found := value(one)) is not None]


def _why_not(asked: Asked, report: dict[str, Any]) -> list[str]:
    """Every reason for which the rate does not count as held."""
    p99 = report["to_draft_less_model_ms"].get("p99", float("inf"))
    reasons = {
        f"{report['sent'] - report['accepted']} refused or failed": report["accepted"] < report["sent"],
        f"{report['lost']} without a draft": report["lost"],
        f"{report['duplicates']} twice": report["duplicates"],
        f"{report['drafted'] - report['by_model']} without the model": report["by_model"] < report["drafted"],
        f"{report['backlog']} behind at the end": report["backlog"] >= max(asked.rate, 1.0),
        f"p99 {p99:.0f} ms": p99 > asked.most_ms,
    }
    return [reason for reason, applies in reasons.items() if applies]
