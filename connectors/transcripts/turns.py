"""Last step of every parser: what was said becomes bounded, storable turns in the order of speaking."""

from collections.abc import Iterable
from operator import itemgetter

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import CONTROL, UNSTORABLE

# A five-hour call at a turn a second stays below.
MAX_TURNS = 20_000
# Half an hour of one person speaking without a break.
MAX_TURN_CHARS = 20_000


def make_turn(
    place: str, speaker: Speaker, text: str, start_ms: int | None = None, end_ms: int | None = None
) -> Turn | None:
    """One turn, or None where nothing was said. `place` names it in a refusal."""
    if UNSTORABLE.search(text):
        raise Unreadable(f"{place}: has a character that cannot be stored")
    said = CONTROL.sub(" ", text).strip()
    if len(said) > MAX_TURN_CHARS:
        raise Unreadable(f"{place}: longer than {MAX_TURN_CHARS} characters")
    if not said:
        return None
    backwards = start_ms is not None and end_ms is not None and end_ms < start_ms
    return Turn(speaker=speaker, text=said, start_ms=start_ms, end_ms=None if backwards else end_ms)


def in_order(turns: Iterable[Turn | None]) -> tuple[Turn, ...]:
    """Turns by start, ties and overlaps as they came; one without a time keeps its place after its neighbour.

    Senders write one channel after the other, and speech overlaps: neither is an error.
    """
    said = [turn for turn in turns if turn]
    if len(said) > MAX_TURNS:
        raise Unreadable(f"transcript: more than {MAX_TURNS} turns")
    keyed, latest = [], 0
    for turn in said:
        latest = latest if turn.start_ms is None else turn.start_ms
        keyed.append((latest, turn))
    return tuple(turn for _, turn in sorted(keyed, key=itemgetter(0)))
