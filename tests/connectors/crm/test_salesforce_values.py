"""What may reach a URL, and when the CRM already holds what we would write."""

import pytest

from connectors.crm.salesforce_values import (
    LONG_TEXT,
    MARKER,
    changes,
    checked_id,
    checked_key,
    checked_name,
    clip,
    merged,
    unmodified_since,
)
from connectors.errors import Permanent


@pytest.mark.parametrize(
    "text", ["", "../../x", "http://evil/", "003000000000001AAA\n", "0030000000000/1", "003-0000"]
)
def test_an_id_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="bad_id"):
        checked_id(text)


@pytest.mark.parametrize("text", ["", "..", ".hidden", "a/b", "a b", "a?b", "ключ", "k" * 129])
def test_a_key_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="bad_key"):
        checked_key(text)


@pytest.mark.parametrize("text", ["", "Task/x", "A.B", "1A", "X'Y"])
def test_a_field_name_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="bad_field_name"):
        checked_name(text)


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        (None, None),
        (None, ""),
        ("text", "text  \n"),
        ("one\r\ntwo", "one\ntwo"),
        ("003000000000001AAA", "003000000000001"),
        (61, 61),
        (True, True),
        (True, "true"),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_what_salesforce_stores_otherwise_is_no_change(present: object, wanted: str | float | None) -> None:
    assert changes({"F": present}, {"F": wanted}) == {}  # type: ignore[dict-item]  # one float-typed literal list for all


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        ("a", "b"),
        (None, "b"),
        ("a", None),
        (61, 62),
        (None, 0),
        (True, False),
        ("003000000000001", "003000000000002"),
    ],
)
def test_a_changed_value_is_a_change(present: object, wanted: str | float | None) -> None:
    assert changes({"F": present}, {"F": wanted}) == {"F": wanted}  # type: ignore[dict-item]  # as above


def test_a_persons_text_stays_above_ours() -> None:
    once = merged("typed by hand", "first summary")
    twice = merged(once, "second summary")

    assert once == f"typed by hand\n\n{MARKER}\nfirst summary"
    assert twice == f"typed by hand\n\n{MARKER}\nsecond summary"


def test_an_empty_text_is_simply_ours() -> None:
    assert merged("  ", "summary") == "summary"


def test_the_whole_stays_within_the_field() -> None:
    text = merged("h" * 100, "s" * LONG_TEXT)

    assert len(text) == LONG_TEXT
    assert text.endswith("…")
    assert merged("h" * LONG_TEXT, "summary") == "h" * LONG_TEXT


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert clip("abcdef", 6) == "abcdef"
    assert clip("abcdefg", 6) == "abcde…"


def test_the_condition_is_the_last_change_to_the_second() -> None:
    record = {"LastModifiedDate": "2026-11-22T10:11:12.345+0000"}

    assert unmodified_since(record) == {"If-Unmodified-Since": "Sun, 22 Nov 2026 10:11:12 GMT"}
    assert unmodified_since({}) == {}
