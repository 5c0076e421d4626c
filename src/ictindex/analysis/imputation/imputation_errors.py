"""Errors of imputed values: from left-out cells, and from estimates that were replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.imputation.imputation_methods import Method, fill_table
from ictindex.analysis.imputation.imputation_table import NO_GROUP, ImputationTable
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, Schema, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.engine.statistics.draws import counter_uniforms
from ictindex.engine.statistics.missing_values import MissingDonorsError
from ictindex.indices.results.base import IndexFigures
from ictindex.indices.results.what_if import name_of
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms

Floats = npt.NDArray[np.float64]
Cell = tuple[int, int]

_ALL = "all"
_OFFICIAL = "official"
POINTS, UNITS = "points", "units"
_ERROR_COLUMNS = ("mean_error", "mean_absolute_error", "root_mean_square_error")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that was left out and imputed: its value, the imputed value, and their difference.

    Parameters
    ----------
    unit, indicator, group : str
        The economy (or row), the indicator (or column), and its group.
    value, imputed : float
        The observed value, and the imputed value that the method gives without it.
    error : float
        Imputed less observed, in points of the score; for a frame in the indicator's unit.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> left = ict.analysis.impute(result, "median").cross_validate().left_out[0]
    >>> left.indicator, left.imputed != left.value
    ('internet-users', True)
    """

    unit: str
    indicator: str
    group: str
    value: float
    imputed: float
    error: float


@dataclass(frozen=True, slots=True)
class Folds:
    """Settings for leaving cells out: the number of parts, the seed and the groups."""

    count: int
    seed: int
    groups: tuple[str, ...]


def leave_cells_out(
    table: ImputationTable,
    method: Method,
    folds: Folds,
    score: Callable[[Floats], Floats] | None,
) -> tuple[list[LeftOut], int]:
    """Return the errors of observed cells, and the number that cannot be imputed when left out."""
    there: npt.NDArray[np.bool_] = np.asarray(~np.isnan(table.values))
    if table.estimates is not None:
        there &= ~table.estimates
    scored = None if score is None else score(table.values)
    errors: list[LeftOut] = []
    alone = 0
    for cells in _split_cells(there, folds):
        left, filled = _fill_without(table, method.loose, cells)
        alone += len(cells) - len(left)
        again = None if score is None else score(filled)
        for e, n in left:
            error = (
                filled[e, n] - table.values[e, n]
                if scored is None or again is None
                else again[e, n] - scored[e, n]
            )
            value, imputed = float(table.values[e, n]), float(filled[e, n])
            unit, indicator = table.units[e], table.indicators[n]
            errors.append(LeftOut(unit, indicator, folds.groups[e], value, imputed, float(error)))
    return errors, alone


def _split_cells(there: npt.NDArray[np.bool_], folds: Folds) -> list[list[Cell]]:
    """Split the observed cells into parts that have the same share of each group and indicator."""
    parts: list[list[Cell]] = [[] for _ in range(folds.count)]
    turn = 0
    for n in range(there.shape[1]):
        unit = counter_uniforms(folds.seed, "left-out", n, (len(there),))
        for group in dict.fromkeys(sorted(folds.groups)):
            rows = [e for e, own in enumerate(folds.groups) if own == group and there[e, n]]
            for e in sorted(rows, key=lambda e: unit[e]):
                parts[turn % folds.count].append((e, n))
                turn += 1
    return [part for part in parts if part]


def _fill_without(
    table: ImputationTable, method: Method, cells: Sequence[Cell]
) -> tuple[list[Cell], Floats]:
    """Fill a table without some cells; cells that cannot be imputed from others are put back."""
    left = list(cells)
    while left:
        values = table.values.copy()
        for cell in left:
            values[cell] = np.nan
        # Where values are computed from the unit's other values, a unit without any keeps its
        # cells.
        bare = method.reads_rows & np.asarray(
            np.isnan(values).all(axis=1) & ~np.isnan(table.values).all(axis=1)
        )
        if bare.any():
            left = [cell for cell in left if not bare[cell[0]]]
            continue
        try:
            filled = fill_table(table.with_values(values), method).values
        except MissingDonorsError as error:
            back = _find_needed_cells(left, error.row, error.column)
            if not back:
                raise
            left = [cell for cell in left if cell not in back]
        else:
            return [cell for cell in left if not np.isnan(filled[cell])], filled
    return [], table.values


def _find_needed_cells(left: Sequence[Cell], row: int, column: int) -> set[Cell]:
    """Return which left-out cells have to be put back so that a cell can be imputed."""
    # The cell itself; or other values of its unit; or values of its indicator in other units.
    if (row, column) in left:
        return {(row, column)}
    own = {cell for cell in left if cell[0] == row}
    return own or {cell for cell in left if cell[1] == column}


def _name_indicator(key: str, language: str) -> str:
    return i18n.text("imputation", "all-cells", language) if key == _ALL else name_of(key, language)


def _name_group(key: str, language: str) -> str:
    if key in (_ALL, NO_GROUP):
        return i18n.text("imputation", "all-cells" if key == _ALL else "no-group", language)
    return i18n.label("groups", key, language)


def _errors_by(column: Column) -> Schema:
    return define(
        f"imputation-errors-by-{column.name}",
        column,
        Column("cells", "count", "imputation/cells-left-out", "left out"),
        Column("missing", "count", "imputation/cells-empty", "empty cells"),
        *(
            Column(name, "estimate", f"={name}", about, places=1)
            for name, about in zip(
                _ERROR_COLUMNS, ("imputed less observed", "of the sizes", ""), strict=True
            )
        ),
        key=(column.name,),
    )


_BY = MappingProxyType(
    {
        "indicator": _errors_by(
            Column("indicator", "indicator", "imputation/indicator", names=_name_indicator)
        ),
        "group": _errors_by(Column("group", "group", "imputation/group", names=_name_group)),
    }
)
BY_INDICATOR, BY_GROUP = _BY.values()
CELLS = define(
    "imputation-errors",
    Column("unit", "code", about="economy, or row of the frame"),
    Column("indicator", "indicator", about="id, or column of the frame"),
    Column("group", "group"),
    Column("value", "estimate", about="observed"),
    Column("imputed", "estimate", about="imputed without it"),
    Column("error", "estimate", about="imputed less observed"),
    key=("unit", "indicator"),
    page=(),
)


class ImputationErrors(ReadOnly, Renderable):
    """Errors of an imputation, from observed cells that were left out and imputed.

    Made by :meth:`ictindex.analysis.Imputation.cross_validate`.

    Parameters
    ----------
    method : str
        The method.
    left_out : sequence of LeftOut
        Each cell that was left out.
    missing : mapping
        Number of empty cells by indicator and group.
    unit : str
        ``points`` of the score, or ``units`` of the indicator.
    own_terms : OwnTerms, optional
        Names of a user's own indicators and areas.

    Notes
    -----
    Values are not missing at random: most are missing where little is measured. Therefore every
    part of the left-out cells has the same share of each income group, and ``at_missing`` weights
    the errors of each indicator and group by the number of empty cells there. Differences between
    observed and empty cells within a group remain unknown.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> errors = ict.analysis.impute(result, "median").cross_validate()
    >>> errors.method, errors.unit, errors.count
    ('median', 'points', 208)
    >>> errors.to_frame("indicator").columns.tolist()[:3]
    ['indicator', 'cells', 'missing']
    >>> errors.at_missing["cells"] <= errors.count
    True
    >>> len(errors.left_out) == errors.count, sum(errors.missing.values())
    (True, 11)
    """

    method: str
    left_out: tuple[LeftOut, ...]
    missing: Mapping[tuple[str, str], int]
    unit: str
    _alone: int
    own_terms: OwnTerms | None

    def __init__(
        self,
        method: str,
        left_out: Sequence[LeftOut],
        missing: Mapping[tuple[str, str], int],
        unit: str,
        alone: int,
        own_terms: OwnTerms | None = None,
    ) -> None:
        self._set(
            method=method,
            left_out=tuple(left_out),
            missing=dict(missing),
            unit=unit,
            _alone=alone,
            own_terms=own_terms,
        )

    @property
    def count(self) -> int:
        """Number of cells that were left out and imputed."""
        return len(self.left_out)

    @property
    def at_missing(self) -> dict[str, float]:
        """Errors weighted by the numbers of empty cells, and the number of left-out cells used."""
        by_cell: dict[tuple[str, str], list[float]] = {}
        for cell in self.left_out:
            by_cell.setdefault((cell.indicator, cell.group), []).append(cell.error)
        parts = [(by_cell[key], n) for key, n in sorted(self.missing.items()) if key in by_cell]
        whole = sum(n for _, n in parts)
        if not whole:
            return dict.fromkeys(_ERROR_COLUMNS, float("nan")) | {"cells": 0.0}

        def weigh(of: Callable[[Floats], float]) -> float:
            return sum(n * of(np.array(errors)) for errors, n in parts) / whole

        return {
            "mean_error": weigh(lambda x: float(x.mean())),
            "mean_absolute_error": weigh(lambda x: float(np.abs(x).mean())),
            "root_mean_square_error": float(np.sqrt(weigh(lambda x: float(np.square(x).mean())))),
            "cells": float(sum(len(errors) for errors, _ in parts)),
        }

    def to_frame(self, by: str = "indicator", *, names: str | None = None) -> pd.DataFrame:
        """Return the errors.

        Parameters
        ----------
        by : str
            ``"indicator"``, ``"group"`` (both with a last row ``all``), or ``"cell"``.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            By indicator or group: cells (left out), missing (empty cells there), mean_error
            (imputed less observed), mean_absolute_error, root_mean_square_error, in points of
            the indicator's score, or in its unit where there are no goalposts. By cell: unit,
            indicator, group, value, imputed, error.

        Raises
        ------
        UsageError
            For another ``by``.
        """
        attributes = {"method": self.method, "unit": self.unit, "alone": self._alone}
        return put_names(write_frame(self._table(by), attributes), names, self)

    _json_name = "imputation-errors-of-method"

    def _to_dict(self) -> dict[str, Any]:
        """Return the errors by indicator and group, and each cell, as plain data."""
        tables = {f"by_{by}": write_records(self._table(by)) for by in _BY}
        return {"method": self.method, **tables, "cells": write_records(self._table("cell"))}

    def _table(self, by: str) -> Table:
        """Return the left-out cells, or their errors by indicator or group."""
        if by == "cell":
            return Table.of(CELLS, self.left_out)
        if by not in _BY:
            raise UsageError(
                "imputation.unknown-view", by=str(by)[:80], allowed=("indicator", "group", "cell")
            )
        position = ("indicator", "group").index(by)
        keys = dict.fromkeys(getattr(cell, by) for cell in self.left_out)
        keys |= dict.fromkeys(key[position] for key, n in self.missing.items() if n)
        rows = []
        for key in (*keys, _ALL):
            errors = [cell.error for cell in self.left_out if key in (_ALL, getattr(cell, by))]
            empty = sum(n for own, n in self.missing.items() if key in (_ALL, own[position]))
            row = {by: key, "cells": len(errors), "missing": empty}
            rows.append(row | dict(zip(_ERROR_COLUMNS, _summary(errors), strict=True)))
        return Table.of(_BY[by], rows, {name: self._name_unit(name) for name in _ERROR_COLUMNS})

    def _name_unit(self, name: str) -> Callable[[str], str]:
        """Return the words of a header: a kind of error with its unit."""

        def write(language: str) -> str:
            words = i18n.text("imputation", name.replace("_", "-"), language)
            return i18n.detail(
                words, i18n.text("imputation", f"unit-{self.unit}", language), language
            )

        return write

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: the left-out cells, errors by indicator and group, and assumptions."""

        def say(key: str, **values: object) -> str:
            return i18n.text("imputation", key, language, **values)

        blocks: list[Block] = [
            i18n.Heading(say("errors-title"), 2),
            i18n.Sentence("imputation/errors-facts", count=self.count, method=self.method),
            i18n.Sentence("imputation/not-at-random").as_note(),
        ]
        if self._alone:
            blocks.append(i18n.Sentence("imputation/alone", count=self._alone))
        blocks += [write_grid(self._table(by), language) for by in _BY]
        weighted = self.at_missing
        if weighted["cells"]:
            blocks.append(
                i18n.Sentence(
                    "imputation/at-missing",
                    mean=round_figure(weighted["mean_error"], 1),
                    absolute=round_figure(weighted["mean_absolute_error"], 1),
                    unit=i18n.Sentence(f"imputation/unit-{self.unit}"),
                )
            )
        return blocks


def _summary(errors: Sequence[float]) -> tuple[float, float, float]:
    if not errors:
        return (float("nan"),) * 3
    array = np.array(errors)
    squares = float(np.sqrt(np.square(array).mean()))
    return float(array.mean()), float(np.abs(array).mean()), squares


@dataclass(frozen=True, slots=True)
class ReplacedEstimate:
    """An estimate, and the official value for the same year that was published later.

    Parameters
    ----------
    economy, indicator : str
        ISO3 code, and id of the indicator.
    year : int
        Year of both values.
    estimate, official : decimal.Decimal
        The estimate, and the official value, in the unit of the indicator.

    Examples
    --------
    >>> from decimal import Decimal
    >>> import ictindex as ict
    >>> cell = ("BEN", "households-internet", 2022)
    >>> ReplacedEstimate(*cell, Decimal("45.4"), Decimal("34.4")).error
    Decimal('11.0')
    """

    economy: str
    indicator: str
    year: int
    estimate: Decimal
    official: Decimal

    @property
    def error(self) -> Decimal:
        """The estimate less the official value, in the unit of the indicator."""
        return self.estimate - self.official


def _name_unit(name: str, about: str) -> Column:
    return Column(name, "estimate", f"imputation/{name}", about)


REPLACED = define(
    "replaced-estimates",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("indicator", "indicator", "imputation/indicator", names=name_of),
    Column("year", "year", "imputation/year"),
    _name_unit("estimate", "in the unit of the indicator"),
    _name_unit("official", "official value of the same year"),
    _name_unit("error", "estimate less official value"),
    key=("economy", "indicator", "year"),
)


class ReplacedEstimates(ReadOnly, TabularResult):
    """Estimates that were later replaced by an official value for the same year.

    Made by :func:`ictindex.analysis.replaced_estimates`.

    Parameters
    ----------
    cells : sequence of ReplacedEstimate
        Each estimate with its official value.

    Examples
    --------
    >>> import ictindex as ict
    >>> first = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> replaced = ict.analysis.replaced_estimates(first, first)  # nothing replaces itself
    >>> replaced.cells, replaced.to_frame().empty
    ((), True)
    >>> replaced.summary["cells"]
    0
    """

    cells: tuple[ReplacedEstimate, ...]

    def __init__(self, cells: Sequence[ReplacedEstimate]) -> None:
        self._set(cells=tuple(cells))

    @property
    def summary(self) -> dict[str, Any]:
        """Number of cells, mean error, mean absolute error, and how many were too high."""
        errors = [float(cell.error) for cell in self.cells]
        mean, absolute, squares = _summary(errors)
        return {
            "cells": len(errors),
            "mean_error": mean,
            "mean_absolute_error": absolute,
            "root_mean_square_error": squares,
            "too_high": sum(error > 0 for error in errors),
        }

    _parts = (Part("cells", REPLACED, "cells"),)

    def _attributes(self, part: str) -> dict[str, Any]:
        """Return the number of cells and their errors."""
        return self.summary

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: the number of replaced estimates, and their official values."""

        def say(key: str, **values: object) -> str:
            return i18n.text("imputation", key, language, **values)

        blocks: list[Block] = [i18n.Heading(say("replaced-title"), 2)]
        if not self.cells:
            return [*blocks, i18n.Sentence("imputation/replaced-none")]
        facts = self.summary
        blocks.append(
            i18n.Sentence(
                "imputation/replaced-facts",
                count=int(facts["cells"]),
                absolute=round_figure(facts["mean_absolute_error"], 1),
                high=int(facts["too_high"]),
            )
        )
        return [*blocks, write_grid(self._table(), language)]


def replaced_estimates(
    earlier: Observations | IndexFigures, later: Observations | IndexFigures
) -> ReplacedEstimates:
    """Compare estimates with the official values that replaced them for the same year.

    Parameters
    ----------
    earlier : Observations or Result
        The data used first: the function compares its cells with an estimate (status ``I`` or ``E``
        of the class estimate).
    later : Observations or Result
        The data used later: its official values for the same economy, indicator and year count,
        including carried values.

    Returns
    -------
    ReplacedEstimates
        Each such pair, the estimate less the official value, and their mean.

    Notes
    -----
    These are the only true errors of estimates: the official value and the estimate refer to the
    same year. They are few and not a random sample: where an official value was received, there was
    a survey. Cells that were estimated again, or not estimated, give no information. Empty cells
    are not counted.

    Examples
    --------
    >>> import ictindex as ict
    >>> import pandas as pd
    >>> cell = {"economy": ["BEN"], "indicator": ["households-internet"], "year": [2022]}
    >>> first = cell | {"value": ["45.4"], "status": ["I"], "source_class": ["estimate"]}
    >>> second = cell | {"value": ["34.4"], "source_class": ["official-submission"]}
    >>> first, second = (ict.read_observations(pd.DataFrame(rows)) for rows in (first, second))
    >>> float(ict.analysis.replaced_estimates(first, second).to_frame()["error"].iloc[0])
    11.0
    """
    tables = [_table_of(name, source) for name, source in (("earlier", earlier), ("later", later))]
    official = {
        (economy, indicator, year): value
        for economy, indicator, year, value, kind in _cells(tables[1])
        if kind == _OFFICIAL
    }
    replaced = [
        ReplacedEstimate(economy, indicator, year, value, official[economy, indicator, year])
        for economy, indicator, year, value, kind in _cells(tables[0])
        if kind == catalogue.ESTIMATE and (economy, indicator, year) in official
    ]
    return ReplacedEstimates(
        sorted(replaced, key=lambda cell: (cell.economy, cell.indicator, cell.year))
    )


def _table_of(argument: str, source: object) -> Observations:
    table: Any = getattr(source, "observations", source)
    if not isinstance(table, Observations):
        require(False, argument, "observations", source)
    observations: Observations = table
    return observations


def _cells(table: Observations) -> Iterable[tuple[str, str, int, Decimal, str]]:
    cells = table.cells
    names = ("economy", "indicator", "year", "value", "source_class", "status")
    whole = [not any(parts) for parts in zip(*(cells[name] for name in BREAKDOWNS), strict=True)]
    for economy, indicator, year, value, source, status, is_whole in zip(
        *(cells[name] for name in names), whole, strict=True
    ):
        if value is not None and year and is_whole:
            yield economy, indicator, year, value, catalogue.kind_of(source, status)
