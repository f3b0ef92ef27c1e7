"""`aftercall demo`: the sample calls through the whole product, one of them confirmed and written."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
from rich.progress import Progress as ProgressBar

from connectors.telephony.generic import read_call
from service import samples
from service.cli.client import Api
from service.cli.errors import CliError, Stop
from service.cli.instance import Instance
from service.cli.output import err, out, table
from service.cli.readers import Outgoing, outgoing
from service.cli.send import Sender, Sent, clear, signing_of
from service.domain.ids import new_id
from service.tenants import Tenants

SHORT = 60
LOOK_S = 2.0


def sample_calls() -> list[Outgoing]:
    """The project's own calls, fresh ones each time: they have just ended."""
    return [
        outgoing(read_call(json.dumps(call).encode()))
        for call in samples.load(datetime.now(UTC), run=new_id()[-8:])
    ]


def sender_for(instance: Instance, api: Api, *, wait: bool, confirm_all: bool = False) -> Sender:
    tenants = Tenants(instance.config_dir, instance.secrets_file)
    return Sender(api, signing_of(tenants, instance.tenant, instance.source), wait=wait, confirm=confirm_all)


def play(instance: Instance, tell: Callable[[str], None]) -> list[Sent]:
    """Send the sample calls and wait for their drafts."""
    api = Api(instance.api, instance.keys.admin)
    try:
        sender = sender_for(instance, api, wait=True)
        return sender.send_all(sample_calls(), lambda sent: tell(f"{sent.external_id}: draft {_draft(sent)}"))
    finally:
        api.close()


def review_url(api: Api, agent_id: str) -> str:
    """An address that opens the review page once, signed in as the agent."""
    ticket = api.post("/v1/widget/tickets", {"agent_id": agent_id})["ticket"]
    return f"{api.url}/review#ticket={ticket}"


def show_drafts(sent: list[Sent]) -> None:
    rows = [
        (
            _short(one.external_id),
            str(one.wrapup["draft"]["kind"]),
            ", ".join(item["label"] for item in one.wrapup["content"]["dispositions"]) or "—",
            _short(_first_sentence(one.wrapup)),
            ", ".join(target["match"] for target in one.wrapup["targets"]) or "—",
        )
        for one in sent
        if one.wrapup
    ]
    table("Drafts", ("call", "draft", "disposition", "summary", "record"), rows)


def confirm_one(instance: Instance, sent: list[Sent]) -> dict[str, Any]:
    """Confirm the first wrap-up whose record is clear, and wait until the CRM has it. Raises `CliError`."""
    ready = [one for one in sent if one.wrapup and all(clear(target) for target in one.wrapup["targets"])]
    if not ready:
        raise CliError("none of the sample calls has a clear CRM record")
    api = Api(instance.api, instance.keys.admin)
    try:
        sender = sender_for(instance, api, wait=True, confirm_all=True)
        written = sender.follow(ready[0].call_id)
    finally:
        api.close()
    if written["state"] != "written":
        raise CliError(f"the wrap-up is {written['state']}: {written['targets'][0]['write']['issues']}")
    return written


def show_record(instance: Instance, wrapup: dict[str, Any]) -> None:
    """The CRM's own records of a written wrap-up, read from the sandbox org."""
    ids = {record["id"] for target in wrapup["targets"] for record in target["write"]["records"]}
    records = httpx2.get(f"{instance.sandbox}/sandbox/records/Task", timeout=10).json()
    for record in records:
        if record.get("Id") in ids:
            rows = [(name, str(value)) for name, value in record.items() if value not in (None, "", False)]
            table(f"CRM record {record['Id']}", ("field", "value"), rows)
    out.print(f"Written once: {len(ids)} record(s).")


def follow(instance: Instance, sent: list[Sent]) -> None:
    """Tell of every wrap-up that changes its state, until somebody stops it."""
    api = Api(instance.api, instance.keys.admin)
    states = {one.wrapup["id"]: str(one.wrapup["state"]) for one in sent if one.wrapup}
    names = {one.wrapup["id"]: one.external_id for one in sent if one.wrapup}
    try:
        while True:
            for wrapup_id, before in states.items():
                now = str(api.get(f"/v1/wrapups/{wrapup_id}")["state"])
                if now != before:
                    states[wrapup_id] = now
                    out.print(f"{names[wrapup_id]}: {now}", markup=False)
            time.sleep(LOOK_S)
    except (KeyboardInterrupt, Stop):
        return
    finally:
        api.close()


@contextlib.contextmanager
def bar(total: int, *, hidden: bool) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error; call what it gives once a step."""
    with ProgressBar(console=err, disable=hidden, transient=True) as progress:
        task = progress.add_task("sending", total=total)
        yield lambda: progress.advance(task)


def _draft(sent: Sent) -> str:
    if not sent.wrapup:
        return "not needed (no agent took the call)"
    draft = sent.wrapup["draft"]
    return f"{draft['kind']}, {draft['reason'] or draft['model'] or draft['status']}"


def _first_sentence(wrapup: dict[str, Any]) -> str:
    sentences = [line["text"] for section in wrapup["content"]["summary"] for line in section["sentences"]]
    return sentences[0] if sentences else "—"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
