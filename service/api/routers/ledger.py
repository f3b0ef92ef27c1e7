"""The ledger as newline-delimited JSON, for reporting tools."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from service.api.bodies.shapes import Moment
from service.api.dependencies import App, Caller
from service.domain.ledger import LedgerRow

MEDIA_TYPE = "application/x-ndjson"
LINES_A_CHUNK = 100

router = APIRouter(tags=["reports"])


@router.get(
    "/ledger",
    response_class=StreamingResponse,
    responses={200: {"description": "One ledger row a line", "content": {MEDIA_TYPE: {}}}},
)
def ledger(
    services: App,
    caller: Caller,
    since: Annotated[Moment | None, Query(description="Rows at or after this time; all without it")] = None,
) -> StreamingResponse:
    rows = services.reports.ledger(caller, since)
    # The first row is read here: what fails at once can still be told by a status.
    first = tuple(islice(rows, 1))
    return StreamingResponse(_chunks(chain(first, rows)), media_type=MEDIA_TYPE)


def _chunks(rows: Iterable[LedgerRow]) -> Iterator[bytes]:
    """Lines in bundles: each chunk costs a turn of the event loop."""
    lines = (row.model_dump_json().encode() + b"\n" for row in rows)
    while bundle := b"".join(islice(lines, LINES_A_CHUNK)):
        yield bundle
