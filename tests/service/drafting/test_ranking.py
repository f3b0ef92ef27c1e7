from service.domain.profile import DispositionSpec, Profile
from service.drafting.ranking import choose, rank
from service.drafting.spoken import listen
from tests.service.drafting.calls import call
from tests.service.drafting.learning.confirmed import profile as parcels

HEADING = DispositionSpec(code="goods", label="Goods", selectable=False, cues=("vase",))
WRONG = DispositionSpec(
    code="wrong_item",
    label="Wrong item",
    parent="goods",
    cues=("wrong",),
    examples=("you sent me the blue one instead of green", "this is not what was ordered"),
    unlike=("the wrong amount was taken from my account",),
)


def codes(profile: Profile, *said: str) -> list[str]:
    return [one.code for one in choose(rank(listen(call(*said)), profile))[0]]


def test_a_sentence_like_an_example_speaks_for_its_code_without_any_cue() -> None:
    profile = parcels(HEADING, WRONG)

    assert codes(profile, "c: Hello, the green lamp was ordered and you sent me the blue one.") == [
        "wrong_item"
    ]


def test_a_name_that_is_said_speaks_for_its_code() -> None:
    assert codes(parcels(), "c: Hi, can you tell me about a refund?") == ["refund"]


def test_what_is_another_codes_does_not_count_though_a_cue_stands_in_it() -> None:
    profile = parcels(HEADING, WRONG)

    assert codes(profile, "c: I think the wrong amount was taken from my account.") == ["none"]
    assert codes(profile, "c: Something is wrong, wrong from top to bottom.") == ["wrong_item"]


def test_a_heading_is_never_proposed_whatever_speaks_for_it() -> None:
    assert codes(parcels(HEADING, WRONG), "c: The vase, the vase.") == ["none"]


def test_its_sentences_are_evidence_in_the_order_of_the_call() -> None:
    profile = parcels(HEADING, WRONG)
    heard = listen(call("c: You sent me the blue one instead of green.", "c: This is wrong.", "c: So wrong."))

    ranked = rank(heard, profile)

    assert [one.quote for one in ranked[0].evidence] == [
        "You sent me the blue one instead of green.",
        "This is wrong.",
        "So wrong.",
    ]
