"""The world of the lock: a tried Python, and the packages that are pinned.

There a deprecation of something that we call is known from the day the lock was made, so it is an
error. With another Python or newer packages it can appear at any time, and is only shown.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The modules whose lines are ours.
OWN = r"(ictindex|test_|conftest|reference|locked)"


def is_locked(
    python: tuple[int, int] = sys.version_info[:2],
    version: Callable[[str], str] = metadata.version,
) -> bool:
    """Tell whether this Python was tried and each package that we import is at its pin."""
    lock = ROOT / "requirements" / "dev.txt"
    if not lock.is_file():
        return False
    with (ROOT / "pyproject.toml").open("rb") as stream:
        project = tomllib.load(stream)["project"]
    tried = f"Programming Language :: Python :: {python[0]}.{python[1]}"
    extras = (line for lines in project["optional-dependencies"].values() for line in lines)
    names = {re.split(r"[^\w.-]", line)[0] for line in (*project["dependencies"], *extras)}
    text = lock.read_text(encoding="utf-8")
    return tried in project["classifiers"] and all(
        installed(name, version) in re.findall(rf"^{re.escape(name)}==([^\s;]+)", text, re.M)
        for name in names - {project["name"]}
    )


def installed(name: str, version: Callable[[str], str]) -> str | None:
    """Return the version of an installed distribution, None if it is not there."""
    try:
        return version(name)
    except metadata.PackageNotFoundError:
        return None
