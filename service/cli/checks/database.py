"""The database: reachable, of this release, under a role that row-level security holds, opened by the keyring."""

from collections.abc import Iterator

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from service.cli.checks.finding import Check, Finding, failed, ok, warning
from service.domain.errors import Failure
from service.flows.erase import Erase
from service.settings import Settings
from service.storage import Keyring, KeyringUnusable, Storage, WrongMasterKey
from service.storage.erasure_journal import FileJournal
from service.storage.examination import Examination, Unreachable, examine

SKEW_MS = 5_000
PART = "database"
START = "see that the server runs and can be reached from here"
MENDS = {
    "no_file": "make it with `aftercall migrate`, or set AFTERCALL_DATABASE_URL",
    "password": "correct user and password in AFTERCALL_DATABASE_URL",
    "not_admitted": "let this machine in, in the server's pg_hba.conf",
    "absent": "correct role and database in AFTERCALL_DATABASE_URL, or make them",
    "name": "correct the host in AFTERCALL_DATABASE_URL, or mend name resolution",
    "refused": START,
    "timeout": START,
    "full": "raise max_connections of the server, or lower AFTERCALL_WORKER_THREADS",
    "certificate": "correct sslmode and sslrootcert in AFTERCALL_DATABASE_URL",
    "unreadable": "let the user that runs aftercall read and write the file and its folder",
    "locked": "find the process that holds the file, and end it",
    "not_a_database": "bring it back from its backup",
}
TOLD = {
    "no_file": "is not there",
    "password": "refuses the password",
    "not_admitted": "does not let this machine in",
    "absent": "has no such role or database",
    "name": "has a host that nobody knows",
    "refused": "refuses the connection",
    "timeout": "does not answer",
    "full": "takes no more connections",
    "certificate": "does not agree on encryption",
    "unreadable": "cannot be read or written",
    "locked": "is locked",
    "not_a_database": "is damaged, or no database",
    "other": "cannot be used",
}


def checks(settings: Settings) -> list[Check]:
    return [Check(PART, lambda: database(settings), START)]


def database(settings: Settings) -> Iterator[Finding]:
    try:
        place = place_of(settings.database)
    except ArgumentError:
        yield failed(
            PART,
            "AFTERCALL_DATABASE_URL is no address",
            "write it as postgresql://user:password@host/database",
        )
        return
    try:
        found = examine(settings.database)
    except Unreachable as error:
        mend = MENDS.get(error.reason, f"{START}; its own log says more")
        yield failed(PART, f"{place} {TOLD[error.reason]}", mend)
        return
    problems = [*_revision(found), *_role(settings, found), *_surroundings(found)]
    yield from problems or [ok(PART, f"{found.server}, revision {found.revision}")]
    if not found.is_behind:
        yield from _opened(settings)


def place_of(url: str) -> str:
    """Where it is, without who goes there."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return str(parsed.database)
    host = parsed.host or parsed.query.get("host", "this machine")
    return f"{parsed.database} at {host}{f':{parsed.port}' if parsed.port else ''}"


def _revision(found: Examination) -> Iterator[Finding]:
    if found.revision is None:
        yield failed(PART, "is empty", "run `aftercall migrate`")
    elif found.is_behind:
        told = f"is at revision {found.revision}; this release needs {found.needed}"
        yield failed(PART, told, "run `aftercall migrate`")
    elif found.is_ahead:
        told = f"is at revision {found.revision}, of a newer release"
        yield warning(PART, told, "bring this machine to the newer release too")


def _role(settings: Settings, found: Examination) -> Iterator[Finding]:
    tell = failed if settings.require_row_security else warning
    for words in found.weaknesses:
        mend = "serve under a role of its own: docs/operator/database.md"
        yield tell(PART, words, mend)


def _surroundings(found: Examination) -> Iterator[Finding]:
    if abs(found.skew_ms) > SKEW_MS:
        way = "ahead of" if found.skew_ms > 0 else "behind"
        told = f"its clock is {abs(found.skew_ms) / 1000:.0f} s {way} this machine's"
        yield warning(PART, told, "keep the time of both machines with NTP")
    if found.encrypted is False:
        told = "the way to it is not encrypted"
        yield warning(PART, told, "add sslmode=verify-full to AFTERCALL_DATABASE_URL")
    if found.journal not in (None, "wal"):
        told = f"its journal mode is {found.journal}, not wal"
        yield warning(PART, told, "keep it on a local disk: network file systems cannot do it")


def _opened(settings: Settings) -> Iterator[Finding]:
    """The keyring against every tenant's keys. What is wrong with its file is said elsewhere."""
    try:
        keyring = Keyring.load(settings.keyring)
    except KeyringUnusable:
        return
    storage = Storage(settings.database, keyring, after_commit=lambda *_: None, pool_size=1)
    try:
        count = storage.check_keys()
    except WrongMasterKey as error:
        mend = "bring back the keyring that belongs to this database"
        yield failed("keyring", str(error), mend)
    except Failure as error:
        yield failed("keyring", f"the tenants' keys cannot be read ({error.code})", START)
    else:
        told = f"opens the keys of {count} tenants" if count != 1 else "opens the keys of 1 tenant"
        yield ok("keyring", told if count else "fits: nothing is sealed yet")
        yield from _erased(settings, storage)
    finally:
        storage.dispose()


def _erased(settings: Settings, storage: Storage) -> Iterator[Finding]:
    """A database restored from before an erasure must erase again before it serves."""
    journal = FileJournal(settings.erasures)
    if Erase(storage.work, journal, storage.scrub).behind():
        mend = "start the scheduler, which does them again; nothing is served until then"
        yield failed(PART, "it was restored from before some erasures", mend)
