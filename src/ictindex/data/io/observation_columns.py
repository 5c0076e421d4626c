"""The columns of a table of observations, and what they are."""

from __future__ import annotations

BREAKDOWNS = ("sex", "age", "location", "disability", "education", "income")
# What a survey states about the precision of its value, in the unit of the value.
PRECISION = (
    "standard_error",
    "sample_size",
    "design_effect",
    "lower_bound",
    "upper_bound",
    "confidence_level",
    "error_method",
    "degrees_of_freedom",
    "made_by",
)
COLUMNS = (
    "economy",
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "conf_status",
    "source_class",
    "source",
    "vintage",
    "consultation",
    *BREAKDOWNS,
    "note",
    *PRECISION,
)
OBLIGATORY = ("economy", "indicator", "year", "value")
PROVENANCE = ("written", "file", "line", "column")
# Properties that a single cell may have: by a flag, or by a column "<indicator>:<one of these>".
OF_A_CELL = tuple(c for c in COLUMNS if c not in ("economy", "indicator", "value"))
CONSTANTS = tuple(c for c in COLUMNS if c != "value")
