"""What all of Zoom's events have in common: pieces of them read leniently, and one way to a report."""

from typing import NamedTuple

from connectors.contracts import MAX_ID, CallAgent, Customer, Direction, Leg, LegKind, ParsedCall, Unreadable
from connectors.telephony.zoom_settings import Settings
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, objects
from connectors.transcripts.times import after, lenient_moment

OBJECT = "/payload/object"
# An extension of ours; 2 is a number outside.
INTERNAL = 1
MAX_NAME = 200
MAX_PHONE = 40
SHORTEST_PHONE = 7


class Taker(NamedTuple):
    """Who took a leg. The extension is what all of Zoom's events have in common."""

    user: str = ""
    name: str = ""
    extension: str = ""


class Base(NamedTuple):
    """What every shape tells in its own way, before it is a report."""

    call: str
    taker: Taker
    direction: Direction
    customer: Customer
    queue: str | None
    started: object
    ended: object
    others: tuple[str, ...] = ()


def report(base: Base, settings: Settings) -> ParsedCall:
    taker = base.taker
    agent = taker.user if settings.agent_id == "user_id" else taker.extension
    started = lenient_moment(base.started)
    return ParsedCall(
        external_id=base.call,
        other_ids=tuple(dict.fromkeys(sid for sid in base.others if sid != base.call)),
        leg=leg(base.call, taker.extension, known=any(taker)),
        direction=base.direction,
        started_at=started,
        ended_at=after(started, lenient_moment(base.ended)),
        queue=base.queue,
        customer=base.customer,
        agent=CallAgent(id=agent, name=taker.name),
    )


def leg(call: str, taker: str, *, known: bool) -> Leg:
    """The same in every event of one person's part of a call; the call's own where nobody is named."""
    sid = f"{call}:{taker}" if taker else ""
    kind = LegKind.AGENT if known else LegKind.UNKNOWN
    return Leg(id=sid if len(sid) <= MAX_ID else "", kind=kind)


def customer(item: Object, direction: Direction, key: str) -> Customer:
    """The far end, by the direction; an extension of ours is no customer's number."""
    far = {"inbound": "caller", "outbound": "callee"}.get(direction)
    if far is None or item.get(f"{far}_number_type") == INTERNAL:
        return Customer()
    return Customer(phone=phone(item.get(f"{far}_{key}")), name=line(item.get(f"{far}_name")))


def listed(event: Object, key: str) -> list[tuple[Object, str]]:
    found = objects(event, key, OBJECT)
    return [(item, f"{OBJECT}/{key}/{index}") for index, item in enumerate(found)]


def ids(item: Object, *keys: str) -> tuple[str, ...]:
    return tuple(sid for key in keys if (sid := id_of(item.get(key))))


def required(item: Object, key: str, pointer: str) -> str:
    sid = id_of(item.get(key))
    if not sid:
        raise Unreadable(f"{pointer}/{key}: missing")
    return sid


def line(value: object) -> str | None:
    return lenient_line(value, MAX_NAME)


def phone(value: object) -> str | None:
    """A number that may be somebody's outside; an extension is not."""
    number = lenient_line(value, MAX_PHONE) or ""
    return number if sum(map(str.isdecimal, number)) >= SHORTEST_PHONE else None


def named(value: object) -> str:
    return line(value) or ""
