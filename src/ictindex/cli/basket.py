"""The commands on price baskets: compute, explain, groups, target, template."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import ictindex as ict
from ictindex import terms
from ictindex.cli import FINDINGS, data, output
from ictindex.cli import series as over_years
from ictindex.cli.catalogue import economy_code
from ictindex.cli.groups import own_grouping
from ictindex.cli.options import (
    AsCsv,
    AsJson,
    Dialect,
    Edition,
    Format,
    Kind,
    Language,
    MethodologyName,
    PublishedFile,
    Sheet,
)
from ictindex.cli.usage import Command, Group
from ictindex.errors import RefusedObservationsError, UsageError
from ictindex.indices.pricing import views
from ictindex.observations import tables
from ictindex.observations.workbooks import is_workbook
from ictindex.terms.blocks import page_width

if TYPE_CHECKING:
    from ictindex.documents import Document
    from ictindex.indices import BasketResult, Methodology

basket_app = typer.Typer(cls=Group)
Rows = list[list[object]]

PricesFile = Annotated[Path | None, typer.Option("--prices")]
TariffsFile = Annotated[Path | None, typer.Option("--tariffs")]
EconomicsFile = Annotated[Path | None, typer.Option("--economics")]
Basket = Annotated[str | None, typer.Option("--basket")]
By = Annotated[str, typer.Option("--by")]
Vintage = Annotated[str | None, typer.Option("--vintage")]
Grouping = Annotated[Path | None, typer.Option("--grouping")]
EconomicsSheet = Annotated[str | None, typer.Option("--economics-sheet")]
Measure = Annotated[str, typer.Option("--measure")]


class _Asked(NamedTuple):
    """What the commands that price baskets have in common."""

    edition: int
    prices: Path | None
    tariffs: Path | None
    economics: Path | None
    methodology: str
    dialect: str | None
    sheet: str | None
    economics_sheet: str | None
    kind: str
    published: Path | None = None


def _methodology(name: str, edition: int) -> Methodology:
    """Return a methodology of price baskets; another is refused."""
    chosen = ict.methodology(name, edition=edition)
    if not chosen.document.baskets:
        raise UsageError("cli.no-baskets", document=chosen.id)
    return chosen


def _compute(asked: _Asked, form: output.Form) -> BasketResult:
    chosen = _methodology(asked.methodology, asked.edition)
    alone = asked.prices is not None and asked.economics is None
    if alone or (asked.prices is None) == (asked.tariffs is None):
        raise UsageError("cli.basket-files")
    given = (asked.prices, asked.tariffs, asked.economics)
    has_workbook = any(is_workbook(file) for file in given)

    def read(reader: Callable[..., Any], file: Path | None, sheet: str | None) -> Any:
        """Read a file, if there is one; a sheet is for workbooks, not for CSV files beside."""
        named = sheet if is_workbook(file) or not has_workbook else None
        return None if file is None else reader(file, dialect=asked.dialect, sheet=named)

    with output.progress(terms.text("cli", "reading")):
        prices = read(ict.read_prices, asked.prices, asked.sheet)
        tariffs = read(ict.read_tariffs, asked.tariffs, asked.sheet)
        economics = read(ict.read_economics, asked.economics, asked.economics_sheet or asked.sheet)
        published = read(ict.read_published, asked.published, None)
    try:
        with output.progress(terms.text("cli", "computing")) as advance:
            return ict.compute(
                chosen,
                prices=prices,
                tariffs=tariffs,
                economics=economics,
                edition=asked.edition,
                published=published,
                kind=asked.kind,
                progress=advance,
            )
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


def _economy(result: BasketResult, wanted: str) -> str:
    """Return the code of an economy of a result that is called by a name or in lower case."""
    return wanted if wanted in result.economies else economy_code(wanted, unknown=wanted)


def _end(found: object) -> None:
    """End with the exit code for findings, if there are any."""
    if found:
        raise typer.Exit(FINDINGS)


@basket_app.command("compute", cls=Command)
def compute(
    edition: Edition,
    prices: PricesFile = None,
    tariffs: TariffsFile = None,
    economics: EconomicsFile = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    sheet: Sheet = None,
    economics_sheet: EconomicsSheet = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Price the baskets of an edition, from priced baskets or from the tariffs of operators."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        edition,
        prices,
        tariffs,
        economics,
        methodology,
        dialect,
        sheet,
        economics_sheet,
        kind,
        published,
    )
    result = _compute(asked, form)
    if as_json:
        output.write_json(data.of_baskets(result))
    elif as_csv:
        output.write_csv(result.to_frame())
    else:
        output.write_blocks(views.table(result, language), language)
        for table in (result.prices, result.tariffs, result.economics):
            if table is not None and table.findings:
                output.write("")
                output.write_lines(table.findings.to_text(language))
    _end(len(result.missing))


@basket_app.command("explain", cls=Command)
def explain(
    economy: Annotated[str, typer.Argument()],
    edition: Edition,
    basket: Basket = None,
    prices: PricesFile = None,
    tariffs: TariffsFile = None,
    economics: EconomicsFile = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    sheet: Sheet = None,
    economics_sheet: EconomicsSheet = None,
    kind: Kind = "exploration",
    language: Language = "en",
    format: Format = "text",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what was bought, what it cost, and how the price became a share of income."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        edition, prices, tariffs, economics, methodology, dialect, sheet, economics_sheet, kind
    )
    result = _compute(asked, form)
    code = _economy(result, economy)
    document = result.methodology.document
    page: Any
    if basket == document.index:
        page = result.composite.explain(code, language=language)
        incomplete = page.tree.rounded is None
    else:
        page = result.explain(code, basket, language)
        shown = result.baskets if basket is None else (basket,)
        incomplete = any((code, each) in result.reasons for each in shown)
    if form == "json":
        output.write_json(page.to_dict())
    elif form == "csv":
        output.write_csv(data.flat_frame(page.to_dict()))
    else:
        with page_width(output.page_width()):
            output.write(page.write(format))
    _end(incomplete)


@basket_app.command("groups", cls=Command)
def groups(
    edition: Edition,
    by: By = "itu-region",
    vintage: Vintage = None,
    grouping: Grouping = None,
    measure: Measure = "share",
    prices: PricesFile = None,
    tariffs: TariffsFile = None,
    economics: EconomicsFile = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    sheet: Sheet = None,
    economics_sheet: EconomicsSheet = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the medians (in early editions means) of groups of economies."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        edition, prices, tariffs, economics, methodology, dialect, sheet, economics_sheet, kind
    )
    result = _compute(asked, form)
    chosen = by if grouping is None else own_grouping(grouping, dialect)
    frame = result.groups(chosen, vintage=vintage, measure=measure)
    if as_json:
        output.write_json({"id": result.id, **frame.attrs, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame)
    else:
        page = views.groups_page(result, chosen, vintage, measure, language)
        output.write_blocks(page, language)
    _end(not frame["count"].any())


@basket_app.command("target", cls=Command)
def target(
    edition: Edition,
    by: Annotated[str | None, typer.Option("--by")] = None,
    vintage: Vintage = None,
    prices: PricesFile = None,
    tariffs: TariffsFile = None,
    economics: EconomicsFile = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    sheet: Sheet = None,
    economics_sheet: EconomicsSheet = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show which economies, or groups of them, meet the target of affordability."""
    form = output.one_form(as_json, as_csv)
    asked = _Asked(
        edition, prices, tariffs, economics, methodology, dialect, sheet, economics_sheet, kind
    )
    result = _compute(asked, form)
    frame = result.target_status(by, vintage=vintage)
    if as_json:
        output.write_json({"id": result.id, **frame.attrs, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame)
    else:
        output.write_blocks(views.target_page(result, by, vintage, language), language)
    _end(not (frame["count"].any() if "count" in frame else frame["met"].notna().any()))


@basket_app.command("template", cls=Command)
def template(
    table: Annotated[str, typer.Argument()],
    edition: Edition,
    economy: Annotated[list[str] | None, typer.Option("--economy")] = None,
    methodology: MethodologyName = "ipb",
    dialect: Dialect = None,
    language: Language = "en",
) -> None:
    """Write a CSV template of prices, economics or tariffs, to be filled in."""
    document = _methodology(methodology, edition).document
    sign = tables.dialect_of(dialect, "--dialect").separator
    if table not in _TEMPLATES:
        raise UsageError("cli.template-unknown", table=table, allowed=list(_TEMPLATES))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sign, lineterminator="\n")
    codes = [economy_code(wanted) for wanted in economy or [""]]
    writer.writerows(_TEMPLATES[table](document, edition, codes))
    output.write(stream.getvalue())


def _prices(document: Document, edition: int, economies: list[str]) -> Rows:
    """Return a row for each economy and basket."""
    header: Rows = [["economy", "basket", "year", "price", "currency", "operator", "source"]]
    year = edition + (0 if document.years is None else document.years.reference)
    return header + [
        [economy, basket.id, year, "", "", "", ""]
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
            known = {"economy": economy, "service": service, "kind": "plan", "tax_included": "yes"}
            rows.append([known.get(name, "") for name in _TARIFFS])
    return rows


_TEMPLATES: Mapping[str, Callable[[Document, int, list[str]], Rows]] = {
    "prices": _prices,
    "economics": _economics,
    "tariffs": _tariffs,
}


for _name, _command in (
    ("series", over_years.series),
    ("link", over_years.link),
    ("index", over_years.index),
    ("observations", over_years.observations),
):
    basket_app.command(_name, cls=Command)(_command)
