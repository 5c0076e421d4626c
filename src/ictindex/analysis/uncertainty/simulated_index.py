"""An index with varying assumptions: settings drawn for each run, and the resulting scores.

The engine computes one methodology exactly. This module computes the same tree in float64 for many
settings at once, with other weights, goalposts, normalisations, means and values in every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.analysis.uncertainty.uncertain_factors import (
    OTHER_AGGREGATIONS,
    OTHER_NORMALISATIONS,
    OWN_AGGREGATION,
    OWN_NORMALISATION,
    Factor,
)
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine import LabPlan
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.engine.operations import TRANSFORMATIONS
from ictindex.engine.statistics import draws as drawing
from ictindex.engine.statistics.rank_statistics import Ranks, quantise, rank_keys
from ictindex.engine.treatments import TREATMENTS

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

# A z-score has no bounds: a hundredth of it is about as fine as a tenth of a point of 100.
_MORE_DECIMALS = 2
# Scores are re-scaled to 1 to 100 before a mean that needs scores above 0, and back after it.
_LIFTED, _WIDTH = 1.0, 0.99


@dataclass(frozen=True, slots=True)
class IndexArrays:
    """Data of a simulation: the tree of a methodology and the values of economies, as arrays."""

    economies: tuple[str, ...]
    indicators: tuple[str, ...]
    transformations: tuple[str, ...]
    zero: Floats  # goalposts as in the document
    full: Floats
    raw: tuple[bool, ...]  # whether goalposts apply to the value or to its transformation
    branches: tuple[str, ...]
    children: tuple[tuple[int, ...], ...]
    weights: tuple[Floats, ...]
    root: int  # position of the simulated node
    scale: float
    values: Floats  # economies x indicators
    supplied: Floats  # economies x nodes: scores without a value; NaN elsewhere
    decimals: int
    highest_best: bool
    lab: LabPlan | None = None  # operations instead of goalposts and means, where there are any

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids of all nodes: the indicators first, the root of the tree last."""
        return (*self.indicators, *self.branches)

    @property
    def additive(self) -> bool:
        """True if every node is an arithmetic mean, so that the index is one weighted sum."""
        own = () if self.lab is None else self.lab.lab_branches
        return all(branch.aggregation == OWN_AGGREGATION for branch in own)

    @property
    def has_goalposts(self) -> bool:
        """True if every indicator is scored between goalposts."""
        return self.lab is None or all(leaf.has_goalposts for leaf in self.lab.lab_leaves)

    @property
    def compares(self) -> bool:
        """True if a mean compares the economies with one another."""
        return self.lab is not None and self.lab.is_set_wide

    def below(self) -> tuple[int, ...]:
        """Return the positions of the simulated node and of all nodes below it."""
        reached = [self.root]
        for position in reached:
            if position >= len(self.indicators):
                reached.extend(self.children[position - len(self.indicators)])
        return tuple(sorted(reached))


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells whose values vary together: positions, and the bounds or deviations of each."""

    economy: Places
    indicator: Places
    names: tuple[str, ...]
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Errors:
    """The bounds of values given their printed digits, or standard deviations of estimates."""

    rounding: Cells | None = None
    estimates: Cells | None = None  # low: standard deviation; high: not used
    least: Floats = field(default_factory=lambda: np.empty(0))
    most: Floats = field(default_factory=lambda: np.empty(0))
    imputed: Cells | None = None
    imputations: Floats = field(default_factory=lambda: np.empty((0, 0)))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of some runs: arrays with a row for each run, or one row for all runs."""

    count: int
    weights: tuple[Floats, ...]
    zero: Floats
    full: Floats
    values: Floats  # runs x economies x indicators
    normalisation: Places
    aggregation: Places
    left_out: Places  # position of a node, or -1

    def take(self, rows: Places) -> Settings:
        """Return the settings of some of the runs."""

        def pick(array: Any) -> Any:
            return array if len(array) == 1 else array[rows]

        return Settings(
            count=len(rows),
            weights=tuple(pick(each) for each in self.weights),
            zero=pick(self.zero),
            full=pick(self.full),
            values=pick(self.values),
            normalisation=pick(self.normalisation),
            aggregation=pick(self.aggregation),
            left_out=pick(self.left_out),
        )


@dataclass(frozen=True, slots=True)
class SimulatedIndex:
    """An index with its uncertain factors."""

    arrays: IndexArrays
    factors: tuple[Factor, ...]
    errors: Errors = field(default_factory=Errors)
    normalisations: tuple[str, ...] = (OWN_NORMALISATION,)  # the methodology's own choice first
    aggregations: tuple[tuple[str, tuple[int, ...]], ...] = ((OWN_AGGREGATION, ()),)
    left_out: tuple[int, ...] = (-1,)

    @property
    def columns(self) -> int:
        """Number of coordinates of a point of the design."""
        return sum(factor.columns for factor in self.factors)

    @property
    def economies(self) -> tuple[str, ...]:
        """Codes of the simulated economies."""
        return self.arrays.economies

    def spans(self) -> dict[str, slice]:
        """Return the coordinates of a point that each factor uses."""
        spans, start = {}, 0
        for factor in self.factors:
            spans[factor.id] = slice(start, start + factor.columns)
            start += factor.columns
        return spans

    def plain(self) -> Settings:
        """Return the settings of the methodology itself, in one run."""
        arrays = self.arrays
        zero = np.zeros(1, dtype=np.intp)
        return Settings(
            count=1,
            weights=tuple(each[None, :] for each in arrays.weights),
            zero=arrays.zero[None, :],
            full=arrays.full[None, :],
            values=self._plain_values()[None, :, :],
            normalisation=zero,
            aggregation=zero,
            left_out=zero - 1,
        )

    def _plain_values(self) -> Floats:
        imputed = self.errors.imputed
        if imputed is None:
            return self.arrays.values
        values = self.arrays.values.copy()
        values[imputed.economy, imputed.indicator] = self.errors.imputations.mean(axis=0)
        return values

    def draw(self, points: Floats, uniforms: Uniforms | None) -> Settings:
        """Return the settings for points of the unit cube; draw no values without uniforms."""
        arrays, plain, spans = self.arrays, self.plain(), self.spans()
        weights, zero, full = list(plain.weights), plain.zero, plain.full
        chosen = self.choices(points)
        imputation: Places | None = None
        for factor in self.factors:
            unit = points[:, spans[factor.id]]
            p = factor.parameters
            if factor.kind in ("weight-share", "weight-dirichlet"):
                branch, child = p["branch"], p.get("child")
                drawn = np.broadcast_to(weights[branch], (len(points), weights[branch].shape[1]))
                drawn = drawn.copy()
                if child is None:
                    drawn[:] = drawing.dirichlet_shares(unit, p["counts"])
                else:
                    nominal = arrays.weights[branch][child]
                    drawn[:, child] = nominal * drawing.draw_between(
                        unit[:, 0], p["low"], p["high"]
                    )
                weights[branch] = drawn
            elif factor.kind in ("goalpost-zero", "goalpost-full"):
                side = zero if factor.kind == "goalpost-zero" else full
                side = np.broadcast_to(side, (len(points), side.shape[1])).copy()
                side[:, p["indicator"]] = drawing.draw_between(unit[:, 0], p["low"], p["high"])
                zero, full = (side, full) if factor.kind == "goalpost-zero" else (zero, side)
            elif factor.kind == "imputation":
                imputation = drawing.choose(unit[:, 0], len(self.errors.imputations))
        none = np.zeros(1, dtype=np.intp)
        left = chosen.get("left-out")
        return Settings(
            count=len(points),
            weights=tuple(weights),
            zero=zero,
            full=full,
            values=plain.values if uniforms is None else self._draw_values(uniforms, imputation),
            normalisation=chosen.get("normalisation", none),
            aggregation=chosen.get("aggregation", none),
            left_out=none - 1 if left is None else np.asarray(self.left_out)[left],
        )

    def choices(self, points: Floats) -> dict[str, Places]:
        """Return the alternative of each run for each discrete choice, by kind of factor."""
        spans = self.spans()
        return {
            factor.kind: drawing.choose(points[:, spans[factor.id]][:, 0], len(factor.choices))
            for factor in self.factors
            if factor.choices
        }

    def describe_inputs(self, points: Floats) -> dict[str, Any]:
        """Return the inputs that the points define, by name, without the errors of cells."""
        arrays = self.arrays
        settings = self.draw(points, None)
        shares = self.shares(replace(settings, left_out=np.full(1, -1)))
        inputs: dict[str, Any] = {}
        for branch in sorted(
            {f.parameters["branch"] for f in self.factors if "branch" in f.parameters}
        ):
            for i, child in enumerate(arrays.children[branch]):
                inputs[f"weight:{arrays.nodes[child]}"] = shares[branch][:, i]
        for factor in self.factors:
            if factor.kind in ("goalpost-zero", "goalpost-full"):
                side = settings.zero if factor.kind == "goalpost-zero" else settings.full
                inputs[factor.id] = side[:, factor.parameters["indicator"]]
        choices = self.choices(points)
        inputs |= {factor.id: choices[factor.kind] for factor in self.factors if factor.choices}
        spans = self.spans()
        for factor in self.factors:
            if factor.kind == "imputation":
                unit = points[:, spans[factor.id]][:, 0]
                inputs[factor.id] = drawing.choose(unit, len(self.errors.imputations))
        return {name: np.broadcast_to(each, len(points)) for name, each in inputs.items()}

    def _draw_values(self, uniforms: Uniforms, imputation: Places | None) -> Floats:
        errors, values = self.errors, self._plain_values()
        if errors.rounding is None and errors.estimates is None and imputation is None:
            return values[None, :, :]
        drawn = np.broadcast_to(values, (uniforms.count, *values.shape)).copy()
        if errors.imputed is not None and imputation is not None:
            cells = errors.imputed
            drawn[:, cells.economy, cells.indicator] = errors.imputations[imputation]
        if errors.rounding is not None:
            cells = errors.rounding
            unit = uniforms.draw_cells("rounding", cells.names)
            drawn[:, cells.economy, cells.indicator] = drawing.draw_between(
                unit, cells.low, cells.high
            )
        if errors.estimates is not None:
            cells = errors.estimates
            unit = uniforms.draw_cells("estimates", cells.names)
            moved = drawn[:, cells.economy, cells.indicator]
            moved = moved + cells.low * drawing.normal_quantiles(unit)
            least, most = errors.least[cells.indicator], errors.most[cells.indicator]
            drawn[:, cells.economy, cells.indicator] = np.clip(moved, least, most)
        return drawn

    def scores(self, settings: Settings) -> Floats:
        """Return the scores of the simulated node, shape (runs, economies)."""
        mixed = settings.normalisation * len(self.aggregations) + settings.aggregation
        mixed = np.broadcast_to(mixed, settings.count)
        ways = np.unique(mixed)
        if len(ways) == 1:
            return self._score_alike(settings, int(ways[0]))
        scores = np.empty((settings.count, len(self.economies)))
        for way in ways:
            rows = np.flatnonzero(mixed == way)
            scores[rows] = self._score_alike(settings.take(rows), int(way))
        return scores

    def _score_alike(self, settings: Settings, way: int) -> Floats:
        """Score runs that share their normalisation and their means."""
        normalisation, aggregation = divmod(way, len(self.aggregations))
        leaves = self.normalise(settings, self.normalisations[normalisation])
        shares = self.shares(settings)
        if aggregation == 0 and self.arrays.additive:
            scores = self._arithmetic(settings, leaves, shares)
        else:
            scores = self._aggregate(leaves, shares, aggregation)
        return np.broadcast_to(scores, (settings.count, len(self.economies)))

    def normalise(self, settings: Settings, normalisation: str) -> list[Floats]:
        """Return the scores of each indicator, shape (runs or 1, economies)."""
        arrays, leaves = self.arrays, []
        own = normalisation == self.normalisations[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            for n in range(len(arrays.indicators)):
                moved = self._move(n, settings.values[:, :, n])
                if own:
                    leaves.append(self._score_leaf(n, moved, settings))
                else:
                    less_is_better = bool(arrays.full[n] < arrays.zero[n])
                    leaves.append(self._fit(moved, normalisation, less_is_better))
        return leaves

    def _move(self, n: int, values: Floats) -> Floats:
        """Return the values of an indicator, treated and transformed as in the methodology."""
        lab = self.arrays.lab
        for step, parameters in () if lab is None else lab.lab_leaves[n].steps or ():
            values = TREATMENTS[step].floats(values, parameters)
        moved: Floats = TRANSFORMATIONS[self.arrays.transformations[n]].arrays(values)
        return moved

    def _score_leaf(self, n: int, moved: Floats, settings: Settings) -> Floats:
        """Return the scores of an indicator by the normalisation of the methodology."""
        arrays = self.arrays
        zero, full = settings.zero[:, n : n + 1], settings.full[:, n : n + 1]
        if arrays.raw[n]:
            transform = TRANSFORMATIONS[arrays.transformations[n]].arrays
            zero, full = transform(zero), transform(full)
        if arrays.lab is None:
            return np.asarray(arrays.scale * np.clip((moved - zero) / (full - zero), 0.0, 1.0))
        leaf = arrays.lab.lab_leaves[n]
        parameters: dict[str, Any] = dict(leaf.parameters or {})
        if leaf.has_goalposts:
            parameters |= {"zero": zero, "full": full}
        return np.asarray(NORMALISATIONS[leaf.normalisation].floats(moved, parameters))

    def _fit(self, values: Floats, normalisation: str, less_is_better: bool) -> Floats:
        """Normalise by the set of economies of each run; there are no scores for equal values."""
        fitted = NORMALISATIONS[normalisation]
        scores: Floats = np.asarray(
            fitted.normalise_floats(values.T, less_is_better=less_is_better)
        ).T
        if normalisation == "rank":
            scores = 100 * (scores - 1) / max(len(self.economies) - 1, 1)
        return scores

    def shares(self, settings: Settings) -> list[Floats]:
        """Return the weights of the children of each branch as shares, runs in rows.

        A left-out node has no share; a branch without any remaining child is left out too.
        """
        count, shares = len(self.arrays.indicators), []
        gone: dict[int, Any] = {}
        out = settings.left_out
        some = bool((out >= 0).any())
        for n, (children, weights) in enumerate(
            zip(self.arrays.children, settings.weights, strict=True), count
        ):
            if some:
                absent = np.stack(
                    [(out == child) | gone.get(child, np.zeros(1, bool)) for child in children], 1
                )
                weights = np.where(absent, 0.0, weights)
                gone[n] = absent.all(axis=1)
            total = weights[:, 0:1].copy()
            for child in range(1, len(children)):
                total += weights[:, child : child + 1]
            shares.append(weights / np.where(total > 0, total, 1.0) if some else weights / total)
        return shares

    def _arithmetic(
        self, settings: Settings, leaves: Sequence[Floats], shares: Sequence[Floats]
    ) -> Floats:
        """Return weighted sums; every arithmetic mean of means is a weighted sum."""
        terms = []
        for position, weight in self._effective(shares).items():
            scores = self._term(position, leaves)
            if scores is not None:
                terms.append((weight, scores))
        if all(len(scores) == 1 for _, scores in terms):
            rows = max(len(weight) for weight, _ in terms)
            weights = np.concatenate([np.broadcast_to(w, (rows, 1)) for w, _ in terms], axis=1)
            return np.asarray(weights @ np.concatenate([scores for _, scores in terms]))
        total = np.zeros((settings.count, len(self.economies)))
        for weight, scores in terms:
            total += weight * scores
        return total

    def _effective(self, shares: Sequence[Floats]) -> dict[int, Floats]:
        """Return the share of each node below the simulated one, runs in rows."""
        arrays, count = self.arrays, len(self.arrays.indicators)
        effective: dict[int, Floats] = {arrays.root: np.ones((1, 1))}
        for position in range(arrays.root, count - 1, -1):
            if position in effective:
                branch = position - count
                for i, child in enumerate(arrays.children[branch]):
                    effective[child] = effective[position] * shares[branch][:, i : i + 1]
        return effective

    def _term(self, position: int, leaves: Sequence[Floats]) -> Floats | None:
        """Return the own contribution of a node: the scores of an indicator, or supplied scores."""
        supplied, covered = self.arrays.supplied[:, position], self._find_covered(position)
        there = ~np.isnan(supplied) & ~covered
        if position >= len(self.arrays.indicators):
            return np.where(there, supplied, 0.0)[None, :] if there.any() else None
        scores = leaves[position]
        if there.any():
            scores = np.where(there, supplied, scores)
        return np.where(covered, 0.0, scores) if covered.any() else scores

    def _find_covered(self, position: int) -> npt.NDArray[np.bool_]:
        """Tell for which economies the score of a node above this one was supplied."""
        arrays, count = self.arrays, len(self.arrays.indicators)
        covered = np.zeros(len(self.economies), dtype=bool)
        node = position
        while node != arrays.root:
            node = next(b for b, each in enumerate(arrays.children, count) if node in each)
            covered |= ~np.isnan(arrays.supplied[:, node])
        return covered

    def _aggregate(self, leaves: Sequence[Floats], shares: Sequence[Floats], way: int) -> Floats:
        """Aggregate node by node: each as in the methodology, or by another mean."""
        arrays, count = self.arrays, len(self.arrays.indicators)
        mean, elsewhere = self.aggregations[way] if way else ("", ())
        scores: dict[int, Floats] = {}
        for position in arrays.below():
            branch = position - count
            if branch < 0:
                scored = leaves[position]
            else:
                children = [scores[child] for child in arrays.children[branch]]
                if branch in elsewhere:
                    scored = self._other_mean(mean, children, shares[branch])
                else:
                    scored = self._own_mean(branch, children, shares[branch])
            supplied = arrays.supplied[:, position]
            there = ~np.isnan(supplied)
            scores[position] = np.where(there, supplied, scored) if there.any() else scored
        return scores[arrays.root]

    def _own_mean(self, branch: int, children: Sequence[Floats], shares: Floats) -> Floats:
        if self.arrays.lab is None:
            return _mean(OWN_AGGREGATION, children, shares)
        own = self.arrays.lab.lab_branches[branch]
        return _mean(own.aggregation, children, shares, own.options)

    def _other_mean(self, name: str, children: Sequence[Floats], shares: Floats) -> Floats:
        """Return another mean of scores, computed on 1 to 100 and returned on their own scale."""
        to_hundred = 100.0 / self.arrays.scale
        lifted = [_LIFTED + _WIDTH * to_hundred * child for child in children]
        return (_mean(name, lifted, shares) - _LIFTED) / (_WIDTH * to_hundred)

    def rank(self, scores: Floats, settings: Settings) -> Ranks:
        """Return the ranks of scores, tied on the decimals of the methodology."""
        better = scores if self.arrays.highest_best else -scores
        decimals = self.arrays.decimals
        if "z-score" not in self.normalisations:
            return rank_keys(quantise(better, decimals))
        fine = self.normalisations.index("z-score")
        places = np.broadcast_to(settings.normalisation, settings.count) == fine
        ranks: Ranks = np.empty(scores.shape, dtype=np.int32)
        for rows, places_of in ((~places, decimals), (places, decimals + _MORE_DECIMALS)):
            if rows.any():
                ranks[rows] = rank_keys(quantise(better[rows], places_of))
        return ranks

    def alternatives(self) -> list[tuple[str, str, Settings]]:
        """Return the single departures from the methodology: kind, choice and settings."""
        plain = self.plain()
        departures: list[tuple[str, str, Settings]] = []

        def locate(position: int) -> Places:
            return np.array([position], dtype=np.intp)

        for n, name in enumerate(self.normalisations[1:], 1):
            departures.append(("normalisation", name, replace(plain, normalisation=locate(n))))
        for n, (name, _) in enumerate(self.aggregations[1:], 1):
            departures.append(("aggregation", name, replace(plain, aggregation=locate(n))))
        arrays = self.arrays
        top = [*arrays.children[arrays.root - len(arrays.indicators)]]
        if len(top) > 1:
            for node in top:
                if node >= len(arrays.indicators):
                    left = replace(plain, left_out=locate(node))
                    departures.append(("pillar-left-out", arrays.nodes[node], left))
        for node in arrays.below():
            if node < len(arrays.indicators) and node != arrays.root:
                left = replace(plain, left_out=locate(node))
                departures.append(("indicator-left-out", arrays.nodes[node], left))
        return departures


@dataclass(frozen=True, slots=True)
class Uniforms:
    """The uniform draws of the cells of some runs, by counters."""

    seed: int
    block: int
    start: int
    count: int

    def draw_cells(self, factor: str, names: Sequence[str]) -> Floats:
        """Return a column for each cell; its draws do not depend on the other cells."""
        stop = self.start + self.count
        drawn = np.empty((self.count, len(names)))
        for n, name in enumerate(names):
            whole = drawing.counter_uniforms(self.seed, f"{factor}:{name}", self.block, (stop,))
            drawn[:, n] = whole[self.start :]
        return drawn


def _mean(
    name: str,
    children: Sequence[Floats],
    shares: Floats,
    options: Mapping[str, Any] | None = None,
) -> Floats:
    """Return the mean of the children of a branch, runs in rows."""
    count = max(len(shares), *(len(child) for child in children))
    scores = np.stack([np.broadcast_to(c, (count, c.shape[1])).T for c in children], axis=1)
    # A branch whose children are all left out has no weight: its mean has no effect.
    weights = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, 1.0).T
    weights = np.broadcast_to(weights, (len(children), count))
    mean: Floats = np.asarray(AGGREGATIONS[name].floats(scores, weights, options)).T
    return mean


def refuse_unfit(normalisations: Sequence[str], aggregations: Sequence[str]) -> None:
    """Refuse unknown choices, and a mean that needs positive scores over z-scores."""
    for names, allowed, argument in (
        (normalisations[1:], OTHER_NORMALISATIONS, "normalisation"),
        (aggregations[1:], (OWN_AGGREGATION, *OTHER_AGGREGATIONS), "aggregation"),
    ):
        for name in names:
            if name not in allowed:
                raise UsageError(
                    "robustness.unknown-choice", argument=argument, value=name, allowed=allowed
                )
    positive = [name for name in aggregations[1:] if AGGREGATIONS[name].needs_positive()]
    if positive and "z-score" in normalisations:
        raise UsageError("robustness.mean-of-z-scores", aggregation=positive[0])
