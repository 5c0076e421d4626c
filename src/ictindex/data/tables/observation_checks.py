"""Checks of observations: raw rows become typed columns, and their faults become findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from ictindex.data.cell_text import Fault, invisible, text_of
from ictindex.data.checks import MOST_FAULTS, SCORE, Mark, find_hidden, refuse_flood
from ictindex.data.io.csv import NONE, Texts
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS
from ictindex.data.io.raw_rows import Draft
from ictindex.data.tables.addresses import DUPLICATE, Cells
from ictindex.data.tables.schema import OBSERVATIONS
from ictindex.data.tables.typed_cells import Faults, empty_of, read_column
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Placed

_TOTAL = "_T"
KEY = (
    "economy",
    "indicator",
    "year",
    "unit",
    "source_class",
    "source",
    "vintage",
    *BREAKDOWNS,
)
_FLAG = len(COLUMNS)  # the position of flags in the order of columns
_ORDER = {name: position for position, name in enumerate(COLUMNS)}
_VALUE = _ORDER["value"]


def check(draft: Draft) -> tuple[Cells, list[Placed]]:
    """Return the columns of observations of a draft, and the faults of its cells."""
    marks: list[Mark] = [(row, _FLAG, column, fault) for row, column, fault in draft.marks]
    cells: dict[str, Sequence[Any]] = {}
    of_values: list[Mark] = []
    for name, column in OBSERVATIONS.columns.items():
        raw = draft.cells.get(name)
        if raw is None:
            cells[name] = (empty_of(column),) * len(draft.lines)
        elif name == "value":  # only the total number of wrong numbers is bounded
            cells[name], faults = read_column(column, raw, draft.decimal)
            of_values = list(_marks(name, faults, draft))
        else:
            cells[name], faults = read_column(column, raw, draft.decimal, _refusal(name, draft))
            marks += _marks(name, faults, draft)
            refuse_flood(draft.line_of, marks)
    marks += _units(cells, draft)
    marks += of_values
    marks += _ranges(cells, draft)
    marks += _statuses(cells, draft)
    refuse_flood(draft.line_of, marks)
    cells = {name: cells[name] for name in COLUMNS}
    cells |= {
        "written": _write_values(cells["value"], draft),
        "file": draft.files,
        "line": draft.lines,
        "column": draft.columns,
    }
    marks.sort(key=lambda mark: mark[:2])
    twice = duplicates(cells, MOST_FAULTS + 1)
    repeated = [
        (rows[-1], 0, f.address.column or "", Fault(f.code, dict(f.details)))
        for f, rows in twice
        if f.address is not None
    ]
    refuse_flood(draft.line_of, repeated)
    return cells, _names(cells) + _place_marks(cells, marks) + twice


def _refusal(name: str, draft: Draft) -> Callable[[Faults, int], None]:
    """Return the function that refuses a draft with too many faults in one column."""

    def refuse(faults: Faults, most: int) -> None:
        refuse_flood(draft.line_of, list(_marks(name, faults, draft)), most)

    return refuse


def _marks(name: str, faults: Faults, draft: Draft) -> Iterator[Mark]:
    """Yield the faults of a column with its number and its name in the file."""
    of_column: dict[int, Fault] = {}
    for row, fault in faults:
        if name == "value":
            yield row, _VALUE, draft.columns[row], fault
            continue
        if id(fault) not in of_column:
            of_column[id(fault)] = Fault(fault.code, {**fault.details, "of": name}, fault.level)
        yield row, _ORDER[name], draft.label(row, name), of_column[id(fault)]


def _are_texts(cells: Sequence[object]) -> TypeGuard[Sequence[str]]:
    return isinstance(cells, Texts) or set(map(type, cells)) == {str}


def _write_values(values: Sequence[Any], draft: Draft) -> Sequence[str]:
    """Return each value as it was written; for a number of a program its digits."""
    raw = draft.cells["value"]
    if _are_texts(raw) and not draft.written:
        return raw
    written: list[str] = []
    for row, (cell, value) in enumerate(zip(raw, values, strict=True)):
        as_text = value is None or isinstance(cell, str)
        text = text_of(cell) if as_text else format(value, "f")
        written.append(text if value is None else draft.written.get(row, text))
    return written


def _units(cells: Cells, draft: Draft) -> Iterator[Mark]:
    """Check units against indicators; a node has scores only."""
    bad: dict[tuple[str, str], tuple[str, Fault]] = {}
    for code, unit in set(zip(cells["indicator"], cells["unit"], strict=True)):
        indicator = catalogue.indicators().get(code)
        if indicator is not None:
            if unit not in ("", SCORE, *indicator.units) and find_hidden("unit", unit) is None:
                details: dict[str, object] = {
                    "indicator": code,
                    "value": unit[:80],
                    "expected": indicator.unit,
                }
                bad[code, unit] = "unit", Fault("unit.mismatch", details)
        elif code in catalogue.node_ids() and unit != SCORE:
            fault = Fault("indicator.node-without-score", {"indicator": code})
            bad[code, unit] = "indicator", fault
    if bad:
        for row, pair in enumerate(zip(cells["indicator"], cells["unit"], strict=True)):
            if pair in bad:
                name, fault = bad[pair]
                yield row, _ORDER[name], draft.label(row, name), fault


def _ranges(cells: Cells, draft: Draft) -> Iterator[Mark]:
    """Check the smallest and largest value of each indicator and unit against its range."""
    triples = zip(cells["indicator"], cells["unit"], cells["value"], strict=True)
    values: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for code, unit, value in triples:
        if value is not None:
            values[code, unit].append(value)
    doubtful = {
        pair
        for pair, held in values.items()
        if any(_impossible(*pair, end) is not None for end in (min(held), max(held)))
    }
    if doubtful:
        triples = zip(cells["indicator"], cells["unit"], cells["value"], strict=True)
        for row, (code, unit, value) in enumerate(triples):
            if (code, unit) in doubtful and value is not None:
                fault = _impossible(code, unit, value)
                if fault is not None:
                    yield row, _VALUE, draft.columns[row], fault


def _impossible(code: str, unit: str, value: Any) -> Fault | None:
    """Return the fault of a value outside the range of its indicator."""
    if unit == SCORE:
        return None if 0 <= value <= 100 else Fault("score.impossible", {"value": value})
    indicator = catalogue.indicators().get(code)
    if indicator is None or unit not in ("", *indicator.units) or indicator.admits(value):
        return None
    details = {"value": value, "indicator": code, "range": indicator.range}
    return Fault("value.impossible", details)


def _statuses(cells: Cells, draft: Draft) -> Iterator[Mark]:
    missing = {code for code, absent in catalogue.status_codes().items() if absent}
    if missing.isdisjoint(cells["status"]):
        return
    for row, (status, value) in enumerate(zip(cells["status"], cells["value"], strict=True)):
        if status in missing and value is not None:
            details: dict[str, object] = {"status": status, "value": value}
            label = draft.label(row, "status")
            yield row, _ORDER["status"], label, Fault("status.missing-with-value", details)


def _names(cells: Cells) -> list[Placed]:
    """Report names of files and columns with invisible characters, each once."""
    placed: list[Placed] = []
    for name in ("file", "column"):
        for text in dict.fromkeys(cells[name]):
            fault = invisible(text, "warning")
            if fault is not None:
                rows = tuple(row for row, cell in enumerate(cells[name]) if cell == text)
                address = Address(cells["file"][rows[0]] or NONE)
                details = {**fault.details, "of": name}
                finding = Finding(fault.code, fault.level, address=address, details=details)
                placed.append((finding, rows))
    return placed


def _place_marks(cells: Cells, marks: Sequence[Mark]) -> list[Placed]:
    """Turn marks into findings; a cell of a wide table that many rows share has one finding."""
    together: dict[object, tuple[str, Fault, list[int]]] = {}
    for row, order, column, fault in marks:
        key: object = row, order, column, fault.code
        if order not in (_VALUE, _FLAG):
            key = cells["file"][row], cells["line"][row], column, fault.code, repr(fault.details)
        together.setdefault(key, (column, fault, []))[2].append(row)
    return [
        (_finding_of(cells, rows, column, fault), tuple(rows))
        for column, fault, rows in together.values()
    ]


def _finding_of(cells: Cells, rows: Sequence[int], column: str, fault: Fault) -> Finding:
    """Return a finding on rows: their common properties, and the address of the first."""
    row = rows[0]
    common: Mapping[str, Any] = {
        name: cells[name][row] if len({cells[name][other] for other in rows}) == 1 else ""
        for name in ("economy", "indicator", "year")
    }
    return Finding(
        fault.code,
        fault.level,
        economy=common["economy"],
        indicator=common["indicator"],
        year=common["year"] or None,
        address=Address(cells["file"][row] or NONE, cells["line"][row] or None, column or None),
        details=fault.details,
    )


def duplicates(cells: Cells, most: int | None = None) -> list[Placed]:
    """Return a finding for every repeated observation, but not more than ``most``."""
    columns = [_key_cells(name, cells[name]) for name in KEY if _varies(cells[name])]
    # Different hashes have different keys; hashes are stored instead of as many tuples.
    if columns and len(set(map(hash, zip(*columns, strict=True)))) == len(cells["economy"]):
        return []
    keys = list(zip(*columns, strict=True))
    # A row without a valid economy, indicator and year is left out: its own finding reports it.
    codes = {*catalogue.indicators(), *catalogue.node_ids()}
    economies = set(filter(catalogue.is_economy, set(cells["economy"])))
    first: dict[tuple[object, ...], int] = {}
    placed: list[Placed] = []
    for row in range(len(cells["economy"])):
        is_known = cells["economy"][row] in economies and cells["indicator"][row] in codes
        if not is_known or not cells["year"][row]:
            continue
        earlier = first.setdefault(keys[row] if keys else (), row)
        if earlier != row:
            placed.append((_repetition(cells, row, earlier), (earlier, row)))
            if len(placed) == most:
                break
    return placed


def _varies(cells: Sequence[Any]) -> bool:
    """Tell whether the cells of a column differ."""
    return len(cells) > 1 and (cells[-1] != cells[0] or cells.count(cells[0]) < len(cells))


def _repetition(cells: Cells, row: int, earlier: int) -> Finding:
    line = cells["line"][earlier]
    details: dict[str, object] = {
        "file": cells["file"][earlier] or NONE,
        "line": str(line) if line else NONE,
    }
    return _finding_of(cells, [row], cells["column"][row], Fault(DUPLICATE, details))


def _key_cells(name: str, cells: Sequence[Any]) -> Sequence[Any]:
    """Return the cells of a column as far as they distinguish observations."""
    if name == "unit":  # a score and a value are different observations
        return [unit == SCORE for unit in cells]
    if name in BREAKDOWNS and _TOTAL in cells:  # a written total and an empty cell are the same
        return ["" if code == _TOTAL else code for code in cells]
    return cells
