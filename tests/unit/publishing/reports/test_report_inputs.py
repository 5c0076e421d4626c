"""Editions of a report: printed scores remain, values keep their status, sources are stated."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pytest
from report_cases import idi_result, idi_series, printed
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import LicenceError, RefusedObservationsError, UsageError
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.publishing.reports.edition_sections import whole_of
from ictindex.publishing.reports.report_inputs import find_sources, take_edition, take_editions


def test_printed_scores_are_shown_and_recomputed_ones_stay_behind() -> None:
    edition = printed()
    assert edition.is_printed and edition.result is not None
    assert len(edition.scores) == 24 and edition.result.ranked == 19
    assert edition.score("BRA", "idi") == Decimal("82.0")
    assert edition.score("BRA", "coverage-3g") is None


def test_a_result_without_print_is_shown_as_it_is() -> None:
    edition = take_edition(idi_result())
    assert not edition.is_printed and len(edition.scores) == 19
    assert edition.released is None and not edition.is_synthetic
    assert edition.sub_indices == ("universal-connectivity", "meaningful-connectivity")


def test_a_what_if_is_never_taken_for_print() -> None:
    changed = ict.what_if(printed().result, {("BRA", "internet-users"): "90"})
    edition = take_edition(changed)
    assert not edition.is_printed
    assert edition.score("BRA", "idi") != Decimal("82.0")


@small_cases("report", [
    lambda prices: ict.reports.annual_report(printed(), prices=prices),
    lambda prices: ict.reports.country_note(printed(), "BRA", prices=prices),
    lambda prices: ict.reports.progress_report(printed(), prices=prices),
], ids=["annual", "note", "council"])  # fmt: skip
def test_prices_with_errors_are_not_in_a_report(report: Callable[[PriceSeries], object]) -> None:
    rows = {"economy": ["BRA", "XXB"], "basket": ["fixed-broadband-5gb"] * 2, "year": [2025] * 2}
    prices = ict.prices.read_baskets(pd.DataFrame({**rows, "measure": "share", "value": "2.2"}))
    with pytest.raises(RefusedObservationsError, match="Rows with errors are not computed:"):
        report(prices)


def test_values_are_counted_by_kind_and_what_is_carried_or_missing() -> None:
    edition = take_edition(idi_result())
    counts = edition.quality()
    # 19 economies with 10 values each; what is carried is counted in its kind as well.
    kinds = ("official", "collected-by-itu", "other", "estimate", "not-stated")
    assert sum(counts[kind] for kind in kinds) == 190
    assert counts["not-published"] == counts["absent"] == 0
    assert (
        sum(edition.quality(node)["estimate"] for node in edition.indicators) == counts["estimate"]
    )


def test_a_confidential_value_is_one_that_was_not_published() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    table["conf_status"] = ""
    row = (table["economy"] == "BRA") & (table["indicator"] == "internet-users")
    table.loc[row, "conf_status"] = "C"
    names = ["economy", "indicator", "year", "value", "conf_status"]
    observations = ict.read_observations(pd.DataFrame(table[names]).astype(str))
    edition = take_edition(ict.compute(ict.methodology("idi", 2024), observations))
    cell = edition.cell("BRA", "internet-users")
    assert cell is not None and cell.value is None and cell.withheld


def test_editions_are_taken_oldest_first() -> None:
    then, now = idi_series().results
    assert [edition.edition for edition in take_editions([now, then])] == [2023, 2024]
    published = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    assert [edition.edition for edition in take_editions({2024: published})] == [2024]
    with pytest.raises(UsageError):
        take_edition(published)


def test_whose_figures_they_are_is_never_guessed() -> None:
    edition = take_edition(idi_result())
    with pytest.raises(LicenceError) as caught:
        find_sources([edition], None, ())
    assert str(caught.value).startswith("The source of these figures is not stated:")
    assert find_sources([edition], None, ["itu-idi"]) == ("itu-idi",)


def test_a_text_is_no_list_of_sources() -> None:
    with pytest.raises(UsageError, match="'sources' must be a list; it is of the type str"):
        ict.reports.country_note(idi_result(), "BRA", sources="itu-idi")  # type: ignore[arg-type]


def test_groups_have_the_vintage_of_the_edition_or_a_dated_one() -> None:
    edition = take_edition(idi_result())
    assert edition.vintage("itu-region") == "idi-2024"
    assert edition.vintage("development") == "m49-2020"
    assert "africa" in edition.groups("itu-region")


def test_least_developed_countries_are_those_of_the_year_of_the_data() -> None:
    """An edition without a list of its own; Bhutan left in 2023, Sao Tome and Principe in 2024."""
    edition = take_edition(idi_series().results[0])
    assert edition.figures.year == 2021 and edition.vintage("ldc") == "m49-2026"
    assert {"BTN", "STP"} <= set(edition.groups("ldc")["ldc"])
    assert whole_of(edition, "ldc", "ldc") == 46
