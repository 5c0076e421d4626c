"""The commands on prices of baskets over the years: series, link, index, observations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, output
from ictindex.cli.commands.catalogue import economy_code
from ictindex.cli.commands.idi import own_grouping
from ictindex.cli.options import AsCsv, AsJson, Dialect, Edition, Language
from ictindex.cli.pricing import Columns, pairs_of
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data import writing
from ictindex.i18n.document import page_width
from ictindex.ipb.views import doubt_blocks, series_groups_page

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.ipb.series import PriceSeries

SeriesFile = Annotated[Path, typer.Argument()]
Definition = Annotated[list[str] | None, typer.Option("--definition")]
Years = Annotated[str | None, typer.Option("--years")]
Measure = Annotated[str, typer.Option("--measure")]
BookForm = Annotated[str | None, typer.Option("--form")]
Economies = Annotated[list[str] | None, typer.Option("--economy")]


def _years(text: str | None) -> list[int] | None:
    """Return years from ``2021-2025`` or ``2018,2021``."""
    if text is None:
        return None
    years: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        try:
            found = range(int(first), int(last or first) + 1)
        except ValueError:
            raise UsageError("cli.years", years=text) from None
        if not found:
            raise UsageError("cli.years-backwards", years=part)
        years += found
    return years


def _read(
    file: Path, columns: list[str] | None, dialect: str | None, form: str | None
) -> PriceSeries:
    with output.progress(i18n.text("cli", "reading")):
        series = ict.prices.read_baskets(
            file,
            columns=pairs_of(columns, "cli.column-pair") or None,
            dialect=dialect,
            form=form,
        )
    if series.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=series.findings.errors)
    return series


def _write(
    frame: pd.DataFrame,
    form: output.Form,
    page: Callable[[], str],
    known: PriceSeries,
    language: str,
    *,
    whole_page: bool = False,
) -> None:
    """Write a frame; what the series behind it leaves in doubt goes with each form."""
    if form == "json":
        findings = known.findings.records()
        output.write_json({**frame.attrs, "rows": output.records(frame), "findings": findings})
    elif form == "csv":
        output.write_csv(frame)
        for finding in known.findings:
            output.note(finding.message(language))
    else:
        with page_width(output.page_width()):
            output.write(page())
            if not whole_page:
                beneath = i18n.write(doubt_blocks(known, language), language)
                output.write(f"\n{beneath}" if beneath else "")


def series(
    file: SeriesFile,
    by: Annotated[str, typer.Option("--by")] = "itu-region",
    vintage: Annotated[str | None, typer.Option("--vintage")] = None,
    grouping: Annotated[Path | None, typer.Option("--grouping")] = None,
    definition: Definition = None,
    years: Years = None,
    measure: Measure = "share",
    balanced: Annotated[bool, typer.Option("--balanced")] = False,
    statistic: Annotated[str, typer.Option("--statistic")] = "median",
    column: Columns = None,
    dialect: Dialect = None,
    book_form: BookForm = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show medians or means of groups over the years, on a balanced panel if wanted."""
    form = output.one_form(as_json, as_csv)
    known = _read(file, column, dialect, book_form)
    frame = known.groups(
        by if grouping is None else own_grouping(grouping, dialect),
        vintage,
        measure=measure,
        definition=definition,
        years=_years(years),
        balanced=balanced,
        statistic=statistic,
    )
    page = series_groups_page(known, frame, language)
    _write(frame, form, lambda: i18n.write(page, language), known, language, whole_page=True)
    if not frame["count"].any():
        raise typer.Exit(FINDINGS)


def link(
    file: SeriesFile,
    old: Annotated[str, typer.Argument()],
    new: Annotated[str, typer.Argument()],
    on: Annotated[int, typer.Option("--on")],
    measure: Measure = "share",
    column: Columns = None,
    dialect: Dialect = None,
    book_form: BookForm = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Link two definitions of a basket by their ratio in a year in which both were priced."""
    form = output.one_form(as_json, as_csv)
    known = _read(file, column, dialect, book_form)
    linked = ict.prices.link(known, old, new, on=on, measure=measure)
    used = known.select(definition=[old, new])
    _write(linked.frame, form, lambda: linked.write("text", language), used, language)
    if linked.unlinked:
        raise typer.Exit(FINDINGS)


def index(
    file: SeriesFile,
    definition: Definition = None,
    years: Years = None,
    economy: Economies = None,
    method: Annotated[str, typer.Option("--method")] = "direct",
    measure: Measure = "share",
    column: Columns = None,
    dialect: Dialect = None,
    book_form: BookForm = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the unweighted index number of prices over the years (Jevons), with its formula."""
    form = output.one_form(as_json, as_csv)
    known = _read(file, column, dialect, book_form)
    chosen = known.select(
        definition=definition or None,
        years=_years(years),
        economies=[economy_code(wanted, unknown=wanted) for wanted in economy or ()] or None,
    )
    found = ict.prices.price_index(chosen, method=method, measure=measure)
    _write(found.frame, form, lambda: found.write("text", language), chosen, language)
    if found.left_out:
        raise typer.Exit(FINDINGS)


def observations(
    file: SeriesFile,
    edition: Edition,
    column: Columns = None,
    dialect: Dialect = None,
    book_form: BookForm = None,
    language: Language = "en",
) -> None:
    """Write the two price indicators of an edition of the IDI, as a table of observations."""
    found = ict.prices.price_observations(_read(file, column, dialect, book_form), edition=edition)
    output.write(writing.csv_text(found))
