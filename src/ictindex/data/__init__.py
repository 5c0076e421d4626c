"""Observations: the one table of figures, its readers, and published figures to compare with.

Files, data frames and xarray objects come in, each as a raw table (``tables``) or in the form of
a publisher (``forms``), brought into one shape by a layout (``layouts``, ``drafts``) and judged
cell by cell (``checks``). Rates are derived from counts (``derivation``), breakdowns compared
(``gaps``).
"""

from ictindex.data.breakdowns import Comparisons, compare_breakdowns
from ictindex.data.cell_text import escape_cell
from ictindex.data.economics import Economics, read_economics
from ictindex.data.io.sdmx_csv import write_sdmx_csv
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.data.prices import Prices, read_prices
from ictindex.data.published import Published, read_published
from ictindex.data.rates import Derived, derive
from ictindex.data.source_notes import class_shares, classified
from ictindex.data.tables.schema import UNLIMITED
from ictindex.data.tariffs import Tariffs, read_tariffs

__all__ = [
    "UNLIMITED",
    "Comparisons",
    "Derived",
    "Economics",
    "Observations",
    "Prices",
    "Published",
    "Tariffs",
    "class_shares",
    "classified",
    "compare_breakdowns",
    "derive",
    "escape_cell",
    "read_economics",
    "read_observations",
    "read_prices",
    "read_published",
    "read_tariffs",
    "write_sdmx_csv",
]
