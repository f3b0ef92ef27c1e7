"""Genesys Cloud: detail events by EventBridge or a workflow, transcripts, lists and wrap-up codes by its API.

Nothing is signed: a secret that the sender repeats says who sent, and the truth is read from the vendor.
"""

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import Coding, ParsedCall, Received, Verified
from connectors.errors import Auth
from connectors.telephony import genesys_cloud_codes, genesys_cloud_events, genesys_cloud_list
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_transcripts import transcripts_of
from connectors.transport.http import Deadline
from connectors.transport.signatures import body_id
from connectors.transport.static_secret import verify_header
from connectors.transport.vendor_api import VendorApi
from connectors.transport.vendor_auth import ClientCredentials


class GenesysCloud:
    """Implements `connectors.contracts.Telephony`, `Fetches`, `Lists` and `Codes`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = _api(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        del now  # nothing is dated
        verify_header(received.headers, self._settings.header, secrets, style=self._settings.style)
        return Verified(delivery_id=body_id(received.body))

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return genesys_cloud_events.read(body, self._settings)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # the body is its own id
        values = {
            "bare": secret,
            "bearer": f"Bearer {secret}",
            "basic": f"Basic {base64.b64encode(secret.encode()).decode()}",
        }
        headers = {**unsigned.headers, self._settings.header: values[self._settings.style]}
        return unsigned.model_copy(update={"headers": headers})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        return transcripts_of(self._connected(), self._settings, call, Deadline(deadline_ms))

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        deadline = Deadline(deadline_ms)
        return genesys_cloud_list.calls(self._connected(), self._settings, since, until, deadline)

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        genesys_cloud_codes.write(self._connected(), self._settings, coding, Deadline(deadline_ms))

    def _connected(self) -> VendorApi:
        if self._api is None:
            raise Auth("no_credentials")
        return self._api


def connect(settings: Mapping[str, Any]) -> GenesysCloud:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return GenesysCloud(Settings.model_validate(settings))


def _api(settings: Settings) -> VendorApi | None:
    if not settings.client_id:
        return None
    secret = settings.client_secret.get_secret_value()
    return VendorApi(
        settings.api_origin,
        ClientCredentials(f"{settings.login_origin}/oauth/token", settings.client_id, secret),
    )
