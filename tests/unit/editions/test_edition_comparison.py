"""Editions side by side, series of editions, methodologies on the same data."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import edition_cases as cases
import numpy as np
import pytest
from district_cases import compute_year, make_index
from edition_cases import ANNEX, IDI, annex, reconstruction

import ictindex as ict
from ictindex.core.errors import UsageError

KOREA = ict.sample_data("worked-example-2011.csv")


def korea(folder: Path) -> ict.editions.Edition:
    """The worked example of 2011 as a reconstruction: another edition, another methodology."""
    idi = ict.methodology("idi", 2011)
    table = ict.read_observations(KOREA)
    accepted = cases.receipt(table, role="compiler", transcribed="ITU, MIS 2011, Box A1.1")
    return ict.publish(ict.compute(idi, table), folder, released="2011-09-15", receipts=accepted)


@pytest.fixture
def both(tmp_path: Path) -> list[ict.editions.PublishedResult]:
    made = [korea(tmp_path / "editions"), reconstruction(tmp_path / "editions")]
    opened = [ict.open_edition(edition.path, root=edition.root) for edition in made]
    return [item for item in opened if isinstance(item, ict.editions.PublishedResult)]


@pytest.mark.slow
def test_a_comparison_prints_both_roots(both: list[ict.editions.PublishedResult]) -> None:
    text = ict.editions.compare_editions(*both).to_text("en")
    assert all(edition.root in text and edition.id in text for edition in both)


def test_it_warns_of_different_methodologies_and_gives_no_change(
    both: list[ict.editions.PublishedResult],
) -> None:
    compared = ict.editions.compare_editions(*both)
    assert not compared.comparable
    assert "idi-methodology-2011" in compared.to_text("en")
    frame = compared.to_frame()
    assert "change" not in frame and not frame.attrs["comparable"]
    assert (frame.attrs["root_before"], frame.attrs["root_after"]) == compared.roots


def test_of_one_methodology_the_change_is_exact(tmp_path: Path) -> None:
    opened = ict.open_edition(reconstruction(tmp_path / "editions").path)
    other = ict.what_if(opened, {("BRA", "internet-users"): "90.5"})
    frame = ict.editions.compare_editions(opened, other).to_frame().set_index("economy")
    expected = (
        other.rounded[other.economy_position("BRA"), -1]
        - opened.rounded[opened.economy_position("BRA"), -1]
    )
    assert frame.loc["BRA", "change"] == float(expected)
    assert frame["change"].drop("BRA").fillna(0).eq(0).all()
    text = ict.editions.compare_editions(opened, other).to_text("en")
    assert "not an edition, so no root digest" in text and "What-if" in text


@pytest.mark.slow
def test_a_node_can_be_compared(both: list[ict.editions.PublishedResult]) -> None:
    opened = both[1]
    frame = (
        ict.editions.compare_editions(opened, opened)
        .to_frame("internet-users")
        .set_index("economy")
    )
    assert frame.loc["BRA", "before"] == opened.values.loc["BRA", "internet-users"]
    with pytest.raises(ict.errors.CatalogueError):
        ict.editions.compare_editions(*both).to_frame("universal-connectivity")


def test_different_indices_do_not_compare() -> None:
    with pytest.raises(UsageError) as error:
        ict.editions.compare_methodologies(ANNEX, "idi-methodology-2023", "ipb-methodology-2008")
    assert error.value.code == "series.mixed"


@pytest.mark.slow
def test_a_series_takes_each_value_from_its_own_edition(
    both: list[ict.editions.PublishedResult],
) -> None:
    series = ict.analysis.series(both)
    assert series.labels == ("2011", "2024")
    for label, edition in zip(series.labels, both, strict=True):
        table = (edition.path / "table.csv").read_text().splitlines()
        published = {
            line.split(",")[0]: float(line.split(",")[1])
            for line in table[1:]
            if line.split(",")[1]
        }
        column = series.scores[label].dropna()
        assert dict(column) == published
    assert series.dataset.attrs["roots"] == ", ".join(edition.root for edition in both)


@pytest.mark.slow
def test_a_series_stays_what_was_published_after_an_erratum(
    both: list[ict.editions.PublishedResult],
) -> None:
    before = ict.analysis.series(both).scores
    ict.editions.publish_erratum(
        both[1].path, economy="BRA", indicator="internet-users", corrected="81.5",
        reason="The survey was revised.", date="2024-09-01",
    )  # fmt: skip
    listed = ict.editions.list_editions(both[1].path.parent)
    after = ict.analysis.series([edition.open() for edition in listed])  # type: ignore[misc]
    assert after.scores.equals(before) and "Erratum of 2024-09-01" in after.to_text("en")


def test_methodologies_on_the_same_data_differ_where_the_document_does() -> None:
    """By 2014 two goalposts were others: international bandwidth and mobile-cellular."""
    comparison = ict.editions.compare_methodologies(
        KOREA, "idi-methodology-2011", "idi-methodology-2014", edition=2011
    )
    move = comparison.moves[0]
    changed = {key for key, part in move.parts.items() if part}
    assert changed == {"international-bandwidth", "mobile-cellular-subscriptions"}
    assert {c.path for c in comparison.changes if c.path.startswith("leaves")} == {
        f"leaves.{key}.goalposts.full" for key in changed
    }
    korea_of_2011 = ict.compute(ict.methodology("idi", 2011), KOREA)
    assert move.before == korea_of_2011.unrounded("KOR")["idi"]


def test_the_parts_sum_up_to_the_difference() -> None:
    comparison = ict.editions.compare_methodologies(
        KOREA, "idi-methodology-2011", "idi-methodology-2014", edition=2011
    )
    move = comparison.moves[0]
    assert move.before is not None and move.after is not None
    total = sum(move.parts.values(), Decimal(0))
    # Contributions have 20 places each: eleven of them may differ in the last.
    assert abs(total - (move.after - move.before)) < Decimal("1e-18")


def test_ranks_are_among_those_that_both_give_an_index(tmp_path: Path) -> None:
    """A second economy without one input of the index has a score by neither."""
    frame = ict.read_observations(KOREA).to_frame()[["economy", "indicator", "year", "value",
                                                     "unit"]]  # fmt: skip
    better, lacking = frame.copy(), frame.iloc[1:].copy()
    better["economy"], lacking["economy"] = "SWE", "BRA"
    bandwidth = better["indicator"] == "international-bandwidth"
    better.loc[bandwidth, "value"] = better.loc[bandwidth, "value"].astype(float) * 3
    import pandas as pd

    table = pd.concat([frame, better, lacking])
    comparison = ict.editions.compare_methodologies(
        table, "idi-methodology-2011", "idi-methodology-2014", edition=2011
    )
    ranks = {move.economy: (move.rank_before, move.rank_after) for move in comparison.moves}
    assert ranks == {"KOR": (2, 2), "SWE": (1, 1)}
    shown = comparison.to_frame().set_index("economy")
    assert shown.loc["SWE", "rank_after"] == 1 and shown.loc["SWE", "moves"] == 0


def test_levels_of_two_methodologies_are_what_ifs() -> None:
    comparison = ict.editions.compare_methodologies(
        KOREA, "idi-methodology-2011", "idi-methodology-2014", edition=2011
    )
    text = comparison.to_text("en")
    assert "What-if: not a published figure" in text and "cannot be compared in level" in text
    assert comparison.to_dict()["what_if"] is True
    assert comparison.after.kind == comparison.before.kind == "counterfactual"


@pytest.mark.slow
def test_an_edition_can_be_computed_by_two_methodologies(tmp_path: Path) -> None:
    opened = ict.open_edition(reconstruction(tmp_path / "editions").path)
    comparison = ict.editions.compare_methodologies(opened, IDI, IDI)
    assert all(move.rank_before == move.rank_after for move in comparison.moves)
    assert all(not any(move.parts.values()) for move in comparison.moves)
    assert len(comparison.moves) == 19 == opened.ranked and not comparison.changes
    assert opened.root in comparison.after.to_text("en")


def test_nothing_in_common_is_stated() -> None:
    with pytest.raises(ict.errors.UnknownMethodologyError):
        ict.editions.compare_methodologies(ANNEX, "idi-methodology-2023", "nonsense", edition=2024)
    comparison = ict.editions.compare_methodologies(
        annex().observations, "idi-methodology-2023", "idi-methodology-2017", edition=2024
    )
    assert "No economy has all inputs of both methodologies" in comparison.to_text("en")
    assert np.isnan(comparison.to_frame()["after"]).all()


def test_methodologies_of_an_index_of_one_s_own_are_compared_in_its_names() -> None:
    own = make_index()
    even = own.variant("even", weights={"access": {"use": 1, "skills": 1}})
    page = ict.editions.compare_methodologies(compute_year(own, 2024), own, even).to_text("en")
    assert "District 07" in page
    assert "Fast lines" in page
    assert "KE-07" not in page
