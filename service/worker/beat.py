"""A thread that takes the same step again and again, whatever befalls one of them."""

import threading
from collections.abc import Callable

import structlog

from service.worker.places import place_of

log = structlog.get_logger()


class Beat:
    """Steps `every_s` seconds apart, in a thread of its own."""

    def __init__(self, name: str, step: Callable[[], object], *, every_s: float) -> None:
        self._name = name
        self._step = step
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _beat(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._step()
            except Exception as error:  # noqa: BLE001  # the next step may succeed; without any, leases end
                log.error("beat_failed", beat=self._name, **place_of(error))  # noqa: TRY400  # see place_of
