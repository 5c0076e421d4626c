"""Small price-basket results for the tests of views and explanations: every figure by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

import ictindex as ict
from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.data.tariffs import read_tariffs

ECONOMICS = "economy series year value currency window source vintage"
LOCAL, ATLAS = "gni-per-capita-local", "gni-per-capita-atlas"


def prices(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["economy", "basket", "year", "price", "currency", "source"])


def economics(*rows: tuple[object, ...]) -> pd.DataFrame:
    filled = [(*row, *[""] * (8 - len(row))) for row in rows]
    return pd.DataFrame(filled, columns=ECONOMICS.split())


# Kenya: 2 899 shillings; 300 000 a year, 25 000 a month; 130 a dollar; 43.5 a PPP dollar.
PRICES = prices(
    ("KEN", "fixed-broadband", 2025, "2899.00", "KES", "operator's page"),
    ("KEN", "mobile-data-only", 2025, "1000", "KES", ""),
    ("LBR", "fixed-broadband", 2025, "93.00", "USD", "survey"),
    ("SLV", "fixed-broadband", 2025, "25.00", "USD", "survey"),
    ("UGA", "fixed-broadband", 2025, "200000", "KES", "survey"),
)
VALUES = economics(
    ("KEN", LOCAL, 2024, "300000", "KES", "", "World Bank", "2025-12"),
    ("KEN", "exchange-rate", 2025, "130", "KES", "first-quarter", "central bank", "2025-04"),
    ("KEN", "ppp-private", 2022, "42", "KES", "", "World Bank", "2025-12"),
    ("KEN", "ppp-gdp", 2022, "40", "KES", "", "World Bank", "2025-12"),
    ("KEN", "ppp-gdp", 2024, "44", "KES", "", "World Bank", "2025-12"),
    ("LBR", ATLAS, 2024, "760", "USD", "", "World Bank", "2025-12"),
    ("LBR", "exchange-rate", 2025, "200", "LRD", "first-quarter", "central bank", "2025-04"),
    ("LBR", "ppp-private", 2024, "80", "LRD", "", "World Bank", "2025-12"),
    ("SLV", ATLAS, 2023, "5120", "USD", "", "World Bank", "2025-12"),
)


def priced(
    prices_of: pd.DataFrame = PRICES, values: pd.DataFrame = VALUES, edition: int = 2025
) -> Any:
    """Compute a result from frames of prices and economics."""
    return ict.compute(
        ict.methodology("ipb", edition=edition),
        prices=read_prices(prices_of),
        economics=read_economics(values),
        edition=edition,
    )


PLANS = [
    # id, name, kind, price, days, data in MB, sms, minutes, price of a MB, a minute, an SMS
    ("base", "Pay as you go", "plan", "0", "", "", "", "", "0.5", "2.4", "1.2"),
    ("half", "15-day pack 5 GB", "plan", "120.00", "15", "5000", "", "", "", "", ""),
    ("talk", "Talk 60", "add-on", "30.00", "30", "", "", "60", "", "", ""),
]
_COLUMNS = "id name kind price validity_days data_mb sms minutes price_mb price_minute price_sms"


def market(plans: list[tuple[str, ...]] = PLANS, **constants: str) -> pd.DataFrame:
    """Return tariffs of one operator in Mauritius."""
    frame = pd.DataFrame(plans, columns=_COLUMNS.split())
    arguments = {
        "economy": "MUS", "operator": "Alpha", "market_share": "60", "service": "mobile",
        "payment": "prepaid", "currency": "MUR", "tax_included": "yes", "generation": "4g",
        "promotional": "no", "speed_kbits": "10000", **constants,
    }  # fmt: skip
    return frame.assign(**arguments)


MAURITIUS = economics(
    ("MUS", LOCAL, 2024, "480000", "MUR", "", "World Bank", "2025-12"),
    ("MUS", "exchange-rate", 2025, "46.5", "MUR", "first-quarter", "central bank", "2025-04"),
)


def bought(frame: pd.DataFrame | None = None, values: pd.DataFrame = MAURITIUS) -> Any:
    """Compute a result from tariffs."""
    return ict.compute(
        ict.methodology("ipb", edition=2025),
        tariffs=read_tariffs(market() if frame is None else frame),
        economics=read_economics(values),
        edition=2025,
    )
