"""Settings of the process, read in this one place: environment variables with the prefix `AFTERCALL_`.

What is a tenant's own (sources, CRM, model, agents) stands in that tenant's file; see `service.tenants`.
"""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """One process's settings. Paths are relative to the working directory; sizes bytes; `_ms` milliseconds."""

    model_config = SettingsConfigDict(env_prefix="AFTERCALL_", frozen=True, extra="ignore")

    data: Path = Field(default=Path(".aftercall"), description="folder of database, keys and broker files")
    config_dir: Path = Field(default=Path("config"), description="folder of tenants' files, <tenant>.yaml")
    prompts_dir: Path = Field(default=ROOT / "prompts", description="folder of shipped profiles")
    web_dist: Path = Field(default=ROOT / "service" / "web" / "dist", description="the built front end")
    database_url: str | None = Field(default=None, description="default: SQLite in the data folder")
    broker_url: str = Field(default="redis://127.0.0.1:6379/0", description="Redis or Valkey")
    keyring_file: Path | None = Field(default=None, description="master keys; default: in the data folder")
    secrets_file: Path | None = Field(
        default=None, description="NAME=value lines for ${NAME} in tenants' files; the environment wins"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    max_body_bytes: int = Field(default=4_000_000, ge=1_000, description="largest webhook body taken")
    worker_threads: int = Field(default=48, ge=1, le=256)
    model_deadline_ms: int = Field(default=45_000, ge=100, description="one model call, all in all")
    match_deadline_ms: int = Field(default=2_000, ge=50, description="CRM look-up before the draft goes on")
    write_deadline_ms: int = Field(default=20_000, ge=500, description="one CRM write, read-back included")
    model_attempts: int = Field(
        default=4, ge=1, description="model failures before the extractive draft stays"
    )
    sweep_ms: int = Field(default=1_000, ge=50, description="pause between two rounds of the scheduler")
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        return self.database_url or f"sqlite:///{(self.data / 'aftercall.db').absolute()}"

    @property
    def keyring(self) -> Path:
        return self.keyring_file or self.data / "keyring.json"
