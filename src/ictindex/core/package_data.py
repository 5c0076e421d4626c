"""Where the published data of the package lie: methodology documents, catalogue, sample data.

The lowest room of the house. An installed wheel carries the two folders inside the package;
a checkout (or an editable install of it) has them beside ``src/``.
"""

from __future__ import annotations

from pathlib import Path

from ictindex.core.errors import IctindexError

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """Return the folder ``methodology`` or ``sample_data`` of this installation."""
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent.parent / name):
        if place.is_dir():
            return place
    raise IctindexError("installation.incomplete", folder=name)


def is_installed(path: Path) -> bool:
    """Tell whether a path lies inside the installed package: what is there is not to be changed."""
    return path.resolve().is_relative_to(_PACKAGE)


def read(path: Path, most: int) -> bytes | None:
    """Return the content of a file, or ``None`` if it is longer than ``most`` bytes."""
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    return None if len(content) > most else content
