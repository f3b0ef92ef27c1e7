"""What one machine needs to run everything: folders, secrets, keys and a broker's configuration."""

import base64
import contextlib
import errno
import os
import secrets
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from service.cli.errors import CliError
from service.settings import ROOT, Settings
from service.storage import Keyring
from service.tenants import read_secrets

DEMO_TENANT = "demo"
SECRETS = "secrets.env"
CONFIG = "config"
LOOPBACK = "127.0.0.1"
PORTS = range(20_000, 32_000)
"""Below those that systems give to outgoing connections: none is taken by chance before we listen."""
MANY = 200


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter. Raises `CliError` where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (path / "logs").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise CliError(f"cannot make the data folder {path}: {error.strerror}") from None
    return path.absolute()


def secrets_file(data: Path) -> Path:
    """The demo's own secrets, made once; mode 0600."""
    path = data / SECRETS
    known = read_secrets(path)
    fresh = {
        "AFTERCALL_DEMO_WEBHOOK_SECRET": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "AFTERCALL_DEMO_CRM_SECRET": secrets.token_urlsafe(24),
        "AFTERCALL_BROKER_PASSWORD": secrets.token_urlsafe(24),
    }
    missing = {name: value for name, value in fresh.items() if name not in known}
    if missing:
        lines = [f"{name}={value}" for name, value in {**known, **missing}.items()]
        write_private(path, "\n".join(lines) + "\n")
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def keyring(path: Path) -> None:
    """Make a master key if there is none, whole or not at all; an existing one is never touched."""
    if not path.exists():
        Keyring.fresh().save(path)


def left_out(settings: Settings) -> dict[str, Path]:
    """What `up` puts into the data folder where the settings do not say otherwise, if it is there."""
    config, known = settings.data / CONFIG, settings.data / SECRETS
    found = {}
    if config.is_dir() and not any(settings.config_dir.glob("*.yaml")):
        found["config_dir"] = config
    if known.is_file() and settings.secrets_file is None:
        found["secrets_file"] = known
    return found


def config_folder(configured: Path, data: Path) -> Path:
    """The folder of tenants' files; where there is none, one in the data folder with the demo tenant."""
    if any(configured.glob("*.yaml")):
        return configured.absolute()
    own = data / CONFIG
    own.mkdir(exist_ok=True)
    if not (own / f"{DEMO_TENANT}.yaml").exists():
        shutil.copyfile(_example(), own / f"{DEMO_TENANT}.yaml")
    return own


def _example() -> Path:
    """The example tenant, beside the packages in a checkout and inside them in a wheel."""
    places = (ROOT / "config" / "demo.yaml", ROOT / "service" / "samples" / "demo.yaml")
    for path in places:
        if path.is_file():
            return path
    raise CliError("the example tenant's file is missing from this installation")


def free_port(*besides: int) -> int:
    """A free port that is none of those."""
    return _free(lambda port: port not in besides)


def free_pair() -> int:
    """A free port whose successor is free as well."""
    return _free(lambda port: _is_free(port + 1))


def _free(wanted: Callable[[int], bool]) -> int:
    for _ in range(MANY):
        port = secrets.choice(PORTS)
        if wanted(port) and _is_free(port):
            return port
    raise CliError(f"no free port between {PORTS.start} and {PORTS.stop}")


def _is_free(port: int) -> bool:
    try:
        check_port(LOOPBACK, port)
    except CliError:
        return False
    return True


def check_port(host: str, port: int) -> None:
    """Raise `CliError` when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CliError(f"port {port} on {host} is taken; choose another with --port") from None
            raise CliError(f"cannot listen on port {port} of {host}: {error.strerror}") from None


def broker_configuration(data: Path, port: int, password: str) -> Path:
    """The broker's file: append-only, synced every second, on loopback, with a password."""
    folder = data / "broker"
    folder.mkdir(exist_ok=True, mode=0o700)
    lines = [
        f"bind {LOOPBACK}",
        f"port {port}",
        f"dir {folder}",
        f"requirepass {password}",
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "daemonize no",
        "maxmemory-policy noeviction",
    ]
    path = folder / "valkey.conf"
    write_private(path, "\n".join(lines) + "\n")
    return path


def set_broker_aside(data: Path) -> bool:
    """Take what the broker kept out of its way; False when there is nothing. Only wake-ups stand in it."""
    kept = data / "broker" / "appendonlydir"
    if not kept.is_dir():
        return False
    aside = kept.with_name("appendonlydir.unreadable")
    shutil.rmtree(aside, ignore_errors=True)
    kept.rename(aside)
    return True
