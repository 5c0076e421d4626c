"""The second part of the demonstration: price baskets beside their printed shares."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import ictindex as ict
from ictindex import i18n
from ictindex.cli import data
from ictindex.i18n.document import Block

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult
    from ictindex.ipb.series import PriceSeries

_EDITION = 2025
_BASKET = "fixed-broadband"
_EXPLAINED = "ECU"


class _Pair(NamedTuple):
    """A share of income as printed and as recomputed."""

    economy: str
    basket: str
    published: Decimal
    recomputed: Decimal | None


def baskets() -> tuple[BasketResult, PriceSeries]:
    """Return the price baskets of the sample data, and the shares that ITU printed for them."""
    prices, economics, shares = (
        ict.sample_data(f"ipb-{name}-{_EDITION}.csv") for name in ("prices", "economics", "shares")
    )
    ipb = ict.methodology("ipb", edition=_EDITION)
    result = ict.compute(ipb, prices=prices, economics=economics, kind="reconstruction")
    return result, ict.prices.read_baskets(shares)


def _pairs(result: BasketResult, printed: PriceSeries) -> list[_Pair]:
    """Return each economy and basket with a printed share."""
    found = []
    for economy in result.economies:
        for basket in result.baskets:
            definition = result.methodology.document.basket(basket).definition
            known = printed.value(economy, definition, result.year)
            if known is not None:
                found.append(_Pair(economy, basket, known, result.figure(economy, basket)))
    return found


def record(result: BasketResult, printed: PriceSeries) -> dict[str, Any]:
    """Return the second part as plain data."""
    beside = [
        {
            "economy": pair.economy,
            "basket": pair.basket,
            "published": str(pair.published),
            "recomputed": None if pair.recomputed is None else str(pair.recomputed),
        }
        for pair in _pairs(result, printed)
    ]
    return data.of_baskets(result) | {"comparison": beside}


def blocks(result: BasketResult, printed: PriceSeries, language: str) -> list[Block]:
    """Return a table of one basket (price, share, printed share), and how many of all are equal."""

    def say(key: str, **given: str) -> str:
        return i18n.text("cli", key, language, **given)

    def shown(figure: Decimal | None) -> str:
        return "–" if figure is None else i18n.number(figure, language)

    pairs = _pairs(result, printed)
    name = i18n.label("baskets", _BASKET, language)
    headers = [
        i18n.text("views", "economy", language),
        i18n.text("views", "code", language),
        i18n.label("measures", "usd", language),
        i18n.label("measures", "share", language),
        i18n.text("views", "published", language),
    ]
    rows = [
        [
            i18n.economy_name(pair.economy, language),
            pair.economy,
            shown(result.figure(pair.economy, _BASKET, "usd")),
            shown(pair.recomputed),
            shown(pair.published),
        ]
        for pair in pairs
        if pair.basket == _BASKET
    ]
    equal = sum(pair.published == pair.recomputed for pair in pairs)
    return [
        i18n.Heading(say("demo-baskets", edition=str(result.edition)), 1),
        i18n.Paragraph(say("demo-baskets-told")),
        i18n.Heading(name, 2),
        i18n.Table(headers, sorted(rows), frozenset({2, 3, 4})),
        i18n.Paragraph(say("demo-baskets-equal", total=str(len(pairs)), equal=str(equal))),
    ]


def explanation(result: BasketResult, language: str) -> Any:
    """Return the explanation of one price."""
    return result.explain(_EXPLAINED, _BASKET, language)
