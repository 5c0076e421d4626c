"""The affordability target: the economies and groups whose published share is below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.indices.ipb.medians import MISSING, medians, to_floats
from ictindex.indices.ipb.priced_baskets import PricedBaskets, group_positions
from ictindex.indices.results import result_kind

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.definitions.documents import Document

_TARGET = ["share", "target", "subject", "met"]
_OF_GROUP = ["group", "basket", "target", "count", "met", "median", "median_met"]


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


def make_target_frame(
    result: PricedBaskets, by: str | Mapping[str, str] | None, vintage: str | None
) -> pd.DataFrame:
    """Return the frame of the target: met or missed (see ``BasketResult.target_status``)."""
    import pandas as pd

    target = _Target(result, vintage)
    if by is None:
        frame = pd.DataFrame(_economy_rows(result, target), columns=["economy", "basket", *_TARGET])
        frame["met"] = frame["met"].astype("boolean")
    else:
        frame = pd.DataFrame(_group_rows(result, target, by, vintage), columns=_OF_GROUP)
        frame["median_met"] = frame["median_met"].astype("boolean")
    document: Document = result.methodology.document
    frame.attrs["vintage"] = vintage or f"{document.index}-{result.edition}"
    return result_kind.add_kind(frame, result.kind)


def _economy_rows(result: PricedBaskets, target: _Target) -> Iterator[tuple[Any, ...]]:
    shares = to_floats(target.units, result.decimals)
    for e, economy in enumerate(result.economies):
        for k, basket in enumerate(target.baskets):
            subject = bool(target.subject[e])
            # A target that does not apply is neither met nor missed.
            met = bool(target.below[e, k]) if subject and target.has[e, k] else None
            yield economy, basket, shares[e, k], float(target.value), subject, met


def _group_rows(
    result: PricedBaskets, target: _Target, by: str | Mapping[str, str], vintage: str | None
) -> Iterator[tuple[Any, ...]]:
    counted = target.has & target.subject[:, None]
    whole = np.where(counted, target.units, MISSING)
    positions = group_positions(result, by, vintage)
    counts, figures = medians(
        whole, list(positions.values()), places=result.decimals, decimals=result.decimals
    )
    shares = to_floats(figures, result.decimals)
    for g, (group, rows) in enumerate(positions.items()):
        for k, basket in enumerate(target.baskets):
            met = int((counted & target.below)[rows, k].sum())
            verdict = bool(int(figures[g, k]) < target.limit) if counts[g, k] else None
            count = int(counts[g, k])
            yield group, basket, float(target.value), count, met, shares[g, k], verdict
