"""Every failure → one RFC 9457 problem document; the only place that words an error for a caller.

Nothing of the caller's values, of a transcript or of an exception's text ever stands in a document.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.api.bodies.wrapup import WrapUpBody
from service.api.etags import etag_of
from service.domain.errors import (
    Failure,
    FieldProblem,
    Invalid,
    SignatureRefused,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from service.domain.wrapup import WrapUp

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
MAX_POINTER = 200
MAX_PROBLEMS = 50
TYPE_PREFIX = "urn:aftercall:problem:"


class Problem(BaseModel):
    """A problem document. `errors` comes with bad input, `current` with a stale version."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[FieldProblem, ...] | None = None
    current: WrapUpBody | None = None

    @classmethod
    def of(cls, failure: Failure) -> "Problem":
        return cls(
            type=TYPE_PREFIX + failure.code,
            title=failure.title,
            status=failure.status,
            detail=failure.detail or None,
            errors=failure.problems if isinstance(failure, Invalid) else None,
            current=_current(failure),
        )

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        body = self.model_dump_json(exclude_none=self.current is None, exclude=_absent(self))
        return Response(body, status_code=self.status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Render our failures, bad requests, and what the router itself refuses."""
    app.add_exception_handler(Failure, _failure)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _refused_by_router)


def response_to(failure: Failure) -> Response:
    return Problem.of(failure).response(_headers(failure))


async def _failure(_: Request, error: Exception) -> Response:
    assert isinstance(error, Failure)
    return response_to(error)


async def _bad_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):
        return response_to(UnsupportedMediaType())
    lines = error.errors()[:MAX_PROBLEMS]
    return response_to(Invalid(*(field_problem(line) for line in lines)))


async def _refused_by_router(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return response_to(TooLarge())
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _problem_of(status, {"Allow": ", ".join(sorted(_methods(request)))})
    if status == HTTPStatus.BAD_REQUEST:  # what FastAPI says of a body that it could not parse at all
        return response_to(Invalid(FieldProblem(pointer="", detail="not readable as JSON")))
    return _problem_of(status, error.headers)


def _problem_of(status: int, headers: Mapping[str, str] | None) -> Response:
    title = HTTPStatus(status).phrase
    problem = Problem(type=TYPE_PREFIX + title.lower().replace(" ", "-"), title=title, status=status)
    return problem.response(headers)


def _methods(request: Request) -> set[str]:
    """All that the path takes; the router itself names those of the first route with that path alone."""
    matching = [
        context
        for context in iter_route_contexts(request.app.routes)
        if context.methods and context.path_regex.match(request.scope["path"])
    ]
    # `/profiles/{name}/publish` is also a `/profiles/{name}/{version}`: the one with fewer gaps is meant.
    closest = min((str(context.path) for context in matching), key=lambda path: path.count("{"), default="")
    return {method for context in matching if context.path == closest for method in context.methods or ()}


class UnsupportedMediaType(Failure):
    status = 415
    code = "unsupported-media-type"
    title = "The body must be sent as application/json"


def field_problem(line: Mapping[str, Any]) -> FieldProblem:
    """One line of pydantic's errors, without the value that it quotes."""
    place, *steps = line["loc"]
    if line["type"] == "json_invalid":
        return FieldProblem(pointer="", detail=f"not JSON at character {steps[0]}")
    if place != "body":
        return FieldProblem(pointer="", detail=f"{place} {'.'.join(map(str, steps))}: {line['msg']}")
    return FieldProblem(pointer=json_pointer(steps), detail=line["msg"])


def json_pointer(steps: Sequence[str | int]) -> str:
    """RFC 6901, cut to a length that no honest key reaches: keys are the caller's own words."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join(f"/{step}" for step in escaped)[:MAX_POINTER]


def _current(failure: Failure) -> WrapUpBody | None:
    if isinstance(failure, Stale) and isinstance(failure.current, WrapUp):
        return WrapUpBody.of(failure.current)
    return None


def _absent(problem: Problem) -> set[str]:
    """Keys that say nothing; those inside `current` stay, null or not."""
    return {name for name in ("detail", "errors", "current") if getattr(problem, name) is None}


def _headers(failure: Failure) -> dict[str, str]:
    if isinstance(failure, SignatureRefused):
        return {"WWW-Authenticate": failure.challenge}
    if isinstance(failure, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(failure, Unavailable):
        return {"Retry-After": str(RETRY_AFTER_S)}
    if isinstance(failure, Stale) and isinstance(failure.current, WrapUp):
        return {"ETag": etag_of(failure.current.version)}
    return {}
