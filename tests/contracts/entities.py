"""What every `EntityFinder` keeps: our own rules and Presidio alike.

A rule is a function of a finder; a test module runs `@pytest.mark.parametrize("rule", RULES)`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from connectors.contracts import Speaker
from service.drafting.masking.entities import EntityFinder
from service.drafting.masking.marks import Kind

IBAN = "GB29 NWBK 6016 1331 9268 19"
TURNS = (
    (Speaker.AGENT, "Could I have your account number, Ms Whitlock?"),
    (Speaker.CUSTOMER, f"My name is Dana Whitlock and my IBAN is {IBAN}, thank you."),
    (Speaker.CUSTOMER, ""),
    (Speaker.CUSTOMER, "You can call me on +44 20 7946 0018 any time."),
    (Speaker.CUSTOMER, "It costs forty five dollars and it has not arrived."),
)


def every_turn_has_an_answer_and_an_empty_one_nothing(finder: EntityFinder) -> None:
    found = finder.find(TURNS)

    assert len(found) == len(TURNS)
    assert found[2] == []
    assert finder.find(()) == []


def what_is_found_lies_in_its_turn_in_order_and_apart(finder: EntityFinder) -> None:
    for (_, text), found in zip(TURNS, finder.find(TURNS), strict=True):
        ends = [0, *(one.end for one in found)]
        assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))


def a_written_account_number_is_an_account(finder: EntityFinder) -> None:
    told = [(one.kind, TURNS[1][1][one.start : one.end]) for one in finder.find(TURNS)[1]]

    assert (Kind.ACCOUNT, IBAN) in told


def an_international_number_is_a_telephone(finder: EntityFinder) -> None:
    assert [one.kind for one in finder.find(TURNS)[3]] == [Kind.PHONE]


def a_price_is_no_secret(finder: EntityFinder) -> None:
    assert finder.find(TURNS)[4] == []


def the_same_call_gives_the_same_from_many_threads(finder: EntityFinder) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: finder.find(TURNS), range(4)))

    assert all(answer == answers[0] for answer in answers)


RULES: tuple[Callable[[EntityFinder], None], ...] = (
    every_turn_has_an_answer_and_an_empty_one_nothing,
    what_is_found_lies_in_its_turn_in_order_and_apart,
    a_written_account_number_is_an_account,
    an_international_number_is_a_telephone,
    a_price_is_no_secret,
    the_same_call_gives_the_same_from_many_threads,
)
