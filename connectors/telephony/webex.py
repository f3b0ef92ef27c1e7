"""Webex Contact Center: webhooks that a task ended or its capture is there, transcripts by the Captures API.

https://developer.webex.com/docs/receive-and-verify-contact-center-webhooks
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import (
    Customer,
    ParsedCall,
    Received,
    Reference,
    SourceRefused,
    Unreadable,
    Verified,
)
from connectors.errors import Auth, Permanent, Transient
from connectors.telephony.webex_settings import Settings
from connectors.telephony.webex_transcripts import reports
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, load_object, objects, part, text_of
from connectors.transcripts.speakers import direction_of
from connectors.transport import hmac_body
from connectors.transport.guarded import fetch
from connectors.transport.http import Deadline
from connectors.transport.signatures import body_id, check_window
from connectors.transport.vendor_api import Authorize, VendorApi
from connectors.transport.vendor_auth import Bearer, ClientCredentials

SCHEME = hmac_body.Scheme(signature="x-webexcc-signature")
TIMESTAMP = "x-webexcc-timestamp"
SENT = "comciscotimestamp"
VOICE = {"", "telephony", "voice"}
CAPTURES = "captures"
MAX_PHONE = 40
# The address is used at once; minutes.
URL_LIVES = 10
# A task has a file of each source; more of them are segments.
MOST_FETCHED = 6


class Webex:
    """Implements `connectors.contracts.Telephony` and `Fetches`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = _api(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        """The time stands in the signed body since version 2 of subscriptions; the header must repeat it."""
        hmac_body.verify(SCHEME, received.headers, received.body, secrets, now=now)
        _check_time(_sent(received.body), received.headers.get(TIMESTAMP), now)
        return Verified(delivery_id=body_id(received.body))

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        event = load_object(body)
        name = text_of(event.get("type"))
        if not name:
            raise Unreadable("/type: missing")
        data = part(event, "data")
        if name not in self._settings.events or text_of(data.get("channelType")).lower() not in VOICE:
            return ()
        task = id_of(data.get("taskId"))
        if not task:
            raise Unreadable("/data/taskId: missing, or not an id")
        direction = direction_of(data.get("direction"))
        queue = id_of(data.get("queueId"))
        theirs = {"inbound": "origin", "outbound": "destination"}.get(direction, "")
        return (
            ParsedCall(
                external_id=task,
                direction=direction,
                queue=self._settings.queues.get(queue, queue) or None,
                customer=Customer(phone=lenient_line(data.get(theirs), MAX_PHONE)),
                reference=Reference(kind=CAPTURES, id=task),
            ),
        )

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        """As version 1 of subscriptions; a time in the body is left as it is and repeated."""
        del delivery_id  # the body is its own id
        headers = hmac_body.headers(SCHEME, unsigned.body, secret, now=now)
        sent = _sent(unsigned.body)
        if sent is not None:
            headers[TIMESTAMP] = str(sent)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **headers}})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        if call.reference is None:
            raise Permanent("no_reference")
        if self._api is None:
            raise Auth("no_credentials")
        deadline = Deadline(deadline_ms)
        query: dict[str, Any] = {"taskIds": [call.reference.id], "urlExpiration": URL_LIVES}
        if self._settings.org_id:
            query["orgId"] = self._settings.org_id
        answer = self._api.post("/v1/captures/query", {"query": query}, deadline=deadline, asks=True)
        return self._read(call, _files(answer, call.reference.id), deadline)

    def _read(self, call: ParsedCall, files: list[Object], deadline: Deadline) -> tuple[ParsedCall, ...]:
        """The first file in the order of the settings that holds words; one without any when none does."""
        found: tuple[ParsedCall, ...] = ()
        failure: Unreadable | None = None
        for file in self._by_preference(files):
            left = round(deadline.left_s() * 1000)
            data = fetch(text_of(file.get("filePath")), self._settings.hosts, deadline_ms=left).body
            try:
                read = reports(data, call, file.get("languageCode"), self._settings.roles)
            except Unreadable as unreadable:
                failure = failure or unreadable
                continue
            if any(report.turns for report in read):
                return read
            found = found or read
        if found or failure is None:
            return found or _not_ready()
        raise failure

    def _by_preference(self, files: list[Object]) -> Iterator[Object]:
        kinds = [
            [file for file in files if text_of(file.get("source")).lower() == kind.lower()]
            for kind in self._settings.sources
        ]
        yield from [file for kind in kinds for file in kind][:MOST_FETCHED]


def connect(settings: Mapping[str, Any]) -> Webex:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Webex(Settings.model_validate(settings))


def _api(settings: Settings) -> VendorApi | None:
    return VendorApi(settings.api_base, _authorize(settings)) if settings.connected else None


def _authorize(settings: Settings) -> Authorize:
    """Service apps know no client credentials alone: a long-lived refresh token is exchanged."""
    if settings.access_token.get_secret_value():
        return Bearer(settings.access_token.get_secret_value())
    refresh = settings.refresh_token.get_secret_value()
    return ClientCredentials(
        settings.token_url,
        settings.client_id,
        settings.client_secret.get_secret_value(),
        {"grant_type": "refresh_token", "refresh_token": refresh},
        style="body",
    )


def _sent(body: bytes) -> object:
    try:
        return load_object(body).get(SENT)
    except Unreadable:
        return None


def _check_time(sent: object, header: str | None, now: datetime) -> None:
    """Milliseconds since 1970. Version 1 has neither: its deliveries are known again by their bytes alone."""
    if sent is None and header is None:
        return
    text = str(sent) if isinstance(sent, str | int) else ""
    if not hmac_body.UNIX_TIME.fullmatch(text) or header not in (None, text):
        raise SourceRefused("bad_timestamp")
    check_window(int(text) / 1000, now)


def _files(answer: Any, task: str) -> list[Object]:
    """Transcript files of the task. The vendor's schema and its guide differ in the case of `source`."""
    tasks = objects(answer, "data") if isinstance(answer, dict) else []
    found = [
        file for item in tasks if id_of(item.get("taskId")) == task for file in objects(item, "transcription")
    ]
    return [{"source": file.get("Source"), **part(file, "attributes"), **file} for file in found]


def _not_ready() -> tuple[ParsedCall, ...]:
    """Webex answers for a task without captures as for one whose captures are under way."""
    raise Transient("not_ready")
