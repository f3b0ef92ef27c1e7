"""Real worker processes: how they end, and what they do about a thread that is stuck and a job that kills."""

import signal
from pathlib import Path

import pytest

from service.worker.leaving import OVERDUE
from tests.connectors.transport.peers import drip, peer
from tests.e2e.processes import eventually
from tests.service.worker.shop import POISONED, START_S, exit_code, opened, send

pytestmark = pytest.mark.timeout(300)

MINUTE = "60000"


def test_a_worker_that_is_told_to_end_finishes_what_it_can_and_hands_the_rest_back(
    tmp_path: Path, storage_url: str
) -> None:
    with opened(tmp_path, storage_url, AFTERCALL_SHUTDOWN_MS="2000") as shop:
        worker = shop.start()
        shop.enqueue("until-a", "never-b")
        eventually(lambda: shop.begun("until-a") and shop.begun("never-b"), seconds=START_S, why="both run")

        send(worker, signal.SIGTERM)
        eventually(lambda: shop.logged("worker_leaving"), why="it heard")
        shop.enqueue("quick-c")
        shop.let_end("until-a")
        code = exit_code(worker)

        assert code == 0
        assert shop.ended("until-a")
        assert shop.states() == {"never-b": ("waiting", 0, 0), "quick-c": ("waiting", 0, 0)}


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_hands_back_at_once(tmp_path: Path, sqlite_url: str, second: signal.Signals) -> None:
    with opened(tmp_path, sqlite_url, AFTERCALL_SHUTDOWN_MS=MINUTE) as shop:
        worker = shop.start()
        shop.enqueue("never-a")
        eventually(lambda: shop.begun("never-a"), seconds=START_S, why="it runs")

        send(worker, signal.SIGTERM)
        eventually(lambda: shop.logged("worker_leaving"), why="it heard")
        send(worker, second)

        assert exit_code(worker, 10) == 0
        assert shop.states() == {"never-a": ("waiting", 0, 0)}


def test_a_worker_with_nothing_in_hand_ends_by_itself(tmp_path: Path, sqlite_url: str) -> None:
    with opened(tmp_path, sqlite_url, AFTERCALL_SHUTDOWN_MS=MINUTE) as shop:
        worker = shop.start()
        shop.enqueue("quick-a")
        eventually(lambda: shop.ended("quick-a"), seconds=START_S, why="it works")

        send(worker, signal.SIGINT)

        assert exit_code(worker, 10) == 0
        assert not shop.logged("jobs_handed_back")


def test_a_thread_that_a_dripping_peer_holds_ends_its_worker_and_a_new_one_is_started(
    tmp_path: Path, sqlite_url: str
) -> None:
    settings = {"WORKSHOP_DEADLINE_MS": "1500", "AFTERCALL_SHUTDOWN_MS": MINUTE}
    with (
        peer(drip(b"HTTP/1.1 200 OK\r\n\r\n")) as origin,
        opened(tmp_path, sqlite_url, WORKSHOP_PEER=origin, **settings) as shop,
    ):
        worker = shop.start()
        shop.enqueue("drip-a")
        eventually(lambda: shop.begun("drip-a"), seconds=START_S, why="it is held")
        eventually(lambda: worker.process is None or worker.process.poll() is not None, why="it ends")
        shop.enqueue("quick-b")

        def again() -> bool:
            shop.supervisor.tend()
            return bool(shop.ended("quick-b"))

        eventually(again, seconds=START_S, why="the next one works")

        assert shop.told == [f"worker ended with {OVERDUE}; starting it again"]
        assert shop.logged("worker_overdue")
        assert shop.states() == {"drip-a": ("leased", 0, 0)}
        shop.end_leases()
        shop.sweep()
        eventually(lambda: shop.states()["drip-a"][2] == 1, why="it counts as a crash")


def test_a_worker_that_ends_for_a_stuck_thread_lets_the_others_finish(
    tmp_path: Path, sqlite_url: str
) -> None:
    settings = {"WORKSHOP_DEADLINE_MS": "1500", "AFTERCALL_SHUTDOWN_MS": MINUTE}
    with opened(tmp_path, sqlite_url, **settings) as shop:
        worker = shop.start()
        shop.enqueue("until-b", "never-a")
        eventually(lambda: shop.begun("never-a"), seconds=START_S, why="it is stuck")
        eventually(lambda: shop.logged("worker_overdue"), why="the first is overdue")
        shop.let_end("until-b")

        assert exit_code(worker) == OVERDUE
        assert shop.ended("until-b")
        assert not shop.logged("jobs_handed_back")
        assert shop.states() == {"never-a": ("leased", 0, 0)}


def test_a_poison_job_among_128_loses_none_of_the_others(tmp_path: Path, storage_url: str) -> None:
    others = [f"quick-{number}" for number in range(127)]
    with opened(tmp_path, storage_url) as shop:
        shop.enqueue(*others[:60], "poison-x", *others[60:])
        worker = shop.start()

        def parked() -> bool:
            if worker.process is not None and worker.process.poll() is not None:
                shop.end_leases()
            shop.sweep()
            shop.supervisor.tend()
            return shop.states() == {"poison-x": ("parked", 0, 4)}

        eventually(parked, seconds=120, why="all are done but the poison")

        assert shop.told == [f"worker ended with {POISONED}; starting it again"] * 4
        how = [line.split(" ", 3)[3] for line in shop.begun("poison-x")]
        assert how == ["with others", "with others", "alone", "alone"]
        # One that was done when the poison struck may not have got to say so; none was done twice.
        assert all(shop.begun(other) and len(shop.ended(other)) <= 1 for other in others)
