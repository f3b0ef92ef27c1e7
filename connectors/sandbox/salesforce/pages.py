"""Pages for demos: the newest tasks, and one record; every text escaped, nothing but our own style sheet."""

from collections.abc import Iterable, Sequence
from html import escape

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from connectors.sandbox.salesforce.objects import CONTACT, TASK, find_object
from connectors.sandbox.salesforce.org import Org
from connectors.sandbox.salesforce.schema import Record, Value

_NEWEST = 100
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.4 }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; white-space: pre-wrap; overflow-wrap: anywhere }
th { white-space: nowrap }
"""
_COLUMNS = ("Created", "Subject", "Contact", "Status", "Due", "Result", "Description")


def pages(org: Org) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    def newest_tasks() -> HTMLResponse:
        tasks = org.store.all(TASK)[: -_NEWEST - 1 : -1]
        return _page("Tasks", _table(_COLUMNS, (_task(org, task) for task in tasks)))

    @router.get("/lightning/r/{name}/{record_id}/view")
    def record(name: str, record_id: str) -> HTMLResponse:
        kind = find_object(name)
        found = org.store.get(kind, record_id) if kind else None
        if kind is None or found is None:
            raise HTTPException(404, "the org has no such record")
        filled = ((escape(field), _cell(value)) for field, value in found.items() if value is not None)
        return _page(kind.label, _table(("Field", "Value"), filled))

    @router.get("/sandbox/style.css")
    def style() -> Response:
        return Response(_STYLE, media_type="text/css", headers=_POLICY)

    return router


def _task(org: Org, task: Record) -> tuple[str, ...]:
    contact = org.store.get(CONTACT, str(task["WhoId"]))
    link = f'<a href="/lightning/r/Task/{escape(str(task["Id"]))}/view">{_cell(task["Subject"] or "(no subject)")}</a>'
    return (
        _cell(task["CreatedDate"]),
        link,
        _cell(contact["Name"] if contact else None),
        *(_cell(task[name]) for name in ("Status", "ActivityDate", "CallDisposition", "Description")),
    )


def _cell(value: Value) -> str:
    return "" if value is None else escape(str(value))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already."""
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - sandbox org</title>'
        f'<link rel="stylesheet" href="/sandbox/style.css"></head><body><h1><a href="/">Sandbox org</a>: {escape(title)}</h1>'
        f"{content}</body></html>",
        headers=_POLICY,
    )
