"""The values judged and earlier ones as rows: an economy's, by indicator, in plain numbers.

Here the boundary is drawn: a focal point's judgement looks at other economies only through what
is published of earlier years; the compiler's may look at everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ictindex import catalogue
from ictindex.observations import Observations
from ictindex.validation.change_model import Change, model_of
from ictindex.validation.operations.common import Case, Hit, numbered
from ictindex.validation.panel import Floats, floats, names, resolve

COMPILER = "compiler"
_OLDEST = 3  # years back, beyond which a value is no last one
_MOST_NAMES = 4  # indicators named in a sentence; more nobody reads

Rows = dict[str, dict[str, float]]  # by economy and indicator


def is_compilers(case: Case) -> bool:
    """Tell whether the judgement is the compiler's, who may see other economies."""
    return case.role == COMPILER


def changes_of(case: Case) -> Mapping[str, Change]:
    """Return the fitted changes for the edition judged, or else for the year after that judged."""
    return model_of(case.edition or case.panel.year + 1).changes


def rows_now(case: Case, of: Sequence[str], own_year: bool = False) -> Rows:
    """Return the values judged of every economy: the best candidate of each cell.

    ``own_year`` leaves out what is carried from another year, and what the compiler estimated.
    """
    panel = case.panel
    usable = ~np.isnan(panel.now)
    if own_year:
        usable &= (panel.years == panel.year) & ~panel.status([catalogue.IMPUTED])
    found: Rows = {economy: {} for economy in panel.first}
    for name, place in panel.columns(of):
        column, known = panel.now[:, place].tolist(), usable[:, place].tolist()
        for economy, line in panel.first.items():
            if known[line]:
                found[economy][name] = column[line]
    return found


def rows_before(case: Case, of: Sequence[str]) -> Rows:
    """Return the last values before the year judged, of the economies judged."""
    panel = case.panel
    recent = (panel.years_before >= panel.year - _OLDEST) & ~np.isnan(panel.before)
    found: Rows = {economy: {} for economy in panel.first}
    for name, place in panel.columns(of):
        column, known = panel.before[:, place].tolist(), recent[:, place].tolist()
        for economy, line in panel.first.items():
            if known[line]:
                found[economy][name] = column[line]
    return found


def rows_to_compare(case: Case, of: Sequence[str]) -> Rows:
    """Return the last values before the year judged with which rows of others are compared.

    The compiler compares with all that is at hand. A focal point's judgement takes of other
    economies only earlier years of the history that are free to be published.
    """
    key = f"rows-to-compare:{','.join(of)}"
    if key not in case.memory:
        own = rows_before(case, of) if is_compilers(case) else {}
        case.memory[key] = _of_history(case, of, set(own)) | own
    found: Rows = case.memory[key]
    return found


def _of_history(case: Case, of: Sequence[str], without: set[str]) -> Rows:
    panel, history = case.panel, case.panel.history
    if history is None or panel.past is None:
        return {}
    years = history.columns["year"]
    usable = (years < panel.year) & (years >= panel.year - _OLDEST)
    usable &= ~np.isnan(panel.past.values)
    economies = history.columns["economy"].tolist()
    free = catalogue.free_marks(released=False)
    marks = history.columns["conf_status"].tolist()
    wanted = {resolve(one) for one in of}
    latest: dict[tuple[str, str], tuple[int, float]] = {}
    for row in np.flatnonzero(usable).tolist():
        economy, name = economies[row], panel.past.operands[row]
        if economy in without or name not in wanted:
            continue
        if not is_compilers(case) and marks[row] not in free:
            continue
        # Of several values of one year the least: it does not hang on their order.
        entry = int(years[row]), -float(panel.past.values[row])
        latest[economy, name] = max(entry, latest.get((economy, name), entry))
    found: Rows = {}
    for (economy, name), (_, value) in latest.items():
        found.setdefault(economy, {})[name] = -value
    return found


def rows_of_others(case: Case, of: Sequence[str]) -> Rows:
    """Return this year's values of economies that are not judged: the compiler's alone."""
    if case.others is None or not is_compilers(case):
        return {}
    return _of_year(case.others, names(case.others), floats(case.others), case.panel.year, of,
                    set(case.panel.first))  # fmt: skip


def rows_of_year(case: Case, year: int, of: Sequence[str], *, accepted: bool) -> Rows:
    """Return the values of an earlier year, of the history or of the table judged itself."""
    panel = case.panel
    if not accepted:
        return _of_year(panel.observations, panel.own.operands, panel.own.values, year, of, set())
    if panel.history is None or panel.past is None:
        return {}
    return _of_year(panel.history, panel.past.operands, panel.past.values, year, of, set())


def _of_year(
    table: Observations, operands: list[str], values: Floats, year: int, of: Sequence[str],
    without: set[str],
) -> Rows:  # fmt: skip
    wanted = {resolve(one) for one in of}
    economies = table.columns["economy"].tolist()
    found: Rows = {}
    usable = (table.columns["year"] == year) & ~np.isnan(values)
    for row in np.flatnonzero(usable).tolist():
        economy, name, value = economies[row], operands[row], float(values[row])
        if economy not in without and name in wanted:
            known = found.setdefault(economy, {})
            known[name] = min(value, known.get(name, value))
    return found


def named(cells: Sequence[str]) -> list[str]:
    """Return indicators to be named in a sentence; of many the first ones.

    Examples
    --------
    >>> named(["a", "b"]), named(list("abcdef"))
    (['a', 'b'], ['a', 'b', 'c', 'd', '…'])
    """
    return [*cells[:_MOST_NAMES], *["…"] * (len(cells) > _MOST_NAMES)]


def hit_of(
    case: Case, economy: str, cells: Sequence[str], given: Mapping[str, object], variant: str = "",
    severity: str = "",
) -> Hit:  # fmt: skip
    """Return a failure of a whole row, bound to the values of its cells as they were written."""
    e = case.panel.first[economy]
    places = tuple(case.panel.places[name] for name in cells)
    written = " ".join(
        f"{name}={numbered(case.panel, e, place)}" for name, place in zip(cells, places, strict=True)
    )
    whole = {"count": str(len(cells)), "node": named(cells), **given}
    return Hit(
        e, given=whole, variant=variant, severity=severity, cells=places, written=written
    )  # fmt: skip
