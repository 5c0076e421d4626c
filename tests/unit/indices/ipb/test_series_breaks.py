"""Breaks of baskets: what the documents and the history sheet say, year by year."""

from __future__ import annotations

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError
from ictindex.definitions.documents import documents_of
from ictindex.indices.ipb.series_breaks import conversion_breaks, find_part
from ictindex.language import i18n

CODES = "i154_FBB5_GNI"


def test_the_allowances_of_data_only_mobile_broadband() -> None:
    """History sheet of ITU's workbook, December 2025: 1.5 GB, from 2021 2 GB, from 2025 5 GB."""
    breaks = [b for b in ict.prices.breaks("mobile-data-only").breaks if b.kind == "allowance"]
    assert [(b.year, b.before, b.after) for b in breaks] == [
        (2021, "mobile-data-only-1500mb", "mobile-data-only-2gb"),
        (2025, "mobile-data-only-2gb", "mobile-data-only-5gb"),
    ]
    # Never in one year until 2021; from 2021 on 5 GB is priced as an experiment.
    assert [b.overlaps for b in breaks] == [(), (2021, 2022, 2023, 2024, 2025)]


def test_no_year_leads_across_the_break_of_2018() -> None:
    """1 GB to 5 GB of fixed broadband without a common year: no target on 2017 can be measured."""
    first = ict.prices.breaks("fixed-broadband").breaks[0]
    assert (first.year, first.kind, first.overlaps) == (2018, "allowance", ())


def test_windows_and_years_are_those_of_the_documents() -> None:
    frame = ict.prices.breaks("fixed-broadband").to_frame()
    windows = frame[frame["kind"] == "window"].set_index("year")["after"].to_dict()
    assert windows == {
        2019: "annual:-1",
        2020: "second-and-third-quarters:0",
        2021: "second-quarter:0",
        2025: "first-quarter:0",
    }
    incomes = frame[frame["kind"] == "income-year"]
    assert incomes[["year", "before", "after"]].to_numpy().tolist() == [[2019, ":0", ":-1"]]
    assert set(frame["document"]) <= {document.id for document in documents_of("ipb")}


def test_an_unknown_basket_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"There is no basket fixed\."):
        ict.prices.breaks("fixed")


@small_cases("language", i18n.LANGUAGES)
def test_the_table_of_a_series_marks_its_breaks(language: str) -> None:
    import pandas as pd

    rows = [("CHE", 2018, "1.01"), ("CHE", 2020, "0.91")]
    table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    series = ict.prices.read_baskets(table, constants={"basket": CODES}, edition=2025)
    page = series.to_text(language)
    assert i18n.text("analysis", "breaks-title", language) in page
    assert i18n.text("analysis", "break-income-year", language) in page
    assert "2021" not in page  # outside of its years
    assert "{" not in page


def test_the_income_breaks_shares_and_the_exchange_rate_breaks_dollars() -> None:
    """Within the basket of 5 GB: shares in 2019; dollars in each year with other months."""
    years = {
        measure: [each.year for each in conversion_breaks("fixed-broadband", measure)]
        for measure in ("share", "usd", "ppp")
    }
    assert years == {"share": [2018, 2019], "usd": [2019, 2020, 2021, 2025], "ppp": []}
    parts = [find_part("fixed-broadband-5gb", "share", year) for year in (2017, 2018, 2019, 2025)]
    assert parts == [0, 1, 2, 2]
    # From 2018 on incomes are in national currency: the months of the rate do not break shares.
    named = {document.id: document.conversion for document in documents_of("ipb")}
    for each in conversion_breaks("fixed-broadband", "usd"):
        rules = named[each.document]
        assert rules is not None and rules.denominator.local_currency == "gni-per-capita-local"
