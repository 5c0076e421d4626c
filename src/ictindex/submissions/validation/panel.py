"""The validated cells: this year's values and the last values, by operand and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.submissions.validation.change_model import MOST_YEARS

_Cell = tuple[str, str]  # economy and operand
Floats = list[float]  # a column: NaN for no value
Mask = list[bool]

_TOTALS = frozenset({"", "_T"})
NOWHERE = -1
NAN = float("nan")
_ESTIMATES = frozenset({"I"})  # values imputed by the compiler
# Most cells of all lines if cells have several candidates: a larger table is not a submission.
_MOST_CELLS = 4_000_000


@lru_cache(maxsize=4096)
def resolve(operand: str) -> str:
    """Return an operand with the name of its column: the catalogue's id if it has one."""
    base, mark, part = operand.partition("@")
    return (catalogue.indicator_id(base) or base) + mark + part


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a table of observations: operand, value, year, and whether it is an estimate."""

    economies: Sequence[str]
    operands: Sequence[str]
    values: Floats
    years: Sequence[int]
    estimated: Mask

    @classmethod
    def from_table(cls, table: Observations) -> TableRows:
        cells = table.cells
        return cls(
            cells["economy"],
            operands_of(table),
            values_of(table),
            cells["year"],
            flag_estimates(table),
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns of values by operand: ``now[position][line]``; other fields have the same shape."""

    # An economy has a line with the best candidate of each cell, and a further line for every other
    # source or year from which a selection could take a value. A further line has the best values
    # of its own year next to those of its source, and none of another year.

    observations: Observations
    history: Observations | None
    year: int
    economies: tuple[str, ...]  # of each line
    first: Mapping[str, int]  # the first line of every economy
    origin: list[int]  # the first line of the economy of each line
    positions: Mapping[str, int]
    operands: tuple[str, ...]
    now: list[Floats]
    before: list[Floats]
    own_cells: list[Mask]
    rows: list[list[int]]
    years: list[list[int]]
    years_before: list[list[int]]
    estimated_before: list[Mask]
    own: TableRows
    past: TableRows | None
    rivals: Mapping[_Cell, Collection[int]]  # the years for which a cell has several candidates

    def count(self, present: Sequence[bool], *positions: int) -> int:
        """Count the lines with a known value that are validated for these columns."""
        if len(self.first) == len(self.economies):
            return sum(present)
        own = zip(*(self.own_cells[position] for position in positions), strict=True)
        return sum(there and any(line) for there, line in zip(present, own, strict=True))

    def columns(self, operands: Sequence[str]) -> list[tuple[str, int]]:
        """Return the operands that have values, with their positions."""
        names = map(resolve, operands)
        return [(name, self.positions[name]) for name in names if name in self.positions]

    def value(self, operand: str) -> Floats | None:
        """Return the validated values of an operand, or ``None`` if there is none."""
        position = self.positions.get(resolve(operand))
        return None if position is None else self.now[position]

    def has_history(self) -> bool:
        """Tell whether any cell has a last value."""
        return any(map(any, self.years_before))

    def with_status(self, codes: Collection[str]) -> set[int]:
        """Return the rows whose status is one of these codes."""
        column = self.observations.cells["status"]
        if not set(codes) & set(column):
            return set()
        return {row for row, status in enumerate(column) if status in codes}

    def decimal(self, row: int) -> Decimal | None:
        """Return the value of a row as written."""
        value: Decimal | None = self.observations.cells["value"][row] if row >= 0 else None
        return value

    def count_years(self, line: int, position: int) -> float:
        """Return the years between a value and the one before it, from 1 to 3."""
        years = self.years[position][line] - self.years_before[position][line]
        return float(min(max(years, 1), MOST_YEARS))

    def flag_exact(self, positions: Sequence[int], sources: int | None = None) -> Mask:
        """Tell for each line whether its cells must agree exactly: of one year, not of rivals.

        Where a cell has several candidates, the first ``sources`` of the cells, or all, must be of
        one source: what another says need not be the sum of these parts.
        """
        years = {when for position in positions for when in self.years[position]} - {0}
        if len(years) < 2 and not self.rivals:
            return [True] * len(self.economies)
        return [
            self._is_exact(line, positions, positions[:sources])
            for line in range(len(self.economies))
        ]

    def _is_exact(self, line: int, positions: Sequence[int], compared: Sequence[int]) -> bool:
        years = {self.years[position][line] for position in positions} - {0}
        if len(years) > 1:
            return False
        economy = self.economies[line]
        named = [(economy, self.operands[position]) for position in compared]
        if not any(years & set(self.rivals.get(cell, ())) for cell in named):
            return True
        rows = [self.rows[position][line] for position in compared]
        cells = self.observations.cells
        stated = {(cells["source_class"][n], cells["source"][n]) for n in rows if n != NOWHERE}
        return len(stated) == 1

    def set_aside(self, line: int, position: int) -> None:
        """Exclude an impossible value from all later checks."""
        self.now[position][line] = NAN


def operands_of(table: Observations) -> Sequence[str]:
    """Return the operand of every row."""
    cells = table.cells
    operands: Sequence[str] = cells["indicator"]
    for name in BREAKDOWNS:
        if not set(cells[name]) - _TOTALS:
            continue
        operands = [
            operand
            if cell in _TOTALS
            else f"{operand}{'&' if '@' in operand else '@'}{name}={cell}"
            for operand, cell in zip(operands, cells[name], strict=True)
        ]
    return operands


# Values in another unit of their indicator, converted to that of the catalogue.
_UNITS = {"petabytes": 1e-3, "terabytes": 1e-6, "gbit-s": 1e3}


def values_of(table: Observations) -> Floats:
    """Return the values of a table as floats in the catalogue's units; NaN for no value."""
    # A score instead of an indicator's value does not count as a value.
    cells = table.cells
    values = [NAN if value is None else float(value) for value in cells["value"]]
    units = cells["unit"]
    if set(units) & {*_UNITS, "score"}:
        indicators = catalogue.indicators()
        for row, (unit, name) in enumerate(zip(units, cells["indicator"], strict=True)):
            if unit == "score" and name in indicators:
                values[row] = NAN
            elif unit in _UNITS:
                values[row] *= _UNITS[unit]
    return values


def flag_estimates(table: Observations) -> Mask:
    """Tell for every row whether its value is an estimate or an imputation."""
    cells = table.cells
    return [
        status in _ESTIMATES or kind == "estimate"
        for status, kind in zip(cells["status"], cells["source_class"], strict=True)
    ]


def build_panel(
    observations: Observations,
    history: Observations | None,
    year: int,
    carried: Sequence[int] = (),
) -> Panel:
    """Arrange observations for validation."""
    own = TableRows.from_table(observations)
    past = None if history is None else TableRows.from_table(history)
    codes = list(dict.fromkeys(own.economies))
    lines = {code: line for line, code in enumerate(codes)}
    positions = {operand: position for position, operand in enumerate(dict.fromkeys(own.operands))}
    ranks = _ranks(observations, own)
    turns = {when: n for n, when in enumerate([*(year + n for n in sorted(carried)), year])}
    best, others = _candidates(own, ranks, turns)
    origins, further = _further_lines(observations, own, others, lines, positions)
    origin = [*range(len(codes)), *origins]
    rows = [[NOWHERE] * len(origin) for _ in positions]
    own_cells = [[True] * len(codes) + [False] * len(origins) for _ in positions]
    for (economy, operand), row in best.items():
        rows[positions[operand]][lines[economy]] = row
    whens = _years_of_lines(own, further)
    same_year = {when: _candidates(own, ranks, {when: 0})[0] for when in set(whens.values())}
    for position, operand in enumerate(positions):
        for line, first in enumerate(origins, len(codes)):
            row = same_year[whens[line]].get((codes[first], operand), NOWHERE)
            rows[position][line] = row
    rivals: dict[_Cell, set[int]] = {}
    for row, line in further:
        rivals.setdefault((own.economies[row], own.operands[row]), set()).add(own.years[row])
        position = positions[own.operands[row]]
        rows[position][line] = row
        own_cells[position][line] = True
    values, when = [*own.values, NAN], [*own.years, 0]
    years = [[when[row] for row in column] for column in rows]
    tables = [(own, ranks)]
    if history is not None and past is not None:
        tables.append((past, _ranks(history, past)))
    before, years_before, doubtful = _last_columns(tables, codes, positions, year, origin, years)
    return Panel(
        observations,
        history,
        year,
        tuple(codes[line] for line in origin),
        lines,
        origin,
        positions,
        tuple(positions),
        [[values[row] for row in column] for column in rows],
        before,
        own_cells,
        rows,
        years,
        years_before,
        doubtful,
        own,
        past,
        rivals,
    )


def _years_of_lines(rows: TableRows, cells: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the year of each further line."""
    return {line: rows.years[row] for row, line in cells}


def _ranks(table: Observations, rows: TableRows) -> list[int]:
    """Rank rows that compete for one cell, the best last, independent of their order."""
    # The most official one counts, unstated classes as official; among equals the content decides.
    order = {name: -position for position, name in enumerate(catalogue.source_classes())}
    cells = table.cells
    ranks = [order.get(name, 0) for name in cells["source_class"]]
    keys = list(zip(rows.economies, rows.operands, rows.years, strict=True))
    if len(set(keys)) == len(keys):
        return ranks
    count = Counter(keys)
    rivals = [row for row, key in enumerate(keys) if count[key] > 1]
    texts = [cells[name] for name in ("source", "unit", "written", "vintage", "status", "note")]
    rivals.sort(key=lambda row: (ranks[row], *(column[row] for column in texts)))
    # Ranks of rivals and of other rows are never compared: they belong to different cells.
    for rank, row in enumerate(rivals):
        ranks[row] = rank
    return ranks


def _candidates(
    rows: TableRows, ranks: Sequence[int], turns: Mapping[int, int]
) -> tuple[dict[_Cell, int], list[int]]:
    """Return the best row of every cell, and the others with a value, the best first."""
    # Among several rows of a cell: with a value, nearest year, most official.
    keys = [
        (value == value, turns[year], ranks[row], row)
        for row, (year, value) in enumerate(zip(rows.years, rows.values, strict=True))
        if year in turns
    ]
    keys.sort()
    best: dict[_Cell, int] = {}
    for *_, row in keys:
        best[rows.economies[row], rows.operands[row]] = row
    if len(best) == len(keys):
        return best, []
    chosen = set(best.values())
    return best, [row for there, _, _, row in reversed(keys) if there and row not in chosen]


def _further_lines(
    table: Observations,
    rows: TableRows,
    others: Sequence[int],
    lines: Mapping[str, int],
    positions: Mapping[str, int],
) -> tuple[list[int], list[tuple[int, int]]]:
    """Assign each further candidate to the line of its source and year."""
    # It returns the first line of the economy of each of these lines, and rows with their lines.
    columns = [table.cells[name] for name in ("year", "source_class", "source")]
    again: dict[tuple[object, ...], int] = {}
    keys: list[tuple[Any, ...]] = []
    for row in others:
        key = (lines[rows.economies[row]], *(column[row] for column in columns))
        cell = (*key, rows.operands[row])
        again[cell] = again.get(cell, -1) + 1
        keys.append((*key, again[cell]))
    ordered = sorted(set(keys))
    if ordered and (len(lines) + len(ordered)) * len(positions) > _MOST_CELLS:
        raise UsageError("validation.too-many-candidates", count=str(len(ordered)))
    numbers = {key: line for line, key in enumerate(ordered, len(lines))}
    cells = [(row, numbers[key]) for row, key in zip(others, keys, strict=True)]
    return [key[0] for key in ordered], cells


_Ranked = Sequence[tuple[TableRows, Sequence[int]]]  # tables with the ranks of their rows


def _last_columns(
    tables: _Ranked,
    economies: Sequence[str],
    operands: Collection[str],
    year: int,
    origin: Sequence[int],
    years: Sequence[Sequence[int]],
) -> tuple[list[Floats], list[list[int]], list[Mask]]:
    """Return the last value before each validated value, its year, and if it is an estimate."""
    # Cells of one year have the same past; there is one past for each year that may be carried.
    limits = {when or year for column in years for when in column}
    by_year = {limit: _last_values(tables, set(economies), limit) for limit in limits}
    nothing = (NAN, 0, False)
    values: list[Floats] = []
    whens: list[list[int]] = []
    doubts: list[Mask] = []
    for operand, column in zip(operands, years, strict=True):
        last = [
            by_year[when or year].get((economies[line], operand), nothing)
            for line, when in zip(origin, column, strict=True)
        ]
        values.append([entry[0] for entry in last])
        whens.append([entry[1] for entry in last])
        doubts.append([entry[2] for entry in last])
    return values, whens, doubts


def _last_values(
    tables: _Ranked, judged: Collection[str], limit: int
) -> dict[_Cell, tuple[float, int, bool]]:
    """Return the last value of every cell before a year."""
    # For one year the later table counts, and in it the row of the highest rank.
    latest: dict[_Cell, tuple[int, int, int, int]] = {}
    kept: dict[_Cell, tuple[float, int, bool]] = {}
    for n, (rows, ranks) in enumerate(tables):
        cells = zip(
            rows.economies,
            rows.operands,
            rows.values,
            rows.years,
            ranks,
            rows.estimated,
            strict=True,
        )
        for row, (economy, operand, value, when, rank, doubt) in enumerate(cells):
            if economy not in judged or not 0 < when < limit or value != value:
                continue
            cell, key = (economy, operand), (when, n, rank, row)
            if cell not in latest or key > latest[cell]:
                latest[cell] = key
                kept[cell] = value, when, doubt
    return kept
