"""Why a basket edition may not be published: every reason is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ictindex.data.tables.table_base import TypedTable
from ictindex.editions.ipb.figures import TABLES
from ictindex.findings import Finding
from ictindex.ipb.inputs import MEASURES
from ictindex.ipb.result import BasketResult
from ictindex.validation.receipts import Receipt
from ictindex.validation.table_digests import table_digest


def of_receipts(receipts: Sequence[Receipt], kind: str) -> Iterator[Finding]:
    """Yield the receipts that are not of a price basket, or not of a focal point."""
    # What a basket costs in an official edition stands under the receipts of focal points; income,
    # exchange rates and factors of purchasing power parity are never a submission of theirs.
    for one in receipts:
        given = {"receipt": one.digest[:12], "judged": one.kind}
        if one.kind not in TABLES:
            yield Finding("archive.receipt-not-of-baskets", "error", given=given)
        elif kind == "official" and one.kind != "economics" and one.role != "focal-point":
            yield Finding("archive.prices-by-compiler", "error", given=given)


def of_tables(result: BasketResult, accepted: Mapping[str, TypedTable]) -> Iterator[Finding]:
    """Yield the tables of a result that are not, to the cell, those that receipts vouch for."""
    for kind in TABLES:
        used, vouched = getattr(result, kind), accepted.get(kind)
        if kind == "economics" and used is None:
            yield Finding("archive.no-economics", "error", given={"id": result.id})
        elif (used is None) != (vouched is None) or (
            vouched is not None and table_digest(used) != table_digest(vouched)
        ):
            given = {"id": result.id, "judged": kind}
            yield Finding("archive.table-not-vouched", "error", given=given)


def of_figures(again: BasketResult) -> Iterator[Finding]:
    """Yield that no basket has a figure beyond its price as advertised, and why."""
    if all(again.cells.missing[name].all() for name in MEASURES if name != "local"):
        yield Finding("archive.nothing-priced", "error", given={"id": again.id})
        every = list(again.reasons.values())
        # Of what has a price, if anything has: the others only repeat that they have none.
        priced = [why for why in every if "local" not in why]
        yield from (next(iter(why.values())) for why in priced or every)


def of_results(result: BasketResult, again: BasketResult) -> Iterator[Finding]:
    """Yield whether a result is not what its tables give when they are computed anew."""
    one, other = result.cells, again.cells
    same = (
        (result.edition, result.year, result.methodology.id)
        == (again.edition, again.year, again.methodology.id)
        and (one.economies, one.baskets) == (other.economies, other.baskets)
        and np.array_equal(one.currency, other.currency)
        and np.array_equal(one.denominator, other.denominator)
        and all(
            np.array_equal(one.missing[name], other.missing[name])
            and np.array_equal(
                one.amounts[name][~one.missing[name]], other.amounts[name][~other.missing[name]]
            )
            and np.array_equal(result.units[name], again.units[name])
            for name in MEASURES
        )
    )
    if not same:
        yield Finding("archive.result-changed", "error", given={"id": result.id})
