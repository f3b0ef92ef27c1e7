"""`aftercall sources …`: which adapters and sources there are, how a payload is read, what was never delivered."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer

from connectors import registry
from connectors.contracts import Received, Unreadable
from connectors.errors import Auth, ConnectorError, Transient
from connectors.transcripts.formats import FORMATS
from connectors.transcripts.times import moment
from service.cli import payloads, source_tables
from service.cli.errors import CliError
from service.cli.keys import settings_here
from service.cli.payloads import Outcome, Seen
from service.cli.source_states import SourceState, adapters, states, unread
from service.connections import ConfiguredConnections
from service.domain.errors import SourceOff, UnknownSource
from service.flows.reconcile import CannotList, Compared
from service.settings import Settings
from service.tenants import Tenants
from service.wiring import build

sources = typer.Typer(
    help="Senders of calls: list them, test how a payload is read, find calls that were never delivered.",
    no_args_is_help=True,
)

STDIN = "-"
WEBHOOKS = "/v1/webhooks/"
ORIGIN = re.compile(r"(https?://[^/?#]+)([^?#]*)(?:\?([^#]*))?.*", re.DOTALL)
AGO = re.compile(r"([1-9][0-9]{0,5})([mhd])", re.ASCII)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Data = Annotated[Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@sources.callback()
def quietly(context: typer.Context) -> None:
    """What is off or was missed is told by the commands themselves, not by lines of the log besides."""
    context.with_resource(_errors_alone())


@sources.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List adapters with what they can do, and the configured sources of all tenants, on or off."""
    here = _Here(settings_here(data))
    problems = here.connections.problems()
    known, found, files = tuple(adapters()), states(here.tenants, problems), unread(problems)
    if as_json:
        _print(
            {
                "adapters": [one.model_dump(mode="json") for one in known],
                "sources": [one.model_dump(mode="json") for one in found],
                "problems": [{"tenant": one.tenant, "detail": one.detail} for one in files],
            }
        )
        return
    source_tables.show_adapters(known)
    source_tables.show_sources(found, files, here.settings.config_dir)


@sources.command("test")
def examine(
    name: Annotated[str, typer.Argument(metavar="SOURCE|ADAPTER", help="A source, an adapter or a format.")],
    file: Annotated[str, typer.Argument(help="The body as it came; - is standard input.")],
    header: Annotated[
        list[str] | None, typer.Option(help="'Name: value' as it came; checks the source's signature.")
    ] = None,
    url: Annotated[str, typer.Option(help="The address that the sender called; some sign it.")] = "",
    at: Annotated[str, typer.Option(help="When it came, RFC 3339; signatures age. Default: now.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show how a payload would be read: verified or why not, calls, legs, roles, first turns. Stores nothing."""
    body = _body(file)
    here = _Here(settings_here(data))
    if here.has(name):
        received = _received(here.settings, name, body, header or [], url)
        seen = here.seen(name, received, check=bool(header or url), now=_at(at) or datetime.now(UTC))
    elif header or url:
        raise CliError(f"there is no source {name!r}: headers and address are checked for a source alone")
    else:
        seen = _unsigned(name, body)
    if as_json:
        _print(seen.model_dump(mode="json"))
    else:
        source_tables.show_seen(seen)
    if seen.outcome is Outcome.REFUSED:
        raise typer.Exit(1)


@sources.command()
def reconcile(
    name: Annotated[str, typer.Argument(help="A source whose vendor can list its calls.")],
    since: Annotated[str, typer.Option(metavar="TIME", help="From when on: RFC 3339, or 90m, 2h, 3d ago.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare the vendor's list of calls with ours; fetch the transcripts of those that never came."""
    began = _since(since, datetime.now(UTC))
    settings = settings_here(data)
    here = _Here(settings)
    here.needed(name)
    services = build(settings)
    try:
        with _told_in_one_line(name):
            compared = services.reconcile.since(name, began)
    finally:
        services.close()
    if as_json:
        _print({"source": name, **compared.model_dump(mode="json")})
    else:
        _tell(name, compared)


@contextmanager
def _errors_alone() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


class _Here:
    """Tenants' files as this machine has them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tenants = Tenants(settings.config_dir, settings.secrets_file)
        self.connections = ConfiguredConnections(self.tenants)

    def has(self, name: str) -> bool:
        return any(name in tenant.sources for tenant in self.tenants.all().values())

    def states(self) -> list[SourceState]:
        return states(self.tenants, self.connections.problems())

    def needed(self, name: str) -> SourceState:
        """The source, if it is on. Raises `CliError`."""
        found = self.states()
        state = next((one for one in found if one.name == name), None)
        if state is None:
            known = ", ".join(sorted({one.name for one in found})) or "none"
            raise CliError(f"there is no source {name!r}; there are: {known}")
        if not state.on:
            raise CliError(f"source {name!r} is off: {'; '.join(state.reasons)}")
        return state

    def seen(self, name: str, received: Received, *, check: bool, now: datetime) -> Seen:
        state = next(one for one in self.states() if one.name == name)
        if not state.on:
            off = f"the source is off: {'; '.join(state.reasons)}"
            return Seen(source=name, adapter=state.adapter or None, outcome=Outcome.REFUSED, reason=off)
        source = self.connections.source(name)
        return payloads.by_source(source, state.adapter, received, check=check, now=now)


def _unsigned(name: str, body: bytes) -> Seen:
    """By an adapter's name; what that does not read is a transcript, where a format has the same name."""
    known = registry.names("telephony")
    if name not in known and name not in FORMATS:
        raise CliError(
            f"{name!r} is no source here, no adapter ({', '.join(known)}) and no format ({', '.join(FORMATS)})"
        )
    if name not in known:
        return payloads.by_format(name, body)
    try:
        seen = payloads.by_adapter(name, body)
    except registry.RegistryError as error:
        raise CliError(str(error)) from None
    if seen.outcome is not Outcome.READ and name in FORMATS:
        transcript = payloads.by_format(name, body)
        return transcript if transcript.outcome is Outcome.READ else seen
    return seen


def _received(settings: Settings, name: str, body: bytes, headers: list[str], url: str) -> Received:
    """The request as our API would get it: what stands before its own path is the public address."""
    base, path, query = settings.public_url or "", f"{WEBHOOKS}{name}", ""
    if url:
        found = ORIGIN.fullmatch(url)
        if not found:
            raise CliError(f"--url: {url} is not an address such as https://aftercall.example{path}")
        origin, way, query = found.group(1), found.group(2), found.group(3) or ""
        prefix, own, rest = way.partition(WEBHOOKS)
        base, path = (f"{origin}{prefix}", f"{own}{rest}") if own else (origin, way)
    return Received(headers=dict(map(_header, headers)), body=body, base=base, path=path, query=query)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise CliError("--header: give it as 'Name: value'")
    return name.strip().lower(), value.strip()


def _body(file: str) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CliError(f"cannot read {file}: {error.strerror}") from None


def _at(text: str) -> datetime | None:
    try:
        return moment(text) if text else None
    except ValueError as error:
        raise CliError(f"--at: {error}") from None


def _since(text: str, now: datetime) -> datetime:
    ago = AGO.fullmatch(text)
    try:
        began = now - timedelta(**{UNITS[ago.group(2)]: int(ago.group(1))}) if ago else moment(text)
    except (ValueError, OverflowError) as error:
        raise CliError(f"--since: {error}; give 2h, 3d or 2026-11-20T08:00:00Z") from None
    if began >= now:
        raise CliError("--since: lies ahead")
    return began


@contextmanager
def _told_in_one_line(name: str) -> Iterator[None]:
    try:
        yield
    except CannotList:
        raise CliError(f"source {name!r}: its vendor has no list of calls that we can read") from None
    except (UnknownSource, SourceOff):
        raise CliError(
            f"source {name!r} was switched off just now; `aftercall sources list` says why"
        ) from None
    except Auth as error:
        raise CliError(f"source {name!r}: the vendor refuses our credentials ({error.code})") from None
    except Transient as error:
        raise CliError(
            f"source {name!r}: the vendor does not answer just now ({error.code}); try later"
        ) from None
    except (ConnectorError, Unreadable) as error:
        why = error.code if isinstance(error, ConnectorError) else error.reason
        raise CliError(f"source {name!r}: the vendor's list cannot be read ({why})") from None


def _tell(name: str, compared: Compared) -> None:
    told = f"{name}: the vendor lists {compared.listed} calls since {compared.since:%Y-%m-%d %H:%M} UTC"
    if not compared.missed:
        source_tables.say(f"{told}; each of them was delivered")
        return
    source_tables.say(f"{told}; of {len(compared.missed)} no delivery came:")
    for external_id in compared.missed:
        source_tables.say(f"  {external_id}")
    source_tables.say("Their transcripts are being fetched; `aftercall jobs list` shows how far that is.")


def _print(document: object) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
