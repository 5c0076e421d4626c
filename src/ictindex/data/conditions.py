"""Conditions on rows: which observations are meant by a column and its admitted values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ictindex import catalogue
from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of
from ictindex.data.checks import NUMBERS
from ictindex.data.io.csv import NONE, hint
from ictindex.data.io.layouts import COLUMNS, PROVENANCE

ALL = (*COLUMNS, *PROVENANCE)


def meets(
    columns: Mapping[str, np.ndarray[Any, Any]], conditions: Mapping[str, object]
) -> np.ndarray[Any, Any]:
    """Tell which rows meet all conditions: a column and a value, or several of them.

    Raises
    ------
    UsageError
        If there is no such column, or a condition is none.
    """
    count = len(columns["economy"])
    mask = np.ones(count, dtype=bool)
    for name, wanted in conditions.items():
        if name not in ALL:
            near = hint(name, ALL)
            raise UsageError(
                "observations.no-column" if near == NONE else "observations.no-column-near",
                column=name, hint=near, allowed=ALL,
            )  # fmt: skip
        try:
            admitted = {admitted_cell(name, one) for one in several(wanted)}
        except TypeError as error:  # what cannot be gone through, or is in no cell
            raise UsageError(
                "argument.unfit",
                argument=name, expected="condition", given=type(wanted).__name__,
            ) from error  # fmt: skip
        cells = columns[name].tolist()
        mask &= np.fromiter((cell in admitted for cell in cells), dtype=bool, count=count)
    return mask


def several(wanted: object) -> Iterable[object]:
    """Return the admitted values of a condition: one, or several in a collection."""
    if getattr(wanted, "shape", None) == ():
        return (wanted[()],)  # type: ignore[index]  # a 0-d array holds a scalar
    several = isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes))
    return wanted if several else (wanted,)  # type: ignore[return-value]


def admitted_cell(name: str, wanted: object) -> object:
    """Return an admitted value as a cell of the column holds it."""
    if name in NUMBERS:
        text = text_of(wanted)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else wanted
    if name == "value":
        return None if wanted is None else to_decimal(wanted)
    if name == "indicator" and isinstance(wanted, str):
        return catalogue.indicator_id(wanted) or wanted
    return wanted
