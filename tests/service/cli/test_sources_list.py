"""`aftercall sources list`: adapters with what they can do, and sources on or off and why, with nothing running."""

from connectors import registry
from tests.service.cli.sourced import SECRET, Sourced


def test_every_adapter_is_listed_with_what_it_can_do(sourced: Sourced) -> None:
    listed = sourced.run("list", "--json").json["adapters"]

    assert [one["name"] for one in listed] == list(registry.names("telephony"))
    can = {one["name"]: one["can"] for one in listed}
    assert can["twilio"] == {"fetch": True, "list": True, "code": False}
    assert can["vcon"] == {"fetch": False, "list": False, "code": False}
    assert can["genesys_cloud"] == {"fetch": True, "list": True, "code": True}


def test_every_source_is_on_or_off_and_says_why(sourced: Sourced) -> None:
    ran = sourced.run("list", "--json")

    states = {(one["tenant"], one["name"]): one for one in ran.json["sources"]}
    assert ran.code == 0
    assert {name for (_, name), one in states.items() if one["on"]} == {
        "fernhill-phones",
        "fernhill-lines",
        "fernhill-zoom",
    }
    why = {where: "; ".join(one["reasons"]) for where, one in states.items() if not one["on"]}
    assert why["fernhill", "no-secret"] == "not set: AFTERCALL_TEST_NEVER_SET"
    assert why["fernhill", "shared"] == "also claimed by acme"
    assert why["acme", "shared"] == "also claimed by fernhill"
    assert "give hosts alone" in why["fernhill", "odd"]
    assert why["fernhill", "unheard"].startswith("no telephony connector 'telegraph'")
    assert why["fernhill", "typo"] == "colour: Extra inputs are not permitted"
    lines = states["fernhill", "fernhill-lines"]
    assert (lines["adapter"], lines["reconcile_minutes"]) == ("twilio", 60)
    assert SECRET not in ran.out


def test_a_person_sees_both_as_tables(sourced: Sourced) -> None:
    ran = sourced.run("list")

    assert ["aircall", "yes", "", "yes"] in ran.rows
    assert ["fernhill-phones", "fernhill", "generic", "on", ""] in ran.rows
    assert ["no-secret", "fernhill", "", "off", "not set: AFTERCALL_TEST_NEVER_SET"] in ran.rows


def test_a_file_that_cannot_be_read_is_named_since_its_sources_are_not_known(sourced: Sourced) -> None:
    sourced.configure("fernhill", "sources: [")

    ran, told = sourced.run("list", "--json").json, sourced.run("list").out

    assert [one["tenant"] for one in ran["problems"]] == ["fernhill"]
    assert [(one["name"], one["on"]) for one in ran["sources"]] == [("shared", True)]
    assert "fernhill: file: not YAML" in told


def test_without_a_source_it_says_where_they_are_looked_for(sourced: Sourced) -> None:
    for tenant in ("fernhill", "acme"):
        sourced.configure(tenant, "sources: {}")

    assert f"No source is configured in {sourced.folder}." in sourced.run("list").out
