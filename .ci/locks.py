"""The pins of a lock: the contents of ``requirements/*.txt``, line by line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[(?P<extras>[^\]]*)\])?"
    r"==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)


class Pin(NamedTuple):
    """One line of a lock: a distribution at one version, for the machines of its marker."""

    name: str
    version: str
    extras: frozenset[str]
    marker: str
    line: int


def normalised(name: str) -> str:
    """Return the name of a distribution or extra in the spelling that indices compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> list[Pin]:
    """Return the pins of a lock; a line that is neither pin, hash nor comment is an error."""
    listed = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(("#", "--hash=")):
            continue
        match = _PIN.match(line)
        if match is None:
            raise ValueError(f"line {number} is no pin of a version: {line}")
        extras = (normalised(extra.strip()) for extra in (match["extras"] or "").split(","))
        listed.append(
            Pin(
                normalised(match["name"]),
                match["version"],
                frozenset(extra for extra in extras if extra),
                (match["marker"] or "").strip(),
                number,
            )
        )
    return listed
