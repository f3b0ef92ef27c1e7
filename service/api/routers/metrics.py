"""Prometheus reads here; no key is needed, since no figure tells of a person."""

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, Request, Response

from service.domain.board import LaneWait
from service.telemetry.metrics import OTHER
from service.telemetry.scrape import MEDIA_TYPE, Installation
from service.wiring import Services

router = APIRouter(tags=["health"])

PARTS = frozenset({"file", "sources", "crm", "llm", "agents"})


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """This process's figures, and what database and broker say; those of a part that is away are missing."""
    installation: Installation = request.app.state.installation
    return Response(installation.exposition(), media_type=MEDIA_TYPE)


def installation_of(services: Services) -> Installation:
    return Installation(
        parts={"database": services.storage.check, "broker": services.broker.check},
        waits=partial(_waits, services),
        switched_off=partial(_switched_off, services),
        tenants=lambda: services.tenants.all().keys(),
    )


def _waits(services: Services) -> Sequence[LaneWait]:
    return services.storage.board.waits()


def _switched_off(services: Services) -> list[tuple[str, str]]:
    """Tenant and part of each problem; a file's name that is no tenant's is nobody's label."""
    known = services.tenants.all()
    found = []
    for problem in services.problems():
        part = problem.place.partition(".")[0]
        tenant = problem.tenant if problem.tenant in known else OTHER
        found.append((tenant, part if part in PARTS else OTHER))
    return found
