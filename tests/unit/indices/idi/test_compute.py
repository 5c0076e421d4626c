"""compute(): the sample edition compared with print, what may come in, what is left out and why."""

import json
import pickle
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices_cases import DOCUMENTS, PRINTED, VALUES, economy, frame, sample, score_row, write
from reference import half_up, printed, score
from without_arrays import run_without_arrays

import ictindex as ict

PLACES = Decimal("1e-18")


def values_of(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    collected: dict[str, dict[str, str]] = {}
    for row in rows:
        collected.setdefault(row["economy"], {})[row["indicator"]] = row["value"]
    return collected


def test_the_sample_edition_has_every_economy_with_all_inputs(edition: ict.Result) -> None:
    inputs = values_of(sample("idi-2024-annex.csv"))
    whole = sorted(e for e, values in inputs.items() if len(values) == 10)
    assert edition.economies == tuple(sorted(inputs))
    assert sorted(edition.scores["idi"].dropna().index) == whole
    assert edition.ranked == len(whole)
    assert sorted(edition.excluded["economy"]) == sorted(inputs.keys() - set(whole))


@pytest.mark.slow
def test_the_sample_edition_equals_exact_fractions(edition: ict.Result) -> None:
    path = DOCUMENTS / "idi-methodology-2023.toml"
    for code, values in values_of(sample("idi-2024-annex.csv")).items():
        expected = score(path, {key: Fraction(value) for key, value in values.items()})
        unrounded = edition.unrounded(code)
        assert unrounded.keys() == expected.keys()
        assert {key: Fraction(value) for key, value in unrounded.items()} == expected
        for key, exact in expected.items():
            assert edition.scores.loc[code, key] == float(half_up(exact, 1))


def test_print_lies_in_the_interval_of_the_printed_inputs(edition: ict.Result) -> None:
    """Bounds by exact fractions of the printed inputs: every published figure lies between."""
    path = DOCUMENTS / "idi-methodology-2023.toml"
    inputs, checked = values_of(sample("idi-2024-annex.csv")), 0
    ends: dict[str, tuple[dict[str, Fraction], dict[str, Fraction]]] = {}
    for code, values in inputs.items():
        low, high = {}, {}
        for key, text in values.items():
            less, more = printed(text)
            less = max(less, Fraction(0))
            low[key], high[key] = (more, less) if key.startswith("price-") else (less, more)
        ends[code] = score(path, low), score(path, high)
    for row in sample("idi-2024-published.csv"):
        low_scores, high_scores = ends[row["economy"]]
        if row["node"] in low_scores:
            checked += 1
            low, high = (half_up(side[row["node"]], 1) for side in (low_scores, high_scores))
            assert low <= Fraction(row["value"]) <= high
    there = edition.comparison()["recomputed"].notna()
    assert checked == there.sum() > 250
    assert edition.comparison()["explained"][there].all()
    difference = edition.comparison().set_index("node")["difference"]
    for node in ("idi", "universal-connectivity", "meaningful-connectivity"):
        assert difference[node].abs().max() <= 0.11


def test_the_box_of_the_report(idi: ict.Methodology) -> None:
    """Two figures were computed from unrounded inputs: the file of the box says so."""
    nodes = ict.compute(idi, frame(economy("BRA"))).scores.loc["BRA"]
    other = {"mobile-phone-ownership": 98.7, "idi": 89.4}
    for key, figure in PRINTED.items():
        assert nodes[key] == other.get(key, float(figure))


def test_observations_frame_and_path_give_the_same(tmp_path: Path, idi: ict.Methodology) -> None:
    path = write(tmp_path / "one.csv", [*economy("BRA"), *economy("KEN")])
    table = ict.read_observations(path)
    texts = {
        ict.compute(idi, source).to_text()
        for source in (path, str(path), table, table.to_frame(), pd.read_csv(path, dtype=str))
    }
    assert len(texts) == 1


def test_a_tidy_table_needs_four_columns(idi: ict.Methodology) -> None:
    small = frame(economy("BRA"))[["economy", "indicator", "year", "value"]]
    assert ict.compute(idi, small).scores.loc["BRA", "idi"] == 89.4


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    idi = ict.methodology("idi", edition=2024)
    rows = sample("idi-2024-annex.csv")[:80]
    once = ict.compute(idi, frame(rows))
    random.Random(seed).shuffle(rows)
    again = ict.compute(idi, frame(rows))
    assert again.to_text() == once.to_text()
    assert again.exact.equals(once.exact)


def test_other_years_and_breakdowns_are_never_used(idi: ict.Methodology) -> None:
    rows = economy("BRA")
    other = economy("BRA", year=2019) + economy("BRA", year=2023) + economy("BRA", sex="F")
    other += [row | {"value": "0"} for row in economy("BRA", year=2018)]
    assert ict.compute(idi, frame(rows + other)).exact.equals(ict.compute(idi, frame(rows)).exact)


def test_totals_may_be_named_as_such(idi: ict.Methodology) -> None:
    assert ict.compute(idi, frame(economy("BRA", sex="_T"))).ranked == 1


def test_a_missing_input_leaves_exactly_its_ancestors_without_score(idi: ict.Methodology) -> None:
    rows = economy("BRA") + [r for r in economy("KEN") if r["indicator"] != "coverage-4g"]
    scores = ict.compute(idi, frame(rows)).scores
    gone = ["idi", "meaningful-connectivity", "network-coverage", "coverage-4g"]
    assert sorted(scores.columns[scores.loc["KEN"].isna()]) == sorted(gone)
    assert not scores.loc["BRA"].isna().any()


def test_excluded_economies_are_listed_with_their_reason(idi: ict.Methodology) -> None:
    rows = economy("BRA") + [r for r in economy("KEN") if r["indicator"] != "coverage-4g"]
    rows += economy("PER", year=2019)
    listed = ict.compute(idi, frame(rows)).excluded.set_index("economy")
    assert list(listed.index) == ["KEN", "PER"]
    assert listed.loc["KEN", "reason"] == "missing-inputs"
    assert listed.loc["KEN", "missing"] == "coverage-4g"
    assert listed.loc["PER", "missing"].split(", ") == list(idi.indicators)
    assert listed.loc["KEN", "message"] == (
        "Kenya (KEN): no score, because there is no value for: "
        "“Population covered by at least a 4G/LTE mobile network”."
    )


def test_an_empty_cell_is_missing_and_listed(idi: ict.Methodology) -> None:
    rows = economy("BRA") + economy("KEN", VALUES | {"coverage-3g": ""})
    listed = ict.compute(idi, frame(rows)).excluded
    assert listed.iloc[0]["missing"] == "coverage-3g"


def test_a_supplied_score_represents_missing_values(idi: ict.Methodology) -> None:
    rows = [r for r in economy("BRA") if not r["indicator"].startswith("coverage")]
    result = ict.compute(idi, frame([*rows, score_row("BRA", "network-coverage", "92.4")]))
    exact = result.unrounded("BRA")
    assert exact["network-coverage"] == Decimal("92.4")
    assert "coverage-3g" not in exact
    below = [k for k in idi.indicators[2:] if not k.startswith("coverage")][1:]
    mean = (sum(Fraction(exact[k]) for k in below) + Fraction("92.4")) / 6
    assert abs(Fraction(exact["meaningful-connectivity"]) - mean) < Fraction(PLACES)
    assert "supplied-score" in result.flags["BRA", "network-coverage"]
    assert result.ranks.loc["BRA"].isna().sum() == 2
    assert result.ranks.loc["BRA", "network-coverage"] == 1


def test_a_supplied_score_of_an_indicator(idi: ict.Methodology) -> None:
    rows = [r for r in economy("BRA") if r["indicator"] != "internet-users"]
    result = ict.compute(idi, frame([*rows, score_row("BRA", "internet-users", "90.5")]))
    assert result.scores.loc["BRA", "internet-users"] == 90.5
    assert np.isnan(result.dataset["value"].sel(economy="BRA", node="internet-users"))
    assert result.inputs("BRA").get("internet-users") is None


def test_errors_can_be_pickled(tmp_path: Path, idi: ict.Methodology) -> None:
    path = write(tmp_path / "twice.csv", [*economy("BRA"), *economy("BRA", note="again")])
    for call in (
        lambda: ict.compute(idi, path),
        lambda: ict.compute(idi, path, edition=1999),
        lambda: idi.score({}),
        lambda: idi.score(VALUES | {"internet-users": "80,5"}),
    ):
        with pytest.raises(ict.errors.IctindexError) as caught:
            call()
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
        assert type(again) is type(caught.value)
        assert (again.code, again.details) == (caught.value.code, caught.value.details)
        assert again.message("ru") == caught.value.message("ru")


def test_the_kind_is_in_the_id_and_in_every_view(idi: ict.Methodology) -> None:
    for kind, words in (
        ("exploration", "Exploration: computed from plain observations, not an edition"),
        ("reconstruction", "Reconstruction: recomputed from printed figures"),
        ("demonstration", "Demonstration: synthetic data"),
    ):
        result = ict.compute(idi, frame(economy("BRA")), kind=kind)
        assert result.id == f"idi-2024-{kind}"
        for view in (result.to_text(), result.to_html(), str(result.explain("BRA"))):
            assert words in view
        assert json.dumps(result.explain("BRA").to_dict()).count(result.id) >= 14


def test_retrospective_years_of_a_report() -> None:
    rows = [row | {"year": "2008"} for row in sample("worked-example-2011.csv")]
    old = ict.methodology("idi-methodology-2011", edition=2011)
    result = ict.compute(old, frame(rows), year=2008)
    assert (result.edition, result.year, result.ranked) == (2011, 2008, 1)
    assert ict.compute(old, frame(rows + sample("worked-example-2011.csv"))).year == 2010


def test_numpy_integers_are_years(idi: ict.Methodology) -> None:
    result = ict.compute(idi, frame(economy("BRA")), edition=np.int64(2024))  # type: ignore[arg-type]
    assert result.id == "idi-2024-exploration"


@pytest.mark.slow
def test_no_array_library_is_needed(edition: ict.Result) -> None:
    """The file leads to the scores, flags, bounds, explanation and table of an edition."""
    shown = run_without_arrays(
        """
        import sys
        import ictindex as ict
        result = ict.compute(
            ict.methodology("idi", edition=2024),
            ict.sample_data("idi-2024-annex.csv"),
            published=ict.sample_data("idi-2024-published.csv"),
            kind="reconstruction",
        )
        sys.stdout.reconfigure(encoding="utf-8")
        print(result.unrounded("BRA")["idi"], result.rank("BRA", "idi"), len(result.flags))
        print(result.to_text("en"), result.explain("BRA", language="ar"), sep="")
        """
    )
    assert shown == (
        f"{edition.unrounded('BRA')['idi']} {edition.rank('BRA', 'idi')} {len(edition.flags)}\n"
        f"{edition.to_text('en')}{edition.explain('BRA', language='ar')}\n"
    )
