"""What an instance needs on one machine: made once, private, and never over what is there."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli import local, up
from service.cli.errors import CliError
from service.cli.instance import FILE, Instance, Keys, running
from service.settings import Settings
from service.tenants import read_secrets


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server((local.LOOPBACK, local.free_port())) as server:
        yield int(server.getsockname()[1])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def an_instance(folder: Path) -> Instance:
    return Instance(
        pid=1,
        api="http://127.0.0.1:1",
        sandbox="http://127.0.0.1:2",
        tenant="demo",
        source="line",
        agent_id="agent-1",
        keys=Keys(admin="a", agent="b", ingest="c"),
        data=folder,
        config_dir=folder,
        secrets_file=folder / "secrets.env",
        broker_url="redis://127.0.0.1:3/0",
    )


def test_secrets_are_made_once_and_stay(tmp_path: Path) -> None:
    first = read_secrets(local.secrets_file(tmp_path))
    second = read_secrets(local.secrets_file(tmp_path))

    assert first == second
    assert first["AFTERCALL_DEMO_WEBHOOK_SECRET"].startswith("whsec_")
    assert mode(tmp_path / local.SECRETS) == 0o600


def test_a_secret_that_a_newer_release_needs_is_added_to_those_there_are(tmp_path: Path) -> None:
    (tmp_path / local.SECRETS).write_text("AFTERCALL_DEMO_CRM_SECRET=mine\nOTHER=kept\n")

    secrets = read_secrets(local.secrets_file(tmp_path))

    assert (secrets["AFTERCALL_DEMO_CRM_SECRET"], secrets["OTHER"]) == ("mine", "kept")
    assert "AFTERCALL_BROKER_PASSWORD" in secrets


def test_a_private_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("old")
    path.chmod(0o644)

    local.write_private(path, "new")

    assert (path.read_text(), mode(path)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_master_key_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    path.write_text("not even a keyring")

    local.keyring(path)

    assert path.read_text() == "not even a keyring"


def test_without_tenants_files_the_demo_gets_one_in_the_data_folder(tmp_path: Path) -> None:
    folder = local.config_folder(tmp_path / "none", tmp_path)

    assert [path.name for path in folder.iterdir()] == ["demo.yaml"]
    (folder / "demo.yaml").write_text("ours: now")
    local.config_folder(tmp_path / "none", tmp_path)
    assert (folder / "demo.yaml").read_text() == "ours: now"


def test_with_tenants_files_those_are_used(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").touch()

    assert local.config_folder(tmp_path, tmp_path / "data") == tmp_path


def test_commands_find_what_up_left_in_the_data_folder(tmp_path: Path) -> None:
    local.config_folder(tmp_path / "none", tmp_path)
    local.secrets_file(tmp_path)

    found = local.left_out(Settings(data=tmp_path, config_dir=tmp_path / "none"))
    said = local.left_out(
        Settings(data=tmp_path, config_dir=tmp_path / "config", secrets_file=tmp_path / "mine.env")
    )

    assert found == {"config_dir": tmp_path / "config", "secrets_file": tmp_path / local.SECRETS}
    assert said == {}


def test_a_port_that_somebody_listens_on_is_taken(listening: int) -> None:
    with pytest.raises(CliError, match=f"port {listening} on 127.0.0.1 is taken; choose another with --port"):
        local.check_port(local.LOOPBACK, listening)


def test_an_address_that_is_not_ours_is_said_so() -> None:
    with pytest.raises(CliError, match=r"cannot listen on port 18080 of 192\.0\.2\.1: "):
        local.check_port("192.0.2.1", 18080)


def test_ports_that_are_given_are_free_and_none_of_those_named(listening: int) -> None:
    pair = local.free_pair()

    assert listening not in {pair, pair + 1}
    assert local.free_port(*range(local.PORTS.start, local.PORTS.stop - 300)) >= local.PORTS.stop - 300
    with pytest.raises(CliError, match="no free port"):
        local.free_port(*local.PORTS)


def test_the_brokers_file_asks_for_a_password_on_loopback_and_keeps_what_it_is_told(tmp_path: Path) -> None:
    path = local.broker_configuration(tmp_path, 7777, "secret")

    lines = path.read_text().splitlines()
    assert {"bind 127.0.0.1", "port 7777", "requirepass secret", "appendonly yes"} <= set(lines)
    assert mode(path) == 0o600


def test_an_instance_is_running_while_its_lock_is_held(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    held = up.lock(tmp_path)
    assert running(tmp_path) is None
    instance = an_instance(tmp_path)
    instance.write()

    alive = running(tmp_path)
    held.close()
    crashed = running(tmp_path)

    assert (alive, crashed) == (instance, None)
    assert mode(tmp_path / FILE) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_file_that_is_not_an_instances_names_none(tmp_path: Path, text: str) -> None:
    held = up.lock(tmp_path)
    (tmp_path / FILE).write_text(text)

    assert running(tmp_path) is None
    held.close()


def test_a_folder_is_one_instances(tmp_path: Path) -> None:
    held = up.lock(tmp_path)

    with pytest.raises(CliError, match="already running in"):
        up.lock(tmp_path)
    held.close()
    up.lock(tmp_path).close()


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "up.lock").mkdir()

    with pytest.raises(CliError, match="cannot write in the data folder"):
        up.lock(tmp_path)


@pytest.mark.parametrize(
    ("host", "api"),
    [
        ("127.0.0.1", "http://127.0.0.1:90"),
        ("0.0.0.0", "http://127.0.0.1:90"),  # noqa: S104  # compared, not bound
        ("::1", "http://[::1]:90"),
        ("10.1.2.3", "http://10.1.2.3:90"),
    ],
)
def test_the_address_is_one_that_can_be_called(tmp_path: Path, host: str, api: str) -> None:
    place = up.Place(tmp_path, host, 90, 91, tmp_path, tmp_path / "s")

    assert (place.api, place.sandbox) == (api, "http://127.0.0.1:91")


def test_tenants_secrets_kept_elsewhere_do_not_hide_our_own(tmp_path: Path) -> None:
    local.secrets_file(tmp_path)
    place = up.Place(tmp_path, "127.0.0.1", 90, 95, tmp_path, tmp_path / "elsewhere.env")

    password = read_secrets(tmp_path / local.SECRETS)["AFTERCALL_BROKER_PASSWORD"]
    assert place.environment()["AFTERCALL_BROKER_URL"] == f"redis://:{password}@127.0.0.1:95/0"
    assert place.environment()["AFTERCALL_SECRETS_FILE"] == str(tmp_path / "elsewhere.env")
