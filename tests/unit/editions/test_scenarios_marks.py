"""Inputs of a what-if stay visible: flags, status, and a column in every frame."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import NumberSyntaxError

HOLE = ("FRA", "fixed-broadband-traffic")
PUT = ("BRA", "internet-users")


@pytest.fixture(scope="module")
def base() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def other(base: ict.Result) -> ict.editions.Counterfactual:
    scenario = ict.what_if(base, {PUT: "90.5", HOLE: "3000"})
    assert isinstance(scenario, ict.editions.Counterfactual)
    return scenario


@pytest.fixture(scope="module")
def early() -> ict.prices.BasketResult:
    names = ("fixed-telephone", "mobile-cellular", "fixed-broadband")
    asked = {"economy": "KEN", "basket": names, "price": ["10", "20", "300"]}
    income = {"economy": "KEN", "series": "gni-per-capita-atlas", "value": "1200", "year": "2009"}
    result = ict.compute(
        ict.methodology("ipb", 2010),
        prices=pd.DataFrame(asked).assign(year="2010", currency="USD"),
        economics=pd.DataFrame([income]),
    )
    assert isinstance(result, ict.prices.BasketResult)
    return result


def test_the_value_and_all_that_rests_on_it_are_flagged(other: ict.editions.Counterfactual) -> None:
    plan = other.methodology.plan
    for economy, indicator in (PUT, HOLE):
        assert "what-if-value" in other.flags[economy, indicator]
        above = plan.above(indicator)
        assert plan.root in above
        for node in above:
            assert "rests-on:what-if-value" in other.flags[economy, node]
    marked = {cell for cell, flags in other.flags.items() if "what-if-value" in flags}
    assert marked == {PUT, HOLE}


def test_what_was_imputed_has_the_status_of_that(other: ict.editions.Counterfactual) -> None:
    status = other.to_frame().set_index(["economy", "node"])["status"]
    assert status[HOLE] == "I"
    assert "rests-on:estimate" in other.flags[HOLE[0], "idi"]
    assert status[PUT] == "A"  # in place of an observed one: the value is another, not its source


def test_a_what_if_of_a_what_if_keeps_the_marks(other: ict.editions.Counterfactual) -> None:
    third = ict.what_if(other, {("BRA", "coverage-3g"): "95"})
    assert "what-if-value" in third.flags[PUT]
    assert "what-if-value" in third.flags["BRA", "coverage-3g"]
    taken = ict.what_if(other, {PUT: None})
    assert "what-if-value" not in taken.flags.get(PUT, ())


def frames_of(result: Any) -> dict[str, pd.DataFrame]:
    names = (
        ("scores", "exact", "ranks", "excluded")
        if isinstance(result, ict.Result)
        else ("shares", "usd", "ppp", "local", "missing")
    )
    values = {name: getattr(result, name) for name in names}
    values |= {"to_frame": result.to_frame(), "groups": result.groups({"KEN": "one"})}
    if isinstance(result, ict.Result):
        values["ranking"] = result.ranking()
    else:
        values["exact"] = result.exact
    return values


def kinds_in(frame: pd.DataFrame) -> set[str]:
    read = pd.read_csv(io.StringIO(frame.to_csv()), keep_default_na=False)
    if "result_kind" in read:
        return set(read["result_kind"])
    return set(re.findall(r"^economy \((.*)\)$", read.columns[0]))  # a table of numbers


@pytest.mark.slow
def test_every_frame_says_its_kind_after_to_csv(
    base: ict.Result, other: ict.editions.Counterfactual
) -> None:
    for result, kind in ((base, "exploration"), (other, "what-if")):
        for name, frame in frames_of(result).items():
            assert kinds_in(frame) == {kind}, name
        assert str(result.dataset["result_kind"].values) == kind
        assert result.explain("BRA").to_dict()["result_kind"] == kind
    assert kinds_in(other.effect()) == {"what-if"}
    assert kinds_in(ict.editions.compare_editions(base, other).to_frame()) == {
        "exploration;what-if"
    }
    assert kinds_in(ict.analysis.series([base]).change()) == {"exploration"}
    assert kinds_in(ict.analysis.series([other]).scores) == {"what-if"}


def test_baskets_by_the_same_mechanism(early: ict.prices.BasketResult) -> None:
    other = ict.what_if(early, {("KEN", "fixed-broadband"): "30"})
    assert "what-if-value" in other.flags["KEN", "fixed-broadband"]
    assert "what-if-value" not in other.flags.get(("KEN", "mobile-cellular"), ())
    leaf = early.methodology.document.basket("fixed-broadband").indicator
    assert "what-if-value" in other.composite.flags["KEN", leaf]
    assert "rests-on:what-if-value" in other.composite.flags["KEN", "ipb"]
    assert kinds_in(other.composite.scores) == {"what-if"}
    for name, frame in frames_of(other).items():
        assert name == "missing" or kinds_in(frame) == {"what-if"}, name
    series = ict.analysis.series([other])
    assert kinds_in(series.frame) == {"what-if"}
    assert kinds_in(series.groups({"KEN": "one"})) == {"what-if"}


@small_cases("value", [math.nan, math.inf, "many", [90], True])
def test_what_is_no_number_names_its_cell(
    base: ict.Result, early: ict.prices.BasketResult, value: Any
) -> None:
    with pytest.raises(NumberSyntaxError) as caught:
        ict.what_if(base, {PUT: value})
    text = caught.value.message("en")
    assert text.startswith("The value for Brazil (BRA), “Individuals using the Internet” ")
    with pytest.raises(NumberSyntaxError) as caught:
        ict.what_if(early, {("KEN", "fixed-broadband"): value})
    assert caught.value.details["economy"] == "KEN"
