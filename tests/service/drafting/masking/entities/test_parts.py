"""What belongs to an id or an account number: other runs, letters beside it, digits that were given before."""

import pytest

from service.drafting.masking.entities.addresses import addresses
from service.drafting.masking.entities.cues import About
from service.drafting.masking.entities.found import Found
from service.drafting.masking.entities.others import is_other
from service.drafting.masking.entities.parts import LONGEST, WHOLE, complete, is_little, lone_letter
from service.drafting.masking.entities.remembered import Remembered, repeats
from service.drafting.masking.entities.runs import read_runs
from service.drafting.masking.entities.widening import with_country, with_letters
from service.drafting.masking.marks import Kind


def completed(
    text: str,
    first: Kind | None,
    *,
    cues: list[tuple[int, int, Kind | About]] | None = None,
    most: int = LONGEST,
) -> list[Kind | None]:
    runs = read_runs(text).runs
    judged: list[Kind | None] = [first, *[None] * (len(runs) - 1)]
    complete(text, runs, judged, cues or [], most=most)
    return judged


def test_runs_with_a_little_talk_between_are_parts_of_one_id() -> None:
    assert completed("five five two you got that thirty eight hang on 9044", Kind.ID) == [Kind.ID] * 3


def test_a_price_beside_an_id_is_no_part_of_it() -> None:
    assert completed("five five two thanks it costs 40 euros", Kind.ID) == [Kind.ID, None]


def test_nothing_is_completed_where_no_run_is_an_id() -> None:
    assert completed("five five two hang on thirty eight", None) == [None, None]


def test_a_whole_id_takes_no_more() -> None:
    assert completed("123 45 6789 hang on 31", Kind.ID, most=WHOLE) == [Kind.ID, None]


def test_what_was_named_between_two_runs_parts_them() -> None:
    text = "sixteen his number is 903156"

    assert completed(text, Kind.ID, cues=[(8, 18, Kind.ID)]) == [Kind.ID, None]


@pytest.mark.parametrize("between", [" espere que busco las gafas ", " hang on ", ", "])
def test_a_few_words_are_little(between: str) -> None:
    assert is_little(between, 8)


@pytest.mark.parametrize("between", [" ? ", " euros and ", " one two three four five six seven eight nine "])
def test_a_question_an_amount_and_a_speech_are_not(between: str) -> None:
    assert not is_little(between, 8)


@pytest.mark.parametrize(("text", "found"), [("and a c", ["c"]), ("yes", []), ("i see", []), ("b and c", [])])
def test_a_letter_by_itself_is_the_last_of_an_id(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in lone_letter(text)] == found


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [
        ("the ni. ye 310409 a", "310409 a", "ye 310409 a"),
        ("sugar mike 164482 d", "164482 d", "sugar mike 164482 d"),
        ("it is 164482 d", "164482 d", "164482 d"),
        ("dni 46700544 de, de dado", "46700544", "46700544 de, de dado"),
        ("46700544 y la letra es la a", "46700544", "46700544 y la letra es la a"),
        ("nine to six won", "nine to six", "nine to six won"),
        ("46700544 for my wife", "46700544", "46700544"),
    ],
)
def test_letters_and_slips_beside_an_id_belong_to_it(text: str, said: str, whole: str) -> None:
    (run,) = read_runs(said).runs
    at = text.index(said)

    start, end = with_letters(text, at, at + len(said), digits=run.digits, letters=run.letters)

    assert text[start:end] == whole


@pytest.mark.parametrize(
    ("text", "starts"), [("iban fr 76 30", 5), ("es e ese 81 30", 3), ("it would be 3515", 12)]
)
def test_the_country_before_an_account_number_belongs_to_it(text: str, starts: int) -> None:
    at = next(place for place, char in enumerate(text) if char.isdigit())

    assert with_country(text, at) == starts


def test_an_id_that_was_given_in_parts_is_known_again() -> None:
    known = Remembered()

    known.hear("three three", [Found(0, 11, Kind.ID)], goes_on=False)
    known.hear("oh eight", [Found(0, 8, Kind.ID)], goes_on=True)

    assert known.values == ("3308",)
    assert repeats("3308", known.values)


def test_a_few_digits_repeat_nothing() -> None:
    assert not repeats("330", ("33081",))
    assert not repeats("3380", ("33081",))


def test_what_is_no_id_is_not_remembered() -> None:
    known = Remembered()

    known.hear("three three oh eight", [Found(0, 20, Kind.PHONE)], goes_on=False)

    assert known.values == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it costs 40 euros", "40"), ("640 a month", "640"), ("order number 4471", "4471"), ("since 2019", "2019"),
        ("on friday 24", "24"), ("at 10:30", "10:30"), ("a p45", "p45"), ("1,250", "1"),
    ],
)  # fmt: skip
def test_prices_dates_and_orders_are_something_else(text: str, said: str) -> None:
    run = next(run for run in read_runs(text).runs if text[run.start :].startswith(said))

    assert is_other(text, run)


@pytest.mark.parametrize("text", ["it is 4471", "vier vier sieben eins"])
def test_bare_figures_are_nothing_else(text: str) -> None:
    assert not is_other(text, read_runs(text).runs[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("calle del olmo numero diecisiete segundo b cuarenta y siete cero cero cuatro valladolid y", "calle del olmo numero diecisiete segundo b cuarenta y siete cero cero cuatro valladolid"),
        ("huit rue du moulin quarante-quatre mille nantes", "huit rue du moulin quarante-quatre mille nantes"),
        ("lindenkamp 8, 38518 gifhorn", "lindenkamp 8, 38518 gifhorn"),
        ("it's 9 quarry bank, skipton, bd23 1qr.", "9 quarry bank, skipton, bd23 1qr"),
        ("no, flat 3, 120 station road, ilkley, ls29 8hn now", "flat 3, 120 station road, ilkley, ls29 8hn"),
        ("funf funf eins eins sechs mainz kirschgartenweg siebenundzwanzig b", "funf funf eins eins sechs mainz kirschgartenweg siebenundzwanzig b"),
        ("526 superior avenue suite 1255 cleveland oh 44114", "526 superior avenue suite 1255 cleveland oh 44114"),
    ],
)  # fmt: skip
def test_an_address_goes_from_its_flat_to_its_town(text: str, found: str) -> None:
    spans = [text[one.start : one.end] for one in addresses(text, asked=True)]

    assert found in spans


@pytest.mark.parametrize("text", ["we paid 14 for two", "the code 38518", "it is 20 minutes from the road"])
def test_other_talk_is_no_address(text: str) -> None:
    assert list(addresses(text, asked=True)) == []
