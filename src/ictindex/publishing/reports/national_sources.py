"""The sources of an indicator by economy, from the notes that were printed next to its values."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.source_classes import classify, name_rule
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import source_note_rules
from ictindex.definitions.catalogue.licence_notices import licence_notices
from ictindex.definitions.catalogue.licences import Source
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.publishing.reports.report_inputs import (
    Edition,
    ReportEdition,
    find_sources,
    take_edition,
)
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import order_economies

# A note that no rule knows, and a value without a note.
NOT_RECOGNISED, NO_NOTE = "not-recognised", "no-note"
RESEARCH, AUTHORITY = "research", "authority"
# A rule knows a survey by words that also name offices ("Instituto Nacional de Estadistica y
# Censos"): the two are one kind of body here.
_JOINED = {"official-survey": AUTHORITY}


def _name_body(body: str, language: str) -> str:
    return i18n.label("source-bodies", body, language)


def _quote_note(note: str, language: str) -> str:
    return i18n.quote(i18n.isolate(i18n.visible(note), language), language)


BODIES = define(
    "sources-by-body",
    Column("body", "code", "national-sources/body", names=_name_body),
    Column("source_class", "source-class"),
    Column("count", "count", "columns/count"),
    key=("body", "source_class"),
)
PRINTED = define(
    "printed-sources",
    Column("economy", "economy"),
    Column("year", "year"),
    Column("body", "code", "national-sources/body", names=_name_body),
    Column("source_class", "source-class"),
    Column("note", "text", "national-sources/note", names=_quote_note),
    key=("economy",),
)


class NationalSources(Report):
    """The printed sources of an indicator. Made by :func:`national_sources`.

    Parameters
    ----------
    edition : ReportEdition
        The edition.
    indicator : str
        Id of the indicator.
    date : datetime.date or None
        The day of the page.
    sources : tuple of str or DataSource
        The owners of the notes.
    """

    _json_name = "national-sources"

    edition: ReportEdition
    indicator: str

    def __init__(
        self,
        edition: ReportEdition,
        indicator: str,
        date: dt.date | None,
        sources: tuple[Source, ...],
    ) -> None:
        self._set(edition=edition, indicator=indicator, date=date, sources=sources)

    def title(self, language: str) -> str:
        name = i18n.label("nodes", self.indicator, language)
        return i18n.pair(name, i18n.text("national-sources", "title", language), language)

    def _editions(self) -> Sequence[ReportEdition]:
        return (self.edition,)

    def _marks(self, language: str) -> list[str]:
        # Of the edition only notes are shown, no score and no rank.
        return list(licence_notices(self.sources, language))

    @cached_property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Economy, year, kind of body, class and note of each value, by code of the economy."""
        rows = []
        for (economy, indicator), cell in sorted(self.edition.cells.items()):
            if indicator != self.indicator or cell.value is None:
                continue
            note = cell.source
            rule = name_rule(note) or NOT_RECOGNISED
            body = _JOINED.get(rule, rule) if note.strip() else NO_NOTE
            rows.append(
                {
                    "economy": economy,
                    "year": cell.year,
                    "body": body,
                    "source_class": cell.source_class or classify(note)[0],
                    "note": note,
                }
            )
        return tuple(rows)

    def _count_bodies(self) -> list[dict[str, Any]]:
        """Count the values by kind of body and class, in the order of the rules of notes."""
        counts = Counter((row["body"], row["source_class"]) for row in self.rows)
        order = [AUTHORITY, *(rule["id"] for rule in source_note_rules())]
        order += [RESEARCH, NOT_RECOGNISED, NO_NOTE]
        return [
            {"body": body, "source_class": source_class, "count": count}
            for (body, source_class), count in sorted(
                counts.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])
            )
        ]

    def _sections(self, language: str) -> Iterator[Block]:
        yield Sentence("national-sources/meaning", edition=str(self.edition.edition)).as_note()
        yield Sentence("national-sources/counted", count=len(self.rows))
        if not self.rows:
            return
        yield Heading(i18n.text("national-sources", "by-body", language), 2)
        yield write_grid(Table.of(BODIES, self._count_bodies()), language)
        yield Heading(i18n.text("national-sources", "by-economy", language), 2)
        by_economy = {row["economy"]: row for row in self.rows}
        ordered = [by_economy[economy] for economy in order_economies(by_economy, language)]
        yield write_grid(Table.of(PRINTED, ordered), language)

    def _record(self) -> dict[str, Any]:
        """Return the counts by kind of body, and each economy with its note."""
        return {
            "indicator": self.indicator,
            "bodies": write_records(Table.of(BODIES, self._count_bodies())),
            "rows": write_records(Table.of(PRINTED, self.rows)),
        }


def national_sources(
    edition: Edition,
    indicator: str,
    *,
    sources: Iterable[Source] = (),
    date: dt.date | None = None,
) -> NationalSources:
    """Show which sources were printed next to the values of an indicator, economy by economy.

    The notes are quoted as printed. Their kind of body (authority, operator, estimate of
    the compiler and others) follows from their words by the rules of
    ``methodology/catalogue/source_notes.toml``. The page describes what was printed. It judges no
    source, and is no list of best practices.

    Parameters
    ----------
    edition : Result, Published, Observations or an opened edition
        An edition with its values and their notes, such as ITU's workbook read with
        ``form="itu-idi"``.
    indicator : str
        Id or code of an indicator of the edition.
    sources : iterable of str or DataSource, optional
        The owners of the notes; ITU's workbook states its own.
    date : datetime.date, optional
        The day of the page; by default the release of an opened edition.

    Returns
    -------
    NationalSources
        One page in six languages. Economies are in the alphabetical order of the language.

    Raises
    ------
    LicenceError
        If the owner of the notes is not stated.
    UsageError
        If the indicator is not part of the edition.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> page = ict.reports.national_sources(result, "internet-users", sources=["itu-idi"])
    >>> [(row["body"], row["source_class"], row["count"]) for row in page.to_dict()["bodies"]]
    [('not-recognised', '', 15), ('not-recognised', 'estimate', 7)]
    """
    taken = take_edition(edition)
    require(isinstance(indicator, str), "indicator", "text", indicator)
    key = catalogue.indicator_id(indicator) or indicator
    if key not in taken.indicators:
        raise UsageError(
            "report.no-indicator", value=indicator[:40], allowed=tuple(taken.indicators)
        )
    owners = find_sources([taken], None, sources)
    return NationalSources(taken, key, choose_date(date, [taken]), owners)
