"""The API never answers outside its document: generated requests, for every role, over real flows and database."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import HookContext

from service.domain.access import Role
from service.domain.wrapup import State
from service.settings import Settings
from tests.service.api.access_rows import ROWS, Open
from tests.service.api.desk import Desk, open_desk

RULED = (
    "PUT /v1/wrapups/{wrapup_id}/targets/{target_id}",
    "PATCH /v1/wrapups/{wrapup_id}",
    "POST /v1/calls",
    "POST /v1/calls/{call_id}/segments",
    "POST /v1/sources/{source}/calls/{external_id}/segments",
    "POST /v1/profiles",
    "POST /v1/wrapups/{wrapup_id}/confirm",
)
"""What these take is decided by more than a shape: a vCon's parts, the call that the address names, a catalogue, names
that are unique.
"""

MEANT = ["2xx", "304", "401", "403", "404", "409", "412"]
CHECKS = {
    # One credential a run: that others are refused is the table's to show.
    "ignored_auth": {"enabled": False},
    "positive_data_acceptance": {"expected-statuses": MEANT},
    "missing_required_header": {"expected-statuses": ["401", "403", "422", "428"]},
}


@dataclass
class Found:
    """What came of a run: `faults` as lines, and which statuses each operation was seen to answer."""

    faults: set[str] = field(default_factory=set)
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    with open_desk(settings.model_copy(update={"max_body_bytes": 4_000_000})) as desk:
        yield desk


@pytest.mark.timeout(400)
@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_no_role_meets_an_answer_that_the_document_lacks(desk: Desk, role: Role | None) -> None:
    found = run(desk, role)

    assert sorted(found.faults) == []
    assert {name for name in found.statuses if not _allowed(name, role) and _succeeded(found, name)} == set()
    if role is Role.ADMIN:
        assert {name for name in found.statuses if not _succeeded(found, name)} == SELDOM


SELDOM = {"POST /v1/webhooks/{source}", "POST /v1/widget/sessions"}
"""A signature or a ticket is not come by by chance."""


def _succeeded(found: Found, name: str) -> bool:
    return any(status < 300 for status in found.statuses[name])


def _allowed(name: str, role: Role | None) -> bool:
    method, _, path = name.partition(" ")
    row = ROWS[method, path]
    return isinstance(row, Open) or role is Role.ADMIN or role in row.roles


def run(desk: Desk, role: Role | None) -> Found:
    schema = schemathesis.openapi.from_asgi("/openapi.json", desk.app, config=_config(desk, role))
    _name_what_is_there(schema, desk)
    found = Found()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _take(found, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.faults.add(f"{type(event).__name__} {event}")
    return found


def _config(desk: Desk, role: Role | None) -> SchemathesisConfig:
    """An admin's and an agent's runs also try every bound of the document; who may less gets less of it."""
    whole = role in {Role.ADMIN, Role.AGENT}
    bearer = {"Authorization": f"Bearer {desk.session(role)}"} if role else {}
    return SchemathesisConfig.from_dict(
        {
            "headers": bearer,
            "seed": 1,
            "continue-on-failure": True,
            "generation": {"deterministic": True, "database": "none", "max-examples": 10 if whole else 6},
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": whole}},
            "checks": CHECKS,
            "operations": [
                {
                    "include-name": name,
                    "checks": {"positive_data_acceptance": {"expected-statuses": [*MEANT, "422"]}},
                }
                for name in RULED
            ],
        }
    )


def _take(found: Found, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        if interaction.response is not None:
            found.statuses[recorder.cases[case_id].value.operation.label].add(
                interaction.response.status_code
            )
        for check in recorder.checks.get(case_id, ()):
            if check.failure_info is not None:
                found.faults.add(_line(event.label, check.name, check.failure_info.failure, interaction))


def _line(label: str | None, check: str, failure: Any, interaction: Any) -> str:
    response = interaction.response
    request = interaction.request
    words = failure.message.replace("\n", " ")[:200]
    return f"{label}: {check}: {words} | {request.method} {request.uri[:200]} {response.status_code}"


def _name_what_is_there(schema: Any, desk: Desk) -> None:
    """Of two good cases one names a thing that exists, at the version and draft that it has.

    A bad case stays as it is: the id may be what is bad of it.
    """
    known, fresh = _known(desk), _fresh(desk)
    turns: Mapping[tuple[str, str], Iterator[int]] = defaultdict(count)

    @schema.hook  # type: ignore[untyped-decorator]
    def map_case(_: HookContext, case: Any) -> Any:
        if case.meta.generation.mode is not GenerationMode.POSITIVE:
            return case
        for name in known.keys() & (case.path_parameters or {}).keys():
            turn = next(turns[case.operation.label, name])
            if turn % 2:
                continue
            old = known[name][turn // 4 % len(known[name])]
            case.path_parameters[name] = old if turn % 4 else fresh[name](case.operation.path)
            if name == "wrapup_id":
                _fit(case, desk)
        return case


def _fit(case: Any, desk: Desk) -> None:
    version, draft = desk.now(case.path_parameters["wrapup_id"])
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = f'"{version}"'
    if "target_id" in case.path_parameters:
        case.path_parameters["target_id"] = "t1"
        case.body = {"none": True}
    if isinstance(case.body, dict) and isinstance(case.body.get("draft"), int):
        case.body["draft"] = draft


def _known(desk: Desk) -> dict[str, list[str]]:
    """Things in all their states, which earlier requests may have changed or erased."""
    wrapups = [desk.wrapup(state) for state in State for _ in range(3)]
    return {
        "wrapup_id": [wrapup.id for wrapup in wrapups],
        "call_id": [wrapup.call_id for wrapup in wrapups[::4]],
        "delivery_id": [desk.delivery(), desk.delivery(quarantined=False)],
        "job_id": [desk.job()],
        "key_id": [desk.spare_key()],
    }


def _fresh(desk: Desk) -> Mapping[str, Callable[[str], str]]:
    """New ones, in the state that the operation at this path asks for."""
    return {
        "wrapup_id": lambda path: (
            (desk.wrapup(State.CONFIRMED) if path.endswith("/undo") else desk.offered()).id
        ),
        "call_id": lambda _: desk.call(),
        "delivery_id": lambda _: desk.delivery(),
        "job_id": lambda _: desk.job(),
        "key_id": lambda _: desk.spare_key(),
    }
