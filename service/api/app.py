"""The application: routers, middleware, problems and the event streams around one set of services."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

from service.api import problems
from service.api.dependencies import caller
from service.api.live import Live
from service.api.middleware import BodyCap, Headers, Shield, Watched
from service.api.openapi import document
from service.api.openapi import problems as failing_with
from service.api.routers import (
    calls,
    deliveries,
    events,
    health,
    jobs,
    keys,
    ledger,
    metrics,
    profiles,
    rankers,
    review_page,
    segments,
    webhooks,
    widget,
    wrapups,
)
from service.domain.errors import Forbidden, Unauthenticated
from service.telemetry import process
from service.wiring import Services

DESCRIPTION = "Transcripts in, checked drafts to review, CRM records written once."

GUARDED = (
    calls.router,
    deliveries.router,
    events.router,
    jobs.router,
    keys.router,
    ledger.router,
    profiles.router,
    rankers.router,
    segments.router,
    widget.guarded,
    wrapups.router,
)
OPEN = (webhooks.router, widget.router)
"""Authenticated by a signature or a ticket; every other router under /v1 needs a key or token."""


def create_app(services: Services) -> FastAPI:
    """Nothing connects before the application starts."""
    app = FastAPI(
        title="aftercall",
        version=version("aftercall"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=_lifespan,
    )
    app.state.services = services
    app.state.live = Live(services)
    app.state.intake_threads = CapacityLimiter(webhooks.INTAKE_THREADS)
    app.state.installation = metrics.installation_of(services)
    # The last added is the outermost.
    app.add_middleware(BodyCap, intake_max_bytes=services.settings.max_body_bytes)
    app.add_middleware(Headers)
    app.add_middleware(Shield)
    app.add_middleware(Watched)
    problems.install(app)
    # Webhooks first: routes are tried in order, and they come most often.
    app.include_router(_open())
    app.include_router(_guarded())
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(review_page.router)
    app.mount("/review/assets", review_page.Assets(services.settings.web_dist))
    app.openapi = partial(document, app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _guarded() -> APIRouter:
    v1 = APIRouter(
        prefix="/v1",
        dependencies=[Depends(caller)],
        responses=failing_with(Unauthenticated, Forbidden),
    )
    for router in GUARDED:
        v1.include_router(router)
    return v1


def _open() -> APIRouter:
    v1 = APIRouter(prefix="/v1")
    for router in OPEN:
        v1.include_router(router)
    return v1


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    live: Live = app.state.live
    services: Services = app.state.services
    live.begin(asyncio.get_running_loop())
    services.hints.subscribe(live.ring)
    try:
        yield
    finally:
        live.close()
        await run_in_threadpool(services.hints.close)
        await run_in_threadpool(process.end)
