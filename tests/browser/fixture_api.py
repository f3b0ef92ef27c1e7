"""The API of DESIGN §7 as far as the review page needs it, over in-memory wrap-ups, and the page itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.middleware.base import RequestResponseEndpoint

from tests.browser.fixture_data import PROFILE, Json
from tests.browser.fixture_desk import Desk, Problem

DIST = Path(__file__).resolve().parents[2] / "service" / "web" / "dist"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'"
)
LOOK_EVERY_S = 0.02
Sent = Annotated[str | None, Header()]


def create(desk: Desk) -> FastAPI:
    app = FastAPI()
    app.add_exception_handler(Problem, _problem)

    app.middleware("http")(partial(_guard, desk))
    _page(app)
    _reading(app, desk)
    _editing(app, desk)
    _deciding(app, desk)
    return app


async def _guard(desk: Desk, request: Request, go_on: RequestResponseEndpoint) -> Response:
    path = request.url.path
    if desk.down(path):
        return Response(status_code=503)
    open_to_all = not path.startswith("/v1/") or path == "/v1/widget/sessions"
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not open_to_all and not desk.knows(token):
        return _problem(request, Problem(401, "A valid API key or token is needed"))
    return await go_on(request)


def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return JSONResponse(error.body, error.status, media_type="application/problem+json")


def _tagged(found: Json, status: int = 200) -> Response:
    return JSONResponse(found, status, headers={"ETag": f'"{found["version"]}"'})


def _page(app: FastAPI) -> None:
    @app.get("/review")
    def review() -> Response:
        return FileResponse(DIST / "index.html", headers={"Content-Security-Policy": CSP})

    @app.get("/review/assets/{name}")
    def asset(name: str) -> Response:
        return FileResponse(DIST / Path(name).name)


def _reading(app: FastAPI, desk: Desk) -> None:
    @app.post("/v1/widget/sessions")
    def session(body: Json) -> Json:
        return desk.redeem(body["ticket"])

    @app.get("/v1/wrapups")
    def wrapups(state: str, cursor: str = "0") -> Json:
        return desk.page(state, int(cursor))

    @app.get("/v1/wrapups/{wrapup_id}")
    def wrapup(wrapup_id: str) -> Response:
        return _tagged(desk.get(wrapup_id))

    @app.get("/v1/calls/{call_id}/transcript")
    def transcript(call_id: str) -> Json:
        return {"items": desk.transcripts[call_id], "next_cursor": None}

    @app.get("/v1/profiles/default/3")
    def profile() -> Json:
        return PROFILE

    @app.get("/v1/events")
    def events(request: Request, last_event_id: Sent = None) -> Response:
        start = len(desk.events) if last_event_id is None else int(last_event_id)
        return StreamingResponse(_stream(desk, request, start), media_type="text/event-stream")


async def _stream(desk: Desk, request: Request, start: int) -> AsyncIterator[str]:
    token = request.headers["authorization"].removeprefix("Bearer ")
    yield ": here\n\n"
    while desk.knows(token) and not desk.down("/v1/events") and not await request.is_disconnected():
        for event, wrapup_id, version in desk.events[start:]:
            start += 1
            yield f"id: {start}\nevent: {event}\ndata: {json.dumps({'wrapup_id': wrapup_id, 'version': version})}\n\n"
        await asyncio.sleep(LOOK_EVERY_S)


def _editing(app: FastAPI, desk: Desk) -> None:
    @app.patch("/v1/wrapups/{wrapup_id}")
    def edit(wrapup_id: str, body: Json, if_match: Sent = None) -> Response:
        return _tagged(desk.edit(wrapup_id, if_match, body["content"]))

    @app.put("/v1/wrapups/{wrapup_id}/targets/{target_id}")
    def choose(wrapup_id: str, target_id: str, body: Json, if_match: Sent = None) -> Response:
        def step(found: Json) -> None:
            target = next(one for one in found["targets"] if one["id"] == target_id)
            known = {one["id"]: one for one in target["candidates"]}
            plain = {"object": "Contact", "id": body.get("record"), "name": "", "detail": "", "url": ""}
            chosen = None if body.get("none") else known.get(body["record"], plain)
            target.update(match="chosen", reason="agent", record=chosen)

        return _tagged(desk.checked(wrapup_id, if_match, step))

    @app.post("/v1/wrapups/{wrapup_id}/adopt")
    def adopt(wrapup_id: str, if_match: Sent = None) -> Response:
        def step(found: Json) -> None:
            found.update(draft=found["offered"], offered=None)
            for section in found["content"]["summary"]:
                for line in section["sentences"]:
                    line["text"] += "" if line["support"] == "agent" else " (fuller)"

        return _tagged(desk.checked(wrapup_id, if_match, step))


def _deciding(app: FastAPI, desk: Desk) -> None:
    @app.post("/v1/wrapups/{wrapup_id}/confirm")
    def confirm(wrapup_id: str, body: Json, if_match: Sent = None) -> Response:
        return _tagged(desk.confirm(wrapup_id, if_match, body), 202)

    @app.post("/v1/wrapups/{wrapup_id}/undo")
    def undo(wrapup_id: str, if_match: Sent = None) -> Response:
        return _tagged(desk.undo(wrapup_id, if_match))

    @app.post("/v1/wrapups/{wrapup_id}/dismiss")
    def dismiss(wrapup_id: str, if_match: Sent = None) -> Response:
        return _tagged(desk.checked(wrapup_id, if_match, lambda found: found.update(state="dismissed")))

    @app.post("/v1/wrapups/{wrapup_id}/regenerate")
    def regenerate(wrapup_id: str, if_match: Sent = None) -> Response:
        return _tagged(
            desk.checked(
                wrapup_id, if_match, lambda found: found["draft"].update(status="pending", reason=None)
            )
        )
