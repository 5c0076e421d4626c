"""The packages of the extra ``charts``, imported where a chart needs them."""

from __future__ import annotations

import importlib
from typing import Any

from ictindex.core.errors import UsageError

_NAMES = {"altair": "altair", "vl_convert": "vl-convert-python"}


def load_package(name: str) -> Any:
    """Import a package of the extra, or say how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError("chart.package-missing", package=_NAMES[name]) from error
