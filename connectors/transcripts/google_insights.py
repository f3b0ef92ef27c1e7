"""Google Conversational Insights into turns: `entries` with a role each and microseconds since 1970.

https://cloud.google.com/contact-center/insights/docs/conversation-data-format
"""

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.decoding import Document
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import Object, document, entries, speaker_for, text_of
from connectors.transcripts.times import MAX_NUMBER, from_epoch_ms, offset_ms
from connectors.transcripts.turns import in_order, make_turn

USEC_PER_MS = 1_000
START = "start_timestamp_usec"
DIGITS = 20


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """Raises `Unreadable`."""
    found = list(entries(document(data).get("entries"), "/entries"))
    times = [time for at, entry in found if (time := _ms(at, entry)) is not None]
    # A file may count from the call's own beginning; then no moment is known.
    started = from_epoch_ms(min(times, default=0))
    base = min(times) if started else 0
    return Reading(turns=in_order(_turn(at, entry, base, roles) for at, entry in found), started_at=started)


def _turn(at: str, entry: Object, base: float, roles: Roles) -> Turn | None:
    time = _ms(at, entry)
    labels = (entry.get("role"), entry.get("user_id"))
    start = None if time is None else offset_ms(time - base)
    return make_turn(at, speaker_for(labels, roles), text_of(entry, "text", at), start)


def _ms(at: str, entry: Object) -> float | None:
    """A 64-bit integer, which JSON made by Google writes as text as often as not."""
    value = entry.get(START)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < DIGITS:
        value = int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MAX_NUMBER:
        raise Unreadable(f"{at}/{START}: not a number of microseconds")
    return value / USEC_PER_MS
