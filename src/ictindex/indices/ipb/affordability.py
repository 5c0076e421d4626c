"""The affordability target: the economies and groups whose published share is below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.table import Table
from ictindex.indices.ipb.medians import MISSING, from_units, medians
from ictindex.indices.ipb.price_tables import name_groups
from ictindex.indices.ipb.priced_baskets import PricedBaskets, group_positions
from ictindex.indices.results.result_kind import COLUMN, KIND_OF_RESULT, name_of

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document

_BASKET = Column("basket", "basket", "columns/target-basket", "id of the basket")
_LIMIT = Column("target", "figure", about="percent of monthly income per capita", page=False)
BY_ECONOMY = define(
    "ipb-target",
    Column("economy", "economy", "columns/target-economy", "ISO3 code"),
    _BASKET,
    Column("share", "figure", "columns/target-share", "percent of monthly income per capita"),
    _LIMIT,
    Column(
        "subject",
        "boolean",
        "columns/target-subject",
        "whether the target applies to its income group",
        names="views/target",
    ),
    Column(
        "met",
        "boolean",
        "columns/target-met",
        "whether the share is below it",
        names="views/target",
        gaps=True,
    ),
    KIND_OF_RESULT,
    key=("economy", "basket"),
)


@cache
def group_schema(is_own: bool) -> Schema:
    """Return the columns of the target by group."""
    return define(
        "ipb-target-groups",
        replace(name_groups(is_own), label="columns/target-group"),
        _BASKET,
        _LIMIT,
        Column("count", "count", "columns/target-count", "economies that it applies to"),
        Column("met", "count", "columns/target-met", "economies below it"),
        Column("median", "figure", "columns/target-median", "of their shares"),
        Column(
            "median_met",
            "boolean",
            "columns/target-median_met",
            "whether it is below the target",
            names="views/target",
            gaps=True,
        ),
        KIND_OF_RESULT,
        key=("group", "basket"),
    )


# The names of groups that the user supplied are words of the page alone.
BY_GROUP = group_schema(False)


class _Target:
    """The target of a document, for the economies of a result."""

    def __init__(self, result: PricedBaskets, vintage: str | None) -> None:
        document = result.methodology.document
        rule = document.affordability
        if rule is None:
            raise UsageError("basket.no-target", document=document.id)
        self.value, self.baskets = rule.target, rule.baskets
        incomes = group_positions(result, "income-group", vintage)
        self.subject = np.zeros(len(result.economies), dtype=bool)
        for group in rule.income_groups:
            self.subject[incomes.get(group, [])] = True
        with decimals.exact():
            self.limit = self.value.scaleb(result.decimals)
        self.columns = [result.position(basket) for basket in self.baskets]
        # The limit in whole units of published shares: exact for any number of decimals.
        self.units = result.units["share"][:, self.columns]
        self.has = self.units != MISSING
        below = [[int(n) < self.limit for n in row] for row in self.units]
        self.below = np.array(below, dtype=bool).reshape(self.has.shape)


def make_target(
    result: PricedBaskets, by: str | Mapping[str, str] | None, vintage: str | None
) -> Table:
    """Return the table of the target: met or missed (see ``BasketResult.target_status``).

    The facts of the table are the attributes of its data frame, and the kind of the result.
    """
    target = _Target(result, vintage)
    document: Document = result.methodology.document
    facts: dict[str, object] = {
        "vintage": vintage or f"{document.index}-{result.edition}",
        COLUMN: name_of(result.kind),
    }
    if by is None:
        return Table.of(BY_ECONOMY, _economy_rows(result, target), facts)
    schema = group_schema(not isinstance(by, str))
    return Table.of(schema, _group_rows(result, target, by, vintage), facts)


def _economy_rows(result: PricedBaskets, target: _Target) -> Iterator[dict[str, Any]]:
    for e, economy in enumerate(result.economies):
        for k, basket in enumerate(target.baskets):
            subject = bool(target.subject[e])
            # A target that does not apply is neither met nor missed.
            met = bool(target.below[e, k]) if subject and target.has[e, k] else None
            share = from_units(target.units[e, k], result.decimals)
            yield {
                "economy": economy,
                "basket": basket,
                "share": share,
                "target": target.value,
                "subject": subject,
                "met": met,
            }


def _group_rows(
    result: PricedBaskets, target: _Target, by: str | Mapping[str, str], vintage: str | None
) -> Iterator[dict[str, Any]]:
    counted = target.has & target.subject[:, None]
    whole = np.where(counted, target.units, MISSING)
    positions = group_positions(result, by, vintage)
    counts, figures = medians(
        whole, list(positions.values()), places=result.decimals, decimals=result.decimals
    )
    for g, (group, rows) in enumerate(positions.items()):
        for k, basket in enumerate(target.baskets):
            met = int((counted & target.below)[rows, k].sum())
            verdict = bool(int(figures[g, k]) < target.limit) if counts[g, k] else None
            count = int(counts[g, k])
            middle = from_units(figures[g, k], result.decimals)
            yield {
                "group": group,
                "basket": basket,
                "target": target.value,
                "count": count,
                "met": met,
                "median": middle,
                "median_met": verdict,
            }
