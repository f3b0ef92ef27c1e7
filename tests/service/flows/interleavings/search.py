"""Every state that can be reached, each looked at once, and in how many ways they can follow each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.service.flows.interleavings.house import House
from tests.service.flows.interleavings.state import Action, Bounds, State

Check = Callable[[State], None]


class Wrong(AssertionError):
    """What is not as it must be, and the schedule that leads there."""


@dataclass
class Graph:
    """States by number; what follows each, by which action."""

    follows: list[list[tuple[Action, int]]] = field(default_factory=list)
    quiet: list[bool] = field(default_factory=list)

    def add(self, state: State) -> None:
        self.follows.append([])
        self.quiet.append(state.quiet)

    @property
    def steps(self) -> int:
        return sum(len(edges) for edges in self.follows)

    def stuck(self) -> list[int]:
        """States in which something is under way, and nothing goes on unless a person does something."""
        still = (not any(action.wanted for action, _ in edges) for edges in self.follows)
        return [state for state, end in enumerate(still) if end and not self.quiet[state]]

    def schedules(self) -> int:
        """How many whole schedules there are, from the first state to one after which nothing can happen.

        Raises `Wrong` where something could go on for ever.
        """
        ways = [0] * len(self.follows)
        for state in self._backwards():
            ways[state] = sum(ways[after] for _, after in self.follows[state]) or 1
        return ways[0]

    def _backwards(self) -> Iterator[int]:
        """Each state after all that can follow it."""
        done: dict[int, bool] = {0: False}
        stack = [(0, iter(self.follows[0]))]
        while stack:
            state, edges = stack[-1]
            after = next((after for _, after in edges if not done.get(after, False)), None)
            if after is None:
                done[state] = True
                stack.pop()
                yield state
            elif after in done:
                raise Wrong(f"state {after} can follow itself")
            else:
                done[after] = False
                stack.append((after, iter(self.follows[after])))


@dataclass
class _Frame:
    state: State
    number: int
    actions: Iterator[Action]
    action: Action | None = None


def explore(house: House, bounds: Bounds, check: Check) -> Graph:
    """Depth first, over copies of the database. Raises `Wrong` with the schedule where `check` fails."""
    graph, first = Graph(), house.begin(bounds)
    known = {first.signature(): 0}
    graph.add(first)
    stack = [_Frame(first, 0, house.actions(first))]
    while stack:
        frame = stack[-1]
        frame.action = next(frame.actions, None)
        if frame.action is None:
            stack.pop().state.database.close()
            continue
        after = house.after(frame.state, frame.action)
        number = known.setdefault(after.signature(), len(graph.follows))
        if number != frame.number:
            graph.follows[frame.number].append((frame.action, number))
        if number < len(graph.follows):
            after.database.close()
            continue
        graph.add(after)
        _checked(check, after, [one.action for one in stack if one.action])
        stack.append(_Frame(after, number, house.actions(after)))
    return graph


def _checked(check: Check, state: State, schedule: list[Action]) -> None:
    try:
        check(state)
    except AssertionError as wrong:
        told = " → ".join(map(str, schedule))
        raise Wrong(f"{wrong}\nafter {told}") from None
