"""Tariffs, prices and economics: the three tables from which price baskets are computed.

What operators offer, what baskets cost, and what turns a price into a share of income come in as
files, workbooks or data frames, column by column (``columns``, ``cells``, ``reading``), and are
judged by row and between rows (``rules``). A table cannot be changed (``table``).
"""

from ictindex.tariffs.columns import UNLIMITED
from ictindex.tariffs.economics import Economics, read_economics
from ictindex.tariffs.prices import Prices, read_prices
from ictindex.tariffs.tariffs import Tariffs, read_tariffs

__all__ = [
    "UNLIMITED",
    "Economics",
    "Prices",
    "Tariffs",
    "read_economics",
    "read_prices",
    "read_tariffs",
]
