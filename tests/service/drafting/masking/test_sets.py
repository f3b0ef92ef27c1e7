"""The sets that were unseen once: what is found in them stays found. How they were counted at first sight is told in
the page on data protection; these floors say nothing of others.
"""

from pathlib import Path

import pytest

from tests.bench.masking_cases import marked
from tests.bench.masking_quality import Found, measure

HERE = Path(__file__).parent
IRREVERSIBLE = ("card", "security code", "pin")


def complete(found: Found, *kinds: str) -> int:
    """Secrets of which everything is left."""
    return sum(count["complete"] for (_, kind), count in found.secrets.items() if kind in kinds)


def false(found: Found) -> float:
    return sum(map(sum, (one.values() for one in found.false.values()))) / sum(found.words.values()) * 1000


@pytest.mark.parametrize(
    ("folder", "left", "ids"),
    [("unseen", 0, 0), ("unseen_second", 0, 1), ("unseen_third", 1, 2), ("unseen_fourth", 17, 25)],
)
def test_what_is_found_in_a_set_stays_found(folder: str, left: int, ids: int) -> None:
    found = measure(list(marked(HERE / folder)))

    assert complete(found, *IRREVERSIBLE) <= left
    assert complete(found, "id") <= ids
    assert false(found) < 1
