"""The plain files of other series: the observations next to the editions, a file for each source.

They are the same in every language. Each row has the parts of the population that it is of; what is
closed and rows without a value are left out, as on the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ictindex.core.tables.columns import Column, define
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.citation_records import make_key
from ictindex.indices.results import result_kind
from ictindex.language import i18n
from ictindex.publishing.website.download_tables import find_source_of, name_classes, own_note
from ictindex.publishing.website.plain_tables import LANGUAGE, PLAIN, Row
from ictindex.publishing.website.site_inputs import QuotedSeries
from ictindex.publishing.website.source_list import SourceList

_OWN = PLAIN.columns
SERIES = define(
    "site-series-figures",
    *(_OWN[name] for name in ("economy", "name")),
    Column("series", "node", about="id of the indicator"),
    _OWN["year"],
    *(
        Column(name, "code", about="part of the population, by its code; empty: all of it")
        for name in BREAKDOWNS
    ),
    *(_OWN[name] for name in ("value", "unit", "status", "source_class", "source_class_name")),
    *(_OWN[name] for name in ("note", "source", "citation", "licence", "third_party")),
    _OWN[result_kind.COLUMN],
    key=("economy", "series", "year", *BREAKDOWNS, "source"),
    page=(),
)


def name_file(source: str) -> str:
    """Return the name of the plain file of a source, without its ending."""
    return make_key(source) or "other"


def list_series_rows(
    series: Iterable[QuotedSeries], sources: SourceList
) -> Mapping[str, list[Row]]:
    """Return the rows of all series by the name of their file, in the order of economies."""
    rows: dict[str, list[Row]] = {}
    for quoted in series:
        rows.setdefault(name_file(quoted.source), []).extend(_list_rows(quoted, sources))
    return {
        key: sorted(own, key=lambda row: [row[name] for name in SERIES.key])
        for key, own in rows.items()
    }


def _list_rows(quoted: QuotedSeries, sources: SourceList) -> Iterator[Row]:
    """Yield a row for each open value of a file of observations."""
    observations = quoted.observations
    cells, closed = observations.cells, {*observations.confidential_rows()}
    classes = name_classes(LANGUAGE)
    for n, (economy, indicator) in enumerate(
        zip(cells["economy"], cells["indicator"], strict=True)
    ):
        value = cells["value"][n]
        if n in closed or value is None or not indicator:
            continue
        unit = str(cells["unit"][n]) or catalogue.indicators()[indicator].unit
        source = find_source_of(str(cells["source"][n] or ""), quoted.source, sources, LANGUAGE)
        note = own_note(str(cells["note"][n] or ""), str(cells["written"][n]))
        stated = str(cells["source_class"][n] or "")
        yield {
            "economy": economy,
            "name": i18n.economy_name(economy, LANGUAGE),
            "series": indicator,
            "year": int(cells["year"][n]),
            **{name: str(cells[name][n] or "") for name in BREAKDOWNS},
            "value": value,
            "unit": i18n.label("units", unit, LANGUAGE),
            "status": str(cells["status"][n] or ""),
            "source_class": stated,
            "source_class_name": classes[stated],
            "note": i18n.clauses([*filter(None, (source.note, note))], LANGUAGE),
            "source": source.id,
            "citation": source.citation,
            "licence": source.licence,
            "third_party": quoted.is_copy,
            result_kind.COLUMN: result_kind.READ,
        }
