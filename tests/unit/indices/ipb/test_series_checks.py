"""Findings of a whole price series: repeated years, level jumps, mixed denominators, breaks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from indices_cases import LANGUAGES, message_of
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.views import series_groups_page
from ictindex.language import i18n

CODES = sorted(catalogue.groups("itu-region", "idi-2024").groups["europe"])[:20]


def read(rows: list[tuple[Any, ...]]) -> PriceSeries:
    names = ["economy", "basket", "year", "measure", "value"]
    table = pd.DataFrame(rows, columns=names).astype(str)
    return ict.prices.read_baskets(table, edition=2025)


def shares(year: int, move: int, start: int = 100) -> list[tuple[Any, ...]]:
    """A share of each economy in a year, of a hundredth more for each next; moved by some."""
    return [
        (code, "fixed-broadband-5gb", year, "share", f"{(start + n + move) / 100:.2f}")
        for n, code in enumerate(CODES)
    ]


def details_of(series: PriceSeries, code: str) -> list[dict[str, object]]:
    return [dict(finding.details) for finding in series.findings if finding.code == code]


def test_a_year_that_repeats_the_one_before_is_found() -> None:
    rows = shares(2018, 0) + shares(2019, 0)[:10] + shares(2019, 3)[10:] + shares(2020, 7)
    series = read(rows)
    assert details_of(series, "series.year-repeated") == [
        {
            "definition": "fixed-broadband-5gb", "measure": "share", "year": "2019",
            "before": "2018", "count": "10", "total": "20",
        }
    ]  # fmt: skip
    assert {finding.level for finding in series.findings} == {"warning"}
    # Nine of twenty, or as many of sixty, are what a table without fault may have.
    assert not details_of(read(shares(2018, 0) + shares(2019, 0)[:9] + shares(2019, 3)[9:]),
                     "series.year-repeated")  # fmt: skip


def test_years_in_two_files_are_seen_together(tmp_path: Any) -> None:
    paths = []
    for year in (2018, 2019):
        names = ["economy", "basket", "year", "measure", "value"]
        path = tmp_path / f"{year}.csv"
        pd.DataFrame(shares(year, 0), columns=names).to_csv(path, index=False)
        paths.append(path)
    assert len(details_of(ict.prices.read_baskets(paths), "series.year-repeated")) == 1
    apart = [ict.prices.read_baskets(path) for path in paths]
    assert len(details_of(ict.analysis.series(apart), "series.year-repeated")) == 1


def test_a_level_that_jumps_is_named() -> None:
    rows = shares(2018, 0) + shares(2019, 3)
    rows[20] = (*rows[20][:4], "5.00")  # five times 1.00
    rows[21] = (*rows[21][:4], "5.04")  # less than five times 1.01
    jumps = details_of(read(rows), "series.level-jumps")
    assert [jump["cells"] for jump in jumps] == [[f"{CODES[0]} 2019"]]


def test_baskets_divided_by_different_incomes() -> None:
    """USD 10 at 1 % and USD 20 at 2 % are one income; USD 20 at 4 % are half of it."""

    def prices(second: str) -> list[tuple[Any, ...]]:
        return [
            row
            for code in CODES
            for row in (
                (code, "fixed-broadband-1gb", 2010, "usd", "10.00"),
                (code, "fixed-broadband-1gb", 2010, "share", "1.00"),
                (code, "mobile-cellular-30calls", 2010, "usd", "20.00"),
                (code, "mobile-cellular-30calls", 2010, "share", second),
            )
        ]  # fmt: skip

    assert not details_of(read(prices("2.00")), "series.denominators-mixed")
    # 20.00 may be 20.005, and 2.01 be 2.005: with 9.995 at 1.005 one income is still possible.
    assert not details_of(read(prices("2.01")), "series.denominators-mixed")
    mixed = details_of(read(prices("4.00")), "series.denominators-mixed")
    assert mixed == [{"year": "2010", "count": "20", "total": "20"}]


@pytest.mark.slow
def test_doubts_stand_beneath_every_view() -> None:
    series = read(shares(2018, 0) + shares(2019, 0))
    for language in LANGUAGES:
        (message,) = [finding.message(language) for finding in series.findings]
        for view in (
            series.to_text(language),
            i18n.write(series_groups_page(series, series.groups(), language), language),
        ):
            assert " ".join(message.split()) in " ".join(view.split())
    assert "2019 repeats 2018" in series._repr_html_()
    assert "repeats" in series.select(economies=CODES[0]).to_text("en")
    assert "repeats" not in series.select(years=2018).to_text("en")


def test_experimental_prices_are_counted() -> None:
    """The 5 GB basket is experimental until 2024 in ITU's workbook, and official from 2025."""
    rows = [
        (code, "i271mb_5GB", year, "share", "1.5") for year in (2024, 2025) for code in CODES[:4]
    ]
    table = read(rows).groups().query("group == 'all'").set_index("year")
    assert table["experimental"].to_dict() == {2024: 4, 2025: 0}
    assert table["count"].to_dict() == {2024: 4, 2025: 4}
    # The workbook's table has 204 and 206 of them, its medians one economy more.
    assert table["of"].to_dict() == {2024: 205, 2025: 207}


# ---------------------------------------------------------------- breaks


@pytest.fixture(scope="module")
def over_breaks() -> PriceSeries:
    codes = {
        "i154_FBB": (2016, 2017), "i154_FBB5": (2018, 2019), "i154_Mob": (2016, 2017),
        "i154_MobLow": (2018,), "i271mb_high_1GB5": (2020,), "i271mb_high_2GB": (2021, 2025),
        "i271mb_high_5GB": (2025,),
    }  # fmt: skip
    return read([
        (code, basket, year, "share", "2.00")
        for basket, years in codes.items() for year in years for code in CODES[:3]
    ])  # fmt: skip


@small_cases(
    ("name", "first", "last"),
    [
        ("fixed-broadband", 2017, 2018),
        ("fixed-broadband-1gb", 2017, 2018),
        ("fixed-broadband-5gb", 2017, 2018),
        ("i154_FBB", 2017, 2018),
        ("i154_FBB5", 2017, 2018),
        ("i154_FBB5", 2018, 2017),
        # The prices of 2017 lie outside of the history of the basket of 30 calls.
        ("mobile-cellular", 2016, 2017),
        ("mobile-cellular-30calls", 2016, 2017),
        ("i154_Mob", 2016, 2017),
        ("mobile-high", 2020, 2021),
        ("mobile-high-2gb", 2020, 2021),
        ("i271mb_high_1GB5", 2020, 2021),
        ("i271mb_high_5GB", 2021, 2025),
    ],
)
def test_no_change_across_a_break_by_any_name(
    over_breaks: PriceSeries, name: str, first: int, last: int
) -> None:
    message_of(
        lambda: over_breaks.change(name, first, last), UsageError, "series.definitions-differ"
    )


def test_changes_within_one_definition(over_breaks: PriceSeries) -> None:
    for name, first, last in (
        ("fixed-broadband", 2016, 2017), ("i154_FBB5", 2018, 2019), ("i271mb_high_2GB", 2021, 2025),
    ):  # fmt: skip
        assert len(over_breaks.change(name, first, last)) == 3
    message_of(lambda: over_breaks.change("i154_FBB", "2016", 2017), UsageError, "argument.unfit")  # type: ignore[arg-type]
