"""The sensitivity of an index: the assumptions that influence its scores and ranks most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.assumptions import (
    Assumptions,
    build_simulation,
    read_assumptions,
)
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.analysis.uncertainty.index_outputs import (
    FACTOR,
    KIND,
    OUTPUTS,
    SCORE,
    FactorGroup,
    IndexOutputs,
    PairedDesign,
    group_factors,
)
from ictindex.analysis.uncertainty.robustness_page import describe_assumptions
from ictindex.analysis.uncertainty.robustness_tables import list_economies
from ictindex.analysis.uncertainty.sensitivity_indices import Output, Sensitivity
from ictindex.analysis.uncertainty.simulated_index import SimulatedIndex
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of
from ictindex.engine.statistics.draws import SCRAMBLINGS
from ictindex.engine.statistics.variance_shares import DesignSums, estimate_shares, sum_design
from ictindex.indices.idi.scores import EditionScores
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

Floats = npt.NDArray[np.float64]

SIMULATION = "simulation"


def sensitivity(
    result: EditionScores,
    assumptions: Assumptions | Mapping[str, Any],
    *,
    draws: int = 4096,
    seed: int = 1,
    node: str | None = None,
    by: Literal["factor", "kind"] = FACTOR,
    outputs: Sequence[str] = OUTPUTS,
) -> Sensitivity:
    r"""Divide the variance of scores and ranks among the assumptions.

    .. math:: S_i = \frac{\operatorname{Var}(E[Y \mid X_i])}{\operatorname{Var}(Y)}, \qquad
              S_{Ti} = \frac{E[\operatorname{Var}(Y \mid X_{\sim i})]}{\operatorname{Var}(Y)},
    .. math:: Y \in \left\{s_c,\; R_c,\;
              \tfrac1n \textstyle\sum_c |R_{ref}(c) - R_c| \right\}

    Parameters
    ----------
    result : Result
        A result of :func:`ictindex.compute`, or a what-if.
    assumptions : Assumptions or mapping
        The assumptions that vary, as for :func:`ictindex.analysis.robustness`: weights, goalposts,
        normalisation, aggregation, imputation, rounding, estimates, left-out nodes.
    draws : int
        Points of each of two samples: 16 times a power of two. The index is computed ``draws``
        times (number of factors + 2) times.
    seed : int
        The same seed gives the same draws.
    node : str, optional
        Id of a sub-index; by default the index.
    by : str
        ``"factor"``: each factor separately; ``"kind"``: all weights together, all goalposts
        together, and so on, which needs fewer runs.
    outputs : sequence of str
        Any of ``"score"``, ``"rank"`` (of each economy) and ``"mean-rank-shift"`` (of all
        economies).

    Returns
    -------
    Sensitivity
        First and total order indices with simulated intervals, for each output and factor.

    Raises
    ------
    UsageError
        If an assumption or output is not known, or ``draws`` does not fit.

    Notes
    -----
    The factors are independent when they are drawn, before the weights of a node are re-scaled to
    their sum: the shares belong to these factors, not to the re-scaled weights. Ranks interact (an
    economy falls where another rises), so that for ranks the total order is more informative than
    the first order. The shares of a score that cannot vary (an economy with the full score in every
    indicator) are not defined. Where several normalisations are among the choices, scores have no
    common scale and are left out. An economy without the score of the node is not included, unless
    the assumed imputations complete it. Rounding and errors of estimates are one factor each,
    whatever the number of cells. First order by Saltelli et al. (2010), total order by Jansen
    (1999), the mean shift of ranks as in Saisana et al. (2005).

    References
    ----------
    Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. Computer
    Physics Communications 181(2), 259-270. Jansen, M. J. W. (1999). Analysis of variance designs
    for model output. Computer Physics Communications 117(1-2), 35-43. Saisana, M., Saltelli, A.
    and Tarantola, S. (2005). Journal of the Royal Statistical Society A 168, 307-323.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> sensitivity = ict.analysis.sensitivity(
    ...     result, {"weights": 0.25, "aggregation": ["geometric-mean"]}, draws=256, by="kind"
    ... )
    >>> sensitivity.factors, sensitivity.runs
    (('weight-share', 'aggregation'), 1024)
    >>> sensitivity.largest("mean-rank-shift")["factor"].tolist()
    ['weight-share']
    """
    require(isinstance(result, EditionScores), "result", "result", result)
    require(type(draws) is int, "draws", "draws", draws)
    require(type(seed) is int and seed >= 0, "seed", "seed", seed)
    if by not in (FACTOR, KIND):
        raise UsageError(
            "robustness.unknown-choice", argument="by", value=str(by)[:40], allowed=(FACTOR, KIND)
        )
    index, arrays_node = build_index(result, assumptions, node)
    model = IndexOutputs(index, choose_outputs(index, outputs))
    each, rest = divmod(draws, SCRAMBLINGS)
    if rest or each < 2 or each & (each - 1):
        raise UsageError("sensitivity.draws", draws=str(draws), scramblings=str(SCRAMBLINGS))
    groups = group_factors(index, by)
    design = PairedDesign(model, groups, each.bit_length() - 1, seed)
    parts: list[DesignSums] = []
    for scrambling in range(SCRAMBLINGS):
        a, b = design.base_outputs(scrambling)
        shift = parts[0].shift if parts else a.mean(axis=0)
        parts.append(sum_design(a, b, design.exchanged_outputs(scrambling), shift))
    names = [group.name for group in groups]
    page = SensitivityPage(result, index, groups, arrays_node, model.outputs)
    return Sensitivity(
        names,
        [Output(quantity, economy) for quantity, economy in model.names()],
        estimate_shares(parts),
        remarks=page.remarks,
        naming=page.name_factor,
        facts=page.facts() | {"seed": seed},
        own_terms=terms_of(result),
    )


def build_index(
    result: EditionScores, assumptions: Assumptions | Mapping[str, Any], node: str | None
) -> tuple[SimulatedIndex, str]:
    """Return an index with its uncertain factors, and the simulated node."""
    assumed = read_assumptions(assumptions)
    root = result.methodology.plan.root if node is None else node
    arrays = build_index_arrays(result, root, assumed.imputation)
    return build_simulation(result, arrays, assumed), root


def choose_outputs(index: SimulatedIndex, outputs: Sequence[str]) -> tuple[str, ...]:
    """Return the requested outputs, without scores where they have no common scale."""
    fits = isinstance(outputs, Sequence) and not isinstance(outputs, str)
    require(fits, "outputs", "texts", outputs)
    for output in outputs:
        if output not in OUTPUTS:
            raise UsageError(
                "robustness.unknown-choice",
                argument="outputs",
                value=str(output)[:40],
                allowed=OUTPUTS,
            )
    alike = len(index.normalisations) == 1
    chosen = tuple(dict.fromkeys(output for output in outputs if alike or output != SCORE))
    if not chosen:
        raise UsageError("sensitivity.no-common-scale")
    return chosen


class SensitivityPage:
    """The parts of the page of a sensitivity analysis on its result and assumptions."""

    def __init__(
        self,
        result: EditionScores,
        index: SimulatedIndex,
        groups: Sequence[FactorGroup],
        node: str,
        outputs: Sequence[str],
    ) -> None:
        self.result, self.index, self.groups = result, index, tuple(groups)
        self.node, self.outputs = node, tuple(outputs)

    def facts(self) -> dict[str, Any]:
        """Return the facts on the result for frames."""
        result = self.result
        return {
            "id": result.id,
            "node": self.node,
            "label": result.rank_label("en"),
            "ranks_published": str(result.ranks_published).lower(),
            **result.frame_attributes(),
            result_kind.COLUMN: result_kind.name_of(SIMULATION),
        }

    def remarks(self, language: str) -> list[Block]:
        """Return the notes before the tables, and the table of assumptions."""
        result = self.result

        blocks: list[Block] = [i18n.Sentence("sensitivity/of-result", id=result.id).as_note()]
        blocks += [notice.as_note() for notice in result.list_notices()]
        extent = result.extent.sentence
        blocks += [extent.as_note()] if extent else []
        if not result.ranks_published and self.outputs != (SCORE,):
            blocks.append(i18n.Sentence("robustness/unofficial").as_note())
        absent = sorted(set(result.economies) - set(self.index.economies))
        if absent:
            named = list_economies(absent)
            blocks.append(i18n.Sentence("robustness/missing", economies=named).as_note())
        imputed = self.index.errors.imputed
        if imputed is not None:
            codes = sorted({self.index.economies[e] for e in imputed.economy.tolist()})
            named = list_economies(codes)
            blocks.append(i18n.Sentence("robustness/imputed", economies=named).as_note())
        if len(self.index.normalisations) > 1:
            blocks.append(i18n.Sentence("sensitivity/no-common-scale").as_note())
        blocks.append(i18n.Sentence("sensitivity/independent"))
        return [*blocks, *describe_assumptions(self.index.factors, language)]

    def name_factor(self, name: str, language: str) -> str:
        """Return the name of a factor in words."""
        group = next((each for each in self.groups if each.name == name), None)
        if group is None:
            return name
        factor = group.factors[0]
        alone = len(group.factors) == 1
        subject = i18n.label("nodes", factor.subject, language) if factor.subject else ""
        if factor.kind == "weight-share" and alone:
            return i18n.text("sensitivity", "weight-of", language, subject=subject)
        if not alone:
            count = i18n.number(Decimal(len(group.factors)), language)
            kind = factor.kind if factor.kind != "weight-dirichlet" else "weight-share"
            if kind == "weight-share":
                return i18n.text("robustness", "factor-weight-share", language, count=count)
            return i18n.text("sensitivity", f"all-{kind}", language, count=count)
        return i18n.text("robustness", f"factor-{factor.kind}", language, subject=subject)
