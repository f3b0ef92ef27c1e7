"""The worker process: services made once at its start, then Celery's threads on our lanes."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from celery import Celery, signals
from celery.worker import state

from service.broker import WAKE_TASK
from service.domain.job import Job, Lane
from service.settings import Settings
from service.telemetry import process
from service.telemetry.counts import threads
from service.wiring import Services, build
from service.worker.beat import Beat
from service.worker.celery_app import make_celery
from service.worker.foreman import LOOK_S, Foreman
from service.worker.hands import Hands, kinds_deadline
from service.worker.leaving import Leaving
from service.worker.runner import BEAT_S, Runner

END = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def register(app: Celery, runner: Runner) -> None:
    """The one task: a wake-up names a lane, never a job."""

    @app.task(name=WAKE_TASK)
    def wake(lane: str) -> None:
        runner.drain(Lane(lane))


def run(settings: Settings) -> None:
    """Work until a signal asks to end: see `service.worker.leaving`."""
    work(build(settings))


def work(services: Services, *, deadline_ms: Callable[[Job], int] = kinds_deadline) -> None:
    """The same with services that are made already."""
    settings = services.settings
    runner = _runner(services, deadline_ms)
    app = make_celery(settings.broker_url)
    register(app, runner)
    leaving = Leaving(runner, grace_s=settings.shutdown_ms / 1000, stop_taking=_stop_taking)
    foreman = Foreman(services.storage.board, runner, services.backlog)
    beats = (
        Beat("heartbeat", runner.renew, every_s=BEAT_S),
        Beat("deadlines", leaving.look, every_s=LOOK_S),
        Beat("foreman", foreman.look, every_s=LOOK_S),
    )
    _once_it_listens(services, leaving)
    _log_as_we_do()
    threads(settings.worker_threads)
    leaving.start()
    for beat in beats:
        beat.start()
    # Connects what tenants' files name, so that the first call does not wait for vendors' libraries to load.
    services.problems()
    try:
        app.worker_main(_arguments(settings, runner))
    finally:
        for beat in beats:
            beat.stop()
        services.close()
        process.end()


def _runner(services: Services, deadline_ms: Callable[[Job], int]) -> Runner:
    settings, tenants = services.settings, services.tenants
    hands = Hands(
        threads=settings.worker_threads,
        share=settings.tenant_share,
        several=lambda: len(tenants.all()) > 1,
        deadline_ms=deadline_ms,
    )
    storage = services.storage
    return Runner(storage.work, storage.board, services.handlers, hands, services.backlog)


def _arguments(settings: Settings, runner: Runner) -> list[str]:
    return [
        "--quiet",
        "worker",
        "--pool=threads",
        f"--concurrency={settings.worker_threads}",
        f"--queues={','.join(Lane)}",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel=WARNING",
        f"--hostname={runner.worker_id}",
    ]


def _log_as_we_do() -> None:
    """Celery would put a format of its own beside ours, and writes its last words past every logger."""
    signals.setup_logging.connect(lambda **_: None, weak=False)
    if not sys.stderr.isatty():
        sys.__stdout__ = None  # type: ignore[misc]  # asked for by its signal handlers alone


def _once_it_listens(services: Services, leaving: Leaving) -> None:
    def ready(**_: object) -> None:
        # Celery has set its own by now, of which a second SIGTERM does nothing and a SIGHUP starts anew.
        for one in END:
            signal.signal(one, lambda *_: leaving.asked())
        # Jobs that came due while no worker lived need a wake-up once this one listens.
        due: Mapping[Lane, int] = services.storage.board.due()
        waiting: Sequence[Lane] = [lane for lane, count in due.items() for _ in range(count)]
        services.broker.announce(waiting[: services.settings.worker_threads])

    signals.worker_ready.connect(ready, weak=False)


def _stop_taking(code: int) -> None:
    """Celery looks at this between two messages, then closes its connections and waits for its threads."""
    state.should_stop = code  # type: ignore[assignment]  # its stubs know the flag's first value alone
