"""Encodings: read where they are named, refused with the byte where they do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.io.csv_dialects import DIALECTS, ENCODINGS

TEXTS = {
    "utf-8": "São Tomé ٣ 中国 Россия",
    "utf-16": "São Tomé ٣ 中国 Россия",
    "windows-1250": "Česká Łódź",
    "windows-1251": "Россия",
    "windows-1252": "São Tomé €",
    "windows-1254": "Türkiye İğ",
    "windows-1256": "مصر",
    "iso-8859-1": "São Tomé",
    "iso-8859-15": "São Tomé €",
    "gb18030": "中国",
}


@small_cases("encoding", ENCODINGS)
@small_cases("dialect", DIALECTS)
def test_a_named_encoding_reads_its_file(tmp_path: Path, encoding: str, dialect: str) -> None:
    spoken = DIALECTS[dialect]
    lines = [
        ("economy", "indicator", "year", "value", "note"),
        ("BRA", "internet-users", "2022", f"80{spoken.decimal}5", TEXTS[encoding]),
    ]
    text = "\n".join(spoken.separator.join(line) for line in lines) + "\n"
    path = tmp_path / "annexe.csv"
    path.write_bytes(text.encode(ENCODINGS[encoding]))
    table = ict.read_observations(path, dialect=f"{dialect}:{encoding}")
    assert str(table.columns["value"][0]) == "80.5"
    assert table.columns["note"].tolist() == [TEXTS[encoding]]
    assert not table.findings


def test_no_encoding_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "annexe.csv"
    path.write_bytes("economy,indicator,year,value,note\nBRA,i99H,2022,1,São\n".encode("cp1252"))
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path)
    assert caught.value.message("en") == (
        "annexe.csv, line 2: the byte 0xE3 (at offset 51) is not UTF-8. Save the file as UTF-8 (in "
        "a spreadsheet: CSV UTF-8), or name its encoding in the dialect, for example "
        "semicolon-comma:windows-1252."
    )


def test_a_byte_that_the_named_encoding_has_not_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annexe.csv"
    path.write_bytes(b"economy,indicator,year,value,note\nBRA,i99H,2022,1,\x81\n")
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path, dialect="comma-point:windows-1252")
    assert caught.value.message("en").startswith(
        "annexe.csv, line 2: the byte 0x81 (at offset 50) is not windows-1252."
    )


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_needs_its_byte_order_mark(tmp_path: Path, order: str) -> None:
    path = tmp_path / "annexe.csv"
    text = "economy\tindicator\tyear\tvalue\nBRA\ti99H\t2022\t80,5\n"
    path.write_bytes(("\ufeff" + text).encode(order))
    table = ict.read_observations(path, dialect="tab-comma:utf-16")
    assert str(table.columns["value"][0]) == "80.5"
    path.write_bytes(text.encode(order))
    with pytest.raises(UnusableFileError) as caught:
        ict.read_observations(path, dialect="tab-comma:utf-16")
    assert caught.value.code == "file.no-byte-order-mark"


@small_cases(
    ("dialect", "code"),
    [
        ("semicolon-comma:latin", "dialect.unknown-encoding"),
        ("semicolon-comma:", "dialect.unknown-encoding"),
        ("semicolon:windows-1252", "dialect.unknown"),
        (":windows-1252", "dialect.unknown"),
        ("semicolon-comma:WINDOWS-1252", "dialect.unknown-encoding"),
    ],
)
def test_an_unknown_encoding_is_refused(tmp_path: Path, dialect: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        ict.read_observations(tmp_path / "x.csv", dialect=dialect)
    assert caught.value.code == code and "{" not in caught.value.message("en")


def test_every_reader_of_csv_takes_an_encoding(tmp_path: Path) -> None:
    path = tmp_path / "tarifs.csv"
    text = "economy;operator;service;price;currency;id\nBRA;Telefônica;mobile;10,5;BRL;a\n"
    path.write_bytes(text.encode("cp1252"))
    table = ict.read_tariffs(path, dialect="semicolon-comma:windows-1252")
    assert table.columns["operator"].tolist() == ["Telefônica"]
