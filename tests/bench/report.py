"""The report: everything as JSON, and what one looks at first as a table."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

OUT = Path(__file__).resolve().parent / "out"
SCHEMA = 1
COLUMNS = (
    "calls/s",
    "held",
    "sent",
    "lost",
    "twice",
    "behind",
    "answered ms\np50 / p99",
    "draft less model ms\np50 / p90 / p99 / max",
    "processor ms a call\napi + worker + sched. + broker",
    "others\ncores",
)


def write(report: dict[str, Any], path: Path | None) -> Path:
    """Store the report where it is asked for, else in the folder of reports, under its time."""
    if path is None:
        OUT.mkdir(exist_ok=True)
        path = OUT / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps({"schema": SCHEMA, **report}, indent=1) + "\n")
    return path


def show(report: dict[str, Any], console: Console) -> None:
    told = Table(title=_title(report), title_justify="left")
    for column in COLUMNS:
        told.add_column(column, justify="right")
    for step in report["steps"]:
        told.add_row(*_row(step))
    console.print(told)
    for step in report["steps"]:
        _details(step, console)
    _conclude(report, console)


def _title(report: dict[str, Any]) -> str:
    here, asked = report["machine"], report["asked"]
    database, disk = report["database"], here["disk"]
    return (
        f"model latency {asked['latency_ms']} ms, {report['words']} words and {report['body_bytes']} bytes a call, "
        f"{report['workers']} worker processes of {report['threads']} threads\n"
        f"{database['name']} ({_pairs(database['settings'])}) on {disk['device']} {disk['filesystem']}, "
        f"one sync {disk['sync_ms']} ms\n"
        f"{here['cores']} cores {here['processor']}, Python {here['python']}, commit {here['commit']}, "
        f"load average before {here['load_average'][0]}"
    )


def _row(step: dict[str, Any]) -> tuple[str, ...]:
    cpu = step["cpu_ms_per_call"]
    each = " + ".join(f"{cpu[name]:.1f}" for name in ("api", "worker", "scheduler", "broker"))
    others = step["others_cores"]
    return (
        f"{step['rate']:g}",
        "yes" if step["held"] else "NO",
        str(step["sent"]),
        str(step["lost"]),
        str(step["duplicates"]),
        str(step["backlog"]),
        _some(step["ack_ms"], "p50", "p99"),
        _some(step["to_draft_less_model_ms"], "p50", "p90", "p99", "max"),
        f"{each} = {cpu['total']:.1f}",
        "?" if others is None else f"{others:.2f}",
    )


def _details(step: dict[str, Any], console: Console) -> None:
    stages = {
        "to extractive": "accepted_to_extractive_ms",
        "to matched": "extractive_to_matched_ms",
        "to drafted less model": "matched_to_drafted_less_model_ms",
        "model as measured": "model_ms",
        "checks": "check_ms",
    }
    told = ", ".join(f"{name} {_some(step[key], 'p50', 'p99')}" for name, key in stages.items())
    console.print(f"[bold]{step['rate']:g}/s[/] stages ms p50 / p99: {told}")
    console.print(
        f"     memory MB: {_pairs(step['memory_mb'])}; not counted, ms a call: {_pairs(step['cpu_ms_per_call_around'])}"
    )
    for reason in step["why_not"]:
        console.print(f"     not held: {reason}")
    if step["errors"]:
        console.print(f"     errors: {_pairs(step['errors'])}")
    if confirmed := step.get("confirming"):
        console.print(
            f"     confirmed {confirmed['confirmed']}, written {confirmed['written']}, "
            f"twice {confirmed['written_twice']}; to written ms {_some(confirmed['to_written_ms'], 'p50', 'p99')}; "
            f"processor ms each {confirmed['cpu_ms_per_call']['total']}"
        )


def _conclude(report: dict[str, Any], console: Console) -> None:
    held = report["held"]
    most = report["asked"]["most_ms"]
    console.print(
        f"\nHighest rate held (all accepted and drafted once, less than 1 s of arrivals behind, p99 at most {most:g} ms): "
        f"[bold]{f'{held:g} calls/s' if held else 'none of these'}[/]"
    )
    idle = report["idle_ms_per_s"]
    console.print(f"Idle, the instance takes {_pairs(idle)} ms a second (counted in the calls above).")


def _some(figures: dict[str, float], *names: str) -> str:
    return " / ".join(f"{figures[name]:.0f}" for name in names) if figures else "-"


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
