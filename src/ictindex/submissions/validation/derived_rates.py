"""Rates that were derived from the counts of the same table, with their operands."""

from __future__ import annotations

from ictindex.definitions import catalogue
from ictindex.submissions.validation.panel import NAN, NOWHERE, Panel

_ORIGIN = ("file", "line", "column")


def find_operands(panel: Panel, line: int, position: int) -> tuple[int, ...]:
    """Return the columns from which a rate was derived, the count first; none for a typed value."""
    # A derived rate has the address of its count; a typed rate has its own address.
    if line < 0 or position < 0:
        return ()
    base, mark, part = panel.operands[position].partition("@")
    rule = catalogue.rate_rules().get(base)
    row = panel.rows[position][line]
    if rule is None or row == NOWHERE:
        return ()
    names = [panel.positions.get(name + mark + part) for name in rule.operands]
    count = names[0]
    if count is None:
        return ()
    source = panel.rows[count][line]
    cells = panel.observations.cells
    if source == NOWHERE or any(cells[name][row] != cells[name][source] for name in _ORIGIN):
        return ()
    return tuple(name for name in names if name is not None)


def rates_of_line(panel: Panel, line: int) -> dict[int, tuple[int, ...]]:
    """Return the derived rates of a line by their column, with the columns of their operands."""
    rates = {}
    for name, position in panel.positions.items():
        if name.partition("@")[0] in catalogue.rate_rules():
            operands = find_operands(panel, line, position)
            if operands:
                rates[position] = operands
    return rates


def rate_after(
    rate: float, operands: tuple[int, ...], before: dict[int, float], after: dict[int, float]
) -> float:
    """Return the rate after a change of its operands, or NaN if it cannot be computed."""
    for turn, position in enumerate(operands):
        old, new = before[position], after.get(position, before[position])
        if old == new:
            continue
        if not (old > 0 and new > 0):
            return NAN
        rate = rate * (new / old) if turn == 0 else rate * (old / new)
    return rate
