"""`aftercall keys …`: API keys, made and revoked at the machine that holds the master key."""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from service.cli import local
from service.cli.demo_access import operator
from service.cli.errors import CliError
from service.cli.instance import running
from service.cli.output import out, table
from service.domain.access import Principal, Role
from service.settings import Settings
from service.storage import rotation
from service.wiring import Services, build

keys = typer.Typer(help="API keys: create, list, revoke; and the master key: rotate.", no_args_is_help=True)

Tenant = Annotated[str | None, typer.Option(help="Tenant; may be left out where there is only one.")]
Data = Annotated[Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@contextlib.contextmanager
def at_this_machine(tenant: str | None, data: Path | None) -> Iterator[tuple[Services, Principal]]:
    """Services over the local database, and the operator as caller. Raises `CliError`."""
    services = build(settings_here(data))
    try:
        tenants = sorted(services.tenants.all())
        if tenant is None and len(tenants) != 1:
            raise CliError(f"name the tenant with --tenant: {', '.join(tenants) or 'there is none'}")
        name = tenant or tenants[0]
        if name not in tenants:
            raise CliError(f"there is no tenant {name!r}; there are: {', '.join(tenants) or 'none'}")
        yield services, operator(name)
    finally:
        services.close()


def settings_here(data: Path | None) -> Settings:
    """The settings of the instance that runs here or, as it would have them, of the data folder."""
    instance = running(data)
    if instance is None:
        settings = Settings(data=data) if data else Settings()
        return settings.model_copy(update=local.left_out(settings))
    return Settings(
        data=instance.data,
        config_dir=instance.config_dir,
        secrets_file=instance.secrets_file,
        broker_url=instance.broker_url,
    )


@keys.command()
def create(
    role: Annotated[list[Role], typer.Option(help="A role; may be given several times.")],
    tenant: Tenant = None,
    agent: Annotated[str | None, typer.Option(help="The agent that the key stands for.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Expire after so many days.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once."""
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with at_this_machine(tenant, data) as (services, by):
        made = services.access.create_key(by, tuple(role), agent, expires_at)
    if as_json:
        sys.stdout.write(made.model_dump_json() + "\n")
        return
    out.print(f"key {made.key.id}: {', '.join(made.key.roles)}")
    out.print(made.secret, markup=False)
    out.print("Keep it now; it cannot be shown again.")


@keys.command("list")
def list_(tenant: Tenant = None, data: Data = None, as_json: AsJson = False) -> None:
    """List keys; never their secrets."""
    with at_this_machine(tenant, data) as (services, by):
        found = services.access.keys(by)
    if as_json:
        items = [key.model_dump(mode="json") for key in found]
        sys.stdout.write(json.dumps({"items": items, "next_cursor": None}) + "\n")
        return
    rows = [
        (
            key.id,
            f"{key.prefix}…",
            ", ".join(key.roles),
            key.agent_id or "",
            "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "live",
        )
        for key in found
    ]
    table("Keys", ("id", "key", "roles", "agent", "state"), rows)


@keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `list` shows it.")],
    tenant: Tenant = None,
    data: Data = None,
) -> None:
    """Refuse a key from now on."""
    with at_this_machine(tenant, data) as (services, by):
        services.access.revoke(by, key_id)
    out.print(f"key {key_id} is revoked")


@keys.command()
def rotate(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Afterwards remove the master keys that came before.")
    ] = False,
    same: Annotated[
        bool, typer.Option("--same", help="Make no new one: wrap under the keyring's current master key.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a new master key and wrap every tenant's key under it. Everything may go on running."""
    settings = settings_here(data)
    rotated = rotation.rotate(settings.database, settings.keyring, fresh=not same, drop_old=drop_old)
    if as_json:
        told = {"current": rotated.current, "rewrapped": rotated.rewrapped, "ids": sorted(rotated.ids)}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    out.print(f"{rotated.rewrapped} tenant keys are wrapped under {rotated.current}", markup=False)
    out.print(f"back up the keyring now: {settings.keyring}", markup=False, soft_wrap=True)
