"""Keys of the local instance: made once for its data folder, used by `send`, `demo` and the review address."""

from pathlib import Path

from pydantic import ValidationError

from service.cli.errors import CliError
from service.cli.instance import Keys
from service.cli.local import DEMO_TENANT, write_private
from service.domain.access import Principal, Role
from service.domain.errors import Unauthenticated
from service.domain.values import Value
from service.settings import Settings
from service.storage import KeyringUnusable, WrongMasterKey
from service.tenant_file import Tenant
from service.wiring import Services, build

KEYS = "keys.json"


class Prepared(Value):
    """What a local instance is used with."""

    tenant: str
    source: str
    agent_id: str
    keys: Keys


def operator(tenant_id: str) -> Principal:
    """Who works at the machine itself: whoever may read the master key may do all."""
    return Principal(tenant_id=tenant_id, subject="operator", roles=frozenset({Role.ADMIN}))


def prepare(settings: Settings, data: Path) -> Prepared:
    """Seed profiles and agents, and see that there are keys. Raises `CliError`."""
    try:
        services = build(settings)
    except KeyringUnusable as error:
        raise CliError(str(error)) from None
    try:
        services.prepare()
        return _prepared(services, data)
    except WrongMasterKey as error:
        raise CliError(str(error)) from None
    finally:
        services.close()


def _prepared(services: Services, data: Path) -> Prepared:
    tenants = services.tenants.all()
    if not tenants:
        raise CliError(f"no tenant's file in {services.settings.config_dir}")
    usable = [tenant for tenant in tenants.values() if _live(tenant) and tenant.agents]
    if not usable:
        told = "; ".join(str(problem) for problem in services.problems())
        raise CliError(f"no tenant has a working source and an agent: {told or 'see config/demo.yaml'}")
    tenant = next((one for one in usable if one.id == DEMO_TENANT), usable[0])
    agent_id = tenant.agents[0].id
    keys = _keys(services, tenant.id, agent_id, data)
    return Prepared(tenant=tenant.id, source=_live(tenant)[0], agent_id=agent_id, keys=keys)


def _live(tenant: Tenant) -> list[str]:
    return [name for name, switch in tenant.sources.items() if switch.value is not None]


def _keys(services: Services, tenant_id: str, agent_id: str, data: Path) -> Keys:
    path = data / KEYS
    try:
        keys = Keys.model_validate_json(path.read_text())
        if services.access.authenticate(keys.admin).tenant_id == tenant_id:
            return keys
    except (OSError, ValidationError, Unauthenticated):
        pass
    by = operator(tenant_id)
    keys = Keys(
        admin=services.access.create_key(by, (Role.ADMIN,)).secret,
        agent=services.access.create_key(by, (Role.AGENT,), agent_id).secret,
        ingest=services.access.create_key(by, (Role.INGEST,)).secret,
    )
    write_private(path, keys.model_dump_json())
    return keys
