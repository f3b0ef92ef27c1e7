"""Live updates as server-sent events, resumed by `Last-Event-ID`."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.dependencies import Caller, Credentials
from service.api.live import Listener, Live
from service.domain.errors import Unauthenticated

LastEventId = Annotated[
    str, Header(alias="Last-Event-ID", max_length=500, description="Id of the last event that was seen")
]

router = APIRouter(tags=["wrap-ups"])


async def _listener(
    request: Request,
    credentials: Credentials,
    caller: Caller,
    last_event_id: LastEventId = "",
) -> Listener:
    if credentials is None:
        raise Unauthenticated
    live: Live = request.app.state.live
    return await live.open(credentials.credentials, caller, last_event_id or None)


@router.get("/events", response_class=EventSourceResponse)
async def events(listener: Annotated[Listener, Depends(_listener)]) -> AsyncIterator[ServerSentEvent]:
    """`wrapup.ready`, `.updated`, `.written`, `.blocked` with `{"wrapup_id", "version"}` as data.

    `reset` means that events were missed: read the lists anew. The stream ends with the token.
    """
    async for frame in listener.frames():
        yield frame
