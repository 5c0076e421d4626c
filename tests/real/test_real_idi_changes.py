"""Movements of the IDI between its three published editions, compared with the published scores.

The scores that ITU printed (``idi_editions_scores.csv``) decide: of the economies all of whose
inputs are printed, the steps must end at the printed score, within the rounding of the inputs.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest
from real_files import rows_of

import ictindex as ict
from ictindex.analysis.change.score_change import ScoreChange

pytest.importorskip("openpyxl")


@lru_cache(maxsize=4)
def result_of(data: Path, edition: int) -> ict.Result:
    path = data / "idi-editions" / "IDIDataset_open.xlsx"
    table = ict.read_observations(path, form="itu-idi", edition=edition)
    return ict.compute(ict.methodology("idi", edition=edition), table)


@lru_cache(maxsize=4)
def change_of(data: Path, first: int, last: int) -> ScoreChange:
    return ict.analysis.explain_change(
        result_of(data, first), result_of(data, last), on="recomputed"
    )


@lru_cache(maxsize=2)
def printed(data: Path) -> dict[tuple[int, str, str], str]:
    rows = rows_of(data / "idi-editions" / "idi_editions_scores.csv")
    return {(int(row["edition"]), row["iso3"], row["node"]): row["printed"] for row in rows}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (2024, 2025),
        pytest.param(2023, 2024, marks=pytest.mark.slow),
        pytest.param(2023, 2025, marks=pytest.mark.slow),
    ],
)
def test_every_economy_with_all_inputs_printed_is_explained(
    first: int, last: int, data: Path
) -> None:
    change = change_of(data, first, last)
    values = rows_of(data / "idi-editions" / "idi_editions_values.csv")
    whole = {
        edition: {row["iso3"] for row in values if row["edition"] == str(edition)}
        - {row["iso3"] for row in values if row["edition"] == str(edition) and row["value"] == ""}
        for edition in (first, last)
    }
    assert set(change.economies) == whole[first] & whole[last]
    assert len(change.economies) > 60
    for economy in change.economies:
        item = change.economy(economy)
        assert sum(step.points for step in item.steps) == item.change
        # Among inputs with one decimal, prices weigh most: within 0.2 of the printed scores.
        for edition, score in zip((first, last), item.ends, strict=True):
            assert abs(score - Decimal(printed(data)[edition, economy, "idi"])) <= Decimal("0.2")


def test_steps_are_those_of_the_printed_scores_of_indicators(data: Path) -> None:
    """Brazil 2024 and 2025: weight times the difference of the scores that ITU prints."""
    change = change_of(data, 2024, 2025).economy("BRA")
    scores = printed(data)
    for step in change.steps:
        if step.indicator.startswith("coverage"):
            continue
        share = Fraction(1, 6 if step.indicator in (
            "internet-users", "households-internet", "mobile-broadband-subscriptions",
        ) else 12)  # fmt: skip
        old, new = (Fraction(scores[edition, "BRA", step.indicator]) for edition in (2024, 2025))
        assert abs(step.exact - share * (new - old)) < Fraction(5, 100), step.indicator


def test_an_unprinted_value_is_named_and_never_solved(data: Path) -> None:
    """Argentina: the index and both pillars are printed, one value of a pillar is not."""
    change = change_of(data, 2024, 2025)
    (difference,) = [difference for difference in change.unexplained if difference.economy == "ARG"]
    assert difference.reason == "no-index" and "fixed-broadband-traffic" in difference.missing
    assert str(difference.first) == printed(data)[2024, "ARG", "idi"]
    assert "ARG" not in set(change.to_frame()["economy"])
    assert "A value that is not published is not derived from published scores." in change.to_text()


def test_kinds_are_those_of_the_source_notes(data: Path) -> None:
    """Counted from the notes and marks of the tidy table, without the reader."""
    values = {
        (int(row["edition"]), row["iso3"], row["indicator"]): row
        for row in rows_of(data / "idi-editions" / "idi_editions_values.csv")
    }
    change = change_of(data, 2024, 2025)
    revised, both_estimated = set(), set()
    for economy in change.economies:
        for step in change.economy(economy).steps:
            key = (economy, step.indicator)
            old, new = values[2024, *key], values[2025, *key]
            years = [2022 - (old["mark"] == "lagged"), 2023 - (new["mark"] == "lagged")]
            if years[0] == years[1]:
                assert step.kind in ("revised", "same-value")
                same = Decimal(old["value"]) == Decimal(new["value"])
                assert (step.kind == "same-value") == same
                revised |= set() if same else {key}
            elif all(row["source_note"].startswith("ITU estimate") for row in (old, new)):
                assert step.kind == "estimated"
                both_estimated.add(key)
    counts = Counter(s.kind for e in change.economies for s in change.economy(e).steps)
    assert counts["revised"] == len(revised) > 0
    assert counts["estimated"] >= len(both_estimated) > 0


def test_groups_end_at_the_means_of_the_results(data: Path) -> None:
    change = change_of(data, 2024, 2025)
    groups = change.groups("itu-region")
    stated = {2024: {}, 2025: {}}
    for row in rows_of(data / "idi-editions" / "idi_editions_values.csv"):
        stated.setdefault(int(row["edition"]), {})[row["iso3"]] = row["itu_region"]
    words = {"Asia-Pacific": "asia-pacific", "Arab States": "arab-states", "CIS": "cis",
             "Africa": "africa", "Americas": "americas", "Europe": "europe"}  # fmt: skip
    regions = {e: words[name] for e, name in {**stated[2024], **stated[2025]}.items()}
    for group, rows in groups.groupby("group"):
        ends = rows.set_index("kind")["points"]
        for key, result in (("start", change.before), ("end", change.after)):
            # By hand, from the regions that the sheets of both editions state.
            shown = result.scores["idi"].dropna()
            members = [e for e in shown.index if group in ("all", regions[e])]
            assert abs(ends[key] - shown[members].mean()) <= 0.005 + 1e-9
        moved = rows[~rows["kind"].isin(["start", "end"])]["points"]
        assert abs(moved.sum() - (ends["end"] - ends["start"])) < 1e-9


# ---------------------------------------------------------------- published editions as a series


@pytest.mark.slow
def test_published_editions_are_one_series_of_three(data: Path) -> None:
    """121 economies with the published IDI of three editions, and the scores of the sheets."""
    path = data / "idi-2024" / "scores_2023_2024_2025.csv"
    tables = {
        edition: ict.read_published(path, {"iso3": "economy", f"idi_{edition}": "idi"})
        for edition in (2023, 2024, 2025)
    }
    series = ict.analysis.series(tables)
    assert (series.labels, series.breaks) == (("2023", "2024", "2025"), ())
    scores = series.scores
    assert len(scores) == 121
    compared = 0
    for (edition, economy, node), text in printed(data).items():
        if node == "idi" and text != "n.p." and economy in scores.index:
            score = scores.loc[economy, str(edition)]
            if score == score:
                assert abs(score - float(text)) <= 0.05 + 1e-9
                compared += 1
    assert compared > 300
    change = series.change(first=2024).set_index("economy")
    assert round(change.loc["BRA", "change"], 1) == 2.4
    assert change["result_kind"].unique().tolist() == ["published"]
    # The workbook's own tables: with the nodes, and the regions that it states next to them.
    sheets = ict.analysis.series({
        edition: result_of(data, edition).observations.published[edition]
        for edition in (2023, 2024, 2025)
    })  # fmt: skip
    matched = sheets.groups("itu-region", "meaningful-connectivity", matched=True)
    whole = sheets.table("meaningful-connectivity").notna().all(axis=1)
    assert matched[matched["group"] == "all"]["count"].tolist() == [int(whole.sum())] * 3
    inside = matched[matched["group"] != "all"].groupby("edition")["count"].sum()
    assert inside.tolist() == [int(whole.sum())] * 3


# ---------------------------------------------------------------- the release note


@pytest.mark.slow
def test_estimates_that_an_official_value_of_the_same_year_replaced(data: Path) -> None:
    """Seven cells at hand, whose estimates were 7.9 points away on average."""
    note = ict.analysis.release_note(result_of(data, 2024), result_of(data, 2025))
    revised = note.inputs(kind="revised")
    replaced = revised[(revised["basis_from"] == "estimate") & (revised["basis_to"] == "official")]
    assert len(replaced) == 7
    distance = (replaced["value_to"] - replaced["value_from"]).abs().mean()
    assert round(distance, 1) == 7.9
    text = note.to_text("en")
    assert "Both editions follow idi-methodology-2023 exactly." in text
    assert "No ranks are shown" in text
    assert {"SYC", "ARM", "BEN"} <= set(replaced["economy"])
