"""Jobs as the API gives them."""

from pydantic import ConfigDict

from service.api.bodies.shapes import Moment
from service.domain.job import JobRow, JobState, Kind, Lane
from service.domain.values import Value


class JobBody(Value):
    """A job that is not done. `subject` is the id of what it works on, `reason` why it waits.

    `attempts` are failures that came back, `crashes` workers that were lost with it; `alone` that nothing runs
    beside it.
    """

    model_config = ConfigDict(title="Job")

    id: str
    kind: Kind
    lane: Lane
    subject: str
    state: JobState
    reason: str | None
    attempts: int
    crashes: int
    alone: bool
    due: Moment
    lease_until: Moment | None
    created_at: Moment

    @classmethod
    def of(cls, row: JobRow) -> "JobBody":
        same = {name: getattr(row, name) for name in JobBody.model_fields if name != "alone"}
        return cls(alone=row.lone, **same)
