"""The catalogue: indicators and their codes, economies, dated groups, code lists.

Read from ``methodology/catalogue/`` when first needed; nothing here can be changed by a caller.
"""

from ictindex.catalogue.codes import breakdowns, node_ids, source_classes, status_codes
from ictindex.catalogue.economies import Economy, economies, economy_hint
from ictindex.catalogue.groups import Grouping, groupings, groups
from ictindex.catalogue.indicators import Indicator, indicator_hint, indicator_id, indicators

__all__ = [
    "Economy",
    "Grouping",
    "Indicator",
    "breakdowns",
    "economies",
    "economy_hint",
    "groupings",
    "groups",
    "indicator_hint",
    "indicator_id",
    "indicators",
    "node_ids",
    "source_classes",
    "status_codes",
]
