"""Files of records: SPSS with codes declared missing, Stata, Parquet, text files, frames."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.submissions.surveys.survey_records import list_labels, list_variables, open_records

FRAME = pd.DataFrame({"w": [1.5, 2.0, 1.0], "net": [1, 2, 9], "area": ["U", " R ", ""]})


def cells(source: Any, *names: str, **options: Any) -> dict[str, list[Any]]:
    """Return the cells of some variables, missing ones as ``None``."""
    records = open_records(source, names or ("w", "net", "area"), **options)
    frame = pd.concat(list(records.list_batches()), ignore_index=True)
    return {
        name: [None if pd.isna(cell) else cell for cell in frame[name]] for name in frame.columns
    }


EXPECTED = {"w": [1.5, 2.0, 1.0], "net": [1, 2, 9], "area": ["U", "R", None]}


def test_text_file(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    FRAME.to_csv(path, index=False)
    assert cells(path) == EXPECTED
    (tmp_path / "s.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert cells(tmp_path / "s.csv.gz") == EXPECTED
    assert open_records(path, ["w"]).first_line == 2


def test_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("w;net\n1,5;1\n2;NA\n", "utf-8")
    read = cells(path, "w", "net", dialect="semicolon-comma")
    assert read == {"w": [1.5, 2.0], "net": ["1", "NA"]}  # NA is a text, not missing


def test_spss_keeps_the_codes_that_it_declares_missing(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "s.sav"
    pyreadstat.write_sav(
        FRAME,
        str(path),
        column_labels={"net": "Uso de internet"},
        variable_value_labels={"net": {1: "Sí", 2: "No", 9: "No sabe"}},
        missing_ranges={"net": [9]},
    )
    assert cells(path) == EXPECTED
    assert list_labels(path)["net"] == ("Uso de internet", {"1": "Sí", "2": "No", "9": "No sabe"})


def test_stata(tmp_path: Path) -> None:
    pytest.importorskip("pyreadstat")
    path = tmp_path / "s.dta"
    FRAME.to_stata(path, write_index=False, variable_labels={"net": "Uses the Internet"})
    assert cells(path) == EXPECTED
    assert list_variables(path)["net"] == "Uses the Internet"


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_parquet(tmp_path: Path, engine: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "s.parquet"
    frame = FRAME  # named in the query
    assert len(frame) == 3
    duckdb.sql("select * from frame").write_parquet(str(path))
    assert cells(path, engine=engine) == EXPECTED
    assert open_records(path, ["w"], engine=engine).is_loaded is (engine == "pandas")


def test_frames() -> None:
    assert cells(FRAME) == EXPECTED
    polars = pytest.importorskip("polars")
    assert cells(polars.DataFrame(FRAME.to_dict("list"))) == EXPECTED
    with pytest.raises(UsageError, match="A list is neither a file nor a data frame"):
        open_records([1, 2], ["w"])
    with pytest.raises(UsageError, match="are not in memory"):
        open_records(polars.DataFrame({"w": [1]}).lazy(), ["w"])


@small_cases(
    ("name", "content", "words"),
    [
        ("s.csv", b"w;net\n1;2\n", "s.csv has one column: ',' separates no cells in it."),
        ("s.csv", b"w,w\n1,2\n", "s.csv has two columns of the name 'w'."),
        ("s.csv", b"w,\xff\n1,2\n", "s.csv cannot be read"),
        ("s.sav", b"nothing", "s.sav cannot be read"),
        ("s.parquet", b"nothing", "s.parquet cannot be read"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnusableFileError) as caught:
        list_variables(tmp_path / name)
    assert words in caught.value.message("en")


def test_no_file_and_another_ending(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match="There is no file"):
        list_variables(tmp_path / "s.csv")
    (tmp_path / "s.xls").write_bytes(b"")
    with pytest.raises(UsageError, match=r"s.xls has no ending of a file of records"):
        list_variables(tmp_path / "s.xls")
