"""Weights derived from the data: from principal components, or for a target importance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from ictindex.analysis.tables.operation_inputs import (
    check_names,
    check_table,
    spread_by_column,
    to_weight,
)
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import UsageError
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, Part, define
from ictindex.engine.statistics.correlations import METHODS, correlate
from ictindex.engine.statistics.principal_components import find_components
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

_PLACES = 4
_ROWS_PER_COLUMN = 5
_NIL = 1e-12
_WORDS = "operation-views"
_EVEN = "even"


def pca_weights(frame: pd.DataFrame, *, loadings: str = "plain") -> pd.Series:
    r"""Return weights of indicators from the first principal component of their correlations.

    With the coefficients *c* of the component (an eigenvector of length 1),

    .. math:: w_j = \frac{c_j}{\sum_l c_l} \qquad\text{or, squared,}\qquad w_j = c_j^2 .

    Such weights show which indicators vary together, not which are important.

    Parameters
    ----------
    frame : pandas.DataFrame
        Scores or values, all in one direction: economies in rows, indicators in columns.
    loadings : str
        ``plain``, or ``squared``: the share of each indicator in the variance of the component.

    Returns
    -------
    pandas.Series
        Weights that sum to 1, by indicator. ``attrs`` has the share of the component in the
        variance, the number of complete economies (the others are not used), and whether they are
        ``few``: fewer than five times the indicators.

    Raises
    ------
    UsageError
        If coefficients have different signs (an indicator would lower its own index), an indicator
        does not vary, or fewer than three economies are complete.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 6, which uses the
    squared loadings of several rotated factors.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [1.0, 2.0, 3.0, 5.0], "b": [2.0, 4.0, 7.0, 9.0]})
    >>> ict.analysis.pca_weights(scores).round(6).tolist()
    [0.5, 0.5]
    """
    table = check_table(frame)
    check_names([loadings], ("plain", "squared"), "loadings")
    _require_columns(table)
    components = find_components(table.to_numpy())
    if components.rows < 3 or np.isnan(components.eigenvalues).any():
        raise UsageError("operation.no-components", count=str(components.rows), needed=str(3))
    first = components.coefficients[:, 0]
    contrary = [str(name) for name, c in zip(table.columns, first, strict=True) if c < -_NIL]
    if contrary:
        raise UsageError("operation.mixed-signs", names=contrary)
    shares = first**2 if loadings == "squared" else first / first.sum()
    weights = pd.Series(shares, index=table.columns, name="weight")
    weights.attrs = {
        "operation": "pca_weights",
        "share_of_variance": float(components.shares[0]),
        "complete_economies": components.rows,
        "left_out": len(table) - components.rows,
        "few": components.rows < _ROWS_PER_COLUMN * table.shape[1],
    }
    return weights


def _require_columns(table: pd.DataFrame) -> None:
    """Refuse a table without columns: there is nothing to weigh."""
    if table.shape[1] == 0:
        raise UsageError(
            "argument.unfit-value",
            argument="frame",
            expected="indicator-table",
            value=f"{len(table)} \N{MULTIPLICATION SIGN} 0",
        )


def _share(name: str, about: str) -> Column:
    return Column(name, "estimate", f"{_WORDS}/{name}", about, places=3)


WEIGHTS = define(
    "importance-weights",
    Column("part", "label", f"{_WORDS}/part", "column of the frame"),
    Column("weight", "estimate", f"{_WORDS}/weight", "the exact one is in weights", places=_PLACES),
    _share("wanted", "importance"),
    _share("obtained", "importance with these weights"),
    _share("gap", "obtained less wanted"),
    _share("nominal", "importance with the nominal weights"),
    Column("correlation", "estimate", about="with the index of these weights", page=False),
    key=("part",),
)


@read_only
class ImportanceWeights(ReadOnly, Record, TabularResult):
    """Weights that bring the importance of parts close to a target, and the remaining gap.

    Made by :func:`ictindex.analysis.importance_weights`.

    Parameters
    ----------
    weights : mapping of str to Fraction
        Weights by part, that sum to 1.
    correlations : mapping of str to float
        Correlation of each part with the index that has these weights.
    importance : str
        The measure of the shares: ``correlation``, ``squared-correlation`` or ``covariance``.
    economies : int
        Complete economies that were used.
    left_out : int
        Economies that lack a part.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [1.0, 5.0, 2.0, 9.0, 4.0], "b": [2.0, 4.0, 9.0, 3.0, 8.0]})
    >>> outcome = ict.analysis.importance_weights(scores)
    >>> round(outcome.gap, 4), sum(outcome.weights.values()), outcome.few
    (0.0, Fraction(1, 1), True)
    >>> outcome.to_frame()["obtained"].round(3).tolist()
    [0.5, 0.5]
    """

    weights: Mapping[Any, Fraction]
    _wanted: Mapping[Any, float]
    _obtained: Mapping[Any, float]
    _nominal: Mapping[Any, float]
    correlations: Mapping[Any, float]
    importance: str
    economies: int
    left_out: int

    @property
    def gap(self) -> float:
        """The largest difference between a wanted and an obtained importance."""
        return max(abs(self._obtained[part] - self._wanted[part]) for part in self.weights)

    @property
    def few(self) -> bool:
        """True if there are fewer than five economies for each part."""
        return self.economies < _ROWS_PER_COLUMN * len(self.weights)

    _parts = (Part("weights", WEIGHTS, "_rows"),)

    @property
    def _rows(self) -> list[dict[str, object]]:
        return [
            {
                "part": part,
                "weight": float(weight),
                "wanted": self._wanted[part],
                "obtained": self._obtained[part],
                "gap": self._obtained[part] - self._wanted[part],
                "nominal": self._nominal[part],
                "correlation": self.correlations[part],
            }
            for part, weight in self.weights.items()
        ]

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the measure of importance, the economies, and the largest gap."""
        return {
            "importance": self.importance,
            "economies": self.economies,
            "left_out": self.left_out,
            "gap": self.gap,
            "few": self.few,
        }

    def _blocks(self, language: str) -> Sequence[Block]:
        return _page(self, write_grid(self._table(), language), language)


def importance_weights(
    frame: pd.DataFrame,
    wanted: Mapping[str, float] | str = _EVEN,
    *,
    importance: str = "correlation",
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    nominal: Mapping[str, Any] | None = None,
) -> ImportanceWeights:
    r"""Find weights with which the parts of a mean have the wanted importance.

    A weight is not an importance: parts that vary more, or vary with the others, have more
    influence. For an index :math:`y = \sum_j w_j x_j` and the correlations :math:`r_j` of its parts
    with it, the share of a part is

    .. math:: \frac{r_j}{\sum_l r_l}, \qquad \frac{r_j^2}{\sum_l r_l^2} \qquad\text{or}\qquad
              \frac{w_j \operatorname{cov}(x_j, y)}{\operatorname{var}(y)}

    for ``correlation``, ``squared-correlation`` (the first order index where dependence is linear)
    and ``covariance``. The weights are 0 or more, sum to 1, and minimise the sum of the squared
    differences from the wanted shares. Not every importance can be reached: the remaining
    difference is the gap, which is always shown.

    Parameters
    ----------
    frame : pandas.DataFrame
        Scores of the parts, in one direction: economies in rows, parts in columns.
    wanted : mapping of str to float, or str
        The importance wanted of each part, relative to their sum; ``"even"`` for equal ones.
    importance : str
        ``correlation``, ``squared-correlation`` or ``covariance``.
    method : str
        ``pearson`` or ``spearman``; ``covariance`` only accepts ``pearson``.
    nominal : mapping of str to number, optional
        Weights to compare with and to start from; equal by default.

    Returns
    -------
    ImportanceWeights
        Weights in ten-thousandths, the wanted and the obtained importance, and the gap.

    Raises
    ------
    UsageError
        If names do not fit, a part does not vary, or fewer than three economies are complete.

    Notes
    -----
    Economies that lack a part are not used, and are counted. The correlations of the sample are
    used without correction; with few economies, other economies would give other weights.

    References
    ----------
    Becker, Saisana, Paruolo and Vandecasteele, *Weights and importance in composite indicators:
    Closing the gap*, Ecological Indicators 80 (2017) 12-22. Paruolo, Saisana and Saltelli,
    *Ratings and rankings: voodoo or science?*, Journal of the Royal Statistical Society A 176
    (2013) 609-634.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [1.0, 5.0, 2.0, 9.0, 4.0], "b": [2.0, 4.0, 9.0, 3.0, 8.0]})
    >>> outcome = ict.analysis.importance_weights(scores, {"a": 2, "b": 1})
    >>> outcome.to_frame()["wanted"].round(3).tolist()
    [0.667, 0.333]
    """
    table = check_table(frame)
    check_names([importance], _IMPORTANCES, "importance")
    check_names([method], METHODS[:1] if importance == "covariance" else METHODS[:2], "method")
    _require_columns(table)
    complete = table.dropna()
    if len(complete) < 3 or (complete.max() == complete.min()).any():
        raise UsageError("operation.no-components", count=str(len(complete)), needed="3")
    columns = list(table.columns)
    target = _shares(wanted, columns)
    base = spread_by_column(nominal or {}, columns, "nominal")
    start = np.array([float(to_weight(base.get(name, 1), "nominal")) for name in columns])
    start = start / start.sum()
    measure = _Importance(complete.to_numpy(), importance, method)
    optimum = _optimise(measure, target, start)
    exact = _round_weights(optimum)
    final = np.array([float(weight) for weight in exact])

    def name_values(values: Any) -> dict[Any, float]:
        return {name: float(value) for name, value in zip(columns, values, strict=True)}

    return ImportanceWeights(
        weights=dict(zip(columns, exact, strict=True)),
        _wanted=name_values(target),
        _obtained=name_values(measure.shares(final)),
        _nominal=name_values(measure.shares(start)),
        correlations=name_values(measure.correlations(final)),
        importance=importance,
        economies=len(complete),
        left_out=len(table) - len(complete),
    )


_IMPORTANCES = ("correlation", "squared-correlation", "covariance")


class _Importance:
    """The importance of the parts of a mean, as a function of its weights."""

    def __init__(self, cells: Any, importance: str, method: str) -> None:
        self.cells, self.importance, self.method = cells, importance, method

    def correlations(self, weights: Any) -> Any:
        """Return the correlation of each part with the mean."""
        return correlate(self.cells, (self.cells @ weights)[:, None], self.method)[:, 0]

    def shares(self, weights: Any) -> Any:
        """Return the shares of the parts in the importance of all."""
        together = self.correlations(weights)
        if self.importance == "squared-correlation":
            together = together**2
        elif self.importance == "covariance":
            together = together * weights * self.cells.std(axis=0)
        return together / together.sum()


def _shares(wanted: object, columns: Sequence[Any]) -> Any:
    if isinstance(wanted, str):
        check_names([wanted], [_EVEN], "wanted")
        return np.full(len(columns), 1 / len(columns))
    importance = spread_by_column(wanted, columns, "wanted")
    check_names(columns, importance, "wanted")
    shares = np.array([float(to_weight(importance[name], "wanted")) for name in columns])
    require(bool((shares >= 0).all() and shares.sum() > 0), "wanted", "weight", wanted)
    return shares / shares.sum()


def _optimise(measure: _Importance, target: Any, start: Any) -> Any:
    """Return weights of 0 or more that sum to 1, with the least squared differences."""
    from scipy.optimize import minimize

    def distance(weights: Any) -> float:
        held = np.maximum(weights, 0)
        if not held.sum():
            return float("inf")
        return float(((measure.shares(held / held.sum()) - target) ** 2).sum())

    best, least = start, distance(start)
    for begin in (start, target):
        # First a method with a gradient, then one without: ranks have no gradient.
        sloped = minimize(
            distance,
            begin,
            method="SLSQP",
            bounds=[(0, 1)] * len(start),
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-15, "maxiter": 500},
        )
        steps = {"xatol": 1e-9, "fatol": 1e-16, "maxiter": 400 * len(start)}
        ends = minimize(distance, np.maximum(sloped.x, 0), method="Nelder-Mead", options=steps)
        for candidate in (sloped.x, ends.x):
            held = np.maximum(candidate, 0)
            if distance(held) < least:
                best, least = held / held.sum(), distance(held)
    return best


def _round_weights(weights: Any) -> list[Fraction]:
    """Round weights to ten-thousandths that sum to 1: the largest remainders are rounded up."""
    parts = 10**_PLACES
    scaled = weights * parts
    counts = np.floor(scaled).astype(int)
    order = np.argsort(-(scaled - counts), kind="stable")
    for n in order[: parts - int(counts.sum())]:
        counts[n] += 1
    return [Fraction(int(count), parts) for count in counts]


def _page(outcome: ImportanceWeights, table: Block, language: str) -> list[Block]:
    def say(key: str, **values: object) -> str:
        return i18n.text(_WORDS, key, language, **values)

    few = i18n.Sentence(
        "operation-views/weights-few",
        count=outcome.economies,
        least=_ROWS_PER_COLUMN,
        parts=len(outcome.weights),
    )
    gap = i18n.Sentence("operation-views/weights-gap", gap=round_figure(outcome.gap, 3))
    return [
        i18n.Heading(say("weights-title"), 1),
        i18n.Sentence(f"operation-views/importance-{outcome.importance}"),
        i18n.Sentence(
            "operation-views/weights-facts", count=outcome.economies, left_out=outcome.left_out
        ),
        *([few.as_note()] if outcome.few else []),
        table,
        gap.as_note(),
    ]
