"""Facts of a conversation found by simple means, each with the notes that tell it, deny it or mix it up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from tests.bench.planted.asked import (
    ANSWERS,
    NAMED,
    NAMES,
    NO,
    NOT_THE_CUSTOMER,
    VALUES,
    WISHES,
    YES,
    third_person,
)
from tests.bench.planted.bank_services import AGENT

QUOTE = 200
SHORT = 4
PEOPLE = {"agent", "customer"}

_INSIDE = re.compile(
    r"(?P<day>\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)|(?P<time>\b\d{1,2} ?[ap]m\b)"
    r"|(?P<date>\b\d{1,2}(?:st|nd|rd|th)\b)|(?P<price>\$\d[\d,]*(?:\.\d\d)?)|(?P<count>(?<![\w$.])\d{1,4}(?![\w.%/]))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cited:
    turn: int
    quote: str


@dataclass(frozen=True)
class Fact:
    """`slots` are the values in the notes by name; `by` is who said it."""

    told: tuple[str, ...]
    slots: dict[str, str]
    cited: tuple[Cited, ...]
    by: str
    denied: tuple[str, ...] = ()
    mixed_up: tuple[str, ...] = ()


def spoken(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Who said what, numbered as the turns of a call are."""
    return [(one["speaker"], one["text"]) for one in row["utterances"] if one["speaker"] in PEOPLE]


def facts(row: dict[str, Any]) -> list[Fact]:
    turns = spoken(row)
    found = [*_agents(turns), *_values(row, turns), *_answers(turns), *_wishes(turns)]
    return list({(one.told, tuple(one.slots.values())): one for one in found}.values())


def customer_name(row: dict[str, Any]) -> str | None:
    """The customer's name where it is certain: labelled once, and the customer said it."""
    given = {
        value.strip().title()
        for key, value in _labels(row)
        if key.rsplit(".", maxsplit=1)[-1] in NAMES and key not in NOT_THE_CUSTOMER and value
    }
    if len(given) != 1:
        return None
    name, turns = given.pop(), spoken(row)
    pairs = zip([("", ""), *turns], turns, strict=False)
    told = any(by == "customer" and _said("name", name, text, before) for (_, before), (by, text) in pairs)
    return name if told else None


def _agents(turns: list[tuple[str, str]]) -> Iterator[Fact]:
    for number, (speaker, text) in enumerate(turns):
        if speaker != "agent":
            continue
        for row in AGENT:
            found = re.search(row.said, text)
            if found:
                cited = (Cited(number, _around(text, found)),)
                yield Fact(row.told, found.groupdict(), cited, "agent", row.denied, row.mixed_up)


def _values(row: dict[str, Any], turns: list[tuple[str, str]]) -> Iterator[Fact]:
    for key, value in _labels(row):
        told = NAMED if _names_customer(key) else VALUES.get(key, ())
        slots = re.findall(r"\{(\w+)\}", told[0]) if told else []
        if not value or value == "null" or not slots:
            continue
        for number, (speaker, text) in enumerate(turns):
            if speaker == "customer" and _said(key, value, text, turns[number - 1][1] if number else ""):
                cited = (Cited(number, _short(text, value)),)
                mixed = tuple(_mixed(one) for one in told if one.startswith("The customer"))
                yield Fact(told, {slots[0]: _cased(slots[0], value)}, cited, "customer", _denied(told), mixed)
                break


def _said(key: str, value: str, text: str, before: str) -> bool:
    """Whether this turn gives the value, as this and not as something else: "3" is no hour, a name theirs."""
    after = r"(?!\w|\s?[ap]\.?m\b|:\d)" if value.isdigit() else r"(?!\w)"
    if not re.search(rf"(?<![\w:$]){re.escape(value.lower())}{after}", text.lower()):
        return False
    introduced = rf"\b(?:name is|name's|this is|i am|i'm|im)\s+{re.escape(value.lower())}"
    return (
        not _names_customer(key)
        or re.search(introduced, text.lower()) is not None
        or (len(text.split()) <= SHORT and "name" in before.lower())
    )


def _names_customer(key: str) -> bool:
    return key.rsplit(".", maxsplit=1)[-1] in NAMES and key not in NOT_THE_CUSTOMER


def _cased(slot: str, value: str) -> str:
    return value.title() if slot in ("person", "day") and value.islower() else value


def _mixed(told: str) -> str:
    return told.replace("The customer's", "The agent's").replace("The customer", "The agent")


def _denied(told: tuple[str, ...]) -> tuple[str, ...]:
    swaps = (("customer wants to", "customer does not want to"), ("customer wanted", "customer did not want"),
             ("customer will", "customer will not"), ("customer needs", "customer does not need"),
             ("customer would like", "customer would not like"), ("customer asked", "customer did not ask"))  # fmt: skip
    return tuple(one.replace(old, new) for one in told for old, new in swaps if old in one)


def _answers(turns: list[tuple[str, str]]) -> Iterator[Fact]:
    for number, ((asker, question), (answerer, answer)) in enumerate(pairwise(turns)):
        if (asker, answerer) != ("agent", "customer"):
            continue
        for row in ANSWERS:
            if not re.search(row.question, question.strip()):
                continue
            cited = (Cited(number, question[-QUOTE:].strip()), Cited(number + 1, answer[:QUOTE]))
            if YES.search(answer) and len(answer) < 40:  # longer ones go on to something else
                yield Fact(row.yes, {}, cited, "customer", row.no)
            elif NO.search(answer) and len(answer) < 40:
                yield Fact(row.no, {}, cited, "customer", row.yes)


def _wishes(turns: list[tuple[str, str]]) -> Iterator[Fact]:
    for number, (speaker, text) in enumerate(turns):
        if speaker != "customer":
            continue
        for pattern, told, denied in WISHES:
            found = pattern.search(text)
            if found:
                rest = third_person(found["rest"])
                slots: dict[str, str] = {}
                rest = _INSIDE.sub(partial(_slot, slots), rest)
                yield Fact(
                    tuple(one.replace("{rest}", rest) for one in told),
                    slots,
                    (Cited(number, _around(text, found)),),
                    "customer",
                    tuple(one.replace("{rest}", rest) for one in denied),
                    tuple(
                        _mixed(one.replace("{rest}", rest)) for one in told if "the agent" not in one + rest
                    ),
                )


def _slot(slots: dict[str, str], found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind in slots:
        return found.group()
    slots[kind] = found.group()
    return f"{{{kind}}}"


def _labels(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row["labels"].get("fields", {}).items():
        for one in value if isinstance(value, list) else [value]:
            yield key, str(one)


def _around(text: str, found: re.Match[str]) -> str:
    """The turn, or where it is long the lines and sentences around what was found."""
    if len(text) <= QUOTE:
        return text
    start = max(text.rfind(stop, 0, found.start()) for stop in ".!?\n") + 1
    ends = [at for stop in ".!?\n" if (at := text.find(stop, found.end() - 1)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()[:QUOTE]


def _short(text: str, value: str) -> str:
    if len(text) <= QUOTE:
        return text
    at = text.lower().find(value.lower())
    start = text.rfind(" ", 0, max(0, at - 60)) + 1
    return text[start : start + QUOTE].strip()


def agent_turns(turns: Iterable[tuple[str, str]]) -> list[int]:
    return [number for number, (speaker, _) in enumerate(turns) if speaker == "agent"]
