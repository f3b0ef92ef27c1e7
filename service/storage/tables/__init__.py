"""All tables, by aggregate. Importing this module fills the metadata that migrations are compared with."""

from service.storage.tables.base import metadata
from service.storage.tables.calls import (
    call_bodies,
    call_dedupe,
    call_stages,
    calls,
    idempotency_keys,
    legs,
)
from service.storage.tables.deliveries import deliveries, delivery_bodies
from service.storage.tables.erasures import erasures
from service.storage.tables.fetches import fetches, reconciled
from service.storage.tables.jobs import jobs
from service.storage.tables.keys import call_keys, tenant_keys, tenants
from service.storage.tables.limits import limits
from service.storage.tables.logs import audit, audit_seals, event_horizons, events, ledger
from service.storage.tables.people import agent_identities, agents, api_keys, sessions, tickets
from service.storage.tables.profiles import profile_labels, profile_versions
from service.storage.tables.rankers import lessons, ranker_bodies, ranker_examples, rankers
from service.storage.tables.wrapups import drafts, intents, wrapup_bodies, wrapups

__all__ = [
    "agent_identities",
    "agents",
    "api_keys",
    "audit",
    "audit_seals",
    "call_bodies",
    "call_dedupe",
    "call_keys",
    "call_stages",
    "calls",
    "deliveries",
    "delivery_bodies",
    "drafts",
    "erasures",
    "event_horizons",
    "events",
    "fetches",
    "idempotency_keys",
    "intents",
    "jobs",
    "ledger",
    "legs",
    "lessons",
    "limits",
    "metadata",
    "profile_labels",
    "profile_versions",
    "ranker_bodies",
    "ranker_examples",
    "rankers",
    "reconciled",
    "sessions",
    "tenant_keys",
    "tenants",
    "tickets",
    "wrapup_bodies",
    "wrapups",
]
