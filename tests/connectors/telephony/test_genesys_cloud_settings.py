"""What is set for a Genesys Cloud source: who may send, where the API is, and what is refused without being shown."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from connectors import registry
from connectors.contracts import Codes, Fetches, Lists, Received
from connectors.errors import Auth
from connectors.telephony.genesys_cloud import connect
from connectors.telephony.genesys_cloud_settings import Settings
from tests.contracts.telephony import RULES, Case
from tests.docs.pages import page

WHOLE = {
    "region": "mypurecloud.ie",
    "client_id": "client-1",
    "client_secret": "s3cr3t",
    "transcript_hosts": ["transcripts.example.com"],
}
EVENT = {"topic": "v2.detail.events.conversation.{id}.acw", "conversationId": "conv-1", "sessionId": "c-ava"}


@pytest.mark.parametrize("style", ["bare", "bearer", "basic"])
@pytest.mark.parametrize("rule", RULES)
def test_it_keeps_the_contract_of_all_adapters(rule: Callable[[Case], None], style: str) -> None:
    case = Case(
        adapter=connect({"style": style, "header": "Authorization"}),
        secret="aftercall:a-secret",
        other_secret="aftercall:another",
        unsigned=Received(headers={}, body=json.dumps(EVENT).encode()),
        proofs=("authorization",),
        body_is_signed=False,
        hostile=(b'{"detail": []}', b'{"detail": {"eventBody": 1}}', b'{"topic": {}, "eventBody": {}}'),
    )

    rule(case)


def test_a_region_gives_both_addresses() -> None:
    settings = Settings.model_validate(WHOLE)

    assert settings.api_origin == "https://api.mypurecloud.ie"
    assert settings.login_origin == "https://login.mypurecloud.ie"
    assert "s3cr3t" not in repr(settings)


def test_it_can_all_that_the_vendor_has_an_api_for() -> None:
    source = registry.telephony("genesys_cloud", WHOLE)

    assert isinstance(source, Fetches)
    assert isinstance(source, Lists)
    assert isinstance(source, Codes)


def test_without_a_client_events_are_read_and_nothing_is_asked() -> None:
    source = connect({})
    (call,) = source.parse(json.dumps(EVENT).encode())

    with pytest.raises(Auth, match="no_credentials"):
        source.fetch(call, deadline_ms=1_000)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"region": "https://api.mypurecloud.ie"}, id="region is an address"),
        pytest.param({"api_base": "http://api.mypurecloud.ie"}, id="plain http"),
        pytest.param({"client_secret": ""}, id="no secret"),
        pytest.param({"region": ""}, id="nowhere to go"),
        pytest.param({"transcript_hosts": []}, id="no store"),
        pytest.param({"header": "not a header"}, id="header"),
        pytest.param({"style": "digest"}, id="style"),
        pytest.param({"roles": {"internal": "boss"}}, id="role"),
        pytest.param({"colour": "s3cr3t"}, id="unknown key"),
    ],
)
def test_settings_that_cannot_work_are_refused_without_their_values(wrong: dict[str, Any]) -> None:
    with pytest.raises(registry.InvalidSettings) as refused:
        registry.telephony("genesys_cloud", WHOLE | wrong)

    assert "s3cr3t" not in str(refused.value)


def test_the_page_for_integrators_explains_every_setting_and_its_example_works() -> None:
    shown = page("docs/integrator/genesys_cloud.md")

    explained = set(re.findall(r"\w+", " ".join(shown.spans)))
    (example,) = (yaml.safe_load(block.text) for block in shown.blocks if block.language == "yaml")

    assert set(Settings.model_fields) <= explained
    assert connect(example["sources"]["fernhill-genesys"]["settings"])
