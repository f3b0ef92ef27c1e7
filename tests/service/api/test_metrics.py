"""What a monitor reads at the API, and that it reads it in every weather."""

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service.domain.errors import SignatureRefused
from service.domain.ids import new_id
from tests.service.api.conftest import MAX_BODY, Edge
from tests.watching import Figures


def read(client: TestClient) -> dict[tuple[str, ...], float]:
    """Samples by name and labels' values, in the order of the labels' names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_needs_a_key_for_figures(edge: Edge) -> None:
    with TestClient(edge.app) as stranger:
        figures = read(stranger)

    assert figures["aftercall_dependency_up", "database"] == 1
    assert figures["aftercall_dependency_up", "broker"] == 1


def test_without_database_and_broker_it_answers_with_what_it_has(client: TestClient, edge: Edge) -> None:
    edge.storage.failure = edge.broker.failure = OSError("postgresql://user:password@db")

    figures = read(client)

    assert figures["aftercall_dependency_up", "database"] == 0
    assert figures["aftercall_dependency_up", "broker"] == 0
    assert figures["process_cpu_seconds_total",] > 0


def test_requests_count_by_their_routes_template_and_never_by_their_path(
    client: TestClient, grown: Figures
) -> None:
    ids = [new_id(), new_id()]
    for one in ids:
        client.get(f"/v1/wrapups/{one}")
    client.get("/v1/made-up/by/a/stranger")

    text = client.get("/metrics").text

    labels = {"method": "GET", "route": "/v1/wrapups/{wrapup_id}", "status": "2xx"}
    assert grown("http_request_duration_seconds_count", **labels) == 2
    assert grown("http_request_duration_seconds_count", method="GET", route="other", status="4xx") == 1
    assert not [one for one in ids if one in text]
    assert "stranger" not in text


def test_methods_that_nobody_knows_are_counted_together(client: TestClient, grown: Figures) -> None:
    client.request("BREW", "/healthz")

    assert grown("http_request_duration_seconds_count", method="other", route="/healthz", status="4xx") == 1


def test_webhooks_count_by_source_and_by_what_became_of_them(
    client: TestClient, edge: Edge, grown: Figures
) -> None:
    client.post("/v1/webhooks/phones", content=b"{}")
    edge.intake.failure = SignatureRefused("stale")
    client.post("/v1/webhooks/phones", content=b"{}")
    client.post("/v1/webhooks/phones", content=b"x" * (MAX_BODY + 1))

    assert grown("webhook_deliveries_total", source="phones", outcome="processed") == 1
    assert grown("webhook_deliveries_total", source="phones", outcome="signature-refused") == 1
    assert grown("webhook_deliveries_total", source="unknown", outcome="too-large") == 1


def test_an_unforeseen_error_counts_as_one(client: TestClient, edge: Edge, grown: Figures) -> None:
    edge.intake.failure = ValueError("the heron lands")

    client.post("/v1/webhooks/phones", content=b"{}")

    labels = {"method": "POST", "route": "/v1/webhooks/{source}", "status": "5xx"}
    assert grown("http_request_duration_seconds_count", **labels) == 1
    assert grown("webhook_deliveries_total", source="phones", outcome="error") == 1
