"""Tenants' files that are wrong, by mistake or on purpose: each fault is named, and switches off itself alone."""

import pytest

from service.tenant_file import read_tenant

LINE = 'sources: {line: {adapter: generic, secrets: ["${LINE_SECRET}"]}}\n'
SET = {"LINE_SECRET": "s1"}


def problems(text: str) -> list[str]:
    return [f"{problem.place}: {problem.detail}" for problem in read_tenant("acme", text, SET).problems]


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        "just words",
        "42",
        "sources: [line]",
        "sources: words",
        "sources: {line: ",
        "\x00",
        "&a [*a]",
        "? {a: b}\n: c",
        "on: !!timestamp never",
        "on: 2026-13-45",
        "port: !!int ''",
        "port: !!float x",
        "is: !!bool perhaps",
        "it: !!python/object/apply:os.system [id]",
        "it: !unknown x",
        "[" * 5_000,
    ],
)
def test_a_file_that_is_no_mapping_is_off_as_a_whole(text: str) -> None:
    tenant = read_tenant("acme", text, {})

    assert (tenant.readable, [problem.place for problem in tenant.problems]) == (False, ["file"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("crm: words", "crm"),
        ("crm: {settings: {}}", "crm.connector"),
        ("crm: {connector: salesforce, settings: [1]}", "crm.settings"),
        ("llm: [openai]", "llm"),
        ("sources: {line: }", "sources.line"),
        ("sources: {line: {adapter: generic, secrets: []}}", "sources.line.secrets"),
        ("sources: {line: {adapter: generic, secrets: plain}}", "sources.line.secrets"),
        ("sources: {line: {adapter: [a], secrets: [s]}}", "sources.line.adapter"),
        ("sources: {line: {adapter: generic, secrets: [s], colour: red}}", "sources.line.colour"),
        ("agents: {mara: 1}", "agents.agents"),
        ("agents: [{name: Mara}]", "agents.agents.0.id"),
        ("agents: [{id: mara, telephony_ids: [1001]}]", "agents.agents.0.telephony_ids.0"),
        ("colour: red", "colour"),
        ("1: red", "1"),
    ],
)
def test_a_part_that_is_wrong_is_named_and_the_others_are_on(text: str, place: str) -> None:
    tenant = read_tenant("acme", f"{text}\n", {})

    assert tenant.readable
    assert {problem.place for problem in tenant.problems} == {place}


def test_what_is_said_of_a_part_repeats_none_of_its_values() -> None:
    told = problems("crm: {connector: 7, settings: hunter2, secret: hunter2}\n")

    assert told
    assert "hunter2" not in " ".join(told)


def test_aliases_that_multiply_are_refused_before_they_fill_the_memory() -> None:
    levels = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    bomb = f"crm:\n  a0: &a0 [x]\n{levels}"

    tenant = read_tenant("acme", bomb + LINE, SET)

    assert tenant.sources["line"].value is not None
    assert tenant.crm is not None
    assert tenant.crm.value is None
    assert problems(bomb) == ["crm: grows without end; do not let aliases refer to each other"]


def test_a_part_that_holds_itself_is_refused() -> None:
    tenant = read_tenant("acme", "crm: &me {connector: x, settings: *me}\n" + LINE, SET)

    assert tenant.sources["line"].value is not None
    assert tenant.crm is not None
    assert tenant.crm.value is None


def test_an_alias_that_is_used_as_meant_is_welcome() -> None:
    text = 'sources: {one: &one {adapter: generic, secrets: ["${LINE_SECRET}"]}, two: *one}\n'

    tenant = read_tenant("acme", text, SET)

    assert tenant.sources["one"] == tenant.sources["two"]
    assert tenant.problems == ()


@pytest.mark.parametrize(
    ("text", "days"), [("", None), ("retention_days: 30", 30), ("retention_days:", None)]
)
def test_calls_are_kept_for_as_long_as_the_file_says(text: str, days: int | None) -> None:
    tenant = read_tenant("acme", text, {})

    assert (tenant.retention_days, tenant.problems) == (days, ())


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "true", "thirty", "'30'", "[30]", "99999999"])
def test_a_time_that_is_none_erases_nothing_and_is_named(days: str) -> None:
    tenant = read_tenant("acme", f"retention_days: {days}\n{LINE}", SET)

    assert tenant.retention_days is None
    assert [problem.place for problem in tenant.problems] == ["retention_days"]
    assert tenant.sources["line"].value is not None
