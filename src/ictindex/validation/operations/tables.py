"""Rows of the tables that other rooms hand down: consultations, tariffs, prices, economics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.findings import Address


def rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table of columns or of a data frame, each with its place.

    Parameters
    ----------
    table : object
        A table with a mapping ``columns`` of arrays, or a :class:`pandas.DataFrame`.

    Returns
    -------
    list of dict
        Cells by column, ``at`` (table and row), and ``address`` where the table can tell it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows(pd.DataFrame({"economy": ["BRA"], "price": [12]}))[0]["price"]
    12
    """
    if isinstance(table.columns, Mapping):
        columns = {name: list(array) for name, array in table.columns.items()}
    else:
        columns = {str(name): table[name].tolist() for name in table.columns}
    count = len(next(iter(columns.values()), ()))
    found = [{name: cells[row] for name, cells in columns.items()} for row in range(count)]
    address = getattr(table, "address", None)
    for row, entry in enumerate(found):
        entry["at"] = table, row
        place = address(row) if callable(address) else None
        entry["address"] = place if isinstance(place, Address) else None
    return found


def number(entry: Mapping[str, Any], name: str) -> float | None:
    """Return a number of a row, or ``None`` where it has none.

    Examples
    --------
    >>> number({"price": "12.5"}, "price"), number({}, "price")
    (12.5, None)
    """
    value = entry.get(name)
    if value is None or value == "" or value != value:
        return None
    return float(value)
