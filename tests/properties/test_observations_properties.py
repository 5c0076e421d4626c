"""Properties of every table: order does not matter, writing and reading are inverse."""

import csv
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ictindex as ict
from ictindex.core.cell_escapes import unescape_cell
from ictindex.data.io import csv as raw_csv
from ictindex.data.io import files

COLUMNS = ("economy", "indicator", "year", "value", "unit", "status", "source", "sex", "note")

_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)
_numbers = st.decimals(min_value=0, max_value=100, places=1).map(str)
_rows = st.fixed_dictionaries(
    {
        "economy": st.sampled_from(["BRA", "KEN", "NAM", "NA", "", "bra"]) | _texts,
        "indicator": st.sampled_from(["internet-users", "i99H", "coverage-3g", "idi", ""]) | _texts,
        "year": st.sampled_from(["2021", "2022", "22", ""]) | _texts,
        "value": _numbers | st.sampled_from(["", "NA", "-5", "'-5", "80,5", "1e3", "120"]) | _texts,
        "unit": st.sampled_from(["", "percent", "score", "%"]),
        "status": st.sampled_from(["", "A", "M", "?"]),
        "source": _texts,
        "sex": st.sampled_from(["", "F", "f"]),
        "note": _texts | st.sampled_from(["=1+1", "'=1+1", "-5", "@x", "\tx", "a\r\nb"]),
    }
)
_tables = st.lists(_rows, min_size=1, max_size=6)


def read(table: list[dict[str, str]], folder: str, name: str = "table.csv") -> ict.Observations:
    def quoted(text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'

    lines = [",".join(COLUMNS)]
    lines += [",".join(quoted(row[name]) for name in COLUMNS) for row in table]
    path = Path(folder) / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return ict.read_observations(path)


def contents(observations: ict.Observations) -> list[tuple[object, ...]]:
    names = [n for n in observations.columns if n not in ("file", "line", "column")]
    return list(zip(*(observations.columns[n].tolist() for n in names), strict=True))


def codes(observations: ict.Observations) -> list[str]:
    return sorted(finding.code for finding in observations.findings)


@given(table=_tables)
@settings(deadline=None)
def test_writing_and_reading_are_inverse(table: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        observations = read(table, folder)
        copy = Path(folder) / "copy.csv"
        observations.to_csv(copy)
        again = ict.read_observations(copy)
        assert contents(again) == contents(observations)
        # A year with a character that cannot be seen is written with that character spelt out.
        if not any(f.details.get("of") == "year" for f in observations.findings):
            assert codes(again) == codes(observations)
        once = copy.read_bytes()
        again.to_csv(copy)
        assert copy.read_bytes() == once


@pytest.mark.slow
@given(table=_tables, data=st.data())
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter(
    table: list[dict[str, str]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(table))
    with tempfile.TemporaryDirectory() as folder:
        first, two = read(table, folder), read(shuffled, folder, "other.csv")
        assert sorted(map(str, contents(first))) == sorted(map(str, contents(two)))
        assert codes(first) == codes(two)
        kept = [sorted(map(str, contents(o.without_errors()))) for o in (first, two)]
        assert kept[0] == kept[1]


@pytest.mark.slow
@given(table=_tables)
@settings(deadline=None)
def test_a_table_in_two_files_is_the_table(table: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = read(table * 2, folder)
        half = read(table, folder)
        assert contents(half + half) == contents(whole)
        assert codes(half + half) == codes(whole)


@pytest.mark.slow
@given(table=_tables)
@settings(deadline=None)
def test_rows_without_errors_have_none(table: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = read(table, folder).without_errors()
        assert len(kept.findings.errors) == 0
        assert all(value is None or isinstance(value, Decimal) for value in kept.columns["value"])


@given(
    data=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=60).map(lambda tail: b"economy,indicator,year,value\n" + tail)
    | st.text('",;\r\n\tab1', max_size=80).map(lambda t: f"economy,node,value\n{t}".encode())
)
@settings(deadline=None, max_examples=300)
@pytest.mark.parametrize("reader", [ict.read_observations, ict.read_published])
def test_arbitrary_bytes_raise_nothing_but_our_errors(reader: object, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bytes.csv"
        path.write_bytes(data)
        try:
            table = reader(path)  # type: ignore[operator]
        except ict.errors.IctindexError as error:
            assert "bytes.csv" in str(error)
        else:
            str(table.findings)


@given(
    data=st.binary(max_size=80) | st.text('[]="\n.flagsconstnumie0123', max_size=60).map(str.encode)
)
@settings(deadline=None, max_examples=300)
def test_arbitrary_layout_files_raise_nothing_but_our_errors(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        layout = Path(folder) / "bytes.toml"
        layout.write_bytes(data)
        table = Path(folder) / "table.csv"
        table.write_text("iso3,users\nBRA,80.5\n", encoding="utf-8")
        with pytest.raises(ict.errors.IctindexError):
            ict.read_observations(table, layout=layout)


CELLS = st.text(
    alphabet=st.sampled_from(["a", "1", ".", ",", '"', "\n", "\r", " ", "'", "=", "é"]), max_size=5
)
TABLES_OF_TEXT = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(TABLES_OF_TEXT, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(0, 3), st.booleans())
def test_columns_are_read_as_rows_are(
    rows: list[list[str]], end: str, blank: int, quoted: bool
) -> None:
    """A file is read a column at a time wherever that gives what reading row by row gives."""
    header = [f"c{number}" for number in range(len(rows[0]))]
    written = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(written, lineterminator=end, quoting=quoting).writerows([header, *rows])
    data = (written.getvalue() + end * blank).encode()
    bounds = files.bounds_of()
    text = data.decode()
    regular = raw_csv._regular_table("t.csv", text, raw_csv.COMMA_POINT, bounds)
    # A sign of the end of a line is white space where nothing quotes it: that row may be empty.
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    if regular is None:
        return  # read row by row
    by_row = raw_csv.tabulate(
        "t.csv", *raw_csv.rows_of("t.csv", data, raw_csv.COMMA_POINT), raw_csv.COMMA_POINT
    )
    assert regular.header == by_row.header
    assert list(regular.lines) == list(by_row.lines)
    for name in header:
        assert list(regular.columns[name]) == list(by_row.columns[name])
    assert filled <= len(regular.lines) <= sum(any(row) for row in rows)


@given(TABLES_OF_TEXT)
def test_regular_rows_are_read_a_column_at_a_time(rows: list[list[str]]) -> None:
    """Cells that need quotation marks, and lines of their own, are no reason to read row by row."""
    header = [f"c{number}" for number in range(len(rows[0]))]
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows, ["x"] * len(header)])
    bounds = files.bounds_of()
    text = written.getvalue()
    regular = raw_csv._regular_table("t.csv", text, raw_csv.COMMA_POINT, bounds)
    assert regular is not None
    # An apostrophe that keeps a spreadsheet from taking a text for a formula is no part of it.
    assert [list(row) for row in zip(*regular.columns.values(), strict=True)] == [
        [unescape_cell(cell) for cell in row] for row in [*rows, ["x"] * len(header)] if any(row)
    ]
