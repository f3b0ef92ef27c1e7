"""The scheduler process: one sweep a second, and tenants' files looked at now and then."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog

from service.settings import Settings
from service.telemetry import process
from service.telemetry.counts import step_ended
from service.wiring import Services, build

log = structlog.get_logger()

ROUNDS_BETWEEN_HOUSEKEEPING = 60


def run(settings: Settings) -> None:
    """Sweep until SIGTERM. Any number of schedulers may run: every step of a sweep is conditional."""
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    services = build(settings)
    try:
        rounds = 0
        while not stop.wait(settings.sweep_ms / 1000):
            one_round(services, housekeeping=rounds % ROUNDS_BETWEEN_HOUSEKEEPING == 0)
            rounds += 1
    finally:
        services.close()
        process.end()


def one_round(services: Services, *, housekeeping: bool) -> None:
    """Each step by itself: what one meets does not keep the others from being done."""
    # First of all: a database restored from before an erasure must not be worked on as it is.
    _try("catch_up", services.erase.catch_up)
    _try("sweep", services.sweep.run)
    _try("tidy", services.erase.tidy)
    if housekeeping:
        board = services.storage.board
        steps = (
            ("prepare", services.prepare),
            ("retain", services.retain.schedule),
            ("reconcile", services.reconcile.schedule),
            ("learn", services.learn.schedule),
            ("prune", board.prune),
            ("seal", board.seal_audit),
        )
        for name, step in steps:
            _try(name, step)


def _try(name: str, step: Callable[[], object]) -> None:
    try:
        step()
        step_ended(name, well=True)
    except Exception as error:  # noqa: BLE001  # one tenant's fault, or the database's, must not end sweeping
        step_ended(name, well=False)
        log.warning("step_failed", step=name, error=type(error).__name__)
