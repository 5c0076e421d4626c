"""Exercises for statisticians: every solution is worked again by hand, with fractions."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import pytest

import ictindex as ict
from ictindex.publishing.training import statisticians

BY_ID = {exercise.id: exercise for exercise in ict.training.exercises("statisticians")}
# As printed in ITU, The ICT Development Index 2024 (methodology): transformation, goalposts, share.
PRINTED: dict[str, tuple[str, str, str, Fraction]] = {
    "internet-users": ("linear", "0", "95", Fraction(1, 6)),
    "households-internet": ("linear", "0", "95", Fraction(1, 6)),
    "mobile-broadband-subscriptions": ("linear", "0", "150", Fraction(1, 6)),
    "coverage-3g": ("linear", "0", "100", Fraction(1, 30)),
    "coverage-4g": ("linear", "0", "100", Fraction(1, 20)),
    "mobile-broadband-traffic": ("log", "0", "500", Fraction(1, 12)),
    "fixed-broadband-traffic": ("log", "0", "10000", Fraction(1, 12)),
    "price-mobile-high": ("linear", "21.3295", "1", Fraction(1, 12)),
    "price-fixed-broadband": ("linear", "33.30", "1", Fraction(1, 12)),
    "mobile-phone-ownership": ("linear", "0", "95", Fraction(1, 12)),
}


@cache
def table(name: str, exercise: str) -> dict[str, dict[str, tuple[int, str]]]:
    """Read a file of an exercise: year and value by economy and indicator."""
    text = BY_ID[exercise].files("en")[name].decode()
    rows: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for line in csv.DictReader(io.StringIO(text)):
        rows[line["economy"]][line["indicator"]] = int(line["year"]), line["value"]
    return rows


def score(indicator: str, value: str) -> Fraction:
    kind, zero, full, _ = PRINTED[indicator]
    if kind == "log":
        ratio = Fraction(math.log(float(value) + 1) / math.log(float(full) + 1))
    else:
        ratio = (Fraction(value) - Fraction(zero)) / (Fraction(full) - Fraction(zero))
    return 100 * min(max(ratio, Fraction(0)), Fraction(1))


def index(values: dict[str, tuple[int, str]]) -> Fraction:
    return sum(
        (PRINTED[key][3] * score(key, value) for key, (_, value) in values.items()), Fraction(0)
    )


def shown(number: Fraction, places: int) -> str:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def solution(exercise: str) -> str:
    return " ".join(BY_ID[exercise].solution("en").to_text().split())


def test_scores_by_goalposts() -> None:
    values, text = table("observations.csv", "goalposts")["XAA"], solution("goalposts")
    for key in ("internet-users", "mobile-broadband-traffic", "price-mobile-high"):
        assert f"{values[key][1]} {shown(score(key, values[key][1]), 6)}" in text


def test_shares_and_points_of_the_index() -> None:
    values, text = table("observations.csv", "weights")["XAB"], solution("weights")
    assert sum(share for *_, share in PRINTED.values()) == 1
    for key, (_, value) in values.items():
        share = PRINTED[key][3]
        points = share * score(key, value)
        assert f"{share} {shown(score(key, value), 4)} {shown(points, 4)}" in text
    assert f"Total 1 {shown(index(values), 4)}" in text
    assert f"{shown(index(values), 4)}, published {shown(index(values), 1)}" in text


def test_rounding_on_the_way_is_another_figure() -> None:
    text, differing = solution("rounding"), 0
    for economy, values in table("observations.csv", "rounding").items():
        once = shown(index(values), 1)

        def mean(parts: list[tuple[Fraction, int]]) -> Fraction:
            total = sum((part * weight for part, weight in parts), Fraction(0))
            return Fraction(shown(total / sum(weight for _, weight in parts), 1))

        rounded = {key: Fraction(shown(score(key, value), 1)) for key, (_, value) in values.items()}
        network = mean([(rounded["coverage-3g"], 2), (rounded["coverage-4g"], 3)])
        first = list(PRINTED)[:3]
        universal = mean([(rounded[key], 1) for key in first])
        rest = [key for key in PRINTED if key not in (*first, "coverage-3g", "coverage-4g")]
        meaningful = mean([(network, 1), *((rounded[key], 1) for key in rest)])
        often = shown(mean([(universal, 1), (meaningful, 1)]), 1)
        assert f"economy {economy[-1]} {shown(index(values), 4)} {once} {often}" in text
        differing += once != often
    assert differing > 0  # else there would be nothing to learn


def test_who_has_no_index_and_which_value_is_carried() -> None:
    gaps = table("gaps.csv", "exclusion")
    complete = {
        economy
        for economy, values in gaps.items()
        if values.keys() == PRINTED.keys() and all(year >= 2021 for year, _ in values.values())
    }
    assert complete == {"XAA", "XAB", "XAD", "XAF"}
    text = solution("exclusion")
    assert (
        "With an index: " + ", ".join(f"Synthetic economy {c[-1]}" for c in sorted(complete))
        in text
    )
    for economy in ("C", "E"):
        assert (
            f"Synthetic economy {economy} Synthetic economy {economy} (XA{economy}): no score"
            in text
        )
    carried = [e for e, v in gaps.items() if any(year == 2021 for year, _ in v.values())]
    assert carried == ["XAD"]
    line = gaps["XAD"]["mobile-phone-ownership"][1]
    assert f"Synthetic economy D 2021 {line} carried forward" in solution("carried")
    assert "Synthetic economy E" not in solution("carried")


def test_equal_values_share_a_rank() -> None:
    rows = table("ties.csv", "ties")
    assert {k: v for k, (_, v) in rows["XAB"].items()} == {
        k: v for k, (_, v) in rows["XAE"].items()
    }
    text = solution("ties")
    lines = {}
    for letter in "ABCDEF":
        exact, rank = text.split(f"Synthetic economy {letter} ")[1].split()[:2]
        lines[letter] = (Fraction(exact), int(rank))
    for exact, rank in lines.values():
        assert rank == 1 + sum(other > exact for other, _ in lines.values())
    assert lines["B"] == lines["E"]
    assert sorted(rank for _, rank in lines.values()) == [1, 1, 3, 4, 5, 6]


def test_the_steps_of_a_change_are_shares_of_differences() -> None:
    first = table("observations.csv", "change")["XAA"]
    last = table("later.csv", "change")["XAA"]
    change = statisticians.change().economy("XAA")
    for step in change.steps:
        old, new = (score(step.indicator, side[step.indicator][1]) for side in (first, last))
        assert abs(step.exact - PRINTED[step.indicator][3] * (new - old)) < Fraction(1, 10**9)
    assert shown(index(last), 1) == str(change.last) and shown(index(first), 1) == str(change.first)


def test_an_objection_leaves_no_value() -> None:
    text = solution("sourcing")
    assert "no answer by the deadline Used" in text
    assert "agreed Used" in text
    assert "objected to the source The focal point objected" in text


@pytest.mark.slow
def test_one_digit_makes_an_edition_another() -> None:
    text = solution("freeze")
    assert "As published Intact" in text and "One digit changed Altered" in text
    assert "table.csv Not the bytes that were published." in text


@pytest.mark.slow
def test_simulated_intervals_hold_the_score_and_say_what_they_are() -> None:
    text = solution("robustness")
    assert "Simulated intervals from 256 draws" in text and "confidence" not in text.lower()
    for economy, values in table("observations.csv", "robustness").items():
        numbers = text.split(f"Synthetic economy {economy[-1]} ")[1].split()[:4]
        exact, low, middle, high = map(Fraction, numbers)
        assert shown(index(values), 2) == numbers[0] or abs(exact - index(values)) < Fraction(
            1, 100
        )
        assert low < exact < high and low < middle < high
