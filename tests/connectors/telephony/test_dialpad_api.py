"""Dialpad's API through the adapter: transcripts not there yet, calls that were missed, labels that stay."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Coding, ParsedCall, Speaker, Unreadable
from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient, Validation
from connectors.telephony.dialpad import Dialpad, connect
from tests.connectors.telephony.dialpad_events import CONNECTED, TRANSCRIPT, entry, leg
from tests.vendors.dialpad import StubDialpad, running_dialpad

DEADLINE_MS = 5_000
ROOT, LEG = "4503599627370000", "4503599627370001"
SINCE, UNTIL = datetime(2026, 1, 5, 7, tzinfo=UTC), datetime(2026, 1, 5, 9, tzinfo=UTC)
CODES = {"billing": "Billing", "delivery": "Delivery late"}


@pytest.fixture
def vendor() -> Iterator[StubDialpad]:
    with running_dialpad() as stub:
        yield stub


def source(vendor: StubDialpad, **more: Any) -> Dialpad:
    return connect(vendor.settings | {"codes": CODES} | more)


def the_call(adapter: Dialpad) -> ParsedCall:
    (call,) = adapter.parse(json.dumps(leg()).encode())
    return call


def fetched(vendor: StubDialpad, **more: Any) -> ParsedCall:
    adapter = source(vendor, **more)
    (call,) = adapter.fetch(the_call(adapter), deadline_ms=DEADLINE_MS)
    return call


def failure(vendor: StubDialpad) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetched(vendor)
    return caught.value


def coding(*codes: str, leg_id: str = LEG) -> Coding:
    return Coding(
        key="k-1", external_id=ROOT, leg_id=leg_id, agent_id="5001", codes=codes, labels=codes, summary=""
    )


def test_a_transcript_is_fetched_by_its_calls_id(vendor: StubDialpad) -> None:
    vendor.transcripts[LEG] = TRANSCRIPT

    call = fetched(vendor)

    assert [(turn.speaker, turn.text, turn.start_ms) for turn in call.turns] == [
        (Speaker.AGENT, "Fernhill Garden Tools, Ava speaking.", 0),
        (Speaker.CUSTOMER, "Where is my hedge trimmer?", 2000),
    ]
    assert call.model_copy(update={"turns": ()}) == the_call(source(vendor)).model_copy(
        update={"reference": None}
    )
    assert vendor.requests == [("GET", f"/api/v2/transcripts/{LEG}")]


def test_roles_of_the_settings_are_used(vendor: StubDialpad) -> None:
    vendor.transcripts[LEG] = TRANSCRIPT

    call = fetched(vendor, roles={"user_id": "unknown"})

    assert {turn.speaker for turn in call.turns} == {Speaker.UNKNOWN, Speaker.CUSTOMER}


def test_the_entry_points_transcript_will_do(vendor: StubDialpad) -> None:
    vendor.transcripts[ROOT] = TRANSCRIPT
    vendor.transcripts[LEG] = {"call_id": LEG, "lines": []}

    assert len(fetched(vendor).turns) == 2


def test_a_transcript_that_is_not_there_yet_comes_later(vendor: StubDialpad) -> None:
    error = failure(vendor)

    assert (type(error), error.code) == (Transient, "not_ready")
    assert vendor.requests == [("GET", f"/api/v2/transcripts/{one}") for one in (LEG, ROOT)]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(429, Transient, "throttled"), (500, Transient, "server_error"), (403, Auth, "forbidden")],
)
def test_a_failure_is_told_in_our_words(
    vendor: StubDialpad, status: int, kind: type[ConnectorError], code: str
) -> None:
    vendor.faults = [status]

    error = failure(vendor)

    assert (type(error), error.code) == (kind, code)


def test_a_transcript_of_another_shape_is_unreadable(vendor: StubDialpad) -> None:
    vendor.transcripts[LEG] = {"call_id": LEG, "lines": 1}

    with pytest.raises(Unreadable, match="/lines: not a list"):
        fetched(vendor)


def test_a_wrong_token_and_none_are_for_a_person_to_mend(vendor: StubDialpad) -> None:
    call = the_call(source(vendor))

    for settings, code in ((vendor.settings | {"api_token": "x"}, "unauthorized"), ({}, "no_credentials")):
        with pytest.raises(Auth, match=code):
            connect(settings).fetch(call, deadline_ms=DEADLINE_MS)


def test_a_call_without_a_reference_is_not_fetched(vendor: StubDialpad) -> None:
    with pytest.raises(Permanent, match="no_reference"):
        source(vendor).fetch(ParsedCall(external_id=ROOT), deadline_ms=DEADLINE_MS)


def test_calls_are_listed_oldest_first_over_all_pages(vendor: StubDialpad) -> None:
    for number in range(5):
        vendor.calls[str(number)] = leg(call_id=number + 1, date_started=CONNECTED + number)
    vendor.calls["entry"] = entry(operator_call_id=None)
    vendor.calls["missed"] = leg(date_connected=None)
    vendor.calls["odd"] = leg(call_id=None)
    vendor.calls["early"] = leg(date_started=1)

    found = list(source(vendor).calls(SINCE, UNTIL, deadline_ms=DEADLINE_MS))

    assert [call.leg.id for call in found] == ["1", "2", "3", "4", "5"]
    assert all(call.reference for call in found)
    assert len(vendor.requests) == 4


def test_a_listing_may_fail(vendor: StubDialpad) -> None:
    vendor.faults = [503]

    with pytest.raises(Transient, match="server_error"):
        list(source(vendor).calls(SINCE, UNTIL, deadline_ms=DEADLINE_MS))


def test_codes_become_labels_beside_those_that_are_there(vendor: StubDialpad) -> None:
    vendor.calls[LEG] = {"call_id": LEG, "labels": ["VIP"]}

    source(vendor).code(coding("billing", "delivery"), deadline_ms=DEADLINE_MS)

    assert vendor.labelled == [["VIP", "Billing", "Delivery late"]]


def test_the_same_codes_again_write_nothing(vendor: StubDialpad) -> None:
    vendor.calls[LEG] = {"call_id": LEG}
    for _ in range(2):
        source(vendor).code(coding("billing"), deadline_ms=DEADLINE_MS)

    assert vendor.labelled == [["Billing"]]


def test_another_code_replaces_ours_and_nobody_elses(vendor: StubDialpad) -> None:
    vendor.calls[LEG] = {"call_id": LEG, "labels": ["VIP", "Billing"]}

    source(vendor).code(coding("delivery"), deadline_ms=DEADLINE_MS)

    assert vendor.calls[LEG]["labels"] == ["VIP", "Delivery late"]


def test_a_lost_answer_leaves_the_labels_once(vendor: StubDialpad) -> None:
    vendor.calls[LEG] = {"call_id": LEG}
    vendor.hang_up = True

    with pytest.raises(Transient) as caught:
        source(vendor).code(coding("billing"), deadline_ms=DEADLINE_MS)
    source(vendor).code(coding("billing"), deadline_ms=DEADLINE_MS)

    assert caught.value.outcome is Outcome.UNKNOWN
    assert vendor.labelled == [["Billing"]]


def test_labels_need_not_be_read_before(vendor: StubDialpad) -> None:
    vendor.calls[LEG] = {"call_id": LEG, "labels": ["VIP"]}

    source(vendor, keep_labels=False).code(coding("billing"), deadline_ms=DEADLINE_MS)

    assert vendor.requests == [("PUT", f"/api/v2/call/{LEG}/labels")]


def test_a_call_of_one_leg_is_labelled_by_its_own_id(vendor: StubDialpad) -> None:
    vendor.calls[ROOT] = {"call_id": ROOT}

    source(vendor).code(coding("billing", leg_id=""), deadline_ms=DEADLINE_MS)

    assert vendor.calls[ROOT]["labels"] == ["Billing"]


def test_a_code_without_a_label_is_named_and_nothing_written(vendor: StubDialpad) -> None:
    with pytest.raises(Validation) as caught:
        source(vendor).code(coding("billing", "none"), deadline_ms=DEADLINE_MS)

    assert [issue.code for issue in caught.value.issues] == ["no_mapping"]
    assert vendor.requests == []


def test_a_call_that_is_gone_and_no_code_at_all(vendor: StubDialpad) -> None:
    source(vendor).code(coding(), deadline_ms=DEADLINE_MS)

    with pytest.raises(Permanent, match="not_found"):
        source(vendor).code(coding("billing"), deadline_ms=DEADLINE_MS)
