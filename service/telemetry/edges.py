"""What a tenant connects to, watched: every question to a CRM or a model gets a span, a time and a count.

Whoever asks lends its turn at the processor to others until the answer comes. Nothing of question or answer is kept: operation, outcome, tokens and time are all.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from connectors.contracts import (
    Completion,
    CompletionRequest,
    Crm,
    LanguageModel,
    Party,
    Resolution,
    WritePlan,
    WriteReceipt,
    WriteRequest,
    WrittenRecord,
)
from connectors.errors import ConnectorError
from connectors.limits import Metered
from service.domain.access import Agent
from service.domain.connections import Connections, Source
from service.domain.limits import Connection, Limits
from service.telemetry import metrics, tracing
from service.turns import away

OK = "ok"


@contextmanager
def asking(operation: str, tenant_id: str, source: str) -> Iterator[None]:
    """A question to a telephony vendor: watched, and the turn at the processor lent to others meanwhile."""
    begun, outcome = time.perf_counter(), "error"
    labels = metrics.source(source), operation
    try:
        with away(), tracing.outward("telephony", tenant=metrics.tenant(tenant_id), operation=operation):
            yield
        outcome = OK
    except ConnectorError as error:
        outcome = metrics.code(error.code)
        raise
    finally:
        metrics.TELEPHONY_TIME.labels(operation).observe(time.perf_counter() - begun)
        metrics.TELEPHONY.labels(*labels, outcome).inc()


class WatchedModel:
    """`connectors.contracts.LanguageModel`."""

    def __init__(self, model: LanguageModel, tenant_id: str) -> None:
        self._model = model
        self._labels = (metrics.tenant(tenant_id), metrics.model(model.name))

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context_tokens(self) -> int:
        return self._model.context_tokens

    def complete(self, request: CompletionRequest) -> Completion:
        tenant, model = self._labels
        begun = time.perf_counter()
        outcome = "error"
        with away(), tracing.outward("model", tenant=tenant, model=model) as span:
            try:
                completion = self._model.complete(request)
                outcome = OK
            except ConnectorError as error:
                outcome = metrics.code(error.code)
                span.set(code=outcome)
                raise
            finally:
                metrics.MODEL_TIME.labels(tenant, model).observe(time.perf_counter() - begun)
                metrics.MODEL_REQUESTS.labels(tenant, model, outcome).inc()
            span.set(prompt_tokens=completion.prompt_tokens, completion_tokens=completion.completion_tokens)
        self._count(completion)
        return completion

    def check(self) -> None:
        self._model.check()

    def _count(self, completion: Completion) -> None:
        for kind, tokens in (
            ("prompt", completion.prompt_tokens),
            ("completion", completion.completion_tokens),
            ("cached", completion.cached_tokens),
        ):
            metrics.TOKENS.labels(*self._labels, kind).inc(max(tokens, 0))
        if completion.cost is not None:
            metrics.COST.labels(*self._labels).inc(max(completion.cost, 0.0))


class WatchedCrm:
    """`connectors.contracts.Crm`."""

    def __init__(self, crm: Crm, tenant_id: str) -> None:
        self._crm = crm
        self._tenant = metrics.tenant(tenant_id)

    def check(self) -> None:
        with self._asked("check"):
            self._crm.check()

    def resolve(self, party: Party, *, deadline_ms: int) -> Resolution:
        with self._asked("resolve"):
            return self._crm.resolve(party, deadline_ms=deadline_ms)

    def plan(self, request: WriteRequest) -> WritePlan:
        """Nothing is asked: a step of ours."""
        with tracing.span("crm plan", tenant=self._tenant):
            return self._crm.plan(request)

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        with self._asked("apply"):
            return self._crm.apply(plan, request, deadline_ms=deadline_ms)

    def read(self, keys: tuple[str, ...], *, deadline_ms: int) -> tuple[WrittenRecord, ...]:
        with self._asked("read"):
            return self._crm.read(keys, deadline_ms=deadline_ms)

    def close(self) -> None:
        self._crm.close()

    @contextmanager
    def _asked(self, operation: str) -> Iterator[None]:
        begun = time.perf_counter()
        outcome = "error"
        with away(), tracing.outward(f"crm {operation}", tenant=self._tenant) as span:
            try:
                yield
                outcome = OK
            except ConnectorError as error:
                outcome = type(error).__name__.lower()
                span.set(code=metrics.code(error.code), outcome=error.outcome.value)
                raise
            finally:
                metrics.CRM_TIME.labels(operation).observe(time.perf_counter() - begun)
                metrics.CRM.labels(self._tenant, operation, outcome).inc()
                self._note_usage()

    def _note_usage(self) -> None:
        usage = self._crm.usage if isinstance(self._crm, Metered) else None
        if usage is not None:
            metrics.CRM_USED.labels(self._tenant).set(usage.used)
            metrics.CRM_ALLOWED.labels(self._tenant).set(usage.allowed)


class WatchedConnections:
    """`service.domain.connections.Connections`, whose CRMs and models are watched."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def source(self, name: str) -> Source:
        return self._connections.source(name)

    def crm(self, tenant_id: str) -> Crm | None:
        crm = self._connections.crm(tenant_id)
        return None if crm is None else WatchedCrm(crm, tenant_id)

    def model(self, tenant_id: str) -> LanguageModel | None:
        model = self._connections.model(tenant_id)
        return None if model is None else WatchedModel(model, tenant_id)

    def agents(self, tenant_id: str) -> tuple[Agent, ...]:
        return self._connections.agents(tenant_id)

    def limits(self, tenant_id: str) -> Mapping[Connection, Limits]:
        return self._connections.limits(tenant_id)
