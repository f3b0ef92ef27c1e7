"""In-memory wrap-ups behind the fixture API: the rules of DESIGN §7 that the page has to live with.

Tests call it beside the server's thread to bring about what another person, the worker or the CRM would do.
"""

import secrets
import threading
import uuid
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser.fixture_data import TURNS, Json, wrapup

UNDO_MS = 20_000
LISTS = ("dispositions", "fields", "commitments")
OWN_WORDS = {"sentences": ("text",), "fields": ("value",), "commitments": ("what", "due", "who")}


class Problem(Exception):
    """An answer of RFC 9457; `extra` goes beside title and status."""

    def __init__(self, status: int, title: str, **extra: Any) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"type": f"urn:aftercall:problem:{status}", "title": title, "status": status, **extra}


class Desk:
    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.wrapups: dict[str, Json] = {}
        self.transcripts: dict[str, list[Json]] = {}
        self.confirmations: list[Json] = []
        self.events: list[tuple[str, str, int]] = []
        self.outage: frozenset[str] = frozenset()
        self.session_ms = 600_000
        self._tickets: set[str] = set()
        self._tokens: set[str] = set()

    # Sessions

    def ticket(self) -> str:
        with self._lock:
            ticket = secrets.token_urlsafe(16)
            self._tickets.add(ticket)
            return ticket

    def redeem(self, ticket: str) -> Json:
        with self._lock:
            if ticket not in self._tickets:
                raise Problem(401, "This ticket is not good")
            self._tickets.remove(ticket)
            token = secrets.token_urlsafe(16)
            self._tokens.add(token)
            end = datetime.now(UTC) + timedelta(milliseconds=self.session_ms)
            return {"token": token, "expires_at": end.isoformat(), "agent_id": "mara", "tenant": "fernhill"}

    def end_sessions(self) -> None:
        self._tokens.clear()

    def knows(self, token: str) -> bool:
        return token in self._tokens

    # What the world does

    def down(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self.outage)

    def add(self, turns: list[tuple[str, str]] | None = None, **changes: Any) -> str:
        """A new wrap-up with its transcript; returns its id."""
        with self._lock:
            made = wrapup(**changes)
            said = TURNS if turns is None else turns
            self.transcripts[made["call_id"]] = [
                {"turn": n, "speaker": who, "start_ms": n * 6000, "end_ms": n * 6000 + 5000, "text": text}
                for n, (who, text) in enumerate(said)
            ]
            self.wrapups[made["id"]] = made
            self._tell("wrapup.ready", made)
            return str(made["id"])

    def get(self, wrapup_id: str) -> Json:
        with self._lock:
            if wrapup_id not in self.wrapups:
                raise Problem(404, "There is no such thing here")
            return deepcopy(self.wrapups[wrapup_id])

    def change(self, wrapup_id: str, step: Callable[[Json], None], event: str = "wrapup.updated") -> Json:
        """One change under the lock: the version grows, and listeners hear of it."""
        with self._lock:
            found = self.get(wrapup_id)
            step(found)
            found["version"] += 1
            self.wrapups[wrapup_id] = found
            self._tell(event, found)
            return deepcopy(found)

    def erase(self, wrapup_id: str) -> None:
        """It is gone, and listeners hear that something changed."""
        with self._lock:
            found = self.wrapups.pop(wrapup_id)
            self.events.append(("wrapup.updated", wrapup_id, found["version"] + 1))

    def _tell(self, event: str, found: Json) -> None:
        self.events.append((event, found["id"], found["version"]))

    def page(self, state: str, start: int, limit: int = 50) -> Json:
        with self._lock:
            found = [one for one in reversed(self.wrapups.values()) if one["state"] == state]
        more = start + limit < len(found)
        return {
            "items": [row(one) for one in found[start : start + limit]],
            "next_cursor": str(start + limit) if more else None,
        }

    # What the agent does

    def checked(self, wrapup_id: str, if_match: str | None, step: Callable[[Json], None]) -> Json:
        with self._lock:
            found = self.get(wrapup_id)
            if if_match is None:
                raise Problem(428, "If-Match is needed")
            if if_match != f'"{found["version"]}"':
                raise Problem(412, "The wrap-up has changed since it was read", current=found)
            return self.change(wrapup_id, step)

    def edit(self, wrapup_id: str, if_match: str | None, patch: Json) -> Json:
        def step(found: Json) -> None:
            if found["state"] not in {"ready", "blocked", "written"}:
                raise Problem(409, "The wrap-up's state does not allow that")
            found["state"] = "ready" if found["state"] == "written" else found["state"]
            merge(found, patch)

        return self.checked(wrapup_id, if_match, step)

    def confirm(self, wrapup_id: str, if_match: str | None, body: Json) -> Json:
        def step(found: Json) -> None:
            if found["draft"]["number"] != body["draft"]:
                raise Problem(409, "The draft is no longer the one shown")
            found["state"] = "confirmed"
            found["undo_until"] = (datetime.now(UTC) + timedelta(milliseconds=UNDO_MS)).isoformat()
            for target in found["targets"]:
                target["write"] = {"state": "pending", "records": [], "issues": []}
            self.confirmations.append({"id": wrapup_id, **body})

        return self.checked(wrapup_id, if_match, step)

    def undo(self, wrapup_id: str, if_match: str | None) -> Json:
        def step(found: Json) -> None:
            if found["state"] not in {"confirmed", "dismissed"}:
                raise Problem(409, "The time to undo is over")
            found.update(state="ready", undo_until=None)
            for target in found["targets"]:
                target["write"] = {"state": "none", "records": [], "issues": []}

        return self.checked(wrapup_id, if_match, step)


def row(found: Json) -> Json:
    """A wrap-up as the list shows it."""
    target: Json = found["targets"][0] if found["targets"] else {"record": None, "match": "unknown"}
    sentences = [line["text"] for section in found["content"]["summary"] for line in section["sentences"]]
    headline = {
        "record": (target["record"] or {}).get("name", ""),
        "match": target["match"],
        "summary": sentences[0] if sentences else "",
        "flags": [flag["topic"] for flag in found["flags"]],
    }
    kept = (
        "id",
        "call_id",
        "version",
        "agent_id",
        "queue",
        "language",
        "state",
        "undo_until",
        "draft",
        "created_at",
    )
    return {**{key: found[key] for key in kept}, "headline": headline}


def merge(found: Json, patch: Json) -> None:
    """The agent's lists over the stored ones: known ids keep their evidence, new ones get an id of ours."""
    content = found["content"]
    for key in LISTS:
        if key in patch:
            content[key] = [_item(found, content[key], item, key) for item in patch[key]]
    sent = {section["id"]: section["sentences"] for section in patch.get("summary", [])}
    for section in content["summary"]:
        if section["id"] in sent:
            old = section["sentences"]
            section["sentences"] = [_item(found, old, item, "sentences") for item in sent[section["id"]]]


def _item(found: Json, stored: list[Json], sent: Json, key: str) -> Json:
    old = next((one for one in stored if one["id"] == sent["id"]), None)
    if old is None:
        found["edited"].append(f"{key}/new")
        return {**sent, "id": str(uuid.uuid4()), "evidence": [], "confidence": None, "support": "agent"}
    if key == "dispositions":
        changed = old["code"] != sent["code"]
        own = {"code": sent["code"], "label": sent["label"], "confidence": None, "evidence": []}
    else:
        changed = any(old[name] != sent[name] for name in OWN_WORDS[key])
        own = {name: sent[name] for name in OWN_WORDS[key]} | {"support": "agent"}
    if changed:
        found["edited"].append(f"{key}/{old['id']}")
    return {**old, **own} if changed else old
