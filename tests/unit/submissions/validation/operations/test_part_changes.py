"""Parts compared with last year's: one that departs, exchanged, a row away, copied."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from validation_cases import judge

from ictindex.submissions.validation.pattern_limits import pattern_limits

AGES = ("Y_LT15", "Y15T24", "Y25T74", "Y_GE75")
QUINTILES = ("Q1", "Q2", "Q3", "Q4", "Q5")
LIMITS = {name: limit.value for name, limit in pattern_limits().limits.items()}  # type: ignore[union-attr]


def lines(
    year: int,
    total: float | None,
    parts: Mapping[str, Mapping[str, float]],
    more: str = "",
    indicator: str = "internet-users",
) -> str:
    rows = [] if total is None else [f"BRA {indicator} {year} {total}"]
    rows += [
        f"BRA {indicator} {year} {value} {by}={code} {more}".rstrip()
        for by, own in parts.items()
        for code, value in own.items()
    ]
    return "\n".join(rows)


def asked(
    now: Mapping[str, Mapping[str, float]],
    last: Mapping[str, Mapping[str, float]],
    *,
    total: float | None = 80,
    total_before: float | None = 78,
    more: str = "",
) -> list[Any]:
    case = {"rows": lines(2022, total, now, more), "history": lines(2021, total_before, last)}
    return [f for f in judge(case, "submission").findings if f.rule == "T12"]


def codes(findings: list[Any]) -> list[tuple[str, str]]:
    return [(f.code, f.breakdown) for f in findings]


def logit(percent: float) -> float:
    return math.log((percent + 1) / (101 - percent))


def at(change: float, last: float) -> float:
    """The percentage that is so many logits above another one."""
    odds = math.exp(logit(last) + change)
    return (101 * odds - 1) / (1 + odds)


SEX = {"sex": {"F": 77.0, "M": 79.0}}


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize(("share", "count"), [(0.98, 0), (1.02, 1)])
def test_a_part_is_asked_about_beyond_the_limit(way: int, share: float, count: int) -> None:
    women = at(way * share * LIMITS["part-change"], 77.0)
    now = {"sex": {"F": women, "M": 79.0}}
    assert len(asked(now, SEX, total=78, total_before=78)) == count


def test_both_cells_are_named_with_their_values_of_both_years() -> None:
    (finding,) = asked({"sex": {"F": 38.5, "M": 81.0}}, SEX)
    assert (finding.code, finding.breakdown, finding.errorlevel) == ("rule.T12", "sex=F", "warning")
    assert finding.message("en") == (
        "The value is 38.5; in 2021 it was 77. The total, “Individuals using the Internet”, "
        "changed otherwise: 78 then, 80 [line 1] now."
    )


def test_a_part_that_goes_with_its_total_is_not_asked_about() -> None:
    # Everything falls by more than the limit: other rules ask about the total.
    half = {"sex": {"F": at(-1, 77.0), "M": at(-1, 79.0)}}
    assert asked(half, SEX, total=at(-1, 78), total_before=78) == []
    # The total jumps and the parts stay: their own change is none.
    assert asked(SEX, SEX, total=50, total_before=78) == []


@pytest.mark.slow
def test_if_most_parts_depart_they_are_compared_with_each_other() -> None:
    last = {"income": dict(zip(QUINTILES, (40.0, 45.0, 50.0, 55.0, 60.0), strict=True))}
    jumped = {code: at(1, value) for code, value in last["income"].items()}
    assert asked({"income": jumped}, last, total=50, total_before=50) == []
    further = jumped | {"Q3": at(1.7, 50.0)}
    assert codes(asked({"income": further}, last, total=50, total_before=50)) == [
        ("rule.T12", "income=Q3")
    ]


def test_without_a_total_a_part_is_compared_with_itself() -> None:
    questions = asked({"sex": {"F": 38.5, "M": 81.0}}, SEX, total=None, total_before=None)
    assert codes(questions) == [("rule.T12.alone", "sex=F")]


def test_a_break_in_the_series_explains_a_change() -> None:
    now = {"sex": {"F": 38.5, "M": 81.0}}
    assert asked(now, SEX, more="status=B note=new_survey") == []


def test_exchanged_parts_need_one_question() -> None:
    last = {"sex": {"F": 50.0, "M": 80.0}}
    (finding,) = asked({"sex": {"F": 81.0, "M": 51.0}}, last, total=66, total_before=65)
    assert (finding.code, finding.breakdown) == ("rule.T12.exchanged", "sex=F")
    assert finding.details["node"] == "internet-users@sex=M"
    assert finding.message("en") == (
        "The value 81.0 and that of “Individuals using the Internet (Men and boys)”, 51.0 "
        "[line 3], may be exchanged: in 2021 they were 50 and 80."
    )
    # What fits as well where it is, is not exchanged.
    assert asked({"sex": {"F": 51.0, "M": 81.0}}, last, total=66, total_before=65) == []


def test_three_parts_in_a_round_are_one_question() -> None:
    last = {"income": dict(zip(QUINTILES, (10.0, 30.0, 50.0, 70.0, 90.0), strict=True))}
    now = {"income": dict(zip(QUINTILES, (30.0, 50.0, 10.0, 70.0, 90.0), strict=True))}
    questions = asked(now, last, total=50, total_before=50)
    assert codes(questions) == [("rule.T12.exchanged", "income=Q1")]
    assert questions[0].details["node"] == "internet-users@income=Q2"


@pytest.mark.parametrize("step", [1, -1])
def test_values_a_row_away_need_one_question(step: int) -> None:
    before = (20.0, 90.0, 70.0, 10.0)
    last = {"age": dict(zip(AGES, before, strict=True))}
    values = (55.0, *before[:-1]) if step == 1 else (*before[1:], 55.0)
    now = {"age": dict(zip(AGES, values, strict=True))}
    questions = asked(now, last, total=60, total_before=60)
    assert [code for code, _ in codes(questions)] == ["rule.T12.moved"]
    assert questions[0].details["count"] == "4"


def test_a_jump_of_the_total_is_no_move_of_rows() -> None:
    steps = (30.0, 40.0, 50.0, 60.0, 70.0)
    last = {"income": dict(zip(QUINTILES, steps, strict=True))}
    # Every quintile reaches about the next one's value, as the total does.
    change = logit(60) - logit(50)
    now = {"income": {code: at(change, value) for code, value in last["income"].items()}}
    assert asked(now, last, total=60, total_before=50) == []
    questions = asked(now, last, total=50, total_before=50)
    assert [code for code, _ in codes(questions)] == ["rule.T12.moved"]


def test_copied_parts_are_one_question_a_sheet() -> None:
    ages = {"age": dict(zip(AGES, (20.0, 90.0, 70.0, 10.0), strict=True))}
    rows = lines(2022, 80, ages) + "\n" + lines(2022, 85, ages, indicator="mobile-phone-ownership")
    past = lines(2021, 78, ages) + "\n" + lines(2021, 83, ages, indicator="mobile-phone-ownership")
    questions = [
        f for f in judge({"rows": rows, "history": past}, "submission").findings if f.rule == "T12"
    ]
    assert [f.code for f in questions] == ["rule.T12.copied"]
    assert questions[0].details["count"] == "8"


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ((20.0, 90.0, 70.0, 10.1), 1),  # three of four
        ((20.0, 90.0, 70.2, 10.1), 0),  # two
        ((0.0, 100.0, 70.0, 10.0), 0),  # where values stop they are often the same
    ],
)
def test_few_equal_parts_are_chance(values: tuple[float, ...], count: int) -> None:
    before = (*values[:2], 70.0, 10.0)
    last = {"age": dict(zip(AGES, before, strict=True))}
    now = {"age": dict(zip(AGES, values, strict=True))}
    assert len(asked(now, last, total=60, total_before=60)) == count


def test_the_order_of_rows_does_not_matter() -> None:
    last = {
        "sex": {"F": 50.0, "M": 80.0},
        "age": dict(zip(AGES, (20.0, 90.0, 70.0, 10.0), strict=True)),
    }
    now = {
        "sex": {"F": 81.0, "M": 51.0},
        "age": dict(zip(AGES, (50.0, 20.0, 90.0, 70.0), strict=True)),
    }
    rows, past = lines(2022, 66, now), lines(2021, 65, last)
    turned = "\n".join(reversed(rows.splitlines()))
    first, other = (judge({"rows": text, "history": past}, "submission") for text in (rows, turned))

    def messages(judged: Any) -> set[tuple[str, str, str]]:
        return {(f.code, f.breakdown, f.message("en")) for f in judged.findings if f.rule == "T12"}

    assert messages(first) == messages(other) != set()


def test_without_history_nothing_is_decided_and_the_outcome_says_why() -> None:
    judged = judge({"rows": lines(2022, 80, SEX)}, "submission")
    (outcome,) = (o for o in judged.outcomes if o.rule == "T12")
    assert (outcome.outcome, outcome.lacking) == ("not-decidable", ("history",))
    assert "earlier values" in outcome.reason("en")
