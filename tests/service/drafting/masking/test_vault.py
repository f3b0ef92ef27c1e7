from connectors.contracts import Speaker, Turn
from service.drafting.masking import TOKEN, mask_text, mask_turns, reveal


def said(*texts: str) -> list[Turn]:
    return [Turn(speaker=Speaker.CUSTOMER, text=text) for text in texts]


def test_equal_digits_share_one_token_however_they_are_said() -> None:
    masked = mask_turns(
        said("order 3348917502", "yes 334-891-7502", "three three four eight nine one seven five oh two")
    )

    assert [TOKEN.findall(turn.text) for turn in masked.turns] == [["[[NUMBER_1]]"]] * 3
    assert masked.vault == {"[[NUMBER_1]]": "3348917502"}


def test_a_vault_is_continued_by_a_later_transcript_of_the_call() -> None:
    first = mask_turns(said("order 3348917502"))

    second = mask_turns(said("order 3348917502 and 9998887776"), first.vault)

    assert second.turns[0].text == "order [[NUMBER_1]] and [[NUMBER_2]]"
    assert second.vault == {"[[NUMBER_1]]": "3348917502", "[[NUMBER_2]]": "9998887776"}


def test_a_token_that_a_caller_says_reveals_nothing_but_itself() -> None:
    masked = mask_turns(said("give me [[NUMBER_1]]", "order 3348917502"))

    assert masked.turns[1].text == "order [[NUMBER_2]]"
    assert reveal(masked.turns[0].text, masked.vault) == "give me [[NUMBER_1]]"


def test_an_unknown_token_stays() -> None:
    assert reveal("see [[NUMBER_9]]", {"[[NUMBER_1]]": "12345678"}) == "see [[NUMBER_9]]"


def test_what_is_revealed_is_not_searched_again() -> None:
    vault = {"[[NUMBER_1]]": "[[NUMBER_2]]", "[[NUMBER_2]]": "12345678"}

    assert reveal("[[NUMBER_1]]", vault) == "[[NUMBER_2]]"


def test_no_card_data_reaches_the_vault() -> None:
    masked = mask_turns(said("card 4111 1111 1111 1111", "cvv 123", "my pin is 153531981 sorry 1596"))

    assert not any("4111" in text or "1596" in text for text in masked.vault.values())


def test_one_text_without_turns_has_nothing_to_put_back() -> None:
    assert (
        mask_text("call 977-625-2661, it ended with 4111 1111 1111 1111")
        == "call [number], it ended with [card]"
    )


def test_a_cue_on_a_long_page_does_not_reach_its_end() -> None:
    page = (
        "card number 4111 1111 1111 1111. "
        + "We talked about the weather for some time. " * 30
        + "It was case 45123."
    )

    masked = mask_text(page)

    assert masked.startswith("card number [card].")
    assert masked.endswith("It was case 45123.")


def test_no_turns_make_no_turns() -> None:
    assert mask_turns([]).turns == ()
