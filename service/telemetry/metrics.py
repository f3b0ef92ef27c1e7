"""Every figure that a process counts itself; `service.telemetry.scrape` adds what the database knows.

Names end in their unit, or in `_total` where they only grow. A label's values are few and known: tenants and
sources of the configuration, routes' templates, our own words; never an id.
"""

import threading

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each we have
ProcessCollector(registry=REGISTRY)

OTHER = "other"
MOST_VALUES = 500
"""More values than this of one label are counted together: a fault must not grow the store of a monitor."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
DRAFT_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
MODEL_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


class Bounded:
    """Lets the first values of a label through, and makes one of all that come after."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most = most
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, value: str) -> str:
        if value in self._known:
            return value
        with self._lock:
            if len(self._known) < self._most:
                self._known.add(value)
        return value if value in self._known else OTHER


tenant = Bounded()
source = Bounded()
model = Bounded()
code = Bounded(100)


def _counter(name: str, about: str, *labels: str) -> Counter:
    return Counter(f"aftercall_{name}", about, labels, registry=REGISTRY)


def _gauge(name: str, about: str, *labels: str) -> Gauge:
    return Gauge(f"aftercall_{name}", about, labels, registry=REGISTRY)


def _seconds(name: str, about: str, *labels: str, buckets: tuple[float, ...] = SECONDS) -> Histogram:
    return Histogram(f"aftercall_{name}_seconds", about, labels, registry=REGISTRY, buckets=buckets)


BUILD = _gauge("build_info", "Always 1; the release, and which process this is", "version", "process")

HTTP = _seconds(
    "http_request_duration", "From a request to the beginning of its answer", "method", "route", "status"
)
POOL = _gauge(
    "database_connections",
    "This process's connections to the database: in use, and how many there may be",
    "state",
)

STREAMS = _gauge("event_streams", "Event streams that are open")
DELIVERIES = _counter("webhook_deliveries", "Deliveries by what became of them", "source", "outcome")

STAGE = _seconds(
    "time_to_draft",
    "From a call's acceptance, or its end where it was heard while it ran, to a stage of its draft",
    "stage",
    buckets=DRAFT_SECONDS,
)
DRAFTS = _counter(
    "drafts",
    "Drafts that were settled; kind extractive with a reason is a degraded one",
    "tenant",
    "kind",
    "reason",
)

JOBS = _counter("jobs_run", "Runs of jobs by what came of them", "kind", "outcome")
JOB_TIME = _seconds("job_run_duration", "One run of a job", "kind", buckets=DRAFT_SECONDS)
IN_HAND = _gauge("jobs_in_hand", "Jobs that this worker runs now")
THREADS = _gauge("worker_threads", "Jobs that this worker can run at once")
CRASHES = _counter("job_crashes", "Leases that ended with their worker")

MODEL_REQUESTS = _counter(
    "model_requests",
    "Requests to language models; outcome is ok or an error's code",
    "tenant",
    "model",
    "outcome",
)
MODEL_TIME = _seconds(
    "model_request_duration", "One request to a language model", "tenant", "model", buckets=MODEL_SECONDS
)
TOKENS = _counter(
    "model_tokens", "Tokens by kind: prompt, completion; cached are part of prompt", "tenant", "model", "kind"
)
COST = _counter(
    "model_cost", "What tokens cost by the prices of the tenant's file, in their currency", "tenant", "model"
)

CRM = _counter(
    "crm_operations",
    "Operations on CRMs; outcome is ok or an error's family",
    "tenant",
    "operation",
    "outcome",
)
CRM_TIME = _seconds("crm_operation_duration", "One operation on a CRM", "operation")
CRM_USED = _gauge(
    "crm_api_requests_used", "Requests of the CRM's day that are used, as it said last", "tenant"
)
CRM_ALLOWED = _gauge(
    "crm_api_requests_allowed", "Requests that the CRM allows a day, as it said last", "tenant"
)
TELEPHONY = _counter(
    "telephony_requests",
    "Questions to telephony vendors: fetch, list, code; outcome is ok or an error's code",
    "source",
    "operation",
    "outcome",
)
TELEPHONY_TIME = _seconds("telephony_request_duration", "One question to a telephony vendor", "operation")
WRITES = _counter("writes", "Confirmed wrap-ups that were written or blocked", "tenant", "outcome")

STEP_DONE = _gauge(
    "scheduler_step_success_timestamp_seconds", "When a step of the scheduler's round last ended well", "step"
)
STEP_FAILED = _counter("scheduler_step_failures", "Steps of the scheduler's round that failed", "step")
SPANS = _counter(
    "trace_spans", "Spans sent to the collector, or lost because it did not take them", "outcome"
)
