"""Parts of one year alone: weights, equal parts, steps, order, fractions."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import small_cases
from validation_cases import judge

AGES = ("Y_LT15", "Y15T24", "Y25T74", "Y_GE75")
QUINTILES = ("Q1", "Q2", "Q3", "Q4", "Q5")
Parts = dict[str, dict[str, float]]


def rows(indicator: str, total: float, parts: Parts, year: int = 2022) -> str:
    return "\n".join(
        [
            f"BRA {indicator} {year} {total}",
            *(
                f"BRA {indicator} {year} {v} {by}={c}"
                for by, own in parts.items()
                for c, v in own.items()
            ),
        ]
    )


def asked(*texts: str, history: str = "") -> list[Any]:
    case = {"rows": "\n".join(texts)} | ({"history": history} if history else {})
    return [f for f in judge(case, "submission").findings if f.rule == "B09"]


@small_cases(
    ("women", "men", "count"),
    [
        (79.0, 81.0, 0),  # half of the people
        (39.5, 81.0, 1),  # women would be 2 in 100
        (79.0, 80.2, 0),  # too near to each other to say anything
        (76.0, 81.0, 0),  # exactly a fifth
        (75.9, 81.0, 1),
    ],
)
def test_the_share_of_women_is_possible(women: float, men: float, count: int) -> None:
    questions = asked(rows("internet-users", 80, {"sex": {"F": women, "M": men}}))
    assert [f.code for f in questions] == ["rule.B09.women"] * count


def test_a_total_outside_its_parts_is_one_error() -> None:
    judged = judge({"rows": rows("internet-users", 90, {"sex": {"F": 70, "M": 80}})}, "submission")
    assert {f.rule for f in judged.findings if f.errorlevel != "information"} == {"B05"}


URBAN = [
    ("internet-users", 68, 80, 50),
    ("mobile-phone-ownership", 82, 90, 70),
    ("households-computer", 42, 60, 15),
]


def located(*entries: tuple[str, float, float, float], year: int = 2022) -> list[str]:
    return [rows(n, t, {"location": {"U": u, "R": r}}, year) for n, t, u, r in entries]


def test_a_total_fits_the_urban_share_of_the_others() -> None:
    # 60 in 100 live in towns, by all three.
    fits = ("households-internet", 52, 60, 40)
    off = ("households-internet", 52, 60, 80)  # 68 would follow; the rural value is above
    assert asked(*located(*URBAN, fits)) == []
    (finding,) = asked(*located(*URBAN, ("households-internet", 41, 80, 40)))
    assert (finding.code, finding.indicator) == ("rule.B09.urban", "households-internet")
    assert str(finding.details["ratio"]) == "60"
    assert str(finding.details["suggested"]) == "64"
    # Two indicators are no measure; last year's values are a better one.
    assert asked(*located(URBAN[0], ("households-internet", 41, 80, 40))) == []
    past = "\n".join(located(*URBAN, ("households-internet", 41, 80, 40), year=2021))
    assert asked(*located(*URBAN, ("households-internet", 41, 80, 40)), history=past) == []
    assert off[1] < off[2]


def test_parts_that_are_their_total() -> None:
    same: Parts = {
        "age": dict.fromkeys(AGES[:2], 80.0),
        "income": dict.fromkeys(QUINTILES[:2], 80.0),
    }
    (finding,) = asked(rows("internet-users", 80, same))
    assert (finding.code, finding.details["count"]) == ("rule.B09.equal", "4")
    first: Parts = {"age": dict.fromkeys(AGES[:2], 80.0), "income": {"Q1": 80.0, "Q2": 81.0}}
    assert asked(rows("internet-users", 80, first)) == []
    assert (
        asked(
            rows("internet-users", 100, {by: dict.fromkeys(own, 100.0) for by, own in same.items()})
        )
        == []
    )


@small_cases(
    ("values", "count"),
    [
        ((60.1, 65.1, 70.1, 75.1, 88.0), 1),
        ((60.0, 60.0, 60.0, 60.0, 71.0), 1),
        ((60.1, 65.1, 70.1, 76.1, 88.0), 0),
        ((50.0, 100.0, 100.0, 100.0, 100.0), 0),
        ((90.0, 84.0, 78.0, 72.0, 66.0), 1),
    ],
)
def test_parts_in_steps(values: tuple[float, ...], count: int) -> None:
    parts = {"income": dict(zip(QUINTILES, values, strict=True))}
    questions = [
        f for f in asked(rows("households-internet", 70, parts)) if f.code.endswith("steps")
    ]
    assert len(questions) == count


@pytest.mark.parametrize(
    ("low", "high", "count"), [(70.0, 65.0, 0), (70.1, 65.0, 1), (60.0, 90.0, 0)]
)
def test_the_poorest_are_not_above_the_richest(low: float, high: float, count: int) -> None:
    parts = {"income": {"Q1": low, "Q5": high}}
    questions = asked(rows("internet-users", 68, parts))
    assert [f.code for f in questions] == ["rule.B09.order"] * count
    # It was so last year: the question was asked then.
    past = rows("internet-users", 68, {"income": {"Q1": 70.0, "Q5": 64.0}}, 2021)
    assert asked(rows("internet-users", 68, parts), history=past) == []


@pytest.mark.parametrize(
    ("part", "total", "count"), [(0.6, 62.0, 1), (0.6, 4.0, 0), (0.0, 62.0, 0), (1.1, 62.0, 0)]
)
def test_a_fraction_among_percentages(part: float, total: float, count: int) -> None:
    questions = asked(rows("internet-users", total, {"education": {"ISCED11_2": part}}))
    assert [f.code for f in questions] == ["rule.B09"] * count
