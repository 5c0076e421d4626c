"""Exchange rate behind the published prices in US dollars, found from round prices.

Shops sell at 9.99 and 24.90. A published price in US dollars, turned back with the rate that was
used, is such a price again; with another rate it is one only by chance.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor
from pathlib import Path

import pytest
from real_files import rows_of

from ictindex.definitions import documents

EURO_AREA = {
    "AUT", "BEL", "CYP", "EST", "FIN", "FRA", "DEU", "GRC", "IRL", "ITA",
    "LVA", "LTU", "LUX", "MLT", "NLD", "PRT", "SVK", "SVN", "ESP",
}  # fmt: skip
# Euros for one US dollar: means over a window of the daily reference rates of the European
# Central Bank (ECB Data Portal, EXR.D.USD.EUR.SP00.A), to four decimals.
ANNUAL = {
    2018: "0.8476", 2019: "0.8934", 2020: "0.8768", 2021: "0.8460", 2022: "0.9518",
    2023: "0.9251", 2024: "0.9241",
}  # fmt: skip
WINDOWS = {
    (2020, "second-and-third-quarters"): "0.8812",
    (2021, "second-quarter"): "0.8294",
    (2022, "second-quarter"): "0.9395",
    (2023, "second-quarter"): "0.9186",
    (2024, "second-quarter"): "0.9288",
    (2025, "first-quarter"): "0.9507",
    **{(year, "annual"): rate for year, rate in ANNUAL.items()},
}
ENDS = (0, 90, 95, 99)  # cents


def hits(prices: list[Decimal], rate: Decimal) -> int:
    """Count the prices that may be round ones: rounded to cents, the rate to 0.1 %."""
    count = 0
    for price in prices:
        low = (price - Decimal("0.005")) * rate * Decimal("0.999") * 100
        high = (price + Decimal("0.005")) * rate * Decimal("1.001") * 100
        cents = range(ceil(low), floor(high) + 1)
        count += any(cent % 100 in ENDS for cent in cents)
    return count


@pytest.mark.parametrize("edition", [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025])
def test_the_window_of_the_document_gives_the_most_round_prices(edition: int, data: Path) -> None:
    prices = sorted(
        {
            (row["iso3"], Decimal(row["value"]))
            for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
            if row["iso3"] in EURO_AREA
            and row["unit"] == "USD"
            and row["year"] == str(edition)
            and Decimal(row["value"]) > 4
        }
    )
    assert len(prices) > 60
    conversion = documents.document_for("ipb", edition).conversion
    assert conversion is not None
    year, window = conversion.exchange_rate.find_year(edition)
    counted = {
        key: hits([price for _, price in prices], Decimal(rate)) for key, rate in WINDOWS.items()
    }
    own = counted[year, window]
    assert own == max(counted.values()), counted
    # Two windows may have nearly the same rate by chance; against every other rate it is clear.
    rate = Decimal(WINDOWS[year, window])
    others = [
        count
        for key, count in counted.items()
        if abs(Decimal(WINDOWS[key]) / rate - 1) > Decimal("0.003")
    ]
    assert own > 1.5 * max(others), counted
