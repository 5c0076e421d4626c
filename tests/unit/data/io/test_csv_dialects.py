"""Files with other separators and decimal commas: read when it is stated, never guessed."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from small_cases import small_cases

import ictindex as ict

ROWS = (
    ("economy", "indicator", "year", "value", "note"),
    ("BRA", "internet-users", "2022", "80{d}50", "a; b, c"),
    ("KEN", "internet-users", "2022", "40", ""),
)
SIGNS = {
    "comma-point": (",", "."),
    "semicolon-comma": (";", ","),
    "semicolon-point": (";", "."),
    "tab-comma": ("\t", ","),
    "tab-point": ("\t", "."),
}


def write(folder: Path, text: str, name: str = "annexe.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def semicolons(folder: Path, value: str) -> Path:
    text = f"economy;indicator;year;value\nBRA;internet-users;2022;{value}\n"
    return write(folder, text)


@small_cases("dialect", SIGNS)
def test_each_dialect_reads_its_files(tmp_path: Path, dialect: str) -> None:
    separator, decimal = SIGNS[dialect]
    lines = [separator.join(f'"{cell}"' for cell in row) for row in ROWS]
    path = write(tmp_path, "\n".join(lines).format(d=decimal))
    observations = ict.read_observations(path, dialect=dialect)
    assert [str(value) for value in observations.columns["value"]] == ["80.50", "40"]
    assert observations.columns["written"].tolist() == [f"80{decimal}50", "40"]
    assert observations.columns["note"][0] == "a; b, c"
    assert len(observations.findings) == 0
    copy = tmp_path / "copy.csv"
    observations.to_csv(copy)
    again = ict.read_observations(copy)
    assert again.columns["written"].tolist() == ["80.50", "40"]
    assert again.columns["value"].tolist() == observations.columns["value"].tolist()


REFUSED = {
    "80.5": (
        "dialect.decimal-point",
        "'80.5' has a decimal point, but the dialect has decimal commas: it can be read as 80,5 or "
        "as 805.",
        "Write the number with a comma and without separators of thousands, or name the dialect "
        "that the file has: comma-point, semicolon-point or tab-point.",
    ),
    "1.234": ("dialect.decimal-point", "it can be read as 1,234 or as 1234.", ""),
    "1.234,5": (
        "number.thousands",
        "'1.234,5' has separators of thousands",
        "Write the digits together, with a point before the decimals; in a dialect with decimal "
        "commas (semicolon-comma, tab-comma), with a comma.",
    ),
    "NA": (
        "dialect.not-a-number",
        "'NA' is not a number.",
        "Write digits with a comma before the decimals, such as 80,5, as the dialect says; leave "
        "the cell empty if there is no value.",
    ),
    ",5": ("dialect.not-a-number", "',5' is not a number.", ""),
    "08,5": ("number.leading-zero", "'08,5' begins with a superfluous zero.", ""),
    "80,5%": ("number.percent-sign", "'80,5%' has a percent sign.", ""),
    "1,5e3": ("number.exponent", "'1,5e3' is written with an exponent.", ""),
    "80\u200b,5": ("text.invisible", "'80<U+200B>,5' has a character that cannot be seen", ""),
    "0," + "1" * 21: ("number.too-long", "has too many digits.", ""),
}


@small_cases("value", REFUSED)
def test_the_grammar_is_as_strict_with_a_comma(tmp_path: Path, value: str) -> None:
    code, message, remedy = REFUSED[value]
    observations = ict.read_observations(semicolons(tmp_path, value), dialect="semicolon-comma")
    assert [f.code for f in observations.findings] == [code]
    assert message in observations.findings[0].message("en")
    assert observations.findings[0].remedy("en").startswith(remedy)
    assert observations.columns["written"].tolist() == [value]
    # A refused text is no good number in the dialect of to_csv either.
    copy = tmp_path / "copy.csv"
    observations.to_csv(copy)
    again = ict.read_observations(copy)
    assert again.columns["value"].tolist() == [None]
    assert len(again.findings.errors) == 1


def test_a_decimal_comma_of_the_default_dialect_names_the_other(tmp_path: Path) -> None:
    path = write(tmp_path, 'economy,indicator,year,value\nBRA,internet-users,2022,"80,5"\n')
    finding = ict.read_observations(path).findings[0]
    assert finding.remedy("en") == (
        "Write the number with a point and without separators of thousands. If the whole file has "
        "decimal commas, name its dialect: semicolon-comma or tab-comma."
    )


def test_a_layout_names_the_dialect(tmp_path: Path) -> None:
    text = (
        '[file]\ndialect = "semicolon-comma"\n'
        '[columns]\niso3 = "economy"\nusers = "internet-users"\n[constants]\nyear = 2022\n'
    )
    layout = write(tmp_path, text, "annexe.toml")
    path = write(tmp_path, "iso3;users\nBRA;80,5\n")
    observations = ict.read_observations(path, layout=layout)
    assert observations.columns["value"].tolist() == [Decimal("80.5")]
    same = ict.read_observations(path, layout=layout, dialect="semicolon-comma")
    assert same.columns["value"].tolist() == [Decimal("80.5")]
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(path, layout=layout, dialect="tab-comma")
    assert str(caught.value) == (
        "annexe.toml: 'dialect' is given twice: by [file] semicolon-comma and by tab-comma. "
        "Leave out one of them."
    )


DIALECTS = "comma-point, semicolon-comma, semicolon-point, tab-comma, tab-point"


@pytest.mark.parametrize(
    ("section", "text"),
    [
        (
            'dialect = "excel"',
            f"annexe.toml: the dialect 'excel' is unknown. Use one of: {DIALECTS}.",
        ),
        (
            'encoding = "latin-1"',
            "annexe.toml: the key 'file.encoding' is unknown. Allowed are: dialect.",
        ),
    ],
)
def test_what_a_layout_cannot_say_of_its_file(tmp_path: Path, section: str, text: str) -> None:
    layout = write(tmp_path, f'[file]\n{section}\n[columns]\niso3 = "economy"\n', "annexe.toml")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(write(tmp_path, "iso3;users\nBRA;80,5\n"), layout=layout)
    assert str(caught.value) == text


@pytest.mark.parametrize("dialect", ["excel", 5, ["comma-point"], ""])
def test_an_unknown_dialect_is_refused(tmp_path: Path, dialect: object) -> None:
    for read in (ict.read_observations, ict.read_published):
        with pytest.raises(ict.errors.UsageError) as caught:
            read(semicolons(tmp_path, "1"), dialect=dialect)  # type: ignore[operator]
        assert str(caught.value) == (
            f"annexe.csv: the dialect '{dialect}' is unknown. Use one of: {DIALECTS}."
        )


def test_another_separator_than_that_of_the_dialect(tmp_path: Path) -> None:
    path = write(tmp_path, "economy,indicator,year,value\nBRA,internet-users,2022,80.5\n")
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path, dialect="tab-comma")
    assert str(caught.value) == (
        "annexe.csv: the columns are separated by ',', not by 'TAB'. Name the dialect of the file "
        "(comma-point), or save it with commas between columns and points in decimals."
    )
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(semicolons(tmp_path, "80;5"), dialect="semicolon-comma")
    assert str(caught.value) == (
        "annexe.csv, line 2: the row has 5 cells, the header has 4. "
        "Put text that contains ';' between quotation marks; write empty cells too."
    )
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(semicolons(tmp_path, '"80,5'), dialect="semicolon-comma")
    assert caught.value.code == "table.open-quote"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_mark_unless_another_encoding_is_stated(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "annexe.csv"
    path.write_bytes(
        "\ufeffeconomy\tindicator\tyear\tvalue\nBRA\ti99H\t2022\t80,5\n".encode(encoding)
    )
    observations = ict.read_observations(path, dialect="tab-comma")
    assert observations.cells["value"] == (Decimal("80.5"),)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path, dialect="tab-comma:windows-1252")
    assert str(caught.value) == (
        "annexe.csv begins with the byte order mark of UTF-16. "
        "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8), or name the encoding in the "
        "dialect, for example tab-comma:utf-16."
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_page_in_utf_16_is_no_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "annexe.csv"
    path.write_bytes("\ufeff<html><body>economy,value</body></html>\n".encode(encoding))
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.code == "file.is-document"


def test_a_broken_character_in_utf_16_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "annexe.csv"
    path.write_bytes("\ufeffa,b\nc,".encode("utf-16-le") + b"\x00\xd8" + "d\n".encode("utf-16-le"))
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.code == "file.encoding-named"
    assert caught.value.details["line"] == "2"


def test_published_figures(tmp_path: Path) -> None:
    path = write(tmp_path, "economy;node;value\nBRA;idi;82,0\nKEN;idi;60.1\n")
    published = ict.read_published(path, dialect="semicolon-comma")
    assert {key: str(value) for key, value in published.values.items()} == {("BRA", "idi"): "82.0"}
    assert [f.code for f in published.findings] == ["dialect.decimal-point"]
    mapped = ict.read_published({("BRA", "idi"): "82,0"}, dialect="tab-comma")
    assert dict(mapped.values) == {("BRA", "idi"): Decimal("82.0")}


def test_texts_of_a_data_frame_and_numbers_of_a_program() -> None:
    frame = pd.DataFrame(
        {"economy": ["BRA", "KEN"], "indicator": "i99H", "year": 2022, "value": ["80,5", 40.8]}
    )
    observations = ict.read_observations(frame, dialect="semicolon-comma")
    assert observations.columns["value"].tolist() == [Decimal("80.5"), Decimal("40.8")]
    short = frame.assign(value=pd.Series([80.1, 40.8], dtype="float32"))
    observations = ict.read_observations(short, dialect="semicolon-comma")
    assert observations.columns["value"].tolist() == [Decimal("80.1"), Decimal("40.8")]


def test_a_frame_of_a_table_with_commas_keeps_addresses_and_refusals(tmp_path: Path) -> None:
    text = "economy;indicator;year;value\nBRA;i99H;2022;80,50\nKEN;i99H;2022;1.234\n"
    observations = ict.read_observations(write(tmp_path, text), dialect="semicolon-comma")
    again = ict.read_observations(observations.to_frame(), dialect="semicolon-comma")
    for name, array in observations.columns.items():
        assert again.columns[name].tolist() == array.tolist(), name
    assert [f.code for f in again.findings] == ["dialect.decimal-point"]


def test_an_array_has_no_dialect() -> None:
    array = xr.DataArray([80.5], dims="economy", coords={"economy": ["BRA"]}, name="i99H")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(array, dialect="semicolon-comma")
    assert str(caught.value).startswith("Layout files, flags and dialects are for tables")
