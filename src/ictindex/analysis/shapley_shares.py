"""Shapley effects of factors that depend on one another, and their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ictindex import i18n
from ictindex.analysis.sensitivity_indices import (
    VALUE,
    Output,
    format_share,
    read_quantiles,
    run_function,
)
from ictindex.core.arguments import ReadOnly, require
from ictindex.core.errors import UsageError
from ictindex.i18n.document import Block
from ictindex.i18n.frame_names import put_names
from ictindex.i18n.renderable import Renderable
from ictindex.statistics import shapley_effects as effects

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


class ShapleyEffects(ReadOnly, Renderable):
    """Shares of the variance of outputs by factor, which are never negative and sum to one.

    Made by :func:`ictindex.analysis.shapley_effects`.

    Parameters
    ----------
    factors : sequence of str
        Names of the factors.
    outputs : sequence of str
        Names of the outputs.
    effects : array
        Shares, shape (outputs, factors); NaN where an output has no variance.
    variance : array
        Variance of each output.
    runs : int
        How often the function was computed.
    seed : int
        Seed of the draws.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.analysis.shapley_effects(
    ...     lambda x: x[:, 0] + x[:, 1], {"a": (0, 1), "b": (0, 1)}, [[1, 0.5], [0.5, 1]], outer=256
    ... )
    >>> found.factors, found.outputs, found.runs
    (('a', 'b'), ('value',), 18432)
    >>> float(found.to_frame()["effect"].sum().round(6))
    1.0
    >>> found.effects.shape, found.variance.shape, found.seed
    ((1, 2), (1,), 0)
    """

    factors: tuple[str, ...]
    outputs: tuple[str, ...]
    effects: Floats
    variance: Floats
    runs: int
    seed: int

    def __init__(
        self,
        factors: Sequence[str],
        outputs: Sequence[str],
        effects: Floats,
        variance: Floats,
        runs: int,
        seed: int,
    ) -> None:
        self._set(
            factors=tuple(factors), outputs=tuple(outputs), effects=effects, variance=variance,
            runs=runs, seed=seed,
        )  # fmt: skip

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each output and factor.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept beside them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns output, factor, effect (share of the variance; NaN: not defined), variance
            (of the output), reason (``no-variance`` or empty).
        """
        import pandas as pd

        rows = [
            (
                output, factor, float(self.effects[n, i]), float(self.variance[n]),
                "no-variance" if np.isnan(self.effects[n, i]) else "",
            )
            for n, output in enumerate(self.outputs)
            for i, factor in enumerate(self.factors)
        ]  # fmt: skip
        found = pd.DataFrame(rows, columns=["output", "factor", "effect", "variance", "reason"])
        found.attrs.update(
            {"estimator": "Song, Nelson and Staum 2016", "runs": self.runs, "seed": self.seed}
        )
        return put_names(found, names, self)

    def blocks(self, language: str) -> list[Block]:
        """Return the page: what the shares are, and a table for each output."""

        def say(key: str, **given: object) -> str:
            return i18n.text("sensitivity", key, language, **given)

        runs = i18n.grouped_number(self.runs, language)
        blocks: list[Block] = [
            i18n.Heading(say("shapley-title"), 2),
            i18n.Paragraph(say("shapley-facts", runs=runs)),
        ]
        for n, output in enumerate(self.outputs):
            blocks.append(i18n.Heading(Output(output).describe(language), 3))
            if np.isnan(self.effects[n]).any():
                blocks.append(i18n.Paragraph(say("no-variance"), note=True))
                continue
            order = np.argsort(-self.effects[n], kind="stable")
            rows = [[self.factors[i], format_share(self.effects[n, i], language)] for i in order]
            blocks.append(i18n.Table([say("factor"), say("effect")], rows, frozenset({1})))
        return blocks


def shapley_effects(
    function: Callable[[Floats], npt.ArrayLike],
    factors: Mapping[str, object],
    correlation: npt.ArrayLike,
    *,
    outer: int = 512,
    inner: int = 4,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
) -> ShapleyEffects:
    r"""Share out the variance of a function by factors that depend on one another.

    .. math:: Sh_i = \frac{1}{k \operatorname{Var}(Y)} \sum_{u \subseteq \{1..k\} \setminus i}
              \binom{k-1}{|u|}^{-1} \left(c(u \cup i) - c(u)\right), \qquad
              c(u) = E[\operatorname{Var}(Y \mid X_{-u})]

    Parameters
    ----------
    function : callable
        A function of an array (runs, factors) that returns (runs,) or (runs, outputs).
    factors : mapping
        The distribution of each factor by name, at most ten: ``(low, high)`` for a uniform one,
        or anything with a method ``ppf``, such as a distribution of SciPy.
    correlation : array
        Correlation matrix of the normal scores of the factors, in their order: the dependence is
        that of a normal copula. Of normal factors it is their own correlation.
    outer, inner : int
        For each set of factors, how many points the others are held at, and how many draws of the
        set are made at each of them (at least 2).
    seed : int
        Seed of the draws.
    outputs : sequence of str, optional
        Names of the outputs.

    Returns
    -------
    ShapleyEffects
        The share of each factor in the variance of each output.

    Raises
    ------
    UsageError
        If there are more than ten factors, the matrix is no correlation matrix, or shapes do not
        fit.

    Notes
    -----
    All sets of factors are visited, so that nothing but the conditional variances is simulated;
    what their sampling gives is unbiased for the costs. Where a function is additive and its
    factors are independent, the effects are the first order indices. An output without variance
    is not defined (NaN). An output that is missing in any run is NaN as well.

    References
    ----------
    Owen, A. B. (2014). Sobol' indices and Shapley value. SIAM/ASA Journal on Uncertainty
    Quantification 2(1), 245-251. Song, E., Nelson, B. L. and Staum, J. (2016). Shapley effects
    for global sensitivity analysis: theory and computation. SIAM/ASA Journal on Uncertainty
    Quantification 4(1), 1060-1083.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.analysis.shapley_effects(
    ...     lambda x: x[:, 0] + 0 * x[:, 1], {"a": (0, 1), "b": (0, 1)}, [[1, 0.9], [0.9, 1]]
    ... )
    >>> found.to_frame()["effect"].round(1).tolist()  # b has no part in it, but is known with a
    [0.6, 0.4]
    """
    names = tuple(factors)
    if not names or not all(isinstance(one, str) for one in names):
        raise UsageError("sensitivity.factors")
    require(callable(function), "function", "callable", function)
    for name, given, least in (("outer", outer, 2), ("inner", inner, 2)):
        fits = type(given) is int and given >= least
        require(fits, name, "whole-number", given)
    quantiles = tuple(read_quantiles(one) for one in factors.values())
    matrix = effects.check_correlation(np.asarray(correlation, dtype=np.float64), len(names))
    how = effects.ConditionalRuns(outer=outer, inner=inner, seed=seed)
    computed = [0]

    def run(points: Floats) -> Floats:
        computed[0] += len(points)
        return run_function(function, points)

    costs = effects.sample_costs(run, effects.DependentFactors(quantiles, matrix), how)
    variance = costs[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(variance > 0, effects.share_costs(costs) / variance, np.nan).T
    labels = outputs
    if labels is None:
        many = len(variance) > 1
        labels = [f"{VALUE} {n + 1}" for n in range(len(variance))] if many else [VALUE]
    if len(labels) != len(variance):
        raise UsageError(
            "sensitivity.output-names", count=str(len(variance)), given=str(len(labels))
        )
    return ShapleyEffects(names, labels, shares, variance, computed[0], seed)
