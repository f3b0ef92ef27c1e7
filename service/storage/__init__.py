"""Storage: what the product remembers, sealed at rest, in SQLite or PostgreSQL."""

from service.storage.keyring import Keyring, KeyringUnusable, WrongMasterKey
from service.storage.storage import Storage

__all__ = ["Keyring", "KeyringUnusable", "Storage", "WrongMasterKey"]
