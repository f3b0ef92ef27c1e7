"""`python -m tests.chaos --seeds 10`: other schedules than the one that the tests run, and what each took."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.chaos.arena import running_arena
from tests.chaos.blows import ASKED_FOR, EVERYTHING
from tests.chaos.storm import COUNT, weathered
from tests.databases import Databases
from tests.postgres_server import start_server


def main() -> int:
    asked = _arguments()
    failed = [
        (seed, database)
        for seed in range(asked.first, asked.first + asked.seeds)
        for database in asked.database.split(",")
        if not _held(seed, database, asked)
    ]
    for seed, database in failed:
        print(f"NOT HELD: --first {seed} --seeds 1 --database {database}")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many schedules")
    parser.add_argument("--first", type=int, default=int(time.time()) % 1_000_000, help="the first seed")
    parser.add_argument("--database", default="sqlite,postgres", help="sqlite, postgres or both")
    parser.add_argument("--count", type=int, default=COUNT, help="calls a storm")
    parser.add_argument("--everything", action="store_true", help="kill API and scheduler too")
    parser.add_argument("--keep", type=Path, help="where data and logs of a storm that was not held go")
    return parser.parse_args()


def _held(seed: int, database: str, asked: argparse.Namespace) -> bool:
    print(f"{database}: ", end="", flush=True)
    blows = EVERYTHING if asked.everything else ASKED_FOR
    with tempfile.TemporaryDirectory(prefix="aftercall-chaos-") as name, _url(database) as url:
        folder = Path(name)
        try:
            with running_arena(folder, {"AFTERCALL_DATABASE_URL": url} if url else {}) as arena:
                weathered(arena, seed, blows, count=asked.count)
        except Exception as error:  # noqa: BLE001  # whatever broke, the other seeds are run too
            print(f"seed {seed} NOT HELD: {type(error).__name__}: {error}", file=sys.stderr)
            if asked.keep:
                folder.rename(asked.keep / f"{database}-{seed}")
                folder.mkdir()
            return False
    return True


@contextmanager
def _url(database: str) -> Iterator[str | None]:
    if database == "sqlite":
        yield None
        return
    server = start_server()
    try:
        databases = Databases(make_url(server.url))
        yield databases.url(databases.lend())
        databases.close()
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
