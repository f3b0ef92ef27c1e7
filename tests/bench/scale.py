"""`python -m tests.bench.scale`: what a call costs beside 1,000,000 stored wrap-ups, against beside 10,000.

Two databases on one PostgreSQL server of our own, filled by `tests.bulk` and different in nothing but their
size. Calls go the whole way (webhook, draft, confirm, write) in this process, in turn through the one and
through the other, so that whatever else the machine does falls on both alike. Model and CRM are stand-ins
in memory: they cost the same at any size.
"""

import argparse
import json
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg import sql
from sqlalchemy import URL

from service.domain.wrapup import State
from service.storage import Keyring, Storage, migrate, roles
from tests import bulk
from tests.bench.instance import DURABLE
from tests.bench.load import Calls
from tests.fakes.llm import FakeModel
from tests.postgres_server import PostgresServer, start_server
from tests.service.flows.world import ADMIN, PHONE, SOURCE, World, a_body
from tests.service.storage.builders import Told
from tests.vendors.model_answers import plausible

SERVICE = "aftercall_service"
WARM_UP = 20
ALLOWED = 1.2
Result = TypeVar("Result")


@dataclass
class Side:
    """One database: how many wrap-ups it holds, and what calls through it took, in milliseconds by stage."""

    stored: int
    world: World
    wall: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def time(self, stage: str, work: Callable[[], Result]) -> Result:
        started = time.perf_counter()
        try:
            return work()
        finally:
            self.wall[stage].append((time.perf_counter() - started) * 1000)


def main() -> None:
    asked = _arguments()
    server = start_server(DURABLE)
    try:
        sides = [_side(server, stored) for stored in (asked.few, asked.many)]
        _measure(sides, asked.calls)
        _tell(sides, asked)
        for side in sides:
            side.world.storage.dispose()
    finally:
        server.stop()


def _side(server: PostgresServer, stored: int) -> Side:
    name = f"scale_{stored}"
    superuser = server.superuser.set(database=name)
    service = superuser.set(username=SERVICE)
    _run(server.superuser, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate.upgrade(_text(superuser))
    _run(
        server.superuser,
        sql.SQL("DO $$ BEGIN CREATE ROLE {} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$").format(
            sql.Identifier(SERVICE)
        ),
    )
    roles.grant(_text(superuser), SERVICE)
    storage = Storage(_text(service), Keyring.fresh(), after_commit=Told())
    world = World(storage, clock=None, told=Told())  # type: ignore[arg-type]  # the database's own clock
    world.crm.add_contact("Amara Okafor", PHONE)
    world.connections.language_model = FakeModel(_answer)
    wrapup = world.confirm(world.ready())
    world.work_off()
    began = time.monotonic()
    address = superuser.set(drivername="postgresql").render_as_string(hide_password=False)
    bulk.grow(address, bulk.Template(wrapup.call_id, wrapup.id), stored)
    print(f"{stored:>9,} wrap-ups stored in {time.monotonic() - began:.0f} s, {_size(address)} on disk")
    return Side(stored, world)


def _answer(request: object) -> str:
    messages = [{"role": one.role, "content": one.content} for one in request.messages]  # type: ignore[attr-defined]
    schema = request.json_schema  # type: ignore[attr-defined]
    wanted = {"type": "json_schema", "json_schema": {"schema": schema}}
    return json.dumps(plausible({"messages": messages, "response_format": wanted}))


def _measure(sides: list[Side], calls: int) -> None:
    talk = [(turn.speaker.value, turn.text) for turn in Calls(1000).turns(0)]
    for number in range(WARM_UP + calls):
        if number == WARM_UP:
            for side in sides:
                side.wall.clear()
        # First one, then the other begins, so that neither always finds warm caches.
        for side in sides if number % 2 else reversed(sides):
            _call(side, tuple(talk))


def _call(side: Side, talk: tuple[tuple[str, str], ...]) -> None:
    world, name = side.world, uuid.uuid4().hex
    body = a_body(external_id=name, talk=talk)
    receipt = side.time("webhook", lambda: world.receive(body, delivery=name, source=SOURCE))
    side.time("draft", world.work_off)
    wrapup = world.wrapup_of(receipt.call_ids[0])
    side.time("confirm", lambda: world.confirm(wrapup))
    side.time("write", world.work_off)
    state = world.review.get(ADMIN, wrapup.id).state
    if state is not State.WRITTEN:
        raise SystemExit(f"a call ended as {state}: nothing is measured so")


def _tell(sides: list[Side], asked: argparse.Namespace) -> None:
    few, many = sides
    print(f"median ms of {asked.calls} calls, in turn; {few.stored:,} and {many.stored:,} wrap-ups stored")
    worst = 0.0
    stages = {}
    for stage in (*few.wall, "together"):
        small, large = _median(few, stage), _median(many, stage)
        ratio = large / small
        worst = ratio if stage == "together" else worst
        stages[stage] = {"few_ms": round(small, 2), "many_ms": round(large, 2), "ratio": round(ratio, 3)}
        print(f"  {stage:<9} {small:8.2f} {large:8.2f}   x {ratio:.3f}")
    print(f"within a fifth: {'yes' if worst <= ALLOWED else 'no'}")
    if asked.json:
        asked.json.write_text(
            json.dumps({"few": few.stored, "many": many.stored, "stages": stages}, indent=1)
        )


def _median(side: Side, stage: str) -> float:
    if stage != "together":
        return statistics.median(side.wall[stage])
    return statistics.median(map(sum, zip(*side.wall.values(), strict=True)))


def _size(address: str) -> str:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    return str(found[0]) if found else "?"


def _run(address: URL, command: sql.Composed) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(command)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument(
        "--folder", type=Path, help="where the databases lie; default: the system's for temporary files"
    )
    parser.add_argument("--json", type=Path, help="write the figures here too")
    asked = parser.parse_args()
    if asked.folder:
        tempfile.tempdir = str(asked.folder)
    return asked


if __name__ == "__main__":
    main()
