"""`aftercall migrate`: as the tables' owner, bring the schema up to date and let the service's role use it."""

from sqlalchemy import make_url

from service.cli.errors import CliError
from service.settings import Settings
from service.storage import migrate, roles


def bring_up_to_date(settings: Settings, role: str | None = None, *, create: bool = False) -> str | None:
    """The role that may use the database now, None where the owner itself serves. Raises `CliError`."""
    owner = make_url(settings.migrate_database)
    on_postgres = owner.get_backend_name() == "postgresql"
    if (role or create) and not on_postgres:
        raise CliError("roles are for PostgreSQL; this database is SQLite")
    role = role or settings.database_role or _serving(settings)
    if create and role is None:
        raise CliError("which role? give --role, or set AFTERCALL_DATABASE_ROLE")
    try:
        migrate.upgrade(settings.migrate_database)
    except migrate.MigrationFailed as failed:
        raise CliError(str(failed)) from None
    if role is None or not on_postgres:
        return None
    try:
        if create:
            roles.create(settings.migrate_database, role, _password(settings, role))
        roles.grant(settings.migrate_database, role)
    except roles.RoleUnfit as unfit:
        raise CliError(str(unfit)) from None
    return role


def _serving(settings: Settings) -> str | None:
    """Who the service connects as, where its address names another than the owner's."""
    user = make_url(settings.database).username
    return user if user != make_url(settings.migrate_database).username else None


def _password(settings: Settings, role: str) -> str | None:
    """The one that the service itself will give, if it is to connect as this role."""
    service = make_url(settings.database)
    return str(service.password) if service.username == role and service.password is not None else None
