"""The whole of storage, put together once a process and shared by its threads."""

from collections.abc import Callable

from service.domain.errors import StorageDown
from service.storage.audit_chain import AuditCheck, verify
from service.storage.board import SqlJobBoard
from service.storage.doors import SqlDoors
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.keys import Vault, rewrap
from service.storage.migrate import behind, revision_of
from service.storage.sweep import Sweep
from service.storage.unit import AfterCommit, SqlWork


class Storage:
    """`work`, `doors` and `board` are the ports of `service.domain.ports`.

    `after_commit` is told the lanes of jobs that are due, and whether there are new events, after each
    commit that brought some. `clock` (milliseconds since 1970) replaces the database's own in tests.
    """

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        *,
        after_commit: AfterCommit,
        clock: Callable[[], int] | None = None,
        pool_size: int = 16,
    ) -> None:
        self._database = Database(url, clock=clock, pool_size=pool_size)
        self._vault = Vault(keyring)
        self._sweep = Sweep(self._database, self._vault)
        self.work = SqlWork(self._database, self._vault, after_commit)
        self.doors = SqlDoors(self._database)
        self.board = SqlJobBoard(self._database, self._sweep, after_commit)

    def check(self) -> None:
        """Raise `StorageDown` when the database is away or lacks migrations, `WrongMasterKey` for other keys."""
        with self._database.transaction(write=False) as (connection, _):
            revision = revision_of(connection)
        if behind(revision):
            raise StorageDown(f"the database is at revision {revision}; run `aftercall migrate`")
        for tenant_id in self._sweep.tenants()[:1]:
            with self.work.read(tenant_id) as unit:
                unit.session.keys.check()

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
