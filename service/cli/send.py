"""`aftercall send`: transcripts as signed webhooks, drafts waited for, and confirmed where asked."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from connectors import registry
from connectors.contracts import Received
from connectors.registry import RegistryError
from service.cli.client import Api, Moved
from service.cli.errors import CliError
from service.cli.readers import Outgoing
from service.domain.values import Value
from service.settings import Settings
from service.tenants import Tenants

AT_ONCE = 8
PATIENCE_S = 300.0
FIRST_LOOK_S, LONGEST_LOOK_S = 0.05, 1.0
SECRET = "AFTERCALL_WEBHOOK_SECRET"  # noqa: S105  # the name of a variable
DONE = {"written", "blocked", "dismissed"}
OPEN = {"ready", "blocked"}
LOOKING = {"looking_up", "crm_unavailable"}
CONFIRM_TRIES = 5


class Signing(Value):
    """How deliveries of a source are signed: the adapter, its settings and the newest live secret.

    `base` is the installation's public address, which some sign; empty where none is configured.
    """

    source: str
    adapter: str
    secret: str
    settings: dict[str, Any] = Field(default_factory=dict)
    base: str = ""


class Sent(Value):
    """What became of one call. `wrapup` is the wrap-up's body as last seen, empty if none was waited for."""

    external_id: str
    call_id: str
    wrapup: dict[str, Any] = Field(default_factory=dict)

    @property
    def state(self) -> str:
        return str(self.wrapup.get("state", "sent"))


def signing_of(tenants: Tenants, tenant_id: str, source: str) -> Signing:
    """From the tenant's file of the instance on this machine. Raises `CliError`."""
    switch = tenants.all()[tenant_id].sources.get(source) if tenant_id in tenants.all() else None
    if switch is None or switch.value is None:
        raise CliError(f"there is no working source {source!r} in the file of tenant {tenant_id!r}")
    return Signing(
        source=source,
        adapter=switch.value.adapter,
        secret=switch.value.secrets[0],
        settings=switch.value.settings,
        base=Settings().public_url or "",
    )


def signing_from_environment(source: str) -> Signing:
    """For an instance elsewhere: the secret is given in the environment. Raises `CliError`."""
    secret = os.environ.get(SECRET)
    if not secret:
        raise CliError(f"set {SECRET} to a live secret of source {source!r}")
    return Signing(source=source, adapter="generic", secret=secret)


class Sender:
    """Sends calls and follows them through, a few at once."""

    def __init__(self, api: Api, signing: Signing, *, wait: bool, confirm: bool) -> None:
        try:
            self._adapter = registry.telephony(signing.adapter, signing.settings)
        except RegistryError as error:
            raise CliError(str(error)) from None
        self._api = api
        self._signing = signing
        self._wait = wait
        self._confirm = confirm
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._followed: set[str] = set()

    def send_all(self, calls: Iterable[Outgoing], done: Callable[[Sent], None]) -> list[Sent]:
        """Every call once, however often a try fails. Raises `CliError` when one cannot be sent."""
        results = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for sent in pool.map(self.send, calls):
                    done(sent)
                    results.append(sent)
            except BaseException:
                # The threads are waited for: after an error or a signal none may go on looking for minutes.
                self._over.set()
                raise
        return results

    def send(self, call: Outgoing) -> Sent:
        def make() -> Received:
            unsigned = Received(
                headers={},
                body=call.body,
                base=self._signing.base or self._api.url,
                path=f"/v1/webhooks/{self._signing.source}",
            )
            return self._adapter.sign(
                unsigned, self._signing.secret, delivery_id=call.webhook_id, now=datetime.now(UTC)
            )

        answer = self._api.webhook(self._signing.source, make)
        if not answer["call_ids"]:
            reason = answer.get("reason") or "quarantined"
            raise CliError(f"{call.external_id} was not taken: {reason} (delivery {answer['delivery_id']})")
        call_id = answer["call_ids"][0]
        wrapup = self.follow(call_id, call.leg_id) if self._wait or self._confirm else {}
        return Sent(external_id=call.external_id, call_id=call_id, wrapup=wrapup)

    def follow(self, call_id: str, leg_id: str = "") -> dict[str, Any]:
        wrapup_id = self._own(self._api.get(f"/v1/calls/{call_id}")["wrapup_ids"], leg_id)
        if wrapup_id is None:
            return {}
        path = f"/v1/wrapups/{wrapup_id}"
        if not self._confirm:
            return self._until(path, _drafted)
        wrapup = self._confirmed(path)
        return self._until(path, _settled) if self._wait and wrapup["state"] not in OPEN else wrapup

    def _own(self, wrapup_ids: list[str], leg_id: str) -> str | None:
        """Of a call that is sent leg by leg, one wrap-up that nobody follows yet: so each is followed once."""
        with self._lock:
            free = [one for one in wrapup_ids if not leg_id or one not in self._followed]
            self._followed.update(free[:1])
        return free[0] if free else None

    def _confirmed(self, path: str) -> dict[str, Any]:
        """Confirm the draft as it stands; left open where a person must choose the record first."""
        for _ in range(CONFIRM_TRIES):
            wrapup = self._until(path, _looked_up)
            if wrapup["state"] not in OPEN or not all(clear(target) for target in wrapup["targets"]):
                return wrapup
            with contextlib.suppress(Moved):
                return confirm(self._api, wrapup)
        raise CliError(f"{path} changed each time it was to be confirmed")

    def _until(self, path: str, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        pause = FIRST_LOOK_S
        while True:
            wrapup = self._api.get(path)
            if reached(wrapup):
                return wrapup
            if time.monotonic() > until:
                raise CliError(f"{path} is still {wrapup['state']} after {PATIENCE_S:.0f} s")
            if self._over.wait(pause):
                raise CliError(f"{path} was {wrapup['state']} when sending ended")
            pause = min(pause * 1.5, LONGEST_LOOK_S)


def confirm(api: Api, wrapup: dict[str, Any]) -> dict[str, Any]:
    """Confirm the draft as it stands, with no time to undo; it counts as a person's word."""
    body = {"draft": wrapup["draft"]["number"], "edits": {}, "timings_ms": {}, "undo_ms": 0}
    return api.post(f"/v1/wrapups/{wrapup['id']}/confirm", body, version=wrapup["version"])


def _drafted(wrapup: dict[str, Any]) -> bool:
    return bool(wrapup["state"] != "drafting" and wrapup["draft"]["status"] != "pending")


def _looked_up(wrapup: dict[str, Any]) -> bool:
    """Whether the CRM has said whose call it was; where it cannot be reached, it is asked again."""
    return _drafted(wrapup) and not any(target["reason"] in LOOKING for target in wrapup["targets"])


def clear(target: dict[str, Any]) -> bool:
    """Whether it is known which record the wrap-up belongs to."""
    return target["match"] in {"matched", "chosen"}


def _settled(wrapup: dict[str, Any]) -> bool:
    return wrapup["state"] in DONE
