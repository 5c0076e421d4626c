"""The cells that are judged, as arrays: economies x operands, this year's and the last one's.

Made once from the tables of observations; every operation works on its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from ictindex import catalogue
from ictindex.observations import Observations
from ictindex.observations.layouts import BREAKDOWNS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_TOTALS = frozenset({"", "_T"})
NOWHERE = -1


def resolve(operand: str) -> str:
    """Return an operand under the name that its column has: the catalogue's id where it has one.

    Examples
    --------
    >>> resolve("i99H"), resolve("i99H@sex=F"), resolve("i999")
    ('internet-users', 'internet-users@sex=F', 'i999')
    """
    base, mark, part = operand.partition("@")
    return (catalogue.indicator_id(base) or base) + mark + part


@dataclass(frozen=True)
class Table:
    """The rows of a table of observations: operand and value of each."""

    operands: list[str]
    values: Floats


@dataclass(frozen=True)
class Panel:
    """Values by economy and operand.

    Parameters
    ----------
    observations : Observations
        The table judged.
    history : Observations or None
        Earlier values, as accepted.
    year : int
        The year judged.
    economies : tuple of str
        ISO3 codes: the first axis.
    places : dict
        Position of every operand on the second axis.
    now, before : numpy.ndarray of float64, shape (economies, operands)
        The value judged and the last one before it; NaN where there is none.
    rows : numpy.ndarray of int64
        Row of the observations that each value judged stands in; -1 where there is none.
    years, years_before : numpy.ndarray of int64
        Years of both; 0 where there is none.
    own, past : Table
        Operands and values by row, of the observations and of the history.
    """

    observations: Observations
    history: Observations | None
    year: int
    economies: tuple[str, ...]
    places: dict[str, int]
    now: Floats
    before: Floats
    rows: Ints
    years: Ints
    years_before: Ints
    own: Table
    past: Table | None

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
    """Return the values of a table in float64 and the catalogue's units; NaN where there is none.

    A score that stands in place of an indicator's value is none.
    """
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


def _rank(table: Observations) -> Ints:
    """Order the rows of one cell: the most official one counts, unstated ones as official."""
    order = {name: -place for place, name in enumerate(catalogue.source_classes())}
    column = table.columns["source_class"].tolist()
    return np.fromiter((order.get(c, 0) for c in column), dtype=np.int64, count=len(column))


def panel(
    observations: Observations,
    history: Observations | None,
    year: int,
    carried: Sequence[int] = (),
) -> Panel:
    """Arrange observations for judging.

    Parameters
    ----------
    observations : Observations
        What is judged. A cell without a value for the year is judged by its value of a year that
        may be carried; still earlier values count as history.
    history : Observations or None
        Earlier values.
    year : int
        The year judged.
    carried : sequence of int
        Offsets from the year, such as -1, whose values may stand in.

    Returns
    -------
    Panel
    """
    own, values, when = names(observations), floats(observations), observations.columns["year"]
    tables = [(observations, own, values)]
    if history is not None:
        tables.append((history, names(history), floats(history)))
    economies: dict[str, int] = {}
    places: dict[str, int] = {}
    for code in observations.columns["economy"].tolist():
        economies.setdefault(code, len(economies))
    for operand in own:
        places.setdefault(operand, len(places))
    shape = (len(economies), len(places))
    now, before = np.full(shape, np.nan), np.full(shape, np.nan)
    rows = np.full(shape, NOWHERE, dtype=np.int64)
    years, years_before = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    placed = []
    for table, operands, numbers in tables:
        column = table.columns["economy"].tolist()
        e = np.fromiter((economies.get(c, NOWHERE) for c in column), np.int64, len(column))
        q = np.fromiter((places.get(o, NOWHERE) for o in operands), np.int64, len(operands))
        placed.append((e, q, numbers, table.columns["year"], _rank(table)))
    e, q, _, _, rank = placed[0]
    admitted = [*(year + offset for offset in sorted(carried)), year]
    turn = np.full(len(when), NOWHERE, dtype=np.int64)
    for order, one in enumerate(admitted):
        turn[when == one] = order
    present = ~np.isnan(values)
    chosen = np.flatnonzero(turn >= 0)
    # Of several rows of a cell the last assigned stays: with a value, nearest year, most official.
    chosen = chosen[np.lexsort((rank[chosen], turn[chosen], present[chosen]))]
    now[e[chosen], q[chosen]] = values[chosen]
    rows[e[chosen], q[chosen]] = chosen
    years[e[chosen], q[chosen]] = when[chosen]
    for e, q, numbers, when_, rank in placed:
        usable = np.flatnonzero((e >= 0) & (q >= 0) & ~np.isnan(numbers) & (when_ > 0))
        usable = usable[when_[usable] < np.where(years > 0, years, year)[e[usable], q[usable]]]
        usable = usable[np.lexsort((rank[usable], when_[usable]))]
        later = when_[usable] >= years_before[e[usable], q[usable]]
        usable = usable[later]
        before[e[usable], q[usable]] = numbers[usable]
        years_before[e[usable], q[usable]] = when_[usable]
    return Panel(
        observations, history, year, tuple(economies), places, now, before, rows, years,
        years_before, Table(own, values), Table(*tables[1][1:]) if len(tables) > 1 else None,
    )  # fmt: skip
