"""The price baskets of one economy at its own plans, without other economies or arrays.

They are bought and converted by the same functions as the baskets of an edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.indices.ipb.cheapest import Purchase, find_cheapest
from ictindex.indices.ipb.inputs import MEASURES, Lookup
from ictindex.indices.ipb.price_links import Price, convert_price, link_price
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    from ictindex.data.economics import Economics
    from ictindex.data.tariffs import Tariffs
    from ictindex.definitions.documents import Document


@dataclass(frozen=True, slots=True)
class EconomyPrice:
    """A basket of one economy: its purchase, and its price in each measure.

    Parameters
    ----------
    basket : str
        Id of the basket.
    currency : str
        ISO 4217 code of the price as advertised; empty if there is no price.
    purchase : Purchase or None
        The purchase; ``None`` if the plans give no price.
    amounts : mapping of str to Decimal
        Price by measure (``local``, ``usd``, ``ppp``, ``share``), unrounded; missing ones absent.
    reasons : mapping of str to Finding
        Reasons why measures are missing.

    Examples
    --------
    >>> import ictindex as ict
    >>> from ictindex.indices.ipb.economy_prices import price_economy
    >>> tariffs = ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    >>> ipb = ict.methodology("ipb", edition=2025)
    >>> first = price_economy(ipb.document, tariffs, None, "ATA", edition=2025, year=2025)[0]
    >>> first.basket, first.round_measures(2)["local"], first.currency, sorted(first.reasons)
    ('mobile-data-only', Decimal('9.00'), 'USD', ['ppp', 'share'])
    """

    basket: str
    currency: str
    purchase: Purchase | None
    amounts: Mapping[str, Decimal]
    reasons: Mapping[str, Finding]

    def round_measures(self, places: int) -> dict[str, Decimal]:
        """Return the price in each measure, rounded half up as it is published.

        Parameters
        ----------
        places : int
            Decimals.

        Returns
        -------
        dict of str to Decimal
            By measure; missing ones are absent.
        """
        return {m: decimals.round_half_up(amount, places) for m, amount in self.amounts.items()}


def price_economy(
    document: Document,
    tariffs: Tariffs,
    economics: Economics | None,
    economy: str,
    *,
    edition: int,
    year: int,
) -> tuple[EconomyPrice, ...]:
    """Price the baskets of a document for one economy at its tariffs."""
    rules = document.conversion
    if rules is None:
        return ()
    bought = find_cheapest(tariffs, document, economy, year=year)
    look = Lookup(economics, rules, edition, year)
    rate, factor = look.rate(economy), look.factor(economy)
    national = catalogue.price_currencies(economy, year)
    prices = []
    for basket in (each.id for each in document.baskets):
        purchase = bought[economy, basket]
        if isinstance(purchase, Finding):
            reasons: Mapping[str, Finding] = dict.fromkeys(MEASURES, purchase)
            prices.append(EconomyPrice(basket, "", None, {}, reasons))
            continue
        price = Price(economy, basket, purchase.currency, national)
        link = link_price(look, price, rate, factor)
        amounts, _ = convert_price(look, purchase.price, purchase.currency, link)
        prices.append(
            EconomyPrice(
                basket, purchase.currency, purchase, MappingProxyType(amounts), link.reasons
            )
        )
    return tuple(prices)
