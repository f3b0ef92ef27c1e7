"""Whether the process is alive, and whether it can do its work."""

from collections.abc import Callable

import structlog
from fastapi import APIRouter, Response

from service.api.dependencies import App
from service.domain.values import Value
from service.storage import MigrationsMissing, WrongMasterKey

router = APIRouter(tags=["health"])
log = structlog.get_logger()

WITHOUT = frozenset({"broker"})
"""What is missed, and can be done without for a while: webhooks are stored."""
EXACTLY: dict[type[Exception], str] = {MigrationsMissing: "migrations", WrongMasterKey: "keyring"}


class Health(Value):
    status: str = "ok"


class Readiness(Value):
    """`not_ready` names what does not answer; `switched_off` the parts of tenants' files that are wrong;
    `warnings` what works, but not as it should.
    """

    ready: bool
    not_ready: tuple[str, ...]
    switched_off: tuple[str, ...]
    warnings: tuple[str, ...]


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def alive() -> Health:
    # On the event loop: threads that all wait for a database are no reason to kill the process.
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", responses={503: {"model": Readiness, "description": "Nothing can be stored just now"}})
def ready(services: App, response: Response) -> Readiness:
    """Without the broker deliveries are still stored, and their work waits: named, but ready.

    A database that was restored from before an erasure is not served until that was done again.
    """
    checks = {
        "database": services.storage.check,
        "erasures": services.erase.check,
        "broker": services.broker.check,
    }
    failed = tuple(filter(None, (_failing(name, check) for name, check in checks.items())))
    is_ready = set(failed) <= WITHOUT
    response.status_code = 200 if is_ready else 503
    return Readiness(
        ready=is_ready,
        not_ready=failed,
        switched_off=tuple(str(problem) for problem in services.problems()),
        warnings=tuple(f"database: {words}" for words in services.storage.warnings),
    )


def _failing(name: str, check: Callable[[], object]) -> str | None:
    """What does not work, as exactly as is known; None where all does."""
    try:
        check()
    except Exception as error:  # noqa: BLE001 whatever stands in the way, its text may hold an address
        log.warning("not_ready", part=name, error=type(error).__name__)
        return next((known for kind, known in EXACTLY.items() if isinstance(error, kind)), name)
    return None
