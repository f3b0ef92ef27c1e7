"""What flows need from storage: one unit of work, in which state and job change together.

Every store is bound to the unit's tenant. Reads of what is not there raise `NotFound`; a write against a
version or fence that has moved on raises `VersionMoved` or `StaleFence`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from service.domain.access import Agent, ApiKey, Principal, Role
from service.domain.call import Call, TranscriptBody
from service.domain.crm_write import Intent
from service.domain.delivery import Delivery, DeliveryState
from service.domain.draft import Draft
from service.domain.erasure import Erasures
from service.domain.fetch import Fetches, Reconciled
from service.domain.job_ports import Jobs, LimitStore
from service.domain.learning_ports import Lessons, Rankers
from service.domain.ledger import Entry, Event, EventKind, LedgerRow
from service.domain.page import Page
from service.domain.profile import Profile, ProfileRow, VersionedProfile
from service.domain.wrapup import State, WrapUp
from service.domain.wrapup_row import WrapUpRow


class VersionMoved(Exception):
    """Somebody stored another version of the wrap-up since it was read."""


class Calls(Protocol):
    def find(self, source: str, external_id: str) -> str | None:
        """The id of the call that this source named so, found by a keyed hash."""
        ...

    def named(self, source: str, external_ids: Collection[str]) -> tuple[str, ...]:
        """The ids of all calls that this source gave any of these names; in the order of their making."""
        ...

    def by_external_id(self, external_id: str) -> tuple[Call, ...]:
        """Calls of any source of the tenant with this external id."""
        ...

    def add(self, call: Call, transcript: TranscriptBody) -> None:
        """Store a new call with its legs under a fresh call key. Raises `AlreadyStored` on a race."""
        ...

    def get(self, call_id: str) -> Call:
        """A call that became part of another is that other."""
        ...

    def locked(self, call_id: str) -> Call:
        """The call, held until the unit ends: nobody else joins reports to it meanwhile."""
        ...

    def save(self, call: Call, *, beside: Collection[str] = ()) -> None:
        """Store what reports made of it: facts, legs, and names, but for those of the calls `beside` it.

        Raises `AlreadyStored` for the name of any other call.
        """
        ...

    def absorb(self, call: Call, into: str) -> None:
        """Make a call part of another: its names lead there, all else of it goes, its key too."""
        ...

    def transcript(self, call_id: str) -> TranscriptBody: ...

    def put_transcript(self, call_id: str, transcript: TranscriptBody) -> None: ...

    def stamp(self, call_id: str, stage: str) -> None:
        """Note when a stage was first reached: accepted, extractive, matched, drafted, confirmed, written."""
        ...

    def recall(self, key: str, fingerprint: str) -> str | None:
        """The call made under this Idempotency-Key. Raises `KeyReused` for another fingerprint."""
        ...

    def remember(self, key: str, fingerprint: str, call_id: str) -> None: ...


class WrapUps(Protocol):
    def add(self, wrapup: WrapUp) -> None: ...

    def get(self, wrapup_id: str) -> WrapUp: ...

    def remove(self, wrapup_id: str) -> None:
        """Of a leg that turns out to have had no agent, before anybody worked on it; its jobs go with it."""
        ...

    def save(self, wrapup: WrapUp) -> WrapUp:
        """Store over the version that was read; returns it with `version` and `updated_at` moved on.

        Raises `VersionMoved`.
        """
        ...

    def page(
        self,
        *,
        states: Sequence[State] = (),
        agent_id: str | None = None,
        agents: Collection[str] | None = None,
        queue: str | None = None,
        call_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[WrapUpRow]:
        """Newest first; with `agents`, none but theirs."""
        ...


class Drafts(Protocol):
    def add(self, wrapup_id: str, draft: Draft) -> None: ...

    def get(self, wrapup_id: str, number: int) -> Draft: ...

    def last_number(self, wrapup_id: str) -> int:
        """0 when there is none."""
        ...


class Deliveries(Protocol):
    def find(self, source: str, sender_id: str) -> Delivery | None: ...

    def get(self, delivery_id: str) -> Delivery: ...

    def add(self, delivery: Delivery, body: bytes | None = None) -> None:
        """Store it, with a masked body (sealed) where it is kept. Raises `AlreadyStored` on a race."""
        ...

    def body(self, delivery_id: str) -> bytes | None: ...

    def settle(self, delivery: Delivery) -> None:
        """Store a new outcome; a body is kept only while it is quarantined."""
        ...

    def page(
        self, *, state: DeliveryState | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Delivery]: ...


class AlreadyStored(Exception):
    """A unique key was taken by another writer in the meantime; read again."""


class Ledger(Protocol):
    def append(
        self, kind: Entry, *, wrapup_id: str, call_id: str, actor: str, data: Mapping[str, Any]
    ) -> None: ...

    def of_wrapup(self, wrapup_id: str) -> tuple[LedgerRow, ...]: ...

    def since(
        self,
        moment: datetime | None,
        *,
        after: str | None = None,
        agents: Collection[str] | None = None,
        limit: int = 500,
    ) -> Sequence[LedgerRow]:
        """Rows at or after a moment in the order of their ids; `after` an id to go on from.

        With `agents`, of their wrap-ups only, as far as these are still there.
        """
        ...


class Events(Protocol):
    def append(self, kind: EventKind, wrapup: WrapUp) -> None: ...

    def after(self, cursor: str | None, limit: int = 200) -> Sequence[Event]:
        """Events that committed after the cursor, in commit order."""
        ...

    def head(self) -> str:
        """The cursor of now: what comes after it is new."""
        ...

    def knows(self, cursor: str) -> bool:
        """False when the cursor is malformed or so old that events behind it are gone."""
        ...


class Intents(Protocol):
    def get(self, wrapup_id: str, target_id: str) -> Intent | None: ...

    def put(self, intent: Intent) -> None: ...


class Agents(Protocol):
    def sync(self, agents: Iterable[Agent]) -> None:
        """Store the agents that the tenant's file lists."""
        ...

    def by_telephony_id(self, external_id: str, name: str) -> Agent:
        """The agent behind a telephony id, made at first sight."""
        ...

    def get(self, agent_id: str) -> Agent: ...

    def team_of(self, agent_id: str) -> frozenset[str]:
        """The ids of all agents of this agent's team; none where they have none, or are not there."""
        ...


class Profiles(Protocol):
    def add(self, profile: Profile, *, by: str, note: str = "") -> VersionedProfile:
        """The version with this content: a new one only if the content is new."""
        ...

    def get(self, name: str, version: int) -> VersionedProfile: ...

    def labelled(self, name: str, label: str) -> VersionedProfile | None: ...

    def label(self, name: str, label: str, version: int, *, by: str) -> None: ...

    def versions(self, name: str | None = None) -> Sequence[ProfileRow]: ...


class Audit(Protocol):
    def append(self, action: str, *, actor: str, subject: str, data: Mapping[str, Any]) -> None: ...


class Credentials(Protocol):
    def create_key(
        self,
        secret_hash: str,
        prefix: str,
        roles: Sequence[Role],
        agent_id: str | None,
        expires_at: datetime | None,
    ) -> ApiKey: ...

    def keys(self) -> tuple[ApiKey, ...]: ...

    def revoke(self, key_id: str) -> None: ...

    def create_ticket(self, secret_hash: str, agent_id: str, expires_at: datetime) -> None: ...

    def create_session(self, secret_hash: str, principal: Principal) -> None: ...


class UnitOfWork(AbstractContextManager["UnitOfWork"], Protocol):
    """One transaction of one tenant. Leaving the block commits, an exception rolls back.

    After the commit the lanes of enqueued jobs are woken and listeners are hinted at new events.
    """

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

    @property
    def now(self) -> datetime:
        """The database's clock."""
        ...


class Work(Protocol):
    """Opens units of work. `read` promises not to write, and takes no write lock."""

    def begin(self, tenant_id: str) -> UnitOfWork: ...

    def read(self, tenant_id: str) -> UnitOfWork: ...


class Doors(Protocol):
    """What is looked up before a tenant is known: the hash of a credential leads to its principal."""

    def principal_of_key(self, secret_hash: str) -> Principal | None: ...

    def principal_of_session(self, secret_hash: str) -> Principal | None: ...

    def redeem_ticket(self, secret_hash: str) -> tuple[str, str] | None:
        """Tenant and agent of a live ticket, which is used up; None for any other."""
        ...
