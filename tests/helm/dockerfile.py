"""Reads the Dockerfile, and builds what it says in folders that stand for its stages: there is no daemon here.

The part of the language that ours uses: FROM, ARG, ENV, WORKDIR, COPY, RUN in a shell, and the metadata of the
last stage. Absolute paths lie below the stage's folder; variables that hold some are mapped likewise.
"""

import fnmatch
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.helm.chart import ROOT

STEP_S = 600


@dataclass(frozen=True)
class Step:
    word: str
    text: str

    @property
    def words(self) -> list[str]:
        """Without flags: of a COPY the sources and the destination."""
        return [word for word in shlex.split(self.text) if not word.startswith("--")]

    def flag(self, name: str) -> str | None:
        given = [word for word in shlex.split(self.text) if word.startswith(f"--{name}=")]
        return given[0].partition("=")[2] if given else None

    @property
    def pairs(self) -> dict[str, str]:
        return {key: value for key, _, value in (word.partition("=") for word in shlex.split(self.text))}


@dataclass
class Stage:
    name: str
    image: str
    steps: list[Step] = field(default_factory=list)

    def of(self, word: str) -> list[Step]:
        return [step for step in self.steps if step.word == word]


def stages() -> dict[str, Stage]:
    """By name, in order."""
    found: dict[str, Stage] = {}
    for step in _steps():
        if step.word == "FROM":
            image, _, name = step.text.partition(" AS ")
            found[name] = Stage(name, image)
        elif found:
            found[next(reversed(found))].steps.append(step)
    return found


def arguments() -> dict[str, str]:
    """Those before the first stage: base images."""
    return dict(_head())


def _head() -> Iterator[tuple[str, str]]:
    for step in _steps():
        if step.word == "FROM":
            return
        yield from step.pairs.items()


def _steps() -> list[Step]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = lines.replace("\\\n", " ")
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


@cache
def ignored() -> tuple[tuple[str, bool], ...]:
    """Patterns of .dockerignore, with whether each takes away."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return tuple(
        (line.lstrip("!"), not line.startswith("!")) for line in lines if line and not line.startswith("#")
    )


def in_context(path: Path) -> bool:
    """Whether a file of the project reaches the build; the last pattern that speaks of it decides."""
    names = [str(path), *(str(parent) for parent in path.parents if str(parent) != ".")]
    out = False
    for pattern, takes in ignored():
        plain = pattern.removeprefix("**/")
        matches = any(
            fnmatch.fnmatchcase(name if plain == pattern else Path(name).name, plain) for name in names
        )
        out = takes if matches else out
    return not out


class Build:
    """The stages, each in a folder of its own below one.

    `without` names variables of the Dockerfile that would only make it slower here: caches are ours to use.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *, without: Collection[str] = ()
    ) -> None:
        self.folder = folder
        self._given = dict(environment)
        self._without = without

    def root(self, stage: str) -> Path:
        return self.folder / stage

    def perform(self, stage: Stage) -> None:
        root = self.root(stage.name)
        root.mkdir()
        environment = dict(self._given)
        here = root
        for step in stage.steps:
            match step.word:
                case "WORKDIR":
                    here = root / step.text.lstrip("/")
                    here.mkdir(parents=True, exist_ok=True)
                case "ENV":
                    pairs = {name: self._mapped(root, value) for name, value in step.pairs.items()}
                    environment |= {name: pairs[name] for name in pairs if name not in self._without}
                case "COPY":
                    self._copy(root, here, step)
                case "RUN":
                    self._run(step.text, here, environment)

    def _mapped(self, root: Path, value: str) -> str:
        return str(root / value.lstrip("/")) if value.startswith("/") else value

    def _copy(self, root: Path, here: Path, step: Step) -> None:
        *sources, target = step.words
        to = (root / target.lstrip("/")) if target.startswith("/") else here / target
        of = step.flag("from")
        for source in sources:
            at = self.root(of) / source.lstrip("/") if of else ROOT / source
            if of:
                # Nobody changes a file once it is built, so it need not be there twice.
                shutil.copytree(at, to, symlinks=True, dirs_exist_ok=True, copy_function=os.link)
            elif at.is_dir():
                shutil.copytree(at, to, symlinks=True, dirs_exist_ok=True, ignore=_left_out)
            else:
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy2(at, to)

    def _run(self, command: str, here: Path, environment: Mapping[str, str]) -> None:
        done = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=here,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=STEP_S,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What .dockerignore keeps from the build."""
    at = Path(folder).relative_to(ROOT)
    return {name for name in names if not in_context(at / name)}


def clean_environment() -> dict[str, str]:
    """What a build has of this machine: where programs are, and how packages are reached."""
    kept = re.compile(
        r"PATH|LANG|.*_PROXY|.*_proxy|PIP_.*|UV_.*|NPM_CONFIG_.*|SSL_CERT_.*|NODE_EXTRA_CA_CERTS"
    )
    return {name: value for name, value in os.environ.items() if kept.fullmatch(name)}
