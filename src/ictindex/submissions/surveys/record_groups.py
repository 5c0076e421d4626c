"""Groups of derived records: what is summed of them, and how each library sums it.

A query names columns of whole numbers, and which of them are summed as they are or multiplied by
which weights. The sums are the same bits however they are made: by DuckDB from a text, as its
package takes a time for expressions that grows with the square of their number; by NumPy for a
frame in memory; and by the expressions of any other library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from ictindex.submissions.surveys.replicate_units import Taken, quote_name, take_columns

Columns = dict[str, "np.ndarray[Any, Any]"]
Steps = Callable[[Any], Any]


class Grouping(NamedTuple):
    """A group-by over derived columns: the columns that it groups, sums, and takes the most of.

    Each of the ``counted`` columns is multiplied by each of the ``weights``, and the products are
    summed too (:func:`name_units`).
    """

    by: tuple[str, ...]
    sums: tuple[str, ...]
    maxima: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()

    def list_products(self) -> list[tuple[str, str, str]]:
        """Return the products that are summed: the name of each, what is counted, its weight."""
        return [
            (name_units(counted, weight), counted, weight)
            for weight in self.weights
            for counted in self.counted
        ]

    def list_columns(self) -> list[str]:
        """Return the derived columns that it reads, each once."""
        return list(dict.fromkeys(chain.from_iterable(self)))

    def add_up(self) -> Grouping:
        """Return the grouping that adds the sums of parts of the records."""
        products = (name for name, _, _ in self.list_products())
        return Grouping(self.by, (*self.sums, *products), self.maxima)


class Query(NamedTuple):
    """The plan of an engine: the columns to derive, the groups, and whether groups are counted.

    ``columns`` and ``taken`` are what it reads of the records: columns as they are, and replicate
    weights; neither: it may read every column as it is.
    """

    derive: Steps
    grouping: Grouping
    counts_groups: bool = False
    columns: tuple[str, ...] = ()
    taken: Taken = Taken()

    def reads_part(self) -> bool:
        """Tell whether it says what it reads."""
        return bool(self.columns or self.taken.units)

    def take(self, frame: Any) -> Any:
        """Return what it reads of a frame."""
        return take_columns(frame, self.columns, self.taken) if self.reads_part() else frame


def name_units(counted: str, weight: str = "units") -> str:
    """Return the name of the column with the units of the records that a column counts."""
    return f"{counted}_{weight}"


def group_records(frame: Any, grouping: Grouping) -> Any:
    """Return the plan of the sums and maxima of the groups of a frame with derived columns."""
    import narwhals.stable.v2 as nw

    if frame.implementation.is_duckdb():
        return nw.from_native(_group_relation(frame.to_native(), grouping))
    products = {
        name: nw.col(counted) * nw.col(weight) for name, counted, weight in grouping.list_products()
    }
    if products:
        frame = frame.with_columns(**products)
    sums = (*grouping.sums, *products)
    wanted = [nw.col(name).sum() for name in sums]
    wanted += [nw.col(name).max() for name in grouping.maxima]
    grouped = frame.group_by(*grouping.by).agg(*wanted) if grouping.by else frame.select(*wanted)
    return grouped.with_columns(
        *(nw.col(name).cast(nw.Int64) for name in (*sums, *grouping.maxima))
    )


def _group_relation(relation: Any, grouping: Grouping) -> Any:
    """Return the groups of a relation of DuckDB."""
    by = ", ".join(map(quote_name, grouping.by))
    sums = {name: f"sum({quote_name(name)})" for name in grouping.sums}
    sums |= {name: f"max({quote_name(name)})" for name in grouping.maxima}
    for name, counted, weight in grouping.list_products():
        sums[name] = f"sum({quote_name(counted)} * {quote_name(weight)})"
    # A sum of DuckDB has 128 bits. That it fits into 64 is known before it is asked for.
    wanted = (f"CAST({text} AS BIGINT) AS {quote_name(name)}" for name, text in sums.items())
    return relation.aggregate(", ".join([*([by] if by else []), *wanted]), by)


def count_groups(grouped: Any) -> Any:
    """Return how many groups a frame of groups has, as a frame of one cell."""
    import narwhals.stable.v2 as nw

    counted = grouped.with_columns(nw.lit(1, dtype=nw.Int64).alias("cell"))
    return counted.select(nw.col("cell").sum()).with_columns(nw.col("cell").cast(nw.Int64))


def group_arrays(columns: Mapping[str, np.ndarray[Any, Any]], grouping: Grouping) -> Columns:
    """Return the sums and maxima of the groups of columns in memory, in the order of their records.

    Without keys, all is one group, of no record too; what is summed has 64 bits.
    """
    names = (*grouping.by, *grouping.sums, *grouping.maxima)
    records = len(columns[(*names, *grouping.weights)[0]])
    groups = _number_groups([columns[name] for name in grouping.by], records)
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    answer: Columns = {name: columns[name][order[starts]] for name in grouping.by}
    if not records:
        empty = np.zeros(0 if grouping.by else 1, dtype=np.int64)
        products = [name for name, _, _ in grouping.list_products()]
        return answer | dict.fromkeys((*grouping.sums, *grouping.maxima, *products), empty)
    for name in grouping.sums:
        answer[name] = np.add.reduceat(columns[name][order], starts)
    for name in grouping.maxima:
        answer[name] = np.maximum.reduceat(columns[name][order], starts)
    counted = {name: columns[name][order] for name in grouping.counted}
    for weight in grouping.weights:
        units = columns[weight][order]
        for name, column in counted.items():
            answer[name_units(name, weight)] = np.add.reduceat(column * units, starts)
    return answer


def _number_groups(keys: Sequence[np.ndarray[Any, Any]], records: int) -> np.ndarray[Any, Any]:
    """Return the number of the group of each record."""
    import pandas as pd

    groups = np.zeros(records, dtype=np.int64)
    for key in keys:
        codes, labels = pd.factorize(key)
        # As many groups as there are records at most: the product of two numbers stays small.
        groups = pd.factorize(groups * max(len(labels), 1) + codes)[0]
    return groups
