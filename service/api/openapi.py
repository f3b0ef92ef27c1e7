"""The OpenAPI document: which problems a route answers with, and the shape that all of them share."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from service.api.problems import MEDIA_TYPE, Problem
from service.domain.errors import Failure, Invalid

REF = "#/components/schemas/{model}"

Responses = dict[int | str, dict[str, Any]]


def problems(*failures: type[Failure]) -> Responses:
    """The `responses` of a route that may fail so; 422 stands on every route that takes input."""
    found: dict[int, list[str]] = {}
    every: tuple[type[Failure], ...] = (*failures, Invalid)
    for failure in every:
        found.setdefault(failure.status, []).append(failure.title)
    schema = {"schema": {"$ref": REF.format(model="Problem")}}
    return {
        status: {"description": "; ".join(titles), "content": {MEDIA_TYPE: schema}}
        for status, titles in sorted(found.items())
    }


def raw_body(example: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads the bytes itself."""
    media = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "content": media}}


def document(app: FastAPI) -> dict[str, Any]:
    """The document as it is served, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _, shared = models_json_schema([(Problem, "serialization")], ref_template=REF)
        schemas = made["components"]["schemas"]
        schemas.update({name: schema for name, schema in shared["$defs"].items() if name not in schemas})
        app.openapi_schema = made
    return app.openapi_schema
