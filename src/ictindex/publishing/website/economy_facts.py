"""Facts of an economy's profile, without words: published scores, values, groups, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from ictindex.analysis.change.economy_change import ChangeContext, EconomyChange
from ictindex.analysis.change.score_change import ScoreChange, Unexplained
from ictindex.analysis.commentary.change_commentary import describe_change, state_change
from ictindex.analysis.commentary.group_standing import describe_standing
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.commentary.shown_scores import round_median, show_printed
from ictindex.analysis.tables.edition_figures import rank_economies, stated_groups
from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.engine import Plan, Trace
from ictindex.indices.idi.published_comparison import ComparedFigure, compare_figure
from ictindex.indices.results import result_kind
from ictindex.indices.results.edition_observations import WITHHELD
from ictindex.indices.results.group_figures import median
from ictindex.language.commentary_page import Commentary
from ictindex.language.i18n.sentences import Sentence
from ictindex.publishing.website.last_results import remember_last
from ictindex.publishing.website.site_edition import SiteEdition, find_earlier, list_same_kind

GROUPINGS = ("itu-region", "income-group")
# A page states that a value is not there; never why, and never what value it replaces.
NOT_AVAILABLE, NOT_PUBLISHED, NOT_INCLUDED = "not-available", "not-published", "not-included"


@dataclass(frozen=True, slots=True)
class ValueFact:
    """An edition's value for an indicator of an economy, or why it has none."""

    indicator: str
    value: Decimal | None = None
    unit: str = ""
    year: int = 0
    status: str = ""
    source_class: str = ""
    source: str = ""
    note: str = ""
    carried: bool = False
    absence: str = ""


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of a group and its number of economies."""

    value: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The change of an economy since the edition before, as far as it is known.

    ``change`` if its steps can be explained; otherwise ``reason``, or neither if there is no
    edition before. ``ends`` are the published scores.
    """

    before: SiteEdition | None
    ends: tuple[Decimal | None, Decimal | None]
    change: EconomyChange | None = None
    reason: Unexplained | None = None
    is_closed: bool = False

    @property
    def departs(self) -> bool:
        """Tell whether the steps lead between other scores than those that were published."""
        return self.change is not None and self.change.ends != self.ends


class EditionFacts:
    """The facts of all economies of an edition, computed once and shared by their profiles.

    ``editions`` are all of the site, of which some came before.
    """

    def __init__(self, edition: SiteEdition, editions: Sequence[SiteEdition]) -> None:
        self.edition = edition
        self.series = list_same_kind(edition, editions)
        self.result = edition.result
        self.plan: Plan = edition.figures.methodology.plan
        self.before = find_earlier(edition, editions)
        columns = {node: edition.figures.column(node) for node in self.plan.reading_order()}
        self.columns = {node: column for node, column in columns.items() if column}
        self.ranks = (
            rank_economies(edition.figures, edition.root_node) if edition.shows_ranks else {}
        )

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes with published scores, in reading order."""
        return tuple(self.columns)

    def prepare(self) -> None:
        """Compute what all profiles share, before copies of this process write them."""
        _ = self.groups, self.members, self.middles, self._free, self._rows, self._places
        _ = self._changes

    # ---------------------------------------------------------------- scores and groups

    def score(self, economy: str, node: str) -> Decimal | None:
        """Return a score as it was published."""
        printed = self.columns.get(node, {}).get(economy)
        return None if printed is None else show_printed(printed)

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, str]]:
        """The group of each economy, by grouping, as of the edition."""
        figures = self.edition.figures
        vintage = f"{figures.methodology.document.index}-{figures.edition}"
        groups: dict[str, dict[str, str]] = {}
        for grouping in GROUPINGS:
            own: dict[str, str] = dict(stated_groups(figures, grouping))
            listing = catalogue.groupings().get((grouping, vintage))
            # Invented figures are of no group of the edition, as in `find_grouping`.
            if listing is not None and not self.edition.is_synthetic:
                for group, members in listing.groups.items():
                    own |= dict.fromkeys(members, group)
            groups[grouping] = own
        return groups

    def groups_of(self, economy: str) -> dict[str, str]:
        """Return the groups of an economy in the edition, by grouping."""
        return {grouping: own[economy] for grouping, own in self.groups.items() if economy in own}

    @cached_property
    def members(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The economies with the index, by grouping and group, sorted."""
        members: dict[tuple[str, str], list[str]] = {}
        for grouping, own in self.groups.items():
            for economy in sorted(self.edition.scores):
                if economy in own:
                    members.setdefault((grouping, own[economy]), []).append(economy)
        return {key: tuple(codes) for key, codes in members.items()}

    @cached_property
    def middles(self) -> Mapping[tuple[str, str, str], Middle]:
        """The median of each node by grouping and group, of the economies with the index."""
        middles = {}
        for (grouping, group), codes in self.members.items():
            for node, column in self.columns.items():
                there = [column[code] for code in codes if code in column]
                if there:
                    middle = round_median(median(there), map(show_printed, there))
                    middles[grouping, group, node] = Middle(middle, len(there))
        return middles

    def figures_of_others(self, economy: str) -> tuple[object, ...]:
        """Return what the page of an economy shows of other economies: medians and ranks.

        A figure that belongs to no economy alone is kept here, or else a page that shows it is not
        written again when only another economy changes.
        """
        own = set(self.groups_of(economy).items())
        middles = [
            (*key, middle.value, middle.count)
            for key, middle in self.middles.items()
            if key[:2] in own
        ]
        count = sum(row[-1] is not None for row in self.result.rounded_rows)
        sizes = [len(self.members.get(key, ())) for key in sorted(own)]
        standing = [
            s.to_dict()
            for s in describe_standing(self.edition.figures, economy, self.edition.whose)
        ]
        return (middles, sizes, count, self.ranks.get(economy), standing)

    # ---------------------------------------------------------------- values

    @cached_property
    def _free(self) -> frozenset[str]:
        return catalogue.free_marks()

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """All rows of each economy and indicator of the edition."""
        cells = self.edition.observations.cells
        rows: dict[tuple[str, str], list[int]] = {}
        for row, key in enumerate(zip(cells["economy"], cells["indicator"], strict=True)):
            rows.setdefault(key, []).append(row)
        return {key: tuple(listed) for key, listed in rows.items()}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {economy: e for e, economy in enumerate(self.result.economies)}

    def value(self, economy: str, indicator: str) -> ValueFact:
        """Return the value of an indicator of an economy in the edition."""
        position = self._places.get(economy)
        n = self.plan.nodes.index(indicator)
        row = None if position is None else self.result.input_rows.rows[position][n]
        cells = self.edition.observations.cells
        if row is None:
            return ValueFact(indicator, absence=self._absence(economy, indicator))
        if not self._is_free(row):
            return ValueFact(indicator, absence=NOT_PUBLISHED)
        note = str(cells["note"][row])
        value = cells["value"][row]
        return ValueFact(
            indicator,
            value=value,
            unit=str(cells["unit"][row]) or catalogue.indicators()[indicator].unit,
            year=int(cells["year"][row]),
            status=str(cells["status"][row]),
            source_class=str(cells["source_class"][row]),
            source=str(cells["source"][row]),
            # The status has the mark behind the number by now.
            note="" if note.startswith(str(cells["written"][row])) else note,
            carried=False if position is None else self.result.input_rows.carried[position][n],
        )

    def _is_free(self, row: int) -> bool:
        cells = self.edition.observations.cells
        return cells["conf_status"][row] in self._free and cells["status"][row] != WITHHELD

    def _absence(self, economy: str, indicator: str) -> str:
        """Return the word for a value that is not there.

        In an edition of a register the selection decided: the page states that nothing is included,
        whether there was no value, or one that was not admitted.
        """
        cells = self.edition.observations.cells
        rows = self._rows.get((economy, indicator), ())
        if any(not self._is_free(row) for row in rows):
            return NOT_PUBLISHED
        if (economy, indicator) in self.edition.figures.scores:
            return NOT_PUBLISHED
        if self.edition.is_opened or any(cells["value"][row] is not None for row in rows):
            return NOT_INCLUDED
        return NOT_AVAILABLE

    @remember_last
    def values(self, economy: str) -> list[ValueFact]:
        """Return the edition's value of each indicator, in reading order."""
        indicators = set(self.plan.indicators)
        return [self.value(economy, key) for key in self.plan.reading_order() if key in indicators]

    # ---------------------------------------------------------------- explanation and change

    @remember_last
    def closed_nodes(self, economy: str) -> frozenset[str]:
        """Return the nodes whose arithmetic would show a value that must not be published."""
        position = self._places.get(economy)
        if position is None:
            return frozenset()
        closed: set[str] = set()
        rows = self.result.input_rows.rows[position]
        for node, row in zip(self.plan.nodes, rows, strict=True):
            if row is not None and not self._is_free(row):
                closed |= {node, *self.plan.above(node)}
        return frozenset(closed)

    @remember_last
    def trace(self, economy: str) -> list[Trace]:
        """Return the explanation of every node in reading order; empty if no value is here."""
        if economy not in self._places:
            return []
        return list(_flatten(self.result.explain(economy).tree))

    @remember_last
    def compare(self, economy: str) -> Mapping[str, ComparedFigure | None]:
        """Return the printed and the recomputed score of each node that has an arithmetic here."""
        return {
            trace.node: compare_figure(
                self.result, economy, trace.node, self.score(economy, trace.node)
            )
            for trace in self.trace(economy)
            if trace.arithmetic is not None and not trace.supplied
        }

    def missing_below(self, economy: str, node: str) -> list[str]:
        """Return the indicators below a node that have no value here, in reading order."""
        leaves = self.plan.leaves_below(self.plan.nodes.index(node))
        below = {self.plan.indicators[leaf] for leaf in leaves}
        return [
            fact.indicator
            for fact in self.values(economy)
            if fact.indicator in below and fact.absence
        ]

    @cached_property
    def _changes(self) -> ScoreChange | None:
        if self.before is None:
            return None
        return ScoreChange(self.before.result, self.result)

    @property
    def change_context(self) -> ChangeContext:
        """The facts that all changes since the edition before share."""
        if self._changes is None:
            raise LookupError(f"no edition before {self.edition.key}")
        return self._changes.context

    @remember_last
    def shift(self, economy: str, earlier: EditionFacts | None) -> Shift:
        """Return the change since the edition before, as far as it is known."""
        if self._changes is None or earlier is None:
            return Shift(None, (None, None))
        root = self.edition.root_node
        ends = (earlier.columns[root].get(economy), self.columns[root].get(economy))
        if self.closed_nodes(economy) or earlier.closed_nodes(economy):
            return Shift(self.before, ends, is_closed=True)
        if economy in self._changes.economies:
            return Shift(self.before, ends, change=self._changes.economy(economy))
        for reason in self._changes.unexplained:
            if reason.economy == economy:
                return Shift(self.before, ends, reason=reason)
        return Shift(self.before, ends)

    @remember_last
    def comment(self, economy: str, earlier: EditionFacts | None) -> Commentary:
        """Return the sentences on the score of an economy, without words of a language."""
        return comment_on_score(
            self.edition.figures,
            economy,
            inputs=self.result,
            moved=list(self._describe_shift(self.shift(economy, earlier))),
            whose=self.edition.whose,
        )

    def _describe_shift(self, shift: Shift) -> Iterator[Sentence]:
        """Yield what moved the score since the edition before, or only by how much it changed."""
        first, last = shift.ends
        if shift.change is not None and not shift.departs:
            both = (shift.before, self.edition)
            is_read = all(each is not None and each.kind == result_kind.READ for each in both)
            yield from describe_change(shift.change, is_read=is_read)
        elif shift.before is not None and first is not None and last is not None:
            editions = (str(shift.before.edition), str(self.edition.edition))
            yield state_change((first, last), editions)


def _flatten(tree: Trace) -> Iterator[Trace]:
    yield tree
    for child in tree.children:
        yield from _flatten(child)
