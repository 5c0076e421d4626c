"""Observations: the one table of figures, its readers, and published figures to compare with.

Files, data frames and xarray objects come in, each as a raw table (``tables``) or in the form of
a publisher (``forms``), brought into one shape by a layout (``layouts``, ``drafts``) and judged
cell by cell (``checks``). Rates are derived from counts (``derivation``), breakdowns compared
(``gaps``).
"""

from ictindex.observations.cells import escape_cell
from ictindex.observations.derivation import derive
from ictindex.observations.derived import Derived
from ictindex.observations.gaps import Comparisons, compare_breakdowns
from ictindex.observations.observations import Observations
from ictindex.observations.published import Published, read_published
from ictindex.observations.readers import read_observations
from ictindex.observations.sdmxwriting import write_sdmx_csv
from ictindex.observations.sourcenotes import class_shares, classified

__all__ = [
    "Comparisons",
    "Derived",
    "Observations",
    "Published",
    "class_shares",
    "classified",
    "compare_breakdowns",
    "derive",
    "escape_cell",
    "read_observations",
    "read_published",
    "write_sdmx_csv",
]
