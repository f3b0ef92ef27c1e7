"""SQLite's write-ahead log, emptied: pages from before an erasure stand in it until then."""

import sqlite3
from contextlib import closing
from typing import Literal

from sqlalchemy import URL

WAIT_S = 0.2
"""Writers wait meanwhile, so it is short; who reads for longer makes it fail, and it is tried again."""

TRIES = 3


def scrub(url: URL) -> Literal["cleared", "pending", "kept"]:
    """Write all of it into the database's file and cut it to nothing.

    `kept` on PostgreSQL, whose log belongs to the server; it holds ciphertext and wrapped keys.
    """
    if url.get_backend_name() != "sqlite":
        return "kept"
    for _ in range(TRIES):
        if _emptied(str(url.database)):
            return "cleared"
    return "pending"


def _emptied(path: str) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)) as connection:
            # What is moved into the file overwrites; it must have reached the disk before the log goes.
            connection.execute("PRAGMA synchronous = FULL")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy
