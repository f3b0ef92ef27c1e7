"""Further finders of personal data, as tenants' files ask for them: made when first needed, one for all tenants."""

from collections.abc import Iterator
from functools import cached_property

from service.drafting.masking.entities import EntityFinder
from service.drafting.masking.entities.presidio import PresidioFinder, installed
from service.tenant_file import Problem
from service.tenants import Tenants

MISSING = "the finder presidio is not installed here: install aftercall[presidio]; drafts go on without it"


class ConfiguredFinders:
    """`service.flows.callers.Finders` over tenants' files."""

    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants

    def finder(self, tenant_id: str) -> EntityFinder | None:
        tenant = self._tenants.all().get(tenant_id)
        asked = tenant is not None and tenant.masking is not None and tenant.masking.finder == "presidio"
        return self._presidio if asked and installed() else None

    def problems(self) -> Iterator[Problem]:
        """Tenants that ask for what is not there."""
        for tenant in self._tenants.all().values():
            if tenant.masking is not None and tenant.masking.finder and not installed():
                yield Problem(tenant=tenant.id, place="masking.finder", detail=MISSING)

    @cached_property
    def _presidio(self) -> PresidioFinder:
        return PresidioFinder()
