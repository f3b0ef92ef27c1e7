"""The review page: its document under a strict policy, and its files."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from service.api.dependencies import App

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
)
DOCUMENT = {"Content-Security-Policy": "; ".join(DIRECTIVES), "Cache-Control": "no-store"}
NOT_BUILT = (
    "The review page has not been built yet: run `make run`, or `npm ci && npm run build` in service/web.\n"
)

router = APIRouter(include_in_schema=False)


@router.head("/review")
@router.get("/review")
def review_page(services: App) -> Response:
    index = services.settings.web_dist / "index.html"
    if not index.is_file():
        return PlainTextResponse(NOT_BUILT, status_code=503)
    return FileResponse(index, headers=DOCUMENT, media_type="text/html; charset=utf-8")


class Assets(StaticFiles):
    """The page's files, asked for anew each time and answered with 304 while they are the same."""

    def __init__(self, web_dist: Path) -> None:
        super().__init__(directory=web_dist, check_dir=False)

    async def check_config(self) -> None:
        """The front end may not be built yet: its files are then simply not found."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
