"""Amazon Connect: contact events and announced files, authenticated by a static secret, fetched from S3.

Deliveries come from an EventBridge API destination or an SNS topic; neither signs with a key of ours. What
they say of a file is only where it stands: the file itself is read with our own rights.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import Coding, ParsedCall, Received, Reference, SourceRefused, Verified
from connectors.errors import Permanent
from connectors.telephony import amazon_connect_events as events
from connectors.telephony.amazon_connect_api import CONTACT, ConnectApi, required
from connectors.telephony.amazon_connect_files import ABOVE_ORIGINALS, FILE
from connectors.telephony.amazon_connect_settings import Settings
from connectors.transcripts import contact_lens, transcribe
from connectors.transcripts.reading import Read, Reading
from connectors.transport import static_secret
from connectors.transport.aws import check_installed
from connectors.transport.http import Deadline
from connectors.transport.signatures import body_id

FORMATS: Mapping[str, Read] = {"contact_lens": contact_lens.read, "transcribe": transcribe.read}


BASIC = 'Basic realm="aftercall"'


class AmazonConnect:
    """Implements `connectors.contracts.Telephony`, `Fetches`, `Lists` and `Codes`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = ConnectApi(settings) if settings.region else None

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        """The secret stands in the key's header, or as `user:password` in Basic, all that SNS can send."""
        del now  # nothing in a delivery says when it was sent
        if "authorization" in received.headers:
            static_secret.verify_header(received.headers, "authorization", secrets, style="basic")
        else:
            try:
                static_secret.verify_header(received.headers, self._settings.key_header, secrets)
            except SourceRefused as refused:
                # SNS gives the password of its endpoint only after it was asked.
                raise SourceRefused(refused.reason, BASIC) from None
        return Verified(delivery_id=body_id(received.body))

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return events.read(body, self._settings)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # not part of it
        headers = {**unsigned.headers, self._settings.key_header: secret}
        return unsigned.model_copy(update={"headers": headers})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        deadline, reference = Deadline(deadline_ms), call.reference or Reference(kind="none")
        if reference.kind == events.CONFIRMATION:
            required(self._api).confirm(reference.url, deadline)
            return ()
        bucket, key, format_name, revision = self._place(reference, call.revision, deadline)
        reading = FORMATS[format_name](required(self._api).file(bucket, key, deadline), self._settings.roles)
        return (_with(call, reading, revision),)

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        return required(self._api).ended(since, until, Deadline(deadline_ms))

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        required(self._api).write(coding, Deadline(deadline_ms))

    def _place(self, reference: Reference, revision: int, deadline: Deadline) -> tuple[str, str, str, int]:
        """Bucket, key, format and revision of the file that a reference leads to."""
        more = reference.more
        if reference.kind == FILE and more.get("format") in FORMATS:
            return more.get("bucket", ""), reference.id, more["format"], revision
        if reference.kind == CONTACT:
            file = required(self._api).analysis_of(reference.id, more.get("days", "").split(","), deadline)
        elif reference.kind == events.JOB:
            file = required(self._api).job(more.get("job", ""), reference.id, deadline)
        else:
            raise Permanent("bad_reference")
        return file.bucket, file.key, file.format, file.revision


def connect(settings: Mapping[str, Any]) -> AmazonConnect:
    """The adapter of a source with these settings. Raises `ValidationError`, or `Permanent` without botocore."""
    read = Settings.model_validate(settings)
    if read.buckets or read.instance_id:
        check_installed("buckets" if read.buckets else "instance_id")
    return AmazonConnect(read)


def _with(call: ParsedCall, reading: Reading, revision: int) -> ParsedCall:
    """The report with what was said. A file that says itself that it is redacted stands above others."""
    raised = ABOVE_ORIGINALS if reading.redacted and revision < ABOVE_ORIGINALS else 0
    return call.model_copy(
        update={
            "turns": reading.turns,
            "language": call.language or reading.language,
            "revision": revision + raised,
            "reference": None,
            "awaits_transcript": False,
        }
    )
