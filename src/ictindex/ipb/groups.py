"""Groups of a basket result: their medians or means, and the affordability target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue
from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.engine.operations import Array
from ictindex.ipb import conversion
from ictindex.ipb.medians import MISSING, figures_of, medians
from ictindex.results import result_kind
from ictindex.results.group_figures import ALL, members, size_of

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.documents import Document
    from ictindex.ipb.priced_baskets import Priced

_TO_CURRENCY = "local"  # figures in different currencies have no median
_TARGET = ["share", "target", "subject", "met"]
_OF_GROUP = ["group", "basket", "target", "count", "met", "median", "median_met"]


def _places(result: Priced, by: str | Mapping[str, str], vintage: str | None) -> dict[str, Array]:
    """Return the positions of the economies of each group, in published order; all at the end."""
    document = result.methodology.document
    found = members(by, vintage, f"{document.index}-{result.edition}")
    at = {economy: n for n, economy in enumerate(result.economies)}
    places = {
        group: np.array([at[economy] for economy in economies if economy in at], dtype=np.intp)
        for group, economies in found.items()
    }
    return places | {ALL: np.arange(len(at), dtype=np.intp)}


def groups(
    result: Priced, by: str | Mapping[str, str], vintage: str | None, measure: str
) -> pd.DataFrame:
    """Return the figure of each group and basket (see ``BasketResult.groups``)."""
    import pandas as pd

    if result.measure(measure) == _TO_CURRENCY:
        raise UsageError("basket.no-groups-of-local")
    document = result.methodology.document
    rule = document.aggregation
    statistic = "median" if rule is None else rule.statistic
    places = _places(result, by, vintage)
    whole = result.units[measure]
    if rule is not None and rule.panel == "matched":
        # The early reports average the same economies in every basket of their composite.
        leaves = {leaf.indicator for leaf in document.leaves}
        matched = [b for b, one in enumerate(document.baskets) if one.indicator in leaves]
        incomplete = (whole[:, matched] == MISSING).any(axis=1, keepdims=True)
        whole = np.where(incomplete, MISSING, whole)
    counts, figures = figures_of(
        statistic, whole, list(places.values()), places=result.decimals, decimals=result.decimals
    )
    numbers_of = conversion.floats(figures, result.decimals)
    extents = [result.extent(basket, measure) for basket in result.baskets]
    tried = _experimental(result)
    rows = [
        (group, basket, int(counts[g, b]), numbers_of[g, b], int(counts[g, b]) if tried[b] else 0,
         size_of(group, int(counts[g, b]), extents[b], {}))
        for g, group in enumerate(places)
        for b, basket in enumerate(result.baskets)
    ]  # fmt: skip
    names = ["group", "basket", "count", statistic, "experimental", "of"]
    frame = pd.DataFrame(rows, columns=names).astype({"of": "Int64"})
    marks = {"measure": measure, "grouping": by if isinstance(by, str) else "own"}
    frame.attrs |= {**result.frame_attributes(), **marks}
    if isinstance(by, str):
        frame.attrs["vintage"] = vintage or f"{document.index}-{result.edition}"
    frame.attrs["statistic"] = statistic
    return result_kind.stamped(frame, result.kind)


def _experimental(result: Priced) -> list[bool]:
    """Tell of each basket whether it is experimental in the year of the prices."""
    known, document = catalogue.basket_definitions(), result.methodology.document
    names = [document.basket(basket).definition for basket in result.baskets]
    return [known[name].status(result.year) == "experimental" for name in names]


class _Target:
    """The target of a document, for the economies of a result."""

    def __init__(self, result: Priced, vintage: str | None) -> None:
        document = result.methodology.document
        rule = document.affordability
        if rule is None:
            raise UsageError("basket.no-target", document=document.id)
        self.value, self.baskets = rule.target, rule.baskets
        incomes = _places(result, "income-group", vintage)
        subject = np.zeros(len(result.economies), dtype=bool)
        for group in rule.income_groups:
            subject[incomes.get(group, [])] = True
        self.subject = subject
        with decimals.exact():
            self.limit = self.value.scaleb(result.decimals)
        self.columns = [result.position(basket) for basket in self.baskets]
        # The whole units of published shares below a limit: exact, whatever its decimals.
        self.units = result.units["share"][:, self.columns]
        self.has = self.units != MISSING
        self.below = np.array(
            [[int(n) < self.limit for n in row] for row in self.units],
            dtype=bool,
        ).reshape(self.has.shape)


def target_status(
    result: Priced, by: str | Mapping[str, str] | None, vintage: str | None
) -> pd.DataFrame:
    """Return whether the target is met (see ``BasketResult.target_status``)."""
    import pandas as pd

    target = _Target(result, vintage)
    if by is None:
        frame = pd.DataFrame(_of_economies(result, target), columns=["economy", "basket", *_TARGET])
    else:
        frame = pd.DataFrame(_of_groups(result, target, by, vintage), columns=_OF_GROUP)
        frame["median_met"] = frame["median_met"].astype("boolean")
    if by is None:
        frame["met"] = frame["met"].astype("boolean")
    document: Document = result.methodology.document
    frame.attrs["vintage"] = vintage or f"{document.index}-{result.edition}"
    return result_kind.stamped(frame, result.kind)


def _of_economies(result: Priced, target: _Target) -> Iterator[tuple[Any, ...]]:
    shares = conversion.floats(target.units, result.decimals)
    for e, economy in enumerate(result.economies):
        for k, basket in enumerate(target.baskets):
            subject = bool(target.subject[e])
            # Where the target does not apply, nobody has met or missed it.
            met = bool(target.below[e, k]) if subject and target.has[e, k] else None
            yield economy, basket, shares[e, k], float(target.value), subject, met


def _of_groups(
    result: Priced, target: _Target, by: str | Mapping[str, str], vintage: str | None
) -> Iterator[tuple[Any, ...]]:
    counted = target.has & target.subject[:, None]
    whole = np.where(counted, target.units, MISSING)
    places = _places(result, by, vintage)
    counts, figures = medians(
        whole, list(places.values()), places=result.decimals, decimals=result.decimals
    )
    shares = conversion.floats(figures, result.decimals)
    for g, (group, rows) in enumerate(places.items()):
        for k, basket in enumerate(target.baskets):
            met = int((counted & target.below)[rows, k].sum())
            verdict = bool(int(figures[g, k]) < target.limit) if counts[g, k] else None
            count = int(counts[g, k])
            yield group, basket, float(target.value), count, met, shares[g, k], verdict
