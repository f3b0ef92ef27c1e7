"""Calls of a small parcel shop, written for the tests, as agents confirmed them."""

import random
from collections.abc import Iterable

from connectors.contracts import Speaker, Turn
from service.domain.draft import Material
from service.domain.learning import Example, Seen
from service.domain.profile import DispositionSpec, Profile, PromptTexts, SectionSpec
from tests.service.drafting.calls import WEDNESDAY

REASONS = {
    "late": (
        "my parcel should have been here on monday",
        "nothing came yet and i wait for days",
        "the driver never rang and the box is still on its way",
        "where has my shipment got to",
        "it says out for delivery since last week",
    ),
    "broken": (
        "the vase was in pieces when i opened the box",
        "it arrived with a crack down the side",
        "one of the glasses is smashed",
        "the lid is dented and will not shut",
        "everything inside was soaking wet",
    ),
    "refund": (
        "i would like my money back please",
        "you took the payment twice from my card",
        "when will the refund reach my bank",
        "i was charged for something i sent back",
        "please return the amount to my account",
    ),
    "none": (
        "is this the dentist on mill road",
        "oh sorry i must have the wrong number",
        "i only wanted to say thank you to maria",
        "never mind i have found it myself",
        "could you tell my cousin that i called",
    ),
}
OPENINGS = ("hello there", "good morning", "hi can you hear me", "yes hello")
REPLIES = ("one moment please", "let me have a look", "thank you for waiting", "may i have your name")
ENDINGS = ("thanks a lot bye", "alright have a nice day", "that is all thank you", "great bye")


def profile(*more: DispositionSpec) -> Profile:
    specs = (
        DispositionSpec(code="late", label="Late parcel"),
        DispositionSpec(code="broken", label="Broken goods"),
        DispositionSpec(code="refund", label="Refund"),
        *more,
    )
    return Profile(
        name="parcels",
        sections=(SectionSpec(id="reason", title="Reason", role="reason"),),
        dispositions=specs,
        prompts=PromptTexts(system="{{sections}}", user="{{today}}"),
    )


def material(*customer: str) -> Material:
    """The customer's words with an agent's between them."""
    turns = []
    for number, said in enumerate(customer):
        turns += [
            Turn(speaker=Speaker.CUSTOMER, text=said),
            Turn(speaker=Speaker.AGENT, text=REPLIES[number % len(REPLIES)]),
        ]
    return Material(turns=tuple(turns), started_at=WEDNESDAY)


def example(name: str, codes: Iterable[str], *customer: str, seen: Seen = Seen.BLIND) -> Example:
    return Example(id=name, material=material(*customer), codes=tuple(codes), seen=seen)


def confirmed(count: int, *, seed: int = 1, several: float = 0.0, seen: Seen = Seen.BLIND) -> list[Example]:
    """Calls of all codes in turn; a share of them with a second reason."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    made = []
    for number in range(count):
        codes = [list(REASONS)[number % len(REASONS)]]
        if codes != ["none"] and chance.random() < several:
            codes.append(chance.choice([code for code in ("late", "broken", "refund") if code not in codes]))
        said = [chance.choice(REASONS[code]) for code in codes]
        words = (chance.choice(OPENINGS), *said, chance.choice(ENDINGS))
        made.append(example(f"{seed}-{number}", codes, *words, seen=seen))
    return made
