"""A request of the data API as a value, and the table that finds its handler; composite comes here again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote

from connectors.sandbox.salesforce.clock import Clock
from connectors.sandbox.salesforce.errors import (
    ApiError,
    NotModified,
    PreconditionFailed,
    SeveralMatch,
    not_found,
)
from connectors.sandbox.salesforce.records import Records
from connectors.sandbox.salesforce.soql import Soql
from connectors.sandbox.salesforce.store import Store

_ROOT = "/services/data/v"
_VERSIONS = range(46, 67)


@dataclass(frozen=True)
class Call:
    """One request. `path` holds the decoded segments below the version; header names are in lower case."""

    method: str
    version: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    user: str

    @property
    def root(self) -> str:
        return f"{_ROOT}{self.version}"

    def json_object(self) -> dict[str, Any]:
        if not isinstance(self.body, dict):
            raise ApiError("JSON_PARSER_ERROR", "The HTTP entity body is required to be a JSON object")
        return self.body


@dataclass(frozen=True)
class Answer:
    """`body` None sends none."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler: TypeAlias = Callable[..., Answer]


@dataclass(frozen=True)
class Route:
    """`{}` in the pattern stands for one segment, given to the handler."""

    method: str
    pattern: str
    handler: Handler

    def match(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        wanted = tuple(self.pattern.split("/")) if self.pattern else ()
        if len(wanted) != len(path) or any(
            want not in ("{}", got) for want, got in zip(wanted, path, strict=True)
        ):
            return None
        return tuple(got for want, got in zip(wanted, path, strict=True) if want == "{}")


class Api:
    """The org behind the data API."""

    def __init__(self, store: Store, clock: Clock, routes: tuple[Route, ...]) -> None:
        self.store = store
        self.records = Records(store)
        self.soql = Soql(store, clock)
        self._routes = routes

    def dispatch(self, call: Call) -> Answer:
        """The answer, refusals included."""
        try:
            return self._handle(call)
        except ApiError as error:
            return Answer(error.status, error.body())
        except NotModified:
            return Answer(304)
        except PreconditionFailed:
            return Answer(412)
        except SeveralMatch as several:
            return Answer(
                300,
                [f"{call.root}/{'/'.join(call.path[:2])}/{record_id}" for record_id in several.record_ids],
            )

    def _handle(self, call: Call) -> Answer:
        matches = [(route, found) for route in self._routes if (found := route.match(call.path)) is not None]
        if not matches:
            raise not_found()
        for route, found in matches:
            if route.method == call.method:
                return route.handler(self, call, *found)
        raise ApiError("METHOD_NOT_ALLOWED", f"HTTP Method '{call.method}' not allowed.")


def parse_call(
    method: str, target: str, query: str, headers: Mapping[str, str], body: bytes, *, user: str
) -> Call:
    """A request as it came; `target` still percent-encoded, each segment is decoded once."""
    version, _, rest = target.removeprefix(_ROOT).partition("/")
    if not target.startswith(_ROOT) or version not in {f"{number}.0" for number in _VERSIONS}:
        raise not_found()
    path = tuple(unquote(segment) for segment in rest.removesuffix("/").split("/")) if rest else ()
    fields = dict(parse_qsl(query, keep_blank_values=True))
    return Call(method, version, path, fields, headers, _json(body), user)


def part_of(call: Call, method: str, url: str, headers: Mapping[str, str], body: Any) -> Call:
    """A request within a composite one."""
    target, _, query = url.partition("?")
    return replace(parse_call(method, target, query, headers, b"", user=call.user), body=body)


def versions() -> list[dict[str, str]]:
    return [
        {"label": f"v{number}", "url": f"{_ROOT}{number}.0", "version": f"{number}.0"} for number in _VERSIONS
    ]


def _json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("JSON_PARSER_ERROR", "The HTTP entity body is not valid JSON") from None
