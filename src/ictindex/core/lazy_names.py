"""Names of an inner package or module that are imported when they are first used."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def load_when_used(module: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module for names, by the files of its folder that hold them.

    The module imports the same names under ``TYPE_CHECKING``, for type checkers and contracts.
    """
    homes = {name: file for file, listed in names.items() for name in listed.split()}

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        loaded = sys.modules[module]
        value = getattr(importlib.import_module(f"{loaded.__package__}.{homes[name]}"), name)
        setattr(loaded, name, value)
        return value

    return load
