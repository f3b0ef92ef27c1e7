"""One call from its webhook to the CRM's receipt, over the real graph and a real database: one trace."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from starlette.testclient import TestClient

from service.api.app import create_app
from service.domain.access import Principal, Role
from service.domain.job import Lane
from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.tenants import Tenants
from service.wiring import build
from service.worker.runner import Runner
from tests.fakes.crm import FakeCrm
from tests.service.api.house import TENANT, House, WithCrm
from tests.watching import Figures, Finished

HERON = "the heron lands at the mill pond"
BODY = {
    "call": {
        "external_id": "call-7",
        "started_at": "2026-11-20T09:00:00Z",
        "customer": {"phone": "+441632960123"},
        "agent": {"id": "agent-7", "name": "Mara"},
    },
    "transcript": {"turns": [{"speaker": "customer", "text": f"My order is late, {HERON}.", "start_ms": 0}]},
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    Keyring.create(tmp_path / "keyring.json")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "fernhill.yaml").write_text(TENANT)
    settings = Settings(
        data=tmp_path, config_dir=tmp_path / "config", broker_url="redis://127.0.0.1:1/0", web_dist=tmp_path
    )
    upgrade(settings.database)
    crm = FakeCrm()
    services = build(settings, connections=WithCrm(Tenants(settings.config_dir, None), crm))
    services.prepare()
    operator = Principal(tenant_id="fernhill", subject="operator", roles=frozenset({Role.ADMIN}))
    secret = services.access.create_key(operator, (Role.AGENT,), "mara").secret
    mara = {"Authorization": f"Bearer {secret}"}
    with TestClient(create_app(services)) as client:
        yield House(services, client, crm, {}, mara, {})
    services.close()


def written(house: House) -> None:
    """Deliver, draft, confirm, write."""
    house.crm.add_contact("Ada Winter", phone="+441632960123")
    runner = Runner(house.services.storage.work, house.services.storage.board, house.services.handlers)
    call_id = house.deliver(json.dumps(BODY).encode()).json()["call_ids"][0]
    runner.drain(Lane.DRAFT)
    wrapup_id = house.client.get(f"/v1/calls/{call_id}", headers=house.mara).json()["wrapup_ids"][0]
    wrapup = house.client.get(f"/v1/wrapups/{wrapup_id}", headers=house.mara).json()
    house.client.post(
        f"/v1/wrapups/{wrapup_id}/confirm",
        json={"draft": wrapup["draft"]["number"], "undo_ms": 0},
        headers={**house.mara, "If-Match": f'"{wrapup["version"]}"'},
    )
    runner.drain(Lane.WRITE)
    state = house.client.get(f"/v1/wrapups/{wrapup_id}", headers=house.mara).json()["state"]
    assert state == "written"


def tree(spans: list[ReadableSpan]) -> dict[str, str | None]:
    """Each span's parent, by their names; of the last span of a name."""
    names = {span.context.span_id: span.name for span in spans}
    return {span.name: names.get(span.parent.span_id) if span.parent else None for span in spans}


def test_one_trace_leads_from_the_webhook_over_draft_and_confirm_to_the_crm(
    house: House, finished: Finished
) -> None:
    written(house)

    (webhook,) = [span for span in finished() if span.name == "POST /v1/webhooks/{source}"]
    of_call = [span for span in finished() if span.context.trace_id == webhook.context.trace_id]
    assert tree(of_call) == {
        "POST /v1/webhooks/{source}": None,
        "job draft": "POST /v1/webhooks/{source}",
        "extract": "job draft",
        "crm resolve": "job draft",
        "confirm": "POST /v1/webhooks/{source}",
        "job write": "confirm",
        "crm plan": "job write",
        "crm apply": "job write",
    }


def test_a_confirm_points_to_the_request_that_it_came_with(house: House, finished: Finished) -> None:
    written(house)

    (request,) = [span for span in finished() if span.name == "POST /v1/wrapups/{wrapup_id}/confirm"]
    (confirm,) = [span for span in finished() if span.name == "confirm"]
    assert request.context.trace_id != confirm.context.trace_id
    assert [link.context.span_id for link in confirm.links] == [request.context.span_id]


def test_no_span_holds_what_was_said_or_who_called(house: House, finished: Finished) -> None:
    written(house)

    told = "".join(span.to_json() for span in finished())
    for secret in (
        "heron",
        "441632960123",
        "Ada",
        "Winter",
        "Mara",
        "call-7",
        house.mara["Authorization"][7:],
    ):
        assert secret not in told


def test_the_figures_of_one_call(house: House, grown: Figures) -> None:
    written(house)

    tenant: dict[str, Any] = {"tenant": "fernhill"}
    assert grown("webhook_deliveries_total", source="fernhill-phones", outcome="processed") == 1
    stages = ("extractive", "matched", "drafted")
    assert [grown("time_to_draft_seconds_count", stage=stage) for stage in stages] == [1, 1, 1]
    assert grown("drafts_total", kind="extractive", reason="no_model", **tenant) == 1
    assert grown("jobs_run_total", kind="draft", outcome="done") == 1
    assert grown("jobs_run_total", kind="write", outcome="done") == 1
    assert grown("crm_operations_total", operation="apply", outcome="ok", **tenant) == 1
    assert grown("writes_total", outcome="written", **tenant) == 1


def test_a_draft_made_again_is_not_measured_from_the_calls_beginning(house: House, grown: Figures) -> None:
    written(house)
    call = next(iter(house.client.get("/v1/calls?external_id=call-7", headers=house.mara).json()["items"]))
    path = f"/v1/wrapups/{call['wrapup_ids'][0]}"
    runner = Runner(house.services.storage.work, house.services.storage.board, house.services.handlers)
    version = house.client.get(path, headers=house.mara).json()["version"]
    edited = house.client.patch(
        path, json={"content": {"dispositions": []}}, headers={**house.mara, "If-Match": f'"{version}"'}
    ).json()

    house.client.post(f"{path}/regenerate", headers={**house.mara, "If-Match": f'"{edited["version"]}"'})
    runner.drain(Lane.DRAFT)

    assert grown("time_to_draft_seconds_count", stage="drafted") == 1
