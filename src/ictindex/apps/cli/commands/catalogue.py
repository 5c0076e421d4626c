"""The commands on the catalogue, and the templates of tables to be completed."""

from __future__ import annotations

from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue import catalogue_lists
from ictindex.language import i18n


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
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write a CSV template of observations with empty values."""
    from ictindex.data.table_templates import make_observations

    chosen = ict.methodology(methodology, edition=edition)
    codes = [economy_code(wanted) for wanted in economy or [""]]
    years = chosen.document.years
    year = None if years is None else edition + years.reference
    made = make_observations(chosen.indicators, year, codes)
    output.deliver(made.to_csv(_separator(dialect)), output_file, language)


def _separator(dialect: str | None) -> str:
    from ictindex.data.io.csv import dialect_of

    return dialect_of(dialect, "--dialect").separator


def basket_template(
    table: Annotated[str, typer.Argument()],
    edition: opt.Edition,
    economy: opt.Economies = None,
    methodology: opt.MethodologyName = "ipb",
    dialect: opt.Dialect = None,
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write a CSV template of prices, economics or tariffs with empty figures."""
    from ictindex.data.table_templates import PRICE_TEMPLATES

    chosen = ict.methodology(methodology, edition=edition, provisional=True)
    document = chosen.document
    if not document.baskets:
        raise UsageError("cli.no-baskets", document=chosen.id)
    separator = _separator(dialect)
    if table not in PRICE_TEMPLATES:
        raise UsageError("cli.template-unknown", table=table, allowed=list(PRICE_TEMPLATES))
    codes = [economy_code(wanted) for wanted in economy or [""]]
    made = PRICE_TEMPLATES[table](document, edition, codes)
    if chosen.is_provisional:
        facts = {"edition": str(edition), "document": document.id}
        words = i18n.text("cli", "provisional", language, **facts)
        output.note(words)
        made = made.with_note(words)
    output.deliver(made.to_csv(separator), output_file, language)
