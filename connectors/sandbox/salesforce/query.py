"""Handlers of queries: pages of a result, kept behind a cursor until they are fetched."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.rest import Answer, Api, Call
from connectors.sandbox.salesforce.soql import Found

_PAGE = 2000
_SMALLEST_PAGE = 200
_CURSORS = 20
_CURSOR_PREFIX = "01g"


class Queries:
    """Open cursors, the oldest dropped when there are too many."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made = 0
        self._open: OrderedDict[str, tuple[Found, int]] = OrderedDict()

    def query(self, api: Api, call: Call) -> Answer:
        return self._first(call, api.soql.run(_text(call), call.version))

    def query_all(self, api: Api, call: Call) -> Answer:
        """As `query`, deleted records too."""
        return self._first(call, api.soql.run(_text(call), call.version, deleted=True))

    def more(self, _api: Api, call: Call, locator: str) -> Answer:
        cursor, _, start = locator.rpartition("-")
        with self._lock:
            found, size = self._open.get(cursor, (None, 0))
        if found is None or not start.isdecimal() or int(start) >= len(found.rows):
            raise ApiError("INVALID_QUERY_LOCATOR", "invalid query locator")
        return Answer(200, _page(call, found, cursor, int(start), size))

    def _first(self, call: Call, found: Found) -> Answer:
        size = _page_size(call.headers.get("sforce-query-options", ""))
        cursor = self._keep(found, size) if len(found.rows) > size else ""
        return Answer(200, _page(call, found, cursor, 0, size))

    def _keep(self, found: Found, size: int) -> str:
        with self._lock:
            self._made += 1
            cursor = ids.make(_CURSOR_PREFIX, self._made)
            self._open[cursor] = (found, size)
            if len(self._open) > _CURSORS:
                self._open.popitem(last=False)
        return cursor


def _text(call: Call) -> str:
    text = call.query.get("q")
    if not text:
        raise ApiError("MALFORMED_QUERY", "unexpected token: '<EOF>'")
    return text


def _page(call: Call, found: Found, cursor: str, start: int, size: int) -> dict[str, Any]:
    end = start + size
    page: dict[str, Any] = {"totalSize": found.total, "done": end >= len(found.rows)}
    if not page["done"]:
        page["nextRecordsUrl"] = f"{call.root}/query/{cursor}-{end}"
    return page | {"records": found.rows[start:end]}


def _page_size(options: str) -> int:
    """The size in a header `Sforce-Query-Options: batchSize=200`."""
    _, _, size = options.replace(" ", "").partition("batchSize=")
    return min(max(int(size), _SMALLEST_PAGE), _PAGE) if size.isdecimal() else _PAGE
