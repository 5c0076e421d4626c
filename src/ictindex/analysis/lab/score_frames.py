r"""Composite indicators on data frames: denominators, normalisation, aggregation, outranking.

The module has the closed set of operations of the engine in float64, on tables of the user:
economies in rows, indicators in columns. Nothing is imputed or dropped. Scores are re-weighted for
missing scores only on request, by ``least_share``, and the attributes of the result count these
cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from inspect import cleandoc
from typing import Any, Literal

import numpy as np
import pandas as pd

from ictindex.analysis.tables.operation_inputs import (
    check_names,
    check_table,
    name_error,
    spread_by_column,
    to_number,
    to_weight,
)
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.engine.aggregations import (
    AGGREGATIONS,
    Aggregation,
    whole_weights,
)
from ictindex.engine.float_aggregations import contests
from ictindex.engine.normalisations import (
    NORMALISATIONS,
    Normalisation,
    check_range,
    list_methods,
)
from ictindex.engine.statistics.correlations import METHODS, correlate
from ictindex.engine.statistics.rank_statistics import level_floats

_REFERENCE = "reference"
_OLD_SCALE, _NEW_SCALE = (0.0, 100.0), (1.0, 100.0)
_SLACK = 1e-9  # share of the width of a scale: tolerance for rounding beyond its ends


def denominate(
    frame: pd.DataFrame,
    by: Mapping[str, str],
    denominators: pd.DataFrame,
    *,
    factors: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    r"""Divide indicators by denominators that make economies of different size comparable.

    .. math:: x'_{ij} = f_j \frac{x_{ij}}{d_{ij}}

    Parameters
    ----------
    frame : pandas.DataFrame
        Economies in rows, indicators in columns.
    by : mapping of str to str
        The denominator of each indicator to divide; the other indicators stay as they are.
    denominators : pandas.DataFrame
        Denominators in columns (population, area, GDP); the rows have the labels of ``frame``, in
        any order; additional rows are allowed.
    factors : mapping of str to float, optional
        A factor *f* by indicator, such as 100 for "per 100 inhabitants"; the default is 1.

    Returns
    -------
    pandas.DataFrame
        A table of the same shape; NaN where a value or its denominator is missing.

    Raises
    ------
    UsageError
        If a name is unknown, an economy has no row of denominators, or a denominator is 0.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 2.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> counts = pd.DataFrame({"subscriptions": [50.0, 30.0]}, index=["BRA", "CHL"])
    >>> people = pd.DataFrame({"population": [200.0, 20.0]}, index=["BRA", "CHL"])
    >>> rates = ict.analysis.denominate(
    ...     counts, {"subscriptions": "population"}, people, factors={"subscriptions": 100})
    >>> rates["subscriptions"].tolist()
    [25.0, 150.0]
    """
    table, below = check_table(frame), check_table(denominators, "denominators")
    check_names(by, table.columns, "by")
    check_names(by.values(), below.columns, "by")
    check_names(table.index, below.index, "denominators")
    multipliers = spread_by_column(factors or {}, by, "factors")
    result = table.copy()
    for name, denominator in by.items():
        column = below.loc[table.index, denominator]
        zero = column.index[column == 0]
        if len(zero):
            raise UsageError(
                "operation.zero-denominator", economy=str(zero[0]), denominator=str(denominator)
            )
        result[name] = table[name] / column * to_number(multipliers.get(name, 1), "factors")
    result.attrs = {"operation": "denominate", "denominators": dict(by)}
    return result


DENOMINATOR_CORRELATIONS = define(
    "denominator-correlations",
    Column("indicator", "label"),
    Column("denominator", "label"),
    Column("correlation", "estimate"),
    key=("indicator", "denominator"),
    page=(),
)


def denominator_correlations(
    frame: pd.DataFrame,
    denominators: pd.DataFrame,
    *,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    least: float = 0.0,
) -> pd.DataFrame:
    """Correlate indicators with possible denominators; a high correlation suggests dividing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Economies in rows, indicators in columns.
    denominators : pandas.DataFrame
        Possible denominators in columns; the rows have the labels of ``frame``, in any order.
    method : str
        ``pearson``, ``spearman`` or ``kendall`` (tau-b).
    least : float
        Only pairs whose absolute correlation is at least this are returned.

    Returns
    -------
    pandas.DataFrame
        Columns indicator, denominator, correlation (NaN where it is not defined; such pairs are
        left out where ``least`` is above 0). Each pair is correlated on the economies that have
        both.

    Raises
    ------
    UsageError
        If an economy has no row of denominators, or the method is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> counts = pd.DataFrame({"lines": [1.0, 2.0, 4.0]}, index=["BRA", "CHL", "PER"])
    >>> people = pd.DataFrame({"population": [2.0, 4.0, 8.0]}, index=["BRA", "CHL", "PER"])
    >>> ict.analysis.denominator_correlations(counts, people)["correlation"].round(3).tolist()
    [1.0]
    """
    table, below = check_table(frame), check_table(denominators, "denominators")
    check_names([method], METHODS, "method")
    check_names(table.index, below.index, "denominators")
    matched = below.loc[table.index]
    measured = correlate(table.to_numpy(), matched.to_numpy(), method)
    rows = [
        {"indicator": name, "denominator": other, "correlation": measured[n, m]}
        for n, name in enumerate(table.columns)
        for m, other in enumerate(matched.columns)
        if least <= 0 or abs(measured[n, m]) >= least
    ]
    attributes = {"method": method, "missing": "pairs of economies that have both"}
    return write_frame(Table.of(DENOMINATOR_CORRELATIONS, rows), attributes)


def normalise(
    frame: pd.DataFrame,
    method: str | Mapping[str, str] = "min-max",
    *,
    directions: Mapping[str, int] | None = None,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    **options: Any,
) -> pd.DataFrame:
    r"""Bring indicators to a common scale, each separately.

    With the least value *m*, the greatest *M*, the mean and the standard deviation *s* (of a
    sample) of an indicator:

    {methods}

    Where less is better, least and greatest value are exchanged, and so are goalposts.

    Parameters
    ----------
    frame : pandas.DataFrame
        Economies in rows, indicators in columns. All rows are one set: a panel with economies and
        years in its rows is normalised over all years together.
    method : str or mapping of str to str
        One method for all indicators, or the method of each.
    directions : mapping of str to int, optional
        -1 for an indicator where less is better; 1 (the default) where more is better.
    parameters : mapping, optional
        Parameters to use instead of fitting: ``attrs["parameters"]`` of an earlier result. Scores
        of a later edition are then on the scale of the earlier one.
    **options : float or mapping of str to float
        Options of the method, for all indicators or by indicator. ``reference`` is the label of
        a row, or the value by indicator.

    Returns
    -------
    pandas.DataFrame
        Scores, in the same shape. ``attrs`` has the method and the parameters of each indicator. A
        missing value has no score (NaN) and is not used in the fit.

    Raises
    ------
    UsageError
        If a name is unknown, an option is missing, or a method is not defined, because all values
        of an indicator are equal, the maximum is not above 0, or the reference has no value.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 5. Mazziotta and
    Pareto, *On a Generalized Non-compensatory Composite Index for Measuring Socio-economic
    Phenomena*, Social Indicators Research 127 (2016).

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> values = pd.DataFrame({"users": [20.0, 60.0, None], "price": [4.0, 2.0, 1.0]},
    ...     index=["BRA", "CHL", "PER"])
    >>> scores = ict.analysis.normalise(values, directions={"price": -1})
    >>> scores["price"].round(1).tolist(), scores["users"].tolist()
    ([0.0, 66.7, 100.0], [0.0, 100.0, nan])
    >>> scores.attrs["parameters"]["price"]["zero"]
    Decimal('4.0')
    >>> ict.analysis.normalise(values, "rank", directions={"price": -1})["price"].tolist()
    [1.0, 2.0, 3.0]
    """
    table = check_table(frame)
    methods = spread_by_column(method, table.columns, "method")
    check_names(methods.values(), NORMALISATIONS, "method")
    missing = [name for name in table.columns if name not in methods]
    check_names(missing, methods, "method")
    turned = _directions(directions, table)
    settings = _options_by_column(options, methods, table)
    check_names(parameters or {}, table.columns, "parameters")
    scores, used = {}, {}
    for name, chosen in methods.items():
        normalisation = NORMALISATIONS[chosen]
        column = table[name].to_numpy()
        if normalisation.ranks:
            column = level_floats(column)
        with name_error(name):
            if parameters is not None and name in parameters:
                fitted = dict(parameters[name])
                for value in fitted.values():
                    to_number(value, "parameters")
            else:
                fitted = _fit(normalisation, column, settings[name], turned[name] < 0)
            scores[name] = normalisation.floats(column, fitted)
        used[name] = {key: _as_decimal(value) for key, value in fitted.items()}
    result = pd.DataFrame(scores, index=table.index, columns=table.columns)
    result.attrs = {
        "operation": "normalise",
        "method": dict(methods),
        "directions": turned,
        "parameters": used,
        "missing": "no score, and no part in the parameters",
    }
    return result


def _directions(directions: object, table: pd.DataFrame) -> dict[Any, int]:
    signs = spread_by_column({} if directions is None else directions, table.columns, "directions")
    for value in signs.values():
        require(value in (1, -1), "directions", "direction", value)
    return {name: int(signs.get(name, 1)) for name in table.columns}


def _options_by_column(
    options: Mapping[str, Any], methods: Mapping[Any, str], table: pd.DataFrame
) -> dict[Any, dict[str, Decimal]]:
    """Return the options of each column as decimals; a common option applies where it exists."""
    settings: dict[Any, dict[str, Decimal]] = {name: {} for name in methods}
    for option, value in options.items():
        values = value
        if option == _REFERENCE and not isinstance(value, (Mapping, pd.Series)):
            check_names([value], table.index, _REFERENCE)
            values = table.loc[value]
        general = not isinstance(value, Mapping)
        applicable = [
            n for n, chosen in methods.items() if option in NORMALISATIONS[chosen].options
        ]
        if general and not applicable:
            chosen = next(iter(methods.values()))
            raise UsageError(
                "operation.unknown-option",
                operation=chosen,
                option=option,
                allowed=sorted(NORMALISATIONS[chosen].options),
            )
        for name, number in spread_by_column(values, table.columns, option).items():
            if name in applicable or not general:
                if option == _REFERENCE and pd.isna(number):
                    raise UsageError("operation.no-reference", economy=str(value), column=str(name))
                settings[name][option] = _as_decimal(to_number(number, option))
    return settings


def _as_decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def _fit(
    normalisation: Normalisation, column: Any, options: Mapping[str, Decimal], turned: bool
) -> dict[str, Any]:
    """Fit a normalisation to a column of floats; refuse a fit that is not defined."""
    present = column[~np.isnan(column)]
    if normalisation.ranks or len(present) < 2:  # the exact fit refuses too few values
        values = [Decimal(repr(float(value))) for value in present]
        return {**normalisation.fit(values, options, less_is_better=turned)}
    fitted = normalisation.fit_floats(column, options, less_is_better=turned)
    plain = {key: float(value) for key, value in fitted.items()}
    check_range(normalisation.id, {key: _as_decimal(value) for key, value in plain.items()})
    return plain


Tree = Mapping[str, Mapping[str, Any] | Iterable[str]]


class _Framework:
    """The tree of an aggregation: the weighted children of each node, lowest nodes first."""

    def __init__(self, tree: object, columns: Iterable[Any], weights: object) -> None:
        listed = list(columns)
        branches = {"score": listed} if tree is None else tree
        if not isinstance(branches, Mapping):
            require(False, "tree", "mapping", branches)
            raise AssertionError
        self.children: dict[Any, dict[Any, Fraction]] = {}
        for node, below in branches.items():
            shares = below if isinstance(below, Mapping) else dict.fromkeys(below, 1)
            self.children[node] = {part: to_weight(shares[part]) for part in shares}
        parts = [part for below in self.children.values() for part in below]
        check_names(parts, [*listed, *self.children], "tree")
        for part in parts:
            if parts.count(part) > 1 or (part in self.children and part in listed):
                raise UsageError("operation.twice", argument="tree", axis="parts", name=str(part))
        self.heights = self._heights()
        self._apply(weights)

    def _apply(self, weights: object) -> None:
        parts = [part for below in self.children.values() for part in below]
        for part, weight in spread_by_column(
            weights or {}, [*parts, *self.children], "weights"
        ).items():
            for below in self.children.values():
                if part in below:
                    below[part] = to_weight(weight)

    def _heights(self) -> dict[Any, int]:
        heights: dict[Any, int] = {}

        def height(node: Any, above: tuple[Any, ...]) -> int:
            if node in above:
                raise UsageError("operation.circle", name=str(node))
            if node not in self.children:
                return 0
            if node not in heights:
                inner = [height(part, (*above, node)) for part in self.children[node]]
                heights[node] = 1 + max(inner, default=0)
            return heights[node]

        for node in self.children:
            height(node, ())
        return heights

    @property
    def nodes(self) -> list[Any]:
        """The nodes from the lowest level upwards, in the supplied order."""
        return sorted(self.children, key=self.heights.__getitem__)

    def spread_by_node(self, supplied: object, argument: str, default: Any) -> dict[Any, Any]:
        """Return the value of each node: one for all, by level from the lowest up, or by node."""
        if isinstance(supplied, Sequence) and not isinstance(supplied, str):
            levels = max(self.heights.values())
            if len(supplied) != levels:
                raise UsageError(
                    "operation.levels",
                    argument=argument,
                    count=str(len(supplied)),
                    levels=str(levels),
                )
            return {node: supplied[self.heights[node] - 1] for node in self.nodes}
        named = spread_by_column(supplied, self.nodes, argument)
        return {node: named.get(node, default) for node in self.nodes}


def aggregate(
    frame: pd.DataFrame,
    tree: Tree | None = None,
    *,
    weights: Mapping[str, Any] | None = None,
    method: str | Sequence[str] | Mapping[str, str] = "arithmetic-mean",
    least_share: float | Sequence[float] | Mapping[str, float] = 1.0,
    rescale: bool | tuple[float, float] = False,
    **options: Any,
) -> pd.DataFrame:
    r"""Aggregate the scores of indicators to those of pillars, sub-indices and the index.

    With weights :math:`w` relative to their sum *W*:

    {methods}

    Names of options are written with an underscore: ``lower_share=0.05``. ``deviation=0.25`` lets
    each share be up to 25 % less or more than its weight.

    Parameters
    ----------
    frame : pandas.DataFrame
        Scores: economies in rows, indicators in columns.
    tree : mapping, optional
        The parts of each node, as a list or with weights: ``{"index": {"use": 2, "access": 1},
        "use": ["users", "traffic"], ...}``. By default all columns make one ``score``.
    weights : mapping of str to number, optional
        Weights of parts, of any level: whole numbers, decimals, fractions, or texts such as
        ``"1/3"``, used exactly. By default those of the tree, or equal ones.
    method : str, sequence of str or mapping of str to str
        One method, one for each level from the lowest up, or that of single nodes (the others
        have the arithmetic mean).
    least_share : float, sequence of float or mapping of str to float
        Least share of its parts that a node needs, from 0 to 1, for all nodes, by level or by node.
        The default is 1: all parts are needed, and nothing is re-weighted. With a smaller share,
        the weights of the available parts are re-scaled; ``attrs["reweighted"]`` counts these
        cases. A part of weight 0 counts as a part. Copeland compares two economies on the parts
        that both have; benefit of the doubt leaves out economies without all parts.
    rescale : bool or (float, float)
        Whether scores on 0 to 100 are first re-scaled to 1 to 100, because some scores are zero and
        some means need scores above 0. A pair states the scale of the scores; a score outside it,
        such as a z-score, is refused.
    **options : float or mapping of str to float
        Options of the methods, for all nodes or by node.

    Returns
    -------
    pandas.DataFrame
        Scores of the nodes, lowest level first, the index last; NaN where there is no score.

    Raises
    ------
    UsageError
        If names do not fit, weights are negative or all 0, a mean is not defined for a score, or
        benefit of the doubt has no limits.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 6. Cherchye,
    Moesen, Rogge and Van Puyenbroeck, *An Introduction to "Benefit of the Doubt" Composite
    Indicators*, Social Indicators Research 82 (2007). Mazziotta and Pareto, *Weighting in
    composite indices construction: the case of the Mazziotta-Pareto Index*, Rivista Italiana di
    Economia, Demografia e Statistica (2022), whose weighted mean and deviation are used.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"users": [80.0, 50.0], "price": [20.0, 50.0]}, index=["BRA", "CHL"])
    >>> ict.analysis.aggregate(scores, {"index": ["users", "price"]})["index"].tolist()
    [50.0, 50.0]
    >>> ict.analysis.aggregate(scores, method="geometric-mean")["score"].round(6).tolist()
    [40.0, 50.0]
    >>> ict.analysis.aggregate(scores, weights={"users": "2/3", "price": "1/3"})["score"].tolist()
    [60.0, 50.0]
    """
    table = check_table(frame)
    framework = _Framework(tree, table.columns, weights)
    methods = framework.spread_by_node(method, "method", "arithmetic-mean")
    check_names(methods.values(), AGGREGATIONS, "method")
    shares = framework.spread_by_node(least_share, "least_share", 1.0)
    settings = _options_by_node(options, framework, methods)
    scores = _rescale(table, rescale)
    reweighted: dict[Any, int] = {}
    for node in framework.nodes:
        parts = framework.children[node]
        least = to_number(shares[node], "least_share")
        require(0 <= least <= 1, "least_share", "share", shares[node])
        chosen = AGGREGATIONS[methods[node]]
        inner = scores[list(parts)]
        with name_error(node):
            _check_scores(chosen, inner, settings[node], least)
            counted = whole_weights(list(parts.values()))
            cells, weighed = _order_parts(chosen, inner.to_numpy(), counted)
            column = chosen.floats(cells, weighed, settings[node], least)
        scores[node] = column
        reweighted[node] = int((inner.isna().any(axis=1) & ~np.isnan(column)).sum())
    result = scores[framework.nodes].copy()
    result.attrs = {
        "operation": "aggregate",
        "method": methods,
        "weights": {
            node: {part: str(weight) for part, weight in parts.items()}
            for node, parts in framework.children.items()
        },
        "least_share": {node: float(share) for node, share in shares.items()},
        "reweighted": reweighted,
        "rescaled": rescale is not False,
    }
    return result


for _function, _table in ((normalise, NORMALISATIONS), (aggregate, AGGREGATIONS)):
    _methods = list_methods(_table.values())
    _function.__doc__ = cleandoc(_function.__doc__ or "").replace("{methods}", _methods)


def _order_parts(chosen: Aggregation, cells: Any, counted: Sequence[int]) -> tuple[Any, Any]:
    """Return scores with their weights (parts x economies) in an order that only they decide.

    A sum of floats depends on the order of its terms: two economies with the same scores in other
    columns would have other scores, and other ranks.
    """
    if not chosen.adds:
        return cells, counted
    weights = np.broadcast_to(np.asarray([float(weight) for weight in counted]), cells.shape)
    order = np.lexsort((weights, cells), axis=1)
    ordered = (np.take_along_axis(array, order, axis=1) for array in (cells, weights))
    sorted_cells, sorted_weights = ordered
    return sorted_cells, sorted_weights.T


def _rescale(table: pd.DataFrame, rescale: object) -> pd.DataFrame:
    if rescale is False:
        return table.copy()
    fits = rescale is True or (isinstance(rescale, tuple) and len(rescale) == 2)
    require(fits, "rescale", "scale", rescale)
    low, high = _OLD_SCALE if not isinstance(rescale, tuple) else map(float, rescale)
    require(low < high, "rescale", "scale", rescale)
    cells, slack = table.to_numpy(), _SLACK * (high - low)
    # A z-score below 0 would become a small positive number with a meaningless geometric mean.
    for row, column in np.argwhere((cells < low - slack) | (cells > high + slack))[:1]:
        raise UsageError(
            "operation.off-scale",
            economy=str(table.index[row]),
            part=str(table.columns[column]),
            value=f"{cells[row, column]:g}",
            low=f"{low:g}",
            high=f"{high:g}",
        )
    least, most = _NEW_SCALE
    return least + (most - least) * (table - low) / (high - low)


def _options_by_node(
    options: Mapping[str, Any], framework: _Framework, methods: Mapping[Any, str]
) -> dict[Any, dict[str, Decimal]]:
    settings: dict[Any, dict[str, Decimal]] = {node: {} for node in framework.nodes}
    for written, value in options.items():
        option = written.replace("_", "-")
        general = not isinstance(value, Mapping)
        applicable = [n for n, chosen in methods.items() if option in AGGREGATIONS[chosen].options]
        if general and not applicable:
            chosen = methods[framework.nodes[-1]]
            raise UsageError(
                "operation.unknown-option",
                operation=chosen,
                option=written,
                allowed=sorted(AGGREGATIONS[chosen].options),
            )
        for node, number in spread_by_column(value, framework.nodes, written).items():
            if node in applicable or not general:
                settings[node][option] = _as_decimal(to_number(number, written))
    return settings


def _check_scores(
    chosen: Aggregation, inner: pd.DataFrame, options: Mapping[str, Decimal], least: float
) -> None:
    """Refuse a score for which the mean is not defined, and name its economy and part."""
    if not chosen.needs_positive(options):
        return
    cells = inner.to_numpy()
    usable = (~np.isnan(cells)).mean(axis=1) >= least
    for row, column in np.argwhere((cells <= 0) & usable[:, None])[:1]:
        raise UsageError(
            "operation.not-positive-score",
            operation=chosen.id,
            economy=str(inner.index[row]),
            part=str(inner.columns[column]),
            value=f"{cells[row, column]:g}",
        )


def outrank_matrix(frame: pd.DataFrame, weights: Mapping[str, Any] | None = None) -> pd.DataFrame:
    r"""Compare all pairs of economies: the share of the weight by which one outranks the other.

    .. math:: o_{ik} = \frac{\sum_j w_j \left([s_{ij} > s_{kj}] + \tfrac12 [s_{ij} = s_{kj}]\right)}
                            {\sum_j w_j}

    Parameters
    ----------
    frame : pandas.DataFrame
        Scores or values where more is better: economies in rows, indicators in columns.
    weights : mapping of str to number, optional
        Weights by indicator, used exactly; equal by default.

    Returns
    -------
    pandas.DataFrame
        Economies in rows and columns: the row's share against the column; 0 on the diagonal, and
        :math:`o_{ik} + o_{ki} = 1` elsewhere. Two economies are compared on the indicators that
        both have; NaN where there are none. ``attrs`` has ``dominant``, the number of pairs where
        one economy is better or equal in everything and the share is 1, and their ``share``.

    Raises
    ------
    UsageError
        If names do not fit, or weights are negative or all 0.

    References
    ----------
    OECD and JRC, *Handbook on Constructing Composite Indicators* (2008), step 6, on
    non-compensatory multi-criteria approaches.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> scores = pd.DataFrame({"a": [3, 1], "b": [2, 2], "c": [1, 4]}, index=["BRA", "CHL"])
    >>> float(ict.analysis.outrank_matrix(scores, {"c": 2}).loc["BRA", "CHL"])
    0.375
    """
    table = check_table(frame)
    supplied = spread_by_column(weights or {}, table.columns, "weights")
    counted = whole_weights([to_weight(supplied.get(name, 1)) for name in table.columns])
    ahead, compared = contests(table.to_numpy(), np.array(counted, dtype=float))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(compared > 0, (ahead + compared) / (2 * compared), np.nan)
    np.fill_diagonal(shares, 0.0)
    pairs = len(table) * (len(table) - 1) // 2
    dominant = int((shares == 1).sum())
    result = pd.DataFrame(shares, index=table.index, columns=table.index)
    result.attrs = {
        "operation": "outrank_matrix",
        "dominant": dominant,
        "share": dominant / pairs if pairs else float("nan"),
    }
    return result
