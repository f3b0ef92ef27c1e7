"""Call profiles: a version for each content, never changed; labels such as `live` point to one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import NotFound
from service.domain.ports import AlreadyStored
from service.domain.profile import Profile, ProfileRow, VersionedProfile
from service.domain.values import from_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import plain
from service.storage.session import Session
from service.storage.tables import profile_labels, profile_versions

ATTEMPTS = 5

_MINE = profile_versions.c.tenant_id == TENANT
_NAMED = _MINE & (profile_versions.c.name == OF)
_GET = select(profile_versions).where(_NAMED, profile_versions.c.version == bindparam("wanted"))
_SAME = select(profile_versions).where(_NAMED, profile_versions.c.content_hash == bindparam("content"))
_LAST = select(func.coalesce(func.max(profile_versions.c.version), 0)).where(_NAMED)
_LABELLED = (
    select(profile_versions)
    .join(
        profile_labels,
        (profile_labels.c.tenant_id == profile_versions.c.tenant_id)
        & (profile_labels.c.name == profile_versions.c.name)
        & (profile_labels.c.version == profile_versions.c.version),
    )
    .where(_NAMED, profile_labels.c.label == bindparam("wanted"))
)
_LABELS = select(profile_labels.c.name, profile_labels.c.version, profile_labels.c.label).where(
    profile_labels.c.tenant_id == TENANT
)
_ADD = insert(profile_versions).on_conflict_do_nothing()
_NEW_LABEL = insert(profile_labels)
_LABEL = _NEW_LABEL.on_conflict_do_update(
    index_elements=["tenant_id", "name", "label"],
    set_={name: _NEW_LABEL.excluded[name] for name in ("version", "moved_at", "moved_by")},
)


class SqlProfiles:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, profile: Profile, *, by: str, note: str = "") -> VersionedProfile:
        """Somebody else may take the next number just then: it is tried a few times."""
        content = profile.content_hash()
        for _ in range(ATTEMPTS):
            row = self._session.run(_SAME, of=profile.name, content=content).one_or_none()
            if row is not None:
                return _versioned(row)
            version = self._session.run(_LAST, of=profile.name).scalar_one() + 1
            if self._insert(profile, version, content, by=by, note=note):
                return VersionedProfile(profile=profile, version=version)
        raise AlreadyStored

    def get(self, name: str, version: int) -> VersionedProfile:
        row = self._session.run(_GET, of=name, wanted=version).one_or_none()
        if row is None:
            raise NotFound(f"there is no {name}@{version}")
        return _versioned(row)

    def labelled(self, name: str, label: str) -> VersionedProfile | None:
        row = self._session.run(_LABELLED, of=name, wanted=label).one_or_none()
        return _versioned(row) if row else None

    def label(self, name: str, label: str, version: int, *, by: str) -> None:
        """Raises `NotFound` for a version that is not there."""
        self.get(name, version)
        self._session.insert(
            _LABEL, name=name, label=label, version=version, moved_at=self._session.now, moved_by=by
        )

    def versions(self, name: str | None = None) -> Sequence[ProfileRow]:
        statement = select(profile_versions).where(_MINE)
        if name is not None:
            statement = statement.where(profile_versions.c.name == name)
        ordered = statement.order_by(profile_versions.c.name, profile_versions.c.version)
        labels: dict[tuple[str, int], list[str]] = {}
        for row in self._session.run(_LABELS):
            labels.setdefault((row.name, row.version), []).append(row.label)
        return tuple(
            _row(row, sorted(labels.get((row.name, row.version), []))) for row in self._session.run(ordered)
        )

    def _insert(self, profile: Profile, version: int, content: str, *, by: str, note: str) -> bool:
        return self._session.insert(
            _ADD,
            name=profile.name,
            version=version,
            content_hash=content,
            body=plain(profile),
            created_at=self._session.now,
            created_by=by,
            note=note,
        )


def _versioned(row: Row[Any]) -> VersionedProfile:
    return VersionedProfile(profile=Profile.model_validate(row.body, extra="ignore"), version=row.version)


def _row(row: Row[Any], labels: Sequence[str]) -> ProfileRow:
    return ProfileRow(
        name=row.name,
        version=row.version,
        labels=tuple(labels),
        content_hash=row.content_hash,
        created_at=from_ms(row.created_at),
        created_by=row.created_by,
        note=row.note,
    )
