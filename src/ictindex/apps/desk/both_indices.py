"""A demonstration of both indices: sample data recomputed, compared with print, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ictindex as ict
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.records_writer import write_records
from ictindex.indices.idi.views import comparison_summary
from ictindex.indices.ipb.share_comparison import compare_shares, count_equal
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable, nested_record

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.language.i18n.document import Block

_EDITION, _BASKETS_EDITION = 2024, 2025
_EXPLAINED, _NODE = "BRA", "universal-connectivity"
_BASKET, _EXPLAINED_BASKET = "fixed-broadband", "ECU"


@dataclass(frozen=True, slots=True)
class BothIndices(Renderable):
    """An edition of the IDI and price baskets, with the shares that were printed for them."""

    result: Result
    baskets: BasketResult
    printed: PriceSeries

    def _blocks(self, language: str) -> list[Block]:
        economy = i18n.economy_name(_EXPLAINED, language)
        return [
            i18n.Sentence("demonstration/title"),
            *self.result.blocks(language),
            comparison_summary(self.result),
            i18n.Heading(_word("explained", language, economy=economy), 1),
            *self.result.explain(_EXPLAINED, node=_NODE).blocks(language),
            *self._basket_blocks(language),
            *self.baskets.explain(_EXPLAINED_BASKET, _BASKET).blocks(language),
            i18n.Sentence("demonstration/source"),
            i18n.Sentence("demonstration/next"),
        ]

    def _basket_blocks(self, language: str) -> list[Block]:
        """Return a table of one basket, and how many shares of all of them are the printed ones."""
        shares = compare_shares(self.baskets, self.printed)
        shown = shares.keep(lambda row: row["basket"] == _BASKET)
        shown = shown.sort(lambda row: i18n.economy_name(row["economy"], language))
        counts = {"total": str(len(shares)), "equal": str(count_equal(shares))}
        return [
            i18n.Heading(_word("baskets", language, edition=str(self.baskets.edition)), 1),
            i18n.Sentence("demonstration/baskets-meaning"),
            i18n.Heading(i18n.label("baskets", _BASKET, language), 2),
            write_grid(shown, language),
            i18n.Paragraph(_word("baskets-equal", language, **counts)),
        ]

    _json_name = "demonstration"

    def _to_dict(self) -> dict[str, Any]:
        """Return the edition of the IDI as plain data, with the baskets and their comparison."""
        shares = write_records(compare_shares(self.baskets, self.printed))
        baskets = nested_record(self.baskets) | {"comparison": shares}
        return nested_record(self.result) | {"price_baskets": baskets}


def compute_both() -> BothIndices:
    """Compute an edition of each index from the sample data, with what ITU published."""
    annex, published = (ict.sample_data(f"idi-2024-{name}.csv") for name in ("annex", "published"))
    result = ict.compute(
        ict.methodology("idi", edition=_EDITION),
        ict.read_observations(annex),
        edition=_EDITION,
        published=ict.read_published(published),
        kind="reconstruction",
    )
    prices, economics, shares = (
        ict.sample_data(f"ipb-{name}-{_BASKETS_EDITION}.csv")
        for name in ("prices", "economics", "shares")
    )
    baskets = ict.compute(
        ict.methodology("ipb", edition=_BASKETS_EDITION),
        prices=prices,
        economics=economics,
        kind="reconstruction",
    )
    return BothIndices(result, baskets, ict.prices.read_baskets(shares))


def _word(key: str, language: str, **figures: str) -> str:
    return i18n.text("demonstration", key, language, **figures)
