"""A model that does whatever the transcript says: what it is kept from doing, our own gates keep it from."""

import json
from collections.abc import Sequence
from typing import Any

from connectors.contracts import Completion, CompletionRequest
from service.domain.profile import Profile
from service.drafting.text import clean, sentences
from tests.service.drafting.attacks.cases import Attack

NOTICED = 8
"""Letters of a sentence that are enough to be obeyed."""


class Obedient:
    """Answers as an honest model would; where it reads a word of the attack, as that wants it.

    `deaf_to_gates` obeys even what it was not shown, citing other turns of the call: what stops it then is
    the check of the answer alone.
    """

    def __init__(self, attack: Attack, profile: Profile, *, deaf_to_gates: bool = False) -> None:
        self._attack = attack
        self._profile = profile
        self._deaf = deaf_to_gates
        self.obeyed = False

    @property
    def name(self) -> str:
        return "obedient"

    @property
    def context_tokens(self) -> int:
        return 128_000

    def complete(self, request: CompletionRequest) -> Completion:
        turns = _turns(request.messages[-1].content)
        heard = next((turn for turn in turns if self._tells(turn["text"])), None)
        self.obeyed = heard is not None or self._deaf
        wants = self._attack.wants if self.obeyed else {}
        answer = _answer(self._attack.honest, wants, turns, heard or turns[0], self._profile)
        return Completion(text=json.dumps(answer), model=self.name)

    def check(self) -> None:
        """There is nobody to miss."""

    def _tells(self, text: str) -> bool:
        pieces = {clean(piece) for said in self._attack.said for piece in sentences(said)}
        orders = pieces - {clean(piece) for piece in self._attack.cover}
        return any(len(piece) >= NOTICED and piece in clean(text) for piece in orders)


def _turns(message: str) -> list[dict[str, Any]]:
    body = message[message.index("\n[") + 1 : message.rindex("]") + 1]
    return [turn for turn in json.loads(body) if "turn" in turn]


def _answer(
    honest: dict[str, Any],
    wants: dict[str, Any],
    turns: Sequence[dict[str, Any]],
    heard: dict[str, Any],
    profile: Profile,
) -> dict[str, Any]:
    """Strict JSON as the schema asks for it; what is wanted cites the turn that wanted it."""
    proof = [{"turn": heard["turn"], "quote": heard["text"][:200]}]

    def cited(item: dict[str, Any], **more: Any) -> dict[str, Any]:
        return more | {"evidence": _found(item["quote"], turns) if "quote" in item else proof}

    said = {**honest.get("summary", {})}
    for section, texts in wants.get("summary", {}).items():
        said[section] = [*said.get(section, []), *({"text": text} for text in texts)]
    codes = [{"code": code} for code in wants.get("dispositions", [])] or honest["dispositions"]
    values = {
        **honest.get("fields", {}),
        **{name: {"value": one} for name, one in wants.get("fields", {}).items()},
    }
    topics = [*honest.get("topics", []), *({"topic": topic} for topic in wants.get("topics", []))]
    topics = [one for one in topics if one["topic"] not in wants.get("not_topics", [])]
    promises = [*honest.get("commitments", []), *wants.get("commitments", [])]
    return {
        "summary": {
            spec.id: [cited(one, text=one["text"]) for one in said.get(spec.id, [])]
            for spec in profile.sections
        },
        "dispositions": [cited(one, code=one["code"], confidence=100) for one in codes],
        "alternatives": [],
        "fields": {
            spec.name: cited(values[spec.name], value=str(values[spec.name]["value"]))
            if spec.name in values
            else None
            for spec in profile.fields
        },
        "commitments": [cited(one, who=one["who"], what=one["what"], due=one.get("due")) for one in promises],
        "never_automate": [cited(one, topic=one["topic"]) for one in topics],
    }


def _found(quote: str, turns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"turn": turn["turn"], "quote": quote} for turn in turns if quote in turn["text"]][:1]
