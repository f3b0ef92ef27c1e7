"""Personal data under tokens at intake: what each line and dialogue keeps, and that a live call ends the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from service.drafting.masking.live import LiveMasking
from service.drafting.masking.marks import INERT, TOKEN, Kind, Mark, kind_of, may_hold, token_of

DATA = Path(__file__).parent / "data"
SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER, "U": Speaker.UNKNOWN}
BECOMES = " => "
PERSONAL = set(Kind) - {Kind.NUMBER, Kind.NAME}


def lines() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("lines_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said, becomes, stays = line.partition(BECOMES)
            if becomes and not line.startswith("# "):
                yield said, stays


def dialogues() -> Iterator[list[tuple[Turn, str]]]:
    for path in sorted(DATA.glob("dialogues_*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
            yield [_turn(line) for line in block.strip().split("\n")]


def _turn(line: str) -> tuple[Turn, str]:
    said, _, stays = line.partition(BECOMES)
    speaker, _, text = said.partition(": ")
    return Turn(speaker=SPEAKERS[speaker], text=text), stays or text


def customer(*texts: str) -> list[Turn]:
    return [Turn(speaker=Speaker.CUSTOMER, text=text) for text in texts]


@pytest.mark.parametrize(("said", "stays"), list(lines()))
def test_a_line_keeps_what_is_not_personal(said: str, stays: str) -> None:
    assert mask_turns(customer(said)).turns[0].text == stays


@pytest.mark.parametrize(
    "dialogue", list(dialogues()), ids=lambda one: f"{one[0][0].text} {one[1][0].text}"[:70]
)
def test_a_dialogue_keeps_what_is_not_personal(dialogue: list[tuple[Turn, str]]) -> None:
    masked = mask_turns([turn for turn, _ in dialogue])

    assert [turn.text for turn in masked.turns] == [stays for _, stays in dialogue]


@pytest.mark.parametrize(
    "dialogue", list(dialogues()), ids=lambda one: f"{one[0][0].text} {one[1][0].text}"[:70]
)
def test_a_dialogue_heard_live_ends_the_same(dialogue: list[tuple[Turn, str]]) -> None:
    turns = [turn for turn, _ in dialogue]
    live = LiveMasking()

    for number, turn in enumerate(turns):
        live.add(str(number), turn)

    assert live.end() == mask_turns(turns)


@pytest.mark.parametrize(
    "dialogue", list(dialogues()), ids=lambda one: f"{one[0][0].text} {one[1][0].text}"[:70]
)
def test_masking_a_masked_dialogue_changes_nothing(dialogue: list[tuple[Turn, str]]) -> None:
    once = mask_turns([turn for turn, _ in dialogue])

    assert mask_turns(once.turns, once.vault) == once


def test_there_are_enough_cases_and_every_kind_is_among_them() -> None:
    stays = [stays for _, stays in lines()] + [stays for one in dialogues() for _, stays in one]

    assert len(list(lines())) >= 60
    assert len(list(dialogues())) >= 8
    assert {kind_of(token) for text in stays for token in TOKEN.findall(text)} >= PERSONAL


def test_the_same_value_has_one_token_however_it_is_said() -> None:
    said = (
        "my phone number is 202 555 0171",
        "yes, two oh two five five five oh one seven one",
        "2025550171",
    )

    masked = mask_turns(customer(*said))

    assert [TOKEN.findall(turn.text) for turn in masked.turns] == [["[[PHONE_1]]"]] * 3
    assert masked.vault == {"[[PHONE_1]]": "202 555 0171"}


def test_the_vault_holds_what_a_form_would_hold() -> None:
    masked = mask_turns(
        customer(
            "my email is ana dot silva at gmail dot com",
            "my mobile is oh double seven double oh nine oh oh one two three",
        )
    )

    assert masked.vault == {"[[EMAIL_1]]": "ana.silva@gmail.com", "[[PHONE_1]]": "07700900123"}


def test_tokens_of_another_transcript_keep_apart() -> None:
    first = mask_turns(customer("my email is a.b@example.com"))

    second = mask_turns(customer("my email is c.d@example.com, not a.b@example.com"), first.vault)

    assert second.turns[0].text == "my email is [[EMAIL_2]], not [[EMAIL_1]]"


def test_a_card_number_is_never_kept_as_personal_data() -> None:
    asked = [Turn(speaker=Speaker.AGENT, text="Your account number and your social, please?")]

    masked = mask_turns(
        [
            *asked,
            *customer(
                "4111 1111 1111 1111", "it's four one one one one one one one one one one one one one one one"
            ),
        ]
    )

    assert [turn.text for turn in masked.turns[1:]] == [Mark.CARD, f"it's {Mark.CARD}"]
    assert masked.vault == {}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_token_is_known_wherever_tokens_are(kind: Kind) -> None:
    token = token_of(kind, 12)

    assert TOKEN.fullmatch(token)
    assert kind_of(token) is kind
    assert token.lower() in INERT.replace("\\", "") or TOKEN.pattern.lower() in INERT
    assert mask_turns(customer(f"it is {token} there")).turns[0].text == f"it is {token} there"


@pytest.mark.parametrize(
    ("field_type", "token", "fits"),
    [
        ("phone", "[[PHONE_1]]", True), ("phone", "[[NUMBER_1]]", True), ("phone", "[[EMAIL_1]]", False),
        ("email", "[[EMAIL_2]]", True), ("email", "[[NUMBER_1]]", False), ("text", "[[ID_1]]", True),
        ("number", "[[NUMBER_1]]", False), ("date", "[[BIRTH_1]]", False), ("choice", "[[NAME_1]]", False),
    ],
)  # fmt: skip
def test_a_field_takes_a_token_of_its_own_kind(field_type: str, token: str, fits: bool) -> None:
    assert may_hold(field_type, token) is fits
