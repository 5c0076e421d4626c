"""Choosing rows of the three tables by what stands in their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from ictindex.core.decimals import to_decimal
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of
from ictindex.data.io.csv import NONE, hint
from ictindex.data.tables.addresses import Array
from ictindex.data.tables.schema import PROVENANCE, UNLIMITED, Schema


def check_column(schema: Schema, name: object) -> None:
    """Refuse the name of a column that the table does not have; with the nearest one.

    Raises
    ------
    UsageError
        If there is no such column.
    """
    allowed = (*schema.names, *PROVENANCE)
    if name not in allowed:
        near = hint(text_of(name), allowed)
        raise UsageError(
            "table.no-such-column" if near == NONE else "table.no-such-column-near",
            column=text_of(name), hint=near, allowed=allowed,
        )  # fmt: skip


def rows_that_meet(
    columns: Mapping[str, Array], schema: Schema, conditions: Mapping[str, object]
) -> Array:
    """Return which rows meet all conditions.

    Raises
    ------
    UsageError
        If there is no such column, or a condition that no cell can meet.
    """
    count = len(columns["economy"])
    mask = np.ones(count, dtype=bool)
    for name, wanted in conditions.items():
        check_column(schema, name)
        try:
            admitted = {_admitted(schema, name, one) for one in _several(wanted)}
        except TypeError as error:  # what cannot be gone through, or is in no cell
            raise UsageError(
                "argument.unfit",
                argument=name, expected="condition", given=type(wanted).__name__,
            ) from error  # fmt: skip
        cells = columns[name].tolist()
        mask &= np.fromiter((cell in admitted for cell in cells), dtype=bool, count=count)
    return mask


def _several(wanted: object) -> Iterable[object]:
    if getattr(wanted, "shape", None) == ():
        return (wanted[()],)  # type: ignore[index]  # a 0-d array holds a scalar
    if isinstance(wanted, Iterable) and not isinstance(wanted, (str, bytes)):
        return wanted
    return (wanted,)


def _admitted(schema: Schema, name: str, wanted: object) -> object:
    column = schema.columns.get(name)
    kind = "year" if column is None and name == "line" else (column.kind if column else "text")
    if kind == "year":
        text = text_of(wanted)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else wanted
    if kind in ("number", "volume") and wanted is not None:
        return UNLIMITED if wanted in ("unlimited", UNLIMITED) else to_decimal(wanted)
    if kind == "boolean" and wanted in ("yes", "no"):
        return wanted == "yes"
    if kind == "date" and isinstance(wanted, str):
        try:
            return date.fromisoformat(wanted)
        except ValueError:
            return wanted
    return wanted
