"""Imputation of empty cells as a what-if: one or several values for each, with their basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.imputation import imputation_methods as methods
from ictindex.analysis.imputation.imputation_errors import (
    POINTS,
    UNITS,
    Folds,
    ImputationErrors,
    leave_cells_out,
)
from ictindex.analysis.imputation.imputation_methods import Method
from ictindex.analysis.imputation.imputation_panel import fill_frame_in_time, fill_result_in_time
from ictindex.analysis.imputation.imputation_table import (
    NO_GROUP,
    Groups,
    ImputationTable,
    group_labels,
    name_groups,
    read_frame,
    read_result,
    units_of,
)
from ictindex.analysis.tables.indicator_tables import IMPUTED_CELLS
from ictindex.core.arguments import ReadOnly, freeze_array, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of
from ictindex.core.records import parts_of
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.editions.scenarios import what_if
from ictindex.engine.float_scores import aggregate, score_leaves
from ictindex.engine.lab_plan import LabPlan
from ictindex.engine.simulation import simulate
from ictindex.engine.statistics.multiple_imputation import pool_estimates
from ictindex.indices.idi.scores import EditionScores
from ictindex.indices.results.origin_notices import OriginNotices
from ictindex.indices.results.what_if import name_of
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms
    from ictindex.data.observations import Observations
    from ictindex.indices.idi.counterfactual import Counterfactual
    from ictindex.indices.idi.result import Result

Floats = npt.NDArray[np.float64]

_MOST_SHOWN = 40
_STRATA = "income-group"
# Decimals of a value in a what-if: more than those of any published indicator.
_PLACES = 6
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class ImputedCell:
    """A cell that was empty, with the imputed value and the units or years on which it is based.

    Parameters
    ----------
    unit, indicator : str
        The economy (or row), and the indicator (or column).
    value : float
        The value, in the unit of the indicator.
    basis : tuple of str
        Economies from whose values it was computed; for methods in time the years.
    limited : bool
        Whether the method gave an impossible value, which was replaced by the indicator's limit.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> cell = ict.analysis.impute(result, {"method": "nearest", "peers": 2}).details[0]
    >>> cell.unit, cell.indicator, cell.limited, len(cell.basis)
    ('AFG', 'internet-users', False, 2)
    """

    unit: str
    indicator: str
    value: float
    basis: tuple[str, ...]
    limited: bool = False


def _write_basis(row: Mapping[str, Any], language: str) -> str:
    """Return the units or years on which a value is based, or their number if they are many."""
    basis = row["basis"]
    if len(basis) <= _MOST_NAMED:
        return i18n.join(basis, language)
    return i18n.text("imputation", "donors", language, count=i18n.number(len(basis), language))


def _cells_of(name: str, unit: Column) -> Schema:
    return define(
        name,
        unit,
        Column("indicator", "indicator", "imputation/indicator", names=name_of),
        Column("value", "estimate", "imputation/value", "in the indicator's unit", places=2),
        Column("method", "code", get="=method", page=False),
        Column(
            "donors",
            "count",
            about="units or years on which it is based",
            get=lambda cell: len(cell["basis"]),
            page=False,
        ),
        Column("basis", "codes", "imputation/basis", "these", write=_write_basis),
        Column("limited", "boolean", about="the limit replaces an impossible value", page=False),
        Column(
            "deviation",
            "estimate",
            "imputation/deviation",
            "standard deviation between the draws; NaN without draws",
            places=2,
            page="several",
        ),
        key=(unit.name, "indicator"),
        page=(unit.name, "indicator", "value", "deviation", "basis"),
    )


CELLS_OF_RESULT = _cells_of(
    "imputation", Column("economy", "economy", "views/economy", "ISO3 code")
)
CELLS_OF_FRAME = _cells_of(
    "imputation-of-frame", Column("unit", "code", "imputation/unit", "row of the frame")
)
POOLED = define(
    "imputation-pool",
    Column("economy", "economy", about="ISO3 code"),
    Column("node", "node"),
    Column("score", "estimate", about="mean over the draws, unrounded, in points"),
    Column("between", "estimate", about="variance between draws"),
    Column("total", "estimate", about="total variance of the score"),
    Column("freedom", "estimate", about="degrees of freedom"),
    Column("low", "estimate", about="of the simulated interval of 95 %"),
    Column("high", "estimate", about="of the simulated interval of 95 %"),
    Column("imputed", "count", about="imputed cells below the node"),
    key=("economy", "node"),
    page=(),
)


class Imputation(OriginNotices, ReadOnly, Renderable):
    r"""Values for empty cells, estimated by the user; they must never be published.

    Made by :func:`ictindex.analysis.impute`. With ``draws`` it can be the assumption ``imputation``
    of a robustness or sensitivity analysis.

    Parameters
    ----------
    table : ImputationTable
        The table whose cells were imputed.
    method : Method
        How.
    details : sequence of ImputedCell
        The filled cells.
    base : Result or None
        The result to which the empty cells belong.
    draws : array or None
        Several values for each cell, shape (imputations, cells).
    converged : bool
        Whether an iterative method converged.

    Notes
    -----
    A blank cell of a published table means *not printed*: the value here is an estimate from other
    values and gives no information on a withheld value. Values are put into a what-if with six
    decimals and are flagged there like every what-if value.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> filled = ict.analysis.impute(result, "median", by="itu-region")
    >>> filled.name, filled.source, len(filled.cells), filled.draws.shape
    ('median', 'OECD/JRC 2008, step 3', 11, (0, 11))
    >>> filled.base is result, filled.converged, filled.unfilled
    (True, True, ())
    >>> other = filled.what_if()
    >>> len(result.excluded), len(other.excluded), other.kind
    (5, 0, 'counterfactual')
    >>> filled.to_frame()[["indicator", "donors"]].head(2).to_numpy().tolist()
    [['internet-users', 3], ['households-internet', 3]]
    >>> bool(filled.completed.isna().any(axis=None)), filled.details[0].unit
    (False, 'AFG')
    >>> errors = filled.cross_validate(folds=5)
    >>> errors.count > 200
    True
    >>> several = ict.analysis.impute(result, "median", draws=5)
    >>> several.pool().query("imputed > 0")["economy"].tolist()
    ['AFG', 'FRA', 'LSO', 'VEN', 'YEM']
    """

    details: tuple[ImputedCell, ...]
    base: Result | None
    draws: Floats
    converged: bool

    def __init__(
        self,
        table: ImputationTable,
        method: Method,
        details: Sequence[ImputedCell],
        base: Result | None = None,
        draws: Floats | None = None,
        converged: bool = True,
    ) -> None:
        several = np.empty((0, len(details))) if draws is None else draws
        self._set(
            _table=table,
            _method=method,
            details=tuple(details),
            base=base,
            draws=freeze_array(several),
            converged=converged,
        )

    _table: ImputationTable
    _method: Method

    @property
    def _own_terms(self) -> OwnTerms | None:
        """The names of a user's own indicators and areas, where the result has any."""
        return None if self.base is None else terms_of(self.base)

    @property
    def name(self) -> str:
        """Name of the method."""
        return self._method.name

    @property
    def source(self) -> str:
        """Source that describes the method; empty where there is nothing to describe."""
        return methods.SOURCES[self._method.name]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The imputed cells: economy (or row) and indicator (or column)."""
        return tuple((cell.unit, cell.indicator) for cell in self.details)

    @property
    def unfilled(self) -> tuple[tuple[str, str], ...]:
        """Cells that stay empty, because their economy has no group or no year to start from."""
        done = set(self.cells)
        holes = np.argwhere(self._table.holes())
        names = [(self._table.units[e], self._table.indicators[n]) for e, n in holes]
        return tuple(cell for cell in names if cell not in done)

    @property
    def completed(self) -> pd.DataFrame:
        """Observed and imputed values, units x indicators; NaN where there is neither."""
        import pandas as pd

        table = self._table
        values = table.values.copy()
        for cell in self.details:
            values[table.units.index(cell.unit), table.indicators.index(cell.indicator)] = (
                cell.value
            )
        frame = pd.DataFrame(values, index=list(table.units), columns=list(table.indicators))
        frame.index.name = "economy" if self.base is not None else "unit"
        frame.attrs.update(self.frame_attributes())
        frame.attrs[IMPUTED_CELLS] = [(cell.unit, cell.indicator) for cell in self.details]
        return frame

    def frame_attributes(self) -> dict[str, Any]:
        """Return the attributes of frames: they state that the values are estimates by the user."""
        attributes: dict[str, Any] = {
            "imputed": "estimates of the user's, not observed and not published",
            "method": self.name,
            "source": self.source,
            "scale": self._method.scale,
        }
        if self.base is not None:
            attributes |= {"departs_from": self.base.id}
        if len(self.draws):
            attributes |= {"draws": len(self.draws), "seed": self._method.seed}
        return attributes

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each imputed cell.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy (of a frame: unit), indicator, value (in the indicator's unit),
            method, donors (number of units or years on which it is based), basis (these, separated
            by ``;``), limited (the indicator's limit replaces an impossible value), deviation
            (standard deviation between the draws; NaN without draws).
        """
        return put_names(write_frame(self._cells(), self.frame_attributes()), names, self)

    def _cells(self) -> Table:
        """Return the imputed cells; those of a result belong to economies."""
        several = len(self.draws) > 0
        spread = (
            np.std(self.draws, axis=0, ddof=1) if several else np.full(len(self.details), np.nan)
        )
        rows = [
            parts_of(cell) | {"economy": cell.unit, "deviation": float(deviation)}
            for cell, deviation in zip(self.details, spread, strict=True)
        ]
        schema = CELLS_OF_FRAME if self.base is None else CELLS_OF_RESULT
        return Table.of(schema, rows, {"method": self.name, "several": several})

    def _name_object(self) -> str:
        return "imputation" if self.base is not None else "imputation-of-frame"

    def _to_dict(self) -> dict[str, Any]:
        return {"rows": write_records(self._cells())}

    def what_if(self) -> Counterfactual:
        """Return the result as it would be with the imputed values.

        Returns
        -------
        Counterfactual
            A result that is marked in every view as a what-if and flags the imputed values;
            :func:`ictindex.publish` refuses it.

        Raises
        ------
        UsageError
            If a plain frame was imputed, or nothing could be filled.
        """
        if self.base is None:
            raise UsageError("imputation.no-result")
        if not self.details:
            raise UsageError("imputation.nothing-filled", method=self.name)
        other: Counterfactual = what_if(
            self.base, {(cell.unit, cell.indicator): _exact(cell.value) for cell in self.details}
        )
        return other

    def pool(self, node: str | None = None, *, names: str | None = None) -> pd.DataFrame:
        r"""Return the combined scores of the draws, by Rubin's rules.

        .. math:: T = \bar U + \left(1 + \tfrac1m\right) B

        Parameters
        ----------
        node : str, optional
            Id of a node; by default the index.
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, score (mean over the draws, unrounded, in points), between
            (variance between draws), total (its total variance), freedom (degrees of freedom),
            low, high (simulated interval, 95 %), imputed (number of imputed cells below the
            node); a row for each economy with a score.

        Raises
        ------
        UsageError
            If there are no draws, or a plain frame was imputed.
        CatalogueError
            If the node is not part of the index.

        Notes
        -----
        A score follows from its values without an error of its own. There is therefore no variance
        within an imputation (:math:`\bar U = 0`), and the degrees of freedom are :math:`m - 1`. The
        interval covers the uncertainty of the imputation and no other uncertainty. Parameters that
        a variant takes from the set of economies keep their values from the result.
        """
        base = self.base
        if base is None:
            raise UsageError("imputation.no-result")
        if not len(self.draws):
            raise UsageError("imputation.without-draws")
        position = base.position(base.methodology.plan.root if node is None else node)
        scores = self._score_draws(base)[..., position]
        kept = np.flatnonzero(~np.isnan(scores).any(axis=0))
        pooled = pool_estimates(scores[:, kept])
        half = pooled.half_width()
        below = {
            base.methodology.plan.indicators[n]
            for n in base.methodology.plan.leaves_below(position)
        }
        key = base.methodology.plan.nodes[position]
        rows = [
            {
                "economy": base.economies[e],
                "node": key,
                "score": pooled.estimate[n],
                "between": pooled.between[n],
                "total": pooled.total[n],
                "freedom": pooled.freedom[n],
                "low": pooled.estimate[n] - half[n],
                "high": pooled.estimate[n] + half[n],
                "imputed": sum(c == base.economies[e] and i in below for c, i in self.cells),
            }
            for n, e in enumerate(kept)
        ]
        frame = write_frame(Table.of(POOLED, rows), self.frame_attributes())
        return put_names(frame, names, self)

    def _score_draws(self, base: Result) -> Floats:
        """Return the scores of all nodes for each draw: (draws, economies, nodes)."""
        plan, table = base.methodology.plan, self._table
        values = np.broadcast_to(table.values, (len(self.draws), *table.values.shape)).copy()
        rows = [table.units.index(cell.unit) for cell in self.details]
        columns = [table.indicators.index(cell.indicator) for cell in self.details]
        values[:, rows, columns] = self.draws
        if isinstance(plan, LabPlan):
            scores: Floats = simulate(plan, values, nodes=True)
            return scores
        leaves = score_leaves(plan, values)
        # A score without values is used for each leaf below it: a mean of equal scores.
        for e, supplied in enumerate(base.input_rows.supplied):
            for position in range(len(supplied) - 1, -1, -1):
                score = supplied[position]
                if score is not None:
                    leaves[:, e, list(plan.leaves_below(position))] = float(score)
        return aggregate(plan, leaves)

    def cross_validate(
        self, folds: int = 10, *, strata: Groups | None = None, seed: int = 0
    ) -> ImputationErrors:
        """Leave observed cells out, impute them by the same method, and compare.

        Parameters
        ----------
        folds : int
            Number of parts into which the observed cells are split; each part is left out once.
        strata : str or mapping, optional
            Groups with the same share in every part; by default the income groups of the edition,
            or for a frame the groups of the imputation, if any.
        seed : int
            Seed of the split.

        Returns
        -------
        ImputationErrors
            Errors by indicator and group, in points of the score (for a frame, in its units).

        Raises
        ------
        UsageError
            If the method works in time, or there are fewer than two parts.
        """
        folds = require_whole(folds, "folds", 2)
        if self.name in methods.IN_TIME:
            raise UsageError("imputation.no-folds-in-time", method=self.name)
        table, base = self._table, self.base
        if base is not None:
            groups = self._strata(base, strata)
            plan = base.methodology.plan
            left, alone = leave_cells_out(
                table,
                self._method,
                Folds(folds, seed, groups),
                lambda x: simulate(plan, x, nodes=True)[:, : len(plan.leaves)],
            )
        else:
            require(strata is None or isinstance(strata, Mapping), "strata", "mapping", strata)
            own = dict(strata) if isinstance(strata, Mapping) else None
            groups = table.groups or (NO_GROUP,) * len(table.units)
            if own is not None:
                groups = name_groups(table.units, own)
            left, alone = leave_cells_out(table, self._method, Folds(folds, seed, groups), None)
        missing: dict[tuple[str, str], int] = {}
        for e, n in np.argwhere(table.holes()):
            key = (table.indicators[n], groups[e])
            missing[key] = missing.get(key, 0) + 1
        unit = UNITS if base is None else POINTS
        return ImputationErrors(self.name, left, missing, unit, alone, self._own_terms)

    def _strata(self, base: Result, strata: Groups | None) -> tuple[str, ...]:
        """Return the group of each economy, for an even distribution of the left-out cells."""
        if strata is not None:
            return group_labels(base, strata, None)
        terms = terms_of(base)
        if terms is None or not terms.areas:
            return group_labels(base, _STRATA, None)
        return self._table.groups or (NO_GROUP,) * len(self._table.units)

    def _notices(self) -> list[Sentence]:
        """Return the notes of every view: the author of the estimates, and their limits."""
        notices = [Sentence("imputation/of-the-user")]
        if self.base is not None:
            notices.append(Sentence("imputation/of-result", id=self.base.id))
        if not self.converged:
            notices.append(Sentence("imputation/not-converged"))
        return notices

    def _blocks(self, language: str) -> list[Block]:
        """Return the page: the author of the estimates, the method, and each cell."""

        def say(key: str, **values: object) -> str:
            return i18n.text("imputation", key, language, **values)

        blocks: list[Block] = [i18n.Heading(say("title"), 2)]
        blocks += [notice.as_note() for notice in self._notices()]
        blocks += [
            Sentence("imputation/facts", method=self.name, count=len(self.details)),
            Sentence(f"imputation-rules/{self.name}"),
        ]
        if self._method.scale == methods.TRANSFORMED:
            blocks.append(i18n.Sentence("imputation/transformed"))
        if len(self.draws):
            blocks.append(Sentence("imputation/draws", count=len(self.draws)))
        limited = sum(cell.limited for cell in self.details)
        if limited:
            blocks.append(Sentence("imputation/limited", count=limited).as_note())
        blocks.append(self._table_of_cells(language))
        if self.unfilled:
            blocks.append(Sentence("imputation/unfilled", count=len(self.unfilled)).as_note())
        return blocks

    def _table_of_cells(self, language: str) -> Block:
        table = self._cells()
        grid = write_grid(table.first(_MOST_SHOWN), language)
        if len(table) > _MOST_SHOWN:
            rest = str(len(table) - _MOST_SHOWN)
            more = i18n.text("views", "more-faults", language, count=rest)
            grid = replace(grid, rows=[*grid.rows, [more, *([""] * (len(grid.headers) - 1))]])
        return grid


def _exact(value: float) -> Decimal:
    """Return a value for a what-if: six decimals, without zeros at the end."""
    return Decimal(f"{value:.{_PLACES}f}").normalize() + 0


def impute(
    data: Result | pd.DataFrame,
    method: str | Mapping[str, Any] = "median",
    *,
    by: Groups | None = None,
    vintage: str | None = None,
    pillars: bool | Mapping[str, str] | None = None,
    panel: Sequence[Result | Observations] = (),
    draws: int = 0,
    seed: int = 0,
) -> Imputation:
    """Estimate the values of empty cells, as a what-if.

    Parameters
    ----------
    data : Result or pandas.DataFrame
        A result with empty inputs to impute; or a frame with a row for each unit and a column for
        each indicator (for methods in time, with an index of unit and time).
    method : str or mapping
        ``"mean"``, ``"median"``: of all units, or of the unit's group. ``"row-mean"``: mean of the
        unit's other values, each scaled to 0 to 1 by the range of its indicator. ``"nearest"``:
        mean of the nearest units (Gower's distance over the indicators that both have).
        ``"regression"``: least squares on the indicators that the unit has. ``"em"``: conditional
        mean under a joint normal distribution. ``"chained"``: regressions on all other indicators
        in turn. ``"linear"``, ``"latest"``, ``"constant"``: over the years of a panel. As a mapping
        with ``method`` and options: ``peers`` (of nearest, 5), ``predictors`` (of regression: the
        indicators used, by default all that the unit has), ``scale`` (``"values"`` or
        ``"transformed"``, the transformations of the methodology), ``downward`` (of row-mean:
        indicators where less is better), ``extrapolate`` (of linear: also beyond the observed
        years), ``most`` (of methods in time: the largest distance in time from which a value may
        come).
    by : str or mapping, optional
        For mean, median and nearest: a dated grouping of the catalogue such as ``"income-group"``,
        or a mapping of units to groups; for a frame also the name of a column.
    vintage : str, optional
        Vintage of the grouping; by default that of the edition.
    pillars : bool or mapping, optional
        Impute within each pillar separately: ``True`` for the pillars of the result, or a mapping
        of indicators to pillars for a frame.
    panel : sequence of Result or Observations
        For methods in time: other years of the same indicators.
    draws : int
        Number of values for each cell (multiple imputation); 0 for a single value.
    seed : int
        Seed of the draws.

    Returns
    -------
    Imputation
        The imputed cells; ``what_if()`` gives the result with them.

    Raises
    ------
    UsageError
        If no cell is empty; a unit or an indicator has no value at all; a group has no value; there
        are fewer units than five times the indicators (regression, em, chained); or the method does
        not accept groups or cannot give several values.

    Notes
    -----
    Observed cells never change, and imputed values are never part of an edition. All methods except
    the last three assume that missing values are like observed ones, given the group or the other
    indicators (*missing at random*). This is doubtful where little is measured:
    :meth:`Imputation.cross_validate` and :func:`replaced_estimates` show errors. An impossible
    value of an indicator is set to its limit, and marked. Models work on the transformed scales of
    the methodology (logarithms of traffic and prices). Chained equations are those of scikit-learn,
    whose draws depend on a seed; statsmodels draws from NumPy's global state. Draws are taken from
    the donors after a bootstrap (mean, median, nearest); of variance, slopes and residual
    (regression); on a bootstrap of the units (em); or from the predictions (chained).

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, step 3. Rubin, D. B. (1987).
    Multiple Imputation for Nonresponse in Surveys. Rubin, D. B. and Schenker, N. (1986), JASA 81.
    Dempster, A. P., Laird, N. M. and Rubin, D. B. (1977), JRSS B 39. Honaker, J. and King, G.
    (2010), AJPS 54. van Buuren, S. and Groothuis-Oudshoorn, K. (2011), JSS 45(3). Gower, J. C.
    (1971), Biometrics 27. All as commonly attributed.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> filled = ict.analysis.impute(result, {"method": "nearest", "peers": 3})
    >>> [len(cell.basis) for cell in filled.details][:3]
    [3, 3, 3]
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": [1.0, 3.0, None], "b": [2.0, 4.0, 9.0]}, index=list("xyz"))
    >>> ict.analysis.impute(frame, "mean").completed["a"].tolist()
    [1.0, 3.0, 2.0]
    """
    import pandas as pd

    require(isinstance(data, (EditionScores, pd.DataFrame)), "data", "result-or-frame", data)
    draws, seed = require_whole(draws, "draws", 0), require_whole(seed, "seed", 0)
    require(
        vintage is None or not isinstance(data, pd.DataFrame), "vintage", "none-of-frame", vintage
    )
    chosen = methods.read_method(method, seed)
    if chosen.name in methods.IN_TIME:
        return _impute_in_time(data, chosen, by, panel, draws)
    if len(panel):
        raise UsageError("imputation.panel-unused", method=chosen.name, allowed=methods.IN_TIME)
    base = None if isinstance(data, pd.DataFrame) else data
    if not isinstance(data, pd.DataFrame):
        require(pillars in (None, False, True), "pillars", "true-or-false", pillars)
        table = read_result(data, by, vintage, bool(pillars))
    else:
        fits = pillars is None or isinstance(pillars, Mapping)
        require(fits, "pillars", "mapping", pillars)
        table = read_frame(data, by, pillars if isinstance(pillars, Mapping) else None)
    methods.refuse_unfit(table, chosen, draws)
    ordered, places = _sort_units(table)
    with methods.name_cells(ordered):
        filled = methods.fill_table(ordered, chosen)
    holes = ordered.holes()
    details, cells = [], []
    named: dict[int, tuple[str, ...]] = {}
    for e, n in np.argwhere(holes & ~np.isnan(filled.values)):
        value = float(filled.values[e, n])
        at_limit = bool(filled.limited[e, n])
        rows = filled.donors.get((int(e), int(n)), ())
        # Cells that share their donors share the names: the donors are kept, so are their ids.
        if id(rows) not in named:
            named[id(rows)] = units_of(ordered, rows)
        basis = named[id(rows)]
        details.append(ImputedCell(ordered.units[e], ordered.indicators[n], value, basis, at_limit))
        cells.append((int(e), int(n)))
    with methods.name_cells(ordered):
        several = methods.draw_table(ordered, chosen, draws, cells) if draws else None
    order = sorted(range(len(cells)), key=lambda n: (places[cells[n][0]], cells[n][1]))
    details = [details[n] for n in order]
    if several is not None:
        several = several[:, order]
    return Imputation(table, chosen, details, base, several, filled.converged)


def _sort_units(table: ImputationTable) -> tuple[ImputationTable, list[int]]:
    """Return the table in the order of its units' names, and the original position of each row."""
    # Draws must not depend on the order of the units.
    order = sorted(range(len(table.units)), key=lambda n: table.units[n])
    groups = None if table.groups is None else tuple(table.groups[n] for n in order)
    estimates = None if table.estimates is None else table.estimates[order]
    moved = replace(
        table,
        units=tuple(table.units[n] for n in order),
        values=table.values[order],
        covered=table.covered[order],
        groups=groups,
        estimates=estimates,
    )
    return moved, order


def _impute_in_time(
    data: Result | pd.DataFrame,
    method: Method,
    groups: Groups | None,
    panel: Sequence[Result | Observations],
    draws: int,
) -> Imputation:
    import pandas as pd

    if groups is not None:
        raise UsageError("imputation.groups-unused", method=method.name, allowed=("mean", "median"))
    if not isinstance(data, pd.DataFrame):
        table = read_result(data, None, None, False)
        methods.refuse_unfit(table, method, draws)
        filled = fill_result_in_time(data, table, panel, method)
        base: Result | None = data
    else:
        table, filled = fill_frame_in_time(data, method)
        methods.refuse_unfit(table, method, draws)
        base = None
    details = [
        ImputedCell(table.units[e], table.indicators[n], value, basis)
        for (e, n), (value, basis) in sorted(filled.items())
    ]
    return Imputation(table, method, details, base)
