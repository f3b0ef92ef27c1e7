"""How an error that nobody foresaw is told: what it is and where it arose, never its text."""

import traceback
from pathlib import PurePath


def place_of(error: BaseException) -> dict[str, str]:
    """Its text may quote a transcript or a record."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {
        "error": type(error).__name__,
        "place": f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}",
    }
