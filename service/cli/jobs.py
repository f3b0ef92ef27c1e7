"""`aftercall jobs …`: what waits and why, over the API of a running instance."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.client import Api, Missing
from service.cli.errors import CliError
from service.cli.instance import needed
from service.cli.output import out, table
from service.domain.ids import is_id
from service.domain.job import JobState

jobs = typer.Typer(
    help="Jobs: what is at work, what waits, what is parked; run one again.", no_args_is_help=True
)

PAGE = 200
SHOWN_REASON = 60

JobId = Annotated[str, typer.Argument(metavar="ID", help="The job's id, as `list` shows it.")]
ApiUrl = Annotated[
    str | None, typer.Option("--api", envvar="AFTERCALL_API", help="URL of an instance elsewhere.")
]
ApiKey = Annotated[str | None, typer.Option("--key", envvar="AFTERCALL_KEY", help="Admin's API key for it.")]
Data = Annotated[Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@jobs.command("list")
def list_(
    state: Annotated[JobState | None, typer.Option(help="Only those.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, the oldest first.")] = 100,
    api_url: ApiUrl = None,
    key: ApiKey = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List open jobs, the oldest first. A job that is done is gone."""
    with _api(api_url, key, data) as api:
        found, more = _fetched(api, state, limit)
    if as_json:
        sys.stdout.write(
            json.dumps({"items": found, "next_cursor": found[-1]["id"] if more else None}) + "\n"
        )
        return
    if not found:
        out.print(f"no job is {state}" if state else "no job is open: all work is done")
        return
    now = datetime.now(UTC)
    table(
        f"{'The oldest ' if more else ''}{len(found)} jobs",
        ("id", "kind", "state", "tries", "since", "next", "reason"),
        [_row(job, now) for job in found],
    )
    if more:
        out.print(f"There are more: give --limit, now {limit}.")


@jobs.command()
def show(
    job_id: JobId, api_url: ApiUrl = None, key: ApiKey = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Show one job."""
    with _api(api_url, key, data) as api:
        job = api.get(_path(job_id))
    if as_json:
        sys.stdout.write(json.dumps(job) + "\n")
        return
    now = datetime.now(UTC)
    lines = {
        "kind": job["kind"],
        "lane": job["lane"],
        "of": job["subject"],
        "state": job["state"],
        "reason": job["reason"] or "none",
        "failures": str(job["attempts"]),
        "crashes": f"{job['crashes']}{', so it runs alone' if job['alone'] else ''}",
        "since": f"{job['created_at']} ({_ago(job['created_at'], now)})",
        "next": _next(job, now),
    }
    table(f"Job {job['id']}", ("what", "value"), lines.items())
    if job["state"] == JobState.PARKED:
        out.print(f"`aftercall jobs retry {job['id']}` runs it again.", markup=False, soft_wrap=True)


@jobs.command()
def retry(
    job_id: JobId, api_url: ApiUrl = None, key: ApiKey = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Run a job now, with a fresh start: one that is parked, or waits for its next try."""
    with _api(api_url, key, data) as api:
        job = api.post(f"{_path(job_id)}/retry", {})
    if as_json:
        sys.stdout.write(json.dumps(job) + "\n")
    elif job["state"] == JobState.LEASED:
        out.print(f"job {job['id']} is at work, and runs once more after it")
    else:
        out.print(f"job {job['id']} runs as soon as a worker is free")


def _fetched(api: Api, state: JobState | None, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Jobs of as many pages as it takes, and whether there are more."""
    found: list[dict[str, Any]] = []
    query: dict[str, str | int] = {"state": state.value} if state else {}
    while len(found) < limit:
        page = api.get("/v1/jobs", limit=min(limit - len(found), PAGE), **query)
        found += page["items"]
        if page["next_cursor"] is None:
            return found, False
        query["cursor"] = page["next_cursor"]
    return found, True


def _row(job: dict[str, Any], now: datetime) -> tuple[str, ...]:
    tries = f"{job['attempts']} failed" if job["attempts"] else ""
    crashes = f"{job['crashes']} crashed" if job["crashes"] else ""
    reason = (job["reason"] or "")[:SHOWN_REASON]
    return (
        job["id"],
        job["kind"],
        job["state"],
        ", ".join(filter(None, (tries, crashes))),
        _ago(job["created_at"], now),
        _next(job, now),
        reason,
    )


def _next(job: dict[str, Any], now: datetime) -> str:
    """When it goes on, in the words of someone who waits for it."""
    match job["state"]:
        case JobState.PARKED:
            return "a person"
        case JobState.LEASED:
            return "at work"
    seconds = (datetime.fromisoformat(job["due"]) - now).total_seconds()
    return f"in {_span(seconds)}" if seconds >= 1 else "a free worker"


def _ago(moment: str, now: datetime) -> str:
    return f"{_span((now - datetime.fromisoformat(moment)).total_seconds())} ago"


def _span(seconds: float) -> str:
    whole = max(round(seconds), 0)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if whole >= 2 * length:
            return f"{whole // length} {unit}"
    return f"{whole} s"


def _path(job_id: str) -> str:
    if not is_id(job_id):
        raise CliError(f"{job_id} is no job's id; `aftercall jobs list` shows them")
    return f"/v1/jobs/{job_id}"


@contextmanager
def _api(url: str | None, key: str | None, data: Path | None) -> Iterator[Api]:
    """The instance that is named, else the one that runs here."""
    if bool(url) != bool(key):
        raise CliError("give both --api and --key, or neither")
    if url and key:
        api = Api(url, key)
    else:
        instance = needed(data)
        api = Api(instance.api, instance.keys.admin)
    try:
        yield api
    except Missing:
        raise CliError("there is no such job here, or no longer: one that is done is gone") from None
    finally:
        api.close()
