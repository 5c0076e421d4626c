"""Observations: the one table of figures, its readers, and published figures to compare with.

Files, data frames and xarray objects come in, each as a raw table (``tables``) or in the form of
a publisher (``forms``), brought into one shape by a layout (``layouts``, ``drafts``) and judged
cell by cell (``checks``). Rates are derived from counts (``derivation``), breakdowns compared
(``gaps``).
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "data")
