"""The service's role on PostgreSQL reads and writes rows and can change nothing else; other roles are told of."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from structlog.testing import capture_logs

from service.domain.errors import StorageDown
from service.storage import Keyring, Storage, migrate, roles
from service.storage.engine import Database
from service.storage.tables import calls, jobs, metadata
from tests.databases import Databases
from tests.service.storage.builders import ACME, Told, stored

pytestmark = pytest.mark.postgres

RIGHTS = text(
    "SELECT c.relname, string_agg(a.privilege_type, ',' ORDER BY a.privilege_type) AS rights"
    " FROM pg_class c, aclexplode(c.relacl) a"
    " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = CAST(:role AS regrole)"
    " GROUP BY c.relname"
)
ROWS = "DELETE,INSERT,SELECT,UPDATE"


class Server:
    """One migrated database, seen by its superuser, its owner and its service."""

    def __init__(self, databases: Databases, service_url: str) -> None:
        self.service_url = service_url
        name = str(make_url(service_url).database)
        self.owner_url = databases.owner_url(name)
        self.superuser_url = databases.given_url(name)
        self.role = str(make_url(service_url).username)

    def run(self, url: str, statement: str) -> None:
        database = Database(url)
        try:
            with database.transaction() as (connection, _):
                connection.execute(text(statement))
        finally:
            database.dispose()

    def rights(self, role: str) -> dict[str, str]:
        with migrate.owning(self.owner_url) as connection:
            return {row.relname: row.rights for row in connection.execute(RIGHTS, {"role": f'"{role}"'})}


@pytest.fixture
def server(postgres_databases: Databases, postgres_url: str) -> Server:
    if not postgres_databases.has_roles:
        pytest.skip("NO ROLES CAN BE MADE ON THIS SERVER")
    return Server(postgres_databases, postgres_url)


@pytest.fixture
def fresh_role(server: Server) -> Iterator[str]:
    """A name, and no trace of it afterwards."""
    role = f"aftercall_test_{uuid.uuid4().hex}"
    yield role
    with psycopg.connect(_plain(server.superuser_url), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_the_services_role_has_the_rights_it_needs_and_no_more(server: Server) -> None:
    rights = server.rights(server.role)

    assert rights == {
        **dict.fromkeys(metadata.tables, ROWS),
        "alembic_version": "SELECT",
        "events_seq": "USAGE",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE calls NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE calls DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON calls USING (true)",
        "DROP POLICY of_tenant ON calls",
        "DROP TABLE calls",
        "TRUNCATE calls CASCADE",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY calls TO PROGRAM 'true'",
        "CREATE ROLE mine SUPERUSER",
    ],
)
def test_the_services_role_cannot_change_what_guards_it(server: Server, statement: str) -> None:
    with pytest.raises(ProgrammingError):
        server.run(server.service_url, statement)


def test_the_services_role_cannot_become_the_owner(server: Server) -> None:
    owner = make_url(server.owner_url).username

    with pytest.raises(ProgrammingError):
        server.run(server.service_url, f'SET ROLE "{owner}"')


def test_a_table_of_a_later_migration_is_granted_as_it_is_made(server: Server) -> None:
    server.run(server.owner_url, "CREATE TABLE later (id int)")
    server.run(server.owner_url, "CREATE SEQUENCE later_seq")

    rights = server.rights(server.role)

    server.run(server.owner_url, "DROP TABLE later")
    server.run(server.owner_url, "DROP SEQUENCE later_seq")
    assert (rights["later"], rights["later_seq"]) == (ROWS, "USAGE")


def test_granting_again_takes_what_was_too_much_and_changes_nothing_else(server: Server) -> None:
    before = server.rights(server.role)
    server.run(server.owner_url, f'GRANT ALL ON alembic_version, calls TO "{server.role}"')
    widened = server.rights(server.role)

    for _ in range(2):
        roles.grant(server.owner_url, server.role)

    assert widened != before
    assert server.rights(server.role) == before


def test_a_role_that_row_security_would_not_hold_is_granted_nothing(server: Server, fresh_role: str) -> None:
    for trait in ("SUPERUSER", "BYPASSRLS"):
        server.run(server.superuser_url, f'CREATE ROLE "{fresh_role}" {trait}')

        with pytest.raises(roles.RoleUnfit, match=r"does not (do|bind)"):
            roles.grant(server.owner_url, fresh_role)

        assert server.rights(fresh_role) == {}
        server.run(server.superuser_url, f'DROP ROLE "{fresh_role}"')

    with pytest.raises(roles.RoleUnfit, match="owns"):
        roles.grant(server.owner_url, str(make_url(server.owner_url).username))
    with pytest.raises(roles.RoleUnfit, match="there is no role"):
        roles.grant(server.owner_url, fresh_role)


def test_a_role_is_made_once_and_may_then_serve(server: Server, fresh_role: str, keyring: Keyring) -> None:
    made = [roles.create(server.superuser_url, fresh_role, "it's 100% secret") for _ in range(2)]
    roles.grant(server.owner_url, fresh_role)

    url = make_url(server.service_url).set(username=fresh_role, password="it's 100% secret")
    storage = Storage(url.render_as_string(hide_password=False), keyring, after_commit=Told())
    stored(storage, ACME)
    storage.check()

    storage.dispose()
    with psycopg.connect(_plain(server.superuser_url)) as connection:
        kept = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [fresh_role])
        assert str(kept.fetchone()).startswith("('SCRAM-SHA-256$")
    assert made == [True, False]
    assert storage.warnings == ()


def test_a_role_that_row_security_does_not_hold_is_warned_of_once(server: Server, keyring: Keyring) -> None:
    found = {}
    with capture_logs() as logs:
        for url in (server.service_url, server.owner_url, server.superuser_url):
            storage = Storage(url, keyring, after_commit=Told())
            for _ in range(2):
                storage.check()
            storage.dispose()
            found[url] = storage.warnings

    assert found == {
        server.service_url: (),
        server.owner_url: (roles.OWNS,),
        server.superuser_url: (roles.SUPERUSER,),
    }
    assert [line["reasons"] for line in logs] == [(roles.OWNS,), (roles.SUPERUSER,)]


def test_such_a_role_is_not_ready_where_row_security_is_required(server: Server, keyring: Keyring) -> None:
    held, unheld = (
        Storage(url, keyring, after_commit=Told(), require_row_security=True)
        for url in (server.service_url, server.owner_url)
    )

    held.check()
    with pytest.raises(StorageDown, match="owns the tables"):
        unheld.check()

    held.dispose()
    unheld.dispose()


def test_no_temporary_table_stands_in_for_a_table(server: Server) -> None:
    database = Database(server.service_url)

    with database.transaction(tenant=ACME) as (connection, _):
        connection.execute(text("CREATE TEMPORARY TABLE calls (tenant_id text, id text)"))
        columns = connection.execute(calls.select()).keys()
        path = connection.execute(text("SHOW search_path")).scalar_one()
        connection.rollback()

    database.dispose()
    assert len(list(columns)) == len(calls.c)
    assert path == "public,pg_temp"


def test_the_board_and_a_credentials_door_make_no_rows(server: Server) -> None:
    database = Database(server.service_url)
    row = dict.fromkeys(("tenant_id", "id", "lane", "kind", "subject", "state"), "x")
    numbers = dict.fromkeys(("attempts", "crashes", "fence", "due", "deadline_ms", "created_at"), 0)

    with pytest.raises(ProgrammingError), database.transaction(door="board") as (connection, _):
        connection.execute(jobs.insert(), {**row, **numbers, "lone": False})
    with pytest.raises(ProgrammingError), database.transaction(door="h") as (connection, _):
        connection.execute(
            text(
                "INSERT INTO api_keys (tenant_id, id, secret_hash, prefix, roles, created_at)"
                " VALUES ('acme', 'k', 'h', 'p', '[\"admin\"]', 0)"
            )
        )

    database.dispose()
