"""Spans: one trace from what asked for a job to what the job asked, and never an exception's words."""

import pytest
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from service.domain.errors import Invalid
from service.telemetry import begun, continued, current_traceparent, outward, span, tracing
from service.telemetry.export import Counted, OtelTracer, context_of
from tests.watching import Figures, Finished

SENDERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_off_nothing_is_opened_and_nothing_is_stored_with_a_job() -> None:
    with begun("POST") as root, continued("job draft", SENDERS) as job, span("extract") as step:
        stored = current_traceparent()

    assert root is job is step is tracing.NOTHING
    assert stored is None


def test_a_job_goes_on_in_the_trace_of_what_asked_for_it(finished: Finished) -> None:
    with begun("POST"):
        stored = current_traceparent()
    with continued("job draft", stored), span("extract"):
        pass

    webhook, extract, job = finished()
    assert webhook.context.trace_id == job.context.trace_id == extract.context.trace_id
    assert job.parent is not None
    assert job.parent.span_id == webhook.context.span_id
    assert extract.parent is not None
    assert extract.parent.span_id == job.context.span_id
    assert (webhook.kind, job.kind, extract.kind) == (SpanKind.SERVER, SpanKind.CONSUMER, SpanKind.INTERNAL)


def test_the_senders_trace_is_only_pointed_to(finished: Finished) -> None:
    with begun("POST", SENDERS):
        pass

    (webhook,) = finished()
    assert webhook.parent is None
    assert webhook.context.trace_id != context_of(SENDERS).trace_id  # type: ignore[union-attr]
    assert [link.context for link in webhook.links] == [context_of(SENDERS)]


def test_a_confirm_goes_on_in_the_calls_trace_and_points_to_the_request(finished: Finished) -> None:
    with begun("POST"):
        call = current_traceparent()
    with begun("POST"):
        request = current_traceparent()
        with continued("confirm", call):
            pass

    webhook, confirm, _ = finished()
    assert confirm.parent is not None
    assert confirm.parent.span_id == webhook.context.span_id
    assert [link.context for link in confirm.links] == [context_of(request)]


def test_of_an_exception_only_its_type_leaves(finished: Finished) -> None:
    with pytest.raises(Invalid), begun("POST"), outward("model"):
        raise Invalid(detail="the heron lands at the mill pond")

    for ended in finished():
        assert ended.status.status_code is StatusCode.ERROR
        assert ended.status.description is None
        assert ended.attributes is not None
        assert ended.attributes["error.type"] == "Invalid"
        assert ended.events == ()
        assert "heron" not in ended.to_json()


def test_what_is_none_is_left_out_and_what_is_long_is_cut(finished: Finished) -> None:
    with begun("POST", wrapup="w1", agent=None) as opened:
        opened.set(reason="x" * 1_000)
        opened.rename("POST /v1/webhooks/{source}")

    (ended,) = finished()
    assert ended.name == "POST /v1/webhooks/{source}"
    assert ended.attributes == {"aftercall.wrapup": "w1", "aftercall.reason": "x" * 200}


@pytest.mark.parametrize(
    "traceparent", ["", "00-0-0-01", f"01-{'a' * 32}-{'b' * 16}-01", f"00-{'0' * 32}-{'b' * 16}-01", "x" * 60]
)
def test_a_traceparent_that_is_none_is_taken_for_none(traceparent: str) -> None:
    assert context_of(traceparent) is None


def test_calls_beyond_the_share_are_not_sent_with_any_of_their_spans() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(exporter, process="tests", share=0.0)
    tracing.use(tracer)
    try:
        with begun("POST"):
            stored = current_traceparent()
        with continued("job draft", stored):
            pass
    finally:
        tracing.use(None)
        tracer.close()

    assert stored is not None
    assert int(stored[-2:], 16) & 1 == 0
    assert exporter.get_finished_spans() == ()


class Refusing(SpanExporter):
    """A collector that does not take what it is sent."""

    def export(self, _: object) -> SpanExportResult:
        return SpanExportResult.FAILURE


def test_a_collector_that_takes_nothing_is_counted_and_harms_nothing(grown: Figures) -> None:
    tracer = OtelTracer(Counted(Refusing()), process="tests")
    tracing.use(tracer)

    with begun("POST"):
        pass
    tracing.use(None)
    tracer.close()

    assert grown("trace_spans_total", outcome="lost") == 1
