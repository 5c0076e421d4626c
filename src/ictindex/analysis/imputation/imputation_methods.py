"""Methods that fill empty cells: the closed set, their options, and one or several values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.imputation.imputation_table import NO_GROUP, ImputationTable, turn_downward
from ictindex.core.arguments import require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.statistics import missing_values as filling
from ictindex.engine.statistics import multiple_imputation as several
from ictindex.engine.statistics.missing_values import Filled, MissingDonorsError, TimeRule

Floats = npt.NDArray[np.float64]

MEAN, MEDIAN, ROW_MEAN, NEAREST = "mean", "median", "row-mean", "nearest"
REGRESSION, EM, CHAINED = "regression", "em", "chained"
LINEAR, LATEST, CONSTANT = "linear", "latest", "constant"
IN_TIME = (LINEAR, LATEST, CONSTANT)
METHODS = (MEAN, MEDIAN, ROW_MEAN, NEAREST, REGRESSION, EM, CHAINED, *IN_TIME)
# Methods that accept groups, and methods that can give several values for a cell.
_BY_GROUP = (MEAN, MEDIAN, NEAREST)
_SEVERAL = (MEAN, MEDIAN, NEAREST, REGRESSION, EM, CHAINED)
# Models use the scales of the methodology, on which indicators are closest to linear.
_TRANSFORMED = (ROW_MEAN, NEAREST, REGRESSION, EM, CHAINED)
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    NEAREST: ("peers", "scale"),
    ROW_MEAN: ("downward", "scale"),
    LINEAR: ("extrapolate", "most"),
    LATEST: ("most",),
    CONSTANT: ("most",),
    MEAN: ("scale",),
    MEDIAN: ("scale",),
    REGRESSION: ("predictors", "scale"),
    EM: ("scale",),
    CHAINED: ("scale",),
}
VALUES, TRANSFORMED = "values", "transformed"
_PEERS = 5
# Draws of the joint normal, and left-out cells, do not need more digits.
_TIGHT, _LOOSE = 1e-12, 1e-8
# Source that describes each method, as it is cited.
SOURCES: Mapping[str, str] = {
    MEAN: "OECD/JRC 2008, step 3",
    MEDIAN: "OECD/JRC 2008, step 3",
    ROW_MEAN: "OECD/JRC 2008, step 3",
    NEAREST: "Gower 1971",
    REGRESSION: "OECD/JRC 2008, step 3",
    EM: "Dempster, Laird and Rubin 1977",
    CHAINED: "van Buuren and Groothuis-Oudshoorn 2011",
    LINEAR: "",
    LATEST: "",
    CONSTANT: "",
}


@dataclass(frozen=True, slots=True)
class Method:
    """A method with its options."""

    name: str
    scale: str = VALUES
    peers: int = _PEERS
    downward: tuple[str, ...] = ()
    extrapolate: bool = False
    most: float | None = None
    seed: int = 0
    tolerance: float = _TIGHT
    predictors: tuple[str, ...] = ()  # predictors of regressions; none: all

    @property
    def reads_rows(self) -> bool:
        """True if a value is computed from the other values of its unit."""
        return self.name not in (MEAN, MEDIAN)

    @property
    def loose(self) -> Method:
        """The same method with as many digits as a comparison needs."""
        return replace(self, tolerance=_LOOSE)

    @property
    def rule(self) -> TimeRule:
        """Rule for gaps in time."""
        if self.name == LINEAR:
            return TimeRule("linear", self.extrapolate, self.extrapolate, self.most)
        return TimeRule("latest", self.name == CONSTANT, True, self.most)


def read_method(method: str | Mapping[str, Any], seed: int) -> Method:
    """Return a method from its name, or from a mapping with its name and options."""
    require(isinstance(method, (str, Mapping)), "method", "imputation-method", method)
    options: dict[str, Any] = {"method": method} if isinstance(method, str) else dict(method)
    name = options.pop("method", None)
    if name not in METHODS:
        raise UsageError("imputation.unknown-method", method=str(name)[:80], allowed=METHODS)
    allowed = _OPTIONS[name]
    for option in options:
        if option not in allowed:
            raise UsageError(
                "imputation.unknown-option", option=str(option)[:80], method=name, allowed=allowed
            )
    scale = options.get("scale", TRANSFORMED if name in _TRANSFORMED else VALUES)
    if scale not in (VALUES, TRANSFORMED):
        raise UsageError(
            "imputation.unknown-option",
            option=str(scale)[:80],
            method=name,
            allowed=(VALUES, TRANSFORMED),
        )
    peers = require_whole(options.get("peers", _PEERS), "peers", 1)
    most = options.get("most")
    fits = most is None or (isinstance(most, (int, float)) and not isinstance(most, bool))
    require(fits, "most", "number", most)
    extrapolate = options.get("extrapolate", False)
    require(isinstance(extrapolate, bool), "extrapolate", "true-or-false", extrapolate)
    downward = options.get("downward", ())
    require(
        isinstance(downward, Sequence) and not isinstance(downward, str),
        "downward",
        "texts",
        downward,
    )
    predictors = options.get("predictors", ())
    require(
        isinstance(predictors, Sequence) and not isinstance(predictors, str),
        "predictors",
        "texts",
        predictors,
    )
    return Method(
        name,
        scale,
        peers,
        tuple(downward),
        extrapolate,
        None if most is None else float(most),
        seed,
        predictors=tuple(predictors),
    )


def refuse_unfit(table: ImputationTable, method: Method, draws: int) -> None:
    """Refuse options that a method does not have, and tables with too few values."""
    if table.groups is not None and method.name not in _BY_GROUP:
        raise UsageError("imputation.groups-unused", method=method.name, allowed=_BY_GROUP)
    if draws and method.name not in _SEVERAL:
        raise UsageError("imputation.no-draws", method=method.name, allowed=_SEVERAL)
    if draws == 1:
        raise UsageError("imputation.one-draw", count="1")
    if not table.holes().any():
        raise UsageError("imputation.nothing-empty")
    if method.name in IN_TIME:
        return
    empty = np.isnan(table.values)
    if empty.all(axis=0).any():
        names = [table.indicators[n] for n in np.flatnonzero(empty.all(axis=0))]
        raise UsageError("imputation.all-missing", names=names)
    rows = np.flatnonzero(empty.all(axis=1) & table.holes().any(axis=1))
    # An economy without any value is not imputed; a row of a plain frame may have one value only.
    of_others = not method.reads_rows and table.estimates is None
    if len(rows) and not of_others:
        raise UsageError("imputation.all-missing", names=[table.units[n] for n in rows])


@dataclass(frozen=True, slots=True)
class FilledTable:
    """The values of a table without empty cells, with facts on the filled cells."""

    values: Floats
    donors: filling.Donors
    converged: bool
    limited: npt.NDArray[np.bool_]  # where a limit of the indicator replaces the computed value


def fill_table(table: ImputationTable, method: Method) -> FilledTable:
    """Return the table with filled cells, and the rows on which each value is based."""
    if method.downward:
        table = turn_downward(table, method.downward)
    moved = method.scale == TRANSFORMED
    values = table.transform(table.values) if moved else table.values
    filled = table.values.copy()
    donors: filling.Donors = {}
    limited = np.zeros(filled.shape, dtype=bool)
    converged = True
    for columns in table.parts():
        part = values[:, columns]
        if not np.isnan(part).any():
            continue
        done = _fill(part, table, columns, method)
        new = done.values
        if moved:
            whole = values.copy()
            whole[:, columns] = new
            new = table.restore(whole)[:, columns]
        within = table.limit(new, columns)
        empty = np.isnan(filled[:, columns])
        limited[:, columns] = empty & (within != new)
        filled[:, columns] = np.where(empty, within, filled[:, columns])
        donors |= {(row, int(columns[n])): some for (row, n), some in done.donors.items()}
        converged = converged and done.converged
    return FilledTable(filled, donors, converged, limited)


def predictor_places(
    table: ImputationTable, columns: npt.NDArray[np.intp], method: Method
) -> frozenset[int] | None:
    """Return the columns that predict others in a regression; ``None`` for all."""
    unknown = [name for name in method.predictors if name not in table.indicators]
    if unknown:
        raise UsageError(
            "imputation.no-column", column=str(unknown[0])[:80], allowed=table.indicators
        )
    if not method.predictors:
        return None
    return frozenset(n for n, c in enumerate(columns) if table.indicators[c] in method.predictors)


@contextmanager
def name_cells(table: ImputationTable) -> Iterator[None]:
    """Refuse a cell without donors and name its unit and indicator."""
    try:
        yield
    except MissingDonorsError as error:
        raise UsageError(
            "imputation.no-donors",
            economy=table.units[error.row],
            indicator=table.indicators[error.column],
        ) from error


def _fill(
    part: Floats, table: ImputationTable, columns: npt.NDArray[np.intp], method: Method
) -> Filled:
    try:
        return _FILLING[method.name](part, table, columns, method)
    except MissingDonorsError as error:
        raise MissingDonorsError(error.row, int(columns[error.column])) from error
    except ImportError as error:
        package = "scikit-learn" if method.name == CHAINED else "statsmodels"
        raise UsageError(
            "imputation.package-missing", method=method.name, package=package
        ) from error


def _fill_mean(part: Floats, table: ImputationTable, _: Any, __: Method) -> Filled:
    return filling.fill_by_group(part, _groups_of_units(table), lambda x: float(np.mean(x)))


def _fill_median(part: Floats, table: ImputationTable, _: Any, __: Method) -> Filled:
    return filling.fill_by_group(part, _groups_of_units(table), lambda x: float(np.median(x)))


def _groups_of_units(table: ImputationTable) -> list[str | None] | None:
    """Return the group of each unit; ``None`` for one without, whose cells stay empty."""
    if table.groups is None:
        return None
    return [None if group == NO_GROUP else group for group in table.groups]


def _fill_row(part: Floats, table: ImputationTable, columns: Any, _: Method) -> Filled:
    return filling.fill_by_row(part, [table.downward[n] for n in columns])


def _fill_nearest(part: Floats, table: ImputationTable, _: Any, method: Method) -> Filled:
    if table.groups is None:
        return filling.fill_by_nearest(part, method.peers)
    labels = np.asarray(table.groups, dtype=object)
    filled, donors = part.copy(), {}
    for label in dict.fromkeys(table.groups):
        if label == NO_GROUP:
            continue
        rows = np.flatnonzero(labels == label)
        try:
            done = filling.fill_by_nearest(part[rows], method.peers)
        except MissingDonorsError as error:
            raise MissingDonorsError(int(rows[error.row]), error.column) from error
        filled[rows] = done.values
        for (row, column), some in done.donors.items():
            donors[int(rows[row]), column] = tuple(int(rows[n]) for n in some)
    return Filled(filled, donors)


_FILLING: Mapping[str, Callable[[Floats, ImputationTable, Any, Method], Filled]] = {
    MEAN: _fill_mean,
    MEDIAN: _fill_median,
    ROW_MEAN: _fill_row,
    NEAREST: _fill_nearest,
    REGRESSION: lambda part, table, columns, method: filling.fill_by_regression(
        part, predictor_places(table, columns, method)
    ),
    EM: lambda part, _, __, method: filling.fill_by_normal(part, method.tolerance),
    CHAINED: lambda part, _, __, method: filling.fill_by_chains(
        part, method.seed, loose=method.tolerance > _TIGHT
    ),
}


def draw_table(
    table: ImputationTable, method: Method, draws: int, cells: Sequence[tuple[int, int]]
) -> Floats:
    """Return several values for each of some cells, shape (draws, cells)."""
    moved = method.scale == TRANSFORMED
    values = table.transform(table.values) if moved else table.values
    # Only draws from donors need the donors.
    donors = fill_table(table, method).donors if method.name in _BY_GROUP else {}
    where = {cell: n for n, cell in enumerate(cells)}
    imputed = np.empty((draws, len(cells)))
    for columns in table.parts():
        part = values[:, columns]
        places = filling.empty_cells(part)
        wanted = [
            (n, where[row, int(columns[column])], int(columns[column]))
            for n, (row, column) in enumerate(places)
            if (row, int(columns[column])) in where
        ]
        if not wanted:
            continue
        drawn = _draw(part, table, columns, method, draws, donors)
        for n, position, column in wanted:
            own = drawn[:, n]
            if moved:
                rows = np.zeros((draws, len(table.indicators)))
                rows[:, column] = own
                own = table.restore(rows)[:, column]
            imputed[:, position] = table.limit(own[:, np.newaxis], np.array([column]))[:, 0]
    return imputed


def _draw(
    part: Floats,
    table: ImputationTable,
    columns: npt.NDArray[np.intp],
    method: Method,
    draws: int,
    donors_of_table: filling.Donors,
) -> Floats:
    seed = method.seed
    if method.name == REGRESSION:
        places = predictor_places(table, columns, method)
        return several.draw_from_regressions(part, draws, seed, places)
    if method.name == EM:
        return several.draw_from_normal(part, draws, seed)
    if method.name == CHAINED:
        return several.draw_from_chains(part, draws, seed)
    donors = {
        (row, column): donors_of_table.get((row, int(columns[column])), ())
        for row, column in filling.empty_cells(part)
    }
    return several.draw_from_groups(part, donors, draws, seed)
