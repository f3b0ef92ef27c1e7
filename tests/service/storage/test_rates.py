"""Rates: requests and tokens a minute, of the file or learnt from the provider, are waited for and not exceeded."""

from datetime import timedelta

from sqlalchemy import select

from service.domain.errors import Postpone
from service.domain.job import Lane
from service.domain.limits import LEARNT_KEPT_MS, Learnt
from service.storage import Storage
from service.storage.tables import limits as table
from tests.service.storage.builders import ACME, Clock, claimed, enqueued
from tests.service.storage.raw import rows
from tests.service.storage.shares import finish, learnt, limited, refused, reserve, taken


def test_requests_a_minute_are_spread_and_waited_for(storage: Storage, clock: Clock) -> None:
    limited(storage, requests_per_minute=6)
    first, second = taken(storage, 2)
    reserve(storage, first)

    wait = refused(storage, second)

    assert wait.delay_ms == 11_000
    clock.advance(10_999)
    assert storage.board.due() == {}
    clock.advance(1)
    assert storage.board.due() == {Lane.DRAFT: 1}
    reserve(storage, claimed(storage))


def test_no_more_are_claimed_for_their_minute_than_it_has_room_for(storage: Storage, clock: Clock) -> None:
    limited(storage, requests_per_minute=6)
    first, *others = taken(storage, 3)
    reserve(storage, first)
    for job in others:
        refused(storage, job)
    clock.advance(11_000)

    assert storage.board.due() == {Lane.DRAFT: 1}
    claimed(storage)
    assert (storage.board.due(), storage.board.claim(Lane.DRAFT, "worker-1")) == ({}, None)


def test_many_that_wait_for_their_minute_are_not_claimed_in_vain(storage: Storage, clock: Clock) -> None:
    limited(storage, requests_per_minute=66)
    vain = done = 0
    for number in range(200):
        enqueued(storage, f"w{number}")

    for _ in range(40):
        while job := storage.board.claim(Lane.DRAFT, "worker-1"):
            try:
                reserve(storage, job)
            except Postpone as wait:
                vain += 1
                with storage.work.begin(ACME) as unit:
                    unit.jobs.postpone(job, delay_ms=wait.delay_ms, reason="", failed=False, connection="llm")
            else:
                done += 1
                finish(storage, job)
        clock.advance(500)

    assert (done, vain) == (6 + 19, 200 - 6)


def test_tokens_a_minute_are_waited_for_and_corrected_by_what_was_used(
    storage: Storage, clock: Clock
) -> None:
    limited(storage, tokens_per_minute=11_000)
    first, second, third = taken(storage, 3)
    reserve(storage, first, tokens=1_000)

    assert refused(storage, second, tokens=500).delay_ms == 3_000
    with storage.work.begin(ACME) as unit:
        unit.limits.spent("llm", tokens=-400)
    assert refused(storage, third, tokens=500).delay_ms == 600
    clock.advance(600)
    assert storage.board.claim(Lane.DRAFT, "worker-1") is not None
    with storage.work.begin(ACME) as unit:
        unit.limits.spent("llm", tokens=11_000)
    clock.advance(3_000)
    assert storage.board.claim(Lane.DRAFT, "worker-1") is None


def test_what_a_provider_told_holds_where_it_is_lower_and_for_a_while(storage: Storage, clock: Clock) -> None:
    limited(storage, requests_per_minute=660)
    learnt(storage, requests_per_minute=6)
    first, second = taken(storage, 2)
    reserve(storage, first)
    assert refused(storage, second).delay_ms == 11_000

    clock.advance(LEARNT_KEPT_MS)
    storage.board.free_expired()
    for subject in ("later", "latest"):
        enqueued(storage, subject)

    for _ in range(4):
        reserve(storage, claimed(storage))


def test_a_provider_that_allows_more_does_not_raise_the_files_limit(storage: Storage) -> None:
    limited(storage, requests_per_minute=6)
    learnt(storage, requests_per_minute=6_000)
    first, second = taken(storage, 2)
    reserve(storage, first)

    assert refused(storage, second).delay_ms == 11_000


def test_a_provider_that_refuses_is_not_asked_before_it_says(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        unit.limits.learn("llm", Learnt(resume_at=unit.now + timedelta(seconds=30)))
    job, *_ = taken(storage, 1)

    assert refused(storage, job).delay_ms == 30_000
    clock.advance(29_999)
    assert (storage.board.due(), storage.board.claim(Lane.DRAFT, "worker-1")) == ({}, None)
    clock.advance(1)
    reserve(storage, claimed(storage))


def test_what_a_provider_says_with_every_answer_is_stored_now_and_then(
    storage: Storage, storage_url: str, clock: Clock
) -> None:
    until = []
    for pause in (0, 1_000, LEARNT_KEPT_MS // 2):
        clock.advance(pause)
        learnt(storage, tokens_per_minute=9_000)
        until += [row.learnt_until - clock.now for row in rows(storage_url, ACME, select(table))]

    assert until == [LEARNT_KEPT_MS, LEARNT_KEPT_MS - 1_000, LEARNT_KEPT_MS]
