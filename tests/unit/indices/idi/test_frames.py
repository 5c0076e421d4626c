"""Data frames and the dataset of a result: columns, units, floats nearest to exact decimals."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from indices_cases import LANGUAGES

import ictindex as ict


def half_up(number: Decimal, places: int) -> Fraction:
    scaled = abs(Fraction(number)) * 10**places
    return Fraction(int(scaled + Fraction(1, 2)), 10**places)


def test_scores_are_the_floats_of_exact_rounding(edition: ict.Result) -> None:
    exact, scores = edition.exact, edition.scores
    assert list(scores.columns) == list(edition.nodes)
    for code in edition.economies:
        for node in edition.nodes:
            number = exact.loc[code, node]
            if number is None:
                assert np.isnan(scores.loc[code, node])
            else:
                assert scores.loc[code, node] == float(half_up(number, 1))


def test_the_columns_of_the_long_frame(edition: ict.Result) -> None:
    long = edition.to_frame()
    assert list(long.columns) == [
        "economy", "node", "level", "value", "score", "rank", "contribution", "status",
        "source_class", "flags", "among", "of", "result_kind",
    ]  # fmt: skip
    assert len(long) == 24 * 14
    assert list(long["economy"].unique()) == list(edition.economies)
    assert list(long["node"].iloc[:14]) == list(edition.nodes)
    assert set(long["level"]) == {"index", "sub-index", "indicator"}
    assert long["value"].notna().sum() == 229
    assert str(long["rank"].dtype) == "Int64"
    wide = long.pivot(index="economy", columns="node", values="score")[list(edition.nodes)]
    assert list(wide.index) == list(edition.scores.index)
    scores = edition.scores
    assert np.array_equal(wide.to_numpy(), scores.to_numpy(), equal_nan=True)
    ranks = long.set_index(["economy", "node"])["rank"]
    assert ranks["KWT", "idi"] == 1
    assert ranks["AFG"].isna().all()


def test_unrounded_frame(edition: ict.Result) -> None:
    long = edition.to_frame(rounded=False).set_index(["economy", "node"])
    for node in edition.nodes:
        assert long.loc[("BRA", node), "score"] == float(edition.unrounded("BRA")[node])


def test_the_dataset(edition: ict.Result) -> None:
    whole = edition.dataset
    assert dict(whole.sizes) == {"economy": 24, "node": 14}
    assert set(whole.data_vars) == {
        "value", "transformed", "normalised", "contribution", "score", "rank", "status",
        "source_class", "flags", "result_kind",
    }  # fmt: skip
    assert whole["result_kind"].dims == () and whole["result_kind"].item() == "reconstruction"
    cells = set(whole.data_vars) - {"result_kind"}
    assert all(whole[name].dims == ("economy", "node") for name in cells)
    assert set(whole.coords) == {"economy", "node", "level", "unit"}
    assert whole.attrs == {
        "id": "idi-2024-reconstruction",
        "kind": "reconstruction",
        "methodology": "idi-methodology-2023",
        "edition": 2024,
        "year": 2022,
        "ranks": "Rank among 19 of 170 (not published)",
        "economies": 19,
        "economies_of_edition": 170,
        "scale": "100",
    }
    cell = whole.sel(economy="BRA", node="mobile-broadband-traffic")
    assert float(cell["value"]) == 48.2
    assert abs(float(cell["transformed"]) - np.log(49.2)) < 1e-12
    assert abs(float(cell["normalised"]) - 100 * np.log(49.2) / np.log(501)) < 1e-12
    assert str(cell["unit"].values) == "gb-per-year"
    assert str(whole["unit"].sel(node="idi").values) == "score"
    pillar = whole.sel(economy="BRA", node="universal-connectivity")
    assert np.isnan(pillar["value"])
    assert np.isnan(whole["score"].sel(economy="AFG", node="idi"))
    assert np.isnan(whole["rank"].sel(economy="AFG", node="idi"))
    assert whole["contribution"].attrs == {
        "long_name": "Weighted contribution to the index",
        "units": "points of the index",
    }
    assert str(whole["status"].sel(economy="ZAF", node="mobile-phone-ownership").values) == "I"


def test_ranks_say_that_they_are_not_published(edition: ict.Result) -> None:
    label = "Rank among 19 of 170 (not published)"
    assert not edition.ranks_published
    assert edition.rank_label() == label
    assert edition.ranks.columns.name == label
    assert edition.ranks.attrs["label"] == label
    assert edition.ranking().attrs["label"] == label
    assert label in edition.to_html()
    assert "are not published by ITU" in edition.to_text()
    assert all("rank-not-published" in edition.flags[e, "idi"] for e in edition.ranks.index)
    assert len({edition.rank_label(language) for language in LANGUAGES}) == 6


def test_ranks_that_the_report_publishes() -> None:
    old = ict.methodology("idi-methodology-2011", edition=2011)
    result = ict.compute(old, ict.sample_data("worked-example-2011.csv"))
    assert result.ranks_published
    # Korea alone is the first of one economy, which is no rank of the report.
    assert result.rank_label() == "Rank among 1 (possibly not the whole edition)"
    assert not any("rank-not-published" in flags for flags in result.flags.values())


def test_ranking_by_a_node(edition: ict.Result) -> None:
    ranked = edition.ranking("price-mobile-high")
    assert list(ranked.columns) == ["rank", "economy", "score", "among", "of", "result_kind"]
    scores = edition.scores.loc[list(edition.ranks.index), "price-mobile-high"]
    assert list(ranked["score"]) == sorted(scores, reverse=True)
    for _, row in ranked.iterrows():
        assert row["rank"] == 1 + (scores > row["score"]).sum()
