"""Prints the words that a release may store: every enumeration of its domain, with its values."""

import importlib
import inspect
import json
import pkgutil
import sys
from enum import StrEnum

from service import domain


def words() -> dict[str, list[str]]:
    modules = [
        importlib.import_module(f"{domain.__name__}.{found.name}")
        for found in pkgutil.iter_modules(domain.__path__)
    ]
    return {
        name: sorted(one)
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, StrEnum) and one is not StrEnum
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(words()))
