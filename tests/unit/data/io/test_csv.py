"""Files that cannot be read for certain as a whole: refused, each by its text."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.data.io import files

GOOD = "economy,indicator,year,value\nBRA,internet-users,2022,80.5\n"

UNUSABLE = {
    "not UTF-8": (
        "economy,indicator,year,value,note\nBRA,internet-users,2022,80.5,São\n".encode("latin-1"),
        "file.encoding",
        "annex.csv, line 2: the byte 0xE3 (at offset 64) is not UTF-8. "
        "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8), or name its encoding in the "
        "dialect, for example semicolon-comma:windows-1252.",
    ),
    "not UTF-8 behind a byte order mark": (
        b"\xef\xbb\xbfeconomy\n\xff",
        "file.encoding",
        "annex.csv, line 2: the byte 0xFF (at offset 11) is not UTF-8. "
        "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8), or name its encoding in the "
        "dialect, for example semicolon-comma:windows-1252.",
    ),
    "UTF-16": (
        GOOD.encode("utf-16-le"),
        "file.nul",
        "annex.csv, line 1: there is a NUL byte, which no text has. "
        "Save the file again as CSV in UTF-8; this is perhaps a workbook or UTF-16.",
    ),
    "nothing": (
        b"",
        "file.empty",
        "annex.csv is empty. Give a file with a header row and at least one row of data.",
    ),
    "nothing but a byte order mark and lines": (
        b"\xef\xbb\xbf\r\n\n",
        "file.empty",
        "annex.csv is empty. Give a file with a header row and at least one row of data.",
    ),
    "only a header": (
        b"economy,indicator,year,value\n",
        "table.no-rows",
        "annex.csv has a header but no rows. Give a table with at least one row of data.",
    ),
    "semicolons": (
        GOOD.replace(",", ";").encode(),
        "table.separator",
        "annex.csv: the columns are separated by ';', not by ','. "
        "Name the dialect of the file (semicolon-comma, semicolon-point), or save it with commas "
        "between columns and points in decimals.",
    ),
    "tabs": (
        GOOD.replace(",", "\t").encode(),
        "table.separator",
        "annex.csv: the columns are separated by 'TAB', not by ','. "
        "Name the dialect of the file (tab-comma, tab-point), or save it with commas "
        "between columns and points in decimals.",
    ),
    "a cell too many": (
        GOOD.encode() + b"KEN,internet-users,2022,40,x\n",
        "table.cell-count",
        "annex.csv, line 3: the row has 5 cells, the header has 4. "
        "Put text that contains ',' between quotation marks; write empty cells too.",
    ),
    "a decimal comma": (
        GOOD.encode() + b"KEN,internet-users,2022,40,8\n",
        "table.cell-count-comma",
        "annex.csv, line 3: the row has 5 cells, the header has 4. Perhaps 40,8 is one number. "
        "Write a point before decimals and no mark between thousands; or save the file with "
        "semicolons and name its dialect (semicolon-comma). "
        "Put text that contains ',' between quotation marks.",
    ),
    "a mark between thousands": (
        GOOD.encode() + b"KEN,internet-users,2022,1,234.5\n",
        "table.cell-count-comma",
        "annex.csv, line 3: the row has 5 cells, the header has 4. Perhaps 1,234.5 is one number. ",
    ),
    "a line for Excel": (
        b"sep=;\n" + GOOD.replace(",", ";").encode(),
        "table.separator-line",
        "annex.csv: the first line, 'sep=;', gives Excel the separator and is not part of "
        "the table. Delete that line, and name the dialect of the file: semicolon-comma, "
        "semicolon-point.",
    ),
    "a cell below a column without a name": (
        b"economy,indicator,year,value,\nBRA,internet-users,2022,1,\nKEN,internet-users,2022,1,x\n",
        "table.unnamed-column",
        "annex.csv: column 5 has no name. Give every column a name in the header row.",
    ),
    "a cell beyond the columns": (
        b"economy,indicator,year,value,\nBRA,internet-users,2022,1,,x\n",
        "table.cell-count",
        "annex.csv, line 2: the row has 6 cells, the header has 4. ",
    ),
    "rows without a cell": (
        b",,,\n,,,\n",
        "file.empty",
        "annex.csv is empty. Give a file with a header row and at least one row of data.",
    ),
    "an archive": (
        b"PK\x03\x04\x14",
        "file.is-archive",
        "annex.csv is a ZIP archive, not a CSV file. If it is a workbook, let its name end in "
        ".xlsx; if a publisher's download, name its form (form=... in Python; on the "
        "command line `--help` names the option); else name the table in it, such as "
        "annex.csv/table.csv, or unpack it and give the CSV file.",
    ),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
        "file.is-old-workbook",
        "annex.csv is a workbook of an old format, not a CSV file. "
        "Save it as an Excel workbook (.xlsx), or the sheet as CSV.",
    ),
    "a sheet of Excel 5": (b"\x09\x08\x08\x00\x00\x05", "file.is-old-workbook", "annex.csv is a"),
    "a document": (
        b"%PDF-1.7\n%\xe2\xe3",
        "file.is-binary",
        "annex.csv is not a text: it begins as a file of the kind PDF does. Give the table as CSV "
        "or as an Excel workbook (.xlsx); unpack what is compressed.",
    ),
    "an archive with nothing in it": (
        b"PK\x05\x06" + bytes(18),
        "file.is-archive",
        "annex.csv is a ZIP archive, not a CSV file.",
    ),
    "a page in the place of a download": (
        b"\xef\xbb\xbf\n <HTML><body>Please log in",
        "file.is-document",
        "annex.csv is not a table: it begins as HTML does. If it was downloaded, look at it in a "
        "browser: a page in its place often says why there was no download.",
    ),
    "an answer of a service": (
        b'{\n "error": "quota"}',
        "file.is-document",
        "annex.csv is not a table: it begins as JSON does.",
    ),
    "a list of records": (
        b'[{"economy": "BRA"}]',
        "file.is-document",
        "annex.csv is not a table: it begins as JSON does.",
    ),
    "SDMX-ML": (
        b"<?xml version='1.0'?><mes:Structure/>",
        "file.is-document",
        "annex.csv is not a table: it begins as XML does.",
    ),
    "UTF-32": (
        "economy,year".encode("utf-32"),
        "file.wide-byte-order-mark",
        "annex.csv begins with the byte order mark of UTF-32, which is not read. Save the file as "
        "UTF-8 (in a spreadsheet: CSV UTF-8).",
    ),
    "UTF-32, the other way round": (
        b"\x00\x00\xfe\xff" + "economy,year".encode("utf-32-be"),
        "file.wide-byte-order-mark",
        "annex.csv begins with the byte order mark of UTF-32",
    ),
    "Parquet": (b"PAR1\x15\x04", "file.is-binary", "annex.csv is not a text: it begins as"),
    "a file of another packer": (b"7z\xbc\xaf", "file.is-binary", "annex.csv is not a text: it "),
    "a part of a packed file": (
        b"\x1f\x8b\x08",
        "file.gzip-damaged",
        "annex.csv is packed with gzip, and is damaged or not complete. "
        "Get the file again, or unpack it and give the table in it.",
    ),
    "a cell too few, behind a cell of two lines": (
        b'economy,indicator,year,value,note\nBRA,internet-users,2022,80.5,"a\nb"\nKEN,2022\n',
        "table.cell-count",
        "annex.csv, line 4: the row has 2 cells, the header has 5. "
        "Put text that contains ',' between quotation marks; write empty cells too.",
    ),
    "a quotation mark never closed": (
        b'economy,indicator,year,value,note\nBRA,internet-users,2022,1,"a ""b"" c"\n'
        b'KEN,internet-users,2022,2,"a "" b\nAZE,internet-users,2022,3,\n',
        "table.open-quote",
        "annex.csv, line 3: a quotation mark is opened and never closed. "
        "Close it; a quotation mark inside a cell is written twice.",
    ),
    "text behind a closing quotation mark": (
        b'economy,indicator,year,value,note\nBRA,internet-users,2022,1,"a"b\n',
        "table.quote",
        "annex.csv, line 2: there is text after a closing quotation mark. "
        "Put the whole cell between quotation marks; a quotation mark inside is written twice.",
    ),
    "a very long cell": (
        b"economy,indicator,year,value\nBRA,internet-users,2022," + b"1" * 140_000 + b"\n",
        "table.cell-too-long",
        "annex.csv, line 2: a cell is longer than any cell should be. "
        "Look for a quotation mark that is not closed.",
    ),
    "a column without a name": (
        b"economy,indicator,,year,value\nBRA,internet-users,x,2022,1\n",
        "table.unnamed-column",
        "annex.csv: column 3 has no name. Give every column a name in the header row.",
    ),
    "a column twice": (
        b"economy,indicator,year,value,value\nBRA,internet-users,2022,1,2\n",
        "table.duplicate-column",
        "annex.csv: the column 'value' appears twice. Rename or remove one of them.",
    ),
    "a column that is not one of observations": (
        b"economy,indicator,Years,value\nBRA,internet-users,2022,1\n",
        "table.unknown-column-near",
        "annex.csv: 'Years' is not a column of this table. Nearest known column: year. "
        "Allowed are: economy, indicator, year, value, unit, status, conf_status, source_class, "
        "source, vintage, consultation, sex, age, location, disability, education, income, note, "
        "standard_error, sample_size, design_effect, lower_bound, upper_bound, confidence_level, "
        "error_method, degrees_of_freedom, made_by. "
        "To read a table with other columns, map each column: with columns=... or layout=... "
        "in Python; on the command line `--help` names the option.",
    ),
    "a name with a character that cannot be seen": (
        "economy,indicator,year\u200b,value\nBRA,internet-users,2022,1\n".encode(),
        "table.unknown-column-near",
        "annex.csv: 'year<U+200B>' is not a column of this table. Nearest known column: year. ",
    ),
    "an obligatory column absent": (
        b"economy,indicator,value\nBRA,internet-users,1\n",
        "table.missing-columns",
        "annex.csv: missing columns: year. The table has: economy, indicator, value. "
        "Name the columns so, or map each column: with columns=... or layout=... in Python; "
        "on the command line `--help` names the option.",
    ),
}


def test_a_long_cell_is_refused_although_another_library_raised_the_limit() -> None:
    before = csv.field_size_limit(10**6)
    try:
        with pytest.raises(ict.errors.UnusableFileError) as caught:
            ict.read_observations(UNUSABLE["a very long cell"][0])
    finally:
        csv.field_size_limit(before)
    assert caught.value.code == "table.cell-too-long"


@small_cases("name", UNUSABLE)
def test_unusable_files_are_refused(tmp_path: Path, name: str) -> None:
    data, code, text = UNUSABLE[name]
    path = tmp_path / "annex.csv"
    path.write_bytes(data)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.code == code
    assert str(caught.value).startswith(text)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations("no-such-folder/annex.csv")
    assert str(caught.value) == (
        "There is no file 'no-such-folder/annex.csv'. "
        "Check the path; a relative one starts from the folder you are in."
    )


@pytest.mark.parametrize("path", [".", "a\x00b"])
def test_a_path_that_cannot_be_opened(path: str) -> None:
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    shown = path.replace("\x00", "<U+0000>")
    assert str(caught.value) == (
        f"'{shown}' cannot be opened for reading. "
        "Give the path of a file (not of a folder, pipe or device) that you may read."
    )


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1024 * 1024)
    path = tmp_path / "annex.csv"
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    assert str(caught.value) == (
        "annex.csv is larger than 1 MiB. Read it with a higher limit of rows (in Python: "
        "limit=1000000), give it as a data frame, or split it into several files and give them as "
        "a list."
    )


def test_a_constant_that_is_a_column_too(tmp_path: Path) -> None:
    path = tmp_path / "annex.csv"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path, constants={"year": 2022})
    assert str(caught.value) == (
        "annex.csv: 'year' is given as a constant and is a column too. Leave out one of them."
    )


def test_what_is_no_table() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(12)
    assert str(caught.value) == (
        "An object of type 'int' is not a table that can be read. Give a file (its path, its "
        "bytes or an open file), a data frame, a list of dictionaries, an xarray object, or a list "
        "of these."
    )
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations([])
    assert str(caught.value) == "The list of sources is empty. Give at least one file or table."


def test_byte_order_mark_line_ends_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text(GOOD + "KEN,internet-users,2022,40.8\n", encoding="utf-8", newline="\n")
    other = tmp_path / "other.csv"
    lines = GOOD.replace("\n", "\r\n") + "\r\nKEN,internet-users,2022,40.8"
    other.write_bytes(b"\xef\xbb\xbf" + lines.encode())
    first, two = ict.read_observations(plain), ict.read_observations(other)
    assert first.columns["value"].tolist() == two.columns["value"].tolist()
    assert first.columns["line"].tolist() == [2, 3]
    assert two.columns["line"].tolist() == [2, 4]


def test_lines_are_those_of_the_file_behind_cells_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "annex.csv"
    path.write_bytes(
        b'economy,indicator,year,value,note\nBRA,internet-users,2022,80.5,"one\r\ntwo\nthree"\n'
        b"KEN,internet-users,2022,40.8,\n"
    )
    observations = ict.read_observations(path)
    assert observations.columns["line"].tolist() == [2, 5]
    assert observations.columns["note"][0] == "one\r\ntwo\nthree"


def test_empty_rows_and_columns_of_a_spreadsheet_are_passed_over(tmp_path: Path) -> None:
    """A spreadsheet leaves them, and does not write the last empty cells of every row."""
    path = tmp_path / "annex.csv"
    path.write_bytes(
        b"economy,,indicator,year,value,,\n"
        b"BRA,,internet-users,2022,80.5,,\n,,,,,,\n"
        b"KEN,,internet-users,2022,,\nZAF,,internet-users,2022,\n" + b",,,,,,\n" * 3
    )
    table = ict.read_observations(path)
    assert table.columns["economy"].tolist() == ["BRA", "KEN", "ZAF"]
    assert table.columns["written"].tolist() == ["80.5", "", ""]
    assert table.columns["line"].tolist() == [2, 4, 5]
    assert not table.findings


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "annex.csv"
    os.mkfifo(pipe)
    code = f"import ictindex as ict\nict.read_observations({str(pipe)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(ict.__file__).parents[1])},
    )  # fmt: skip
    assert "annex.csv' cannot be opened for reading." in done.stderr
    assert "(not of a folder, pipe or device)" in done.stderr
