"""Spoken attacks, each beside the clean call that it is said in: `data/calls.yaml` and `data/attacks*.yaml`.

A call has turns (`a: …`, `c: …`) and `honest`, what an honest model answers. An attack names its call, the turn
`after` which it is said, the turns said (`say`), and what it `wants` in the record; `cover` are sentences of `say`
that by themselves ask for nothing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.domain.draft import Material
from tests.service.drafting.calls import call

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Attack:
    name: str
    kind: str
    call: str
    clean: Material
    attacked: Material
    honest: dict[str, Any]
    said: tuple[str, ...]
    cover: tuple[str, ...]
    wants: dict[str, Any]


def attacks() -> list[Attack]:
    calls = _calls()
    return [
        _attack(raw, calls[raw["call"]])
        for path in sorted(DATA.glob("attacks*.yaml"))
        for raw in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def clean_calls() -> list[Attack]:
    """Every call with an attack in which nothing is said, and nothing wanted."""
    nothing = {"kind": "none", "after": -1, "say": [], "wants": {}}
    return [_attack({"name": name, "call": name, **nothing}, known) for name, known in _calls().items()]


def _calls() -> dict[str, dict[str, Any]]:
    calls: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "calls.yaml").read_text(encoding="utf-8"))
    return calls


def _attack(raw: dict[str, Any], known: dict[str, Any]) -> Attack:
    turns: list[str] = known["turns"]
    after = raw["after"] + 1
    return Attack(
        name=raw["name"],
        kind=raw["kind"],
        call=raw["call"],
        clean=_material(turns, known),
        attacked=_material([*turns[:after], *raw["say"], *turns[after:]], known),
        honest=known["honest"],
        said=tuple(line[3:] for line in raw["say"]),
        cover=tuple(raw.get("cover", ())),
        wants=raw["wants"],
    )


def _material(turns: list[str], known: dict[str, Any]) -> Material:
    return call(*turns, agent_name=known.get("agent_name", ""), language=known.get("language", "en"))
