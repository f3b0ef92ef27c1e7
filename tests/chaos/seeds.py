"""The seed of all that happens by chance here: fixed, so that a failure can be run again."""

import os

FIXED = 20261122


def seed() -> int:
    """Another one by AFTERCALL_CHAOS_SEED."""
    return int(os.environ.get("AFTERCALL_CHAOS_SEED", FIXED))
