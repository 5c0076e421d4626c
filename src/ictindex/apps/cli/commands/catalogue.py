"""The commands on the catalogue, and the templates of tables to be completed.

A template contains only what the document states: indicators, baskets, definitions, years, windows.
The cells for figures of a source are empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import catalogue_lists
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document

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


def indicators(out: opt.OutputOptions) -> None:
    """List the indicators: identifier, name, unit, range, codes, definition."""
    output.write_list(catalogue_lists.make_indicators, catalogue_lists.show_indicators(), out)


def economies(out: opt.OutputOptions) -> None:
    """List the economies with their codes."""
    output.write_list(catalogue_lists.make_economies, catalogue_lists.show_economies(), out)


def groupings(out: opt.OutputOptions) -> None:
    """List the dated groupings of economies; as data with the members of each group."""
    output.write_list(catalogue_lists.make_groupings, catalogue_lists.show_groupings(), out)


def baskets(out: opt.OutputOptions) -> None:
    """List the price baskets: definitions, codes of ITU, allowances, years."""
    output.write_list(catalogue_lists.make_baskets, catalogue_lists.show_baskets(), out)


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
