"""What stands on this machine: variables, folders, the keyring's file, the review page, the API's port."""

import difflib
import errno
import os
import shutil
import socket
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx2

from service.cli.checks.finding import Check, Finding, failed, ok, warning
from service.drafting.profiles import load_shipped
from service.settings import Settings
from service.storage import Keyring, KeyringUnusable
from service.tenant_file import REFERENCE

OF_COMMANDS = frozenset(
    {
        "AFTERCALL_API",
        "AFTERCALL_BROKER_PASSWORD",
        "AFTERCALL_DEMO_CRM_SECRET",
        "AFTERCALL_DEMO_WEBHOOK_SECRET",
        "AFTERCALL_KEY",
        "AFTERCALL_LIFELINE",
        "AFTERCALL_SANDBOX_URL",
        "AFTERCALL_WEBHOOK_SECRET",
    }
)
LITTLE_BYTES, TOO_LITTLE_BYTES = 1_000_000_000, 100_000_000
ANSWER_S = 3.0
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared, not bound
REMAKE = "build it as `make run` does: npm ci and npm run build in service/web"


def checks(settings: Settings) -> list[Check]:
    return [
        Check("settings", lambda: variables(settings), "look at the environment of this process"),
        Check("data folder", lambda: folder(settings), "see that the disk answers"),
        Check("keyring", lambda: keyring(settings.keyring), "see that the keyring's disk answers"),
        Check("secrets file", lambda: secrets_file(settings.secrets_file), "see that its disk answers"),
        Check("profiles", lambda: profiles(settings.prompts_dir), "see that the disk answers"),
        Check("review page", lambda: review_page(settings.web_dist), REMAKE),
        Check("API", lambda: port(settings), "look at the API's log"),
    ]


def variables(settings: Settings) -> Iterator[Finding]:
    """A misspelt variable is read by nobody, and its setting silently keeps its default."""
    known = {f"AFTERCALL_{name.upper()}" for name in type(settings).model_fields} | OF_COMMANDS
    given = {name for name in os.environ if name.startswith("AFTERCALL_")}
    strange = sorted(given - known - _referred_to(settings.config_dir))
    for name in strange:
        near = difflib.get_close_matches(name, known, n=1)
        mend = f"write {near[0]}, or take it away" if near else "take it away, or correct its name"
        yield warning("settings", f"{name} is read by nothing", mend)
    if not strange:
        count = len(given & known)
        yield ok("settings", f"{count} given, all known" if count else "all by default")


def _referred_to(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.glob("*.yaml"):
        try:
            found.update(REFERENCE.findall(path.read_text(errors="replace")))
        except OSError:
            continue
    return found


def folder(settings: Settings) -> Iterator[Finding]:
    path = settings.data
    if not path.is_dir():
        yield failed("data folder", f"{path} is not there", "make it, or set AFTERCALL_DATA to one that is")
        return
    if not os.access(path, os.W_OK | os.X_OK):
        owner = "give it to the user that runs aftercall, or set AFTERCALL_DATA to another"
        yield failed("data folder", f"{path} cannot be written", owner)
        return
    yield space(path, shutil.disk_usage(path).free)


def space(path: Path, free: int) -> Finding:
    told = f"{path}, {_size(free)} free"
    if free < TOO_LITTLE_BYTES:
        return failed("data folder", told, "free space on its disk now: nothing more can be stored soon")
    if free < LITTLE_BYTES:
        return warning("data folder", told, "free space on its disk")
    return ok("data folder", told)


def keyring(path: Path) -> Iterator[Finding]:
    """Its file; whether it opens the database is the database's check."""
    try:
        found = Keyring.load(path)
    except KeyringUnusable as error:
        mend = (
            "bring it back from its backup"
            if path.exists()
            else "set AFTERCALL_KEYRING_FILE to it, or bring it back from its backup; make one for a first start"
        )
        yield failed("keyring", str(error), mend)
        return
    yield from _private(path, "keyring") or [ok("keyring", f"readable, current master key {found.current}")]


def secrets_file(path: Path | None) -> Iterable[Finding]:
    """One that cannot be read counts as empty, and every source that needs it is off."""
    if path is None:
        return []
    try:
        path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        mend = "correct AFTERCALL_SECRETS_FILE, or let the user that runs aftercall read it"
        return [failed("secrets file", f"{path}: {reason}", mend)]
    return _private(path, "secrets file") or [ok("secrets file", str(path))]


def _private(path: Path, part: str) -> list[Finding]:
    if path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        return [warning(part, f"{path} is open to others on this machine", f"chmod 600 {path}")]
    return []


def profiles(folder: Path) -> Iterator[Finding]:
    found = sorted(path.parent for path in folder.glob("*/profile.yaml"))
    for one in found:
        try:
            load_shipped(one)
        except Exception as error:  # noqa: BLE001  # files of an operator's own may be wrong in any way
            fault = f"{one.name} cannot be read ({type(error).__name__})"
            yield failed("profiles", fault, f"correct {one}; see docs/admin/profiles.md")
            return
    if found:
        yield ok("profiles", f"{', '.join(one.name for one in found)} shipped")
    else:
        yield failed("profiles", f"none in {folder}", "set AFTERCALL_PROMPTS_DIR to the shipped `prompts`")


def review_page(folder: Path) -> Iterator[Finding]:
    missing = [name for name in ("index.html", "review.js", "review.css") if not (folder / name).is_file()]
    if missing:
        yield failed("review page", f"{', '.join(missing)} missing in {folder}", REMAKE)
    else:
        yield ok("review page", "built")


def port(settings: Settings) -> Iterator[Finding]:
    """Whether our API answers there; where nobody does, whether it could."""
    host = ANY_HOST.get(settings.host, settings.host)
    place = f"{f'[{host}]' if ':' in host else host}:{settings.port}"
    try:
        answer = httpx2.get(f"http://{place}/healthz", timeout=ANSWER_S, trust_env=False)
        ours = answer.status_code == httpx2.codes.OK and answer.json() == {"status": "ok"}
    except httpx2.ConnectError:
        yield _free(settings.host, settings.port, place)
        return
    except (httpx2.HTTPError, ValueError):
        ours = False
    if ours:
        yield ok("API", f"answers at {place}")
    else:
        other = "stop it, or choose another with AFTERCALL_PORT"
        yield failed("API", f"something that is not ours answers at {place}", other)


def _free(host: str, number: int, place: str) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror
            return failed(
                "API", f"it could not listen at {place}: {reason}", "choose another with AFTERCALL_PORT"
            )
    return ok("API", f"not running here; {place} is free for it")


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= LITTLE_BYTES else f"{count / 1e6:.0f} MB"
