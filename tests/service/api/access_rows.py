"""Who may use which route: a row for each, with a request that is made anew for every caller."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from service.domain.access import Role
from service.domain.learning import RankerFigures
from service.domain.wrapup import State, WrapUp
from tests.service.api.desk import PROFILE, SOURCE, TENANT, Desk, operator

INGEST, AGENT, SUPERVISOR = Role.INGEST, Role.AGENT, Role.SUPERVISOR
VIEWER, TUNER, APPROVER = Role.VIEWER, Role.TUNER, Role.APPROVER


@dataclasses.dataclass(frozen=True)
class Ask:
    """A request. `about` are words that nobody is told who may not see what it is about."""

    fills: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: str = ""
    json: Any = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    about: tuple[str, ...] = ()


Make = Callable[[Desk], Ask]


@dataclasses.dataclass(frozen=True)
class Row:
    """What callers get: `ok` who holds one of the roles, `other` another agent of the tenant, `foreign` the
    admin of another tenant who names this tenant's things. An admin always gets `ok`; anybody else 403.
    """

    roles: frozenset[Role]
    make: Make
    ok: int = 200
    foreign: int = 404
    other: int = 404


@dataclasses.dataclass(frozen=True)
class Open:
    """A route that asks for no credential, and answers everybody the same."""

    status: int
    make: Make


def _row(*roles: Role, make: Make, ok: int = 200, foreign: int = 404, other: int = 404) -> Row:
    return Row(frozenset(roles), make, ok, foreign, other)


def _nothing(_: Desk) -> Ask:
    return Ask()


def _call(desk: Desk) -> Ask:
    call_id = desk.call()
    return Ask(fills={"call_id": call_id}, about=(call_id, "hedge trimmer"))


def _running(desk: Desk) -> Ask:
    return Ask(fills={"call_id": desk.call()}, json={"segments": []})


def _heard(desk: Desk) -> Ask:
    external_id = desk.body()["call"]["external_id"]
    return Ask(
        fills={"source": SOURCE, "external_id": external_id}, json={"segments": []}, about=(external_id,)
    )


def _delivery(desk: Desk) -> Ask:
    delivery_id = desk.delivery()
    return Ask(fills={"delivery_id": delivery_id}, about=(delivery_id,))


def _about(wrapup: WrapUp, **more: Any) -> Ask:
    return Ask(
        **{
            "fills": {"wrapup_id": wrapup.id},
            "headers": {"If-Match": f'"{wrapup.version}"'},
            "about": (wrapup.call_id, "hedge trimmer"),
            **more,
        }
    )


def _wrapup(state: State = State.READY, **more: Any) -> Make:
    return lambda desk: _about(desk.wrapup(state), **more)


def _draft(desk: Desk) -> Ask:
    wrapup = desk.wrapup()
    return _about(wrapup, fills={"wrapup_id": wrapup.id, "number": wrapup.draft.number})


def _target(desk: Desk) -> Ask:
    wrapup = desk.wrapup()
    return _about(wrapup, fills={"wrapup_id": wrapup.id, "target_id": "t1"}, json={"none": True})


def _confirm(desk: Desk) -> Ask:
    wrapup = desk.wrapup()
    return _about(wrapup, json={"draft": wrapup.draft.number})


def _listed(desk: Desk) -> Ask:
    """A list in which the thing may or may not stand."""
    return Ask(about=(desk.wrapup().call_id,))


def _external_id(desk: Desk) -> Ask:
    body = desk.body()
    call_id = desk.call_of(body)
    return Ask(query=f"external_id={body['call']['external_id']}", about=(call_id,))


def _profile(desk: Desk) -> Ask:
    stored = desk.profile()
    return Ask(
        fills={"name": PROFILE, "version": stored.version},
        json={"version": stored.version},
        about=(stored.profile.content_hash(), stored.profile.language),
    )


def _ranker(desk: Desk) -> Ask:
    """What only this tenant has learnt."""
    figures = RankerFigures(examples=4711, evidence=0)
    with desk.services.storage.work.begin(TENANT) as unit:
        unit.rankers.add(PROFILE, 1, b"", figures, ())
    return Ask(about=(PROFILE, "4711"))


def _fit(desk: Desk) -> Ask:
    stored = desk.profile()
    desk.services.profiles.publish(operator(), PROFILE, stored.version)
    return Ask(fills={"name": PROFILE})


def _import(desk: Desk) -> Ask:
    return Ask(json={"profile": desk.content().model_dump(mode="json")})


def _job(desk: Desk) -> Ask:
    job_id = desk.job()
    return Ask(fills={"job_id": job_id}, about=(job_id,))


def _key(desk: Desk) -> Ask:
    key_id = desk.spare_key()
    return Ask(fills={"key_id": key_id}, about=(key_id,))


WORK = (AGENT, SUPERVISOR)
READ = (AGENT, SUPERVISOR, TUNER, APPROVER, VIEWER)

ROWS: Mapping[tuple[str, str], Row | Open] = {
    ("POST", "/v1/webhooks/{source}"): Open(
        401, lambda desk: Ask(fills={"source": SOURCE}, json=desk.body())
    ),
    ("POST", "/v1/widget/sessions"): Open(401, lambda _: Ask(json={"ticket": "act_invented"})),
    ("GET", "/healthz"): Open(200, _nothing),
    ("HEAD", "/healthz"): Open(200, _nothing),
    ("GET", "/readyz"): Open(200, _nothing),
    ("HEAD", "/readyz"): Open(200, _nothing),
    ("GET", "/metrics"): Open(200, _nothing),
    ("GET", "/openapi.json"): Open(200, _nothing),
    ("HEAD", "/openapi.json"): Open(200, _nothing),
    ("GET", "/review"): Open(503, _nothing),
    ("HEAD", "/review"): Open(503, _nothing),
    ("POST", "/v1/calls"): _row(INGEST, make=lambda desk: Ask(json=desk.body()), ok=202, foreign=202),
    ("GET", "/v1/calls"): _row(INGEST, *WORK, make=_external_id, foreign=200, other=200),
    ("GET", "/v1/calls/{call_id}"): _row(INGEST, *WORK, make=_call),
    ("GET", "/v1/calls/{call_id}/transcript"): _row(*WORK, make=_call),
    ("GET", "/v1/calls/{call_id}/vcon"): _row(*WORK, make=_call),
    ("POST", "/v1/calls/{call_id}/segments"): _row(INGEST, make=_running, ok=202),
    ("POST", "/v1/sources/{source}/calls/{external_id}/segments"): _row(INGEST, make=_heard, ok=202),
    ("DELETE", "/v1/calls/{call_id}"): _row(make=_call),
    ("GET", "/v1/deliveries"): _row(INGEST, make=_delivery, foreign=200),
    ("GET", "/v1/deliveries/{delivery_id}"): _row(INGEST, make=_delivery),
    ("POST", "/v1/deliveries/{delivery_id}/replay"): _row(INGEST, make=_delivery),
    ("GET", "/v1/events"): _row(*WORK, make=_listed, foreign=200, other=200),
    ("GET", "/v1/jobs"): _row(make=_job, foreign=200),
    ("GET", "/v1/jobs/{job_id}"): _row(make=_job),
    ("POST", "/v1/jobs/{job_id}/retry"): _row(make=_job),
    ("GET", "/v1/keys"): _row(make=_key, foreign=200),
    ("POST", "/v1/keys"): _row(make=lambda _: Ask(json={"roles": ["viewer"]}), ok=201, foreign=201),
    ("DELETE", "/v1/keys/{key_id}"): _row(make=_key, ok=204),
    ("POST", "/v1/widget/tickets"): _row(make=lambda _: Ask(json={"agent_id": "mara"}), ok=201, foreign=201),
    ("GET", "/v1/ledger"): _row(SUPERVISOR, VIEWER, make=_listed, foreign=200),
    ("GET", "/v1/profiles"): _row(*READ, make=_profile, foreign=200, other=200),
    ("GET", "/v1/profiles/{name}/{version}"): _row(*READ, make=_profile, other=200),
    ("POST", "/v1/profiles"): _row(TUNER, make=_import, ok=201, foreign=201),
    ("POST", "/v1/profiles/{name}/publish"): _row(APPROVER, make=_profile),
    ("GET", "/v1/rankers"): _row(TUNER, APPROVER, VIEWER, make=_ranker, foreign=200, other=200),
    ("POST", "/v1/rankers/{name}/fit"): _row(TUNER, make=_fit, ok=202),
    ("GET", "/v1/wrapups"): _row(*WORK, make=_listed, foreign=200, other=200),
    ("GET", "/v1/wrapups/{wrapup_id}"): _row(*WORK, make=_wrapup()),
    ("GET", "/v1/wrapups/{wrapup_id}/drafts/{number}"): _row(*WORK, make=_draft),
    ("GET", "/v1/wrapups/{wrapup_id}/history"): _row(*WORK, make=_wrapup()),
    ("PATCH", "/v1/wrapups/{wrapup_id}"): _row(*WORK, make=_wrapup(json={"content": {"fields": None}})),
    ("PUT", "/v1/wrapups/{wrapup_id}/targets/{target_id}"): _row(*WORK, make=_target),
    ("POST", "/v1/wrapups/{wrapup_id}/adopt"): _row(*WORK, make=lambda desk: _about(desk.offered())),
    ("POST", "/v1/wrapups/{wrapup_id}/confirm"): _row(*WORK, make=_confirm, ok=202),
    ("POST", "/v1/wrapups/{wrapup_id}/undo"): _row(*WORK, make=_wrapup(State.CONFIRMED)),
    ("POST", "/v1/wrapups/{wrapup_id}/dismiss"): _row(*WORK, make=_wrapup()),
    ("POST", "/v1/wrapups/{wrapup_id}/regenerate"): _row(*WORK, make=_wrapup(), ok=202),
}
MOUNTS = {"/review/assets"}
"""Files of the review page, for everybody."""
