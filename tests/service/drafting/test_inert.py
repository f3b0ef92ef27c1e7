import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.inert import inert


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x.example","free")',
        "+SUM(A1:A9)",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "  =1",
        "\n=1",
        "＝1+1",
        "\u200b=1",
        "|calc",
    ],
)
def test_what_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert inert(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["Customer: -5 degrees", "+49 30 1234567", "-24.50", "a=b", "", "ana@example.org", "5-7 days"]
)
def test_what_runs_nowhere_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_what_nobody_can_see_is_taken_out_and_lines_stay() -> None:
    assert inert("a\u202eb\x00c\nd") == "abc\nd"


@given(st.text())
def test_twice_is_as_once_and_nothing_runs(text: str) -> None:
    assert inert(inert(text)) == inert(text)
