"""A plan of sums: what it reads, which breakdowns it wants, and what it may not say."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.submissions.surveys.cell_plan import (
    CellPlan,
    Condition,
    CountedIndicator,
    check_plan,
    list_columns,
    list_margins,
    plan_cells,
)

AGED = Condition("age", lowest=5)
USED = Condition("used", codes=(1,))
USERS = CountedIndicator("users", population=(AGED,), numerator=((USED,),))
PLAN = CellPlan("weight", 1, ("sex", "area"), (USERS,), stratum="stratum", cluster="psu")


def test_a_plan_reads_each_of_its_columns_once() -> None:
    plan = replace(PLAN, keys=("sex", "age"), replicates=("r1", "r2"))
    columns = ["stratum", "psu", "sex", "age", "weight", "r1", "r2", "used"]
    assert list_columns(plan) == columns


def test_a_plan_that_names_no_breakdown_wants_the_whole_and_each_key() -> None:
    assert list_margins(PLAN) == [(), ("sex",), ("area",)]


def test_breakdowns_are_in_the_order_of_the_keys_and_appear_once() -> None:
    plan = replace(PLAN, margins=(("area", "sex"), ("sex", "area"), ("sex",)))
    assert list_margins(plan) == [(), ("sex", "area"), ("sex",)]


def with_condition(**terms: Any) -> CellPlan:
    """Return the plan with another condition for its numerator."""
    users = CountedIndicator("users", (), ((Condition("used", **terms),),))
    return replace(PLAN, indicators=(users,))


@small_cases(
    ("plan", "message"),
    [
        (replace(PLAN, scale=0), "The scale '0' of the weights is not a whole number from 1"),
        (replace(PLAN, scale=True), "The scale 'True' of the weights is not a whole number"),
        (replace(PLAN, keys=("sex", "sex")), "The plan names 'sex' twice in its list 'keys'."),
        (replace(PLAN, indicators=(USERS, USERS)), "names 'users' twice in its list 'indicators'"),
        (replace(PLAN, replicates=("r", "r")), "names 'r' twice in its list 'replicates'"),
        (
            replace(PLAN, margins=(("age",),)),
            "A breakdown needs the column 'age', which is not among the keys of the plan. "
            "Use one of: sex, area.",
        ),
        (
            replace(PLAN, indicators=(CountedIndicator("users", (), ()),)),
            "Indicator 'users' has no list of conditions for its numerator",
        ),
        (
            with_condition(codes=(10**15,)),
            "'1000000000000000', in a condition on the column 'used'",
        ),
        (with_condition(codes=(1.5,)), "Indicator 'users': '1.5', in a condition on the column"),
        (with_condition(), "Indicator 'users': no value of the column 'used' can meet its"),
        (with_condition(codes=(1,), lowest=1), "no value of the column 'used' can meet"),
        (with_condition(lowest=2, highest=1), "no value of the column 'used' can meet"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan: CellPlan, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_plan(plan)
    assert message in caught.value.message("en")


def test_a_condition_met_by_everybody_is_an_empty_list() -> None:
    check_plan(replace(PLAN, indicators=(CountedIndicator("persons", (AGED,), ((),)),)))


def test_a_plan_comes_back_from_its_plain_data() -> None:
    record = json.loads(json.dumps(asdict(replace(PLAN, margins=(("sex",),)))))
    assert plan_cells(record) == replace(PLAN, margins=(("sex",),))


@pytest.mark.parametrize("change", [{"weights": "w"}, {"indicators": [{"id": "users"}]}])
def test_plain_data_of_another_form_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        plan_cells({**asdict(PLAN), **change})
    assert "The plan of sums is not in its form: " in caught.value.message("en")
    assert "Give weight, scale, keys and indicators" in caught.value.message("en")
