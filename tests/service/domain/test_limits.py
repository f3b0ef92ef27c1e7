"""Rates: never more than the limit in any minute, never much less while jobs wait, and never a deadlock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.limits import Standing, lower

START = 1_780_000_000_000
MINUTE = 60_000


def taken_at(per_minute: int, minutes: int) -> list[int]:
    """When requests were let through, if the next one always waited for no longer than it had to."""
    standing = Standing(now=START, requests_per_minute=per_minute)
    moments = []
    while standing.now < START + minutes * MINUTE:
        wait = standing.wait_ms(1, 0)
        if wait:
            standing = at(standing, standing.now + wait)
        else:
            moments.append(standing.now)
            standing = standing.taken(1, 0)
    return moments


def at(standing: Standing, now: int) -> Standing:
    return Standing(
        now=now,
        requests_per_minute=standing.requests_per_minute,
        tokens_per_minute=standing.tokens_per_minute,
        requests_until=standing.requests_until,
        tokens_until=standing.tokens_until,
    )


@pytest.mark.parametrize("per_minute", [1, 2, 7, 60, 100, 3_000])
def test_no_minute_brings_more_than_the_limit_and_none_much_less(per_minute: int) -> None:
    moments = taken_at(per_minute, minutes=3)

    most = max(sum(start <= moment < start + MINUTE for moment in moments) for start in moments)
    assert most <= per_minute
    assert len(moments) >= 3 * per_minute * 0.9 - 1


@given(st.integers(1, 2_000), st.lists(st.integers(0, 20_000), min_size=1, max_size=200))
def test_whenever_jobs_come_no_minute_brings_more_than_the_limit(per_minute: int, pauses: list[int]) -> None:
    standing = Standing(now=START, requests_per_minute=per_minute)
    moments = []
    for pause in pauses:
        standing = at(standing, standing.now + pause)
        if not standing.wait_ms(1, 0):
            standing = standing.taken(1, 0)
            moments.append(standing.now)

    assert all(sum(start <= moment < start + MINUTE for moment in moments) <= per_minute for start in moments)


def test_after_a_pause_a_burst_may_go_at_once() -> None:
    moments = taken_at(per_minute=660, minutes=1)

    assert sum(moment == START for moment in moments) == 60


@given(st.integers(1, 1_000_000), st.integers(1, 1_000_000))
def test_what_is_larger_than_a_minutes_tokens_goes_once_all_is_paid(per_minute: int, tokens: int) -> None:
    first = Standing(now=START, tokens_per_minute=per_minute)
    second = first.taken(0, tokens)

    wait = second.wait_ms(0, tokens)

    assert first.wait_ms(0, tokens) == 0
    assert at(second, START + wait).wait_ms(0, tokens) == 0


def test_tokens_that_were_not_used_are_had_again() -> None:
    full = Standing(now=START, tokens_per_minute=1_000).taken(0, 1_000)

    assert full.wait_ms(0, 500) > 0
    assert full.taken(0, -1_000).wait_ms(0, 500) == 0


def test_a_provider_that_refuses_is_left_alone_until_it_says() -> None:
    refusing = Standing(now=START, resume_at=START + 4_000)

    assert (refusing.wait_ms(1, 0), at(refusing, START + 4_000).wait_ms(1, 0)) == (4_000, 0)
    assert (refusing.room(1, 0), Standing(now=START).room(1, 0)) == (0, None)


@given(st.integers(1, 5_000), st.integers(0, 50))
def test_there_is_room_for_as_many_as_can_be_taken(per_minute: int, before: int) -> None:
    standing = Standing(now=START, requests_per_minute=per_minute).taken(before, 0)
    room = standing.room(1, 0) or 0

    count = 0
    while not standing.wait_ms(1, 0):
        standing = standing.taken(1, 0)
        count += 1

    assert abs(room - count) <= 1
    assert (room == 0) == (count == 0)


def test_the_lower_of_two_limits_holds() -> None:
    assert (lower(None, None), lower(3, None), lower(None, 4), lower(3, 4)) == (None, 3, 4, 3)
