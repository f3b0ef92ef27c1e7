"""`aftercall doctor`: what is well, what is not, and how to mend each, in one look."""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from service.cli import keys
from service.cli.checks import broker, database, machine, tenants, work
from service.cli.checks.finding import CHECK_S, Finding, State, failed, run
from service.cli.instance import Instance, running
from service.cli.output import plain
from service.settings import Settings

COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "bold red"}
LONGEST_PART = 24


def examined(data: Path | None, *, seconds: float = CHECK_S) -> list[Finding]:
    """All findings, in the order in which parts need each other. Wrong settings end the examination."""
    try:
        settings = keys.settings_here(data)
    except ValidationError as error:
        return [_setting(line) for line in error.errors(include_input=False, include_url=False)]
    instance = running(data)
    if instance is not None:
        settings = _as_it_runs(settings, instance)
    return of(settings, seconds=seconds)


def _as_it_runs(settings: Settings, instance: Instance) -> Settings:
    """With the address that it was given, and what `up` tells its processes of the sandbox org."""
    os.environ.setdefault("AFTERCALL_SANDBOX_URL", instance.sandbox)
    at = urlsplit(instance.api)
    return settings.model_copy(update={"host": at.hostname, "port": at.port})


def of(settings: Settings, *, seconds: float = CHECK_S) -> list[Finding]:
    """What one part has to say stands together, and a tenant's connections below the tenant."""
    parts = (machine, database, broker, work, tenants)
    found = run([check for part in parts for check in part.checks(settings)], seconds=seconds)
    order = {part: number for number, part in reversed(list(enumerate(one.part for one in found)))}
    return sorted(found, key=lambda one: (order.get(one.part.split()[0], order[one.part]), order[one.part]))


def _setting(line: object) -> Finding:
    place = "_".join(map(str, line["loc"])).upper()  # type: ignore[index]  # pydantic's own shape
    name = place if place.startswith("AFTERCALL_") else f"AFTERCALL_{place}"
    return failed("settings", f"{name}: {line['msg']}", f"correct {name}; then run this again")  # type: ignore[index]


def as_json(findings: Sequence[Finding]) -> str:
    counts = Counter(one.state for one in findings)
    document = {
        "ok": not counts[State.FAILED],
        "counts": {state.value: counts[state] for state in State},
        "findings": [one.model_dump(mode="json") for one in findings],
    }
    return json.dumps(document)


def shown(findings: Sequence[Finding]) -> Group:
    """A line a finding: its state, what was looked at, what was found, and below it how to mend it."""
    grid = Table.grid(padding=(0, 2), pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=False, max_width=LONGEST_PART, overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    last = ""
    for one in findings:
        part = "" if one.part == last else plain(one.part)
        last = one.part
        grid.add_row(Text(one.state.value, style=COLOURS[one.state]), Text(part, style="bold"), _told(one))
    return Group(Text(), grid, Text(), _counted(findings))


def _told(finding: Finding) -> Text:
    told = Text(plain(finding.what))
    if finding.mend:
        told.append("\n→ ", style=COLOURS[finding.state])
        told.append(plain(finding.mend))
    return told


def _counted(findings: Sequence[Finding]) -> Text:
    counts = Counter(one.state for one in findings)
    warnings = "1 warning" if counts[State.WARNING] == 1 else f"{counts[State.WARNING]} warnings"
    if counts[State.FAILED]:
        return Text(f"{counts[State.FAILED]} failed, {warnings}, {counts[State.OK]} ok", style="bold red")
    if counts[State.WARNING]:
        return Text(f"Works, with {warnings}; {counts[State.OK]} ok", style="bold yellow")
    return Text(f"All is well: {counts[State.OK]} ok", style="bold green")


def tell(findings: Sequence[Finding], console: Console, *, in_json: bool) -> int:
    """Print them; the exit code."""
    if in_json:
        sys.stdout.write(as_json(findings) + "\n")
    else:
        console.print(shown(findings))
    return int(any(one.state is State.FAILED for one in findings))
