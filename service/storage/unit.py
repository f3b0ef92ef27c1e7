"""The unit of work: one transaction of one tenant, its stores, and the word that goes out after the commit."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import structlog

from service.domain.erasure import Erasures
from service.domain.fetch import Fetches, Reconciled
from service.domain.job import Lane
from service.domain.job_ports import Jobs, LimitStore
from service.domain.learning_ports import Lessons, Rankers
from service.domain.ports import (
    Agents,
    Audit,
    Calls,
    Credentials,
    Deliveries,
    Drafts,
    Events,
    Intents,
    Ledger,
    Profiles,
    WrapUps,
)
from service.domain.values import from_ms
from service.storage.engine import Database
from service.storage.keys import UnitKeys, Vault
from service.storage.limited import Limited
from service.storage.session import Session
from service.storage.stores.agents import SqlAgents
from service.storage.stores.audit import SqlAudit
from service.storage.stores.calls import SqlCalls
from service.storage.stores.credentials import SqlCredentials
from service.storage.stores.deliveries import SqlDeliveries
from service.storage.stores.drafts import SqlDrafts
from service.storage.stores.erasures import SqlErasures
from service.storage.stores.events import SqlEvents
from service.storage.stores.fetches import SqlFetches
from service.storage.stores.intents import SqlIntents
from service.storage.stores.jobs import SqlJobs
from service.storage.stores.ledger import SqlLedger
from service.storage.stores.lessons import SqlLessons
from service.storage.stores.limits import SqlLimits
from service.storage.stores.profiles import SqlProfiles
from service.storage.stores.rankers import SqlRankers
from service.storage.stores.reconciled import SqlReconciled
from service.storage.stores.wrapups import SqlWrapUps

AfterCommit = Callable[[frozenset[Lane], bool], None]
"""Told the lanes of jobs that are due, and whether there are new events."""

log = structlog.get_logger(__name__)


def tell(after_commit: AfterCommit, lanes: frozenset[Lane], *, news: bool) -> None:
    """A hint that fails changes nothing: what it told of is committed, and the sweeper finds it."""
    if not lanes and not news:
        return
    try:
        after_commit(lanes, news)
    except Exception:
        log.exception("after_commit_failed", lanes=sorted(lanes), news=news)


class SqlUnit:
    """Enter it once; its stores exist from then on."""

    tenant_id: str
    calls: Calls
    wrapups: WrapUps
    drafts: Drafts
    jobs: Jobs
    limits: LimitStore
    deliveries: Deliveries
    ledger: Ledger
    events: Events
    erasures: Erasures
    fetches: Fetches
    reconciled: Reconciled
    intents: Intents
    agents: Agents
    profiles: Profiles
    lessons: Lessons
    rankers: Rankers
    audit: Audit
    credentials: Credentials

    def __init__(
        self,
        database: Database,
        vault: Vault,
        limited: Limited,
        tenant_id: str,
        after_commit: AfterCommit,
        *,
        write: bool,
    ) -> None:
        self.tenant_id = tenant_id
        self._database = database
        self._vault = vault
        self._limited = limited
        self._after_commit = after_commit
        self._write = write

    @property
    def now(self) -> datetime:
        return from_ms(self.session.now)

    def __enter__(self) -> Self:
        self._transaction = self._database.transaction(tenant=self.tenant_id, write=self._write)
        connection, now = self._transaction.__enter__()
        keys = UnitKeys(self._vault, connection, self.tenant_id, now, writable=self._write)
        self.session = Session(connection, self.tenant_id, now, keys)
        self._open_stores(self.session)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._transaction.__exit__(kind, error, traceback)
        if kind is None:
            self.session.keys.committed()
            if self.session.limits_changed:
                self._limited.forget(self.tenant_id)
            tell(self._after_commit, frozenset(self.session.lanes), news=self.session.news)

    def _open_stores(self, session: Session) -> None:
        self.calls = SqlCalls(session)
        self.wrapups = SqlWrapUps(session)
        self.drafts = SqlDrafts(session)
        self.limits = limits = SqlLimits(session, self._limited)
        self.jobs = SqlJobs(session, limits)
        self.deliveries = SqlDeliveries(session)
        self.ledger = SqlLedger(session)
        self.events = SqlEvents(session)
        self.erasures = SqlErasures(session)
        self.fetches = SqlFetches(session)
        self.reconciled = SqlReconciled(session)
        self.intents = SqlIntents(session)
        self.agents = SqlAgents(session)
        self.profiles = SqlProfiles(session)
        self.lessons = SqlLessons(session)
        self.rankers = SqlRankers(session)
        self.audit = SqlAudit(session)
        self.credentials = SqlCredentials(session)


class SqlWork:
    def __init__(self, database: Database, vault: Vault, limited: Limited, after_commit: AfterCommit) -> None:
        self._database = database
        self._vault = vault
        self._limited = limited
        self._after_commit = after_commit

    def begin(self, tenant_id: str) -> SqlUnit:
        return self._unit(tenant_id, write=True)

    def read(self, tenant_id: str) -> SqlUnit:
        return self._unit(tenant_id, write=False)

    def _unit(self, tenant_id: str, *, write: bool) -> SqlUnit:
        return SqlUnit(self._database, self._vault, self._limited, tenant_id, self._after_commit, write=write)
