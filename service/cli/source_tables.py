"""What a person sees of `aftercall sources`: tables of adapters and sources, and of one payload's calls."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from service.cli.output import out, plain, table
from service.cli.payloads import FIRST_TURNS, Seen
from service.cli.source_states import Adapter, SourceState
from service.tenant_file import Problem

NOT_TOLD = "not told"
CHECKED = {None: "not checked: no headers given", True: "yes", False: "no"}
COLUMNS = {"fetch": "fetches transcripts", "list": "lists calls", "code": "takes codes back"}


def say(line: str) -> None:
    out.print(plain(line), markup=False, soft_wrap=True)


def show_adapters(adapters: Sequence[Adapter]) -> None:
    table("Adapters", ("adapter", *COLUMNS.values()), [(one.name, *_abilities(one)) for one in adapters])


def show_sources(sources: Sequence[SourceState], files: Sequence[Problem], folder: Path) -> None:
    if sources:
        rows = [
            (one.name, one.tenant, one.adapter, "on" if one.on else "off", "; ".join(one.reasons))
            for one in sources
        ]
        table("Sources", ("source", "tenant", "adapter", "state", "why"), rows)
    else:
        say(f"No source is configured in {folder}.")
    for problem in files:
        say(str(problem))


def show_seen(seen: Seen) -> None:
    what = {"source": seen.source, "adapter": seen.adapter, "format": seen.format}
    rows = [(name, value) for name, value in what.items() if value]
    if seen.source:
        rows.append(("verified", CHECKED[seen.verified]))
    number = f", {len(seen.calls)} report{'s' if len(seen.calls) > 1 else ''}" if seen.calls else ""
    rows.append(("outcome", f"{seen.outcome.value}{number}"))
    rows += [("reason", seen.reason)] if seen.reason else []
    table("Payload", ("what", "value"), rows)
    for place, call in enumerate(seen.calls, 1):
        table(f"Report {place} of {len(seen.calls)}", ("what", "value"), list(_lines(call)))
        if call["turns"]:
            turns = [_turn(number, turn) for number, turn in enumerate(call["turns"])]
            title = f"First {FIRST_TURNS} turns, masked" if len(turns) == FIRST_TURNS else "Turns, masked"
            table(title, ("turn", "start", "speaker", "text"), turns)


def _abilities(adapter: Adapter) -> Iterator[str]:
    for ability in COLUMNS:
        if adapter.can is None:
            yield "cannot be loaded" if adapter.broken else "?"
        else:
            yield "yes" if adapter.can[ability] else ""


def _lines(call: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    customer, agent, work, hint = (call[key] for key in ("customer", "agent", "after_call_work", "hint"))
    yield "external id", call["external_id"]
    yield "other ids", ", ".join(call["other_ids"]) or NOT_TOLD
    yield "leg", _leg(call["leg"])
    yield "direction", call["direction"]
    yield "times", _span(call["started_at"], call["ended_at"])
    yield "language", call["language"] or NOT_TOLD
    yield "queue", call["queue"] or NOT_TOLD
    yield "customer", _named(customer["phone"], customer["crm_id"], customer["name"])
    yield "agent", _named(agent["id"], agent["name"])
    yield "after-call work", _span(work["started_at"], work["ended_at"])
    yield "hint", _named(hint["code"], hint["notes"])
    yield "transcript", _transcript(call["transcript"])
    yield "roles", ", ".join(f"{role} {count}" for role, count in call["roles"].items()) or NOT_TOLD


def _leg(leg: Mapping[str, str]) -> str:
    if not leg["id"] and leg["kind"] == "unknown":
        return NOT_TOLD
    came = f", from {leg['previous_id']}" if leg["previous_id"] else ""
    return f"{leg['id'] or 'the call'} ({leg['kind']}){came}"


def _span(start: str | None, end: str | None) -> str:
    return f"{start or '?'} to {end or '?'}" if start or end else NOT_TOLD


def _named(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part) or NOT_TOLD


def _transcript(transcript: Mapping[str, Any]) -> str:
    how = transcript["how"]
    if how == "by value":
        how = f"by value, {transcript['turns']} turns"
    if how == "by reference":
        how = f"by reference: {_named(transcript['reference'], transcript['reference_id'])}"
    revision = f", revision {transcript['revision']}" if transcript["revision"] else ""
    return f"{how}{revision}{'' if transcript['final'] else ', not final'}"


def _turn(number: int, turn: Mapping[str, Any]) -> tuple[str, str, str, str]:
    start = "" if turn["start_ms"] is None else f"{turn['start_ms'] / 1000:.1f} s"
    return str(number), start, turn["speaker"], turn["text"]
