"""The revision triangle of prices: the price of one year in successive releases."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.engine.statistics.revision_statistics import RevisionSummary, summarise_revisions
from ictindex.indices.idi.views import signed
from ictindex.indices.results.base import IndexFigures
from ictindex.indices.results.registry import load_index
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult

Cell = tuple[str, str, int, str]
_CELL = ("economy", "definition", "year", "measure")
_SUMMARY = (
    "count",
    "revised",
    "raised",
    "mean",
    "mean_absolute",
    "relative_mean_absolute",
    "smallest",
    "largest",
    "t",
)
_MOST = 10


class PriceRevisions(ReadOnly, Renderable):
    """Prices in successive releases. Made by :func:`revisions`.

    Parameters
    ----------
    releases : tuple of str
        Names of the releases, the oldest first.
    prices : mapping of (str, str, int, str) to tuple
        By economy, definition, year and measure, the price in each release; ``None`` if there is
        none.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> def release(*prices):
    ...     rows = [("CHE", 2018 + n, price) for n, price in enumerate(prices)]
    ...     table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    ...     return ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"})
    >>> revisions = ict.analysis.revisions({
    ...     "2019-12": release("1.01"), "2020-12": release("0.91", "0.88"),
    ...     "2021-12": release("0.91", "0.90", "0.80"),
    ... })
    >>> revisions.releases, len(revisions.prices)
    (('2019-12', '2020-12', '2021-12'), 3)
    >>> revisions.triangle("CHE", "fixed-broadband-5gb").values.tolist()
    [[1.01, 0.91, 0.91], [nan, 0.88, 0.9], [nan, nan, 0.8]]
    >>> revisions.statistics()[["count", "mean", "mean_absolute"]].round(3).values.tolist()
    [[2.0, -0.04, 0.06]]
    >>> revisions.to_frame()["revision"].tolist()
    [nan, -0.1, 0.0, nan, 0.02, nan]
    """

    releases: tuple[str, ...]
    prices: Mapping[Cell, tuple[Decimal | None, ...]]

    def __init__(
        self, releases: Iterable[str], prices: Mapping[Cell, tuple[Decimal | None, ...]]
    ) -> None:
        self._set(releases=tuple(releases), prices=MappingProxyType(dict(prices)))

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each price of each release.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, definition, year, measure, release, value, revision (from the previous
            release with the price; NaN for the first), total (from the first release with it).
        """
        import pandas as pd

        rows = []
        for cell, row in self.prices.items():
            there = [(n, price) for n, price in enumerate(row) if price is not None]
            for position, (n, price) in enumerate(there):
                before = None if position == 0 else there[position - 1][1]
                first = None if position == 0 else there[0][1]
                rows.append(
                    (
                        *cell,
                        self.releases[n],
                        float(price),
                        _difference(before, price),
                        _difference(first, price),
                    )
                )
        headers = [*_CELL, "release", "value", "revision", "total"]
        return put_names(pd.DataFrame(rows, columns=headers), names, self)

    def triangle(self, economy: str, definition: str, *, measure: str = "share") -> pd.DataFrame:
        """Return the triangle of one economy: years of prices x releases.

        Parameters
        ----------
        economy : str
            ISO3 code.
        definition : str
            Id of a basket's definition, or ITU's code.
        measure : str
            ``share``, ``usd``, ``ppp`` or ``local``.

        Returns
        -------
        pandas.DataFrame
            Prices; NaN where a release has none.

        Raises
        ------
        UsageError
            If no release has such a price.
        """
        import pandas as pd

        coded = catalogue.definition_of(definition) if is_text(definition) else None
        key = definition if coded is None else coded[0]
        rows = {
            cell[2]: [math.nan if price is None else float(price) for price in row]
            for cell, row in self.prices.items()
            if (cell[0], cell[1], cell[3]) == (economy, key, measure)
        }
        if not rows:
            raise UsageError(
                "revisions.nothing",
                economy=str(economy)[:80],
                definition=str(definition)[:80],
                measure=str(measure)[:80],
            )
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(self.releases))
        frame = frame.sort_index()
        frame.index.name, frame.columns.name = "year", "release"
        return frame

    def statistics(self, by: Iterable[str] = ("definition", "measure")) -> pd.DataFrame:
        r"""Return statistics of the revisions from the first to the last release with the price.

        .. math:: \bar R = \frac1n \sum_t (L_t - P_t), \qquad \frac1n \sum_t |L_t - P_t|, \qquad
                  \frac{\sum_t |L_t - P_t|}{\sum_t |L_t|}

        Parameters
        ----------
        by : iterable of str
            Groups of the statistics: any of ``economy``, ``definition``, ``year``, ``measure``;
            prices of several definitions or measures are never combined.

        Returns
        -------
        pandas.DataFrame
            Columns of ``by``, count (prices in two releases or more), revised, raised, mean (the
            bias), mean_absolute (in the unit of the measure), relative_mean_absolute, smallest,
            largest, t (of the mean, as if revisions were independent of one another).

        Raises
        ------
        UsageError
            If ``by`` does not contain the definition or the measure.

        Notes
        -----
        OECD and Eurostat, Guidelines on Revisions Policy and Analysis: recommended statistical
        measures. A price that only one release has is not a revision and does not count.
        """
        import pandas as pd

        names = list(by)
        if not {"definition", "measure"} <= set(names) or not set(names) <= set(_CELL):
            raise UsageError("revisions.by", wanted=[str(name)[:80] for name in names])
        rows = [
            (*key, *(getattr(summary, name) for name in _SUMMARY))
            for key, summary in self._summaries(names)
        ]
        return pd.DataFrame(rows, columns=[*names, *_SUMMARY])

    def _summaries(self, names: list[str]) -> Iterator[tuple[tuple[object, ...], RevisionSummary]]:
        pairs: dict[tuple[object, ...], list[tuple[float, float]]] = {}
        for cell, row in self.prices.items():
            there = [price for price in row if price is not None]
            if len(there) > 1:
                key: tuple[object, ...] = tuple(cell[_CELL.index(name)] for name in names)
                pairs.setdefault(key, []).append((float(there[0]), float(there[-1])))
        for key, own in pairs.items():
            yield key, summarise_revisions(*zip(*own, strict=True))

    def blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Heading(_say("title", language), 1),
            i18n.Paragraph(_say("releases", language, names=list(self.releases))),
            i18n.Paragraph(_say("meaning", language)),
        ]
        rows = []
        for (definition, measure), summary in self._summaries(["definition", "measure"]):
            rows.append(
                [
                    i18n.label("basket-definitions", str(definition), language),
                    i18n.label("measures", str(measure), language),
                    str(summary.count),
                    str(summary.revised),
                    _write_signed(summary.mean, language),
                    _plain(summary.mean_absolute, language),
                    _plain(100 * summary.relative_mean_absolute, language, 1),
                    _write_signed(summary.t, language, 1),
                ]
            )
        if not rows:
            return [*blocks, i18n.Paragraph(_say("none", language))]
        headers = [
            i18n.label("columns", "definition", language),
            _say("measure", language),
            *(
                _say(key, language)
                for key in ("prices", "revised", "mean", "mean-absolute", "relative", "t")
            ),
        ]
        blocks.append(i18n.Table(headers, rows, frozenset(range(2, len(headers)))))
        return [*blocks, i18n.Paragraph(_say("independent", language)), *self._largest(language)]

    def _largest(self, language: str) -> Iterator[Block]:
        """Yield the largest revisions relative to the price."""
        changes = []
        for cell, row in self.prices.items():
            there = [price for price in row if price is not None]
            if len(there) > 1 and there[0] != there[-1] and there[-1]:
                changes.append((abs(1 - float(there[0]) / float(there[-1])), cell, there))
        if not changes:
            return
        changes.sort(key=lambda change: (-change[0], change[1]))
        yield i18n.Heading(_say("largest", language), 2)
        headers = [
            i18n.text("views", "economy", language),
            i18n.label("columns", "definition", language),
            i18n.label("columns", "year", language),
            _say("measure", language),
            _say("first", language),
            _say("last", language),
        ]
        rows = [
            [
                i18n.economy_name(economy, language),
                i18n.label("basket-definitions", definition, language),
                str(year),
                i18n.label("measures", measure, language),
                i18n.number(there[0], language),
                i18n.number(there[-1], language),
            ]
            for _, (economy, definition, year, measure), there in changes[:_MOST]
        ]
        yield i18n.Table(headers, rows, frozenset((2, 4, 5)))


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("revisions", key, language, **values)


def _decimal(number: float, places: int) -> Decimal:
    return decimals.round_half_up(Decimal(repr(number)), places)


def _plain(number: float, language: str, places: int = 3) -> str:
    return i18n.number(_decimal(number, places), language) if math.isfinite(number) else "–"


def _write_signed(number: float, language: str, places: int = 3) -> str:
    return signed(_decimal(number, places), language) if math.isfinite(number) else "–"


def _difference(before: Decimal | None, after: Decimal) -> float:
    if before is None:
        return math.nan
    with decimals.exact():
        return float(after - before)


def revisions(
    releases: Mapping[str | dt.date, PriceSeries | BasketResult],
) -> PriceRevisions:
    """Arrange the prices of successive releases in a revision triangle.

    Parameters
    ----------
    releases : mapping of str or datetime.date to PriceSeries or BasketResult
        Each release by its name or date, the oldest first: series of prices that were read, opened
        editions or other results of the price basket. Dates are sorted.

    Returns
    -------
    PriceRevisions
        The prices of each release, triangles, and statistics of the revisions.

    Raises
    ------
    UsageError
        If there are fewer than two releases, or one is of another index.

    Notes
    -----
    Prices are compared by economy, definition of the basket, year and measure: a basket with
    another allowance is another basket, not a revised one. Prices are used as printed; a release
    with fewer decimals differs by its rounding. A price that a release does not have stays missing.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> def release(price):
    ...     table = pd.DataFrame([("CHE", 2018, price)], columns=["economy", "year", "value"])
    ...     return ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"})
    >>> revisions = ict.analysis.revisions({"2018-12": release("1.01"), "2019-12": release("0.91")})
    >>> round(revisions.statistics()["mean"].item(), 3)
    -0.1
    """
    require(isinstance(releases, Mapping), "releases", "mapping", releases)
    named = [(_name(key), release) for key, release in releases.items()]
    if all(isinstance(key, dt.date) for key in releases):
        named.sort(key=lambda pair: pair[0])
    if len(named) < 2:
        raise UsageError("revisions.too-few", count=str(len(named)))
    for name, release in named:
        require(isinstance(release, IndexFigures), name, "price-series", release)
        if release.implementation != "ipb":
            raise UsageError("series.mixed")
    prices: dict[Cell, list[Decimal | None]] = {}
    for n, (_, release) in enumerate(named):
        series = load_index("ipb").join_results([release])
        for cell, price in _prices_of(series):
            prices.setdefault(cell, [None] * len(named))[n] = price
    ordered = {cell: tuple(prices[cell]) for cell in sorted(prices)}
    return PriceRevisions([name for name, _ in named], ordered)


def _name(key: object) -> str:
    if isinstance(key, dt.date):
        return key.isoformat()
    require(is_text(key), "releases", "text", key)
    return str(key)


def _prices_of(series: Any) -> Iterator[tuple[Cell, Decimal]]:
    """Yield every price of a series with its position."""
    import numpy as np

    from ictindex.indices.ipb.medians import MISSING, from_units

    axes = (series.economies, series.definitions, series.years, series.measures)
    for position in np.argwhere(series.units != MISSING):
        cell = tuple(axis[n] for axis, n in zip(axes, position, strict=True))
        price = from_units(series.units[tuple(position)], series.places)
        if price is not None:
            yield (str(cell[0]), str(cell[1]), int(cell[2]), str(cell[3])), price
