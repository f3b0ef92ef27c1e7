"""What the documentation names is there: links, commands and their options, settings, keys."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from connectors.crm.salesforce_settings import ClientCredentials, JwtBearer, Password, SalesforceSettings
from connectors.llm.settings import LlmSettings
from connectors.telephony.generic_settings import Settings as GenericSettings
from connectors.telephony.twilio_settings import Settings as TwilioSettings
from connectors.telephony.zoom_settings import Settings as ZoomSettings
from service.cli.app import app
from service.cli.send import SECRET
from service.domain.access import Agent, Role
from service.domain.draft import DraftReason
from service.domain.errors import Failure
from service.domain.profile import (
    PROMPT_NAMES,
    Automation,
    DispositionSpec,
    FieldSpec,
    ModelParameters,
    Profile,
    PromptTexts,
    SectionSpec,
    ShortCall,
    Topic,
)
from service.settings import Settings
from service.tenant_file import ConnectionConfig, SourceConfig
from tests.docs.pages import ROOT, SPAN, Page, command_lines, page, pages

VARIABLE = re.compile(r"\bAFTERCALL_[A-Z][A-Z_]*[A-Z]\b")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
OF_COMMANDS = frozenset(
    {
        "AFTERCALL_API",
        "AFTERCALL_KEY",
        "AFTERCALL_WEBHOOK_SECRET",
        "AFTERCALL_SANDBOX_URL",
        "AFTERCALL_DEMO_WEBHOOK_SECRET",
        "AFTERCALL_DEMO_CRM_SECRET",
        "AFTERCALL_BROKER_PASSWORD",
        "AFTERCALL_LIFELINE",
        "AFTERCALL_TEST_POSTGRES_URL",
        "AFTERCALL_CHAOS_SEED",
        "AFTERCALL_LOCAL_LLM",
    }
)
"""Read elsewhere than in the settings: by commands, by the demo tenant's file, by tests."""

every_page = pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)


@every_page
def test_every_relative_link_leads_somewhere(one: Page) -> None:
    broken = [link for link in one.links if not _leads_somewhere(one, link)]

    assert not broken


def _leads_somewhere(one: Page, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (one.path.parent / name).resolve() if name else one.path
    if not target.exists():
        return False
    return not anchor or anchor in Page(target, target.read_text(encoding="utf-8")).anchors


@every_page
def test_every_command_and_option_exists(one: Page) -> None:
    wrong = [line for line in command_lines(one) for words in _commands(line) if not _exists(words)]

    assert not wrong


def test_every_command_is_documented() -> None:
    named = [words for one in pages() for line in command_lines(one) for words in _commands(line)]

    missing = [path for path in _leaves(()) if not any(words[: len(path)] == list(path) for words in named)]

    assert not missing


def _commands(line: str) -> Iterator[list[str]]:
    """The words behind each `aftercall` of a line, up to the end of that command."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return
    starts = [at for at, word in enumerate(words) if PurePath(word).name == "aftercall"]
    for at in starts:
        if at == 0 or words[at - 1] in {"&&", "exec"} or "=" in words[at - 1]:
            yield words[at + 1 :]


@cache
def _root() -> Any:
    return typer.main.get_command(app)


def _exists(words: list[str]) -> bool:
    command = _root()
    rest = list(words)
    while rest and (known := getattr(command, "commands", None)):
        if rest[0] not in known:
            return False
        command = known[rest.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return all(word.split("=")[0] in options for word in rest if word.startswith("--"))


def _leaves(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    command = _root()
    for name in path:
        command = command.commands[name]
    known = getattr(command, "commands", None)
    if not known:
        yield path
        return
    for name in known:
        yield from _leaves((*path, name))


@every_page
def test_every_target_of_make_exists(one: Page) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {line.split()[1] for line in command_lines(one) if re.match(r"make [a-z]", line)}

    assert named <= targets


@every_page
def test_every_variable_named_is_read_somewhere(one: Page) -> None:
    settings = {f"AFTERCALL_{name.upper()}" for name in Settings.model_fields}

    assert set(VARIABLE.findall(one.text)) <= settings | OF_COMMANDS


def test_every_setting_stands_in_the_operators_table_with_its_default() -> None:
    lines = [line for line in page("docs/operator/running.md").text.splitlines() if line.startswith("| `")]

    for name, field in Settings.model_fields.items():
        (line,) = [line for line in lines if f"`AFTERCALL_{name.upper()}`" in line.split("|")[1]]
        if isinstance(field.default, int | str):
            assert f"`{field.default}`" in line


def test_every_variable_of_commands_is_documented() -> None:
    text = "".join(one.text for one in pages())

    assert set(VARIABLE.findall(text)) >= OF_COMMANDS


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("README.md", (SourceConfig, ConnectionConfig, Agent)),
        ("docs/integrator/language-models.md", (LlmSettings,)),
        ("docs/integrator/sources.md", (SourceConfig,)),
        ("docs/integrator/twilio.md", (TwilioSettings,)),
        ("docs/integrator/webhooks.md", (GenericSettings,)),
        ("docs/integrator/zoom.md", (ZoomSettings,)),
        (
            "docs/integrator/salesforce.md",
            (SalesforceSettings, ClientCredentials, JwtBearer, Password),
        ),
        (
            "docs/admin/profiles.md",
            (
                *(Profile, SectionSpec, DispositionSpec, FieldSpec, Topic),
                *(Automation, ModelParameters, ShortCall, PromptTexts),
            ),
        ),
    ],
)
def test_every_key_of_configuration_is_explained(name: str, models: tuple[type[BaseModel], ...]) -> None:
    explained = set(re.findall(r"\w+", " ".join(page(name).spans)))

    missing = [key for model in models for key in model.model_fields if key not in explained]

    assert not missing


def test_prompts_names_roles_reasons_and_problems_are_all_explained() -> None:
    codes = {failure.code for failure in _failures(Failure)} - {"internal", "conflict"}

    assert {f"{{{{{name}}}}}" for name in PROMPT_NAMES} <= set(page("docs/admin/profiles.md").spans)
    assert set(Role) <= set(page("docs/integrator/api.md").spans)
    assert set(DraftReason) <= set(page("docs/integrator/language-models.md").spans)
    assert codes <= set(page("docs/integrator/api.md").spans)


def _failures(failure: type[Failure]) -> Iterator[type[Failure]]:
    yield failure
    for child in failure.__subclasses__():
        yield from _failures(child)


def test_the_lines_of_troubleshooting_are_those_that_commands_print() -> None:
    files = [*(ROOT / "service" / "cli").glob("*.py"), ROOT / "service" / "storage" / "keyring.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in files).replace("{SECRET}", SECRET)
    table = page("docs/operator/troubleshooting.md").text.split("\n## ")[0]

    lines = [
        span
        for row in table.splitlines()
        if row.startswith("| `")
        for span in SPAN.findall(row.split("|")[1])
    ]

    pieces = [piece.strip(" ;:") for line in lines for piece in line.split("…")]
    assert pieces
    assert not [piece for piece in pieces if piece not in code]


def test_the_review_pages_words_are_those_of_the_page() -> None:
    words = (ROOT / "service" / "web" / "src" / "messages.ts").read_text(encoding="utf-8")
    prose = page("docs/agent/review.md").prose

    tables = prose.split("## Keys")[0].splitlines() + prose.split("## Messages")[1].splitlines()
    cells = [line.split("|")[1].strip() for line in tables if line.startswith("|")]

    shown = [
        cell for cell in cells if cell and cell not in {"group", "mark", "message"} and "---" not in cell
    ]
    assert shown
    assert not [cell for cell in shown if cell not in words]
