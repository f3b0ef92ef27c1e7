"""The whole of storage, put together once a process and shared by its threads."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import structlog

from service.domain.errors import StorageDown
from service.storage import backup
from service.storage.audit_chain import AuditCheck, verify
from service.storage.board import SqlJobBoard
from service.storage.doors import SqlDoors
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.keys import Vault, rewrap
from service.storage.limited import Limited
from service.storage.migrate import behind, revision_of
from service.storage.roles import weaknesses
from service.storage.scrub import scrub
from service.storage.sweep import Sweep
from service.storage.unit import AfterCommit, SqlWork

log = structlog.get_logger(__name__)


class MigrationsMissing(StorageDown):
    """The database answers, and is of an older release."""


class Storage:
    """`work`, `doors` and `board` are the ports of `service.domain.ports`.

    `after_commit` is told the lanes of jobs that are due, and whether there are new events, after each
    commit that brought some. `warnings` is what the last `check` found amiss, and bearable. `clock` (milliseconds since 1970) replaces the database's own in tests.
    """

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        *,
        after_commit: AfterCommit,
        clock: Callable[[], int] | None = None,
        pool_size: int = 16,
        require_row_security: bool = False,
    ) -> None:
        self._require_row_security = require_row_security
        self.warnings: tuple[str, ...] = ()
        self._database = Database(url, clock=clock, pool_size=pool_size)
        self._vault = Vault(keyring)
        self._sweep = Sweep(self._database, self._vault)
        limited = Limited()
        self.work = SqlWork(self._database, self._vault, limited, after_commit)
        self.doors = SqlDoors(self._database)
        self.board = SqlJobBoard(self._database, self._sweep, limited, after_commit)

    def check(self) -> None:
        """Raise `StorageDown` when the database is away, `MigrationsMissing`, or `WrongMasterKey` for other keys.

        A role that row-level security does not hold is one to be warned of, or, where it is required, another
        `StorageDown`.
        """
        with self._database.transaction(write=False) as (connection, _):
            revision = revision_of(connection)
            self._heed(weaknesses(connection))
        if behind(revision):
            raise MigrationsMissing(f"the database is at revision {revision}; run `aftercall migrate`")
        for tenant_id in self._sweep.tenants()[:1]:
            with self.work.read(tenant_id) as unit:
                unit.session.keys.check()

    def _heed(self, found: tuple[str, ...]) -> None:
        """Said once, not at every look."""
        if found and found != self.warnings:
            log.warning("database_role_unfit", reasons=found)
        self.warnings = found
        if found and self._require_row_security:
            raise StorageDown(found[0])

    def connections(self) -> dict[str, int]:
        """This process's connections to the database: `in_use`, and `most` that there may be."""
        return self._database.connections()

    def tenants(self) -> Sequence[str]:
        """Every tenant that has stored something."""
        return self._sweep.tenants()

    def check_keys(self) -> int:
        """Open every tenant's keys; returns how many tenants there are. Raises `WrongMasterKey`."""
        known = self.tenants()
        for tenant_id in known:
            with self.work.read(tenant_id) as unit:
                unit.session.keys.check()
        return len(known)

    def backup(self, data: Path, keys: Path) -> backup.Written:
        """As it stands now, into two new files. Raises `StorageDown`, and OSError for the files."""
        return backup.write(self._database, self._vault.keyring, data, keys)

    def scrub(self) -> Literal["cleared", "pending", "kept"]:
        """Empty the database's own log of what was erased, where that is in our hands."""
        return scrub(self._database.url)

    def verify_audit(self, tenant_id: str) -> AuditCheck:
        with self.work.read(tenant_id) as unit:
            return verify(unit.session)

    def rewrap_tenant_keys(self) -> int:
        """Wrap all tenant keys under the keyring's current master key; returns how many were under another."""
        count = 0
        for tenant_id in self._sweep.tenants():
            with self._database.transaction(tenant=tenant_id) as (connection, _):
                count += rewrap(connection, tenant_id, self._vault.keyring)
        return count

    def dispose(self) -> None:
        self._database.dispose()
