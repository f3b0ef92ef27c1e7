"""`aftercall backup` and `aftercall restore`: at the machine that holds the keyring."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from service.cli import migration
from service.cli.errors import CliError
from service.cli.instance import running
from service.cli.keys import settings_here
from service.cli.output import Progress, on_terminal, out
from service.domain.erasure import JournalEntry
from service.domain.ports import Work
from service.flows.erase import Erase
from service.settings import Settings
from service.storage import Keyring
from service.storage.backup import BackupUnusable, NotEmpty, Replay, Restored
from service.storage.backup import restore as restored
from service.storage.erasure_journal import FileJournal
from service.wiring import build

Data = Annotated[Path | None, typer.Option(help="Data folder; default .aftercall or AFTERCALL_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Keys = Annotated[Path | None, typer.Option("--keys", help="The file of keys; default FILE.keys.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; the keys go to FILE.keys.")],
    keys: Keys = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write the database, as it stands at this moment, into two files. Everything may go on running."""
    services = build(settings_here(data))
    try:
        written = services.storage.backup(file, keys or keys_of(file))
    finally:
        services.close()
    if as_json:
        told = {"tenants": written.tenants, "rows": written.rows, "keys": written.keys}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    out.print(f"{written.rows} rows of {written.tenants} tenants in {file}", markup=False, soft_wrap=True)
    out.print(
        f"{written.keys} keys in {keys or keys_of(file)}: keep them apart, and not for long",
        markup=False,
        soft_wrap=True,
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    keys: Keys = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what the database holds now.")
    ] = False,
    journal: Annotated[
        list[Path] | None,
        typer.Option("--erasures", help="Journal of erasures, or logs that hold them; may be several."),
    ] = None,
    no_journal: Annotated[
        bool, typer.Option("--no-erasures", help="Nothing was erased since: there is no journal.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup into the database, erasing anew what was erased since. Nothing may be running."""
    if running(data) is not None:
        raise CliError("an instance is running here; stop it first")
    settings = settings_here(data)
    journals = [FileJournal(path) for path in _journals(settings, journal, none=no_journal)]
    done = 0

    def replay(work: Work, tenants: Sequence[str], kept: Iterator[JournalEntry]) -> None:
        nonlocal done
        again = Erase(work, FileJournal(settings.erasures), lambda: "kept")
        done += again.replay(chain(kept, *(one.entries() for one in journals)))
        done += again.drop_unreadable(tenants)

    result = _restored(settings, file, keys or keys_of(file), replay, replace=replace)
    migration.bring_up_to_date(settings)
    if as_json:
        told = {"tenants": result.tenants, "rows": result.rows, "erased_again": done}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    out.print(
        f"{result.rows} rows of {result.tenants} tenants are restored; {done} calls were erased again",
        markup=False,
    )


def keys_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.keys")


def _journals(settings: Settings, named: list[Path] | None, *, none: bool) -> list[Path]:
    """Raises `CliError` where a database would come back with what was erased from it."""
    for path in named or []:
        if not path.is_file():
            raise CliError(f"there is no erasures' journal {path}")
    if named or none or settings.erasures.is_file():
        return [*(named or []), settings.erasures]
    raise CliError(
        f"there is no erasures' journal {settings.erasures}: bring it, name one with --erasures, or say "
        "--no-erasures if nothing was erased since the backup"
    )


def _restored(settings: Settings, file: Path, keys: Path, replay: Replay, *, replace: bool) -> Restored:
    Progress(quiet=not on_terminal())(f"restoring {file}")
    try:
        return restored(
            settings.migrate_database,
            Keyring.load(settings.keyring),
            file,
            keys,
            replay=replay,
            replace=replace,
        )
    except (BackupUnusable, NotEmpty) as error:
        raise CliError(str(error)) from None
