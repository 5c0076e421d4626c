"""One table through every way in: the same figures to the last written digit, the same findings."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict

HEADER = ("economy", "indicator", "year", "value", "note")
ROWS = (
    ("BRA", "i99H", "2022", "10.50", "المصدر: مسح"),
    ("KEN", "i99H", "2022", "0.0000001", ""),
    ("ECU", "i99H", "2022", "", "—"),
    ("ZZZ", "i99H", "2022", "55.10", ""),
)
TEXT = "".join(",".join(row) + "\n" for row in (HEADER, *ROWS))
DATA = TEXT.encode()


def file(folder: Path, data: bytes = DATA, name: str = "annex.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def archive(folder: Path) -> Path:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("other.csv", "a,b\n1,2\n")
        packed.writestr("tables/annex.csv", DATA)
    return path


def zipped_buffer() -> zipfile.Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("annex.csv", DATA)
    return zipfile.Path(zipfile.ZipFile(held), "annex.csv")


# How each source names itself in findings.
FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "path": (file, "annex.csv"),
    "text of a path": (lambda folder: str(file(folder)), "annex.csv"),
    "bytes": (lambda _: DATA, "bytes"),
    "bytearray": (lambda _: bytearray(DATA), "bytearray"),
    "memoryview": (lambda _: memoryview(DATA), "memoryview"),
    "BytesIO": (lambda _: io.BytesIO(DATA), "BytesIO"),
    "StringIO": (lambda _: io.StringIO(TEXT), "StringIO"),
    "open file": (lambda folder: file(folder).open("rb"), "annex.csv"),
    "open file without a buffer": (
        lambda folder: file(folder).open("rb", buffering=0),
        "annex.csv",
    ),
    "open text file": (lambda folder: file(folder).open(encoding="utf-8"), "annex.csv"),
    "packed file": (
        lambda folder: file(folder, gzip.compress(DATA), "annex.csv.gz"),
        "annex.csv.gz",
    ),
    "packed bytes": (lambda _: gzip.compress(DATA), "bytes"),
    "packed in two parts": (
        lambda _: gzip.compress(DATA[:40]) + gzip.compress(DATA[40:]),
        "bytes",
    ),
    "member by its path": (
        lambda folder: archive(folder) / "tables" / "annex.csv",
        "archive.zip!tables/annex.csv",
    ),
    "member by the text of its path": (
        lambda folder: f"{archive(folder)}/tables/annex.csv",
        "archive.zip!tables/annex.csv",
    ),
    "zipfile.Path": (
        lambda folder: zipfile.Path(archive(folder), "tables/annex.csv"),
        "archive.zip!tables/annex.csv",
    ),
    "zipfile.Path in memory": (lambda _: zipped_buffer(), "zip!annex.csv"),
    "open member": (
        lambda folder: zipfile.Path(archive(folder), "tables/annex.csv").open("rb"),
        "annex.csv",
    ),
    "UTF-16": (lambda folder: file(folder, TEXT.encode("utf-16")), "annex.csv"),
    "UTF-16 of the other order": (lambda _: b"\xfe\xff" + TEXT.encode("utf-16-be"), "bytes"),
    "UTF-8 with a mark": (lambda _: b"\xef\xbb\xbf" + DATA, "bytes"),
}


def cells(kind: Callable[[str], Any] = str) -> dict[str, list[Any]]:
    columns = dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))
    columns["value"] = [kind(cell) if cell else None for cell in columns["value"]]
    return columns


def rows_of(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    rows = zip(*columns.values(), strict=True)
    # A key that a row does not have is an empty cell.
    return [
        {name: cell for name, cell in zip(columns, row, strict=True) if cell is not None}
        for row in rows
    ]


def polars(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame(columns)


def polars_categories(_: dict[str, list[Any]]) -> Any:
    pl = pytest.importorskip("polars")
    return polars(cells(str)).with_columns(pl.col("economy").cast(pl.Categorical))


def arrow(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table(columns)


def arrow_dictionary(columns: dict[str, list[Any]]) -> Any:
    table = arrow(columns)
    at = table.column_names.index("economy")
    return table.set_column(at, "economy", table.column("economy").dictionary_encode())


def relation(columns: dict[str, list[Any]]) -> Any:
    duckdb = pytest.importorskip("duckdb")
    held = arrow(columns)
    return duckdb.connect().from_arrow(held)


def pandas(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns)


class Capsule:
    """A table of a library that nobody knows, which gives its rows through Arrow."""

    def __init__(self, held: Any) -> None:
        self._held = held

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._held.__arrow_c_stream__(requested_schema)


# Rows of frames and of lists begin at 1. Texts and decimals keep the last zero, floats have none.
FRAMES: dict[str, tuple[Callable[[dict[str, list[Any]]], Any], str]] = {
    "list of dictionaries": (rows_of, "list"),
    "pandas": (pandas, "DataFrame"),
    "polars": (polars, "DataFrame"),
    "polars categories": (polars_categories, "DataFrame"),
    "pyarrow": (arrow, "Table"),
    "pyarrow dictionary": (arrow_dictionary, "Table"),
    "record batch": (lambda columns: arrow(columns).to_batches()[0], "RecordBatch"),
    "DuckDB": (relation, "DuckDBPyRelation"),
    "another library": (lambda columns: Capsule(arrow(columns)), "Capsule"),
}  # fmt: skip


def values(table: ict.Observations) -> list[tuple[Any, ...]]:
    names = ("economy", "indicator", "year", "value", "note")
    return list(zip(*(table.cells[name] for name in names), strict=True))


EXPECTED = [
    ("BRA", "internet-users", 2022, Decimal("10.50"), "المصدر: مسح"),
    ("KEN", "internet-users", 2022, Decimal("0.0000001"), ""),
    ("ECU", "internet-users", 2022, None, "—"),
    ("ZZZ", "internet-users", 2022, Decimal("55.10"), ""),
]


def check(table: ict.Observations, name: str, line: int, written: list[str]) -> None:
    assert values(table) == EXPECTED
    assert list(table.cells["written"]) == written
    assert [format(cell, "f") for cell in table.cells["value"] if cell is not None] == [
        cell for cell in written if cell
    ]
    (finding,) = table.findings
    assert (finding.code, finding.economy) == ("economy.unknown", "ZZZ")
    address = finding.address
    assert address is not None
    assert (address.source, address.line, address.column) == (name, line, "economy")


WRITTEN = ["10.50", "0.0000001", "", "55.10"]


@small_cases("way", FILES)
def test_a_file_is_read_in_every_form(tmp_path: Path, way: str) -> None:
    make, name = FILES[way]
    source = make(tmp_path)
    table = ict.read_observations(source)
    check(table, name, 5, WRITTEN)
    assert list(table.sources) == [name.partition("!")[0]]
    if hasattr(source, "close"):
        source.close()


@small_cases("kind", [str, Decimal])
@small_cases("way", FRAMES)
def test_a_frame_is_read_from_every_library(way: str, kind: Callable[[str], Any]) -> None:
    make, name = FRAMES[way]
    columns = cells(kind)
    if kind is Decimal and way not in ("list of dictionaries", "pandas", "polars categories"):
        # A column of decimals has as many of them in every cell.
        columns["value"] = [
            None if cell is None else cell.quantize(Decimal("0.0000001"))
            for cell in columns["value"]
        ]
        written = ["10.5000000", "0.0000001", "", "55.1000000"]
    else:
        written = WRITTEN
    check(ict.read_observations(make(columns)), name, 4, written)


@small_cases("way", sorted(set(FRAMES) - {"polars categories"}))  # which has texts only
def test_floats_are_read_by_their_shortest_decimal(way: str) -> None:
    make, name = FRAMES[way]
    table = ict.read_observations(make(cells(float)))
    check(table, name, 4, ["10.5", "0.0000001", "", "55.1"])


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_short_floats_have_the_digits_that_they_had_in_32_bits(library: str) -> None:
    columns = cells(float)
    if library == "polars":
        pl = pytest.importorskip("polars")
        frame = polars(columns).with_columns(pl.col("value").cast(pl.Float32))
    else:
        pa = pytest.importorskip("pyarrow")
        frame = arrow(columns)
        at = frame.column_names.index("value")
        frame = frame.set_column(at, "value", frame.column("value").cast(pa.float32()))
    table = ict.read_observations(frame)
    # 55.1 in 32 bits is 55.09999847412109375.
    assert values(table) == EXPECTED


@pytest.mark.parametrize("way", ["path", "bytes", "dictionary"])
def test_parquet_is_a_file_with_rows(tmp_path: Path, way: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = cells(Decimal)
    columns["value"] = [c and c.quantize(Decimal("0.0000001")) for c in columns["value"]]
    path = tmp_path / "annex.parquet"
    parquet.write_table(arrow_dictionary(columns) if way == "dictionary" else arrow(columns), path)
    source = path.read_bytes() if way == "bytes" else path
    table = ict.read_observations(source)
    name = "bytes" if way == "bytes" else "annex.parquet"
    check(table, name, 4, ["10.5000000", "0.0000001", "", "55.1000000"])
    assert dict(table.sources) == {name: hashlib.sha256(path.read_bytes()).hexdigest()}


@pytest.mark.parametrize("way", ["path", "bytes", "packed", "stream", "name"])
def test_a_workbook_is_read_from_its_bytes(tmp_path: Path, way: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append([cell or None for cell in row])
    path = tmp_path / "annex.xlsx"
    book.save(path)
    data = path.read_bytes()
    source, name = {
        "path": (path, None),
        "bytes": (data, None),
        "packed": (gzip.compress(data), None),
        "stream": (io.BytesIO(data), None),
        "name": (data, "upload.xlsx"),
    }[way]
    table = ict.read_observations(source, name=name)
    shown = {"path": "annex.xlsx", "stream": "BytesIO", "name": "upload.xlsx"}.get(way, "bytes")
    check(table, shown, 5, WRITTEN)
    address = table.findings[0].address
    assert address is not None
    assert address.cell == "A5"


def test_standard_input_is_named_with_a_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DATA), encoding="ascii"))
    check(ict.read_observations("-"), "stdin", 5, WRITTEN)


def test_the_digest_is_that_of_the_file_that_came(tmp_path: Path) -> None:
    def digest(source: Any) -> str:
        (digest_of_source,) = ict.read_observations(source).sources.values()
        return digest_of_source

    def sha256(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    packed = gzip.compress(DATA, mtime=0)
    assert digest(DATA) == digest(io.StringIO(TEXT)) == digest(file(tmp_path)) == sha256(DATA)
    assert digest(packed) == sha256(packed)
    wide = TEXT.encode("utf-16")
    assert digest(wide) == sha256(wide)
    path = archive(tmp_path)
    whole = sha256(path.read_bytes())
    assert digest(path / "tables" / "annex.csv") == whole
    assert digest(zipfile.Path(path, "tables/annex.csv")) == whole


def test_a_name_is_that_of_one_source() -> None:
    table = ict.read_observations(DATA, name="upload.csv")
    assert table.findings[0].address.source == "upload.csv"  # type: ignore[union-attr]
    assert list(table.sources) == ["upload.csv"]
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations([DATA, DATA], name="upload.csv")
    assert str(caught.value) == (
        "The argument name is for one source; here are several: 2. Read each source with its own "
        "name and give the tables as a list, or leave the name out."
    )
    with pytest.raises(ict.errors.UsageError, match="name"):
        ict.read_observations(DATA, name="")


def test_a_text_of_a_program_has_no_encoding() -> None:
    text = TEXT.replace(",", ";").replace("10.50", "10,50").replace("55.10", "55,10")
    table = ict.read_observations(
        io.StringIO(text.replace("0.0000001", "0,0000001")), dialect="semicolon-comma:windows-1256"
    )
    assert values(table) == EXPECTED


def test_a_lazy_frame_is_refused_by_name() -> None:
    lazy = polars(cells()).lazy()
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(lazy)
    assert str(caught.value) == (
        "A table of the type polars.LazyFrame has not computed its rows yet. "
        "Compute them first, with .collect(), and give the result."
    )


@pytest.mark.slow
def test_a_dask_frame_is_refused_by_name() -> None:
    dask = pytest.importorskip("dask.dataframe")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(dask.from_pandas(pandas(cells()), npartitions=1))
    assert caught.value.code == "table.lazy"
    assert caught.value.details["method"] == ".compute()"


def test_a_single_column_is_no_table() -> None:
    series = pytest.importorskip("polars").Series("value", [1.0])
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations(series)
    assert caught.value.code == "observations.source-type"


@pytest.mark.parametrize("absent", ["narwhals", "pyarrow"])
def test_an_absent_package_is_named_with_its_extra(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import util

    pl = pytest.importorskip("polars")
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name in hidden else find(name))
    hidden = {"narwhals", "pyarrow"}
    frame = pl.DataFrame(cells()) if absent == "narwhals" else Capsule(pl.DataFrame(cells()))
    if absent == "pyarrow":
        hidden = {"pyarrow"}
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(frame)
    extra = {"narwhals": "frames", "pyarrow": "storage"}[absent]
    assert str(caught.value).endswith(f'Install it with: pip install "ictindex[{extra}]"')
    assert caught.value.details["package"] == absent


def test_an_archive_without_the_member_lists_what_it_has(tmp_path: Path) -> None:
    path = archive(tmp_path)
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(path / "annex.csv")
    assert str(caught.value) == (
        "There is no file 'annex.csv' in archive.zip. It holds: other.csv, tables/annex.csv. "
        "Write the path of the file as the archive lists it."
    )


@pytest.mark.slow
def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = gzip.compress(b"economy,indicator,year,value\n" + b"\n" * (21 * 1024 * 1024))
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(bomb)
    assert caught.value.code == "file.too-large"


def test_a_key_that_is_not_a_text_is_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.read_observations([{"economy": "BRA", 2022: 5}])
    assert str(caught.value) == (
        "A dictionary in the list has the key '2022', which is not a text. "
        "Give each row as a dictionary from the name of a column to its cell."
    )


def test_a_closed_file_and_a_reader_of_something_else_are_refused() -> None:
    closed = io.BytesIO(DATA)
    closed.close()
    with pytest.raises(ict.errors.UnusableFileError) as caught:
        ict.read_observations(closed)
    assert caught.value.code == "file.unreadable"

    class Reader:
        def read(self, size: int = -1) -> object:
            return 5

    with pytest.raises(ict.errors.UsageError) as refused:
        ict.read_observations(Reader())
    assert refused.value.code == "observations.source-type"


PRICES = b"economy,basket,year,price,currency\nKEN,fixed-broadband-5gb,2025,x,KES\n"
ECONOMICS = b"economy,series,year,value,source\nKEN,exchange-rate,2024,x,IMF\n"
SHARES = b"economy,basket,year,value,measure\nABW,fixed-broadband-5gb,2024,x,share\n"
MEDIANS = b"Code,Unit,Grouping,Group,annual_2025\ni154_FBB5_GNI,GNIpc,World,World,x\n"
CONSULTED = (
    b"economy,indicator,year,source,value,notified,deadline\n"
    b"ECU,internet-users,2022,Survey,70.1,2024-02-01,x\n"
)
OFFICES = b"economy,office,sheets,coordinator\nECU,Statistics,,x\n"
ANSWERED = b"rule,economy,indicator,year,value,answer\nT02,ECU,internet-users,2023,72.7,x\n"
PUBLISHED = b"economy,node,value\nBRA,idi,x\n"
READERS = {
    "observations": (ict.read_observations, DATA),
    "prices": (ict.read_prices, PRICES),
    "economics": (ict.read_economics, ECONOMICS),
    "published": (ict.read_published, PUBLISHED),
    "baskets": (ict.prices.read_baskets, SHARES),
    "medians": (ict.prices.read_medians, MEDIANS),
    "consultations": (ict.sourcing.read_consultations, CONSULTED),
    "offices": (ict.rounds.read_offices, OFFICES),
    "answers": (ict.data.read_answers, ANSWERED),
}


@small_cases("reader", READERS)
def test_every_reader_takes_bytes_packed_files_and_lists(reader: str) -> None:
    read, data = READERS[reader]

    def findings(source: Any, name: str | None = None) -> list[Any]:
        return [(f.code, f.address, repr(f.details)) for f in read(source, name=name).findings]

    expected = findings(data, "table.csv")
    assert expected
    assert all(at is None or at.source == "table.csv" for _, at, _ in expected)
    assert findings(gzip.compress(data), "table.csv") == expected
    assert findings(io.StringIO(data.decode()), "table.csv") == expected
    header, *rows = [line.split(",") for line in data.decode().splitlines()]
    of_list = findings([dict(zip(header, row, strict=True)) for row in rows], "table.csv")
    assert [code for code, _, _ in of_list] == [code for code, _, _ in expected]


def test_a_layout_and_a_receipt_come_as_bytes() -> None:
    layout = ict.sample_data("wide-example.layout.toml")
    wide = ict.sample_data("wide-example.csv")
    by_path = ict.read_observations(wide, layout=layout)
    by_bytes = ict.read_observations(
        wide.read_bytes(), layout=io.BytesIO(layout.read_bytes()), name=wide.name
    )
    assert values(by_bytes) == values(by_path)
    assert by_bytes.sources == by_path.sources
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judged = ict.validate(table, year=2022)
    receipt = ict.accept(table, judged, role="compiler", transcribed="IDI 2024")
    saved = ict.data.read_receipt(receipt.to_json().encode(), name="receipt.json")
    assert saved.digest == receipt.digest
