"""The registry: built-ins, connectors of other packages, and clear errors that carry no secret."""

from pathlib import Path

import pytest

from connectors import registry
from connectors.errors import Permanent
from connectors.telephony.generic import Generic

PLUGIN = """
from pydantic import BaseModel
from connectors.errors import FieldIssue, Permanent

class Settings(BaseModel, extra="forbid"):
    url: str
    token: int

class Connected:
    name = "plugin"
    def __init__(self, settings):
        self.settings = settings

class Phone:
    def __init__(self, settings):
        pass

class Fetching(Phone):
    def fetch(self, call, *, deadline_ms):
        return ()

def typed(settings) -> Fetching:
    raise RuntimeError("needs more than settings")

def untyped(settings):
    return Fetching(settings)

def odd(settings) -> "OnlyForTypeCheckers":
    return Fetching(settings)

def refuse(settings):
    raise Permanent(settings["code"], issues=(FieldIssue("url", "missing", "Field required"),))

def connect(settings):
    return Connected(Settings.model_validate(settings))
"""
ENTRY_POINTS = """
[aftercall.telephony]
desk_phone = aftercall_test_plugin:Phone
generic = aftercall_test_plugin:Phone
gone = aftercall_test_plugin:Nothing
needy = aftercall_test_plugin:connect
odd = aftercall_test_plugin:odd
typed = aftercall_test_plugin:typed
untyped = aftercall_test_plugin:untyped
[aftercall.crm]
card_index = aftercall_test_plugin:connect
strict = aftercall_test_plugin:refuse
missing = aftercall_test_no_such_module:connect
[aftercall.llm]
parrot = aftercall_test_plugin:connect
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as another distribution would install it."""
    info = tmp_path / "aftercall_test_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: aftercall-test-plugin\nVersion: 1.0\n", "utf-8"
    )
    (info / "entry_points.txt").write_text(ENTRY_POINTS, "utf-8")
    (tmp_path / "aftercall_test_plugin.py").write_text(PLUGIN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)


def test_the_generic_source_is_built_in() -> None:
    assert isinstance(registry.telephony("generic"), Generic)
    assert "generic" in registry.names("telephony")


@pytest.mark.parametrize(("kind", "name"), [("crm", "salesforce"), ("llm", "openai")])
def test_a_built_in_connection_names_the_settings_it_lacks(kind: str, name: str) -> None:
    connect = {"crm": registry.crm, "llm": registry.llm}[kind]

    with pytest.raises(registry.InvalidSettings) as refused:
        connect(name, {})

    assert refused.value.problems


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(registry.UnknownConnector) as unknown:
        registry.telephony("carrier-pigeon")

    assert unknown.value.known == registry.names("telephony")
    known = ", ".join(registry.names("telephony"))
    assert str(unknown.value) == f"no telephony connector 'carrier-pigeon'; there are: {known}"


@pytest.mark.usefixtures("plugin")
def test_another_package_adds_connectors_by_entry_points() -> None:
    crm = registry.crm("card_index", {"url": "http://127.0.0.1", "token": 1})
    llm = registry.llm("parrot", {"url": "http://127.0.0.1", "token": 1})

    assert type(crm).__name__ == type(llm).__name__ == "Connected"
    assert type(registry.telephony("desk_phone")).__name__ == "Phone"
    assert registry.names("crm") == ("card_index", "missing", "salesforce", "strict")


@pytest.mark.usefixtures("plugin")
def test_another_package_cannot_take_a_built_in_name() -> None:
    assert isinstance(registry.telephony("generic"), Generic)
    assert registry.names("telephony").count("generic") == 1


@pytest.mark.usefixtures("plugin")
def test_settings_that_are_refused_are_named_without_their_values() -> None:
    with pytest.raises(registry.InvalidSettings) as refused:
        registry.crm("card_index", {"token": "s3cr3t", "colour": "s3cr3t"})

    assert sorted(problem.split(":")[0] for problem in refused.value.problems) == ["colour", "token", "url"]
    assert "s3cr3t" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.usefixtures("plugin")
def test_a_connector_that_cannot_be_imported_is_told_as_broken() -> None:
    with pytest.raises(registry.BrokenConnector, match="the crm connector 'missing' cannot be loaded"):
        registry.crm("missing", {})
    with pytest.raises(registry.BrokenConnector, match="the telephony connector 'gone' cannot be loaded"):
        registry.telephony("gone")


@pytest.mark.usefixtures("plugin")
def test_a_connector_may_refuse_its_settings_in_our_own_words() -> None:
    with pytest.raises(registry.InvalidSettings, match="url: Field required"):
        registry.crm("strict", {"code": "bad_settings"})
    with pytest.raises(Permanent, match="no_such_org"):
        registry.crm("strict", {"code": "no_such_org"})


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("name", "able"),
    [
        ("generic", {"fetch"}),
        ("twilio", {"fetch", "list"}),
        ("desk_phone", set()),
        ("typed", {"fetch"}),
        ("untyped", {"fetch"}),
        ("odd", {"fetch"}),
        ("needy", None),
    ],
)
def test_what_an_adapter_can_do_is_known_without_its_settings(name: str, able: set[str] | None) -> None:
    assert registry.abilities(name) == able


@pytest.mark.usefixtures("plugin")
def test_of_an_adapter_that_cannot_be_loaded_nothing_is_known() -> None:
    with pytest.raises(registry.BrokenConnector):
        registry.abilities("gone")
