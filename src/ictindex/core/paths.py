"""Paths: as arguments of public functions, and as messages show them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ictindex.core import arguments
from ictindex.core.errors import UsageError


def path_of(path: Any, argument: str) -> Path:
    """Return a path, or refuse an argument that is not a path."""
    arguments.require(isinstance(path, (str, os.PathLike)), argument, "path", path)
    try:
        return Path(path)
    except TypeError as error:  # a path of bytes
        raise UsageError(
            "argument.unfit", argument=argument, expected="path", given=type(path).__name__
        ) from error


def visible(text: str) -> str:
    """Return a text with its invisible characters written out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
