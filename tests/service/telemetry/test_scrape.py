"""The figures that are looked up: bounded labels, bounded time, and an answer whatever is away."""

import threading
from collections.abc import Callable, Sequence

from prometheus_client.parser import text_string_to_metric_families

from service.domain.board import LaneWait
from service.domain.job import Lane
from service.telemetry import scrape
from service.telemetry.scrape import Installation


def wait(tenant: str, *, due: int = 1, oldest_ms: int = 0, lane: Lane = Lane.DRAFT) -> LaneWait:
    return LaneWait(
        tenant_id=tenant, lane=lane, due=due, leased=2, parked=3, lone_due=0, oldest_due_ms=oldest_ms
    )


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def fine() -> None:
    """A part that answers."""


def down() -> None:
    raise OSError("postgresql://user:password@db")


def waited(release: threading.Event) -> None:
    release.wait(30)


def installation(
    *,
    database: Callable[[], None] = fine,
    waits: Callable[[], Sequence[LaneWait]] = tuple,
    monotonic: Callable[[], float] | None = None,
    wait_s: float = 10.0,
) -> Installation:
    return Installation(
        parts={"database": database, "broker": fine},
        waits=waits,
        switched_off=lambda: [("fernhill", "sources"), ("fernhill", "sources"), ("fernhill", "crm")],
        tenants=lambda: {"fernhill", "birchway"},
        wait_s=wait_s,
        monotonic=monotonic or Clock(),
    )


def read(text: bytes) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels' values, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_queues_are_told_by_tenant_and_lane() -> None:
    one = installation(waits=lambda: [wait("fernhill", due=7, oldest_ms=1_500)])

    figures = read(one.exposition())

    assert figures["aftercall_queue_due", "draft", "fernhill"] == 7
    assert figures["aftercall_queue_leased", "draft", "fernhill"] == 2
    assert figures["aftercall_queue_parked", "draft", "fernhill"] == 3
    assert figures["aftercall_queue_oldest_due_seconds", "draft", "fernhill"] == 1.5
    assert figures["aftercall_switched_off", "sources", "fernhill"] == 2
    assert figures["aftercall_dependency_up", "database"] == 1


def test_tenants_without_a_file_are_counted_together() -> None:
    gone = [wait(f"gone-{number}", due=1, oldest_ms=number) for number in range(50)]
    one = installation(waits=lambda: [*gone, wait("birchway")])

    figures = read(one.exposition())

    assert figures["aftercall_queue_due", "draft", "other"] == 50
    assert figures["aftercall_queue_oldest_due_seconds", "draft", "other"] == 0.049
    assert len([key for key in figures if key[0] == "aftercall_queue_due"]) == 2


def test_without_the_database_the_rest_is_told_and_no_address() -> None:
    def no_rows() -> Sequence[LaneWait]:
        raise OSError("postgresql://user:password@db")

    text = installation(database=down, waits=no_rows).exposition()

    figures = read(text)
    assert figures["aftercall_dependency_up", "database"] == 0
    assert figures["aftercall_dependency_up", "broker"] == 1
    assert ("aftercall_queue_due", "draft", "fernhill") not in figures
    assert figures["aftercall_job_crashes_total",] >= 0
    assert b"password" not in text


def test_a_database_that_hangs_is_away_and_holds_nothing_up() -> None:
    clock, release = Clock(), threading.Event()
    release.set()
    one = installation(database=lambda: waited(release), monotonic=clock, wait_s=0.5)
    before = read(one.exposition())

    release.clear()
    clock.now = scrape.KEEP_S
    try:
        at_once = read(one.exposition())
        clock.now += scrape.HANGS_S + 1
        later = read(one.exposition())
    finally:
        release.set()

    key = ("aftercall_dependency_up", "database")
    assert (before[key], at_once[key], later[key]) == (1, 1, 0)


def test_scrapes_in_quick_succession_look_once() -> None:
    clock = Clock()
    looks: list[int] = []

    def counted() -> Sequence[LaneWait]:
        looks.append(1)
        return ()

    one = installation(waits=counted, monotonic=clock)

    for clock.now in (0.0, 1.0, scrape.KEEP_S):
        one.refresh()

    assert len(looks) == 2
