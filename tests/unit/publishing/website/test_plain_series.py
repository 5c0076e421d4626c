"""The plain file of other series: each open value with its parts, source and licence."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from site_cases import Written, frame_of, sample_site

import ictindex as ict
from ictindex.publishing.website.plain_files import write_plain_files
from ictindex.publishing.website.plain_series import SERIES, list_series_rows, name_file
from ictindex.publishing.website.site_inputs import QuotedSeries, SiteInputs
from ictindex.publishing.website.site_plan import SitePlan


def users(**columns: object) -> QuotedSeries:
    """Internet users of two economies by sex: one value is closed, one is not there."""
    table = pd.DataFrame(
        {
            "economy": ["NOR", "KEN", "KEN", "NOR", "NOR"],
            "indicator": "internet-users",
            "year": [2021, 2020, 2020, 2020, 2022],
            "value": ["97.50", "20.5", "18.1", "97.0", None],
            "sex": ["M", "", "F", "", ""],
            "conf_status": ["F", "F", "F", "C", "F"],
            "status": ["A", "A", "E", "A", "O"],
            "source": ["uis", "uis", "Household survey 2020", "uis", "uis"],
            "note": ["", "", "in March", "", ""],
            **columns,
        }
    )
    return QuotedSeries("uis", ict.read_observations(table), is_copy=True)


def site_with(*series: QuotedSeries) -> SiteInputs:
    return replace(sample_site(), series=series)


def test_a_row_states_the_parts_of_its_population_and_its_source() -> None:
    (rows,) = list_series_rows([users()], sample_site().sources).values()
    assert {key for row in rows for key in SERIES.columns.keys() - row.keys()} == set()
    shown = [
        (row["economy"], row["year"], row["sex"], format(row["value"], "f"), row["status"])
        for row in rows
    ]
    # In the order of codes and years; not the closed value, nor the row without one.
    assert shown == [
        ("KEN", 2020, "", "20.5", "A"), ("KEN", 2020, "F", "18.1", "E"),
        ("NOR", 2021, "M", "97.50", "A"),
    ]  # fmt: skip
    for row in rows:
        assert (row["source"], row["licence"]) == ("uis", "CC-BY-SA-3.0-IGO")
        assert row["citation"] and row["unit"] == "%" and row["third_party"] is True
        assert row["result_kind"] == "published" and row["source_class_name"]
    # What the file says of a source that is not on record stays, as a note.
    assert [row["note"] for row in rows] == ["", "Household survey 2020; in March", ""]


def test_series_of_one_source_are_in_one_file() -> None:
    other = replace(users(year=2019), source="uis", is_copy=False)
    (key,) = tables = list_series_rows([users(), other], sample_site().sources)
    assert key == "uis"
    assert {row["third_party"] for row in tables[key]} == {True, False}
    assert (name_file("Our survey"), name_file("مسح")) == ("our-survey", "other")


@pytest.fixture(scope="module")
def files() -> Written:
    plan, files = SitePlan(site_with(users())), Written()
    write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, files, {})
    return files


def test_pandas_reads_the_file_without_options_and_it_is_on_the_list(files: Written) -> None:
    table = pd.read_csv(io.BytesIO(files["data/series/uis.csv"]))
    assert (table["value"].dtype, table["year"].dtype, len(table)) == ("float64", "int64", 3)
    assert table["sex"].fillna("").tolist() == ["", "F", "M"]
    listed = pd.read_csv(io.BytesIO(files["data/index.csv"])).set_index("kind").loc["series"]
    assert (listed["key"], listed["file"]) == ("uis", "series/uis.csv")
    assert listed["name"] == sample_site().sources.find("uis").title
    assert f"data/{listed['metadata']}" in files


def test_its_metadata_names_columns_and_licence(files: Written) -> None:
    metadata = json.loads(files["data/series/uis.metadata.json"])
    assert metadata["url"] == "uis.csv" and "by-sa/3.0/igo" in str(metadata["dc:license"])
    assert metadata["tableSchema"] == "../series-figures.columns.json"
    columns = json.loads(files["data/series-figures.columns.json"])
    assert [each["name"] for each in columns["columns"]] == [
        *pd.read_csv(io.BytesIO(files["data/series/uis.csv"]))
    ]


def test_a_site_without_series_has_no_such_file() -> None:
    plan, files = SitePlan(sample_site()), Written()
    write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, files, {})
    assert not [name for name in files if "series" in name]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_that_show_the_series_lead_to_its_file(language: str) -> None:
    series = replace(users(sex=["", "M", "F", "", ""], source="un-sdg"), source="un-sdg")
    site = site_with(series)
    frame, plan = frame_of(site, language), SitePlan(site)
    pages = {
        page.address: frame.write(page)
        for batch in plan.list_batches(language)
        if batch.name in ("targets", "choices")
        for page in batch.write()
    }
    for address in ("divides.html", "compare.html"):
        for form in ("csv", "metadata.json"):
            assert f'href="../data/series/un-sdg.{form}"' in pages[address], address
