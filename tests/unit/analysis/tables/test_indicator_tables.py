"""Tables that analysis works on: of frames, results and published figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.tables import indicator_tables
from ictindex.core.errors import UsageError

IDI = ict.methodology("idi", edition=2024)


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(IDI, ict.sample_data("idi-2024-annex.csv"))


def test_a_result_gives_values_or_scores(result: ict.Result) -> None:
    values = indicator_tables.read_table(result)
    assert values.columns.tolist() == list(IDI.plan.indicators)
    assert values.loc["BRA", "internet-users"] == 80.5
    scores = indicator_tables.read_table(result, "scores")
    assert scores.columns.tolist() == list(IDI.plan.nodes)
    assert scores.loc["BRA", "idi"] == pytest.approx(82.0, abs=0.05)
    assert np.isnan(scores.loc["AFG", "idi"])


def test_published_figures_give_what_is_printed() -> None:
    published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    assert indicator_tables.read_table(published).loc["BRA", "idi"] == 82.0


def test_published_figures_with_errors_give_no_table() -> None:
    faulty = ict.read_published({("BRA", "idi"): "8o.0", ("CHL", "idi"): "91.7"})
    with pytest.raises(ict.errors.RefusedObservationsError, match=r"'8o\.0' is not a number"):
        indicator_tables.read_table(faulty)


def test_cells_that_nobody_observed_are_known_of_a_result(result: ict.Result) -> None:
    table = indicator_tables.read_table(result)
    marks = indicator_tables.find_imputed(result, table)
    assert marks is not None
    assert bool(marks.loc["AFG", "coverage-3g"])  # carried from 2021
    scores = indicator_tables.read_table(result, "scores")
    above = indicator_tables.find_imputed(result, scores)
    assert above is not None
    assert bool(above.loc["AFG", "network-coverage"])
    assert indicator_tables.find_imputed(table, table) is None


def test_a_cell_was_observed_or_was_not_or_nobody_states_it() -> None:
    rows = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str, keep_default_na=False)
    other = {"internet-users": "", "coverage-3g": "F", "coverage-4g": "E"}
    for indicator, status in other.items():
        rows.loc[(rows["economy"] == "BRA") & (rows["indicator"] == indicator), "status"] = status
    marked = ict.compute(IDI, rows)
    marks = indicator_tables.find_imputed(marked, indicator_tables.read_table(marked, "scores"))
    assert marks is not None
    brazil = marks.loc["BRA"]
    assert brazil["internet-users"] is pd.NA
    assert brazil["universal-connectivity"] is pd.NA
    for code in ("coverage-3g", "coverage-4g", "network-coverage", "idi"):
        assert brazil[code] is np.True_, code
    assert brazil["mobile-broadband-subscriptions"] is np.False_
    assert marks.loc["CHL"].isna().sum() == 0
    assert indicator_tables.count_unstated(marks.loc[["BRA"], ["internet-users"]]) == 1
    assert indicator_tables.count_unobserved(marks.loc[["BRA"], ["internet-users"]]) is None
    assert indicator_tables.count_unobserved(marks.loc[["CHL"], ["coverage-3g"]]) == 0


def refusal(call: object, *arguments: object) -> str:
    with pytest.raises(UsageError) as caught:
        call(*arguments)  # type: ignore[operator]
    return str(caught.value).partition(". ")[0]


def test_what_is_no_table_of_numbers_is_refused() -> None:
    assert refusal(indicator_tables.read_table, [1, 2]) == (
        "A table of indicators cannot be read from an object of the type list"
    )
    names = pd.DataFrame({"a": [1.0], "name": ["Brazil"]})
    select = indicator_tables.select_numbers
    assert refusal(select, names) == (
        "The column 'name' holds 'Brazil', which is not a finite number"
    )
    assert refusal(select, names, ["b"]) == "Codes that the table does not have: b"
    assert refusal(select, pd.DataFrame({"a": [np.inf]})) == (
        "The column 'a' holds 'inf', which is not a finite number"
    )
    assert refusal(indicator_tables.read_table, names, "ranks") == (
        "The argument 'on' cannot be 'ranks'"
    )


def test_marks_have_to_fit_their_table() -> None:
    table = pd.DataFrame({"a": [1.0, 2.0]})
    assert refusal(indicator_tables.find_imputed, table, table, pd.DataFrame({"b": [True]})) == (
        "The table of imputed cells does not have the economies and indicators of the table of "
        "numbers"
    )
    marks = indicator_tables.find_imputed(table, table, pd.DataFrame({"a": [True, False]}))
    assert marks is not None
    assert marks["a"].tolist() == [True, False]


def test_marks_of_other_rows_are_refused_and_not_taken_as_observed() -> None:
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}, index=["BRA", "CHL"])
    marks = pd.DataFrame(True, index=[0, 1], columns=["a", "b"])
    nobody = pd.DataFrame({"a": [True, None], "b": [False, False]}, index=["BRA", "CHL"])
    for unfit in (marks, nobody, marks.set_axis(["BRA", "BRA"])):
        with pytest.raises(UsageError) as refusal:
            indicator_tables.find_imputed(table, table, unfit)
        assert str(refusal.value).startswith(
            "The table of imputed cells does not have the economies and indicators"
        )
    turned = marks.set_axis(["CHL", "BRA"])
    turned.loc["CHL", "a"] = False
    cells = indicator_tables.find_imputed(table, table, turned)
    assert cells is not None
    assert cells["a"].to_dict() == {"BRA": True, "CHL": False}
