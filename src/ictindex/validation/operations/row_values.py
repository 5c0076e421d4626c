"""The values judged and earlier ones as rows: an economy's, by indicator, in plain numbers.

Here the boundary is drawn: a focal point's judgement looks at other economies only through what
is published of earlier years; the compiler's may look at everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from ictindex import catalogue
from ictindex.data.observations import Observations
from ictindex.validation.change_model import Change
from ictindex.validation.operations.case import Case, Hit, numbered
from ictindex.validation.panel import Floats, Mask, floats, names, resolve
from ictindex.validation.roles import COMPILER

_OLDEST = 3  # years back, beyond which a value is no last one
_MOST_NAMES = 4  # indicators named in a sentence; more nobody reads

Rows = dict[str, dict[str, float]]  # by economy and indicator
T = TypeVar("T")


def is_compilers(case: Case) -> bool:
    """Tell whether the judgement is the compiler's, who may see other economies."""
    return case.role == COMPILER


def changes_of(case: Case) -> Mapping[str, Change]:
    """Return the usual changes of the indicators, as fitted for the collection."""
    return case.fitted.changes


def once(case: Case, key: str, make: Callable[[], T]) -> T:
    """Return what is made once for all rules that need it."""
    if key not in case.memory:
        case.memory[key] = make()
    found: T = case.memory[key]
    return found


def only(row: Mapping[str, float], of: Sequence[str]) -> dict[str, float]:
    """Return the cells of a row that are of these indicators, in their order."""
    return {name: row[name] for name in map(resolve, of) if name in row}


def _rows(case: Case, values: Floats, usable: Mask) -> Rows:
    panel = case.panel
    found: Rows = {economy: {} for economy in panel.first}
    rows = list(found.values())
    count = len(rows)
    for name, place in panel.places.items():
        if "@" in name:  # a part of a value is compared by no rule of rows
            continue
        column, known = values[:count, place].tolist(), usable[:count, place].tolist()
        for row, value, there in zip(rows, column, known, strict=True):
            if there:
                row[name] = value
    return found


def rows_now(case: Case) -> Rows:
    """Return the values judged of every economy: the best candidate of each cell."""
    panel = case.panel
    return once(case, "rows-now", lambda: _rows(case, panel.now, ~np.isnan(panel.now)))


def own_cells(case: Case) -> Mask:
    """Tell which values are of the year judged and nobody's estimate but the economy's."""
    panel = case.panel
    mine: Mask = (panel.years == panel.year) & ~panel.status([catalogue.IMPUTED])
    return mine & ~np.isnan(panel.now)


def rows_own(case: Case) -> Rows:
    """Return the values judged without those carried from another year or imputed."""
    return once(case, "rows-own", lambda: _rows(case, case.panel.now, own_cells(case)))


def rows_before(case: Case) -> Rows:
    """Return the last values before the year judged, of the economies judged."""
    panel = case.panel
    recent = (panel.years_before >= panel.year - _OLDEST) & ~np.isnan(panel.before)
    return once(case, "rows-before", lambda: _rows(case, panel.before, recent))


def rows_to_compare(case: Case) -> Rows:
    """Return the last values before the year judged with which rows of others are compared."""
    # The compiler compares with all that is at hand. A focal point's judgement takes of other
    # economies only earlier years of the history that are free to be published.

    def make() -> Rows:
        if is_compilers(case):
            own = rows_before(case)
            return _of_history(case, lambda economy: economy not in own, False) | own
        return _of_history(case, lambda economy: True, True)

    return once(case, "rows-to-compare", make)


def rows_of_own_history(case: Case) -> Rows:
    """Return the last values in the history of the economies judged, of any indicator."""
    own = case.panel.first
    make = lambda: _of_history(case, own.__contains__, False)  # noqa: E731
    return once(case, "rows-of-own-history", make)


def _of_history(case: Case, of: Callable[[str], bool], published: bool) -> Rows:
    panel, history = case.panel, case.panel.history
    if history is None or panel.past is None:
        return {}
    years = history.columns["year"]
    usable = (years < panel.year) & (years >= panel.year - _OLDEST)
    usable &= ~np.isnan(panel.past.values)
    codes = history.columns["economy"].tolist()
    usable &= np.fromiter((of(one) for one in codes), bool, len(codes))
    if published:
        free = catalogue.free_marks(released=False)
        marks = history.columns["conf_status"].tolist()
        usable &= np.fromiter((mark in free for mark in marks), bool, len(marks))
    latest: dict[tuple[str, str], tuple[int, float]] = {}
    rows = np.flatnonzero(usable)
    cells = zip(
        history.columns["economy"][rows].tolist(), [panel.past.operands[n] for n in rows.tolist()],
        years[rows].tolist(), panel.past.values[rows].tolist(), strict=True,
    )  # fmt: skip
    for economy, name, year, value in cells:
        # Of several values of one year the least: it does not hang on their order.
        entry, key = (year, -value), (economy, name)
        if key not in latest or entry > latest[key]:
            latest[key] = entry
    found: Rows = {}
    for (economy, name), (_, value) in latest.items():
        if "@" not in name:
            found.setdefault(economy, {})[name] = -value
    return found


def rows_of_others(case: Case) -> Rows:
    """Return this year's values of economies that are not judged: the compiler's alone."""
    if case.others is None or not is_compilers(case):
        return {}
    found = _of_year(case.others, names(case.others), floats(case.others), case.panel.year)
    return {economy: row for economy, row in found.items() if economy not in case.panel.first}


def rows_accepted(case: Case, year: int) -> Rows:
    """Return the values of an earlier year in the history."""
    history, past = case.panel.history, case.panel.past
    if history is None or past is None:
        return {}
    make = lambda: _of_year(history, past.operands, past.values, year)  # noqa: E731
    return once(case, f"rows-accepted:{year}", make)


def rows_sent(case: Case, year: int) -> Rows:
    """Return the values of an earlier year in the table judged itself."""
    panel = case.panel
    make = lambda: _of_year(panel.observations, panel.own.operands, panel.own.values, year)  # noqa: E731
    return once(case, f"rows-sent:{year}", make)


def _of_year(table: Observations, operands: list[str], values: Floats, year: int) -> Rows:
    rows = np.flatnonzero((table.columns["year"] == year) & ~np.isnan(values))
    economies = table.columns["economy"][rows].tolist()
    found: Rows = {}
    for row, economy, value in zip(rows.tolist(), economies, values[rows].tolist(), strict=True):
        known, name = found.setdefault(economy, {}), operands[row]
        known[name] = min(value, known.get(name, value))
    return found


def named(cells: Sequence[str]) -> list[str]:
    """Return indicators to be named in a sentence; of many the first ones."""
    return [*cells[:_MOST_NAMES], *["…"] * (len(cells) > _MOST_NAMES)]


def hit_of(
    case: Case,
    economy: str,
    cells: Sequence[str],
    given: Mapping[str, object],
    variant: str = "",
    severity: str = "",
) -> Hit:
    """Return a failure of a whole row, bound to the values of its cells as they were written."""
    e = case.panel.first[economy]
    places = tuple(case.panel.places[name] for name in cells)
    values = [numbered(case.panel, e, place) for place in places]
    written = " ".join(f"{name}={value}" for name, value in zip(cells, values, strict=True))
    whole = {"count": str(len(cells)), "node": named(cells), **given}
    return Hit(
        e, given=whole, variant=variant, severity=severity, cells=places, written=written
    )  # fmt: skip
