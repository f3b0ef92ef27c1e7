"""Backup and restore: all rows as text, on SQLite and PostgreSQL alike, with the keys in a file of their own."""

from service.storage.backup.file import BackupUnusable, Header, check
from service.storage.backup.restore import NotEmpty, Replay, Restored, restore
from service.storage.backup.write import Written, write

__all__ = [
    "BackupUnusable",
    "Header",
    "NotEmpty",
    "Replay",
    "Restored",
    "Written",
    "check",
    "restore",
    "write",
]
