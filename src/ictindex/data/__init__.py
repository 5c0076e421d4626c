"""The one table of figures: observations, prices, economics, tariffs and published figures.

Files, data frames and xarray objects come in as raw tables (``io``). A layout brings them into one
shape, and every cell is checked (``checks``). All tables have one base class (``tables``). Rates
are derived from counts (``rates``), breakdowns are compared (``breakdowns``), and notes of sources
are classified (``source_classes``).
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "data")
