"""A pipe that tells children of their parent's death, however it died.

The parent holds the writing end and never writes. When it is gone, by a signal that cannot be caught too,
the kernel closes that end and every child reads the end of the file. It works the same on Linux and macOS.
"""

import os
import signal
import threading
from collections.abc import Callable

VARIABLE = "AFTERCALL_LIFELINE"
GRACE_S = 8.0
"""How long a child may take to finish by itself once its parent is gone."""


def watch(on_end: Callable[[], None] | None = None) -> None:
    """End this process once the parent that started it is gone. Does nothing where there is no lifeline."""
    number = os.environ.get(VARIABLE)
    if number is None:
        return
    thread = threading.Thread(
        target=_wait, args=(int(number), on_end or _terminate), name="lifeline", daemon=True
    )
    thread.start()


def _wait(descriptor: int, on_end: Callable[[], None]) -> None:
    try:
        while os.read(descriptor, 1):
            pass
    except OSError:
        pass
    threading.Timer(GRACE_S, os._exit, args=(1,)).start()
    on_end()


def _terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
