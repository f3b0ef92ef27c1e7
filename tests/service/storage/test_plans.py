"""How PostgreSQL finds what the hot paths ask for, with 20,000 wrap-ups stored: by an index, all of it.

The golden file names the index by which each table of each query is read. A query that reads a table that
grows from end to end costs the more the longer the product is used.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.engine import Engine

from service.domain.wrapup import State
from service.flows.sweep import Sweep
from service.storage import Keyring, Storage
from tests import bulk
from tests.databases import Databases
from tests.service.flows.world import ADMIN, AGENT, World, a_body
from tests.service.storage.builders import Told

GOLDEN = Path(__file__).parents[2] / "data" / "plans.txt"
STORED = 20_000
GROWING = {
    "calls",
    "call_bodies",
    "call_keys",
    "call_stages",
    "legs",
    "call_dedupe",
    "wrapups",
    "wrapup_bodies",
}
GROWING |= {"drafts", "intents", "ledger", "deliveries", "events", "audit"}
_COLUMNS = re.compile(r"^SELECT .*? FROM ")


class Plans:
    """Asks for the plan of each statement the first time it is run, in its own transaction, as its own role."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[tuple[str, str], ...]] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        event.listen(Engine, "before_cursor_execute", self._explain)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._explain)

    def _explain(self, connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        name = _name(statement)
        plain = statement.startswith("INSERT") and "SELECT" not in statement
        if name in self.found or plain or statement.startswith(("SELECT set_config", "SHOW")):
            return
        with cursor.connection.cursor() as beside:
            beside.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            self.found[name] = tuple(sorted(set(_paths(beside.fetchone()[0][0]["Plan"]))))


def _name(statement: str) -> str:
    """The statement without its list of columns and without numbers of its parameters."""
    line = " ".join(statement.split())
    short = _COLUMNS.sub("SELECT … FROM ", line, count=1)
    return re.sub(r"%\((\w+?)(?:_\d+)*\)s(?:::\w+)?", r":\1", short)


def _paths(plan: dict[str, Any], relation: str = "") -> Iterator[tuple[str, str]]:
    """Each table of a plan with the index by which it is read."""
    relation = plan.get("Relation Name", relation)
    if "Index Name" in plan:
        yield relation, plan["Index Name"]
    elif plan["Node Type"] == "Seq Scan":
        yield relation, "from end to end"
    for part in plan.get("Plans", []):
        yield from _paths(part, relation)


@pytest.fixture
def grown(postgres_url: str, postgres_databases: Databases) -> Iterator[World]:
    """A world in whose database one call went the whole way and 20,000 copies of it lie."""
    storage = Storage(postgres_url, Keyring.fresh(), after_commit=Told())
    world = World(storage, clock=None, told=Told())  # type: ignore[arg-type]  # the database's own clock
    wrapup = world.confirm(world.ready())
    world.work_off()
    assert world.review.get(ADMIN, wrapup.id).state is State.WRITTEN
    superuser = make_url(postgres_databases.given_url(str(make_url(postgres_url).database)))
    address = superuser.set(drivername="postgresql").render_as_string(hide_password=False)
    bulk.grow(address, bulk.Template(wrapup.call_id, wrapup.id), STORED)
    yield world
    storage.dispose()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("TRUNCATE calls, wrapups, ledger, deliveries, events CASCADE")


def _a_day(world: World) -> None:
    """What is asked of the database for each call, on each look of an agent, and in each round of a sweep."""
    ready = _received(world)
    world.review.get(AGENT, ready.id)
    world.review.page(AGENT, states=(State.READY,), limit=1)
    world.review.page(ADMIN, queue="support", limit=1)
    confirmed = world.confirm(ready)
    world.work_off()
    world.review.get(ADMIN, confirmed.id)
    world.receive(a_body(external_id="call-2"), delivery="d-2")
    Sweep(world.storage.board, _NoWakes()).run()
    world.storage.board.prune()


def _received(world: World) -> Any:
    receipt = world.receive(a_body(external_id="call-2"), delivery="d-2")
    world.work_off()
    return world.wrapup_of(receipt.call_ids[0])


class _NoWakes:
    def wake(self, *_: object, **__: object) -> None: ...

    def waiting(self, *_: object) -> int:
        return 0


@pytest.mark.postgres
def test_every_hot_query_goes_by_an_index(grown: World, request: pytest.FixtureRequest) -> None:
    plans = Plans()

    with plans.watching():
        _a_day(grown)

    slow = {
        name: paths
        for name, paths in plans.found.items()
        if any(table in GROWING and how == "from end to end" for table, how in paths)
    }
    assert slow == {}
    told = "".join(
        f"{name}\n{''.join(f'    {table}: {how}' + chr(10) for table, how in paths if table in GROWING)}"
        for name, paths in sorted(plans.found.items())
        if any(table in GROWING for table, _ in paths)
    )
    if request.config.getoption("--update-golden", default=False):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8"), "if the new plans are meant: --update-golden"
