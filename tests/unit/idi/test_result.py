"""The shapes of a result: data frame, dataset, ranks, views."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from indices_cases import LANGUAGES, VALUES, economy, frame

import ictindex as ict


def half_up(number: Decimal, places: int) -> Fraction:
    scaled = abs(Fraction(number)) * 10**places
    return Fraction(int(scaled + Fraction(1, 2)), 10**places)


def test_scores_are_the_floats_of_exact_rounding(edition: ict.Result) -> None:
    exact, scores = edition.exact, edition.scores
    assert list(scores.columns) == [*edition.nodes, "result_kind"]
    for code in edition.economies:
        for node in edition.nodes:
            number = exact.loc[code, node]
            if number is None:
                assert np.isnan(scores.loc[code, node])
            else:
                assert scores.loc[code, node] == float(half_up(number, 1))


def test_a_tie_in_the_last_digit_is_rounded_up(idi: ict.Methodology) -> None:
    """74.25 / 100 of 3G and of 4G is 74.25 exactly: published as 74.3."""
    values = VALUES | {"coverage-3g": "74.25", "coverage-4g": "74.25"}
    scores = ict.compute(idi, frame(economy("BRA", values))).scores.loc["BRA"]
    assert scores["network-coverage"] == 74.3


def test_the_columns_of_the_long_frame(edition: ict.Result) -> None:
    long = edition.to_frame()
    assert list(long.columns) == [
        "economy", "node", "kind", "value", "score", "rank", "contribution", "status",
        "source_class", "flags", "among", "of", "result_kind",
    ]  # fmt: skip
    assert len(long) == 24 * 14
    assert list(long["economy"].unique()) == list(edition.economies)
    assert list(long["node"].iloc[:14]) == list(edition.nodes)
    assert set(long["kind"]) == {"index", "sub-index", "indicator"}
    assert long["value"].notna().sum() == 229
    assert str(long["rank"].dtype) == "Int64"
    wide = long.pivot(index="economy", columns="node", values="score")[list(edition.nodes)]
    assert list(wide.index) == list(edition.scores.index)
    scores = edition.scores.drop(columns="result_kind")
    assert np.array_equal(wide.to_numpy(), scores.to_numpy(), equal_nan=True)
    ranks = long.set_index(["economy", "node"])["rank"]
    assert ranks["KWT", "idi"] == 1
    assert ranks["AFG"].isna().all()


def test_unrounded_frame(edition: ict.Result) -> None:
    long = edition.to_frame(rounded=False).set_index(["economy", "node"])
    for node in edition.nodes:
        assert long.loc[("BRA", node), "score"] == float(edition.unrounded("BRA")[node])


def test_contributions_of_the_indicators_add_up_to_the_index(edition: ict.Result) -> None:
    parts, no_part = edition.contributions
    nodes = edition.methodology.plan.nodes
    leaves = [n for n, node in enumerate(nodes) if edition.kind_of(node) == "indicator"]
    for e, code in enumerate(edition.economies):
        index = edition.exact.loc[code, "idi"]
        if index is None:
            assert no_part[e].all()  # no index, so nothing is a part of one
            continue
        total = sum((Fraction(parts[e, n]) for n in leaves), Fraction(0))
        assert abs(total - Fraction(index)) < Fraction(1, 10**18)
        shown = edition.to_frame().query("economy == @code and kind == 'indicator'")
        assert abs(shown["contribution"].sum() - float(index)) < 10 * 0.00005 + 1e-9


def test_nothing_below_a_supplied_score_is_a_part_of_the_index() -> None:
    """The supplied score stands for coverage; a value of 3G below it adds nothing to the index."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    rows = table.where(economy="BRA").exclude(indicator="coverage-4g").to_frame()
    rows = rows[["economy", "indicator", "year", "value", "unit"]]
    rows.loc[len(rows)] = ["BRA", "network-coverage", 2022, "90.0", "score"]
    result = ict.compute(ict.methodology("idi", edition=2024), rows)
    shown = result.to_frame(rounded=False).set_index("node")["contribution"]
    assert np.isnan(shown["coverage-3g"])
    assert abs(shown["network-coverage"] - 90 / 12) < 1e-12
    parts = ["universal-connectivity", "meaningful-connectivity"]
    assert abs(shown[parts].sum() - shown["idi"]) < 1e-12
    text = result.explain("BRA", node="coverage-3g").to_text()
    assert "Contribution" not in text


def test_the_share_of_each_indicator_in_the_index(edition: ict.Result) -> None:
    """From the weights of the report: 3G counts 2/5 of coverage, coverage 1/6 of its pillar."""
    share = {"internet-users": 6, "coverage-3g": 30, "coverage-4g": 20, "price-mobile-high": 12}
    whole = edition.dataset
    for node, parts in share.items():
        cell = whole.sel(economy="BRA", node=node)
        assert abs(float(cell["contribution"]) - float(cell["normalised"]) / parts) < 1e-12


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
    assert set(whole.coords) == {"economy", "node", "kind", "unit"}
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
    assert result.rank_label() == "Rank among 1 (not known to be the whole edition)"
    assert not any("rank-not-published" in flags for flags in result.flags.values())


def test_economies_that_print_alike_tie(idi: ict.Methodology) -> None:
    near = VALUES | {"internet-users": "87.39"}
    far = VALUES | {"internet-users": "50"}
    rows = economy("BRA") + economy("KEN", near) + economy("PER", far)
    result = ict.compute(idi, frame(rows))
    assert result.exact.loc["BRA", "idi"] > result.exact.loc["KEN", "idi"]
    assert list(result.ranks["idi"]) == [1, 1, 3]
    assert result.ranking().to_dict("list")["economy"] == ["BRA", "KEN", "PER"]


def test_ranking_by_a_node(edition: ict.Result) -> None:
    ranked = edition.ranking("price-mobile-high")
    assert list(ranked.columns) == ["rank", "economy", "score", "among", "of", "result_kind"]
    scores = edition.scores.loc[list(edition.ranks.index), "price-mobile-high"]
    assert list(ranked["score"]) == sorted(scores, reverse=True)
    for _, row in ranked.iterrows():
        assert row["rank"] == 1 + (scores > row["score"]).sum()


def test_every_view_in_every_language(edition: ict.Result) -> None:
    for language in LANGUAGES:
        for view in (edition.to_text(language), edition.to_html(language)):
            assert "idi-methodology-2023" in view
            assert "{" not in view.replace("{ ", "")
            assert ict.i18n.economy_name("BRA", language) in view
        comma = "82,0" if language in ("fr", "es", "ru") else "82"
        assert comma in edition.to_text(language)


def test_html_escapes_what_comes_from_files(idi: ict.Methodology) -> None:
    rows = economy("BRA", note="<script>alert(1)</script>")
    shown = ict.compute(idi, frame(rows)).explain("BRA").to_html()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_notebook_and_terminal(edition: ict.Result) -> None:
    assert "<table" in edition._repr_html_()
    assert repr(edition) == edition.to_text().rstrip()
    with ict.set_options(language="ru"):
        assert "Бразилия" in repr(edition)
