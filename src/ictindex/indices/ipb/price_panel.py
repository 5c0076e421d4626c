"""Prices of baskets by economy, definition, year and measure, as arrays with named axes.

The data and arithmetic of a price series. A change of allowance is a break: there is an axis of
definitions, and levels of two definitions are never compared. Group figures are computed on whole
numbers.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core.arguments import ReadOnly, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.records import Record, read_only
from ictindex.definitions import catalogue
from ictindex.indices.ipb.medians import MISSING, Units, compute_figures, to_floats
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL
from ictindex.language.findings import Findings

if TYPE_CHECKING:
    import pandas as pd

STATUSES = ("official", "experimental", "outside")
AXES = ("economies", "definitions", "years", "measures")
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
        return tuple(len(getattr(self, name)) for name in AXES)


@dataclass(frozen=True, slots=True)
class Origins(Record):
    """Origin of each price: positions in ``files`` and ``sources``, and the line in the file.

    ``kinds`` has the kind of result of each source, or that it was read as published.

    A file comes with its column of prices. The arrays have the shape of the series; -1 means no
    file (a computed price).
    """

    files: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    file: Units
    source: Units
    line: Units

    def select(self, cells: tuple[Any, ...]) -> Origins:
        """Return the origins of chosen prices."""
        parts = (part[cells] for part in (self.file, self.source, self.line))
        return Origins(self.files, self.sources, self.kinds, *parts)


def put_in_order(members: Iterable[Any], order: Sequence[Any]) -> tuple[Any, ...]:
    """Return those names of an order that are present, in its order."""
    inside = set(members)
    return tuple(member for member in order if member in inside)


def make_axes(
    economies: Iterable[str],
    definitions: Iterable[str],
    years: Iterable[int],
    measures: Iterable[str],
) -> Axes:
    """Return axes in the order of every series, from names in any order."""
    return Axes(
        tuple(sorted(set(economies))),
        put_in_order(definitions, tuple(catalogue.basket_definitions())),
        tuple(sorted(set(years))),
        put_in_order(measures, catalogue.measures()),
    )


def find_economy(axes: Axes, wanted: object) -> int:
    """Return the position of an economy; refuse an unknown one with the nearest code."""
    if wanted not in axes.economies:
        shown = str(wanted)[:80]
        near = catalogue.economy_hint(shown)
        code = "series.no-economy-near" if near in axes.economies else "series.no-economy"
        raise UsageError(code, wanted=shown, hint=near or NONE)
    return axes.economies.index(str(wanted))


def find_definition(axes: Axes, wanted: object) -> int:
    """Return the position of a definition, by its id or ITU's code without measure."""
    coded = catalogue.definition_of(wanted) if isinstance(wanted, str) else None
    if coded is None or coded[1] is not None or coded[0] not in axes.definitions:
        shown = str(wanted)[:80]
        raise UsageError("series.no-definition", wanted=shown, allowed=axes.definitions)
    return axes.definitions.index(coded[0])


def find_year(axes: Axes, wanted: object) -> int:
    """Return the position of a year; refuse an unknown one with the existing years."""
    if wanted not in axes.years:
        allowed = [str(year) for year in axes.years]
        raise UsageError("series.no-year", wanted=str(wanted)[:80], allowed=allowed)
    return axes.years.index(wanted)


def find_measure(axes: Axes, wanted: object) -> int:
    """Return the position of a measure, by its id or ITU's unit."""
    measure = catalogue.measure_of(wanted) if isinstance(wanted, str) else None
    if measure not in axes.measures:
        raise UsageError("series.no-measure", wanted=str(wanted)[:80], allowed=axes.measures)
    return axes.measures.index(measure)


def find_price(
    axes: Axes, economy: str, definition: str, year: int, measure: str
) -> tuple[int, ...]:
    """Return the position of one price."""
    return (
        find_economy(axes, economy),
        find_definition(axes, definition),
        find_year(axes, year),
        find_measure(axes, measure),
    )


def as_names(wanted: object, argument: str) -> tuple[Any, ...]:
    """Return one name or several as a tuple."""
    if isinstance(wanted, (str, int)) or getattr(wanted, "shape", None) == ():
        return (wanted,)
    names = list(wanted) if isinstance(wanted, Iterable) else [None]
    fits = all(isinstance(name, (str, numbers.Number)) for name in names)
    require(fits, argument, "condition", wanted)
    return tuple(dict.fromkeys(names))


def choose(
    axes: Axes,
    economies: object = None,
    definition: object = None,
    years: object = None,
    measure: object = None,
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return the positions of the named members of each axis, in its order; ``None`` for all."""
    asked = (
        (economies, "economies", find_economy, axes.economies),
        (definition, "definition", find_definition, axes.definitions),
        (years, "years", find_year, axes.years),
        (measure, "measure", find_measure, axes.measures),
    )
    chosen = [
        list(range(len(axis)))
        if wanted is None
        else sorted({find(axes, key) for key in as_names(wanted, name)})
        for wanted, name, find, axis in asked
    ]
    return chosen[0], chosen[1], chosen[2], chosen[3]


def select_axes(axes: Axes, kept: Sequence[Sequence[int]]) -> Axes:
    """Return the axes at positions."""
    parts: list[Any] = [
        tuple(getattr(axes, name)[position] for position in positions)
        for name, positions in zip(AXES, kept, strict=True)
    ]
    return Axes(*parts)


@read_only
class PricePanel(ReadOnly, Record):
    """The arrays of a price series, with its axes and origins.

    Not made directly. Its parts are those of :class:`ictindex.prices.PriceSeries`.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.prices import read_baskets
    >>> row = {"economy": ["CHE"], "basket": ["i154_FBB5_GNI"], "year": [2019], "value": ["0.91"]}
    >>> panel = read_baskets(pd.DataFrame(row))
    >>> len(panel), panel.economies, panel.measures
    (1, ('CHE',), ('share',))
    """

    axes: Axes
    places: int
    units: Units
    status: Units
    origins: Origins
    edition: int | None
    findings: Findings
    unread: tuple[str, ...]

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of the economies, sorted."""
        return self.axes.economies

    @property
    def definitions(self) -> tuple[str, ...]:
        """Ids of the definitions, in the order of the catalogue."""
        return self.axes.definitions

    @property
    def years(self) -> tuple[int, ...]:
        """The years, sorted."""
        return self.axes.years

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures with prices, of ``local``, ``usd``, ``ppp`` and ``share``."""
        return self.axes.measures

    def __len__(self) -> int:
        return int(np.sum(self.units != MISSING))


_EXPERIMENTAL = STATUSES.index("experimental")
# Shares of income and dollars can be compared between economies; prices in local currency cannot.
COMPARED = ("share", "usd", "ppp")


def list_prices(panel: PricePanel) -> pd.DataFrame:
    """Return a row for each price (see ``PriceSeries.frame``)."""
    import pandas as pd

    e, d, y, m = np.nonzero(panel.units != MISSING)
    definitions = catalogue.basket_definitions()
    baskets = [definitions[key].basket for key in panel.definitions]
    return pd.DataFrame(
        {
            "economy": np.array(panel.economies, dtype=object)[e],
            "basket": np.array(baskets, dtype=object)[d],
            "definition": np.array(panel.definitions, dtype=object)[d],
            "year": np.array(panel.years, dtype=np.int64)[y],
            "measure": np.array(panel.measures, dtype=object)[m],
            "value": to_floats(panel.units[e, d, y, m], panel.places),
            "status": np.array(STATUSES, dtype=object)[panel.status[e, d, y, m]],
            result_kind.COLUMN: np.array(panel.origins.kinds, dtype=object)[
                panel.origins.source[e, d, y, m]
            ],
        }
    )


def count_prices(panel: PricePanel) -> Iterator[tuple[str, list[int], int, int]]:
    """Yield each definition with its years, its number of economies and its number of prices."""
    for d, definition in enumerate(panel.definitions):
        priced = panel.units[:, d] != MISSING
        years = [panel.years[y] for y in np.flatnonzero(np.any(priced, axis=(0, 2)))]
        economies = int(np.sum(np.any(priced, axis=(1, 2))))
        yield definition, years, economies, int(np.sum(priced))


def find_kinds(panel: PricePanel, cells: tuple[Units, ...]) -> str:
    """Return the kinds of figures that are computed from the prices in some cells."""
    priced = panel.units[cells] != MISSING
    used = np.unique(panel.origins.source[cells][priced])
    return result_kind.computed_from(result_kind.join_kinds(panel.origins.kinds[n] for n in used))


def make_group_figures(
    panel: PricePanel,
    groups: Mapping[str, tuple[str, ...]],
    *,
    measure: str,
    definition: object,
    years: object,
    balanced: bool,
    statistic: str,
    decimals: int,
) -> pd.DataFrame:
    """Return the figures of groups (see ``PriceSeries.groups``)."""
    import pandas as pd

    if catalogue.measure_of(measure) == "local":
        raise UsageError("series.local-by-group", allowed=COMPARED)
    require(type(decimals) is int and decimals in range(21), "decimals", "decimals", decimals)
    if balanced and years is None:
        raise UsageError("series.window-needed", allowed=[str(year) for year in panel.years])
    kept = choose(panel.axes, None, definition, years, measure)
    units = panel.units[np.ix_(*kept)][..., 0]
    if balanced:
        units = np.where(np.all(units != MISSING, axis=2, keepdims=True), units, MISSING)
    some = np.any(units != MISSING, axis=0)
    d, y = np.nonzero(some)
    rows_of = {economy: row for row, economy in enumerate(panel.economies)}
    members = [
        np.array([rows_of[economy] for economy in group if economy in rows_of], dtype=np.intp)
        for group in (*groups.values(), panel.economies)
    ]
    counts, figures = compute_figures(
        statistic, units[:, some], members, places=panel.places, decimals=decimals
    )
    names = (*groups, ALL)
    definitions = np.array([panel.definitions[at] for at in kept[1]], dtype=object)[d]
    dated = np.array([panel.years[at] for at in kept[2]], dtype=np.int64)[y]
    is_experimental = (panel.status[np.ix_(*kept)][..., 0] == _EXPERIMENTAL) & (units != MISSING)
    experimental = [is_experimental[:, some][rows].sum(axis=0) for rows in members]
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(d)),
            "definition": np.tile(definitions, len(names)),
            "year": np.tile(dated, len(names)),
            "count": counts.ravel(),
            "value": to_floats(figures, decimals).ravel(),
            "experimental": np.ravel(experimental).astype(np.int64),
        }
    )
    result_kind.add_kind(frame, find_kinds(panel, np.ix_(*kept)))
    inside = {economy for group in groups.values() for economy in group}
    frame.attrs |= {
        "measure": panel.measures[kept[3][0]],
        "statistic": statistic,
        "balanced": bool(balanced),
        "years": tuple(panel.years[at] for at in kept[2]),
        "decimals": decimals,
        "ungrouped": tuple(e for e in panel.economies if e not in inside),
    }
    return frame


def compute_change(
    panel: PricePanel, definition: str, first: int, last: int, measure: str
) -> pd.DataFrame:
    """Return the change between two years (see ``PriceSeries.change``)."""
    import pandas as pd

    for name, year in (("first", first), ("last", last)):
        whole = isinstance(year, (int, np.integer)) and not isinstance(year, bool)
        require(whole, name, "whole-number", year)
    definition = _common_definition(definition, int(first), int(last))
    d = find_definition(panel.axes, definition)
    m = find_measure(panel.axes, measure)
    at = [find_year(panel.axes, year) for year in (first, last)]
    units = panel.units[:, d, :, m][:, at]
    complete = np.flatnonzero(np.all(units != MISSING, axis=1))
    # Prices in another unit of the same currency have no difference.
    apart = {
        each.economy
        for each in catalogue.redenominations()
        if panel.measures[m] == "local" and each.is_between(int(first), int(last))
    }
    both = np.array([e for e in complete if panel.economies[e] not in apart], dtype=np.intp)
    pairs = [
        [Decimal(unit).scaleb(-panel.places) for unit in (before, after, after - before)]
        for before, after in units[both].tolist()
    ]
    rows = [(panel.economies[e], *map(float, pair)) for e, pair in zip(both, pairs, strict=True)]
    frame = pd.DataFrame(rows, columns=["economy", "first", "last", "change"])
    frame.attrs["redenominated"] = tuple(
        panel.economies[e] for e in complete if panel.economies[e] in apart
    )
    cells = np.ix_(both, np.array([d]), np.array(at), np.array([m]))
    return result_kind.add_kind(frame, find_kinds(panel, cells))


def _common_definition(wanted: str, first: int, last: int) -> str:
    """Return the common definition of two years; refuse one that is not valid in both."""
    coded = catalogue.definition_of(wanted)
    definitions = catalogue.basket_definitions()
    if wanted in catalogue.baskets():
        basket = wanted
        old, new = (catalogue.definition_in(basket, year) for year in (first, last))
        if old is not None and old == new:
            return old
    elif coded is not None:
        own = definitions[coded[0]]
        basket = own.basket
        if own.years is None and own.experimental is None:
            return wanted  # it is in no history
        held = [own.status(year) != "outside" for year in (first, last)]
        if all(held):
            return wanted
        old, new = (
            own.id if holds else catalogue.definition_in(basket, year)
            for year, holds in zip((first, last), held, strict=True)
        )
    else:
        return wanted  # refuses an unknown one
    raise UsageError(
        "series.definitions-differ",
        basket=basket,
        first=str(first),
        last=str(last),
        old=NONE if old is None else old,
        new=NONE if new is None else new,
    )
