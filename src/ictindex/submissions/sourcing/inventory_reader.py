"""Reader of national inventories: cells, rows that contradict themselves, rows that are absent."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ictindex.data.cell_text import Fault
from ictindex.data.dates import end_of_period
from ictindex.data.io.table_sources import Source
from ictindex.data.tables.register_reader import are_days, read_register
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.sourcing.national_inventory import (
    DESCRIBED,
    INVENTORY,
    Inventory,
    InventoryRow,
    list_needed,
)

# Days that follow one another, each with the column before it.
_DAYS = (
    ("collection_ends", "collection_begins"),
    ("release", "collection_ends"),
)
# Cells that only a figure that exists has.
_OF_FIGURES = ("last_period", "last_release")
_SPACES = re.compile(r"\s+")


def _contradictions(row: Any) -> Iterator[tuple[str, Fault]]:
    """Yield the faults of a row: what contradicts itself, and what an answer asks for."""
    ends = {}
    for column in ("last_period", "next_period"):
        period = getattr(row, column)
        ends[column] = end_of_period(period) if period else None
        if period and ends[column] is None:
            yield column, Fault("inventory.period", {"value": period[:40]})
    last, following = ends["last_period"], ends["next_period"]
    if last is not None and following is not None and following <= last:
        details: dict[str, object] = {"value": row.next_period, "before": row.last_period}
        yield "next_period", Fault("inventory.period-order", details)
    for column, earlier in _DAYS:
        day, before = getattr(row, column), getattr(row, earlier)
        if are_days(day, before) and day < before:
            details = {"value": str(day), "column": earlier, "before": str(before)}
            yield column, Fault("inventory.days-order", details)
    if are_days(row.last_release) and last is not None and row.last_release <= last:
        details = {"value": str(row.last_release), "period": row.last_period, "until": str(last)}
        yield "last_release", Fault("inventory.released-early", details, "warning")
    yield from _open_questions(row)


def _open_questions(row: Any) -> Iterator[tuple[str, Fault]]:
    """Yield what the answer of a row leaves open; nothing is filled in."""
    if row.exists is None:
        yield "exists", Fault("inventory.unanswered", level="warning")
    elif row.exists is True:
        empty = tuple(name for name in DESCRIBED if not getattr(row, name))
        if empty:
            yield empty[0], Fault("inventory.undescribed", {"columns": empty}, "warning")
    elif row.exists is False:
        filled = tuple(name for name in _OF_FIGURES if getattr(row, name))
        if filled:
            yield "exists", Fault("inventory.exists-not", {"columns": filled})
        if not row.gap:
            yield "gap", Fault("inventory.gap-unnamed", level="warning")


def _compare_rows(rows: Sequence[InventoryRow]) -> Iterator[Finding]:
    """Yield findings across rows: the same row twice, spellings of an owner."""
    counts = Counter((row.economy, row.indicator, row.source) for row in rows)
    for row in rows:
        if counts[row.economy, row.indicator, row.source] > 1:
            yield Finding("inventory.twice", "error", row.economy, row.indicator, None, row.address)
    spellings: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.owner:
            spellings.setdefault(_simplify(row.owner), {})[row.owner] = None
    for written in spellings.values():
        if len(written) > 1:
            yield Finding("inventory.owner-spelling", "warning", details={"ids": tuple(written)})


def _find_absent(named: Collection[str]) -> Iterator[Finding]:
    """Yield the finding that indicators have no row, not even one with an error.

    An office may leave out rows of the Core List that ITU does not ask for.
    """
    absent = tuple(key for key in list_needed() if key not in named)
    if absent:
        details = {"count": str(len(absent)), "nodes": absent}
        yield Finding("inventory.rows-absent", "warning", details=details)


def _simplify(owner: str) -> str:
    """Return a name without capitals, accents and repeated spaces, to compare spellings."""
    apart = unicodedata.normalize("NFKD", owner.casefold())
    return _SPACES.sub(" ", "".join(c for c in apart if not unicodedata.combining(c))).strip()


def read_inventory(
    source: Source | Inventory,
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> Inventory:
    """Read an inventory that an office filled in; every fault is a finding.

    Parameters
    ----------
    source : path, pandas.DataFrame or Inventory
        The columns of :func:`ictindex.sourcing.new_inventory`; economy and indicator are needed.
        ``exists`` is ``yes``, ``no`` or empty. Days are written as 2025-03-31, periods as 2024,
        2024-S1, 2024-Q3 or 2024-06.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Inventory
        The rows without errors; findings about cells, about rows that contradict themselves, and
        about what is blank. Nothing is filled in.

    Raises
    ------
    UnusableFileError
        If a file cannot be read as a whole with certainty, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame([
    ...     {"economy": "ECU", "indicator": "internet-users", "exists": "yes", "owner": "INEC",
    ...      "last_period": "2024-13"},
    ...     {"economy": "ECU", "indicator": "coverage-5g", "exists": "no"},
    ... ])
    >>> inventory = ict.sourcing.read_inventory(frame)
    >>> for finding in inventory.findings[:3]:
    ...     print(finding.code, finding.address.column)
    inventory.undescribed legal_basis
    inventory.period last_period
    inventory.gap-unnamed gap
    """
    if isinstance(source, Inventory):
        return source
    rows, findings = read_register(
        INVENTORY, InventoryRow, _contradictions, source, dialect, sheet, name
    )
    across = list(_compare_rows(rows))
    named = {row.indicator for row in rows} | {finding.indicator or "" for finding in findings}
    across += _find_absent(named)
    double = {id(finding.address) for finding in across if finding.level == "error"}
    certain = [row for row in rows if id(row.address) not in double]
    return Inventory(certain, Findings([*findings, *across]))
