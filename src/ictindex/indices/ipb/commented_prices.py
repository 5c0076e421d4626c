"""Prices that are put in words: those of a result, and those of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex.core.arguments import doors
from ictindex.core.higher_rooms import make_above

if TYPE_CHECKING:
    from ictindex.language.commentary_page import Commentary


@doors
class CommentedPrices:
    """Prices with a commentary."""

    __slots__ = ()

    def in_words(self, language: str | None = None, *, economy: str | None = None) -> Commentary:
        """Return what the prices say, in sentences: of the medians, or of one economy.

        Of an economy: the share of income and the price in US dollars of each basket of its newest
        year, the difference from the affordability target where that applies, and the baskets
        without a price. No economy is put in an order.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        economy : str, optional
            ISO3 code, or a name of the economy in any of the six languages; without it the
            sentences are about the medians of the baskets.

        Returns
        -------
        Commentary
            Text when printed, a page in a notebook; ``sentences`` are codes with figures.

        Raises
        ------
        CatalogueError
            If there is no price of the economy, or the language is not one of the six.

        Examples
        --------
        >>> import ictindex as ict
        >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
        >>> prices, economics = map(ict.sample_data, names)
        >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
        >>> print(result.in_words("en", economy="ECU").sentences[0].to_text("en"))
        Ecuador, 2025, Fixed-broadband basket (5 GB): 4.62 % of monthly gross national income per person, or 24.73 US dollars a month, computed here, not read from a publication of ITU.
        """  # noqa: E501
        words: Commentary = make_above("in_words", self)(economy, language)
        return words
