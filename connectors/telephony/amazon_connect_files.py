"""Transcript files in S3: what their keys say, whether a source wants them, and the reports that announce them."""

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from connectors.contracts import Leg, ParsedCall, Reference, Unreadable
from connectors.telephony.amazon_connect_settings import Redaction, Settings
from connectors.transcripts.decoding import lenient_line

MAX_KEY = 1_000
FILE = "file"
# Puts every redacted file above every original, whose times count milliseconds since 1970.
ABOVE_ORIGINALS = 10_000_000_000_000

ANALYSIS = re.compile(
    r"(?:.*/)?Analysis/Voice/(?P<folder>Redacted/)?(?:[0-9]{4}/[0-9]{2}/[0-9]{2}/)?"
    r"(?P<contact>[A-Za-z0-9-]{1,100})_analysis(?P<name>_redacted)?"
    r"_(?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}[:_][0-9]{2}[:_][0-9]{2})(?:\.[0-9]{1,9})?Z?\.json"
)
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
S3_HOST = re.compile(r"(?:(?P<bucket>[a-z0-9][a-z0-9.-]+)\.)?s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?")


class File(NamedTuple):
    """A transcript in S3. `format` is the parser's name; `revision` orders the files of one contact."""

    bucket: str
    key: str
    call_id: str
    format: str
    revision: int
    redacted: bool


def file_of(bucket: str, key: str, settings: Settings) -> File | None:
    """What an object is, by its key; None for recordings, chats and whatever else stands in a bucket."""
    if len(key) > MAX_KEY:
        return None
    found = ANALYSIS.fullmatch(key)
    if found:
        redacted = bool(found["folder"] or found["name"])
        return File(
            bucket, key, found["contact"], "contact_lens", _revision(found["at"], redacted=redacted), redacted
        )
    if key.endswith(".json") and key.startswith(settings.job_prefixes or ("\0",)):
        return job_file(bucket, key)
    return None


def job_file(bucket: str, key: str) -> File | None:
    """The output of a Transcribe job, whose name holds the contact's id or is an id of its own."""
    name = key.rpartition("/")[2].removesuffix(".json")
    redacted = name.startswith("redacted-")
    call_id = call_of_job(name.removeprefix("redacted-"))
    return File(bucket, key, call_id, "transcribe", int(redacted), redacted) if call_id else None


def call_of_job(name: str) -> str:
    found = UUID.search(name)
    return found.group().lower() if found else lenient_line(name, 200) or ""


def wanted(file: File, redaction: Redaction) -> bool:
    return redaction == "any" or file.redacted == (redaction == "redacted")


def report_of(file: File | None, settings: Settings, pointer: str) -> tuple[ParsedCall, ...]:
    """The report that says where the file stands; none where the source does not want it."""
    if file is None or not settings.transcripts or not wanted(file, settings.redaction):
        return ()
    if file.bucket not in settings.buckets:
        raise Unreadable(f"{pointer}: not among the source's buckets")
    reference = Reference(kind=FILE, id=file.key, more={"bucket": file.bucket, "format": file.format})
    return (
        ParsedCall(
            external_id=file.call_id, leg=Leg(id=file.call_id), revision=file.revision, reference=reference
        ),
    )


def place_of(uri: str) -> tuple[str, str] | None:
    """Bucket and key of `s3://bucket/key`, or of the https address that Transcribe gives instead."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
    except ValueError:
        return None
    path = unquote(parts.path).removeprefix("/")
    if parts.scheme == "s3":
        return (host, path) if host and path else None
    found = S3_HOST.fullmatch(host) if parts.scheme == "https" else None
    if not found:
        return None
    bucket, key = (
        (found["bucket"], path) if found["bucket"] else path.split("/", 1) if "/" in path else ("", "")
    )
    return (bucket, key) if bucket and key else None


def _revision(at: str, *, redacted: bool) -> int:
    try:
        moment = datetime.strptime(at.replace("_", ":"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return int(redacted)
    return round(moment.timestamp() * 1000) + (ABOVE_ORIGINALS if redacted else 0)
