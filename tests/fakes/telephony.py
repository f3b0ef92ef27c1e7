"""A telephony vendor for tests of the flows: any report by webhook, transcripts to fetch, a list, and codes back."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from connectors.contracts import Coding, ParsedCall, Received, Unreadable, Verified
from connectors.errors import FieldIssue, Outcome, Permanent, Transient, Validation
from connectors.transcripts.decoding import load_json
from connectors.transport.signatures import standard_webhooks_headers, verify_standard_webhooks

KIND = "fake"
Method = Literal["fetch", "calls", "code"]
_REPORTS = TypeAdapter(tuple[ParsedCall, ...])


def body_of(*reports: ParsedCall) -> bytes:
    """A delivery: the reports as they are."""
    return json.dumps([report.model_dump(mode="json") for report in reports]).encode()


class FakeLine:
    """Implements `Telephony` alone: a vendor that can do no more than deliver."""

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        told = verify_standard_webhooks(received.headers, received.body, secrets, now=now)
        return Verified(delivery_id=told)

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        try:
            return _REPORTS.validate_python(load_json(body))
        except ValidationError:
            raise Unreadable("/: not a list of reports") from None

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        headers = standard_webhooks_headers(unsigned.body, secret, delivery_id=delivery_id, now=now)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **headers}})


class FakeTelephony(FakeLine):
    """Implements `Telephony`, `Fetches`, `Lists` and `Codes`.

    `transcripts` are reports by a reference's id; one that is not there is not ready. `listed` are calls of
    its list; `breaks_after` that many of them the list ends with a failure. `taken` are the codes that it
    knows. `meanwhile` is done while an answer is on its way: a transcript, or that a code is set.
    """

    def __init__(self) -> None:
        self.transcripts: dict[str, tuple[ParsedCall, ...]] = {}
        self.listed: list[ParsedCall] = []
        self.breaks_after: int | None = None
        self.taken = {"refund", "payment", "cancellation", "new_order"}
        self.meanwhile: Callable[[], None] = lambda: None
        self.fetched: list[str] = []
        self.asked: list[tuple[datetime, datetime]] = []
        self.told: list[Coding] = []
        self.writes: list[tuple[str, str, tuple[str, ...]]] = []
        self._codes: dict[tuple[str, str], tuple[str, ...]] = {}
        self._failures: deque[tuple[Method, Exception]] = deque()
        self._lost_answers = 0

    def fail_next(self, method: Method, *errors: Exception) -> None:
        """The next calls of that method raise these instead of doing anything."""
        self._failures.extend((method, error) for error in errors)

    def lose_next_answer(self) -> None:
        """The next code is set, and nobody hears of it."""
        self._lost_answers += 1

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        del deadline_ms
        if call.reference is None or call.reference.kind != KIND:
            raise Permanent("bad_reference")
        if call.reference.id in {"", ".", ".."}:
            raise Permanent("bad_id")
        self.fetched.append(call.reference.id)
        self._fail("fetch")
        if call.reference.id not in self.transcripts:
            raise Transient("not_ready")
        found = self.transcripts[call.reference.id]
        self.meanwhile()
        return found

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        del deadline_ms
        self.asked.append((since, until))
        self._fail("calls")
        found = [one for one in self.listed if one.started_at and since <= one.started_at < until]
        for number, call in enumerate(found):
            if number == self.breaks_after:
                raise Transient("server_error")
            yield call

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        del deadline_ms
        self.told.append(coding)
        self._fail("code")
        if not self.taken.issuperset(coding.codes):
            issue = FieldIssue("disposition", "no_mapping", "No code of the vendor stands for this one.")
            raise Validation("code_not_mapped", issues=(issue,))
        if coding.external_id == "never-was":
            raise Permanent("not_found")
        place = (coding.external_id, coding.leg_id)
        if self._codes.get(place) == coding.codes:
            return
        self._codes[place] = coding.codes
        self.writes.append((*place, coding.codes))
        self.meanwhile()
        if self._lost_answers:
            self._lost_answers -= 1
            raise Transient("connection", outcome=Outcome.UNKNOWN)

    def _fail(self, method: Method) -> None:
        for number, (of, error) in enumerate(self._failures):
            if of == method:
                del self._failures[number]
                raise error
