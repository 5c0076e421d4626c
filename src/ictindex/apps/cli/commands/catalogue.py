"""The commands on the catalogue, and the templates of tables to be completed.

A template contains only what the document states: indicators, baskets, definitions, years, windows.
The cells for figures of a source are empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document
    from ictindex.language.i18n.document import Block

_TEMPLATE = (
    "economy",
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "source_class",
    "source",
    "note",
)


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


def _write(table: Table, form: output.Form, language: str) -> None:
    """Write a table as data, or as a page in the language."""
    if not output.write_data(form, lambda: write_records(table), lambda: table):
        output.write_blocks([write_grid(table, language)], language)


def indicators(out: opt.OutputOptions) -> None:
    """List the indicators: identifier, name, unit, range, codes, definition."""
    form, language = out.form, out.language
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
        for key, indicator in catalogue.indicators().items()
    ]
    table = Table.of(INDICATORS, rows)
    if form != "text":
        _write(table, form, language)
        return
    codes = i18n.label("columns", "codes", language)
    points = []
    for row in rows:
        definition = i18n.pair(row["id"], row["definition"], language)
        known_as = i18n.pair(codes, i18n.join(row["codes"], language), language)
        points.append(i18n.detail(definition, known_as, language) if row["codes"] else definition)
    blocks: list[Block] = [
        write_grid(table, language),
        i18n.Heading(i18n.text("methodology", "definitions", language), 2),
        i18n.Bullets(points),
    ]
    output.write_blocks(blocks, language)


def economies(out: opt.OutputOptions) -> None:
    """List the economies with their codes."""
    form, language = out.form, out.language
    rows = [
        {
            "iso3": economy.iso3,
            "name": i18n.economy_name(economy.iso3, language),
            "iso2": economy.iso2,
            "m49": economy.m49,
            "currency": economy.currency,
        }
        for economy in catalogue.economies().values()
    ]
    _write(Table.of(ECONOMIES, rows, _STANDARDS), form, language)


def groupings(out: opt.OutputOptions) -> None:
    """List the dated groupings of economies; as data with the members of each group."""
    form, language = out.form, out.language
    rows: list[dict[str, Any]] = []
    for (key, vintage), listing in sorted(catalogue.groupings().items()):
        for group, members in listing.groups.items():
            row: dict[str, Any] = {
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
            rows.append(row)
    _write(Table.of(GROUPINGS, rows), form, language)
    if form == "text":
        lists = sorted(catalogue.groupings().items())
        notes = [
            i18n.pair(f"{key} {vintage}", f"{listing.source}. {listing.note}".strip(), language)
            for (key, vintage), listing in lists
        ]
        title = i18n.Heading(i18n.text("methodology", "sources", language), 2)
        output.write("")
        output.write_blocks([title, i18n.Bullets(notes)], language)


def baskets(out: opt.OutputOptions) -> None:
    """List the price baskets: definitions, codes of ITU, allowances, years."""
    form, language = out.form, out.language
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
        for basket in catalogue.basket_definitions().values()
    ]
    _write(Table.of(BASKETS, rows), form, language)


def _span(years: tuple[int, int | None] | None) -> str:
    """Return first and last year; the last is empty while the basket continues."""
    if years is None:
        return ""
    first, last = years
    return str(first) if first == last else f"{first}-{'' if last is None else last}"


def template(
    edition: opt.Edition,
    economy: opt.Economies = None,
    methodology: opt.MethodologyName = "idi",
    dialect: opt.Dialect = None,
    language: opt.Language = "en",
) -> None:
    """Write a CSV template of observations with empty values."""
    chosen = ict.methodology(methodology, edition=edition)
    years = chosen.document.years
    year = "" if years is None else str(edition + years.reference)
    units = {key: catalogue.indicators()[key].unit for key in chosen.indicators}
    separator = _separator(dialect)
    rows: Rows = [list(_TEMPLATE)]
    rows += [
        [code, key, year, "", unit, *[""] * 4]
        for code in map(economy_code, economy or [""])
        for key, unit in units.items()
    ]
    _write_template(rows, separator)


def _separator(dialect: str | None) -> str:
    from ictindex.data.io.csv import dialect_of

    return dialect_of(dialect, "--dialect").separator


def _write_template(rows: Iterable[Iterable[object]], separator: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    output.write(stream.getvalue())


Rows = list[list[object]]


def basket_template(
    table: Annotated[str, typer.Argument()],
    edition: opt.Edition,
    economy: opt.Economies = None,
    methodology: opt.MethodologyName = "ipb",
    dialect: opt.Dialect = None,
    language: opt.Language = "en",
) -> None:
    """Write a CSV template of prices, economics or tariffs with empty figures."""
    chosen = ict.methodology(methodology, edition=edition, provisional=True)
    document = chosen.document
    if not document.baskets:
        raise UsageError("cli.no-baskets", document=chosen.id)
    separator = _separator(dialect)
    if table not in _TEMPLATES:
        raise UsageError("cli.template-unknown", table=table, allowed=list(_TEMPLATES))
    codes = [economy_code(wanted) for wanted in economy or [""]]
    rows = _TEMPLATES[table](document, edition, codes)
    if chosen.is_provisional:
        rows = _mark_provisional(rows, document, edition, language)
    _write_template(rows, separator)


def _mark_provisional(rows: Rows, document: Document, edition: int, language: str) -> Rows:
    """State on every line that it is provisional: in the note, which stays with the figures."""
    words = i18n.text("cli", "provisional", language, edition=str(edition), document=document.id)
    output.note(words)
    header, *lines = rows
    if "note" not in header:
        return [[*header, "note"], *([*line, words] for line in lines)]
    at = header.index("note")
    return [header, *([*line[:at], words, *line[at + 1 :]] for line in lines)]


def _prices(document: Document, edition: int, economies: list[str]) -> Rows:
    """Return a row for each economy and basket, with the definition that the document names."""
    header: Rows = [
        ["economy", "basket", "definition", "year", "price", "currency", "operator", "source"]
    ]
    year = edition + (0 if document.years is None else document.years.reference)
    return header + [
        [economy, basket.id, basket.definition, year, "", "", "", ""]
        for economy in economies
        for basket in document.baskets
    ]


def _economics(document: Document, edition: int, economies: list[str]) -> Rows:
    """Return a row for each economy and series, of the year and window that the document names."""
    header: Rows = [["economy", "series", "year", "value", "window", "source", "vintage"]]
    rules = document.conversion
    if rules is None:
        return header
    income = rules.income_year.years(edition)[0]
    rate_year, window = rules.exchange_rate.of(edition)
    factor = rules.ppp.of(edition)
    wanted: list[tuple[str, int, str]] = [
        (rules.denominator.local_currency, income, ""),
        (rules.denominator.us_dollar, income, ""),
        (rules.exchange_rate.series, rate_year, window),
        (rules.ppp.series, factor, ""),
    ]
    return header + [
        [economy, series, year, "", of, "", ""]
        for economy in economies
        for series, year, of in wanted
    ]


_TARIFFS = (
    "economy",
    "id",
    "name",
    "operator",
    "market_share",
    "service",
    "kind",
    "payment",
    "price",
    "currency",
    "tax_included",
    "tax_rate",
    "validity_days",
    "data_gb",
    "daily_cap_gb",
    "throttle_at_gb",
    "throttled_speed_kbits",
    "minutes",
    "minutes_on_net",
    "minutes_off_net",
    "minutes_fixed",
    "calls_local",
    "sms",
    "price_mb",
    "price_sms",
    "price_minute",
    "price_minute_on_net",
    "price_minute_off_net",
    "price_minute_fixed",
    "call_setup",
    "requires",
    "technology",
    "generation",
    "speed_mbits",
    "commitment_months",
    "promotional",
    "one_off_fee",
    "reference",
    "valid_from",
    "valid_until",
    "collected",
    "source",
    "note",
)


def _tariffs(document: Document, edition: int, economies: list[str]) -> Rows:
    """Return a row for each economy and service; users copy it for every plan and add-on."""
    services = dict.fromkeys(basket.service for basket in document.baskets)
    rows: Rows = [list(_TARIFFS)]
    for economy in economies:
        for service in services:
            prefilled = {"economy": economy, "service": service, "kind": "plan"}
            rows.append([prefilled.get(name, "") for name in _TARIFFS])
    return rows


_TEMPLATES: Mapping[str, Callable[[Document, int, list[str]], Rows]] = {
    "prices": _prices,
    "economics": _economics,
    "tariffs": _tariffs,
}
