"""Count again what the limits of patterns rest on (``methodology/detection/patterns-2026.toml``).

    ICTINDEX_DATA=... python benchmarks/pattern_limits.py

Of every measured limit it prints how many real cases lie beyond it, and of how many. Real changes
are published figures of two years that follow each other.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping

from filled_questionnaires import part_changes
from real_data import DATA

_LEAST_TRAFFIC = 0.05  # exabytes: smaller networks multiply
_SPEEDS = ("256kt2mbps", "2mt10mbps", "10mbps")
_LEFT = 0.25  # as in the operation

Count = tuple[int, int]  # beyond the limit, of all


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / "series" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def count_parts(limit: float) -> Count:
    """Count changes of parts relative to their total."""
    changes = part_changes()
    return sum(abs(change) > limit for change in changes), len(changes)


def count_populations(limit: float) -> Count:
    people = {
        (r["iso3"], int(r["year"])): float(r["population"])
        for r in _rows("population.csv")
        if r["population"]
    }
    changes = [
        math.log(value / people[economy, year - 1])
        for (economy, year), value in people.items()
        if year >= 2015 and (economy, year - 1) in people
    ]
    return sum(abs(change) > limit for change in changes), len(changes)


def count_traffic(limit: float) -> Count:
    """Count yearly changes of mobile-broadband traffic below a ratio."""
    traffic = {
        (r["iso3"], int(r["year"])): float(r["value"])
        for r in _rows("itu_datahub.csv")
        if r["series_code"] == "i136mwi" and r["value"]
    }
    ratios = [
        value / traffic[economy, year - 1]
        for (economy, year), value in traffic.items()
        if traffic.get((economy, year - 1), 0) >= _LEAST_TRAFFIC
    ]
    return sum(ratio < limit for ratio in ratios), len(ratios)


def _by(indicator: str, column: str) -> dict[tuple[str, int], dict[str, float]]:
    """Return the parts of an indicator of the SDG database by economy and year."""
    parts: dict[tuple[str, int], dict[str, float]] = {}
    for row in _rows("sdg_ict_2020.csv"):
        if row["indicator"].startswith(indicator) and row["value"]:
            key = row["iso3"], int(row["year"])
            parts.setdefault(key, {})[row[column]] = float(row["value"])
    return parts


def count_speeds(limit: float) -> Count:
    """Count pairs of years in which tiers of speed seem to be exchanged."""
    from ictindex.submissions.validation.operations.exchanged_order import find_better_order

    tiers = _by("17.6.1", "dim")
    asked = count = 0
    for (economy, year), now in tiers.items():
        last = tiers.get((economy, year - 1), {})
        tiers_of_both = [s for s in _SPEEDS if now.get(s, 0) > 0 and last.get(s, 0) > 0]
        if len(tiers_of_both) >= 2:
            count += 1
            shares = (
                [math.log(of[s] / sum(of[k] for k in tiers_of_both)) for s in tiers_of_both]
                for of in (now, last)
            )
            asked += find_better_order(*shares, limit, _LEFT) is not None
    return asked, count


def _women(beyond: Callable[[float], bool], gap: float) -> Count:
    shares = [
        (own["bothsex"] - own["male"]) / (own["female"] - own["male"])
        for own in _by("5.b.1", "sex").values()
        if len(own) == 3 and abs(own["female"] - own["male"]) >= gap
    ]
    return sum(map(beyond, shares)), len(shares)


def count_women_below(limit: float) -> Count:
    return _women(lambda share: share < limit, 3)


def count_women_above(limit: float) -> Count:
    return _women(lambda share: share > limit, 3)


COUNTS: Mapping[str, Callable[[float], Count]] = {
    "part-change": count_parts,
    "population-change": count_populations,
    "counts-exchanged": count_speeds,
    "women-least": count_women_below,
    "women-most": count_women_above,
}


def main() -> None:
    from ictindex.submissions.validation.pattern_limits import pattern_limits

    document = pattern_limits()
    assert document is not None
    for name, limit in document.limits.items():
        if limit.basis == "measured":
            beyond, count = COUNTS[name](limit.value)
            print(
                f"{name}: {beyond} of {count} beyond {limit.value}"
                f" (the document: {limit.beyond} of {limit.count})"
            )
    for ratio in (0.72, 0.46):
        beyond, count = count_traffic(ratio)
        print(f"rule T03: {beyond} of {count} changes of traffic below {ratio}")


if __name__ == "__main__":
    main()
