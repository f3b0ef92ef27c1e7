"""One tenant's file: what of it is on, and why the rest is not.

`config/<tenant>.yaml`; the file's name is the tenant's id. `${NAME}` is taken from the environment, else
from the secrets file. What is wrong or missing in one part switches off that part alone.
"""

import re
from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError

from connectors.contracts import Value
from service.domain.access import Agent
from service.domain.limits import MOST, Connection, Limits

TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
MOST_VALUES = 500_000
MOST_DAYS = 36_500

Part = TypeVar("Part", bound=BaseModel)


class SourceConfig(Value):
    """A configured sender of deliveries. Several secrets may be live at once, for rotation.

    `settings` are the adapter's own: what channels mean, which hosts may be fetched from, the vendor's API.
    With `reconcile_minutes` the vendor's list of calls is compared with ours that often.
    """

    adapter: str
    secrets: tuple[str, ...] = Field(min_length=1)
    settings: dict[str, Any] = Field(default_factory=dict)
    reconcile_minutes: int | None = Field(default=None, ge=5, le=10_080)
    profile: str = "default"
    language: str | None = None


class ConnectionConfig(Value):
    """A CRM or a language model: the connector's name, and the settings that it alone understands."""

    connector: str
    settings: dict[str, Any] = Field(default_factory=dict)
    limits: Limits = Limits()


class TenantLimits(Value):
    """Of the tenant as a whole only the jobs at work at once can be limited."""

    in_flight: int | None = Field(default=None, ge=1, le=MOST)


class MaskingConfig(Value):
    """Who looks for personal data beside our own rules, in what goes to a model."""

    finder: Literal["presidio"] | None = None


class Problem(Value):
    """Why a part of a tenant's file is switched off; safe to show to an operator."""

    tenant: str
    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.tenant}: {self.place}: {self.detail}"


class Switch(Value, Generic[Part]):
    """A part of a file: its value when it is on, None when it is off because of a `Problem`."""

    value: Part | None


class Tenant(Value):
    """One file as it was read. `crm` and `llm` are None where the file has none.

    `limits` are known also of a connection that is off because this process lacks its secret.
    """

    id: str
    sources: dict[str, Switch[SourceConfig]] = Field(default_factory=dict)
    crm: Switch[ConnectionConfig] | None = None
    llm: Switch[ConnectionConfig] | None = None
    agents: tuple[Agent, ...] = ()
    retention_days: int | None = None
    masking: MaskingConfig | None = None
    limits: dict[Connection, Switch[Limits]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    readable: bool = True


class _Overgrown(Exception):
    """A few lines of YAML whose aliases multiply."""


class _Reader:
    """Reads one tenant's file part by part, collecting what is wrong."""

    def __init__(self, tenant_id: str, environment: Mapping[str, str]) -> None:
        self._tenant_id = tenant_id
        self._environment = environment
        self.problems: list[Problem] = []
        self._values = 0

    def problem(self, place: str, detail: str) -> None:
        self.problems.append(Problem(tenant=self._tenant_id, place=place, detail=detail))

    def part(self, model: type[Part], place: str, raw: object) -> Switch[Part]:
        missing: set[str] = set()
        self._values = 0
        try:
            resolved = self._resolve(raw, missing)
        except (_Overgrown, RecursionError):
            self.problem(place, "grows without end; do not let aliases refer to each other")
            return Switch(value=None)
        if missing:
            self.problem(place, f"not set: {', '.join(sorted(missing))}")
            return Switch(value=None)
        try:
            return Switch(value=model.model_validate(resolved))
        except ValidationError as error:
            for line in error.errors(include_input=False, include_url=False):
                where = ".".join(str(step) for step in line["loc"])
                self.problem(f"{place}.{where}" if where else place, line["msg"])
            return Switch(value=None)

    def _resolve(self, raw: object, missing: set[str]) -> object:
        self._values += 1
        if self._values > MOST_VALUES:
            raise _Overgrown
        if isinstance(raw, dict):
            return {key: self._resolve(value, missing) for key, value in raw.items()}
        if isinstance(raw, list):
            return [self._resolve(value, missing) for value in raw]
        if not isinstance(raw, str):
            return raw
        missing.update(name for name in REFERENCE.findall(raw) if not self._environment.get(name))
        return REFERENCE.sub(lambda found: self._environment.get(found.group(1), ""), raw)


class _Agents(Value):
    agents: tuple[Agent, ...] = ()


def read_tenant(tenant_id: str, text: str, environment: Mapping[str, str]) -> Tenant:
    """One file's text → what of it is on, and why the rest is not."""
    reader = _Reader(tenant_id, environment)
    try:
        raw = yaml.safe_load(text) or {}
    except Exception as error:  # noqa: BLE001  # PyYAML leaks a dozen kinds for values that only look like one
        mark = getattr(error, "problem_mark", None)
        return unreadable(tenant_id, f"not YAML{f' (line {mark.line + 1})' if mark else ''}")
    if not isinstance(raw, dict) or not isinstance(raw.get("sources") or {}, dict):
        return unreadable(tenant_id, "must be a mapping with the keys sources, crm, llm, agents")
    for unknown in sorted(
        set(raw) - {"sources", "crm", "llm", "agents", "retention_days", "limits", "masking"}, key=str
    ):
        reader.problem(str(unknown), "unknown key")
    sources = {
        str(name): reader.part(SourceConfig, f"sources.{name}", part)
        for name, part in (raw.get("sources") or {}).items()
    }
    crm = reader.part(ConnectionConfig, "crm", raw["crm"]) if raw.get("crm") else None
    llm = reader.part(ConnectionConfig, "llm", raw["llm"]) if raw.get("llm") else None
    agents = reader.part(_Agents, "agents", {"agents": raw.get("agents") or []}).value or _Agents()
    days = _retention(reader, raw.get("retention_days"))
    masking = reader.part(MaskingConfig, "masking", raw["masking"]).value if raw.get("masking") else None
    return Tenant(
        id=tenant_id,
        sources=sources,
        crm=crm,
        llm=llm,
        agents=agents.agents,
        retention_days=days,
        masking=masking,
        limits=_limits(reader, _Reader(tenant_id, environment), raw),
        problems=tuple(reader.problems),
    )


def _limits(reader: _Reader, aside: _Reader, raw: dict[Any, Any]) -> dict[Connection, Switch[Limits]]:
    """What is wrong with those of a connection is told with the rest of its part, and here only to `aside`."""
    whole = reader.part(TenantLimits, "limits", raw.get("limits") or {}).value
    found: dict[Connection, Switch[Limits]] = {
        "": Switch(value=Limits(in_flight=whole.in_flight) if whole else None)
    }
    names: tuple[Connection, ...] = ("crm", "llm")
    for name in names:
        if isinstance(part := raw.get(name), dict):
            found[name] = aside.part(Limits, f"{name}.limits", part.get("limits") or {})
    return found


def _retention(reader: _Reader, days: object) -> int | None:
    """What is no number of days erases nothing."""
    if days is None or (type(days) is int and 1 <= days <= MOST_DAYS):
        return days
    reader.problem(
        "retention_days", f"must be a whole number from 1 to {MOST_DAYS}; nothing is erased until it is"
    )
    return None


def unreadable(tenant_id: str, detail: str) -> Tenant:
    """A tenant of whom nothing is known but that there is one: all of it is off."""
    problem = Problem(tenant=tenant_id, place="file", detail=detail)
    return Tenant(id=tenant_id, problems=(problem,), readable=False)
