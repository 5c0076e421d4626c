"""A submission of one economy with plausible figures, in which slips are put in by construction."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

import ictindex as ict

YEAR = 2023
# Ecuador, of the size of what is published for it; invented where nothing is.
VALUES: Mapping[str, str] = {
    "population": "17834831",
    "households": "5040000",
    "mobile-cellular-subscriptions-count": "17956000",
    "mobile-cellular-subscriptions-prepaid": "12280000",
    "mobile-cellular-subscriptions-postpaid": "5676000",
    "mobile-broadband-subscriptions-count": "11290000",
    "mobile-broadband-subscriptions-lte": "10100000",
    "mobile-broadband-subscriptions-data-only": "210000",
    "fixed-broadband-subscriptions-count": "2861000",
    "fixed-broadband-subscriptions-cable": "310000",
    "fixed-broadband-subscriptions-dsl": "140000",
    "fixed-broadband-subscriptions-fibre": "2390000",
    "fixed-broadband-subscriptions-other": "21000",
    "fixed-broadband-subscriptions-residential": "2610000",
    "mobile-broadband-traffic-total": "0.92",
    "fixed-broadband-traffic-total": "8.4",
    "international-bandwidth-used": "5300000",
    "international-bandwidth-capacity": "8100000",
    "coverage-mobile": "96.8",
    "coverage-3g": "95.3",
    "coverage-4g": "92.4",
    "coverage-5g": "3.1",
    "households-internet": "62.2",
    "households-internet@location=U": "69.4",
    "households-internet@location=R": "44.1",
    "households-computer": "41.3",
    "internet-users": "72.7",
    "internet-users@sex=F": "71.5",
    "internet-users@sex=M": "74.2",
    "mobile-phone-ownership": "61.2",
    "fixed-telephone-subscriptions-count": "1480000",
    "fixed-telephone-analogue": "900000",
    "fixed-telephone-isdn": "2000",
    "fixed-telephone-payphones": "3000",
    "fixed-telephone-voip": "560000",
    "fixed-telephone-wireless": "15000",
}
FIXED = tuple(name for name in VALUES if name.startswith("fixed-broadband-subscriptions-"))
PERCENTAGES = tuple(
    name for name in VALUES
    if name.startswith(("coverage", "households-", "internet-users", "mobile-phone"))
)  # fmt: skip


def multiplied(names: tuple[str, ...], factor: str) -> dict[str, str]:
    """Return the values with some of them multiplied."""
    changed = {name: format(Decimal(VALUES[name]) * Decimal(factor), "f") for name in names}
    return {**VALUES, **changed}


def table_of(values: Mapping[str, str], year: int = YEAR) -> ict.Observations:
    """Return the figures as a table, with the rates that follow from them."""
    rows: list[dict[str, Any]] = []
    for name, value in values.items():
        base, _, part = name.partition("@")
        by, _, code = part.partition("=")
        row = {"economy": "ECU", "indicator": base, "year": year, "value": value}
        rows.append(row | ({by: code} if by else {}))
    frame = pd.DataFrame(rows).fillna("")
    return ict.data.derive(ict.read_observations(frame)).completed


def judge(values: Mapping[str, str], history: Mapping[str, str] | None = None) -> Any:
    """Return the judgement of figures, with those of the year before where they are given."""
    return ict.validate(
        table_of(values), ict.methodology("idi", edition=2025), year=YEAR, role="focal-point",
        history=None if history is None else table_of(history, YEAR - 1),
    )  # fmt: skip
