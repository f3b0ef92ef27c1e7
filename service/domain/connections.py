"""What a tenant's file connects to, as the flows ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from connectors.contracts import Crm, LanguageModel, Telephony
from service.domain.access import Agent
from service.domain.limits import Connection, Limits


@dataclass(frozen=True, slots=True)
class Source:
    """A configured sender of deliveries, with the code that reads it."""

    name: str
    tenant_id: str
    adapter: Telephony
    secrets: tuple[str, ...]
    profile: str = "default"
    language: str | None = None


class Connections(Protocol):
    """What a tenant's file connects to. Raises `Unavailable` for a part that is switched off."""

    def source(self, name: str) -> Source:
        """Raises `UnknownSource`, or `SourceOff` when it lacks its secret or its file is broken."""
        ...

    def crm(self, tenant_id: str) -> Crm | None:
        """None where the tenant has no CRM."""
        ...

    def model(self, tenant_id: str) -> LanguageModel | None:
        """None where the tenant has no model: drafts stay extractive."""
        ...

    def agents(self, tenant_id: str) -> tuple[Agent, ...]: ...

    def limits(self, tenant_id: str) -> Mapping[Connection, Limits]:
        """What the tenant's file sets, for the tenant as a whole and for each connection.

        Raises `Unavailable` while the file or its limits cannot be read: what was known of them holds on.
        """
        ...
