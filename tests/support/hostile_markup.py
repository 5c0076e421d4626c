"""Workbooks that are small on the disk and without end inside, and a process that reads them.

``python hostile_markup.py READER FOLDER`` reads each of them by one reader and prints, as JSON,
the code of each refusal, whether openpyxl was asked to build anything, and the peak of memory.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from hostile_running import peak
from openpyxl.reader import excel

import ictindex as ict
from ictindex.core.errors import IctindexError

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
CONTENTS, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
PROPERTIES, TEXTS = "docProps/core.xml", "xl/sharedStrings.xml"
PARTS = (BOOK, STYLES, CONTENTS, RELATIONS, PROPERTIES, TEXTS)
NESTED = b"<a>" * 2_600_000
WIDE = b"<a " + b" ".join(b'a%d=""' % number for number in range(500_000)) + b"/>"
LONG = b"<a>" + b"<b/>" * 1_500_000 + b"</a>"
READERS: dict[str, Callable[[Path], object]] = {
    "observations": ict.read_observations,
    "questionnaire": ict.read_questionnaire,
    "tariffs": ict.read_tariffs,
    "price workbook": ict.prices.read_baskets,
    "idi workbook": lambda path: ict.read_observations(path, form="itu-idi", edition=2024),
}


def _into_sheet(rows: bytes) -> Callable[[bytes], bytes]:
    """Put rows into a sheet that does not say how large it is."""

    def change(sheet: bytes) -> bytes:
        start, end = sheet.index(b"<dimension"), sheet.index(b"<sheetViews")
        return (sheet[:start] + sheet[end:]).replace(b"</sheetData>", rows + b"</sheetData>")

    return change


# Part, what it becomes, the code of the refusal.
CASES: dict[str, tuple[str, Any, str]] = {
    **{f"nested {part}": (part, NESTED, "workbook.too-deep") for part in PARTS},
    **{f"wide {part}": (part, WIDE, "workbook.too-many-attributes") for part in PARTS[:2]},
    **{f"long {part}": (part, LONG, "workbook.too-many-elements") for part in PARTS[-2:]},
    # More tags than cells could have need no parser to be refused; fewer are counted by it.
    "nested sheet": (SHEET, NESTED, "table.too-many-cells"),
    "less nested sheet": (SHEET, b"<a>" * 1_100_000, "workbook.too-deep"),
    "wide sheet": (SHEET, WIDE, "workbook.too-many-attributes"),
    "empty cells": (
        SHEET, _into_sheet(b'<row r="3">' + b"<c/>" * 1_190_000 + b"</row>"), "workbook.too-wide",
    ),
    "more empty cells": (
        SHEET, _into_sheet(b'<row r="3">' + b"<c/>" * 1_900_000 + b"</row>"),
        "table.too-many-cells",
    ),
    "empty rows": (SHEET, _into_sheet(b"<row/>" * 1_100_000), "workbook.too-long"),
}  # fmt: skip


def packed(part: str, changed: Any) -> bytes:
    """Return a workbook in which one part is another one."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["economy", "indicator", "year", "value"])
    book.active.append(["KEN", "i99H", 2022, 30])
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = changed(parts[part]) if callable(changed) else changed
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read_all(reader: str, folder: Path) -> dict[str, Any]:
    """Read every workbook of a folder by one reader."""
    asked: list[str] = []
    build = excel.ExcelReader.read

    def noted(self: Any) -> None:
        asked.append(name)
        build(self)

    excel.ExcelReader.read = noted
    codes = {}
    for name in CASES:
        try:
            READERS[reader](folder / f"{name.replace('/', ' ')}.xlsx")
            codes[name] = "read"
        except IctindexError as error:
            codes[name] = error.code
    return {"codes": codes, "built": asked, "peak": peak()}


def write(reader: str, folder: Path) -> None:
    sys.stdout.write(json.dumps([reader, read_all(reader, folder)]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Each reader in a copy of a process that has read nothing yet: its memory is its own.
    *readers, last = sys.argv[1:]
    for each in readers:
        child = os.fork() if hasattr(os, "fork") else 0
        if child:
            os.waitpid(child, 0)
            continue
        write(each, Path(last))
        if hasattr(os, "fork"):
            os._exit(0)
