"""`aftercall rankers …`: what was learnt from confirmations, and learning anew."""

import json
import sys
from typing import Annotated

import typer

from service.api.bodies.rankers import RankerBody
from service.cli.keys import AsJson, Data, Tenant, at_this_machine
from service.cli.output import out, table
from service.domain.learning import RankerRow
from service.flows.learn import LIVE

rankers = typer.Typer(help="What was learnt from confirmations: list, fit.", no_args_is_help=True)

Profile = Annotated[str | None, typer.Argument(help="The profile's name; every live one if left out.")]


@rankers.command("list")
def list_(tenant: Tenant = None, data: Data = None, as_json: AsJson = False) -> None:
    """List versions with the figures of their fit."""
    with at_this_machine(tenant, data) as (services, by):
        rows = services.learn.rows(by)
    if as_json:
        items = [RankerBody.of(row).model_dump(mode="json") for row in rows]
        sys.stdout.write(json.dumps({"items": items, "next_cursor": None}) + "\n")
        return
    if not rows:
        out.print("nothing is learnt yet: agents have confirmed too little that teaches something")
        return
    columns = ("version", "on", "examples", "evidence", "right", "top 3", "ece", "automatic from")
    table("Rankers", columns, [_cells(row) for row in rows])


@rankers.command()
def fit(profile: Profile = None, tenant: Tenant = None, data: Data = None, as_json: AsJson = False) -> None:
    """Fit a ranker as soon as a worker is free."""
    with at_this_machine(tenant, data) as (services, by):
        live = [row.name for row in services.profiles.rows(by) if LIVE in row.labels]
        asked = [profile] if profile else sorted(set(live))
        for name in asked:
            services.learn.ask(by, name)
    if as_json:
        sys.stdout.write(json.dumps({"profiles": asked}) + "\n")
        return
    out.print(f"asked for: {', '.join(asked)}; `aftercall rankers list` shows what came of it", markup=False)


def _cells(row: RankerRow) -> tuple[str, ...]:
    figures = row.figures
    certified = [one for one in figures.certificates if one.threshold is not None]
    return (
        f"{row.profile}@{row.version}" + ("" if row.usable else " (destroyed)"),
        f"{row.created_at:%Y-%m-%d %H:%M}",
        str(figures.examples),
        str(figures.evidence),
        _share(figures.accuracy),
        _share(figures.top3),
        _share(figures.ece),
        ", ".join(f"{one.code} {one.threshold:.2f}" for one in certified) or "none",
    )


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
