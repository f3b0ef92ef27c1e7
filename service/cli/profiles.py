"""`aftercall profiles …`: list, show, validate, import, export and publish call profiles."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import CliError
from service.cli.keys import AsJson, Data, Tenant, at_this_machine
from service.cli.output import out, table
from service.domain.profile import Profile, VersionedProfile
from service.drafting.profiles import InvalidProfile, load_shipped, parse_yaml, to_yaml

profiles = typer.Typer(help="Call profiles: versions, and which one is live.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The profile's name, with a version or label: default, default@3.")]
Source = Annotated[Path, typer.Argument(help="A YAML file, or a folder as in prompts/.")]
Note = Annotated[str, typer.Option(help="Why, for the record.")]


@profiles.command("list")
def list_(tenant: Tenant = None, data: Data = None, as_json: AsJson = False) -> None:
    """List versions and their labels."""
    with at_this_machine(tenant, data) as (services, by):
        rows = services.profiles.rows(by)
    if as_json:
        items = [row.model_dump(mode="json") for row in rows]
        sys.stdout.write(json.dumps({"items": items, "next_cursor": None}) + "\n")
        return
    cells = [
        (
            f"{row.name}@{row.version}",
            ", ".join(row.labels),
            row.created_by,
            f"{row.created_at:%Y-%m-%d}",
            row.note,
        )
        for row in rows
    ]
    table("Profiles", ("version", "labels", "by", "on", "note"), cells)


@profiles.command()
def show(name: Name, tenant: Tenant = None, data: Data = None, as_json: AsJson = False) -> None:
    """Show a version; the live one where none is named."""
    found = _find(name, tenant, data)
    if as_json:
        body = {"version": found.version, **found.profile.model_dump(mode="json")}
        sys.stdout.write(json.dumps(body) + "\n")
        return
    out.print(f"# {found.ref}")
    sys.stdout.write(to_yaml(found.profile))


@profiles.command()
def validate(source: Source) -> None:
    """Check a file without storing it."""
    profile = _read(source)
    out.print(
        f"{profile.name}: good; {len(profile.sections)} sections, "
        f"{len(profile.dispositions)} dispositions, {len(profile.fields)} fields"
    )


@profiles.command("import")
def import_(source: Source, note: Note = "", tenant: Tenant = None, data: Data = None) -> None:
    """Store a version. Nobody uses it until it is published."""
    profile = _read(source)
    with at_this_machine(tenant, data) as (services, by):
        stored = services.profiles.import_(by, profile, note)
    out.print(f"stored as {stored.ref}; `aftercall profiles publish {stored.ref}` makes it live")


@profiles.command()
def export(
    name: Name,
    to: Annotated[Path | None, typer.Option(help="File; default standard output.")] = None,
    tenant: Tenant = None,
    data: Data = None,
) -> None:
    """Write a version as one YAML document, which `import` reads back unchanged."""
    text = to_yaml(_find(name, tenant, data).profile)
    if to is None:
        sys.stdout.write(text)
    else:
        to.write_text(text)


@profiles.command()
def publish(name: Name, note: Note = "", tenant: Tenant = None, data: Data = None) -> None:
    """Make a version live: the next call uses it."""
    profile, _, version = name.partition("@")
    if not version.isdigit():
        raise CliError("name the version to publish, such as default@2")
    with at_this_machine(tenant, data) as (services, by):
        services.profiles.publish(by, profile, int(version), note)
    out.print(f"{name} is live")


def _find(name: str, tenant: str | None, data: Path | None) -> VersionedProfile:
    profile, _, version = name.partition("@")
    with at_this_machine(tenant, data) as (services, by):
        return services.profiles.show(by, profile, int(version) if version.isdigit() else version or "live")


def _read(source: Path) -> Profile:
    try:
        return load_shipped(source) if source.is_dir() else parse_yaml(source.read_text(encoding="utf-8"))
    except InvalidProfile as error:
        raise CliError(str(error)) from None
    except (OSError, UnicodeDecodeError):
        raise CliError(f"cannot read {source}") from None
