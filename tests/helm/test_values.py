"""Values that are not what they must be are refused, with the key's name, before anything is installed."""

from collections.abc import Iterator
from typing import Any

import helm_python
import pytest

from tests.helm.chart import KEDA, TENANT, VALUES, chart, rendered

LITERAL = {**TENANT, "sources": {"line": {"adapter": "generic", "secrets": ["whsec_c2VjcmV0"]}}}
MODEL_KEY = {"llm": {"connector": "openai", "settings": {"model": "m", "api_key": "sk-live"}}}
CRM_SECRET = {"crm": {"connector": "salesforce", "settings": {"auth": {"client_secret": "in the open"}}}}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a key at the top": ({"replicas": 3}, "replicas"),
    "a key of the image": ({"image": {"repository": "a", "name": "b"}}, "name"),
    "a key of a part": ({"worker": {"replica": 3}}, "replica"),
    "a setting that there is not": ({"settings": {"log_levl": "INFO"}}, "log_levl"),
    "a setting that the chart gives": ({"settings": {"database_url": "sqlite:///a.db"}}, "database_url"),
    "a setting in capitals": ({"settings": {"LOG_LEVEL": "INFO"}}, "LOG_LEVEL"),
    "words for a number": ({"settings": {"worker_threads": "many"}}, "worker_threads"),
    "a number out of bounds": ({"settings": {"worker_threads": 0}}, "worker_threads"),
    "a share above one": ({"settings": {"trace_share": 1.5}}, "trace_share"),
    "replicas as a text": ({"api": {"replicas": "2"}}, "replicas"),
    "no replicas": ({"worker": {"replicas": 0}}, "replicas"),
    "a flag as a text": ({"ingress": {"enabled": "yes"}}, "enabled"),
    "a port that there is not": ({"service": {"port": 70000}}, "port"),
    "a tag that is none": ({"image": {"repository": "a", "tag": "x y"}}, "tag"),
    "a digest that is none": ({"image": {"repository": "a", "digest": "sha256:1"}}, "digest"),
    "no database": ({"database": {"existingSecret": ""}}, "existingSecret"),
    "the database's URL itself": (
        {"database": {"existingSecret": "postgresql://u:p@h/d"}},
        "existingSecret",
    ),
    "no broker": ({"broker": {"existingSecret": ""}}, "existingSecret"),
    "no keyring": ({"keyring": {"existingSecret": ""}}, "existingSecret"),
    "a tenant's name in capitals": ({"tenants": {"Fernhill": TENANT}}, "Fernhill"),
    "a key of a tenant": ({"tenants": {"fernhill": {"sorces": {}}}}, "sorces"),
    "a source's secret itself": ({"tenants": {"fernhill": LITERAL}}, "secrets"),
    "a model's key itself": ({"tenants": {"fernhill": MODEL_KEY}}, "api_key"),
    "a CRM's secret itself": ({"tenants": {"fernhill": CRM_SECRET}}, "client_secret"),
    "a source without secrets": (
        {"tenants": {"fernhill": {"sources": {"line": {"adapter": "generic", "secrets": []}}}}},
        "secrets",
    ),
    "a variable without a name": ({"extraEnv": [{"value": "x"}]}, "name"),
    "a network that is none": ({"networkPolicy": {"outside": {"crm": {"cidrs": ["anywhere"]}}}}, "cidrs"),
    "a peer that is none": ({"networkPolicy": {"from": [{"service": "x"}]}}, "service"),
    "a lane that there is not": ({"keda": {**KEDA, "lanes": ["drafts"]}}, "lanes"),
    "a quantity that is none": ({"api": {"resources": {"limits": {"memory": "much"}}}}, "memory"),
    "a way to spread that there is not": ({"spread": {"zone": "Always"}}, "zone"),
    "root": ({"podSecurity": {"user": 0}}, "user"),
}

NOT_TOGETHER: dict[str, tuple[dict[str, Any], str]] = {
    "an ingress without a name": ({"ingress": {"enabled": True}}, "ingress.host"),
    "KEDA without a database": ({"keda": {**KEDA, "database": {"host": ""}}}, "keda.database.host"),
    "KEDA without a password": ({"keda": {**KEDA, "existingSecret": ""}}, "keda.existingSecret"),
    "tenants twice": ({"tenants": {"fernhill": TENANT}, "existingTenants": "ours"}, "existingTenants"),
    "a key without its Secret": ({"tenantSecrets": {"fileKey": "a.env"}}, "tenantSecrets.existingSecret"),
}


@pytest.mark.parametrize(("values", "key"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_key_or_type_is_refused_by_name(values: dict[str, Any], key: str) -> None:
    with pytest.raises(helm_python.HelmError, match=key):
        rendered(values)


@pytest.mark.parametrize(("values", "key"), NOT_TOGETHER.values(), ids=NOT_TOGETHER)
def test_what_does_not_go_together_is_refused_with_what_to_say(values: dict[str, Any], key: str) -> None:
    with pytest.raises(helm_python.HelmError, match=key):
        rendered(values)


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_the_sets_of_these_tests_are_taken(values: dict[str, Any]) -> None:
    chart().validate_schema(dict(values))


def test_no_object_of_the_schema_lets_unknown_keys_through() -> None:
    schema = chart().schema
    assert schema is not None

    open_ones = [place for place, node in _objects(schema, "") if "additionalProperties" not in node]

    # What connectors understand alone; a place for charts above this one; three objects of Kubernetes' own.
    assert sorted(open_ones) == [
        "/$defs/affinity/properties/nodeAffinity",
        "/$defs/affinity/properties/podAffinity",
        "/$defs/affinity/properties/podAntiAffinity",
        "/$defs/connection/properties/settings/allOf/1",
        "/$defs/secretSettings",
        "/properties/global",
    ]


def _objects(node: object, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    match node:
        case dict():
            if node.get("type") == "object":
                yield place, node
            for key, value in node.items():
                yield from _objects(value, f"{place}/{key}")
        case list():
            for number, value in enumerate(node):
                yield from _objects(value, f"{place}/{number}")


def test_every_default_is_described_by_the_schema_and_every_key_has_a_default() -> None:
    schema, defaults = chart().schema, chart().values
    assert schema is not None

    assert set(schema["properties"]) - {"global"} == set(defaults)
    for name, value in defaults.items():
        found = schema["properties"][name]
        if isinstance(value, dict) and "properties" in found and name != "settings":
            assert set(found["properties"]) == set(value), name
