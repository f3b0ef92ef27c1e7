"""What handlers ask for: the services, the caller behind the bearer, bodies untouched."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from connectors.contracts import Received
from service.api.bodies.shapes import Cursor
from service.domain.access import Principal
from service.domain.errors import Unauthenticated
from service.wiring import Services

MAX_PAGE = 200

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="An API key, or a widget session's token.",
)


async def _services(request: Request) -> Services:
    # Not a plain function: FastAPI would send it through a thread, on every request.
    services: Services = request.app.state.services
    return services


App = Annotated[Services, Depends(_services)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def caller(credentials: Credentials, services: App) -> Principal:
    """Who calls. Raises `Unauthenticated`; every router under /v1 but the two open ones depends on it."""
    if credentials is None:
        raise Unauthenticated
    return services.access.authenticate(credentials.credentials)


Caller = Annotated[Principal, Depends(caller)]


async def _received(request: Request) -> Received:
    # Of a header that is sent twice the first counts, so that none can be smuggled in behind a proxy's own.
    raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return Received(
        headers=dict(request.headers),
        body=await request.body(),
        base=request.app.state.services.settings.public_url or "",
        path=raw_path.decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
    )


async def _raw_body(_: Caller, request: Request) -> bytes:
    """The bytes as they came, read only once the caller is known."""
    return await request.body()


Delivered = Annotated[Received, Depends(_received)]
RawBody = Annotated[bytes, Depends(_raw_body)]

PageCursor = Annotated[Cursor | None, Query(description="`next_cursor` of the page before")]
PageLimit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
