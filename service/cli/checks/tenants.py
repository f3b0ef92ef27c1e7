"""Each tenant: its file, and whether its CRM and its language model answer to what the file says."""

from collections.abc import Callable, Iterator
from functools import partial

from connectors.errors import Auth, ConnectorError, Permanent, Transient
from service.cli.checks.finding import Check, Finding, State, failed, ok, warning
from service.connections import ConfiguredConnections
from service.domain.errors import Unavailable
from service.settings import Settings
from service.tenant_file import Problem, Tenant
from service.tenants import Tenants

REACH = "see that its address is right and can be reached from here"
CODES = {
    "bad_request": "correct the model's name in the file: the server does not know it",
    "certificate": "give the authority of its certificate as `ca_file`, or correct the address",
    "insufficient_quota": "raise the account's budget at the provider",
    "invalid_client": "correct client_id and client_secret",
    "invalid_grant": "correct the sign-in: user, password or key, and that the app admits the user",
    "key_field_missing": "add the key field to the org; see docs/integrator/salesforce.md",
    "not_found": "correct the address or the API version",
    "rate_limited": "wait: the provider takes no more requests just now",
    "redirected": "correct the address: it sends its callers elsewhere",
    "session_not_for_api": "let the integration user use the API",
}
SECRET_MEND = "put it into the secrets file or the environment"  # noqa: S105  # a sentence


def checks(settings: Settings) -> list[Check]:
    tenants = Tenants(settings.config_dir, settings.secrets_file)
    connections = ConfiguredConnections(tenants)
    files = Check("tenants", lambda: files_of(settings, tenants, connections), "see that the disk answers")
    return [files, *(check for tenant in tenants.all().values() for check in _of(tenant, connections))]


def files_of(settings: Settings, tenants: Tenants, connections: ConfiguredConnections) -> Iterator[Finding]:
    """What is switched off, and why. A tenant without a problem is one line."""
    known = tenants.all()
    if not known:
        told = f"no tenant's file in {settings.config_dir}"
        yield failed("tenants", told, "put one there, or set AFTERCALL_CONFIG_DIR")
    problems = connections.problems()
    for tenant_id, tenant in sorted(known.items()):
        found = [_problem(one) for one in problems if one.tenant == tenant_id]
        yield from found or [_well(tenant)]
    yield from (_problem(one) for one in problems if one.tenant not in known)


def _problem(problem: Problem) -> Finding:
    mend = f"correct {problem.tenant}.yaml; the other parts go on without it"
    if problem.place == "file":
        mend = f"mend {problem.tenant}.yaml: all of this tenant is off"
    elif problem.detail.startswith("not set: "):
        mend = SECRET_MEND
    elif problem.detail.startswith("also claimed"):
        mend = "give one of the two sources another name"
    return failed(problem.tenant, f"{problem.place}: {problem.detail}", mend)


def _well(tenant: Tenant) -> Finding:
    if not tenant.sources:
        return warning(tenant.id, "has no source: no call comes in by webhook", "add one under `sources`")
    told = f"{_count(len(tenant.sources), 'source')}, {_count(len(tenant.agents), 'agent')}"
    return ok(tenant.id, told)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _of(tenant: Tenant, connections: ConfiguredConnections) -> Iterator[Check]:
    if tenant.readable:
        for name, ask in (("crm", _crm), ("llm", _llm)):
            part = f"{tenant.id} {name}"
            yield Check(part, partial(_answers, part, partial(ask, connections, tenant.id)), REACH)


def _answers(part: str, ask: Callable[[], str]) -> Iterator[Finding]:
    try:
        yield ok(part, ask())
    except Unavailable:
        # Its settings are wrong, which the tenant's own lines say.
        return
    except ConnectorError as error:
        yield _refusal(part, error)


def _crm(connections: ConfiguredConnections, tenant_id: str) -> str:
    crm = connections.crm(tenant_id)
    if crm is None:
        return "none: nothing is written anywhere"
    crm.check()
    return "signed in, key field in place"


def _llm(connections: ConfiguredConnections, tenant_id: str) -> str:
    model = connections.model(tenant_id)
    if model is None:
        return "none: drafts stay extractive"
    model.check()
    return f"{model.name} answers"


def _refusal(part: str, error: ConnectorError) -> Finding:
    match error:
        case Transient():
            told, mend = f"does not answer ({error.code})", REACH
        case Auth():
            told, mend = f"refuses us ({error.code})", "renew its credentials, or give its user more rights"
        case Permanent():
            told, mend = f"is not what it should be ({error.code})", REACH
        case _:
            told, mend = f"is amiss ({error.code})", REACH
    issues = "; ".join(f"{issue.field}: {issue.message}" for issue in error.issues)
    state = State.WARNING if error.code == "rate_limited" else State.FAILED
    what = f"{told}{f': {issues}' if issues else ''}"
    return Finding(part=part, state=state, what=what, mend=CODES.get(error.code, mend))
