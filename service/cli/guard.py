"""Runs a program that knows nothing of our lifeline, and ends it when our parent is gone.

`python -m service.cli.guard PROGRAM ARGUMENT...`
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from service.cli import lifeline

PR_SET_PDEATHSIG = 1
STOP_S = 3.0
"""A program may miss the signal while it starts; it is killed after this long."""


def main(command: list[str]) -> int:
    """Run the command until it ends, the guard is told to stop, or the parent is gone."""
    over = threading.Event()
    # Before there is anything to be left behind: the signal may come at any moment from here on.
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    on_linux = sys.platform.startswith("linux")
    child = subprocess.Popen(command, preexec_fn=_dying_with(os.getpid()) if on_linux else None)  # noqa: PLW1509  # no threads yet
    lifeline.watch(over.set)
    threading.Thread(target=_announce_end, args=(child, over), name="end", daemon=True).start()
    over.wait()
    return _ended(child)


def _dying_with(parent: int) -> Callable[[], None]:
    """On Linux the kernel ends the child even when the guard itself is killed with -9."""

    def prepare() -> None:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _announce_end(child: "subprocess.Popen[bytes]", over: threading.Event) -> None:
    child.wait()
    over.set()


def _ended(child: "subprocess.Popen[bytes]") -> int:
    child.terminate()
    try:
        code = child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
