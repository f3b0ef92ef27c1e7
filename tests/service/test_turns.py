"""Turns at the processor, with real threads that meet at events."""

import threading
from collections.abc import Callable
from contextlib import suppress

from service.turns import Turns, away

PATIENCE_S = 20.0


def _thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _queued(turns: Turns, *, new: int = 0, back: int = 0) -> bool:
    """Wait until so many threads stand in line."""
    pause = threading.Event()
    for _ in range(2000):
        if (len(turns._new), len(turns._back)) == (new, back):
            return True
        pause.wait(PATIENCE_S / 2000)
    return False


def test_no_more_threads_have_a_turn_than_there_are_places() -> None:
    turns, inside, go = Turns(2), [], threading.Event()

    def work() -> None:
        with turns.turn():
            inside.append(1)
            go.wait(PATIENCE_S)

    threads = [_thread(work) for _ in range(5)]

    assert _queued(turns, new=3)
    assert len(inside) == 2
    go.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(inside) == 5


def test_who_waits_for_a_peer_lends_its_place() -> None:
    turns, answer, done = Turns(1), threading.Event(), threading.Event()

    def asks() -> None:
        with turns.turn(), away():
            answer.wait(PATIENCE_S)

    def computes() -> None:
        with turns.turn():
            done.set()

    first = _thread(asks)
    second = _thread(computes)

    assert done.wait(PATIENCE_S)
    assert first.is_alive()
    answer.set()
    first.join(PATIENCE_S)
    second.join(PATIENCE_S)


def test_a_job_that_comes_back_goes_before_a_new_one() -> None:
    turns, order = Turns(1), []
    answer, left, leave = threading.Event(), threading.Event(), threading.Event()

    def begun() -> None:
        with turns.turn():
            with away():
                left.set()
                answer.wait(PATIENCE_S)
            order.append("begun")

    def busy() -> None:
        with turns.turn():
            leave.wait(PATIENCE_S)

    def new() -> None:
        with turns.turn():
            order.append("new")

    threads = [_thread(begun)]
    assert left.wait(PATIENCE_S)
    threads.append(_thread(busy))
    assert _has_turn(turns)
    threads.append(_thread(new))
    assert _queued(turns, new=1)
    answer.set()
    assert _queued(turns, new=1, back=1)
    leave.set()
    for thread in threads:
        thread.join(PATIENCE_S)

    assert order == ["begun", "new"]


def test_a_turn_ends_with_an_error_and_threads_without_one_are_let_be() -> None:
    turns = Turns(1)

    def fails() -> None:
        with turns.turn(), away():
            raise TimeoutError

    with suppress(TimeoutError):
        fails()
    with away():
        again = _thread(lambda: turns.turn().__enter__())

    again.join(PATIENCE_S)
    assert not again.is_alive()


def _has_turn(turns: Turns) -> bool:
    pause = threading.Event()
    for _ in range(2000):
        if turns._free == 0:
            return True
        pause.wait(PATIENCE_S / 2000)
    return False
