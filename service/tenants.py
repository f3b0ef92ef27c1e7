"""Tenants' files: sources, CRM, model and agents of each customer organisation, read anew when they change.

What is wrong in one tenant's file touches no other: the other tenants go on.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from service.tenant_file import TENANT_NAME, Problem, Tenant, read_tenant, unreadable

LOOK_AGAIN_S = 1.0
MOST_BYTES = 4_000_000

Stamp: TypeAlias = tuple[str, int, int]


def _read_file(path: Path, environment: Mapping[str, str]) -> Tenant:
    try:
        data = path.read_bytes()
    except OSError as error:
        return unreadable(path.stem, f"cannot be read ({error.strerror})")
    if len(data) > MOST_BYTES:
        return unreadable(path.stem, f"is larger than {MOST_BYTES} bytes")
    return read_tenant(path.stem, data.decode(errors="replace"), environment)


def read_secrets(path: Path | None) -> dict[str, str]:
    """NAME=value lines of the secrets file; one that is absent or not ours to read has none."""
    try:
        text = path.read_text(errors="replace") if path else ""
    except OSError:
        return {}
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, separator, value in lines if separator}


class Tenants:
    """All tenants' files of one folder. Safe for many threads; looks for changes at most once a second."""

    def __init__(
        self, folder: Path, secrets_file: Path | None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._secrets_file = secrets_file
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._looked_at = -LOOK_AGAIN_S
        self._stamp: tuple[Stamp, ...] | None = None
        self._tenants: dict[str, Tenant] = {}

    def all(self) -> dict[str, Tenant]:
        """Tenants by id, as their files stand now."""
        with self._lock:
            now = self._monotonic()
            if now - self._looked_at >= LOOK_AGAIN_S:
                self._looked_at = now
                self._reload_if_changed()
            return self._tenants

    def retention(self) -> dict[str, int]:
        """Days that calls are kept, of the tenants that set a number."""
        found = {tenant.id: tenant.retention_days for tenant in self.all().values()}
        return {tenant_id: days for tenant_id, days in found.items() if days is not None}

    def reconciling(self) -> dict[tuple[str, str], int]:
        """Minutes between two comparisons with the vendor's list, by tenant and source."""
        parts = (
            (tenant.id, name, source.value)
            for tenant in self.all().values()
            for name, source in tenant.sources.items()
        )
        return {
            (tenant_id, name): part.reconcile_minutes
            for tenant_id, name, part in parts
            if part is not None and part.reconcile_minutes is not None
        }

    def problems(self) -> tuple[Problem, ...]:
        """All that is switched off and why, sources claimed by two tenants included."""
        found = [problem for tenant in self.all().values() for problem in tenant.problems]
        claims: dict[str, list[str]] = {}
        for tenant in self.all().values():
            for name in tenant.sources:
                claims.setdefault(name, []).append(tenant.id)
        for name, claimants in claims.items():
            if len(claimants) > 1:
                detail = f"also claimed by {', '.join(claimants[1:])}"
                found.append(Problem(tenant=claimants[0], place=f"sources.{name}", detail=detail))
        found.extend(
            Problem(
                tenant=path.name, place="file", detail="left out: call it <tenant>.yaml, in a-z, 0-9 and -"
            )
            for path in sorted(self._folder.glob("*.y*ml"))
            if not _names_tenant(path)
        )
        return tuple(found)

    def _files(self) -> list[Path]:
        return [path for path in sorted(self._folder.glob("*.yaml")) if _names_tenant(path)]

    def _reload_if_changed(self) -> None:
        files = self._files()
        watched = [*files, self._secrets_file] if self._secrets_file else files
        stamp = tuple(_stamp(path) for path in watched)
        if stamp == self._stamp:
            return
        environment = {**read_secrets(self._secrets_file), **os.environ}
        self._tenants = {path.stem: _read_file(path, environment) for path in files}
        self._stamp = stamp


def _names_tenant(path: Path) -> bool:
    return path.suffix == ".yaml" and TENANT_NAME.fullmatch(path.stem) is not None


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:  # gone since it was listed, which the next look sees
        return (str(path), 0, 0)
    return (str(path), stat.st_mtime_ns, stat.st_size)
