"""The worker process: services made once at its start, then Celery's threads on our lanes."""

from celery import Celery, signals

from service.broker import WAKE_TASK
from service.domain.job import Lane
from service.settings import Settings
from service.wiring import Services, build
from service.worker.runner import Heartbeat, Runner


def register(app: Celery, runner: Runner) -> None:
    """The one task: a wake-up names a lane, never a job."""

    @app.task(name=WAKE_TASK)
    def wake(lane: str) -> None:
        runner.drain(Lane(lane))


def run(settings: Settings) -> None:
    """Work until SIGTERM: jobs in hand are finished, then the process ends."""
    services = build(settings)
    runner = Runner(services.storage.work, services.storage.board, services.handlers)
    heartbeat = Heartbeat(runner)
    app = services.broker.celery
    register(app, runner)
    _start_with_what_waits(services)
    _end_with_what_is_in_hand(runner)
    heartbeat.start()
    # Connects what tenants' files name, so that the first call does not wait for vendors' libraries to load.
    services.problems()
    try:
        app.worker_main(
            [
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
        )
    finally:
        heartbeat.stop()
        services.close()


def _start_with_what_waits(services: Services) -> None:
    """Jobs that came due while no worker lived need a wake-up once this one listens."""

    def wake_all(**_: object) -> None:
        for lane, count in services.storage.board.due().items():
            if count:
                services.broker.wake(lane)

    signals.worker_ready.connect(wake_all, weak=False)


def _end_with_what_is_in_hand(runner: Runner) -> None:
    """Celery waits for its threads, and a thread for its lane to be empty: on a busy day it never is."""

    def stop(**_: object) -> None:
        runner.stop()

    signals.worker_shutting_down.connect(stop, weak=False)
