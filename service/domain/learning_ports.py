"""What flows need of what was learnt: lessons of confirmed wrap-ups, and the rankers that were fitted on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from service.domain.learning import Audited, Lesson, RankerFigures, RankerRow, Seen, Waiting


class Lessons(Protocol):
    def put(self, lesson: Lesson) -> None:
        """Store what a confirmation teaches, over what an earlier one of the same wrap-up did."""
        ...

    def remove(self, wrapup_id: str) -> None:
        """The confirmation was taken back."""
        ...

    def newest(self, profile: str, seen: Seen, *, before: datetime, limit: int) -> tuple[Lesson, ...]:
        """Newest first; their main code is not told."""
        ...

    def missing(self, wrapup_ids: Collection[str]) -> frozenset[str]:
        """Those of them that teach nothing any more: erased, or taken back."""
        ...

    def audited(self, profile: str, ranker: int, code: str) -> Audited:
        """How audits of this ranker's drafts ended whose main code it was."""
        ...

    def waiting(self, most: int) -> tuple[Waiting, ...]:
        """Every live profile of which something was learnt or may be; `fresh` is counted up to `most`."""
        ...


class Rankers(Protocol):
    def add(
        self,
        profile: str,
        profile_version: int,
        body: bytes,
        figures: RankerFigures,
        learnt_from: Collection[str],
    ) -> RankerRow:
        """Store the profile's next version, made of these wrap-ups; all but the newest five go."""
        ...

    def current(self, profile: str) -> RankerRow | None:
        """The newest usable one."""
        ...

    def get(self, profile: str, version: int) -> RankerRow | None: ...

    def body(self, profile: str, version: int) -> bytes | None:
        """What it learnt; None where that is destroyed."""
        ...

    def rows(self) -> Sequence[RankerRow]:
        """By profile, newest version first."""
        ...

    def forget(self, call_id: str) -> tuple[str, ...]:
        """Destroy every ranker that learnt from the call, one that is about to be stored among them; the names of
        their profiles.
        """
        ...

    def lot(self, purpose: str, wrapup_id: str) -> float:
        """A number from 0 to below 1, always the same for a wrap-up, that nobody without our keys can foresee."""
        ...
