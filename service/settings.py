"""Settings of the process, read in this one place: environment variables with the prefix `AFTERCALL_`.

What is a tenant's own (sources, CRM, model, agents) stands in that tenant's file; see `service.tenants`.
"""

from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """One process's settings. Paths are relative to the working directory; sizes bytes; `_ms` milliseconds."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERCALL_", frozen=True, extra="ignore", validate_by_name=True
    )

    data: Path = Field(default=Path(".aftercall"), description="folder of database, keys and broker files")
    config_dir: Path = Field(default=Path("config"), description="folder of tenants' files, <tenant>.yaml")
    prompts_dir: Path = Field(default=ROOT / "prompts", description="folder of shipped profiles")
    web_dist: Path = Field(default=ROOT / "service" / "web" / "dist", description="the built front end")
    database_url: str | None = Field(default=None, description="default: SQLite in the data folder")
    migrate_database_url: str | None = Field(
        default=None, description="as the tables' owner, for `aftercall migrate`; default: database_url"
    )
    database_role: str | None = Field(
        default=None,
        description="PostgreSQL role that `aftercall migrate` grants the service's rights to;"
        " default: the one of database_url, where the owner is another",
    )
    require_row_security: bool = Field(
        default=False, description="not ready under a PostgreSQL role that row-level security does not hold"
    )
    broker_url: str = Field(default="redis://127.0.0.1:6379/0", description="Redis or Valkey")
    keyring_file: Path | None = Field(default=None, description="master keys; default: in the data folder")
    erasures_file: Path | None = Field(
        default=None, description="journal of erased calls, outside the database; default: in the data folder"
    )
    secrets_file: Path | None = Field(
        default=None, description="NAME=value lines for ${NAME} in tenants' files; the environment wins"
    )
    public_url: str | None = Field(
        default=None,
        description="address at which senders reach this installation, with any prefix that an ingress strips;"
        " some of them sign it",
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    max_body_bytes: int = Field(default=4_000_000, ge=1_000, description="largest webhook body taken")
    worker_threads: int = Field(default=48, ge=1, le=256)
    workers: int = Field(default=1, ge=1, le=32, description="worker processes that `aftercall up` starts")
    tenant_share: float = Field(
        default=0.75, gt=0, le=1, description="of a worker's threads for one tenant while there are others"
    )
    shutdown_ms: int = Field(
        default=25_000, ge=0, description="how long a worker that ends may finish what it has in hand"
    )
    draft_age_limit_ms: int = Field(
        default=60_000, ge=1_000, description="oldest waiting draft from which on drafts stay extractive"
    )
    model_deadline_ms: int = Field(default=45_000, ge=100, description="one model call, all in all")
    match_deadline_ms: int = Field(default=2_000, ge=50, description="CRM look-up before the draft goes on")
    write_deadline_ms: int = Field(default=20_000, ge=500, description="one CRM write, read-back included")
    fetch_deadline_ms: int = Field(default=30_000, ge=500, description="one transcript fetched by reference")
    list_deadline_ms: int = Field(
        default=240_000, ge=500, description="a vendor's list of calls, read through"
    )
    code_deadline_ms: int = Field(default=15_000, ge=500, description="one code written to the telephony")
    live_silence_ms: int = Field(
        default=300_000,
        ge=1_000,
        description="silence after which a call heard while it runs counts as ended",
    )
    model_attempts: int = Field(
        default=4, ge=1, description="model failures before the extractive draft stays"
    )
    sweep_ms: int = Field(default=1_000, ge=50, description="pause between two rounds of the scheduler")
    log_level: str = "INFO"
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="where worker and scheduler answer /metrics; 0 is nowhere"
    )
    metrics_host: str = Field(default="127.0.0.1", description="the address for it")
    otlp_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("AFTERCALL_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        description="an OpenTelemetry collector, as http://host:4318; without one no trace leaves",
    )
    trace_share: float = Field(default=1.0, ge=0, le=1, description="share of calls that are traced")

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        return self.database_url or f"sqlite:///{(self.data / 'aftercall.db').absolute()}"

    @property
    def migrate_database(self) -> str:
        """The same for migrations."""
        return self.migrate_database_url or self.database

    @property
    def erasures(self) -> Path:
        return self.erasures_file or self.data / "erasures.jsonl"

    @property
    def keyring(self) -> Path:
        return self.keyring_file or self.data / "keyring.json"
