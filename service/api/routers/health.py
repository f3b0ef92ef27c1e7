"""Whether the process is alive, and whether it can do its work."""

from collections.abc import Callable

import structlog
from fastapi import APIRouter, Response

from service.api.dependencies import App
from service.domain.values import Value

router = APIRouter(tags=["health"])
log = structlog.get_logger()


class Health(Value):
    status: str = "ok"


class Readiness(Value):
    """`not_ready` names what does not answer; `switched_off` the parts of tenants' files that are wrong."""

    ready: bool
    not_ready: tuple[str, ...]
    switched_off: tuple[str, ...]


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
def alive() -> Health:
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", responses={503: {"model": Readiness, "description": "The database does not answer"}})
def ready(services: App, response: Response) -> Readiness:
    """Without the broker deliveries are still stored, and their work waits: named, but ready."""
    checks = {"database": services.storage.check, "broker": services.broker.check}
    failed = tuple(name for name, check in checks.items() if not _passes(name, check))
    response.status_code = 503 if "database" in failed else 200
    return Readiness(
        ready="database" not in failed,
        not_ready=failed,
        switched_off=tuple(str(problem) for problem in services.problems()),
    )


def _passes(name: str, check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 whatever stands in the way, its text may hold an address
        log.warning("not_ready", part=name, error=type(error).__name__)
        return False
    return True
