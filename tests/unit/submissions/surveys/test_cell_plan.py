"""A plan of sums: what it reads, which breakdowns it wants, and what it may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ictindex.core.errors import UsageError
from ictindex.submissions.surveys.cell_plan import (
    CellPlan,
    Condition,
    CountedIndicator,
    check_plan,
    list_columns,
    list_margins,
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


@pytest.mark.parametrize(
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
