"""The command that demonstrates both indices, and an edition published into a new folder."""

from __future__ import annotations

import shlex
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.commands.editions import published_words, write_published
from ictindex.apps.cli.commands.idi import comparison_summary, compute_edition
from ictindex.apps.cli.options import FileOptions, MethodologyOptions, OutputOptions
from ictindex.core import package_data
from ictindex.core.file_writer import make_folder, write_files
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.page_writer import page_width

if TYPE_CHECKING:
    from ictindex.editions.demonstration import Demonstration
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.language.i18n.document import Block

_BASKETS_EDITION = 2025
_BASKET = "fixed-broadband"
_EXPLAINED_BASKET = "ECU"


def demo(
    publish: Annotated[Path | None, typer.Option("--publish")] = None,
    sample_folder: Annotated[Path | None, typer.Option("--files")] = None,
    *,
    out: OutputOptions,
) -> None:
    """Recompute real editions of both indices, compare with print, explain one number of each."""
    form = out.form
    if sample_folder is not None:
        _copy_sample_data(sample_folder, out)
        return
    if publish is not None:
        _publish_edition(publish, out)
        return
    file, published = (ict.sample_data(f"idi-2024-{name}.csv") for name in ("annex", "published"))
    options = MethodologyOptions(file=FileOptions())
    result = compute_edition(file, 2024, options, "reconstruction", form, published)
    if form == "csv":
        output.write_csv(result.comparison())
        return
    baskets, printed = _price_baskets()
    if form == "json":
        record = baskets.to_dict() | {"comparison": _comparison_record(baskets, printed)}
        output.write_json(result.to_dict() | {"price_baskets": record})
        return
    _write_pages(result, baskets, printed, out.language)


def _write_pages(
    result: Result, baskets: BasketResult, printed: PriceSeries, language: str
) -> None:
    """Write the table and an explanation of each index."""
    from ictindex.indices.idi import views

    economy = i18n.economy_name("BRA", language)
    blocks = [
        i18n.Paragraph(i18n.text("cli", "demo-title", language)),
        *views.table(result, language),
        i18n.Paragraph(comparison_summary(result.comparison(), language)),
        i18n.Heading(i18n.text("cli", "demo-explained", language, economy=economy), 1),
    ]
    output.write_blocks(blocks, language)
    with page_width(output.page_width()):
        shown = result.explain("BRA", node="universal-connectivity", language=language)
        output.write(f"\n{shown}\n")
    output.write("")
    output.write_blocks(_baskets_blocks(baskets, printed, language), language)
    with page_width(output.page_width()):
        output.write(f"\n{baskets.explain(_EXPLAINED_BASKET, _BASKET, language=language)}\n")
    output.write("")
    ends = [i18n.text("cli", key, language) for key in ("demo-source", "demo-next")]
    output.write_blocks([i18n.Paragraph(words) for words in ends], language)


SHARES = define(
    "demonstration-of-baskets",
    Column("economy", "economy", "views/economy"),
    Column("code", "code", "views/code", get="economy", data=False),
    Column("basket", "basket", page=False),
    Column("usd", "figure", ("measures", "usd"), data=False),
    Column("published", "figure", "views/published"),
    Column("recomputed", "figure", ("measures", "share")),
    key=("economy", "basket"),
    page=("economy", "code", "usd", "recomputed", "published"),
)


class _Pair(NamedTuple):
    """A share of income as published and as recomputed, with the price in dollars."""

    economy: str
    basket: str
    usd: Decimal | None
    published: Decimal
    recomputed: Decimal | None


def _price_baskets() -> tuple[BasketResult, PriceSeries]:
    """Return the price baskets of the sample data, and the shares that ITU published for them."""
    prices, economics, shares = (
        ict.sample_data(f"ipb-{name}-{_BASKETS_EDITION}.csv")
        for name in ("prices", "economics", "shares")
    )
    ipb = ict.methodology("ipb", edition=_BASKETS_EDITION)
    result = ict.compute(ipb, prices=prices, economics=economics, kind="reconstruction")
    return result, ict.prices.read_baskets(shares)


def _pairs(result: BasketResult, printed: PriceSeries) -> list[_Pair]:
    """Return each economy and basket with a published share."""
    pairs = []
    for economy in result.economies:
        for basket in result.baskets:
            definition = result.methodology.document.basket(basket).definition
            share = printed.value(economy, definition, result.year)
            if share is not None:
                usd, own = (result.figure(economy, basket, measure) for measure in ("usd", "share"))
                pairs.append(_Pair(economy, basket, usd, share, own))
    return pairs


def _comparison_record(result: BasketResult, printed: PriceSeries) -> list[dict[str, Any]]:
    """Return published and recomputed shares as plain data."""
    return write_records(Table.of(SHARES, _pairs(result, printed)))


def _baskets_blocks(result: BasketResult, printed: PriceSeries, language: str) -> list[Block]:
    """Return a table of one basket (price, share, published share) and how many shares agree."""

    def say(key: str, **words: str) -> str:
        return i18n.text("cli", key, language, **words)

    pairs = _pairs(result, printed)
    table = Table.of(SHARES, [pair for pair in pairs if pair.basket == _BASKET])
    table = table.sort(lambda row: i18n.economy_name(row["economy"], language))
    equal = sum(pair.published == pair.recomputed for pair in pairs)
    return [
        i18n.Heading(say("demo-baskets", edition=str(result.edition)), 1),
        i18n.Paragraph(say("demo-baskets-told")),
        i18n.Heading(i18n.label("baskets", _BASKET, language), 2),
        write_grid(table, language),
        i18n.Paragraph(say("demo-baskets-equal", total=str(len(pairs)), equal=str(equal))),
    ]


def _copy_sample_data(folder: Path, out: OutputOptions) -> None:
    """Copy the sample data into a folder; refuse to replace a file with other content."""
    sources = {file.name: file for file in package_data.folder("sample_data").iterdir()}
    make_folder(folder)
    write_files({folder / name: source.read_bytes() for name, source in sorted(sources.items())})
    rows = [{"file": str(folder / name)} for name in sorted(sources)]
    if not output.write_data(out.form, lambda: rows, lambda: rows):
        words = i18n.text("cli", "demo-files-copied", out.language, folder=str(folder))
        output.write(words)


def _publish_edition(folder: Path, out: OutputOptions) -> None:
    """Publish the demonstration edition, and show the next commands to try."""
    with output.progress(i18n.text("cli", "computing")):
        made = ict.editions.demonstrate(folder)
    with output.report_done(published_words(made.edition, out.language)):
        _show_edition(made, out.language, out.as_json)


def _show_edition(made: Demonstration, language: str, as_json: bool) -> None:
    if as_json:
        write_published(made.edition, language, as_json)
        return
    count = str(len(made.economies))
    output.write_blocks(
        [i18n.Paragraph(i18n.text("cli", "demo-published", language, count=count))], language
    )
    output.write("")
    write_published(made.edition, language, as_json)
    edition = made.edition.path
    typed = shlex.quote(str(edition))  # in the form for a shell, with spaces or without
    reason = i18n.text("cli", "demo-reason", language)
    steps = [
        ("look", f"{edition / 'index.html'}"),
        ("verify", f"ictindex verify {typed} --root {made.edition.root}"),
        ("alone", f"python -I {shlex.quote(str(edition / 'verify.py'))}"),
        ("change", f"{edition / 'table.csv'}"),
        ("recompute", f"ictindex recompute {typed}"),
        (
            "erratum",
            f"ictindex erratum {typed} {made.economies[0]} internet-users 35.0 "
            f'--reason "{reason}" --date 2024-09-01',
        ),
        ("list", f"ictindex editions {shlex.quote(str(edition.parent))}"),
    ]
    output.write("")
    lines = [
        i18n.text("cli", f"demo-try-{key}", language) + f"\n    {command}" for key, command in steps
    ]
    output.write("\n".join(lines))
