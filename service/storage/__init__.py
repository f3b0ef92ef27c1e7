"""Storage: what the product remembers, sealed at rest, in SQLite or PostgreSQL."""

from service.storage.keyring import Keyring, KeyringUnusable, WrongMasterKey
from service.storage.live_keyring import LiveKeyring
from service.storage.storage import MigrationsMissing, Storage

__all__ = ["Keyring", "KeyringUnusable", "LiveKeyring", "MigrationsMissing", "Storage", "WrongMasterKey"]
