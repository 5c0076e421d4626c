"""Why a candidate is used or not; the words stand in the language files."""

from __future__ import annotations

CHOSEN = "chosen"
REASONS = (
    CHOSEN, "no-value", "withdrawn", "class-not-stated", "auxiliary-not-listed",
    "year-not-allowed", "not-judged", "after-cut-off", "score-not-admitted",
    "confidential", "superseded",
    "outranked", "same-value", "competing", "official-exists", "official-beside", "derivable",
    "not-consulted", "value-changed", "notified-late", "waiting", "objected",
    "official-announced", "estimates-rejected", "values-there", "economy-left-out",
)  # fmt: skip
CODE = {name: n for n, name in enumerate(REASONS)}
