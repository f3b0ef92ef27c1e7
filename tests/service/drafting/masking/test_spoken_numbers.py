"""Number words of the four languages as digits, and the words beside them that are none."""

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from service.drafting.masking.fold import fold
from service.drafting.masking.lexer import lex
from service.drafting.masking.numbers import runs_of


def digits(text: str) -> list[str]:
    return [run.digits for run in runs_of(lex(fold(text).text).numbers)]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("forty one eleven", "4111"),
        ("two times four, one", "441"),
        ("eight hundred and fifty one", "851"),
        ("cuarenta y uno once", "4111"),
        ("veintidós cero tres", "2203"),
        ("ciento veintiuno", "121"),
        ("cuatro mil quinientos treinta y dos", "4532"),
        ("doble cinco triple uno", "55111"),
        ("tres veces el cuatro", "444"),
        ("soixante-dix-sept", "77"),
        ("soixante et onze", "71"),
        ("quatre-vingts", "80"),
        ("quatre-vingt-dix-sept quatre-vingt-un", "9781"),
        ("septante-deux nonante et un huitante", "729180"),
        ("deux fois le six", "66"),
        ("mille neuf cent quatre-vingt-quatre", "1984"),
        ("einundzwanzig neunundneunzig", "2199"),
        ("zwo zwoundzwanzig", "222"),
        ("fuenf fünfunddreißig", "535"),
        ("vier und zwanzig", "24"),
        ("zweimal die vier, doppelnull, doppelsieben", "440077"),
        ("viertausendfünfhundertzweiunddreißig", "4532"),
        ("neunzehnhundertvierundachtzig", "1984"),
        ("siebenhundert einunddreißig", "731"),
    ],
)
def test_number_words_are_read_as_they_are_meant(said: str, read: str) -> None:
    assert digits(said) == [read]


@pytest.mark.parametrize(
    "said",
    [
        "I only called once",
        "the elf is null and void",
        "it cost a few cents",
        "c'est écrit au dos de la carte",
        "il est très content",
        "zweimal wurde aufgelegt",
        "on m'a appelé trois fois",
        "quatre chiffres",
        "cada uno",
        "the first four digits",
        "ein Problem",
    ],
)
def test_words_that_only_look_like_numbers_are_none(said: str) -> None:
    assert digits(said) == []


@pytest.mark.parametrize("said", ["once, dos, tres", "un, sept, seize", "elf, null", "ate ate won"])
def test_a_word_of_two_meanings_is_a_number_where_nothing_else_is_said(said: str) -> None:
    assert len(digits(said)) == 1


def test_a_call_that_changes_its_language_is_masked_in_both() -> None:
    turns = [
        Turn(speaker=Speaker.AGENT, text="Can I have the card number, please?"),
        Turn(speaker=Speaker.CUSTOMER, text="sí, cuarenta y uno once"),
        Turn(speaker=Speaker.AGENT, text="d'accord, et la suite ?"),
        Turn(speaker=Speaker.CUSTOMER, text="zweiundvierzig elf, and then four four two two"),
    ]

    assert [turn.text for turn in mask_turns(turns).turns][1::2] == ["sí, [card]", "[card]"]


def test_an_amount_that_the_agent_tells_after_the_code_is_kept() -> None:
    turns = [
        Turn(speaker=Speaker.AGENT, text="And the security code?"),
        Turn(speaker=Speaker.CUSTOMER, text="seven three one"),
        Turn(speaker=Speaker.AGENT, text="seven three one, that will be two hundred fifty four"),
    ]

    assert mask_turns(turns).turns[2].text == "[security code], that will be two hundred fifty four"


def test_a_loyalty_card_asks_for_no_card_number() -> None:
    turns = [
        Turn(speaker=Speaker.AGENT, text="Do you have a loyalty card with us?"),
        Turn(speaker=Speaker.CUSTOMER, text="yes, that gave me 1250 last time"),
    ]

    assert mask_turns(turns).turns[1].text == turns[1].text
