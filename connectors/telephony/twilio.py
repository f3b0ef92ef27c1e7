"""Twilio: callbacks of calls and recordings, and transcripts of Conversational Intelligence fetched by id.

Signed over the address that Twilio called, so the public address of this installation must be configured.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from connectors.contracts import ParsedCall, Received, Reference, Verified
from connectors.errors import Permanent
from connectors.telephony import twilio_events
from connectors.telephony.twilio_api import Params, TwilioApi, api_of, required, source_of
from connectors.telephony.twilio_settings import Settings
from connectors.telephony.twilio_transcripts import of_record, of_recording, version_2, version_3
from connectors.transcripts.lenient import id_of, text_of
from connectors.transport import twilio_url
from connectors.transport.http import Deadline

JSON = "application/json"


class Twilio:
    """Implements `connectors.contracts.Telephony`, `Fetches` and `Lists`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = api_of(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        del now  # nothing that is signed tells when
        called = self._addressed(received)
        kind = called.headers.get("content-type", "")
        return Verified(delivery_id=twilio_url.verify(called.url, called.body, kind, called.headers, secrets))

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return twilio_events.read(body, self._settings)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # neither is part of it
        kind = JSON if unsigned.body.lstrip()[:1] in (b"{", b"[") else twilio_url.FORM
        headers = {"content-type": kind, **unsigned.headers}
        return twilio_url.sign(self._addressed(unsigned).model_copy(update={"headers": headers}), secret)

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        api, deadline = required(self._api), Deadline(deadline_ms)
        reference = call.reference or Reference(kind="none")
        if reference.kind == "ci_v3":
            return (version_3(call, reference.id, api, self._settings, deadline),)
        if reference.kind == "recording":
            sid = of_recording(reference.id, api, deadline)
            return (version_2(call, sid, api, self._settings, deadline),)
        if reference.kind != "ci_v2":
            raise Permanent("bad_reference")
        return (version_2(call, reference.id, api, self._settings, deadline),)

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        """Calls that began in this time and have a transcript or a recording; Twilio lists the newest first."""
        api, deadline = required(self._api), Deadline(deadline_ms)
        references = _references(api, since, deadline)
        params: Params = {"StartTime>": _written(since), "StartTime<": _written(until), "Status": "completed"}
        found = [
            of_record(record, self._settings).model_copy(update={"reference": references[sid]})
            for record in api.calls(params, deadline)
            if (sid := id_of(record.get("sid"))) in references
        ]
        yield from sorted((call for call in found if call.started_at), key=attrgetter("started_at"))

    def _addressed(self, received: Received) -> Received:
        base = self._settings.public_url
        return received.model_copy(update={"base": base}) if base else received


def connect(settings: Mapping[str, Any]) -> Twilio:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Twilio(Settings.model_validate(settings))


def _references(api: TwilioApi, since: datetime, deadline: Deadline) -> dict[str, Reference]:
    """By call: its recording, or better, its transcript."""
    recordings = {
        id_of(item.get("sid")): id_of(item.get("call_sid"))
        for item in api.recordings({"DateCreated>": _written(since)}, deadline)
    }
    found = {call: Reference(kind="recording", id=sid) for sid, call in recordings.items() if call}
    for item in api.transcripts({"AfterDateCreated": _written(since)}, deadline):
        call = id_of(item.get("customer_key")) or recordings.get(source_of(item), "")
        if call and text_of(item.get("status")) == "completed":
            found[call] = Reference(kind="ci_v2", id=id_of(item.get("sid")))
    return found


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
