"""Observations: the one table of figures, its readers, and published figures to compare with.

Files, data frames and xarray objects come in, each as a raw table (``tables``), brought into one
shape by a layout (``layouts``, ``drafts``) and judged cell by cell (``checks``).
"""

from ictindex.observations.cells import escape_cell
from ictindex.observations.observations import Observations
from ictindex.observations.published import Published, read_published
from ictindex.observations.readers import read_observations

__all__ = ["Observations", "Published", "escape_cell", "read_observations", "read_published"]
