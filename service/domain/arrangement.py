"""Transcripts of a call's legs in one order, with numbers that can be followed from one version to the next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from connectors.contracts import Turn
from service.domain.assembly import Picture
from service.domain.call import Block, TranscriptBody
from service.domain.values import Value

GONE = -1


class Part(Value):
    """One transcript as it came: offsets count from its own start."""

    leg: str
    turns: tuple[Turn, ...]
    started_at: datetime | None
    rank: tuple[bool, int, str]
    keys: tuple[str, ...] = ()


def parts_of(body: TranscriptBody) -> dict[str, Part]:
    """The transcripts that a body is made of, by leg, as they came."""
    ends = accumulate(block.count for block in body.blocks)
    return {
        block.leg: Part(
            leg=block.leg,
            turns=tuple(_shifted(turn, -block.shift_ms) for turn in body.turns[end - block.count : end]),
            started_at=block.started_at,
            rank=block.rank,
            keys=block.keys,
        )
        for block, end in zip(body.blocks, ends, strict=True)
    }


def arranged(body: TranscriptBody, parts: dict[str, Part], picture: Picture) -> TranscriptBody:
    """The body made of these parts, in the order of the call's legs; the same body where nothing changed."""
    order = {leg.key: place for place, leg in enumerate(picture.legs)}
    ordered = sorted(parts.values(), key=lambda part: (order.get(part.leg, -1), part.leg))
    starts = {leg.key: leg.started_at for leg in picture.legs}
    blocks, turns = [], list[Turn]()
    for part in ordered:
        shift = _shift_ms(picture.started_at, part.started_at or starts.get(part.leg))
        turns += [_shifted(turn, shift) for turn in part.turns]
        blocks.append(
            Block(
                leg=part.leg,
                count=len(part.turns),
                started_at=part.started_at,
                shift_ms=shift,
                rank=part.rank,
                keys=part.keys,
            )
        )
    if tuple(turns) == body.turns and tuple(blocks) == body.blocks:
        return body
    changed = body.model_copy(update={"turns": tuple(turns), "blocks": tuple(blocks)})
    moves = _moves(body, changed)
    # A call that still runs changes often, and as a rule by turns at its end.
    moves = () if moves == tuple(range(len(moves))) else moves
    return changed.model_copy(update={"version": body.version + 1, "moves": (*body.moves, moves)})


def moved(body: TranscriptBody, number: int, heard: int) -> int:
    """The number today of a turn that had this number in version `heard`; `GONE` where it is no more."""
    for moves in filter(None, body.moves[max(heard, 1) - 1 :]):
        number = moves[number] if 0 <= number < len(moves) else GONE
    return number


def _moves(before: TranscriptBody, after: TranscriptBody) -> tuple[int, ...]:
    found: list[int] = []
    for block in before.blocks:
        old = before.range_of(block.leg) or range(0)
        new = after.range_of(block.leg) or range(0)
        if named := _by_key(before, after, block.leg):
            found += (new[place] if place is not None else GONE for place in named)
            continue
        same = [before.turns[i].text for i in old] == [after.turns[i].text for i in new]
        found += new if same else _by_words(before.turns[old.start : old.stop], after.turns, new)
    return tuple(found)


def _by_key(before: TranscriptBody, after: TranscriptBody, leg: str) -> list[int | None]:
    """Where turns that came one by one stand in their transcript now; nothing where they did not."""
    old, new = (next((one.keys for one in body.blocks if one.leg == leg), ()) for body in (before, after))
    places = {key: place for place, key in enumerate(new)}
    return [places.get(key) for key in old] if new else []


def _by_words(old: Sequence[Turn], turns: Sequence[Turn], new: range) -> list[int]:
    """Each turn to the first of the same words that is not taken yet."""
    free = defaultdict[tuple[str, str], list[int]](list)
    for number in reversed(new):
        free[turns[number].speaker, turns[number].text].append(number)
    places = (free[turn.speaker, turn.text] for turn in old)
    return [place.pop() if place else GONE for place in places]


def _shift_ms(call: datetime | None, part: datetime | None) -> int:
    """How far into the call a transcript begins, where both are known."""
    if call is None or part is None or part <= call:
        return 0
    return round((part - call).total_seconds() * 1000)


def _shifted(turn: Turn, by_ms: int) -> Turn:
    if not by_ms:
        return turn
    start = None if turn.start_ms is None else turn.start_ms + by_ms
    end = None if turn.end_ms is None else turn.end_ms + by_ms
    return turn.model_copy(update={"start_ms": start, "end_ms": end})
