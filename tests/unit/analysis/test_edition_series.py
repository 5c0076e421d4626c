"""concat(): editions side by side."""

import dataclasses
from copy import copy
from decimal import Decimal

import numpy as np
import pytest
from indices_cases import LANGUAGES, VALUES, economy, frame, sample, told

import ictindex as ict
from ictindex.core.errors import UsageError


@pytest.fixture(scope="module")
def pair() -> tuple[ict.Result, ict.Result]:
    """Two editions: 50/95 and 60/95 of Internet users are 52.6 and 63.2 points."""
    idi = ict.methodology("idi", edition=2024)
    before = economy("BRA", VALUES | {"internet-users": "50"}, 2021) + economy("KEN", year=2021)
    after = economy("BRA", VALUES | {"internet-users": "60"}) + economy("PER")
    return (
        ict.compute(idi, frame(before), edition=2023),
        ict.compute(idi, frame(after), edition=2024),
    )


@pytest.fixture(scope="module")
def old() -> ict.Result:
    return ict.compute(
        ict.methodology("idi-methodology-2011", edition=2011),
        ict.sample_data("worked-example-2011.csv"),
    )


def test_the_dataset_has_an_axis_of_editions(pair: tuple[ict.Result, ict.Result]) -> None:
    both = ict.analysis.concat([pair[1], pair[0]])
    whole = both.dataset
    assert dict(whole.sizes) == {"edition": 2, "economy": 3, "node": 14}
    assert list(whole["edition"].values) == ["2023", "2024"]
    assert list(whole["economy"].values) == ["BRA", "KEN", "PER"]
    assert list(whole["node"].values) == list(pair[0].nodes)
    cell = whole["score"].sel(economy="BRA", node="internet-users")
    assert list(cell.values) == [52.6, 63.2]
    assert np.isnan(whole["score"].sel(edition="2024", economy="KEN", node="idi"))
    assert str(whole["status"].sel(edition="2024", economy="KEN", node="idi").values) == ""
    assert both.methodologies == ("idi-methodology-2023",)
    assert whole.attrs["methodologies"] == "idi-methodology-2023"


def test_scores_by_edition(pair: tuple[ict.Result, ict.Result]) -> None:
    scores = ict.analysis.concat(pair).scores
    assert list(scores.columns) == ["2023", "2024", "result_kind"]
    assert list(scores.index) == ["BRA", "KEN", "PER"]
    assert scores.isna().sum().to_list() == [1, 1, 0]
    assert scores.loc["KEN", "2023"] == scores.loc["PER", "2024"] == 89.4


def test_change_over_economies_in_both(pair: tuple[ict.Result, ict.Result]) -> None:
    change = ict.analysis.concat(pair).change("internet-users")
    assert list(change.columns) == [
        "economy", "first", "last", "change", "exact_change", "result_kind",
    ]  # fmt: skip
    assert change.iloc[0, :4].tolist() == ["BRA", 52.6, 63.2, 10.6]
    # 50 and 60 of a goalpost of 95: the exact change is 1000/95, not the 10.6 of the figures.
    assert abs(change["exact_change"].item() - Decimal(1000) / 95) < Decimal(10) ** -18
    assert list(ict.analysis.concat(pair).change()["economy"]) == ["BRA"]
    told(lambda: ict.analysis.concat(pair).change("access"), UsageError, "explain.node-unknown")


def test_different_methodologies_are_no_series(
    pair: tuple[ict.Result, ict.Result], old: ict.Result
) -> None:
    both = ict.analysis.concat([pair[1], old])
    assert not both.comparable
    text = told(both.change, UsageError, "series.not-comparable")
    assert text == (
        "These editions follow different methodologies; their levels cannot be compared: "
        "idi-methodology-2011, idi-methodology-2023. Compute both by one methodology, or compare "
        "editions of one methodology."
    )
    note = (
        "These editions follow different methodologies and are not one series: "
        "idi-methodology-2011, idi-methodology-2023."
    )
    assert note in both.to_text()
    assert note in both._repr_html_()
    assert note not in ict.analysis.concat(pair).to_text()
    for language in LANGUAGES:
        assert "idi-methodology-2011" in both.to_text(language)
    assert dict(both.dataset.sizes)["edition"] == 2
    assert repr(both) == both.to_text().rstrip()


def test_scores_are_shown_with_the_decimals_of_publication(old: ict.Result) -> None:
    """The report prints two decimals: 8.40, not 8.4."""
    rows = sample("worked-example-2011.csv")
    for row in rows:
        if row["indicator"] == "internet-users":
            row["value"] = "83.7"  # 8.413907 - 0.4 * 0.03 / 3 = 8.409907
        if row["indicator"] == "adult-literacy":
            row["value"] = "97.0"  # ... - 0.2 * 0.09 / 3 = 8.403907
    result = ict.compute(old.methodology, frame(rows))
    assert result.scores.loc["KOR", "idi"] == 8.4
    assert "8.40" in result.to_text()
    assert "8.40" in ict.analysis.concat([result]).to_text()


def test_a_retrospective_year_is_in_the_label(old: ict.Result) -> None:
    rows = [row | {"year": "2008"} for row in sample("worked-example-2011.csv")]
    retrospective = ict.compute(old.methodology, frame(rows), year=2008)
    both = ict.analysis.concat([old, retrospective])
    assert both.labels == ("2011 (2008)", "2011")
    assert both.change()["change"].to_list() == [0.0]
    groups = told(old.groups, UsageError, "groups.vintage-needed")
    # None is guessed.
    assert "Name one of: idi-2023, idi-2024, idi-2025, ipb-2025; with vintage=..." in groups


def test_what_concat_refuses(pair: tuple[ict.Result, ict.Result]) -> None:
    assert told(lambda: ict.analysis.concat([]), UsageError, "series.empty") == (
        "There is no result to put side by side. Give at least one result of compute."
    )
    assert told(lambda: ict.analysis.concat([*pair, pair[0]]), UsageError, "series.twice") == (
        "The edition 2023 with data of 2021 is given twice. Give each edition once."
    )


def test_results_of_two_indices(pair: tuple[ict.Result, ict.Result]) -> None:
    """No document of another index exists yet: one is made of the document in force."""
    document = dataclasses.replace(pair[0].methodology.document, index="ipb")
    own = copy(pair[1])
    own.__dict__["methodology"] = ict.Methodology(document, 2024)
    assert told(lambda: ict.analysis.concat([own, pair[0]]), UsageError, "series.mixed") == (
        "Results of different indices cannot stand side by side. Give results of one index."
    )
