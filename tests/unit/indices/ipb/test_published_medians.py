"""Printed medians: how their file is read, and how they are compared with our arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from indices_cases import LANGUAGES, message_of
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.indices.ipb.published_medians import MedianKey, read_medians
from ictindex.indices.ipb.views import medians_page, series_groups_page
from ictindex.language import i18n

KEYS = {"Code": "i154_FBB5_GNI", "Unit": "GNIpc", "Grouping": "LDC", "Group": "LDC"}


def printed(*rows: dict[str, str], **more: str) -> pd.DataFrame:
    return pd.DataFrame([{**KEYS, **row, **more} for row in rows or ({},)]).astype(str)


def test_a_row_has_the_medians_of_years_and_of_panels() -> None:
    read = read_medians(
        printed(annual_2024="13.10", annual_2025="NA", win2_2024="12.99", win2_2025="13")
    )
    share = ("ldc/ldc", "fixed-broadband-5gb", "share")
    assert {key: str(value) for key, value in read.values.items()} == {
        MedianKey(*share, (2024,), 2024): "13.10",
        MedianKey(*share, (2024, 2025), 2024): "12.99",
        MedianKey(*share, (2024, 2025), 2025): "13",
    }
    assert read.vintage == "ipb-2025" and not read.findings


@small_cases(
    ("changed", "message"),
    [
        (
            {"Code": "i154_XXX"},
            "'i154_XXX' is not the id of a basket definition or one of ITU's basket codes.",
        ),
        (
            {"Unit": "USD"},
            "The code of the basket and the measure disagree. By the code: “Share of monthly GNI "
            "per capita (%)”. By the column: “Price in US dollars”.",
        ),
        ({"Unit": "GNI"}, "'GNI' is not a measure of basket prices."),
        ({"Grouping": "Income_2019"}, "'Income_2019' is not a grouping of printed medians."),
        ({"Group": "ldcs"}, "'ldcs' is not a group of this grouping."),
        ({"annual_2025": "13,1"}, "'13,1' has a decimal comma"),
        ({"annual_2025": "-1"}, None),
    ],
)
def test_a_bad_cell_is_a_finding(changed: dict[str, str], message: str | None) -> None:
    read = read_medians(printed(changed, {"Grouping": "World", "Group": "World"}, annual_2024="2")
                        if "annual_2025" not in changed
                        else printed(changed, annual_2024="2"))  # fmt: skip
    (finding,) = read.findings
    if message is not None:
        assert finding.message("en").startswith(message)
    assert finding.level == "error" and finding.address is not None
    assert len(read) == 1  # the others are read
    assert len({finding.message(language) for language in LANGUAGES}) == 6


def test_the_same_median_twice_is_used_from_neither_row() -> None:
    read = read_medians(printed({}, {}, {}, annual_2025="2"))
    assert [finding.code for finding in read.findings] == ["published.duplicate"] * 2
    assert not read.values


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            printed(win3_2024="1", win3_2025="1"),
            "The panel of the column win3_2024 should have 3 years, but the columns of DataFrame "
            "are of: 2024, 2025. Give the file a column for every year of the panel.",
        ),
        (
            printed(annual_2025="1", median="1"),
            "'median' is not a column of printed medians (DataFrame). Use Code, Unit, Grouping, "
            "Group, and columns such as annual_2025 or win5_2025.",
        ),
    ],
)
def test_a_file_that_is_not_certain_is_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(UnusableFileError) as caught:
        read_medians(table)
    assert str(caught.value) == message


def test_a_file_of_another_form_is_refused() -> None:
    with pytest.raises(UnusableFileError) as caught:
        read_medians(printed(year="2025"))
    assert caught.value.code == "form.unlike" or "annual_2025" in str(caught.value)


def series(**more: Any) -> ict.prices.PriceSeries:
    part = pd.DataFrame(
        {"economy": ["NPL", "MWI"], "basket": ["i154_FBB5_GNI"] * 2, "year": [2025] * 2,
         "value": ["9.00", "11.00"]}
    )  # fmt: skip
    return ict.prices.read_baskets(part, edition=2025, **more)


def test_a_median_that_is_not_ours_is_shown_from_the_file() -> None:
    medians = read_medians(printed({"Grouping": "LDC"}, annual_2025="13.35"))
    frame = series().groups("ldc")
    filled = medians.fill(frame).set_index("group")
    shown = ["value", "basis", "reason", "result_kind"]
    assert filled.loc["ldc", shown].tolist() == [13.35, "file", "part-of-table", "published"]
    assert filled.loc["all", shown].tolist() == [10.0, "part", "part-of-table", "computed-here"]
    text = i18n.write(series_groups_page(series(), medians.fill(frame), "en"), "en")
    assert "13.35*" in text
    assert "Marked with *: the publisher’s own figure, from the file DataFrame." in " ".join(
        text.split()
    )


def test_our_own_median_that_differs_gives_way_to_the_file() -> None:
    medians = read_medians(printed(annual_2025="13.35"))
    frame = series().groups("ldc")
    frame["basis"], frame["reason"] = "own", ""
    filled = medians.fill(frame).set_index("group")
    assert filled.loc["ldc", ["value", "basis", "reason"]].tolist() == [13.35, "file", "differs"]
    same = read_medians(printed(annual_2025="10.00")).fill(frame).set_index("group")
    assert same.loc["ldc", ["value", "basis", "result_kind"]].tolist() == [
        10.0, "own", "computed-here",
    ]  # fmt: skip


def test_other_groups_are_not_filled() -> None:
    medians = read_medians(printed(annual_2025="13.35"))
    for frame in (series().groups("ldc", "m49-2026"), series().groups("ldc", statistic="mean")):
        message = message_of(lambda f=frame: medians.fill(f), UsageError, "medians.other-groups")
        assert message == (
            "The file DataFrame has medians of the groups of ipb-2025; these are other figures. "
            "Ask for medians by a grouping of that vintage."
        )


def test_the_comparison_counts_and_says_why() -> None:
    medians = read_medians(printed({}, {"Code": "i271mb_5GB_GNI"}, annual_2025="13.35"))
    frame = medians.compare(series())
    assert frame.attrs["counts"] == {"own": 0, "bound": 0, "file": 2}
    assert frame["reason"].tolist() == ["part-of-table", "no-prices"]
    for language in LANGUAGES:
        page = i18n.write(medians_page(frame, language), language)
        assert "2" in page
    page = i18n.write(medians_page(frame, "en"), "en")
    for line in (
        "Equal by our own arithmetic: 0",
        "Within our bounds: 0",
        "Only from the file: 2",
        "the prices here are not the whole table of the publisher: 1",
        "there are no such prices here: 1",
    ):
        assert line in page
    other = read_medians(printed({"Code": "i154_MobLow_GNI"}, annual_2020="1"))
    message = message_of(lambda: other.compare(series()), UsageError, "medians.no-basket")
    assert message == (
        "DataFrame has no median of a basket that these prices have. "
        "Compare with the prices of the same publication."
    )


def test_the_sheet_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = tmp_path / "medians.xlsx"
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"note": ["read me"]}).to_excel(writer, sheet_name="About", index=False)
        printed(annual_2025="2").to_excel(writer, sheet_name="Medians", index=False)
    assert len(read_medians(book, sheet="Medians")) == 1
    with pytest.raises(UnusableFileError):
        read_medians(book)
