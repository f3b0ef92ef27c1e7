"""Queries over a store of our own making: what each condition finds, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simple_salesforce.format import format_soql

from connectors.sandbox.salesforce.errors import ApiError
from connectors.sandbox.salesforce.ids import make
from connectors.sandbox.salesforce.schema import Value
from connectors.sandbox.salesforce.soql import Soql
from connectors.sandbox.salesforce.soql.tokens import like_pattern, text_of
from connectors.sandbox.salesforce.store import Store
from connectors.sandbox.salesforce.writes import Write

SELECT = "SELECT {} FROM {} {}"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OWNER = make("005", 1)


def _clock() -> datetime:
    return NOW


def _write(kind: str, record_id: str, at: str, **values: Value) -> Write:
    return Write(at, OWNER, "create", kind, record_id, values)


STORE = Store(
    (
        _write("User", OWNER, "2026-01-01T00:00:00.000+0000", LastName="Agent", Username="agent"),
        _write("Account", make("001", 1), "2026-01-01T00:00:00.000+0000", Name="Acme", OwnerId=OWNER),
        _write(
            "Contact",
            make("003", 1),
            "2026-03-01T08:00:00.000+0000",
            LastName="Ash",
            AccountId=make("001", 1),
        ),
        _write(
            "Contact", make("003", 2), "2026-03-02T08:00:00.000+0000", LastName="birch", Phone="+12025550102"
        ),
        _write(
            "Contact", make("003", 3), "2026-03-02T09:00:00.000+0000", LastName="O'Hara", Phone="+12025550103"
        ),
        _write("Contact", make("003", 4), "2026-03-03T08:00:00.000+0000", LastName="50%_off", Title="Dr"),
        _write(
            "Task",
            make("00T", 1),
            "2026-03-02T08:00:00.000+0000",
            ActivityDate="2026-03-03",
            WhoId=make("003", 1),
        ),
        _write(
            "Task",
            make("00T", 2),
            "2026-03-02T08:00:00.000+0000",
            CallDurationInSeconds=90,
            Status="Completed",
        ),
    ),
    _clock,
)
SOQL = Soql(STORE, _clock)


def _names(where: str) -> str:
    rows = SOQL.run(SELECT.format("Name", "Contact", where), "62.0").rows
    return " ".join(row["Name"] for row in rows)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("", "Ash birch O'Hara 50%_off"),
        ("WHERE Name = 'ASH'", "Ash"),
        ("WHERE Name != 'ash'", "birch O'Hara 50%_off"),
        ("where lastname <> 'ash' and Phone = null", "50%_off"),
        ("WHERE Name = 'O\\'Hara'", "O'Hara"),
        ("WHERE Name > 'b'", "birch O'Hara"),
        ("WHERE Name <= 'ash'", "Ash 50%_off"),
        ("WHERE Phone != '+12025550102'", "Ash O'Hara 50%_off"),
        ("WHERE Phone < '+2'", "birch O'Hara"),
        ("WHERE Phone = NULL", "Ash 50%_off"),
        ("WHERE Phone != NULL", "birch O'Hara"),
        ("WHERE Name IN ('Ash', 'BIRCH')", "Ash birch"),
        ("WHERE Phone NOT IN ('+12025550102')", "Ash O'Hara 50%_off"),
        ("WHERE Phone IN (NULL, '+12025550102')", "Ash birch 50%_off"),
        ("WHERE Name LIKE '%H%'", "Ash birch O'Hara"),
        ("WHERE Name LIKE '_sh'", "Ash"),
        ("WHERE Name LIKE '%\\%\\_o%'", "50%_off"),
        ("WHERE NOT Name = 'Ash'", "birch O'Hara 50%_off"),
        ("WHERE (NOT Name LIKE 'a%') AND (Phone = NULL OR Name = 'birch')", "birch 50%_off"),
        ("WHERE Name = 'Ash' OR Name = 'birch' OR Name = 'Cedar'", "Ash birch"),
        (f"WHERE Id = '{make('003', 2)[:15]}'", "birch"),
        ("WHERE Account.Name = 'acme'", "Ash"),
        ("WHERE Account.Owner.Name = 'Agent'", "Ash"),
        ("WHERE CreatedDate >= 2026-03-02T10:00:00+02:00", "birch O'Hara 50%_off"),
        ("WHERE CreatedDate = 2026-03-02T09:00:00Z", "O'Hara"),
        ("WHERE CreatedDate = TODAY", "birch O'Hara"),
        ("WHERE CreatedDate < TODAY", "Ash"),
        ("WHERE IsDeleted = TRUE", ""),
        ("ORDER BY Name", "50%_off Ash birch O'Hara"),
        ("ORDER BY Name DESC LIMIT 2", "O'Hara birch"),
        ("ORDER BY Phone, Name DESC", "Ash 50%_off birch O'Hara"),
        ("ORDER BY Phone ASC NULLS LAST, Name ASC", "birch O'Hara 50%_off Ash"),
        ("ORDER BY Phone DESC NULLS FIRST LIMIT 1 OFFSET 2", "O'Hara"),
        ("LIMIT 0", ""),
    ],
)
def test_a_condition_finds_these_contacts(where: str, names: str) -> None:
    assert _names(where) == names


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ("WHERE CallDurationInSeconds > 60", 1),
        ("WHERE CallDurationInSeconds = 90.0", 1),
        ("WHERE ActivityDate = TOMORROW", 1),
        ("WHERE ActivityDate > 2026-03-03", 0),
        ("WHERE IsClosed = false", 1),
        ("WHERE Task.Status = 'Completed'", 1),
        ("WHERE Who.Name = 'Ash'", 1),
    ],
)
def test_a_condition_counts_these_tasks(where: str, count: int) -> None:
    assert SOQL.run(SELECT.format("COUNT()", "Task", where), "62.0").total == count


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "SELECT FROM Contact",
        "SELECT Id Contact",
        "SELECT Id FROM Contact WHERE",
        "SELECT Id FROM Contact WHERE Name = 'a",
        "SELECT Id FROM Contact WHERE Name = a",
        "SELECT Id FROM Contact WHERE Name = 'O'Hara'",
        "SELECT Id FROM Contact WHERE Name = 'a\\x'",
        "SELECT Id FROM Contact WHERE Name = 'a\\'",
        "SELECT Id FROM Contact WHERE Name = 'a\nb'",
        "SELECT Id FROM Contact WHERE Name = 'a' OR Name = 'b' AND Name = 'c'",
        "SELECT Id FROM Contact WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
        "SELECT Id FROM Contact WHERE Name IN ()",
        "SELECT Id FROM Contact WHERE Name IN 'a'",
        "SELECT Id FROM Contact WHERE (Name = 'a'",
        "SELECT Id FROM Contact WHERE Name LIKE 5",
        "SELECT Id FROM Contact WHERE CreatedDate > 2026-13-45T00:00:00Z",
        "SELECT Id FROM Contact LIMIT -1",
        "SELECT Id FROM Contact LIMIT 1.5",
        "SELECT Id FROM Contact LIMIT 'a'",
        "SELECT Id FROM Contact; DELETE",
        "SELECT Id FROM Contact -- comment",
        "SELECT (SELECT Id FROM Tasks) FROM Contact",
        "SELECT COUNT(Id FROM Contact",
        "SELECT Id FROM Contact WHERE " + "(" * 100_000,
        "SELECT Id FROM Contact WHERE " + "(" * 500 + "Name = 'a'" + ")" * 500,
        "SELECT Id FROM Contact WHERE " + "NOT " * 500 + "Name = 'a'",
    ],
)
def test_what_is_not_in_the_grammar_is_malformed(query: str) -> None:
    with pytest.raises(ApiError) as caught:
        SOQL.run(query, "62.0")

    assert caught.value.code == "MALFORMED_QUERY"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT Id FROM Nonsense", "INVALID_TYPE"),
        ("SELECT Nope FROM Contact", "INVALID_FIELD"),
        ("SELECT Nope.Name FROM Contact", "INVALID_FIELD"),
        ("SELECT Account.Nope FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Nope = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE Who.Nope = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact ORDER BY Nope", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Description = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact ORDER BY Description", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Name = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE CreatedDate > 2026-01-01", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE IsDeleted = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE CallDurationInSeconds = '5'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Id = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Contact WHERE Id LIKE '003%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Contact WHERE IsDeleted > FALSE", "INVALID_QUERY_FILTER_OPERATOR"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_by_name(query: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        SOQL.run(query, "62.0")

    assert caught.value.code == code


def test_a_refusal_points_at_the_place() -> None:
    with pytest.raises(ApiError) as caught:
        SOQL.run("SELECT Id FROM Contact WHERE Name = foo", "62.0")

    assert "ERROR at Row:1:Column:37\nunexpected token: 'foo'" in caught.value.message


def test_rows_carry_canonical_names_in_the_order_asked() -> None:
    row = SOQL.run("SELECT account.NAME, lastname FROM contact WHERE Name = 'Ash'", "62.0").rows[0]

    assert row == {
        "attributes": {"type": "Contact", "url": f"/services/data/v62.0/sobjects/Contact/{make('003', 1)}"},
        "Account": {
            "attributes": {
                "type": "Account",
                "url": f"/services/data/v62.0/sobjects/Account/{make('001', 1)}",
            },
            "Name": "Acme",
        },
        "LastName": "Ash",
    }


@given(st.text())
def test_text_quoted_by_the_client_comes_back_as_it_was(text: str) -> None:
    query = str(format_soql("SELECT Id FROM Contact WHERE Name = {}", text))

    assert text_of(query.partition("= ")[2]) == text


@given(st.text(alphabet=st.sampled_from("%_\\'\"ab\n"), min_size=1))
def test_a_quoted_like_pattern_finds_its_text_and_no_other(text: str) -> None:
    literal = str(format_soql("'{:like}'", text))

    pattern = like_pattern(literal)

    assert pattern.fullmatch(text)
    assert not pattern.fullmatch(text + "x")


@given(st.text(min_size=1))
def test_a_quoted_text_is_never_more_than_one_literal(text: str) -> None:
    query = str(format_soql("SELECT Id FROM Contact WHERE Name = {}", f"{text}' OR Name != '"))

    assert SOQL.run(query, "62.0").total == 0


@pytest.mark.parametrize("call", [text_of, like_pattern])
def test_an_escape_that_soql_does_not_have_is_malformed(call: Callable[[str], object]) -> None:
    with pytest.raises(ApiError, match="MALFORMED_QUERY"):
        call("'\\q'")


def test_children_come_below_their_parent_each_parent_with_its_own_limit() -> None:
    found = Soql(STORE, _clock).run(
        "SELECT Id, (SELECT Id FROM Tasks ORDER BY Id LIMIT 1) FROM Contact ORDER BY Id", "62.0"
    )

    first, second = found.rows[0], found.rows[1]
    assert [task["Id"] for task in first["Tasks"]["records"]] == [make("00T", 1)]
    assert (first["Tasks"]["totalSize"], first["Tasks"]["done"]) == (1, True)
    assert second["Tasks"] is None


@pytest.mark.parametrize(
    "selected",
    [
        "(SELECT Id FROM Nothings)",
        "(SELECT Nothing FROM Tasks)",
        "(SELECT Id, (SELECT Id FROM Tasks) FROM Cases)",
        "(SELECT Id FROM Tasks",
    ],
)
def test_a_query_over_children_that_an_org_would_refuse_is_refused(selected: str) -> None:
    with pytest.raises(ApiError):
        Soql(STORE, _clock).run(SELECT.format(f"Id, {selected}", "Contact", ""), "62.0")
