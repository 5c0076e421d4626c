"""Prices of baskets over the years: economies x definitions x years x measures.

Read from published figures (``published.py``) or put together from results (``combine.py``). A
change of allowance is a break: a series has an axis of definitions, and levels of two of them
are never compared. Group figures are made on whole numbers (``medians.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue, i18n
from ictindex.core import decimals as numbers
from ictindex.core.arguments import ReadOnly, frozen, is_text, require
from ictindex.core.errors import UsageError
from ictindex.findings import Address, Findings
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Renderable
from ictindex.ipb import series_checks
from ictindex.ipb.medians import MISSING, Units, figures_of, from_units
from ictindex.results import result_kind
from ictindex.results.extent import Extent, of_basket
from ictindex.results.group_figures import ALL, members, size_of

if TYPE_CHECKING:
    import pandas as pd

# More than these make a list that nobody reads; the frame has them all.
_MOST = 12


def groups_page(series: PriceSeries, frame: pd.DataFrame, language: str) -> list[Block]:
    """Return the page of a frame that ``PriceSeries.groups`` made."""
    about = frame.attrs
    title = i18n.text("basket-views", "series-groups", language)
    facts = [
        i18n.label("statistics", str(about["statistic"]), language),
        i18n.label("measures", str(about["measure"]), language),
    ]
    if "vintage" in about:
        facts.append(
            i18n.text(
                "views", "group-figures", language,
                grouping=about["grouping"], vintage=about["vintage"],
            )
        )  # fmt: skip
    balanced = "series-balanced" if about.get("balanced") else "series-unbalanced"
    blocks: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Paragraph(i18n.clauses(facts, language)),
        i18n.Paragraph(i18n.text("basket-views", balanced, language)),
    ]
    decimals = int(about.get("decimals", 2))
    for definition, part in frame.groupby("definition", sort=False):
        years = sorted(part["year"].unique())
        cells = {
            (group, year): _figure(value, count, decimals, language)
            for group, year, count, value in part[["group", "year", "count", "value"]].itertuples(
                index=False
            )
        }
        name = i18n.label("basket-definitions", str(definition), language)
        headers = [i18n.label("columns", "group", language), *map(str, years)]
        rows = [
            [_group(str(group), about, language), *(cells.get((group, y), "–") for y in years)]
            for group in part["group"].unique()
        ]
        blocks += [
            i18n.Heading(name, 2),
            i18n.Table(headers, rows, frozenset(range(1, len(headers)))),
        ]
    extent = _extent(frame, language)
    tried = int(frame.loc[frame["group"] == ALL, "experimental"].sum())
    if tried:
        told = i18n.text("basket-views", "experimental", language, count=str(tried))
        extent.append(i18n.Paragraph(told, note=True))
    return [*blocks, *extent, *series_checks.blocks(series, language)]


def _extent(frame: pd.DataFrame, language: str) -> list[Block]:
    """Say of how many economies figures are, where the publisher has more or nobody knows."""
    world = frame[(frame["group"] == ALL) & (frame["count"] > 0)]
    if frame.attrs.get("balanced") or world.empty:  # a panel is a part of the economies anyhow
        return []
    columns = ("definition", "year", "count", "of")
    told = []
    for definition, year, count, whole in zip(
        *(world[name].astype(object).tolist() for name in columns), strict=True
    ):
        if count == whole:
            continue
        key = "of-unknown" if whole is None or whole != whole else "of-whole"
        name = i18n.label("basket-definitions", str(definition), language)
        given = {"definition": name, "year": str(year), "count": str(count), "total": str(whole)}
        told.append(i18n.text("basket-views", key, language, **given))
    if not told:
        return []
    rest = len(told) - _MOST
    if rest > 0:
        told = [*told[:_MOST], i18n.text("views", "more-faults", language, count=str(rest))]
    title = i18n.text("basket-views", "part", language)
    return [i18n.Paragraph(title, note=True), i18n.Bullets(told)]


def _figure(value: float, count: int, decimals: int, language: str) -> str:
    """Return a figure with its decimals of publication, and how many economies it is made of."""
    if count == 0:
        return "–"
    exact = numbers.round_half_up(Decimal(repr(float(value))), decimals)
    return i18n.detail(i18n.number(exact, language), str(count), language)


def _group(group: str, about: Mapping[object, object], language: str) -> str:
    """Return the name of a group; one that the user made is shown as given."""
    own = about.get("grouping") == "own" and group != ALL
    return group if own else i18n.label("groups", group, language)


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
    """Return the members of an order that were found, in that order."""
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


def position(axes: Axes, economy: str, definition: str, year: int, measure: str) -> tuple[int, ...]:
    """Return the position of one price."""
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
    """Return the positions of what is named along each axis, in its order; ``None``: all."""
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


class PriceSeries(ReadOnly, Renderable):
    """Prices of baskets by economy, definition, year and measure.

    Made by :func:`read_baskets` and :func:`ictindex.analysis.concat`; immutable.

    Parameters
    ----------
    **parts
        The attributes.

    Attributes
    ----------
    axes : Axes
        The four axes together.
    economies, definitions, years, measures : tuple
        ISO3 codes, sorted; ids in the order of the catalogue; years; ``local``, ``usd``, ``ppp``,
        ``share``: as far as there are prices.
    places : int
        Decimals of the whole numbers in ``units``.
    units : numpy.ndarray
        Prices as whole numbers of their last decimal; -1 where there is none.
    status : numpy.ndarray
        Place in ``("official", "experimental", "outside")``: what the source says of a price.
    origins : Origins
        File, line and source of each price.
    edition : int or None
        Edition of the index whose vintage of groups holds where none is named.
    findings : Findings
        What is wrong with the cells that were read; prices with errors are not in the series.
    unread : tuple of str
        Columns of the file that were not read.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.ipb.series_reader import read_baskets
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91"), ("KEN", 2019, "9.30")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    >>> series.economies, series.definitions, series.years, series.measures
    (('CHE', 'KEN'), ('fixed-broadband-5gb',), (2018, 2019), ('share',))
    >>> series.value("CHE", "fixed-broadband-5gb", 2018), len(series.frame)
    (Decimal('1.01'), 3)
    >>> series.address("KEN", "fixed-broadband-5gb", 2019).show("en")
    'DataFrame, line 3, column value'
    >>> series.select(years=2018).years, series.panel("fixed-broadband-5gb", [2018, 2019])
    ((2018,), ('CHE',))
    >>> figures = series.groups("itu-region", years=[2019]).set_index("group")
    >>> float(figures.loc["africa", "value"]), float(figures.loc["all", "value"])
    (9.3, 5.11)
    >>> series.ungrouped("ldc") == series.economies
    True
    >>> float(series.change("fixed-broadband", 2018, 2019).loc[0, "change"])
    -0.1
    >>> print(series.to_text("en").splitlines()[0])
    Basket prices over the years
    """

    axes: Axes
    economies: tuple[str, ...]
    definitions: tuple[str, ...]
    years: tuple[int, ...]
    measures: tuple[str, ...]
    places: int
    units: Units
    status: Units
    origins: Origins
    edition: int | None
    findings: Findings
    unread: tuple[str, ...]

    def __init__(self, **parts: Any) -> None:
        own = {name: frozen(parts[name]) for name in ("units", "status")}
        axes = parts["axes"]
        named = {name: getattr(axes, name) for name in NAMES}
        self._set(**{**parts, **own, **named})

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (dict(self.__dict__),)

    def _with(self, **parts: Any) -> PriceSeries:
        """Return the same with other parts."""
        return PriceSeries(**{**self.__dict__, **parts})

    def __len__(self) -> int:
        return int(np.sum(self.units != MISSING))

    def value(
        self, economy: str, definition: str, year: int, measure: str = "share"
    ) -> Decimal | None:
        """Return one price, or ``None`` if there is none.

        Parameters
        ----------
        economy, definition : str
            ISO3 code; id of the definition, or ITU's code.
        year : int
            Year.
        measure : str
            Measure.

        Returns
        -------
        decimal.Decimal or None
            The price.

        Raises
        ------
        UsageError
            If the series has no such economy, definition, year or measure.
        """
        unit = self.units[position(self.axes, economy, definition, year, measure)]
        return from_units(unit, self.places)

    def address(
        self, economy: str, definition: str, year: int, measure: str = "share"
    ) -> Address | None:
        """Return where a price stands in the file that it was read from; ``None`` without one.

        Parameters
        ----------
        economy, definition : str
            As for :meth:`value`.
        year : int
            Year.
        measure : str
            Measure.

        Returns
        -------
        Address or None
            File, line and column.

        Raises
        ------
        UsageError
            As for :meth:`value`.
        """
        place = position(self.axes, economy, definition, year, measure)
        if self.units[place] == MISSING or self.origins.file[place] < 0:
            return None
        file, column = self.origins.files[self.origins.file[place]]
        return Address(file, int(self.origins.line[place]) or None, column)

    def select(
        self,
        *,
        economies: Iterable[str] | str | None = None,
        definition: Iterable[str] | str | None = None,
        years: Iterable[int] | int | None = None,
        measure: Iterable[str] | str | None = None,
    ) -> PriceSeries:
        """Choose a part of the series; what is not mentioned stays whole.

        Parameters
        ----------
        economies, definition : str or iterable of str, optional
            ISO3 codes; ids of definitions or ITU's codes.
        years : int or iterable of int, optional
            Years.
        measure : str or iterable of str, optional
            Measures.

        Returns
        -------
        PriceSeries
            The part.

        Raises
        ------
        UsageError
            If the series has nothing by one of the names.
        """
        kept = chosen(self.axes, economies, definition, years, measure)
        at = np.ix_(*kept)
        parts = {
            "axes": picked(self.axes, kept),
            "units": self.units[at],
            "status": self.status[at],
            "origins": self.origins.taken(at),
        }
        return self._with(**parts)

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each price: economy, basket, definition, year, measure, value, status, kind.

        ``result_kind`` is ``published`` for prices that were read, else the kind of result.

        Values are floats, each the one nearest to the decimal.
        """
        return rows(self)

    def panel(
        self, definition: Iterable[str] | str, years: Iterable[int], measure: str = "share"
    ) -> tuple[str, ...]:
        """Return the economies with a price in every year of a window: a balanced panel.

        Parameters
        ----------
        definition : str or iterable of str
            One definition, or several: every year of each, the matched sample of early reports.
        years : iterable of int
            The window, such as ``range(2021, 2026)``.
        measure : str
            Measure.

        Returns
        -------
        tuple of str
            ISO3 codes, sorted.

        Raises
        ------
        UsageError
            If the series has no such definition, year or measure.
        """
        kept = chosen(self.axes, None, definition, years, measure)
        whole = np.all(self.units[np.ix_(*kept)] != MISSING, axis=(1, 2, 3))
        return tuple(self.economies[place] for place in np.flatnonzero(whole))

    def ungrouped(
        self, by: str | Mapping[str, str] = "itu-region", vintage: str | None = None
    ) -> tuple[str, ...]:
        """Return the economies that are in no group: they count in ``all`` only.

        Parameters
        ----------
        by : str or mapping
            As for :meth:`groups`.
        vintage : str, optional
            As for :meth:`groups`.

        Returns
        -------
        tuple of str
            ISO3 codes, sorted.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping or vintage is unknown, or none is named where it has to be.
        """
        inside = {e for group in members(by, vintage, self._vintage).values() for e in group}
        return tuple(economy for economy in self.economies if economy not in inside)

    @property
    def _vintage(self) -> str:
        return "" if self.edition is None else f"ipb-{self.edition}"

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        vintage: str | None = None,
        *,
        measure: str = "share",
        definition: Iterable[str] | str | None = None,
        years: Iterable[int] | None = None,
        balanced: bool = False,
        statistic: str = "median",
        decimals: int = 2,
    ) -> pd.DataFrame:
        r"""Return figures by group, definition and year, each exact and rounded half up once.

        Every price counts, whatever its status: so do the published medians.

        .. math:: \tilde x = \tfrac12 \left(x_{(\lfloor (n+1)/2 \rfloor)} +
                  x_{(\lceil (n+1)/2 \rceil)}\right), \qquad \bar x = \tfrac1n \sum_i x_i

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping, such as ``"ipb-2025"``; by default that of the edition of
            the series, and asked for where there is none.
        measure : str
            ``share``, ``usd`` or ``ppp``.
        definition : str or iterable of str, optional
            Definitions; by default all.
        years : iterable of int, optional
            Years; by default all, and obligatory for a balanced panel.
        balanced : bool
            Count only economies with a price in every one of the years, for each definition.
        statistic : str
            ``median``, or ``mean`` (unweighted: the early reports).
        decimals : int
            Decimals of the figures.

        Returns
        -------
        pandas.DataFrame
            Columns group, definition, year, count, value, experimental (how many of the prices
            counted are so), of (economies that the publisher has, where they are known),
            result_kind; ``all`` is every economy of the series. A definition and year without
            any price has no rows, a group without any has a count of 0 and NaN. ``attrs`` says
            what was asked, and which economies are in no group (``ungrouped``).

        Raises
        ------
        CatalogueError, UsageError
            If the grouping has no such vintage, one is needed, or an argument does not fit.

        Notes
        -----
        ITU, ICT Price Basket workbook, December 2025; ITU, Measuring the Information Society 2011.
        """
        require(is_text(measure), "measure", "text", measure)
        frame = by_group(
            self,
            members(by, vintage, self._vintage),
            measure=measure,
            definition=definition,
            years=years,
            balanced=balanced,
            statistic=statistic,
            decimals=decimals,
        )
        dated = isinstance(by, str)
        frame.attrs["grouping"] = by if dated else "own"
        frame.attrs["vintage"] = (vintage or self._vintage) if dated else ""
        return frame

    def change(
        self, definition: str, first: int, last: int, measure: str = "share"
    ) -> pd.DataFrame:
        """Return the change from one year to another, for economies with a price in both.

        Parameters
        ----------
        definition : str
            A definition, by its id or ITU's code, with a history in both years; or a basket,
            which must have the same definition in both.
        first, last : int
            Years.
        measure : str
            Measure.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change, result_kind.

        Raises
        ------
        UsageError
            If the allowance changed in between: levels of two definitions are never compared.
        """
        require(is_text(definition), "definition", "text", definition)
        return change(self, definition, first, last, measure)

    def blocks(self, language: str) -> list[Block]:
        """Return what the series has: a row for each definition."""
        return _blocks(self, language)


def _rebuilt(parts: Mapping[str, Any]) -> PriceSeries:
    return PriceSeries(**parts)


_EXPERIMENTAL = STATUSES.index("experimental")
# Shares of income and dollars compare between economies, prices in own currencies do not.
COMPARED = ("share", "usd", "ppp")


def floats(units: Units, places: int) -> Units:
    """Return prices as floats, each the one nearest to the decimal; NaN where missing."""
    if units.dtype != object and places <= 22 and int(units.max(initial=0)) < 2**53:
        # Two floats that are exact, one division: correctly rounded.
        return np.where(units == MISSING, np.nan, units / 10.0**places)
    found = (from_units(unit, places) for unit in units.ravel().tolist())
    flat = [float("nan") if value is None else float(value) for value in found]
    return np.array(flat, dtype=np.float64).reshape(units.shape)


def rows(series: PriceSeries) -> pd.DataFrame:
    """Return a row for each price (see ``PriceSeries.frame``)."""
    import pandas as pd

    e, d, y, m = np.nonzero(series.units != MISSING)
    definitions = catalogue.basket_definitions()
    baskets = [definitions[key].basket for key in series.definitions]
    return pd.DataFrame(
        {
            "economy": np.array(series.economies, dtype=object)[e],
            "basket": np.array(baskets, dtype=object)[d],
            "definition": np.array(series.definitions, dtype=object)[d],
            "year": np.array(series.years, dtype=np.int64)[y],
            "measure": np.array(series.measures, dtype=object)[m],
            "value": floats(series.units[e, d, y, m], series.places),
            "status": np.array(STATUSES, dtype=object)[series.status[e, d, y, m]],
            result_kind.COLUMN: np.array(series.origins.kinds, dtype=object)[
                series.origins.source[e, d, y, m]
            ],
        }
    )


def kind_of(series: PriceSeries, places: tuple[Units, ...]) -> str:
    """Return the kinds of the results that prices at some places are of."""
    there = series.units[places] != MISSING
    used = np.unique(series.origins.source[places][there])
    return result_kind.joined(series.origins.kinds[n] for n in used)


def by_group(
    series: PriceSeries,
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
        raise UsageError("series.window-needed", allowed=[str(year) for year in series.years])
    kept = chosen(series.axes, None, definition, years, measure)
    units = series.units[np.ix_(*kept)][..., 0]
    if balanced:
        units = np.where(np.all(units != MISSING, axis=2, keepdims=True), units, MISSING)
    some = np.any(units != MISSING, axis=0)
    d, y = np.nonzero(some)
    place = {economy: row for row, economy in enumerate(series.economies)}
    members = [
        np.array([place[economy] for economy in group if economy in place], dtype=np.intp)
        for group in (*groups.values(), series.economies)
    ]
    counts, figures = figures_of(
        statistic, units[:, some], members, places=series.places, decimals=decimals
    )
    names = (*groups, ALL)
    definitions = np.array([series.definitions[at] for at in kept[1]], dtype=object)[d]
    dated = np.array([series.years[at] for at in kept[2]], dtype=np.int64)[y]
    tried = (series.status[np.ix_(*kept)][..., 0] == _EXPERIMENTAL) & (units != MISSING)
    experimental = [tried[:, some][rows].sum(axis=0) for rows in members]
    known = series.measures[kept[3][0]]
    extents = [
        Extent(int(here), None)  # a panel is a part of the economies anyhow
        if balanced
        else of_basket(str(key), int(year), known, int(here))
        for key, year, here in zip(definitions, dated, counts[-1], strict=True)
    ]
    sizes = [
        size_of(name, int(count), extent, {})
        for name, row in zip(names, counts, strict=True)
        for count, extent in zip(row, extents, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(d)),
            "definition": np.tile(definitions, len(names)),
            "year": np.tile(dated, len(names)),
            "count": counts.ravel(),
            "value": floats(figures, decimals).ravel(),
            "experimental": np.ravel(experimental).astype(np.int64),
            "of": pd.array(sizes, dtype="Int64"),
        }
    )
    result_kind.stamped(frame, kind_of(series, np.ix_(*kept)))
    inside = {economy for group in groups.values() for economy in group}
    frame.attrs |= {
        "measure": series.measures[kept[3][0]],
        "statistic": statistic,
        "balanced": bool(balanced),
        "ungrouped": tuple(e for e in series.economies if e not in inside),
    }
    return frame


def change(
    series: PriceSeries, definition: str, first: int, last: int, measure: str
) -> pd.DataFrame:
    """Return the change between two years (see ``PriceSeries.change``)."""
    import pandas as pd

    for name, year in (("first", first), ("last", last)):
        whole = isinstance(year, (int, np.integer)) and not isinstance(year, bool)
        require(whole, name, "whole-number", year)
    definition = _same(definition, int(first), int(last))
    d = definition_at(series.axes, definition)
    m = measure_at(series.axes, measure)
    at = [year_at(series.axes, year) for year in (first, last)]
    units = series.units[:, d, :, m][:, at]
    both = np.flatnonzero(np.all(units != MISSING, axis=1))
    pairs = [
        [Decimal(unit).scaleb(-series.places) for unit in (before, after, after - before)]
        for before, after in units[both].tolist()
    ]
    told = [(series.economies[e], *map(float, three)) for e, three in zip(both, pairs, strict=True)]
    frame = pd.DataFrame(told, columns=["economy", "first", "last", "change"])
    places = np.ix_(both, np.array([d]), np.array(at), np.array([m]))
    return result_kind.stamped(frame, kind_of(series, places))


def _same(wanted: str, first: int, last: int) -> str:
    """Return the definition of two years; refuse one that does not hold in both."""
    known = catalogue.definition_of(wanted)
    definitions = catalogue.basket_definitions()
    if wanted in catalogue.baskets():
        basket = wanted
        old, new = (catalogue.definition_in(basket, year) for year in (first, last))
        if old is not None and old == new:
            return old
    elif known is not None:
        own = definitions[known[0]]
        basket = own.basket
        if own.years is None and own.experimental is None:
            return wanted  # no history says anything of it
        held = [own.status(year) != "outside" for year in (first, last)]
        if all(held):
            return wanted
        old, new = (
            own.id if holds else catalogue.definition_in(basket, year)
            for year, holds in zip((first, last), held, strict=True)
        )
    else:
        return wanted  # refused as unknown
    raise UsageError(
        "series.definitions-differ",
        basket=basket,
        first=str(first),
        last=str(last),
        old=NONE if old is None else old,
        new=NONE if new is None else new,
    )


def _span(years: list[int]) -> str:
    """Write the first and last of some years; the dash alone where there is none."""
    return NONE.join(str(year) for year in dict.fromkeys(years[:1] + years[-1:])) or NONE


def _blocks(series: PriceSeries, language: str) -> list[Block]:
    """Return what a series has: a row for each definition."""
    title = i18n.text("views", "basket-prices-by-year", language)
    body = []
    for d, key in enumerate(series.definitions):
        there = series.units[:, d] != MISSING
        years = [series.years[y] for y in np.flatnonzero(np.any(there, axis=(0, 2)))]
        body.append(
            [
                i18n.label("basket-definitions", key, language),
                _span(years),
                str(int(np.sum(np.any(there, axis=(1, 2))))),
                str(int(np.sum(there))),
            ]
        )
    headers = [
        i18n.label("columns", "definition", language),
        i18n.label("columns", "years", language),
        i18n.label("columns", "count", language),
        i18n.label("columns", "prices", language),
    ]
    found: list[Block] = [
        i18n.Heading(title, 2),
        i18n.Table(headers, body, frozenset({2, 3})),
    ]
    of_cells = [finding for finding in series.findings if finding.code not in series_checks.CODES]
    if of_cells:
        note = i18n.text("views", "findings", language, count=str(len(of_cells)))
        found.append(i18n.Paragraph(note, note=True))
    return [*found, *series_checks.blocks(series, language)]
