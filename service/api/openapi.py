"""The OpenAPI document: which problems a route answers with, and the shape that all of them share."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from service.api.etags import NEEDED
from service.api.problems import MEDIA_TYPE, Problem, UnsupportedMediaType
from service.domain.errors import Failure, Invalid, StorageDown, TooLarge

REF = "#/components/schemas/{model}"
RAW = "x-raw-body"
"""Marks a body that is read as it comes, whatever its media type says."""

HEADERS = {
    401: ("WWW-Authenticate", "How to authenticate"),
    412: ("ETag", "The version that is current"),
    503: ("Retry-After", "Seconds after which to try again"),
}

Responses = dict[int | str, dict[str, Any]]
Operation = dict[str, Any]


def problems(*failures: type[Failure]) -> Responses:
    """The `responses` of a route that may fail so; 422 stands on every route that takes input."""
    return _described((*failures, Invalid))


def _described(failures: tuple[type[Failure], ...]) -> Responses:
    found: dict[int, list[str]] = {}
    for failure in failures:
        found.setdefault(failure.status, []).append(failure.title)
    schema = {"schema": {"$ref": REF.format(model="Problem")}}
    return {
        status: {"description": "; ".join(titles), "content": {MEDIA_TYPE: schema}, **_headers(status)}
        for status, titles in sorted(found.items())
    }


def _headers(status: int) -> dict[str, Any]:
    if status not in HEADERS:
        return {}
    name, description = HEADERS[status]
    return {"headers": {name: {"description": description, "required": True, "schema": {"type": "string"}}}}


def with_etag(status: int, description: str) -> Responses:
    """The `responses` of a route whose answer names the version it gives."""
    header = {"description": description, "required": True, "schema": {"type": "string"}}
    return {status: {"headers": {"ETag": header}}}


def raw_body(example: dict[str, Any], schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """`openapi_extra` of a route that reads the bytes itself."""
    media = {"application/json": {"schema": schema or {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "content": media, RAW: True}}


def document(app: FastAPI) -> dict[str, Any]:
    """The document as it is served, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        for path, operation in _operations(made):
            _complete(operation, stores=path.startswith("/v1/"))
        _, shared = models_json_schema([(Problem, "serialization")], ref_template=REF)
        schemas = made["components"]["schemas"]
        schemas.update({name: schema for name, schema in shared["$defs"].items() if name not in schemas})
        app.openapi_schema = made
    return app.openapi_schema


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, operations in made["paths"].items():
        for operation in operations.values():
            yield path, operation


def _complete(operation: Operation, *, stores: bool) -> None:
    """What holds for every route of a kind, and is therefore said of none by itself."""
    for parameter in operation.get("parameters", ()):
        _tell_plainly(parameter)
    always: tuple[type[Failure], ...] = (StorageDown,) if stores else ()
    if body := operation.get("requestBody"):
        always += (TooLarge,) if body.pop(RAW, False) else (TooLarge, UnsupportedMediaType)
    said = operation["responses"]
    for status, response in _described(always).items():
        said.setdefault(str(status), response)
    operation["responses"] = dict(sorted(said.items()))


def _tell_plainly(parameter: dict[str, Any]) -> None:
    """A parameter is left out, never null; a header whose lack is an error of its own is required."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        parameter["schema"] = schema = {**kinds[0], **schema}
    elif kinds:
        schema["anyOf"] = kinds
    if schema.pop(NEEDED, False):
        parameter["required"] = True
