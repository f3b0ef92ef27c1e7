"""The image: what its Dockerfile says, and what comes of its steps when they are taken."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from service.cli import pulse
from service.cli.app import app
from tests.helm.chart import PARTS, ROOT, container, pods, settings_of
from tests.helm.dockerfile import Build, Step, arguments, clean_environment, in_context, stages
from tests.vendors.salesforce import running_app

RUNTIME = stages()["runtime"]
SLOWER = frozenset({"UV_NO_CACHE", "UV_COMPILE_BYTECODE", "PIP_NO_CACHE_DIR"})


def test_the_stages_are_front_end_packages_and_what_runs() -> None:
    found = stages()

    assert list(found) == ["web", "build", "runtime"]
    assert found["build"].image == found["runtime"].image == "${PYTHON_IMAGE}"
    assert found["web"].image == "${NODE_IMAGE}"


def test_base_images_and_indexes_are_arguments_and_name_no_registry() -> None:
    given = arguments()

    assert set(given) == {"PYTHON_IMAGE", "NODE_IMAGE"}
    assert [image for image in given.values() if "/" in image] == []
    names = {step.text.partition("=")[0] for step in stages()["build"].of("ARG")}
    assert {"PIP_INDEX_URL", "UV_DEFAULT_INDEX"} <= names
    assert "NPM_CONFIG_REGISTRY" in {step.text for step in stages()["web"].of("ARG")}


def test_python_and_node_are_those_that_the_project_is_tested_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    package = json.loads((ROOT / "service/web/package.json").read_text())

    python, node = (
        re.findall(r":(\d+(?:\.\d+)?)", arguments()[name])[0] for name in ("PYTHON_IMAGE", "NODE_IMAGE")
    )

    assert project["project"]["requires-python"] == f">={python}"
    assert int(node) >= int(package["engines"]["node"].lstrip(">="))


def test_it_runs_as_a_number_that_the_chart_agrees_with() -> None:
    (user,) = RUNTIME.of("USER")

    number, group = user.text.split(":")
    assert int(number) > 0
    assert int(group) > 0
    assert {pod["securityContext"]["runAsUser"] for pod in pods({}).values()} == {int(number)}
    # Nothing is run as root once the image is made, and no shell is needed to make it.
    assert RUNTIME.of("RUN") == []


def test_the_process_gets_its_signals_itself() -> None:
    (entry,), (stop,), (command,) = RUNTIME.of("ENTRYPOINT"), RUNTIME.of("STOPSIGNAL"), RUNTIME.of("CMD")

    assert json.loads(entry.text) == ["aftercall"]
    assert stop.text == "SIGTERM"
    assert json.loads(command.text) == ["--help"]


def test_nothing_is_fetched_by_address_and_nothing_secret_is_written_down() -> None:
    steps = [step for stage in stages().values() for step in stage.steps]

    assert [step for step in steps if step.word == "ADD"] == []
    secret = re.compile(r"(?i)password|secret|token|api_key|://[^/\s]*@")
    assert [step for step in steps if secret.search(step.text)] == []


def copies() -> Iterator[Step]:
    for stage in stages().values():
        yield from (step for step in stage.of("COPY") if step.flag("from") is None)


@pytest.mark.parametrize("source", [path for step in copies() for path in step.words[:-1]])
def test_every_file_that_is_copied_is_there_kept_by_git_and_reaches_the_build(source: str) -> None:
    path = ROOT / source

    assert path.exists()
    assert in_context(Path(source.rstrip("/")))
    if (ROOT / ".git").exists():
        asked = subprocess.run(["git", "check-ignore", "-q", source], cwd=ROOT, check=False)
        assert asked.returncode == 1, f"git ignores {source}"


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".env",
        ".aftercall/keyring.json",
        ".venv/bin/python",
        "config/fernhill.yaml",
        "service/web/node_modules/lit/index.js",
        "service/web/dist/review.js",
        "service/cli/__pycache__/app.cpython-311.pyc",
        "tests/conftest.py",
    ],
)
def test_nothing_else_reaches_the_build(path: str) -> None:
    assert not in_context(Path(path))
    assert in_context(Path("service/cli/app.py"))


def test_its_environment_is_what_the_chart_says_too() -> None:
    env = {name: value for step in RUNTIME.of("ENV") for name, value in step.pairs.items()}
    given = settings_of({})

    ours = {name: value for name, value in env.items() if name.startswith("AFTERCALL_")}
    assert ours == {name: given[name] for name in ours}
    exposed = set(RUNTIME.of("EXPOSE")[0].text.split())
    assert exposed == {ours["AFTERCALL_PORT"], ours["AFTERCALL_METRICS_PORT"]}
    assert {
        str(container(pods({})[f"aftercall-{part}"])["ports"][0]["containerPort"]) for part in PARTS
    } == exposed


@pytest.fixture(scope="module")
def built() -> Iterator[Build]:
    """The steps of the Dockerfile, taken: npm, uv and hatchling run as they do in it."""
    if shutil.which("npm") is None:
        pytest.skip("NO NPM HERE: the steps of the image are not taken")
    environment = clean_environment()
    environment["PATH"] = f"{Path(sys.executable).resolve().parent}{os.pathsep}{environment['PATH']}"
    with tempfile.TemporaryDirectory(prefix="aftercall-image-") as name:
        folder = Path(name)
        # Others may look into it, as into an image.
        folder.chmod(0o755)
        build = Build(folder, environment | {"HOME": name}, without=SLOWER)
        for stage in stages().values():
            build.perform(stage)
        yield build


def site(build: Build) -> Path:
    (found,) = (build.root("runtime") / "opt/aftercall/lib").glob("python*/site-packages")
    return found


def aftercall(build: Build, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command in what runs, under the image's own environment and none of ours."""
    root = build.root("build")
    return subprocess.run(
        [str(root / "opt/aftercall/bin/aftercall"), *arguments],
        capture_output=True,
        text=True,
        cwd=build.folder,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1", **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.timeout(900)
def test_the_package_holds_all_that_the_product_reads(built: Build) -> None:
    for path in (
        "prompts/default/profile.yaml",
        "prompts/telecom/profile.yaml",
        "prompts/banking/profile.yaml",
        "prompts/retail/profile.yaml",
        "prompts/texts/system.en.txt",
        "prompts/texts/user.de.txt",
        "service/web/dist/index.html",
        "service/web/dist/review.js",
        "service/web/dist/review.css",
        "service/samples/demo.yaml",
        "service/storage/migrations/script.py.mako",
    ):
        assert (site(built) / path).is_file(), path
    versions = sorted(path.name for path in (ROOT / "service/storage/migrations/versions").glob("*.py"))
    installed = site(built) / "service/storage/migrations/versions"
    assert sorted(path.name for path in installed.glob("*.py")) == versions
    assert not (site(built) / "tests").exists()
    assert [
        path.name for path in (site(built) / "service/web").iterdir() if not path.name.startswith(".")
    ] == ["dist"]
    assert (built.root("runtime") / "var/lib/aftercall").is_dir()


@pytest.mark.timeout(900)
def test_every_command_is_there(built: Build) -> None:
    ended = aftercall(built, "--help")

    assert ended.returncode == 0, ended.stderr
    names = {one.callback.__name__.rstrip("_") for one in app.registered_commands if one.callback}
    assert [
        name for name in ("api", "worker", "scheduler", "migrate", "doctor") if name not in ended.stdout
    ] == []
    assert "doctor" in names


@pytest.mark.timeout(900)
def test_it_migrates_and_looks_after_itself_with_nothing_of_ours_around(built: Build, tmp_path: Path) -> None:
    at = {"AFTERCALL_DATA": str(tmp_path)}

    migrated = aftercall(built, "migrate", **at)
    examined = aftercall(built, "doctor", "--json", **at)

    assert migrated.returncode == 0, migrated.stderr
    found = {one["part"]: one["state"] for one in json.loads(examined.stdout)["findings"]}
    assert (found["database"], found["profiles"], found["review page"]) == ("ok", "ok", "ok")


NOBODY_WE_KNOW = 10001
AS_NOBODY = (
    "setpriv",
    f"--reuid={NOBODY_WE_KNOW}",
    f"--regid={NOBODY_WE_KNOW}",
    "--clear-groups",
    # It may read what is ours, as the interpreter may be, and write nothing of it.
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)


def may_become_another() -> bool:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    return subprocess.run([*AS_NOBODY, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.timeout(900)
@pytest.mark.skipif(not may_become_another(), reason="only root becomes another")
def test_a_user_whom_the_system_does_not_know_can_run_it(built: Build) -> None:
    """As in the image, where 10001 has no name; what it may write is its data folder alone."""
    data = built.root("runtime") / "var/lib/aftercall"
    os.chown(data, NOBODY_WE_KNOW, NOBODY_WE_KNOW)
    program = built.root("build") / "opt/aftercall/bin/aftercall"

    ended = subprocess.run(
        [*AS_NOBODY, str(program), "migrate"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "AFTERCALL_DATA": str(data)},
        cwd="/",
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert (data / "aftercall.db").stat().st_uid == NOBODY_WE_KNOW


def test_the_health_check_is_our_own_program() -> None:
    (check,) = RUNTIME.of("HEALTHCHECK")

    command = json.loads(check.text.partition("CMD ")[2])
    assert command == ["python", "-m", pulse.__name__]


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_a_process_that_answers_lives(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API at its own port, or a worker at that of its figures; a proxy has no part in it."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    one = FastAPI()
    one.get(path)(lambda: {"status": "ok"})
    with running_app(one) as url:
        port = url.rpartition(":")[2]
        monkeypatch.setenv("AFTERCALL_PORT", port if path == "/healthz" else "1")
        monkeypatch.setenv("AFTERCALL_METRICS_PORT", port if path == "/metrics" else "1")

        assert pulse.main() == 0


def test_a_process_that_answers_nowhere_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_PORT", "1")

    assert pulse.main() == 1
