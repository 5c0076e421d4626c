"""series(): editions side by side, computed and published alike."""

import dataclasses
from copy import copy
from decimal import Decimal

import numpy as np
import pytest
from district_cases import compute_year, make_index
from indices_cases import LANGUAGES, VALUES, economy, frame, message_of, sample

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
    both = ict.analysis.series([pair[1], pair[0]])
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
    scores = ict.analysis.series(pair).scores
    assert list(scores.columns) == ["2023", "2024"]
    assert list(scores.index) == ["BRA", "KEN", "PER"]
    assert scores.isna().sum().to_list() == [1, 1]
    assert scores.loc["KEN", "2023"] == scores.loc["PER", "2024"] == 89.4


def test_change_over_economies_in_both(pair: tuple[ict.Result, ict.Result]) -> None:
    change = ict.analysis.series(pair).change("internet-users")
    assert list(change.columns) == [
        "economy", "first", "last", "change", "exact_change", "result_kind",
    ]  # fmt: skip
    assert change.iloc[0, :4].tolist() == ["BRA", 52.6, 63.2, 10.6]
    # 50 and 60 of a goalpost of 95: the exact change is 1000/95, not the 10.6 of the figures.
    assert abs(change["exact_change"].item() - Decimal(1000) / 95) < Decimal(10) ** -18
    assert list(ict.analysis.series(pair).change()["economy"]) == ["BRA"]
    message_of(
        lambda: ict.analysis.series(pair).change("access"), UsageError, "explain.node-unknown"
    )


def test_different_methodologies_are_no_series(
    pair: tuple[ict.Result, ict.Result], old: ict.Result
) -> None:
    both = ict.analysis.series([pair[1], old])
    assert not both.comparable
    text = message_of(both.change, UsageError, "series.not-comparable")
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
    assert note not in ict.analysis.series(pair).to_text()
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
    assert "8.40" in ict.analysis.series([result]).to_text()


def test_a_retrospective_year_is_in_the_label(old: ict.Result) -> None:
    rows = [row | {"year": "2008"} for row in sample("worked-example-2011.csv")]
    retrospective = ict.compute(old.methodology, frame(rows), year=2008)
    both = ict.analysis.series([old, retrospective])
    assert both.labels == ("2011 (2008)", "2011")
    assert both.change()["change"].to_list() == [0.0]
    groups = message_of(old.groups, UsageError, "groups.vintage-needed")
    # None is guessed.
    assert "Name one of: idi-2023, idi-2024, idi-2025, ipb-2025; with vintage=..." in groups


def test_what_is_refused(pair: tuple[ict.Result, ict.Result]) -> None:
    assert message_of(lambda: ict.analysis.series([]), UsageError, "series.empty") == (
        "There is no result to put side by side. Give at least one result of compute."
    )
    assert message_of(
        lambda: ict.analysis.series([*pair, pair[0]]), UsageError, "series.twice"
    ) == ("The edition 2023 with data of 2021 is given twice. Give each edition once.")


def test_results_of_two_indices(pair: tuple[ict.Result, ict.Result]) -> None:
    """No document of another index exists yet: one is made of the document in force."""
    document = dataclasses.replace(pair[0].methodology.document, index="ipb")
    own = copy(pair[1])
    own.__dict__["methodology"] = ict.Methodology(document, 2024)
    assert message_of(lambda: ict.analysis.series([own, pair[0]]), UsageError, "series.mixed") == (
        "Results of different indices cannot be put side by side. Give results of one index."
    )


# ---------------------------------------------------------------- published tables


def printed(scores: dict[str, str], node: str = "idi") -> ict.data.Published:
    return ict.read_published({(economy, node): score for economy, score in scores.items()})


def test_published_tables_are_a_series() -> None:
    tables = {2025: printed({"BRA": "84.4", "KEN": "60.0"}), 2024: printed({"BRA": "82.0"})}
    series = ict.analysis.series(tables)
    assert series.labels == ("2024", "2025") and series.comparable
    assert series.scores["2025"].tolist() == [84.4, 60.0]
    change = series.change()
    assert change.iloc[0, :4].tolist() == ["BRA", 82.0, 84.4, 2.4]
    assert change["exact_change"].tolist() == [None]
    assert change["result_kind"].tolist() == ["published"]
    assert dict(series.dataset.sizes) == {"edition": 2, "economy": 2, "node": 14}
    assert "84.4" in series.to_text()


def test_results_and_published_tables_stand_in_one_series(
    pair: tuple[ict.Result, ict.Result],
) -> None:
    series = ict.analysis.series({2024: pair[1], 2023: printed({"BRA": "80.0"})})
    assert [figures.kind for figures in series.editions] == ["published", "exploration"]
    assert len(series.results) == 1
    frame = series.to_frame()
    assert frame["result_kind"].tolist() == ["published", "exploration", "exploration"]
    assert frame["year"].tolist() == [2021, 2022, 2022]
    assert np.isnan(series.dataset["value"].sel(edition="2023")).all()


def test_a_break_is_marked_and_no_change_goes_across_it() -> None:
    """The IDI 2017 is on a scale of 10, that of 2023 on a scale of 100."""
    tables = {year: printed({"KOR": score}) for year, score in (
        (2016, "8.80"), (2017, "8.85"), (2023, "94.5"), (2024, "95.0"),
    )}  # fmt: skip
    series = ict.analysis.series({year: tables[year] for year in (2017, 2023, 2024)})
    assert series.segments == (1, 2, 2)
    assert [(switch.before, switch.after) for switch in series.breaks] == [("2017", "2023")]
    assert series.breaks[0].methodologies == ("idi-methodology-2017", "idi-methodology-2023")
    message_of(series.change, UsageError, "series.not-comparable")
    message_of(lambda: series.change(first=2017), UsageError, "series.not-comparable")
    assert series.change(first=2023, last=2024)["change"].tolist() == [0.5]
    assert (
        "║" in series.to_text() and "║" not in ict.analysis.series({2024: tables[2024]}).to_text()
    )
    assert series.to_frame()["segment"].tolist() == [1, 2, 2]
    assert series.to_frame().attrs["breaks"] == [("2017", "2023")]
    assert message_of(lambda: series.change(first=2020), UsageError, "series.no-edition") == (
        "The series has no edition '2020'. Use one of: 2017, 2023, 2024."
    )
    # Reports of 2016 and 2017 have own reference values: two documents, so a break as well.
    assert len(ict.analysis.series({y: tables[y] for y in (2016, 2017)}).breaks) == 1


def test_ranks_are_refused_or_marked() -> None:
    series = ict.analysis.series({
        2017: printed({"KOR": "8.85", "CHE": "8.74", "ISL": "8.98"}),
        2024: printed({"KOR": "95.0", "CHE": "94.96", "ISL": "90.0"}),
    })  # fmt: skip
    assert message_of(series.ranks, UsageError, "series.no-ranks") == (
        "No ranks are published, or not all economies are here, for the editions: 2017, 2024. "
        'Ask for ranks="unofficial": they are then among the economies that are here, and marked '
        "as unofficial."
    )
    message_of(lambda: series.ranks(ranks="all"), UsageError, "series.ranks-unknown")
    ranks = series.ranks(ranks="unofficial")
    now = ranks[ranks["edition"] == "2024"].set_index("economy")
    # Ranks tie on the decimals of publication: 94.96 is 95.0.
    assert now["rank"].to_dict() == {"CHE": 1, "ISL": 3, "KOR": 1}
    assert set(ranks["ranks"]) == {"unofficial"} and set(ranks["among"]) == {3}


def test_group_figures_over_time_and_of_matched_economies() -> None:
    groups = {"BRA": "south", "PER": "south", "KEN": "other"}
    series = ict.analysis.series({
        2024: printed({"BRA": "80.0", "PER": "70.0", "KEN": "50.0"}),
        2025: printed({"BRA": "83.0", "KEN": "52.0"}),
    })  # fmt: skip
    frame = series.groups(groups)
    assert frame[["group", "edition", "count", "mean"]].values.tolist() == [
        ["south", "2024", 2, 75.0], ["south", "2025", 1, 83.0],
        ["other", "2024", 1, 50.0], ["other", "2025", 1, 52.0],
        ["all", "2024", 3, 66.7], ["all", "2025", 2, 67.5],
    ]  # fmt: skip
    matched = series.groups(groups, matched=True)
    south = matched[matched["group"] == "south"]
    assert south[["count", "mean"]].values.tolist() == [[1, 80.0], [1, 83.0]]


def test_published_tables_need_edition_and_methodology() -> None:
    table = printed({"BRA": "82.0"})
    assert message_of(
        lambda: ict.analysis.series([table]), UsageError, "series.edition-needed"
    ) == (
        "A published table does not say of which edition it is. Give a mapping from the number "
        "of each edition, such as 2024, to its table."
    )
    assert message_of(lambda: ict.analysis.series({"a": table}), UsageError, "series.key") == (
        "'a' is not the number of an edition. Give a mapping whose keys are numbers of editions, "
        "such as 2024."
    )
    access = printed({"KOR": "8.85"}, "access")
    assert message_of(
        lambda: ict.analysis.series({2024: access}), UsageError, "series.node-foreign"
    ) == (
        "The published figures of the edition 2024 contain parts that "
        "idi-methodology-2023 does not have: “ICT access”. Name the methodology "
        "by which they were made, with methodology=."
    )
    old = ict.analysis.series({2017: access}, methodology="idi-methodology-2017")
    assert old.to_frame("access")["score"].tolist() == [8.85]
    faulty = ict.read_published({("BRA", "idi"): "8o.0", ("CHL", "idi"): "91.7"})
    message = message_of(
        lambda: ict.analysis.series({2024: faulty}),
        ict.errors.RefusedObservationsError,
        "compute.errors-in-published",
    )
    assert message.startswith("Published figures with errors are not compared:")
    assert "'8o.0' is not a number" in message
    empty = ict.read_published({("BRA", "idi"): ""})
    message_of(lambda: ict.analysis.series({2024: empty}), UsageError, "series.no-figures")


def test_a_result_is_of_its_own_edition(pair: tuple[ict.Result, ict.Result]) -> None:
    message_of(lambda: ict.analysis.series({2025: pair[1]}), UsageError, "series.other-edition")


def test_groups_of_the_user_s_own_areas_are_taken() -> None:
    own = make_index()
    series = ict.analysis.series([compute_year(own, year) for year in (2023, 2024)])
    assert series.groups("zone")["group"].unique().tolist() == ["coast", "inland", "all"]


def test_a_part_of_an_edition_says_so() -> None:
    annex = ict.sample_data("idi-2024-annex.csv")
    series = ict.analysis.series([ict.compute(ict.methodology("idi", edition=2024), annex)])
    assert "These are 19 of the 170 economies of the edition" in series.to_text("en")
