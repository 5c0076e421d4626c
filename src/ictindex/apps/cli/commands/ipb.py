"""The commands on price baskets: those of one edition, and their prices over the years."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import command_words, output
from ictindex.apps.cli import options as opt
from ictindex.apps.desk import input_files
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.tables.flat_table import make_flat_table
from ictindex.language import i18n
from ictindex.language.i18n.renderable import nested_record

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.language.i18n.renderable import Page

Measure = Annotated[str, typer.Option("--measure")]
_MOST = 12  # a longer list is too long to read; `basket compute` shows all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketOptions:
    """The tables from which baskets are priced, and the form of their files."""

    prices: Annotated[Path | None, typer.Option("--prices")] = None
    tariffs: Annotated[Path | None, typer.Option("--tariffs")] = None
    economics: Annotated[Path | None, typer.Option("--economics")] = None
    methodology: opt.MethodologyName = "ipb"
    dialect: opt.Dialect = None
    sheet: opt.Sheet = None
    column: opt.Columns = None
    constant: opt.Constants = None
    economics_dialect: Annotated[str | None, typer.Option("--economics-dialect")] = None
    economics_sheet: Annotated[str | None, typer.Option("--economics-sheet")] = None
    economics_column: Annotated[list[str] | None, typer.Option("--economics-column")] = None
    economics_constant: Annotated[list[str] | None, typer.Option("--economics-constant")] = None


def _read_table(
    kind: str,
    file: Path,
    dialect: str | None,
    sheet: str | None,
    columns: list[str] | None,
    constants: list[str] | None,
) -> Any:
    """Read a file; columns that are named as in the table need no mention."""
    from ictindex.data.io import csv, table_sources

    reader = input_files.price_reader(kind)
    mapping = command_words.read_pairs(columns, "cli.column-pair")
    if mapping:
        spoken = csv.dialect_of(dialect, table_sources.name_of(file))
        rows = table_sources.table_of(file, spoken, sheet)
        taken = {*mapping, *mapping.values()}
        header = () if rows is None else rows.header
        schema = getattr(ict.data, kind.capitalize()).schema
        mapping |= {c: c for c in header if c in schema.columns and c not in taken}
    return reader(
        file,
        columns=mapping or None,
        constants=command_words.read_pairs(constants, "cli.constant-pair") or None,
        dialect=dialect,
        sheet=sheet,
    )


def _price_baskets(
    edition: int | None,
    options: BasketOptions,
    kind: str,
    form: output.Form,
    published: Path | None = None,
    language: str | None = None,
) -> BasketResult:
    """Read the files and price the baskets; findings are written if they prevent it."""
    # The plans of a questionnaire state their edition themselves.
    submission = None
    if options.tariffs is not None and options.sheet is None and not options.column:
        submission = input_files.read_submission(options.tariffs)
    if submission is not None and options.tariffs is not None:
        command_words.choose_language(language, submission)
        input_files.refuse_other_edition(options.tariffs, submission, edition)
        edition = submission.edition
        if submission.tariffs is None:
            raise UsageError("cli.no-plans", file=output.quoted_file(options.tariffs))
    elif edition is None:
        named = options.tariffs or options.prices
        raise UsageError("cli.edition-needed", file="-" if named is None else named.name)
    chosen = ict.methodology(options.methodology, edition=edition)
    if not chosen.document.baskets:
        raise UsageError("cli.no-baskets", document=chosen.id)
    alone = options.prices is not None and options.economics is None
    if alone or (options.prices is None) == (options.tariffs is None):
        raise UsageError("cli.basket-files")
    with output.progress(i18n.text("cli", "reading")):
        tables = _read_tables(options, None if submission is None else submission.tariffs)
        figures = None
        if published is not None:
            figures = ict.read_published(published, dialect=options.dialect)
    try:
        with output.progress(i18n.text("cli", "computing")) as advance:
            result: BasketResult = ict.compute(
                chosen,
                **tables,
                edition=edition,
                published=figures,
                kind=pass_text(kind),
                progress=advance,
            )
            return result
    except RefusedObservationsError as error:
        output.write_refusal(error, form)
        raise


def _read_tables(options: BasketOptions, plans: ict.data.Tariffs | None = None) -> dict[str, Any]:
    """Read the supplied tables, each in the form of its file; keep plans that were read before."""
    files = (options.prices, options.tariffs, options.economics)
    tables: dict[str, Any] = {}
    for kind, file in zip(("prices", "tariffs", "economics"), files, strict=True):
        if file is None or (kind == "tariffs" and plans is not None):
            tables[kind] = None if file is None else plans
            continue
        own = kind == "economics"
        sheet = (options.economics_sheet if own else None) or options.sheet
        tables[kind] = _read_table(
            kind,
            file,
            dialect=(options.economics_dialect if own else None) or options.dialect,
            # A sheet is for a workbook; it is not for a CSV file that comes with one.
            sheet=input_files.choose_sheet(file, sheet, files),
            columns=options.economics_column if own else options.column,
            constants=options.economics_constant if own else options.constant,
        )
    return tables


def _note_findings(result: BasketResult, economy: str = "") -> None:
    """Note findings in the tables on standard error: they may explain a missing figure."""
    from ictindex.indices.ipb.result import collect_findings

    findings = collect_findings(result, economy)
    for finding in findings[:_MOST]:
        output.note(i18n.pair(finding.where(), finding.advice()))
    if len(findings) > _MOST:
        output.note(i18n.text("views", "more-faults", count=str(len(findings) - _MOST)))


def compute(
    workbook: Annotated[Path | None, typer.Argument()] = None,
    own_edition: opt.EditionIfNone = None,
    *,
    options: BasketOptions,
    published: opt.PublishedFile = None,
    kind: opt.Kind = "exploration",
    out: opt.OwnOutputOptions,
) -> None:
    """Price the baskets of an edition, from priced baskets or from the tariffs of operators."""
    form = out.form
    if workbook is not None:
        if options.tariffs is not None:
            raise UsageError("cli.basket-files")
        options = replace(options, tariffs=workbook)
    result = _price_baskets(own_edition, options, kind, form, published, out.own_language)
    from ictindex.indices.ipb.price_tables import make_prices_and_definitions
    from ictindex.indices.ipb.result import collect_findings

    output.write_page(result, out, lambda: make_prices_and_definitions(result))
    findings = collect_findings(result)
    if form == "csv":
        _note_findings(result)
    elif form == "text" and findings:
        output.write("")
        output.write_lines(findings.to_text())
    output.end_if_strict(any(result.missing_reasons()))


def explain(
    economy: opt.Economy,
    own_edition: opt.EditionIfNone = None,
    basket: Annotated[str | None, typer.Option("--basket")] = None,
    *,
    options: BasketOptions,
    kind: opt.Kind = "exploration",
    out: opt.OwnPageOptions,
) -> None:
    """Show what was bought, what it cost, and the computation of its share of income."""
    form = out.form
    result = _price_baskets(own_edition, options, kind, form, language=out.own_language)
    code = (
        economy
        if economy in result.economies
        else command_words.economy_code(economy, unknown=economy)
    )
    document = result.methodology.document
    page: Any
    if basket == document.index:
        page = result.composite.explain(code)
        incomplete = page.tree.rounded is None
    else:
        page = result.explain(code, basket)
        shown = result.baskets if basket is None else (basket,)
        incomplete = any((code, each) in result.reasons for each in shown)
    output.write_page(page, out, lambda: make_flat_table(nested_record(page)))
    _note_findings(result, code)
    output.end_if_strict(incomplete)


def groups(
    edition: opt.Edition,
    grouping: opt.GroupingOptions,
    measure: Measure = "share",
    *,
    options: BasketOptions,
    kind: opt.Kind = "exploration",
    out: opt.OutputOptions,
) -> None:
    """Show the medians (in early editions means) of groups of economies."""
    form = out.form
    result = _price_baskets(edition, options, kind, form, language=out.language)
    by = _choose_grouping(grouping, options.dialect)
    from ictindex.indices.ipb.group_page import make_group_page
    from ictindex.indices.ipb.price_tables import make_groups

    table = make_groups(result, by, grouping.vintage, measure)
    output.write_page(make_group_page(result, table), out, table)
    _note_findings(result)
    output.end_if_strict(not any(table.cells["count"]))


def _choose_grouping(grouping: opt.GroupingOptions, dialect: str | None) -> str | dict[str, str]:
    """Return the grouping of a file, or the name of one of the catalogue."""
    if grouping.grouping is None:
        return grouping.by
    return command_words.read_grouping(grouping.grouping, dialect)


def target(
    edition: opt.Edition,
    by: Annotated[str | None, typer.Option("--by")] = None,
    vintage: opt.Vintage = None,
    *,
    options: BasketOptions,
    kind: opt.Kind = "exploration",
    out: opt.OutputOptions,
) -> None:
    """Show which economies, or groups of them, meet the affordability target."""
    form = out.form
    result = _price_baskets(edition, options, kind, form, language=out.language)
    from ictindex.indices.ipb.affordability import make_target
    from ictindex.indices.ipb.group_page import make_target_page

    table = make_target(result, by, vintage)
    output.write_page(make_target_page(result, table), out, table)
    _note_findings(result)
    judged = [met is not None for met in table.cells["met"]]
    output.end_if_strict(not any(table.cells.get("count", judged)))


# Prices of baskets over the years.

Definition = Annotated[list[str] | None, typer.Option("--definition")]
Years = Annotated[str | None, typer.Option("--years")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFileOptions:
    """The form of a file of prices over the years."""

    column: opt.Columns = None
    dialect: opt.Dialect = None
    book_form: Annotated[str | None, typer.Option("--form")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesOptions:
    """The prices that are shown, and the method for one figure of a group."""

    definition: Definition = None
    years: Years = None
    measure: Measure = "share"
    balanced: Annotated[bool, typer.Option("--balanced")] = False
    statistic: Annotated[str, typer.Option("--statistic")] = "median"


def series(
    file: opt.File,
    grouping: opt.GroupingOptions,
    options: SeriesOptions,
    medians: Annotated[Path | None, typer.Option("--medians")] = None,
    *,
    written: SeriesFileOptions,
    out: opt.OutputOptions,
) -> None:
    """Show medians or means of groups over the years, on a balanced panel if wanted."""
    from ictindex.indices.ipb.series_pages import show_groups
    from ictindex.indices.ipb.series_tables import make_groups

    prices = _read_series(file, written)
    frame = prices.groups(
        _choose_grouping(grouping, written.dialect),
        grouping.vintage,
        measure=options.measure,
        definition=options.definition,
        years=_read_years(options.years),
        balanced=options.balanced,
        statistic=pass_text(options.statistic),
    )
    if medians is not None:
        frame = _read_medians(medians, written.dialect).fill(frame)
    _write_series(show_groups(prices, frame), make_groups(frame), prices, out)
    output.end_if_strict(not frame["count"].any())


def medians(
    file: opt.File,
    published: Annotated[Path, typer.Option("--published")],
    written: SeriesFileOptions,
    out: opt.OutputOptions,
) -> None:
    """Compare the medians that ITU printed with our own arithmetic."""
    from ictindex.indices.ipb.series_pages import show_medians
    from ictindex.indices.ipb.series_tables import make_medians

    prices = _read_series(file, written)
    printed = _read_medians(published, written.dialect)
    frame = printed.compare(prices)
    table = make_medians(frame, tuple(printed.values.values()))
    _write_series(show_medians(prices, frame, table), table, prices, out)
    output.end(bool(frame.attrs["counts"]["file"]))


def _read_medians(file: Path, dialect: str | None) -> ict.prices.PublishedMedians:
    """Read printed medians; a file with faults is refused, as one of prices is."""
    read = ict.prices.read_medians(file, dialect=dialect)
    if read.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=read.findings.errors)
    return read


def _read_series(file: Path, written: SeriesFileOptions) -> PriceSeries:
    with output.progress(i18n.text("cli", "reading")):
        return input_files.read_price_series(
            file,
            columns=command_words.read_pairs(written.column, "cli.column-pair") or None,
            dialect=written.dialect,
            form=written.book_form,
        )


def _read_years(text: str | None) -> list[int] | None:
    """Return years from ``2021-2025`` or ``2018,2021``."""
    if text is None:
        return None
    years: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        try:
            span = range(int(first), int(last or first) + 1)
        except ValueError:
            raise UsageError("cli.years", years=text) from None
        if not span:
            raise UsageError("cli.years-backwards", years=part)
        years += span
    return years


def _write_series(
    page: Page, table: output.Rows, prices: PriceSeries, out: opt.OutputOptions
) -> None:
    """Write a page or data; with CSV the findings on the prices are notes."""
    output.write_page(page, out, table)
    if out.form == "csv":
        for finding in prices.findings:
            output.note(finding.message())


def link(
    file: opt.File,
    definitions: Annotated[list[str], typer.Argument()],
    on: Annotated[list[int], typer.Option("--on")],
    measure: Measure = "share",
    *,
    written: SeriesFileOptions,
    out: opt.OutputOptions,
) -> None:
    """Link definitions of a basket by their ratios in years in which both were priced."""
    from ictindex.indices.ipb.series_pages import show_with_doubts
    from ictindex.indices.prices.linking import make_linked

    if len(definitions) == 1:
        raise UsageError("cli.link-two", definition=definitions[0])
    old, new, *then = definitions
    prices = _read_series(file, written)
    linked = ict.prices.link(prices, old, new, *then, on=on, measure=measure)
    used = prices.select(definition=definitions)
    _write_series(show_with_doubts(linked, used), make_linked(linked), used, out)
    output.end_if_strict(linked.unlinked)


def index(
    file: opt.File,
    definition: Definition = None,
    years: Years = None,
    economy: opt.Economies = None,
    method: Annotated[str, typer.Option("--method")] = "direct",
    measure: Measure = "share",
    *,
    written: SeriesFileOptions,
    out: opt.OutputOptions,
) -> None:
    """Show the unweighted index number of prices over the years (Jevons), with its formula."""
    from ictindex.indices.ipb.series_pages import show_with_doubts

    chosen = _read_series(file, written).select(
        definition=definition or None,
        years=_read_years(years),
        economies=[command_words.economy_code(wanted, unknown=wanted) for wanted in economy or ()]
        or None,
    )
    numbers = ict.prices.price_index(chosen, method=pass_text(method), measure=measure)
    _write_series(show_with_doubts(numbers, chosen), numbers.frame, chosen, out)
    output.end_if_strict(numbers.left_out)


def observations(
    file: opt.File, edition: opt.Edition, written: SeriesFileOptions, language: opt.Language = "en"
) -> None:
    """Write the two price indicators of an edition of the IDI, as a table of observations."""
    from ictindex.data.csv_files import csv_text

    table = ict.prices.price_observations(_read_series(file, written), edition=edition)
    output.write(csv_text(table))
