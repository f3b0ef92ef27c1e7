"""What a process keeps of running calls in memory: bounded, and one request about a call at a time."""

import threading

from connectors.contracts import Speaker, Turn
from service.drafting.masking.live import LiveMasking
from service.flows.live_tails import Name, Tails

IDLE_S = 0.05


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def named(number: int) -> Name:
    return ("acme", "phones", f"call-{number}")


def heard(text: str = "Hello.") -> LiveMasking:
    masking = LiveMasking()
    masking.add("a", Turn(speaker=Speaker.AGENT, text=text))
    return masking


def keep(tails: Tails, number: int, text: str = "Hello.") -> None:
    with tails.of(named(number)) as tail:
        tail.keep(heard(text), 1)


def kept(tails: Tails, number: int) -> bool:
    with tails.of(named(number)) as tail:
        return tail.masking is not None


def test_what_is_kept_is_there_for_the_next_part() -> None:
    tails = Tails()

    keep(tails, 1)

    assert kept(tails, 1)
    tails.close()


def test_a_call_that_is_over_is_forgotten() -> None:
    tails = Tails()
    keep(tails, 1)

    with tails.of(named(1)) as tail:
        tail.forget()

    assert len(tails) == 0
    tails.close()


def test_of_too_many_calls_the_one_used_longest_ago_goes() -> None:
    tails = Tails(most_calls=2)
    for number in (1, 2, 1, 3):
        keep(tails, number)

    assert [kept(tails, 2), kept(tails, 1), kept(tails, 3)] == [False, True, True]
    tails.close()


def test_of_too_many_characters_the_call_used_longest_ago_goes() -> None:
    tails = Tails(most_characters=1_000)
    keep(tails, 1, "word " * 90)

    keep(tails, 2, "word " * 90)

    assert [kept(tails, 1), kept(tails, 2)] == [False, True]
    tails.close()


def test_what_nobody_asks_for_is_dropped_in_time() -> None:
    clock = Clock()
    tails = Tails(longest_idle_s=900, monotonic=clock)
    keep(tails, 1)
    clock.now = 500
    keep(tails, 2)

    clock.now = 1_000
    tails.purge()

    assert [kept(tails, 1), kept(tails, 2)] == [False, True]
    tails.close()


def test_what_is_kept_is_dropped_though_no_part_comes_any_more() -> None:
    tails = Tails(longest_idle_s=IDLE_S)
    keep(tails, 1)

    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and thread.interval == IDLE_S:
            thread.join(10)

    assert len(tails) == 0
    tails.close()


def test_nothing_is_kept_once_closed() -> None:
    tails = Tails()
    keep(tails, 1)

    tails.close()

    assert len(tails) == 0


def test_requests_about_one_call_wait_for_each_other() -> None:
    tails, order, held = Tails(), list[str](), threading.Event()

    def second() -> None:
        held.wait(10)
        with tails.of(named(1)):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with tails.of(named(1)) as tail:
        held.set()
        thread.join(0.2)
        order.append("first")
        tail.keep(heard(), 1)
    thread.join(10)

    assert order == ["first", "second"]
    tails.close()
