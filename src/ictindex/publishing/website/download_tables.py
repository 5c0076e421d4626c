"""The table of all figures of an edition: a row for each, as published, with unit and status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name

Cell = str | int | Decimal | None

# Stable names, the same in every language; the facts of the file have the words for them.
COLUMNS = ("economy", "name", "measure", "series", "series_name", "year", "value", "unit", "status")
SCORE, VALUE = "score", "value"


@dataclass(frozen=True, slots=True)
class DownloadTable:
    """A table of a download: stable names of columns, and rows of texts and numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """The value behind a score: as published, its year, and the code of its status."""

    value: Decimal | None
    year: int
    status: str


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
            status = str(cells["status"][number] or "")
            values[economy, indicator] = PrintedValue(value, int(year), status)
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


def make_table(edition: SiteEdition, language: str) -> DownloadTable:
    """Return every published score and value of an edition, economies in order of their names."""
    names = {code: i18n.economy_name(code, language) for code in edition.economies}
    values = list_values(edition)
    series = [
        (measure, node, i18n.label("nodes", node, language), i18n.label("units", unit, language))
        for measure, node, unit in list_series(edition)
    ]
    rows: list[tuple[Cell, ...]] = []
    for code in order_by_name(edition.economies, names, language):
        for measure, node, name, unit in series:
            year, value, status = find_figure(edition, values, code, (measure, node))
            rows.append((code, names[code], measure, node, name, year, value, unit, status))
    return DownloadTable(COLUMNS, rows)


def find_figure(
    edition: SiteEdition,
    values: Mapping[tuple[str, str], PrintedValue],
    code: str,
    series: tuple[str, str],
) -> tuple[int, Decimal | None, str]:
    """Return year, figure and status of an economy in a series; ``None`` where there is none."""
    measure, node = series
    if measure == SCORE:
        score = edition.figures.scores.get((code, node))
        return edition.year, score, ""
    printed = values.get((code, node))
    if printed is None:
        return edition.year, None, ""
    return printed.year, printed.value, printed.status
