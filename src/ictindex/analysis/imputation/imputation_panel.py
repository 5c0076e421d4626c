"""Gaps filled over time, from several results or from a frame of units and times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.analysis.imputation.imputation_methods import Method
from ictindex.analysis.imputation.imputation_table import ImputationTable, read_frame
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.engine.statistics.missing_values import fill_in_time
from ictindex.indices.idi.scores import EditionScores

if TYPE_CHECKING:
    import pandas as pd

# Value and years of each filled cell.
FilledCells = dict[tuple[int, int], tuple[float, tuple[str, ...]]]
Series = dict[tuple[str, str], dict[int, float]]


def fill_result_in_time(
    result: EditionScores, table: ImputationTable, panel: Sequence[Any], method: Method
) -> FilledCells:
    """Return a value for each empty cell of a result from the other years of its economy."""
    tables = []
    for source in panel:
        observed: Any = getattr(source, "observations", source)
        require(isinstance(observed, Observations), "panel", "observations", source)
        tables.append(observed)
    if not tables:
        raise UsageError("imputation.no-panel", method=method.name)
    series = _read_series((*tables, result.observations))
    cells: FilledCells = {}
    for e, n in np.argwhere(table.holes()):
        own = dict(series.get((table.units[e], table.indicators[n]), {}))
        own.pop(result.year, None)
        years = sorted({*own, result.year})
        values = np.array([own.get(year, np.nan) for year in years])
        filled, basis = fill_in_time(values, np.array(years, dtype=np.float64), method.rule)
        position = years.index(result.year)
        if position in basis:
            used = tuple(str(years[m]) for m in basis[position])
            cells[int(e), int(n)] = (float(filled[position]), used)
    return cells


def _read_series(tables: Sequence[Observations]) -> Series:
    """Return the values by cell and year; for a repeated year the last table is used."""
    series: Series = {}
    for table in tables:
        cells = table.cells
        whole = zip(*(cells[name] for name in BREAKDOWNS), strict=True)
        rows = zip(cells["economy"], cells["indicator"], cells["year"], cells["value"], strict=True)
        for (economy, indicator, year, value), parts in zip(rows, whole, strict=True):
            if value is not None and year and not any(parts):
                series.setdefault((economy, indicator), {})[year] = float(value)
    return series


def fill_frame_in_time(frame: pd.DataFrame, method: Method) -> tuple[ImputationTable, FilledCells]:
    """Return the table of a frame with an index of unit and time, and values for its gaps."""
    if frame.index.nlevels != 2:
        raise UsageError("imputation.no-times", method=method.name)
    units = [str(unit) for unit in frame.index.get_level_values(0)]
    times = frame.index.get_level_values(1)
    try:
        numbers = np.asarray(times, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError("imputation.times-not-numbers", value=str(times[0])[:80]) from error
    plain = frame.copy()
    plain.index = [f"{unit}, {time}" for unit, time in frame.index]
    table = read_frame(plain, None, None)
    cells: FilledCells = {}
    names = np.asarray(units, dtype=object)
    for unit in dict.fromkeys(units):
        rows = np.flatnonzero(names == unit)
        rows = rows[np.argsort(numbers[rows], kind="stable")]
        for n in range(table.values.shape[1]):
            filled, basis = fill_in_time(table.values[rows, n], numbers[rows], method.rule)
            for position, used in basis.items():
                years = tuple(str(times[int(rows[m])]) for m in used)
                cells[int(rows[position]), n] = (float(filled[position]), years)
    return table, cells
