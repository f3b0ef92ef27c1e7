"""Parts of a call that still runs → masked, stored, made ready; nothing of it is shown before it has ended.

What was said last is kept in this process's memory, where the digits of an unfinished number wait for the rest
of it. Another process that gets the call's next part goes on from what is stored, with those digits masked.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from pydantic import Field

from connectors.contracts import ParsedCall, Speaker, Turn
from connectors.transcripts.contact_lens_live import Segment
from connectors.transcripts.turns import MAX_TURNS
from service.domain.access import Principal, Role
from service.domain.arrangement import parts_of
from service.domain.assembly import Report
from service.domain.call import TranscriptBody
from service.domain.connections import Connections
from service.domain.errors import Failure, FieldProblem, Invalid, NotFound, StorageDown, UnknownSource
from service.domain.job import Kind
from service.domain.live import (
    PREPARE_MS,
    Ignored,
    Post,
    PostReceipt,
    ended_of,
    going_on,
    is_over,
    told_live,
)
from service.domain.ports import AlreadyStored, UnitOfWork, VersionMoved, Work
from service.domain.values import Value, to_ms
from service.drafting.masking import MaskedTranscript
from service.drafting.masking.live import LiveMasking
from service.flows.intake import TRIES, digest_of, told_of
from service.flows.joining import Origin, Told, take
from service.flows.live_tails import Tail, Tails

ANOTHER_CALL = "names another call than the address"


class _Known(Value):
    """What is stored of the call, as far as it has a bearing on its next part."""

    call_id: str = ""
    ignored: Ignored | None = None
    before: Report | None = None
    keys: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    vault: dict[str, str] = Field(default_factory=dict)

    @property
    def revision(self) -> int:
        return self.before.revision if self.before else 0


class _Address(Value):
    """Which call, and which of its legs, a part belongs to."""

    origin: Origin
    external_id: str
    leg: str


class Live:
    """One method an address. A part that comes twice is taken once."""

    def __init__(self, work: Work, connections: Connections, tails: Tails | None = None) -> None:
        self._work = work
        self._connections = connections
        self._tails = tails or Tails()

    def close(self) -> None:
        self._tails.close()

    def of_source(self, principal: Principal, source_name: str, external_id: str, post: Post) -> PostReceipt:
        """A call by its sender's id; the first part of it makes it. Raises `UnknownSource`, `Invalid`."""
        principal.require(Role.INGEST)
        source = self._connections.source(source_name)
        if source.tenant_id != principal.tenant_id:
            raise UnknownSource
        _check_named(post, {external_id})
        origin = Origin(source=source.name, language=source.language)
        return self._take(principal, _Address(origin=origin, external_id=external_id, leg=post.leg), post)

    def of_call(self, principal: Principal, call_id: str, post: Post) -> PostReceipt:
        """A call by our id. Raises `NotFound`, `Invalid`."""
        principal.require(Role.INGEST)
        with self._work.read(principal.tenant_id) as unit:
            try:
                call = unit.calls.get(call_id)
            except NotFound:
                if unit.erasures.get(unit.erasures.part_of(call_id)) is None:
                    raise
                return PostReceipt(call_id=call_id, ignored=Ignored.ERASED)
        _check_named(post, set(call.facts.names))
        origin = Origin(source=call.source, language=self._language(call.source))
        external_id = post.named or call.facts.external_id
        return self._take(principal, _Address(origin=origin, external_id=external_id, leg=post.leg), post)

    def _language(self, source: str) -> str | None:
        with suppress(Failure):
            return self._connections.source(source).language
        return None

    def _take(self, principal: Principal, address: _Address, post: Post) -> PostReceipt:
        name = (principal.tenant_id, address.origin.source, f"{address.external_id}\n{address.leg}")
        with self._tails.of(name) as tail:
            try:
                return self._try(principal.tenant_id, address, post, tail)
            except Exception:
                # What was heard and is not stored must not be taken for stored.
                tail.forget()
                raise

    def _try(self, tenant_id: str, address: _Address, post: Post, tail: Tail) -> PostReceipt:
        heard: _Heard | None = None
        for _ in range(TRIES):
            with self._work.read(tenant_id) as unit:
                known = _known(unit, address)
            if known.ignored is not None:
                tail.forget()
                return _refusal(known)
            if heard is None or heard.revision != known.revision:
                heard = _Heard.of(post, known, tail)
            with suppress(AlreadyStored, VersionMoved):
                return self._store(tenant_id, address, post, known, heard, tail)
        raise StorageDown

    def _store(
        self, tenant_id: str, address: _Address, post: Post, known: _Known, heard: "_Heard", tail: Tail
    ) -> PostReceipt:
        facts, masked = told_of(_facts(address, post)).report, heard.masked
        if known.before is not None and not post.ended and _is_known(known.before, facts, masked):
            tail.keep(heard.masking, known.revision)
            return heard.receipt.model_copy(update={"call_id": known.call_id})
        with self._work.begin(tenant_id) as unit:
            if _known(unit, address, locked=True).revision != known.revision:
                raise VersionMoved
            report = _report(known, facts, masked, revision=max(to_ms(unit.now), known.revision + 1))
            told = Told(
                report=ended_of(report) if post.ended else report,
                transcript=TranscriptBody(turns=masked.turns, vault=masked.vault),
                keys=() if post.ended else heard.masking.keys,
            )
            taken = take(unit, address.origin, told)
            if taken.erased or taken.refused:
                tail.forget()
                ignored = Ignored.ERASED if taken.erased else Ignored.TOO_MANY
                return PostReceipt(call_id=taken.call_id, ignored=ignored)
            _owe(unit, taken.call_id, ended=post.ended)
        if post.ended:
            tail.forget()
        else:
            tail.keep(heard.masking, report.revision)
        return heard.receipt.model_copy(update={"call_id": taken.call_id})


@dataclass(frozen=True, slots=True)
class _Heard:
    """A part beside all that was heard before it; what goes with it is stored, or heard once more."""

    revision: int
    masking: LiveMasking
    masked: MaskedTranscript
    receipt: PostReceipt

    @classmethod
    def of(cls, post: Post, known: _Known, tail: Tail) -> Self:
        masking = tail.masking
        if masking is None or tail.revision != known.revision:
            masking = LiveMasking(zip(known.keys, known.turns, strict=True), known.vault)
        receipt = _hear(masking, post)
        return cls(known.revision, masking, masking.end() if post.ended else masking.view(), receipt)


def _check_named(post: Post, names: set[str]) -> None:
    if post.named and post.named not in names:
        pointer = "/ContactId" if post.named == post.leg else "/call/external_id"
        raise Invalid(FieldProblem(pointer=pointer, detail=ANOTHER_CALL))


def _known(unit: UnitOfWork, address: _Address, *, locked: bool = False) -> _Known:
    found = unit.calls.named(address.origin.source, [address.external_id])
    if gone := next((one for one in found if unit.erasures.gone(one)), None):
        return _Known(call_id=gone, ignored=Ignored.ERASED)
    if not found:
        return _Known()
    call = unit.calls.locked(found[0]) if locked else unit.calls.get(found[0])
    if is_over(call.facts.reports, address.leg):
        return _Known(call_id=call.id, ignored=Ignored.ENDED)
    before = next(iter(told_live(call.facts.reports, address.leg)), None)
    body = unit.calls.transcript(call.id)
    part = parts_of(body).get(address.leg) if before is not None else None
    told = {"keys": part.keys, "turns": part.turns} if part and len(part.keys) == len(part.turns) else {}
    return _Known(call_id=call.id, before=before, vault=body.vault, **told)


def _refusal(known: _Known) -> PostReceipt:
    return PostReceipt(call_id=known.call_id, ended=known.ignored is Ignored.ENDED, ignored=known.ignored)


def _hear(masking: LiveMasking, post: Post) -> PostReceipt:
    """Have the final segments heard; what became of each."""
    final = [one for one in post.segments if one.final]
    room = final[: max(0, MAX_TURNS - len(masking))]
    taken = sum(masking.add(_key(one), one.turn) for one in room)
    return PostReceipt(
        call_id="",
        taken=taken,
        partial=len(post.segments) - len(final),
        repeated=len(room) - taken,
        ended=post.ended,
        ignored=Ignored.TOO_MANY if len(room) < len(final) else None,
    )


def _key(segment: Segment) -> str:
    """Ids are the sender's, of any length; they are kept with every turn while the call runs."""
    return hashlib.blake2s(segment.id.encode(), digest_size=8).hexdigest()


def _facts(address: _Address, post: Post) -> ParsedCall:
    facts = post.facts or ParsedCall(external_id=address.external_id)
    leg = facts.leg.model_copy(update={"id": address.leg})
    return facts.model_copy(update={"external_id": address.external_id, "leg": leg})


def _is_known(before: Report, facts: Report, masked: MaskedTranscript) -> bool:
    if digest_of(masked.turns) != before.digest:
        return False
    told = facts.model_copy(update={"final": False, "revision": before.revision, "digest": before.digest})
    return going_on(before, told) == before


def _report(known: _Known, facts: Report, masked: MaskedTranscript, *, revision: int) -> Report:
    told = facts.model_copy(
        update={
            "final": False,
            "live": True,
            "revision": revision,
            "digest": digest_of(masked.turns),
            "spoke": _speakers(masked.turns),
        }
    )
    return going_on(known.before, told)


def _speakers(turns: Iterable[Turn]) -> tuple[Speaker, ...]:
    return tuple(sorted({turn.speaker for turn in turns}))


def _owe(unit: UnitOfWork, call_id: str, *, ended: bool) -> None:
    """Have the call made ready, and ended should nothing more come; the job itself knows when."""
    if ended:
        unit.jobs.cancel(Kind.LIVE, call_id)
    else:
        unit.jobs.enqueue(Kind.LIVE, call_id, delay_ms=PREPARE_MS)
