"""Audits of results and tables: their frames, verdicts, marks and refusals."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from district_cases import compute_year, make_index
from languages_in_turn import each_language
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.audits.audit_tables import PART_SCHEMAS
from ictindex.core.errors import UsageError
from ictindex.language.i18n.document import Grid

NUMBER = re.compile(r"−?[\d,.]+(?:\xa0%)?\*?")
GENERATOR = np.random.default_rng(21)
TREE = {"a": "x", "b": "x", "c": "y", "d": "y", "x": "i", "y": "i"}


def is_number(cell: str) -> bool:
    """Check whether a cell is a number, perhaps with a percent sign and a mark."""
    return NUMBER.fullmatch(cell) is not None


def scores(rows: int = 60, noise: float = 0.7) -> pd.DataFrame:
    """Return scores of a small index of four indicators that share one cause."""
    cause = GENERATOR.normal(size=(rows, 1))
    leaves = 50 + 10 * (cause + noise * GENERATOR.normal(size=(rows, 4)))
    table = pd.DataFrame(leaves, columns=list("abcd"), index=[f"E{n}" for n in range(rows)])
    table["x"] = table[["a", "b"]].mean(axis=1)
    table["y"] = table[["c", "d"]].mean(axis=1)
    table["i"] = table[["x", "y"]].mean(axis=1)
    return table


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def of_result(result: ict.Result) -> ict.analysis.Audit:
    return ict.analysis.audit(result)


def test_a_sound_index_passes_what_can_be_judged() -> None:
    audit = ict.analysis.audit(scores(), TREE)
    verdicts = audit.to_frame().groupby("section")["verdict"].unique().map(list).to_dict()
    assert verdicts["components"] == ["passes"]
    assert verdicts["reliability"] == ["passes"]
    assert verdicts["ceiling"] == ["not-judged"]
    assert audit.economies == 60


def test_effective_weights_of_a_mean_sum_to_one_and_importance_is_bounded() -> None:
    audit = ict.analysis.audit(scores(), TREE)
    frame = audit.to_frame("importance")
    assert frame["arithmetic"].all()
    sums = frame.groupby("level")["effective_weight"].sum()
    assert sums.to_numpy() == pytest.approx([1, 1], abs=1e-12)
    assert frame["main_effect"].between(0, 1).all()


ALL_OBSERVED = "All values behind these scores were observed for the reference year."


def audit_sample(status: str | None) -> str:
    """Return the audit of the sample's observed values of the year, with a status or none."""
    rows = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str, keep_default_na=False)
    rows = rows[(rows["status"] == "A") & (rows["year"] == "2022")].drop(columns="source_class")
    rows = rows.drop(columns="status") if status is None else rows.assign(status=status)
    ours = ict.compute(ict.methodology("idi", edition=2024), rows)
    return ict.analysis.audit(ours).to_text("en")


@pytest.mark.slow
def test_all_observed_needs_the_status_of_every_value() -> None:
    stated, bare = audit_sample("A"), audit_sample(None)
    assert ALL_OBSERVED in stated
    assert "not stated whether they were observed" not in stated
    assert ALL_OBSERVED not in bare
    assert "whether they were observed for the reference year: estimates" in bare
    # An estimate of the country is not observed, and neither is a forecast.
    for status in "EF":
        assert "were not observed for the reference year" in audit_sample(status)


@pytest.mark.slow
def test_of_values_without_status_no_number_of_unobserved_ones_is_known() -> None:
    rows = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str, keep_default_na=False)
    bare = rows.drop(columns=["status", "source_class", "note"]).assign(year="2022")
    audit = ict.analysis.audit(ict.compute(ict.methodology("idi", edition=2024), bare))
    for part in ("lines", "reliability", "items", "importance", "fit"):
        assert audit.to_frame(part)["imputed_cells"].isna().all(), part
    text = audit.to_text("en")
    assert "For 190 of the 190 values behind these scores it is not stated whether" in text
    assert ALL_OBSERVED not in text


def test_a_part_that_runs_against_its_index_is_named() -> None:
    table = scores()
    table["d"] = 100 - table["a"]
    table["y"] = table[["c", "d"]].mean(axis=1)
    table["i"] = table[["x", "y"]].mean(axis=1)
    audit = ict.analysis.audit(table, TREE)
    line = audit.to_frame().query("check == 'fit' and subject == 'd'").iloc[0]
    assert (line["verdict"], line["reason"]) == ("look-at", "negative")
    assert line["message"].startswith("It moves against the index: correlation −")


def test_twins_are_redundant_and_the_threshold_may_be_set() -> None:
    table = scores()
    table["b"] = table["a"] * 0.9 + 3
    audit = ict.analysis.audit(table, TREE)
    line = audit.to_frame().query("reason == 'redundant-within-group'").iloc[0]
    assert (line["subject"], line["value"]) == ("a;b", pytest.approx(1))
    softer = ict.analysis.audit(scores(), TREE, thresholds={"redundant": 0.3})
    assert softer.to_frame("thresholds").set_index("threshold").loc["redundant"].tolist()[:2] == [
        0.3,
        "user",
    ]
    assert (softer.to_frame()["reason"].str.startswith("redundant")).any()


@pytest.mark.slow
def test_a_low_alpha_is_never_a_verdict_against_an_index() -> None:
    audit = ict.analysis.audit(scores(200, noise=9), TREE)
    frame = audit.to_frame("reliability").set_index("group")
    lines = audit.to_frame().query("section == 'reliability'").set_index("subject")
    low = frame.index[frame["alpha"] < 0.7]
    assert len(low)
    assert set(lines.loc[low, "verdict"]) == {"not-judged"}
    assert set(lines.loc[low, "reason"]) == {"alpha-low"}
    assert "look-at" not in set(lines["verdict"])


@pytest.mark.slow
def test_few_economies_are_shown_and_not_judged(of_result: ict.analysis.Audit) -> None:
    whole = of_result.to_frame().query("section == 'components' and subject == 'all'").iloc[0]
    assert (whole["verdict"], whole["reason"]) == ("not-judged", "few-economies")
    assert whole["message"] == (
        "19 economies are fewer than 5 for each of the 9 parts: shown without a verdict."
    )
    assert not of_result.to_frame("components").query("group == 'all'")["enough_economies"].any()


@pytest.mark.slow
def test_figures_on_cells_that_nobody_observed_are_marked(
    of_result: ict.analysis.Audit,
) -> None:
    alpha = of_result.to_frame("reliability").set_index("group")["imputed_cells"]
    items = (
        of_result.to_frame("items").query("group == 'all'").set_index("indicator")["imputed_cells"]
    )
    assert alpha["all"] == items.sum() > 0
    assert of_result.to_frame("components")["imputed_cells"].notna().all()
    text = of_result.to_text("en")
    assert "were not observed for the reference year" in text
    alpha_of_all = of_result.to_frame("reliability")["alpha"].iloc[-1]
    shown = f"{alpha_of_all:.3f}*"
    assert shown in text


@pytest.mark.slow
def test_of_a_table_the_user_says_which_cells_were_imputed() -> None:
    table = scores()
    marks = pd.DataFrame(False, index=table.index, columns=table.columns)
    marks.loc["E3", "a"] = True
    audit = ict.analysis.audit(table, TREE, imputed=marks)
    assert audit.to_frame("reliability").set_index("group")["imputed_cells"].to_dict()["x"] == 1
    assert ict.analysis.audit(table, TREE).to_frame("reliability")["imputed_cells"].isna().all()


def test_economies_without_a_part_are_left_out_of_what_needs_it() -> None:
    table = scores()
    table.loc["E0", "a"] = np.nan
    audit = ict.analysis.audit(table, TREE)
    assert audit.economies == 59
    assert audit.to_frame("distribution").set_index("indicator").loc["b", "count"] == 60


def test_every_table_is_fresh_and_says_what_it_is_of(of_result: ict.analysis.Audit) -> None:
    for part in PART_SCHEMAS:
        frame = of_result.to_frame(part)
        assert frame is not of_result.to_frame(part)
        assert frame.attrs["id"] == "idi-2024-exploration"
        assert (frame.attrs["economies"], frame.attrs["among"]) == (19, 24)
        assert frame.columns[-1] == "result_kind"
    with pytest.raises(AttributeError):
        of_result.limits = None  # type: ignore[misc, assignment]


@pytest.mark.slow
def test_parallel_analysis_is_the_same_for_a_seed(result: ict.Result) -> None:
    first = ict.analysis.audit(result, draws=50, seed=3).to_frame("components")["chance_95"]
    again = ict.analysis.audit(result, draws=50, seed=3).to_frame("components")["chance_95"]
    other = ict.analysis.audit(result, draws=50, seed=4).to_frame("components")["chance_95"]
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.slow
@each_language("en", "ar")
def test_the_page_is_complete_in_each_language(
    of_result: ict.analysis.Audit, language: str
) -> None:
    page = of_result.to_html(language)
    assert f'lang="{language}"' in page
    assert "[audit." not in page
    assert "{" not in of_result.to_text(language)


def test_columns_of_numbers_are_marked_as_numbers(of_result: ict.analysis.Audit) -> None:
    # A marked column is at the right. The last table has the marks of sources, not numbers.
    *tables, _ = [block for block in of_result.blocks("en") if isinstance(block, Grid)]
    assert len(tables) > 8
    for table in tables:
        columns = [
            [cell for row in table.rows if (cell := str(row[n])) not in ("", "–")]
            for n in range(len(table.headers))
        ]
        numbers = {n for n, cells in enumerate(columns) if cells and all(map(is_number, cells))}
        assert table.numeric == numbers, table.headers


def test_everything_is_data_too(of_result: ict.analysis.Audit) -> None:
    record = of_result.to_dict()
    assert record["of"]["methodology"] == "idi-methodology-2023"
    assert len(record["lines"]) == sum(record["verdicts"].values())
    assert set(PART_SCHEMAS) <= set(record)


REFUSED = [
    ((5, TREE), {}, "An audit cannot be made of an object of the type int."),
    ((scores(), None), {}, "This needs the structure of the index"),
    ((scores().drop(columns="i"), TREE), {}, "There are no scores of the index 'i'."),
    ((scores()[["i", "x"]], TREE), {}, "Fewer than two parts of the index 'i' have scores."),
    ((scores()[:3], TREE), {}, "Economies that have the index and all of its parts: 3; at least 4"),
    (
        (scores(), TREE),
        {"thresholds": {"overlap": 0.9}},
        "There is no threshold 'overlap'. Use one of: skewness, kurtosis,",
    ),
    (
        (scores(), TREE),
        {"thresholds": {"redundant": "high"}},
        "The threshold 'redundant' is 'high', which is not a number. Give a number.",
    ),
]


@small_cases(("arguments", "named", "message"), REFUSED)
def test_what_cannot_be_audited_is_refused(
    arguments: tuple[object, ...], named: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        ict.analysis.audit(*arguments, **named)  # type: ignore[arg-type]
    assert str(refusal.value).startswith(message)


def test_the_names_of_an_index_of_one_s_own_stand_on_the_page_and_in_the_charts() -> None:
    outcome = ict.analysis.audit(compute_year(make_index(), 2024))
    page = outcome.to_text("en")
    assert page.startswith("Statistical audit: District access 2024\n")
    for name in ("Use by districts", "Skills of districts", "Fast lines", "More skills here"):
        assert name in page
    for name in ("ICT access", "ICT use", "ICT skills"):
        assert name not in page
    chart = outcome.plot.weights(language="en")
    assert chart.title.startswith("District access 2024: ")
    assert "Fast lines" in chart.table.to_text("en")
