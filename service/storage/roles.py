"""The role that the service runs under on PostgreSQL: what the tables' owner grants it, and whether it is one
that row-level security binds.

The owner migrates and may change everything; the service's role reads and writes rows, and nothing else.
"""

from psycopg import sql
from sqlalchemy import Connection, text

from service.storage.engine import SCHEMA
from service.storage.migrate import owning

ROWS = "SELECT, INSERT, UPDATE, DELETE"
VERSIONS = "alembic_version"
"""Read by the service to see whether the database is up to date; written by migrations alone."""

SUPERUSER = "its role is a superuser: row-level security does not bind it"
BYPASSES = "its role has BYPASSRLS: row-level security does not bind it"
OWNS = "its role owns the tables: it could switch row-level security off"

_TRAITS = text(
    "SELECT rolsuper AS super, rolbypassrls AS bypasses, EXISTS ("
    " SELECT FROM pg_class WHERE relnamespace = CAST(:schema AS regnamespace) AND relrowsecurity"
    " AND pg_has_role(:role, relowner, 'MEMBER')) AS owns"
    " FROM pg_roles WHERE rolname = :role"
)
_SELF = text("SELECT current_user")
_OWN = text(
    "SELECT relname, relkind = 'S' AS is_sequence FROM pg_class"
    " WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind IN ('r', 'p', 'S')"
    " AND pg_has_role(relowner, 'USAGE') ORDER BY relname"
)
_LACKS = text(
    "SELECT has_schema_privilege(:role, :schema, 'USAGE') AS schema,"
    " has_database_privilege(:role, current_database(), 'CONNECT') AS database,"
    " current_database() AS name"
)


class RoleUnfit(Exception):
    """The role cannot be granted the service's rights; the message says why, in one line."""


def weaknesses(connection: Connection, role: str | None = None) -> tuple[str, ...]:
    """Why row-level security does not hold a role, the connection's own by default; empty where it does."""
    if connection.dialect.name != "postgresql":
        return ()
    role = role or connection.execute(_SELF).scalar_one()
    row = connection.execute(_TRAITS, {"role": role, "schema": SCHEMA}).one_or_none()
    if row is None:
        raise RoleUnfit(f"there is no role {role}; make it first, or give --create-role")
    if row.super:
        return (SUPERUSER,)
    return tuple(words for words, is_so in ((BYPASSES, row.bypasses), (OWNS, row.owns)) if is_so)


def grant(url: str, role: str) -> None:
    """Give a role what the service needs of the tables there are and of those to come, and take the rest.

    `url` is the owner's. The same again changes nothing. Raises `RoleUnfit` for a role that is not there, or
    that row-level security would not hold.
    """
    with owning(url) as connection:
        if unfit := weaknesses(connection, role):
            raise RoleUnfit(f"the role {role} does not do: {'; '.join(unfit)}")
        for statement in (*_to_reach_it(connection, role), *_of_tables(connection, role), *_later(role)):
            _run(connection, statement)


def create(url: str, role: str, password: str | None) -> bool:
    """Make a role that can log in and nothing more; False where there is one. `url` is the owner's.

    The server is told a verifier of the password, never the password, which its log might keep.
    """
    with owning(url) as connection:
        if connection.execute(_TRAITS, {"role": role, "schema": SCHEMA}).one_or_none() is not None:
            return False
        words = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        made = words.format(sql.Identifier(role))
        if password is not None:
            server = connection.connection.dbapi_connection.pgconn  # type: ignore[union-attr]  # psycopg's own
            verifier = server.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
            made += sql.SQL(" PASSWORD {}").format(sql.Literal(verifier))
        _run(connection, made)
        return True


def _to_reach_it(connection: Connection, role: str) -> list[sql.Composed]:
    """Most servers let everybody in and see the schema; one that does not needs to be told."""
    has = connection.execute(_LACKS, {"role": role, "schema": SCHEMA}).one()
    name = sql.Identifier(role)
    needed = []
    if not has.schema:
        needed.append(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(SCHEMA), name))
    if not has.database:
        needed.append(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(has.name), name))
    return needed


def _of_tables(connection: Connection, role: str) -> list[sql.Composed]:
    made = []
    for row in connection.execute(_OWN, {"schema": SCHEMA}):
        kind = sql.SQL("SEQUENCE" if row.is_sequence else "TABLE")
        rights = "USAGE" if row.is_sequence else "SELECT" if row.relname == VERSIONS else ROWS
        place, name = sql.Identifier(SCHEMA, row.relname), sql.Identifier(role)
        made.append(sql.SQL("REVOKE ALL ON {} {} FROM {}").format(kind, place, name))
        made.append(sql.SQL("GRANT {} ON {} {} TO {}").format(sql.SQL(rights), kind, place, name))
    return made


def _later(role: str) -> list[sql.Composed]:
    """Tables of later migrations are granted as they are made."""
    words = "ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} ON {} TO {}"
    return [
        sql.SQL(words).format(sql.Identifier(SCHEMA), sql.SQL(rights), sql.SQL(what), sql.Identifier(role))
        for rights, what in ((ROWS, "TABLES"), ("USAGE", "SEQUENCES"))
    ]


def _run(connection: Connection, statement: sql.Composed) -> None:
    connection.exec_driver_sql(statement.as_string(None), execution_options={"no_parameters": True})
