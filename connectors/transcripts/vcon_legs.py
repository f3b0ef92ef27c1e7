"""Which dialogs of a vCon belong to which agent's leg, and from which leg the call came to it.

A leg is what one handler did: a party in the role of an agent or a bot, or one that a transfer names. A
call that at most one agent handled is one leg; in any other the dialogs of each handler are a leg, and a
dialog without a handler (a customer's message, a hold) goes on with the leg before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from connectors.contracts import Leg, LegKind, Speaker, Unreadable
from connectors.transcripts.times import lenient_moment
from connectors.transcripts.vcon_parties import Party

Object: TypeAlias = Mapping[str, Any]

# Names of the same key in other versions of the draft.
TARGET = ("transfer_target", "transfer-target")
KINDS = {Speaker.AGENT: LegKind.AGENT, Speaker.IVR: LegKind.BOT}
# Each leg is read on its own, so that their number must be bounded.
MAX_LEGS = 50
FIRST = datetime.min.replace(tzinfo=UTC)


class Part(NamedTuple):
    """One leg: the party that handled it, and the dialogs in which it did."""

    leg: Leg
    party: int
    dialogs: frozenset[int]


def parts_of(dialogs: Sequence[Object], parties: Sequence[Party]) -> tuple[Part, ...]:
    """The legs in the order in which they began; none where the call is a single one."""
    transfers = tuple(_transfers(dialogs, len(parties)))
    handlers = _handlers(parties, transfers)
    bots = frozenset(party for party in handlers if parties[party].speaker is Speaker.IVR)
    owners = _owners(dialogs, handlers - bots, bots, transfers)
    took = tuple(dict.fromkeys(owners.values()))
    if len([party for party in took if parties[party].speaker is not Speaker.IVR]) <= 1:
        return ()
    if len(took) > MAX_LEGS:
        raise Unreadable(f"/dialog: more than {MAX_LEGS} legs")
    came_from = _came_from(took, transfers)
    return tuple(
        Part(
            Leg(
                id=_id(party),
                kind=_kind(parties[party]),
                previous_id=_id(before) if before is not None else "",
            ),
            party,
            frozenset(index for index, owner in owners.items() if owner == party),
        )
        for party, before in came_from.items()
    )


class _Transfer(NamedTuple):
    source: int | None
    target: int | None
    consultations: frozenset[int]


def _transfers(dialogs: Sequence[Object], parties: int) -> Iterator[_Transfer]:
    for dialog in dialogs:
        if dialog.get("type") == "transfer":
            target = next((dialog[key] for key in TARGET if key in dialog), None)
            yield _Transfer(
                next(iter(_indexes(dialog.get("transferor"), parties)), None),
                next(iter(_indexes(target, parties)), None),
                frozenset(_indexes(dialog.get("consultation"), len(dialogs))),
            )


def _handlers(parties: Sequence[Party], transfers: Sequence[_Transfer]) -> frozenset[int]:
    """A party without a role that transferred or took the call handled it; a customer never did."""
    named = {party for transfer in transfers for party in (transfer.source, transfer.target)}
    return frozenset(
        index
        for index, party in enumerate(parties)
        if party.speaker in KINDS or (index in named and party.speaker is Speaker.UNKNOWN)
    )


def _owners(
    dialogs: Sequence[Object],
    people: frozenset[int],
    bots: frozenset[int],
    transfers: Sequence[_Transfer],
) -> dict[int, int]:
    """The handler of each dialog, in the order of time."""
    consulted = {index: each.target for each in transfers for index in each.consultations}
    owners: dict[int, int] = {}
    known: set[int] = set()
    waiting: list[int] = []
    latest: int | None = None
    for index in _in_time(dialogs):
        owner = _owner(dialogs[index], consulted.get(index), people, bots, known)
        latest = latest if owner is None else owner
        if latest is None:
            waiting.append(index)
            continue
        known.add(latest)
        owners.update(dict.fromkeys([*waiting, index], latest))
        waiting = []
    return owners


def _in_time(dialogs: Sequence[Object]) -> list[int]:
    """Indexes of the dialogs with content; one that tells no time stays behind the one before it."""
    keyed, latest = [], FIRST
    for index, dialog in enumerate(dialogs):
        latest = lenient_moment(dialog.get("start")) or latest
        if dialog.get("type") != "transfer":
            keyed.append((latest, index))
    return [index for _, index in sorted(keyed)]


def _owner(
    dialog: Object, consulted: int | None, people: frozenset[int], bots: frozenset[int], known: set[int]
) -> int | None:
    """Who handled one dialog: who was consulted in it, or wrote it, or joined in it, or stands first in it."""
    if consulted in people:
        return consulted
    present = _numbers(dialog.get("parties"))
    handlers = [party for party in present if party in people] or [
        party for party in present if party in bots
    ]
    if dialog.get("type") == "text":
        origin = dialog.get("originator")
        author = next(iter(_numbers(origin) or present), None)
        # A message of the customer to several may be meant for any of them.
        return (
            author
            if author in people or author in bots
            else (handlers[0] if len(set(handlers)) == 1 else None)
        )
    new = [party for party in handlers if party not in known]
    return next(iter((new if known else handlers) or handlers), None)


def _came_from(parties: tuple[int, ...], transfers: Sequence[_Transfer]) -> dict[int, int | None]:
    """The leg before each: as a transfer tells it, else the one that began before it."""
    found: dict[int, int | None] = dict(zip(parties, (None, *parties), strict=False))
    for transfer in transfers:
        told = transfer.source in found and transfer.target in found and transfer.source != transfer.target
        if told and transfer.target is not None and transfer.target != parties[0]:
            found[transfer.target] = transfer.source
    return found


def _indexes(value: object, count: int) -> list[int]:
    return [number for number in _numbers(value) if 0 <= number < count]


def _numbers(value: object) -> list[int]:
    """Integers of a value that may be one, a list of them, or lists of channels."""
    if type(value) is int:
        return [value]
    items = value if isinstance(value, list) else []
    inner = [found for item in items for found in (item if isinstance(item, list) else [item])]
    return [number for number in inner if type(number) is int]


def _id(party: int) -> str:
    """Stable, since a vCon's parties never change their order; a party's own id may be a phone number."""
    return f"party-{party}"


def _kind(party: Party) -> LegKind:
    return KINDS.get(party.speaker, LegKind.UNKNOWN)
