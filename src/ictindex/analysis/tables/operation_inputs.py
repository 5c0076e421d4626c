"""Checked tables of indicators of a user: economies in rows, indicators in columns."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ictindex.core.arguments import is_missing, require
from ictindex.core.errors import UsageError


def check_table(frame: object, argument: str = "frame") -> pd.DataFrame:
    """Return a data frame as floats (NaN: missing), or refuse a table with other content."""
    if not isinstance(frame, pd.DataFrame):
        require(False, argument, "indicator-table", frame)
        raise AssertionError
    check_labels(frame, argument)
    columns = {name: _numbers(frame[name], str(name)) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def check_labels(frame: pd.DataFrame, argument: str) -> None:
    """Refuse a row or a column that a table has twice: it would count twice."""
    for axis, labels in (("columns", frame.columns), ("rows", frame.index)):
        if not labels.is_unique:
            twice = labels[labels.duplicated()][0]
            raise UsageError("operation.twice", argument=argument, axis=axis, name=str(twice))


def _numbers(column: pd.Series[Any], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a column as floats, or name the first cell that is not a finite number."""
    if column.dtype.kind in "iuf":
        cells = column.to_numpy(dtype="float64", na_value=np.nan)
    else:  # a column of objects may hold numbers: whole, decimal, fractions, or missing ones
        cells = np.array([_number(cell, name) for cell in column], dtype=np.float64)
    if np.isinf(cells).any():
        raise UsageError("operation.not-a-number", column=name, value="inf")
    return np.asarray(cells)


def _number(cell: object, name: str) -> float:
    """Return a cell as a float (NaN: missing), or name it if it is no number."""
    if is_missing(cell):
        return math.nan
    is_bool = isinstance(cell, bool)
    if not is_bool and isinstance(cell, (numbers.Real, Decimal)):
        with suppress(OverflowError, ValueError):
            return float(cell)
    shown = type(cell).__name__ if isinstance(cell, int) and not is_bool else str(cell)[:80]
    raise UsageError("operation.not-a-number", column=name, value=shown)


@contextmanager
def name_error(name: object) -> Iterator[None]:
    """Add the name of the indicator (or node) to an error of the engine."""
    try:
        yield
    except UsageError as error:
        raise UsageError("operation.of-column", column=str(name), faults=[error]) from None


def check_names(names: Iterable[object], allowed: Iterable[object], argument: str) -> None:
    """Refuse a name that is not allowed."""
    labels = list(allowed)
    for name in names:
        if name not in labels:
            raise UsageError(
                "operation.unknown-name",
                argument=argument,
                name=str(name),
                allowed=[str(label) for label in labels],
            )


def _refuse_repeated(index: pd.Index, argument: str) -> None:
    """Refuse a series with a label twice: in a dictionary only its last value would count."""
    if not index.is_unique:
        twice = [str(label)[:80] for label in index[index.duplicated()].unique()[:10]]
        raise UsageError("simulation.names-twice", argument=argument, names=twice)


def spread_by_column(supplied: object, columns: Iterable[Any], argument: str) -> dict[Any, Any]:
    """Return the value of each column, from one value for all, a mapping or a series."""
    if isinstance(supplied, pd.Series):
        _refuse_repeated(supplied.index, argument)
        supplied = supplied.to_dict()
    if not isinstance(supplied, Mapping):
        return dict.fromkeys(columns, supplied)
    listed = list(columns)
    check_names(supplied, listed, argument)
    return {name: supplied[name] for name in listed if name in supplied}


def to_number(value: object, argument: str) -> float:
    """Return a number of an option as a float, or refuse other content."""
    number = float(value) if isinstance(value, (numbers.Real, Decimal)) else float("nan")
    require(math.isfinite(number), argument, "number", value)
    return number


def to_weight(value: object, argument: str = "weights") -> Fraction:
    """Return a weight as an exact rational: a whole number, decimal, fraction, or its text."""
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    try:
        if isinstance(value, (float, np.floating)):
            return Fraction(repr(float(value)))
        if isinstance(value, (Decimal, str)):
            return Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError):
        pass
    raise UsageError(
        "argument.unfit-value", argument=argument, expected="weight", value=str(value)[:80]
    )
