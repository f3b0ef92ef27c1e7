"""Zoom Phone and Contact Center: events signed over body and time, transcripts fetched by the recording's id."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import ParsedCall, Received, Reference, Speaker, Verified
from connectors.errors import Permanent
from connectors.telephony import zoom_events
from connectors.telephony.zoom_api import ZoomApi, api_of, required
from connectors.telephony.zoom_settings import Settings
from connectors.telephony.zoom_timeline import read_file
from connectors.transport import handshakes, hmac_body
from connectors.transport.http import Deadline
from connectors.transport.signatures import body_id


class Zoom:
    """Implements `connectors.contracts.Telephony`, `Fetches` and `Lists`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = api_of(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        headers, body = received.headers, received.body
        answer = handshakes.zoom(headers, body, secrets, now=now)
        if answer is None:
            hmac_body.verify(hmac_body.ZOOM, headers, body, secrets, now=now)
        # A delivery has no id of its own, and is repeated byte for byte.
        return Verified(delivery_id=body_id(body), answer=answer, accepted_with=200)

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return zoom_events.read(body, self._settings)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id  # not part of it
        signed = hmac_body.headers(hmac_body.ZOOM, unsigned.body, secret, now=now)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **signed}})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        reference = call.reference or Reference(kind="none")
        data = _file(required(self._api), reference, Deadline(deadline_ms))
        reading = read_file(data, self._roles(call, reference), self._settings.others)
        return (
            call.model_copy(
                update={
                    "turns": reading.turns,
                    "language": call.language or reading.language,
                    "started_at": call.started_at or reading.started_at,
                    "reference": None,
                    "awaits_transcript": False,
                }
            ),
        )

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        """Recorded Zoom Phone calls; those without a transcript, which may never get one, have no reference."""
        deadline, found = Deadline(deadline_ms), list[ParsedCall]()
        for recording in required(self._api).recordings(since, until, deadline):
            call = zoom_events.of_recording(recording, "/recordings", self._settings)
            if call and not recording.get("transcript_download_url"):
                call = call.model_copy(update={"reference": None})
            found += [call] if call else []
        yield from sorted(found, key=lambda call: (call.started_at or since, call.external_id))

    def _roles(self, call: ParsedCall, reference: Reference) -> dict[str, Speaker]:
        """The recording's own agent by every name, then whom the settings name."""
        names = (*(reference.more.get(key, "") for key in ("name", "user", "extension")), call.agent.name)
        return {name: Speaker.AGENT for name in names if name} | self._settings.speakers


def connect(settings: Mapping[str, Any]) -> Zoom:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Zoom(Settings.model_validate(settings))


def _file(api: ZoomApi, reference: Reference, deadline: Deadline) -> bytes:
    if reference.kind == "phone":
        return api.phone_transcript(reference.id, deadline)
    if reference.kind == "engagement":
        return api.engagement_transcript(reference.id, reference.more.get("recording", ""), deadline)
    if reference.kind == "meeting":
        return api.meeting_transcript(reference.id, deadline)
    raise Permanent("bad_reference")
