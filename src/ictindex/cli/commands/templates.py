"""The templates of price baskets: prices, economics and tariffs, to be filled in.

A template prefills only what the document says: baskets, definitions, years, windows. What a
source has to say is left empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from ictindex import i18n
from ictindex.cli import output, pricing
from ictindex.cli.commands.catalogue import economy_code
from ictindex.cli.options import Dialect, Edition, Language, MethodologyName
from ictindex.core.errors import UsageError
from ictindex.data.io import csv as tables

if TYPE_CHECKING:
    from ictindex.documents import Document

Rows = list[list[object]]


def template(
    table: Annotated[str, typer.Argument()],
    edition: Edition,
    economy: Annotated[list[str] | None, typer.Option("--economy")] = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    language: Language = "en",
) -> None:
    """Write a CSV template of prices, economics or tariffs, to be filled in."""
    chosen = pricing.methodology_of(methodology, edition, provisional=True)
    document = chosen.document
    sign = tables.dialect_of(dialect, "--dialect").separator
    if table not in _TEMPLATES:
        raise UsageError("cli.template-unknown", table=table, allowed=list(_TEMPLATES))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sign, lineterminator="\n")
    codes = [economy_code(wanted) for wanted in economy or [""]]
    rows = _TEMPLATES[table](document, edition, codes)
    if chosen.is_provisional:
        rows = _provisional(rows, document, edition, language)
    writer.writerows(rows)
    output.write(stream.getvalue())


def _provisional(rows: Rows, document: Document, edition: int, language: str) -> Rows:
    """Say on every line that it is provisional: in the note, which goes with the figures."""
    told = i18n.text("cli", "provisional", language, edition=str(edition), document=document.id)
    output.note(told)
    header, *lines = rows
    if "note" not in header:
        return [[*header, "note"], *([*line, told] for line in lines)]
    place = header.index("note")
    return [header, *([*line[:place], told, *line[place + 1 :]] for line in lines)]


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
    "economy", "id", "name", "operator", "market_share", "service", "kind", "payment", "price",
    "currency", "tax_included", "tax_rate", "validity_days", "data_gb", "daily_cap_gb",
    "throttle_at_gb", "throttled_speed_kbits", "minutes", "minutes_on_net", "minutes_off_net",
    "minutes_fixed", "calls_local", "sms", "price_mb", "price_sms", "price_minute",
    "price_minute_on_net", "price_minute_off_net", "price_minute_fixed", "call_setup", "requires",
    "technology", "generation", "speed_mbits", "commitment_months", "promotional", "one_off_fee",
    "reference", "valid_from", "valid_until", "collected", "source", "note",
)  # fmt: skip


def _tariffs(document: Document, edition: int, economies: list[str]) -> Rows:
    """Return a row for each economy and service, to be copied for every plan and add-on."""
    services = dict.fromkeys(basket.service for basket in document.baskets)
    rows: Rows = [list(_TARIFFS)]
    for economy in economies:
        for service in services:
            known = {"economy": economy, "service": service, "kind": "plan"}
            rows.append([known.get(name, "") for name in _TARIFFS])
    return rows


_TEMPLATES: Mapping[str, Callable[[Document, int, list[str]], Rows]] = {
    "prices": _prices,
    "economics": _economics,
    "tariffs": _tariffs,
}
