"""Tables of indicators for analyses, from data frames, results and published figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ictindex.analysis.tables.hierarchy import Hierarchy, read_hierarchy, require_choice
from ictindex.analysis.tables.operation_inputs import check_labels, check_table
from ictindex.core.errors import UsageError
from ictindex.data.published_figures import Published
from ictindex.definitions import catalogue
from ictindex.indices.results.request import read_comparison
from ictindex.indices.results.result_kind import PUT_IN
from ictindex.indices.results.scored_result import ScoredResult

if TYPE_CHECKING:
    import pandas as pd

# A table of numbers, economies x codes: of a result, of published figures, or a data frame.
IndicatorTable: TypeAlias = "ScoredResult | Published | pd.DataFrame"

# Flags of cells that were not observed for the reference year.
IMPUTED_FLAGS = ("estimate", "carried", PUT_IN)
# Attribute of a completed table with its imputed cells: pairs of row and column.
IMPUTED_CELLS = "imputed_cells"
# A cell was observed, was not observed, or nobody states which. They are ordered: a score with
# parts of several kinds has the greatest.
_OBSERVED, _NOT_STATED, _NOT_OBSERVED = range(3)
_STATES = {True: _OBSERVED, None: _NOT_STATED, False: _NOT_OBSERVED}


def read_table(source: Any, on: str = "values") -> pd.DataFrame:
    """Return a table of numbers, economies x codes: for a result its values or unrounded scores."""
    import pandas as pd

    require_choice("on", on, ("values", "scores"))
    if isinstance(source, ScoredResult):
        return _read_result(source, on)
    if isinstance(source, Published):
        return _read_published(source)
    if not isinstance(source, pd.DataFrame):
        raise UsageError("indicator-table.kind", given=type(source).__name__)
    return source


def select_numbers(table: pd.DataFrame, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the columns of some codes, or all, as floats; refuse a value that is not a number."""
    check_labels(table, "table")
    if codes is not None:
        absent = [code for code in codes if code not in table.columns]
        if absent:
            raise UsageError("indicator-table.absent", codes=absent)
        table = table[list(codes)]
    return check_table(table, "table")


def choose_hierarchy(source: Any, structure: Any) -> Hierarchy | None:
    """Return the supplied structure, or that of a result; ``None`` where there is none."""
    if structure is not None:
        return read_hierarchy(structure)
    return read_hierarchy(source) if isinstance(source, ScoredResult) else None


def _read_result(result: Any, on: str) -> pd.DataFrame:
    import pandas as pd

    plan = result.methodology.plan
    values = on == "values"
    rows = result.input_rows.values if values else result.exact_scores.scores
    cells = [[math.nan if cell is None else float(cell) for cell in row] for row in rows]
    names = plan.indicators if values else plan.nodes
    index = pd.Index(list(result.economies), name="economy", dtype=object)
    array = np.array(cells, dtype=float).reshape(len(rows), len(names))
    return pd.DataFrame(array, index=index, columns=list(names))


def _read_published(published: Published) -> pd.DataFrame:
    import pandas as pd

    read_comparison(published)
    economies = sorted({economy for economy, _ in published.values})
    nodes = list(dict.fromkeys(node for _, node in published.values))
    cells = [
        [
            math.nan if (value := published.values.get((economy, node))) is None else float(value)
            for node in nodes
        ]
        for economy in economies
    ]
    index = pd.Index(economies, name="economy", dtype=object)
    return pd.DataFrame(cells, index=index, columns=nodes, dtype=float)


def find_imputed(source: Any, table: pd.DataFrame, imputed: Any = None) -> pd.DataFrame | None:
    """Return the cells that were imputed, estimated, carried or put in; ``None``: not stated.

    Of a cell without a stated status the mark is missing. For a result, its flags and the statuses
    of its observations state this; for a score above the indicators, those of its inputs. For a
    table that an imputation completed, its attributes state it.
    """
    import pandas as pd

    if imputed is not None:
        marks = pd.DataFrame(imputed)
        fits = marks.index.is_unique and set(table.index) <= set(marks.index)
        if not fits or not set(table.columns) <= set(marks.columns) or len(marks) != len(table):
            raise UsageError("indicator-table.marks")
        own = marks.loc[table.index, table.columns]
        if own.isna().any(axis=None):  # a cell without a mark is not known to be observed
            raise UsageError("indicator-table.marks")
        return own.astype(bool)
    if isinstance(source, pd.DataFrame) and IMPUTED_CELLS in source.attrs:
        own = pd.DataFrame(False, index=table.index, columns=table.columns)
        for row, column in source.attrs[IMPUTED_CELLS]:
            if row in own.index and column in own.columns:
                own.loc[row, column] = True
        return own
    if not isinstance(source, ScoredResult):
        return None
    states = _read_states(source)[list(table.columns)].set_axis(table.index)
    return (states == _NOT_OBSERVED).astype("boolean").mask(states == _NOT_STATED)


def _read_states(result: Any) -> pd.DataFrame:
    """Return the state of every cell of a result, economies x nodes."""
    import pandas as pd

    plan, inputs, flags = result.methodology.plan, result.input_rows, result.flags
    statuses = result.observations.cells["status"]
    states = np.full((len(inputs.economies), len(plan.nodes)), _OBSERVED)
    for e, economy in enumerate(inputs.economies):
        for n, node in enumerate(plan.nodes):
            row = inputs.rows[e][n]
            if row is None:
                below = [states[e, child] for child in plan.children(n)]
                states[e, n] = max(below, default=_OBSERVED)
            elif not set(IMPUTED_FLAGS).isdisjoint(flags.get((economy, node), ())):
                states[e, n] = _NOT_OBSERVED
            else:
                states[e, n] = _STATES[catalogue.is_observed(str(statuses[row] or ""))]
    return pd.DataFrame(states, index=list(inputs.economies), columns=list(plan.nodes))


def count_unobserved(marks: pd.DataFrame | None) -> int | None:
    """Return how many cells are known as not observed; ``None`` where nothing is known of them."""
    if marks is None:
        return None
    count = int(marks.sum().sum())
    return None if not count and count_unstated(marks) else count


def count_unstated(marks: pd.DataFrame) -> int:
    """Return of how many cells it is not stated whether they were observed."""
    return int(marks.isna().sum().sum())


def order_codes(hierarchy: Hierarchy, codes: Sequence[str]) -> list[str]:
    """Return codes in the order of the structure."""
    wanted = set(codes)
    return [code for code in hierarchy.codes if code in wanted]
