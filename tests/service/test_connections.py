"""What tenants' files connect to: made once, made anew when the file changes, off where it cannot be known."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.connections import ConfiguredConnections
from service.domain.errors import SourceOff, Unavailable, UnknownSource
from service.domain.limits import Limits
from service.tenants import LOOK_AGAIN_S, Tenants

LINE = "sources: {line: {adapter: generic, secrets: [s1, s0], profile: home, language: fr}}\n"
MODEL = "llm: {connector: openai, settings: {base_url: 'http://127.0.0.1:1/v1', model: one}}\n"


class Office:
    """Connections over a folder whose changes are seen at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now = 0.0
        self._connections = ConfiguredConnections(Tenants(folder, None, monotonic=lambda: self._now))

    def write(self, tenant: str, text: str) -> None:
        (self._folder / f"{tenant}.yaml").write_text(text)

    def remove(self, tenant: str) -> None:
        (self._folder / f"{tenant}.yaml").unlink()

    @property
    def now(self) -> ConfiguredConnections:
        self._now += LOOK_AGAIN_S
        return self._connections


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_source_is_found_by_its_name_alone(office: Office) -> None:
    office.write("acme", LINE)

    source = office.now.source("line")

    assert (source.tenant_id, source.name, source.secrets) == ("acme", "line", ("s1", "s0"))
    assert (source.profile, source.language) == ("home", "fr")


def test_a_source_that_nobody_has_is_unknown(office: Office) -> None:
    office.write("acme", LINE)

    with pytest.raises(UnknownSource):
        office.now.source("other")


def test_a_source_that_may_stand_in_a_broken_file_is_off_and_not_unknown(office: Office) -> None:
    """Senders give up on a source that is unknown; one that is off they try again."""
    office.write("acme", LINE)
    office.write("broken", "sources: [")

    assert office.now.source("line").tenant_id == "acme"
    with pytest.raises(SourceOff):
        office.now.source("other")


@pytest.mark.parametrize(
    "text",
    [
        LINE.replace("[s1, s0]", "['${NOT_SET_ANYWHERE}']"),
        LINE.replace("generic", "telegraph"),
        LINE.replace("adapter: generic, ", ""),
    ],
)
def test_a_source_that_is_not_whole_is_off(office: Office, text: str) -> None:
    office.write("acme", text)

    with pytest.raises(SourceOff):
        office.now.source("line")


def test_a_source_that_two_tenants_claim_is_neithers(office: Office) -> None:
    office.write("acme", LINE)
    office.write("beta", LINE)

    with pytest.raises(SourceOff):
        office.now.source("line")


def test_a_tenant_whose_file_names_no_crm_and_no_model_has_none(office: Office) -> None:
    office.write("acme", LINE)

    assert (office.now.crm("acme"), office.now.model("acme")) == (None, None)


def test_whether_there_is_a_crm_is_not_known_from_a_file_that_is_broken_or_gone(office: Office) -> None:
    """A confirmed wrap-up must wait: with no CRM it would count as written."""
    office.write("acme", "sources: [")

    for _ in ("broken", "gone"):
        with pytest.raises(Unavailable):
            office.now.crm("acme")
        with pytest.raises(Unavailable):
            office.now.model("acme")
        assert office.now.agents("acme") == ()
        if (office._folder / "acme.yaml").exists():
            office.remove("acme")


@pytest.mark.parametrize(
    "text",
    [
        MODEL.replace("one", "'${NOT_SET_ANYWHERE}'"),
        MODEL.replace("openai", "oracle"),
        MODEL.replace("model: one", "colour: red"),
    ],
)
def test_a_connection_that_is_not_whole_is_unavailable_and_not_absent(office: Office, text: str) -> None:
    office.write("acme", text)

    with pytest.raises(Unavailable):
        office.now.model("acme")


def test_a_client_is_made_once_however_many_ask(office: Office) -> None:
    office.write("acme", MODEL)

    with ThreadPoolExecutor(16) as pool:
        models = list(pool.map(lambda _: office.now.model("acme"), range(64)))

    assert models[0] is not None
    assert len({id(model) for model in models}) == 1


def test_a_client_is_made_anew_when_its_part_of_the_file_changes(office: Office) -> None:
    office.write("acme", MODEL)
    first = office.now.model("acme")

    office.write("acme", MODEL + LINE)
    same = office.now.model("acme")
    office.write("acme", MODEL.replace("one", "another"))
    other = office.now.model("acme")

    assert same is first
    assert other is not first


LIMITED = """
limits: {in_flight: 40}
crm: {connector: salesforce, limits: {in_flight: 8}}
llm: {connector: openai, settings: {api_key: "${NO_SUCH_KEY}"}, limits: {requests_per_minute: 60, tokens_per_minute: 90000}}
"""


def test_limits_are_known_even_of_a_connection_that_lacks_its_secret(office: Office) -> None:
    """A process without the model's key must not lift the limits of the others."""
    office.write("acme", LIMITED)

    assert office.now.limits("acme") == {
        "": Limits(in_flight=40),
        "crm": Limits(in_flight=8),
        "llm": Limits(requests_per_minute=60, tokens_per_minute=90_000),
    }


def test_limits_follow_the_file(office: Office) -> None:
    office.write("acme", MODEL)
    before = dict(office.now.limits("acme"))

    office.write("acme", MODEL + "limits: {in_flight: 3}\n")

    assert before == {"": Limits(), "llm": Limits()}
    assert office.now.limits("acme")[""] == Limits(in_flight=3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("limits: {in_flight: 0}", "limits.in_flight"),
        ("limits: {requests_per_minute: 5}", "limits.requests_per_minute"),
        ("limits: [5]", "limits"),
        ("llm: {connector: openai, limits: {in_flight: many}}", "llm.limits.in_flight"),
        ("crm: {connector: salesforce, limits: {per_second: 1}}", "crm.limits.per_second"),
    ],
)
def test_limits_that_cannot_be_read_are_named_and_not_taken_for_none(
    office: Office, text: str, place: str
) -> None:
    office.write("acme", text)

    with pytest.raises(Unavailable):
        office.now.limits("acme")

    assert place in {problem.place for problem in office.now.problems()}


def test_a_connection_whose_limits_are_wrong_is_off(office: Office) -> None:
    office.write("acme", MODEL.replace("settings", "limits: {in_flight: -1}, settings"))

    with pytest.raises(Unavailable):
        office.now.model("acme")
