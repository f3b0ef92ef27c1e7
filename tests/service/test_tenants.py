"""Tenants' files: references, reload, and that what is wrong switches off no more than itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.tenant_file import read_tenant
from service.tenants import LOOK_AGAIN_S, MOST_BYTES, Tenants, read_secrets

LINE = 'sources: {line: {adapter: generic, secrets: ["${LINE_SECRET}"]}}\n'
SET = {"LINE_SECRET": "s1"}


class Monotonic:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class Folder:
    """Tenants' files, a secrets file, and a clock that moves on at each look."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.secrets = path / "secrets.env"
        self.clock = Monotonic()
        self.tenants = Tenants(path, self.secrets, monotonic=self.clock)

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.write_text(text)
        return path

    def look(self) -> Tenants:
        self.clock.now += LOOK_AGAIN_S
        return self.tenants

    def secret(self, tenant: str = "acme", source: str = "line") -> str | None:
        config = self.look().all()[tenant].sources[source].value
        return config.secrets[0] if config else None

    def problems(self) -> list[str]:
        return [str(problem) for problem in self.look().problems()]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def variable() -> Iterator[str]:
    """The name of an environment variable that is gone after the test."""
    name = f"TENANTS_TEST_{os.getpid()}"
    yield name
    os.environ.pop(name, None)


def problems(text: str) -> list[str]:
    return [f"{problem.place}: {problem.detail}" for problem in read_tenant("acme", text, SET).problems]


def test_references_are_filled_wherever_they_stand() -> None:
    text = """
    sources: {line: {adapter: generic, secrets: ["a-${LINE_SECRET}-z", "$LINE_SECRET", "old"]}}
    crm: {connector: salesforce, settings: {auth: {client_secret: "${LINE_SECRET}"}, ports: [1, "${LINE_SECRET}"]}}
    """

    tenant = read_tenant("acme", text, SET)

    source, crm = tenant.sources["line"].value, tenant.crm
    assert source is not None
    assert source.secrets == ("a-s1-z", "$LINE_SECRET", "old")
    assert crm is not None
    assert crm.value is not None
    assert crm.value.settings == {"auth": {"client_secret": "s1"}, "ports": [1, "s1"]}
    assert tenant.problems == ()


def test_what_a_secret_says_is_never_a_reference_itself() -> None:
    tenant = read_tenant("acme", LINE, {"LINE_SECRET": "${OTHER}", "OTHER": "leaked"})

    assert tenant.sources["line"].value is not None
    assert tenant.sources["line"].value.secrets == ("${OTHER}",)


def test_a_missing_secret_switches_off_its_own_part_and_names_it() -> None:
    text = LINE + 'crm: {connector: salesforce, settings: {a: "${GONE}", b: "${AWAY}"}}\n'

    tenant = read_tenant("acme", text, SET)

    assert tenant.sources["line"].value is not None
    assert tenant.crm is not None
    assert tenant.crm.value is None
    assert problems(text) == ["crm: not set: AWAY, GONE"]


def test_an_empty_secret_counts_as_none() -> None:
    assert read_tenant("acme", LINE, {"LINE_SECRET": ""}).sources["line"].value is None


def test_the_environment_wins_over_the_secrets_file(folder: Folder, variable: str) -> None:
    folder.write("acme.yaml", LINE.replace("LINE_SECRET", variable))
    folder.secrets.write_text(f"# ours\n{variable} = from the file\nnonsense\n")
    assert folder.secret() == "from the file"

    os.environ[variable] = "from outside"
    folder.secrets.touch()
    folder.secrets.write_text(f"{variable}=changed\n")

    assert folder.secret() == "from outside"


def test_a_changed_file_is_read_anew_but_looked_at_once_a_second(folder: Folder) -> None:
    folder.write("acme.yaml", LINE)
    folder.secrets.write_text("LINE_SECRET=old\n")
    assert folder.secret() == "old"

    folder.secrets.write_text("LINE_SECRET=newer\n")
    folder.clock.now += LOOK_AGAIN_S - 0.01
    early = folder.tenants.all()["acme"].sources["line"].value
    folder.clock.now += 0.01
    late = folder.tenants.all()["acme"].sources["line"].value

    assert early is not None
    assert late is not None
    assert (early.secrets, late.secrets) == (("old",), ("newer",))


def test_files_that_did_not_change_are_not_read_again(folder: Folder) -> None:
    folder.write("acme.yaml", LINE)

    assert folder.look().all() is folder.look().all()


def test_a_file_that_comes_and_goes_is_a_tenant_that_comes_and_goes(folder: Folder) -> None:
    path = folder.write("acme.yaml", LINE)
    assert list(folder.look().all()) == ["acme"]

    folder.write("beta.yaml", "agents: []\n")
    path.unlink()

    assert list(folder.look().all()) == ["beta"]


def test_a_folder_that_is_not_there_has_no_tenants(tmp_path: Path) -> None:
    assert Tenants(tmp_path / "none", None).all() == {}


def test_a_broken_file_leaves_the_other_tenants_as_they_are(folder: Folder) -> None:
    folder.write("acme.yaml", LINE)
    folder.write("broken.yaml", "sources: [\n")
    folder.secrets.write_text("LINE_SECRET=s1\n")

    assert folder.secret() == "s1"
    assert not folder.tenants.all()["broken"].readable
    assert folder.problems() == ["broken: file: not YAML (line 2)"]


def test_a_file_that_is_not_ours_to_read_is_off_and_said_so(folder: Folder) -> None:
    folder.write("acme.yaml", "")
    (folder.path / "locked.yaml").mkdir()

    assert folder.look().all()["acme"].readable
    assert folder.problems() == ["locked: file: cannot be read (Is a directory)"]


def test_a_secrets_file_that_is_not_ours_to_read_has_none(tmp_path: Path) -> None:
    assert read_secrets(tmp_path) == {}
    assert read_secrets(tmp_path / "none") == {}
    assert read_secrets(None) == {}


def test_bytes_that_are_no_text_do_no_harm(folder: Folder) -> None:
    (folder.path / "acme.yaml").write_bytes(b"agents: []\n# caf\xe9\n")
    folder.secrets.write_bytes(b"LINE_SECRET=s\xff1\n")

    assert folder.look().all()["acme"].readable
    assert set(read_secrets(folder.secrets)) == {"LINE_SECRET"}


def test_a_name_that_two_tenants_claim_is_named_with_both(folder: Folder) -> None:
    folder.write("acme.yaml", LINE)
    folder.write("beta.yaml", LINE)
    folder.secrets.write_text("LINE_SECRET=s1\n")

    assert folder.problems() == ["acme: sources.line: also claimed by beta"]


@pytest.mark.parametrize("name", ["Acme.yaml", "acme.yml", "a_b.yaml", f"{'a' * 41}.yaml"])
def test_a_file_whose_name_is_no_tenants_is_left_out_and_said_so(folder: Folder, name: str) -> None:
    folder.write(name, LINE)

    assert folder.look().all() == {}
    assert folder.problems() == [f"{name}: file: left out: call it <tenant>.yaml, in a-z, 0-9 and -"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "sources:\ncrm:\nllm:\nagents:\n", "{}"])
def test_a_file_that_says_nothing_yet_is_a_tenant_all_the_same(text: str) -> None:
    tenant = read_tenant("acme", text, {})

    assert (tenant.readable, tenant.problems) == (True, ())
    assert (tenant.sources, tenant.crm, tenant.llm, tenant.agents) == ({}, None, None, ())


def test_a_file_that_is_far_too_large_is_not_read(folder: Folder) -> None:
    folder.write("acme.yaml", "#" * (MOST_BYTES + 1))

    assert folder.problems() == [f"acme: file: is larger than {MOST_BYTES} bytes"]


def test_the_example_that_ships_is_good() -> None:
    example = Path(__file__).resolve().parents[2] / "config" / "demo.yaml"
    names = ("AFTERCALL_DEMO_WEBHOOK_SECRET", "AFTERCALL_SANDBOX_URL", "AFTERCALL_DEMO_CRM_SECRET")

    tenant = read_tenant("demo", example.read_text(), dict.fromkeys(names, "x"))

    assert tenant.problems == ()
    assert len(tenant.agents) == 5
    assert tenant.llm is None
