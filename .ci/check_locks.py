"""Hold the locks to being complete, so that nothing is looked for when they are installed.

    python .ci/check_locks.py [LOCK ...]

For each pin the metadata of the installed release is read: every distribution that it requires, on
each system and version of Python that the project promises, must be pinned in the same lock, in a
version that fits, and with the extras that it is required with. A pin whose release is not
installed here (that of another system, or of the oldest versions) cannot be judged and is counted;
`.ci/run` asks again in the environments where they are. What ``pyproject.toml`` requires is judged
in the same way.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from locks import FOLDER, ROOT, Pin, normalised, pins
from packaging.markers import Marker
from packaging.requirements import Requirement

# The systems and versions of Python for which the locks are made.
SYSTEMS = {
    "Linux": {"os_name": "posix", "sys_platform": "linux", "platform_machine": "x86_64"},
    "Darwin": {"os_name": "posix", "sys_platform": "darwin", "platform_machine": "arm64"},
    "Windows": {"os_name": "nt", "sys_platform": "win32", "platform_machine": "AMD64"},
}
PYTHONS = ("3.11", "3.12", "3.13")

# What a release requires, by name and version; None where it is not at hand.
Requires = Callable[[str, str], list[str] | None]


class Judgement(NamedTuple):
    """What is wrong with a lock, how many of its pins were judged, and which could not be."""

    faults: list[str]
    judged: int
    absent: list[str]


def main() -> int:
    """Judge each lock, print each fault, return the exit code."""
    wrong = 0
    for lock in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        found = judge(lock.read_text(encoding="utf-8"), installed, project(lock.stem))
        for fault in found.faults:
            print(f"{lock.name}: {fault}")
        print(f"{lock.name}: {found.judged} pins judged, {len(found.faults)} faults", end="")
        print(f", {len(found.absent)} not installed here" if found.absent else "")
        wrong += len(found.faults)
        if not found.judged:
            print(f"{lock.name}: none of its pins is installed here", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


def installed(name: str, version: str) -> list[str] | None:
    """Return what the installed release requires, None if it is not installed."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return (found.requires or []) if found.version == version else None


def project(lock: str) -> list[str]:
    """Return what ``pyproject.toml`` requires of a lock: everything of ``dev``, else what runs.

    The lock of mutation testing is installed on top of ``dev`` and has its own group alone.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups, extras = settings["dependency-groups"], settings["project"]["optional-dependencies"]
    if lock == "mutation":
        return list(groups[lock])
    everything = lock == "dev"
    groups = {name: lines for name, lines in groups.items() if name != "mutation"}
    named = [
        *settings["project"]["dependencies"],
        *(line for name in (groups if everything else ("build",)) for line in groups[name]),
        *(line for name in (extras if everything else ("excel",)) for line in extras[name]),
    ]
    own = settings["project"]["name"]
    return [line for line in named if isinstance(line, str) and Requirement(line).name != own]


def environments() -> Iterable[dict[str, str]]:
    """Yield the marker environment of each system and version of Python that is promised."""
    for system, names in SYSTEMS.items():
        for python in PYTHONS:
            yield names | {
                "platform_system": system,
                "python_version": python,
                "python_full_version": f"{python}.0",
                "implementation_name": "cpython",
                "implementation_version": f"{python}.0",
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_version": "",
            }


def judge(text: str, requires: Requires, roots: Iterable[str] = ()) -> Judgement:
    """Judge the text of a lock by what its releases require, and by what the project does."""
    locked = pins(text)
    at_hand = {pin: requires(pin.name, pin.version) for pin in locked}
    read = {pin: list(map(Requirement, lines or ())) for pin, lines in at_hand.items()}
    asked_by_project = list(map(Requirement, roots))
    faults: dict[str, None] = {}
    for environment in environments():
        here = {pin.name: pin for pin in locked if applies(pin.marker, environment)}
        asked: list[tuple[str, frozenset[str], list[Requirement]]] = [
            ("pyproject.toml", frozenset(), asked_by_project),
            *(
                (f"line {pin.line}: {pin.name} {pin.version}", pin.extras, read[pin])
                for pin in here.values()
            ),
        ]
        for dependant, extras, requirements in asked:
            for requirement in requirements:
                wanted = any(
                    requirement.marker is None
                    or requirement.marker.evaluate(environment | {"extra": extra})
                    for extra in ("", *extras)
                )
                if wanted and (fault := unmet(dependant, requirement, here)):
                    faults.setdefault(fault)
    absent = sorted({pin.name for pin, known in at_hand.items() if known is None})
    return Judgement(list(faults), sum(known is not None for known in at_hand.values()), absent)


def applies(marker: str, environment: dict[str, str]) -> bool:
    """Tell whether a pin is for the machines of an environment."""
    return not marker or Marker(marker).evaluate(environment)


def unmet(dependant: str, requirement: Requirement, here: dict[str, Pin]) -> str | None:
    """Return what the lock lacks of one requirement of a dependant, None if it has all."""
    asked = f"{dependant} requires {requirement}"
    found = here.get(normalised(requirement.name))
    if found is None:
        return f"{asked}, which is not pinned"
    if not requirement.specifier.contains(found.version, prereleases=True):
        return f"{asked}, and line {found.line} pins {found.version}"
    lacking = {normalised(extra) for extra in requirement.extras} - found.extras
    if lacking:
        names = ", ".join(sorted(lacking))
        return f"{asked}, and line {found.line} pins {found.name} without its extra {names}"
    return None


if __name__ == "__main__":
    sys.exit(main())
