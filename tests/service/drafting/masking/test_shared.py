"""False masks on real conversations: what the rules cost where hardly anybody pays by card."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns

SETS = Path(__file__).resolve().parents[5] / "shared" / "data" / "dev"
SPEAKERS = {"agent": Speaker.AGENT, "customer": Speaker.CUSTOMER}
MARK = re.compile(r"\[(?:card|security code|pin|expiry)\]")
# Measured 0.12 on 40,893 words; the bound leaves room for a few more.
FALSE_MASKS_PER_1000_WORDS = 0.2

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SETS.exists(), reason="no shared conversations here"),
]


class Call(NamedTuple):
    turns: list[Turn]
    pins: set[str]
    cards: set[str]


def calls() -> Iterator[Call]:
    for path in sorted(SETS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            turns = [
                Turn(speaker=SPEAKERS.get(said["speaker"], Speaker.UNKNOWN), text=said["text"])
                for said in call["utterances"]
            ]
            fields = call["labels"].get("fields") or {}
            yield Call(turns, labelled(fields, "PIN"), labelled(fields, "card_number"))


def labelled(fields: dict[str, object], name: str) -> set[str]:
    values = (re.sub(r"\D", "", str(value)) for field, value in fields.items() if field.endswith(name))
    return {digits for digits in values if digits}


def says_secret(text: str, call: Call) -> bool:
    """Whether a turn says a labelled secret, or calls one by its name."""
    digits = re.sub(r"\D", "", text)
    named = re.search(r"\b(?:pins?|pass ?words?)\b", text, re.IGNORECASE)
    return named is not None or any(secret in digits for secret in call.pins | call.cards)


def test_few_numbers_of_real_conversations_are_lost_for_good() -> None:
    words = false_masks = 0

    for call in calls():
        for turn, masked in zip(call.turns, mask_turns(call.turns).turns, strict=True):
            words += len(turn.text.split())
            false_masks += 0 if says_secret(turn.text, call) else len(MARK.findall(masked.text))

    rate = false_masks / words * 1000
    print(f"{false_masks} false masks in {words} words: {rate:.3f} per 1,000")
    assert words > 0
    assert rate < FALSE_MASKS_PER_1000_WORDS


def test_no_labelled_pin_is_left() -> None:
    left = [
        pin
        for call in calls()
        for turn in mask_turns(call.turns).turns
        for pin in call.pins
        if re.search(rf"\b{pin}\b", turn.text)
    ]

    assert left == []
