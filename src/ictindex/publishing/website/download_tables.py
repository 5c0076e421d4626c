"""The table of all figures of an edition: a row for each, as published, with its source and kind.

Every row states the edition and methodology of its figure, the source with its licence, the class
of the source, the note of the publisher on it and the kind of the result: a row that is copied
elsewhere keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from functools import lru_cache

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.data.exchange.data_package import licence_code
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import licence_notices
from ictindex.definitions.catalogue.licences import find_source
from ictindex.indices.results.result_kind import COLUMN as KIND
from ictindex.language import i18n
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.source_list import SourceList

SCORE, VALUE = "score", "value"
# Readers of CSV take these words for an empty cell; as a note they say nothing.
_EMPTY = frozenset({"null", "na", "n/a", "#n/a", "nan", "none", "<na>"})
_STATED = ("status", "source", "source_class")
# Stable names, the same in every language; the metadata of the file has the words for them.
FIGURES = define(
    "site-figures",
    Column("economy", "economy", about="ISO3 code"),
    Column("name", "title", about="name of the economy in the language of the file"),
    Column("edition", "code", about="id of the edition"),
    Column("measure", "code", about="score, value, or the measure of a price"),
    Column("series", "node", about="id of the index, sub-index, indicator or definition"),
    Column("series_name", "title", about="name of the series in the language of the file"),
    Column("year", "year", about="year of the data"),
    Column("value", "figure", about="as published; empty where there is none"),
    Column("unit", "title", about="unit in the language of the file"),
    Column("status", "code", about="SDMX code of a value; of a price official or experimental"),
    Column("source_class", "source-class", about="class of the source; empty if not stated"),
    Column(
        "source_class_name", "title", "site-columns/class", about="class of the source in words"
    ),
    Column("note", "text", about="note of the publisher on the source of the value"),
    Column("source", "code", about="id of the source"),
    Column("licence", "code", about="SPDX code of the licence of the source, or its name"),
    Column(KIND, "code", about="published, or the kind of the edition"),
    key=("economy", "edition", "measure", "series", "year"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """The value behind a score: as published, its year, status, source, its class, and a note."""

    value: Decimal | None
    year: int
    status: str = ""
    source: str = ""
    source_class: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The source of a figure: its id, citation, licence, and the note of the publisher on it."""

    id: str
    citation: str
    licence: str
    note: str = ""

    @property
    def cells(self) -> list[str]:
        """Id, citation and licence, as every row of a download has them."""
        return [self.id, self.citation, self.licence]


@lru_cache(maxsize=8)
def list_values(edition: SiteEdition) -> Mapping[tuple[str, str], PrintedValue]:
    """Return the value of each economy and indicator of an edition, without closed ones."""
    cells = edition.observations.cells
    closed = set(edition.observations.confidential_rows())
    leaves = set(edition.figures.methodology.plan.indicators)
    latest = edition.year
    values: dict[tuple[str, str], PrintedValue] = {}
    parts = [cells[name] for name in BREAKDOWNS]
    rows = zip(cells["economy"], cells["indicator"], cells["year"], cells["value"], strict=True)
    for number, (economy, indicator, year, value) in enumerate(rows):
        if number in closed or indicator not in leaves or year > latest:
            continue
        if any(part[number] for part in parts):  # of a group of persons, not of the economy
            continue
        earlier = values.get((economy, indicator))
        if earlier is None or year > earlier.year:
            texts = [str(cells[name][number] or "") for name in _STATED]
            note = own_note(str(cells["note"][number]), str(cells["written"][number]))
            values[economy, indicator] = PrintedValue(value, int(year), *(*texts, note))
    return values


def own_note(remark: str, written: str) -> str:
    """Return the note of a value; none if it is the number as written, whose mark is a status."""
    return "" if remark.startswith(written) else remark


def list_series(edition: SiteEdition) -> Iterator[tuple[str, str, str]]:
    """Yield measure, id and unit of every series of an edition, in the order of its pages."""
    plan = edition.figures.methodology.plan
    leaves = set(plan.indicators)
    has_score = {node for _, node in edition.figures.scores}
    for node in plan.reading_order():
        if node in has_score:
            yield SCORE, node, "score"
    for node in plan.reading_order():
        if node in leaves:
            yield VALUE, node, catalogue.indicators()[node].unit


def make_table(edition: SiteEdition, sources: SourceList, language: str) -> Table:
    """Return every published score and value of an edition, economies in order of their names."""
    names = {code: i18n.economy_name(code, language) for code in edition.economies}
    order = order_by_name(edition.economies, names, language)
    return Table.of(FIGURES, list_rows(edition, order, sources, language))


def list_rows(
    edition: SiteEdition, economies: Iterable[str], sources: SourceList, language: str
) -> Iterator[dict[str, object]]:
    """Yield a row for each figure of economies in an edition, also where it has none."""
    values = list_values(edition)
    leaves = set(edition.figures.methodology.plan.indicators)
    classes = name_classes(language)
    series = [
        (measure, node, i18n.label("nodes", node, language), i18n.label("units", unit, language))
        for measure, node, unit in list_series(edition)
    ]
    stated: dict[str, FigureSource] = {}
    of_edition = {
        "edition": edition.key,
        "methodology": edition.figures.methodology.document.id,
        "third_party": edition.is_copy,
        KIND: edition.kind,
    }
    for code in economies:
        name = i18n.economy_name(code, language)
        for measure, node, title, unit in series:
            figure = find_figure(edition, values, code, (measure, node))
            if figure.source not in stated:
                stated[figure.source] = find_source_of(
                    figure.source, edition.source, sources, language
                )
            source = stated[figure.source]
            yield {
                **of_edition,
                "economy": code,
                "name": name,
                "measure": measure,
                "series": node,
                "series_name": title,
                "year": figure.year,
                "value": figure.value,
                "unit": unit,
                "status": figure.status,
                "source_class": figure.source_class,
                "source_class_name": classes[_find_class(values, code, node, leaves)],
                "note": i18n.clauses([*filter(None, (source.note, figure.note))], language),
                "source": source.id,
                "citation": source.citation,
                "licence": source.licence,
            }


def _find_class(
    values: Mapping[tuple[str, str], PrintedValue], economy: str, node: str, leaves: Set[str]
) -> str:
    """Return the class of the value behind a figure; of the score of a branch, that of scores."""
    if node not in leaves:
        return SCORE
    value = values.get((economy, node))
    return "" if value is None else value.source_class


def name_classes(language: str) -> dict[str, str]:
    """Return the class of the source of a figure in words: of a value by its code, of a score."""
    named = {
        code: i18n.label("source-class", code, language) for code in catalogue.source_classes()
    }
    computed = Words(language, "site-downloads")("class-computed")
    return {**named, "": i18n.label("source-class", "none", language), SCORE: computed}


def find_source_of(stated: str, own: str, sources: SourceList, language: str) -> FigureSource:
    """Return the source of a figure: its own if that is on record, or that of the edition.

    What the publisher wrote about it stays, as a note.
    """
    entry = sources.stated.get(stated) or find_source(stated)
    note = "" if stated.lower() in _EMPTY or (entry and entry.id == stated) else stated
    if entry is None or entry.licence is None:
        entry = sources.find(own) if own else None
    if entry is None:
        return FigureSource(own, "", "", note)
    cited = licence_notices.cite_title(entry, language)
    return FigureSource(entry.id, cited, licence_code(entry.licence), note)


def find_figure(
    edition: SiteEdition,
    values: Mapping[tuple[str, str], PrintedValue],
    code: str,
    series: tuple[str, str],
) -> PrintedValue:
    """Return the figure of an economy in a series; its value is ``None`` where there is none."""
    measure, node = series
    if measure == SCORE:
        return PrintedValue(edition.figures.scores.get((code, node)), edition.year)
    return values.get((code, node)) or PrintedValue(None, edition.year)
