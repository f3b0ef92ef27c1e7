"""Handler of /composite: up to 25 requests in order, each able to name results of earlier ones."""

import re
from collections.abc import Mapping
from typing import Any

from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.rest import Answer, Api, Call, part_of

_MOST = 25
_REFERENCE = re.compile(r"@\{([A-Za-z]\w*)\.([\w.\[\]]+)\}", re.ASCII)
_STEP = re.compile(r"\w+", re.ASCII)
_HALTED = ApiError(
    "PROCESSING_HALTED",
    "The transaction was rolled back since another operation in the same transaction failed.",
)
_FAILED = 400


class _RolledBack(Exception):
    """Carries the place of the part that failed out of the transaction."""

    def __init__(self, place: int, answer: Answer) -> None:
        super().__init__(place)
        self.place = place
        self.answer = answer


def composite(api: Api, call: Call) -> Answer:
    """200 even when parts failed: with `allOrNone` the innocent ones are PROCESSING_HALTED."""
    body = call.json_object()
    parts = _parts(body)
    together = body.get("allOrNone") is True
    try:
        answers = _together(api, call, parts) if together else _apart(api, call, parts)
    except _RolledBack as halt:
        answers = [Answer(_HALTED.status, _HALTED.body()) for _ in parts]
        answers[halt.place] = halt.answer
    listed = [_entry(part, answer) for part, answer in zip(parts, answers, strict=True)]
    return Answer(200, {"compositeResponse": listed})


def _parts(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = body.get("compositeRequest")
    if not isinstance(parts, list) or not all(_is_part(part) for part in parts):
        raise ApiError("INVALID_INPUT", "compositeRequest must be a list of method, url and referenceId")
    if len(parts) > _MOST:
        raise ApiError("LIMIT_EXCEEDED", f"The number of subrequests cannot exceed {_MOST}")
    names = [part["referenceId"] for part in parts]
    if len(set(names)) < len(names):
        raise ApiError("INVALID_INPUT", "Duplicate ReferenceId provided")
    return parts


def _is_part(part: object) -> bool:
    return isinstance(part, dict) and all(
        isinstance(part.get(key), str) for key in ("method", "url", "referenceId")
    )


def _together(api: Api, call: Call, parts: list[dict[str, Any]]) -> list[Answer]:
    answers: list[Answer] = []
    results: dict[str, Any] = {}
    with api.store.transaction():
        for place, part in enumerate(parts):
            answer = _run(api, call, part, results)
            if answer.status >= _FAILED:
                raise _RolledBack(place, answer)
            answers.append(answer)
    return answers


def _apart(api: Api, call: Call, parts: list[dict[str, Any]]) -> list[Answer]:
    results: dict[str, Any] = {}
    return [_run(api, call, part, results) for part in parts]


def _run(api: Api, call: Call, part: Mapping[str, Any], results: dict[str, Any]) -> Answer:
    try:
        inner = _inner(call, part, results)
    except ApiError as error:
        return Answer(error.status, error.body())
    answer = api.dispatch(inner)
    if answer.status < _FAILED:
        results[part["referenceId"]] = answer.body
    return answer


def _inner(call: Call, part: Mapping[str, Any], results: Mapping[str, Any]) -> Call:
    headers = part.get("httpHeaders")
    lower = (
        {str(name).lower(): str(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else {}
    )
    url = str(_filled(part["url"], results))
    inner = part_of(call, part["method"].upper(), url, lower, _filled(part.get("body"), results))
    if inner.path == ("composite",):
        raise ApiError("INVALID_INPUT", "A composite request cannot hold another one")
    return inner


def _filled(value: Any, results: Mapping[str, Any]) -> Any:
    """The value with every `@{reference.field}` replaced, at any depth."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: str(_result(match, results)), value)
    if isinstance(value, dict):
        return {key: _filled(item, results) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, results) for item in value]
    return value


def _result(match: re.Match[str], results: Mapping[str, Any]) -> Any:
    name, path = match.groups()
    value: Any = results.get(name)
    try:
        for step in _STEP.findall(path):
            value = value[int(step)] if isinstance(value, list) else value[step]
    except (KeyError, IndexError, TypeError, ValueError):
        raise ApiError(
            "PROCESSING_HALTED", f"Invalid reference specified. No value for {path} found in {name}."
        ) from None
    return value


def _entry(part: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    return {
        "body": answer.body,
        "httpHeaders": dict(answer.headers),
        "httpStatusCode": answer.status,
        "referenceId": part["referenceId"],
    }
