"""The verbs of the pass over records, each with what every engine has to answer.

The expected answers are worked out by hand. Each case is a trap that at least one engine falls into
if the verb is written in the usual way: rounding of ties, casts that round, literals of 32 bits,
comparisons with a missing value, NaN as the largest number, sums of no record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa

from ictindex.submissions.surveys.record_groups import Grouping, Query

MISSING = None
NAN, INFINITE = float("nan"), float("inf")
ONE, NONE = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)


class Verb(NamedTuple):
    """A verb: columns of records, what is derived, how it is grouped, and the answer."""

    columns: dict[str, list[Any]]
    kinds: dict[str, Any]  # of Arrow
    derive: Callable[[Any], Any]
    grouping: Grouping
    answer: dict[str, list[Any]]


def _flag(condition: Any, name: str = "y") -> Any:
    return nw.when(condition).then(ONE).otherwise(NONE).alias(name)


def _by_row(derive: Callable[[Any], Any]) -> dict[str, Any]:
    return {"derive": derive, "grouping": Grouping(("row",), ("y",))}


WHOLE, REAL, TEXT = pa.int64(), pa.float64(), pa.string()
VERBS: dict[str, Verb] = {
    "a weight is rounded half up": Verb(
        {"row": [1, 2, 3, 4, 5], "w": [0.5, 1.5, 2.5, 1.9999, 10000.5]},
        {"row": WHOLE, "w": REAL},
        **_by_row(
            lambda frame: frame.with_columns(y=(nw.col("w") * 1.0 + 0.5).floor().cast(nw.Int64))
        ),
        answer={"row": [1, 2, 3, 4, 5], "y": [1, 2, 3, 2, 10001]},
    ),
    "a literal has 64 bits": Verb(
        {"row": [1, 1, 1], "w": [1, 1, 1]},
        {"row": WHOLE, "w": pa.int32()},
        **_by_row(
            lambda frame: frame.with_columns(
                y=nw.when(nw.col("w") == 1)
                .then(nw.lit(2_000_000_000, dtype=nw.Int64))
                .otherwise(NONE)
            )
        ),
        answer={"row": [1], "y": [6_000_000_000]},
    ),
    "a missing code is in no list": Verb(
        {"row": [1, 2, 3, 4], "c": [1, 2, 9, MISSING]},
        {"row": WHOLE, "c": pa.int8()},
        **_by_row(lambda frame: frame.with_columns(_flag(nw.col("c").is_in([1, 2])))),
        answer={"row": [1, 2, 3, 4], "y": [1, 1, 0, 0]},
    ),
    "NaN, infinity and a gap are in no range": Verb(
        {"row": [1, 2, 3, 4, 5], "c": [5.0, NAN, INFINITE, MISSING, -INFINITE]},
        {"row": WHOLE, "c": REAL},
        **_by_row(
            lambda frame: frame.with_columns(_flag((nw.col("c") >= -1e15) & (nw.col("c") <= 1e15)))
        ),
        answer={"row": [1, 2, 3, 4, 5], "y": [1, 0, 0, 0, 0]},
    ),
    "a range or a list with missing values on both sides": Verb(
        {"row": [1, 2, 3, 4], "a": [1, MISSING, MISSING, 1], "b": [MISSING, 7, MISSING, 7]},
        {"row": WHOLE, "a": WHOLE, "b": WHOLE},
        **_by_row(lambda frame: frame.with_columns(_flag((nw.col("a") == 1) | (nw.col("b") == 7)))),
        answer={"row": [1, 2, 3, 4], "y": [1, 1, 0, 1]},
    ),
    "a gap in whole numbers is filled": Verb(
        {"row": [1, 2], "c": [4, MISSING]},
        {"row": WHOLE, "c": WHOLE},
        **_by_row(
            lambda frame: frame.with_columns(
                y=nw.when(nw.col("c").is_null())
                .then(nw.lit(-(2**53), dtype=nw.Int64))
                .otherwise(nw.col("c"))
            )
        ),
        answer={"row": [1, 2], "y": [4, -(2**53)]},
    ),
    "a gap in text is filled": Verb(
        {"row": [1, 2], "c": ["007", MISSING]},
        {"row": WHOLE, "c": TEXT},
        lambda frame: frame.with_columns(
            c=nw.when(nw.col("c").is_null()).then(nw.lit("")).otherwise(nw.col("c")), y=ONE
        ),
        Grouping(("c",), ("y",)),
        {"c": ["", "007"], "y": [1, 1]},
    ),
    "a float that is whole becomes a whole number": Verb(
        {"row": [1, 2, 3], "c": [3.0, 3.5, -3.0]},
        {"row": WHOLE, "c": REAL},
        **_by_row(
            lambda frame: frame.with_columns(
                y=nw.when(nw.col("c").floor() == nw.col("c"))
                .then(nw.col("c"))
                .otherwise(nw.lit(-1.0, dtype=nw.Float64))
                .cast(nw.Int64)
            )
        ),
        answer={"row": [1, 2, 3], "y": [3, -1, -3]},
    ),
    "truth is one": Verb(
        {"row": [1, 2], "c": [True, False]},
        {"row": WHOLE, "c": pa.bool_()},
        **_by_row(lambda frame: frame.with_columns(y=nw.col("c").cast(nw.Int64))),
        answer={"row": [1, 2], "y": [1, 0]},
    ),
    "products and sums keep 64 bits": Verb(
        {"row": [1, 1], "c": [2**31, 2**30]},
        {"row": WHOLE, "c": WHOLE},
        **_by_row(lambda frame: frame.with_columns(y=nw.col("c") * nw.col("c"))),
        answer={"row": [1], "y": [2**62 + 2**60]},
    ),
    "the size of a whole number": Verb(
        {"row": [1, 2, 3], "c": [-(2**52), 0, 2**52]},
        {"row": WHOLE, "c": WHOLE},
        **_by_row(lambda frame: frame.with_columns(y=nw.col("c").abs())),
        answer={"row": [1, 2, 3], "y": [2**52, 0, 2**52]},
    ),
    "products of what is counted and its weights": Verb(
        {"row": [2, 1, 2], "c": [1, 0, 1], "d": [1, 1, 1], "w": [-5, 7, 2**60]},
        {"row": WHOLE, "c": WHOLE, "d": WHOLE, "w": WHOLE},
        lambda frame: frame,
        Grouping(("row",), ("d",), counted=("c", "d"), weights=("w",)),
        {"row": [1, 2], "d": [1, 2], "c_w": [0, 2**60 - 5], "d_w": [7, 2**60 - 5]},
    ),
    "the most of a group": Verb(
        {"row": [1, 1, 2], "c": [-5, -7, 3]},
        {"row": WHOLE, "c": WHOLE},
        lambda frame: frame,
        Grouping(("row",), (), ("c",)),
        {"row": [1, 2], "c": [-5, 3]},
    ),
    "records that are left out": Verb(
        {"row": [1, 2, 3], "c": [1, 0, 1]},
        {"row": WHOLE, "c": WHOLE},
        lambda frame: frame.filter(nw.col("c") == 1),
        Grouping(("row",), ("c",)),
        {"row": [1, 3], "c": [1, 1]},
    ),
    "columns are taken under other names": Verb(
        {"row": [1, 2], "c": [1, 5]},
        {"row": WHOLE, "c": pa.int16()},
        lambda frame: frame.select(
            nw.col("c").cast(nw.Int64).alias("row"), nw.col("c").cast(nw.Int64).alias("y")
        ),
        Grouping(("row",), ("y",)),
        {"row": [1, 5], "y": [1, 5]},
    ),
    "the sum over no record is nothing": Verb(
        {"row": [1], "c": [0]},
        {"row": WHOLE, "c": WHOLE},
        lambda frame: frame.filter(nw.col("c") == 1),
        Grouping((), ("row",)),
        {"row": [0]},
    ),
}


def make_table(verb: Verb) -> pa.Table:
    """Return the records of a verb as a table of Arrow."""
    return pa.table(
        {name: pa.array(cells, verb.kinds[name]) for name, cells in verb.columns.items()}
    )


def _relate(table: pa.Table) -> Any:
    return duckdb.connect().from_arrow(table)


def _pandas(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas()


# NumPy's columns have no gaps in whole numbers: the readers of pandas make floats of them.
FRAMES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": _pandas,
    "pandas-nullable": lambda table: _pandas(table).convert_dtypes(),
    "pandas-arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda table: pl.from_arrow(table).lazy(),  # type: ignore[union-attr]
    "pyarrow": lambda table: table,
    "duckdb": _relate,
}


def ask(verb: Verb) -> Query:
    """Return a verb as the query that an engine runs."""
    return Query(verb.derive, verb.grouping)


def sort_answer(columns: dict[str, Any]) -> dict[str, list[Any]]:
    """Return an answer in the order of its first column: engines have none."""
    first = next(iter(columns))
    order = sorted(range(len(columns[first])), key=lambda at: columns[first][at])
    return {name: [column[at] for at in order] for name, column in columns.items()}
