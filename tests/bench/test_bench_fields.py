import json
from collections import Counter
from typing import Any

from tests.bench.fields import Outcome, calibration, calls_of, figures, measured


def outcome(proposed: int, right: int, labelled: int) -> Outcome:
    return Outcome(
        proposed=Counter(it=proposed), right=Counter(it=right), labelled=Counter(it=labelled),
        ms=1.0, words=100, confidences=((0.9, True),),
    )  # fmt: skip


def test_precision_and_recall_are_over_all_calls_and_by_field() -> None:
    told = figures([outcome(1, 1, 1), outcome(1, 0, 1), outcome(0, 0, 2)])

    assert (told["proposed"], told["right"], told["labelled"], told["calls"]) == (2, 1, 4, 3)
    assert told["precision"]["value"] == 0.5
    assert told["recall"]["value"] == 0.25
    assert told["fields"]["it"]["f1"] == 0.333
    low, high = told["recall"]["interval"]
    assert low <= 0.25 <= high


def test_confidence_that_is_always_right_by_as_much_as_it_says_has_no_error() -> None:
    assert calibration([(0.5, True), (0.5, False)]) == 0
    assert calibration([(1.0, False)]) == 1
    assert calibration([]) == 0


def test_pins_are_left_out_and_other_fields_stay() -> None:
    line = {
        "id": "1",
        "utterances": [{"speaker": "customer", "text": "My name is Ana."}],
        "labels": {
            "disposition": "a",
            "fields": {"bank.PIN": "1234", "bank.Name": "Ana", "shop.Pinning": "x"},
        },
    }

    (call,) = calls_of([json.dumps(line)])

    assert set(call.fields) == {"bank_name", "shop_pinning"}


def test_a_value_that_is_proposed_and_wrong_costs_precision() -> None:
    pool = [json.dumps(line(number, "blue")) for number in range(60)]
    dev = [json.dumps(line(number, "red" if number % 2 else "blue")) for number in range(20)]

    outcomes = measured([*calls_of(pool)], [*calls_of(dev)], [0.0])[0.0]

    told = figures(outcomes)["fields"]["colour"]
    assert (told["labelled"], told["proposed"], told["right"]) == (20, 20, 10)


def line(number: int, colour: str) -> dict[str, Any]:
    name = ("Ana", "Bob", "Cid", "Dee")[number % 4]
    return {
        "id": str(number),
        "utterances": [
            {"speaker": "agent", "text": "May I have your name, please?"},
            {"speaker": "customer", "text": f"It is {name}. I would like the blue one."},
        ],
        "labels": {"disposition": "sale", "fields": {"name": name, "colour": colour}},
    }
