"""Comparison of methodologies on the same data: levels, ranks, and the reasons of moves.

Levels of different methodologies cannot be compared. The contributions of each indicator to the
index can: their differences sum up exactly to the difference of the two scores.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments, decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations
from ictindex.definitions import documents
from ictindex.editions.scenarios import what_if
from ictindex.indices.idi.counterfactual import Counterfactual
from ictindex.indices.idi.result import Result
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results import result_kind
from ictindex.indices.results.document_page import comparison_page, make_changes
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.methodology import Methodology
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.frame_names import put_names
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page, Renderable

if TYPE_CHECKING:
    import pandas as pd

_MOST_SHOWN = 20
_MOVES = (
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("before", "figure", "=before", "points, rounded by its methodology"),
    Column("after", "figure", "=after", "points, rounded by its methodology"),
    Column("rank_before", "rank", "comparison/rank-before", gaps=True),
    Column("rank_after", "rank", "comparison/rank-after", gaps=True),
    Column("moves", "count", about="ranks gained", gaps=True, page=False),
    Column("why", "text", "comparison/why", data=False, absent=""),
)
_OF_ALL = (
    Column("among", "count", gaps=True, get="=among", page=False),
    Column("of", "count", gaps=True, get="=of", page=False),
    result_kind.KIND_OF_RESULT,
)


@dataclass(frozen=True, slots=True)
class Move:
    """Index and rank of one economy by two methodologies.

    Parameters
    ----------
    economy : str
        ISO3 code.
    before, after : decimal.Decimal or None
        Index by each, unrounded, in points; ``None`` for no index.
    rank_before, rank_after : int or None
        Ranks among the economies that have an index by both.
    parts : mapping of str to decimal.Decimal
        Points that each indicator adds by the second, minus those by the first; they sum up to the
        difference. Empty if one of the two gives no index, or a score above was supplied.

    Examples
    --------
    >>> import ictindex as ict
    >>> both = ict.editions.compare_methodologies(
    ...     ict.sample_data("worked-example-2011.csv"), "idi-methodology-2011",
    ...     "idi-methodology-2014", edition=2011,
    ... )
    >>> move = both.moves[0]
    >>> sum(move.parts.values()).quantize(1) == (move.after - move.before).quantize(1)
    True
    """

    economy: str
    before: Decimal | None
    after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    parts: Mapping[str, Decimal]


class MethodologyComparison(arguments.ReadOnly, Renderable):
    """Two methodologies on the same data, from :func:`ictindex.editions.compare_methodologies`.

    Parameters
    ----------
    before, after : Counterfactual
        The results of the same observations by each.

    Examples
    --------
    >>> import ictindex as ict
    >>> both = ict.editions.compare_methodologies(
    ...     ict.sample_data("worked-example-2011.csv"), "idi-methodology-2011",
    ...     "idi-methodology-2014", edition=2011,
    ... )
    >>> both.before.kind, both.moves[0].economy
    ('counterfactual', 'KOR')
    >>> both.changes[0].path != ""
    True
    >>> both.to_frame()["rank_after"].tolist()
    [1]
    >>> sorted(both.to_dict())
    ['after', 'before', 'changes', 'edition', 'moves', 'ranks', 'result_kind', ...]
    """

    before: Counterfactual
    after: Counterfactual

    def __init__(self, before: Counterfactual, after: Counterfactual) -> None:
        self._set(before=before, after=after)

    @cached_property
    def changes(self) -> tuple[documents.DocumentChange, ...]:
        """Differences between the documents, constant by constant."""
        return documents.compare_documents(
            self.before.methodology.document, self.after.methodology.document
        )

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Index and rank of each economy by both, with the economies sorted."""
        sides = [_Side(self.before), _Side(self.after)]
        shared = sorted(set(sides[0].scores) & set(sides[1].scores))
        ranks = [side.ranks(shared) for side in sides]
        moves = []
        for economy in sorted(set(sides[0].scores) | set(sides[1].scores)):
            old, new = (side.parts.get(economy) for side in sides)
            parts = {} if old is None or new is None else _differences(old, new)
            moves.append(
                Move(
                    economy,
                    sides[0].scores.get(economy),
                    sides[1].scores.get(economy),
                    ranks[0].get(economy),
                    ranks[1].get(economy),
                    parts,
                )
            )
        return tuple(moves)

    def to_frame(self, *, names: str | None = None) -> pd.DataFrame:
        """Return a row for each economy.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, before, after (index in points, rounded by each methodology; the levels
            cannot be compared), rank_before, rank_after (among the economies that both rank), moves
            (ranks gained), ``part:<indicator>`` (points, 4 decimals), among (number of economies
            that both rank), of (number of economies of the edition, if known), result_kind.
        """
        frame = write_frame(
            self._table(self.moves),
            {
                **self.after.frame_attributes(),
                "before": self.before.methodology.id,
                "after": self.after.methodology.id,
            },
        )
        return put_names(frame, names, self)

    def _table(self, moves: Iterable[Move], language: str = "") -> Table:
        """Return a row for each move: with its reasons in words, if a language is given."""
        keys = dict.fromkeys(key for move in self.moves for key in move.parts)
        parts = [Column(f"part:{key}", "figure", page=False) for key in keys]
        schema = define("methodology-comparison", *_MOVES, *parts, *_OF_ALL, key=("economy",))
        rows = [
            {
                "economy": move.economy,
                "before": _round_score(move.before, self.before),
                "after": _round_score(move.after, self.after),
                "rank_before": move.rank_before,
                "rank_after": move.rank_after,
                "moves": move.rank_before - move.rank_after
                if move.rank_before is not None and move.rank_after is not None
                else None,
                "why": _why(move, language) if language else "",
                **{
                    f"part:{key}": decimals.round_half_up(move.parts[key], 4)
                    if key in move.parts
                    else None
                    for key in keys
                },
            }
            for move in moves
        ]
        facts = {
            "before": self.before.methodology.id,
            "after": self.after.methodology.id,
            "among": self._extent.here,
            "of": self._extent.whole,
            result_kind.COLUMN: result_kind.join_kinds(self.after.kind.split(";")),
        }
        return Table.of(schema, rows, facts)

    @property
    def _extent(self) -> Extent:
        """Extent of the ranks: the economies that both rank."""
        both = sum(bool(move.rank_before and move.rank_after) for move in self.moves)
        return Extent(both, self.after.extent.whole)

    _json_name = "methodology-comparison"

    def _to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data: numbers as decimal strings."""

        def plain(number: Decimal | None) -> str | None:
            return None if number is None else format(number, "f")

        return {
            "what_if": True,
            result_kind.COLUMN: result_kind.name_of(self.after.kind),
            "ranks": self._extent.facts(),
            "before": self.before.methodology.id,
            "after": self.after.methodology.id,
            "edition": self.after.edition,
            "year": self.after.year,
            "changes": write_records(make_changes(self.changes)),
            "moves": [
                {
                    "economy": move.economy,
                    "before": plain(move.before),
                    "after": plain(move.after),
                    "rank_before": move.rank_before,
                    "rank_after": move.rank_after,
                    "parts": {key: plain(part) for key, part in move.parts.items()},
                }
                for move in self.moves
            ],
        }

    def _blocks(self, language: str) -> list[Block]:
        def say(key: str, **values: object) -> str:
            return i18n.text("comparison", key, language, **values)

        used = [self.before.methodology.id, self.after.methodology.id]
        blocks: list[Block] = [
            i18n.Heading(say("methodologies", before=used[0], after=used[1]), 2),
            i18n.Sentence("whatif/not-published").as_note(),
            i18n.Sentence("comparison/same-data", year=self.after.year),
        ]
        both = [move for move in self.moves if move.rank_before and move.rank_after]
        if len(both) < len(self.moves):
            blocks.append(i18n.Sentence("comparison/only-one", count=len(self.moves) - len(both)))
        if not both:
            return [*blocks, i18n.Sentence("comparison/nobody")]
        moving = sum(move.rank_before != move.rank_after for move in both)
        blocks.append(i18n.Sentence("comparison/who-moves", count=moving, total=len(both)))
        part = self._extent.sentence
        if part:
            blocks.append(part.as_note())
        both.sort(key=lambda move: (-abs(_count_gained(move)), move.economy))
        blocks.append(write_grid(self._table(both[:_MOST_SHOWN], language), language))
        if len(both) > _MOST_SHOWN:
            blocks.append(i18n.Sentence("views/more-rows", count=len(both) - _MOST_SHOWN))
        blocks.append(i18n.Sentence("comparison/why-note"))
        return blocks


def show_with_documents(both: MethodologyComparison, language: str | None = None) -> Page:
    """Return the page of two methodologies: how they differ, then the same data by each."""

    def build(language: str) -> list[Block]:
        old, new = both.before.methodology.document, both.after.methodology.document
        differences = comparison_page(old, new, both.changes, language)
        return [*differences, *both.blocks(language)]

    return Page(build, language, both.to_dict)


def _count_gained(move: Move) -> int:
    return (move.rank_before or 0) - (move.rank_after or 0)


def _why(move: Move, language: str) -> str:
    """Name the indicators with the largest differences, with their points."""
    parts = sorted(move.parts.items(), key=lambda part: (-abs(part[1]), part[0]))[:3]
    parts_shown = [
        i18n.pair(
            i18n.label("nodes", key, language),
            i18n.number(part, language, places=1, signed=True),
            language,
        )
        for key, part in parts
        if decimals.round_half_up(part, 1)
    ]
    return i18n.clauses(parts_shown, language)


def _round_score(score: Decimal | None, result: Result) -> Decimal | None:
    return None if score is None else decimals.round_half_up(score, result.decimals)


class _Side:
    """One side of a comparison: index and parts by economy, on a scale of 100."""

    def __init__(self, result: Result) -> None:
        plan = result.methodology.plan
        self.best = result.methodology.document.ranking
        leaves = range(len(plan.leaves))
        self.scores: dict[str, Decimal] = {}
        self.parts: dict[str, dict[str, Decimal]] = {}
        rows = zip(result.exact_scores.scores, result.contribution_rows, strict=True)
        for economy, (scores, contributions) in zip(result.economies, rows, strict=True):
            if scores[-1] is None:
                continue
            self.scores[economy] = scores[-1]
            parts = {plan.nodes[n]: part for n in leaves if (part := contributions[n]) is not None}
            if len(parts) == len(leaves):
                self.parts[economy] = parts

    def ranks(self, economies: list[str]) -> dict[str, int]:
        """Return ranks among some economies: 1 plus the number of better economies."""
        lowest = self.best is not None and self.best.best == "lowest"
        ties = 0 if self.best is None else self.best.tie_decimals
        scores = {key: decimals.round_half_up(self.scores[key], ties) for key in economies}
        return {
            key: 1 + sum((score < mine) if lowest else (score > mine) for score in scores.values())
            for key, mine in scores.items()
        }


def _differences(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> dict[str, Decimal]:
    with decimals.exact():
        return {
            key: after.get(key, Decimal(0)) - before.get(key, Decimal(0))
            for key in dict.fromkeys((*before, *after))
        }


def compare_methodologies(
    base: Result | Observations | pd.DataFrame | str | os.PathLike[str],
    before: Methodology | str,
    after: Methodology | str,
    *,
    edition: int | None = None,
) -> MethodologyComparison:
    """Compare two methodologies on the same data: levels, ranks, and the reasons of moves.

    Parameters
    ----------
    base : Result, Observations, DataFrame or path
        An opened edition, another result, or observations with all indicators of both.
    before, after : Methodology or str
        The methodologies, or their ids.
    edition : int, optional
        The edition whose years of data both use; needed with observations.

    Returns
    -------
    MethodologyComparison
        Two what-ifs and their differences.

    Raises
    ------
    RefusedObservationsError
        If a document does not admit the observations.
    UsageError
        If the documents are of different indices, or no economy has all necessary inputs.
    DraftMethodologyError
        If one of them is a draft.

    Examples
    --------
    >>> import ictindex as ict
    >>> both = ict.editions.compare_methodologies(
    ...     ict.sample_data("worked-example-2011.csv"), "idi-methodology-2011",
    ...     "idi-methodology-2014", edition=2011,
    ... )
    >>> len(both.moves), len(both.changes) > 0
    (1, True)
    """
    sides = [
        find_methodology(methodology) if isinstance(methodology, str) else methodology
        for methodology in (before, after)
    ]
    for name, methodology in zip(("before", "after"), sides, strict=True):
        arguments.require(isinstance(methodology, Methodology), name, "methodology", methodology)
    if sides[0].document.index != sides[1].document.index:
        raise UsageError("series.mixed")
    year = None
    if edition is not None and sides[0].document.years is not None:
        year = edition + sides[0].document.years.reference  # the same year of data for both
    scenarios = [
        what_if(base, methodology=methodology, edition=edition, year=year) for methodology in sides
    ]
    return MethodologyComparison(scenarios[0], scenarios[1])
