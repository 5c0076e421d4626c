"""The rows of the plain files: every figure of the site, and the figures of groups.

They are the same in every language: codes and digits, with the words of a class of sources, units
and citations in English. A figure of a group is computed here from published ones, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from ictindex.core import decimals
from ictindex.core.errors import CatalogueError
from ictindex.core.tables.columns import Column, define
from ictindex.definitions import catalogue
from ictindex.indices.index_protocols import methodology
from ictindex.indices.ipb.medians import MISSING, from_units
from ictindex.indices.ipb.price_panel import STATUSES
from ictindex.indices.results.group_figures import ALL
from ictindex.indices.results.result_kind import COLUMN as KIND
from ictindex.indices.results.result_kind import computed_from
from ictindex.language import i18n
from ictindex.publishing.charts.edition_scores import decimals_of
from ictindex.publishing.website.download_tables import (
    FIGURES,
    SCORE,
    FigureSource,
    find_source_of,
    list_rows,
    list_series,
    name_classes,
)
from ictindex.publishing.website.edition_groups import GROUPINGS, find_groupings, strip_groups
from ictindex.publishing.website.price_pages import (
    MEASURE,
    list_baskets,
    list_medians,
    price_vintage,
)
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.source_list import SourceList

LANGUAGE = "en"
_OWN = FIGURES.columns
_METHODOLOGY = Column(
    "methodology", "code", "page/methodology", about="id of the methodology document"
)
_CITATION = Column("citation", "text", "site-columns/citation", about="the source in words")
_COPY = Column(
    "third_party",
    "boolean",
    "site-columns/third-party",
    "true: read from a third party's copy of the source",
)
# The other measures of a price are in the row of its share of income.
PLAIN = define(
    "site-plain-figures",
    *(_OWN[name] for name in ("economy", "name", "edition")),
    _METHODOLOGY,
    *(_OWN[name] for name in ("measure", "series", "year", "value", "unit")),
    Column("usd", "figure", "measures/usd", about="of a price: the price in US dollars"),
    Column("ppp", "figure", "measures/ppp", about="of a price: the price in international dollars"),
    *(_OWN[name] for name in ("status", "source_class", "source_class_name", "note", "source")),
    _CITATION,
    _OWN["licence"],
    _COPY,
    _OWN[KIND],
    key=FIGURES.key,
    page=(),
)
GROUPS = define(
    "site-group-figures",
    Column("group", "group", about="id of the group; all: every economy here"),
    Column("grouping", "code", about="id of the grouping; empty for all economies"),
    Column(
        "list",
        "text",
        "site-columns/list",
        about="the list of economies of the grouping, with its date",
    ),
    _OWN["edition"],
    _METHODOLOGY,
    Column("measure", "code", about="score, or share: per cent of monthly income per person"),
    _OWN["series"],
    _OWN["year"],
    Column(
        "statistic",
        "statistic",
        "site-columns/statistic",
        about="mean of scores or median of prices, unweighted",
    ),
    Column("value", "figure", about="computed from the economies here, rounded once"),
    _OWN["unit"],
    Column(
        "low",
        "figure",
        "site-columns/low",
        about="least median that the publisher's blank prices allow",
    ),
    Column("high", "figure", "site-columns/high", about="greatest such median"),
    Column(
        "basis",
        "code",
        "site-columns/basis",
        about="what a median rests on: own, bound or part; empty for a mean",
    ),
    Column("count", "count", about="economies with a figure here"),
    Column(
        "of",
        "count",
        "site-columns/of",
        about="economies of the group; empty if that is not known",
        gaps=True,
    ),
    _OWN["source_class_name"],
    _OWN["source"],
    _CITATION,
    _OWN["licence"],
    _COPY,
    Column(KIND, "code", about="computed here, and from which kind of edition"),
    key=("group", "grouping", "edition", "measure", "series", "year"),
    page=(),
)
Row = dict[str, Any]


def list_edition_rows(
    edition: SiteEdition, sources: SourceList, economies: Iterable[str] | None = None
) -> Iterator[Row]:
    """Yield a row for each figure of an edition, of all economies by their codes or of some."""
    shared = {
        "methodology": edition.figures.methodology.document.id,
        "usd": None,
        "ppp": None,
        "third_party": edition.is_copy,
    }
    chosen = edition.economies if economies is None else economies
    for row in list_rows(edition, chosen, sources, LANGUAGE):
        yield {**row, **shared}


def list_price_rows(
    quoted: QuotedPrices,
    editions: Mapping[int, str],
    sources: SourceList,
    economies: Iterable[str] | None = None,
) -> Iterator[Row]:
    """Yield a row for each price, by economy, definition and year: its share of income and others.

    ``editions`` are the ids of the editions whose prices these are, by year; ``economies`` those
    of which prices are wanted, if not of all.
    """
    series = quoted.series
    of_prices = {**_state_prices(quoted, sources), "measure": MEASURE, "unit": _unit_of_prices()}
    wanted = None if economies is None else {*economies}
    chosen = [e for e, code in enumerate(series.economies) if wanted is None or code in wanted]
    names = {series.economies[e]: i18n.economy_name(series.economies[e], LANGUAGE) for e in chosen}
    documents = {year: _find_document(year) for year in series.years}
    measures = {name: m for m, name in enumerate(series.measures)}
    for row, *cell in np.argwhere(np.any(series.units[chosen] != MISSING, axis=3)).tolist():
        e, (d, y) = chosen[row], cell
        units = series.units[e, d, y]
        m = int(np.argmax(units != MISSING))  # of any measure: all are of one row of the source
        prices = {name: from_units(int(units[at]), series.places) for name, at in measures.items()}
        code, year = series.economies[e], series.years[y]
        yield {
            **of_prices,
            "economy": code,
            "name": names[code],
            "edition": editions.get(year, f"ipb-{series.edition}"),
            "methodology": documents[year],
            "series": series.definitions[d],
            "year": year,
            "value": prices.get(MEASURE),
            "usd": prices.get("usd"),
            "ppp": prices.get("ppp"),
            "status": STATUSES[series.status[e, d, y, m]],
            "source_class": "",
            "note": "",
            KIND: series.origins.kinds[series.origins.source[e, d, y, m]],
        }


def list_group_rows(edition: SiteEdition, sources: SourceList) -> Iterator[Row]:
    """Yield a row for the mean of each published score of an edition in each group."""
    groupings = find_groupings(edition)
    grouping_of = {group: grouping for grouping in groupings for group in grouping.groups}
    figures, places = edition.figures, decimals_of(edition.figures)
    shared = {
        "edition": edition.key,
        "methodology": figures.methodology.document.id,
        "measure": SCORE,
        "year": edition.year,
        "unit": i18n.label("units", SCORE, LANGUAGE),
        "statistic": "mean",
        **dict.fromkeys(("low", "high")),
        "basis": "",
        "source_class_name": name_classes(LANGUAGE)[SCORE],
        **_cite(find_source_of("", edition.source, sources, LANGUAGE)),
        "third_party": edition.is_copy,
        KIND: computed_from(edition.kind),
    }
    for measure, node, _ in list_series(edition):
        if measure != SCORE:
            continue
        for group in strip_groups(edition, groupings, node):
            grouping = grouping_of.get(group.key)
            yield {
                **shared,
                "group": group.key,
                "grouping": "" if grouping is None else grouping.key,
                "list": "" if grouping is None else grouping.describe(LANGUAGE),
                "series": node,
                "value": _round(group.centre, places),
                "count": len(group.values),
                "of": group.of,
            }


def list_median_rows(
    quoted: QuotedPrices, editions: Mapping[int, str], sources: SourceList
) -> Iterator[Row]:
    """Yield a row for the median of each basket in each group and year of official prices."""
    series = quoted.series
    official = {
        (definition, year) for basket in list_baskets(series) for year, definition in basket.years
    }
    shared = {
        **_state_prices(quoted, sources),
        "measure": MEASURE,
        "unit": _unit_of_prices(),
        "statistic": "median",
    }
    documents = {year: _find_document(year) for year in series.years}
    for by in GROUPINGS:
        listing = catalogue.groups(by, price_vintage(series, by))
        for cells in list_medians(series, by):
            year, group = int(cells["year"]), str(cells["group"])
            # All economies are in the medians of every grouping: they have one row.
            if (cells["definition"], year) not in official or (group == ALL and by != GROUPINGS[0]):
                continue
            yield {
                **shared,
                "group": group,
                "grouping": "" if group == ALL else by,
                "list": "" if group == ALL else listing.source,
                "edition": editions.get(year, f"ipb-{series.edition}"),
                "methodology": documents[year],
                "series": str(cells["definition"]),
                "year": year,
                **{key: _round(cells[key], series.places) for key in ("value", "low", "high")},
                "basis": cells["basis"],
                "count": int(cells["count"]),
                "of": None if _is_gap(cells["of"]) else int(cells["of"]),
                KIND: cells[KIND],
            }


def group_by_key(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Return rows by a cell, in their order."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(str(row[key]), []).append(row)
    return grouped


def _state_prices(quoted: QuotedPrices, sources: SourceList) -> Row:
    """Return the cells that all prices of a source share."""
    return {
        "source_class_name": name_classes(LANGUAGE)[""],
        **_cite(find_source_of("", quoted.source, sources, LANGUAGE)),
        "third_party": quoted.is_copy,
    }


def _unit_of_prices() -> str:
    return i18n.label("units", "percent-gni", LANGUAGE)


def _cite(source: FigureSource) -> Row:
    return {"source": source.id, "citation": source.citation, "licence": source.licence}


@cache
def _find_document(year: int) -> str:
    """Return the id of the document with the rules for prices of a year; empty if there is none."""
    try:
        return methodology("ipb", edition=year).document.id
    except CatalogueError:
        return ""


def _is_gap(figure: Any) -> bool:
    return figure is None or figure != figure


def _round(figure: Any, places: int) -> Decimal | None:
    """Return a rounded float as the decimal that it was."""
    return None if _is_gap(figure) else decimals.round_half_up(Decimal(str(figure)), places)
