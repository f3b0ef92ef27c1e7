"""A tenant with telephony of several vendors, each a stand-in on loopback, beside the tenants of the instance."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2

from connectors import registry
from connectors.contracts import Received
from service.cli.keys import at_this_machine
from tests.e2e.machine import Machine, at_hand
from tests.e2e.processes import eventually
from tests.vendors.aircall import StubAircall
from tests.vendors.genesys_cloud import StubGenesysCloud
from tests.vendors.twilio import ACCOUNT, KEY, StubTwilio
from tests.vendors.twilio import SECRET as TWILIO_SECRET

TENANT = "exchange"
PUBLIC = "https://calls.example/prefix"
SECRET = "0123456789abcdef0123456789abcdef"


class Trap(list[Any]):
    """What a stand-in was asked; the first that matches springs it."""

    def __init__(self, matches: Callable[[Any], bool], spring: Callable[[], object]) -> None:
        super().__init__()
        self.sprung = False
        self._matches = matches
        self._spring = spring

    def append(self, asked: Any) -> None:
        super().append(asked)
        if not self.sprung and self._matches(asked):
            self.sprung = True
            self._spring()


@contextmanager
def dripping() -> Iterator[str]:
    """A server whose answers come a byte at a time, and never end."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", "1000000")
            self.end_headers()
            with suppress(OSError):
                while not over.wait(0.2):
                    self.wfile.write(b" ")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            over.set()
            server.shutdown()
            thread.join(5)


@dataclass
class Exchange:
    """The tenant, as a test uses it."""

    machine: Machine
    genesys: StubGenesysCloud
    twilio: StubTwilio
    aircall: StubAircall
    drip: str
    key: str = ""
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def open(self) -> None:
        """Write the tenant's file, and wait until it is served."""
        bases = dict.fromkeys(("api_base", "intelligence_base", "conversations_base"), self.twilio.url)
        who = {"account_sid": ACCOUNT, "api_key": KEY, "api_secret": TWILIO_SECRET}
        codes = {"refund": 6, "payment": 9}
        self.settings = {
            "genesys_cloud": self.genesys.settings | {"codes": {"refund": "w-refund"}},
            "twilio": {"channels": {"1": "agent", "2": "customer"}, "public_url": PUBLIC} | who | bases,
            "aircall": self.aircall.settings | {"codes": codes},
        }
        sources = {
            f"x-{adapter}": {"adapter": adapter, "secrets": [SECRET], "settings": settings}
            for adapter, settings in self.settings.items()
        }
        slow = self.settings["aircall"] | {"api_base": self.drip}
        sources["x-drip"] = {"adapter": "aircall", "secrets": [SECRET], "settings": slow}
        auth = {
            "flow": "client_credentials",
            "client_id": "aftercall",
            "client_secret": "${AFTERCALL_DEMO_CRM_SECRET}",
        }
        crm = {"base_url": "${AFTERCALL_SANDBOX_URL}", "auth": auth, "phone_region": "US"}
        tenant = {"sources": sources, "crm": {"connector": "salesforce", "settings": crm}}
        # JSON is YAML.
        self._file.write_text(json.dumps(tenant))
        with at_this_machine(TENANT, self.machine.data) as (services, _):
            # The scheduler's housekeeping does it too, within a minute.
            services.prepare()
        made = at_hand(
            *("keys", "create", "--role", "admin", "--tenant", TENANT, "--json"),
            *("--data", str(self.machine.data)),
        )
        assert made.returncode == 0, made.stderr
        self.key = json.loads(made.stdout)["secret"]
        eventually(lambda: self._posted("x-drip", Received(headers={})) == 401, why="the tenant is known")

    def close(self) -> None:
        self._file.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return Path(self.machine.environment["AFTERCALL_CONFIG_DIR"]) / f"{TENANT}.yaml"

    def _posted(self, source: str, received: Received) -> int:
        return self._post(source, received).status_code

    def _post(self, source: str, received: Received) -> httpx2.Response:
        url = f"{self.machine.ready['api']}/v1/webhooks/{source}"
        with httpx2.Client(timeout=30, trust_env=False) as client:
            return client.post(
                f"{url}?{received.query}" if received.query else url,
                content=received.body,
                headers=dict(received.headers),
            )

    def deliver(self, adapter: str, body: bytes, source: str = "") -> str:
        """As the vendor signs and sends it; the call's id."""
        source = source or f"x-{adapter}"
        unsigned = Received(headers={}, body=body, base=PUBLIC, path=f"/v1/webhooks/{source}")
        signer = registry.telephony(adapter, self.settings[adapter])
        signed = signer.sign(unsigned, SECRET, delivery_id="", now=datetime.now(UTC))
        answer = self._post(source, signed)
        assert answer.status_code in {200, 202}, answer.text
        return str(answer.json()["call_ids"][0])

    def get(self, path: str) -> dict[str, Any]:
        with self.machine.client(self.key) as client:
            answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def call(self, call_id: str) -> dict[str, Any]:
        return self.get(f"/v1/calls/{call_id}")

    def fetched(self, call_id: str) -> list[tuple[str, str | None]]:
        return [(one["state"], one["reason"]) for one in self.call(call_id)["fetches"]]

    def ready(self, call_id: str, *, seconds: float = 60) -> dict[str, Any]:
        """The wrap-up of a call of one, once its draft is there."""

        def look() -> dict[str, Any] | None:
            wrapups = self.call(call_id)["wrapup_ids"]
            found = self.get(f"/v1/wrapups/{wrapups[0]}") if wrapups else None
            settled = found and found["state"] == "ready" and found["draft"]["status"] != "pending"
            return found if settled else None

        return eventually(look, seconds=seconds, why="the draft is ready") or {}

    def confirm(self, wrapup: dict[str, Any], code: str) -> None:
        """Choose a code, and confirm at once."""
        path = f"/v1/wrapups/{wrapup['id']}"
        with self.machine.client(self.key) as client:
            for method, where, body in (
                ("PATCH", "", {"content": {"dispositions": [{"code": code}]}}),
                ("POST", "/confirm", {"draft": wrapup["draft"]["number"], "undo_ms": 0}),
            ):
                match = {"If-Match": client.get(path).headers["ETag"]}
                answer = client.request(method, f"{path}{where}", json=body, headers=match)
                assert answer.is_success, answer.text

    def history(self, wrapup: dict[str, Any]) -> list[str]:
        return [row["kind"] for row in self.get(f"/v1/wrapups/{wrapup['id']}/history")["items"]]
