"""What the database, the broker and tenants' files say when a monitor asks; whatever is away, it answers.

The looking is done by a thread of its own, one at a time, and kept for a few seconds. A scrape waits for it
a moment and then tells what is known: a database that hangs must not hide the figures that we have.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import structlog
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from service.domain.board import LaneWait
from service.telemetry.metrics import OTHER, REGISTRY

log = structlog.get_logger(__name__)

MEDIA_TYPE = CONTENT_TYPE_LATEST
KEEP_S = 5.0
WAIT_S = 1.5
HANGS_S = 5.0
"""A part whose check takes this long is as good as away."""

_QUEUE = ("tenant", "lane")
_PREFIX = "aftercall_"
_QUEUE_FIGURES = {
    "queue_due": ("due", "Jobs that are due and free"),
    "queue_leased": ("leased", "Jobs that a worker has"),
    "queue_parked": ("parked", "Jobs that wait for a person"),
    "queue_lone_due": ("lone_due", "Due jobs that must run alone, since they took a worker down before"),
}

Check = Callable[[], object]


class Installation(Collector):
    """One a process that answers scrapes. `parts` raise when they do not answer; `waits` asks the database."""

    def __init__(
        self,
        *,
        parts: Mapping[str, Check],
        waits: Callable[[], Sequence[LaneWait]],
        switched_off: Callable[[], Sequence[tuple[str, str]]],
        tenants: Callable[[], Collection[str]],
        wait_s: float = WAIT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._parts = parts
        self._waits = waits
        self._switched_off = switched_off
        self._tenants = tenants
        self._wait_s = wait_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._begun = -KEEP_S
        self._up: dict[str, bool] = {}
        self._known: tuple[LaneWait, ...] = ()

    def exposition(self) -> bytes:
        """All figures as Prometheus reads them, within two seconds."""
        self.refresh()
        return generate_latest(_Both(self))

    def refresh(self) -> None:
        """Look anew unless that was done just now; wait for it, but not long."""
        with self._lock:
            looking = self._thread is not None and self._thread.is_alive()
            if not looking and self._monotonic() - self._begun >= KEEP_S:
                self._begun = self._monotonic()
                self._thread = threading.Thread(target=self._look, name="scrape", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None:
            thread.join(self._wait_s)

    def collect(self) -> Iterator[Metric]:
        yield self._reachable()
        yield from self._queues()
        yield self._off()

    def _look(self) -> None:
        for name, check in self._parts.items():
            self._up[name] = _answers(name, check)
        try:
            self._known = tuple(self._waits())
        except Exception as error:  # noqa: BLE001  # whatever it is, the other figures are told
            self._known = ()
            log.warning("queues_unknown", error=type(error).__name__)

    def _reachable(self) -> Metric:
        family = GaugeMetricFamily(
            f"{_PREFIX}dependency_up", "1 where database and broker answer, else 0", labels=("part",)
        )
        thread = self._thread
        hangs = thread is not None and thread.is_alive() and self._monotonic() - self._begun > HANGS_S
        for name in self._parts:
            known = self._up.get(name)
            if hangs or known is not None:
                family.add_metric((name,), float(bool(known) and not hangs))
        return family

    def _queues(self) -> Iterator[Metric]:
        rows = self._rows()
        for name, (field, about) in _QUEUE_FIGURES.items():
            family = GaugeMetricFamily(_PREFIX + name, about, labels=_QUEUE)
            sums: dict[tuple[str, str], int] = {}
            for key, row in rows:
                sums[key] = sums.get(key, 0) + int(getattr(row, field))
            for key, count in sums.items():
                family.add_metric(key, count)
            yield family
        oldest = GaugeMetricFamily(
            f"{_PREFIX}queue_oldest_due_seconds", "How long the longest due job has waited", labels=_QUEUE
        )
        ages: dict[tuple[str, str], float] = {}
        for key, row in rows:
            ages[key] = max(ages.get(key, 0.0), row.oldest_due_ms / 1000)
        for key, age in ages.items():
            oldest.add_metric(key, age)
        yield oldest

    def _rows(self) -> list[tuple[tuple[str, str], LaneWait]]:
        configured = self._tenants()
        return [
            ((row.tenant_id if row.tenant_id in configured else OTHER, row.lane.value), row)
            for row in self._known
        ]

    def _off(self) -> Metric:
        family = GaugeMetricFamily(
            f"{_PREFIX}switched_off",
            "Parts of tenants' files that are off because of what they say",
            labels=("tenant", "part"),
        )
        counts: dict[tuple[str, str], int] = {}
        for key in self._switched_off():
            counts[key] = counts.get(key, 0) + 1
        for key, count in counts.items():
            family.add_metric(key, count)
        return family


class _Both(Collector):
    """What the process counts, and what it looked up."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def collect(self) -> Iterator[Metric]:
        yield from REGISTRY.collect()
        yield from self._installation.collect()


def _answers(name: str, check: Check) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001  # whatever stands in the way, its text may hold an address
        log.warning("not_reachable", part=name, error=type(error).__name__)
        return False
    return True
