"""The report on webhooks: everything as JSON, and a table of what one looks at first."""

import argparse
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import machine, report
from tests.bench.instance import Running

COLUMNS = (
    "body",
    "server",
    "requests",
    "a second",
    "processor ms\na request",
    "a second\nand core",
    "answered ms\np50 / p99 / max",
)


def circumstances(instance: Running, asked: argparse.Namespace) -> dict[str, Any]:
    told = {name: value for name, value in vars(asked).items() if name not in {"json", "folder"}}
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": shlex.join(["python", "-m", "tests.bench.webhooks", *sys.argv[1:]]),
        "asked": told,
        "machine": machine.describe(instance.data),
        "database": {"name": instance.database.name, "settings": instance.database.settings},
    }


def write(told: dict[str, Any], path: Path | None) -> Path:
    return report.write(told, path)


def show(told: dict[str, Any], console: Console) -> None:
    table = Table(title=_title(told), title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for size, servers in told["sizes"].items():
        for name, found in servers.items():
            if name != "ratio":
                table.add_row(*_row(size, name, found))
    console.print(table)
    for size, servers in told["sizes"].items():
        if "ratio" in servers:
            console.print(f"{size}: aftercall takes {servers['ratio']} times the bare route's processor time")
    console.print(
        f"masking {told['masking_ms_per_1000_words']} ms per 1,000 words; "
        f"{told['stored']} deliveries answered 202 and stored; load average {told['load_average_after']}"
    )


def _title(told: dict[str, Any]) -> str:
    here, asked, database = told["machine"], told["asked"], told["database"]
    load = f"{asked['rate']:g}/s" if asked["rate"] else f"{asked['connections']} connections"
    return (
        f"{load}, {database['name']}, one sync {here['disk']['sync_ms']} ms\n"
        f"{here['cores']} cores {here['processor']}, Python {here['python']}, commit {here['commit']}"
    )


def _row(size: str, name: str, found: dict[str, Any]) -> tuple[str, ...]:
    ms = found["ms"]
    return (
        size,
        name,
        str(found["requests"]),
        f"{found['per_s']:g}",
        f"{found['cpu_ms']:.2f}",
        f"{found['per_s_core']:g}",
        f"{ms['p50']:g} / {ms['p99']:g} / {ms['max']:g}",
    )
