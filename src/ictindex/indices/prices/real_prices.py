r"""Prices adjusted for inflation by a deflator that the user supplies.

.. math:: r_t = p_t \, \frac{D_b}{D_t}

with the price *p*, the deflator *D* of the same economy, and the base year *b*. A deflator belongs
to one currency: prices in local currency take that of their economy, prices in US dollars that of
the United States. A share of income is not a price, and PPP factors already contain prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.errors import NumberSyntaxError, UsageError
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.indices.prices.price_points import PointKey, Points, is_absent, read_points
from ictindex.indices.prices.wording import findings_list, name_definition, say
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = ("local", "usd")
_USA = "USA"


REAL = define(
    "real-prices",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("definition", "definition", "columns/basket", names=name_definition),
    Column("year", "year"),
    Column("measure", "measure", get="=measure"),
    Column("value", "estimate", about="before the adjustment"),
    Column("deflator", "estimate"),
    Column("real", "estimate", about="at the level of the base year", places=2),
    key=("economy", "definition", "year"),
    page=(),
)


@read_only
class RealPrices(ReadOnly, Record, TabularResult):
    """Prices at the price level of one year. Made by :func:`ictindex.prices.deflate`.

    Parameters
    ----------
    base : int
        Year of the price level to which the prices are adjusted.
    source : str
        Name of the deflator, as the user states it.
    points : Points
        The prices as they were.
    left_out : Findings
        Prices without a deflator.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> prices = pd.DataFrame({"economy": "USA", "definition": "fixed-broadband-5gb",
    ...     "year": [2020, 2023], "value": [50, 55], "measure": "usd"})
    >>> deflator = pd.DataFrame({"economy": "USA", "year": [2020, 2023], "value": [100, 110]})
    >>> real = ict.prices.deflate(prices, deflator, base=2020, source="invented")
    >>> real.to_frame()["real"].tolist()
    [50.0, 50.0]
    >>> round(real.value("USA", "fixed-broadband-5gb", 2023), 2)
    Decimal('50.00')
    """

    base: int
    source: str
    points: Points
    _deflators: Mapping[tuple[str, int], Decimal]
    left_out: Findings

    def value(self, economy: str, definition: str, year: int) -> Decimal | None:
        """Return a price at the level of the base year, 20 places; ``None`` where there is none.

        Parameters
        ----------
        economy, definition : str
            ISO3 code, and id of the definition.
        year : int
            A year.

        Returns
        -------
        decimal.Decimal or None
            The price.
        """
        price = self.points.values.get((economy, definition, year))
        now, then = (self._deflators.get((economy, y)) for y in (year, self.base))
        if price is None or now is None or then is None:
            return None
        with decimals.exact():
            return decimals.stage(price * then / now)

    _parts = (Part("prices", REAL, "_rows"),)

    @property
    def _rows(self) -> list[dict[str, object]]:
        """The prices with a deflator."""
        return [row for row in self._all_rows if row["real"] is not None]

    @property
    def _all_rows(self) -> list[dict[str, object]]:
        return [
            {
                "economy": economy,
                "definition": definition,
                "year": year,
                "value": float(price),
                "deflator": self._deflators.get((economy, year)),
                "real": self.value(economy, definition, year),
            }
            for (economy, definition, year), price in sorted(self.points.values.items())
        ]

    def _facts(self) -> dict[str, object]:
        """Return the measure of all prices."""
        return {"measure": self.points.measure}

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the base year, and the deflator."""
        return {"base": self.base, "source": self.source}

    def _blocks(self, language: str) -> list[Block]:
        """Return the real prices, a row for each economy and definition."""
        years = sorted({year for _, _, year in self.points.values})
        table = Table.of(REAL, self._all_rows, self._facts()).sort(
            lambda row: (i18n.economy_name(row["economy"], language), row["definition"])
        )
        facts = say(
            "real",
            language,
            base=str(self.base),
            source=i18n.isolate(self.source, language),
            measure=i18n.label("measures", self.points.measure, language),
        )
        title = say("left-out", language, count=str(len(self.left_out)))
        return [
            i18n.Heading(say("real-title", language, base=str(self.base)), 1),
            i18n.Paragraph(facts),
            write_grid(table.spread("year", "real", over=years), language),
            *findings_list(title, self.left_out, language),
        ]


def deflate(
    series: object,
    deflator: pd.DataFrame,
    *,
    base: int,
    source: str,
    measure: str | None = None,
) -> RealPrices:
    r"""Adjust prices for inflation by a supplied deflator, to the price level of one year.

    .. math:: r_t = p_t \, \frac{D_b}{D_t}

    Nothing is interpolated: a price without a deflator for its year, or an economy without one for
    the base year, is left out and listed by name. Prices in US dollars of any economy are deflated
    by the deflator of the United States; those in local currency by that of their economy.

    Parameters
    ----------
    series : PriceSeries, LinkedSeries or pandas.DataFrame
        Prices in local currency or US dollars (see :func:`ictindex.prices.read_points`).
    deflator : pandas.DataFrame
        Columns economy (ISO3), year, value: an index of consumer prices or a GDP deflator, in any
        base year.
    base : int
        Year of the price level to which the prices are adjusted.
    source : str
        Source of the deflator, shown in every view.
    measure : str, optional
        ``local`` or ``usd``; needed where the series has several.

    Returns
    -------
    RealPrices
        With ``to_frame``, ``value`` and ``left_out``.

    Raises
    ------
    UsageError
        If the prices are shares or in PPP$; if the deflator lacks a column, has a number that is
        not above 0, or has two values for one year; or if no price is left.

    References
    ----------
    Consumer Price Index Manual: Theory and Practice (ILO, IMF, OECD, UNECE, Eurostat, World Bank,
    2004), on deflation by a price index.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> prices = pd.DataFrame({"economy": "BRA", "definition": "fixed-broadband-5gb",
    ...     "year": [2020, 2023], "value": [100, 130], "measure": "local"})
    >>> index = pd.DataFrame({"economy": "BRA", "year": [2020, 2023], "value": [80, 100]})
    >>> real = ict.prices.deflate(prices, index, base=2023, source="invented")
    >>> real.to_frame()["real"].tolist()
    [125.0, 130.0]
    """
    require(type(base) is int, "base", "whole-number", base)
    require(is_text(source) and bool(source.strip()), "source", "text", source)
    points = read_points(series, measure)
    if points.measure not in _MEASURES:
        raise UsageError("deflate.measure", measure=points.measure, allowed=_MEASURES)
    deflators = _read_deflator(deflator)
    used: dict[tuple[str, int], Decimal] = {}
    out: list[Finding] = []
    kept: dict[PointKey, Decimal] = {}
    for key in sorted(points.values):
        economy, definition, year = key
        whose = _USA if points.measure == "usd" else economy
        absent = [str(y) for y in dict.fromkeys((year, base)) if (whose, y) not in deflators]
        if absent:
            facts = {"economy": economy, "definition": definition, "years": absent, "whose": whose}
            basket = points.baskets[definition]
            out.append(Finding("deflate.absent", "warning", economy, basket, year, details=facts))
            continue
        kept[key] = points.values[key]
        used |= {(economy, y): deflators[whose, y] for y in (year, base)}
    if not kept:
        raise UsageError("analysis.nothing-left", faults=out)
    return RealPrices(
        base=base,
        source=source.strip(),
        points=Points(points.measure, kept, points.baskets, points.status),
        _deflators=used,
        left_out=Findings(out),
    )


def _read_deflator(frame: pd.DataFrame) -> dict[tuple[str, int], Decimal]:
    """Return the deflator by economy and year; refuse anything but numbers above 0."""
    columns = ("economy", "year", "value")
    missing = [column for column in columns if column not in getattr(frame, "columns", ())]
    if missing:
        raise UsageError("analysis.columns", columns=missing, allowed=columns)
    values: dict[tuple[str, int], Decimal] = {}
    for economy, year, value in zip(*(frame[column] for column in columns), strict=True):
        if is_absent(value):
            continue
        key = (str(economy), int(year))
        try:
            number = decimals.to_decimal(value)
        except NumberSyntaxError:
            number = Decimal(0)
        if number <= 0 or key in values:
            code = "deflate.twice" if key in values else "deflate.not-positive"
            raise UsageError(code, economy=key[0], year=str(key[1]), value=str(value)[:40])
        values[key] = number
    return values
