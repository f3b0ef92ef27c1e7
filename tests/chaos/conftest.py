"""The seed of the schedules, and which storms run when nobody asks for them."""

import pytest

from tests.chaos.seeds import seed


@pytest.fixture
def chaos_seed() -> int:
    return seed()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Storms marked `chaos` take minutes: they run where `-m` speaks of them, as `make chaos` does."""
    if "chaos" in str(config.option.markexpr):
        return
    left_out = [item for item in items if item.get_closest_marker("chaos")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
