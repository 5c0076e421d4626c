"""The axes of a price series and where its prices came from; choosing along the axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ictindex import catalogue
from ictindex.core.arguments import frozen, require
from ictindex.core.errors import UsageError
from ictindex.ipb.medians import Units

STATUSES = ("official", "experimental", "outside")
NAMES = ("economies", "definitions", "years", "measures")
NONE = "\u2013"


@dataclass(frozen=True, slots=True)
class Axes:
    """The four axes of a series, in the order of its arrays."""

    economies: tuple[str, ...]
    definitions: tuple[str, ...]
    years: tuple[int, ...]
    measures: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return tuple(len(getattr(self, name)) for name in NAMES)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each price came from: places in ``files`` and ``sources``, the line in the file.

    ``kinds`` names the kind of result of each source, or that it was read as published.

    A file goes with its column of prices. The arrays have the shape of the series; a file of -1
    is none (a computed price).
    """

    files: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    file: Units
    source: Units
    line: Units

    def __post_init__(self) -> None:
        for name in ("file", "source", "line"):
            object.__setattr__(self, name, frozen(getattr(self, name)))

    def __reduce__(self) -> tuple[object, ...]:
        return Origins, (self.files, self.sources, self.kinds, self.file, self.source, self.line)

    def taken(self, places: tuple[Any, ...]) -> Origins:
        """Return the origins of chosen prices."""
        parts = (part[places] for part in (self.file, self.source, self.line))
        return Origins(self.files, self.sources, self.kinds, *parts)


def ordered(found: Iterable[Any], order: Sequence[Any]) -> tuple[Any, ...]:
    """Return the members of an order that were found, in that order.

    Examples
    --------
    >>> ordered(["b", "a", "b"], "abc")
    ('a', 'b')
    """
    inside = set(found)
    return tuple(one for one in order if one in inside)


def axes_of(
    economies: Iterable[str],
    definitions: Iterable[str],
    years: Iterable[int],
    measures: Iterable[str],
) -> Axes:
    """Return axes in the order of every series, from names in any order."""
    return Axes(
        tuple(sorted(set(economies))),
        ordered(definitions, tuple(catalogue.basket_definitions())),
        tuple(sorted(set(years))),
        ordered(measures, catalogue.measures()),
    )


def economy_at(axes: Axes, wanted: object) -> int:
    """Return the position of an economy, or refuse it with the nearest code."""
    if wanted not in axes.economies:
        shown = str(wanted)[:80]
        near = catalogue.economy_hint(shown)
        code = "series.no-economy-near" if near in axes.economies else "series.no-economy"
        raise UsageError(code, wanted=shown, hint=near or NONE)
    return axes.economies.index(str(wanted))


def definition_at(axes: Axes, wanted: object) -> int:
    """Return the position of a definition, by its id or ITU's code without measure."""
    known = catalogue.definition_of(wanted) if isinstance(wanted, str) else None
    if known is None or known[1] is not None or known[0] not in axes.definitions:
        shown = str(wanted)[:80]
        raise UsageError("series.no-definition", wanted=shown, allowed=axes.definitions)
    return axes.definitions.index(known[0])


def year_at(axes: Axes, wanted: object) -> int:
    """Return the position of a year, or refuse it with those there are."""
    if wanted not in axes.years:
        allowed = [str(year) for year in axes.years]
        raise UsageError("series.no-year", wanted=str(wanted)[:80], allowed=allowed)
    return axes.years.index(wanted)


def measure_at(axes: Axes, wanted: object) -> int:
    """Return the position of a measure, by its id or ITU's unit."""
    known = catalogue.measure_of(wanted) if isinstance(wanted, str) else None
    if known not in axes.measures:
        raise UsageError("series.no-measure", wanted=str(wanted)[:80], allowed=axes.measures)
    return axes.measures.index(known)


def place(axes: Axes, economy: str, definition: str, year: int, measure: str) -> tuple[int, ...]:
    """Return the position of one price.

    Raises
    ------
    UsageError
        If the series has nothing by one of the names.
    """
    return (
        economy_at(axes, economy),
        definition_at(axes, definition),
        year_at(axes, year),
        measure_at(axes, measure),
    )


def several(wanted: object, argument: str) -> tuple[Any, ...]:
    """Return one name, or several, as a tuple."""
    if isinstance(wanted, (str, int)) or getattr(wanted, "shape", None) == ():
        return (wanted,)
    require(isinstance(wanted, Iterable), argument, "condition", wanted)
    return tuple(dict.fromkeys(wanted))  # type: ignore[call-overload]


def chosen(
    axes: Axes,
    economies: object = None,
    definition: object = None,
    years: object = None,
    measure: object = None,
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return the positions of what is named along each axis, in its order; ``None``: all.

    Raises
    ------
    UsageError
        If the series has nothing by one of the names.
    """
    asked = (
        (economies, "economies", economy_at, axes.economies),
        (definition, "definition", definition_at, axes.definitions),
        (years, "years", year_at, axes.years),
        (measure, "measure", measure_at, axes.measures),
    )
    found = [
        list(range(len(axis)))
        if wanted is None
        else sorted({at(axes, one) for one in several(wanted, name)})
        for wanted, name, at, axis in asked
    ]
    return found[0], found[1], found[2], found[3]


def picked(axes: Axes, kept: Sequence[Sequence[int]]) -> Axes:
    """Return the axes at positions."""
    parts: list[Any] = [
        tuple(getattr(axes, name)[place] for place in places)
        for name, places in zip(NAMES, kept, strict=True)
    ]
    return Axes(*parts)
