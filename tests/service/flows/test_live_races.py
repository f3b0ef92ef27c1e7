"""One call's parts taken by several threads and processes at once: every one is stored once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from service.domain.errors import StorageDown
from tests.service.flows.live_calls import FACTS, Ear, part
from tests.service.flows.world import World

COUNT = 24


def sent(ear: Ear, numbers: Sequence[int]) -> int:
    """Each part until it is taken, as a sender does; how many were new."""
    taken = 0
    for number in numbers:
        for _ in range(50):
            with suppress(StorageDown):
                body = {
                    "segments": [
                        part(number, "customer", f"This is line {'abcdefghijklmnopqrstuvwxyz'[number]}.")
                    ]
                }
                taken += ear.post(body).taken
                break
    return taken


def test_threads_of_one_process_take_every_part_once(world: World) -> None:
    ear = Ear(world)
    ear.post({"call": FACTS})

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda first: sent(ear, range(first, COUNT, 4)), range(4)))

    assert sum(taken) == COUNT
    assert len(set(ear.texts())) == len(ear.texts()) == COUNT


def test_two_processes_take_every_part_once_though_both_get_all(world: World) -> None:
    one, other = Ear(world), Ear(world)
    one.post({"call": FACTS})

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda ear: sent(ear, range(COUNT)), (one, other)))

    assert sum(taken) == COUNT
    assert one.texts() == sorted(one.texts())
    assert len(one.texts()) == COUNT
