"""The statistics of a robustness analysis against counting its own runs by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from robustness_cases import sample_result
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.uncertainty.robustness_analysis import Robustness
from ictindex.core.errors import IctindexError


@pytest.fixture(scope="module")
def simulated() -> Robustness:
    return ict.analysis.robustness(
        sample_result(), {"weights": 0.25, "aggregation": ["geometric-mean"]}, draws=512
    )


def runs_of(simulated: Robustness, name: str) -> Any:
    return simulated.dataset[name].to_numpy().reshape(-1, len(simulated.economies))


@pytest.mark.slow
def test_intervals_and_means_are_those_of_the_runs(simulated: Robustness) -> None:
    scores, ranks = runs_of(simulated, "score"), runs_of(simulated, "rank")
    frame = simulated.to_frame()
    for name, level in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        for prefix, values in (("score", scores), ("rank", ranks)):
            expected = np.quantile(values, level, axis=0, method="inverted_cdf")
            np.testing.assert_array_equal(frame[f"{prefix}_{name}"], expected)
    np.testing.assert_allclose(frame["rank_mean"], ranks.mean(axis=0))
    np.testing.assert_array_equal(frame["rank_best"], ranks.min(axis=0))
    np.testing.assert_array_equal(frame["rank_worst"], ranks.max(axis=0))
    own = ranks == frame["rank"].to_numpy()
    np.testing.assert_allclose(frame["rank_share"], own.mean(axis=0))
    narrow = simulated.to_frame(interval=0.5)
    expected = np.quantile(ranks, 0.25, axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(narrow["rank_low"], expected)


def test_errors_are_the_spread_of_the_scramblings(simulated: Robustness) -> None:
    ranks = simulated.dataset["rank"].to_numpy()
    means = ranks.mean(axis=1)
    expected = means.std(axis=0, ddof=1) / 4
    np.testing.assert_allclose(simulated.to_frame()["rank_mean_error"], expected)
    wins = np.stack([(each[:, :, None] < each[:, None, :]).mean(axis=0) for each in ranks])
    np.testing.assert_allclose(simulated.pairwise(), wins.mean(axis=0))
    np.testing.assert_allclose(
        simulated.pairwise(error=True), wins.std(axis=0, ddof=1) / 4, atol=1e-9
    )


def test_acceptabilities_count_ranks(simulated: Robustness) -> None:
    ranks, table = runs_of(simulated, "rank"), simulated.acceptability()
    for rank in (1, 5, 19):
        np.testing.assert_allclose(table[rank], (ranks == rank).mean(axis=0))
    assert (simulated.acceptability(error=True).to_numpy() >= 0).all()


def test_ranks_of_an_edition_without_ranks_are_unofficial(simulated: Robustness) -> None:
    assert set(simulated.to_frame()["ranks"]) == {"unofficial"}
    assert simulated.ranks.attrs["label"] == "Rank among 19 of 170 (not published)"
    assert simulated.to_dict()["ranks"]["published"] is False
    assert "unofficial" in simulated.to_text("en")


def test_ranks_of_an_index_of_one_s_own_are_unofficial() -> None:
    areas = ict.analysis.Areas(
        [{"code": f"KE-{n}", "name_en": f"District {n}", "parent": "KEN"} for n in (1, 2, 3)]
    )
    goalposts = {"unit": "percent", "minimum": 0, "maximum": 100, "goalposts": [0, 100]}
    own = ict.analysis.index(
        {
            "schema": 1,
            "kind": "own-index",
            "id": "districts",
            "names": {"en": "Districts online"},
            "nodes": [
                {
                    "id": "districts",
                    "children": [{"id": "fast", "weight": 1}, {"id": "many", "weight": 2}],
                }
            ],
            "indicators": [
                {"id": "fast", "names": {"en": "Fast"}, **goalposts},
                {"id": "many", "names": {"en": "Many"}, **goalposts},
            ],
        },
        areas=areas,
    )
    values = {("KE-1", "fast"): 90, ("KE-1", "many"): 10, ("KE-2", "fast"): 20}
    values |= {("KE-2", "many"): 45, ("KE-3", "fast"): 5, ("KE-3", "many"): 1}
    table = pd.DataFrame(
        [(area, key, 2024, value) for (area, key), value in values.items()],
        columns=["economy", "indicator", "year", "value"],
    )
    simulated = ict.analysis.robustness(
        ict.compute(own, table), {"weights": 0.5, "rounding": True}, draws=32
    )
    frame = simulated.to_frame().set_index("economy")
    assert set(frame["ranks"]) == {"unofficial"}
    assert frame.loc["KE-1", "score"] == pytest.approx((90 + 20) / 3)
    assert frame.loc["KE-3", "score_low"] >= 0
    page = simulated.to_text("en")
    assert "District 2" in page
    assert "Districts online" in page


def test_nothing_that_varies_gives_the_ranks_of_the_methodology() -> None:
    still = ict.analysis.robustness(sample_result(), {"weights": 0.0}, draws=32)
    frame = still.to_frame()
    for name in ("rank_low", "rank_median", "rank_high", "rank_best", "rank_worst"):
        assert frame[name].tolist() == frame["rank"].tolist()
    assert (frame["rank_mean_error"] == 0).all()
    assert np.diag(still.acceptability().to_numpy()[:, frame["rank"] - 1]).tolist() == [1.0] * 19


def test_shifts_are_those_of_an_index_computed_without_the_indicator(simulated: Robustness) -> None:
    result = sample_result()
    plan = result.methodology.plan
    rows = [result.economy_position(economy) for economy in simulated.economies]
    values = [[float(v or 0) for v in result.input_rows.values[row]] for row in rows]
    users = plan.indicators.index("households-internet")
    without = {"universal-connectivity": [float(n != users) for n in range(3)]}
    scores = np.floor(result.methodology.simulate(values, without) * 10 + 0.5)
    ranks = [1 + int((scores > score).sum()) for score in scores]
    shifts = np.abs(np.array(ranks) - simulated.reference[1])
    row = simulated.shifts().set_index("choice").loc["households-internet"]
    assert row["mean_absolute"] == pytest.approx(shifts.mean())
    assert row["largest"] == shifts.max()
    who = [e for e, s in zip(simulated.economies, shifts, strict=True) if s == shifts.max()]
    assert row["economies"] == ";".join(who)


def test_scores_are_of_the_runs_on_the_scale_of_the_methodology() -> None:
    simulated = ict.analysis.robustness(
        sample_result(), {"weights": 0.1, "normalisation": ["z-score"]}, draws=512
    )
    inputs = simulated.dataset["input"].sel(factor="normalisation").to_numpy()
    scores = simulated.dataset["score"].to_numpy()[inputs == 0]
    np.testing.assert_array_equal(
        simulated.to_frame()["score_median"],
        np.quantile(scores, 0.5, axis=0, method="inverted_cdf"),
    )
    assert "other normalisations have another scale" in simulated.to_text("en")


def test_groups_name_their_rule(simulated: Robustness) -> None:
    groups, pairs = simulated.groups(level=0.9), simulated.pairwise()
    for _, each in groups.groupby("group"):
        inside = pairs.loc[each["economy"], each["economy"]].to_numpy()
        assert (inside < 0.9).all()
    chained = simulated.groups(rule="chain", level=0.9)
    named = chained.set_index("economy")["group"]
    for a in simulated.economies:
        for b in simulated.economies:
            if named[a] != named[b]:
                assert max(pairs.loc[a, b], pairs.loc[b, a]) >= 0.9
    assert set(chained["rule"]) == {"chain"}


def test_imputed_economies_are_named_and_their_ranks_unofficial() -> None:
    result = sample_result()
    row = result.input_rows.values[result.economy_position("FRA")]
    named = zip(result.methodology.plan.indicators, row, strict=True)
    cells = [("FRA", indicator) for indicator, value in named if value is None]
    draws = np.linspace(1, 60, 5 * len(cells)).reshape(5, len(cells))
    imputed = ict.analysis.ImputationSet("a method", cells, draws)
    simulated = ict.analysis.robustness(result, {"imputation": imputed}, draws=64)
    assert simulated.imputed_economies == ("FRA",)
    frame = simulated.to_frame().set_index("economy")
    assert frame["imputed"].sum() == 1
    assert frame.loc["FRA", "score_low"] < frame.loc["FRA", "score_high"]
    assert simulated.extent.here == 20
    assert "These are 20 of the 170 economies of the edition" in simulated.to_text("en")
    drawn = simulated.dataset["input"].sel(factor="imputation").to_numpy()
    assert set(drawn.ravel()) == {0, 1, 2, 3, 4}
    assert "Based on imputed values, as a what-if: France." in simulated.to_text("en")


def test_a_sub_index_is_simulated_by_itself() -> None:
    node = "universal-connectivity"
    simulated = ict.analysis.robustness(sample_result(), {"weights": 0.25}, draws=32, node=node)
    result = sample_result()
    exact = [float(result.unrounded(economy)[node]) for economy in simulated.economies]
    np.testing.assert_allclose(simulated.reference[0], exact, atol=1e-12)
    assert simulated.factors["subject"].tolist() == [
        "internet-users", "households-internet", "mobile-broadband-subscriptions",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_the_page_shows_is_in_six_languages(simulated: Robustness) -> None:
    for language, word in (
        ("fr", "graine"), ("es", "semilla"), ("ru", "неофициальн"), ("zh", "非官方"),
        ("ar", "غير رسمية"),
    ):  # fmt: skip
        assert word in simulated.to_text(language).lower()
    assert "confidence interval" in simulated.to_text("en")
    assert "<table" in simulated.to_html("ar")


@small_cases(
    ("options", "message"),
    [
        ({"draws": 1000}, "1000 draws are not 16 times a power of two, as 16 scramblings of a"),
        ({"draws": 16}, "The argument 'draws' must be a whole number of at least 32: 16 times a"),
        ({"seed": -1}, "The argument 'seed' must be a whole number of 0 or more"),
        ({"workers": 0}, "must be a whole number of at least 1; it is 0."),
        ({"backend": "spark"}, "'spark' is not known for 'backend'. Choose from: memory, dask."),
        ({"draws": 2**27}, "The scores and ranks of all runs need 29184 MiB of memory."),
    ],
)
def test_what_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(IctindexError) as refused:
        ict.analysis.robustness(sample_result(), {"weights": 0.1}, **options)
    assert message in refused.value.message("en")


def test_intervals_levels_and_rules_are_checked(simulated: Robustness) -> None:
    for call, message in (
        (
            lambda: simulated.to_frame(interval=1.5),
            "The argument 'interval' must be a share of the",
        ),
        (lambda: simulated.groups(level=0.5), "The argument 'level' must be a share of the runs"),
        (lambda: simulated.groups(rule="mean"), "'mean' is not known for 'rule'."),
    ):
        with pytest.raises(IctindexError) as refused:
            call()
        assert message in refused.value.message("en")


@pytest.mark.slow
def test_dask_has_the_same_figures_when_they_are_asked_for(simulated: Robustness) -> None:
    pytest.importorskip("dask.array")
    import dask

    assumptions = {"weights": 0.25, "aggregation": ["geometric-mean"]}
    with dask.config.set(scheduler="synchronous"):
        lazy = ict.analysis.robustness(sample_result(), assumptions, draws=512, backend="dask")
        assert lazy.lazy
        assert not simulated.lazy
        assert lazy.dataset["score"].chunks is not None
        frame = lazy.to_frame()
        assert lazy.pairwise().equals(simulated.pairwise())
        assert lazy.acceptability().equals(simulated.acceptability())
    for name in frame.columns:
        if frame[name].dtype == float:
            np.testing.assert_allclose(frame[name], simulated.to_frame()[name], atol=1e-12)


def test_matrices_of_too_many_economies_are_refused(
    simulated: Robustness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ictindex.analysis.uncertainty.robustness_analysis._MOST_ECONOMIES", 10)
    fresh = Robustness(simulated.result, simulated.simulation, simulated._scores, simulated._ranks)
    with pytest.raises(IctindexError) as refused:
        fresh.pairwise()
    assert refused.value.message("en") == (
        "'pairwise' compares all economies with one another; 19 are too many for that. "
        "Use to_frame(), which has every economy by itself."
    )
    assert "pairwise" not in fresh.dataset
