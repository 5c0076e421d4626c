"""Each of several rows for one cell is judged, whatever their order."""

from __future__ import annotations

import itertools
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from validation_cases import judge, methodology, table

import ictindex as ict
from ictindex.core import errors
from ictindex.submissions.validation import panel
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.report import Judgement


def judge_lines(lines: list[str], history: str = "", stage: str = "submission") -> Judgement:
    case = {"rows": "\n".join(lines), **({"history": history} if history else {})}
    return judge(case, stage=stage)


def findings_of(judged: Judgement) -> set[tuple[object, ...]]:
    return {(f.rule, f.economy, f.indicator, f.year, f.value, f.factor) for f in judged}


def rules(judged: Judgement) -> set[tuple[str, str]]:
    return {(f.rule, f.written) for f in judged}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_row_that_a_rule_questions_is_found_in_either_order(order: tuple[int, ...]) -> None:
    lines = [
        "BRA internet-users 2022 0.8 source_class=other source=Y",
        "BRA internet-users 2022 80 source_class=other source=X",
    ]
    assert ("R15", "0.8") in rules(judge_lines([lines[n] for n in order]))


def test_each_source_of_a_coverage_is_held_against_the_other_network() -> None:
    lines = [
        "BRA coverage-4g 2022 95 source_class=official-publication source=Y",
        "BRA coverage-4g 2022 80 source_class=official-publication source=X",
        "BRA coverage-3g 2022 90",
    ]
    for order in itertools.permutations(lines):
        assert rules(judge_lines(list(order))) == {("C01", "95")}


@pytest.mark.slow
def test_what_one_source_says_is_next_to_what_it_says_of_the_others() -> None:
    # 96 of Z is below the 97 of Z: no fault, though above the 90 of X.
    lines = [
        "BRA coverage-4g 2022 80 source=X", "BRA coverage-3g 2022 90 source=X",
        "BRA coverage-4g 2022 96 source=Z", "BRA coverage-3g 2022 97 source=Z",
    ]  # fmt: skip
    for order in itertools.permutations(lines):
        assert rules(judge_lines(list(order))) == set()


def test_an_official_value_of_a_year_that_may_be_carried_is_judged_next_to_another_source() -> None:
    # The selection takes the official one of the year before.
    lines = [
        "BRA internet-users 2022 80 source_class=other source=WDI",
        "BRA internet-users 2021 0.8 source_class=official-submission",
    ]
    assert ("R15", "0.8") in rules(judge_lines(lines))
    assert ("R15", "0.8") in rules(judge_lines(lines[::-1]))


# 20 = 100 x 10,000,000 / 50,000,000, and 10,000,000 = 6,000,000 + 4,000,000.
RIGHT = [
    "BRA population 2022 50000000",
    "BRA fixed-broadband-subscriptions-count 2022 10000000",
    "BRA fixed-broadband-subscriptions 2022 20",
    "BRA fixed-broadband-subscriptions-cable 2022 1000000",
    "BRA fixed-broadband-subscriptions-dsl 2022 2000000",
    "BRA fixed-broadband-subscriptions-fibre 2022 3000000",
    "BRA fixed-broadband-subscriptions-other 2022 4000000",
]
EXACT = {"C16", "B02"}


@pytest.mark.parametrize(
    "revised",
    [
        "BRA fixed-broadband-subscriptions-count 2021 9000000",
        "BRA fixed-broadband-subscriptions 2021 18",
        "BRA fixed-broadband-subscriptions-fibre 2021 2500000",
        "BRA population 2021 49000000",
    ],
)
def test_a_revised_value_of_last_year_is_not_compared_with_values_of_this_year(
    revised: str,
) -> None:
    assert not EXACT & {rule for rule, _ in rules(judge_lines([*RIGHT, revised]))}
    # Nor where it is the only value of its cell: that of this year was not filled in.
    name = revised.split()[1]
    rest = [line for line in RIGHT if line.split()[1] != name]
    assert not EXACT & {rule for rule, _ in rules(judge_lines([*rest, revised]))}


def test_the_revised_values_of_a_year_are_compared_with_each_other() -> None:
    last = [line.replace(" 2022 ", " 2021 ") for line in RIGHT]
    assert not EXACT & {rule for rule, _ in rules(judge_lines([*RIGHT, *last]))}
    last[1] = "BRA fixed-broadband-subscriptions-count 2021 11000000"
    assert {
        (f.rule, f.indicator, f.year)
        for f in judge_lines([*RIGHT, *last])
        if f.rule in EXACT
    } == {
        ("C16", "fixed-broadband-subscriptions", 2021),
        ("B02", "fixed-broadband-subscriptions-count", 2021),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["other", "official-submission"])
def test_the_total_of_another_source_need_not_be_the_sum_of_the_parts_of_this_one(
    kind: str,
) -> None:
    other = "BRA fixed-broadband-subscriptions-count 2022 9900000"
    own = [f"{line} source=Regulator source_class=official-publication" for line in RIGHT[1:]]
    lines = [RIGHT[0], *own, f"{other} source=Survey source_class={kind}"]
    for order in (lines, lines[::-1]):
        assert not EXACT & {rule for rule, _ in rules(judge_lines(order))}
    # The parts of one source that are not its total are found next to the total of another.
    wrong = own[0].replace("10000000", "12000000")
    assert ("B02", "12000000") in rules(judge_lines([RIGHT[0], wrong, *own[1:], lines[-1]]))


def test_an_impossible_candidate_spoils_no_other() -> None:
    lines = [
        "BRA internet-users 2022 8050 source=Y", "BRA internet-users 2022 80 source=X",
        "BRA coverage-3g 2022 70 source=X",
    ]  # fmt: skip
    # 80 above 70 + 5 is found once, on the line where both are.
    judged = judge_lines(lines)
    assert sorted((f.rule, f.written) for f in judged) == [("C03", "80"), ("R01", "8050")]
    c03 = next(o for o in judged.outcomes if o.rule == "C03")
    assert (c03.passed, c03.failed) == (0, 1)


def test_a_value_next_to_others_of_another_source_is_no_second_question() -> None:
    lines = [
        "BRA internet-users 2022 80 source=X", "BRA coverage-3g 2022 70 source=X",
        "BRA households-internet 2022 79 source=X", "BRA households-internet 2022 78 source=Y",
    ]  # fmt: skip
    judged = judge_lines(lines)
    assert [f.rule for f in judged] == ["C03"]
    outcomes = {o.rule: o for o in judged.outcomes}
    # Two values of households that are not 0, one of users, one of coverage.
    assert (outcomes["R14"].passed, outcomes["C05"].passed) == (4, 2)


def test_several_rows_of_one_source_are_judged_each() -> None:
    lines = [f"BRA internet-users 2022 {v} source=X note={v}" for v in ("0.5", "0.6", "70")]
    for order in itertools.permutations(lines):
        assert {w for r, w in rules(judge_lines(list(order))) if r == "R15"} == {"0.5", "0.6"}


def test_every_candidate_has_the_past_of_its_year() -> None:
    history = "BRA internet-users 2021 78\nBRA internet-users 2020 40"
    lines = ["BRA internet-users 2022 80", "BRA internet-users 2021 78"]
    # 78 of 2021 is 38 points above 2020; 80 of 2022 is 2 points above 2021.
    assert [(f.rule, f.year) for f in judge_lines(lines, history)] == [("T02", 2021)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_values_of_last_year_the_same_is_the_last(order: tuple[int, ...]) -> None:
    lines = ["BRA internet-users 2021 10 source=A", "BRA internet-users 2021 79 source=B"]
    history = "\n".join(lines[n] for n in order)
    assert rules(judge_lines(["BRA internet-users 2022 80"], history)) == set()


def test_every_row_of_history_sent_again_is_compared() -> None:
    history = "BRA internet-users 2021 78 vintage=idi-2023"
    lines = [
        "BRA internet-users 2022 80", "BRA internet-users 2021 78 source=A",
        "BRA internet-users 2021 77 source=B",
    ]  # fmt: skip
    for order in itertools.permutations(lines):
        assert rules(judge_lines(list(order), history)) == {("T09", "77")}


def test_every_pair_of_sources_is_compared() -> None:
    values = {"80": "regulator", "50": "survey", "79": "operator"}
    lines = [
        f"BRA internet-users 2022 {v} source_class=official-submission source={s}"
        for v, s in values.items()
    ]
    for order in itertools.permutations(lines):
        asked = {
            (f.written, str(f.details["second"]))
            for f in judge_lines(list(order))
            if f.rule == "M02"
        }
        # Each compared with those behind it by name of the source: operator, regulator, survey.
        assert asked == {("79", "50"), ("80", "50")}


def test_growth_of_a_group_counts_an_economy_once() -> None:
    from ictindex.definitions import catalogue

    members = catalogue.groups("income-group", "ipb-2025").groups["high"][:8]
    history = "\n".join(f"{e} internet-users 2021 50" for e in members)
    lines = [f"{e} internet-users 2022 55" for e in members]
    assert not [f for f in judge_lines(lines, history, "edition") if f.rule == "T07"]
    # Another source of seven of them grows otherwise: were it counted, the quartiles were others.
    more = [f"{e} internet-users 2022 80 source_class=other source=Z" for e in members[:7]]
    asked = {f.written for f in judge_lines(lines + more, history, "edition") if f.rule == "T07"}
    assert asked == {"80"}
    fewer = [f"{e} internet-users 2022 55" for e in members[:7]]
    judged = judge_lines(fewer + more, history, "edition")
    assert next(o.outcome for o in judged.outcomes if o.rule == "T07") == "not-decidable"


def test_too_many_candidates_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "_MOST_CELLS", 4)
    rows = [f"BRA internet-users 2022 {v} source=S{v}" for v in range(50, 54)]
    assert len(judge_lines(rows)) == 0
    with pytest.raises(errors.UsageError) as caught:
        judge_lines([*rows, "BRA internet-users 2022 54 source=S54"])
    assert str(caught.value) == (
        "The table has 4 further sources and years for values that it has already, too many "
        "to check each of them with the other values. Give each source as a table of its own."
    )


SOURCES = ("", "A", "B")
CELLS = st.lists(
    st.tuples(
        st.sampled_from(("BRA", "KEN")),
        st.sampled_from(
            ("internet-users", "coverage-3g", "coverage-4g", "households-internet",
             "mobile-broadband-subscriptions")
        ),
        st.sampled_from((2021, 2022)),
        st.sampled_from((0, 0.5, 2, 40, 60, 80, 95, 120)),
        st.sampled_from(SOURCES),
        st.sampled_from(("", "official-submission", "official-publication", "other")),
    ),
    min_size=1, max_size=14, unique_by=lambda row: row[:3] + row[4:5],
)  # fmt: skip
NAMES = ["economy", "indicator", "year", "value", "source", "source_class"]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows=CELLS, data=st.data())
def test_the_judgement_does_not_depend_on_the_order_of_rows(
    rows: list[tuple[object, ...]], data: st.DataObject
) -> None:
    def judged(order: list[tuple[object, ...]]) -> set[tuple[object, ...]]:
        made = ict.read_observations(pd.DataFrame(order, columns=NAMES).astype(str))
        judgement = validate(made, methodology("idi-2024"), year=2022)
        return {
            # The lines of other cells depend on the order.
            (f.key, re.sub(r"line \d+", "", f.message("en")), f.imbalance, f.factor, f.consequence)
            for f in judgement
        }

    assert judged(rows) == judged(data.draw(st.permutations(rows)))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows=CELLS)
def test_each_row_is_held_to_its_range(rows: list[tuple[object, ...]]) -> None:
    """Oracle: every single row alone, by the rules of a single value."""
    alone = ("R01", "R14", "R15", "T01")
    made = ict.read_observations(pd.DataFrame(rows, columns=NAMES).astype(str))
    asked = {
        (f.rule, f.key[1:], f.address.line if f.address else 0)
        for f in validate(made, methodology("idi-2024"), year=2022)
        if f.rule in alone
    }
    for n, row in enumerate(rows):
        single = table(f"{row[0]} {row[1]} {row[2]} {row[3]}")
        wanted = {
            f.rule for f in validate(single, methodology("idi-2024"), year=2022) if f.rule in alone
        }
        here = {rule for rule, _, line in asked if line == n + 1}
        # With last year's value a fraction is asked about as a slip of units.
        assert wanted <= (here | {"R15"} if "T01" in here else here)
        assert here - {"T01"} <= wanted
