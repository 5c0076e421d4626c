"""The tables of priced baskets: prices, missing figures, excluded economies, groups, the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.indices.ipb.inputs import MEASURES
from ictindex.indices.ipb.medians import MISSING, compute_figures, from_units
from ictindex.indices.ipb.priced_baskets import PricedBaskets, group_positions
from ictindex.indices.results.group_figures import ALL, ITU_REGION, whole_count
from ictindex.indices.results.result_kind import COLUMN, KIND_OF_RESULT, name_of
from ictindex.indices.results.shared_columns import EXCLUDED
from ictindex.language import i18n

_CURRENCY_MEASURE = "local"  # there is no median of figures in different currencies

_ECONOMY = Column("economy", "economy", "views/economy", "ISO3 code")
_CODE = Column("code", "code", "views/code", get="economy", data=False)
_BASKET = Column("basket", "basket", about="id of the basket")
PRICES = define(
    "ipb-prices",
    _ECONOMY,
    _BASKET,
    Column("year", "year", about="year of the prices", get="=year"),
    Column("local", "figure", about="price in the currency in which it is advertised"),
    Column("currency", "currency", about="ISO 4217 code of that currency"),
    Column("usd", "figure", about="price in US dollars"),
    Column("ppp", "figure", about="price in international dollars"),
    Column("share", "figure", about="price in percent of monthly income per capita"),
    Column("flags", "flags", about="what to know before using the figures"),
    KIND_OF_RESULT,
    _CODE,
    key=("economy", "basket"),
    page=(),
)
# With the definition, ``read_baskets`` can read the file.
PRICES_AND_DEFINITIONS = PRICES.join(
    "ipb-prices-and-definitions",
    Column("definition", "definition", about="definition of the basket in that year"),
)
MISSING_FIGURES = define(
    "ipb-missing",
    _ECONOMY,
    _BASKET,
    Column("measure", "measure", about="local, usd, ppp or share"),
    Column("reason", "code", about="code of the reason"),
    Column("message", "text", about="the reason in words, and what to do"),
    KIND_OF_RESULT,
    key=("economy", "basket", "measure"),
    page=(),
)


def _facts(result: PricedBaskets) -> dict[str, object]:
    return {"year": result.year, COLUMN: name_of(result.kind)}


def _figures(result: PricedBaskets, measure: str, rounded: bool) -> list[Decimal | None]:
    """Return a measure of all economies and baskets, one after the other."""
    if rounded:
        units = result.units[measure].ravel().tolist()
        return [from_units(unit, result.decimals) for unit in units]
    cells = result.cells
    pairs = zip(cells.amounts[measure].ravel(), cells.missing[measure].ravel(), strict=True)
    return [None if gone else amount for amount, gone in pairs]


def make_prices(result: PricedBaskets, *, rounded: bool = True) -> Table:
    """Return a row for each economy and basket (see ``BasketResult.to_frame``)."""
    economies, baskets = result.economies, result.baskets
    owners = [economy for economy in economies for _ in baskets]
    cells: dict[str, Sequence[Any]] = {
        "economy": owners,
        "basket": baskets * len(economies),
        "currency": [str(code) for code in result.cells.currency.ravel()],
        "flags": [result.flags.get((e, b), ()) for e in economies for b in baskets],
        "code": owners,
        **{name: _figures(result, name, rounded) for name in MEASURES},
    }
    return Table(PRICES, cells, _facts(result))


def make_prices_and_definitions(result: PricedBaskets) -> Table:
    """Return the prices with the definition of each basket."""
    document, prices = result.methodology.document, make_prices(result)
    own = {basket: document.basket(basket).definition for basket in result.baskets}
    definitions = [own[basket] for basket in prices.cells["basket"]]
    cells = {**prices.cells, "definition": definitions}
    return Table(PRICES_AND_DEFINITIONS, cells, prices.facts)


def make_measure(result: PricedBaskets, measure: str, language: str) -> Table:
    """Return the wide table of a measure: economies by name, a column for each basket."""
    prices = make_prices(result).keep(lambda row: row[measure] is not None)
    names = {e: i18n.economy_name(e, language) for e in result.economies}
    ordered = prices.sort(lambda row: (names[row["economy"]], row["economy"]))
    return ordered.spread("basket", measure, over=result.baskets)


def make_missing(result: PricedBaskets) -> Table:
    """Return the missing figures with reasons (see ``BasketResult.missing_figures``)."""
    records = [
        {
            "economy": economy,
            "basket": basket,
            "measure": measure,
            "reason": finding.code,
            "message": finding.advice(),
        }
        for (economy, basket), measure, finding in result.missing_reasons()
    ]
    return Table.of(MISSING_FIGURES, records, _facts(result))


def make_exclusions(result: PricedBaskets) -> Table:
    """Return the economies without a share, with reasons (see ``BasketResult.excluded``)."""
    records = []
    for e in np.flatnonzero(result.missing.all(axis=1)):
        economy = result.economies[e]
        first = result.reasons[economy, result.baskets[0]]["share"]
        missing = ", ".join(result.baskets)
        records.append(
            {
                "economy": economy,
                "reason": first.code,
                "missing": missing,
                "message": first.message(),
            }
        )
    return Table.of(EXCLUDED, records, _facts(result))


def name_groups(is_own: bool) -> Column:
    """Return the column of groups; names that the user supplied are shown unchanged."""

    def name(group: str, language: str) -> str:
        return group if is_own and group != ALL else i18n.label("groups", group, language)

    return Column("group", "group", about="id of the group; all: every economy", names=name)


@cache
def group_schema(statistic: str, is_own: bool) -> Schema:
    """Return the columns of group figures by a statistic."""
    return define(
        f"ipb-{statistic}-groups",
        name_groups(is_own),
        _BASKET,
        Column("count", "count", about="economies with a price"),
        Column(statistic, "figure", about="of the prices as published, rounded half up"),
        Column("experimental", "count", about="experimental prices among those", page=False),
        Column("of", "count", about="economies of the publisher", gaps=True, page=False),
        KIND_OF_RESULT,
        key=("group", "basket"),
    )


# The names of groups that the user supplied are words of the page alone.
MEDIANS, MEANS = group_schema("median", False), group_schema("mean", False)
ALL_GROUPS = define(
    "ipb-groups",
    Column("group", "group", about="id of the group; all: every economy"),
    _BASKET,
    Column("measure", "measure", about="usd, ppp or share"),
    Column("statistic", "statistic", about="median, or mean in the early reports"),
    Column("count", "count", about="economies with a price", concept="ECONOMIES"),
    Column("value", "figure", about="of the prices as published, rounded half up"),
    Column("experimental", "count", about="experimental prices among those"),
    Column("of", "count", about="economies of the publisher", gaps=True, concept="GROUP_ECONOMIES"),
    KIND_OF_RESULT,
    key=("group", "basket", "measure", "statistic"),
    page=(),
)


def make_groups(
    result: PricedBaskets, by: str | Mapping[str, str], vintage: str | None, measure: str
) -> Table:
    """Return the figure of each group and basket (see ``BasketResult.groups``).

    The facts of the table are the attributes of its data frame, and the kind of the result.
    """
    if result.measure(measure) == _CURRENCY_MEASURE:
        raise UsageError("basket.no-groups-of-local")
    document = result.methodology.document
    rule = document.aggregation
    statistic = "median" if rule is None else rule.statistic
    positions = group_positions(result, by, vintage)
    whole = result.units[measure]
    if rule is not None and rule.panel == "matched":
        # The early reports average the same economies in every basket of their composite.
        leaves = {leaf.indicator for leaf in document.leaves}
        matched = [b for b, own in enumerate(document.baskets) if own.indicator in leaves]
        incomplete = (whole[:, matched] == MISSING).any(axis=1, keepdims=True)
        whole = np.where(incomplete, MISSING, whole)
    counts, figures = compute_figures(
        statistic, whole, list(positions.values()), places=result.decimals, decimals=result.decimals
    )
    extents = [result.extent(basket, measure) for basket in result.baskets]
    experimental = _are_experimental(result)
    records = [
        {
            "group": group,
            "basket": basket,
            "count": (count := int(counts[g, b])),
            statistic: from_units(figures[g, b], result.decimals),
            "experimental": count if experimental[b] else 0,
            "of": whole_count(group, count, extents[b], {}),
        }
        for g, group in enumerate(positions)
        for b, basket in enumerate(result.baskets)
    ]
    is_own = not isinstance(by, str)
    facts: dict[str, object] = {
        **result.frame_attributes(),
        "measure": measure,
        "grouping": "own" if is_own else by,
    }
    if not is_own:
        facts["vintage"] = vintage or f"{document.index}-{result.edition}"
    facts |= {"statistic": statistic, COLUMN: name_of(result.kind)}
    return Table.of(group_schema(statistic, is_own), records, facts)


def make_all_groups(result: PricedBaskets) -> Table:
    """Return the figures of all groups of the edition by each measure, where there is one."""
    own = f"{result.methodology.document.index}-{result.edition}"
    dated = [by for by, vintage in sorted(catalogue.groupings()) if vintage == own]
    records: list[dict[str, Any]] = []
    for number, by in enumerate(dated or [ITU_REGION]):
        for measure in MEASURES:
            if measure == _CURRENCY_MEASURE:
                continue
            figures = make_groups(result, by, None, measure)
            statistic = str(figures.facts["statistic"])
            records += [
                {**row, "measure": measure, "statistic": statistic, "value": row[statistic]}
                for row in figures.records()
                if row["count"] and (row["group"] != ALL or not number)
            ]
    return Table.of(ALL_GROUPS, records, {COLUMN: name_of(result.kind)})


def _are_experimental(result: PricedBaskets) -> list[bool]:
    """Tell for each basket whether it is experimental in the year of the prices."""
    definitions, document = catalogue.basket_definitions(), result.methodology.document
    own = [definitions[document.basket(basket).definition] for basket in result.baskets]
    return [definition.status(result.year) == "experimental" for definition in own]
