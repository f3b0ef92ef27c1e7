"""A JSON object of an authentic body, read key by key; what is wrong is named by its pointer, never its content."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import Unreadable
from connectors.transcripts.decoding import CONTROL, UNSTORABLE
from connectors.transcripts.times import moment, offset_ms


class Fields:
    """Keys that are absent and keys that are null are the same; keys nobody asks for are ignored."""

    def __init__(self, value: object, pointer: str = "") -> None:
        if not isinstance(value, dict):
            raise Unreadable(f"{pointer or 'body'}: not an object")
        self._values: Mapping[str, Any] = value
        self.pointer = pointer

    def wrong(self, key: str, detail: str) -> Unreadable:
        return Unreadable(f"{self.pointer}/{key}: {detail}")

    def value(self, key: str) -> object:
        """Whatever stands there, for keys that a sender may fill as they like."""
        return self._values.get(key)

    def object(self, key: str) -> "Fields":
        """The object under a key; an empty one where there is none."""
        value = self._values.get(key)
        return Fields({} if value is None else value, f"{self.pointer}/{key}")

    def objects(self, key: str, most: int) -> Iterator["Fields"]:
        values = self._values.get(key)
        if values is None:
            return
        if not isinstance(values, list):
            raise self.wrong(key, "not a list")
        if len(values) > most:
            raise self.wrong(key, f"more than {most} entries")
        for index, value in enumerate(values):
            yield Fields(value, f"{self.pointer}/{key}/{index}")

    def text(self, key: str) -> str | None:
        value = self._values.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "not a text")
        return value

    def line(self, key: str, most: int) -> str | None:
        """A short text without control characters and blanks around it; None where nothing is left."""
        line = (self.text(key) or "").strip()
        if len(line) > most:
            raise self.wrong(key, f"longer than {most} characters")
        if CONTROL.search(line) or UNSTORABLE.search(line):
            raise self.wrong(key, "has a control character")
        return line or None

    def required(self, key: str, most: int) -> str:
        line = self.line(key, most)
        if line is None:
            raise self.wrong(key, "missing")
        return line

    def moment(self, key: str) -> datetime | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return moment(text)
        except ValueError as error:
            raise self.wrong(key, str(error)) from None

    def offset_ms(self, key: str) -> int | None:
        """Milliseconds from the call's start; None where the number cannot be that."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, "not a number")
        return offset_ms(value)
