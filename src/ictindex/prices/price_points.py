"""What the analyses take in: prices of baskets by economy, definition and year, one measure.

A price series of the price basket, or any data frame laid out like its ``frame``, becomes plain
points: exact decimals by place. What mixes measures, or gives a place twice, is refused here, so
that every analysis can rely on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ictindex import catalogue
from ictindex.core import decimals
from ictindex.core.arguments import is_text, require
from ictindex.core.errors import CatalogueError, NumberSyntaxError, UsageError
from ictindex.findings import Finding, Findings
from ictindex.prices import formulae
from ictindex.prices.formulae import Floats

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.ipb.result import BasketResult

Place = tuple[str, str, int]  # economy, definition, year
UNOFFICIAL = ("experimental", "outside")
_COLUMNS = ("economy", "definition", "year", "value")


@dataclass(frozen=True, slots=True)
class Points:
    """Prices by economy, definition and year.

    Parameters
    ----------
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    values : mapping of (economy, definition, year) to Decimal
        The prices that there are.
    baskets : mapping of str to str
        Basket of each definition.
    status : mapping of (economy, definition, year) to str
        What the source says of prices that are not official: ``experimental``, or ``outside``
        the years of the history of the basket.

    Examples
    --------
    >>> place = ("BRA", "fixed-broadband-5gb", 2024)
    >>> points = Points("usd", {place: Decimal("19.99")}, {place[1]: "fixed-broadband"}, {})
    >>> points.definitions, points.years("fixed-broadband-5gb")
    (('fixed-broadband-5gb',), (2024,))
    """

    measure: str
    values: Mapping[Place, Decimal]
    baskets: Mapping[str, str]
    status: Mapping[Place, str]

    def __reduce__(self) -> tuple[object, ...]:
        parts = (dict(part) for part in (self.values, self.baskets, self.status))
        return _remade, (self.measure, *parts)

    @property
    def definitions(self) -> tuple[str, ...]:
        """Definitions in the points, in order of first appearance."""
        return tuple(self.baskets)

    def years(self, definition: str) -> tuple[int, ...]:
        """Return the years of a definition, sorted.

        Parameters
        ----------
        definition : str
            Id of a definition.

        Returns
        -------
        tuple of int
            Its years.
        """
        return tuple(sorted({y for _, d, y in self.values if d == definition}))


def _remade(
    measure: str,
    values: dict[Place, Decimal],
    baskets: dict[str, str],
    status: dict[Place, str],
) -> Points:
    return Points(
        measure, MappingProxyType(values), MappingProxyType(baskets), MappingProxyType(status)
    )


def _frame_of(series: object) -> pd.DataFrame:
    import pandas as pd

    frame: Any = series if isinstance(series, pd.DataFrame) else getattr(series, "frame", None)
    require(isinstance(frame, pd.DataFrame), "series", "price-series", series)
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise UsageError("analysis.columns", columns=missing, allowed=_COLUMNS)
    return cast("pd.DataFrame", frame)


def _measure(frame: pd.DataFrame, measure: str | None) -> tuple[pd.DataFrame, str]:
    """Return the rows of one measure; where there are several, one has to be chosen."""
    require(measure is None or is_text(measure), "measure", "text", measure)
    if "measure" not in frame.columns:
        if measure is None:
            raise UsageError("analysis.measure-not-stated")
        return frame, measure
    there = [str(m) for m in frame["measure"].drop_duplicates()]
    if measure is None and len(there) > 1:
        raise UsageError("analysis.measures-mixed", measures=there)
    wanted = there[0] if measure is None and there else measure or ""
    if wanted not in there:
        raise UsageError("analysis.measure-absent", measure=wanted, allowed=there or "-")
    return frame[frame["measure"] == wanted], wanted


def basket_of(definition: str) -> str:
    """Return the basket of a definition of the catalogue, or refuse an unknown one."""
    known = catalogue.basket_definitions()
    if definition not in known:
        raise CatalogueError("analysis.definition-unknown", wanted=definition, allowed=list(known))
    return known[definition].basket


def read_points(
    series: object,
    measure: str | None = None,
    *,
    definitions: Iterable[str] | None = None,
    economies: Iterable[str] | None = None,
) -> Points:
    """Return the points of a price series or of a frame.

    Parameters
    ----------
    series : PriceSeries or pandas.DataFrame
        With columns economy, definition, year, value, and where there are several measures,
        measure; a column basket names the basket of definitions outside the catalogue, and a
        column status tells prices that are ``experimental`` or ``outside`` of the history.
    measure : str, optional
        Which measure; needed where there are several.
    definitions : iterable of str, optional
        Definitions to keep; by default all.
    economies : iterable of str, optional
        Economies to keep; by default all.

    Returns
    -------
    Points
        Exact decimals by place, of one measure.

    Raises
    ------
    UsageError
        If columns are missing, measures are mixed, a value is no number or below 0, a place has
        two values, or nothing is left.
    CatalogueError
        If a definition or an economy is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"economy": ["BRA"], "definition": ["fixed-broadband-5gb"],
    ...                       "year": [2024], "value": [19.99]})
    >>> read_points(frame, "usd").values["BRA", "fixed-broadband-5gb", 2024]
    Decimal('19.99')
    """
    rows, known = _measure(_frame_of(series), measure)
    kept = _chosen(definitions, "definitions")
    whose = _chosen(economies, "economies")
    named = rows["basket"] if "basket" in rows.columns else [None] * len(rows)
    said = rows["status"] if "status" in rows.columns else [""] * len(rows)
    values: dict[Place, Decimal] = {}
    status: dict[Place, str] = {}
    baskets: dict[str, str] = {}
    there: dict[str, set[str]] = {"economy": set(), "definition": set()}
    for economy, definition, year, value, basket, remark in zip(
        *(rows[column] for column in _COLUMNS), named, said, strict=True
    ):
        place = (str(economy), str(definition), int(year))
        there["economy"].add(place[0])
        there["definition"].add(place[1])
        if kept is not None and place[1] not in kept:
            continue
        if place[1] not in baskets:
            baskets[place[1]] = basket_of(place[1]) if basket is None else str(basket)
        if (whose is not None and place[0] not in whose) or is_absent(value):
            continue
        if place in values:
            raise UsageError(
                "analysis.twice", economy=place[0], definition=place[1], year=str(place[2])
            )
        values[place] = number_at(value, place)
        if remark in UNOFFICIAL:
            status[place] = str(remark)
    _all_found("definition", kept, there["definition"])
    _all_found("economy", whose, there["economy"])
    if not values:
        raise UsageError("analysis.empty")
    return _remade(known, values, baskets, status)


def _chosen(wanted: Iterable[str] | None, name: str) -> tuple[str, ...] | None:
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return (wanted,)
    require(isinstance(wanted, Iterable), name, "texts", wanted)
    chosen = tuple(wanted)
    require(all(map(is_text, chosen)), name, "texts", wanted)
    return chosen


def _all_found(kind: str, wanted: tuple[str, ...] | None, there: Collection[str]) -> None:
    """Refuse a choice that the series does not have: it would vanish without a word."""
    absent = [name for name in wanted or () if name not in there]
    if absent and kind == "economy":
        raise CatalogueError("analysis.economy-absent", economies=absent)
    if absent:
        raise CatalogueError("analysis.definition-absent", wanted=absent, allowed=sorted(there))


def counted(points: Points, places: Iterable[Place]) -> dict[str, int]:
    """Return how many prices at some places are of each status that is not official."""
    found = [points.status[place] for place in places if place in points.status]
    return {status: found.count(status) for status in UNOFFICIAL if status in found}


def is_absent(value: Any) -> bool:
    """Tell whether a cell has no value (None, NaN or pandas.NA, which cannot be compared)."""
    import pandas as pd

    return value is None or value is pd.NA or bool(value != value)


def number_at(value: object, place: Place, zero: bool = True) -> Decimal:
    """Return a number of 0 or above (or, without ``zero``, above 0), or refuse it by its place."""
    economy, definition, year = place
    try:
        number = decimals.to_decimal(value)
    except NumberSyntaxError:
        number = Decimal(-1)
    if number < 0 or not (zero or number):
        raise UsageError(
            "analysis.value",
            economy=economy,
            definition=definition,
            year=str(year),
            value=str(value)[:80],
        )
    return number


_COST_COLUMNS = ("economy", "definition", "year", "price", "currency", "income", "denominator")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of a basket and the income that it is set against.

    Parameters
    ----------
    definition : str
        Id of the definition of the basket.
    price : Decimal
        A month, in ``currency``.
    currency : str
        ISO 4217 code.
    income : Decimal
        GNI per capita of a year, in the same currency.
    denominator : str
        Id of the series of income.
    """

    definition: str
    price: Decimal
    currency: str
    income: Decimal
    denominator: str


Costs = Mapping[tuple[str, str], Cost]


def read_costs(
    first_result: object, last_result: object, first: int | None, last: int | None
) -> tuple[Costs, Costs, tuple[int, int], int]:
    """Return the costs of two years by (economy, basket), the years, and months of the income."""
    import pandas as pd

    if isinstance(first_result, pd.DataFrame):
        if last_result is not None:
            raise UsageError("decompose.frame-and-result")
        return *_of_frame(first_result, first, last), _MONTHS
    from ictindex.ipb.result import BasketResult

    for name, given in (("first_result", first_result), ("last_result", last_result)):
        require(isinstance(given, BasketResult), name, "basket-result", given)
    if first is not None or last is not None:
        raise UsageError("decompose.years-of-results")
    return _of_results(first_result, last_result)  # type: ignore[arg-type]  # required above


def _of_results(
    first: BasketResult, last: BasketResult
) -> tuple[Costs, Costs, tuple[int, int], int]:
    if first.year >= last.year:
        raise UsageError("decompose.order", first=str(first.year), last=str(last.year))
    months = {r.methodology.document.conversion.months for r in (first, last)}  # type: ignore[union-attr]
    if len(months) > 1:
        raise UsageError("decompose.months")
    return _of_result(first), _of_result(last), (first.year, last.year), months.pop()


def _of_result(result: BasketResult) -> dict[tuple[str, str], Cost]:
    """Return what has a share: its price and income are those that it was computed from."""
    definitions = {b.id: b.definition for b in result.methodology.document.baskets}
    found = {}
    for economy in result.economies:
        for basket in result.baskets:
            cell = result.provenance(economy, basket)
            if "share" in cell.amounts and cell.income is not None:
                price = cell.amounts["local"]
                found[economy, basket] = Cost(
                    definitions[basket], price, cell.currency, cell.income.value, cell.denominator
                )
    return found


def _of_frame(
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
        require(type(year) is int, name, "whole-number", year)
        if year not in there:
            allowed = [str(y) for y in there]
            raise UsageError("analysis.year-absent", year=str(year), allowed=allowed)
    if years[0] >= years[1]:
        raise UsageError("decompose.order", first=str(years[0]), last=str(years[1]))
    found: dict[int, dict[tuple[str, str], Cost]] = {year: {} for year in years}
    for economy, definition, year, price, currency, income, denominator in zip(
        *(frame[column] for column in _COST_COLUMNS), strict=True
    ):
        if int(year) not in found or is_absent(price) or is_absent(income):
            continue
        place = (str(economy), str(definition), int(year))
        key = (place[0], basket_of(place[1]))
        if key in found[int(year)]:
            raise UsageError(
                "analysis.twice", economy=place[0], definition=place[1], year=str(year)
            )
        found[int(year)][key] = Cost(
            place[1],
            number_at(price, place),
            str(currency),
            number_at(income, place, zero=False),
            str(denominator),
        )
    return found[years[0]], found[years[1]], years


FORMULAE = ("jevons", "lowe", "laspeyres", "paasche", "fisher", "tornqvist")
METHODS = ("direct", "chained", "geks")
_ADDED = ("usd", "ppp")  # measures that may be summed over economies

Item = tuple[str, str]  # economy, basket


def require_fitting(formula: object, method: object, quantities: object, weights: object) -> None:
    """Refuse a formula, a method and weights that do not go together."""
    if not isinstance(formula, str) or formula not in FORMULAE:
        raise UsageError("index-number.formula", formula=str(formula)[:40], allowed=FORMULAE)
    if not isinstance(method, str) or method not in METHODS:
        raise UsageError("index-number.method", method=str(method)[:40], allowed=METHODS)
    chainable = tuple(formulae.BILATERAL)
    allowed = {"direct": FORMULAE, "chained": chainable, "geks": formulae.REVERSIBLE}[method]
    if formula not in allowed:
        raise UsageError("index-number.formula", formula=formula, allowed=allowed)
    for name, given in (("quantities", quantities), ("weights", weights)):
        require(given is None or isinstance(given, Mapping), name, "mapping", given)
    if quantities is not None and weights is not None:
        raise UsageError("index-number.quantities-and-weights")
    weighted = quantities is not None or weights is not None
    if formula == "jevons" and weighted:
        raise UsageError("index-number.unweighted")
    if formula == "lowe" and weights is not None:
        raise UsageError("index-number.lowe-weights")
    if formula != "jevons" and not weighted:
        raise UsageError("index-number.needs-quantities", formula=formula)


def one_definition_each(points: Points) -> dict[str, str]:
    """Return the definition of each basket; two of one basket are never one series."""
    found: dict[str, list[str]] = {}
    for definition in dict.fromkeys(d for _, d, _ in points.values):
        found.setdefault(points.baskets[definition], []).append(definition)
    for basket, definitions in found.items():
        if len(definitions) > 1:
            raise UsageError("analysis.definitions-mixed", basket=basket, definitions=definitions)
    return {basket: definitions[0] for basket, definitions in found.items()}


def years_of(points: Points, years: Iterable[int] | None) -> tuple[int, ...]:
    there = sorted({year for _, _, year in points.values})
    if years is None:
        return tuple(there)
    require(isinstance(years, Iterable) and not isinstance(years, str), "years", "years", years)
    wanted = sorted(set(years))
    require(all(type(year) is int for year in wanted), "years", "years", years)
    for year in wanted:
        if year not in there:
            raise UsageError(
                "analysis.year-absent", year=str(year), allowed=[str(y) for y in there]
            )
    if not wanted:
        raise UsageError("analysis.empty")
    return tuple(wanted)


def complete_items(points: Points, years: tuple[int, ...]) -> tuple[tuple[Item, ...], Findings]:
    """Return the items with a price above 0 in every year, and findings on the others."""
    items, out = [], []
    for economy, definition in sorted({(e, d) for e, d, _ in points.values}):
        basket = points.baskets[definition]
        values = {y: points.values.get((economy, definition, y)) for y in years}
        absent = [str(y) for y, value in values.items() if value is None]
        free = [str(y) for y, value in values.items() if value == 0]
        given = {"economy": economy, "basket": basket, "years": absent or free}
        if absent:
            out.append(Finding("analysis.item-incomplete", "warning", economy, basket, given=given))
        elif free:
            out.append(Finding("analysis.item-free", "warning", economy, basket, given=given))
        else:
            items.append((economy, basket))
    return tuple(items), Findings(out)


def require_summable(measure: str, items: Sequence[Item], quantities: object, formula: str) -> None:
    """Refuse sums of prices that have no common unit: currencies, or shares, of economies."""
    several = len({economy for economy, _ in items}) > 1
    if quantities is not None and several and measure not in _ADDED:
        raise UsageError("index-number.not-summable", measure=measure, formula=formula)


def amounts_of(
    given: Mapping[object, object], items: Sequence[Item], years: Sequence[int], fixed: bool
) -> tuple[tuple[Item, ...], Floats, Findings]:
    """Return the items that have quantities, the quantities, and findings on the others."""
    economies, baskets = {e for e, _ in items}, {b for _, b in items}

    def key(item: Item) -> object:
        if len(baskets) == 1:
            return item[0]
        return item[1] if len(economies) == 1 else item

    tables = [given] if fixed else [given.get(year) for year in years]
    for year, table in zip(years, tables, strict=False):
        if not isinstance(table, Mapping):
            raise UsageError("index-number.year-without-quantities", year=str(year))
    rows: list[list[float]] = []
    kept, out = [], []
    for item in items:
        column = [_amount(table, item, key(item)) for table in tables]
        absent = [str(y) for y, n in zip(years, column, strict=False) if n is None]
        if absent:
            economy, basket = item
            facts = {"economy": economy, "basket": basket, "years": [] if fixed else absent}
            code = (
                "analysis.item-without-quantity" if fixed else "analysis.item-year-without-quantity"
            )
            out.append(Finding(code, "warning", economy, basket, given=facts))
        else:
            kept.append(item)
            rows.append([number for number in column if number is not None])
    amounts = np.array(rows).T if rows else np.zeros((len(tables), 0))
    return tuple(kept), amounts[0] if fixed else amounts, Findings(out)


def _amount(table: object, item: Item, key: object) -> float | None:
    if not isinstance(table, Mapping):
        return None
    value = table.get(item, table.get(key))
    if value is None or value != value:
        return None
    try:
        number = decimals.to_decimal(value)
    except NumberSyntaxError:
        number = Decimal(-1)
    if number < 0:
        economy, basket = item
        raise UsageError(
            "index-number.quantity", economy=economy, basket=basket, value=str(value)[:80]
        )
    return float(number)
