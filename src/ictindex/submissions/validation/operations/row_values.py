"""The validated values and earlier ones as rows: values of an economy by indicator, as numbers.

A focal point's judgement uses only published values of earlier years of other economies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ictindex.definitions import catalogue
from ictindex.submissions.validation.operations.case import Case, Hit, remember, value_as_written
from ictindex.submissions.validation.panel import Floats, TableRows, resolve
from ictindex.submissions.validation.roles import COMPILER

_OLDEST = 3  # years: an older value does not count as the last one
_MOST_NAMES = 4  # indicators named in a sentence; nobody reads more

Rows = dict[str, dict[str, float]]  # by economy and indicator


def is_compilers(case: Case) -> bool:
    """Tell whether the judgement is for the compiler, who may see other economies."""
    return case.role == COMPILER


def keep_indicators(row: Mapping[str, float], of: Sequence[str]) -> dict[str, float]:
    """Return the cells of a row that are of these indicators, in their order."""
    return {name: row[name] for name in map(resolve, of) if name in row}


def _rows(case: Case, columns: Sequence[Floats], usable: Callable[[int, int], bool]) -> Rows:
    """Return the usable values of columns by economy; cells are numbered by position and line."""
    panel = case.panel
    rows: Rows = {economy: {} for economy in panel.first}
    for name, position in panel.positions.items():
        if "@" in name:  # rules of rows do not compare parts of a value
            continue
        for line, (row, value) in enumerate(zip(rows.values(), columns[position], strict=False)):
            if value == value and usable(position, line):
                row[name] = value
    return rows


def rows_now(case: Case) -> Rows:
    """Return the validated values of every economy: the best candidate of each cell."""
    return remember(case, "rows-now", lambda: _rows(case, case.panel.now, lambda *_: True))


def rows_own(case: Case) -> Rows:
    """Return the validated values without those carried from another year or imputed."""
    panel = case.panel

    def make() -> Rows:
        imputed = panel.with_status([catalogue.IMPUTED])

        def usable(position: int, line: int) -> bool:
            return (
                panel.years[position][line] == panel.year
                and panel.rows[position][line] not in imputed
            )

        return _rows(case, panel.now, usable)

    return remember(case, "rows-own", make)


def rows_before(case: Case) -> Rows:
    """Return the last values before the validated year, for the validated economies."""
    panel = case.panel
    oldest = panel.year - _OLDEST

    def usable(position: int, line: int) -> bool:
        return panel.years_before[position][line] >= oldest

    return remember(case, "rows-before", lambda: _rows(case, panel.before, usable))


def rows_to_compare(case: Case) -> Rows:
    """Return the last values before the validated year that are compared with rows of others."""
    # The compiler compares with all available values. A focal point's judgement uses only earlier
    # years of the history of other economies that are free to be published.

    def make() -> Rows:
        if is_compilers(case):
            own = rows_before(case)
            return _choose_history(case, lambda economy: economy not in own, False) | own
        return _choose_history(case, lambda economy: True, True)

    return remember(case, "rows-to-compare", make)


def rows_of_own_history(case: Case) -> Rows:
    """Return the last values in the history of the validated economies, for any indicator."""
    own = case.panel.first
    make = lambda: _choose_history(case, own.__contains__, False)  # noqa: E731
    return remember(case, "rows-of-own-history", make)


def _choose_history(case: Case, of: Callable[[str], bool], published: bool) -> Rows:
    panel, history, past = case.panel, case.panel.history, case.panel.past
    if history is None or past is None:
        return {}
    free = catalogue.free_marks(released=False)
    oldest = panel.year - _OLDEST
    latest: dict[tuple[str, str], tuple[int, float]] = {}
    cells = zip(
        past.economies,
        past.operands,
        past.years,
        past.values,
        history.cells["conf_status"],
        strict=True,
    )
    for economy, name, year, value, mark in cells:
        if not oldest <= year < panel.year or value != value or not of(economy):
            continue
        if published and mark not in free:
            continue
        # The smallest of several values of one year: the choice must not depend on their order.
        entry, key = (year, -value), (economy, name)
        if key not in latest or entry > latest[key]:
            latest[key] = entry
    rows: Rows = {}
    for (economy, name), (_, value) in latest.items():
        if "@" not in name:
            rows.setdefault(economy, {})[name] = -value
    return rows


def rows_of_others(case: Case) -> Rows:
    """Return this year's values of economies that are not validated, for the compiler only."""
    if case.context.others is None or not is_compilers(case):
        return {}
    others = _choose_year(TableRows.from_table(case.context.others), case.panel.year)
    return {economy: row for economy, row in others.items() if economy not in case.panel.first}


def rows_accepted(case: Case, year: int) -> Rows:
    """Return the values of an earlier year in the history."""
    past = case.panel.past
    if past is None:
        return {}
    return remember(case, f"rows-accepted:{year}", lambda: _choose_year(past, year))


def rows_sent(case: Case, year: int) -> Rows:
    """Return the values of an earlier year in the validated table itself."""
    return remember(case, f"rows-sent:{year}", lambda: _choose_year(case.panel.own, year))


def _choose_year(rows: TableRows, year: int) -> Rows:
    by_economy: Rows = {}
    cells = zip(rows.economies, rows.operands, rows.years, rows.values, strict=True)
    for economy, name, when, value in cells:
        if when == year and value == value:
            row = by_economy.setdefault(economy, {})
            row[name] = min(value, row.get(name, value))
    return by_economy


def shorten_names(cells: Sequence[str]) -> list[str]:
    """Return the indicators to name in a sentence; the first ones if there are many."""
    return [*cells[:_MOST_NAMES], *["…"] * (len(cells) > _MOST_NAMES)]


def economy_hit(
    case: Case,
    economy: str,
    cells: Sequence[str],
    details: Mapping[str, object],
    variant: str = "",
    severity: str = "",
) -> Hit:
    """Return a failure of a whole row, tied to the values of its cells as written."""
    e = case.panel.first[economy]
    positions = tuple(case.panel.positions[name] for name in cells)
    values = [value_as_written(case.panel, e, position) for position in positions]
    written = " ".join(f"{name}={value}" for name, value in zip(cells, values, strict=True))
    whole = {"count": str(len(cells)), "node": shorten_names(cells), **details}
    return Hit(
        e, details=whole, variant=variant, severity=severity, cells=positions, written=written
    )
