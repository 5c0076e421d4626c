"""Shapley effects of factors that depend on one another, and their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.assumptions import Assumptions
from ictindex.analysis.uncertainty.index_outputs import FACTOR, OUTPUTS, IndexOutputs, group_factors
from ictindex.analysis.uncertainty.result_sensitivity import (
    SensitivityPage,
    build_index,
    choose_outputs,
)
from ictindex.analysis.uncertainty.sensitivity_indices import (
    VALUE,
    Output,
    format_share,
    read_quantiles,
    run_function,
)
from ictindex.analysis.uncertainty.simulated_index import Uniforms
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import UsageError
from ictindex.engine.statistics import shapley_effects as effects
from ictindex.indices.idi.scores import EditionScores
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms

Floats = npt.NDArray[np.float64]

_COLUMNS = ("output", "economy", "factor", "effect", "variance", "reason")
_MOST_SHOWN = 12
# Runs of an index computed at once, and the least distance of a probability from 0 and 1.
_BLOCK, _LEAST = 4096, 1e-12
# A variance below this is due to rounding.
_STILL = 1e-24


class ShapleyEffects(ReadOnly, Renderable):
    """Shares of the variance of outputs by factor; they are never negative and sum to one.

    Made by :func:`ictindex.analysis.shapley_effects`.

    Parameters
    ----------
    factors : sequence of str
        Names of the factors.
    outputs : sequence of Output
        The outputs.
    effects : array
        Shares, shape (outputs, factors); NaN where an output has no variance.
    variance : array
        Variance of each output.
    runs : int
        Number of computations of the function.
    seed : int
        Seed of the draws.
    page : SensitivityPage, optional
        The parts of the page on the result.

    Examples
    --------
    >>> import ictindex as ict
    >>> effects = ict.analysis.shapley_effects(
    ...     lambda x: x[:, 0] + x[:, 1], {"a": (0, 1), "b": (0, 1)}, [[1, 0.5], [0.5, 1]], outer=256
    ... )
    >>> effects.factors, effects.outputs[0].quantity, effects.runs
    (('a', 'b'), 'value', 18432)
    >>> float(effects.to_frame()["effect"].sum().round(6))
    1.0
    >>> effects.effects.shape, effects.variance.shape, effects.seed, effects.own_terms
    ((1, 2), (1,), 0, None)
    """

    factors: tuple[str, ...]
    outputs: tuple[Output, ...]
    effects: Floats
    variance: Floats
    runs: int
    seed: int

    def __init__(
        self,
        factors: Sequence[str],
        outputs: Sequence[Output],
        effects: Floats,
        variance: Floats,
        runs: int,
        seed: int,
        page: SensitivityPage | None = None,
    ) -> None:
        self._set(
            factors=tuple(factors),
            outputs=tuple(outputs),
            effects=effects,
            variance=variance,
            runs=runs,
            seed=seed,
            _page=page,
        )

    _page: SensitivityPage | None

    @property
    def own_terms(self) -> OwnTerms | None:
        """The names of a user's own indicators and areas, where the result has any."""
        return None if self._page is None else self._page.result.own_terms

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each output and factor.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns output, economy (empty if there is none), factor, effect (share of the
            variance; NaN: not defined), variance (of the output), reason (``no-variance`` or
            empty).
        """
        import pandas as pd

        rows = [
            (
                output.quantity,
                output.economy,
                factor,
                float(self.effects[n, i]),
                float(self.variance[n]),
                "no-variance" if np.isnan(self.effects[n, i]) else "",
            )
            for n, output in enumerate(self.outputs)
            for i, factor in enumerate(self.factors)
        ]
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        frame.attrs.update(
            {"estimator": "Song, Nelson and Staum 2016", "runs": self.runs, "seed": self.seed}
            | ({} if self._page is None else self._page.facts())
        )
        return put_names(frame, names, self)

    def blocks(self, language: str) -> list[Block]:
        """Return the page: an explanation of the shares, and a table for each output."""

        def say(key: str, **values: object) -> str:
            return i18n.text("sensitivity", key, language, **values)

        runs = i18n.grouped_number(self.runs, language)
        blocks: list[Block] = [i18n.Heading(say("shapley-title"), 2)]
        blocks += [] if self._page is None else self._page.remarks(language, independent=False)
        blocks.append(i18n.Paragraph(say("shapley-facts", runs=runs)))
        for n, output in enumerate(self.outputs[:_MOST_SHOWN]):
            blocks.append(i18n.Heading(output.describe(language), 3))
            if np.isnan(self.effects[n]).any():
                blocks.append(i18n.Paragraph(say("no-variance"), note=True))
                continue
            order = np.argsort(-self.effects[n], kind="stable")
            names = [
                factor if self._page is None else self._page.name_factor(factor, language)
                for factor in self.factors
            ]
            rows = [[names[i], format_share(self.effects[n, i], language)] for i in order]
            blocks.append(i18n.Table([say("factor"), say("effect")], rows, frozenset({1})))
        rest = len(self.outputs) - _MOST_SHOWN
        if rest > 0:
            more = i18n.text("views", "more-faults", language, count=str(rest))
            blocks.append(i18n.Paragraph(more))
        return blocks


def shapley_effects(
    function: Callable[[Floats], npt.ArrayLike] | EditionScores,
    factors: Mapping[str, Any] | Assumptions,
    correlation: npt.ArrayLike | Mapping[tuple[str, str], float],
    *,
    outer: int = 512,
    inner: int = 4,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
) -> ShapleyEffects:
    r"""Divide the variance of a function among factors that depend on one another.

    .. math:: Sh_i = \frac{1}{k \operatorname{Var}(Y)} \sum_{u \subseteq \{1..k\} \setminus i}
              {\binom{k-1}{|u|}}^{-1} \left(c(u \cup i) - c(u)\right), \qquad
              c(u) = E[\operatorname{Var}(Y \mid X_{-u})]

    Parameters
    ----------
    function : callable or Result
        A function of an array (runs, factors) that returns (runs,) or (runs, outputs); or a result,
        whose scores and ranks are analysed.
    factors : mapping or Assumptions
        The distribution of each factor by name, at most ten: ``(low, high)`` for a uniform
        distribution, or an object with a method ``ppf``, such as a distribution of SciPy. For a
        result, the assumptions, as for :func:`ictindex.analysis.sensitivity`; only factors of a
        single number, such as a weight or a goalpost, can depend on others.
    correlation : array or mapping
        Correlations by pairs of names (other pairs have no correlation), or a whole correlation
        matrix of the normal scores of the factors, in their order: the dependence is that of a
        normal copula. For normal factors it is their own correlation.
    outer, inner : int
        For each set of factors, the number of points at which the other factors are fixed, and the
        number of draws of the set at each point (at least 2).
    seed : int
        Seed of the draws.
    outputs : sequence of str, optional
        Names of the outputs; for a result any of ``"score"``, ``"rank"``, ``"mean-rank-shift"``.

    Returns
    -------
    ShapleyEffects
        The share of each factor in the variance of each output.

    Raises
    ------
    UsageError
        If there are more than ten factors, the matrix is not a correlation matrix, or shapes do not
        fit.

    Notes
    -----
    All sets of factors are visited, so that only the conditional variances are simulated; their
    sampling is unbiased for the costs. Where a function is additive and its factors are
    independent, the effects are the first order indices. An output without variance is not defined
    (NaN). An output that is missing in any run is NaN as well.

    References
    ----------
    Owen, A. B. (2014). Sobol' indices and Shapley value. SIAM/ASA Journal on Uncertainty
    Quantification 2(1), 245-251. Song, E., Nelson, B. L. and Staum, J. (2016). Shapley effects
    for global sensitivity analysis: theory and computation. SIAM/ASA Journal on Uncertainty
    Quantification 4(1), 1060-1083.

    Examples
    --------
    >>> import ictindex as ict
    >>> effects = ict.analysis.shapley_effects(
    ...     lambda x: x[:, 0] + 0 * x[:, 1], {"a": (0, 1), "b": (0, 1)}, [[1, 0.9], [0.9, 1]]
    ... )
    >>> effects.to_frame()["effect"].round(1).tolist()  # b has no part in it, but is known with a
    [0.6, 0.4]
    """
    for name, count in (("outer", outer), ("inner", inner)):
        require(type(count) is int and count > 1, name, "whole-number", count)
    require(type(seed) is int and seed >= 0, "seed", "seed", seed)
    how = effects.ConditionalRuns(outer=outer, inner=inner, seed=seed)
    if isinstance(function, EditionScores):
        return _share_result(function, factors, correlation, how, outputs)
    require(callable(function), "function", "callable", function)
    require(isinstance(factors, Mapping), "factors", "mapping", factors)
    distributions: Any = factors
    names = tuple(distributions)
    if not names or not all(isinstance(name, str) for name in names):
        raise UsageError("sensitivity.factors")
    quantiles = tuple(read_quantiles(distribution) for distribution in distributions.values())
    dependent = effects.DependentFactors(quantiles, _read_correlation(correlation, names))
    shares, variance, runs = _share_out(
        lambda points: run_function(function, points), dependent, how
    )
    labels = outputs
    if labels is None:
        many = len(variance) > 1
        labels = [f"{VALUE} {n + 1}" for n in range(len(variance))] if many else [VALUE]
    if len(labels) != len(variance):
        raise UsageError(
            "sensitivity.output-names", count=str(len(variance)), given=str(len(labels))
        )
    return ShapleyEffects(names, [Output(label) for label in labels], shares, variance, runs, seed)


def _share_result(
    result: EditionScores,
    assumptions: Any,
    correlation: Any,
    how: effects.ConditionalRuns,
    outputs: Sequence[str] | None,
) -> ShapleyEffects:
    """Divide the variance of the scores and ranks of a result among its factors."""
    index, node = build_index(result, assumptions, None)
    for factor in index.factors:
        if factor.columns != 1:
            raise UsageError("shapley.not-single", factor=factor.id)
    model = IndexOutputs(index, choose_outputs(index, OUTPUTS if outputs is None else outputs))
    names = tuple(factor.id for factor in index.factors)
    matrix = _read_correlation(correlation, names)
    dependent = effects.DependentFactors((lambda chances: chances,) * len(names), matrix)

    def run(points: Floats) -> Floats:
        inside = np.clip(points, _LEAST, 1 - _LEAST)
        blocks = range(0, len(inside), _BLOCK)
        return np.concatenate(
            [
                model.compute(part, Uniforms(how.seed, 0, 0, len(part)))
                for part in (inside[start : start + _BLOCK] for start in blocks)
            ]
        )

    shares, variance, runs = _share_out(run, dependent, how)
    page = SensitivityPage(result, index, group_factors(index, FACTOR), node, model.outputs)
    listed = [Output(quantity, economy) for quantity, economy in model.names()]
    return ShapleyEffects(names, listed, shares, variance, runs, how.seed, page)


def _share_out(
    model: effects.Model, factors: effects.DependentFactors, how: effects.ConditionalRuns
) -> tuple[Floats, Floats, int]:
    computed = [0]

    def run(points: Floats) -> Floats:
        computed[0] += len(points)
        return model(points)

    costs = effects.sample_costs(run, factors, how)
    variance = costs[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        still = variance <= _STILL * np.maximum(variance.max(initial=0), 1)
        shares = np.where(still, np.nan, effects.share_costs(costs) / variance).T
    return shares, variance, computed[0]


def _read_correlation(correlation: Any, names: Sequence[str]) -> Floats:
    """Return a correlation matrix, made from pairs where pairs are supplied."""
    if not isinstance(correlation, Mapping):
        try:
            matrix = np.asarray(correlation, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise UsageError("shapley.no-correlation", count=str(len(names))) from error
        return effects.check_correlation(matrix, len(names))
    correlations = np.eye(len(names))
    for pair, value in correlation.items():
        fits = isinstance(pair, tuple) and len(pair) == 2 and isinstance(value, (int, float))
        require(fits, "correlation", "correlation-pairs", pair)
        for name in pair:
            if name not in names:
                raise UsageError(
                    "shapley.unknown-pair", factor=str(name)[:80], allowed=tuple(names)
                )
        i, j = (names.index(name) for name in pair)
        correlations[i, j] = correlations[j, i] = float(value)
    return effects.check_correlation(correlations, len(names))
