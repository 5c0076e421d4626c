"""The JSON object of the demonstration, which has an edition of each index."""

from __future__ import annotations

from ictindex.core.tables.record_schema import Field
from ictindex.indices.basket_records import BASKET_RESULT
from ictindex.indices.idi.idi_records import RESULT_OF_IDI
from ictindex.indices.ipb.share_comparison import SHARES

DEMONSTRATION = RESULT_OF_IDI.join(
    "demonstration",
    "An edition of each index, recomputed from the sample data.",
    Field(
        "price_baskets",
        BASKET_RESULT.join(
            "compared-baskets",
            "The prices of an edition, with the printed shares of income.",
            Field("comparison", SHARES, "printed and recomputed shares", "list"),
        ),
        "the edition of the ICT Price Basket",
    ),
)
