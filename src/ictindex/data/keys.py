"""Keys: what an observation is named by, and where it stands there twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ictindex import catalogue
from ictindex.data.cell_text import Fault
from ictindex.data.io.csv import NONE
from ictindex.data.io.layouts import BREAKDOWNS
from ictindex.findings import Address, Finding

SCORE = "score"
_TOTAL = "_T"
KEY = (
    "economy", "indicator", "year", "unit", "source_class", "source", "vintage", *BREAKDOWNS,
)  # fmt: skip

Columns = dict[str, np.ndarray[Any, Any]]
# A finding with the rows that it is about.
Placed = tuple[Finding, tuple[int, ...]]


def finding_of(columns: Columns, rows: Sequence[int], column: str, fault: Fault) -> Finding:
    """Return a finding on rows: what they have in common, and the place of the first."""
    row = rows[0]
    common = {
        name: columns[name][row] if len(set(columns[name][list(rows)].tolist())) == 1 else ""
        for name in ("economy", "indicator", "year")
    }
    return Finding(
        fault.code,
        fault.level,
        economy=common["economy"],
        indicator=common["indicator"],
        year=int(common["year"] or 0) or None,
        address=Address(
            columns["file"][row] or NONE, int(columns["line"][row]) or None, column or None
        ),
        given=fault.given,
    )


def _key(name: str, cells: list[Any]) -> list[Any]:
    """Return the cells of a column as far as they tell one observation from another."""
    if name == "unit":  # a score and a value are two
        return [unit == SCORE for unit in cells]
    if name in BREAKDOWNS and _TOTAL in cells:  # the total is one, written or not
        return ["" if code == _TOTAL else code for code in cells]
    return cells


def duplicates(columns: Columns, most: int | None = None) -> list[Placed]:
    """Return a finding for every observation that stands there already, not more than ``most``.

    A row without a known economy, indicator and year is left out: its own finding says so.
    """
    codes = {*catalogue.indicators(), *catalogue.node_ids()}
    economies = {*catalogue.economies(), *catalogue.synthetic_economies()}
    first: dict[tuple[object, ...], int] = {}
    found: list[Placed] = []
    keys = [_key(name, columns[name].tolist()) for name in KEY]
    for row, key in enumerate(zip(*keys, strict=True)):
        if key[0] not in economies or key[1] not in codes or not key[2]:
            continue
        earlier = first.setdefault(key, row)
        if earlier != row:
            place = Address(
                columns["file"][earlier] or NONE,
                int(columns["line"][earlier]) or None,
                columns["column"][earlier] or None,
            )
            given: dict[str, object] = {
                "file": place.source,
                "line": NONE if place.line is None else str(place.line),
            }
            fault = Fault("key.duplicate", given)
            finding = finding_of(columns, [row], columns["column"][row], fault)
            found.append((finding, (earlier, row)))
            if len(found) == most:
                break
    return found
