"""The rows of tables that were read, as JSON has them: their columns and their addresses."""

from __future__ import annotations

from ictindex.data.tables.row_views import declare_rows
from ictindex.data.tables.schema import ECONOMICS, OBSERVATIONS, PRICES, TARIFFS

OBSERVATIONS_AS_READ = declare_rows("observations-as-read", OBSERVATIONS)
PRICES_AS_READ = declare_rows("prices-as-read", PRICES)
ECONOMICS_AS_READ = declare_rows("economics-as-read", ECONOMICS)
TARIFFS_AS_READ = declare_rows("tariffs-as-read", TARIFFS)
