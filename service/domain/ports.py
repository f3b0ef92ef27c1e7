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
from service.domain.job import Job, JobRow, JobState, Kind
from service.domain.ledger import Entry, Event, EventKind, LedgerRow
from service.domain.limits import Connection, Learnt, Limits
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

    def by_external_id(self, external_id: str) -> tuple[Call, ...]:
        """Calls of any source of the tenant with this external id."""
        ...

    def add(self, call: Call, transcript: TranscriptBody) -> None:
        """Store a new call with its legs under a fresh call key. Raises `AlreadyStored` on a race."""
        ...

    def get(self, call_id: str) -> Call: ...

    def transcript(self, call_id: str) -> TranscriptBody: ...

    def put_transcript(self, call_id: str, transcript: TranscriptBody) -> None:
        """Give a call that came without a transcript its turns."""
        ...

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


class Jobs(Protocol):
    def enqueue(self, kind: Kind, subject: str, *, delay_ms: int = 0) -> None:
        """Store a job; its lane is woken once the unit has committed. One open job a kind and subject."""
        ...

    def cancel(self, kind: Kind, subject: str) -> bool:
        """Remove a job that nobody holds. False when there is none, or a worker has it."""
        ...

    def finish(self, job: Job) -> None:
        """The job is done and gone. Raises `StaleFence`."""
        ...

    def postpone(
        self,
        job: Job,
        *,
        delay_ms: int,
        reason: str,
        failed: bool,
        connection: Connection = "",
        tokens: int = 0,
    ) -> None:
        """Give the job back until a due time; `failed` counts an attempt. Raises `StaleFence`.

        With the connection and tokens of a `Postpone` it waits for that connection, and is not claimed while
        there is no room for it.
        """
        ...

    def park(self, job: Job, *, reason: str) -> None:
        """Set the job aside for a person. Raises `StaleFence`."""
        ...

    def hold(self, job: Job) -> None:
        """Raise `StaleFence` unless the lease is still ours: before state is changed on its behalf."""
        ...

    def give_up(self, job: Job) -> None:
        """Hand back a job that its worker cannot end, at once due, neither failed nor crashed."""
        ...

    def reserve(self, job: Job, connection: Connection, *, requests: int = 1, tokens: int = 0) -> None:
        """Take the job's share of a connection's limits before using it, in the same transaction.

        The place is the job's until it ends or takes one of another connection. Raises `Postpone` when there
        is none just now, with the time until there will be; handed on to `postpone`, it keeps the job from
        being claimed before. It is raised before anything is changed: the transaction may go on without.
        Raises `StaleFence`, but not where nothing is limited: that costs no statement.
        """
        ...

    def page(
        self, *, state: JobState | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[JobRow]:
        """Oldest first."""
        ...

    def get(self, job_id: str) -> JobRow: ...

    def retry(self, job_id: str) -> JobRow:
        """Due now, with a fresh start; one that a worker holds runs once more after it."""
        ...


class LimitStore(Protocol):
    def sync(self, limits: Mapping[Connection, Limits]) -> None:
        """Store what the tenant's file says; a connection that is not named has no limit."""
        ...

    def learn(self, connection: Connection, learnt: Learnt) -> None:
        """Keep what a provider told; the lower of file and provider holds."""
        ...

    def spent(self, connection: Connection, *, tokens: int) -> None:
        """Correct a reservation by what was used beyond (or, negative, below) it."""
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
    intents: Intents
    agents: Agents
    profiles: Profiles
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
