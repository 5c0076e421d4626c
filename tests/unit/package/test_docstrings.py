"""Every public name has the parts of a numpydoc docstring, and an example that shows it."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.core.face import NAMESPACES
from ictindex.core.higher_rooms import MADE_ABOVE
from ictindex.publishing.charts.plot_classes import plot_classes

validation = pytest.importorskip("numpydoc.validate", reason="it is in the lock of development")
PROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"
# Members that other rooms of the package call, but no user; and those that a higher room makes.
OF_THE_HOUSE = {"blocks", "frame_attributes", "join", "notices", "take", "with_kind", *MADE_ABOVE}


def path(thing: type) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def public_names() -> Iterator[tuple[str, type | None]]:
    """Yield each public object by the module that defines it, and the public class that has it."""
    rooms = [ict, ict.errors, *(getattr(ict, name) for name in NAMESPACES)]
    for thing in dict.fromkeys(getattr(room, name) for room in rooms for name in room.__all__):
        if inspect.isroutine(thing):
            yield path(thing), None
        elif inspect.isclass(thing):
            yield path(thing), thing
            if not issubclass(thing, BaseException):
                for name in members(thing):
                    yield name, thing
    for plots in plot_classes().values():
        for kind in plots.kinds():
            yield f"{path(plots)}.{kind}", None


def members(kind: type) -> Iterator[str]:
    """Yield the bases of a class, and the methods and properties that no base of them documents."""
    for number, base in enumerate(kind.__mro__):
        for name, value in vars(base).items() if base.__module__.startswith("ictindex") else ():
            above = [
                vars(other)[name] for other in kind.__mro__[number + 1 :] if name in vars(other)
            ]
            parts = ("fget", "__func__", "func")  # of properties, class methods, cached properties
            function = next((getattr(value, part) for part in parts if hasattr(value, part)), value)
            if (
                not name.startswith("_")
                and name not in OF_THE_HOUSE
                and not any(other.__doc__ for other in above)
                and inspect.isfunction(function)
                and function.__module__.startswith("ictindex")
            ):
                yield path(base)
                yield f"{path(base)}.{name}"


def examples(docstring: str | None) -> list[str]:
    """Return the lines of code in the ``Examples`` section of a docstring."""
    _, _, section = inspect.cleandoc(docstring or "").partition("\nExamples\n--------\n")
    return [line for line in section.splitlines() if line.startswith((">>> ", "... "))]


def faults(name: str, owner: type | None, checks: set[str]) -> list[str]:
    """Return what a docstring lacks: a class that nobody makes needs no parameters."""
    judged = validation.validate(name)
    docstring, is_error = judged["docstring"], owner and issubclass(owner, BaseException)
    if "Not made directly" in docstring or (is_error and "__init__" not in vars(owner)):
        checks = checks - {"PR01"}
    lacks = [f"{code} {text}" for code, text in judged["errors"] if code in checks]
    # The example of a class, or of one that inherits the member, may show a member too.
    use = re.compile(rf"\.{name.rpartition('.')[2]}\b")
    around = [line for kind in inspect.getmro(owner or object) for line in examples(kind.__doc__)]
    if not (is_error or examples(docstring) or any(map(use.search, around))):
        lacks.append("no Examples section with a doctest shows it")
    return [f"{judged['file']}:{judged['file_line']}: {name}: {fault}" for fault in lacks]


@pytest.mark.lint
def test_every_public_name_has_the_parts_of_a_docstring_and_an_example() -> None:
    settings = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    checks = {*settings["tool"]["numpydoc_validation"]["checks"]}
    names = dict(public_names())
    assert len(names) > 500
    lacks = [fault for name in sorted(names) for fault in faults(name, names[name], checks)]
    assert not lacks, "\n".join(lacks)


def undocumented(first: int, *rest: int) -> int:
    """Add numbers.

    Parameters
    ----------
    first : int
        The first number.
    """
    return first + sum(rest)


def test_what_a_docstring_lacks_is_named() -> None:
    name = f"{__name__}.undocumented"
    texts = [fault.partition(f"{name}: ")[2] for fault in faults(name, None, {"PR01", "RT01"})]
    assert texts == [
        "PR01 Parameters {'*rest'} not documented",
        "RT01 No Returns section found",
        "no Examples section with a doctest shows it",
    ]
