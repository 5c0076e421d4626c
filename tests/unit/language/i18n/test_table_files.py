"""One verb writes every object, by the ending of the name of the file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import UsageError


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def test_csv_of_a_result_has_printed_digits_and_the_kind_in_every_row(
    result: ict.Result, tmp_path: Path
) -> None:
    read = pd.read_csv(result.save(tmp_path / "scores.csv"), dtype=str, keep_default_na=False)
    assert set(read["result_kind"]) == {"exploration"}
    row = read[(read["economy"] == "BRA") & (read["node"] == "idi")].iloc[0]
    assert row["score"] == "82.0"
    assert len(read) == len(result.economies) * len(result.nodes)


def test_a_workbook_has_a_sheet_for_each_table(result: ict.Result, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="it is in the extra excel")
    book = openpyxl.load_workbook(result.save(tmp_path / "scores.xlsx"))
    assert book.sheetnames == ["scores", "excluded"]
    header, first = list(book["scores"].values)[:2]
    row = dict(zip(header, first, strict=True))
    assert (row["economy"], row["result_kind"]) == (result.economies[0], "exploration")
    assert book["excluded"].max_row == len(result.excluded) + 1


def test_parquet_keeps_the_kind_and_the_digits(result: ict.Result, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="it is in the extra storage")
    table = parquet.read_table(result.save(tmp_path / "scores.parquet"))
    rows = {(row["economy"], row["node"]): row for row in table.to_pylist()}
    assert {row["result_kind"] for row in rows.values()} == {"exploration"}
    assert rows["BRA", "idi"]["score"] == Decimal("82.0")  # a decimal, not its binary neighbour


def test_json_is_the_data_of_the_object(result: ict.Result, tmp_path: Path) -> None:
    read = json.loads(result.save(tmp_path / "result.json").read_text("utf-8"))
    assert read == json.loads(json.dumps(result.to_dict(), default=str))


def test_observations_are_read_back_from_what_is_saved(tmp_path: Path) -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    assert ict.read_observations(table.save(tmp_path / "copy.csv")).equals(table)


def test_a_judgement_is_a_table_of_findings(result: ict.Result, tmp_path: Path) -> None:
    judged = ict.validate(result.observations, result.methodology, year=2022)
    read = pd.read_csv(judged.save(tmp_path / "findings.csv"))
    assert read["rule"].tolist() == [finding.rule for finding in judged]


def test_text_that_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"economy": ["BRA"], "indicator": ["internet-users"], "year": [2022], "value": [80]}
    ).assign(source="=1+1")
    table = ict.read_observations(frame)
    assert "'=1+1" in table.save(tmp_path / "copy.csv").read_text("utf-8")


def test_a_page_without_rows_names_the_formats_that_it_has(tmp_path: Path) -> None:
    idi = ict.methodology("idi", 2024)
    with pytest.raises(UsageError) as caught:
        idi.save(tmp_path / "idi.csv")
    assert caught.value.details["allowed"][-1] == ".json"
    assert idi.save(tmp_path / "idi.md", "fr").read_text("utf-8") == idi.to_markdown("fr")


def test_a_name_without_a_known_ending_is_refused(result: ict.Result, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.html, \.md, .*\.parquet"):
        result.save(tmp_path / "scores.odt")
