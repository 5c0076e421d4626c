"""Data frames and xarray objects read like files: same table, same findings."""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from small_cases import small_cases

import ictindex as ict


def frame(**columns: object) -> pd.DataFrame:
    base: dict[str, object] = {
        "economy": ["BRA", "KEN"],
        "indicator": "internet-users",
        "year": 2022,
        "value": [80.5, 40.8],
    }
    return pd.DataFrame({**base, **columns})


def test_a_data_frame() -> None:
    observations = ict.read_observations(frame())
    assert observations.columns["value"].tolist() == [Decimal("80.5"), Decimal("40.8")]
    assert observations.columns["year"].tolist() == [2022, 2022]
    assert observations.address(1).show("en") == "DataFrame, line 2, column value"
    assert len(observations.findings) == 0


@small_cases("nothing", [None, math.nan, pd.NA, pd.NaT, Decimal("NaN"), ""])
def test_what_is_missing(nothing: object) -> None:
    values = pd.Series([nothing, 1.5], dtype=object)
    years = pd.Series([2022.0, 2021.0])
    observations = ict.read_observations(frame(value=values, year=years, note=[nothing, "x"]))
    assert observations.missing.tolist() == [True, False]
    assert observations.columns["note"].tolist() == ["", "x"]
    assert observations.columns["year"].tolist() == [2022, 2021]
    assert len(observations.findings) == 0


def test_na_is_namibia_or_a_text_and_never_missing() -> None:
    observations = ict.read_observations(frame(economy=["NA", "NAM"], value=["NA", "62.2"]))
    assert [f.code for f in observations.findings] == [
        "economy.unknown-near",
        "number.not-a-number",
    ]
    assert observations.findings[0].details["hint"] == "NAM"


@small_cases("dtype", ["float64", "float32", "Float64", "Float32", "object"])
def test_a_float_is_its_shortest_decimal_whatever_its_width(dtype: str) -> None:
    values = pd.Series([80.1, 1e-5]).astype(dtype)
    observations = ict.read_observations(frame(value=values))
    assert [str(value) for value in observations.columns["value"]] == ["80.1", "0.00001"]


@small_cases(
    ("value", "code"),
    [
        (math.inf, "number.not-finite"),
        (-math.inf, "number.not-finite"),
        (1e300, "number.too-long"),
        pytest.param(10**5000, "number.too-long", id="an integer of 5,000 digits"),
        (Decimal("1e999999999"), "number.too-long"),
        (Decimal("sNaN"), None),
        (True, "number.not-a-number"),
        ([1], "number.not-a-number"),
        (1 + 2j, "number.not-a-number"),
    ],
)
def test_what_is_no_usable_number(value: object, code: str | None) -> None:
    observations = ict.read_observations(frame(value=pd.Series([value, 1.5], dtype=object)))
    assert [f.code for f in observations.findings] == ([] if code is None else [code])
    assert observations.columns["value"].tolist() == [None, Decimal("1.5")]


def test_named_levels_of_the_index_are_columns() -> None:
    indexed = frame().set_index(["economy", "year"])
    observations = ict.read_observations(indexed)
    assert observations.columns["economy"].tolist() == ["BRA", "KEN"]


def test_a_wide_data_frame() -> None:
    wide = pd.DataFrame({"iso3": ["BRA"], "users": [80.5], "mark": ["E"], "name": ["Brazil"]})
    observations = ict.read_observations(
        wide,
        columns={"iso3": "economy", "users": "internet-users", "mark": "internet-users:flag"},
        constants={"year": np.int64(2022)},
        flags={"E": {"status": "I"}},
    )
    assert observations.columns["status"].tolist() == ["I"]
    assert observations.unread == ("name",)


def test_an_empty_data_frame_and_columns_twice() -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(frame().iloc[:0])
    assert str(caught.value) == (
        "DataFrame has a header but no rows. Give a table with at least one row of data."
    )
    twice = pd.concat([frame(), frame()[["value"]]], axis=1)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(twice)
    assert str(caught.value).startswith("DataFrame: the column 'value' appears twice.")


def test_a_data_frame_of_observations_reads_back(tmp_path: object) -> None:
    bad = frame(value=["80,5", "40.80"], economy=["BR", "KEN"], source=["a", None])
    observations = ict.read_observations(bad)
    again = ict.read_observations(observations.to_frame())
    for name, array in observations.columns.items():
        assert again.columns[name].tolist() == array.tolist(), name
    assert [f.code for f in again.findings] == [f.code for f in observations.findings]


def dataset() -> xr.Dataset:
    users = xr.DataArray(
        np.array([[80.0, 80.5], [math.nan, 40.8]]),
        dims=("economy", "year"),
        coords={"economy": ["BRA", "KEN"], "year": [2021, 2022]},
        attrs={"unit": "percent", "source": "ITU"},
    )
    return xr.Dataset({"internet-users": users, "coverage-3g": users.T + 1})


def rows(observations: ict.Observations) -> list[tuple[object, ...]]:
    names = ("economy", "indicator", "year", "value")
    return list(zip(*(observations.columns[name].tolist() for name in names), strict=True))


EXPECTED_USERS = [
    ("BRA", "internet-users", 2021, Decimal("80")),
    ("BRA", "internet-users", 2022, Decimal("80.5")),
    ("KEN", "internet-users", 2021, None),
    ("KEN", "internet-users", 2022, Decimal("40.8")),
]


def test_a_dataset() -> None:
    observations = ict.read_observations(dataset())
    assert rows(observations)[:4] == EXPECTED_USERS
    assert rows(observations)[4:] == [
        ("BRA", "coverage-3g", 2021, Decimal("81")),
        ("KEN", "coverage-3g", 2021, None),
        ("BRA", "coverage-3g", 2022, Decimal("81.5")),
        ("KEN", "coverage-3g", 2022, Decimal("41.8")),
    ]
    assert set(observations.columns["source"][:4]) == {"ITU"}
    assert set(observations.columns["unit"][:4]) == {"percent"}
    assert observations.address(0).show("en") == "Dataset, column internet-users"


def test_a_data_array_named_by_its_indicator_or_with_a_dimension_of_them() -> None:
    assert rows(ict.read_observations(dataset()["internet-users"])) == EXPECTED_USERS
    stacked = dataset().to_dataarray("indicator")
    assert sorted(rows(ict.read_observations(stacked)), key=str) == sorted(
        rows(ict.read_observations(dataset())), key=str
    )


def test_one_year_and_other_names() -> None:
    item = dataset()[["internet-users"]].sel(year=2022)
    assert rows(ict.read_observations(item)) == EXPECTED_USERS[1::2]
    named = item.drop_vars("year").rename({"internet-users": "users", "economy": "iso3"})
    observations = ict.read_observations(
        named, columns={"users": "i99H", "iso3": "economy"}, constants={"year": 2022}
    )
    assert rows(observations) == EXPECTED_USERS[1::2]


def test_an_unknown_economy_of_an_array_is_reported_once() -> None:
    findings = ict.read_observations(dataset().assign_coords(economy=["BR", "KEN"])).findings
    assert [f.code for f in findings] == ["economy.unknown-near"]
    assert findings[0].economy == "BR"


@small_cases(
    ("source", "arguments", "text"),
    [
        (
            dataset().rename(year="time"),
            {},
            "Dataset: 'time' is not a column of this table. Nearest known column: ",
        ),
        (
            dataset().drop_vars("economy"),
            {},
            "Dataset: the dimension 'economy' has no coordinate. "
            "Assign its values: ISO3 codes of economies, years, ids of indicators.",
        ),
        (
            dataset().isel(year=0, drop=True),
            {},
            "Dataset: missing columns: year. The table has: economy.",
        ),
        (
            dataset()["internet-users"].rename(None),
            {},
            "DataArray: missing columns: indicator. The table has: economy, year.",
        ),
        (
            dataset(),
            {"columns": {"user": "internet-users"}},
            "Dataset: there is no column 'user'. Correct the mapping. "
            "The table has: internet-users, coverage-3g, economy, year.",
        ),
        (
            dataset(),
            {"constants": {"year": 2022}},
            "Dataset: 'year' is given as a constant and is a column too.",
        ),
        (
            dataset(),
            {"flags": {"E": {"status": "I"}}},
            "Layout files, flags and dialects are for tables, not for xarray objects. "
            "Rename variables and dimensions by columns, or give constants.",
        ),
        (xr.Dataset(), {}, "Dataset has a header but no rows."),
    ],
)
def test_an_array_that_cannot_be_read(
    source: object, arguments: dict[str, object], text: str
) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.read_observations(source, **arguments)
    assert str(caught.value).startswith(text)


def test_several_sources_of_different_kinds() -> None:
    observations = ict.read_observations([frame(), dataset()])
    assert len(observations) == 10
    # The frame names no source, the dataset does: these are other observations.
    assert len(observations.findings) == 0
    again = ict.read_observations([observations, frame()])
    assert [f.code for f in again.findings] == ["key.duplicate", "key.duplicate"]


def test_coordinates_along_dimensions_say_so_of_their_cells() -> None:
    marked = dataset().assign_coords(
        status=("economy", ["E", "M"]),
        source_class=(("economy", "year"), [["estimate", "other"], ["other", ""]]),
        note=(("year", "economy"), [["a", "b"], ["c", "d"]]),
        vintage="2024",
        region=("economy", ["Americas", "Africa"]),
        file=("economy", ["official-annex.csv", ""]),
    )
    observations = ict.read_observations(marked[["internet-users"]])
    assert observations.columns["status"].tolist() == ["E", "E", "M", "M"]
    assert observations.columns["source_class"].tolist() == ["estimate", "other", "other", ""]
    assert observations.columns["note"].tolist() == ["a", "c", "b", "d"]
    assert observations.columns["vintage"].tolist() == ["2024"] * 4
    assert observations.columns["file"].tolist() == ["Dataset"] * 4
    assert observations.unread == ("region", "file")
    # "M" states that there is no value, and there is one.
    assert [f.code for f in observations.findings] == ["status.missing-with-value"]
    both = ict.read_observations(marked)
    assert both.columns["status"].tolist() == ["E", "E", "M", "M", "E", "M", "E", "M"]


def test_an_array_without_dimensions_of_its_own_for_economies() -> None:
    array = xr.DataArray(
        [80.5, 40.8],
        dims="year",
        coords={"year": [2021, 2022], "economy": ("year", ["BRA", "KEN"])},
        name="internet-users",
    )
    assert [row[0] for row in rows(ict.read_observations(array))] == ["BRA", "KEN"]


def disagreeing(**coordinates: object) -> xr.DataArray:
    return dataset()["internet-users"].assign_coords(coordinates)


@small_cases(
    ("array", "arguments", "text"),
    [
        (
            disagreeing(unit="bananas"),
            {},
            "DataArray: the attribute 'unit' says 'percent', the coordinate or constant of that "
            "name says 'bananas'. Keep the one that is right.",
        ),
        (
            disagreeing(source=("economy", ["ITU", "KNBS"])),
            {},
            "DataArray: the attribute 'source' says 'ITU', the coordinate or constant of that name "
            "says 'KNBS'.",
        ),
        (
            dataset()["internet-users"],
            {"constants": {"unit": "score"}},
            "DataArray: the attribute 'unit' says 'percent', the coordinate or constant of that "
            "name says 'score'.",
        ),
        (
            disagreeing(status="E"),
            {"constants": {"status": "A"}},
            "DataArray: 'status' is given as a constant and is a column too.",
        ),
        (
            disagreeing(mark="E", status="A"),
            {"columns": {"mark": "status"}},
            "DataArray: 'status' is given twice: by mark and by status. Leave out one of them.",
        ),
    ],
)
def test_two_sayings_about_a_cell_are_refused(
    array: xr.DataArray, arguments: dict[str, dict[str, str]], text: str
) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.read_observations(array, **arguments)
    assert str(caught.value).startswith(text)


def test_the_same_stated_twice_is_no_disagreement() -> None:
    observations = ict.read_observations(disagreeing(unit="percent"))
    assert set(observations.columns["unit"]) == {"percent"}
