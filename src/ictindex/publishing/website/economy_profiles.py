"""The profiles of economies: a page for each in every edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from ictindex.core import decimals, formulas
from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.licence_notices import publisher_name
from ictindex.definitions.catalogue.licences import INVENTED
from ictindex.engine import Trace
from ictindex.indices.idi.explain import describe_figure
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.language.commentary_page import word_in_parts
from ictindex.language.i18n.formula_words import formula_direction, symbol_names, written_digits
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.economy_facts import (
    NOT_AVAILABLE,
    NOT_INCLUDED,
    NOT_PUBLISHED,
    EditionFacts,
    Shift,
    ValueFact,
)
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.price_profile import PriceProfile
from ictindex.publishing.website.profile_charts import SERIES, STRIP, ProfileCharts
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_edition import SiteEdition, order_editions
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

SECTION = "site-profile"
# The status of most values: it is not repeated for each, because that would hide the others.
_NORMAL = ("", "A")
# The class of estimates, and the statuses that say it again.
_ESTIMATE, _ESTIMATED = "estimate", ("E", "I")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The making of a score: its formula with numbers, the range of rounding, remarks."""

    formula: str = ""
    direction: str = "ltr"
    bounds: str = ""
    remarks: Sequence[str] = ()
    is_unprinted: bool = False


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node in words: its score, how that is made, and of an indicator its value and source.

    A value that is not there has a word for its ``absence``.
    """

    name: str
    score: str
    explanation: Explanation | None
    is_indicator: bool
    value: str = ""
    unit: str = ""
    year: str = ""
    status: str = ""
    source: str = ""
    absence: str = ""


class Profiles:
    """The profiles of all economies in a language; ``facts`` are those of each edition."""

    def __init__(
        self,
        facts: Mapping[str, EditionFacts],
        prices: SitePrices,
        editions: Sequence[SiteEdition],
        language: str,
    ) -> None:
        self._writers = [
            ProfileWriter(
                own, facts[own.before.key] if own.before else None, prices, editions, language
            )
            for own in facts.values()
        ]

    def write(self, economy: str) -> Iterator[SitePage]:
        """Yield the profile of an economy in each edition that has it."""
        for writer in self._writers:
            if economy in writer.members:
                yield writer.page(economy)


class ProfileWriter:
    """Writes the profiles of an edition in a language."""

    def __init__(
        self,
        facts: EditionFacts,
        earlier: EditionFacts | None,
        prices: SitePrices,
        editions: Sequence[SiteEdition],
        language: str,
    ) -> None:
        self.facts, self.earlier, self.prices, self.editions = facts, earlier, prices, editions
        self.language, self.words = language, Words(language, SECTION)
        self.charts = ProfileCharts(facts, language)
        self.priced = PriceProfile(prices, language)
        self.edition = facts.edition
        self.setting = Setting(language)
        self._title = edition_title(self.edition, language)
        self._names, self._digits = symbol_names(language), written_digits(language)

    @property
    def members(self) -> frozenset[str]:
        """The economies of the edition."""
        return self._members(self.edition)

    def name(self, economy: str) -> str:
        """Return the name of an economy."""
        return i18n.economy_name(economy, self.language)

    # ---------------------------------------------------------------- pages

    def page(self, economy: str) -> SitePage:
        """Return the profile of an economy."""
        name = self.name(economy)
        title = i18n.pair(name, self._title, self.language)
        newest = self._find_newest(economy)
        # Prices belong to no edition of the index: the newest page of an economy has them.
        prices = self.prices.get(economy) if newest is self.edition else []
        shift = self.facts.shift(economy, self.earlier)
        # What an economy is among others, and its scores over the editions, are on the newest page
        # of the same kind: others lead to it.
        is_older = newest is not self.edition and newest in self.facts.series
        strip = None if is_older else self.charts.draw_strip(economy)
        change = self.charts.draw_change(economy, shift)
        series = None if is_older else self.charts.draw_series(economy)
        years = self.priced.draw(economy, prices)
        boxes = [box for box in (strip, change, series, years) if box is not None]
        sources = [self.edition.source, self.prices.source if prices else ""]
        values = self.facts.values(economy)
        rank = self.facts.ranks.get(economy)
        nodes = self._list_nodes(economy, values)
        commentary = word_in_parts(self.facts.comment(economy, self.earlier), self.language)
        return SitePage(
            address=addresses.economy_page(self.edition.key, economy),
            template="profile.html.j2",
            title=title,
            description=commentary[0],
            context={
                "commentary": commentary,
                "w": self.words,
                "strip": strip,
                "change_box": change,
                "series": series,
                "newer": self._lead_on(newest, economy) if is_older else None,
                "years": years,
                "facts": self._list_facts(economy),
                "key_scores": self._list_key_scores(economy),
                "no_index": self._no_index(economy),
                "shift_words": self._shift_words(economy, shift),
                "change_title": self._change_title(shift),
                "rank": None if rank is None else (self._rank_name(), str(rank)),
                "nodes": nodes,
                "score_name": self.setting.word("score"),
                "absences": self._absence_words(values),
                "is_classified": self.edition.kind == result_kind.READ,
                "estimates": addresses.ESTIMATES,
                **self.priced.describe(economy, prices),
                "prices_page": self._link_prices(economy, newest),
                "explained_words": self._explained_words(economy, values),
                "explained_how": self._explain_forms(nodes),
                "document": addresses.document_page(self._document),
                "list_address": addresses.economies_page(self.edition.key),
                "other_editions": self._list_editions(economy),
            },
            section="economies",
            charts=boxes,
            leads_to_charts=is_older,
            sources=[source for source in dict.fromkeys(sources) if source],
            aliases=[economy],
            subjects=[(addresses.ECONOMIES, economy)],
            edition=self.edition.key,
            has_unofficial_ranks=rank is not None and not self.edition.figures.ranks_published,
        )

    @property
    def _document(self) -> str:
        return str(self.edition.figures.methodology.document.id)

    def _list_editions(self, economy: str) -> list[tuple[str, str]]:
        """Return the profiles of the economy in the other editions: edition, address."""
        return [
            (str(edition.edition), addresses.economy_page(edition.key, economy))
            for edition in self.editions
            if edition is not self.edition and economy in self._members(edition)
        ]

    def _find_newest(self, economy: str) -> SiteEdition:
        """Return the edition with the newest page of an economy."""
        there = (edition for edition in self.editions if economy in self._members(edition))
        return max(there, key=order_editions)

    def _link_prices(self, economy: str, newest: SiteEdition) -> tuple[str, str] | None:
        """Return the words and the address that lead from an older page to the prices."""
        if newest is self.edition or not self.prices.get(economy):
            return None
        title = i18n.pair(self.name(economy), edition_title(newest, self.language), self.language)
        return title, addresses.economy_page(newest.key, economy)

    def _lead_on(self, newest: SiteEdition, economy: str) -> list[tuple[str, str, str]]:
        """Return the charts that only the newest page has: their keys, words and addresses."""
        page = addresses.economy_page(newest.key, economy)
        name, edition = self.name(economy), edition_title(newest, self.language)
        strip = self.setting.word("profile", name=name, edition=edition)
        return [
            (STRIP, strip, f"{page}#{STRIP}"),
            ("", self.charts.series_title, f"{page}#{SERIES}"),
        ]

    def _members(self, edition: SiteEdition) -> frozenset[str]:
        return self._all_members[edition.key]

    @cached_property
    def _all_members(self) -> dict[str, frozenset[str]]:
        return {edition.key: frozenset(edition.economies) for edition in self.editions}

    # ---------------------------------------------------------------- scores

    def _group_name(self, group: str) -> str:
        return i18n.label("groups", group, self.language) if group else ""

    def _rank_name(self) -> str:
        figures = self.edition.figures
        if figures.ranks_published:
            return i18n.text("views", "rank-published", self.language)
        count = len(self.edition.scores)
        whole = figures.extent.whole
        if whole is None or whole == count:
            return i18n.text("views", "rank-among", self.language, count=str(count))
        return i18n.text("extent", "rank-among", self.language, count=str(count), total=str(whole))

    def _list_facts(self, economy: str) -> list[tuple[str, str]]:
        """Return the groups of an economy as of the edition, and the year of the data."""
        facts = [
            (i18n.label("groupings", grouping, self.language), self._group_name(group))
            for grouping, group in self.facts.groups_of(economy).items()
        ]
        year = i18n.text("page", "year", self.language)
        return [*facts, (year, str(self.edition.year))]

    def _list_key_scores(self, economy: str) -> list[tuple[str, str]]:
        """Return the index and its parts as published."""
        plan = self.facts.plan
        root = len(plan.nodes) - 1
        nodes = [plan.root, *(plan.nodes[child] for child in plan.children(root))]
        return [
            (i18n.label("nodes", node, self.language), i18n.number(score, self.language))
            for node in nodes
            if (score := self.facts.score(economy, node)) is not None
        ]

    def _no_index(self, economy: str) -> str:
        if economy in self.edition.scores:
            return ""
        index = i18n.label("nodes", self.edition.root_node, self.language)
        line = self.words("no-index", name=self.name(economy), index=index)
        missing = self.facts.missing_below(economy, self.edition.root_node)
        names = [i18n.label("nodes", key, self.language) for key in missing]
        why = self.words("missing-inputs", names=names) if names else self.words("no-reason")
        return i18n.sentences(line, why, self.language)

    # ---------------------------------------------------------------- change

    def _change_title(self, shift: Shift) -> str:
        if shift.before is None:
            return ""
        return self.words("change-title", edition=str(shift.before.edition))

    def _shift_words(self, economy: str, shift: Shift) -> list[str]:
        """Return the words on the change: the scores, missing reasons, scores that differ."""
        if shift.before is None:
            return [self.words("change-none")]
        first, last = shift.ends
        lines = []
        if first is not None and last is not None:
            with decimals.exact():
                moved = last - first
            change = i18n.number(moved, self.language, signed=True)
            lines.append(
                i18n.text(
                    "score-change",
                    "from-to",
                    self.language,
                    first=first,
                    last=last,
                    before=str(shift.before.edition),
                    after=str(self.edition.edition),
                    change=change,
                )
            )
        if shift.is_closed:
            lines.append(self.words("change-closed"))
        elif shift.reason is not None:
            lines.append(shift.reason.describe(self.language))
        elif shift.change is None:
            lines.append(self.words("change-absent", name=self.name(economy)))
        elif shift.departs:
            ends = shift.change.ends
            lines.append(self.words("change-departs", first=ends[0], last=ends[1]))
        return lines

    # ---------------------------------------------------------------- values

    def _list_nodes(self, economy: str, values: Sequence[ValueFact]) -> list[NodeRow]:
        """Return every node in reading order, with its value and how its score is made."""
        facts = {fact.indicator: fact for fact in values}
        traces = {trace.node: trace for trace in self.facts.trace(economy)}
        closed = self.facts.closed_nodes(economy)
        rows = []
        for node in self.facts.plan.reading_order():
            printed = self.facts.score(economy, node)
            trace = traces.get(node)
            how = None if trace is None else self._explain(economy, trace, printed, node in closed)
            shown = NodeRow(
                self._node_names[node],
                i18n.number(printed, self.language),
                how,
                node in facts,
            )
            rows.append(self._add_value(shown, facts[node]) if node in facts else shown)
        return rows

    @cached_property
    def _node_names(self) -> Mapping[str, str]:
        nodes = self.facts.plan.reading_order()
        return {node: i18n.label("nodes", node, self.language) for node in nodes}

    def _add_value(self, row: NodeRow, fact: ValueFact) -> NodeRow:
        """Return an indicator with its value, or with the word for one that is not there."""
        if fact.absence:
            return replace(row, absence=self.words(fact.absence))
        is_estimate = fact.source_class == _ESTIMATE and fact.status in _ESTIMATED
        marks = [
            self._estimate
            if is_estimate
            else i18n.label("source-class", fact.source_class or "none", self.language)
        ]
        if fact.status not in _NORMAL and not is_estimate:
            marks.append(i18n.label("status", fact.status, self.language))
        if fact.carried:
            marks.append(i18n.label("flags", "carried", self.language))
        texts = [i18n.visible(text) for text in (fact.source, fact.note) if text]
        return replace(
            row,
            value="" if fact.value is None else i18n.grouped_number(fact.value, self.language),
            unit=i18n.label("units", fact.unit, self.language),
            year=str(fact.year) if fact.year else "",
            status=i18n.clauses(marks, self.language),
            source=" · ".join(texts),
        )

    @cached_property
    def _estimate(self) -> str:
        """The words on an estimate: class and status of such a value say the same twice."""
        owner = self.edition.owner
        if owner is None or owner.id == INVENTED:
            return i18n.label("source-class", _ESTIMATE, self.language)
        return self.words("estimate-of", publisher=publisher_name(owner, self.language))

    def _absence_words(self, values: Sequence[ValueFact]) -> list[str]:
        """Return the meanings of the words for missing values that are on the page."""
        used = {fact.absence for fact in values}
        return [
            i18n.pair(self.words(key), self.words(f"{key}-meaning"), self.language)
            for key in (NOT_AVAILABLE, NOT_PUBLISHED, NOT_INCLUDED)
            if key in used
        ]

    # ---------------------------------------------------------------- explanation

    def _explained_words(self, economy: str, values: Sequence[ValueFact]) -> list[str]:
        """Return for how many economies figures are computed here, and which values are missing."""
        lines = []
        if self.edition.kind == result_kind.READ:
            here = sum(row[-1] is not None for row in self.facts.result.rounded_rows)
            total = len(self.edition.economies)
            lines.append(self.words("explained-part", count=here, total=total))
        missing = [
            i18n.label("nodes", fact.indicator, self.language) for fact in values if fact.absence
        ]
        if missing:
            lines.append(self.words("explained-missing", name=self.name(economy), names=missing))
        return lines

    def _explain(
        self, economy: str, trace: Trace, printed: Decimal | None, is_closed: bool
    ) -> Explanation:
        """Return how the score of a node is made, with the numbers of an economy."""
        if is_closed:
            return Explanation(remarks=[self.words("explained-closed")])
        if trace.supplied:
            return Explanation(remarks=[i18n.text("explain", "supplied", self.language)])
        if trace.arithmetic is None:
            missing = self.facts.missing_below(economy, trace.node)
            names = [self._node_names[key] for key in missing]
            return Explanation(remarks=[self.words("explained-not", names=names)])
        formula = formulas.to_text(trace.arithmetic, self._names, self._digits)
        remarks, bounds = [], ""
        if trace.clipped:
            remarks.append(i18n.text("explain", f"clipped-{trace.clipped}", self.language))
        compared = self.facts.compare(economy)[trace.node]
        if compared is not None and compared.difference:
            if compared.explained:
                ends = (i18n.number(end, self.language) for end in (compared.low, compared.high))
                bounds = f" [{'–'.join(ends)}]"
            else:
                remarks.append(describe_figure(compared).to_text(self.language))
        way = formula_direction(formula)
        return Explanation(formula, way, bounds, remarks, compared is None)

    def _explain_forms(self, nodes: Sequence[NodeRow]) -> list[str]:
        """Return the meaning of what is in the formulae of a page; empty if it has none."""
        explained = [row.explanation for row in nodes if row.explanation is not None]
        if not explained:
            return []
        lines = [self.words("explained-same")]
        if any(how.bounds for how in explained):
            lines.append(self.words("explained-range"))
        if any(how.is_unprinted for how in explained):
            lines.append(i18n.pair("–", self.words("explained-unprinted"), self.language))
        return lines
