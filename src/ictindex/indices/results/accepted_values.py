"""The accepted values of an edition whose sources were selected: the last word about each cell.

It takes the place of the workbooks, which stay with the compilers. A cell has one row: the value
that the edition uses, the digest of a value that is withheld, or an official value that the index
does not use, such as the count of a rate. What was superseded, withdrawn or objected to has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ictindex.core import canonical, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.tables.schema import OBSERVATIONS as OBSERVED
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import OFFICIAL, counted_class
from ictindex.indices.results.edition_observations import (
    DECIMALS,
    NOT_STATED,
    RECEIPT,
    SALTED,
    SHORT,
    WITHHELD,
    salt_row,
)
from ictindex.indices.results.edition_parts import Voucher
from ictindex.submissions.sourcing.selection import Selection

ACCEPTED = "inputs/accepted.csv"
USED, UNUSED, CLOSED = "used", "not-used", "withheld"
_KEPT = (
    "economy",
    "indicator",
    "year",
    *BREAKDOWNS,
    "value",
    "unit",
    "status",
    "conf_status",
    "source_class",
    "source",
    "vintage",
)
ACCEPTED_VALUES = define(
    "accepted-values",
    *(OBSERVED.columns[name] for name in _KEPT),
    RECEIPT,
    Column("use", "code", about="used, not-used (an official value), or withheld (its digest)"),
    SALTED,
    DECIMALS,
    page=(),
).rewrite(value={"about": SHORT})
_Cell = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """Statement of a row about its cell: its receipt, its day, and whether it is closed."""

    receipt: int
    row: int
    day: int
    value: Any
    is_closed: bool
    is_free: bool  # an official value that may be published, used or not


@dataclass(frozen=True, slots=True)
class AcceptedValue:
    """A row of the accepted values: its receipt, its row there, its cell, and its use."""

    receipt: int
    row: int
    economy: str
    indicator: str
    use: str


def list_accepted(selection: Selection) -> list[AcceptedValue]:
    """Return the last word about each cell."""
    candidates, chosen = selection.candidates, selection.decided.chosen
    used = {
        (int(candidates.receipt[n]), int(candidates.row[n])) for n in chosen[chosen >= 0].tolist()
    }
    tables = [receipt.observations for receipt in selection.receipts]
    in_time = [
        number
        for number, receipt in enumerate(selection.receipts)
        if receipt.submitted is None or receipt.submitted <= selection.cut_off
    ]
    by_cell: dict[_Cell, list[_Statement]] = {}
    for number in in_time:
        for cell, each in _list_statements(selection, number, tables[number]):
            by_cell.setdefault(cell, []).append(each)
    # What a State took back by an answer is not published, whichever submission stated it.
    for number in in_time:
        gone = selection.receipts[number].withdrawn
        for cell in {_cell_of(gone, row) for row in range(len(gone))} & by_cell.keys():
            day = _day_of(selection, number)
            by_cell[cell] = [
                each for each in by_cell[cell] if each.day > day or (each.receipt, each.row) in used
            ]
    # Nothing else is published of an economy without a used value: it would say why it has none.
    shown = {tables[receipt].cells["economy"][row] for receipt, row in used}
    rows = []
    for cell, several in sorted(by_cell.items(), key=lambda pair: canonical.text(pair[0])):
        last = _last_word(several, used)
        if last is None or (last[1] == UNUSED and cell[0] not in shown):
            continue
        each, use = last
        rows.append(AcceptedValue(each.receipt, each.row, str(cell[0]), str(cell[1]), use))
    return rows


def _last_word(
    several: Sequence[_Statement], used: set[tuple[int, int]]
) -> tuple[_Statement, str] | None:
    """Return the last word about a cell with its use; nothing if it is no value, or two of them."""
    for each in several:
        if (each.receipt, each.row) in used:
            return each, USED
    closed = [each for each in several if each.is_closed]
    if closed:  # closed by one submission is closed for all
        last = max(closed, key=lambda each: (each.day, each.receipt, each.row))
        return last, CLOSED
    # A cell without a value says nothing: it takes no other value back.
    stated = [each for each in several if each.value is not None]
    day = max((each.day for each in stated), default=0)
    latest = [each for each in stated if each.day == day]
    if (
        not latest
        or not all(each.is_free for each in latest)
        or len({each.value for each in latest}) > 1
    ):
        return None
    return latest[0], UNUSED


def _list_statements(
    selection: Selection, number: int, table: Observations
) -> Iterator[tuple[_Cell, _Statement]]:
    """Yield what the rows of a receipt say about their cells."""
    receipt, cells, free = selection.receipts[number], table.cells, catalogue.free_marks()
    day = _day_of(selection, number)
    for row, value in enumerate(cells["value"]):
        status, stated = cells["status"][row], cells["source_class"][row]
        name = counted_class(stated, status)
        # A focal point that reports that it has no value need not state the class of the source.
        is_official = name in OFFICIAL or (
            value is None and not stated and receipt.role != "compiler"
        )
        marked = cells["conf_status"][row] not in free
        suppressed = value is None and status == WITHHELD and is_official
        year, cell = cells["year"][row], _cell_of(table, row)
        is_free = is_official and value is not None and not marked and year in receipt.years
        if is_official or marked:
            yield cell, _Statement(number, row, day, value, marked or suppressed, is_free)
        elif value is not None:
            yield cell, _Statement(number, row, -1, value, is_closed=False, is_free=False)


def _day_of(selection: Selection, number: int) -> int:
    """Return the day of a submission as a number; 0 if it is not stated."""
    submitted = selection.receipts[number].submitted
    return 0 if submitted is None else submitted.toordinal()


def _cell_of(table: Observations, row: int) -> _Cell:
    cells = table.cells
    own = [cells[name][row] for name in ("economy", "indicator", "year")]
    parts = [str(cells[part][row]).replace("_T", "") for part in BREAKDOWNS]
    return (*own, cells["unit"][row] == SCORE, *parts)


def accepted_file(
    selection: Selection, rows: Sequence[AcceptedValue], vouchers: Mapping[int, Voucher]
) -> bytes:
    """Return the accepted values as canonical CSV."""
    tables = [receipt.observations for receipt in selection.receipts]
    columns: dict[str, list[Any]] = {
        name: [tables[each.receipt].cells[name][each.row] for each in rows] for name in _KEPT
    }
    columns["receipt"] = [vouchers[each.receipt].name for each in rows]
    columns["use"] = [each.use for each in rows]
    columns["salted"] = [""] * len(rows)
    for at, each in enumerate(rows):
        if each.use == CLOSED:
            columns["salted"][at] = salt_row(columns, at, vouchers[each.receipt].salt)
            columns["value"][at], columns["status"][at] = None, WITHHELD
        elif columns["value"][at] is None and not columns["status"][at]:
            columns["status"][at] = NOT_STATED
    columns["decimals"] = [
        None if value is None else decimals.decimals_of(value) for value in columns["value"]
    ]
    columns["year"] = [year or None for year in columns["year"]]
    names = list(ACCEPTED_VALUES.columns)
    return canonical.table(names, [columns[name] for name in names]).encode("utf-8")
