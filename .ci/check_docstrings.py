"""Check every public name of ictindex against numpydoc.

Public names are those of the table of ``ictindex.core.face``, at the top and in every namespace,
the errors, the charts, and the public methods and properties that these classes define themselves.
The checks are those of ``[tool.numpydoc_validation]`` in ``pyproject.toml``.
Each public name except an error has an ``Examples`` section that runs as a doctest; a member may be
shown in that of its class, or of a class that inherits it, instead of its own.
Modules, public or not, must have a docstring.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from numpydoc.validate import validate

import ictindex
from ictindex.core.face import NAMESPACES
from ictindex.core.higher_rooms import MADE_ABOVE
from ictindex.publishing.charts.plots import plot_classes

ROOT = Path(__file__).resolve().parent.parent
# Members that other rooms of the package call, but no user: a line is enough.
OF_THE_HOUSE = ("blocks", "frame_attributes", "join", "notices", "take", "with_kind")
# Members that a higher room makes: each of their own methods has its example.
OF_HIGHER_ROOMS = tuple(MADE_ABOVE)


def main() -> int:
    """Print each fault as ``file:line: name: code message`` and return the exit code."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    checks = set(settings["tool"]["numpydoc_validation"]["checks"])
    faults = [
        f"{module.__file__}:1: {module.__name__}: a module opens with what it is"
        for module in modules()
        if not (module.__doc__ or "").strip()
    ]
    named = dict(public_names())
    names = sorted(named)
    for name in names:
        result = validate(name)
        where = f"{result['file']}:{result['file_line']}: {name}"
        asked = checks - {"PR01"} if has_no_parameters(named[name], result["docstring"]) else checks
        faults += [f"{where}: {code} {text}" for code, text in result["errors"] if code in asked]
        if not shown(name, result["docstring"], named[name]):
            faults.append(f"{where}: no Examples section with a doctest shows it")
    for fault in faults:
        print(fault)
    print(f"docstrings: {len(names)} public names, {len(faults)} faults")
    return 1 if faults else 0


def modules() -> Iterator[ModuleType]:
    """Yield the package and every module in it."""
    yield ictindex
    for module in pkgutil.walk_packages(ictindex.__path__, "ictindex."):
        if not module.name.endswith(".__main__"):
            yield importlib.import_module(module.name)


def has_no_parameters(owner: type | None, docstring: str) -> bool:
    """Tell whether a class is an error that is made like its base, or that no user makes."""
    return inspect.isclass(owner) and (
        "Not made directly" in docstring
        or (issubclass(owner, BaseException) and "__init__" not in vars(owner))
    )


def is_documented_above(kind: type, member: str) -> bool:
    """Tell whether a class further up documents a member that a class overrides."""
    return any(
        (vars(base).get(member) or base).__doc__
        for base in kind.__mro__[1:]
        if member in vars(base)
    )


def shown(name: str, docstring: str, owner: type | None) -> bool:
    """Tell whether an example shows a public name: its own, or one of its class for a member."""
    if examples(docstring) or (inspect.isclass(owner) and issubclass(owner, BaseException)):
        return True
    use = re.compile(rf"\.{re.escape(name.rpartition('.')[2])}\b")
    classes = () if owner is None else owner.__mro__
    return any(use.search(line) for kind in classes for line in examples(kind.__doc__ or ""))


def examples(docstring: str) -> list[str]:
    """Return the lines of code in the ``Examples`` section of a docstring."""
    _, _, section = inspect.cleandoc(docstring).partition("\nExamples\n--------\n")
    return [line for line in section.splitlines() if line.startswith((">>> ", "... "))]


def public_names() -> Iterator[tuple[str, type | None]]:
    """Yield the full name of each public object, by the module that defines it, and its class.

    The class is the public one, which may inherit the member; functions have none. A base with
    public members is named too. The methods of ``plot`` follow, as their class has them.
    """
    rooms = [ictindex, ictindex.errors, *(getattr(ictindex, name) for name in NAMESPACES)]
    for thing in (getattr(room, name) for room in rooms for name in room.__all__):
        if not (inspect.isclass(thing) or inspect.isroutine(thing)):
            continue  # a namespace: no signature to describe
        owner = thing if inspect.isclass(thing) else None
        yield f"{thing.__module__}.{thing.__qualname__}", owner
        if not inspect.isclass(thing) or issubclass(thing, BaseException):
            continue
        bases = [base for base in thing.__mro__ if base.__module__.startswith("ictindex")]
        members = [(base, *item) for base in bases for item in vars(base).items()]
        for base, member, value in members:
            function = value.fget if isinstance(value, property) else value
            function = getattr(function, "__func__", function)  # class and static methods
            function = getattr(function, "func", function)  # cached properties
            if (
                not member.startswith("_")
                and member not in (*OF_THE_HOUSE, *OF_HIGHER_ROOMS)
                and not is_documented_above(base, member)
                and inspect.isfunction(function)
                and function.__module__.startswith("ictindex")
            ):
                yield f"{base.__module__}.{base.__qualname__}", owner
                yield f"{base.__module__}.{base.__qualname__}.{member}", owner
    for plots in plot_classes().values():
        for kind in plots.kinds():
            yield f"{plots.__module__}.{plots.__name__}.{kind}", None


if __name__ == "__main__":
    sys.exit(main())
