r"""Links between definitions of a basket: ratio splicing on years with prices of two definitions.

A change of allowance is a break: levels before and after it are not comparable. Where both
definitions have a price in one year, the older price is moved to the level of the newer by their
ratio in that year, economy by economy. A spliced figure stays marked, and an economy that cannot be
linked is listed by name, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, is_text, require
from ictindex.core.errors import UsageError
from ictindex.core.formulas import Equation, Expression, Product, Quotient, Symbol, shorten
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.ipb.price_panel import COMPARED
from ictindex.indices.prices.price_points import (
    PointKey,
    Points,
    check_year,
    count_unofficial,
    read_points,
)
from ictindex.indices.prices.wording import (
    findings_list,
    say,
    unofficial_note,
    write_year,
)
from ictindex.indices.results.group_figures import ALL, find_members
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Page, Renderable
from ictindex.language.i18n.sentences import put_before

if TYPE_CHECKING:
    import pandas as pd


def _median(values: list[Decimal]) -> Decimal:
    """Return the median of sorted values, exactly."""
    with decimals.exact():
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def _mean(values: list[Decimal]) -> Decimal:
    with decimals.exact():
        return sum(values, Decimal(0)) / len(values)


_PLACES = 2  # decimals of figures of groups, as ITU prints them
_STATISTICS: Mapping[str, Callable[[list[Decimal]], Decimal]] = MappingProxyType(
    {"median": _median, "mean": _mean}
)


LINKED = define(
    "linked-series",
    Column("economy", "economy"),
    Column("basket", "basket", get="=basket"),
    Column("definition", "definition", about="id of the linked series", get="=definition"),
    Column("year", "year"),
    Column("measure", "measure", get="=measure", page=False),
    Column("value", "value"),
    Column("status", "code", about="of the original price, where it is not official"),
    Column("spliced", "boolean", about="moved by the factor of its economy", page=False),
    key=("economy", "definition", "year"),
)
FACTORS = define(
    "link-factors",
    Column("economy", "economy"),
    Column("year", "year", about="of the overlap"),
    Column("old", "value"),
    Column("new", "value"),
    Column("factor", "figure"),
    key=("economy", "year"),
    page=(),
)
GROUPS = define(
    "linked-groups",
    Column("group", "group"),
    Column("definition", "definition", about="id of the linked series", get="=definition"),
    Column("year", "year"),
    Column("count", "count"),
    Column("value", "value", about="NaN without any economy"),
    Column("spliced", "boolean", page=False),
    key=("group", "definition", "year"),
)


def _find_source(linked: LinkedSeries, economy: str, year: int) -> PointKey:
    """Return the key of the price that a value of a series comes from."""
    return economy, linked.definitions[linked.position(year)], year


def make_linked(linked: LinkedSeries) -> Table:
    """Return a linked series: a row for each price, with all its digits."""
    rows = [
        {
            "economy": e,
            "year": y,
            "value": value,
            "status": linked.points.status.get(_find_source(linked, e, y), ""),
            "spliced": y < linked.on,
        }
        for e in linked.linked
        for y in linked.years
        if (value := linked.value(e, y)) is not None
    ]
    facts = {"basket": linked.basket, "definition": linked.definition, "measure": linked.measure}
    return Table.of(LINKED, rows, facts)


def _facts(linked: LinkedSeries, language: str) -> list[Block]:
    """State which definitions are linked, how and on which years, before the figures."""
    blocks: list[Block] = []
    for (old, new), on in zip(pairwise(linked.definitions), linked.overlaps, strict=True):
        named = {
            "old": i18n.Sentence(f"basket-definitions/{old}"),
            "new": i18n.Sentence(f"basket-definitions/{new}"),
        }
        blocks.append(i18n.Sentence("analysis/linked", **named, year=on))
    before = tuple(year for year in linked.years if year < linked.on)
    spliced = (
        i18n.Sentence("analysis/spliced-years", years=before)
        if before
        else i18n.Sentence("analysis/nothing-spliced", year=linked.on)
    )
    return [
        *blocks,
        spliced.as_note(),
        i18n.Sentence(f"measures/{linked.measure}"),
        *unofficial_note(count_linked(linked)),
    ]


def count_linked(linked: LinkedSeries) -> Mapping[str, int]:
    """Count the prices that the source calls ``experimental`` or ``outside`` the history."""
    places = {_find_source(linked, e, y) for e in linked.linked for y in (*linked.years, linked.on)}
    for definition, on in zip(linked.definitions, linked.overlaps, strict=False):
        places |= {(e, definition, on) for e in linked.linked}
    return count_unofficial(linked.points, sorted(places))


def linked_page(linked: LinkedSeries, language: str) -> list[Block]:
    """Return the page of a linked series: a row for each economy, with its factors and years."""
    title = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(title, say("linked-series", language), language), 1),
        *_facts(linked, language),
    ]
    years = linked.years
    rows = []
    for economy in sorted(linked.linked, key=lambda code: i18n.economy_name(code, language)):
        values = [linked.value(economy, year) for year in years]
        figures = [i18n.number(v, language, places=2) for v in values]
        factors = [
            i18n.number(factor, language, places=6) for factor in linked.link_factors(economy)
        ]
        rows.append([i18n.economy_name(economy, language), *factors, *figures])
    # A star on the year marks moved figures, in every form of the table.
    heads = [f"{year} *" if year < linked.on else str(year) for year in years]
    factor = say("factor", language)
    factors = (
        [factor]
        if len(linked.overlaps) == 1
        else [i18n.detail(factor, str(on), language) for on in linked.overlaps]
    )
    headers = [i18n.text("views", "economy", language), *factors, *heads]
    blocks.append(i18n.Grid(headers, rows, frozenset(range(1, len(headers)))))
    if any(year < linked.on for year in years):
        blocks.append(i18n.Sentence("analysis/star"))
    title = say("not-linked", language, count=str(len(linked.unlinked)))
    return [*blocks, *findings_list(title, linked.unlinked, language)]


def explain_link(linked: LinkedSeries, economy: str, language: str) -> list[Block]:
    """Return the calculation of the links of one economy, step by step."""
    name = i18n.economy_name(economy, language)
    basket = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, basket, language), 1),
        *_facts(linked, language),
    ]
    values = linked.points.values
    symbol = Symbol("link-factor", "")
    formula = Equation((symbol, Quotient(Symbol("link-new", ""), Symbol("link-old", ""))))
    blocks.append(i18n.Formula(formula, i18n.text("explain", "formula", language)))
    put_in: list[Expression] = []
    pairs = zip(pairwise(linked.definitions), linked.overlaps, strict=True)
    for ((old, new), on), factor in zip(pairs, linked.link_factors(economy), strict=True):
        both = values[economy, new, on], values[economy, old, on]
        put_in.append(Quotient(*(shorten(value, 6) for value in both)))
        caption = i18n.text("explain", "with-numbers", language)
        if len(linked.overlaps) > 1:
            caption = i18n.detail(caption, str(on), language)
        blocks.append(i18n.Formula(Equation((symbol, put_in[-1], shorten(factor, 6))), caption))
    for year in linked.years:
        value = linked.value(economy, year)
        if value is None:
            blocks.append(put_before(str(year), i18n.Sentence("analysis/no-value")))
        elif year < linked.on:
            position = linked.position(year)
            price = shorten(values[economy, linked.definitions[position], year], 6)
            moved = Product((price, *put_in[position:]))
            caption = write_year(year, "spliced", language)
            blocks.append(i18n.Formula(Equation((moved, shorten(value, 6))), caption))
        else:
            caption = write_year(year, "as-priced", language)
            blocks.append(i18n.Formula(Equation((shorten(value, 6),)), caption))
    return blocks


@read_only
class LinkedSeries(ReadOnly, Record, Renderable):
    """Two or more definitions of a basket as one series. Made by :func:`ictindex.prices.link`.

    Parameters
    ----------
    definitions : tuple of str
        Ids of the definitions, the oldest first; the series is in the terms of the newest one.
    overlaps : tuple of int
        For each definition except the first, the year in which it and the definition before it have
        a price.
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    points : Points
        The prices that were linked, as exact decimals.
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
    >>> linked.years
    (2022, 2023, 2024)
    >>> linked.basket, linked.definition, linked.on
    ('mobile-data-only', 'mobile-data-only-2gb~mobile-data-only-5gb@2023', 2023)
    >>> linked.panel([2022, 2024]), linked.position(2022)
    (('KEN',), 0)
    >>> figures = linked.groups("itu-region", "ipb-2025", years=[2022, 2023])
    >>> figures.query("group == 'africa'")["value"].tolist()
    [8.0, 6.0]
    >>> [round(factor, 1) for factor in linked.link_factors("KEN")]
    [Decimal('2.0')]
    """

    definitions: tuple[str, ...]
    overlaps: tuple[int, ...]
    measure: str
    points: Points
    linked: tuple[str, ...]
    unlinked: Findings

    @property
    def on(self) -> int:
        """The last overlap year: earlier prices are moved, the others are unchanged."""
        return self.overlaps[-1]

    @property
    def basket(self) -> str:
        """Id of the basket of the definitions."""
        return self.points.baskets[self.definitions[-1]]

    @property
    def definition(self) -> str:
        """Id of the linked series, which is different from the id of every definition."""
        links = zip(self.definitions[1:], self.overlaps, strict=True)
        return self.definitions[0] + "".join(f"~{new}@{on}" for new, on in links)

    def link_factors(self, economy: str) -> tuple[Decimal, ...]:
        r"""Return the factor of each link, from one definition to the next.

        .. math:: f_k = \frac{p^{k+1}_{on_k}}{p^{k}_{on_k}}

        Parameters
        ----------
        economy : str
            ISO3 code of an economy of the series.

        Returns
        -------
        tuple of decimal.Decimal
            The factors, 20 places.

        Raises
        ------
        UsageError
            If the economy is not linked.
        """
        self._check(economy)
        with decimals.exact():
            return tuple(decimals.stage(new / old) for old, new in self._overlap_prices(economy, 0))

    def factor(self, economy: str) -> Decimal:
        r"""Return the factor that moves the oldest definition to the level of the newest.

        .. math:: f = \prod_k \frac{p^{k+1}_{on_k}}{p^{k}_{on_k}}

        Parameters
        ----------
        economy : str
            ISO3 code of an economy of the series.

        Returns
        -------
        decimal.Decimal
            The factor, 20 places: all multiplications come first, then one division.

        Raises
        ------
        UsageError
            If the economy is not linked.
        """
        self._check(economy)
        return self._move(Decimal(1), economy, 0)

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
            In the last overlap year and later, the price itself; before it, the price of the older
            definition times the factors of the links that follow.
        """
        if economy not in self.linked:
            return None
        position = self.position(year)
        price = self.points.values.get((economy, self.definitions[position], year))
        last = len(self.overlaps)
        return price if price is None or position == last else self._move(price, economy, position)

    def position(self, year: int) -> int:
        """Return the position of the definition whose prices are used for a year.

        Parameters
        ----------
        year : int
            A year.

        Returns
        -------
        int
            Position in ``definitions``: the number of overlaps up to the year.
        """
        return sum(on <= year for on in self.overlaps)

    def _check(self, economy: str) -> None:
        if economy not in self.linked:
            raise UsageError("link.not-linked", economy=str(economy)[:40])

    def _overlap_prices(self, economy: str, position: int) -> Iterator[tuple[Decimal, Decimal]]:
        """Yield both prices of each link, starting at a definition."""
        links = zip(pairwise(self.definitions[position:]), self.overlaps[position:], strict=True)
        for (old, new), on in links:
            yield self.points.values[economy, old, on], self.points.values[economy, new, on]

    def _move(self, price: Decimal, economy: str, position: int) -> Decimal:
        """Move a price of a definition to the level of the newest."""
        below = Decimal(1)
        with decimals.exact():  # all multiplications first, then one division
            for old, new in self._overlap_prices(economy, position):
                price, below = price * new, below * old
            return decimals.stage(price / below)

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which the series has a value for some economy."""
        points = self.points
        dated = (
            year
            for position, definition in enumerate(self.definitions)
            for year in points.years(definition)
            if self.position(year) == position
        )
        return tuple(sorted(dated))

    def panel(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return the economies with a value in every year of a list.

        Parameters
        ----------
        years : iterable of int
            Years.

        Returns
        -------
        tuple of str
            ISO3 codes: a balanced panel.

        Raises
        ------
        UsageError
            If a year is not in the series.
        """
        window = tuple(years)
        for year in window:
            check_year(year, "years", self.years)
        return tuple(e for e in self.linked if all(self.value(e, y) is not None for y in window))

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        vintage: str | None = None,
        *,
        years: Iterable[int] | None = None,
        balanced: bool = False,
        statistic: Literal["median", "mean"] = "median",
    ) -> pd.DataFrame:
        r"""Return figures of the linked series by group and year, rounded half up once.

        Each economy is first moved by its own factor; then the median or the unweighted mean is
        taken. Missing values: an economy without a value in a year is not counted in that year.

        .. math:: \tilde x = \tfrac12 \left(x_{(\lfloor (n+1)/2 \rfloor)} +
                  x_{(\lceil (n+1)/2 \rceil)}\right), \qquad \bar x = \tfrac1n \sum_i x_i

        Parameters
        ----------
        by : str or mapping
            A dated grouping of the catalogue, or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping, such as ``"ipb-2025"``: a linked series has no vintage of its
            own.
        years : iterable of int, optional
            Years; by default all, and obligatory for a balanced panel.
        balanced : bool
            Count only economies with a value in every one of the years.
        statistic : str
            ``median``, or ``mean`` (unweighted).

        Returns
        -------
        pandas.DataFrame
            Columns group, definition (the id of the linked series), year, count, value (NaN
            without any economy), spliced; ``all`` is every economy of the series.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping has no such vintage, prices are in local currencies, or an argument
            does not fit.
        """
        if self.measure == "local":
            raise UsageError("series.local-by-group", allowed=COMPARED)
        if statistic not in _STATISTICS:
            raise UsageError(
                "groups.statistic-unknown", wanted=str(statistic)[:40], allowed=tuple(_STATISTICS)
            )
        if balanced and years is None:
            raise UsageError("series.window-needed", allowed=[str(year) for year in self.years])
        window = self.years if years is None else tuple(years)
        kept = set(self.panel(window) if balanced else self.linked)
        for year in window:
            check_year(year, "years", self.years)
        members = {**find_members(by, vintage, ""), ALL: self.linked}
        return self._group_frame(members, kept, window, _STATISTICS[statistic])

    def _group_frame(
        self,
        members: Mapping[str, Sequence[str]],
        kept: Collection[str],
        window: Sequence[int],
        statistic: Callable[[list[Decimal]], Decimal],
    ) -> pd.DataFrame:
        rows = []
        for group, economies in members.items():
            for year in window:
                priced = (self.value(e, year) for e in economies if e in kept)
                values = sorted(value for value in priced if value is not None)
                rows.append(
                    {
                        "group": group,
                        "year": year,
                        "count": len(values),
                        "value": decimals.round_half_up(statistic(values), _PLACES)
                        if values
                        else None,
                        "spliced": year < self.on,
                    }
                )
        return write_frame(Table.of(GROUPS, rows, {"definition": self.definition}))

    @property
    def frame(self) -> pd.DataFrame:
        """The series as a frame, a row for each price, which the other analyses accept as input.

        Columns economy, basket, definition (the id of the linked series), year, measure, value
        (float nearest to the exact decimal), status (of the original price, where it is not
        official), spliced (moved by the factor of its economy).
        """
        attributes = {"definitions": self.definitions, "overlaps": self.overlaps}
        return write_frame(make_linked(self), attributes)

    _json_name = "linked-prices"

    def _to_dict(self) -> dict[str, Any]:
        """Return the linked series as plain data, for JSON."""
        return {
            "definitions": list(self.definitions),
            "overlaps": list(self.overlaps),
            "rows": write_records(make_linked(self)),
        }

    @property
    def factors(self) -> pd.DataFrame:
        """The links: columns economy, year, old, new (prices of the overlap year), factor.

        A row for each economy and link.
        """
        rows = [
            {"economy": e, "year": on, "old": old, "new": new, "factor": factor}
            for e in self.linked
            for on, (old, new), factor in zip(
                self.overlaps, self._overlap_prices(e, 0), self.link_factors(e), strict=True
            )
        ]
        return write_frame(Table.of(FACTORS, rows))

    def explain(self, economy: str, *, language: str | None = None) -> Page:
        """Show how an economy is linked: both prices, the factor, and every year.

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
        self.factor(economy)  # refuses an economy that is not linked
        return Page(partial(explain_link, self, economy), chosen)

    def _blocks(self, language: str) -> Sequence[Block]:

        return linked_page(self, language)


def link(
    series: object,
    old: str,
    new: str,
    *then: str,
    on: int | Sequence[int],
    measure: str | None = None,
    economies: Iterable[str] | None = None,
) -> LinkedSeries:
    r"""Link definitions of a basket by the ratios of their prices in years with both prices.

    .. math:: v_t = \begin{cases}
                p^{old}_t \, \dfrac{p^{new}_{on}}{p^{old}_{on}} & t < on \\
                p^{new}_t & t \ge on \end{cases}

    With more than two definitions the links are chained: a price is moved by every link that
    follows. The series is at the level of the newest definition. Each economy has its own factor;
    no economy takes the factor of another.

    Parameters
    ----------
    series : PriceSeries or pandas.DataFrame
        Prices: columns economy, definition, year, value, and measure where there are several.
    old, new : str
        Ids of two definitions of one basket, such as ``"mobile-data-only-2gb"``.
    *then : str
        Newer definitions of the same basket, in their order.
    on : int or sequence of int
        The overlap year of each link, ascending. The caller chooses them, never the library,
        because another year gives other factors.
    measure : str, optional
        ``share``, ``usd``, ``ppp`` or ``local``; needed where the series has several.
    economies : iterable of str, optional
        Economies to keep; by default all.

    Returns
    -------
    LinkedSeries
        With ``frame``, ``factors``, ``groups``, ``panel``, ``unlinked`` and ``explain``.

    Raises
    ------
    UsageError
        If the definitions are of different baskets, a definition occurs twice, there is not one
        overlap year for each link, or no economy has both prices in each overlap year.
    CatalogueError
        If a definition is unknown or not in the series.

    References
    ----------
    CPI Manual (2004), chapter 7, on overlap pricing when specifications change.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> two, five, ten = (f"mobile-data-only-{size}gb" for size in (2, 5, 10))
    >>> rows = [(two, 2022, 4.0), (two, 2023, 3.0), (five, 2023, 6.0), (five, 2024, 5.0),
    ...         (ten, 2024, 10.0), (ten, 2025, 9.0)]
    >>> prices = pd.DataFrame(rows, columns=["definition", "year", "value"]).assign(economy="KEN")
    >>> ict.prices.link(prices, two, five, on=2023, measure="usd").frame["value"].tolist()
    [8.0, 6.0, 5.0]
    >>> chain = ict.prices.link(prices, two, five, ten, on=[2023, 2024], measure="usd")
    >>> chain.frame["value"].tolist(), chain.factors["factor"].tolist()
    ([16.0, 12.0, 10.0, 9.0], [2.0, 2.0])
    """
    definitions = (old, new, *then)
    for name, definition in zip(("old", "new", *(["then"] * len(then))), definitions, strict=True):
        require(is_text(definition), name, "text", definition)
    overlaps = (on,) if isinstance(on, int) else tuple(on)
    for year in overlaps:
        require(type(year) is int, "on", "whole-number", year)
    points = read_points(series, measure, definitions=definitions, economies=economies)
    _check_links(points, definitions, overlaps)
    linked, unlinked = _overlap(points, definitions, overlaps)
    if not linked:
        _refuse_without_overlap(points, definitions, overlaps)
    return LinkedSeries(
        definitions=definitions,
        overlaps=overlaps,
        measure=points.measure,
        points=points,
        linked=linked,
        unlinked=unlinked,
    )


def _check_links(points: Points, definitions: Sequence[str], overlaps: Sequence[int]) -> None:
    """Refuse definitions that cannot be linked, and a wrong number of overlap years."""
    for first, second in pairwise(definitions):
        if first == second:
            raise UsageError("link.same", definition=first)
        if points.baskets[first] != points.baskets[second]:
            raise UsageError("link.other-basket", old=first, new=second)
    ascending = all(first < second for first, second in pairwise(overlaps))
    if len(overlaps) != len(definitions) - 1 or not ascending:
        raise UsageError(
            "link.overlaps", count=str(len(definitions) - 1), years=[str(on) for on in overlaps]
        )


def _refuse_without_overlap(
    points: Points, definitions: Sequence[str], overlaps: Sequence[int]
) -> NoReturn:
    """Refuse a link for which no economy has both prices, and name the possible years."""
    values = points.values
    for (old, new), on in zip(pairwise(definitions), overlaps, strict=True):
        both = {str(y) for e, d, y in values if d == old and (e, new, y) in values}
        if str(on) not in both:
            raise UsageError("link.no-overlap", year=str(on), allowed=sorted(both) or "-")
    raise UsageError("link.no-common-economy", years=[str(on) for on in overlaps])


def _overlap(
    points: Points, definitions: Sequence[str], overlaps: Sequence[int]
) -> tuple[tuple[str, ...], Findings]:
    """Return the economies with both prices in each overlap year, and findings on the others."""
    linked: list[str] = []
    out: list[Finding] = []
    for economy in sorted({economy for economy, _, _ in points.values}):
        links = zip(pairwise(definitions), overlaps, strict=True)
        faults = (_link_fault(points, economy, old, new, on) for (old, new), on in links)
        fault = next((fault for fault in faults if fault is not None), None)
        if fault is None:
            linked.append(economy)
        else:
            out.append(fault)
    return tuple(linked), Findings(out)


def _link_fault(points: Points, economy: str, old: str, new: str, on: int) -> Finding | None:
    """Return why an economy cannot be linked on a year, or ``None`` if it can."""
    then, now = (points.values.get((economy, definition, on)) for definition in (old, new))
    if then is None and now is None:
        code = "link.neither-price"
    elif then is None:
        code = "link.no-old-price"
    elif now is None:
        code = "link.no-new-price"
    elif not then or not now:
        code = "link.free"
    else:
        return None
    facts = {"economy": economy, "year": str(on), "old": old, "new": new}
    return Finding(code, "warning", economy, points.baskets[new], on, details=facts)
