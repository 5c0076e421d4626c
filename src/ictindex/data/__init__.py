"""The one table of figures: observations, prices, economics, tariffs and published figures.

Files, data frames and xarray objects come in as raw tables (``io``), are brought into one shape by
a layout, and judged cell by cell (``checks``). All tables stand on one base (``tables``). Rates are
derived from counts (``rates``), breakdowns compared (``breakdowns``), notes of sources classified
(``source_classes``).
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "data")
