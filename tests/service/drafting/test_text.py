import pytest

from service.drafting.text import QUOTE_LIMIT, clean, readable, sentences


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("hello\u200b there\u202e!", "hello there!"),
        ("pay\U000e0041\U000e0042 now", "pay now"),
        ("a\x00b\x1b[31m\nc", "a b [31m c"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("  two   blanks ", "two blanks"),
    ],
)
def test_what_no_ear_could_hear_is_dropped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("um, I would like to cancel my umbrella policy", "I would like to cancel my umbrella policy"),
        ("it is, uh, likely expensive", "It is, likely expensive"),
        ("I like the humming", "I like the humming"),
        ("um", "Um"),
    ],
)
def test_fillers_go_and_words_that_contain_them_stay(spoken: str, shown: str) -> None:
    assert readable(spoken) == shown


def test_sentences_end_at_stops_and_not_at_decimals_or_titles() -> None:
    text = "It was $24.50. Mr. Hill said so! Come at 5 p.m. on Friday? ok"

    found = list(sentences(text))

    assert found == ["It was $24.50.", "Mr. Hill said so!", "Come at 5 p.m. on Friday?", "ok"]


def test_speech_without_stops_is_cut_between_words() -> None:
    text = "and then we talked about the weather " * 40

    found = list(sentences(text))

    assert len(found) > 1
    assert all(len(piece) <= QUOTE_LIMIT and piece in text for piece in found)
    assert " ".join(found).split() == text.split()
