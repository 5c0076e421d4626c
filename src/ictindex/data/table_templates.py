"""Templates of tables to be completed: everything that a document states, and empty figures.

A template has the indicators or baskets of a document with their definitions, years and windows.
The cells for figures of a source are empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.data.economics import Economics
from ictindex.data.observations import Observations
from ictindex.data.prices import Prices
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document

# The columns of each template, out of those of its table: few files need the others.
_OBSERVED = Observations.schema.only(
    *("economy", "indicator", "year", "value", "unit", "status"),
    *("source_class", "source", "note"),
)
_PRICED = Prices.schema.only(
    *("economy", "basket", "definition", "year", "price", "currency", "operator", "source")
)
_ECONOMIC = Economics.schema.only(
    *("economy", "series", "year", "value", "window", "source", "vintage")
)
_OFFERED = Tariffs.schema.only(
    *("economy", "id", "name", "operator", "market_share", "service", "kind", "payment", "price"),
    *("currency", "tax_included", "tax_rate", "validity_days", "data_gb", "daily_cap_gb"),
    *("throttle_at_gb", "throttled_speed_kbits", "minutes", "minutes_on_net", "minutes_off_net"),
    *("minutes_fixed", "calls_local", "sms", "price_mb", "price_sms", "price_minute"),
    *("price_minute_on_net", "price_minute_off_net", "price_minute_fixed", "call_setup"),
    *("requires", "technology", "generation", "speed_mbits", "commitment_months", "promotional"),
    *("one_off_fee", "reference", "valid_from", "valid_until", "collected", "source", "note"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """The columns of a table, and what is stated of each row; all other cells are empty."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]

    def with_note(self, note: str) -> Template:
        """Return the same template with a note on every row, which stays with its figures."""
        columns = self.columns if "note" in self.columns else (*self.columns, "note")
        return Template(columns, [{**row, "note": note} for row in self.rows])

    def to_csv(self, separator: str) -> str:
        """Return the template as CSV."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([row.get(name, "") for name in self.columns] for row in self.rows)
        return stream.getvalue()


def make_observations(
    indicators: Sequence[str], year: int | None, economies: Sequence[str]
) -> Template:
    """Return a row for each economy and indicator of a year, with the unit of the indicator."""
    rows = [
        {
            "economy": economy,
            "indicator": key,
            "year": "" if year is None else year,
            "unit": catalogue.indicators()[key].unit,
        }
        for economy in economies
        for key in indicators
    ]
    return Template(tuple(_OBSERVED.columns), rows)


def _make_prices(document: Document, edition: int, economies: Sequence[str]) -> Template:
    """Return a row for each economy and basket, with the definition that the document names."""
    year = edition + (0 if document.years is None else document.years.reference)
    rows = [
        {"economy": economy, "basket": basket.id, "definition": basket.definition, "year": year}
        for economy in economies
        for basket in document.baskets
    ]
    return Template(tuple(_PRICED.columns), rows)


def _make_economics(document: Document, edition: int, economies: Sequence[str]) -> Template:
    """Return a row for each economy and series, of the year and window that the document names."""
    empty = Template(tuple(_ECONOMIC.columns), ())
    rules = document.conversion
    if rules is None:
        return empty
    income = rules.income_year.years(edition)[0]
    rate_year, window = rules.exchange_rate.find_year(edition)
    wanted: list[tuple[str, int, str]] = [
        (rules.denominator.local_currency, income, ""),
        (rules.denominator.us_dollar, income, ""),
        (rules.exchange_rate.series, rate_year, window),
        (rules.ppp.series, rules.ppp.find_year(edition), ""),
    ]
    rows = [
        {"economy": economy, "series": series, "year": year, "window": of}
        for economy in economies
        for series, year, of in wanted
    ]
    return replace(empty, rows=rows)


def _make_tariffs(document: Document, edition: int, economies: Sequence[str]) -> Template:
    """Return a row for each economy and service; users copy it for every plan and add-on."""
    services = dict.fromkeys(basket.service for basket in document.baskets)
    rows = [
        {"economy": economy, "service": service, "kind": "plan"}
        for economy in economies
        for service in services
    ]
    return Template(tuple(_OFFERED.columns), rows)


# The tables of the price basket, by the name by which a template is asked for.
PRICE_TEMPLATES: Mapping[str, Callable[[Document, int, Sequence[str]], Template]] = (
    MappingProxyType(
        {"prices": _make_prices, "economics": _make_economics, "tariffs": _make_tariffs}
    )
)
