"""Drafts of a conversation: true ones, and the same with one lie in a sentence, a field or a promise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from tests.bench.planted.facts import Cited, Fact, agent_turns, customer_name, facts, spoken
from tests.bench.planted.promised import INVENTED, OVERSTATED
from tests.bench.planted.style import joined, mixed_up, quoted, reported, styled
from tests.bench.planted.values import (
    AMOUNTS,
    DATES,
    IDENTIFIERS,
    NAMES,
    calls_day,
    dressed,
    same,
    told_day,
    told_time,
    wrong,
)

KINDS = (
    "wrong amount",
    "swapped name",
    "reversed negation",
    "invented promise",
    "wrong date",
    "wrong speaker",
)
MORE = ("wrong identifier", "overstated")  # beyond the six: told apart
OF_SLOT = {
    **dict.fromkeys(AMOUNTS, "wrong amount"),
    **dict.fromkeys(DATES, "wrong date"),
    **dict.fromkeys(NAMES, "swapped name"),
    **dict.fromkeys(IDENTIFIERS, "wrong identifier"),
}
FIELDS = {
    "price": "number",
    "count": "number",
    "time": "time",
    "day": "date",
    "number": "text",
    "person": "text",
}
TRUE_MOST = 8
WEDNESDAY = date(2026, 11, 18)
MAKES = re.compile(r"\bwill (?:contact|be contacted|look|come)|\bwill (?:arrive|bring)")


@dataclass(frozen=True)
class Note:
    """One statement: a `sentence`, a `field` (its type and value) or a `promise` (who, and its day)."""

    kind: str  # "true" or the kind of lie
    text: str
    cited: tuple[Cited, ...]
    part: str = "sentence"
    field: str = ""
    who: str = ""


@dataclass(frozen=True)
class Conversation:
    id: str
    turns: tuple[tuple[str, str], ...]
    day: date
    true: tuple[Note, ...]
    planted: tuple[Note, ...]


def conversation(row: dict[str, Any]) -> Conversation:
    """Everything from one labelled call; the same row gives the same notes."""
    random = Random(row["id"])  # noqa: S311
    day, known = calls_day(
        row["labels"].get("scenario_user", "") + row["labels"].get("scenario_agent", ""), WEDNESDAY
    )
    today = day if known else None
    found = facts(row)
    name = customer_name(row)
    true = [_styled(note, random) for fact in found for note in _true(fact, name, today, random)]
    random.shuffle(true)
    true = _joined(true, random)
    turns = spoken(row)
    made = [*_lies(found, turns, today, random), *_inventions(turns, random), *_overstated(turns, random)]
    lies = [_beside(_styled(lie, random), true, random) for lie in made]
    return Conversation(row["id"], tuple(turns), day, tuple(true[:TRUE_MOST]), tuple(lies))


def _true(fact: Fact, name: str | None, today: date | None, random: Random) -> Iterator[Note]:
    template = random.choice(fact.told)
    if random.random() < 0.2:
        made = _field(fact, today)
        if made is not None:
            yield made
            return
    text = _told(template, fact, today, random)
    if fact.by == "agent" and random.random() < 0.3:
        text = reported(text, random) or text
    if fact.by == "customer" and name and random.random() < 0.3:
        text = text.replace(
            "The customer ", f"{random.choice((name, f'The customer {name}', f'Customer {name}'))} ", 1
        )
    if MAKES.search(text) and random.random() < 0.6:
        who = "customer" if fact.by == "customer" else "company"
        yield Note("true", re.sub(r"^The (?:customer|bank|agent) ", "", text), fact.cited, "promise", who=who)
        return
    yield Note("true", text, fact.cited)


def _styled(note: Note, random: Random) -> Note:
    needed = next(iter(re.findall(r"\d+|[A-Z]\w+day", note.text)), "")
    cited = tuple(quoted(one, needed, random) for one in note.cited) if len(note.cited) == 1 else note.cited
    return replace(
        note, text=styled(note.text, random) if note.part == "sentence" else note.text, cited=cited
    )


def _joined(notes: list[Note], random: Random) -> list[Note]:
    """Some neighbours made one sentence, with the evidence of both."""
    made: list[Note] = []
    for note in notes:
        last = made[-1] if made else None
        if last and last.part == note.part == "sentence" and len(last.cited) == 1 and random.random() < 0.15:
            made[-1] = replace(
                last, text=joined(last.text, note.text, random), cited=(*last.cited, *note.cited)[:3]
            )
        else:
            made.append(note)
    return made


def _beside(lie: Note, true: list[Note], random: Random) -> Note:
    """Some lies stand in one sentence with a truth, and with its evidence."""
    truths = [note for note in true if note.part == "sentence" and len(note.cited) == 1]
    if lie.part != "sentence" or not truths or random.random() > 0.15:
        return lie
    truth = random.choice(truths)
    first, second = random.sample((lie, truth), 2)
    return replace(lie, text=joined(first.text, second.text, random), cited=(*first.cited, *second.cited)[:3])


def _told(template: str, fact: Fact, today: date | None, random: Random) -> str:
    shown = {kind: dressed(kind, value, today, random) for kind, value in fact.slots.items()}
    text = template.format(**shown)
    return text[:1].upper() + text[1:]


def _field(fact: Fact, today: date | None) -> Note | None:
    for kind, value in fact.slots.items():
        made = _value(kind, value, today)
        if made is not None:
            return Note("true", made, fact.cited, "field", field=kind)
    return None


def _value(kind: str, value: str, today: date | None) -> str | None:
    if kind == "day":
        return told_day(value, today)
    if kind == "time":
        return told_time(value)
    if kind in ("price", "count"):
        return value.replace("$", "").replace(",", "")
    return value if kind in FIELDS else None


def _lies(
    found: list[Fact], turns: list[tuple[str, str]], today: date | None, random: Random
) -> Iterator[Note]:
    said = "\n".join(text for _, text in turns)
    for fact in found:
        for kind, value in fact.slots.items():
            if kind in OF_SLOT:
                yield from _wrong_value(fact, kind, value, said, today, random)
        if fact.denied:
            yield Note(
                "reversed negation", _told(random.choice(fact.denied), fact, today, random), fact.cited
            )
        other = (
            mixed_up(_told(random.choice(fact.told), fact, today, random), random)
            if fact.by == "agent"
            else None
        )
        if other is not None and random.random() < 0.5:
            yield Note("wrong speaker", other, fact.cited)
        elif fact.mixed_up:
            yield Note("wrong speaker", _told(random.choice(fact.mixed_up), fact, today, random), fact.cited)
        if any(MAKES.search(one) for one in fact.told):
            yield from _swapped_promise(fact, today, random)


def _wrong_value(
    fact: Fact, kind: str, value: str, said: str, today: date | None, random: Random
) -> Iterator[Note]:
    cited = " ".join(one.quote for one in fact.cited)
    other = wrong(kind, value, said, cited, random)
    telling = [one for one in fact.told if f"{{{kind}}}" in one]
    if other is None or not telling or same(other) == same(value):
        return
    changed = replace(fact, slots={**fact.slots, kind: other})
    made = _value(kind, other, today) if random.random() < 0.25 else None
    if made is not None:
        yield Note(OF_SLOT[kind], made, fact.cited, "field", field=kind)
    else:
        yield Note(OF_SLOT[kind], _told(random.choice(telling), changed, today, random), fact.cited)


def _swapped_promise(fact: Fact, today: date | None, random: Random) -> Iterator[Note]:
    who = "agent" if fact.by == "customer" else "customer"
    template = next(one for one in fact.told if MAKES.search(one))
    text = re.sub(r"^The (?:customer|bank|agent) ", "", _told(template, fact, today, random))
    yield Note("wrong speaker", text, fact.cited, "promise", who=who)


def _inventions(turns: list[tuple[str, str]], random: Random) -> Iterator[Note]:
    """Three made-up promises a call, each citing what an agent did say."""
    said = " ".join(text.lower() for _, text in turns)
    numbers = agent_turns(turns)
    free = [one for one in INVENTED if not any(stem in said for stem in one.unless)]
    if not numbers:
        return
    for one in random.sample(free, min(3, len(free))):
        number = random.choice(numbers)
        cited = (Cited(number, turns[number][1][:200].strip()),)
        text = one.told.format(
            day=random.choice(("Friday", "Monday", "Tuesday")), count=random.choice((2, 3, 5, 10))
        )
        if random.random() < 0.4:
            yield Note("invented promise", text, cited, "promise", who=one.who)
        else:
            yield Note("invented promise", text, cited)


def _overstated(turns: list[tuple[str, str]], random: Random) -> Iterator[Note]:
    agents = [(number, text) for number, (speaker, text) in enumerate(turns) if speaker == "agent"]
    for row in OVERSTATED:
        offered = [(number, text) for number, text in agents if re.search(row.offered, text)]
        if offered and not any(re.search(row.done, text, re.IGNORECASE) for _, text in agents):
            number, text = offered[-1]
            yield Note("overstated", random.choice(row.told), (Cited(number, text[-200:].strip()),))
