"""Fixtures of all tests, and how the whole suite behaves."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.databases", "tests.watching"]

# Time limits of single examples measure the machine, not the code; CI runs the same examples every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew instead of comparing"
    )
