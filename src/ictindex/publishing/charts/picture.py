"""A picture: a function that draws one kind of result, with its name, as ``result.plot`` has it.

The decorator is all that a new chart needs: the method of ``.plot``, its signature, its
documentation and its type stub are made from the function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.publishing.charts.economy_choice import Choice

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart

Draw = TypeVar("Draw", bound="Callable[..., Chart]")
_MARK = "picture_facts"
# Arguments that several pictures have: their annotations, and their entries in the documentation.
CHOICE: Mapping[str, str] = MappingProxyType(
    {
        "economies": "Iterable[str] | None",
        "group": "str | None",
        "first": "int | None",
        "last": "int | None",
    }
)
_SHARED = MappingProxyType(
    {
        "choice": (
            "economies : iterable of str, optional\n"
            "    ISO3 codes.\n"
            "group : str, optional\n"
            '    Group of the edition\'s vintage, such as ``"arab-states"`` or ``"ldc"``.\n'
            "first, last : int, optional\n"
            "    Number of economies to show from the beginning and from the end of the order."
        ),
        "language": (
            "language : str, optional\n    One of the six languages; by default the one in force."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by its name: the classes of its subjects, and those whose natural chart it is."""

    name: str
    subjects: tuple[str, ...]
    natural_of: tuple[str, ...]
    function: Callable[..., Chart]

    @property
    def signature(self) -> inspect.Signature:
        """The signature of the method: the choice of economies is written out."""
        own = inspect.signature(self.function)
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        for parameter in [*own.parameters.values()][1:]:
            if parameter.name != "choice":
                parameters.append(parameter)
                continue
            for name, annotation in CHOICE.items():
                kind = inspect.Parameter.KEYWORD_ONLY
                parameters.append(
                    inspect.Parameter(name, kind, default=None, annotation=annotation)
                )
        return own.replace(parameters=parameters)

    @property
    def documentation(self) -> str:
        """The docstring of the function, with the entries of arguments that many pictures have."""
        text = inspect.getdoc(self.function) or ""
        entries = [
            _SHARED[name] for name in inspect.signature(self.function).parameters if name in _SHARED
        ]
        shared = "\n".join(entries)
        head = "Parameters\n----------\n"
        if head not in text:
            return text.replace("\n\nReturns\n", f"\n\n{head}{shared}\n\nReturns\n", 1)
        before, _, after = text.partition(head)
        own, gap, rest = after.partition("\n\n")
        return f"{before}{head}{own}\n{shared}{gap}{rest}"

    def draw(self, subject: object, arguments: Mapping[str, Any]) -> Chart:
        """Draw a subject, with the arguments of the method by name."""
        options = dict(arguments)
        if "choice" in inspect.signature(self.function).parameters:
            options["choice"] = Choice(**{name: options.pop(name) for name in CHOICE})
        return self.function(subject, **options)


def picture(
    name: str, *, of: str | Iterable[str], natural_of: str | Iterable[str] = ()
) -> Callable[[Draw], Draw]:
    """Make a function the chart of that name of some classes of results, named by ``of``."""

    def mark(function: Draw) -> Draw:
        made = Picture(name, _names(of), _names(natural_of), function)
        setattr(function, _MARK, made)
        return function

    return mark


def pictures_in(module: object) -> list[Picture]:
    """Return the pictures that a module defines."""
    here = getattr(module, "__name__", "")
    return [
        getattr(value, _MARK)
        for value in vars(module).values()
        # Nothing else is asked: a package that is imported where it is used would be imported.
        if inspect.isfunction(value) and hasattr(value, _MARK) and value.__module__ == here
    ]


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
