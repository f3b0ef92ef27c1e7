"""What `aftercall sources list` tells: adapters with what they can do, and configured sources, on or off and why."""

from collections.abc import Iterable, Iterator, Sequence

from connectors import registry
from service.domain.values import Value
from service.tenant_file import Problem, Tenant
from service.tenants import Tenants


class Adapter(Value):
    """`can` is None where only settings would tell; `broken` where it cannot even be loaded."""

    name: str
    can: dict[str, bool] | None
    broken: bool = False


class SourceState(Value):
    """A configured source. `adapter` is empty where the part that names it cannot be read."""

    name: str
    tenant: str
    adapter: str = ""
    on: bool
    reasons: tuple[str, ...] = ()
    reconcile_minutes: int | None = None


def adapters() -> Iterator[Adapter]:
    for name in registry.names("telephony"):
        try:
            able = registry.abilities(name)
        except registry.BrokenConnector:
            yield Adapter(name=name, can=None, broken=True)
            continue
        can = None if able is None else {one: one in able for one in registry.ABILITIES}
        yield Adapter(name=name, can=can)


def states(tenants: Tenants, problems: Sequence[Problem]) -> list[SourceState]:
    """Sources of all tenants whose files can be read; `problems` are all that there are."""
    known = tenants.all().values()
    return [_state(tenant, name, known, problems) for tenant in known for name in tenant.sources]


def unread(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Files of which nothing is known, the sources in them included."""
    return tuple(problem for problem in problems if problem.place == "file")


def _state(tenant: Tenant, name: str, tenants: Iterable[Tenant], problems: Sequence[Problem]) -> SourceState:
    config = tenant.sources[name].value
    reasons = [_reason(problem, name) for problem in problems if _is_of(problem, tenant.id, name)]
    # A name that two claim is told once, of the first; it is off for both.
    others = [one.id for one in tenants if one.id != tenant.id and name in one.sources]
    if others and not any("claimed" in reason for reason in reasons):
        reasons.append(f"also claimed by {', '.join(others)}")
    return SourceState(
        name=name,
        tenant=tenant.id,
        adapter=config.adapter if config else "",
        on=config is not None and not reasons,
        reasons=tuple(reasons),
        reconcile_minutes=config.reconcile_minutes if config else None,
    )


def _is_of(problem: Problem, tenant_id: str, name: str) -> bool:
    place = f"sources.{name}"
    return problem.tenant == tenant_id and (problem.place == place or problem.place.startswith(f"{place}."))


def _reason(problem: Problem, name: str) -> str:
    """With the key within the source's part, where the problem names one."""
    key = problem.place.removeprefix(f"sources.{name}").lstrip(".")
    return f"{key}: {problem.detail}" if key else problem.detail
