"""Words of a price index: its table, and the arithmetic of one year by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import i18n
from ictindex.analysis import multilateral
from ictindex.analysis.formulae import Floats
from ictindex.analysis.wording import (
    definition_name,
    factor_text,
    findings_list,
    say,
    unofficial_note,
)
from ictindex.core import decimals
from ictindex.formulas import (
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
    from ictindex.analysis.price_index import PriceIndex

_SHOWN = 2  # decimals of an index of 100
_PUT_IN = 6  # decimals of what is put into a formula
_MOST = 30  # more items make a table that nobody checks by hand


def _decimal(value: float) -> Decimal:
    # Twelve digits: the last ones of a sum of floats are noise, and differ by processor.
    return Decimal(f"{float(value):.12g}")


def _text(value: float, places: int, language: str) -> str:
    return factor_text(_decimal(value), places, language)


def _facts(index: PriceIndex, language: str) -> list[Block]:
    """Say which formula of which prices, before any figure."""
    definitions = [
        definition_name(definition, language) for definition in index.definitions.values()
    ]
    formula = i18n.label("index-formulae", index.formula, language)
    method = i18n.label("index-methods", index.method, language)
    return [
        i18n.Paragraph(
            say("index-facts", language, formula=formula, method=method, base=str(index.base))
        ),
        i18n.Paragraph(i18n.text("index-definitions", index.formula, language)),
        i18n.Paragraph(
            say(
                "index-items",
                language,
                count=str(len(index.items)),
                measure=i18n.label("measures", index.measure, language),
                definitions=definitions,
            )
        ),
        *unofficial_note(index.unofficial, language),
    ]


def table(index: PriceIndex, language: str) -> list[Block]:
    """Return the page of an index: formula, figures, what is left out and why."""
    blocks: list[Block] = [
        i18n.Heading(say("index-title", language), 1),
        *_facts(index, language),
    ]
    headers = [
        i18n.label("columns", "year", language),
        say("index-of-base", language, base=str(index.base)),
    ]
    rows = [
        [str(year), _text(ratio * 100, _SHOWN, language)]
        for year, ratio in zip(index.years, index.ratios, strict=True)
    ]
    blocks.append(i18n.Table(headers, rows, frozenset({0, 1})))
    if index.method == "chained" and index.formula != "jevons":
        blocks.append(i18n.Paragraph(say("chain-drift", language), note=True))
    title = say("left-out", language, count=str(len(index.left_out)))
    return [*blocks, *findings_list(title, index.left_out, language)]


def explanation(index: PriceIndex, year: int, language: str) -> list[Block]:
    """Return the arithmetic of one year: items with their numbers, then the formula."""
    title = i18n.pair(say("index-title", language), str(year), language)
    blocks: list[Block] = [i18n.Heading(title, 1), *_facts(index, language)]
    b, t = index.years.index(index.base), index.years.index(year)
    if index.method == "direct":
        blocks += _items(index, b, t, language)
        steps = _direct(index, b, t)
    elif index.method == "chained":
        steps = _links(index, b, t)
    else:
        steps = _ways(index, b, t)
    captions = [i18n.text("explain", key, language) for key in ("formula", "with-numbers")]
    blocks += [
        i18n.Formula(equation, caption) for caption, equation in zip(captions, steps, strict=True)
    ]
    value = i18n.pair(str(year), _text(index.ratios[t] * 100, _SHOWN, language), language)
    return [*blocks, i18n.Paragraph(value)]


def _items(index: PriceIndex, b: int, t: int, language: str) -> list[Block]:
    """Return the items of two years: prices, relative, quantities."""
    headers = [
        i18n.text("views", "economy", language),
        i18n.label("columns", "basket", language),
        i18n.detail(say("price", language), str(index.years[b]), language),
        i18n.detail(say("price", language), str(index.years[t]), language),
        say("relative", language),
    ]
    amounts: list[Floats] = []
    if index.quantities is not None and index.formula == "lowe":
        headers.append(say("quantity", language))
        amounts = [index.quantities]
    elif index.quantities is not None:
        headers += [
            i18n.detail(say("quantity", language), str(index.years[n]), language) for n in (b, t)
        ]
        amounts = [index.quantities[b], index.quantities[t]]
    if index.quantities is not None and index.formula == "tornqvist":
        headers.append(say("weight", language))
        spent = index.prices * index.quantities
        shares = spent / spent.sum(axis=-1, keepdims=True)
        amounts.append((shares[b] + shares[t]) / 2)
    rows = []
    for i, (economy, basket) in enumerate(index.items[:_MOST]):
        then, now = index.prices[b, i], index.prices[t, i]
        row = [i18n.economy_name(economy, language), i18n.label("baskets", basket, language)]
        row += [_short(then, language), _short(now, language)]
        row.append(_text(now / then, _PUT_IN, language))
        rows.append(row + [_short(column[i], language) for column in amounts])
    blocks: list[Block] = [i18n.Table(headers, rows, frozenset(range(2, len(headers))))]
    if len(index.items) > _MOST:
        count = str(len(index.items) - _MOST)
        blocks.append(i18n.Paragraph(i18n.text("views", "more-rows", language, count=count)))
    return blocks


def _short(value: float, language: str) -> str:
    """Write a price with the decimals it has, six at the most."""
    rounded = decimals.round_half_up(_decimal(value), _PUT_IN)
    return i18n.number(Decimal(decimals.canonical(rounded)), language)


def _cut(value: float) -> Number:
    return shortened(_decimal(value), _PUT_IN)


_INDEX = Symbol("index-ratio", "")
_LOG = Logarithm("e", _INDEX)


def _direct(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return the formula of a direct index, with symbols and with numbers."""
    p, q = index.prices, index.quantities
    ratio = index.ratios[t]
    if index.formula == "jevons":
        total = float((np.log(p[t]) - np.log(p[b])).sum())
        count = Number(Decimal(len(index.items)))
        return (
            Equation((_LOG, Quotient(Symbol("sum-of-logs", ""), Symbol("item-count", "")))),
            Equation((_LOG, Quotient(_cut(total), count), _cut(float(np.log(ratio))))),
        )
    if q is None:  # only Jevons has no quantities
        return Equation((_INDEX,)), Equation((_INDEX, _cut(ratio)))
    if index.formula == "tornqvist":
        return (
            Equation((_LOG, Symbol("weighted-logs", ""))),
            Equation((_LOG, _cut(float(np.log(ratio))))),
        )
    fixed = index.formula == "lowe"
    then, now = (q, q) if fixed else (q[b], q[t])
    old = Quotient(_cut(float(p[t] @ then)), _cut(float(p[b] @ then)))
    new = Quotient(_cut(float(p[t] @ now)), _cut(float(p[b] @ now)))
    of_old = Quotient(Symbol("cost-old-last", ""), Symbol("cost-old-first", ""))
    if fixed:
        of_old = Quotient(Symbol("cost-fixed-last", ""), Symbol("cost-fixed-first", ""))
    of_new = Quotient(Symbol("cost-new-last", ""), Symbol("cost-new-first", ""))
    if index.formula == "fisher":
        half = Number(Decimal(2))
        return (
            Equation((_LOG, Quotient(_logs(of_old, of_new), half))),
            Equation((_LOG, Quotient(_logs(old, new), half), _cut(float(np.log(ratio))))),
        )
    of, with_numbers = (of_new, new) if index.formula == "paasche" else (of_old, old)
    return Equation((_INDEX, of)), Equation((_INDEX, with_numbers, _cut(ratio)))


def _logs(first: Expression, second: Expression) -> Sum:
    return Sum((Logarithm("e", first), Logarithm("e", second)))


def _links(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return a chain as the product of its links, from the base year to the year."""
    low, high = min(b, t), max(b, t)
    ratios = index.ratios
    links = [ratios[u] / ratios[u - 1] for u in range(low + 1, high + 1)]
    factors = tuple(_cut(float(link)) for link in links) or (Number(Decimal(1)),)
    product: Expression = Product(factors) if len(factors) > 1 else factors[0]
    if t < b:  # backwards, the chain divides
        product = Quotient(Number(Decimal(1)), product)
    return (
        Equation((_INDEX, Symbol("product-of-links", ""))),
        Equation((_INDEX, product, _cut(float(ratios[t])))),
    )


def _ways(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return GEKS as the mean of the ways through every year, in logarithms."""
    matrix = multilateral.bilateral_matrix(index.prices, index.quantities, index.formula)
    logs = np.log(matrix)
    ways = tuple(_cut(float(logs[b, k] + logs[k, t])) for k in range(len(index.years)))
    mean = Quotient(Sum(ways), Number(Decimal(len(ways))))
    return (
        Equation((_LOG, Quotient(Symbol("sum-of-ways", ""), Symbol("year-count", "")))),
        Equation((_LOG, mean, _cut(float(np.log(index.ratios[t]))))),
    )
