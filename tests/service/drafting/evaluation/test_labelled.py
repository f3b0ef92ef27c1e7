import json

import pytest

from service.domain.learning import Seen
from service.drafting.evaluation.labelled import (
    NotLabelled,
    example_of,
    profile_of,
    read_line,
    slug,
    told,
    with_slugs,
)


def _line(*said: str, **labels: object) -> str:
    speakers = {"a": "agent", "c": "customer", "x": "action"}
    utterances = [{"speaker": speakers[one[0]], "text": one[3:], "start_s": 3} for one in said]
    return json.dumps({"id": "1", "source": "ours", "utterances": utterances, "labels": labels, "more": True})


def test_a_line_is_read_and_masked_as_intake_masks() -> None:
    line = _line(
        "a: Your account number?",
        "c: It is 8573 1890 22",
        "x: looked up",
        disposition="Bank/Balance",
        fields={"Account": "8573189022", "Name": ["Ana", " "]},
    )

    call = read_line(line)

    token = next(iter(call.vault))
    assert call.material.turns[1].text == f"It is {token}"
    assert [turn.speaker for turn in call.material.turns] == ["agent", "customer", "unknown"]
    assert (call.code, call.codes) == ("Bank/Balance", ("Bank/Balance",))
    assert call.fields == {"Account": ("8573189022",), "Name": ("Ana",)}


def test_an_example_has_the_token_where_the_transcript_has_it() -> None:
    call = read_line(_line("c: my account is 8573189022", disposition="x", fields={"account": "8573189022"}))

    example = example_of(call)

    assert example.fields == {"account": (next(iter(call.vault)),)}
    assert example.seen is Seen.EDITED


def test_the_main_code_comes_first_and_none_stands_where_there_is_no_code() -> None:
    several = read_line(_line("c: hi", disposition="b", dispositions_all=["a", "b"], fields={}))
    none = read_line(_line("c: hi", dispositions_all=[], fields={"name": "Ana"}))

    assert several.codes == ("b", "a")
    assert none.codes == ("none",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", ": Input should be a valid dictionary"),
        ('{"id": "1", "labels": {"disposition": "a"}}', "utterances: Field required"),
        ('{"id": "1", "utterances": [{"speaker": "a"}], "labels": {}}', "utterances.0.text: Field required"),
        (_line("c: hi"), "labels: neither a disposition nor fields"),
    ],
)
def test_a_line_that_is_no_labelled_call_says_why(line: str, reason: str) -> None:
    with pytest.raises(NotLabelled) as problem:
        read_line(line)

    assert reason in str(problem.value)


def test_labels_make_a_catalogue_under_names_that_a_profile_takes() -> None:
    line = _line("c: hi", disposition="Bank/Full Name", dispositions_all=["24h"], fields={"Bank.PIN": "1"})
    calls = list(with_slugs([read_line(line)]))

    profile = profile_of(calls)

    assert [spec.code for spec in profile.dispositions] == ["bank_full_name", "c_24h"]
    assert [spec.name for spec in profile.fields] == ["bank_pin"]
    assert calls[0].codes == ("bank_full_name", "c_24h")


def test_every_label_makes_a_slug() -> None:
    assert slug("") == "c_"
    assert slug("Ö") == "c_"
    assert slug("a" * 200) == "a" * 60
    assert slug("STAR.FullName-2") == "star_fullname_2"


def test_a_value_that_masking_blanked_out_cannot_be_told() -> None:
    call = read_line(_line("a: your PIN?", "c: 4821", "c: Ana Lima", disposition="x"))

    assert not told(call, "4821")
    assert told(call, "Ana Lima")
