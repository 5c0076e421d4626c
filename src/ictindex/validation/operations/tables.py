"""Rows of the tables that other rooms hand down: consultations, tariffs, prices, economics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.findings import Address
from ictindex.validation.operations.case import NAN, Case, Hit, Verdict


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


def economy_of(case: Case, entry: Mapping[str, Any]) -> int:
    """Return the line of the economy of a row in the panel, -1 where it has none."""
    return case.panel.first.get(entry["economy"], -1)


def hit_of(
    case: Case,
    entry: Mapping[str, Any],
    given: Mapping[str, object],
    imbalance: float = NAN,
    factor: float = NAN,
    instead: float = NAN,
    variant: str = "",
) -> Hit:
    """Return the failure of a row, with what its message says of it."""
    whole = {
        "economy": entry["economy"],
        "basket": entry.get("basket") or entry.get("service") or "\u2013",
        "plan": entry.get("plan") or entry.get("id") or entry.get("name") or "\u2013",
        **given,
    }
    return Hit(
        economy_of(case, entry), -1, -1, whole, imbalance, factor, instead, variant=variant,
        address=entry.get("address"), beside=entry.get("at"),
    )  # fmt: skip


def counted(decided: int, hits: Sequence[Hit], *needs: str) -> Verdict:
    """Return the verdict of so many rows; where there were none, what is needed."""
    return Verdict(decided, 0, tuple(hits), () if decided else needs)


def of_year(case: Case, table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table that are of the year judged, or of none."""
    return [r for r in rows(table) if not r.get("year") or int(r["year"]) == case.panel.year]
