"""What adapters keep that fetch, list and take codes back: one suite, run on the fake and on real ones alike.

A rule is a function of a `Subject`; a test module runs `@pytest.mark.parametrize("rule", RULES)`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from connectors.contracts import Codes, Coding, Fetches, Lists, ParsedCall
from connectors.errors import ConnectorError, Permanent, Transient, Validation

DEADLINE_MS = 10_000


class Able(Fetches, Lists, Codes, Protocol):
    """An adapter with every ability."""


class Subject(Protocol):
    """An adapter under test, and what stands at its vendor.

    `ready` refers to a transcript that is there, `early` to one that is not yet. `listed_at` is when the one
    listed call, that of `ready`, took place. `coding` has a code that the vendor takes for the leg of `ready`.
    """

    ready: ParsedCall
    early: ParsedCall
    listed_at: datetime
    coding: Coding
    other_code: str

    @property
    def adapter(self) -> Able: ...

    def lose_next_answer(self) -> None:
        """The next code is set, and the answer never comes."""
        ...

    def coded(self) -> list[str]:
        """What the vendor was told, in its own words, in order."""
        ...


def fetched(subject: Subject) -> tuple[ParsedCall, ...]:
    return subject.adapter.fetch(subject.ready, deadline_ms=DEADLINE_MS)


def listed(subject: Subject, since: timedelta, until: timedelta) -> list[ParsedCall]:
    begin, end = subject.listed_at + since, subject.listed_at + until
    return list(subject.adapter.calls(begin, end, deadline_ms=DEADLINE_MS))


def code(subject: Subject, **changes: object) -> None:
    subject.adapter.code(subject.coding.model_copy(update=changes), deadline_ms=DEADLINE_MS)


def a_transcript_that_is_there_comes_with_words_of_the_same_call(subject: Subject) -> None:
    reports = fetched(subject)

    asked = {subject.ready.external_id, *subject.ready.other_ids}
    assert any(report.turns for report in reports)
    assert all(asked & {report.external_id, *report.other_ids} for report in reports)


def what_is_fetched_twice_is_the_same(subject: Subject) -> None:
    assert fetched(subject) == fetched(subject)


def a_transcript_that_is_not_there_yet_is_worth_asking_for_again(subject: Subject) -> None:
    with pytest.raises(Transient) as early:
        subject.adapter.fetch(subject.early, deadline_ms=DEADLINE_MS)

    assert early.value.code == "not_ready"


def a_report_that_refers_to_nothing_is_not_fetched(subject: Subject) -> None:
    with pytest.raises(Permanent):
        subject.adapter.fetch(subject.ready.model_copy(update={"reference": None}), deadline_ms=DEADLINE_MS)


def an_id_that_is_a_path_reaches_nothing(subject: Subject) -> None:
    assert subject.ready.reference is not None
    reference = subject.ready.reference.model_copy(update={"id": "..", "more": {}})

    with pytest.raises(ConnectorError):
        subject.adapter.fetch(
            subject.ready.model_copy(update={"reference": reference}), deadline_ms=DEADLINE_MS
        )


def a_call_is_listed_in_its_time_alone(subject: Subject) -> None:
    minute, day = timedelta(minutes=1), timedelta(days=1)

    assert listed(subject, -minute, day)
    assert listed(subject, -2 * day, -day) == listed(subject, day, 2 * day) == []


def what_is_listed_is_the_call_that_was_told_of_and_can_be_fetched(subject: Subject) -> None:
    calls = listed(subject, -timedelta(minutes=1), timedelta(days=1))

    assert {call.external_id for call in calls} == {subject.ready.external_id}
    found = [one for call in calls for one in subject.adapter.fetch(call, deadline_ms=DEADLINE_MS)]
    assert any(report.turns for report in found)
    assert subject.ready.reference in [call.reference for call in calls]


def a_code_told_twice_is_written_once(subject: Subject) -> None:
    code(subject)
    code(subject)

    assert len(subject.coded()) == 1


def a_lost_answer_leads_to_no_second_write(subject: Subject) -> None:
    subject.lose_next_answer()

    with pytest.raises(Transient):
        code(subject)
    code(subject)

    assert len(subject.coded()) == 1


def another_code_of_the_same_leg_replaces_the_first(subject: Subject) -> None:
    code(subject)
    code(subject, codes=(subject.other_code,))

    first, second = subject.coded()
    assert first != second


def a_code_without_a_mapping_is_refused_by_name(subject: Subject) -> None:
    with pytest.raises(Validation) as refused:
        code(subject, codes=("a code that nobody mapped",))

    assert refused.value.issues
    assert subject.coded() == []


def a_call_that_is_not_there_takes_no_code_and_no_retry(subject: Subject) -> None:
    with pytest.raises(ConnectorError) as refused:
        code(subject, external_id="never-was", leg_id="never-was")

    assert not isinstance(refused.value, Transient)
    assert subject.coded() == []


RULES: tuple[Callable[[Subject], None], ...] = (
    a_transcript_that_is_there_comes_with_words_of_the_same_call,
    what_is_fetched_twice_is_the_same,
    a_transcript_that_is_not_there_yet_is_worth_asking_for_again,
    a_report_that_refers_to_nothing_is_not_fetched,
    an_id_that_is_a_path_reaches_nothing,
    a_call_is_listed_in_its_time_alone,
    what_is_listed_is_the_call_that_was_told_of_and_can_be_fetched,
    a_code_told_twice_is_written_once,
    a_lost_answer_leads_to_no_second_write,
    another_code_of_the_same_leg_replaces_the_first,
    a_code_without_a_mapping_is_refused_by_name,
    a_call_that_is_not_there_takes_no_code_and_no_retry,
)
