"""The table of all figures of an edition: a row for each, as published, with its source and kind.

Every row states the source of its figure, the licence, the class of the source and the kind of the
result: a row that is copied elsewhere keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.data.exchange.data_package import licence_code
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.licences import find_source
from ictindex.indices.results.result_kind import COLUMN as KIND
from ictindex.language import i18n
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.source_list import SourceList

SCORE, VALUE = "score", "value"
_STATED = ("status", "source", "source_class")
# Stable names, the same in every language; the facts of the file have the words for them.
FIGURES = define(
    "site-figures",
    Column("economy", "economy", about="ISO3 code"),
    Column("name", "title", about="name of the economy in the language of the file"),
    Column("measure", "code", about="score, or the value that a score is made from"),
    Column("series", "node", about="id of the index, sub-index or indicator"),
    Column("series_name", "title", about="name of the series in the language of the file"),
    Column("year", "year", about="year of the data"),
    Column("value", "figure", about="as published; empty where there is none"),
    Column("unit", "title", about="unit in the language of the file"),
    Column("status", "status", about="SDMX code; empty for a score"),
    Column("source", "code", about="id of the source, or its name if it is not on record"),
    Column("licence", "code", about="SPDX code of the licence of the source, or its name"),
    Column("source_class", "source-class", about="class of the source; empty if not stated"),
    Column(KIND, "code", about="published, or the kind of the edition"),
    key=("economy", "measure", "series"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """The value behind a score: as published, its year, status, source and class of source."""

    value: Decimal | None
    year: int
    status: str = ""
    source: str = ""
    source_class: str = ""


def list_values(edition: SiteEdition) -> Mapping[tuple[str, str], PrintedValue]:
    """Return the value of each economy and indicator of an edition, without closed ones."""
    cells = edition.observations.cells
    closed = set(edition.observations.confidential_rows())
    leaves = set(edition.figures.methodology.plan.indicators)
    latest = edition.year
    values: dict[tuple[str, str], PrintedValue] = {}
    parts = [
        cells[name] for name in ("sex", "age", "location", "disability", "education", "income")
    ]
    rows = zip(cells["economy"], cells["indicator"], cells["year"], cells["value"], strict=True)
    for number, (economy, indicator, year, value) in enumerate(rows):
        if number in closed or indicator not in leaves or year > latest:
            continue
        if any(part[number] for part in parts):  # of a group of persons, not of the economy
            continue
        earlier = values.get((economy, indicator))
        if earlier is None or year > earlier.year:
            texts = [str(cells[name][number] or "") for name in _STATED]
            values[economy, indicator] = PrintedValue(value, int(year), *texts)
    return values


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
    values = list_values(edition)
    series = [
        (measure, node, i18n.label("nodes", node, language), i18n.label("units", unit, language))
        for measure, node, unit in list_series(edition)
    ]
    listed = {value.source for value in values.values()} | {""}
    stated = {source: name_source(source, edition.source, sources) for source in listed}
    rows: list[tuple[object, ...]] = []
    for code in order_by_name(edition.economies, names, language):
        for measure, node, name, unit in series:
            figure = find_figure(edition, values, code, (measure, node))
            source, licence = stated[figure.source]
            rows.append(
                (
                    *(code, names[code], measure, node, name),
                    *(figure.year, figure.value, unit, figure.status),
                    *(source, licence, figure.source_class, edition.kind),
                )
            )
    columns = list(zip(*rows, strict=True)) or [()] * len(FIGURES.columns)
    return Table(FIGURES, dict(zip(FIGURES.columns, columns, strict=True)))


def name_source(stated: str, own: str, sources: SourceList) -> tuple[str, str]:
    """Return the id and the licence of the source of a figure: its own, or that of the edition.

    A source that nobody put on record keeps its name, under the licence of the edition.
    """
    entry = sources.stated.get(stated) or find_source(stated)
    of_edition = sources.find(own) if own else None
    licensed = of_edition if entry is None or entry.licence is None else entry
    licence = licence_code(None if licensed is None else licensed.licence)
    return (stated or own) if entry is None else entry.id, licence


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
