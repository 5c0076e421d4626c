"""Members that higher rooms make for objects of low ones: a table of names, and one error.

A low room never imports a higher one. It asks this table when a user asks for the thing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ictindex.core.errors import UsageError

# The member of an object of a low room, and the function of a higher room that makes it.
MADE_ABOVE: Mapping[str, str] = MappingProxyType(
    {
        "in_words": "ictindex.analysis.commentary.result_commentary:commentator_of",
        "plot": "ictindex.publishing.charts.plot_classes:plots_of",
    }
)


def make_above(name: str, subject: object) -> Any:
    """Return a member that a higher room makes for an object; say so if that room is absent."""
    module, _, function = MADE_ABOVE[name].partition(":")
    try:
        made_in = importlib.import_module(module)
    except ModuleNotFoundError as error:
        name_absent_room(error, name)
        raise
    return getattr(made_in, function)(subject)


def name_absent_room(error: ModuleNotFoundError, name: str) -> None:
    """Raise the error that names an absent room and what needs it, if that is why an import failed.

    A room that is not there may have its namespace in ``sys.modules``: a module without a path.
    """
    package, _, rest = (error.name or "").partition(".")
    room = rest.partition(".")[0]
    if package == "ictindex" and not hasattr(sys.modules.get(f"ictindex.{room}"), "__path__"):
        raise UsageError("room.absent", name=name, room=room) from error
