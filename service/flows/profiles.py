"""Call profiles: versions that never change, and the label `live` that says which one the next call uses."""

from collections.abc import Iterable, Sequence

from service.domain.access import Principal, Role
from service.domain.errors import NotFound
from service.domain.ports import AlreadyStored, UnitOfWork, Work
from service.domain.profile import Profile, ProfileRow, VersionedProfile

LIVE = "live"
SEED = "shipped"


class Profiles:
    """The one door for every way of changing a profile: API, command line, import."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def seed(self, tenant_id: str, shipped: Iterable[Profile]) -> None:
        """Store shipped profiles: a version for new content only, and never a move of an existing `live`."""
        for profile in shipped:
            try:
                self._seed(tenant_id, profile)
            except AlreadyStored:
                # Another process seeds at this moment; its version is found now.
                self._seed(tenant_id, profile)

    def _seed(self, tenant_id: str, profile: Profile) -> None:
        with self._work.begin(tenant_id) as unit:
            stored = unit.profiles.add(profile, by=SEED, note="shipped with this release")
            if unit.profiles.labelled(profile.name, LIVE) is None:
                unit.profiles.label(profile.name, LIVE, stored.version, by=SEED)

    def rows(self, principal: Principal, name: str | None = None) -> Sequence[ProfileRow]:
        _may_read(principal)
        with self._work.read(principal.tenant_id) as unit:
            return unit.profiles.versions(name)

    def show(self, principal: Principal, name: str, version: int | str = LIVE) -> VersionedProfile:
        """A version by number or by label."""
        _may_read(principal)
        with self._work.read(principal.tenant_id) as unit:
            if isinstance(version, int):
                return unit.profiles.get(name, version)
            found = unit.profiles.labelled(name, version)
        if found is None:
            raise NotFound(f"no version of {name} has the label {version}")
        return found

    def import_(self, principal: Principal, profile: Profile, note: str = "") -> VersionedProfile:
        """Store a version. It is used by nobody until it is published."""
        principal.require(Role.TUNER)
        with self._work.begin(principal.tenant_id) as unit:
            stored = unit.profiles.add(profile, by=principal.subject, note=note)
            _note(unit, principal, "profile.imported", stored, note)
            return stored

    def publish(self, principal: Principal, name: str, version: int, note: str = "") -> VersionedProfile:
        """Make a version `live`: the next call uses it. Gates and approvals belong here and nowhere else."""
        principal.require(Role.APPROVER)
        with self._work.begin(principal.tenant_id) as unit:
            chosen = unit.profiles.get(name, version)
            unit.profiles.label(name, LIVE, version, by=principal.subject)
            _note(unit, principal, "profile.published", chosen, note)
            return chosen


def _may_read(principal: Principal) -> None:
    principal.require(Role.AGENT, Role.SUPERVISOR, Role.TUNER, Role.APPROVER, Role.VIEWER)


def _note(unit: UnitOfWork, principal: Principal, action: str, stored: VersionedProfile, note: str) -> None:
    data = {"content_hash": stored.profile.content_hash(), "note": note}
    unit.audit.append(action, actor=principal.subject, subject=stored.ref, data=data)
