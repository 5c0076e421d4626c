"""Doubts that ITU's price-basket workbook of December 2025 leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

import ictindex as ict
from ictindex.definitions import catalogue
from ictindex.indices.ipb.price_series import PriceSeries


@pytest.fixture(scope="module")
def series(data: Path) -> PriceSeries:
    columns = {
        "iso3": "economy", "code_prefix": "basket", "unit": "measure", "year": "year",
        "value": "value", "status": "status",
    }  # fmt: skip
    return ict.prices.read_baskets(
        data / "ipb" / "baskets_2008_2025.csv", columns=columns, edition=2025
    )


@pytest.mark.slow
def test_fixed_broadband_of_2019_repeats_2018(series: PriceSeries) -> None:
    repeated = {
        (finding.details["definition"], finding.details["measure"], finding.details["year"]): (
            finding.details["count"], finding.details["total"],
        )
        for finding in series.findings
        if finding.code == "series.year-repeated"
    }  # fmt: skip
    assert repeated["fixed-broadband-5gb", "share", "2019"] == ("120", "171")
    # All baskets of 2019 do, in all measures; of other years PPP dollars of 2015 and one of 2011.
    years = {year for _, _, year in repeated}
    assert years == {"2011", "2015", "2019"}
    assert len([key for key in repeated if key[2] == "2019"]) == 5 * 3


@pytest.mark.slow
def test_denominators_are_mixed_in_2010_to_2012(series: PriceSeries) -> None:
    """And in 2014 to 2016, where the computer-based basket has another one."""
    mixed = {
        finding.details["year"]: (finding.details["count"], finding.details["total"])
        for finding in series.findings
        if finding.code == "series.denominators-mixed"
    }
    assert mixed["2010"] == ("133", "136")
    assert sorted(mixed) == ["2010", "2011", "2012", "2014", "2015", "2016"]


def test_level_jumps_are_named(series: PriceSeries) -> None:
    jumps = {
        str(finding.details["definition"]): finding.details["count"]
        for finding in series.findings
        if finding.code == "series.level-jumps"
    }
    assert sum(int(str(count)) for count in jumps.values()) == 55
    assert jumps["fixed-broadband-5gb"] == "6"


@pytest.mark.slow
def test_the_workbook_is_whole_and_a_part_of_it_is_not(series: PriceSeries) -> None:
    for measure in ("share", "usd", "ppp"):
        table = series.groups(measure=measure).query("group == 'all'")
        assert set(table["basis"]) <= {"own", "bound"}
        for row in table.itertuples():
            size = catalogue.basket_size(str(row.definition), int(row.year), measure)
            assert size is not None and size.economies == row.count
            # The medians of ITU count one economy more from 2023.
            assert row.of == row.count + row.blank + (row.year >= 2023)
    part = series.select(economies=series.economies[:50]).groups().query("group == 'all'")
    assert set(part["basis"]) == {"part"}
    assert (part["of"] > part["count"]).fillna(value=True).all()


def test_prices_without_a_share_are_named(series: PriceSeries) -> None:
    counted = {
        (finding.indicator, finding.details["measure"]): finding.details["count"]
        for finding in series.findings
        if finding.code == "series.blanks-counted"
    }
    # 10, 8, 6, 5 and 2 shares of 2008 to 2012, and 6 of the years to 2016.
    assert counted["fixed-broadband-1gb", "share"] == "37"
    assert set(counted) == {("fixed-broadband-1gb", name) for name in ("share", "ppp")}
    left = [finding for finding in series.findings if finding.code == "series.priced-without-value"]
    assert [finding.details["measure"] for finding in left] == ["ppp", "share"]


def test_no_change_into_the_year_outside_of_the_history(series: PriceSeries) -> None:
    for name in ("mobile-cellular", "mobile-cellular-30calls", "i154_Mob"):
        with pytest.raises(ict.errors.UsageError) as caught:
            series.change(name, 2016, 2017)
        assert caught.value.code == "series.definitions-differ"
