"""The cells that are judged, as arrays: lines x operands, this year's and the last one's.

Made once from the tables of observations; every operation works on its columns. An economy has a
line with the best candidate of each cell, and one more for every further source or year that a
selection could take a value from: what one source says stands beside what it says of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex import catalogue
from ictindex.core.errors import UsageError
from ictindex.data.io.layouts import BREAKDOWNS
from ictindex.data.observations import Observations

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_TOTALS = frozenset({"", "_T"})
NOWHERE = -1
_ESTIMATES = frozenset({"I"})  # values that the compiler imputed
# Cells of all lines, where a cell has more than one candidate: beyond, a table is no submission.
_MOST_CELLS = 4_000_000


def resolve(operand: str) -> str:
    """Return an operand under the name that its column has: the catalogue's id where it has one."""
    base, mark, part = operand.partition("@")
    return (catalogue.indicator_id(base) or base) + mark + part


@dataclass(frozen=True)
class Table:
    """The rows of a table of observations: operand and value of each."""

    operands: list[str]
    values: Floats


@dataclass(frozen=True)
class Panel:
    """Values by line and operand."""

    observations: Observations
    history: Observations | None
    year: int
    economies: tuple[str, ...]
    origin: Ints
    places: dict[str, int]
    now: Floats
    before: Floats
    own_cells: Mask
    rows: Ints
    years: Ints
    years_before: Ints
    estimated_before: Mask
    own: Table
    past: Table | None

    @cached_property
    def first(self) -> dict[str, int]:
        """The first line of every economy."""
        count = len(set(self.origin.tolist()))
        return {economy: line for line, economy in enumerate(self.economies[:count])}

    def judged(self, known: Mask, *places: int) -> Mask:
        """Leave of the lines where something is known those that are judged for these columns."""
        if len(self.first) == len(self.economies):
            return known
        found: Mask = known & self.own_cells[:, list(places)].any(axis=1)
        return found

    def columns(self, operands: Sequence[str]) -> list[tuple[str, int]]:
        """Return operand and position of those operands that have values."""
        found = []
        for operand in operands:
            name = resolve(operand)
            if name in self.places:
                found.append((name, self.places[name]))
        return found

    def value(self, operand: str) -> Floats | None:
        """Return the values judged of an operand, or ``None`` where nobody gave one."""
        place = self.places.get(resolve(operand))
        return None if place is None else self.now[:, place]

    def status(self, codes: Sequence[str]) -> Mask:
        """Tell for every cell judged whether its status is one of these codes."""
        column = self.observations.columns["status"].tolist()
        if not set(codes) & set(column):
            return np.zeros(self.now.shape, dtype=bool)
        marked = np.fromiter((s in codes for s in column), dtype=bool, count=len(column))
        found: Mask = np.append(marked, False)[self.rows]
        return found

    def decimal(self, row: int) -> Decimal | None:
        """Return the value of a row as it was written."""
        value: Decimal | None = self.observations.columns["value"][row] if row >= 0 else None
        return value


def names(table: Observations) -> list[str]:
    """Return the operand of every row."""
    found: list[str] = table.columns["indicator"].tolist()
    parts = [
        (name, column)
        for name in BREAKDOWNS
        if set(column := table.columns[name].tolist()) - _TOTALS
    ]
    for name, column in parts:
        found = [
            operand
            if cell in _TOTALS
            else f"{operand}{'&' if '@' in operand else '@'}{name}={cell}"
            for operand, cell in zip(found, column, strict=True)
        ]
    return found


# Values in another unit of their indicator, in that of the catalogue: decimal prefixes.
_UNITS = {"petabytes": 1e-3, "terabytes": 1e-6, "gbit-s": 1e3}


def floats(table: Observations) -> Floats:
    """Return the values of a table as float64 in the catalogue's units; NaN where there is none."""
    # A score that stands in place of an indicator's value is none.
    nan = float("nan")
    cells = table.columns["value"].tolist()
    found = np.array([nan if v is None else float(v) for v in cells], dtype=np.float64)
    units = table.columns["unit"].tolist()
    if set(units) & {*_UNITS, "score"}:
        known = catalogue.indicators()
        for row, (unit, name) in enumerate(
            zip(units, table.columns["indicator"].tolist(), strict=True)
        ):
            if unit == "score" and name in known:
                found[row] = nan
            elif unit in _UNITS:
                found[row] *= _UNITS[unit]
    return found


def _keyed(table: Observations, cells: Ints) -> Ints:
    """Order rows that compete for one cell, the best last, whatever their order in the table."""
    # The most official one counts, unstated ones as official; among equals what they say decides.
    order = {name: -place for place, name in enumerate(catalogue.source_classes())}
    columns = table.columns
    classes = columns["source_class"].tolist()
    rank = np.fromiter((order.get(c, 0) for c in classes), np.int64, len(classes))
    _, which, counts = np.unique(cells, return_inverse=True, return_counts=True)
    rivals = np.flatnonzero((counts[which] > 1) & (cells >= 0)).tolist()
    if not rivals:
        return rank
    said = [columns[name] for name in ("source", "unit", "written", "vintage", "status", "note")]
    rivals.sort(key=lambda row: (rank[row], *(column[row] for column in said)))
    # Ranks of rivals and of others are never compared: they stand in different cells.
    rank[rivals] = np.arange(len(rivals))
    return rank


def panel(
    observations: Observations,
    history: Observations | None,
    year: int,
    carried: Sequence[int] = (),
) -> Panel:
    """Arrange observations for judging."""
    own, values, when = names(observations), floats(observations), observations.columns["year"]
    tables = [(observations, own, values)]
    if history is not None:
        tables.append((history, names(history), floats(history)))
    known = list(dict.fromkeys(observations.columns["economy"].tolist()))
    economies = {code: n for n, code in enumerate(known)}
    places = {operand: n for n, operand in enumerate(dict.fromkeys(own))}
    shape = (len(economies), len(places))
    placed = [_placed(*one, economies, places) for one in tables]
    e, q, _, _, rank = placed[0]
    admitted = [*(year + offset for offset in sorted(carried)), year]
    turn = np.full(len(when), NOWHERE, dtype=np.int64)
    for order, one in enumerate(admitted):
        turn[when == one] = order
    present = ~np.isnan(values)
    chosen = np.flatnonzero(turn >= 0)
    # Of several rows of a cell the last assigned stays: with a value, nearest year, most official.
    chosen = chosen[np.lexsort((rank[chosen], turn[chosen], present[chosen]))]
    rows = np.full(shape, NOWHERE, dtype=np.int64)
    rows[e[chosen], q[chosen]] = chosen
    others = chosen[present[chosen] & (rows[e[chosen], q[chosen]] != chosen)][::-1]
    lines = _lines(observations, e, q, others, shape)
    origin = np.concatenate([np.arange(shape[0]), _first_of_each(lines, e, others)])
    rows = rows[origin]
    own_cells = np.ones(rows.shape, dtype=bool)
    own_cells[shape[0] :] = False
    rows[lines, q[others]] = others
    own_cells[lines, q[others]] = True
    now = np.append(values, np.nan)[rows]
    years = np.append(when, 0)[rows]
    doubts = [estimated(table) for table, _, _ in tables]
    before, years_before, doubtful = _before(placed, doubts, years, year, origin, shape)
    return Panel(
        observations, history, year, tuple(known[n] for n in origin.tolist()), origin, places, now,
        before, own_cells, rows, years, years_before, doubtful, Table(own, values),
        Table(*tables[1][1:]) if len(tables) > 1 else None,
    )  # fmt: skip


_Placed = tuple[Ints, Ints, Floats, Ints, Ints]


def _placed(
    table: Observations,
    operands: list[str],
    numbers: Floats,
    economies: dict[str, int],
    places: dict[str, int],
) -> _Placed:
    """Return line, column, value, year and rank of every row; -1 where it has no cell."""
    column, years = table.columns["economy"].tolist(), table.columns["year"]
    e = np.fromiter((economies.get(c, NOWHERE) for c in column), np.int64, len(column))
    q = np.fromiter((places.get(o, NOWHERE) for o in operands), np.int64, len(operands))
    cells = np.where((e >= 0) & (q >= 0), (e * len(places) + q) * 10_000 + years, NOWHERE)
    return e, q, numbers, years, _keyed(table, cells)


def _lines(table: Observations, e: Ints, q: Ints, others: Ints, shape: tuple[int, int]) -> Ints:
    """Return the line that each further candidate is judged on: that of its source and year."""
    names = [table.columns[name] for name in ("year", "source_class", "source")]
    again: dict[tuple[object, ...], int] = {}
    said: list[tuple[Any, ...]] = []
    for row in others.tolist():
        key = (int(e[row]), *(column[row] for column in names))
        cell = (*key, int(q[row]))
        again[cell] = again.get(cell, -1) + 1
        said.append((*key, again[cell]))
    lines = {key: line for line, key in enumerate(sorted(set(said)), shape[0])}
    if lines and (shape[0] + len(lines)) * shape[1] > _MOST_CELLS:
        raise UsageError("validation.too-many-candidates", count=str(len(lines)))
    return np.array([lines[key] for key in said], dtype=np.int64)


def _first_of_each(lines: Ints, e: Ints, others: Ints) -> Ints:
    """Return the first line of the economy of every further line, in their order."""
    _, at = np.unique(lines, return_index=True)
    return e[others[at]]


def estimated(table: Observations) -> Mask:
    """Tell of every row whether its value is an estimate or an imputation."""
    columns = table.columns
    status, classes = columns["status"].tolist(), columns["source_class"].tolist()
    return np.fromiter(
        (s in _ESTIMATES or c == "estimate" for s, c in zip(status, classes, strict=True)),
        dtype=bool, count=len(status),
    )  # fmt: skip


def _before(
    placed: Sequence[_Placed],
    doubts: Sequence[Mask],
    years: Ints,
    year: int,
    origin: Ints,
    shape: tuple[int, int],
) -> tuple[Floats, Ints, Mask]:
    """Return the last value before each value judged, its year, and whether it was estimated."""
    limits = np.where(years > 0, years, year)
    before, years_before = np.full(years.shape, np.nan), np.zeros(years.shape, dtype=np.int64)
    estimates = np.zeros(years.shape, dtype=bool)
    # Lines of one year have the same past; there are as many as years that may be carried.
    for limit in np.unique(limits).tolist():
        last, when_last = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
        doubtful = np.zeros(shape, dtype=bool)
        for (e, q, numbers, when, rank), doubt in zip(placed, doubts, strict=True):
            usable = np.flatnonzero((e >= 0) & (q >= 0) & ~np.isnan(numbers) & (when > 0))
            usable = usable[when[usable] < limit]
            usable = usable[np.lexsort((rank[usable], when[usable]))]
            usable = usable[when[usable] >= when_last[e[usable], q[usable]]]
            last[e[usable], q[usable]] = numbers[usable]
            when_last[e[usable], q[usable]] = when[usable]
            doubtful[e[usable], q[usable]] = doubt[usable]
        here = limits == limit
        before[here], years_before[here] = last[origin][here], when_last[origin][here]
        estimates[here] = doubtful[origin][here]
    return before, years_before, estimates
