"""What the doctor says of tenants' files, of CRMs and of language models that do not do as they should."""

import pytest

from service.cli.checks.finding import State
from tests.service.cli.doctor.ward import SECRET, Ward, found, states


def test_a_tenants_file_that_cannot_be_read(ward: Ward) -> None:
    (ward.config / "oak-hill.yaml").write_text("sources: [this, is: not a mapping")

    findings = ward.look()

    one = found(findings, "oak-hill")
    assert (one.state, one.what) == (State.FAILED, "file: not YAML (line 1)")
    assert "oak-hill.yaml" in one.mend
    assert states(findings)["fernhill crm"] == "ok"


def test_a_secret_that_is_not_there_and_a_source_that_two_claim(ward: Ward) -> None:
    ward.settings.secrets_file.write_text("")  # type: ignore[union-attr]  # it has one
    (ward.config / "oak-hill.yaml").write_text(
        f"sources: {{fernhill-line: {{adapter: generic, secrets: ['{SECRET}']}}}}"
    )

    findings = ward.look()

    whats = {one.what: one.mend for one in findings if one.part == "fernhill"}
    assert whats["crm: not set: FERNHILL_CRM_SECRET"] == "put it into the secrets file or the environment"
    assert "another name" in whats["sources.fernhill-line: also claimed by oak-hill"]
    assert "fernhill crm" not in states(findings)


def test_settings_that_a_connector_does_not_take(ward: Ward) -> None:
    ward.file.write_text("llm: {connector: openai, settings: {modle: x, base_url: 'http://127.0.0.1:1/v1'}}")

    findings = [one for one in ward.look() if one.part == "fernhill"]

    assert [one.state for one in findings] == [State.FAILED]
    assert "model" in findings[0].what


def test_a_tenants_connections_stand_below_it(ward: Ward) -> None:
    (ward.config / "acorn.yaml").write_text("agents: [{id: noor}]")

    parts = [one.part for one in ward.look() if one.part.split()[0] in {"acorn", "fernhill"}]

    names = ("acorn", "acorn crm", "acorn llm", "fernhill", "fernhill crm", "fernhill llm")
    assert tuple(parts) == names


def test_no_tenant_at_all(ward: Ward) -> None:
    one = found(ward.look(config_dir=ward.folder / "nowhere"), "tenants")

    assert one.state is State.FAILED
    assert "AFTERCALL_CONFIG_DIR" in one.mend


@pytest.mark.parametrize(
    ("behaviour", "what"),
    [
        ("401", "refuses us (refused)"),
        ("404", "is not what it should be (bad_request)"),
        ("503", "does not answer (unavailable)"),
        ("html", "does not answer (bad_response)"),
        ("429", "does not answer (rate_limited)"),
    ],
)
def test_a_model_that_refuses(ward: Ward, behaviour: str, what: str) -> None:
    ward.model.script(behaviour)

    findings = ward.look()

    one = found(findings, "fernhill llm")
    assert one.what == what
    assert one.mend
    assert states(findings)["fernhill crm"] == "ok"


def test_a_model_that_nobody_runs(ward: Ward) -> None:
    ward.file.write_text(ward.file.read_text().replace(ward.model.url, "http://127.0.0.1:1/v1"))

    one = found(ward.look(), "fernhill llm")

    assert (one.state, one.what) == (State.FAILED, "does not answer (connection)")


def test_a_crm_that_refuses_the_credentials(ward: Ward) -> None:
    ward.settings.secrets_file.write_text("FERNHILL_CRM_SECRET=an-old-one\n")  # type: ignore[union-attr]  # it has one

    one = found(ward.look(), "fernhill crm")

    assert (one.state, one.what) == (State.FAILED, "refuses us (invalid_client)")
    assert one.mend == "correct client_id and client_secret"


def test_a_crm_without_the_key_field(ward: Ward) -> None:
    ward.file.write_text(
        ward.file.read_text().replace("  settings:\n", "  settings:\n    key_field: Other__c\n")
    )

    one = found(ward.look(), "fernhill crm")

    assert one.state is State.FAILED
    assert "key_field_missing" in one.what
    assert "salesforce.md" in one.mend
