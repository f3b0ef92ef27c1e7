"""One page of a list, in the shape of the API."""

from typing import Generic, TypeVar

from service.domain.values import Value

Item = TypeVar("Item")


class Page(Value, Generic[Item]):
    """`next_cursor` is opaque, and None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None = None
