"""An Aircall call and its transcription, as the API tells them, into a report for each agent who had it.

Aircall knows one call however often it is handed over. The first agent's leg has the call's id; the leg of
each further one adds the user's, and begins where that user first speaks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from connectors.contracts import (
    MAX_ID,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Speaker,
    Turn,
)
from connectors.transcripts.decoding import UNSTORABLE, lenient_line
from connectors.transcripts.lenient import (
    Object,
    id_of,
    number,
    objects,
    part,
    text_of,
)
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.speech import language_tag
from connectors.transcripts.times import after, from_epoch_ms, scaled_ms
from connectors.transcripts.turns import MAX_TURNS, make_turn

NAME = 200
PHONE = 40
NOTES = 20_000
SPEAKERS: Mapping[str, Speaker] = {"internal": Speaker.AGENT, "external": Speaker.CUSTOMER}


class Said(NamedTuple):
    """A turn, and the user who spoke it, if it was one."""

    turn: Turn
    user_id: str


def reports(call: Object, transcription: Object, roles: Roles) -> tuple[ParsedCall, ...]:
    """The legs in the order in which their agents had the call. Raises `Unreadable`."""
    content = part(transcription, "content")
    shares = _shares(_agents(call), tuple(_said(content, roles)))
    return tuple(_legs(call, language_tag(content.get("language")), shares))


def is_unanswered(call: Object) -> bool:
    """Whether the call says that nobody took it: a missed call, a voicemail."""
    return "answered_at" in call and call["answered_at"] is None


def left_alone(call: Object) -> ParsedCall:
    """The report of such a call: no agent's leg, and no transcript worth waiting for."""
    (told,) = _legs(call, None, [(CallAgent(), ())])
    return told.model_copy(update={"leg": Leg(id=told.leg.id, kind=LegKind.IVR)})


def moment_of(value: object) -> datetime | None:
    """The moment that Aircall writes as seconds since 1970."""
    seconds = number(value)
    return from_epoch_ms(seconds * 1000) if seconds is not None else None


def tags_of(call: Object) -> frozenset[int]:
    """Ids of the tags that a call has."""
    tags = call.get("tags")
    ids = [tag.get("id") for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return frozenset(one for one in ids if isinstance(one, int) and not isinstance(one, bool))


def _agents(call: Object) -> dict[str, CallAgent]:
    """Users who had the call, in order: who handed it over, to whom, and whose it is now."""
    found: dict[str, CallAgent] = {}
    for key in ("transferred_by", "transferred_to", "user"):
        user = part(call, key)
        if user_id := id_of(user.get("id")):
            name = lenient_line(user.get("name"), NAME) or ""
            found.setdefault(user_id, CallAgent(id=user_id, name=name))
    return found


def _said(content: Object, roles: Roles) -> Iterator[Said]:
    pointer = "/transcription/content"
    told = objects(content, "utterances", pointer)[: MAX_TURNS + 1]
    keyed = sorted(enumerate(told), key=lambda one: (_offset(one[1].get("start_time")) or 0, one[0]))
    for index, entry in keyed:
        kind = text_of(entry.get("participant_type"))
        turn = make_turn(
            f"{pointer}/utterances/{index}/text",
            role_of(kind, roles) or SPEAKERS.get(kind, Speaker.UNKNOWN),
            text_of(entry.get("text")),
            _offset(entry.get("start_time")),
            _offset(entry.get("end_time")),
        )
        if turn:
            yield Said(turn, id_of(entry.get("user_id")))


def _offset(seconds: object) -> int | None:
    return scaled_ms(seconds, 0.001)


def _shares(agents: dict[str, CallAgent], said: Sequence[Said]) -> list[tuple[CallAgent, tuple[Turn, ...]]]:
    """Each agent with what was said while they had the call: from their first word to the next one's."""
    spoke = tuple(dict.fromkeys(one.user_id for one in said if one.user_id))
    order = spoke or tuple(agents)[:1]
    if not order:
        return [(CallAgent(), tuple(one.turn for one in said))]
    firsts = [next((at for at, one in enumerate(said) if one.user_id == user), 0) for user in order]
    bounds = [0, *firsts[1:], len(said)]
    spans = pairwise(bounds)
    return [
        (agents.get(user, CallAgent(id=user)), tuple(one.turn for one in said[first:last]))
        for user, (first, last) in zip(order, spans, strict=True)
    ]


def _legs(
    call: Object, language: str | None, shares: Sequence[tuple[CallAgent, tuple[Turn, ...]]]
) -> Iterator[ParsedCall]:
    call_id = id_of(call.get("id"))
    began = moment_of(call.get("answered_at")) or moment_of(call.get("started_at"))
    ended = after(began, moment_of(call.get("ended_at")))
    starts = [_start(began, turns if at else ()) for at, (_, turns) in enumerate(shares)]
    previous = ""
    for at, (agent, turns) in enumerate(shares):
        leg_id = f"{call_id}-{agent.id}"[:MAX_ID] if at else call_id
        yield ParsedCall(
            external_id=call_id,
            leg=Leg(id=leg_id, kind=LegKind.AGENT, previous_id=previous),
            direction=direction_of(call.get("direction")),
            started_at=starts[at],
            ended_at=starts[at + 1] if at + 1 < len(shares) else ended,
            language=language,
            queue=_queue(call),
            customer=_customer(call),
            agent=agent,
            hint=_hint(call),
            turns=tuple(_since(turn, began, starts[at]) for turn in turns),
        )
        previous = leg_id


def _start(began: datetime | None, turns: Sequence[Turn]) -> datetime | None:
    """When the leg began: with the call, or with its first turn."""
    first = next((turn.start_ms for turn in turns if turn.start_ms is not None), 0)
    return began + timedelta(milliseconds=first) if began else None


def _since(turn: Turn, began: datetime | None, started: datetime | None) -> Turn:
    earlier = round((started - began).total_seconds() * 1000) if began and started else 0
    start, end = (None if ms is None else max(0, ms - earlier) for ms in (turn.start_ms, turn.end_ms))
    return turn.model_copy(update={"start_ms": start, "end_ms": end})


def _queue(call: Object) -> str | None:
    """The first team that it rang, else the line that was called."""
    names = [team.get("name") for team in objects(call, "teams", "/call")]
    names.append(part(call, "number").get("name"))
    return next((found for name in names if (found := lenient_line(name, NAME))), None)


def _customer(call: Object) -> Customer:
    """A withheld number comes as the word `anonymous`."""
    digits = lenient_line(call.get("raw_digits"), PHONE) or ""
    contact = part(call, "contact")
    names = (text_of(contact.get("first_name")), text_of(contact.get("last_name")))
    return Customer(
        phone=digits if any(character.isdigit() for character in digits) else None,
        name=lenient_line(" ".join(name for name in names if name), NAME),
    )


def _hint(call: Object) -> CodeHint:
    """The tags' names and the comments, which may hold what the agent typed."""
    tags = (lenient_line(tag.get("name"), NAME) for tag in objects(call, "tags", "/call"))
    comments = (text_of(comment.get("content")).strip() for comment in objects(call, "comments", "/call"))
    notes = UNSTORABLE.sub("", "\n".join(comment for comment in comments if comment))
    return CodeHint(code=", ".join(tag for tag in tags if tag)[:NAME], notes=notes[:NOTES])
