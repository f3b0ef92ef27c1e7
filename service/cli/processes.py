"""The processes that an instance is made of, each a command: API, worker, scheduler.

`python -m service.cli.processes NAME` starts one without the weight of the other commands: several of them
start at once, on machines that may be small. What one does not run, it does not import.
"""

import sys

from service.cli import ending, lifeline
from service.cli.errors import CliError
from service.settings import Settings
from service.telemetry import process


def api() -> None:
    """Serve the API. Settings come from AFTERCALL_… variables."""
    settings = _begin("api")
    from service.api.main import app as make_app  # noqa: PLC0415  # FastAPI is for this process alone
    from service.api.server import ApiServer  # noqa: PLC0415  # as above

    ApiServer(
        make_app(),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=8,
        server_header=False,
    ).run()


def worker() -> None:
    """Claim jobs and run them: drafts, CRM look-ups, CRM writes."""
    settings = _begin("worker")
    from service.worker.main import run  # noqa: PLC0415  # Celery's worker is for this process alone

    run(settings)


def scheduler() -> None:
    """Wake lanes whose jobs came due, and give back what dead workers held. One or more may run."""
    settings = _begin("scheduler")
    from service.worker.scheduler import run  # noqa: PLC0415  # as above

    run(settings)


PROCESSES = {"api": api, "worker": worker, "scheduler": scheduler}


def _begin(name: str) -> Settings:
    lifeline.watch()
    settings = Settings()
    process.begin(settings, name)
    return settings


def main(arguments: list[str]) -> None:
    """Run the process that is named. Raises `CliError` for any other name."""
    match arguments:
        case [name] if name in PROCESSES:
            PROCESSES[name]()
        case _:
            raise CliError(f"name one process: {', '.join(PROCESSES)}", code=ending.USAGE)


if __name__ == "__main__":
    ending.run(lambda: main(sys.argv[1:]))
