"""The audit on published figures: what the JRC printed of the IDI 2015, and the IDI 2024."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from real_files import COLUMNS, CONSTANTS, FLAGS, PUBLISHED

import ictindex as ict


@pytest.fixture(scope="module")
def of_2015(data: Path) -> ict.analysis.Audit:
    """Return the audit of the 77 printed rows of the IDI 2015, with their printed ranks."""
    path = data / "idi-legacy" / "idi2015_subindices.csv"
    names = {"iso3": "economy", "idi": "idi", "access": "access", "use": "use", "skills": "skills"}
    rows = pd.read_csv(path, keep_default_na=False).set_index("iso3")
    ranks = rows[[f"{n}_rank" for n in ("idi", "access", "use", "skills")]]
    ranks.columns = ["idi", "access", "use", "skills"]
    published = ict.read_published(path, names)
    return ict.analysis.audit(published, ict.methodology("idi", edition=2015), ranks=ranks)


def test_reliability_of_2015_is_that_of_the_jrc(of_2015: ict.analysis.Audit) -> None:
    # JRC100026 prints 0.96 for 167 economies; 77 of them are at hand.
    row = of_2015.to_frame("reliability").iloc[0]
    assert (row["group"], row["economies"]) == ("idi", 77)
    assert round(row["alpha"], 3) == 0.953
    assert round(row["standardised_alpha"], 3) == 0.955
    assert 0.95 <= row["alpha"] <= 0.97


def test_one_component_has_nearly_all_the_variance_of_2015(of_2015: ict.analysis.Audit) -> None:
    first = of_2015.to_frame("components").iloc[0]
    assert round(first["share"], 3) == 0.918
    assert of_2015.to_frame("components")["retained"].tolist() == [True, False, False]


def test_ranks_of_2015_differ_as_the_jrc_found(of_2015: ict.analysis.Audit) -> None:
    # "for between 26 and 52 per cent of the 167 countries" the ranks differ by ten or more.
    shares = of_2015.to_frame("added_value").set_index("sub_index")["share"]
    assert (shares * 100).round(1).to_dict() == {"access": 27.3, "use": 28.6, "skills": 50.6}


def test_nobody_says_which_figures_of_2015_are_estimates(of_2015: ict.analysis.Audit) -> None:
    assert of_2015.to_frame("reliability")["imputed_cells"].isna().all()
    assert "It is not stated which of these figures are estimates" in of_2015.to_text("en")


@pytest.fixture(scope="module")
def result(data: Path) -> ict.Result:
    path = data / "idi-2024" / "annex2.csv"
    return ict.compute(
        ict.methodology("idi", edition=2024),
        ict.read_observations(path, columns=COLUMNS, constants=CONSTANTS, flags=FLAGS),
        kind="reconstruction",
    )


@pytest.fixture(scope="module")
def of_2024(result: ict.Result) -> ict.analysis.Audit:
    return ict.analysis.audit(result)


@pytest.mark.slow
def test_economies_at_the_ceiling_of_2024(of_2024: ict.analysis.Audit) -> None:
    table = of_2024.to_frame("ceiling").query("base == 'with-index'").set_index("indicator")
    assert table["economies"].eq(79).all()
    shares = (table["share"] * 100).round().astype(int)
    assert shares["mobile-phone-ownership"] == 39
    assert shares["households-internet"] == 23
    assert shares["price-mobile-high"] == 43
    assert table["edition"].eq(2024).all()


@pytest.mark.slow
def test_printed_scores_of_2024_are_at_the_ceiling_a_little_less_often(data: Path) -> None:
    # 32 of the 79 printed scores are 100; recomputed from printed prices it is 34.
    published = ict.read_published(data / "idi-2024" / "annex2.csv", PUBLISHED)
    audit = ict.analysis.audit(published, ict.methodology("idi", edition=2024))
    shares = audit.to_frame("ceiling").query("base == 'with-index'").set_index("indicator")["share"]
    assert (shares["price-mobile-high"] * 100).round() == pytest.approx(41, abs=1)


@pytest.mark.slow
def test_what_a_reviewer_would_ask_about_2024(of_2024: ict.analysis.Audit) -> None:
    look = of_2024.to_frame("lines").query("verdict == 'look-at'")
    reasons = {(row.section, row.subject): row.reason for row in look.itertuples()}
    assert reasons["correlation", "internet-users;households-internet"] == "redundant-within-group"
    assert reasons["correlation", "mobile-phone-ownership"] == "closer-to-other"
    assert reasons["importance", "fixed-broadband-traffic"] == "less-important"
    assert reasons["distribution", "price-mobile-high"] == "outliers"
    raw = of_2024.to_frame("distribution").set_index("indicator")[["skewness", "kurtosis"]].round(1)
    assert raw.loc["coverage-3g"].tolist() == [-2.2, 4.6]
    assert raw.loc["mobile-broadband-traffic"].tolist() == [2.3, 6.4]
    assert raw.loc["price-mobile-high"].tolist() == [3.7, 17.0]
    assert raw.loc["price-fixed-broadband"].tolist() == [3.8, 16.7]


def test_dimensions_reliability_and_importance_of_2024(of_2024: ict.analysis.Audit) -> None:
    whole = of_2024.to_frame("components").query("group == 'all'")
    assert (whole["share"] * 100).round().tolist()[:3] == [64, 11, 7]
    assert whole["retained"].tolist()[:2] == [True, False]
    alpha = of_2024.to_frame("reliability").set_index("group")["alpha"].round(2)
    assert alpha["all"] == 0.93
    assert alpha["universal-connectivity"] == 0.91
    assert alpha["meaningful-connectivity"] == 0.86
    effects = of_2024.to_frame("importance").set_index("code")["main_effect"]
    # An independent smoother gave 0.91, 0.88, 0.82, 0.75, 0.75, 0.67, 0.56, 0.54, 0.35.
    expected = {
        "internet-users": 0.91, "households-internet": 0.88, "mobile-phone-ownership": 0.82,
        "mobile-broadband-subscriptions": 0.75, "price-fixed-broadband": 0.75,
        "price-mobile-high": 0.67, "mobile-broadband-traffic": 0.56, "network-coverage": 0.54,
        "fixed-broadband-traffic": 0.35,
    }  # fmt: skip
    for code, effect in expected.items():
        assert effects[code] == pytest.approx(effect, abs=0.03), code
    assert effects["universal-connectivity"] == pytest.approx(0.96, abs=0.01)
    by_level = of_2024.to_frame("importance").groupby("level")["effective_weight"].sum()
    assert by_level.to_numpy() == pytest.approx([1, 1], abs=1e-12)


@pytest.mark.slow
def test_marks_of_the_workbook_decide_what_was_observed(data: Path) -> None:
    idi = ict.methodology("idi", edition=2024)
    folder = data / "idi-editions"
    table = ict.read_observations(folder / "IDIDataset_open.xlsx", form="itu-idi", edition=2024)
    marked = ict.analysis.audit(ict.compute(idi, table))
    # The marks of the tidy copy of the same file, of the economies that have every part.
    printed = pd.read_csv(folder / "idi_editions_values.csv", keep_default_na=False)
    own = printed[(printed["edition"] == 2024) & printed["iso3"].isin(marked.inputs.base.index)]
    unseen = int(own["mark"].isin(["estimate", "lagged"]).sum())
    sentence = f"Of the {len(own)} values behind these scores, {unseen} were not observed"
    assert (len(own), sentence in marked.to_text("en")) == (790, True)
    assert "it is not stated whether" not in marked.to_text("en")
    # Without the marks nothing is known of them.
    bare = table.to_frame()[["economy", "indicator", "year", "value", "unit"]].assign(year=2022)
    text = ict.analysis.audit(ict.compute(idi, bare)).to_text("en")
    assert "For 790 of the 790 values behind these scores it is not stated whether" in text
    assert "All values behind these scores were observed" not in text


@pytest.mark.slow
def test_a_what_if_is_audited_as_one(result: ict.Result) -> None:
    other = ict.what_if(result, {("FRA", "fixed-broadband-traffic"): "3000"})
    audit = ict.analysis.audit(other)
    assert audit.to_frame()["result_kind"].unique().tolist() == ["what-if"]
    assert "What-if: not a published figure" in audit.to_text("en")
    cells = audit.to_frame("coverage_cells").query("economy == 'FRA' and put_in")
    assert cells["indicator"].tolist() == ["fixed-broadband-traffic"]
    before = ict.analysis.audit(result).to_frame("coverage")["put_in"].sum()
    assert (before, audit.to_frame("coverage")["put_in"].sum()) == (0, 1)
