"""The most dynamic economies between two editions, by inputs observed in both."""

from __future__ import annotations

import math
from typing import Any, Final, Literal

from ictindex.analysis.tables.indicator_tables import IMPUTED_FLAGS
from ictindex.core import decimals
from ictindex.core.arguments import doors, is_text, require, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.own_terms import OwnTerms, terms_of
from ictindex.core.tables.columns import Column, Part, define
from ictindex.indices.results import result_kind
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.language.i18n.tabular_result import TabularResult

OBSERVED: Final = "observed"
ANY: Final = "any"
_NOT_STATED = "source-not-stated"


@dataclass(frozen=True, slots=True)
class DynamicRow:
    """The change of one economy, and the points that were still possible below the ceiling."""

    economy: str
    first: float
    last: float
    change: float
    possible: float
    realised: float
    observed: bool
    unobserved: int
    not_stated: int
    at_ceiling: bool
    driver: str
    driver_change: float


def _points(name: str, label: str, about: str) -> Column:
    return Column(name, "estimate", label, about, places=1)


DYNAMIC = define(
    "most-dynamic",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    _points("first", "=first", "score in the first edition"),
    _points("last", "=last", "score in the last edition"),
    _points("change", "benchmarks/change", "points"),
    _points("possible", "benchmarks/possible", "points to the full score in the first edition"),
    Column(
        "realised", "estimate", "benchmarks/realised", "share of these points", places=1, scale=100
    ),
    Column("observed", "boolean", about="all inputs, in both editions", page=False),
    Column(
        "unobserved",
        "count",
        "benchmarks/unobserved",
        "inputs estimated, carried or put in, in either edition",
        page=ANY,
    ),
    Column("not_stated", "count", about="inputs without a stated source", page=False),
    Column("at_ceiling", "boolean", about="full score in the first edition", page=False),
    Column("driver", "indicator", "benchmarks/driver", "that changed most"),
    Column("driver_change", "estimate", about="points", page=False),
    KIND_OF_RESULT,
    key=("economy",),
    page=("economy", "first", "last", "change", "possible", "realised", "driver", "unobserved"),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class DynamicEconomies(TabularResult):
    """Economies by their change. Made by :func:`ictindex.analysis.most_dynamic`.

    Parameters
    ----------
    rows : tuple of DynamicRow
        The most dynamic economies, the largest change first; only economies whose score rose.
    first, last : EditionResult
        The editions.
    node : str
        Node whose score is compared.
    inputs : str
        ``observed``: only economies whose inputs were observed in both; ``any``: all.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> now = ict.what_if(result, {("CHL", "coverage-3g"): "100"})
    >>> outcome = ict.analysis.most_dynamic(result, now, inputs="any", count=1)
    >>> [(row.economy, row.driver) for row in outcome.rows]
    [('CHL', 'coverage-3g')]
    >>> len(outcome.to_frame("all"))
    19
    """

    rows: tuple[DynamicRow, ...]
    _everything: tuple[DynamicRow, ...]
    first: EditionResult
    last: EditionResult
    node: str
    _full: float
    inputs: str

    _parts = (Part("chosen", DYNAMIC, "rows"), Part("all", DYNAMIC, "_everything"))

    def _facts(self) -> dict[str, object]:
        """Return the editions, for headers, whether all inputs count, and the kinds of results."""
        return {
            "first": str(self.first.edition),
            "last": str(self.last.edition),
            ANY: self.inputs == ANY,
            "result_kind": result_kind.join_kinds([self.first.kind, self.last.kind]),
        }

    def _attributes(self, part: str) -> dict[str, object]:
        """Return the editions, the node, and which inputs count."""
        return {
            "statistic": "most-dynamic",
            "first": self.first.id,
            "last": self.last.id,
            "node": self.node,
            "inputs": self.inputs,
            **self.first.frame_attributes(),
            **self.last.frame_attributes(),
        }

    @property
    def _own_terms(self) -> OwnTerms | None:
        return terms_of(self.first)

    def _blocks(self, language: str) -> list[Block]:
        def words(key: str, **values: object) -> str:
            return i18n.text("benchmarks", key, language, **values)

        counted = sum(self.inputs == ANY or row.observed for row in self._everything)
        title = words(
            f"dynamic-title-{self.inputs}",
            first=str(self.first.edition),
            last=str(self.last.edition),
            count=str(len(self.rows)),
            total=str(counted),
        )
        blocks: list[Block] = [Heading(title, 2)]
        blocks.append(i18n.Sentence(f"nodes/{self.node}"))
        notices = [*self.first.list_notices(), *self.last.list_notices()]
        blocks += [notice.as_note() for notice in dict.fromkeys(notices)]
        # In the order of names: a page lists the rises, and ranks nobody.
        table = self._table().sort(
            lambda row: sort_key(i18n.economy_name(row["economy"], language), language)
        )
        blocks.append(write_grid(table, language))
        left = sum(not row.observed for row in self._everything)
        seen = i18n.Sentence(
            f"benchmarks/dynamic-{self.inputs}", count=len(self._everything), unseen=left
        )
        blocks.append(seen.as_note())
        unsure = sum(row.not_stated > 0 for row in self.rows)
        if unsure:
            not_stated = i18n.Sentence("benchmarks/dynamic-not-stated", count=unsure)
            blocks.append(not_stated.as_note())
        full = round_figure(self._full, 0)
        ceiling = sum(row.at_ceiling for row in self._everything)
        blocks.append(i18n.Sentence("benchmarks/dynamic-ceiling", full=full, count=ceiling))
        return blocks


def _leaves(result: Any, node: str) -> list[str]:
    plan = result.methodology.plan
    return [plan.indicators[k] for k in plan.leaves_below(plan.nodes.index(node))]


def _count_flags(result: Any, economy: str, nodes: list[str]) -> tuple[set[str], set[str]]:
    """Return the inputs that were not observed for the year, and those without a stated source."""
    unseen, unstated = set(), set()
    for node in nodes:
        flags = result.flags.get((economy, node), ())
        if any(flag in IMPUTED_FLAGS for flag in flags):
            unseen.add(node)
        elif _NOT_STATED in flags:
            unstated.add(node)
    return unseen, unstated


def most_dynamic(
    first: Any,
    last: Any,
    *,
    node: str | None = None,
    count: int = 10,
    inputs: Literal["observed", "any"] = OBSERVED,
) -> DynamicEconomies:
    r"""Find the economies whose score changed most between two editions.

    .. math:: \Delta_i = s_{i1} - s_{i0}, \qquad
              \text{realised}_i = \frac{s_{i1} - s_{i0}}{S - s_{i0}}

    An economy counts only where every input of the score was observed in both editions, because an
    estimate may change although reality does not. Next to the change is the distance to the full
    score *S*: an economy near it cannot change much. Scores are unrounded. Economies without a
    score in one of the editions are left out; missing values are not filled.

    Parameters
    ----------
    first, last : Result
        Two editions under one methodology.
    node : str, optional
        Node whose score is compared; by default the index.
    count : int
        How many economies.
    inputs : str
        ``"observed"``, or ``"any"``: also economies with inputs that are estimates, carried from
        an earlier year or put in by a what-if; they are marked.

    Returns
    -------
    DynamicEconomies
        The most dynamic economies, and all economies. Inputs without a stated source are marked:
        they may be estimates.

    Raises
    ------
    UsageError, CatalogueError
        If the editions follow different methodologies, or the node is unknown.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> now = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> row = ict.analysis.most_dynamic(result, now, inputs="any", count=1).rows[0]
    >>> row.economy, round(row.change, 2), round(row.possible, 1), row.observed
    ('BRA', 1.67, 18.0, False)
    """
    for name, edition in (("first", first), ("last", last)):
        fits = isinstance(edition, EditionResult) and edition.implementation == "idi"
        require(fits, name, "result", edition)
    count = require_whole(count, "count", 1, 1000)
    if inputs not in (OBSERVED, ANY):
        raise UsageError(
            "benchmarks.inputs-unknown", wanted=str(inputs)[:40], allowed=(OBSERVED, ANY)
        )
    if first.methodology.id != last.methodology.id:
        documents = (first.methodology.id, last.methodology.id)
        raise UsageError("series.not-comparable", documents=documents)
    plan = first.methodology.plan
    require(node is None or is_text(node), "node", "text", node)
    key = plan.root if node is None else str(node)
    if key not in plan.nodes:
        raise CatalogueError("explain.node-unknown", wanted=key[:80], allowed=plan.nodes)
    shared = sorted(set(first.economies) & set(last.economies))
    outcome = [row for e in shared if (row := _compare(first, last, e, key)) is not None]
    outcome.sort(key=lambda row: (-row.change, row.economy))
    chosen = [row for row in outcome if row.change > 0 and (inputs == ANY or row.observed)]
    full = float(plan.scale)
    return DynamicEconomies(
        tuple(chosen[: int(count)]), tuple(outcome), first, last, key, full, inputs
    )


def _compare(first: Any, last: Any, economy: str, node: str) -> DynamicRow | None:
    before, after = first.unrounded(economy), last.unrounded(economy)
    plan = first.methodology.plan
    if any(scores.get(n) is None for scores in (before, after) for n in (node, plan.root)):
        return None
    full = plan.scale
    with decimals.exact():
        change = after[node] - before[node]
        possible = full - before[node]
        realised = float(change / possible) if possible > 0 else math.nan
    inputs = [*_leaves(first, node), *_supplied_above(first, last, economy, node)]
    unseen: set[str] = set()
    unstated: set[str] = set()
    for result in (first, last):
        imputed, silent = _count_flags(result, economy, inputs)
        unseen |= imputed
        unstated |= silent
    driver, moved = _find_driver(plan, node, before, after)
    return DynamicRow(
        economy,
        float(before[node]),
        float(after[node]),
        float(change),
        float(possible),
        realised,
        not unseen,
        len(unseen),
        len(unstated),
        possible <= 0,
        driver,
        moved,
    )


def _supplied_above(first: Any, last: Any, economy: str, node: str) -> list[str]:
    """Return the nodes whose score was supplied instead of indicators."""
    supplied = {*first.supplied(economy), *last.supplied(economy)}
    plan = first.methodology.plan
    return [n for n in supplied if n == node or node in plan.above(n)]


def _find_driver(plan: Any, node: str, before: Any, after: Any) -> tuple[str, float]:
    """Return the indicator that changed the score most, and by how much."""
    best, moved = "", 0.0
    if not all(plan.is_additive(plan.indicators[k]) for k in range(len(plan.leaves))):
        return best, moved  # where the mean is not a sum, points cannot be assigned to an indicator
    share = plan.weight_in_index(node)
    for k in plan.leaves_below(plan.nodes.index(node)):
        leaf = plan.indicators[k]
        if before.get(leaf) is None or after.get(leaf) is None:
            continue
        weight = float(plan.weight_in_index(leaf) / share)
        part = weight * float(after[leaf] - before[leaf])
        if abs(part) > abs(moved):
            best, moved = leaf, part
    return best, moved
