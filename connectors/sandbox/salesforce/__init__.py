"""A local Salesforce org: enough of the real REST protocol for real clients, state in memory, faults on demand.

The org itself is `connectors.sandbox.salesforce.app`; here are only its people, whom others know by name.
"""

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
]
