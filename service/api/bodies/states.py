"""How the review list is asked for states: `?state=ready,blocked` as well as `?state=ready&state=blocked`."""

from typing import Annotated

from fastapi import Depends, Query

from service.domain.errors import FieldProblem, Invalid
from service.domain.wrapup import State

NAMES = "^(?:(?:{0})(?:,(?:{0}))*)?$".format("|".join(State))


def _states(
    state: Annotated[
        list[str] | None,
        Query(
            max_length=len(State),
            description="One or more states, repeated or separated by commas",
            json_schema_extra={"items": {"type": "string", "pattern": NAMES}},
        ),
    ] = None,
) -> tuple[State, ...]:
    names = {name for part in state or () for name in part.split(",") if name}
    if unknown := names - set(State):
        detail = f"query state: {len(unknown)} of them unknown; there are: {', '.join(State)}"
        raise Invalid(FieldProblem(pointer="", detail=detail))
    return tuple(one for one in State if one in names)


States = Annotated[tuple[State, ...], Depends(_states)]
