"""`aftercall audit …`: whether what was done is still told as it was."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import CliError
from service.cli.keys import settings_here
from service.cli.output import table
from service.storage import Storage
from service.wiring import build

audit = typer.Typer(help="The audit: verify its chain.", no_args_is_help=True)


@audit.callback()
def _commands() -> None:
    """Keeps `verify` a command of its own."""


@audit.command()
def verify(
    tenant: Annotated[str | None, typer.Option(help="Tenant; left out, all of them.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
) -> None:
    """Recompute the chain of seals over every row of the audit; fails when one does not hold."""
    services = build(settings_here(data))
    try:
        checked = _verified(services.storage, tenant)
    finally:
        services.close()
    if as_json:
        sys.stdout.write(json.dumps({"items": checked, "next_cursor": None}) + "\n")
    else:
        rows = [tuple("" if value is None else str(value) for value in one.values()) for one in checked]
        table("Audit", ("tenant", "seals", "rows", "not yet sealed", "broken at", "head"), rows)
    broken = [one for one in checked if one["broken_at"] is not None]
    if broken:
        told = ", ".join(f"of {one['tenant']} at seal {one['broken_at']}" for one in broken)
        raise CliError(f"the audit is broken: {told}")


def _verified(storage: Storage, tenant: str | None) -> list[dict[str, str | int | None]]:
    tenants = storage.tenants()
    if tenant is not None and tenant not in tenants:
        raise CliError(f"there is no tenant {tenant!r}; there are: {', '.join(tenants) or 'none'}")
    found: list[dict[str, str | int | None]] = []
    for name in [tenant] if tenant else tenants:
        check = storage.verify_audit(name)
        found.append(
            {
                "tenant": name,
                "seals": check.seals,
                "rows": check.rows,
                "open_rows": check.open_rows,
                "broken_at": check.broken_at,
                "head": check.head,
            }
        )
    return found
