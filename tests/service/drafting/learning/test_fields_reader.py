"""A reader fitted on calls made here: a booking line and a hotline that asks for no booking."""

import random

import pytest

from service.domain.content import Doubt, FieldValue, Support
from service.domain.draft import Material
from service.domain.learning import Example
from service.domain.profile import FieldSpec, Profile
from service.drafting.extractive import extract
from service.drafting.learning.arrays import packed, unpacked
from service.drafting.learning.field_same import same_value
from service.drafting.learning.fields import FieldReader
from service.drafting.learning.learned import Learned
from service.drafting.spoken import listen
from tests.service.drafting.calls import call

NAMES = (
    "Maria Jones",
    "Tom Baker",
    "Ana Silva",
    "Peter Lund",
    "Jane Doe",
    "Omar Haddad",
    "Lea Brandt",
    "Ravi Rao",
)
FIRST = ("Ida", "Noor", "Hugo", "Carla", "Bilal", "Petra", "Sven", "Aisha", "Colin", "Yuki")
LAST = ("Moreau", "Fischer", "Ito", "Kaya", "Novak", "Costa", "Berg", "Singh", "Duval", "Weiss")
CITIES = ("Chicago", "Detroit", "New York City", "Pittsburgh", "Los Angeles")
CHATTER = (
    "It has been raining all day.",
    "My sister told me about you.",
    "I hope that is fine.",
    "Lovely weather, is it not?",
)
BOOKING, TROUBLE = "booking", "trouble"


def booking(
    chance: random.Random, name: str, city: str, hour: int, account: str
) -> tuple[Material, dict[str, str]]:
    way, said = chance.choice((("Walking", "on foot"), ("Transit", "by bus")))
    spoken = "NYC" if city == "New York City" and chance.random() < 0.6 else city
    material = call(
        "a: Thank you for calling the travel desk, how can I help?",
        f"c: Hello, I would like to book a trip to {spoken}. {chance.choice(CHATTER)}",
        "a: May I have your name, please?",
        f"c: {chance.choice(('My name is ', 'It is ', ''))}{name}.",
        "a: At what time will you leave?",
        f"c: At {hour} pm, please. {chance.choice(CHATTER)}",
        "a: How will you get to the station?",
        f"c: I will go {said}.",
        "a: And your account number?",
        f"c: That is {account}.",
        "a: Your trip is booked. Goodbye.",
    )
    return material, {"customer": name, "city": city, "leaving": f"{hour} pm", "way": way, "account": account}


def trouble(chance: random.Random, name: str) -> tuple[Material, dict[str, str]]:
    material = call(
        "a: Technical help, what is the matter?",
        f"c: My screen stays black since {chance.choice(('Monday', 'Tuesday', 'Friday'))}. {chance.choice(CHATTER)}",
        "a: Who am I speaking to?",
        f"c: {name}. I was in {chance.choice(CITIES)} and called at {chance.randint(1, 9)} pm already.",
        "a: I have restarted the box, please try again.",
        "c: It works, thank you.",
    )
    return material, {"customer": name}


def examples(count: int = 120) -> list[Example]:
    chance = random.Random(4)  # noqa: S311 - not for secrets
    found = []
    for number in range(count):
        name = chance.choice(NAMES) if number % 2 else f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        if number % 4 == 3:
            material, fields = trouble(chance, name)
        else:
            token = f"[[NUMBER_{chance.randint(1, 3)}]]"
            material, fields = booking(chance, name, chance.choice(CITIES), chance.randint(1, 9), token)
        code = TROUBLE if number % 4 == 3 else BOOKING
        given = {key: (value,) for key, value in fields.items()}
        found.append(Example(id=str(number), material=material, codes=(code,), fields=given))
    return found


FIELDS = ("customer", "city", "leaving", "way", "account")


@pytest.fixture(scope="module")
def learnt(profile: Profile) -> FieldReader:
    reader = FieldReader.fit(examples(), with_fields(profile))
    assert reader is not None
    return reader


def with_fields(profile: Profile, **settings: str) -> Profile:
    specs = [FieldSpec.model_validate({"name": name, "title": name, **settings}) for name in FIELDS]
    return profile.model_copy(update={"fields": tuple(specs)})


def read(reader: FieldReader, material: Material) -> dict[str, FieldValue]:
    return {one.name: one for one in reader.read(listen(material), material.day)}


def new_booking(*, city: str = "Detroit", name: str = "Jane Doe") -> Material:
    return booking(random.Random(99), name, city, 8, "[[NUMBER_7]]")[0]  # noqa: S311 - not for secrets


def test_values_are_found_on_a_call_that_was_not_learnt_from(learnt: FieldReader) -> None:
    found = read(learnt, new_booking())

    assert {name: one.value for name, one in found.items()} == {
        "customer": "Jane Doe",
        "city": "Detroit",
        "leaving": "8 pm",
        "way": found["way"].value,
        "account": "[[NUMBER_7]]",
    }


def test_every_value_has_a_confidence_and_a_quote_of_the_call(learnt: FieldReader) -> None:
    material = new_booking()

    for one in read(learnt, material).values():
        assert one.confidence is not None
        assert 0 < one.confidence <= 1
        assert one.evidence
        assert all(proof.quote in material.turns[proof.turn].text for proof in one.evidence)


def test_a_name_that_nobody_confirmed_before_is_read_after_the_agents_question(learnt: FieldReader) -> None:
    found = read(learnt, new_booking(name="Wilma Okafor"))

    assert found["customer"].value == "Wilma Okafor"


def test_another_word_for_a_value_is_learnt_and_marked_as_not_verbatim(learnt: FieldReader) -> None:
    material = new_booking()
    turns = [turn.model_copy(update={"text": turn.text.replace("Detroit", "NYC")}) for turn in material.turns]

    found = read(learnt, material.model_copy(update={"turns": tuple(turns)}))

    assert found["city"].value == "New York City"
    assert found["city"].support is Support.WEAK


def test_a_word_misheard_by_one_letter_is_the_value_that_is_known(learnt: FieldReader) -> None:
    material = new_booking()
    turns = [
        turn.model_copy(update={"text": turn.text.replace("Detroit", "Detroyt")}) for turn in material.turns
    ]

    found = read(learnt, material.model_copy(update={"turns": tuple(turns)}))

    assert "city" not in found or found["city"].value == "Detroit"


def test_on_a_call_that_is_hardly_understood_only_what_is_sure_is_proposed(learnt: FieldReader) -> None:
    chance = random.Random(8)  # noqa: S311 - not for secrets
    material = new_booking()
    turns = [turn.model_copy(update={"text": garbled(turn.text, chance)}) for turn in material.turns]

    found = read(learnt, material.model_copy(update={"turns": tuple(turns)}))

    assert all((one.confidence or 0) >= 0.5 for one in found.values())


def garbled(text: str, chance: random.Random) -> str:
    """Every third word is another."""
    return " ".join(
        chance.choice(("mumble", "grey", "thirst")) if at % 3 == 2 else word
        for at, word in enumerate(text.split())
    )


def test_fields_of_another_kind_of_call_stay_empty(learnt: FieldReader) -> None:
    material, _ = trouble(random.Random(5), "Tom Baker")  # noqa: S311 - not for secrets

    assert set(read(learnt, material)) <= {"customer"}


def test_a_stored_reader_reads_the_same(learnt: FieldReader) -> None:
    again = FieldReader.load(unpacked(packed(learnt.dump())))

    for material in (new_booking(), trouble(random.Random(6), "Lea Brandt")[0]):  # noqa: S311 - not for secrets
        assert again.read(listen(material), material.day) == learnt.read(listen(material), material.day)


def test_two_fits_on_the_same_calls_are_equal(profile: Profile) -> None:
    first, second = (FieldReader.fit(examples(60), with_fields(profile)) for _ in range(2))

    assert first is not None
    assert second is not None
    assert packed(first.dump()) == packed(second.dump())


def test_what_only_the_agent_said_is_no_value_of_the_customers(profile: Profile) -> None:
    reader = FieldReader.fit(examples(), with_fields(profile, said_by="customer"))
    assert reader is not None
    said = [
        "a: Travel desk. You are Jane Doe, is that right?",
        "c: No, I would like to book a trip for somebody else.",
        "a: To Detroit then, at 8 pm?",
        "c: No, not there.",
        "a: Your trip is booked. Goodbye.",
    ]

    assert read(reader, call(*said)).keys() <= {"way"}


def test_a_draft_takes_what_was_learnt_and_the_profiles_patterns_for_the_rest(
    profile: Profile, learnt: FieldReader
) -> None:
    number = FieldSpec(name="order", title="Order", pattern="[A-Z]{2}[0-9]{4}", required=True)
    gone = FieldSpec(name="city", title="City", type="choice", choices=("Rome",), required=True)
    custom = profile.model_copy(update={"fields": (FieldSpec(name="customer", title="Name"), number, gone)})
    material = new_booking()
    said = material.turns[-1].model_copy(update={"text": "Your booking is AB1234."})

    fields = extract(
        material.model_copy(update={"turns": (*material.turns, said)}), custom, Learned(fields=learnt)
    ).content.fields

    assert [(one.name, one.value, one.doubt) for one in fields] == [
        ("customer", "Jane Doe", None),
        ("order", "AB1234", None),
        ("city", "", Doubt.FORM),
    ]


@pytest.mark.parametrize("count", [0, 5, 29])
def test_too_few_calls_teach_nothing(profile: Profile, count: int) -> None:
    assert FieldReader.fit(examples(count), with_fields(profile)) is None


def test_fields_that_the_profile_no_longer_has_are_not_learnt(profile: Profile) -> None:
    only = profile.model_copy(update={"fields": (FieldSpec(name="city", title="City"),)})

    reader = FieldReader.fit(examples(80), only)

    assert reader is not None
    assert reader.known == {"city"}


@pytest.mark.parametrize(
    "said", [(), ("c: ",), ("c: \u200b...",), ("i: Press one.",), ("u: 1 2 3 [[NUMBER_1]] [card]",)]
)
def test_no_call_is_too_poor_to_be_read(learnt: FieldReader, said: tuple[str, ...]) -> None:
    assert isinstance(read(learnt, call(*said)), dict)


def test_confidence_is_about_as_often_right_as_it_says(learnt: FieldReader) -> None:
    chance = random.Random(77)  # noqa: S311 - not for secrets
    pairs = []
    for _ in range(60):
        material, fields = booking(
            chance, chance.choice(NAMES), chance.choice(CITIES), chance.randint(1, 9), "[[NUMBER_2]]"
        )
        found = read(learnt, material)
        pairs += [(one.confidence or 0.0, same_value(one.value, fields[name])) for name, one in found.items()]

    assert len(pairs) > 200
    assert abs(sum(sure for sure, _ in pairs) - sum(right for _, right in pairs)) / len(pairs) < 0.1
