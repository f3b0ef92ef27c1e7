"""The supervisor over real children: started again when they fall, and ended whatever they do."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli import lifeline
from service.cli.errors import CliError, Stop
from service.cli.supervisor import Supervisor, python
from tests.e2e.processes import Process, eventually, processes

SLEEPS = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)
WATCHES = "from service.cli import lifeline; lifeline.watch(); import time; time.sleep(600)"


class Told:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def supervisor(tmp_path: Path, told: Told) -> Iterator[Supervisor]:
    supervisor = Supervisor(os.environ, tmp_path, told, patience_s=3)
    yield supervisor
    supervisor.stop()


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def found(pid: int) -> Process | None:
    return next((one for one in processes() if one.pid == pid), None)


def test_a_child_that_falls_is_started_again_and_said_so(supervisor: Supervisor, told: Told) -> None:
    child = supervisor.add("one", script(SLEEPS))
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        supervisor.tend()
        return child.alive and child.process is not None and child.process.pid != first

    assert eventually(again, seconds=10)
    assert told.lines == ["one ended with -9; starting it again"]


def test_a_child_that_keeps_falling_is_started_ever_more_rarely(supervisor: Supervisor, told: Told) -> None:
    child = supervisor.add("one", script("raise SystemExit(3)"))
    pauses: list[float] = []

    def fallen_thrice() -> bool:
        before = child.falls
        supervisor.tend()
        if child.falls > before:
            pauses.append(child.due - child.started_at)
        return child.falls >= 3

    eventually(fallen_thrice, seconds=20)

    assert told.lines == ["one ended with 3; starting it again"] * 3
    assert pauses[0] < pauses[1] < pauses[2]


def test_a_child_that_never_gets_ready_is_named_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    child = supervisor.add("one", script("raise SystemExit('the port is taken')"))

    with pytest.raises(CliError, match=r"one did not start: the port is taken \(see .*one.log\)"):
        supervisor.wait_until(lambda: False, child, seconds=10)


def test_a_child_that_is_late_is_named(supervisor: Supervisor) -> None:
    child = supervisor.add("one", script(SLEEPS))

    with pytest.raises(CliError, match="one was not ready after 0 s"):
        supervisor.wait_until(lambda: False, child, seconds=0)


def test_children_that_do_not_listen_are_ended_all_the_same(tmp_path: Path, told: Told) -> None:
    supervisor = Supervisor(os.environ, tmp_path, told, patience_s=0.2)
    children = [supervisor.add("kind", script(SLEEPS)), supervisor.add("stubborn", script(STUBBORN))]
    eventually((tmp_path / "stubborn.log").read_text, why="it no longer listens")
    pids = [child.process.pid for child in children if child.process is not None]

    supervisor.stop()

    assert [found(pid) for pid in pids] == [None, None]
    assert [child.alive for child in children] == [False, False]
    assert told.lines == []


def test_children_are_ended_the_last_started_first(tmp_path: Path, told: Told) -> None:
    says = "import signal, sys, time; signal.signal(15, lambda *_: (open(sys.argv[1], 'a').write(sys.argv[2]), sys.exit()));"
    says += " print('ready', flush=True); time.sleep(600)"
    order = tmp_path / "order"
    supervisor = Supervisor(os.environ, tmp_path, told)
    for name in ("a", "b", "c"):
        supervisor.add(name, [*script(says), str(order), name])
    for name in ("a", "b", "c"):
        eventually((tmp_path / f"{name}.log").read_text, why="it listens")

    supervisor.stop()

    assert order.read_text() == "cba"


def test_a_child_sees_neither_our_terminal_nor_the_writing_end_of_its_lifeline(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    lists = (
        "import os; print(os.getsid(0) == os.getpid(), sorted(map(int, os.listdir('/dev/fd'))), flush=True)"
    )
    child = supervisor.add("one", script(lists))
    eventually(lambda: not child.alive, why="it has said so")

    leads, descriptors = (tmp_path / "one.log").read_text().strip().split(" ", 1)

    # Three standard ones, the lifeline, and that of the listing itself.
    assert leads == "True"
    assert len(descriptors.split(",")) == 5


def test_whoever_watches_the_lifeline_ends_with_its_parent(tmp_path: Path) -> None:
    """The parent is killed in a way that it cannot answer."""
    parent_script = (
        "import os, sys, time; from pathlib import Path; from service.cli.supervisor import Supervisor;"
        f"s = Supervisor(os.environ, Path({str(tmp_path)!r}), print);"
        f"c = s.add('one', [sys.executable, '-c', {WATCHES!r}]); print(c.process.pid, flush=True); time.sleep(600)"
    )
    outer = Supervisor(os.environ, tmp_path, print)
    parent = outer.add("parent", script(parent_script))
    words = eventually(lambda: (tmp_path / "parent.log").read_text().split(), why="the parent has a child")
    child = int(words[0])
    eventually(lambda: found(child), why="the child runs")
    assert parent.process is not None

    os.kill(parent.process.pid, signal.SIGKILL)

    eventually(lambda: found(child) is None, seconds=15, why="the child ends too")
    outer.stop()


def test_without_a_lifeline_nothing_is_watched() -> None:
    assert lifeline.VARIABLE not in os.environ

    lifeline.watch(lambda: pytest.fail("nobody ended"))


def test_the_guard_ends_what_it_guards_when_it_is_told_to(supervisor: Supervisor, tmp_path: Path) -> None:
    guard = supervisor.add("guard", python("service.cli.guard", *script(SLEEPS)))
    assert guard.process is not None
    pid = guard.process.pid
    guarded = eventually(lambda: [one for one in processes() if one.parent == pid], why="it runs")

    guard.process.terminate()

    assert guard.process.wait(10) == 128 + signal.SIGTERM
    assert found(guarded[0].pid) is None


def test_the_guard_ends_as_what_it_guards_ended(supervisor: Supervisor) -> None:
    guard = supervisor.add("guard", python("service.cli.guard", *script("raise SystemExit(7)")))
    assert guard.process is not None

    assert guard.process.wait(10) == 7


def test_the_guard_kills_what_does_not_listen(supervisor: Supervisor, tmp_path: Path) -> None:
    guard = supervisor.add("guard", python("service.cli.guard", *script(STUBBORN)))
    eventually((tmp_path / "guard.log").read_text, why="it no longer listens")
    assert guard.process is not None
    guarded = [one for one in processes() if one.parent == guard.process.pid]

    guard.process.terminate()

    assert guard.process.wait(10) == 128 + signal.SIGKILL
    assert [found(one.pid) for one in guarded] == [None]


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux ends the child of a killed parent"
)
def test_what_is_guarded_ends_even_when_the_guard_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    guard = supervisor.add("guard", python("service.cli.guard", *script(STUBBORN)))
    eventually((tmp_path / "guard.log").read_text, why="it no longer listens")
    assert guard.process is not None
    guarded = [one for one in processes() if one.parent == guard.process.pid]

    guard.process.kill()

    eventually(lambda: found(guarded[0].pid) is None, seconds=5, why="the kernel ends it")


@pytest.mark.parametrize("look", range(8))
def test_a_guard_told_to_end_at_any_moment_of_its_start_leaves_nothing(
    supervisor: Supervisor, tmp_path: Path, look: int
) -> None:
    """Each time a little later: before Python is up, before the child is, and after."""
    mark = f"mark-{tmp_path.name}-{look}"
    guard = supervisor.add("guard", python("service.cli.guard", *script(SLEEPS), mark))
    assert guard.process is not None
    with contextlib.suppress(subprocess.TimeoutExpired):
        guard.process.wait(look * 0.02)

    guard.process.terminate()

    guard.process.wait(10)
    eventually(lambda: not [one for one in processes() if mark in one.command], seconds=5, why="none is left")


def test_a_signal_that_a_library_swallowed_is_heard_all_the_same(tmp_path: Path) -> None:
    """As sqlite's driver does with whatever arises while it closes a connection."""
    text = (
        "import os, signal, sys; from pathlib import Path; from service.cli.errors import Stop;"
        "from service.cli.supervisor import Supervisor\n"
        f"supervisor = Supervisor(os.environ, Path({str(tmp_path)!r}), print)\n"
        "supervisor.heed_signals()\n"
        "try:\n    os.kill(os.getpid(), signal.SIGTERM)\n    [None for _ in range(1000)]\n"
        "except Stop:\n    print('swallowed')\n"
        "try:\n    supervisor.tend()\n"
        "except Stop as stop:\n    print('heard', stop)\n"
    )

    run = subprocess.run(script(text), capture_output=True, text=True, check=False)

    assert run.stdout.split() == ["swallowed", "heard", "SIGTERM"], run.stderr


def test_a_stop_is_no_exception_that_libraries_catch() -> None:
    assert not issubclass(Stop, Exception)
