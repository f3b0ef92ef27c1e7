"""Confirmed wrap-ups → a ranker of the tenant's own, fitted in the worker, stored as a new version, used by drafts."""

import time
from collections.abc import Callable, Iterable, Sequence

import structlog

from service.domain.access import Principal, Role
from service.domain.errors import NotFound, Postpone
from service.domain.job import Job, Kind
from service.domain.learning import Example, RankerRow, Waiting
from service.domain.ports import Work
from service.domain.profile import Profile, VersionedProfile
from service.domain.values import Value
from service.drafting.learning.learned import Learned, fit
from service.flows.examples import Examples, gathered

LIVE = "live"
SYSTEM = "aftercall"

FRESH = 20
"""New evidence that calls for a fit: confirmations that were blind, or in which something was changed."""

FRESH_PART = 10
"""And at least one part in so many of what the ranker had: the more it knows, the less one more day tells it."""

EVERY_S = 3_600.0
"""A profile is fitted at most so often by itself."""

AGAIN_MS = 1_000

log = structlog.get_logger(__name__)


class Unlearnt(Value):
    """Why a fit stored nothing."""

    reason: str
    examples: int


Fit = Callable[[Sequence[Example], Profile], Learned]


class Learn:
    """`tenants` names those whose files are there."""

    def __init__(
        self,
        work: Work,
        tenants: Callable[[], Iterable[str]],
        *,
        fit: Fit = fit,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._tenants = tenants
        self._fit = fit
        self._monotonic = monotonic
        self._asked: dict[tuple[str, str], float] = {}

    def rows(self, principal: Principal) -> tuple[RankerRow, ...]:
        """All versions with their figures."""
        principal.require(Role.VIEWER, Role.TUNER, Role.APPROVER)
        with self._work.read(principal.tenant_id) as unit:
            return tuple(unit.rankers.rows())

    def ask(self, principal: Principal, profile: str) -> None:
        """Fit a profile's ranker as soon as a worker is free. Raises `NotFound` for one that is not live."""
        principal.require(Role.TUNER)
        with self._work.begin(principal.tenant_id) as unit:
            if unit.profiles.labelled(profile, LIVE) is None:
                raise NotFound(f"there is no live profile {profile}")
            unit.jobs.enqueue(Kind.FIT, profile)
            unit.audit.append("ranker.asked", actor=principal.subject, subject=profile, data={})

    def schedule(self) -> None:
        """Ask for a fit where agents have confirmed enough since the last one that teaches something."""
        for tenant in self._tenants():
            with self._work.read(tenant) as unit:
                due = [one for one in unit.lessons.waiting(_most(unit.rankers.rows())) if is_due(one)]
            for one in due:
                self._ask_once(tenant, one.profile)

    def run(self, job: Job) -> None:
        """A fit that cannot be is told in the log, and is no reason to try the same again."""
        with self._work.read(job.tenant_id) as unit:
            profile = unit.profiles.labelled(job.subject, LIVE)
        if profile is None:
            self._give_up(job, Unlearnt(reason="no_profile", examples=0))
            return
        found = gathered(self._work, job.tenant_id, profile)
        learned = self._fitted(found, profile)
        if isinstance(learned, Unlearnt):
            self._give_up(job, learned)
        else:
            self._store(job, profile, found, learned)

    def _ask_once(self, tenant: str, profile: str) -> None:
        asked_at = self._asked.get((tenant, profile))
        if asked_at is not None and self._monotonic() - asked_at < EVERY_S:
            return
        with self._work.begin(tenant) as unit:
            unit.jobs.enqueue(Kind.FIT, profile)
        self._asked[tenant, profile] = self._monotonic()

    def _fitted(self, found: Examples, profile: VersionedProfile) -> Learned | Unlearnt:
        count = len(found.examples)
        try:
            learned = self._fit(found.examples, profile.profile)
        except Exception as error:  # noqa: BLE001  # whatever a fit meets in the data, drafts go on as they were
            return Unlearnt(reason=type(error).__name__, examples=count)
        if learned.codes is None and learned.fields is None:
            return Unlearnt(reason="too_few", examples=count)
        return learned

    def _give_up(self, job: Job, unlearnt: Unlearnt) -> None:
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.finish(job)
        log.info("ranker_not_fitted", tenant=job.tenant_id, profile=job.subject, **unlearnt.model_dump())

    def _store(self, job: Job, profile: VersionedProfile, found: Examples, learned: Learned) -> None:
        """Raises `Postpone` where a call that was learnt from is gone meanwhile: it must not live on here."""
        body, ids = learned.dump(), [one.id for one in found.examples]
        figures = learned.figures
        if figures is None:
            raise ValueError("a fit without figures")
        with self._work.begin(job.tenant_id) as unit:
            # From here on an erasure waits, and sees what is stored.
            unit.jobs.hold(job)
            if unit.lessons.missing(ids):
                raise Postpone(AGAIN_MS, "examples_gone")
            figures = figures.model_copy(update={"judged": found.judged})
            row = unit.rankers.add(job.subject, profile.version, body, figures, ids)
            told = {"version": row.version, "examples": figures.examples, "evidence": figures.evidence}
            unit.audit.append("ranker.fitted", actor=SYSTEM, subject=job.subject, data=told)
            unit.jobs.finish(job)
        log.info("ranker_fitted", tenant=job.tenant_id, profile=job.subject, fit_ms=figures.fit_ms, **told)


def is_due(one: Waiting) -> bool:
    return one.fresh >= FRESH and one.fresh * FRESH_PART >= one.known


def _most(rows: Iterable[RankerRow]) -> int:
    """As far as fresh evidence need be counted to know whether it is enough."""
    return max([FRESH, *(row.figures.evidence // FRESH_PART + 1 for row in rows)])
