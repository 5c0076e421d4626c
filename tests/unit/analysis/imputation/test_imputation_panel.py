"""Gaps filled over years: of a result with other editions, and of frames."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict

INDICATOR = "mobile-phone-ownership"


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def year(year: int, value: str, economy: str = "AFG") -> ict.Observations:
    columns = {"economy": [economy], "indicator": [INDICATOR], "year": [year], "value": [value]}
    return ict.read_observations(pd.DataFrame(columns))


def imputed_values(
    result: ict.Result, method: object, *panel: ict.Observations
) -> dict[str, object]:
    frame = ict.analysis.impute(result, method, panel=panel).to_frame()  # type: ignore[arg-type]
    return frame.set_index(["economy", "indicator"])[["value", "basis"]].to_dict("index")  # type: ignore[return-value]


def test_a_year_between_two_lies_on_their_line(result: ict.Result) -> None:
    cell = ("AFG", INDICATOR)
    # 2022 lies two thirds of the way from 2020 to 2023: 40 + 2/3 of 30.
    line = imputed_values(result, "linear", year(2020, "40"), year(2023, "70"))
    assert line[cell] == {"value": pytest.approx(60), "basis": "2020;2023"}  # type: ignore[index]


def test_beyond_what_is_observed_there_is_nothing_unless_asked_for(result: ict.Result) -> None:
    assert imputed_values(result, "linear", year(2020, "40")) == {}
    longer = {"method": "linear", "extrapolate": True}
    cell = ("AFG", INDICATOR)
    assert imputed_values(result, longer, year(2020, "40"))[cell]["value"] == 40  # type: ignore[index]
    assert imputed_values(result, longer | {"most": 1}, year(2020, "40")) == {}
    assert imputed_values(result, "latest", year(2023, "70")) == {}
    assert imputed_values(result, "constant", year(2023, "70"))[cell]["basis"] == "2023"  # type: ignore[index]


def test_of_one_year_the_last_table_decides(result: ict.Result) -> None:
    cell = ("AFG", INDICATOR)
    both = imputed_values(result, "latest", year(2020, "40"), year(2020, "41"))
    assert both[cell]["value"] == 41  # type: ignore[index]


def test_a_filled_year_goes_into_a_what_if(result: ict.Result) -> None:
    imputation = ict.analysis.impute(result, "latest", panel=[year(2020, "40")])
    assert str(imputation.what_if().inputs("AFG")[INDICATOR]) == "40"
    empty = ict.analysis.impute(result, "latest", panel=[year(2020, "40", "BRA")])
    with pytest.raises(ict.errors.UsageError, match="The method latest filled no cell"):
        empty.what_if()


def test_what_is_no_table_is_refused(result: ict.Result) -> None:
    with pytest.raises(ict.errors.UsageError, match="a table of observations"):
        ict.analysis.impute(result, "latest", panel=[3])  # type: ignore[list-item]
    with pytest.raises(ict.errors.UsageError, match="does not use groups"):
        ict.analysis.impute(result, "latest", by="income-group", panel=[year(2020, "4")])
