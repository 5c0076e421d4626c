r"""Linking two definitions of a basket: ratio splicing on a year in which both were priced.

A change of allowance is a break: levels on both sides never compare. Where both definitions have
a price in one year, the older one is moved to the level of the newer by their ratio in that year,
economy by economy. What is spliced stays marked, and an economy that cannot be linked is named
with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.errors import UsageError
from ictindex.core.records import Record, read_only
from ictindex.findings import Finding, Findings
from ictindex.formulas import Equation, Product, Quotient, Symbol, shorten
from ictindex.i18n.document import Block
from ictindex.i18n.renderable import Page, Renderable
from ictindex.prices.price_points import PointKey, Points, count_unofficial, read_points
from ictindex.prices.wording import findings_list, say, unofficial_note, write_figure, write_year

if TYPE_CHECKING:
    import pandas as pd


def _facts(linked: LinkedSeries, language: str) -> list[Block]:
    """State what is linked, how and on which year, before any figure."""
    names = {
        "old": i18n.label("basket-definitions", linked.old, language),
        "new": i18n.label("basket-definitions", linked.new, language),
        "year": str(linked.on),
    }
    before = [str(year) for year in linked.years if year < linked.on]
    return [
        i18n.Paragraph(say("linked", language, **names)),
        i18n.Paragraph(
            say("spliced-years", language, years=before)
            if before
            else say("nothing-spliced", language, year=str(linked.on)),
            note=True,
        ),
        i18n.Paragraph(i18n.label("measures", linked.measure, language)),
        *unofficial_note(linked.unofficial, language),
    ]


def linked_page(linked: LinkedSeries, language: str) -> list[Block]:
    """Return the page of a linked series: a row for each economy, its factor, its years."""
    title = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(title, say("linked-series", language), language), 1),
        *_facts(linked, language),
    ]
    years = linked.years
    rows = []
    for economy in sorted(linked.linked, key=lambda code: i18n.economy_name(code, language)):
        values = [linked.value(economy, year) for year in years]
        figures = ["–" if v is None else write_figure(v, 2, language) for v in values]
        factor = write_figure(linked.factor(economy), 6, language)
        rows.append([i18n.economy_name(economy, language), factor, *figures])
    # A star on the year says that its figures are moved, in every form of the table.
    heads = [f"{year} *" if year < linked.on else str(year) for year in years]
    headers = [i18n.text("views", "economy", language), say("factor", language), *heads]
    blocks.append(i18n.Table(headers, rows, frozenset(range(1, len(headers)))))
    if any(year < linked.on for year in years):
        blocks.append(i18n.Paragraph(say("star", language)))
    title = say("not-linked", language, count=str(len(linked.unlinked)))
    return [*blocks, *findings_list(title, linked.unlinked, language)]


def explain_link(linked: LinkedSeries, economy: str, language: str) -> list[Block]:
    """Return the link of one economy, by hand."""
    name = i18n.economy_name(economy, language)
    basket = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, basket, language), 1),
        *_facts(linked, language),
    ]
    values = linked.points.values
    old, new = (values[economy, d, linked.on] for d in (linked.old, linked.new))
    symbol = Symbol("link-factor", "")
    put_in = Quotient(shorten(new, 6), shorten(old, 6))
    for key, equation in (
        ("formula", Equation((symbol, Quotient(Symbol("link-new", ""), Symbol("link-old", ""))))),
        ("with-numbers", Equation((symbol, put_in, shorten(linked.factor(economy), 6)))),
    ):
        blocks.append(i18n.Formula(equation, i18n.text("explain", key, language)))
    for year in linked.years:
        value = linked.value(economy, year)
        if value is None:
            blocks.append(i18n.Paragraph(i18n.pair(str(year), say("no-value", language), language)))
        elif year < linked.on:
            moved = Product((shorten(values[economy, linked.old, year], 6), put_in))
            caption = write_year(year, "spliced", language)
            blocks.append(i18n.Formula(Equation((moved, shorten(value, 6))), caption))
        else:
            caption = write_year(year, "as-priced", language)
            blocks.append(i18n.Formula(Equation((shorten(value, 6),)), caption))
    return blocks


@read_only
class LinkedSeries(ReadOnly, Record, Renderable):
    """Two definitions of a basket as one series. Made by :func:`ictindex.prices.link`.

    Parameters
    ----------
    old, new : str
        Ids of the definitions; the series is in the terms of the newer one.
    on : int
        The year in which both were priced.
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    points : Points
        What was linked, exactly.
    linked : tuple of str
        Economies of the series.
    unlinked : Findings
        Economies that could not be linked, and why.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("KEN", "mobile-data-only-2gb", 2022, 4.0), ("KEN", "mobile-data-only-2gb", 2023,
    ...     3.0), ("KEN", "mobile-data-only-5gb", 2023, 6.0), ("KEN", "mobile-data-only-5gb", 2024,
    ...     5.0), ("UGA", "mobile-data-only-2gb", 2022, 3.0)]
    >>> columns = ["economy", "definition", "year", "value"]
    >>> linked = ict.prices.link(pd.DataFrame(rows, columns=columns), "mobile-data-only-2gb",
    ...     "mobile-data-only-5gb", on=2023, measure="usd")
    >>> linked.frame[["economy", "year", "value", "spliced"]].to_numpy().tolist()
    [['KEN', 2022, 8.0, True], ['KEN', 2023, 6.0, False], ['KEN', 2024, 5.0, False]]
    >>> linked.factors["factor"].tolist(), [finding.economy for finding in linked.unlinked]
    ([2.0], ['UGA'])
    >>> round(linked.factor("KEN"), 2), round(linked.value("KEN", 2022), 2)
    (Decimal('2.00'), Decimal('8.00'))
    >>> "6 ÷ 3" in linked.explain("KEN", language="en").to_text()
    True
    >>> linked.years, dict(linked.unofficial)
    ((2022, 2023, 2024), {})
    >>> linked.basket, linked.definition
    ('mobile-data-only', 'mobile-data-only-2gb~mobile-data-only-5gb@2023')
    """

    old: str
    new: str
    on: int
    measure: str
    points: Points
    linked: tuple[str, ...]
    unlinked: Findings

    @property
    def basket(self) -> str:
        """Id of the basket that both definitions are of."""
        return self.points.baskets[self.new]

    @property
    def definition(self) -> str:
        """Id of the linked series: it is neither definition, and says so wherever it goes."""
        return f"{self.old}~{self.new}@{self.on}"

    def factor(self, economy: str) -> Decimal:
        r"""Return the factor that moves the older definition to the level of the newer.

        .. math:: f = \frac{p^{new}_{on}}{p^{old}_{on}}

        Parameters
        ----------
        economy : str
            ISO3 code of an economy of the series.

        Returns
        -------
        decimal.Decimal
            The factor, 20 places.

        Raises
        ------
        UsageError
            If the economy is not linked.
        """
        if economy not in self.linked:
            raise UsageError("link.not-linked", economy=str(economy)[:40])
        new, old = (self.points.values[economy, d, self.on] for d in (self.new, self.old))
        with decimals.exact():
            return decimals.stage(new / old)

    def value(self, economy: str, year: int) -> Decimal | None:
        """Return a value of the series (20 places), or ``None`` where there is none.

        Parameters
        ----------
        economy : str
            ISO3 code.
        year : int
            A year.

        Returns
        -------
        decimal.Decimal or None
            From the overlap year on as priced; before it, the older price times the factor.
        """
        if economy not in self.linked:
            return None
        values = self.points.values
        if year >= self.on:
            return values.get((economy, self.new, year))
        then = values.get((economy, self.old, year))
        if then is None:
            return None
        with decimals.exact():  # multiplied first, divided once
            moved = then * values[economy, self.new, self.on] / values[economy, self.old, self.on]
        return decimals.stage(moved)

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which the series has a value for some economy."""
        points = self.points
        before = {y for y in points.years(self.old) if y < self.on}
        return tuple(sorted(before | {y for y in points.years(self.new) if y >= self.on}))

    def _source(self, economy: str, year: int) -> PointKey:
        """Return the key of the price that a value of the series comes from."""
        return economy, self.new if year >= self.on else self.old, year

    @property
    def unofficial(self) -> Mapping[str, int]:
        """How many of its prices the source calls ``experimental`` or ``outside`` the history."""
        places = {self._source(e, y) for e in self.linked for y in (*self.years, self.on)}
        places |= {(e, self.old, self.on) for e in self.linked}
        return MappingProxyType(count_unofficial(self.points, sorted(places)))

    @property
    def frame(self) -> pd.DataFrame:
        """The series, a row each: it can be given to the other analyses.

        Columns economy, basket, definition (the id of the linked series), year, measure, value
        (float nearest to the exact decimal), status (of the price behind it, where it is not
        official), spliced (moved by the factor of its economy).
        """
        import pandas as pd

        rows = [
            (e, self.basket, self.definition, y, self.measure, float(value),
             self.points.status.get(self._source(e, y), ""), y < self.on)
            for e in self.linked
            for y in self.years
            if (value := self.value(e, y)) is not None
        ]  # fmt: skip
        columns = [
            "economy", "basket", "definition", "year", "measure", "value", "status", "spliced",
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns)
        frame.attrs |= {"old": self.old, "new": self.new, "on": self.on}
        return frame

    @property
    def factors(self) -> pd.DataFrame:
        """The links: columns economy, year, old, new (prices of the overlap year), factor."""
        import pandas as pd

        values = self.points.values
        rows = [
            (e, self.on, *(float(values[e, d, self.on]) for d in (self.old, self.new)),
             float(self.factor(e)))
            for e in self.linked
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["economy", "year", "old", "new", "factor"])

    def explain(self, economy: str, *, language: str | None = None) -> Page:
        """Show how an economy is linked: both prices, the factor, every year.

        Parameters
        ----------
        economy : str
            ISO3 code of an economy of the series.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text when printed, rich in a notebook; ``to_markdown``, ``to_html``, ``to_latex``.

        Raises
        ------
        UsageError
            If the economy is not linked.
        """
        chosen = i18n.current_language(language)
        self.factor(economy)  # an economy that is not linked is refused
        return Page(partial(explain_link, self, economy), chosen)

    def blocks(self, language: str) -> Sequence[Block]:

        return linked_page(self, language)


def link(
    series: object,
    old: str,
    new: str,
    *,
    on: int,
    measure: str | None = None,
    economies: Iterable[str] | None = None,
) -> LinkedSeries:
    r"""Link two definitions of a basket by the ratio of their prices in a year that has both.

    .. math:: v_t = \begin{cases}
                p^{old}_t \, \dfrac{p^{new}_{on}}{p^{old}_{on}} & t < on \\
                p^{new}_t & t \ge on \end{cases}

    The series is in the terms of the newer definition, economy by economy; no economy borrows the
    factor of another.

    Parameters
    ----------
    series : PriceSeries or pandas.DataFrame
        Prices: columns economy, definition, year, value, and measure where there are several.
    old, new : str
        Ids of two definitions of one basket, such as ``"mobile-data-only-2gb"``.
    on : int
        The overlap year. It is chosen by the caller, never by the library: another year gives
        other factors.
    measure : str, optional
        ``share``, ``usd``, ``ppp`` or ``local``; needed where the series has several.
    economies : iterable of str, optional
        Economies to keep; by default all.

    Returns
    -------
    LinkedSeries
        With ``frame``, ``factors``, ``unlinked`` and ``explain``.

    Raises
    ------
    UsageError
        If the definitions are of different baskets or the same, or no economy has both in the
        year.
    CatalogueError
        If a definition is unknown or not in the series.

    References
    ----------
    CPI Manual (2004), chapter 7, on overlap pricing when specifications change.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> prices = pd.DataFrame({"economy": "KEN", "definition": ["mobile-data-only-2gb"] * 2 +
    ...     ["mobile-data-only-5gb"], "year": [2022, 2023, 2023], "value": [4.0, 3.0, 6.0]})
    >>> linked = ict.prices.link(prices, "mobile-data-only-2gb", "mobile-data-only-5gb", on=2023,
    ...     measure="usd")
    >>> linked.frame["value"].tolist()
    [8.0, 6.0]
    """
    for name, definition in (("old", old), ("new", new)):
        require(is_text(definition), name, "text", definition)
    require(type(on) is int, "on", "whole-number", on)
    points = read_points(series, measure, definitions=(old, new), economies=economies)
    if old == new:
        raise UsageError("link.same", definition=old)
    if points.baskets[old] != points.baskets[new]:
        raise UsageError("link.other-basket", old=old, new=new)
    linked, unlinked = _overlap(points, old, new, on)
    if not linked:
        both = {str(y) for e, d, y in points.values if d == old and (e, new, y) in points.values}
        raise UsageError("link.no-overlap", year=str(on), allowed=sorted(both) or "-")
    return LinkedSeries(
        old=old, new=new, on=on, measure=points.measure, points=points, linked=linked,
        unlinked=unlinked,
    )  # fmt: skip


def _overlap(points: Points, old: str, new: str, on: int) -> tuple[tuple[str, ...], Findings]:
    """Return the economies with both prices in the year, and findings on the others."""
    linked: list[str] = []
    out: list[Finding] = []
    values, basket = points.values, points.baskets[new]
    for economy in sorted({economy for economy, _, _ in values}):
        then, now = values.get((economy, old, on)), values.get((economy, new, on))
        facts = {"economy": economy, "year": str(on), "old": old, "new": new}
        if then is None and now is None:
            code = "link.neither-price"
        elif then is None:
            code = "link.no-old-price"
        elif now is None:
            code = "link.no-new-price"
        elif not then or not now:
            code = "link.free"
        else:
            linked.append(economy)
            continue
        out.append(Finding(code, "warning", economy, basket, on, given=facts))
    return tuple(linked), Findings(out)
