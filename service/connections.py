"""What tenants' files connect to, made when first needed and again when the file changes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import structlog

from connectors import registry
from connectors.contracts import Crm, LanguageModel
from service.domain.access import Agent
from service.domain.connections import Source
from service.domain.errors import SourceOff, Unavailable, UnknownSource
from service.domain.limits import Connection, Limits
from service.finders import ConfiguredFinders
from service.tenant_file import ConnectionConfig, Problem, SourceConfig, Switch, Tenant
from service.tenants import Tenants

log = structlog.get_logger()


class _Shelf:
    """Connections of one kind. A client is made once for one configuration, whatever number of threads ask."""

    def __init__(self, make: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[str, tuple[str, Mapping[str, Any], Any]] = {}

    def get(self, tenant_id: str, switch: Switch[ConnectionConfig] | None) -> Any | None:
        if switch is None:
            return None
        if switch.value is None:
            raise Unavailable
        return self.made(tenant_id, switch.value.connector, switch.value.settings)

    def made(self, owner: str, connector: str, settings: Mapping[str, Any]) -> Any:
        """Of a tenant, or of a source, the one for these settings. Raises `Unavailable`."""
        with self._lock:
            known = self._made.get(owner)
            if known is None or known[:2] != (connector, settings):
                known = (connector, settings, self._connect(owner, connector, settings))
                self._made[owner] = known
        return known[2]

    def _connect(self, owner: str, connector: str, settings: Mapping[str, Any]) -> Any:
        try:
            return self._make(connector, settings)
        except registry.RegistryError as error:
            log.warning("connection_off", owner=owner, connector=connector, error=str(error))
            raise Unavailable(str(error)) from None


class ConfiguredConnections:
    """`service.domain.ports.Connections` over tenants' files and the registry of connectors."""

    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants
        self._crms = _Shelf(registry.crm)
        self._models = _Shelf(registry.llm)
        self._adapters = _Shelf(registry.telephony)
        self.finders = ConfiguredFinders(tenants)

    def source(self, name: str) -> Source:
        tenants = self._tenants.all()
        claims = [tenant for tenant in tenants.values() if name in tenant.sources]
        if not claims:
            if any(not tenant.readable for tenant in tenants.values()):
                # It may stand in the file that cannot be read: the sender must try again, not give up.
                raise SourceOff
            raise UnknownSource
        config = claims[0].sources[name].value
        if len(claims) > 1 or config is None:
            raise SourceOff
        try:
            adapter = self._adapters.made(name, config.adapter, config.settings)
        except Unavailable:
            raise SourceOff from None
        return Source(
            name=name,
            tenant_id=claims[0].id,
            adapter=adapter,
            secrets=config.secrets,
            profile=config.profile,
            language=config.language,
        )

    def crm(self, tenant_id: str) -> Crm | None:
        found: Crm | None = self._crms.get(tenant_id, self._readable(tenant_id).crm)
        return found

    def model(self, tenant_id: str) -> LanguageModel | None:
        found: LanguageModel | None = self._models.get(tenant_id, self._readable(tenant_id).llm)
        return found

    def _readable(self, tenant_id: str) -> Tenant:
        """A file that is gone or cannot be read does not say that there is no CRM. Raises `Unavailable`."""
        tenant = self._tenants.all().get(tenant_id)
        if tenant is None or not tenant.readable:
            raise Unavailable
        return tenant

    def limits(self, tenant_id: str) -> Mapping[Connection, Limits]:
        found: dict[Connection, Limits] = {}
        for name, switch in self._readable(tenant_id).limits.items():
            if switch.value is None:
                raise Unavailable
            found[name] = switch.value
        return found

    def problems(self) -> tuple[Problem, ...]:
        """All that is switched off and why: what tenants' files say, and what connectors say to it."""
        found = [*self._tenants.problems(), *self.finders.problems()]
        for tenant in self._tenants.all().values():
            for name, source in tenant.sources.items():
                if source.value is not None:
                    found.extend(self._against(tenant.id, name, source.value))
            for place, shelf, part in (("crm", self._crms, tenant.crm), ("llm", self._models, tenant.llm)):
                if part is not None and part.value is not None:
                    found.extend(_refusal(tenant.id, place, shelf, part))
        return tuple(found)

    def _against(self, tenant_id: str, name: str, config: SourceConfig) -> Iterator[Problem]:
        """What the adapter says against a source's settings, if anything."""
        try:
            self._adapters.made(name, config.adapter, config.settings)
        except Unavailable as unavailable:
            yield Problem(tenant=tenant_id, place=f"sources.{name}", detail=unavailable.detail)

    def agents(self, tenant_id: str) -> tuple[Agent, ...]:
        tenant = self._tenants.all().get(tenant_id)
        return tenant.agents if tenant else ()


def _refusal(
    tenant_id: str, place: str, shelf: _Shelf, switch: Switch[ConnectionConfig]
) -> Iterator[Problem]:
    """What the connector says against its settings, if anything; never their values."""
    try:
        shelf.get(tenant_id, switch)
    except Unavailable as unavailable:
        yield Problem(tenant=tenant_id, place=place, detail=unavailable.detail)
