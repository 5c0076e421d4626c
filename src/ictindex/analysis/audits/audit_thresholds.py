"""The thresholds of the statistical audit, each with its source; the user may change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

# Source of each threshold, as a key of the texts of the audit.
SOURCES = MappingProxyType(
    {
        "skewness": "common",
        "kurtosis": "common",
        "extremes": "coinr",
        "ceiling": "terwee",
        "redundant": "common",
        "weak": "common",
        "negative": "common",
        "chance": "common",
        "alpha": "common",
        "rank_difference": "jrc",
        "added_value": "own",
        "importance": "own",
        "coverage": "coinr",
        "economies_per_indicator": "common",
    }
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds that decide on the verdicts.

    ``skewness`` and ``kurtosis`` must both be exceeded; ``extremes`` is the largest number of
    values that are named; ``importance`` is the factor by which the relative importance may differ
    from its weight; ``rank_difference`` is in ranks, and all shares are from 0 to 1.
    """

    skewness: float = 2.0
    kurtosis: float = 3.5
    extremes: float = 5
    ceiling: float = 0.15
    redundant: float = 0.92
    weak: float = 0.3
    negative: float = 0.0
    chance: float = 0.95
    alpha: float = 0.7
    rank_difference: float = 10
    added_value: float = 0.1
    importance: float = 1.5
    coverage: float = 0.65
    economies_per_indicator: float = 5

    def source(self, name: str) -> str:
        """Return the source of a threshold; a changed threshold comes from the user."""
        usual = {field.name: field.default for field in fields(self)}
        return SOURCES[name] if getattr(self, name) == usual[name] else "user"


def read_thresholds(supplied: Mapping[str, float] | None) -> Thresholds:
    """Return the thresholds with the changes of the user; refuse unknown ones."""
    if not supplied:
        return Thresholds()
    allowed = [field.name for field in fields(Thresholds)]
    for name, value in supplied.items():
        if name not in allowed:
            raise UsageError("audit.threshold", wanted=str(name)[:80], allowed=allowed)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise UsageError("audit.threshold-number", wanted=name, figure=str(value)[:80])
    return replace(Thresholds(), **{name: float(value) for name, value in supplied.items()})
