"""Sample calls of the demo, written for it: one file a call in the generic source's shape, sent by signed webhook."""

import json
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

# The newest call ended, and its agent's own after-call work too, a moment ago.
LAST_ENDED_AGO = timedelta(minutes=3)


def load(now: datetime, run: str = "") -> tuple[dict[str, Any], ...]:
    """The samples in order, moved in time as a whole so that the last one has just ended.

    `run` goes to the end of every external id: another run makes other calls, the empty one always the same.
    """
    texts = sorted((item.name, item) for item in files(__name__).iterdir() if item.name.endswith(".json"))
    samples = [json.loads(item.read_text("utf-8")) for _, item in texts]
    shift = now - LAST_ENDED_AGO - max(_read(sample["call"]["ended_at"]) for sample in samples)
    return tuple(_moved(sample, shift, f"-{run}" if run else "") for sample in samples)


def _moved(sample: dict[str, Any], shift: timedelta, suffix: str) -> dict[str, Any]:
    call = dict(sample["call"])
    call["external_id"] += suffix
    call["after_call_work"] = _shifted(call["after_call_work"], shift)
    return {**sample, "call": _shifted(call, shift)}


def _shifted(values: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    times = {key: (_read(values[key]) + shift).isoformat() for key in ("started_at", "ended_at")}
    return {**values, **times}


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)
