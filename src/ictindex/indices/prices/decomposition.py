r"""Exact split of the change of an affordability share into price, exchange rate and income.

A share is price over income, so its logarithm is a difference and its change splits without a
remainder: :math:`\Delta \ln s = \Delta \ln p - \Delta \ln Y`. Where the income is in US dollars and
the price in another currency, the exchange rate is a part of its own: :math:`\Delta \ln s = \Delta
\ln p - \Delta \ln e - \Delta \ln Y`. The logarithmic mean of both shares turns the parts into
percentage points. The prices and incomes are those from which the shares were computed; none is
derived backwards from a rounded share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ictindex.core import decimals
from ictindex.core.arguments import ReadOnly, make_unfit_error, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import (
    Difference,
    Equation,
    Expression,
    Logarithm,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    shorten,
)
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.indices.prices.price_points import check_year, find_basket, is_absent, read_number
from ictindex.indices.prices.wording import findings_list, say
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page, Renderable
from ictindex.language.i18n.sentences import add_detail, put_before

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.inputs import Provenance
    from ictindex.indices.results.methodology import Methodology

_LEAST = 4  # decimals of parts, unless the sum of the shown figures needs more


def find_adding_places(parts: Sequence[Decimal], total: Decimal, least: int = _LEAST) -> int:
    """Return the fewest decimals at which rounded parts add up to their rounded sum."""
    # Each figure is rounded half up by itself; none is adjusted to make the sum correct.
    for places in range(least, decimals.STAGE_PLACES):
        rounded = [decimals.round_half_up(value, places) for value in parts]
        with decimals.exact():
            if sum(rounded, Decimal(0)) == decimals.round_half_up(total, places):
                return places
    return decimals.STAGE_PLACES


def _has_rates(split: Decomposition) -> bool:
    """Tell whether the exchange rate is a part of at least one change."""
    return any(change.first.rate is not None for change in split.changes.values())


def _facts(split: Decomposition, language: str) -> list[Block]:
    blocks: list[Block] = [i18n.Sentence("analysis/split", first=split.first, last=split.last)]
    if _has_rates(split):
        blocks.append(i18n.Sentence("analysis/split-rate"))
    dollars = sorted(
        {
            economy
            for (economy, _), change in split.changes.items()
            if _is_in_foreign_dollars(economy, change.first, split.first)
        }
    )
    if dollars:
        names = [i18n.economy_name(economy, language) for economy in dollars]
        words = say("split-dollars", language, economies=i18n.clauses(names, language))
        blocks.append(i18n.Paragraph(words, note=True))
    return [*blocks, i18n.Sentence("analysis/split-sums")]


def _is_in_foreign_dollars(economy: str, cost: Cost, year: int) -> bool:
    """Tell whether price and income are in US dollars and the economy has another currency."""
    own = catalogue.national_currencies(economy, year)
    return cost.rate is None and cost.currency == "USD" and "USD" not in own


def _figure(name: str, label: str, about: str, places: int | str, exact: bool) -> Column:
    rate = "has_rates" if name in ("rate_points", "log_rate") else True
    return Column(name, "figure", label, about, places=places, page=rate, exact=exact)


def _inputs(*names: str, exact: bool) -> tuple[Column, ...]:
    return tuple(Column(name, "figure", page=False, exact=exact) for name in names)


def _declare(*, exact: bool) -> Schema:
    """Declare the parts of changes, as floats or as exact decimals."""
    points, logs = "@point_places", "@log_places"
    return define(
        "price-decomposition",
        Column("economy", "economy", "views/economy", "ISO3 code"),
        Column("basket", "basket", page=False),
        Column("definition", "definition", "columns/basket"),
        _figure("share_first", "=share_first", "percent", 2, exact),
        _figure("share_last", "=share_last", "percent", 2, exact),
        _figure("change", "analysis/points-change", "percentage points", points, exact),
        _figure("price_points", "analysis/points-price", "of the price", points, exact),
        _figure("income_points", "analysis/points-income", "of the income", points, exact),
        _figure("log_change", "analysis/log-change", "in logarithms", logs, exact),
        _figure("log_price", "analysis/log-price", "of the price", logs, exact),
        _figure("log_income", "analysis/log-income", "of the income", logs, exact),
        Column("currency", "currency", page=False),
        *_inputs("price_first", "price_last", exact=exact),
        Column("denominator", "series", page=False),
        *_inputs("income_first", "income_last", exact=exact),
        _figure("rate_points", "analysis/points-rate", "of the exchange rate", points, exact),
        _figure("log_rate", "analysis/log-rate", "of the exchange rate", logs, exact),
        *_inputs("rate_first", "rate_last", exact=exact),
        Column("point_places", "count", page=False, data=False),
        Column("log_places", "count", page=False, data=False),
        key=("economy", "basket"),
        page=(
            "economy",
            "definition",
            "share_first",
            "share_last",
            *(f"{part}_points" for part in ("price", "rate", "income")),
            "change",
            *(f"log_{part}" for part in ("price", "rate", "income", "change")),
        ),
    )


PARTS, EXACT_PARTS = _declare(exact=False), _declare(exact=True)


def _part_table(split: Decomposition, schema: Schema) -> Table:
    def share_in(year: int) -> Callable[[str], str]:
        return lambda language: i18n.detail(say("share", language), str(year), language)

    rows = []
    for (economy, basket), change in split.changes.items():
        p, first, last = change.parts, change.first, change.last
        has_rates = first.rate is not None and last.rate is not None
        rows.append(
            {
                "economy": economy,
                "basket": basket,
                "definition": first.definition,
                "share_first": p.first,
                "share_last": p.last,
                "change": p.change,
                "price_points": p.price,
                "income_points": p.income,
                "log_change": p.log_change,
                "log_price": p.log_price,
                "log_income": p.log_income,
                "currency": first.currency,
                "price_first": first.price,
                "price_last": last.price,
                "denominator": first.denominator,
                "income_first": first.income,
                "income_last": last.income,
                "rate_points": p.rate if has_rates else None,
                "log_rate": p.log_rate if has_rates else None,
                "rate_first": first.rate if has_rates else None,
                "rate_last": last.rate if has_rates else None,
                "point_places": find_adding_places((p.price, p.rate, p.income), p.change),
                "log_places": find_adding_places(
                    (p.log_price, p.log_rate, p.log_income), p.log_change
                ),
            }
        )
    facts = {
        "share_first": share_in(split.first),
        "share_last": share_in(split.last),
        "has_rates": _has_rates(split),
    }
    return Table.of(schema, rows, facts)


def decomposition_page(split: Decomposition, language: str) -> list[Block]:
    """Return the page of a decomposition, a row for each economy and basket."""
    title = say("split-title", language, first=str(split.first), last=str(split.last))
    blocks: list[Block] = [i18n.Heading(title, 1), *_facts(split, language)]
    blocks.append(write_grid(_part_table(split, PARTS), language))
    title = say("left-out", language, count=str(len(split.left_out)))
    return [*blocks, *findings_list(title, split.left_out, language)]


def explain_changes(
    split: Decomposition, keys: Sequence[tuple[str, str]], language: str
) -> list[Block]:
    """Return the calculation of the changes of one economy, step by step."""
    name = i18n.economy_name(keys[0][0], language)
    title = say("split-title", language, first=str(split.first), last=str(split.last))
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, title, language), 1),
        *_facts(split, language),
    ]
    for key in keys:
        change = split.changes[key]
        words = i18n.label("basket-definitions", change.first.definition, language)
        blocks.append(i18n.Heading(words, 2))
        series = i18n.Sentence(f"series/{change.first.denominator}")
        income = add_detail(
            put_before(i18n.Sentence("analysis/income-series"), series), change.first.currency
        )
        blocks += [income, *_arithmetic(split, change, language)]
    return blocks


def _arithmetic(split: Decomposition, change: Change, language: str) -> list[Block]:
    parts, first, last = change.parts, change.first, change.last
    share = Symbol("basket-share", "")
    years = ((split.first, first, parts.first), (split.last, last, parts.last))
    steps = [
        (str(year), Equation((share, _share(cost, split.months), _cut(value))))
        for year, cost, value in years
    ]
    by_price = Logarithm("e", Quotient(_whole(last.price), _whole(first.price)))
    steps.append((say("log-price", language), Equation((by_price, _cut(parts.log_price)))))
    if first.rate is not None and last.rate is not None:
        by_rate = _write_divisor(first.rate, last.rate)
        steps.append((say("log-rate", language), Equation((by_rate, _cut(parts.log_rate)))))
    by_income = _write_divisor(first.income, last.income)
    logs, points = (
        [value for name, value in three if name != "rate" or first.rate is not None]
        for three in (
            (("price", parts.log_price), ("rate", parts.log_rate), ("income", parts.log_income)),
            (("price", parts.price), ("rate", parts.rate), ("income", parts.income)),
        )
    )
    steps += [
        (say("log-income", language), Equation((by_income, _cut(parts.log_income)))),
        (say("log-change", language), _sum(logs, parts.log_change)),
        (say("points-change", language), _sum(points, parts.change)),
    ]
    formulae = [i18n.Formula(equation, caption) for caption, equation in steps]
    return [*formulae, i18n.Sentence("analysis/log-mean")]


def _write_divisor(first: Decimal, last: Decimal) -> Expression:
    """Return the negative logarithm of the growth of a divisor of the share."""
    growth = Logarithm("e", Quotient(_whole(last), _whole(first)))
    return Difference(Number(Decimal(0)), growth)


def _share(cost: Cost, months: int) -> Expression:
    monthly = Quotient(_whole(cost.income), Number(Decimal(months)))
    price: Expression = _whole(cost.price)
    if cost.rate is not None:
        price = Quotient(price, _whole(cost.rate))
    return Product((Number(Decimal(100)), Quotient(price, monthly)))


def _sum(parts: Sequence[Decimal], total: Decimal) -> Equation:
    """Return the sum of the parts, with enough decimals for the shown figures to add up."""
    places = find_adding_places(parts, total, 6)
    shown = tuple(Number(decimals.round_half_up(value, places)) for value in parts)
    return Equation((Sum(shown), Number(decimals.round_half_up(total, places))))


def _whole(value: Decimal) -> Number:
    return Number(Decimal(decimals.canonical(value)))


def _cut(value: Decimal) -> Number:
    return shorten(value, 6)


_COST_COLUMNS = ("economy", "definition", "year", "price", "currency", "income", "denominator")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of a basket and the income with which it is compared.

    Parameters
    ----------
    definition : str
        Id of the definition of the basket.
    price : Decimal
        Price a month, in ``currency``.
    currency : str
        ISO 4217 code.
    income : Decimal
        GNI per capita a year: in the same currency, or in US dollars where there is a rate.
    denominator : str
        Id of the series of income.
    rate : Decimal or None
        Units of ``currency`` for a US dollar, where the price is converted to dollars before it is
        compared with an income in dollars; ``None`` where both are in one currency.

    Examples
    --------
    >>> cost = Cost("fixed-broadband-5gb", Decimal(9), "USD", Decimal(600), "gni-per-capita-atlas")
    >>> 1200 * cost.price / cost.income, cost.rate
    (Decimal('18'), None)
    """

    definition: str
    price: Decimal
    currency: str
    income: Decimal
    denominator: str
    rate: Decimal | None = None


@runtime_checkable
class PricedResult(Protocol):
    """A result with priced baskets, and the basis of each of its prices."""

    @property
    def year(self) -> int:
        """The year of the prices."""

    @property
    def methodology(self) -> Methodology:
        """The methodology."""

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies."""

    @property
    def baskets(self) -> tuple[str, ...]:
        """The baskets."""

    def provenance(self, economy: str, basket: str) -> Provenance:
        """Return the basis of a price."""


Costs = Mapping[tuple[str, str], Cost]


def read_costs(
    first_result: object, last_result: object, first: int | None, last: int | None
) -> tuple[Costs, Costs, tuple[int, int], int]:
    """Return the costs of two years by (economy, basket), the years, and months of the income."""
    import pandas as pd

    if isinstance(first_result, pd.DataFrame):
        if last_result is not None:
            raise UsageError("decompose.frame-and-result")
        return *_costs_of_frame(first_result, first, last), _MONTHS
    if not isinstance(first_result, PricedResult):
        raise make_unfit_error("first_result", "basket-result", first_result)
    if not isinstance(last_result, PricedResult):
        raise make_unfit_error("last_result", "basket-result", last_result)
    if first is not None or last is not None:
        raise UsageError("decompose.years-of-results")
    return _costs_of_results(first_result, last_result)


def _costs_of_results(
    first: PricedResult, last: PricedResult
) -> tuple[Costs, Costs, tuple[int, int], int]:
    if first.year >= last.year:
        raise UsageError("decompose.order", first=str(first.year), last=str(last.year))
    conversions = (result.methodology.document.conversion for result in (first, last))
    months = {conversion.months for conversion in conversions if conversion is not None}
    if len(months) != 1:
        raise UsageError("decompose.months")
    return _costs_of_result(first), _costs_of_result(last), (first.year, last.year), months.pop()


def _costs_of_result(result: PricedResult) -> dict[tuple[str, str], Cost]:
    """Return the costs behind each share: the price and income from which it was computed."""
    document = result.methodology.document
    definitions = {b.id: b.definition for b in document.baskets}
    rules = document.conversion
    costs = {}
    for economy in result.economies:
        for basket in result.baskets:
            cell = result.provenance(economy, basket)
            if "share" in cell.amounts and cell.income is not None:
                through = rules is not None and rules.goes_through_dollars(
                    cell.denominator, cell.currency
                )
                costs[economy, basket] = Cost(
                    definitions[basket],
                    cell.amounts["local"],
                    cell.currency,
                    cell.income.value,
                    cell.denominator,
                    cell.rate.value if through and cell.rate else None,
                )
    return costs


def _costs_of_frame(
    frame: pd.DataFrame, first: int | None, last: int | None
) -> tuple[Costs, Costs, tuple[int, int]]:
    missing = [column for column in _COST_COLUMNS if column not in frame.columns]
    if missing:
        raise UsageError("analysis.columns", columns=missing, allowed=_COST_COLUMNS)
    there = sorted({int(year) for year in frame["year"]})
    if not there:
        raise UsageError("analysis.empty")
    years = (there[0] if first is None else first, there[-1] if last is None else last)
    for name, year in (("first", years[0]), ("last", years[1])):
        check_year(year, name, there)
    if years[0] >= years[1]:
        raise UsageError("decompose.order", first=str(years[0]), last=str(years[1]))
    costs: dict[int, dict[tuple[str, str], Cost]] = {year: {} for year in years}
    rates = frame["rate"] if "rate" in frame.columns else [None] * len(frame)
    for economy, definition, year, price, currency, income, denominator, rate in zip(
        *(frame[column] for column in _COST_COLUMNS), rates, strict=True
    ):
        if int(year) not in costs or is_absent(price) or is_absent(income):
            continue
        point = (str(economy), str(definition), int(year))
        key = (point[0], find_basket(point[1]))
        if key in costs[int(year)]:
            raise UsageError(
                "analysis.twice", economy=point[0], definition=point[1], year=str(year)
            )
        amounts = read_number(price, point), read_number(income, point, zero=False)
        costs[int(year)][key] = Cost(
            point[1],
            amounts[0],
            str(currency),
            amounts[1],
            str(denominator),
            None if is_absent(rate) else read_number(rate, point, zero=False),
        )
    return costs[years[0]], costs[years[1]], years


_SMALL = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class Parts:
    """A change of a share and its parts; every sum below is exact.

    Parameters
    ----------
    first, last : Decimal
        The shares, percent, 20 places.
    log_price, log_income : Decimal
        Contributions of price and income to the change of the logarithm of the share, 20 places. A
        rise of income has a negative sign, because it lowers the share.
    price, income : Decimal
        The same in percentage points, 20 places.
    log_rate, rate : Decimal
        The same for the exchange rate, where it is a part. When a dollar costs more units of the
        currency, the share in dollars falls. 0 where price and income are in one currency.

    Examples
    --------
    >>> parts = split((Decimal(10), Decimal(20)), (Decimal(6000), Decimal(6600)))
    >>> parts.change == parts.price + parts.income
    True
    >>> parts.log_change == parts.log_price + parts.log_income
    True
    """

    first: Decimal
    last: Decimal
    log_price: Decimal
    log_income: Decimal
    price: Decimal
    income: Decimal
    log_rate: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)

    @property
    def log_change(self) -> Decimal:
        """Change of the logarithm of the share: the sum of its parts."""
        with decimals.exact():
            return self.log_price + self.log_rate + self.log_income

    @property
    def change(self) -> Decimal:
        """Change of the share in percentage points: the sum of its parts."""
        with decimals.exact():
            return self.price + self.rate + self.income


def split(
    prices: tuple[Decimal, Decimal],
    incomes: tuple[Decimal, Decimal],
    months: int = 12,
    rates: tuple[Decimal, Decimal] | None = None,
) -> Parts:
    r"""Split the change of a share into the effects of price, exchange rate and income.

    .. math:: s = 100\,\frac{p}{Y / 12},\qquad
              \ln\frac{s_1}{s_0} = \ln\frac{p_1}{p_0} - \ln\frac{Y_1}{Y_0}

    .. math:: s_1 - s_0 = L(s_0, s_1) \ln\frac{p_1}{p_0} - L(s_0, s_1) \ln\frac{Y_1}{Y_0},\qquad
              L(s_0, s_1) = \frac{s_1 - s_0}{\ln s_1 - \ln s_0}, \quad L(s, s) = s

    Where the price is first converted to US dollars, at *e* units of its currency for a dollar, and
    the income is in dollars:

    .. math:: s = 100\,\frac{p / e}{Y / 12},\qquad
              \ln\frac{s_1}{s_0} = \ln\frac{p_1}{p_0} - \ln\frac{e_1}{e_0} - \ln\frac{Y_1}{Y_0}

    Logarithms are correctly rounded to 40 digits. Parts have 20 places, and the changes are their
    sums, so that there is no remainder. They agree with the difference of the shares (20 places) to
    within two units of the last place.

    Parameters
    ----------
    prices : tuple of two Decimal
        First and last price a month, both above 0 and in one currency.
    incomes : tuple of two Decimal
        First and last income per capita a year, both above 0: in the same currency, or in US
        dollars where there are rates.
    months : int
        Months of the year of income, at least 1.
    rates : tuple of two Decimal, optional
        First and last exchange rate, above 0: units of the currency of the price for a dollar.

    Returns
    -------
    Parts
        Shares, parts and their sums.

    Raises
    ------
    UsageError
        If a number is not above 0, or ``months`` is not a whole number of at least 1.

    References
    ----------
    The logarithmic mean makes the split additive without a remainder: B. W. Ang, "The LMDI
    approach to decomposition analysis", Energy Policy 33 (2005). The identity: CPI Manual (2004),
    appendix 15, and ITU's definition of the share.

    Examples
    --------
    >>> parts = split((Decimal(10), Decimal(20)), (Decimal(6000), Decimal(6000)))
    >>> round(parts.first, 2), round(parts.last, 2), round(parts.price, 2), parts.income == 0
    (Decimal('2.00'), Decimal('4.00'), Decimal('2.00'), True)
    """
    months, unit = require_whole(months, "months", 1), Decimal(1)
    per_dollar = (unit, unit) if rates is None else rates
    if not all(number > 0 for number in (*prices, *incomes, *per_dollar)):
        raise UsageError("decompose.not-positive")
    with decimals.exact():
        first, last = (
            100 * months * price / (rate * income)
            for price, rate, income in zip(prices, per_dollar, incomes, strict=True)
        )
        logs = [
            (prices[1] / prices[0]).ln(),
            -(incomes[1] / incomes[0]).ln(),
            -(per_dollar[1] / per_dollar[0]).ln(),
        ]
        mean = first * _mean_of_growth(sum(logs, Decimal(0)))
        by_price, by_income, by_rate = map(decimals.stage, logs)
        price, income, rate = (decimals.stage(mean * part) for part in logs)
        return Parts(
            decimals.stage(first),
            decimals.stage(last),
            by_price,
            by_income,
            price,
            income,
            by_rate,
            rate,
        )


def _mean_of_growth(x: Decimal) -> Decimal:
    """Return :math:`(e^x - 1) / x`: the logarithmic mean over the first of two numbers."""
    # Near 0 the quotient would lose digits. Four terms of its series are enough there.
    if abs(x) < _SMALL:
        return 1 + x / 2 + x * x / 6 + x * x * x / 24
    return (x.exp() - 1) / x


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one basket in one economy.

    Parameters
    ----------
    first, last : Cost
        Price and income of both years.
    parts : Parts
        The change, split.

    Examples
    --------
    >>> cost = Cost("fixed-broadband-5gb", Decimal(9), "USD", Decimal(600), "gni-per-capita-atlas")
    >>> Change(cost, cost, split((cost.price,) * 2, (cost.income,) * 2)).parts.change == 0
    True
    """

    first: Cost
    last: Cost
    parts: Parts


@read_only
class Decomposition(ReadOnly, Record, Renderable):
    """Changes of shares, split. Made by :func:`ictindex.prices.decompose`.

    Parameters
    ----------
    first, last : int
        The years.
    months : int
        Months of the year of income.
    changes : mapping of (economy, basket) to Change
        The changes that could be split.
    left_out : Findings
        The changes that could not be split, with the reasons.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("BRA", 2024, 100.0, 40000), ("BRA", 2025, 105.0, 44000), ("CHL", 2024, 9.0, 900)]
    >>> costs = pd.DataFrame(rows, columns=["economy", "year", "price", "income"]).assign(
    ...     definition="fixed-broadband-5gb", currency="BRL", denominator="gni-per-capita-local")
    >>> split = ict.prices.decompose(costs, first=2024, last=2025)
    >>> split.frame[["economy", "change", "price_points", "income_points"]].round(4).to_numpy()
    array([['BRA', -0.1364, 0.143, -0.2794]], dtype=object)
    >>> [finding.economy for finding in split.left_out]
    ['CHL']
    >>> split.exact.loc[0, "share_first"]
    Decimal('3.00000000000000000000')
    >>> "105 ÷ 100" in split.explain("BRA", language="en").to_text()
    True
    """

    first: int
    last: int
    months: int
    changes: Mapping[tuple[str, str], Change]
    left_out: Findings

    @property
    def frame(self) -> pd.DataFrame:
        """The parts, a row for each economy and basket, as floats nearest to the exact decimals.

        Columns economy, basket, definition, share_first, share_last (percent), change,
        price_points, income_points (percentage points), log_change, log_price, log_income,
        currency, price_first, price_last, denominator, income_first, income_last; and of the
        exchange rate, where it is a part: rate_points, log_rate, rate_first, rate_last.
        """
        return self._write(PARTS)

    @property
    def exact(self) -> pd.DataFrame:
        """The same as ``frame``, with exact decimals."""
        return self._write(EXACT_PARTS)

    _json_name = "price-decomposition"

    def _to_dict(self) -> dict[str, Any]:
        """Return the parts as plain data, for JSON."""
        return {"rows": write_records(_part_table(self, PARTS))}

    def _write(self, schema: Schema) -> pd.DataFrame:
        return write_frame(_part_table(self, schema), {"first": self.first, "last": self.last})

    def explain(
        self, economy: str, basket: str | None = None, *, language: str | None = None
    ) -> Page:
        """Show step by step how a change is split: prices, incomes, logarithms, points.

        Parameters
        ----------
        economy : str
            ISO3 code.
        basket : str, optional
            Id of a basket; by default all of the economy.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text when printed, rich in a notebook; ``to_markdown``, ``to_html``, ``to_latex``.

        Raises
        ------
        UsageError
            If nothing of the economy (and basket) was split.
        """
        chosen = i18n.current_language(language)
        wanted = [(e, b) for e, b in self.changes if e == economy and basket in (None, b)]
        if not wanted:
            raise UsageError("decompose.not-split", economy=str(economy)[:40])
        return Page(partial(explain_changes, self, wanted), chosen)

    def _blocks(self, language: str) -> Sequence[Block]:

        return decomposition_page(self, language)


def decompose(
    first_result: object,
    last_result: object = None,
    *,
    first: int | None = None,
    last: int | None = None,
    economies: Iterable[str] | None = None,
) -> Decomposition:
    r"""Split the change of each share between two years exactly: price, exchange rate, income.

    .. math:: \ln\frac{s_1}{s_0} = \ln\frac{p_1}{p_0} - \ln\frac{e_1}{e_0} - \ln\frac{Y_1}{Y_0}

    The exchange rate is a part where the price is converted to US dollars and compared with an
    income in dollars. Where both are in one currency there are two parts, and the page states which
    are in dollars.

    Two years are compared only with the same definition of the basket, the same currency of the
    price and the same series of income. Everything else is left out and listed by name, with the
    reason.

    Parameters
    ----------
    first_result : BasketResult or pandas.DataFrame
        The earlier result; or a frame with columns economy, definition, year, price, currency,
        income, denominator (the id of the series of income), and where the income is in US
        dollars and the price is not, rate (units of the currency for a dollar).
    last_result : BasketResult, optional
        The later result; not with a frame.
    first, last : int, optional
        The years in a frame; by default its first and its last.
    economies : iterable of str, optional
        Economies to keep; by default all.

    Returns
    -------
    Decomposition
        With ``frame``, ``exact``, ``left_out`` and ``explain``.

    Raises
    ------
    UsageError
        If the arguments are of another kind, the years do not differ, or nothing can be split.

    References
    ----------
    See :func:`ictindex.prices.split`, which does the calculation.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> costs = pd.DataFrame({"economy": "BRA", "definition": "fixed-broadband-5gb",
    ...     "year": [2024, 2025], "price": [100, 105], "income": [40000, 44000],
    ...     "currency": "BRL", "denominator": "gni-per-capita-local"})
    >>> exact = ict.prices.decompose(costs, first=2024, last=2025).exact.iloc[0]
    >>> exact["change"] == exact["price_points"] + exact["income_points"]
    True
    """
    earlier, later, years, months = read_costs(first_result, last_result, first, last)
    if economies is not None:
        require(not isinstance(economies, str), "economies", "texts", economies)
        kept = set(economies)
        earlier, later = (
            {key: cost for key, cost in costs.items() if key[0] in kept}
            for costs in (earlier, later)
        )
    changes: dict[tuple[str, str], Change] = {}
    out: list[Finding] = []
    for economy, basket in sorted(earlier.keys() | later.keys()):
        then, now = earlier.get((economy, basket)), later.get((economy, basket))
        if then is None or now is None:
            year = years[0] if then is None else years[1]
            facts = {"economy": economy, "basket": basket, "year": str(year)}
            out.append(Finding("decompose.absent", "warning", economy, basket, year, details=facts))
        elif (fault := _unlike((economy, basket), then, now, years)) is not None:
            out.append(fault)
        else:
            rates = None if then.rate is None or now.rate is None else (then.rate, now.rate)
            parts = split((then.price, now.price), (then.income, now.income), months, rates)
            changes[economy, basket] = Change(then, now, parts)
    if not changes:
        raise UsageError("analysis.nothing-left", faults=out)
    return Decomposition(
        first=years[0], last=years[1], months=months, changes=changes, left_out=Findings(out)
    )


def _unlike(key: tuple[str, str], then: Cost, now: Cost, years: tuple[int, int]) -> Finding | None:
    """Return why two years of a basket cannot be compared, or ``None`` if they can."""
    economy, basket = key
    facts: dict[str, object] = {"economy": economy, "basket": basket}
    if not then.price or not now.price:
        return Finding("decompose.free", "warning", economy, basket, details=facts)
    change = catalogue.find_redenomination(economy, then.currency, *years)
    if change is not None and then.currency == now.currency:
        both = {
            **facts,
            "currency": now.currency,
            "day": change.day.isoformat(),
            "factor": str(change.factor),
        }
        return Finding("decompose.redenominated", "warning", economy, basket, details=both)
    for code, before, after in (
        ("decompose.other-definition", then.definition, now.definition),
        ("decompose.other-currency", then.currency, now.currency),
        ("decompose.other-income", then.denominator, now.denominator),
        ("decompose.one-rate", *("-" if c.rate is None else "USD" for c in (then, now))),
    ):
        if before != after:
            both = {**facts, "before": before, "after": after}
            return Finding(code, "warning", economy, basket, details=both)
    return None
