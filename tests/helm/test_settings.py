"""What the chart says is what the product reads: its settings, and tenants' files."""

import json
import re
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from service.domain.access import Agent
from service.domain.limits import Limits
from service.settings import Settings
from service.tenant_file import ConnectionConfig, SourceConfig, Tenant, TenantLimits, read_tenant
from tests.docs.pages import Block, blocks
from tests.helm.chart import (
    CHART,
    NAMESPACE,
    RELEASE,
    VALUES,
    chart,
    container,
    objects,
    of_kind,
    pods,
    settings_of,
)

SCHEMA = CHART / "values.schema.json"
BY_CHART = frozenset(
    {
        "data",
        "config_dir",
        "prompts_dir",
        "web_dist",
        "database_url",
        "migrate_database_url",
        "database_role",
        "require_row_security",
        "broker_url",
        "erasures_file",
        "keyring_file",
        "secrets_file",
        "host",
        "port",
        "metrics_host",
        "metrics_port",
        "workers",
    }
)
"""Given by the chart, part of the image, a secret, or of `aftercall up` alone: not for `settings`."""
KEPT = ("type", "minimum", "exclusiveMinimum", "maximum", "pattern", "enum", "anyOf", "description")

every_set = pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)


def known() -> frozenset[str]:
    return frozenset(f"AFTERCALL_{name.upper()}" for name in Settings.model_fields)


@every_set
def test_the_settings_are_read_back_by_the_product(
    values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings_of(values)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = Settings()

    assert set(given) <= known()
    found = settings.model_dump(mode="json")
    as_read = {name: str(found[name.removeprefix("AFTERCALL_").lower()]) for name in given}
    assert {name: _plain(value) for name, value in as_read.items()} == {
        name: _plain(value) for name, value in given.items()
    }


def _plain(value: str) -> object:
    return yaml.safe_load(value.lower())


def test_a_large_number_is_written_out() -> None:
    """Go would write 10000000 as 1e+07, which is no whole number to the product."""
    assert settings_of(VALUES["all"])["AFTERCALL_MAX_BODY_BYTES"] == "10000000"


def test_every_setting_can_be_given_and_as_the_product_takes_it(request: pytest.FixtureRequest) -> None:
    fields = Settings.model_json_schema(by_alias=False)["properties"]
    expected = {
        name: {key: field[key] for key in KEPT if key in field}
        for name, field in fields.items()
        if name not in BY_CHART
    }
    schema = json.loads(SCHEMA.read_text())
    if request.config.getoption("--update-golden"):
        schema["properties"]["settings"]["properties"] = expected
        SCHEMA.write_text(json.dumps(schema, indent=2) + "\n")

    assert schema["properties"]["settings"]["properties"] == expected
    assert set(fields) >= BY_CHART


@every_set
def test_every_variable_of_ours_in_a_pod_is_one_that_the_product_reads(values: dict[str, Any]) -> None:
    names = {one["name"] for pod in pods(values).values() for one in container(pod).get("env", [])} - {
        one["name"] for one in values.get("extraEnv", [])
    }

    assert names <= known()
    assert {"AFTERCALL_DATABASE_URL", "AFTERCALL_BROKER_URL"} <= names


def test_tenants_files_are_read_back_without_a_problem() -> None:
    files = of_kind(VALUES["all"], "ConfigMap")["aftercall-tenants"]["data"]
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", files["fernhill.yaml"]), "a secret")

    fernhill = read_tenant("fernhill", files["fernhill.yaml"], secrets)
    oak_hill = read_tenant("oak-hill", files["oak-hill.yaml"], {})

    assert sorted(files) == ["fernhill.yaml", "oak-hill.yaml"]
    assert (fernhill.problems, oak_hill.problems) == ((), ())
    assert fernhill.sources["fernhill-phones"].value is not None
    assert fernhill.crm is not None
    assert fernhill.llm is not None
    assert [agent.crm_user_id for agent in fernhill.agents] == ["005000000000001AAA"]


def test_the_schema_knows_every_key_of_a_tenants_file() -> None:
    defined = json.loads(SCHEMA.read_text())["$defs"]
    models: dict[str, type[BaseModel]] = {
        "source": SourceConfig,
        "connection": ConnectionConfig,
        "agent": Agent,
        "tenant": Tenant,
    }

    found = {name: set(defined[name]["properties"]) for name in models}

    expected = {name: set(model.model_fields) for name, model in models.items()}
    expected["tenant"] -= {"id", "problems", "readable"}
    assert found == expected
    assert set(defined["connection"]["properties"]["limits"]["properties"]) == set(Limits.model_fields)
    assert set(defined["tenant"]["properties"]["limits"]["properties"]) == set(TenantLimits.model_fields)


@pytest.mark.parametrize("block", blocks(mark="values"), ids=lambda block: block.text.split(":")[0])
def test_the_documentations_values_are_taken_and_its_tenants_read(block: Block) -> None:
    values = yaml.safe_load(block.text)

    files = of_kind(values, "ConfigMap")["aftercall-tenants"]["data"] or {}

    secrets = {name: "a secret" for text in files.values() for name in re.findall(r"\$\{(\w+)\}", text)}
    read = [read_tenant(name.removesuffix(".yaml"), text, secrets) for name, text in files.items()]
    assert len(read) == len(values.get("tenants", {}))
    assert [one.problems for one in read if one.problems] == []


def test_the_secrets_of_the_documentation_are_those_that_the_chart_reads() -> None:
    (commands,) = [block.text for block in blocks(language="sh") if "create secret" in block.text]

    made = dict(re.findall(r"create secret generic (\S+) --from-\w+=([^=\s]+)", commands))

    wanted = chart().values
    for part in (wanted["database"], wanted["database"]["owner"], wanted["broker"], wanted["keyring"]):
        assert made[part["existingSecret"]] == part["key"]


@pytest.mark.parametrize("name", ["AFTERCALL_DATA", "AFTERCALL_CONFIG_DIR"])
def test_folders_are_those_that_are_mounted(name: str) -> None:
    folder = settings_of({})[name]

    for part in ("api", "worker", "scheduler"):
        mounted = {one["mountPath"] for one in container(pods({})[f"aftercall-{part}"])["volumeMounts"]}
        assert folder in mounted


@pytest.mark.parametrize(
    ("name", "volume", "values"),
    [
        ("AFTERCALL_KEYRING_FILE", "keyring", {}),
        ("AFTERCALL_SECRETS_FILE", "secrets", VALUES["secrets file"]),
    ],
)
def test_secret_files_are_mounted_where_they_are_looked_for(
    name: str, volume: str, values: dict[str, Any]
) -> None:
    (pod,) = [pod for at, pod in pods(values).items() if at.endswith("-worker")]

    (mount,) = [one for one in container(pod)["volumeMounts"] if one["name"] == volume]
    (source,) = [one["secret"] for one in pod["volumes"] if one["name"] == volume]
    assert settings_of(values)[name] == f"{mount['mountPath']}/{source['items'][0]['path']}"
    # Nobody but the process's own group: 0440, which YAML of old writes in octal.
    assert source["defaultMode"] == 0o440
    assert mount["readOnly"] is True


def test_row_level_security_is_asked_for_where_the_owner_is_another() -> None:
    assert settings_of({})["AFTERCALL_REQUIRE_ROW_SECURITY"] == "true"
    assert settings_of(VALUES["least"])["AFTERCALL_REQUIRE_ROW_SECURITY"] == "false"


def test_a_changed_setting_rolls_every_pod_and_a_changed_tenant_none() -> None:
    """Running processes read tenants' files again by themselves."""
    before = _templates({})

    changed = _templates({"settings": {"log_level": "DEBUG"}})
    tenants = _templates({"tenants": {"fernhill": {}}})

    assert tenants == before
    assert [name for name in before if before[name] == changed[name]] == []


def _templates(values: dict[str, Any]) -> dict[str, Any]:
    made = [one for one in objects(values) if one["kind"] == "Deployment"]
    return {one["metadata"]["name"]: one["spec"]["template"] for one in made}


def test_the_chart_is_of_this_release() -> None:
    metadata = chart().metadata

    version = next(
        line.split('"')[1]
        for line in (CHART.parents[1] / "pyproject.toml").read_text().splitlines()
        if line.startswith("version = ")
    )
    assert metadata["appVersion"] == version
    assert chart().render(name=RELEASE, namespace=NAMESPACE)
