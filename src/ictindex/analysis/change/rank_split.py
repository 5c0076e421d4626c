r"""Split of the change of a rank into the economy's own change, the others' changes, and coverage.

A rank is one more than the number of better economies. There are three causes: the own score, the
scores of the others that both editions cover, and the list of those that only one edition covers.
Each has two states, *before* and *after*. Its contribution is its Shapley value over the six
orders, in places gained.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.engine.statistics.shapley_values import shapley_values
from ictindex.indices.results import result_kind

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result

OWN, OTHERS, COVERAGE = "own", "others", "coverage"


@dataclass(frozen=True, slots=True)
class RankChange:
    """A rank before and after, and the places gained by each cause.

    Parameters
    ----------
    before, after : int
        Ranks among the available economies of each edition.
    own, others, coverage : fractions.Fraction
        Places gained by the economy's own score, by the scores of the others that both editions
        cover, and by the change of coverage: they add up to ``before - after``.
    published : bool
        Whether both editions publish ranks and are complete; otherwise ranks are unofficial.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "95"})
    >>> rank = ict.analysis.explain_change(result, other).economy("BRA").rank
    >>> rank.before, rank.after, rank.own == rank.before - rank.after, rank.published
    (12, 11, True, False)
    """

    before: int
    after: int
    own: Fraction
    others: Fraction
    coverage: Fraction
    published: bool


@dataclass(frozen=True)
class RankedPair:
    """The scores of two editions by which economies are ranked; higher is better."""

    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    published: bool

    @classmethod
    def from_results(
        cls,
        before: Result,
        after: Result,
        printed: tuple[dict[str, Decimal], dict[str, Decimal]] | None = None,
    ) -> RankedPair:
        """Return the scores of two results under one methodology, computed or printed."""
        # Ranks of a what-if or of a user's own index are never published.
        kinds = (*result_kind.KINDS, result_kind.OFFICIAL)
        published = all(
            r.ranks_published and r.extent.complete and r.kind in kinds for r in (before, after)
        )
        first, last = printed or (_computed_scores(before), _computed_scores(after))
        return cls(_ranked_scores(before, first), _ranked_scores(after, last), published)

    @cached_property
    def _lists(self) -> tuple[dict[bool, list[Decimal]], dict[bool, list[Decimal]]]:
        """Sorted scores of the economies covered by both editions, and of those covered by one."""
        both = self.before.keys() & self.after.keys()
        sides = {False: self.before, True: self.after}
        shared = {late: sorted(side[e] for e in both) for late, side in sides.items()}
        alone = {
            late: sorted(score for e, score in side.items() if e not in both)
            for late, side in sides.items()
        }
        return shared, alone

    def split(self, economy: str) -> RankChange:
        """Return the change of the rank of an economy that both editions rank."""
        shared, alone = self._lists
        own = {False: self.before[economy], True: self.after[economy]}

        def rank(later: frozenset[str]) -> Fraction:
            mine, others = own[OWN in later], shared[OTHERS in later]
            better = _count_better(others, mine) + _count_better(alone[COVERAGE in later], mine)
            # The economy itself is among the others, but it is never better than itself.
            better -= own[OTHERS in later] > mine
            return Fraction(1 + better)

        places = shapley_values((OWN, OTHERS, COVERAGE), lambda later: -rank(later))
        return RankChange(
            before=int(rank(frozenset())),
            after=int(rank(frozenset((OWN, OTHERS, COVERAGE)))),
            own=places[OWN],
            others=places[OTHERS],
            coverage=places[COVERAGE],
            published=self.published,
        )


def _count_better(scores: Sequence[Decimal], mine: Decimal) -> int:
    return len(scores) - bisect_right(scores, mine)


def _computed_scores(result: Result) -> dict[str, Decimal]:
    rows = zip(result.economies, result.exact_scores.scores, strict=True)
    return {economy: row[-1] for economy, row in rows if row[-1] is not None}


def _ranked_scores(result: Result, scores: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the scores by which economies are ranked, with the sign for which more is better."""
    ranking = result.methodology.document.ranking
    if ranking is None:
        return {}
    ranked = {}
    for economy, exact in scores.items():
        score = decimals.round_half_up(exact, ranking.tie_decimals)
        ranked[economy] = -score if ranking.best == "lowest" else score
    return ranked
