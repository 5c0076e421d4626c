"""Two small editions with every kind of change, and an enumeration in fractions to compare with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import reference
from indices_cases import VALUES, economy, frame

import ictindex as ict

OFFICIAL = {"source_class": "official-publication", "status": "A"}
ESTIMATE = {"source_class": "estimate", "status": "I"}
Row = dict[str, str]
Value = tuple[str, int, Mapping[str, str]]


def rows_of(code: str, year: int, changed: Mapping[str, Value] | None = None) -> list[Row]:
    """Observations of an economy: official values of a year, but for those that are changed."""
    rows = economy(code, VALUES, year, **OFFICIAL)
    for row in rows:
        if changed and row["indicator"] in changed:
            value, own_year, marks = changed[row["indicator"]]
            row |= {"value": value, "year": str(own_year), **marks}
    return rows


def edition(rows: Sequence[Row], year: int) -> ict.Result:
    """An edition of the methodology of 2023, by its number."""
    methodology = ict.methodology("idi", edition=year)
    return ict.compute(methodology, ict.read_observations(frame(rows)), edition=year)


def enumerate_orders(
    players: Sequence[str], worth: Callable[[frozenset[str]], Fraction]
) -> dict[str, Fraction]:
    """Contribution of each player, as the plain mean over every order."""
    orders = list(permutations(players))
    sums = dict.fromkeys(players, Fraction(0))
    for order in orders:
        for n, player in enumerate(order):
            sums[player] += worth(frozenset(order[: n + 1])) - worth(frozenset(order[:n]))
    return {player: total / len(orders) for player, total in sums.items()}


def score_by_oracle(path: Path, values: Mapping[str, Fraction]) -> Fraction:
    """The index of one economy by the oracle, unrounded."""
    return reference.score(path, dict(values))["idi"]
