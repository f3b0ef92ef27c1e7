"""Zoom's REST API: account credentials, files behind a redirect, and reasons that stand in the body of a 400."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from connectors.contracts import Unreadable
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.zoom_settings import Settings
from connectors.transcripts.lenient import Object, id_of, number, objects, text_of
from connectors.transport import strict_json
from connectors.transport.guarded import fetch
from connectors.transport.http import Deadline
from connectors.transport.urls import read_url
from connectors.transport.vendor_api import VendorApi, segment
from connectors.transport.vendor_auth import ClientCredentials

PAGE = 300
MAX_PAGES = 500
# Zoom answers for a month at most.
WINDOW = timedelta(days=28)
BAD_REQUEST = 400
NOT_YET = frozenset({404, 12002})
NEVER = frozenset({12000, 12001})
FAILED_FOR_NOW = 12003
OWN = (".zoom.us", ".zoomgov.com")


class Moved(Exception):
    """Zoom hands files out from another address."""

    def __init__(self, url: str) -> None:
        super().__init__("moved")
        self.url = url


class _Api(VendorApi):
    def _send(
        self, method: str, url: str, deadline: Deadline, *, fresh: bool, **given: Any
    ) -> requests.Response:
        answer = super()._send(method, url, deadline, fresh=fresh, **given)
        if answer.is_redirect:
            raise Moved(answer.headers["location"])
        if answer.status_code == BAD_REQUEST:
            raise _reason(answer.content)
        return answer


class ZoomApi:
    """Safe for many threads. Raises `connectors.errors`, `Unreadable` for an answer of another shape."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._who = ClientCredentials(
            f"{settings.oauth_base}/oauth/token",
            settings.client_id,
            settings.client_secret.get_secret_value(),
            {"grant_type": "account_credentials", "account_id": settings.account_id},
            ca_file=settings.ca_file,
        )
        self._api = _Api(settings.api_base, self._who, ca_file=settings.ca_file)

    def phone_transcript(self, recording: str, deadline: Deadline) -> bytes:
        """The file, as a rule behind a redirect that is signed in itself: our token does not go there."""
        path = f"/v2/phone/recording_transcript/download/{segment(recording)}"
        try:
            return self._api.get_bytes(path, deadline=deadline)
        except Moved as moved:
            return self._download(moved.url, deadline)

    def engagement_transcript(self, engagement: str, recording: str, deadline: Deadline) -> bytes:
        """The transcript of a Contact Center recording, of the first that has one where none is named."""
        path = f"/v2/contact_center/engagements/{segment(engagement)}/recordings"
        found = [
            item
            for item in objects(self._get(path, {}, deadline), "recordings")
            if item.get("transcript_url")
            and recording in ("", id_of(item.get("recording_id")), id_of(item.get("id")))
        ]
        if not found:
            raise Transient("not_ready")
        return self._download(text_of(found[0].get("transcript_url")), deadline, token=True)

    def meeting_transcript(self, uuid: str, deadline: Deadline) -> bytes:
        """Zoom wants a UUID that has a slash in it encoded twice."""
        name = segment(quote(uuid, safe="") if "/" in uuid else uuid)
        found = self._get(f"/v2/meetings/{name}/transcript", {}, deadline)
        url = text_of(found.get("download_url"))
        if not url:
            raise Transient("not_ready")
        return self._download(url, deadline, token=True)

    def recordings(self, since: datetime, until: datetime, deadline: Deadline) -> Iterator[Object]:
        """Recordings of Zoom Phone calls that began in this time, a month at a time."""
        while since < until:
            end = min(since + WINDOW, until)
            yield from self._pages({"from": _written(since), "to": _written(end)}, deadline)
            since = end

    def _pages(self, params: dict[str, str], deadline: Deadline) -> Iterator[Object]:
        token = ""
        for _ in range(MAX_PAGES):
            more = {"next_page_token": token} if token else {}
            page = self._get("/v2/phone/recordings", {"page_size": str(PAGE), **params, **more}, deadline)
            yield from objects(page, "recordings")
            token = text_of(page.get("next_page_token"))
            if not token:
                return
        raise Permanent("too_many_pages")

    def _get(self, path: str, params: dict[str, str], deadline: Deadline) -> Object:
        try:
            answer = self._api.get(path, params, deadline=deadline)
        except Moved:
            raise Permanent("redirect") from None
        if not isinstance(answer, dict):
            raise Unreadable("answer: not an object")
        return answer

    def _download(self, url: str, deadline: Deadline, *, token: bool = False) -> bytes:
        ours = token and self._is_zooms(url)
        headers = self._who.headers(deadline=deadline) if ours else {}
        left_ms = max(1, round(deadline.left_s() * 1000))
        return fetch(
            url,
            self._settings.downloads,
            deadline_ms=left_ms,
            headers=headers,
            ca_file=self._settings.ca_file,
        ).body

    def _is_zooms(self, url: str) -> bool:
        """Whether our token may go there: to Zoom itself, not to wherever it keeps its files."""
        target = read_url(url)
        own = {read_url(base).host_header for base in (self._settings.api_base, self._settings.oauth_base)}
        return target.host_header in own or target.host.endswith(OWN)


def api_of(settings: Settings) -> ZoomApi | None:
    return ZoomApi(settings) if settings.client_id else None


def required(api: ZoomApi | None) -> ZoomApi:
    if api is None:
        raise Auth("no_credentials")
    return api


def _reason(content: bytes) -> ConnectorError:
    """What Zoom's own code in a refusal means; the words beside it are not repeated."""
    try:
        body = strict_json.load(content)
    except ValueError:
        body = None
    code = number(body.get("code")) if isinstance(body, dict) else None
    if code in NOT_YET:
        return Transient("not_ready")
    if code in NEVER:
        return Permanent("no_transcript")
    return Transient("server_error") if code == FAILED_FOR_NOW else Permanent(f"http_{BAD_REQUEST}")


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
