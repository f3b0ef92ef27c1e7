"""What we ask of AWS for one source: files, jobs, contacts that ended, and attributes written back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contracts import CallAgent, Coding, Leg, LegKind, ParsedCall, Reference
from connectors.contracts.calls import Direction
from connectors.errors import FieldIssue, Permanent, Transient, Validation
from connectors.telephony.amazon_connect_contacts import DIRECTIONS
from connectors.telephony.amazon_connect_files import File, file_of, job_file, place_of, wanted
from connectors.telephony.amazon_connect_settings import Settings
from connectors.transcripts.lenient import Object, id_of, number, part, text_of
from connectors.transcripts.times import after, lenient_moment
from connectors.transport.aws import S3, Credentials, SignedApi
from connectors.transport.guarded import Hosts, fetch
from connectors.transport.http import Deadline

CONTACT = "contact"
PAGE = 100
MOST_PAGES = 1_000
# The longest range that a search is asked for at once.
WINDOW = timedelta(days=7)
# All attributes of a contact together may have 32 KB.
MAX_SUMMARY = 4_000
MAX_CODES = 2_000
CONFIRM = re.compile(r"https?://[^/?#]+/\?(?=[^#]*\bAction=ConfirmSubscription\b)[!-~]+")
JOB_TARGET = {"CallAnalyticsJob": "GetCallAnalyticsJob", "TranscriptionJob": "GetTranscriptionJob"}


class ConnectApi:
    """One source's account. Safe for many threads. Raises `connectors.errors`."""

    def __init__(self, settings: Settings) -> None:
        credentials, ends = Credentials(), settings.endpoints
        self._settings = settings
        self._s3 = S3(settings.region, credentials, settings.buckets, endpoint=ends.s3)
        self._connect = SignedApi("connect", settings.region, credentials, endpoint=ends.connect)
        self._transcribe = SignedApi("transcribe", settings.region, credentials, endpoint=ends.transcribe)

    def file(self, bucket: str, key: str, deadline: Deadline) -> bytes:
        return self._s3.get(bucket, key, deadline)

    def analysis_of(self, contact: str, days: list[str], deadline: Deadline) -> File:
        """The best Contact Lens file of a contact, looked for under the days on which it may have been made."""
        found = list[File]()
        for bucket in sorted(self._settings.buckets):
            for prefix in self._prefixes(contact, days):
                files = [
                    file_of(bucket, key, self._settings) for key in self._s3.keys(bucket, prefix, deadline)
                ]
                found += [file for file in files if file and file.call_id == contact]
        kept = [file for file in found if wanted(file, self._settings.redaction)]
        if not kept:
            raise Transient("not_ready")
        return max(kept, key=lambda file: (file.revision, file.key))

    def job(self, kind: str, name: str, deadline: Deadline) -> File:
        """The file of a Transcribe job."""
        headers = {
            "X-Amz-Target": f"Transcribe.{JOB_TARGET.get(kind, '')}",
            "Content-Type": "application/x-amz-json-1.1",
        }
        answer = self._transcribe.post(
            "/", {f"{kind}Name": name}, deadline=deadline, asks=True, headers=headers
        )
        transcript = part(part(_object(answer), kind), "Transcript")
        for key, redacted in (("RedactedTranscriptFileUri", True), ("TranscriptFileUri", False)):
            place = place_of(text_of(transcript.get(key)))
            file = job_file(*place) if place else None
            if file:
                file = file._replace(redacted=redacted, revision=int(redacted))
            if file and wanted(file, self._settings.redaction):
                return file
        raise Transient("not_ready")

    def confirm(self, url: str, deadline: Deadline) -> None:
        """Follow the address by which SNS wants its subscription confirmed, to SNS of our region alone."""
        if not CONFIRM.fullmatch(url):
            raise Permanent("bad_url")
        fetch(url, self._sns(), deadline_ms=round(deadline.left_s() * 1000), max_bytes=100_000)

    def ended(self, since: datetime, until: datetime, deadline: Deadline) -> Iterator[ParsedCall]:
        """Voice contacts with an agent that ended in this time, by their end."""
        start = since
        while start < until:
            end = min(until, start + WINDOW)
            for summary in self._contacts(start, end, deadline):
                yield from _listed(summary, self._settings)
            start = end

    def write(self, coding: Coding, deadline: Deadline) -> None:
        names = self._settings.attributes
        told = {
            names.codes: ",".join(self._translated(coding.codes))[:MAX_CODES],
            names.labels: ", ".join(coding.labels)[:MAX_CODES],
            names.summary: coding.summary[:MAX_SUMMARY],
        }
        body = {
            "InstanceId": self._instance,
            "InitialContactId": coding.leg_id or coding.external_id,
            "Attributes": {name: value for name, value in told.items() if name},
        }
        self._connect.post("/contact/attributes", body, deadline=deadline)

    @property
    def _instance(self) -> str:
        if not self._settings.instance_id:
            raise Permanent("not_configured")
        return self._settings.instance_id

    def _prefixes(self, contact: str, days: list[str]) -> list[str]:
        root = self._settings.analysis_prefix
        kinds = {"any": ("Redacted/", ""), "redacted": ("Redacted/",), "raw": ("",)}
        return [
            f"{root}{folder}{day}/{contact}_analysis"
            for day in days
            for folder in kinds[self._settings.redaction]
        ]

    def _sns(self) -> Hosts:
        own = self._settings.endpoints.sns
        if own:
            return Hosts(private=frozenset({own.partition("://")[2]}))
        return Hosts(public=frozenset({f"sns.{self._settings.region}.amazonaws.com"}))

    def _contacts(self, since: datetime, until: datetime, deadline: Deadline) -> Iterator[Object]:
        body: dict[str, Any] = {
            "InstanceId": self._instance,
            "TimeRange": {
                "Type": "DISCONNECT_TIMESTAMP",
                "StartTime": since.timestamp(),
                "EndTime": until.timestamp(),
            },
            "SearchCriteria": {"Channels": ["VOICE"]},
            "Sort": {"FieldName": "DISCONNECT_TIMESTAMP", "Order": "ASCENDING"},
            "MaxResults": PAGE,
        }
        for _ in range(MOST_PAGES):
            answer = _object(self._connect.post("/search-contacts", body, deadline=deadline, asks=True))
            yield from (one for one in answer.get("Contacts") or () if isinstance(one, dict))
            token = answer.get("NextToken")
            if not token or not isinstance(token, str):
                return
            body["NextToken"] = token

    def _translated(self, codes: tuple[str, ...]) -> list[str]:
        known = self._settings.codes
        missing = [code for code in codes if known and code not in known]
        if missing:
            issues = tuple(FieldIssue("codes", "unmapped", "no value for this code") for _ in missing)
            raise Validation("unmapped_code", issues=issues)
        return [known.get(code, code) for code in codes]


def required(api: ConnectApi | None) -> ConnectApi:
    if api is None:
        raise Permanent("not_configured")
    return api


def _listed(summary: Object, settings: Settings) -> Iterator[ParsedCall]:
    """A contact that an agent took, and where its analysis would stand."""
    contact, agent = id_of(summary.get("Id")), id_of(part(summary, "AgentInfo").get("Id"))
    started = _moment(summary.get("InitiationTimestamp"))
    ended = after(started, _moment(summary.get("DisconnectTimestamp")))
    method = text_of(summary.get("InitiationMethod")).upper()
    if not contact or not agent or not ended or method == "MONITOR":
        return
    initial, previous = id_of(summary.get("InitialContactId")), id_of(summary.get("PreviousContactId"))
    queue = id_of(part(summary, "QueueInfo").get("Id"))
    others = tuple(found for found in dict.fromkeys((contact, previous)) if found and found != initial)
    direction: Direction = DIRECTIONS.get(method, "unknown")
    yield ParsedCall(
        external_id=initial or contact,
        other_ids=tuple(found for found in others if found != (initial or contact)),
        leg=Leg(id=contact, kind=LegKind.AGENT, previous_id=previous),
        direction=direction,
        started_at=started,
        ended_at=ended,
        queue=settings.queues.get(queue, queue) or None,
        agent=CallAgent(id=agent),
        reference=Reference(kind=CONTACT, id=contact, more={"days": ",".join(_days(started, ended))})
        if settings.buckets and settings.transcripts
        else None,
    )


def _days(started: datetime | None, ended: datetime) -> list[str]:
    """The folders in which an analysis may stand: of the days of start, end, and the hours after."""
    moments = (started or ended, ended, ended + timedelta(hours=12))
    return list(dict.fromkeys(moment.astimezone(UTC).strftime("%Y/%m/%d") for moment in moments))


def _moment(value: object) -> datetime | None:
    """Seconds since 1970, as the API writes moments, or text."""
    seconds = number(value) if not isinstance(value, str) else None
    if seconds is None:
        return lenient_moment(value)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _object(answer: Any) -> Object:
    if not isinstance(answer, dict):
        raise Transient("unexpected_answer")
    return answer
