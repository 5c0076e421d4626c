"""Layout of the files of real data, and their rows as plain text."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

VALUES = {
    "internet_users": "internet-users",
    "hh_internet": "households-internet",
    "mbb_subs": "mobile-broadband-subscriptions",
    "cov3g": "coverage-3g",
    "cov4g": "coverage-4g",
    "mbb_traffic": "mobile-broadband-traffic",
    "fbb_traffic": "fixed-broadband-traffic",
    "price_mobile": "price-mobile-high",
    "price_fbb": "price-fixed-broadband",
    "mobile_owner": "mobile-phone-ownership",
}
SCORES = {
    "s_internet_users": "internet-users",
    "s_hh_internet": "households-internet",
    "s_mbb_subs": "mobile-broadband-subscriptions",
    "s_coverage": "network-coverage",
    "s_mbb_traffic": "mobile-broadband-traffic",
    "s_fbb_traffic": "fixed-broadband-traffic",
    "s_price_mobile": "price-mobile-high",
    "s_price_fbb": "price-fixed-broadband",
    "s_mobile_owner": "mobile-phone-ownership",
}
TOTALS = {
    "universal": "universal-connectivity",
    "meaningful": "meaningful-connectivity",
    "idi": "idi",
}
PUBLISHED = {"iso3": "economy", **SCORES, **TOTALS}
COLUMNS = {
    "iso3": "economy",
    **VALUES,
    **{f"{column}_flag": f"{indicator}:flag" for column, indicator in VALUES.items()},
}
CONSTANTS = {"year": 2022, "source": "ITU, IDI 2024, Annex 2"}
FLAGS = {"E": {"status": "I", "source_class": "estimate"}, "L": {"year": 2021}}


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every cell as written."""
    return [dict(row) for row in _read(path, path.stat().st_mtime_ns)]


@cache
def _read(path: Path, _written: int) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
