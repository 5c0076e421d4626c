"""Operation on whole columns, as arrays: a block of values that was moved by some lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ictindex.core import canonical
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    remember,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.misplaced_rows import MOVED
from ictindex.submissions.validation.operations.row_values import (
    is_compilers,
    rows_now,
)
from ictindex.submissions.validation.operations.scaled_tables import (
    TOLERANCE,
    Array,
    block_gains,
    transform_column,
)
from ictindex.submissions.validation.row_similarity import best_block, spread

# An order in which people fill in tables: its name, and the lines of the panel in this order.
_Order = tuple[str, list[int]]


class _Expected(NamedTuple):
    """Values of a column and their expected values, on its scale; spreads, cost and limit."""

    name: str
    position: int
    values: Array
    expected: Array
    width: Array
    cost: float
    limit: float
    by_last_year: bool


class _Block(NamedTuple):
    """A block of lines that fits better if its values are moved."""

    gain: float
    lag: int  # the value of line n is that of line n + lag
    order: _Order
    first: int
    last: int


def _orders(case: Case) -> list[_Order]:
    """Return the orders of the economies: by lines, by codes, by names."""
    economies = list(case.panel.first)
    orders: list[_Order] = [("lines", list(range(len(economies))))]
    catalogued = catalogue.economies()
    # The list with which the rule was measured, whatever names the views show.
    names = [
        i18n.economy_name(code, "en", "m49") if code in catalogued else code for code in economies
    ]
    for name, words in (("codes", economies), ("names", names)):
        order = sorted(range(len(economies)), key=words.__getitem__)
        if order not in [lines for _, lines in orders]:
            orders.append((name, order))
    return orders


def judge_moved_column(case: Case, check: operation_parameters.MovedColumn) -> Verdict:
    r"""Check that no block of a column fits better if its values are moved by some lines.

    For the value :math:`v_e` of line *e* and the expected value :math:`\hat v_e`,

    .. math:: g_k(e) = \min\left(\frac{|v_e - \hat v_e|}{s}, c\right)
        - \min\left(\frac{|v_e - \hat v_{e+k}|}{s}, c\right) - a, \qquad
        \max_{k,\, a \le b} \sum_{e=a}^{b} g_k(e) \le G

    on the scale of the indicator, over the contiguous blocks of lines. The expected values are last
    year's with the usual change; if there are few, they are the suggestions of peers.
    """
    panel = case.panel
    columns = [entry for entry in panel.columns(check.of) if entry[0] in case.fitted.changes]
    if not is_compilers(case):
        return need("compiler")
    if len(panel.first) < check.least or not columns:
        return need("other-economies")
    expected = [
        entry
        for name, position in columns
        if (entry := _expect_values(case, check, name, position))
    ]
    best: dict[int, _Block] = {}
    for order in _orders(case) if expected else ():
        for n, block in _blocks(expected, check, order):
            if n not in best or block.gain > best[n].gain + TOLERANCE:
                best[n] = block
    kept = _drop_mirrors(expected, best)
    hits = [_hit_block(case, expected[n], block) for n, block in sorted(kept.items())]
    return verdict(len(expected), hits, ("history",), len(columns) - len(expected))


def _drop_mirrors(expected: Sequence[_Expected], best: Mapping[int, _Block]) -> dict[int, _Block]:
    """Leave out columns that only seem moved because the values that suggest theirs were moved."""
    # One fault, one question: the column with the largest gain is the moved one.
    kept: dict[int, _Block] = {}
    for n, block in sorted(best.items(), key=lambda entry: -entry[1].gain):
        if not any(
            entry.lag == -block.lag and entry.first <= block.last and block.first <= entry.last
            for m, entry in kept.items()
            if not (expected[n].by_last_year and expected[m].by_last_year)
        ):
            kept[n] = block
    return kept


def _expect_values(
    case: Case, check: operation_parameters.MovedColumn, name: str, position: int
) -> _Expected | None:
    """Return the expected values of a column: last year's values, or the suggestions of peers."""
    import numpy as np

    change, panel = case.fitted.changes[name], case.panel
    count = len(panel.first)
    values = transform_column(change, panel.now[position][:count])
    before = transform_column(change, panel.before[position][:count]) + change.median
    present = ~np.isnan(values)
    if (present & ~np.isnan(before)).sum() >= max(check.least, present.sum() / 2):
        width = np.full(count, spread(change))
        return _Expected(name, position, values, before, width, check.cost, check.gain, True)
    suggested = _suggest_values(case).get(name)
    if suggested is None or (present & ~np.isnan(suggested[0])).sum() < check.least:
        return None
    return _Expected(name, position, values, *suggested, check.cost_peers, check.gain_peers, False)


def _suggest_values(case: Case) -> Mapping[str, tuple[Array, Array]]:
    """Return for each indicator the suggestions of each economy's other values, with spreads."""
    import numpy as np

    def make() -> dict[str, tuple[Array, Array]]:
        peers, changes = case.fitted.peers, case.fitted.changes
        rows = list(rows_now(case).values())
        suggested = {
            name: (np.full(len(rows), np.nan), np.full(len(rows), np.nan))
            for name in peers.indicators
        }
        for n, row in enumerate(rows):
            values = {
                k: changes[name].transform(row[name])
                for k, name in enumerate(peers.indicators)
                if name in row
            }
            compared = peers.compare(values)
            if compared is None:
                continue
            for k in values:
                suggestion = compared.suggestion(k)
                means, spreads = suggested[peers.indicators[k]]
                means[n], spreads[n] = suggestion.mean, suggestion.spread
        return suggested

    return remember(case, "suggested", make)


def _blocks(
    columns: Sequence[_Expected], check: operation_parameters.MovedColumn, order: _Order
) -> list[tuple[int, _Block]]:
    """Return for each column the block with the largest gain, if the gain is enough."""
    import numpy as np

    values, expected, width = (
        np.stack([getattr(column, name) for column in columns])[:, order[1]]
        for name in ("values", "expected", "width")
    )
    cost = np.array([column.cost for column in columns])[:, None]
    here = np.minimum(np.abs(values - expected) / width, check.most)
    lags, gains = [], []
    for lag in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lag == 0 or abs(lag) >= values.shape[1]:
            continue
        there = np.full(values.shape, np.nan)
        inside = slice(0, -lag) if lag > 0 else slice(-lag, None)
        other = slice(lag, None) if lag > 0 else slice(0, lag)
        off = np.abs(values[:, inside] - expected[:, other]) / width[:, other]
        there[:, inside] = np.minimum(off, check.most)
        lags.append(lag)
        gains.append(np.nan_to_num(here - there - cost))
    best = np.stack([block_gains(column) for column in gains])  # lag x column
    blocks = []
    for n, column in enumerate(columns):
        # For equal gains the nearest lines count: lags are in the order of their distance.
        at = int(np.argmax(best[:, n] > best[:, n].max() - TOLERANCE))
        gain, first, last = best_block(gains[at][n].tolist())
        if gain > column.limit:
            blocks.append((n, _Block(gain, lags[at], order, first, last)))
    return blocks


def _hit_block(case: Case, column: _Expected, block: _Block) -> Hit:
    panel = case.panel
    kind, lines = block.order
    economies = [panel.economies[n] for n in lines]
    moved = range(block.first, block.last + 1)
    for at in moved:
        case.memory.setdefault(MOVED, {}).setdefault(economies[at], set()).add(column.name)
    others = "lines-below" if block.lag > 0 else "lines-above"
    variant = {-1: "", 1: "below"}.get(block.lag, others)
    cells = [[economies[at], str(panel.now[column.position][lines[at]])] for at in moved]
    details = {
        "first_economy": economies[block.first],
        "last_economy": economies[block.last],
        "count": str(len(moved)),
        "lines": str(abs(block.lag)),
        "line_order": kind,
        "gain": shorten(block.gain, 3),
    }
    bound = canonical.digest("cells", canonical.text(cells))
    return Hit(
        -1, column.position, details=details, imbalance=block.gain, variant=variant, written=bound
    )
