"""Printed shares next to those computed from the printed prices of the same economies."""

from __future__ import annotations

from decimal import Decimal

import ictindex as ict
from ictindex.indices.ipb.share_comparison import compare_shares, count_equal


def test_the_shares_of_2025_are_those_that_itu_printed() -> None:
    files = {name: ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")}
    result = ict.compute(ict.methodology("ipb", edition=2025), **files)
    printed = ict.prices.read_baskets(ict.sample_data("ipb-shares-2025.csv"))
    shares = compare_shares(result, printed)
    assert (len(shares), count_equal(shares)) == (28, 28)
    rows = {(row["economy"], row["basket"]): row for row in shares.records()}
    liberia = rows["LBR", "fixed-broadband"]  # ITU, ICT Price Basket workbook, December 2025
    assert (liberia["usd"], liberia["published"]) == (Decimal("93.00"), Decimal("146.84"))
