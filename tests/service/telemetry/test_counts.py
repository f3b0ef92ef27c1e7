"""What came of jobs, stages and deliveries, and labels that cannot grow without end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contracts import Received
from service.domain.delivery import DeliveryState
from service.domain.errors import SignatureRefused, UnknownSource
from service.domain.job import Job, Kind
from service.flows.intake import Receipt
from service.telemetry import begun, counts, current_traceparent
from service.telemetry.metrics import OTHER, REGISTRY, Bounded
from tests.watching import Figures, Finished

NOW = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
NOTHING = Received(headers={}, body=b"")


def job(**changes: Any) -> Job:
    return Job(tenant_id="fernhill", id="j-1", kind=Kind.DRAFT, subject="w-1", **changes)


def test_a_run_is_done_unless_somebody_says_otherwise(grown: Figures) -> None:
    with counts.Run(job()):
        pass
    with counts.Run(job()):
        counts.run_ended("parked")

    assert grown("jobs_run_total", kind="draft", outcome="done") == 1
    assert grown("jobs_run_total", kind="draft", outcome="parked") == 1
    assert grown("job_run_duration_seconds_count", kind="draft") == 2
    assert grown("jobs_in_hand") == 0


def test_a_run_that_breaks_off_counts_as_failed_and_is_not_in_hand_any_more(grown: Figures) -> None:
    with pytest.raises(ValueError, match="x"), counts.Run(job()):
        raise ValueError("x")

    assert grown("jobs_run_total", kind="draft", outcome="failed") == 1
    assert grown("jobs_in_hand") == 0


def test_a_runs_span_goes_on_in_the_jobs_trace_and_says_how_it_ended(finished: Finished) -> None:
    with begun("POST"):
        trace = current_traceparent()

    with counts.Run(job(trace=trace, attempts=2)):
        counts.run_ended("retried")

    webhook, run = finished()
    assert run.context.trace_id == webhook.context.trace_id
    assert run.name == "job draft"
    assert run.attributes is not None
    assert run.attributes["aftercall.outcome"] == "retried"
    assert run.attributes["aftercall.attempts"] == 2


def test_a_stage_is_measured_from_the_calls_acceptance(grown: Figures) -> None:
    counts.stage_reached("extractive", NOW, NOW + timedelta(milliseconds=40))
    counts.stage_reached("extractive", None, NOW)

    assert grown("time_to_draft_seconds_count", stage="extractive") == 1
    assert grown("time_to_draft_seconds_sum", stage="extractive") == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("fresh", "state", "outcome"),
    [
        (True, DeliveryState.PROCESSED, "processed"),
        (True, DeliveryState.QUARANTINED, "quarantined"),
        (False, DeliveryState.PROCESSED, "repeated"),
    ],
)
def test_a_delivery_counts_by_what_becomes_of_it(
    grown: Figures, fresh: bool, state: DeliveryState, outcome: str
) -> None:
    receipt = Receipt(delivery_id="d-1", call_ids=(), fresh=fresh, state=state)

    assert counts.taken(lambda *_: receipt, "phones", NOTHING) is receipt

    assert grown("webhook_deliveries_total", source="phones", outcome=outcome) == 1


def test_a_refused_delivery_counts_and_an_unknown_source_makes_no_label(grown: Figures) -> None:
    def refuse(source: str, _: Received) -> Receipt:
        raise UnknownSource if source == "made-up" else SignatureRefused("stale")

    for source in ("phones", "made-up"):
        with pytest.raises((UnknownSource, SignatureRefused)):
            counts.taken(refuse, source, NOTHING)

    assert grown("webhook_deliveries_total", source="phones", outcome="signature-refused") == 1
    assert grown("webhook_deliveries_total", source="unknown", outcome="unknown-source") == 1
    assert grown("webhook_deliveries_total", source="made-up", outcome="unknown-source") == 0


def test_a_label_takes_only_so_many_values() -> None:
    label = Bounded(2)

    assert [label(value) for value in ("a", "b", "c", "a", "d")] == ["a", "b", OTHER, "a", OTHER]


def test_the_pool_is_asked_when_somebody_scrapes() -> None:
    used = {"in_use": 3, "most": 32}

    counts.pool(lambda: used)
    used["in_use"] = 5

    assert REGISTRY.get_sample_value("aftercall_database_connections", {"state": "in_use"}) == 5
    assert REGISTRY.get_sample_value("aftercall_database_connections", {"state": "most"}) == 32


def test_steps_of_the_scheduler_say_when_they_last_did_well(grown: Figures) -> None:
    counts.step_ended("seal", well=True)
    counts.step_ended("seal", well=False)

    assert grown("scheduler_step_success_timestamp_seconds", step="seal") > 0
    assert grown("scheduler_step_failures_total", step="seal") == 1
