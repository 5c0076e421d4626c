"""Series of basket prices: axes, selections, panels, breaks, groups, joined series."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from indices_cases import message_of
from price_series_cases import ROWS, computed, read

import ictindex as ict
from ictindex.core.errors import (
    CatalogueError,
    ReadOnlyError,
    UsageError,
)
from ictindex.indices.ipb.price_series import PriceSeries


def test_a_price_has_its_axes_and_its_address(series: PriceSeries) -> None:
    assert series.economies == ("BRA", "CHE", "KEN")
    assert series.definitions == ("fixed-broadband-1gb", "fixed-broadband-5gb")
    assert (series.years, series.measures) == ((2017, 2018, 2019), ("usd", "share"))
    assert len(series) == len(ROWS) == len(series.frame)
    assert series.value("KEN", "fixed-broadband-5gb", 2019) == Decimal("36.55")
    assert series.value("KEN", "i154_FBB5", 2019, "USD") == Decimal("40.11")
    assert series.value("BRA", "fixed-broadband-5gb", 2018) is None
    address = series.address("KEN", "fixed-broadband-5gb", 2019)
    assert address is not None and address.show() == "DataFrame, line 5, column value"
    assert series.address("BRA", "fixed-broadband-5gb", 2018) is None


def test_a_part_keeps_the_other_axes(series: PriceSeries) -> None:
    part = series.select(definition="i154_FBB5", years=[2019], measure="GNIpc")
    assert part.economies == series.economies
    assert (part.definitions, part.years, part.measures) == (
        ("fixed-broadband-5gb",), (2019,), ("share",),
    )  # fmt: skip
    assert part.value("KEN", "fixed-broadband-5gb", 2019) == Decimal("36.55")
    assert part.address("KEN", "fixed-broadband-5gb", 2019) == (
        series.address("KEN", "fixed-broadband-5gb", 2019)
    )
    assert len(series.select(economies=["CHE", "KEN"], years=range(2018, 2020))) == 5


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"economies": "Kenya"},
            "The series has no economy 'Kenya' (nearest code: KEN). Use the three-letter code "
            "of an economy that it has; in Python its `economies` lists them.",
        ),
        (
            {"definition": "fixed-broadband"},
            "The series has no basket definition 'fixed-broadband'. Use one of: "
            "fixed-broadband-1gb, fixed-broadband-5gb.",
        ),
        (
            {"years": 2020},
            "The series has no prices of the year 2020. Use one of: 2017, 2018, 2019.",
        ),
        ({"measure": "ppp"}, "The series has no measure 'ppp'. Use one of: usd, share."),
    ],
)
def test_what_the_series_has_not_is_refused_with_what_it_has(
    series: PriceSeries, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        series.select(**asked)
    assert str(caught.value) == message


def test_panels_are_balanced_or_matched(series: PriceSeries) -> None:
    assert series.panel("fixed-broadband-5gb", [2018, 2019]) == ("CHE", "KEN")
    assert series.panel("fixed-broadband-5gb", [2019]) == ("BRA", "CHE", "KEN")
    assert series.panel("fixed-broadband-5gb", [2019], "usd") == ("KEN",)
    assert series.panel(["fixed-broadband-1gb", "fixed-broadband-5gb"], [2017, 2018]) == ()


def test_levels_of_two_definitions_are_never_compared(series: PriceSeries) -> None:
    change = series.change("fixed-broadband", 2018, 2019)
    assert change.to_numpy().tolist() == [
        ["CHE", 0.81, 0.8, -0.01, "computed-here"],
        ["KEN", 37.0, 36.55, -0.45, "computed-here"],
    ]
    message = message_of(
        lambda: series.change("fixed-broadband", 2017, 2018),
        UsageError,
        "series.definitions-differ",
    )
    assert message.startswith(
        "The allowance of the basket is not the same in 2017 and 2018: “Fixed-broadband basket”."
    )
    assert message.endswith(
        "Levels of different definitions cannot be compared. Compare years of one definition, or "
        "link two definitions on a year in which both have prices."
    )
    message_of(lambda: series.change("mobile-cellular-low", 2024, 2025), UsageError,
         "series.definitions-differ")  # fmt: skip
    message_of(lambda: series.change(("a", "b"), 2018, 2019), UsageError, "argument.unfit")  # type: ignore[arg-type]


def test_groups_count_every_economy_and_name_those_in_none() -> None:
    rows = [(economy, "i154_FBB5_GNI", 2019, value) for economy, value in (
        ("CHE", "1.00"), ("DEU", "1.01"), ("KEN", "9.00"), ("ATA", "7.00"))]  # fmt: skip
    series = read(rows, edition=2025)
    frame = series.groups("itu-region").set_index("group")
    assert frame.loc["europe", ["count", "value"]].tolist() == [2, 1.01]  # 1.005, half up
    assert frame.loc["all", ["count", "value"]].tolist() == [4, 4.01]  # 4.005, half up
    assert frame.loc["cis", "count"] == 0 and np.isnan(frame.loc["cis", "value"])
    assert frame.attrs["ungrouped"] == ("ATA",)
    assert (frame.attrs["grouping"], frame.attrs["vintage"]) == ("itu-region", "ipb-2025")
    dated = series.groups("itu-region", vintage="idi-2024")
    assert dated.attrs["ungrouped"] == ("ATA",)
    own = series.groups({"CHE": "mine", "KEN": "mine"}).set_index("group")
    assert own.loc["mine", "value"] == 5.0
    assert own.attrs["grouping"] == "own" and own.attrs["ungrouped"] == ("ATA", "DEU")


def test_a_vintage_is_never_guessed(series: PriceSeries) -> None:
    for other in (read(ROWS), read(ROWS, edition=2024)):
        message = message_of(lambda s=other: s.groups("ldc"), UsageError, "groups.vintage-needed")
        assert "idi-2024, ipb-2025, m49-2026" in message
        assert len(other.groups("ldc", "m49-2026")) > 0
    assert series.groups("ldc").attrs["vintage"] == "ipb-2025"
    message_of(lambda: series.groups("ldc", "2025"), CatalogueError, "catalogue.no-grouping")
    message_of(lambda: series.groups("development"), UsageError, "groups.vintage-needed")


def test_a_balanced_panel_drops_economies_without_a_year(series: PriceSeries) -> None:
    years = [2018, 2019]
    loose = series.groups(years=years).set_index(["group", "year"])
    tight = series.groups(years=years, balanced=True).set_index(["group", "year"])
    assert loose.loc[("all", 2019), ["count", "value"]].tolist() == [3, 2.1]
    # (0.80 + 36.55) / 2 = 18.675
    assert tight.loc[("all", 2019), ["count", "value"]].tolist() == [2, 18.68]
    message = message_of(lambda: series.groups(balanced=True), UsageError, "series.window-needed")
    assert message == (
        "A balanced panel needs its years. Name the years of the window; the series has: 2017, "
        "2018, 2019."
    )


def test_means_of_a_matched_sample(series: PriceSeries) -> None:
    """(0.81 + 37.00) / 2 = 18.905 and (0.80 + 36.55) / 2 = 18.675; without matching 39.45 / 3."""
    matched = series.groups(years=[2018, 2019], balanced=True, statistic="mean")
    world = matched[matched["group"] == "all"]
    assert world["value"].tolist() == [18.91, 18.68]
    loose = series.groups(years=[2019], statistic="mean").set_index("group")
    assert loose.loc["all", "value"] == 13.15


@pytest.mark.parametrize(
    ("asked", "code", "message"),
    [
        (
            {"statistic": "mode"},
            "groups.statistic-unknown",
            "'mode' is not a statistic of groups. Use one of: median, mean.",
        ),
        (
            {"measure": "local"},
            "series.local-by-group",
            "Prices in the currencies of different economies have no common figure. Ask for one "
            "of: ",
        ),
        ({"measure": ["usd", "share"]}, "argument.unfit", ""),
        ({"decimals": 2.0}, "argument.unfit-value", ""),
        ({"years": [2030]}, "series.no-year", "The series has no prices of the year 2030."),
        (
            {"years": ["2020"]},
            "argument.unfit-part",
            "In the argument 'years', the part '1' must be a whole number; it is of the type str.",
        ),
        ({"years": "2020"}, "argument.unfit", "The argument 'years' must be a list; it is of"),
    ],
)
def test_questions_that_make_no_sense(
    series: PriceSeries, asked: dict[str, Any], code: str, message: str
) -> None:
    assert message_of(lambda: series.groups(**asked), UsageError, code).startswith(message)


def test_series_of_several_sources_are_one(series: PriceSeries) -> None:
    more = read([("DEU", "i154_FBB5_GNI", 2020, "1.2345")], edition=2020)
    both = ict.analysis.series([series, more])
    assert isinstance(both, PriceSeries)
    assert (both.places, both.edition, len(both)) == (4, 2025, len(ROWS) + 1)
    assert both.value("DEU", "fixed-broadband-5gb", 2020) == Decimal("1.2345")
    assert both.value("KEN", "fixed-broadband-5gb", 2018) == Decimal("37")
    assert both.frame["value"].tolist().count(36.55) == 1
    address = both.address("DEU", "fixed-broadband-5gb", 2020)
    assert address is not None and address.line == 1


def test_a_price_in_two_sources_is_refused(series: PriceSeries) -> None:
    again = read([ROWS[3]])
    message = message_of(
        lambda: ict.analysis.series([series, again]), UsageError, "series.price-twice"
    )
    assert "Kenya (KEN)" in message and "2018" in message
    assert message.endswith(
        "Leave it out of one of them; it is not known which of the two is right."
    )


def test_scores_and_prices_do_not_stand_side_by_side(
    series: PriceSeries, edition: ict.Result
) -> None:
    message = message_of(lambda: ict.analysis.series([series, edition]), UsageError, "series.mixed")  # type: ignore[list-item]
    assert message.startswith("Results of different indices cannot be put side by side.")
    message_of(lambda: ict.analysis.series([series, 3]), UsageError, "argument.unfit")  # type: ignore[list-item]


def test_large_prices_stay_exact() -> None:
    """The half of a sum of 18 digits: floats and 64 bits both fail here."""
    rows = [
        ("CHE", "i154_FBB5$", 2018, "999999999999999999.01"),
        ("DEU", "i154_FBB5$", 2018, "999999999999999999.02"),
        ("FRA", "i154_FBB5$", 2018, "0.00000000000000000001"),
    ]
    series = read(rows, edition=2025)
    assert series.value("CHE", "fixed-broadband-5gb", 2018, "usd") == Decimal(
        "999999999999999999.01"
    )
    frame = series.groups(measure="usd").set_index("group")
    assert frame.loc["all", "value"] == 999999999999999999.01
    joined = ict.analysis.series([read(rows[:2]), read(rows[2:])])
    assert isinstance(joined, PriceSeries)
    assert joined.value("DEU", "fixed-broadband-5gb", 2018, "usd") == Decimal(rows[1][3])  # type: ignore[arg-type]


def test_nothing_in_a_series_can_be_changed(series: PriceSeries) -> None:
    for array in (series.units, series.status, series.origins.line):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(ReadOnlyError):
        series.places = 3
    for copied in (pickle.loads(pickle.dumps(series)), copy.deepcopy(series)):  # noqa: S301
        assert copied.frame.equals(series.frame)
        assert copied.address("KEN", "i154_FBB5", 2019) == series.address("KEN", "i154_FBB5", 2019)
        assert not copied.units.flags.writeable


def test_the_table_says_what_there_is(series: PriceSeries) -> None:
    lines = series.to_text("en").splitlines()
    assert lines[0] == "Basket prices over the years"
    described = [line.split() for line in lines if line.startswith("Fixed-broadband basket (5 GB)")]
    assert described[0][-3:] == ["2018–2019", "3", "6"]
    assert any(line.split()[-3:] == ["2017", "1", "1"] for line in lines)
    assert repr(series) == series.to_text().rstrip()
    assert "<table" in series._repr_html_()
    bad = read([*ROWS, ("XXX", "i154_FBB5_GNI", 2019, "1")])
    assert "Findings: 1" in bad.to_text("en")


def test_computed_baskets_are_a_series() -> None:
    """The printed shares of 2025 of three economies that advertise in US dollars."""
    result = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    series = ict.analysis.series([result])
    assert isinstance(series, PriceSeries)
    assert (series.edition, series.years) == (2025, (2025,))
    shares = {e: series.value(e, "fixed-broadband-5gb", 2025) for e in ("ECU", "SLV", "LBR")}
    assert shares == {"ECU": Decimal("4.62"), "SLV": Decimal("5.86"), "LBR": Decimal("146.84")}
    assert series.address("ECU", "fixed-broadband-5gb", 2025) is None
    assert set(series.frame["status"]) == {"official"}
    assert series.groups("itu-region").attrs["vintage"] == "ipb-2025"


def test_computed_and_published_years_stand_side_by_side() -> None:
    before, after = computed(2022, "mobile-high-2gb", "100"), computed(2023, "mobile-high", "95.5")
    series = ict.analysis.series(
        [after, read([("CHE", "i271mb_high_2GB_GNI", 2021, "9.00")]), before]
    )
    assert isinstance(series, PriceSeries)
    assert (series.years, series.edition) == ((2021, 2022, 2023), 2023)
    values = [series.value("CHE", "mobile-high-2gb", year) for year in series.years]
    assert values == [Decimal("9.00"), Decimal("10.00"), Decimal("9.55")]
    assert series.value("CHE", "mobile-high-2gb", 2022, "local") == Decimal(100)
    assert series.value("CHE", "mobile-high-2gb", 2022, "usd") is None  # without a rate
    message_of(lambda: ict.analysis.series([before, before]), UsageError, "series.price-twice")


def test_years_of_a_definition_are_read_from_the_first_to_the_last_in_arabic() -> None:
    """Without isolation the dash turns the years round: 2025–2018."""
    from chart_cases import price_series

    table = price_series().to_html("ar")
    assert "\u20682018–2025\u2069" in table


def test_local_prices_on_both_sides_of_a_redenomination_have_no_change() -> None:
    """500 old Syrian pounds of 2025 and 5 new ones of 2026 are the same price."""
    rows = [
        (economy, "fixed-broadband-5gb", year, "local", value)
        for economy, values in (("SYR", ("500", "5")), ("KEN", ("10", "12")))
        for year, value in zip((2025, 2026), values, strict=True)
    ]
    names = ["economy", "basket", "year", "measure", "value"]
    series = ict.prices.read_baskets(pd.DataFrame(rows, columns=names))
    change = series.change("fixed-broadband-5gb", 2025, 2026, "local")
    assert change[["economy", "change"]].to_numpy().tolist() == [["KEN", 2.0]]
    assert change.attrs["redenominated"] == ("SYR",)
