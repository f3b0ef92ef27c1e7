"""The state machine, and small rules beside it."""

import itertools
import pickle
from datetime import UTC, datetime

import pytest

from connectors.errors import (
    Auth,
    Conflict,
    ConnectorError,
    FieldIssue,
    Outcome,
    Permanent,
    Transient,
    Validation,
)
from service.domain.errors import IllegalMove
from service.domain.ids import effect_key, is_id, new_id
from service.domain.job import BACKOFF_MS, backoff_ms
from service.domain.wrapup import MOVES, State, WrapUp

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _wrapup(state: State) -> WrapUp:
    return WrapUp(id="w", tenant_id="t", call_id="c", leg_id="l", state=state, created_at=NOW, updated_at=NOW)


@pytest.mark.parametrize(("start", "end"), list(itertools.product(State, State)))
def test_a_state_changes_only_as_the_table_says(start: State, end: State) -> None:
    if end in MOVES[start]:
        assert _wrapup(start).moved(end).state is end
        return
    with pytest.raises(IllegalMove):
        _wrapup(start).moved(end)


def test_every_state_can_be_reached_and_nothing_is_written_without_a_confirmation() -> None:
    reachable = {end for ends in MOVES.values() for end in ends} | {State.DRAFTING}

    assert reachable == set(State)
    assert {start for start, ends in MOVES.items() if State.WRITTEN in ends} == {State.CONFIRMED}


def test_a_wrapup_counts_as_begun_once_somebody_edited_it() -> None:
    untouched = _wrapup(State.READY)

    assert not untouched.begun
    assert untouched.model_copy(update={"edited": ("summary/s1/text",)}).begun
    assert untouched.moved(State.CONFIRMED).begun


def test_ids_sort_by_age_and_effect_keys_depend_on_ids_alone() -> None:
    ids = [new_id() for _ in range(50)]

    assert ids == sorted(ids)
    assert all(is_id(one) for one in ids)
    assert not is_id("../" + ids[0])
    assert effect_key("t", "w", "t1") == effect_key("t", "w", "t1") != effect_key("t2", "w", "t1")


def test_a_peers_wish_decides_the_pause_within_bounds() -> None:
    assert [backoff_ms(attempts) for attempts in (1, 2, 99)] == [BACKOFF_MS[0], BACKOFF_MS[1], BACKOFF_MS[-1]]
    assert backoff_ms(1, retry_after_ms=7_000) == 7_000
    assert backoff_ms(1, retry_after_ms=0) == 250
    assert backoff_ms(1, retry_after_ms=10**12) == 3_600_000


@pytest.mark.parametrize("kind", [Transient, Auth, Conflict, Validation, Permanent])
def test_every_connector_error_survives_pickling(kind: type[ConnectorError]) -> None:
    issue = FieldIssue("Subject", "STRING_TOO_LONG", "too long")
    error = kind("code", outcome=Outcome.UNKNOWN, retry_after_ms=5, record_ids=("003",), issues=(issue,))

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes

    assert type(copy) is kind
    assert (copy.code, copy.outcome, copy.retry_after_ms, copy.record_ids) == ("code", "unknown", 5, ("003",))
    assert copy.issues[0].field == "Subject"
