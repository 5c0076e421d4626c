"""The lists of the catalogue as tables and pages: indicators, economies, groupings, baskets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_object
from ictindex.core.tables.table import Table
from ictindex.definitions.catalogue.basket_list import basket_definitions
from ictindex.definitions.catalogue.economies import economies
from ictindex.definitions.catalogue.economies import groupings as dated_groupings
from ictindex.definitions.catalogue.indicators import indicators
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from ictindex.language.i18n.document import Block

INDICATORS = define(
    "indicators",
    Column("id", "code", "methodology/id"),
    Column("name", "text"),
    Column("unit", "unit"),
    Column("range", "text", align="right"),
    Column("codes", "codes", page=False),
    Column("related_sdg", "codes", page=False),
    Column("denominator", "code", page=False),
    Column("decimals", "count", gaps=True, page=False),
    Column("breakdowns", "codes", page=False),
    Column("definition", "text", page=False),
    key=("id",),
)
ECONOMIES = define(
    "economies",
    Column("iso3", "code", "=iso3"),
    Column("name", "text"),
    Column("iso2", "code", "=iso2", absent=""),
    Column("m49", "code", "=m49", absent=""),
    Column("currency", "code", "=currency", absent=""),
    key=("iso3",),
)
_STANDARDS = {
    "iso3": "ISO 3166-1 alpha-3",
    "iso2": "ISO 3166-1 alpha-2",
    "m49": "UN M49",
    "currency": "ISO 4217",
}
GROUPINGS = define(
    "groupings",
    Column("grouping", "code"),
    Column("name", "text"),
    Column("vintage", "code"),
    Column("group", "group"),
    Column("count", "count", align="left"),
    Column("date", "code", page=False),
    Column("source", "text", page=False),
    Column("note", "text", page=False),
    Column("economies", "codes", page=False),
    key=("grouping", "vintage", "group"),
)
BASKETS = define(
    "basket-definitions",
    Column("basket", "code"),
    Column("definition", "code"),
    Column("name", "text", about="with the allowance"),
    Column("code", "code", "columns/codes", absent=""),
    Column("data_mb", "count", gaps=True, page=False),
    Column("minutes", "figure", page=False),
    Column("calls", "count", gaps=True, page=False),
    Column("sms", "count", gaps=True, page=False),
    Column("official", "text", absent=""),
    Column("experimental", "text", absent=""),
    key=("definition",),
)


def make_indicators(language: str) -> Table:
    """Return the indicators: identifier, name, unit, range, codes, definition."""
    rows: list[dict[str, Any]] = [
        {
            "id": key,
            "name": i18n.text(f"indicators/{key}", "name", language),
            "unit": indicator.unit,
            "range": indicator.range,
            "codes": tuple(code for codes in indicator.codes.values() for code in codes),
            "related_sdg": tuple(indicator.related_sdg),
            "denominator": indicator.denominator,
            "decimals": indicator.decimals,
            "breakdowns": tuple(indicator.breakdowns),
            "definition": i18n.text(f"indicators/{key}", "definition", language),
        }
        for key, indicator in indicators().items()
    ]
    return Table.of(INDICATORS, rows)


def show_indicators(language: str | None = None) -> Page:
    """Return the page of the indicators, with their definitions and codes below the table."""
    return _show(make_indicators, _write_definitions, language)


def _write_definitions(table: Table, language: str) -> list[Block]:
    """Return the definition of each indicator, with its codes if it has any."""
    known_as = i18n.label("columns", "codes", language)
    points = []
    for row in table.records():
        definition = i18n.pair(row["id"], row["definition"], language)
        codes = i18n.pair(known_as, i18n.join(row["codes"], language), language)
        points.append(i18n.detail(definition, codes, language) if row["codes"] else definition)
    title = i18n.text("methodology", "definitions", language)
    return [i18n.Heading(title, 2), i18n.Bullets(points)]


def make_economies(language: str) -> Table:
    """Return the economies with their codes."""
    rows = [
        {
            "iso3": economy.iso3,
            "name": i18n.economy_name(economy.iso3, language),
            "iso2": economy.iso2,
            "m49": economy.m49,
            "currency": economy.currency,
        }
        for economy in economies().values()
    ]
    return Table.of(ECONOMIES, rows, _STANDARDS)


def show_economies(language: str | None = None) -> Page:
    """Return the page of the economies."""
    return _show(make_economies, _write_nothing, language)


def make_groupings(language: str) -> Table:
    """Return the groups of every dated grouping, with their members."""
    rows: list[dict[str, Any]] = [
        {
            "grouping": key,
            "name": i18n.label("groupings", key, language),
            "vintage": vintage,
            "group": group,
            "count": len(members),
            "date": listing.date,
            "source": listing.source,
            "note": listing.note,
            "economies": tuple(members),
        }
        for (key, vintage), listing in sorted(dated_groupings().items())
        for group, members in listing.groups.items()
    ]
    return Table.of(GROUPINGS, rows)


def show_groupings(language: str | None = None) -> Page:
    """Return the page of the groupings, with their sources below the table."""
    return _show(make_groupings, _write_sources, language)


def _write_sources(table: Table, language: str) -> list[Block]:
    """Return the source of each grouping, and the note on it."""
    notes = [
        i18n.pair(f"{key} {vintage}", f"{listing.source}. {listing.note}".strip(), language)
        for (key, vintage), listing in sorted(dated_groupings().items())
    ]
    title = i18n.text("methodology", "sources", language)
    return [i18n.Heading(title, 2), i18n.Bullets(notes)]


def make_baskets(language: str) -> Table:
    """Return the price baskets: definitions, codes of ITU, allowances, years."""
    rows: list[dict[str, Any]] = [
        {
            "basket": basket.basket,
            "definition": basket.id,
            "name": i18n.label("basket-definitions", basket.id, language),
            "code": basket.itu,
            "data_mb": basket.data_mb,
            "minutes": basket.minutes,
            "calls": basket.calls,
            "sms": basket.sms,
            "official": _span(basket.years),
            "experimental": _span(basket.experimental),
        }
        for basket in basket_definitions().values()
    ]
    return Table.of(BASKETS, rows)


def show_baskets(language: str | None = None) -> Page:
    """Return the page of the price baskets."""
    return _show(make_baskets, _write_nothing, language)


def _span(years: tuple[int, int | None] | None) -> str:
    """Return first and last year; the last is empty while the basket continues."""
    if years is None:
        return ""
    first, last = years
    return str(first) if first == last else f"{first}-{'' if last is None else last}"


def _write_nothing(table: Table, language: str) -> list[Block]:
    """Return no notes: the table says everything."""
    return []


def _show(
    make: Callable[[str], Table],
    write_notes: Callable[[Table, str], list[Block]],
    language: str | None,
) -> Page:
    """Return a page of a table and the notes below it; its data are the rows."""
    return Page(partial(_write_list, make, write_notes), language, partial(_record, make, language))


def _write_list(
    make: Callable[[str], Table], write_notes: Callable[[Table, str], list[Block]], language: str
) -> list[Block]:
    """Return a table and the notes below it."""
    table = make(language)
    return [write_grid(table, language), *write_notes(table, language)]


def _record(make: Callable[[str], Table], language: str | None) -> dict[str, Any]:
    """Return the table as plain data."""
    return write_object(make(i18n.current_language(language)))
