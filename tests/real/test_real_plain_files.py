"""Plain files of the published figures: each figure, note and price is there, read by pandas."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from real_files import rows_of
from site_cases import Written, write_folder

from ictindex.definitions import catalogue
from ictindex.publishing.website.plain_files import write_plain_files
from ictindex.publishing.website.site_document import read_site_document
from ictindex.publishing.website.site_plan import SitePlan
from ictindex.publishing.website.site_reader import read_site

pytestmark = pytest.mark.slow
YEARS = (2023, 2024, 2025)
EDITION = '[[edition]]\nedition = {year}\nvalues = "{file}"\nform = "itu-idi"\nsource = "itu-idi"\n'
# The last edition is from a third party's copy.
PRICES = """third_party = true

[prices]
file = "{file}"
edition = 2025
source = "itu-ipb"
columns = {{ iso3 = "economy", code_prefix = "basket", unit = "measure" }}
"""
# As in the file of prices: the names of its measures.
MEASURES = {"value": "GNIpc", "usd": "USD", "ppp": "PPP"}
KEY = ["edition", "economy", "series"]


@pytest.fixture(scope="module")
def tables(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Every plain file, as pandas reads it without options."""
    book = (data / "idi-editions" / "IDIDataset_open.xlsx").as_posix()
    prices = (data / "ipb" / "baskets_2008_2025.csv").as_posix()
    text = '[publisher]\nname = "Example office"\n'
    text += "".join(EDITION.format(year=year, file=book) for year in YEARS)
    folder = write_folder(tmp_path_factory.mktemp("site"), text + PRICES.format(file=prices))
    plan, files = SitePlan(read_site(folder, read_site_document(folder))), Written()
    write_plain_files(plan.list_plain_files(), plan.sources, plan.imprint, files, {})
    return {
        name: pd.read_csv(io.BytesIO(content))
        for name, content in files.items()
        if name.endswith(".csv")
    }


def join(tables: dict[str, pd.DataFrame], kind: str) -> pd.DataFrame:
    """Return all rows of the files of a kind."""
    own = [table for name, table in tables.items() if name.startswith(f"data/{kind}/")]
    return pd.concat(own, ignore_index=True)


def test_no_text_is_taken_for_an_empty_cell(tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        if name == "data/index.csv":
            continue
        assert table["year"].dtype == "int64" and table["value"].dtype == "float64", name
        for column in ("edition", "methodology", "source_class_name", "source", "citation",
                       "licence", "result_kind"):  # fmt: skip
            assert column not in table or table[column].notna().all(), (name, column)
    assert "data/economies/NAM.csv" in tables  # whose code of two letters is NA


@pytest.mark.parametrize("kind", ["economies", "indicators"])
def test_scores_and_values_are_those_of_the_workbook(
    tables: dict[str, pd.DataFrame], kind: str, data: Path
) -> None:
    whole = join(tables, kind)
    whole["edition"] = whole["edition"].str.removeprefix("idi-")
    for measure, file, column, figure in (
        ("score", "idi_editions_scores.csv", "node", "printed"),
        ("value", "idi_editions_values.csv", "indicator", "value"),
    ):
        printed = {
            (row["edition"], row["iso3"], row[column]): float(row[figure].replace(",", ""))
            for row in rows_of(data / "idi-editions" / file)
            if row[figure][:1].isdigit()
        }
        rows = whole[(whole["measure"] == measure) & whole["value"].notna()]
        shown = rows.set_index(KEY)["value"].to_dict()
        assert len(shown) == len(rows) > 2500
        # The workbook has figures as floats, the library at most ten decimals of them.
        assert shown == pytest.approx(printed, rel=0, abs=1e-10)
    copied = whole.groupby("edition")["third_party"].unique().map(list).to_dict()
    assert copied == {"2023": [False], "2024": [False], "2025": [True]} | (
        {"ipb-2025": [False]} if kind == "economies" else {}
    )


def test_every_value_has_the_note_of_the_workbook_on_its_source(
    tables: dict[str, pd.DataFrame], data: Path
) -> None:
    whole = join(tables, "economies")
    values = whole[(whole["measure"] == "value") & whole["value"].notna()]
    notes = values.set_index([values["edition"].str.removeprefix("idi-"), *KEY[1:]])["note"]
    printed = {
        (row["edition"], row["iso3"], row["indicator"]): " ".join(row["source_note"].split())
        for row in rows_of(data / "idi-editions" / "idi_editions_values.csv")
        if row["value"] and row["source_note"] not in ("", "NULL")
    }
    shown = {key: " ".join(note.split()) for key, note in notes.dropna().items()}
    assert shown == printed


@pytest.mark.parametrize("kind", ["economies", "baskets"])
def test_prices_are_those_of_the_file(
    tables: dict[str, pd.DataFrame], kind: str, data: Path
) -> None:
    codes = {definition.itu: key for key, definition in catalogue.basket_definitions().items()}
    whole = join(tables, kind)
    prices = whole[whole["measure"] == "share"].set_index(["economy", "series", "year"])
    for column, unit in MEASURES.items():
        printed = {
            (row["iso3"], codes[row["code_prefix"]], int(row["year"])): float(row["value"])
            for row in rows_of(data / "ipb" / "baskets_2008_2025.csv")
            if row["unit"] == unit and row["value"]
        }
        assert prices[column].dropna().to_dict() == printed
    assert prices["third_party"].eq(False).all() and len(prices) > 13_000
