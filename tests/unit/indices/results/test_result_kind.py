"""Tables of numbers can be computed with, and never look official when they are not."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import ictindex as ict


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def other(result: ict.Result) -> ict.editions.Counterfactual:
    return ict.what_if(result, {("BRA", "coverage-4g"): "50"})


def written(frame: pd.DataFrame) -> str:
    return frame.to_csv().splitlines()[0]


def test_scores_are_numbers_alone(result: ict.Result) -> None:
    scores = result.scores
    assert scores.to_numpy().dtype == np.float64
    assert scores.mean()["idi"] == pytest.approx(scores["idi"].dropna().sum() / result.ranked)
    assert scores.corr().loc["idi", "idi"] == 1.0
    assert (scores - scores).abs().max().max() == 0.0
    assert set(map(str, result.ranks.dtypes)) == {"Int64"}
    assert scores.attrs["result_kind"] == "exploration"


def test_shares_of_baskets_are_numbers_alone() -> None:
    priced = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    for table in (priced.shares, priced.usd, priced.ppp, priced.local):
        assert table.to_numpy().dtype == np.float64
        assert table.index.name == "economy (exploration)"
    assert (priced.exact - priced.exact).map(lambda figure: figure in (None, 0)).all().all()


def test_a_series_of_editions_names_every_kind(result: ict.Result) -> None:
    printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    table = ict.analysis.series({2023: printed, 2024: result}).scores
    assert table.to_numpy().dtype == np.float64
    assert table.index.name == "economy (published;exploration)"


def test_simulated_tables_are_numbers_that_say_so(result: ict.Result) -> None:
    outcome = ict.analysis.robustness(result, {"weights": 0.1}, draws=64)
    for table in (outcome.scores, outcome.acceptability(), outcome.pairwise()):
        assert table.index.name == "economy (simulation)"
        assert not [dtype for dtype in table.dtypes if dtype.kind not in "if"]
    assert outcome.ranks.index.name == "economy (simulation;unofficial-ranks)"


@pytest.mark.parametrize("name", ["scores", "ranks", "exact"])
def test_a_what_if_that_is_merged_by_iso3_and_written_never_looks_official(
    other: ict.editions.Counterfactual, name: str
) -> None:
    table = getattr(other, name)
    own = pd.DataFrame({"iso3": list(other.economies), "income": 1.0})
    rows = table.reset_index()
    merged = [
        table.join(own.set_index("iso3")),
        table.merge(own, left_index=True, right_on="iso3", how="left").set_index(table.index),
        rows.merge(own, left_on=rows.columns[0], right_on="iso3"),
        own.merge(rows, left_on="iso3", right_on=rows.columns[0]).set_index("iso3"),
        table.sort_values("idi").reset_index(),
        table.loc[["BRA"]],
        table * 2,
        table.dropna(),
    ]
    for frame in merged:
        assert "economy (what-if)" in written(frame)
        assert "official" not in written(frame)


def test_what_is_read_back_has_the_kind_at_its_head(other: ict.editions.Counterfactual) -> None:
    read = pd.read_csv(io.StringIO(other.scores.to_csv()))
    assert read.columns[0] == "economy (what-if)"
    assert read["economy (what-if)"].tolist() == list(other.economies)


def test_names_in_the_place_of_codes_keep_the_kind(other: ict.editions.Counterfactual) -> None:
    named = ict.data.name_codes(other.scores, "fr")
    assert named.index.name == "economy (what-if)"
    assert "Brésil" in named.index
    assert named.columns[0] == "economy_code"


def test_every_row_that_is_written_has_the_column(other: ict.editions.Counterfactual) -> None:
    for frame in (other.to_frame(), other.groups("itu-region"), other.ranking(), other.excluded):
        assert set(frame["result_kind"]) <= {"what-if"}
        assert "result_kind" in frame
