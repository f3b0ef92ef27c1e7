"""Two hundred calls while worker and broker are killed and the CRM's answers are lost: each written once."""

from pathlib import Path

import pytest

from tests.chaos.arena import running_arena
from tests.chaos.blows import ASKED_FOR
from tests.chaos.storm import weathered

pytestmark = pytest.mark.timeout(420)


def test_two_hundred_calls_are_written_once_in_a_storm_on_sqlite(tmp_path: Path, chaos_seed: int) -> None:
    with running_arena(tmp_path, {}) as arena:
        weather = weathered(arena, chaos_seed, ASKED_FOR)

    assert len(weather.struck) == len(ASKED_FOR)
    assert weather.lost_answers > 0


@pytest.mark.postgres
def test_two_hundred_calls_are_written_once_in_a_storm_on_postgresql(
    postgres_url: str, tmp_path: Path, chaos_seed: int
) -> None:
    with running_arena(tmp_path, {"AFTERCALL_DATABASE_URL": postgres_url}) as arena:
        weather = weathered(arena, chaos_seed, ASKED_FOR)

    assert len(weather.struck) == len(ASKED_FOR)
    assert weather.lost_answers > 0
