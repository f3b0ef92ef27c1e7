"""Twilio's three APIs as one: each on its own host, the same key, pages followed by token and never by URL."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from connectors.contracts import Unreadable
from connectors.errors import Auth, Permanent
from connectors.telephony.twilio_settings import Settings
from connectors.transcripts.lenient import Object, id_of, objects, part, text_of
from connectors.transport.http import Deadline
from connectors.transport.vendor_api import VendorApi, segment
from connectors.transport.vendor_auth import BasicAuth

PAGE = 500
MAX_PAGES = 200
MAX_TOKEN = 2_000

Params = dict[str, str | int]


class TwilioApi:
    """Safe for many threads. Raises `connectors.errors`, `Unreadable` for an answer of another shape."""

    def __init__(self, settings: Settings) -> None:
        secret = settings.api_secret.get_secret_value()
        self._account = settings.account_sid
        who = BasicAuth(settings.api_key or settings.account_sid, secret)
        self._calls = VendorApi(settings.api_base, who, ca_file=settings.ca_file)
        self._intelligence = VendorApi(settings.intelligence_base, who, ca_file=settings.ca_file)
        self._conversations = VendorApi(settings.conversations_base, who, ca_file=settings.ca_file)

    def call(self, sid: str, deadline: Deadline) -> Object:
        """The call's own record; an empty one where it was deleted: a transcript may outlive its call."""
        return self._record(f"Calls/{segment(sid)}", deadline)

    def recording(self, sid: str, deadline: Deadline) -> Object:
        return self._record(f"Recordings/{segment(sid)}", deadline)

    def calls(self, params: Params, deadline: Deadline) -> Iterator[Object]:
        return self._pages(self._calls, self._path("Calls"), "calls", params, deadline)

    def recordings(self, params: Params, deadline: Deadline) -> Iterator[Object]:
        return self._pages(self._calls, self._path("Recordings"), "recordings", params, deadline)

    def transcript(self, sid: str, deadline: Deadline) -> Object:
        return _object(self._intelligence.get(f"/v2/Transcripts/{segment(sid)}", deadline=deadline))

    def transcripts(self, params: Params, deadline: Deadline) -> Iterator[Object]:
        return self._pages(self._intelligence, "/v2/Transcripts", "transcripts", params, deadline)

    def sentences(self, sid: str, *, redacted: bool, deadline: Deadline) -> list[Object]:
        path = f"/v2/Transcripts/{segment(sid)}/Sentences"
        params: Params = {"Redacted": "true" if redacted else "false"}
        return list(self._pages(self._intelligence, path, "sentences", params, deadline))

    def conversation(self, sid: str, deadline: Deadline) -> Object:
        return _object(self._conversations.get(f"/v2/Conversations/{segment(sid)}", deadline=deadline))

    def participants(self, sid: str, deadline: Deadline) -> list[Object]:
        return self._parts_of(sid, "Participants", "participants", deadline)

    def communications(self, sid: str, deadline: Deadline) -> list[Object]:
        return self._parts_of(sid, "Communications", "communications", deadline)

    def _record(self, path: str, deadline: Deadline) -> Object:
        try:
            return _object(self._calls.get(self._path(path), deadline=deadline, missing=None))
        except Permanent as error:
            if error.code != "not_found":
                raise
            return {}

    def _path(self, path: str) -> str:
        return f"/2010-04-01/Accounts/{segment(self._account)}/{path}.json"

    @staticmethod
    def _pages(api: VendorApi, path: str, key: str, params: Params, deadline: Deadline) -> Iterator[Object]:
        """Items of all pages. Of a page's link to the next only the token is used, never its address."""
        more: Params = {}
        for _ in range(MAX_PAGES):
            page = _object(api.get(path, {"PageSize": PAGE, **params, **more}, deadline=deadline))
            yield from objects(page, key)
            link = page.get("next_page_uri") or part(page, "meta").get("next_page_url")
            more = _next(text_of(link))
            if not more:
                return
        raise Permanent("too_many_pages")

    def _parts_of(self, sid: str, path: str, key: str, deadline: Deadline) -> list[Object]:
        """All pages of one part of a conversation, whose API writes parameters and tokens another way."""
        found: list[Object] = []
        params: Params = {"pageSize": PAGE}
        for _ in range(MAX_PAGES):
            answer = self._conversations.get(
                f"/v2/Conversations/{segment(sid)}/{path}", params, deadline=deadline
            )
            page = _object(answer)
            found += objects(page, key)
            token = part(page, "meta").get("nextToken")
            if not token:
                return found
            params["pageToken"] = text_of(token)[:MAX_TOKEN]
        raise Permanent("too_many_pages")


def api_of(settings: Settings) -> TwilioApi | None:
    return TwilioApi(settings) if settings.account_sid else None


def required(api: TwilioApi | None) -> TwilioApi:
    if api is None:
        raise Auth("no_credentials")
    return api


def source_of(transcript: Object) -> str:
    """The recording that a transcript is made from, where it is one of Twilio's."""
    return id_of(part(part(transcript, "channel"), "media_properties").get("source_sid"))


def _next(link: str) -> Params:
    """Page and token within a link to the next page."""
    try:
        query = parse_qs(urlsplit(link).query)
    except ValueError:
        return {}
    return {name: query[name][0][:MAX_TOKEN] for name in ("Page", "PageToken") if name in query}


def _object(answer: object) -> Object:
    if not isinstance(answer, dict):
        raise Unreadable("answer: not an object")
    return answer
