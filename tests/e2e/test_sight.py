"""A whole instance, watched: one call's trace at a collector, figures at a monitor, and logs a machine can read."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.cli.local import SECRETS, free_port
from service.tenants import read_secrets
from tests.e2e.calls import Line, call
from tests.e2e.machine import Machine
from tests.e2e.processes import eventually
from tests.vendors.collector import Collector, Found
from tests.vendors.model import running_model

pytestmark = pytest.mark.timeout(420)

ROOT = Path(__file__).resolve().parents[2]
HERON = "the heron lands at the mill pond"
CARD = "4111 1111 1111 1111"
SENDERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
MODEL = """
llm:
  connector: openai
  settings:
    base_url: "{url}"
    model: stub
    prices: {{ prompt: 2.0, completion: 8.0 }}
"""
OURS = ("api", "worker", "scheduler")


@dataclass(frozen=True)
class Seen:
    """What was left of one call once the instance had ended."""

    spans: list[Found]
    sent: bytes
    figures: dict[tuple[str, ...], float]
    of_a_worker: dict[tuple[str, ...], float]
    logs: dict[str, list[str]]
    phone: str
    agent_key: str


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Deliver, draft, confirm and write one call; read the figures; end it all."""
    folder = tmp_path_factory.mktemp("sight")
    config = folder / "config"
    config.mkdir()
    shutil.copy(ROOT / "config" / "demo.yaml", config)
    with Collector() as collector, running_model() as model:
        with (config / "demo.yaml").open("a") as tenant:
            tenant.write(MODEL.format(url=model.url))
        metrics_port = free_port()
        machine = Machine(
            folder,
            {
                "AFTERCALL_CONFIG_DIR": str(config),
                "AFTERCALL_OTLP_ENDPOINT": collector.url,
                "AFTERCALL_METRICS_PORT": str(metrics_port),
            },
        )
        try:
            machine.start()
            phone = written(machine)
            figures = read(machine.ready["api"])
            beside = read(f"http://127.0.0.1:{metrics_port}")
        finally:
            machine.stop()
        logs = {name: (machine.data / "logs" / f"{name}.log").read_text().splitlines() for name in OURS}
        key = machine.ready["keys"]["agent"]
        yield Seen(collector.spans, b"".join(collector.bodies), figures, beside, logs, phone, key)


def written(machine: Machine) -> str:
    """One call all the way into the CRM; the caller's number."""
    contact = next(one for one in machine.sandbox("GET", "records/Contact") if one["Phone"])
    body = call("sight-1")
    body["call"]["customer"] = {"phone": contact["Phone"]}
    body["transcript"]["turns"][0]["text"] += f" And {HERON}. My card is {CARD}."
    secret = read_secrets(machine.data / SECRETS)["AFTERCALL_DEMO_WEBHOOK_SECRET"]
    line = Line(machine.ready["api"], "demo-telephony", secret)
    raw = json.dumps(body).encode()
    taken = line.send(raw, headers={**line.signed(raw), "traceparent": SENDERS})
    wrapup = machine.wrapup_of(taken.json()["call_ids"][0])
    path = f"/v1/wrapups/{wrapup['id']}"
    with machine.client(machine.ready["keys"]["agent"]) as agent:
        confirmed = agent.post(
            f"{path}/confirm",
            json={"draft": wrapup["draft"]["number"], "undo_ms": 0},
            headers={"If-Match": f'"{wrapup["version"]}"'},
        )
    assert confirmed.status_code == 202, confirmed.text
    eventually(lambda: machine.get(path)["state"] == "written", why="it stands in the CRM")
    return str(contact["Phone"])


def read(url: str) -> dict[tuple[str, ...], float]:
    """Samples by name and labels' values, in the order of the labels' names."""
    answer = httpx2.get(f"{url}/metrics", timeout=30, trust_env=False)
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_one_trace_leads_through_both_processes_and_the_queue(seen: Seen) -> None:
    (webhook,) = [span for span in seen.spans if span.name == "POST /v1/webhooks/{source}"]
    of_call = [span for span in seen.spans if span.trace == webhook.trace]
    names = {span.id: span.name for span in of_call}

    assert {span.name: (names.get(span.parent), span.process) for span in of_call} == {
        "POST /v1/webhooks/{source}": (None, "api"),
        "job draft": ("POST /v1/webhooks/{source}", "worker"),
        "extract": ("job draft", "worker"),
        "crm resolve": ("job draft", "worker"),
        "model": ("job draft", "worker"),
        "check": ("job draft", "worker"),
        "confirm": ("POST /v1/webhooks/{source}", "api"),
        "job write": ("confirm", "worker"),
        "crm plan": ("job write", "worker"),
        "crm apply": ("job write", "worker"),
    }
    assert webhook.trace not in SENDERS
    assert webhook.links == (SENDERS.split("-")[2],)


def test_nothing_said_no_number_and_no_key_leaves_with_a_span(seen: Seen) -> None:
    assert seen.sent
    digits = "".join(one for one in seen.phone if one.isdigit())
    for secret in (
        HERON,
        "heron",
        CARD,
        CARD.replace(" ", ""),
        seen.phone,
        digits,
        seen.agent_key,
        "Ava Thornton",
    ):
        assert secret.encode() not in seen.sent


def test_the_figures_of_the_instance_are_those_of_one_call(seen: Seen) -> None:
    figures = seen.figures

    assert figures["aftercall_webhook_deliveries_total", "processed", "demo-telephony"] == 1
    assert figures["aftercall_dependency_up", "database"] == 1
    assert figures["aftercall_dependency_up", "broker"] == 1
    assert (
        figures["aftercall_http_request_duration_seconds_count", "POST", "/v1/webhooks/{source}", "2xx"] == 1
    )


def test_a_process_beside_the_api_answers_on_the_port_it_was_given(seen: Seen) -> None:
    """Worker and scheduler share the environment here: the one that came first has the port."""
    (process,) = [key[1] for key in seen.of_a_worker if key[0] == "aftercall_build_info"]

    assert process in {"worker", "scheduler"}


@pytest.mark.parametrize("name", OURS)
def test_every_line_of_every_log_is_one_of_json(seen: Seen, name: str) -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in seen.logs[name]]

    assert all(line["service"] == name and line["event"] and line["timestamp"] for line in lines)
    assert not [line for line in seen.logs[name] if "heron" in line or seen.phone in line]
