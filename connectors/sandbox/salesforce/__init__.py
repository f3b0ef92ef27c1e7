"""A local Salesforce org: enough of the real REST protocol for real clients, state in memory, faults on demand."""

from connectors.sandbox.salesforce.app import create_app
from connectors.sandbox.salesforce.people import (
    SEED_CONTACTS,
    SEED_USERS,
    SHARED_PHONE,
    SHARED_PHONE_CONTACTS,
    SeedContact,
    SeedUser,
)

__all__ = [
    "SEED_CONTACTS",
    "SEED_USERS",
    "SHARED_PHONE",
    "SHARED_PHONE_CONTACTS",
    "SeedContact",
    "SeedUser",
    "create_app",
]
