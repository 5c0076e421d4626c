"""Series of basket prices: what is read, what is refused, panels, breaks, groups."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from indices_cases import told

import ictindex as ict
from ictindex.core.errors import (
    CatalogueError,
    ReadOnlyError,
    UnknownMethodologyError,
    UnusableFileError,
    UsageError,
)
from ictindex.ipb.series import PriceSeries
from ictindex.ipb.series_reader import read_baskets
from ictindex.ipb.to_idi import price_observations

NAMES = ["economy", "basket", "year", "value"]
Rows = Sequence[tuple[object, ...]]
# Prices of Switzerland, Kenya and Brazil under two definitions of one basket.
ROWS: Rows = [
    ("CHE", "i154_FBB_GNI", 2017, "0.70"),
    ("CHE", "i154_FBB5_GNI", 2018, "0.81"),
    ("CHE", "i154_FBB5_GNI", 2019, "0.80"),
    ("KEN", "i154_FBB5_GNI", 2018, "37.00"),
    ("KEN", "i154_FBB5_GNI", 2019, "36.55"),
    ("BRA", "i154_FBB5_GNI", 2019, "2.10"),
    ("KEN", "i154_FBB5$", 2019, "40.11"),
]


def read(rows: Rows, names: Sequence[str] = NAMES, **more: Any) -> PriceSeries:
    return read_baskets(pd.DataFrame(list(rows), columns=list(names), dtype=object), **more)


@pytest.fixture(scope="module")
def series() -> PriceSeries:
    return read(ROWS, edition=2025)


# ---------------------------------------------------------------- reading


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


def test_a_csv_file_is_read_by_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "iso3;code;unit;year;price;remark\nNAM;i154_FBB5;GNIpc;2018;4,50;x\n", encoding="utf-8"
    )
    series = read_baskets(
        path,
        columns={"iso3": "economy", "code": "basket", "unit": "measure", "price": "value"},
        constants={"source": "ITU"},
        dialect="semicolon-comma",
    )
    assert series.value("NAM", "fixed-broadband-5gb", 2018) == Decimal("4.50")
    assert (series.unread, series.origins.sources) == (("remark",), ("ITU",))
    address = series.address("NAM", "fixed-broadband-5gb", 2018)
    assert address is not None and address.show() == "long.csv, line 2, column price"


def test_a_workbook_is_read(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "long.xlsx"
    pd.DataFrame([("CHE", "i154_FBB5_GNI", 2018, 0.81), ("Chad", "i154_FBB5_GNI", 2018, 1.5)],
                 columns=NAMES).to_excel(path, index=False)  # fmt: skip
    series = read_baskets(path)
    assert series.value("CHE", "fixed-broadband-5gb", 2018) == Decimal("0.81")
    (finding,) = series.findings
    assert "A3" in finding.where("en")


def test_the_status_is_the_one_stated_or_that_of_the_history() -> None:
    rows = [
        ("CHE", "i271mb_5GB_GNI", 2024, "1", ""),
        ("CHE", "i271mb_5GB_GNI", 2025, "1", "experimental"),
        ("CHE", "i154_Mob_GNI", 2017, "1", "outside_history_range"),
        ("CHE", "i154_Mob_GNI", 2018, "1", ""),
    ]
    frame = read(rows, [*NAMES, "status"]).frame
    assert frame[["definition", "year", "status"]].to_numpy().tolist() == [
        ["mobile-data-only-5gb", 2024, "experimental"],
        ["mobile-data-only-5gb", 2025, "experimental"],
        ["mobile-cellular-30calls", 2017, "outside"],
        ["mobile-cellular-30calls", 2018, "outside"],
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ("CHE", "i154_FBB5_LCU", 2018, "1", "share"),
            "'i154_FBB5_LCU' is not the id of a basket definition or one of ITU's basket codes. "
            "Use an id such as `fixed-broadband-5gb` or a code such as `i154_FBB5_GNI`.",
        ),
        (
            ("CHE", "telex", 2018, "1", "share"),
            "'telex' is not the id of a basket definition or one of ITU's basket codes. Use an "
            "id such as `fixed-broadband-5gb` or a code such as `i154_FBB5_GNI`.",
        ),
        (
            ("CHE", "fixed-broadband", 2018, "1", "share"),
            "The basket alone does not say which allowance the price is for: Fixed-broadband "
            "basket (fixed-broadband). Name the definition, one of: fixed-broadband-1gb, "
            "fixed-broadband-5gb.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1", ""),
            "Nothing says in which measure the price is given: Fixed-broadband basket (5 GB) "
            "(fixed-broadband-5gb). Add a column `measure`, or write ITU's code with its suffix "
            "(`$`, `_PPP`, `_GNI`).",
        ),
        (
            ("CHE", "i154_FBB5$", 2018, "1", "GNIpc"),
            "The code of the basket and the measure disagree. By the code: Price in US dollars "
            "(usd). By the column: Share of monthly GNI per capita (%) (share). Correct the one "
            "that is wrong.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1", "EUR"),
            "'EUR' is not a measure of basket prices. Use one of: local, usd, ppp, share, USD, "
            "PPP, GNIpc.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "-0.01", "share"),
            "A price cannot be negative: -0.01. Check the figure in its source.",
        ),
        (
            ("CHE", "i154_FBB5", 2018, "1,5", "share"),
            "'1,5' has a decimal comma: it can be read as 1.5 or as 15.",
        ),
        (("CHE", "i154_FBB5", "18", "1", "share"), "'18' is not a year"),
        (("Switzerland", "i154_FBB5", 2018, "1", "share"), "'Switzerland' is not"),
        (("", "i154_FBB5", 2018, "1", "share"), "The cell is empty"),
    ],
)
def test_a_bad_cell_is_a_finding_and_no_price(row: tuple[object, ...], message: str) -> None:
    good = ("KEN", "i154_FBB5_GNI", 2018, "37.00", "")
    series = read([good, row], [*NAMES, "measure"])
    (finding,) = series.findings
    assert finding.level == "error"
    assert f"{finding.message('en')} {finding.remedy('en')}".startswith(message)
    assert finding.where("en").startswith("DataFrame, line 2, column ")
    assert len(series) == 1 and series.economies == ("KEN",)


def test_an_unknown_status_is_a_finding() -> None:
    (finding,) = read([(*ROWS[0], "final")], [*NAMES, "status"]).findings
    assert finding.message("en") == "'final' is not a status of basket prices."
    assert finding.remedy("en") == (
        "Use one of: official, experimental, outside, outside_history_range."
    )


def test_an_empty_value_is_no_price_and_no_fault() -> None:
    series = read([*ROWS, ("DEU", "i154_FBB5_GNI", 2019, "")])
    assert not series.findings and "DEU" not in series.economies


def test_of_a_price_that_stands_there_twice_neither_is_used() -> None:
    rows = [*ROWS, ("BRA", "i154_FBB5", 2019, "2.20")]
    names = [*NAMES, "measure"]
    series = read([(*row, "") for row in rows[:-1]] + [(*rows[-1], "share")], names)
    (finding,) = series.findings
    assert (finding.code, finding.economy, finding.year) == ("published.duplicate", "BRA", 2019)
    assert finding.message("en") == (
        "The same figure is already in DataFrame, line 6; neither is used."
    )
    assert "BRA" not in series.economies and len(series) == len(ROWS) - 1


@pytest.mark.parametrize(
    ("call", "kind", "code"),
    [
        (lambda: read_baskets(3), UsageError, "observations.source-type"),
        (lambda: read_baskets([]), UsageError, "observations.no-source"),
        (lambda: read(ROWS, ["iso3", *NAMES[1:]]), UnusableFileError, "table.unknown-column"),
        (
            lambda: read(ROWS, ["iso3", *NAMES[1:]], columns={}),
            UnusableFileError,
            "table.missing-columns",
        ),
        (
            lambda: read(ROWS, columns={"iso": "economy"}),
            UnusableFileError,
            "table.no-column",
        ),
        (
            lambda: read(ROWS, columns={"economy": "country"}),
            UsageError,
            "layout.unknown-target",
        ),
        (
            lambda: read(ROWS, columns={"economy": "economy", "basket": "economy"}),
            UsageError,
            "layout.target-twice",
        ),
        (lambda: read(ROWS, constants={"year": 2018}), UnusableFileError, "table.constant-too"),
        (lambda: read(ROWS, columns=["economy"]), UsageError, "argument.unfit"),
        (lambda: read(ROWS, edition="2025"), UsageError, "argument.unfit"),
        (lambda: read(ROWS, dialect="comma"), UsageError, "dialect.unknown"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused(
    call: Callable[[], Any], kind: type[ict.errors.IctindexError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.code.startswith(code)


# ---------------------------------------------------------------- choosing


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
            "The series has no basket definition 'fixed-broadband'. Use one of: Fixed-broadband "
            "basket (1 GB) (fixed-broadband-1gb), Fixed-broadband basket (5 GB) "
            "(fixed-broadband-5gb).",
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
    assert _plain(str(caught.value)) == _plain(message)


def _plain(text: str) -> str:
    """Leave out the names in brackets: whether ids or names are listed is not the point here."""
    for name, key in (
        ("Fixed-broadband basket (1 GB)", "fixed-broadband-1gb"),
        ("Fixed-broadband basket (5 GB)", "fixed-broadband-5gb"),
    ):
        text = text.replace(f"{name} ({key})", key)
    return text


def test_panels_are_balanced_or_matched(series: PriceSeries) -> None:
    assert series.panel("fixed-broadband-5gb", [2018, 2019]) == ("CHE", "KEN")
    assert series.panel("fixed-broadband-5gb", [2019]) == ("BRA", "CHE", "KEN")
    assert series.panel("fixed-broadband-5gb", [2019], "usd") == ("KEN",)
    assert series.panel(["fixed-broadband-1gb", "fixed-broadband-5gb"], [2017, 2018]) == ()


# ---------------------------------------------------------------- breaks


def test_levels_of_two_definitions_are_never_compared(series: PriceSeries) -> None:
    change = series.change("fixed-broadband", 2018, 2019)
    assert change.to_numpy().tolist() == [
        ["CHE", 0.81, 0.8, -0.01, "published"],
        ["KEN", 37.0, 36.55, -0.45, "published"],
    ]
    message = told(
        lambda: series.change("fixed-broadband", 2017, 2018),
        UsageError,
        "series.definitions-differ",
    )
    assert message.startswith(
        "The allowance of the basket is not the same in 2017 and 2018: Fixed-broadband basket "
        "(fixed-broadband)."
    )
    assert message.endswith(
        "Levels of different definitions cannot be compared. Compare years of one definition, or "
        "link two definitions on a year in which both have prices."
    )
    told(lambda: series.change("mobile-cellular-low", 2024, 2025), UsageError,
         "series.definitions-differ")  # fmt: skip
    told(lambda: series.change(("a", "b"), 2018, 2019), UsageError, "argument.unfit")  # type: ignore[arg-type]


# ---------------------------------------------------------------- groups


def test_groups_count_every_economy_and_name_those_in_none() -> None:
    rows = [(economy, "i154_FBB5_GNI", 2019, value) for economy, value in (
        ("CHE", "1.00"), ("DEU", "1.01"), ("KEN", "9.00"), ("ATA", "7.00"))]  # fmt: skip
    series = read(rows, edition=2025)
    frame = series.groups("itu-region").set_index("group")
    assert frame.loc["europe", ["count", "value"]].tolist() == [2, 1.01]  # 1.005, half up
    assert frame.loc["all", ["count", "value"]].tolist() == [4, 4.01]  # 4.005, half up
    assert frame.loc["cis", "count"] == 0 and np.isnan(frame.loc["cis", "value"])
    assert frame.attrs["ungrouped"] == ("ATA",) == series.ungrouped()
    assert (frame.attrs["grouping"], frame.attrs["vintage"]) == ("itu-region", "ipb-2025")
    own = series.groups({"CHE": "mine", "KEN": "mine"}).set_index("group")
    assert own.loc["mine", "value"] == 5.0
    assert own.attrs["grouping"] == "own" and own.attrs["ungrouped"] == ("ATA", "DEU")


def test_a_vintage_is_never_guessed(series: PriceSeries) -> None:
    for other in (read(ROWS), read(ROWS, edition=2024)):
        message = told(lambda s=other: s.groups("ldc"), UsageError, "groups.vintage-needed")
        assert "idi-2024, ipb-2025, m49-2026" in message
        assert len(other.groups("ldc", "m49-2026")) > 0
    assert series.groups("ldc").attrs["vintage"] == "ipb-2025"
    told(lambda: series.groups("ldc", "2025"), CatalogueError, "catalogue.no-grouping")
    told(lambda: series.groups("development"), UsageError, "groups.vintage-needed")


def test_a_balanced_panel_drops_economies_without_a_year(series: PriceSeries) -> None:
    years = [2018, 2019]
    loose = series.groups(years=years).set_index(["group", "year"])
    tight = series.groups(years=years, balanced=True).set_index(["group", "year"])
    assert loose.loc[("all", 2019), ["count", "value"]].tolist() == [3, 2.1]
    # (0.80 + 36.55) / 2 = 18.675
    assert tight.loc[("all", 2019), ["count", "value"]].tolist() == [2, 18.68]
    message = told(lambda: series.groups(balanced=True), UsageError, "series.window-needed")
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
    ],
)
def test_questions_that_make_no_sense(
    series: PriceSeries, asked: dict[str, Any], code: str, message: str
) -> None:
    assert told(lambda: series.groups(**asked), UsageError, code).startswith(message)


# ---------------------------------------------------------------- side by side


def test_series_of_several_sources_are_one(series: PriceSeries) -> None:
    more = read([("DEU", "i154_FBB5_GNI", 2020, "1.2345")], edition=2020)
    both = ict.analysis.concat([series, more])
    assert isinstance(both, PriceSeries)
    assert (both.places, both.edition, len(both)) == (4, 2025, len(ROWS) + 1)
    assert both.value("DEU", "fixed-broadband-5gb", 2020) == Decimal("1.2345")
    assert both.value("KEN", "fixed-broadband-5gb", 2018) == Decimal("37")
    assert both.frame["value"].tolist().count(36.55) == 1
    address = both.address("DEU", "fixed-broadband-5gb", 2020)
    assert address is not None and address.line == 1


def test_a_price_in_two_sources_is_refused(series: PriceSeries) -> None:
    again = read([ROWS[3]])
    message = told(lambda: ict.analysis.concat([series, again]), UsageError, "series.price-twice")
    assert "Kenya (KEN)" in message and "2018" in message
    assert message.endswith("Leave it out of one of them; nothing says which of the two holds.")


def test_scores_and_prices_do_not_stand_side_by_side(
    series: PriceSeries, edition: ict.Result
) -> None:
    message = told(lambda: ict.analysis.concat([series, edition]), UsageError, "series.mixed")  # type: ignore[list-item]
    assert message.startswith("Results of different indices cannot stand side by side.")
    told(lambda: ict.analysis.concat([series, 3]), UsageError, "argument.unfit")  # type: ignore[list-item]


def test_a_list_of_files_is_one_series(series: PriceSeries) -> None:
    frames = [pd.DataFrame([row], columns=NAMES, dtype=object) for row in ROWS]
    assert read_baskets(frames).frame.equals(series.frame)


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
    joined = ict.analysis.concat([read(rows[:2]), read(rows[2:])])
    assert isinstance(joined, PriceSeries)
    assert joined.value("DEU", "fixed-broadband-5gb", 2018, "usd") == Decimal(rows[1][3])  # type: ignore[arg-type]


# ---------------------------------------------------------------- the object


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
    told_of = [line.split() for line in lines if line.startswith("Fixed-broadband basket (5 GB)")]
    assert told_of[0][-3:] == ["2018–2019", "3", "6"]
    assert any(line.split()[-3:] == ["2017", "1", "1"] for line in lines)
    assert repr(series) == series.to_text().rstrip()
    assert "<table" in series._repr_html_()
    bad = read([*ROWS, ("XXX", "i154_FBB5_GNI", 2019, "1")])
    assert "Findings: 1" in bad.to_text("en")


# ---------------------------------------------------------------- input of the IDI


FED: Rows = [
    ("CHE", "i271mb_high_2GB_GNI", 2022, "0.42"),
    ("CHE", "i154_FBB5_GNI", 2022, "0.80"),
    ("CHE", "i154_FBB5$", 2022, "51.20"),
    ("CHE", "i154_FBB5_GNI", 2021, "0.90"),
    ("KEN", "i271mb_high_2GB_GNI", 2021, "6.20"),
    ("KEN", "i271mb_high_5GB_GNI", 2022, "9.90"),
]


def test_the_prices_of_an_edition_are_those_of_its_year_and_definition() -> None:
    table = price_observations(read(FED), edition=2024).to_frame()
    kept = table[["economy", "indicator", "year", "value", "unit", "status", "source_class"]]
    common = [2022, "percent-gni", "A", "official-publication"]
    assert kept.to_numpy().tolist() == [
        ["CHE", "price-mobile-high", 2022, Decimal("0.42"), *common[1:]],
        ["CHE", "price-fixed-broadband", 2022, Decimal("0.80"), *common[1:]],
    ]
    assert table["source"].tolist() == ["DataFrame", "DataFrame"]
    assert price_observations(read(FED), 2023).columns["economy"].tolist() == ["KEN", "CHE"]
    named = price_observations(read(FED), source="ITU workbook", source_class="other")
    assert set(named.columns["source"]) == {"ITU workbook"}
    assert set(named.columns["source_class"]) == {"other"}


def test_experimental_prices_say_so() -> None:
    rows = [(*row, "experimental") for row in FED[:2]]
    fed = price_observations(read(rows, [*NAMES, "status"]))
    assert fed.columns["status"].tolist() == ["G", "G"]


def test_prices_of_another_year_are_never_taken_instead() -> None:
    message = told(
        lambda: price_observations(read(FED), edition=2025), UsageError, "feed.no-prices"
    )
    assert message.startswith(
        "There are no shares of income of the year 2023, which the edition 2025 needs, for any of: "
    )
    assert "prices of another year are never taken instead" in message
    message = told(
        lambda: price_observations(read(FED), edition=2017), UsageError, "feed.no-price-indicators"
    )
    assert message.startswith("The methodology idi-methodology-2017 (edition 2017) has no ")
    with pytest.raises(UnknownMethodologyError):
        price_observations(read(FED), edition=1999)
    told(lambda: price_observations({"CHE": 1}), UsageError, "argument.unfit")  # type: ignore[arg-type]


# ---------------------------------------------------------------- computed baskets


def computed(year: int, basket: str, price: str) -> Any:
    """A basket of Switzerland in its own currency, with an income of 1,000 a month."""
    prices = pd.DataFrame(
        [("CHE", basket, year, price, "CHF")],
        columns=["economy", "basket", "year", "price", "currency"],
    )
    economics = pd.DataFrame(
        [("CHE", "gni-per-capita-local", year - 1, "12000", "synthetic", "test")],
        columns=["economy", "series", "year", "value", "source", "vintage"],
    )
    methodology = ict.methodology("ipb", edition=year)
    return ict.compute(methodology, prices=prices, economics=economics, edition=year)


def test_computed_baskets_are_a_series() -> None:
    """The printed shares of 2025 of three economies that advertise in US dollars."""
    result = ict.compute(
        ict.methodology("ipb", edition=2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
    )
    series = ict.analysis.concat([result])
    assert isinstance(series, PriceSeries)
    assert (series.edition, series.years) == (2025, (2025,))
    shares = {e: series.value(e, "fixed-broadband-5gb", 2025) for e in ("ECU", "SLV", "LBR")}
    assert shares == {"ECU": Decimal("4.62"), "SLV": Decimal("5.86"), "LBR": Decimal("146.84")}
    assert series.address("ECU", "fixed-broadband-5gb", 2025) is None
    assert set(series.frame["status"]) == {"official"}
    assert series.groups("itu-region").attrs["vintage"] == "ipb-2025"


def test_computed_and_published_years_stand_side_by_side() -> None:
    before, after = computed(2022, "mobile-high-2gb", "100"), computed(2023, "mobile-high", "95.5")
    series = ict.analysis.concat(
        [after, read([("CHE", "i271mb_high_2GB_GNI", 2021, "9.00")]), before]
    )
    assert isinstance(series, PriceSeries)
    assert (series.years, series.edition) == ((2021, 2022, 2023), 2023)
    values = [series.value("CHE", "mobile-high-2gb", year) for year in series.years]
    assert values == [Decimal("9.00"), Decimal("10.00"), Decimal("9.55")]
    assert series.value("CHE", "mobile-high-2gb", 2022, "local") == Decimal(100)
    assert series.value("CHE", "mobile-high-2gb", 2022, "usd") is None  # without a rate
    told(lambda: ict.analysis.concat([before, before]), UsageError, "series.price-twice")


def test_computed_baskets_feed_the_idi_with_one_call() -> None:
    fed = price_observations(computed(2022, "mobile-high-2gb", "100"), edition=2024).to_frame()
    assert fed[["economy", "indicator", "year", "value", "source_class"]].to_numpy().tolist() == [
        ["CHE", "price-mobile-high", 2022, Decimal("10.00"), "other"]
    ]
    assert fed["source"].tolist() == ["ipb-methodology-2021, 2022"]
