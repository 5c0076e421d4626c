"""Workbooks of a few kilobytes that unpack to millions of elements are refused by a look alone.

A process of its own reads them, so that its peak of memory is that of these files and no other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

pytest.importorskip("resource", reason="the peak of memory is not reported here")
pytest.importorskip("openpyxl")
pytest.importorskip("defusedxml")

import hostile_markup as markup

from ictindex.core.errors import UnusableFileError
from ictindex.data.io.excel_markup import MOST_ATTRIBUTES, MOST_DEPTH, look
from ictindex.data.io.excel_package import check_package

OF_THEIR_OWN = {"questionnaire": "questionnaire.not-one", "idi workbook": "form.not-this-form"}
BYTES = 200 * 1024 * 1024

SUPPORT = Path(__file__).resolve().parents[1] / "support"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("markup")
    for name, (part, changed, _) in markup.CASES.items():
        content = markup.packed(part, changed)
        assert len(content) < 3_000_000
        (path / f"{name.replace('/', ' ')}.xlsx").write_bytes(content)
    return path


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the answer of each reader to the files, and the memory that it took."""
    done = subprocess.run(
        [sys.executable, SUPPORT / "hostile_markup.py", *sorted(markup.READERS), folder],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("reader", sorted(markup.READERS))
def test_no_reader_builds_what_has_no_end(answers: dict[str, dict[str, Any]], reader: str) -> None:
    """Nested 2.6 million deep in 9 kB: openpyxl needed 755 MB to find out that it is nothing."""
    data = answers[reader]
    sheets = {name for name, case in markup.CASES.items() if case[0] == markup.SHEET}
    expected = {name: code for name, (_, _, code) in markup.CASES.items()}
    if reader in OF_THEIR_OWN:  # whose sheets are not read, as none of these is one
        expected |= {name: OF_THEIR_OWN[reader] for name in expected if name in sheets}
    assert data["codes"] == expected
    # A look came before anything was built; of sheets openpyxl builds nothing.
    assert set(data["built"]) == sheets
    assert data["peak"] < BYTES


@small_cases(
    ("xml", "code"),
    [
        (b"<a>" * MOST_DEPTH + b"</a>" * MOST_DEPTH, None),
        (b"<a>" * (MOST_DEPTH + 1), "workbook.too-deep"),
        (b"<a %s/>" % b" ".join(b"a%d=''" % n for n in range(MOST_ATTRIBUTES)), None),
        (
            b"<a %s/>" % b" ".join(b"a%d=''" % n for n in range(MOST_ATTRIBUTES + 1)),
            "workbook.too-many-attributes",
        ),
        (b"<a b='%s'/>" % (b"x" * 2_000_000), "workbook.too-many-attributes"),
        (b"<a>%s</a>" % (b"x" * 2_000_000), None),  # a long text is no markup
        (b"<a b='%s'/>" % (b">" * 20_000), None),
        (b"<a>" + b"<b/>" * 9 + b"</a>", None),
        (b"<a>" + b"<b/>" * 10 + b"</a>", "workbook.too-many-elements"),
        ("<a>".encode("utf-16") * 1 + "<a>".encode("utf-16-le") * 64, "workbook.too-deep"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "workbook.unusable"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"), "workbook.active-content"),
        (b"\x89PNG\r\n\x1a\n" * 1000, None),
    ],
)
def test_what_a_look_counts(xml: bytes, code: str | None) -> None:
    if code is None:
        look("annex.xlsx", "part", xml, most=MOST_DEPTH if b"<a><a>" in xml else 10)
        return
    with pytest.raises(UnusableFileError) as caught:
        look("annex.xlsx", "part", xml, most=10 if b"<b/>" in xml else 1000)
    assert caught.value.code == code


def test_a_part_that_is_called_a_sheet_and_a_workbook_is_looked_at() -> None:
    """openpyxl never builds a part that is only called a sheet; it builds one called both."""
    both = (
        b'<Override PartName="/xl/workbook.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    with pytest.raises(UnusableFileError) as caught:
        check_package("a.xlsx", _both(both))
    assert caught.value.code == "workbook.too-deep"


def _both(override: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(markup.packed(markup.BOOK, b"<a>" * 100))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[markup.CONTENTS] = parts[markup.CONTENTS].replace(b"</Types>", override)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_message_names_the_part_and_the_bound() -> None:
    with pytest.raises(UnusableFileError) as caught:
        look("annex.xlsx", "xl/styles.xml", b"<a>" * 65)
    assert caught.value.message("en").startswith(
        "annex.xlsx: its part 'xl/styles.xml' has elements more than 64 deep in one another."
    )
