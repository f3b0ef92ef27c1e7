"""Settings are refused before anything is sent, and without their values."""

from typing import Any

import pytest

from connectors.crm.salesforce_settings import parse_settings
from connectors.errors import Permanent

AUTH = {"flow": "client_credentials", "client_id": "id", "client_secret": "very-secret"}
GOOD: dict[str, Any] = {"base_url": "https://acme.my.salesforce.com/", "auth": AUTH}


def test_the_defaults_stand() -> None:
    settings = parse_settings(GOOD)

    assert settings.base_url == "https://acme.my.salesforce.com"
    assert (settings.api_version, settings.key_field, settings.call_object) == (
        "62.0",
        "Aftercall_Key__c",
        "Task",
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"])
def test_plain_http_is_for_this_machine(url: str) -> None:
    assert parse_settings(GOOD | {"base_url": url}).base_url == url


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://acme.my.salesforce.com"},
        {"base_url": "https://user:very-secret@acme.my.salesforce.com"},
        {"base_url": "https://acme.my.salesforce.com/services"},
        {"base_url": "ftp://127.0.0.1"},
        {"base_url": "http://127.0.0.1.evil.example"},
        {"key_field": "Id' OR Name != '"},
        {"api_version": "62.0/../.."},
        {"phone_region": "XX"},
        {"auth": {"flow": "client_credentials", "client_id": "", "client_secret": "very-secret"}},
        {"auth": {"flow": "web", "client_secret": "very-secret"}},
        {"tokens": "very-secret"},
    ],
)
def test_bad_settings_name_the_place_and_never_the_value(change: dict[str, Any]) -> None:
    with pytest.raises(Permanent, match="bad_settings") as caught:
        parse_settings(GOOD | change)

    issues = caught.value.issues
    assert issues
    assert issues[0].field.startswith(next(iter(change)))
    assert "very-secret" not in "".join(f"{issue.field}{issue.message}" for issue in issues)
