"""What was learnt from confirmations: versions with their figures, and asking for a fit."""

from fastapi import APIRouter

from service.api.bodies.rankers import FitBody, RankerBody
from service.api.bodies.shapes import whole
from service.api.dependencies import App, Caller
from service.api.openapi import problems
from service.api.routers.profiles import Name
from service.domain.errors import NotFound
from service.domain.page import Page

router = APIRouter(prefix="/rankers", tags=["rankers"], responses=problems())


@router.get("")
def rankers(services: App, caller: Caller) -> Page[RankerBody]:
    """By profile, newest version first; drafts use the newest one that is usable."""
    return whole(tuple(RankerBody.of(row) for row in services.learn.rows(caller)))


@router.post("/{name}/fit", status_code=202, responses=problems(NotFound))
def fit_ranker(name: Name, services: App, caller: Caller) -> FitBody:
    """Fits the profile's ranker as soon as a worker is free, however little is new."""
    services.learn.ask(caller, name)
    return FitBody(profile=name)
