"""The release note of an edition: the changes since the last edition, with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ictindex.analysis.change import change_inputs as kinds
from ictindex.analysis.change.change_inputs import EditionInputs, classify_change
from ictindex.analysis.change.economy_change import describe_input, name_basis
from ictindex.analysis.change.score_change import (
    ABSENT,
    ScoreChange,
    Unexplained,
    explain_change,
    list_bands,
    list_extents,
    make_rank_changes,
)
from ictindex.core.arguments import ReadOnly
from ictindex.core.own_terms import terms_of
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.definitions import documents
from ictindex.indices.results import result_kind
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable
from ictindex.language.i18n.sentences import Sentence, put_in_quotes

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.change.change_inputs import InputFact
    from ictindex.analysis.change.economy_change import EconomyChange
    from ictindex.core.own_terms import OwnTerms
    from ictindex.indices.idi.result import Result

_MOST = 15


def _side(name: str, kind: str, about: str = "") -> tuple[Column, Column]:
    """Return a column of the earlier and one of the later edition."""
    before, after = (
        Column(
            f"{name}_{end}",
            kind,
            about=about,
            page=False,
            get=attrgetter(f"{side}.{name}"),
        )
        for end, side in (("from", "old"), ("to", "new"))
    )
    return before, after


def _describe_side(name: str, label: str) -> Column:
    """Return a column of a page alone: a value with its year and its basis."""
    return Column(
        name, "text", label, data=False, write=lambda row, x: describe_input(row[name], x)
    )


CONSTANTS = define(
    "release-note-constants",
    Column("constant", "code", "release-note/constant", get="path"),
    Column("before", "text", "release-note/earlier", gaps=True),
    Column("after", "text", "release-note/later", gaps=True),
    key=("constant",),
)
COVERAGE = define(
    "release-note-coverage",
    Column("economy", "economy", about="ISO3 code"),
    Column("what", "code", about="joined or left"),
    Column(
        "reason", "code", about="absent: not in the other edition; no-index: values are missing"
    ),
    Column("edition", "code", about="the other edition"),
    Column("missing", "text", about="indicators"),
    Column("message", "text"),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)
INPUTS = define(
    "release-note-inputs",
    Column("economy", "economy", "views/economy", "ISO3 code"),
    Column("indicator", "indicator"),
    Column("kind", "code", about="kind of the change", page=False),
    *_side("value", "value"),
    *_side("year", "year"),
    *_side("basis", "code"),
    *_side("carried", "boolean", "from an earlier year"),
    _describe_side("old", "release-note/earlier"),
    _describe_side("new", "release-note/later"),
    Column(
        "points",
        "figure",
        "release-note/points",
        "of the index; missing if the economy has no index in one edition, or methodologies differ",
        places="decimals",
        signed=True,
    ),
    KIND_OF_RESULT,
    key=("economy", "indicator"),
)
MOVED = define(
    "release-note-moved",
    Column("economy", "economy", about="ISO3 code"),
    Column("first", "score"),
    Column("last", "score"),
    Column("change", "score", about="points"),
    Column("indicator", "indicator", about="of the largest step"),
    Column("kind", "code", about="of the largest step"),
    Column("points", "figure", about="of the largest step"),
    KIND_OF_RESULT,
    key=("economy",),
    page=(),
)


class _Input(NamedTuple):
    """An input that both editions have."""

    economy: str
    indicator: str
    kind: str
    old: InputFact
    new: InputFact
    points: Decimal | None = None


class ReleaseNote(ReadOnly, Renderable):
    """Changes since the last edition, with reasons. Made by :func:`ictindex.analysis.release_note`.

    Parameters
    ----------
    change : ScoreChange
        The changes of the scores between both editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90", ("KEN", "coverage-4g"): None})
    >>> note = ict.analysis.release_note(result, other)
    >>> note.methodology_changes, note.change.before is result
    ((), True)
    >>> note.coverage()[["economy", "what"]].values.tolist()
    [['KEN', 'left']]
    >>> note.inputs(kind="what-if")[["economy", "indicator", "value_to"]].values.tolist()
    [['BRA', 'internet-users', 90.0]]
    >>> note.list_changes()[["economy", "change", "indicator"]].values.tolist()
    [['BRA', 1.7, 'internet-users']]
    """

    change: ScoreChange

    def __init__(self, change: ScoreChange) -> None:
        self._set(change=change)

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return terms_of(self.change.after)

    @cached_property
    def methodology_changes(self) -> tuple[documents.DocumentChange, ...]:
        """The changes of the methodology, constant by constant."""
        before, after = (result.methodology.document for result in self._results)
        return documents.compare_documents(before, after)

    @property
    def _results(self) -> tuple[Result, Result]:
        return self.change.before, self.change.after

    # ---------------------------------------------------------------- what changed

    @cached_property
    def _covered(self) -> tuple[tuple[str, str, Unexplained], ...]:
        """Economies with the index in only one edition, with the reason."""
        indexed = [side.keys() for side in self.change.context.indices]
        reasons = {unexplained.economy: unexplained for unexplained in self.change.unexplained}
        joined = [(e, kinds.JOINED, reasons[e]) for e in sorted(indexed[1] - indexed[0])]
        return (*joined, *((e, kinds.LEFT, reasons[e]) for e in sorted(indexed[0] - indexed[1])))

    def coverage(self) -> pd.DataFrame:
        """Return the economies with the index in only one of the editions, and why.

        Returns
        -------
        pandas.DataFrame
            Columns economy, what (``joined`` or ``left``), reason (``absent``: not in the other
            edition; ``no-index``: values are missing there), edition (the other edition), missing
            (indicators), message, result_kind.
        """
        return write_frame(self._coverage_table())

    def _coverage_table(self) -> Table:
        rows = [
            {
                "economy": economy,
                "what": what,
                "reason": unexplained.reason,
                "edition": unexplained.edition,
                "missing": ", ".join(unexplained.missing),
                "message": unexplained.describe(),
            }
            for economy, what, unexplained in self._covered
        ]
        return Table.of(COVERAGE, rows, self._facts)

    @property
    def _facts(self) -> dict[str, object]:
        context = self.change.context
        return {result_kind.COLUMN: context.kind, "decimals": context.decimals}

    @cached_property
    def _inputs(self) -> tuple[_Input, ...]:
        """All inputs of all economies that both editions have, with the kind of the change."""
        sides = [EditionInputs(result) for result in self._results]
        plans = [result.methodology.plan for result in self._results]
        shared = [node for node in plans[1].reading_order() if node in plans[0].nodes]
        economies = sorted(set(self._results[0].economies) & set(self._results[1].economies))
        changes = []
        for economy in economies:
            for node in shared:
                old, new = (
                    side.fact(economy, plan.nodes.index(node))
                    for side, plan in zip(sides, plans, strict=True)
                )
                if old is not None and new is not None:
                    changes.append(_Input(economy, node, classify_change(old, new), old, new))
        return tuple(changes)

    def inputs(self, kind: str | None = None) -> pd.DataFrame:
        """Return the inputs that both editions have, with the kind of the change.

        Parameters
        ----------
        kind : str, optional
            A single kind (see :class:`~ictindex.analysis.change.economy_change.ChangeStep`), such
            as ``"revised"`` or ``"source"``.

        Returns
        -------
        pandas.DataFrame
            Columns economy, indicator, kind, value_from, value_to, year_from, year_to,
            basis_from, basis_to, carried_from, carried_to, points (of the index; NaN where the
            economy has no index in one of the editions, or the methodologies differ), result_kind.
        """
        return write_frame(self._input_table(lambda own: kind in (None, own.kind)))

    def _input_table(self, is_kept: Callable[[_Input], bool]) -> Table:
        rows = [
            own._replace(points=self._points(own.economy, own.indicator))
            for own in self._inputs
            if is_kept(own)
        ]
        return Table.of(INPUTS, rows, self._facts)

    def _points(self, economy: str, node: str) -> Decimal | None:
        if economy not in self.change.economies:
            return None
        steps = self.change.economy(economy).steps
        own = [step.points for step in steps if step.indicator == node]
        return sum(own[1:], own[0]) if own else None

    def list_changes(self) -> pd.DataFrame:
        """Return the scores that changed, the largest change first, with the largest cause.

        Returns
        -------
        pandas.DataFrame
            Columns economy, first, last, change (points), indicator, kind, points (of the largest
            step), result_kind. Empty between methodologies, because levels are not comparable.
        """
        return write_frame(self._moved_table())

    def _moved_table(self) -> Table:
        rows = []
        for mover in self._movers():
            step = max(mover.steps, key=lambda step: abs(step.exact))
            rows.append(
                {
                    "economy": mover.economy,
                    "first": mover.first,
                    "last": mover.last,
                    "change": mover.change,
                    "indicator": step.indicator,
                    "kind": step.kind,
                    "points": step.points,
                }
            )
        return Table.of(MOVED, rows, self._facts)

    def _movers(self) -> list[EconomyChange]:
        if not self.change.context.comparable:
            return []
        each = [self.change.economy(economy) for economy in self.change.economies]
        moved = [mover for mover in each if mover.change]
        return sorted(moved, key=lambda mover: (-abs(mover.change), mover.economy))

    _json_name = "release-note"

    def _to_dict(self) -> dict[str, Any]:
        """Return the note as plain data, for JSON."""
        changed = self._input_table(lambda own: own.kind in (kinds.REVISED, kinds.SOURCE))
        return {
            "before": self.change.before.head(),
            "after": self.change.after.head(),
            "methodology": write_records(self._constant_table()),
            "coverage": write_records(self._coverage_table()),
            "inputs": write_records(changed),
            "moved": write_records(self._moved_table()),
            "ranks": write_records(self._rank_table()) if self._ranks_published else None,
        }

    def _constant_table(self) -> Table:
        return Table.of(CONSTANTS, self.methodology_changes)

    def _rank_table(self) -> Table:
        return make_rank_changes(self.change)

    @property
    def _ranks_published(self) -> bool:
        same = self.change.context.comparable
        return same and all(r.ranks_published and r.extent.complete for r in self._results)

    # ---------------------------------------------------------------- page

    def _blocks(self, language: str) -> list[Block]:
        context = self.change.context
        index = i18n.label("nodes", context.index, language)
        title = _say("title", language, index=index, before=context.before, after=context.after)
        blocks: list[Block] = [i18n.Heading(title, 1), *context.notes(language)]
        for section in (
            self._methodology_blocks,
            self._coverage_blocks,
            self._revision_blocks,
            self._source_blocks,
            self._moved_blocks,
            self._rank_blocks,
        ):
            blocks += section(language)
        return blocks

    def _methodology_blocks(self, language: str) -> Iterator[Block]:
        yield i18n.Heading(_say("methodology", language), 2)
        if not self.methodology_changes:
            used = self.change.after.methodology.id
            yield Sentence("release-note/same-methodology", document=used)
            return
        yield from _cut_table(self._constant_table(), language)

    def _coverage_blocks(self, language: str) -> Iterator[Block]:
        yield i18n.Heading(_say("coverage", language), 2)
        before, after = map(len, self.change.context.indices)
        yield Sentence("release-note/counts", before=before, after=after)
        yield from list_extents(self.change.context)
        for what in (kinds.JOINED, kinds.LEFT):
            reasons = [_reason(unexplained) for _, own, unexplained in self._covered if own == what]
            if reasons:
                yield Sentence(f"release-note/{what}", count=len(reasons))
                yield i18n.Bullets([reason.to_text(language) for reason in reasons])

    def _revision_blocks(self, language: str) -> Iterator[Block]:
        revised = self._input_table(lambda own: own.kind == kinds.REVISED)
        # Those with the largest effect on a score are shown, by name: nothing ranks economies.
        revised = revised.sort(lambda row: (row["points"] is None, -abs(row["points"] or 0)))
        yield i18n.Heading(_say("revised", language, count=str(len(revised))), 2)
        yield Sentence("release-note/revised-note")
        if len(revised):
            yield from _cut_table(revised, language, by_name=True)

    def _source_blocks(self, language: str) -> Iterator[Block]:
        moves = Counter(
            (_basis(own.old, language), _basis(own.new, language))
            for own in self._inputs
            if own.kind in (kinds.SOURCE, kinds.REVISED)
            and _basis(own.old, "en") != _basis(own.new, "en")
        )
        yield i18n.Heading(_say("sources", language, count=str(sum(moves.values()))), 2)
        if moves:
            headers = [
                _say("earlier", language),
                _say("later", language),
                i18n.text("views", "inputs", language),
            ]
            ordered = sorted(moves.items(), key=lambda item: (-item[1], item[0]))
            rows = [[*move, str(count)] for move, count in ordered]
            yield i18n.Grid(headers, rows, frozenset((2,)))

    def _moved_blocks(self, language: str) -> Iterator[Block]:
        count = str(len(self.change.economies))
        yield i18n.Heading(_say("moved", language, count=count), 2)
        if not self.change.context.comparable:
            yield Sentence("release-note/not-compared").as_note()
            return
        each = [self.change.economy(code) for code in self.change.economies]
        moved = sum(mover.change != 0 for mover in each)
        yield Sentence("release-note/moved-count", count=moved, total=len(each))
        yield from list_bands(each, self.change.context, language)

    def _rank_blocks(self, language: str) -> Iterator[Block]:
        yield i18n.Heading(_say("ranks", language), 2)
        if not self._ranks_published:
            yield Sentence("release-note/no-ranks")
            return
        moved = self._rank_table().keep(lambda row: row["places"])
        yield from _cut_table(moved.sort(lambda row: -abs(row["places"])), language)


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("release-note", key, language, **values)


def _basis(fact: InputFact, language: str) -> str:
    return name_basis(fact).to_text(language)


def _reason(unexplained: Unexplained) -> Sentence:
    """Return the reason why an economy has the index in only one edition."""
    economy, edition = unexplained.economy, unexplained.edition
    if unexplained.reason == ABSENT:
        return Sentence("release-note/not-in", economy=economy, edition=edition)
    missing = tuple(put_in_quotes(Sentence(f"nodes/{key}")) for key in unexplained.missing)
    return Sentence("release-note/lacking", economy=economy, edition=edition, indicator=missing)


def _cut_table(table: Table, language: str, *, by_name: bool = False) -> Iterator[Block]:
    """Yield the first rows of a table, and the number of those that it leaves out."""
    shown = table.first(_MOST)
    if by_name:
        names = {code: i18n.economy_name(code, language) for code in shown.cells["economy"]}
        shown = shown.sort(lambda row: sort_key(names[row["economy"]], language))
    yield write_grid(shown, language)
    if len(table) > _MOST:
        yield Sentence("views/more-rows", count=len(table) - _MOST)


def release_note(before: Result, after: Result) -> ReleaseNote:
    """Describe the changes since the last edition, with reasons.

    Parameters
    ----------
    before, after : Result
        The last edition and the new one: opened editions, or other results.

    Returns
    -------
    ReleaseNote
        Methodology, coverage, revised values, sources, the largest changes of scores and their
        causes, and ranks only where they are published; a page in six languages.

    Raises
    ------
    UsageError
        If the results are of different indices, or of price baskets.

    Notes
    -----
    Inputs are compared where both editions have them; an unpublished value is not shown. Points are
    those of :func:`explain_change`, and are missing where an economy has no index in one of the
    editions.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> print(ict.analysis.release_note(result, other).to_text("en").splitlines()[0])
    ICT Development Index, ...: what changed since ...
    """
    return ReleaseNote(explain_change(before, after))
