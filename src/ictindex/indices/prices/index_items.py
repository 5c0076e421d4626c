"""The items of an index number: the complete items, their quantities, and the refused cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from ictindex.core import decimals
from ictindex.core.arguments import require
from ictindex.core.errors import NumberSyntaxError, UsageError
from ictindex.indices.prices import formulae
from ictindex.indices.prices.formulae import Floats
from ictindex.indices.prices.price_points import Points, check_year
from ictindex.language.findings import Finding, Findings

FORMULAE = ("jevons", "lowe", "laspeyres", "paasche", "fisher", "tornqvist")
METHODS = ("direct", "chained", "geks")
_ADDED = ("usd", "ppp")  # measures that may be summed over economies

Item = tuple[str, str]  # economy, basket


def check_formula(formula: object, method: object, quantities: object, weights: object) -> None:
    """Refuse a combination of formula, method and weights that is not possible."""
    if not isinstance(formula, str) or formula not in FORMULAE:
        raise UsageError("index-number.formula", formula=str(formula)[:40], allowed=FORMULAE)
    if not isinstance(method, str) or method not in METHODS:
        raise UsageError("index-number.method", method=str(method)[:40], allowed=METHODS)
    chainable = tuple(formulae.BILATERAL)
    allowed = {"direct": FORMULAE, "chained": chainable, "geks": formulae.REVERSIBLE}[method]
    if formula not in allowed:
        raise UsageError("index-number.formula", formula=formula, allowed=allowed)
    for name, table in (("quantities", quantities), ("weights", weights)):
        require(table is None or isinstance(table, Mapping), name, "mapping", table)
    if quantities is not None and weights is not None:
        raise UsageError("index-number.quantities-and-weights")
    weighted = quantities is not None or weights is not None
    if formula == "jevons" and weighted:
        raise UsageError("index-number.unweighted")
    if formula == "lowe" and weights is not None:
        raise UsageError("index-number.lowe-weights")
    if formula != "jevons" and not weighted:
        raise UsageError("index-number.needs-quantities", formula=formula)


def find_definitions(points: Points) -> dict[str, str]:
    """Return the definition of each basket; refuse two definitions of one basket in one series."""
    definitions_of: dict[str, list[str]] = {}
    for definition in dict.fromkeys(d for _, d, _ in points.values):
        definitions_of.setdefault(points.baskets[definition], []).append(definition)
    for basket, definitions in definitions_of.items():
        if len(definitions) > 1:
            raise UsageError("analysis.definitions-mixed", basket=basket, definitions=definitions)
    return {basket: definitions[0] for basket, definitions in definitions_of.items()}


def choose_years(points: Points, years: Iterable[int] | None) -> tuple[int, ...]:
    """Return the years of an index: those that are named, or all years of the points."""
    there = sorted({year for _, _, year in points.values})
    if years is None:
        return tuple(there)
    require(isinstance(years, Iterable) and not isinstance(years, str), "years", "years", years)
    wanted = sorted(set(years))
    require(all(type(year) is int for year in wanted), "years", "years", years)
    for year in wanted:
        check_year(year, "years", there)
    if not wanted:
        raise UsageError("analysis.empty")
    return tuple(wanted)


def find_complete_items(
    points: Points, years: tuple[int, ...]
) -> tuple[tuple[Item, ...], Findings]:
    """Return the items with a price above 0 in every year, and findings on the others."""
    items, out = [], []
    for economy, definition in sorted({(e, d) for e, d, _ in points.values}):
        basket = points.baskets[definition]
        values = {y: points.values.get((economy, definition, y)) for y in years}
        absent = [str(y) for y, value in values.items() if value is None]
        free = [str(y) for y, value in values.items() if value == 0]
        facts = {"economy": economy, "basket": basket, "years": absent or free}
        if absent:
            out.append(
                Finding("analysis.item-incomplete", "warning", economy, basket, details=facts)
            )
        elif free:
            out.append(Finding("analysis.item-free", "warning", economy, basket, details=facts))
        else:
            items.append((economy, basket))
    return tuple(items), Findings(out)


def check_sums(measure: str, items: Sequence[Item], quantities: object, formula: str) -> None:
    """Refuse sums over economies of prices without a common unit: local currencies, or shares."""
    several = len({economy for economy, _ in items}) > 1
    if quantities is not None and several and measure not in _ADDED:
        raise UsageError("index-number.not-summable", measure=measure, formula=formula)


def read_quantities(
    quantities: Mapping[object, object], items: Sequence[Item], years: Sequence[int], fixed: bool
) -> tuple[tuple[Item, ...], Floats, Findings]:
    """Return the items that have quantities, the quantities, and findings on the others."""
    economies, baskets = {e for e, _ in items}, {b for _, b in items}

    def key(item: Item) -> object:
        if len(baskets) == 1:
            return item[0]
        return item[1] if len(economies) == 1 else item

    tables = [quantities] if fixed else [quantities.get(year) for year in years]
    for year, table in zip(years, tables, strict=False):
        if not isinstance(table, Mapping):
            raise UsageError("index-number.year-without-quantities", year=str(year))
    rows: list[list[float]] = []
    kept, out = [], []
    for item in items:
        column = [_read_quantity(table, item, key(item)) for table in tables]
        absent = [str(y) for y, n in zip(years, column, strict=False) if n is None]
        if absent:
            economy, basket = item
            facts = {"economy": economy, "basket": basket, "years": [] if fixed else absent}
            code = (
                "analysis.item-without-quantity" if fixed else "analysis.item-year-without-quantity"
            )
            out.append(Finding(code, "warning", economy, basket, details=facts))
        else:
            kept.append(item)
            rows.append([number for number in column if number is not None])
    amounts = np.array(rows).T if rows else np.zeros((len(tables), 0))
    return tuple(kept), amounts[0] if fixed else amounts, Findings(out)


def _read_quantity(table: object, item: Item, key: object) -> float | None:
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
