"""Runs a program that knows nothing of our lifeline, and ends it when our parent is gone.

`python -m service.cli.guard PROGRAM ARGUMENT...`
"""

import ctypes
import signal
import subprocess
import sys
from types import FrameType

from service.cli import lifeline

PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """On Linux the kernel ends the child even when the guard itself is killed with -9."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(command: list[str]) -> int:
    """Run the command until it ends, the guard is told to stop, or the parent is gone."""
    on_linux = sys.platform.startswith("linux")
    child = subprocess.Popen(command, preexec_fn=_die_with_parent if on_linux else None)  # noqa: PLW1509  # no threads yet

    def stop(_: int = 0, __: FrameType | None = None) -> None:
        child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lifeline.watch(stop)
    return _wait(child)


def _wait(child: "subprocess.Popen[bytes]") -> int:
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
