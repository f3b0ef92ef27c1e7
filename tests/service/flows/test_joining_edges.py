"""Calls that turn out to be one, or are erased, while their transcripts are on the way; and what old ids lead to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.contracts import Leg, ParsedCall
from service.domain.delivery import DeliveryState
from service.domain.errors import NotFound
from service.flows.erase import Erase
from service.storage import Keyring, Storage
from service.storage.erasure_journal import FileJournal
from tests.service.flows.erasing import counts, erasing
from tests.service.flows.exchange import OTHER_WORDS, Exchange, announced, reference, words
from tests.service.flows.several_legs import FIRST, THIRD
from tests.service.flows.world import ADMIN, TENANT
from tests.service.storage.builders import Clock, Told

LINK = ParsedCall(
    external_id="call-1", other_ids=("call-2",), leg=Leg(id="leg-2", previous_id="leg-1"), queue="billing"
)
"""Says that the two calls are one."""


@pytest.fixture
def exchange(storage_url: str) -> Iterator[Exchange]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, Keyring.fresh(), after_commit=told, clock=clock)
    yield Exchange(storage, clock, told)
    storage.dispose()


@pytest.fixture
def erase(exchange: Exchange, tmp_path: Path) -> Erase:
    return erasing(exchange, tmp_path)


def turns(exchange: Exchange, call_id: str) -> list[str]:
    with exchange.storage.work.read(TENANT) as unit:
        return [turn.text for turn in unit.calls.transcript(unit.calls.get(call_id).id).turns]


def _deliver(exchange: Exchange) -> None:
    exchange.deliver(LINK)


def _erase(erase: Erase, call_id: str) -> None:
    erase.call(ADMIN, call_id)


def test_a_fetch_that_shows_two_calls_to_be_one_ends_well(exchange: Exchange) -> None:
    first = exchange.deliver(words()).call_ids[0]
    exchange.phones.transcripts["leg-2"] = (LINK.model_copy(update={"turns": OTHER_WORDS, "language": "en"}),)
    second = exchange.deliver(announced("call-2", "leg-2")).call_ids[0]

    exchange.work_off()

    assert turns(exchange, first) == turns(exchange, second)
    assert len(turns(exchange, first)) == len(FIRST) + len(OTHER_WORDS)
    assert exchange.states(second) == [("done", None)]
    assert (exchange.phones.fetched, exchange.open_jobs()) == (["leg-2"], [])


def test_a_call_that_becomes_part_of_another_while_its_transcript_is_on_the_way_loses_no_word(
    exchange: Exchange,
) -> None:
    exchange.deliver(words())
    exchange.phones.transcripts["leg-2"] = (words("call-2", "leg-2", turns=OTHER_WORDS),)
    second = exchange.deliver(announced("call-2", "leg-2")).call_ids[0]
    exchange.phones.meanwhile = lambda: _deliver(exchange)

    exchange.work_off()

    assert len(turns(exchange, second)) == len(FIRST) + len(OTHER_WORDS)
    assert exchange.states(second) == [("done", None)]
    assert exchange.open_jobs() == []


def test_a_call_that_becomes_part_of_another_while_its_vendor_says_no_fails_there(exchange: Exchange) -> None:
    exchange.deliver(words())
    exchange.phones.transcripts["leg-2"] = ()
    second = exchange.deliver(announced("call-2", "leg-2")).call_ids[0]
    exchange.phones.meanwhile = lambda: _deliver(exchange)

    exchange.work_off()

    assert exchange.states(second) == [("failed", "empty")]
    assert exchange.open_jobs() == []


def test_a_fetch_that_waits_goes_with_its_call_into_another_and_on_with_its_time(exchange: Exchange) -> None:
    exchange.deliver(words())
    second = exchange.deliver(announced("call-2", "leg-2")).call_ids[0]
    exchange.work_off()
    begun = exchange.fetches(second)[0].created_at
    exchange.clock.advance(300_000)

    exchange.deliver(LINK)
    exchange.phones.transcripts["leg-2"] = (words("call-2", "leg-2", turns=OTHER_WORDS),)
    (moved,) = exchange.fetches(second)
    exchange.work_off()

    assert moved.created_at == begun
    assert exchange.states(second) == [("done", None)]
    assert len(turns(exchange, second)) == len(FIRST) + len(OTHER_WORDS)


def test_a_call_erased_while_its_transcript_is_on_the_way_stays_erased(
    exchange: Exchange, erase: Erase, storage_url: str
) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)
    call_id = exchange.deliver(announced()).call_ids[0]
    exchange.phones.meanwhile = lambda: _erase(erase, call_id)

    exchange.work_off()

    with exchange.storage.work.read(TENANT) as unit, pytest.raises(NotFound):
        unit.calls.get(call_id)
    assert exchange.open_jobs() == []
    assert {"calls", "fetches", "wrapups", "call_bodies"}.isdisjoint(counts(storage_url))


def test_none_of_an_erased_calls_ids_brings_it_back(
    exchange: Exchange, erase: Erase, storage_url: str
) -> None:
    exchange.phones.transcripts["leg-1"] = (words(),)
    call_id = exchange.deliver(announced(other_ids=("alias-1", "alias-2"))).call_ids[0]
    exchange.deliver(announced(reference=reference("second"), other_ids=("alias-3",)))
    exchange.work_off()
    erase.call(ADMIN, call_id)

    receipts = [
        exchange.deliver(words(name, "leg-9", turns=THIRD))
        for name in ("call-1", "alias-1", "alias-2", "alias-3")
    ]
    exchange.work_off()

    assert {one.call_ids for one in receipts} == {(call_id,)}
    assert {(one.state, one.reason) for one in receipts} == {(DeliveryState.IGNORED, "erased")}
    assert {"calls", "fetches", "wrapups"}.isdisjoint(counts(storage_url))


def merged(exchange: Exchange) -> list[str]:
    """Three calls that become one in two steps, so that it is not the first that goes on each time."""
    calls = [
        exchange.deliver(words(f"call-{n}", f"leg-{n}", turns=said)).call_ids[0]
        for n, said in ((1, FIRST), (2, OTHER_WORDS), (3, THIRD))
    ]
    exchange.work_off()
    exchange.deliver(ParsedCall(external_id="call-2", other_ids=("call-3",), leg=Leg(id="leg-3")))
    exchange.deliver(LINK)
    return calls


def test_every_id_of_a_call_made_of_three_leads_to_it(exchange: Exchange) -> None:
    calls = merged(exchange)

    with exchange.storage.work.read(TENANT) as unit:
        found = {unit.calls.get(call_id).id for call_id in calls}
        keys = [leg.key for leg in unit.calls.get(calls[2]).legs]

    assert len(found) == 1
    assert sorted(keys) == ["leg-1", "leg-2", "leg-3"]


@pytest.mark.parametrize("by", [0, 1, 2])
def test_erased_by_any_of_its_ids_a_call_made_of_three_is_gone_and_each_answers_so(
    exchange: Exchange, erase: Erase, storage_url: str, by: int
) -> None:
    calls = merged(exchange)

    first = erase.call(ADMIN, calls[by]).erasure
    again = [erase.call(ADMIN, call_id).erasure for call_id in calls]

    assert again == [first] * 3
    assert first.removed["turns"] == len(FIRST) + len(OTHER_WORDS) + len(THIRD)
    with exchange.storage.work.read(TENANT) as unit:
        for call_id in calls:
            with pytest.raises(NotFound):
                unit.calls.get(call_id)
    assert {"calls", "call_keys", "wrapups", "legs"}.isdisjoint(counts(storage_url))
    exchange.deliver(words("call-3", "leg-3"))
    assert "calls" not in counts(storage_url)


def test_the_journal_knows_every_name_of_a_call_and_of_what_became_part_of_it(
    exchange: Exchange, erase: Erase, tmp_path: Path
) -> None:
    calls = merged(exchange)

    erase.call(ADMIN, calls[0])

    (entry,) = FileJournal(tmp_path / "erasures.jsonl").entries()
    assert len(set(entry.tombstones)) == len(("call-1", "call-2", "call-3", *calls[1:]))


def test_two_calls_that_share_an_id_and_stay_apart_are_erased_one_by_one(
    exchange: Exchange, erase: Erase, tmp_path: Path
) -> None:
    calls = [exchange.deliver(words(f"call-{n}", f"leg-{n}")).call_ids[0] for n in (1, 2)]
    exchange.work_off()
    for call_id in calls:
        wrapup = exchange.wrapup_of(call_id)
        sections = [section.model_dump(mode="json") for section in wrapup.content.summary]
        sections[0]["sentences"] = [{"text": "Typed by hand."}]
        exchange.review.edit(ADMIN, wrapup.id, wrapup.version, {"summary": sections})
    exchange.deliver(LINK)

    erase.call(ADMIN, calls[0])
    again = Erase(exchange.storage.work, FileJournal(tmp_path / "none"), lambda: "kept")
    again.replay(FileJournal(tmp_path / "erasures.jsonl").entries())

    with exchange.storage.work.read(TENANT) as unit:
        assert unit.calls.get(calls[1]).id == calls[1]
        with pytest.raises(NotFound):
            unit.calls.get(calls[0])
