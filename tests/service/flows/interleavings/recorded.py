"""A flow cut into atomic steps: what it was told before is told again, one step is done, then it stops.

A step is one transaction, one request that leaves, or one answer that comes back. What was read and answered
in earlier steps stands in a log; a flow that is run anew with its log comes to the same place without
touching the database, so that any number of half-run flows can be kept, copied and gone on with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

from connectors.contracts import WritePlan, WriteReceipt, WriteRequest
from service.domain.ports import UnitOfWork, Work

Step = Literal["transaction", "leave", "answer"]
LOOKS_BEFORE_LEAVING = 2
"""How often a flow looks at the clock before it sends: before its intent is stored, and right before."""


class Paused(BaseException):
    """The flow has done its step and stands before another. No `except Exception` of a flow may catch this."""

    def __init__(self, before: Step) -> None:
        super().__init__(before)
        self.before = before


@dataclass(frozen=True)
class Told:
    """What one question was answered: a value, or an error that was raised."""

    value: Any = None
    error: Exception | None = None

    def tell(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


Log = tuple[Told, ...]


class Script:
    """One run of a flow: first along its log, then one step further."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._place = 0
        self._steps = 1
        self._looks = 0
        self.added: list[Told] = []

    @property
    def log(self) -> Log:
        return (*self._log, *self.added)

    @property
    def repeats(self) -> bool:
        return self._place < len(self._log)

    def step(self, kind: Step) -> None:
        """Where another actor may come between. Raises `Paused` once this run's step is done."""
        if self.repeats:
            return
        if self._steps == 0:
            raise Paused(kind)
        self._steps -= 1

    def look(self, clock: Callable[[], int]) -> float:
        """The process's own clock. The last look before a request leaves is one step with its leaving: what
        comes between them is too short for anything but luck.
        """
        self._looks += 1
        if self._looks == LOOKS_BEFORE_LEAVING:
            self.step("leave")
        seconds: float = self.ask(lambda: clock() / 1000)
        return seconds

    def leave(self) -> None:
        if self._looks < LOOKS_BEFORE_LEAVING:
            self.step("leave")

    def ask(self, question: Callable[[], Any]) -> Any:
        if self.repeats:
            self._place += 1
            return self._log[self._place - 1].tell()
        try:
            told = Told(question())
        except Exception as error:  # noqa: BLE001  # whatever it is, it is raised again
            told = Told(error=error.with_traceback(None))
        self.added.append(told)
        return told.tell()


class RecordedWork:
    """`service.domain.ports.Work` in which every transaction is a step."""

    def __init__(self, work: Work, script: Script) -> None:
        self._work = work
        self._script = script

    def begin(self, tenant_id: str) -> UnitOfWork:
        self._script.step("transaction")
        real = None if self._script.repeats else self._work.begin(tenant_id)
        unit: Any = _Unit(real, self._script)
        return unit  # type: ignore[no-any-return]

    def read(self, tenant_id: str) -> UnitOfWork:
        return self.begin(tenant_id)


class _Unit:
    """A transaction that is open for real, or one of the log's."""

    def __init__(self, real: Any, script: Script) -> None:
        self._real = real
        self._script = script

    def __enter__(self) -> Self:
        self._script.ask(self._opened)
        return self

    def _opened(self) -> None:
        self._real = self._real.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._real is not None:
            self._real.__exit__(kind, error, traceback)

    @property
    def now(self) -> Any:
        return self._script.ask(lambda: self._real.now)

    def __getattr__(self, store: str) -> Any:
        return _Store(self, store)

    def call(self, store: str, method: str, *given: Any, **named: Any) -> Any:
        return self._script.ask(lambda: getattr(getattr(self._real, store), method)(*given, **named))


class _Store:
    def __init__(self, unit: _Unit, name: str) -> None:
        self._unit = unit
        self._name = name

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return self._unit.call(self._name, method, *given, **named)

        return call


class RecordedCrm:
    """A CRM whose request leaves in one step and whose answer is read in another."""

    def __init__(
        self,
        script: Script,
        plan: Callable[[WriteRequest], WritePlan],
        leave: Callable[[WritePlan, WriteRequest, int], int],
        answer: Callable[[int], WriteReceipt],
    ) -> None:
        self._script = script
        self._leave = leave
        self._answer = answer
        self.plan = plan

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        self._script.leave()
        number = self._script.ask(lambda: self._leave(plan, request, deadline_ms))
        self._script.step("answer")
        receipt: WriteReceipt = self._script.ask(lambda: self._answer(number))
        return receipt
