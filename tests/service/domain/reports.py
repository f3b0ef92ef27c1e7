"""Reports and transcripts as hypothesis makes them up: few ids and times, so that they meet often."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from connectors.contracts import LegKind, Speaker, Turn
from service.domain.arrangement import Part
from service.domain.assembly import Report

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = st.sampled_from(["", "a", "b", "c", "d"])
IDS = st.sampled_from(["call", "a", "b", "other"])
TIMES = st.none() | st.integers(0, 6).map(lambda minutes: BEGAN + timedelta(minutes=minutes))
TEXTS = st.sampled_from(["", "Ada", "Tom"])


def reports() -> st.SearchStrategy[Report]:
    return st.builds(
        Report,
        external_id=IDS,
        other_ids=st.lists(IDS, max_size=2).map(tuple),
        leg=NAMES,
        kind=st.sampled_from(LegKind),
        previous=NAMES,
        direction=st.sampled_from(["unknown", "inbound", "outbound"]),
        started_at=TIMES,
        ended_at=TIMES,
        language=st.sampled_from([None, "en", "de"]),
        queue=st.sampled_from([None, "support", "billing"]),
        customer_phone=st.sampled_from([None, "+12025550101", "+12025550102"]),
        agent_id=TEXTS,
        agent_name=TEXTS,
        code=TEXTS,
        awaits=st.booleans(),
        revision=st.integers(0, 3),
        final=st.booleans(),
        digest=st.sampled_from(["", "d1", "d2"]),
        spoke=st.lists(st.sampled_from(Speaker), max_size=3).map(tuple),
    )


def turns() -> st.SearchStrategy[tuple[Turn, ...]]:
    """Few words, so that the same are said more than once."""
    turn = st.builds(
        Turn,
        speaker=st.sampled_from([Speaker.AGENT, Speaker.CUSTOMER]),
        text=st.sampled_from(["Hello.", "Yes.", "My order is late.", "Goodbye."]),
        start_ms=st.none() | st.integers(0, 600_000),
        end_ms=st.none() | st.integers(0, 600_000),
    )
    return st.lists(turn, min_size=1, max_size=5).map(tuple)


def parts() -> st.SearchStrategy[dict[str, Part]]:
    """Transcripts of some legs."""
    found = st.dictionaries(NAMES, st.tuples(turns(), TIMES, st.integers(0, 3)), max_size=4)
    return found.map(
        lambda told: {
            leg: Part(leg=leg, turns=said, started_at=at, rank=(True, revision, f"{revision}"))
            for leg, (said, at, revision) in told.items()
        }
    )
