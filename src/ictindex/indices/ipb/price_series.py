"""Prices of baskets over the years: economies x definitions x years x measures.

A series is read from published figures (``series_reader``) or joined from results and series.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from ictindex.core.arguments import is_text, require
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.higher_rooms import make_above
from ictindex.core.records import read_only
from ictindex.core.tables.records_writer import write_records
from ictindex.definitions import catalogue
from ictindex.indices.ipb.commented_prices import CommentedPrices
from ictindex.indices.ipb.medians import MISSING, Units, from_units
from ictindex.indices.ipb.price_panel import (
    AXES,
    STATUSES,
    Origins,
    PricePanel,
    choose,
    compute_change,
    find_price,
    list_prices,
    make_axes,
    make_group_figures,
    select_axes,
)
from ictindex.indices.ipb.publisher_panel import state_basis
from ictindex.indices.ipb.series_checks import add_doubts
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import IndexFigures
from ictindex.indices.results.group_figures import find_members
from ictindex.language.findings import Address, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.plots import PriceSeriesPlots
    from ictindex.indices.ipb.priced_baskets import PricedBaskets


@read_only
class PriceSeries(PricePanel, IndexFigures, CommentedPrices):
    """Prices of baskets by economy, definition, year and measure.

    It is immutable; :func:`read_baskets` and :func:`ictindex.analysis.series` return it.

    Parameters
    ----------
    axes : Axes
        The four axes together: ``economies``, ``definitions``, ``years`` and ``measures``.
    places : int
        Decimals of the whole numbers in ``units``.
    units : numpy.ndarray
        Prices as whole numbers of their last decimal; -1 for no price.
    status : numpy.ndarray
        Status of a price by its source: position in ``("official", "experimental", "outside")``.
    origins : Origins
        File, line and source of each price.
    edition : int or None
        Edition of the index whose vintage of groups is used if none is named.
    findings : Findings
        Faults of the cells that were read, and warnings about the whole series; prices with errors
        are not in the series.
    unread : tuple of str
        Columns of the file that were not read.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.prices import read_baskets
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
    >>> float(series.change("fixed-broadband", 2018, 2019).loc[0, "change"])
    -0.1
    >>> print(series.to_text("en").splitlines()[0])
    Basket prices over the years
    """

    implementation = "ipb"

    @property
    def plot(self) -> PriceSeriesPlots:
        """Charts of the prices: ``series.plot.panels("fixed-broadband")``."""
        plots: PriceSeriesPlots = make_above("plot", self)
        return plots

    def value(
        self,
        economy: str,
        definition: str,
        year: int,
        measure: str = "share",
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
        unit = self.units[find_price(self.axes, economy, definition, year, measure)]
        return from_units(unit, self.places)

    def address(
        self,
        economy: str,
        definition: str,
        year: int,
        measure: str = "share",
    ) -> Address | None:
        """Return the address of a price in the file that it was read from; ``None`` without a file.

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
        cell = find_price(self.axes, economy, definition, year, measure)
        if self.units[cell] == MISSING or self.origins.file[cell] < 0:
            return None
        file, column = self.origins.files[self.origins.file[cell]]
        return Address(file, int(self.origins.line[cell]) or None, column)

    def select(
        self,
        *,
        economies: Iterable[str] | str | None = None,
        definition: Iterable[str] | str | None = None,
        years: Iterable[int] | int | None = None,
        measure: Iterable[str] | str | None = None,
    ) -> PriceSeries:
        """Return a part of the series; axes that are not mentioned stay complete.

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
            The chosen part.

        Raises
        ------
        UsageError
            If the series does not have one of the names.
        """
        kept = choose(self.axes, economies, definition, years, measure)
        cells = np.ix_(*kept)
        return replace(
            self,
            axes=select_axes(self.axes, kept),
            units=self.units[cells],
            status=self.status[cells],
            origins=self.origins.select(cells),
        )

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each price: economy, basket, definition, year, measure, value, status, kind.

        ``result_kind`` is ``published`` for prices that were read, otherwise the kind of result.

        Values are floats, each the one nearest to the decimal.
        """
        return list_prices(self)

    _json_name = "price-series"

    def _to_dict(self) -> dict[str, Any]:
        """Return each price with its digits as plain data, for JSON."""
        from ictindex.indices.ipb.series_tables import make_series

        units = self.units[self.units != MISSING].tolist()
        values = [from_units(unit, self.places) for unit in units]
        return {"rows": write_records(make_series(self.frame, values))}

    def panel(
        self,
        definition: Iterable[str] | str,
        years: Iterable[int],
        measure: str = "share",
    ) -> tuple[str, ...]:
        """Return the balanced panel: the economies with a price in every year of a window.

        Parameters
        ----------
        definition : str or iterable of str
            One definition, or several; then a price is needed in every year of each, as in the
            matched sample of early reports.
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
        kept = choose(self.axes, None, definition, years, measure)
        whole = np.all(self.units[np.ix_(*kept)] != MISSING, axis=(1, 2, 3))
        return tuple(self.economies[row] for row in np.flatnonzero(whole))

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
        statistic: Literal["median", "mean"] = "median",
        decimals: int = 2,
    ) -> pd.DataFrame:
        r"""Return figures by group, definition and year, computed exactly and rounded half up once.

        Prices of every status count, as in the published medians. The figures are computed here,
        whatever the origin of the prices: their ``result_kind`` is never ``published``.

        .. math:: \tilde x = \tfrac12 \left(x_{(\lfloor (n+1)/2 \rfloor)} +
                  x_{(\lceil (n+1)/2 \rceil)}\right), \qquad \bar x = \tfrac1n \sum_i x_i

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue (``itu-region``, ``income-group``, ``ldc``, ``lldc``,
            ``sids``, ``development``), or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping, such as ``"ipb-2025"``; by default that of the edition of the
            series; needed if there is none.
        measure : str
            ``share``, ``usd`` or ``ppp``.
        definition : str or iterable of str, optional
            Definitions; by default all.
        years : iterable of int, optional
            Years; by default all; obligatory for a balanced panel.
        balanced : bool
            Whether to count only economies with a price in every one of the years, for each
            definition.
        statistic : str
            ``median``, or ``mean`` (unweighted: the early reports).
        decimals : int
            Decimals of the figures.

        Returns
        -------
        pandas.DataFrame
            Columns group, definition, year, count (prices here), value, experimental (number of
            experimental prices among those counted), of (economies of the publisher's panel, if
            known), blank (economies whose share the publisher leaves blank and counts), low and
            high (bounds of the median of its panel), basis, reason, result_kind. ``basis`` is
            ``own`` if the prices here determine the figure; ``bound`` if the panel of the publisher
            has prices that are not here: its median lies from low to high, and value is the median
            of the prices here, NaN if blank shares count too; ``part`` if the series is only a part
            of the publisher's table. ``all`` is every economy of the series. A definition and year
            without any price has no rows; a group without any has a count of 0 and NaN. ``attrs``
            has the request, and the economies in no group (``ungrouped``).

        Raises
        ------
        CatalogueError, UsageError
            If the grouping has no such vintage, a vintage is needed, or an argument does not fit.

        Notes
        -----
        ITU, ICT Price Basket workbook, December 2025; ITU, Measuring the Information Society 2011.
        """
        require(is_text(measure), "measure", "text", measure)
        groups = find_members(by, vintage, self._vintage)
        frame = make_group_figures(
            self,
            groups,
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
        return state_basis(self, frame, groups)

    def change(
        self,
        definition: str,
        first: int,
        last: int,
        measure: str = "share",
        *,
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return the change from one year to another, for economies with a price in both.

        Parameters
        ----------
        definition : str
            A definition, by its id or ITU's code, with a history in both years; or a basket with
            the same definition in both.
        first, last : int
            Years.
        measure : str
            Measure.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change, result_kind. Of prices in local currency those
            on both sides of a redenomination are left out: ``attrs["redenominated"]`` names them.

        Raises
        ------
        UsageError
            If the allowance changed between the years: levels of two definitions are never
            compared.
        """
        require(is_text(definition), "definition", "text", definition)
        return put_names(compute_change(self, definition, first, last, measure), names, self)

    def _blocks(self, language: str) -> list[Block]:
        from ictindex.indices.ipb.views import series_table

        return series_table(self, language)


def require_sound(prices: object) -> None:
    """Refuse what is no price series, and one whose table has errors: these prices are missing."""
    if prices is None:
        return
    require(isinstance(prices, PriceSeries), "prices", "price-series", prices)
    refuse_errors(cast(PriceSeries, prices))


def refuse_errors(prices: PriceSeries) -> None:
    """Refuse a price series whose table has errors: these prices are missing from it."""
    if faults := prices.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=faults)


def join_series(each: Sequence[PriceSeries]) -> PriceSeries:
    """Join series into one; its edition is the latest among them."""
    if len(each) == 1:
        return each[0]
    axes = make_axes(
        [name for series in each for name in series.economies],
        [name for series in each for name in series.definitions],
        [year for series in each for year in series.years],
        [name for series in each for name in series.measures],
    )
    places = max(series.places for series in each)
    scaled = [_scale_units(series.units, places - series.places) for series in each]
    kind = object if any(units.dtype == object for units in scaled) else np.int64
    units = np.full(axes.shape, MISSING, dtype=kind)
    status, file, source, line = (np.full(axes.shape, fill, np.int32) for fill in (0, -1, 0, 0))
    files: list[tuple[str, str]] = []
    sources: list[str] = []
    kinds: list[str] = []
    for series, own in zip(each, scaled, strict=True):
        kept = [[getattr(axes, name).index(key) for key in getattr(series, name)] for name in AXES]
        cells = np.ix_(*kept)
        new = own != MISSING
        clash = np.argwhere(new & (units[cells] != MISSING))
        if len(clash):
            e, d, y, m = clash[0]
            raise UsageError(
                "series.price-twice",
                economy=series.economies[e],
                definition=series.definitions[d],
                year=str(series.years[y]),
                measure=series.measures[m],
            )
        origins = series.origins
        for target, part in (
            (units, own),
            (status, series.status),
            (file, np.where(origins.file < 0, -1, origins.file + len(files))),
            (source, origins.source + len(sources)),
            (line, origins.line),
        ):
            target[cells] = np.where(new, part, target[cells])
        files += origins.files
        sources += origins.sources
        kinds += origins.kinds
    return PriceSeries(
        axes=axes,
        places=places,
        units=units,
        status=status,
        origins=Origins(tuple(files), tuple(sources), tuple(kinds), file, source, line),
        edition=max((s.edition for s in each if s.edition is not None), default=None),
        findings=Findings(finding for series in each for finding in series.findings),
        unread=tuple(dict.fromkeys(name for series in each for name in series.unread)),
    )


def _scale_units(units: Units, digits: int) -> Units:
    """Return whole numbers with more digits; Python's own if they exceed 64 bits."""
    if digits == 0:
        return units
    small = units.dtype != object and int(units.max(initial=0)) < 2**45 // 10**digits
    units = units if small else units.astype(object)
    return np.where(units == MISSING, MISSING, units * 10**digits)


def make_series(result: PricedBaskets) -> PriceSeries:
    """Return the prices of a result, rounded as published, as a series of one year."""
    definitions = [basket.definition for basket in result.methodology.document.baskets or ()]
    kept = [d for d, key in enumerate(definitions) if key]
    measures = catalogue.measures()
    year = result.year
    axes = make_axes(result.economies, (definitions[d] for d in kept), (year,), measures)
    units: Units = np.full(axes.shape, MISSING, dtype=np.int64)
    columns: list[Any] = [axes.definitions.index(definitions[d]) for d in kept]
    rows = [axes.economies.index(economy) for economy in result.economies]
    at = np.ix_(rows, columns)
    for m, measure in enumerate(measures):
        there = ~result.cells.missing[measure][:, kept]
        own = np.where(there, result.units[measure][:, kept], MISSING)
        if own.dtype == object:
            units = units.astype(object)
        units[..., 0, m][at] = own
    definition_of = catalogue.basket_definitions()
    status = np.zeros(axes.shape, dtype=np.int32)
    for d, key in enumerate(axes.definitions):
        status[:, d] = STATUSES.index(definition_of[key].status(year))
    none = np.zeros(axes.shape, dtype=np.int32)
    root = result.frame_attributes().get("root")  # figures of an edition are published figures
    source = f"{result.id}, {root}" if root else f"{result.methodology.id}, {result.edition}"
    return PriceSeries(
        axes=axes,
        places=result.decimals,
        units=units,
        status=status,
        origins=Origins((), (source,), (result_kind.name_of(result.kind),), none - 1, none, none),
        edition=result.edition,
        findings=Findings(),
        unread=(),
    )


def concatenate(parts: Iterable[PricedBaskets | PriceSeries]) -> PriceSeries:
    """Join results and series into one series."""
    whole = join_series(
        [part if isinstance(part, PriceSeries) else make_series(part) for part in parts]
    )
    return replace(whole, findings=add_doubts(whole, whole.findings))
