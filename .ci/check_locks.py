"""Check that the locks are complete, so that the installer looks for no other package.

    python .ci/check_locks.py [LOCK ...]

For each pin the metadata of the installed release is read: every distribution that it requires, on
each system and version of Python that the project promises, must be pinned in the same lock, in a
version that fits, and with the extras that it is required with. A pin whose release is not
installed here (that of another system, or of the oldest versions) cannot be checked and is counted;
`.ci/run` checks again in the environments where they are. The requirements of ``pyproject.toml``
are checked in the same way.
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

# The requirements of a release, by name and version; None if it is not available.
Requires = Callable[[str, str], list[str] | None]


class Judgement(NamedTuple):
    """The faults of a lock, the number of checked pins, and the pins that could not be checked."""

    faults: list[str]
    judged: int
    absent: list[str]


def main() -> int:
    """Check each lock, print each fault, return the exit code."""
    wrong = 0
    for lock in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        judgement = judge(lock.read_text(encoding="utf-8"), installed, project(lock.stem))
        for fault in judgement.faults:
            print(f"{lock.name}: {fault}")
        print(
            f"{lock.name}: {judgement.judged} pins judged, {len(judgement.faults)} faults", end=""
        )
        print(f", {len(judgement.absent)} not installed here" if judgement.absent else "")
        wrong += len(judgement.faults)
        if not judgement.judged:
            print(f"{lock.name}: none of its pins is installed here", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


def installed(name: str, version: str) -> list[str] | None:
    """Return the requirements of the installed release, None if it is not installed."""
    try:
        release = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return (release.requires or []) if release.version == version else None


def project(lock: str) -> list[str]:
    """Return the requirements of ``pyproject.toml`` for a lock: all for ``dev``, else run ones.

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
    """Check the text of a lock against the requirements of its releases, and of the project."""
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
    absent = sorted({pin.name for pin, required in at_hand.items() if required is None})
    return Judgement(
        list(faults), sum(required is not None for required in at_hand.values()), absent
    )


def applies(marker: str, environment: dict[str, str]) -> bool:
    """Tell whether a pin is for the machines of an environment."""
    return not marker or Marker(marker).evaluate(environment)


def unmet(dependant: str, requirement: Requirement, here: dict[str, Pin]) -> str | None:
    """Return the missing part of one requirement of a dependant, None if the lock has all."""
    asked = f"{dependant} requires {requirement}"
    pin = here.get(normalised(requirement.name))
    if pin is None:
        return f"{asked}, which is not pinned"
    if not requirement.specifier.contains(pin.version, prereleases=True):
        return f"{asked}, and line {pin.line} pins {pin.version}"
    lacking = {normalised(extra) for extra in requirement.extras} - pin.extras
    if lacking:
        names = ", ".join(sorted(lacking))
        return f"{asked}, and line {pin.line} pins {pin.name} without its extra {names}"
    return None


if __name__ == "__main__":
    sys.exit(main())
