"""Words of a decomposition: its table, and one change by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex import i18n
from ictindex.analysis.wording import factor_text, findings_list, say
from ictindex.core import decimals
from ictindex.formulas import (
    Difference,
    Equation,
    Expression,
    Logarithm,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    shortened,
)
from ictindex.i18n.document import Block

if TYPE_CHECKING:
    from ictindex.analysis.decomposition import Change, Decomposition

_LEAST = 4  # decimals of parts, unless more are needed for a sum that holds as shown


def adding_places(first: Decimal, second: Decimal, total: Decimal, least: int = _LEAST) -> int:
    """Return the fewest decimals at which two rounded parts add up to their rounded sum.

    Each figure is rounded half up by itself; none is adjusted to make a sum come right.

    Examples
    --------
    >>> adding_places(Decimal("0.14"), Decimal("0.14"), Decimal("0.28"), 1)  # 0.1 + 0.1 is not 0.3
    2
    """
    for places in range(least, decimals.STAGE_PLACES):
        one, two, all_ = (decimals.round_half_up(v, places) for v in (first, second, total))
        with decimals.exact():
            if one + two == all_:
                return places
    return decimals.STAGE_PLACES


def _facts(split: Decomposition, language: str) -> list[Block]:
    years = {"first": str(split.first), "last": str(split.last)}
    return [
        i18n.Paragraph(say("split", language, **years)),
        i18n.Paragraph(say("split-sums", language)),
    ]


def _row(change: Change, language: str) -> list[str]:
    parts = change.parts
    points = (parts.price, parts.income, parts.change)
    logs = (parts.log_price, parts.log_income, parts.log_change)
    told = [factor_text(parts.first, 2, language), factor_text(parts.last, 2, language)]
    for three in (points, logs):
        places = adding_places(*three)
        told += [factor_text(value, places, language) for value in three]
    return told


def table(split: Decomposition, language: str) -> list[Block]:
    """Return the page of a decomposition, a row for each economy and basket."""
    title = say("split-title", language, first=str(split.first), last=str(split.last))
    blocks: list[Block] = [i18n.Heading(title, 1), *_facts(split, language)]
    headers = [
        i18n.text("views", "economy", language),
        i18n.label("columns", "basket", language),
        i18n.detail(say("share", language), str(split.first), language),
        i18n.detail(say("share", language), str(split.last), language),
        *(say(f"{unit}-{part}", language) for unit in ("points", "log")
          for part in ("price", "income", "change")),
    ]  # fmt: skip
    rows = [
        [
            i18n.economy_name(economy, language),
            i18n.label("basket-definitions", change.first.definition, language),
            *_row(change, language),
        ]
        for (economy, _), change in split.changes.items()
    ]
    blocks.append(i18n.Table(headers, rows, frozenset(range(2, len(headers)))))
    title = say("left-out", language, count=str(len(split.left_out)))
    return [*blocks, *findings_list(title, split.left_out, language)]


def explanation(
    split: Decomposition, keys: Sequence[tuple[str, str]], language: str
) -> list[Block]:
    """Return the changes of one economy by hand."""
    name = i18n.economy_name(keys[0][0], language)
    title = say("split-title", language, first=str(split.first), last=str(split.last))
    blocks: list[Block] = [
        i18n.Heading(i18n.pair(name, title, language), 1),
        *_facts(split, language),
    ]
    for key in keys:
        change = split.changes[key]
        words = i18n.label("basket-definitions", change.first.definition, language)
        blocks.append(i18n.Heading(words, 2))
        series = i18n.label("series", change.first.denominator, language)
        told = i18n.detail(i18n.pair(say("income-series", language), series, language),
                            change.first.currency, language)  # fmt: skip
        blocks += [i18n.Paragraph(told), *_arithmetic(split, change, language)]
    return blocks


def _arithmetic(split: Decomposition, change: Change, language: str) -> list[Block]:
    parts, first, last = change.parts, change.first, change.last
    steps: list[tuple[str, Equation]] = []
    share = Symbol("basket-share", "")
    for year, cost, value in (
        (split.first, first, parts.first),
        (split.last, last, parts.last),
    ):
        steps.append(
            (
                str(year),
                Equation((share, _share(cost.price, cost.income, split.months), _cut(value))),
            )
        )
    one = Logarithm("e", Quotient(_whole(last.price), _whole(first.price)))
    two = Logarithm("e", Quotient(_whole(last.income), _whole(first.income)))
    minus = Difference(Number(Decimal(0)), two)
    steps += [
        (say("log-price", language), Equation((one, _cut(parts.log_price)))),
        (say("log-income", language), Equation((minus, _cut(parts.log_income)))),
        (say("log-change", language), _sum(parts.log_price, parts.log_income, parts.log_change)),
        (say("points-change", language), _sum(parts.price, parts.income, parts.change)),
    ]
    blocks: list[Block] = [i18n.Formula(equation, caption) for caption, equation in steps]
    logarithm = say("log-mean", language)
    return [*blocks, i18n.Paragraph(logarithm)]


def _share(price: Decimal, income: Decimal, months: int) -> Expression:
    monthly = Quotient(_whole(income), Number(Decimal(months)))
    return Product((Number(Decimal(100)), Quotient(_whole(price), monthly)))


def _sum(first: Decimal, second: Decimal, total: Decimal) -> Equation:
    """Return the sum of two parts with as many decimals as it needs to hold as shown."""
    places = adding_places(first, second, total, 6)
    shown = [Number(decimals.round_half_up(value, places)) for value in (first, second, total)]
    return Equation((Sum((shown[0], shown[1])), shown[2]))


def _whole(value: Decimal) -> Number:
    return Number(Decimal(decimals.canonical(value)))


def _cut(value: Decimal) -> Number:
    return shortened(value, 6)
