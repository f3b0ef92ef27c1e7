"""All figures there are, as a monitor sees them: of a process, and looked up."""

from dataclasses import dataclass
from typing import cast

from prometheus_client.core import Metric
from prometheus_client.metrics import MetricWrapperBase

from service.telemetry import metrics
from service.telemetry.scrape import Installation

OF_THE_PROCESS = frozenset({"process_cpu_seconds_total", "process_resident_memory_bytes"})
"""Two of those that the client library adds for every process on Linux."""

ENDINGS = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}


@dataclass(frozen=True)
class Figure:
    name: str
    kind: str
    labels: tuple[str, ...]
    about: str

    @property
    def series(self) -> tuple[str, ...]:
        """The names under which a monitor stores it."""
        return tuple(self.name + ending for ending in ENDINGS[self.kind])

    @property
    def shown(self) -> str:
        """The one name under which it is explained."""
        return self.name + ("_total" if self.kind == "counter" else "")

    @property
    def row(self) -> str:
        labels = ", ".join(f"`{label}`" for label in self.labels)
        return f"| `{self.shown}` | {self.kind} | {labels} | {self.about} |"


def figures() -> list[Figure]:
    counted = [_counted(one) for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    return sorted([*counted, *looked_up()], key=lambda one: one.name)


def _counted(one: MetricWrapperBase) -> Figure:
    (family,) = one.describe()
    return Figure(family.name, family.type, tuple(one._labelnames), family.documentation)


def looked_up() -> list[Figure]:
    installation = Installation(parts={}, waits=tuple, switched_off=list, tenants=set)
    return [_family(family) for family in installation.collect()]


def _family(family: Metric) -> Figure:
    labels = cast("tuple[str, ...]", family._labelnames)  # type: ignore[attr-defined]  # told no other way
    return Figure(family.name, family.type, tuple(labels), family.documentation)


if __name__ == "__main__":
    print("\n".join(figure.row for figure in figures()))
