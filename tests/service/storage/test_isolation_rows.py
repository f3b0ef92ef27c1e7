"""PostgreSQL itself keeps tenants apart: whatever SQL the service's role sends, rows of the named tenant alone."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from service.domain.errors import Invalid, StorageDown
from service.storage import Storage
from service.storage.engine import Database
from service.storage.tables import metadata
from tests.service.storage.builders import ACME, OTHER
from tests.service.storage.theirs import stored_by

pytestmark = pytest.mark.postgres

TABLES = frozenset(metadata.tables)
SWEPT = frozenset({"audit_seals", "event_horizons"})
OF_BOARD = frozenset({"jobs", "tenants", "limits"})
TENANT = text("SELECT current_setting('aftercall.tenant', true)")


@pytest.fixture
def database(postgres_storage: Storage) -> Database:
    """With rows of two tenants in every table."""
    for tenant in (ACME, OTHER):
        stored_by(postgres_storage, tenant)
    postgres_storage.board.seal_audit()
    return postgres_storage._database


def seen(connection: Connection) -> dict[str, set[str]]:
    """Whose rows are visible, by table; no table without any."""
    found = {
        name: set(connection.execute(select(table.c.tenant_id)).scalars())
        for name, table in metadata.tables.items()
    }
    return {name: tenants for name, tenants in found.items() if tenants}


def test_every_table_is_under_forced_row_security(database: Database) -> None:
    with database.transaction() as (connection, _):
        guarded = connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity"
            )
        ).scalars()

        assert set(guarded) == TABLES


def test_without_a_tenant_no_row_of_any_table_is_visible(database: Database) -> None:
    with database.transaction() as (connection, _):
        assert seen(connection) == {}
    with database.transaction(tenant="nobody") as (connection, _):
        assert seen(connection) == {}


def test_without_the_settings_themselves_no_row_is_visible(database: Database, postgres_url: str) -> None:
    """As somebody who has the service's password, and a client of their own."""
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in TABLES}  # noqa: S608 (names of our tables)

    assert set(counts.values()) == {(0,)}


def test_with_a_tenant_named_only_its_rows_are_visible(database: Database) -> None:
    for tenant in (ACME, OTHER):
        with database.transaction(tenant=tenant) as (connection, _):
            found = seen(connection)

        assert set(found) == TABLES - {"event_horizons"}
        assert all(tenants == {tenant} for tenants in found.values())


def test_the_board_sees_jobs_limits_and_tenants_alone(database: Database) -> None:
    with database.transaction(door="board") as (connection, _):
        found = seen(connection)

    assert found == {name: {ACME, OTHER} for name in OF_BOARD}


@pytest.mark.parametrize(
    ("door", "table"), [("h-key", "api_keys"), ("h-ticket", "tickets"), ("h-session", "sessions")]
)
def test_a_credentials_hash_opens_its_own_rows_alone(database: Database, door: str, table: str) -> None:
    with database.transaction(door=door) as (connection, _):
        found = seen(connection)
        hashes = set(connection.execute(select(metadata.tables[table].c.secret_hash)).scalars())

    assert set(found) == {table}
    assert hashes == {door}


@pytest.mark.parametrize("name", sorted(TABLES - SWEPT))
def test_no_row_is_made_of_changed_in_or_moved_to_another_tenant(database: Database, name: str) -> None:
    table = metadata.tables[name]
    with database.transaction(tenant=OTHER) as (connection, _):
        row = dict(connection.execute(select(table)).mappings().first() or {})

    with pytest.raises(ProgrammingError), database.transaction(tenant=ACME) as (connection, _):
        connection.execute(table.insert(), row)
    with pytest.raises(ProgrammingError), database.transaction(tenant=ACME) as (connection, _):
        connection.execute(update(table).values(tenant_id=OTHER))
    with database.transaction(tenant=ACME) as (connection, _):
        theirs = table.c.tenant_id == OTHER
        changed = connection.execute(update(table).where(theirs).values(tenant_id=ACME)).rowcount
        gone = connection.execute(table.delete().where(theirs)).rowcount

    assert (changed, gone) == (0, 0)


def _ends_well(connection: Connection) -> None:
    connection.execute(TENANT)


def _is_refused(connection: Connection) -> None:
    connection.execute(text("SELECT 1 / 0"))


def _is_cancelled(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = '20ms'"))
    connection.execute(text("SELECT pg_sleep(10)"))


def _is_given_up(connection: Connection) -> None:
    raise KeyboardInterrupt


def _commits_within(connection: Connection) -> None:
    connection.commit()
    assert connection.execute(TENANT).scalar() == ""
    assert seen(connection) == {}


@pytest.mark.parametrize(
    "use",
    [_ends_well, _is_refused, _is_cancelled, _is_given_up, _commits_within],
    ids=lambda use: use.__name__,
)
def test_a_pooled_connection_keeps_nothing_of_the_tenant_before(
    database: Database, postgres_url: str, use: Callable[[Connection], None]
) -> None:
    one = Database(postgres_url, pool_size=1)
    pid = text("SELECT pg_backend_pid()")
    with one.transaction(tenant=ACME) as (connection, _):
        before = connection.execute(pid).scalar()

    try:
        with one.transaction(tenant=ACME) as (connection, _):
            use(connection)
    except (DBAPIError, OperationalError, Invalid, StorageDown, KeyboardInterrupt):
        pass

    raw = one._writer.connect()
    left = (raw.execute(TENANT).scalar(), seen(raw), raw.execute(pid).scalar())
    raw.close()
    one.dispose()
    assert left == ("", {}, before)


@pytest.mark.parametrize(
    "name",
    [
        "x', true), set_config('aftercall.tenant', 'acme",
        "acme' OR '1'='1",
        "'; SET aftercall.tenant = 'acme'; --",
        "acme\\",
        "%(door)s",
        "acme ",
    ],
)
def test_no_name_of_a_tenant_or_door_breaks_out_of_its_place(database: Database, name: str) -> None:
    with database.transaction(tenant=name) as (connection, _):
        assert connection.execute(TENANT).scalar() == name
        assert seen(connection) == {}
    with database.transaction(door=name) as (connection, _):
        assert seen(connection) == {}


def test_a_reading_transaction_can_name_no_row_to_write(database: Database) -> None:
    table = metadata.tables["jobs"]

    for statement in (table.delete(), update(table).where(table.c.id == bindparam("of")).values(reason="x")):
        with (
            pytest.raises((DBAPIError, StorageDown)),
            database.transaction(tenant=ACME, write=False) as (connection, _),
        ):
            connection.execute(statement, {"of": "x"})
