"""A methodology of price baskets in prose: baskets, purchase, conversion, target, groups.

This is a part of the page of a methodology. Every value comes from the document; every rule is
shown with the mark of its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import decimals
from ictindex.core.formulas import Equation, Expression, Number, Product, Quotient, Symbol
from ictindex.definitions.documents import Basket, Document
from ictindex.definitions.documents.evidence import WORST_FIRST, Mark
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records

if TYPE_CHECKING:
    from ictindex.indices.results.methodology_base import MethodologyBase


def basket_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the part of the page that is about baskets."""
    document, marks = methodology.document, methodology.marks
    blocks: list[Block] = [i18n.Heading(_say("baskets", language), 2)]
    blocks.append(_allowances(document, marks, language))
    blocks += _calls(document, marks, language)
    blocks.append(i18n.Heading(_say("purchasing", language), 2))
    blocks.append(i18n.Sentence("methodology/purchasing-meaning"))
    blocks.append(_rules(document, "purchasing", marks, language))
    blocks.append(i18n.Heading(_say("conversion", language), 2))
    blocks += [i18n.Formula(equation) for equation in conversion_formulae(document)]
    blocks.append(i18n.Sentence("methodology/conversion-meaning"))
    blocks.append(_rules(document, "conversion", marks, language))
    blocks.append(i18n.Heading(_say("affordability", language), 2))
    blocks.append(i18n.Paragraph(_target(document, language)))
    blocks.append(_rules(document, "affordability", marks, language))
    blocks.append(i18n.Heading(_say("aggregation", language), 2))
    blocks.append(_rules(document, "aggregation", marks, language))
    return blocks


def conversion_formulae(document: Document) -> tuple[Equation, ...]:
    r"""Return the formulae of the share of income, of US dollars and of PPP dollars.

    .. math::

        s = 100\,\frac{p}{g / 12}, \qquad p_{\$} = \frac{p}{e}, \qquad p_{PPP} = \frac{p}{f}

    with the price *p*, yearly GNI per capita *g*, exchange rate *e* and PPP factor *f*; the
    number of months is that of the document. Source: ITU, ICT Price Basket workbook, 2025.
    """
    conversion = document.conversion
    if conversion is None:
        return ()
    price, rule = Symbol("basket-price", ""), conversion.denominator
    through = rule.local_currency == rule.us_dollar
    made: tuple[tuple[str, Expression], ...] = (
        ("basket-share", share_formula(conversion.months, through_dollars=through)),
        ("basket-usd", Quotient(price, Symbol("basket-rate", ""))),
        ("basket-ppp", Quotient(price, Symbol("basket-factor", ""))),
    )
    return tuple(Equation((Symbol(key, ""), formula)) for key, formula in made)


def share_formula(months: int, *, through_dollars: bool) -> Expression:
    """Return the formula of a share of income, also for prices converted to US dollars first."""
    price: Expression = Symbol("basket-price", "")
    if through_dollars:
        price = Quotient(price, Symbol("basket-rate", ""))
    monthly = Quotient(Symbol("basket-income", ""), Number(Decimal(months)))
    return Product((Number(Decimal(100)), Quotient(price, monthly)))


def _say(key: str, language: str, **values: object) -> str:
    return i18n.text("methodology", key, language, **values)


def _mark(paths: list[str], marks: Mapping[str, Mark]) -> Mark:
    """Return the worst mark of several constants."""
    worst = {marks[path] for path in paths}
    return next(m for m in WORST_FIRST if m in worst)


def _allowances(document: Document, marks: Mapping[str, Mark], language: str) -> Block:
    """Return the volumes of each basket, with their worst mark."""
    rows = []
    for basket in document.baskets:
        path = f"baskets.{basket.id}"
        rows.append(
            {
                "basket": basket.id,
                "payment": constant_value(basket.payment, language, f"{path}.payment"),
                "selection": constant_value(basket.selection, language, f"{path}.selection"),
                "data-mb": basket.data or None,
                "minutes": _plain(basket.total_minutes) or None,
                "sms": basket.sms or None,
                "mark": _mark(_volumes(basket, marks), marks),
            }
        )
    return write_records(COLUMNS, rows, language)


def _volumes(basket: Basket, marks: Mapping[str, Mark]) -> list[str]:
    path = f"baskets.{basket.id}"
    return [
        key
        for key in marks
        if key in (f"{path}.data", f"{path}.sms") or key.startswith(f"{path}.calls.")
    ]


def _plain(value: Decimal) -> Decimal:
    """Return a sum without the final zeros of its terms."""
    return Decimal(decimals.canonical(value))


def _calls(document: Document, marks: Mapping[str, Mark], language: str) -> list[Block]:
    """Return the table of calls, if a basket states destinations, periods or calls."""
    rows = []
    for basket in document.baskets:
        for cell in basket.calls:
            if cell.calls is None and len(basket.calls) == 1:
                continue
            path = f"baskets.{basket.id}.calls.{cell.destination}.{cell.period}."
            rows.append(
                {
                    "basket": basket.id,
                    "destination": constant_value(cell.destination, language, "destination"),
                    "period": constant_value(cell.period, language, "period"),
                    "calls": cell.calls or None,
                    "minutes-per-call": cell.minutes_per_call or None,
                    "minutes": _plain(cell.total_minutes) or None,
                    "mark": _mark([key for key in marks if key.startswith(path)], marks),
                }
            )
    if not rows:
        return []
    return [
        i18n.Heading(_say("table-of-calls", language), 2),
        write_records(COLUMNS, rows, language),
    ]


def _rules(document: Document, section: str, marks: Mapping[str, Mark], language: str) -> Block:
    """Return the rules of a section of the document, each with its mark."""
    rows = [
        {
            "rule": constant_name(path, language),
            "compare-value": constant_value(value, language, path),
            "mark": marks[path],
        }
        for path, value in document.constants().items()
        if path.startswith(f"{section}.")
    ]
    return write_records(COLUMNS, rows, language)


def _target(document: Document, language: str) -> str:
    target = document.affordability
    if target is None:
        return ""
    return _say(
        "target",
        language,
        percent=target.target,
        names=[i18n.label("baskets", key, language) for key in target.baskets],
        groups=[i18n.label("groups", key, language) for key in target.income_groups],
    )
