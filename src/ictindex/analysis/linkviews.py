"""Words of a linked series: its table, and the link of one economy by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.analysis.wording import (
    factor_text,
    findings_list,
    label_of,
    say,
    unofficial_note,
)
from ictindex.formulas import Equation, Number, Product, Quotient, Symbol, shortened
from ictindex.i18n.document import Block

if TYPE_CHECKING:
    from ictindex.analysis.linking import LinkedSeries


def _facts(linked: LinkedSeries, language: str) -> list[Block]:
    """Say what is linked, how and on which year: before any figure."""
    given = {
        "old": i18n.label("basket-definitions", linked.old, language),
        "new": i18n.label("basket-definitions", linked.new, language),
        "year": str(linked.on),
    }
    before = [str(year) for year in linked.years if year < linked.on]
    return [
        i18n.Paragraph(say("linked", language, **given)),
        i18n.Paragraph(
            say("spliced-years", language, years=before)
            if before
            else say("nothing-spliced", language, year=str(linked.on)),
            note=True,
        ),
        i18n.Paragraph(i18n.label("measures", linked.measure, language)),
        *unofficial_note(linked.unofficial, language),
    ]


def table(linked: LinkedSeries, language: str) -> list[Block]:
    """Return the page of a linked series: a row for each economy, its factor, its years."""
    title = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(title, say("linked-series", language), language), 1),
        *_facts(linked, language),
    ]
    years = linked.years
    rows = []
    for economy in sorted(linked.linked, key=lambda code: i18n.economy_name(code, language)):
        values = [linked.value(economy, year) for year in years]
        told = ["–" if v is None else factor_text(v, 2, language) for v in values]
        factor = factor_text(linked.factor(economy), 6, language)
        rows.append([i18n.economy_name(economy, language), factor, *told])
    # A star on the year says that its figures are moved, in every form of the table.
    heads = [f"{year} *" if year < linked.on else str(year) for year in years]
    headers = [i18n.text("views", "economy", language), say("factor", language), *heads]
    blocks.append(i18n.Table(headers, rows, frozenset(range(1, len(headers)))))
    if any(year < linked.on for year in years):
        blocks.append(i18n.Paragraph(say("star", language)))
    title = say("not-linked", language, count=str(len(linked.unlinked)))
    return [*blocks, *findings_list(title, linked.unlinked, language)]


def explanation(linked: LinkedSeries, economy: str, language: str) -> list[Block]:
    """Return the link of one economy, by hand."""
    name = i18n.economy_name(economy, language)
    basket = i18n.label("baskets", linked.basket, language)
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, basket, language), 1),
        *_facts(linked, language),
    ]
    values = linked.points.values
    old, new = (values[economy, d, linked.on] for d in (linked.old, linked.new))
    symbols = (Symbol("link-factor", ""), Symbol("link-new", ""), Symbol("link-old", ""))
    blocks.append(
        i18n.Formula(
            Equation((symbols[0], Quotient(symbols[1], symbols[2]))),
            i18n.text("explain", "formula", language),
        )
    )
    factor = linked.factor(economy)
    put_in = Quotient(_plain(new), _plain(old))
    blocks.append(
        i18n.Formula(
            Equation((symbols[0], put_in, shortened(factor, 6))),
            i18n.text("explain", "with-numbers", language),
        )
    )
    for year in linked.years:
        value = linked.value(economy, year)
        if value is None:
            absent = i18n.text("analysis", "no-value", language)
            blocks.append(i18n.Paragraph(i18n.pair(str(year), absent, language)))
        elif year < linked.on:
            moved = Product((_plain(values[economy, linked.old, year]), put_in))
            blocks.append(
                i18n.Formula(
                    Equation((moved, shortened(value, 6))), label_of(year, "spliced", language)
                )
            )
        else:
            blocks.append(
                i18n.Formula(
                    Equation((shortened(value, 6),)), label_of(year, "as-priced", language)
                )
            )
    return blocks


def _plain(value: Decimal) -> Number:
    return shortened(value, 6)
