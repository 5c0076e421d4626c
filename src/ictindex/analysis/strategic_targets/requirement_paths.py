"""Requirements to reach a score: fewest years at a pace that others had, or least cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, Literal

from ictindex.analysis.tables.panel_values import read_panel
from ictindex.core.arguments import doors, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.tables.columns import Column, Part, define
from ictindex.engine.operations import TRANSFORMATIONS
from ictindex.engine.statistics.convex_allocation import Segment, allocate_cheapest
from ictindex.engine.statistics.inequality import weighted_quantile
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading, Paragraph
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

PACE, COST = "pace", "cost"
STATEMENT = "arithmetic of the index, not the effect of a policy"
LONGEST = 100  # years: beyond this, a past pace gives no information
_FEWEST = 10
_SHARE = 0.2
_FASTEST = 0.9
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One indicator: its present value, its required value, and the resulting gain of the index."""

    indicator: str
    value: float
    score: float
    needed_value: float
    needed_score: float
    change: float
    gain: float
    pace: float
    compared: int
    cost: float


def _points(name: str, label: str, about: str) -> Column:
    return Column(name, "estimate", f"benchmarks/{label}", about, places=1)


REQUIREMENTS = define(
    "requirements",
    Column("indicator", "indicator"),
    _points("value", "value-now", "now"),
    _points("score", "score-now", "now"),
    _points("needed_value", "value-needed", "to reach the target"),
    _points("needed_score", "score-needed", "to reach the target"),
    Column("change", "estimate", about="of the value", page=False),
    _points("gain", "gain", "points of the index"),
    Column(
        "pace",
        "estimate",
        "benchmarks/column-pace",
        "points of the score in the first year",
        places=2,
        page=PACE,
    ),
    Column("compared", "count", about="economies at its level", page=False),
    Column("cost", "estimate", "benchmarks/column-cost", places=2, page=COST),
    KIND_OF_RESULT,
    key=("indicator",),
    page=("indicator", "value", "needed_value", "score", "needed_score", "gain", "pace", "cost"),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class Requirements(TabularResult):
    """Requirements to reach a score. Made by :func:`ictindex.analysis.requirements`.

    Parameters
    ----------
    economy : str
        ISO3 code.
    target : float
        The score to reach.
    rank : int or None
        The rank from which the score was taken; it is not a published rank.
    score : float
        The unrounded score now.
    method : str
        ``pace`` or ``cost``.
    rows : tuple of RequirementRow
        The indicators.
    reached : bool
        Whether the target can be reached with this method.
    years : int or None
        For ``pace``: the smallest number of whole years; ``None`` if more than a hundred.
    cost : float or None
        For ``cost``: the least cost, in the unit of the supplied costs.
    result : EditionResult
        The result.
    _without_pace : tuple of str
        Indicators that have no pace: a note of the page names them.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> outcome = ict.analysis.requirements(result, "BRA", 83, costs={"internet-users": 2})
    >>> [(row.indicator, round(row.needed_value, 2)) for row in outcome.rows if row.change]
    [('internet-users', 86.03)]
    >>> round(outcome.cost, 2)
    11.06
    >>> outcome.to_frame().attrs["statement"]
    'arithmetic of the index, not the effect of a policy'
    """

    economy: str
    target: float
    rank: int | None
    score: float
    method: str
    rows: tuple[RequirementRow, ...]
    reached: bool
    years: int | None
    cost: float | None
    result: EditionResult
    _without_pace: tuple[str, ...] = ()

    _parts = (Part("indicators", REQUIREMENTS, "rows"),)

    def _facts(self) -> dict[str, object]:
        """Return the method, and the kind of the result."""
        return {
            PACE: self.method == PACE,
            COST: self.method == COST,
            "result_kind": result_kind.name_of(self.result.kind),
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the target, the answer, and what the numbers mean."""
        return {
            "statistic": "requirements",
            "statement": STATEMENT,
            "economy": self.economy,
            "target": self.target,
            "rank": self.rank,
            "method": self.method,
            "reached": self.reached,
            "years": self.years,
            "cost": self.cost,
            "result": self.result.id,
            **self.result.frame_attributes(),
        }

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("benchmarks", key, language, **values)

        name = i18n.economy_name(self.economy, language)
        target = i18n.number(self.target, language, places=1)
        blocks: list[Block] = [
            Heading(words("requirements-title", name=name, target=target), 2),
            i18n.Sentence("benchmarks/statement").as_note(),
        ]
        blocks += [notice.as_note() for notice in self.result.list_notices()]
        blocks.append(i18n.Sentence("benchmarks/now", score=round_figure(self.score, 1)))
        if self.rank is not None:
            rank = i18n.Sentence("benchmarks/rank-target", position=self.rank)
            blocks.append(rank.as_note())
        blocks.append(Paragraph(self._answer(language)))
        blocks.append(write_grid(self._table(), language))
        blocks.append(i18n.Sentence(f"benchmarks/requirements-{self.method}"))
        if self._without_pace:
            without = i18n.Sentence("benchmarks/without-pace", indicators=self._without_pace)
            blocks.append(without.as_note())
        return blocks

    def _answer(self, language: str) -> str:
        if self.method == COST:
            if self.cost is None:
                return i18n.text("benchmarks", "out-of-reach", language)
            cost = i18n.number(self.cost, language, places=2)
            return i18n.text("benchmarks", "least-cost", language, cost=cost)
        if self.years is None:
            return i18n.text("benchmarks", "no-years", language, most=str(LONGEST))
        return i18n.text("benchmarks", "fewest-years", language, years=str(self.years))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An indicator as a linear function from its transformed value to points of the index."""

    indicator: str
    transformation: str
    zero: float
    width: float
    scale: float
    weight: float

    def score(self, value: float) -> float:
        """Return the score of a value."""
        if self.transformation == "ln1p":
            moved = math.log1p(value) if value > -1 else -math.inf
        elif self.transformation == "log10":
            moved = math.log10(value) if value > 0 else -math.inf
        else:
            moved = value
        return self.scale * min(max((moved - self.zero) / self.width, 0.0), 1.0)

    def value(self, score: float) -> float:
        """Return the value that has a score."""
        moved = self.zero + score / self.scale * self.width
        if self.transformation == "ln1p":
            return math.expm1(moved)
        return 10.0**moved if self.transformation == "log10" else moved


def _read_leaves(result: Any) -> list[_Leaf]:
    """Return the indicators of a result whose index is a weighted sum of their scores."""
    plan = result.methodology.plan
    simple = all(
        leaf.has_goalposts and leaf.transformation.id in TRANSFORMATIONS for leaf in plan.leaves
    )
    if not simple or not all(plan.is_additive(leaf.indicator) for leaf in plan.leaves):
        raise UsageError("requirements.not-additive", document=result.methodology.id)
    return [
        _Leaf(
            leaf.indicator,
            leaf.transformation.id,
            float(leaf.zero),
            float(leaf.width),
            float(plan.scale),
            float(plan.weight_in_index(leaf.indicator)),
        )
        for leaf in plan.leaves
    ]


def _current(result: Any, economy: str, leaves: list[_Leaf]) -> tuple[dict[str, float], float]:
    """Return the values of an economy and its score; refuse a score that is no weighted sum."""
    inputs, scores = result.inputs(economy), result.unrounded(economy)
    root = result.methodology.plan.root
    missing = [leaf.indicator for leaf in leaves if inputs.get(leaf.indicator) is None]
    if missing or scores.get(root) is None:
        raise UsageError("requirements.no-inputs", economy=economy, nodes=missing or [root])
    values = {leaf.indicator: float(inputs[leaf.indicator]) for leaf in leaves}
    total = sum(leaf.weight * leaf.score(values[leaf.indicator]) for leaf in leaves)
    if abs(total - float(scores[root])) > 1e-6:
        raise UsageError("requirements.not-additive", document=result.methodology.id)
    return values, float(scores[root])


def _find_target(
    result: Any, economy: str, target: Any, rank: Any, ranks: Any, full: float
) -> tuple[float, int | None]:
    """Return the score to reach, and the rank from which it was taken."""
    if (target is None) == (rank is None):
        raise UsageError("requirements.one-target")
    if rank is None:
        fits = isinstance(target, (int, float)) and not isinstance(target, bool)
        require(fits and math.isfinite(target), "target", "number", target)
        if not 0 <= target <= full:
            raise UsageError("requirements.beyond-scale", full=f"{full:g}")
        return float(target), None
    if ranks not in (None, "unofficial"):
        raise UsageError("requirements.ranks", wanted=str(ranks)[:40])
    if not result.ranks_published and ranks != "unofficial":
        raise UsageError("requirements.no-ranks")
    root = result.position(result.methodology.plan.root)
    others = sorted(
        (
            float(result.rounded[e, root])
            for e, other in enumerate(result.economies)
            if other != economy and not result.missing[e, root]
        ),
        reverse=True,
    )
    wanted = require_whole(rank, "rank", 1, len(others) + 1)
    return (others[wanted - 1] if wanted <= len(others) else 0.0), wanted


# ------------------------------------------------------------------ fewest years


@dataclass(frozen=True, slots=True)
class _Growth:
    """Initial scores of economies, and their annual change."""

    levels: tuple[float, ...]
    changes: tuple[float, ...]

    def pace(self, level: float, full: float) -> float:
        """Return the annual change of the fastest tenth of the economies nearest to a level."""
        if level >= full or not self.levels:
            return 0.0
        size = min(len(self.levels), max(_FEWEST, math.ceil(_SHARE * len(self.levels))))
        near = sorted(range(len(self.levels)), key=lambda k: (abs(self.levels[k] - level), k))
        return max(0.0, weighted_quantile([self.changes[k] for k in near[:size]], _FASTEST))

    @property
    def compared(self) -> int:
        """Return the number of economies compared at each level."""
        return min(len(self.levels), max(_FEWEST, math.ceil(_SHARE * len(self.levels))))


_STILL = _Growth((), ())


def _growth_of_frame(leaf: _Leaf, frame: Any) -> _Growth:
    panel = read_panel(frame)
    levels: list[float] = []
    changes: list[float] = []
    for row in panel.numbers:
        points = [(y, v) for y, v in zip(panel.years, row, strict=True) if math.isfinite(v)]
        if len(points) > 1:
            (first, before), (last, after) = points[0], points[-1]
            _add_growth(leaf, levels, changes, (before, after), last - first)
    return _Growth(tuple(levels), tuple(changes))


def _add_growth(
    leaf: _Leaf, levels: list[float], changes: list[float], pair: tuple[float, float], years: int
) -> None:
    before, after = leaf.score(pair[0]), leaf.score(pair[1])
    # An economy at the ceiling could not grow and is not an example for others.
    if before < leaf.scale and years > 0:
        levels.append(before)
        changes.append((after - before) / years)


def _growth_of_results(leaf: _Leaf, results: Sequence[Any]) -> _Growth:
    levels: list[float] = []
    changes: list[float] = []
    economies = sorted({economy for result in results for economy in result.economies})
    for economy in economies:
        points = []
        for result in results:
            if economy in result.economies:
                value = result.inputs(economy).get(leaf.indicator)
                if value is not None:
                    points.append((result.year, float(value)))
        if len(points) > 1:
            (first, before), (last, after) = points[0], points[-1]
            _add_growth(leaf, levels, changes, (before, after), last - first)
    return _Growth(tuple(levels), tuple(changes))


def _read_growth(history: Any, leaves: list[_Leaf]) -> dict[str, _Growth]:
    """Return the growth of each indicator, from results or from frames by indicator."""
    growth: dict[str, _Growth] = {}
    if hasattr(history, "items") and not hasattr(history, "columns"):
        for leaf in leaves:
            if leaf.indicator in history:
                growth[leaf.indicator] = _growth_of_frame(leaf, history[leaf.indicator])
        return growth
    listed = history.results if hasattr(history, "results") else history
    fits = isinstance(listed, (list, tuple)) and len(listed) > 1
    fits = fits and all(isinstance(r, EditionResult) and r.implementation == "idi" for r in listed)
    require(fits, "history", "history", history)
    results = sorted(listed, key=lambda r: r.year)
    for leaf in leaves:
        growth[leaf.indicator] = _growth_of_results(leaf, results)
    return growth


def _find_years(
    values: Mapping[str, float], leaves: list[_Leaf], growth: Mapping[str, _Growth], target: float
) -> tuple[int | None, dict[str, float]]:
    """Return the smallest number of whole years, and the score of each indicator then."""
    scores = {leaf.indicator: leaf.score(values[leaf.indicator]) for leaf in leaves}
    for year in range(LONGEST + 1):
        if sum(leaf.weight * scores[leaf.indicator] for leaf in leaves) >= target - _CLOSE:
            return year, scores
        moved = {
            leaf.indicator: min(
                leaf.scale,
                scores[leaf.indicator]
                + growth[leaf.indicator].pace(scores[leaf.indicator], leaf.scale),
            )
            for leaf in leaves
        }
        if moved == scores:
            return None, scores
        scores = moved
    return None, scores


# ------------------------------------------------------------------ least cost


def _read_steps(indicator: str, costs: Any) -> list[tuple[float, float]]:
    """Return (amount, unit cost) of each step; refuse costs that fall."""
    steps = costs if isinstance(costs, (list, tuple)) else [(math.inf, costs)]
    read: list[tuple[float, float]] = []
    for step in steps:
        fits = isinstance(step, (list, tuple)) and len(step) == 2
        numbers = fits and all(
            isinstance(n, (int, float)) and not isinstance(n, bool) and n == n for n in step
        )
        if not numbers or step[0] <= 0 or not 0 <= step[1] < math.inf:
            raise UsageError("requirements.cost-unfit", indicator=indicator)
        read.append((float(step[0]), float(step[1])))
    if not read or any(b[1] < a[1] for a, b in pairwise(read)):
        raise UsageError("requirements.cost-falls", indicator=indicator)
    return read


def _make_segments(
    k: int, leaf: _Leaf, value: float, steps: list[tuple[float, float]]
) -> list[Segment]:
    """Return the segments of an indicator, from its first gain to the goalpost of full score."""
    end = leaf.value(leaf.scale)
    falling = leaf.width < 0
    if falling and leaf.transformation != "linear":
        raise UsageError("requirements.cost-concave", indicator=leaf.indicator)
    distance = (value - end) if falling else (end - value)
    rate = leaf.weight * leaf.scale / abs(leaf.width)
    segments, start, entry = [], 0.0, _entry(leaf, value)
    for amount, cost in steps:
        stop = min(distance, start + amount)
        if stop <= start:
            break
        begin = max(start, entry)
        if begin < stop and leaf.transformation == "linear":
            segments.append(Segment(k, begin, stop, cost, rate))
        elif begin < stop:
            shift = value + (1.0 if leaf.transformation == "ln1p" else 0.0)
            log_rate = rate if leaf.transformation == "ln1p" else rate / math.log(10)
            segments.append(Segment(k, begin, stop, cost, log_rate, 1, shift))
        start = stop
    return segments


def _entry(leaf: _Leaf, value: float) -> float:
    """Return the distance of an indicator to the goalpost of 0, beyond which it gains nothing."""
    zero = leaf.value(0.0)
    return max(0.0, value - zero if leaf.width < 0 else zero - value)


def _cheapest(
    leaves: list[_Leaf],
    values: Mapping[str, float],
    steps: Mapping[str, list[tuple[float, float]]],
    wanted: float,
) -> tuple[dict[int, float] | None, float]:
    """Return the amounts with the least cost, and this cost."""
    # Beyond the goalpost of 0 the first units gain nothing: such an indicator is either used or
    # not, and every combination is tried. All other indicators have rising costs.
    segments, beyond = {}, []
    for k, leaf in enumerate(leaves):
        name = leaf.indicator
        if name in steps:
            segments[k] = _make_segments(k, leaf, values[name], steps[name])
            if _entry(leaf, values[name]) > 0:
                beyond.append(k)
    best: dict[int, float] | None = None
    least = math.inf
    for size in range(len(beyond) + 1):
        for chosen in combinations(beyond, size):
            kept = [s for k, own in segments.items() if k not in beyond or k in chosen for s in own]
            outcome = allocate_cheapest(kept, wanted)
            if outcome is None:
                continue
            amounts = {
                k: x
                for k, x in outcome.items()
                if x > _entry(leaves[k], values[leaves[k].indicator])
            }
            cost = sum(_spend(x, steps[leaves[k].indicator]) for k, x in amounts.items())
            if cost < least - _CLOSE * max(1.0, abs(least) if math.isfinite(least) else 1.0):
                best, least = amounts, cost
    return best, least


def _spend(amount: float, steps: list[tuple[float, float]]) -> float:
    """Return the cost of an amount, step by step."""
    total, left = 0.0, amount
    for size, cost in steps:
        taken = min(left, size)
        total += taken * cost
        left -= taken
        if left <= 0:
            break
    return total


def requirements(
    result: Any,
    economy: str,
    target: float | None = None,
    *,
    rank: int | None = None,
    ranks: Literal["unofficial"] | None = None,
    history: Any = None,
    costs: Mapping[str, Any] | None = None,
) -> Requirements:
    r"""Return the requirements to reach a score: fewest years, or least cost.

    .. math::

        n^* = \min\Big\{n : \sum_k W_k \, s_k(n) \ge S^*\Big\}, \quad
        s_k(t + 1) = \min\big(S,\, s_k(t) + q_{0.9}(\Delta s_k \mid s_k(t))\big)
        \qquad \text{or} \qquad
        \min \sum_k C_k(x_k) \ \text{with} \ \sum_k W_k \, s_k(x_k) \ge S^*

    This is arithmetic of the index, not the effect of a policy: it shows which values the formula
    needs, but not how to reach them or whether this is advisable. Every view and frame states this.

    *Fewest years*: each year, every indicator grows by the same number of points of its score as
    the fastest tenth of the economies at its level. The economies at its level are the fifth of all
    economies (at least ten) whose initial score is nearest, without those at the ceiling; the pace
    is the ninth decile of their annual change. It is computed again at each new level. An indicator
    for which fewer than ten economies show a pace does not change and is named. *Least cost*: with
    a cost for a unit of each indicator, the cheapest points are taken first. The result is exact;
    for this, costs must not fall along the way, so that one price of a point decides. Indicators
    without a cost do not change. The other economies do not change in either method.

    Parameters
    ----------
    result : Result
        A result whose index is the weighted sum of the scores of its indicators.
    economy : str
        ISO3 code of an economy with all indicators: missing values are not filled.
    target : float, optional
        The score to reach, unrounded.
    rank : int, optional
        The rank to reach instead: the score of the economy that has it now, while all others keep
        theirs.
    ranks : str, optional
        ``"unofficial"`` to use ranks where none are published.
    history : sequence of Result, Series, or mapping of pandas.DataFrame
        For fewest years: editions of the index; or for each indicator a frame with ISO3 codes as
        index and years as columns, values in the unit of the indicator.
    costs : mapping, optional
        For least cost: for each indicator the cost of one unit (for prices: of one unit less), or
        steps (amount, cost of a unit).

    Returns
    -------
    Requirements
        Required values and scores, with years or cost.

    Raises
    ------
    UsageError, CatalogueError
        If the target is beyond the scale, ranks are not published, an input is missing, fewer than
        ten economies show a pace of any indicator, or costs fall.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> costs = {"internet-users": 2.0, "coverage-4g": [(2, 0.5), (100, 3.0)]}
    >>> outcome = ict.analysis.requirements(result, "BRA", 82.5, costs=costs)
    >>> {row.indicator: round(row.change, 2) for row in outcome.rows if row.change}
    {'internet-users': 2.11, 'coverage-4g': 2.0}
    """
    fits = isinstance(result, EditionResult) and result.implementation == "idi"
    require(fits, "result", "result", result)
    result.economy_position(economy)
    if (history is None) == (costs is None):
        raise UsageError("requirements.one-method")
    with use_terms(terms_of(result)):
        leaves = _read_leaves(result)
        values, score = _current(result, economy, leaves)
        full = float(result.methodology.plan.scale)
        wanted, position = _find_target(result, economy, target, rank, ranks, full)
        problem = (result, economy, values, score, leaves, wanted, position)
        return (
            _reach_by_pace(history, *problem) if costs is None else _reach_by_cost(costs, *problem)
        )


def _reach_by_pace(
    history: Any,
    result: Any,
    economy: str,
    values: dict[str, float],
    score: float,
    leaves: list[_Leaf],
    wanted: float,
    position: int | None,
) -> Requirements:
    growth = _read_growth(history, leaves)
    paced = {name: own for name, own in growth.items() if len(own.levels) >= _FEWEST}
    if not paced:
        names = [leaf.indicator for leaf in leaves]
        raise UsageError("requirements.too-few", nodes=names, least=str(_FEWEST))
    growth = {leaf.indicator: paced.get(leaf.indicator, _STILL) for leaf in leaves}
    thin = tuple(
        leaf.indicator
        for leaf in leaves
        if leaf.indicator not in paced and leaf.score(values[leaf.indicator]) < leaf.scale
    )
    years, scores = _find_years(values, leaves, growth, wanted)
    rows = []
    for leaf in leaves:
        name = leaf.indicator
        before, after = leaf.score(values[name]), scores[name]
        needed = values[name] if after == before else leaf.value(after)
        pace = growth[name].pace(before, leaf.scale)
        rows.append(
            RequirementRow(
                name,
                values[name],
                before,
                needed,
                after,
                needed - values[name],
                leaf.weight * (after - before),
                pace,
                growth[name].compared,
                math.nan,
            )
        )
    return Requirements(
        economy,
        wanted,
        position,
        score,
        PACE,
        tuple(rows),
        years is not None,
        years,
        None,
        result,
        thin,
    )


def _reach_by_cost(
    costs: Any,
    result: Any,
    economy: str,
    values: dict[str, float],
    score: float,
    leaves: list[_Leaf],
    wanted: float,
    position: int | None,
) -> Requirements:
    require(hasattr(costs, "items") and not hasattr(costs, "columns"), "costs", "mapping", costs)
    names = [leaf.indicator for leaf in leaves]
    unknown = [str(key)[:60] for key in costs if key not in names]
    if unknown or not len(costs):
        raise UsageError("benchmarks.indicator-unknown", codes=unknown, allowed=names)
    steps = {name: _read_steps(name, costs[name]) for name in costs}
    reached, _ = _cheapest(leaves, values, steps, wanted - score) if wanted > score else ({}, 0.0)
    rows, total = [], 0.0
    for k, leaf in enumerate(leaves):
        name, value = leaf.indicator, values[leaf.indicator]
        amount = 0.0 if reached is None else max(0.0, reached.get(k, 0.0))
        spent = _spend(amount, steps[name]) if name in steps else 0.0
        total += spent
        needed = value - amount if leaf.width < 0 else value + amount
        before, after = leaf.score(value), leaf.score(needed)
        rows.append(
            RequirementRow(
                name,
                value,
                before,
                needed,
                after,
                needed - value,
                leaf.weight * (after - before),
                math.nan,
                0,
                spent if name in steps else math.nan,
            )
        )
    return Requirements(
        economy,
        wanted,
        position,
        score,
        COST,
        tuple(rows),
        reached is not None,
        None,
        None if reached is None else total,
        result,
    )
