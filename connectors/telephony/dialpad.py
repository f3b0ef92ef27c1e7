"""Dialpad: call events whose whole body is a JSON Web Token; transcripts and labels through its API."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import Coding, ParsedCall, Received, Unreadable, Verified
from connectors.errors import Auth, FieldIssue, Permanent, Transient, Validation
from connectors.telephony.dialpad_call import ENTRY, report_of, turns_in
from connectors.telephony.dialpad_settings import Settings
from connectors.transcripts import dialpad
from connectors.transcripts.lenient import Object, load_object, text_of
from connectors.transcripts.reading import Reading
from connectors.transport.http import Deadline
from connectors.transport.jwt_token import Rules, payload_of, sign, verify
from connectors.transport.vendor_api import Params, VendorApi, segment
from connectors.transport.vendor_auth import Bearer

RULES = Rules("HS256")
# The others tell of a call that still goes on, or what Dialpad made of it.
ENDED = frozenset({"hangup", "call_transcription"})
MAX_PAGES = 2_000


class Dialpad:
    """Implements `connectors.contracts.Telephony`, `Fetches`, `Lists` and `Codes`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = _api(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        return Verified(delivery_id=verify(RULES, received.body, secrets, now=now).id)

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        # Without a secret events are plain JSON, as `aftercall sources test` may be given one.
        told = load_object(body if body.lstrip()[:1] == b"{" else payload_of(body))
        state = text_of(told.get("state"))
        if not state:
            raise Unreadable("/state: missing")
        report = report_of(told) if state in ENDED else None
        if report is None:
            return ()
        if self._api is None:
            return (report.model_copy(update={"reference": None, "turns": turns_in(told)}),)
        return (report,)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # what the token says is its own id
        return unsigned.model_copy(update={"body": sign("HS256", unsigned.body, secret)})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        """The transcript of the leg, else that of the entry point, which may have the only one."""
        if call.reference is None:
            raise Permanent("no_reference")
        ids = dict.fromkeys((call.reference.id, call.reference.more.get(ENTRY, call.reference.id)))
        deadline = Deadline(deadline_ms)
        for call_id in ids:
            reading = self._reading(call_id, deadline)
            if reading and reading.turns:
                return (call.model_copy(update={"turns": reading.turns, "reference": None}),)
        raise Transient("not_ready")

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        """Dialpad tells the newest first, so that all are read before the first is given."""
        deadline = Deadline(deadline_ms)
        params: dict[str, str | int | list[str]] = {
            "started_after": round(since.timestamp() * 1000),
            "started_before": round(until.timestamp() * 1000),
        }
        found = [
            report for page in self._pages(params, deadline) for told in page if (report := _listed(told))
        ]
        yield from reversed(found)

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        """Set the labels of these codes; other labels stay, those of other codes of ours go."""
        ours = [self._label(code) for code in coding.codes]
        if not ours:
            return
        api, deadline = self._connected(), Deadline(deadline_ms)
        path = f"/api/v2/call/{segment(coding.leg_id or coding.external_id)}"
        there = _labels(api.get(path, deadline=deadline, missing=None)) if self._settings.keep_labels else []
        known = frozenset(self._settings.codes.values())
        wanted = list(dict.fromkeys([*(label for label in there if label not in known), *ours]))
        if sorted(wanted) != sorted(there):
            api.put(f"{path}/labels", {"labels": wanted}, deadline=deadline)

    def _reading(self, call_id: str, deadline: Deadline) -> Reading | None:
        try:
            data = self._connected().get_bytes(f"/api/v2/transcripts/{segment(call_id)}", deadline=deadline)
        except Transient as error:
            if error.code == "not_ready":
                return None
            raise
        return dialpad.read(data, self._settings.roles)

    def _pages(self, params: Params, deadline: Deadline) -> Iterator[list[Object]]:
        cursor = ""
        for _ in range(MAX_PAGES):
            answer = self._connected().get(
                "/api/v2/call",
                {**params, "cursor": cursor} if cursor else params,
                deadline=deadline,
                missing=None,
            )
            told = answer if isinstance(answer, dict) else {}
            items = told.get("items")
            yield [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
            cursor = text_of(told.get("cursor"))
            if not cursor:
                return
        raise Permanent("too_many_pages")

    def _label(self, code: str) -> str:
        found = self._settings.codes.get(code)
        if found is None:
            issue = FieldIssue("disposition", "no_mapping", "No label of Dialpad stands for this one.")
            raise Validation("code_not_mapped", issues=(issue,))
        return found

    def _connected(self) -> VendorApi:
        if self._api is None:
            raise Auth("no_credentials")
        return self._api


def connect(settings: Mapping[str, Any]) -> Dialpad:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Dialpad(Settings.model_validate(settings))


def _api(settings: Settings) -> VendorApi | None:
    token = settings.api_token.get_secret_value()
    return VendorApi(settings.api_base, Bearer(token)) if token else None


def _listed(told: Object) -> ParsedCall | None:
    """The report of a call in a list; one without an id is passed over."""
    try:
        return report_of(told)
    except Unreadable:
        return None


def _labels(answer: Any) -> list[str]:
    labels = answer.get("labels") if isinstance(answer, dict) else None
    return [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []
