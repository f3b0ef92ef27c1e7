"""What every value that crosses a boundary is."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A value that crosses a boundary: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
