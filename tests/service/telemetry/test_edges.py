"""Watched connections do what the bare ones do, and tell of it in figures and spans without a word of either side."""

from collections.abc import Callable

import pytest
from opentelemetry.trace import SpanKind

from connectors.contracts import Completion, Crm, Party
from connectors.errors import Transient
from service.telemetry.edges import WatchedCrm, WatchedModel
from tests.connectors.crm.org import running_org
from tests.contracts import llm as of_models
from tests.contracts.crm import KEY, RULES, Subject, request
from tests.fakes.crm import FakeCrm
from tests.fakes.llm import FakeModel
from tests.fakes.test_crm import FakeSubject
from tests.watching import Figures, Finished

DEADLINE_MS = 5_000


class WatchedSubject:
    """The fake CRM behind the watch, and a look at it past the watch."""

    def __init__(self) -> None:
        self._bare = FakeSubject()
        self.crm: Crm = WatchedCrm(self._bare.crm, "fernhill")
        self.add_contact = self._bare.add_contact
        self.add_call_record = self._bare.add_call_record
        self.lose_next_answer = self._bare.lose_next_answer
        self.tasks = self._bare.tasks
        self.writes = self._bare.writes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_watched_crm_keeps_the_contract(rule: Callable[[Subject], None]) -> None:
    rule(WatchedSubject())


def test_an_answer_of_the_crm_is_counted_and_has_its_span(grown: Figures, finished: Finished) -> None:
    fake = FakeCrm()
    crm = WatchedCrm(fake, "fernhill")
    wanted = request(fake.add_contact("Ada Birch", "+12025550171"))

    crm.apply(crm.plan(wanted), wanted, deadline_ms=DEADLINE_MS)

    assert grown("crm_operations_total", tenant="fernhill", operation="apply", outcome="ok") == 1
    assert grown("crm_operation_duration_seconds_count", operation="apply") == 1
    plan, apply = finished()
    assert (plan.name, plan.kind) == ("crm plan", SpanKind.INTERNAL)
    assert (apply.name, apply.kind) == ("crm apply", SpanKind.CLIENT)
    said = plan.to_json() + apply.to_json()
    assert not [word for word in (wanted.body, wanted.subject, "Birch", KEY, "2025550171") if word in said]


def test_a_failure_of_the_crm_is_counted_by_its_family(grown: Figures, finished: Finished) -> None:
    fake = FakeCrm()
    fake.lose_next_answer()
    wanted = request(fake.add_contact("Ada Birch"))
    crm = WatchedCrm(fake, "fernhill")

    with pytest.raises(Transient):
        crm.apply(crm.plan(wanted), wanted, deadline_ms=DEADLINE_MS)

    assert grown("crm_operations_total", tenant="fernhill", operation="apply", outcome="transient") == 1
    failed = finished()[-1]
    assert failed.attributes is not None
    assert failed.attributes["error.type"] == "Transient"


def test_what_salesforce_tells_of_its_days_limit_is_shown(grown: Figures) -> None:
    with running_org() as org:
        crm = WatchedCrm(org.crm, "metered")

        crm.resolve(Party(phone="+12025550171"), deadline_ms=DEADLINE_MS)

    assert grown("crm_api_requests_used", tenant="metered") >= 1
    assert grown("crm_api_requests_allowed", tenant="metered") > 1_000


def test_a_completion_is_counted_with_its_tokens_and_its_cost(grown: Figures, finished: Finished) -> None:
    answer = Completion(
        text="the heron lands",
        model="m-2026-01",
        prompt_tokens=30,
        completion_tokens=5,
        cached_tokens=20,
        cost=0.25,
    )
    model = WatchedModel(FakeModel(answer, name="m"), "fernhill")

    given = model.complete(of_models.request())

    assert given == answer
    labels = {"tenant": "fernhill", "model": "m"}
    assert grown("model_requests_total", outcome="ok", **labels) == 1
    assert grown("model_request_duration_seconds_count", **labels) == 1
    assert [
        grown("model_tokens_total", kind=kind, **labels) for kind in ("prompt", "completion", "cached")
    ] == [
        30,
        5,
        20,
    ]
    assert grown("model_cost_total", **labels) == 0.25
    (span,) = finished()
    assert "heron" not in span.to_json()
    assert of_models.SPOKEN not in span.to_json()


def test_a_refused_completion_is_counted_by_its_code(grown: Figures) -> None:
    model = WatchedModel(FakeModel(Transient("rate_limited"), name="m"), "fernhill")

    with pytest.raises(Transient):
        model.complete(of_models.request())

    assert grown("model_requests_total", tenant="fernhill", model="m", outcome="rate_limited") == 1
