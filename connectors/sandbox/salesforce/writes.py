"""One write as the journal shows it and the file keeps it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from connectors.sandbox.salesforce.schema import Record

Operation = Literal["create", "update", "delete"]


@dataclass(frozen=True)
class Write:
    """A change of one record: `values` are the fields that it set, `at` its stamp, `by` the user."""

    at: str
    by: str
    op: Operation
    object: str
    id: str
    values: Record

    def flat(self) -> dict[str, Any]:
        return asdict(self)
