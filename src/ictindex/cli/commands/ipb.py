"""The commands on price baskets of one edition: compute, explain, groups, target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ictindex.cli import FINDINGS, data, output, pricing
from ictindex.cli.commands import series as over_years
from ictindex.cli.commands.catalogue import economy_code
from ictindex.cli.commands.idi import own_grouping
from ictindex.cli.commands.templates import template
from ictindex.cli.help import Command, Group
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
from ictindex.cli.pricing import (
    Columns,
    Constants,
    EconomicsColumns,
    EconomicsConstants,
    EconomicsDialect,
    EconomicsFile,
    EconomicsSheet,
    PricesFile,
    TariffsFile,
)
from ictindex.i18n.document import page_width
from ictindex.ipb import views

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult

basket_app = typer.Typer(cls=Group)

Basket = Annotated[str | None, typer.Option("--basket")]
By = Annotated[str, typer.Option("--by")]
Vintage = Annotated[str | None, typer.Option("--vintage")]
Grouping = Annotated[Path | None, typer.Option("--grouping")]
Measure = Annotated[str, typer.Option("--measure")]


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
    column: Columns = None,
    constant: Constants = None,
    economics_dialect: EconomicsDialect = None,
    economics_sheet: EconomicsSheet = None,
    economics_column: EconomicsColumns = None,
    economics_constant: EconomicsConstants = None,
    published: PublishedFile = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Price the baskets of an edition, from priced baskets or from the tariffs of operators."""
    given = dict(locals())
    form = output.one_form(as_json, as_csv)
    result = pricing.compute(pricing.asked(given), form)
    if as_json:
        output.write_json(data.of_baskets(result))
    elif as_csv:
        output.write_csv(data.basket_frame(result))
        pricing.warn(result)
    else:
        output.write_blocks(result.blocks(language), language)
        findings = pricing.findings_of(result)
        if findings:
            output.write("")
            output.write_lines(findings.to_text(language))
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
    column: Columns = None,
    constant: Constants = None,
    economics_dialect: EconomicsDialect = None,
    economics_sheet: EconomicsSheet = None,
    economics_column: EconomicsColumns = None,
    economics_constant: EconomicsConstants = None,
    kind: Kind = "exploration",
    language: Language = "en",
    format: Format = "text",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what was bought, what it cost, and how the price became a share of income."""
    given = dict(locals())
    form = output.one_form(as_json, as_csv)
    result = pricing.compute(pricing.asked(given), form)
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
    pricing.warn(result, code)
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
    column: Columns = None,
    constant: Constants = None,
    economics_dialect: EconomicsDialect = None,
    economics_sheet: EconomicsSheet = None,
    economics_column: EconomicsColumns = None,
    economics_constant: EconomicsConstants = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the medians (in early editions means) of groups of economies."""
    given = dict(locals())
    form = output.one_form(as_json, as_csv)
    result = pricing.compute(pricing.asked(given), form)
    chosen = by if grouping is None else own_grouping(grouping, dialect)
    frame = result.groups(chosen, vintage=vintage, measure=measure)
    if as_json:
        output.write_json({"id": result.id, **frame.attrs, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame)
    else:
        page = views.groups_page(result, chosen, vintage, measure, language)
        output.write_blocks(page, language)
    pricing.warn(result)
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
    column: Columns = None,
    constant: Constants = None,
    economics_dialect: EconomicsDialect = None,
    economics_sheet: EconomicsSheet = None,
    economics_column: EconomicsColumns = None,
    economics_constant: EconomicsConstants = None,
    kind: Kind = "exploration",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show which economies, or groups of them, meet the target of affordability."""
    given = dict(locals())
    form = output.one_form(as_json, as_csv)
    result = pricing.compute(pricing.asked(given), form)
    frame = result.target_status(by, vintage=vintage)
    if as_json:
        output.write_json({"id": result.id, **frame.attrs, "rows": output.records(frame)})
    elif as_csv:
        output.write_csv(frame)
    else:
        output.write_blocks(views.target_page(result, by, vintage, language), language)
    pricing.warn(result)
    _end(not (frame["count"].any() if "count" in frame else frame["met"].notna().any()))


for _name, _command in (
    ("series", over_years.series),
    ("link", over_years.link),
    ("index", over_years.index),
    ("observations", over_years.observations),
    ("template", template),
):
    basket_app.command(_name, cls=Command)(_command)
