"""The report on a national statistical framework: inventory, calendar, quality, named blanks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations
from ictindex.definitions.catalogue.licences import Source
from ictindex.definitions.documents.quality_concepts import Concept, quality_concepts
from ictindex.editions.errata import Erratum
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, list_parts, put_before
from ictindex.publishing.reports.quality_data import Filling, FrameworkInputs, fill_concept
from ictindex.publishing.reports.report_inputs import ReportEdition
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import say
from ictindex.submissions.sourcing.calendar import Calendar
from ictindex.submissions.sourcing.national_inventory import (
    FREQUENCIES,
    INVENTORY,
    SOURCE_KINDS,
    Inventory,
    count_inventory,
    list_indicators,
)

FILLED, PARTLY, BLANK = "filled", "partly", "blank"
# The columns of the inventory that are counted, and those with days.
_COUNTED = ("owner", "frequency", "source_kind")
_DAYS = ("collection_begins", "collection_ends", "release")
# The days of a round that a national calendar shows.
ROUND_DAYS = ("dispatch", "collection", "deadline", "data_releases", "preview", "release")


def _name_entry(entry: str, language: str) -> str:
    """Return the words of a code of the inventory; what an office wrote stays as it is."""
    if entry in FREQUENCIES:
        return i18n.label("inventory-frequencies", entry, language)
    if entry in SOURCE_KINDS:
        return i18n.label("inventory-source-kinds", entry, language)
    return entry


COUNTS = define(
    "inventory-counts",
    Column("column", "code", "quality-columns/described", names="inventory-columns"),
    Column("entry", "code", "quality-columns/entry", names=_name_entry),
    Column("count", "count", "quality-columns/indicators"),
    key=("column", "entry"),
)
CALENDAR = define(
    "national-calendar",
    Column("day", "date", "quality-columns/day"),
    Column("event", "code", "quality-columns/event", names="national-calendar-events"),
    Column("owner", "text", "inventory-columns/owner", absent=""),
    Column("indicators", "codes", "quality-columns/indicators", names="nodes", absent=""),
    key=("day", "event", "owner"),
)


class FilledConcept(NamedTuple):
    """A concept with what fills it, and the indicators for which it is blank."""

    concept: Concept
    fillings: tuple[Filling, ...]
    blank: tuple[str, ...]
    state: str


class FrameworkReport(Report):
    """A report on a national statistical framework. Made by :func:`framework_report`.

    Parameters
    ----------
    inputs : FrameworkInputs
        The inventory, and what else fills the report.
    date : datetime.date or None
        The day of the report.
    sources : tuple of str or DataSource
        The sources of the values in it.
    """

    _json_name = "framework-report"

    inputs: FrameworkInputs

    def __init__(
        self, inputs: FrameworkInputs, date: dt.date | None, sources: tuple[Source, ...]
    ) -> None:
        self._set(inputs=inputs, date=date, sources=sources)

    def title(self, language: str) -> str:
        name = i18n.economy_name(self.inputs.economy, language)
        return i18n.pair(name, i18n.text("quality", "title", language), language)

    def _editions(self) -> Sequence[ReportEdition]:
        return ()

    @cached_property
    def concepts(self) -> tuple[FilledConcept, ...]:
        """Each concept with what fills it."""
        return tuple(self._fill(concept) for concept in quality_concepts().concepts)

    def _fill(self, concept: Concept) -> FilledConcept:
        fillings = fill_concept(self.inputs, concept.filled_by)
        covered = frozenset[str]().union(*(filling.indicators for filling in fillings))
        blank = tuple(key for key in self.inputs.indicators if key not in covered)
        if any(filling.is_whole for filling in fillings):
            return FilledConcept(concept, tuple(fillings), (), FILLED)
        state = BLANK if not fillings else PARTLY if blank or not covered else FILLED
        return FilledConcept(concept, tuple(fillings), blank if fillings else (), state)

    def _sections(self, language: str) -> Iterator[Block]:
        yield Sentence("quality/meaning")
        yield from self._show_inventory(language)
        yield from self._show_calendar(language)
        yield from self._show_quality(language)
        yield from self._list_blanks(language)

    def _show_inventory(self, language: str) -> Iterator[Block]:
        """Show the counts of the inventory, its gaps in the order of the questionnaire."""
        inventory = self.inputs.inventory
        yield Heading(i18n.text("inventory", "title", language), 2)
        yield count_inventory(inventory, language)
        counted = self._count_entries()
        if counted:
            yield write_grid(Table.of(COUNTS, counted), language)
        yield Heading(i18n.text("quality", "gaps", language), 3)
        order = {key: number for number, key in enumerate(list_indicators())}
        gaps = sorted(inventory.gaps, key=lambda row: order.get(row.indicator, len(order)))
        if gaps:
            columns = ("indicator", "exists", "gap", "note")
            yield write_grid(Table.of(INVENTORY.only(*columns), gaps), language)
        else:
            yield Sentence("quality/no-gaps")
        unanswered = [row.indicator for row in inventory.rows if row.exists is None]
        if unanswered:
            label = Sentence("inventory-columns/exists")
            yield _name_blank(label, dict.fromkeys(unanswered))

    def _count_entries(self) -> list[dict[str, Any]]:
        """Count the figures that exist by owner, frequency and kind of source, as written."""
        rows = []
        for column in _COUNTED:
            counts = Counter(getattr(row, column) for row in self.inputs.inventory.existing)
            rows += [
                {"column": column, "entry": entry, "count": count}
                for entry, count in counts.most_common()
                if entry
            ]
        return rows

    def _calendar_rows(self) -> list[dict[str, Any]]:
        """Return the days of the inventory and of the round, in their order."""
        events: dict[tuple[dt.date, str, str], dict[str, None]] = {}
        for row in self.inputs.inventory.rows:
            for column in _DAYS:
                day = getattr(row, column)
                if day is not None:
                    key = (day, column, row.owner)
                    events.setdefault(key, {})[row.indicator] = None
        for name, days in self.inputs.round_days.items():
            for day in days:
                events.setdefault((day, f"round-{name}", ""), {})
        return [
            {"day": day, "event": event, "owner": owner, "indicators": tuple(indicators)}
            for (day, event, owner), indicators in sorted(events.items(), key=lambda e: e[0])
        ]

    def _show_calendar(self, language: str) -> Iterator[Block]:
        yield Heading(i18n.text("quality", "calendar", language), 2)
        rows = self._calendar_rows()
        if rows:
            yield write_grid(Table.of(CALENDAR, rows), language)
        else:
            yield _name_blank(Sentence("quality/calendar"), ())

    def _show_quality(self, language: str) -> Iterator[Block]:
        """Show each concept under its first dimension, with what fills it or a named blank."""
        document = quality_concepts()
        yield Heading(i18n.text("quality", "quality", language), 2)
        yield from (note.as_note() for note in _name_standards())
        states = Counter(each.state for each in self.concepts)
        counts = {name: states[name] for name in (FILLED, PARTLY, BLANK)}
        yield Sentence("quality/states", total=len(self.concepts), **counts)
        yield Sentence("quality/filled").as_note()
        for dimension in document.dimensions:
            yield Heading(i18n.label("quality-dimensions", dimension.id, language), 3)
            for each in self.concepts:
                if each.concept.dimensions[0] == dimension.id:
                    yield from _show_concept(each, language)

    def _list_blanks(self, language: str) -> Iterator[Block]:
        """List the concepts that are blank, or blank for some indicators."""
        yield Heading(i18n.text("quality", "blanks", language), 2)
        points = [
            _name_concept(each.concept).to_text(language)
            if each.state == BLANK
            else put_before(
                _name_concept(each.concept),
                Sentence("quality/for-some", count=len(each.blank), total=self._total),
            ).to_text(language)
            for each in self.concepts
            if each.state != FILLED
        ]
        yield Bullets(points)

    @property
    def _total(self) -> int:
        return len(self.inputs.indicators)

    def _licences(self, language: str) -> Iterator[Block]:
        if self.sources:
            yield from super()._licences(language)
        else:
            yield i18n.Paragraph(say("made-by", language))

    def _record(self) -> dict[str, Any]:
        """Return the inventory, the calendar and the state of each concept."""
        return {
            "economy": self.inputs.economy,
            "inventory": write_records(Table.of(INVENTORY, self.inputs.inventory.rows)),
            "calendar": write_records(Table.of(CALENDAR, self._calendar_rows())),
            "concepts": [
                {
                    "id": each.concept.id,
                    "chapter": each.concept.chapter,
                    "dimensions": list(each.concept.dimensions),
                    "state": each.state,
                    "origins": list(dict.fromkeys(filling.origin for filling in each.fillings)),
                    "blank": list(each.blank),
                }
                for each in self.concepts
            ],
        }


def _name_concept(concept: Concept) -> Sentence:
    return Sentence(f"quality-concepts/{concept.id}")


def _name_blank(name: Sentence, indicators: Iterable[str]) -> Sentence:
    """Return the named blank of an office, with the indicators that it is about."""
    named = tuple(Sentence(f"nodes/{key}") for key in indicators)
    if not named:
        return Sentence("quality/blank", name=name)
    return Sentence("quality/blank-for", name=name, first=list_parts(named))


def _name_standards() -> Iterator[Sentence]:
    """Name the standards, and those whose text was not read."""
    document = quality_concepts()
    named = tuple(Sentence(f"quality-standards/{each.id}") for each in document.standards)
    yield Sentence("quality/standards", first=list_parts(named))
    unread = [each for each in document.standards if not each.read]
    if unread:
        names = tuple(Sentence(f"quality-standards/{each.id}") for each in unread)
        yield Sentence("quality/standards-unread", first=list_parts(names))


def _show_concept(each: FilledConcept, language: str) -> Iterator[Block]:
    """Show a concept: its tables with their origin, and the named blank."""
    name = _name_concept(each.concept)
    yield Heading(i18n.detail(name.to_text(language), each.concept.chapter, language), 4)
    for filling in each.fillings:
        yield Sentence(f"quality-origins/{filling.origin}")
        yield from filling.sentences
        if filling.table is not None:
            yield write_grid(filling.table, language)
    if each.state == BLANK:
        yield _name_blank(name, ())
    elif each.state == PARTLY:
        yield _name_blank(name, each.blank)


def framework_report(
    inventory: Inventory,
    *,
    observations: Observations | None = None,
    editions: Iterable[Any] | None = None,
    calendar: Calendar | None = None,
    round_days: Mapping[str, dt.date | Sequence[dt.date]] | None = None,
    sources: Iterable[Source] = (),
    date: dt.date | None = None,
) -> FrameworkReport:
    """Write the report on a national statistical framework from its inventory.

    It has the counts and gaps of the inventory, the calendar of the year, and a quality report by
    dimensions and concepts of reference metadata. What the inputs state fills a concept, with its
    origin. Everything else is a blank with a name, to be filled by the office.

    Parameters
    ----------
    inventory : Inventory
        An inventory without errors, of one economy
        (:func:`ictindex.sourcing.read_inventory`).
    observations : Observations, optional
        Values of the economy: sampling errors, years, breaks, classes of source, findings of the
        rules. Values that must not be published are left out.
    editions : iterable of editions, optional
        Opened editions (:func:`ictindex.open_edition`): their errata about the economy.
    calendar : Calendar, optional
        Days of ITU's survey, with the submission of the economy.
    round_days : mapping of str to date or dates, optional
        Days of a round: ``dispatch``, ``collection``, ``deadline``, ``data_releases``,
        ``preview``, ``release``.
    sources : iterable of str or DataSource, optional
        Sources of the values, whose licences are named at the end.
    date : datetime.date, optional
        The day of the report.

    Returns
    -------
    FrameworkReport
        One page in six languages, as HTML, PDF, DOCX, Markdown, text or LaTeX.

    Raises
    ------
    UsageError
        If the inventory has errors, rows of several economies or none, or an argument is of
        another type.

    Notes
    -----
    The concepts are arranged after SIMS 2.0, the dimensions after the quality frameworks of the
    European Statistical System and of the United Nations. Their texts were not read for this
    library: the names are its own, the numbers of chapters are from memory, and the report says
    so (``methodology/quality/quality-concepts-1.toml``).

    Examples
    --------
    >>> import ictindex as ict
    >>> example = ict.sample_data("national-inventory-example.csv")
    >>> report = ict.reports.framework_report(ict.sourcing.read_inventory(example))
    >>> states = {each["id"]: each["state"] for each in report.to_dict()["concepts"]}
    >>> states["unit"], states["mandate"], states["non-response"]
    ('filled', 'partly', 'blank')
    """
    require(isinstance(inventory, Inventory), "inventory", "inventory", inventory)
    fits = observations is None or isinstance(observations, Observations)
    require(fits, "observations", "observations", observations)
    fits = calendar is None or isinstance(calendar, Calendar)
    require(fits, "calendar", "calendar", calendar)
    errors = inventory.findings.errors
    if errors:
        raise UsageError("inventory.has-errors", count=str(len(errors)), faults=tuple(errors))
    errata: tuple[Erratum, ...] | None = None
    if editions is not None:
        errata = tuple(erratum for edition in editions for erratum in edition.errata)
    days: dict[str, tuple[dt.date, ...]] = {}
    for name, stated in (round_days or {}).items():
        if name not in ROUND_DAYS:
            raise UsageError("inventory.no-round-day", value=str(name)[:40], allowed=ROUND_DAYS)
        days[name] = (stated,) if isinstance(stated, dt.date) else tuple(stated)
    inputs = FrameworkInputs(inventory, observations, errata, calendar, days)
    require(bool(inputs.economy), "inventory", "inventory", inventory)
    require(not isinstance(sources, str), "sources", "list", sources)
    return FrameworkReport(inputs, choose_date(date, ()), tuple(sources))
