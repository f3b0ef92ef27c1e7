"""ETags: a wrap-up's version as an HTTP validator, and what callers send back of it."""

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from service.api.bodies.wrapup import WrapUpBody
from service.domain.errors import FieldProblem, Invalid, PreconditionMissing
from service.domain.wrapup import WrapUp

# Proxies that compress weaken a tag (`W/"3"`). Ours names the exact version either way, so it is taken;
# refusing it would lock every agent behind such a proxy out of editing.
NEEDED = "x-needed"
"""Marks a header whose lack has a status of its own, so that the document can say that it is required."""

TAG = re.compile(r'(?:W/)?"(\d{1,15})"')


def etag_of(version: int) -> str:
    return f'"{version}"'


def tagged(response: Response, wrapup: WrapUp) -> WrapUpBody:
    """The body of a wrap-up, with its ETag on the answer."""
    response.headers["ETag"] = etag_of(wrapup.version)
    return WrapUpBody.of(wrapup)


def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description='ETag of the wrap-up as it was read, such as `"3"`',
            json_schema_extra={"pattern": f"^{TAG.pattern}$", NEEDED: True},
        ),
    ] = None,
) -> int:
    if if_match is None:
        raise PreconditionMissing
    found = TAG.fullmatch(if_match.strip())
    if found is None:
        raise Invalid(FieldProblem(pointer="", detail='header If-Match: must be one ETag such as "3"'))
    return int(found.group(1))


def _seen_versions(
    if_none_match: Annotated[
        str | None, Header(alias="If-None-Match", description="ETags the caller holds; 304 if current")
    ] = None,
) -> frozenset[int]:
    return frozenset(int(version) for version in TAG.findall(if_none_match or ""))


IfMatch = Annotated[int, Depends(_if_match)]
SeenVersions = Annotated[frozenset[int], Depends(_seen_versions)]
