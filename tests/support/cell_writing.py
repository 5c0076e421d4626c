"""Cells put into a workbook as a person types them, with the rest of it left as it is.

A spreadsheet program reads and writes every sheet for one cell; here only the rows that change are
written, which takes a tenth of the time. What other programs do with a whole workbook is tested in
``test_reader_roundtrip``.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from ictindex.submissions.questionnaires.layout import column_letters
from ictindex.submissions.questionnaires.styles import plain

Spots = Mapping[tuple[int, int], object]  # row and column, from 0
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>.*?</c>)", re.DOTALL)
_LONGEST = 32_767


class Typed:
    """A text that is typed in: what begins with an equals sign becomes a formula."""

    def __init__(self, text: str) -> None:
        self.text = text


class Package:
    """The parts of a workbook, by their names."""

    def __init__(self, path: Path | io.BytesIO) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        links = fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {link.attrib["Id"]: link.attrib["Target"] for link in links}
        book = fromstring(self.parts["xl/workbook.xml"])
        self.sheets = {
            sheet.attrib["name"]: _part_of(targets[sheet.attrib[_RELATION]])
            for sheet in book.iter(f"{_MAIN}sheet")
        }

    def copy(self) -> Package:
        """Return a package of the same parts, in which cells are changed without changing these."""
        other = copy.copy(self)
        other.parts = dict(self.parts)
        return other

    def rows(self, sheet: str) -> list[list[str]]:
        """Return the texts of the cells of a sheet, row by row."""
        shared = []
        if "xl/sharedStrings.xml" in self.parts:
            strings = fromstring(self.parts["xl/sharedStrings.xml"])
            shared = ["".join(item.itertext()) for item in strings]
        tree = fromstring(self.parts[self.sheets[sheet]])
        return [
            [
                shared[int(text)] if cell.get("t") == "s" else text
                for cell in row
                for text in ["".join(cell.itertext())]
            ]
            for row in tree.iter(f"{_MAIN}row")
        ]

    def put(self, sheet: str, spots: Spots) -> None:
        """Write cells into a sheet; ``None`` empties a cell."""
        name = self.sheets[sheet]
        self.parts[name] = write_cells(self.parts[name].decode("utf-8"), spots).encode("utf-8")

    def save(self, path: Path | io.BytesIO) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)


def _part_of(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', attributes)
    return match[1] if match else ""


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def write_cells(xml: str, spots: Spots) -> str:
    """Return the part of a sheet with cells written into it."""
    xml = xml.replace("<sheetData/>", "<sheetData></sheetData>")
    begin, end = xml.index("<sheetData>") + len("<sheetData>"), xml.index("</sheetData>")
    rows = {}
    for match in _ROW.finditer(xml, begin, end):
        rows[int(_attribute(match[1], "r")) - 1] = (match[1], match[2] or "")
    for row in {row for row, _ in spots}:
        attributes, content = rows.get(row, (f' r="{row + 1}"', ""))
        cells = {
            _number(_attribute(match[1], "r").rstrip("0123456789")): match[0]
            for match in _CELL.finditer(content)
        }
        for (at, column), value in spots.items():
            if at == row:
                style = _attribute(cells.get(column, "").partition(">")[0], "s")
                cells[column] = _cell(row, column, style, value)
        rows[row] = (attributes, "".join(cells[column] for column in sorted(cells)))
    written = "".join(
        f"<row{attributes}>{content}</row>" for _, (attributes, content) in sorted(rows.items())
    )
    # Where a sheet ends: a program writes it again, and readers go by it.
    head = re.sub(r"<dimension\b[^>]*/>", "", xml[:begin])
    return f"{head}{written}{xml[end:]}"


def _cell(row: int, column: int, style: str, value: object) -> str:
    opening = f'<c r="{column_letters(column)}{row + 1}"' + (f' s="{style}"' if style else "")
    if value is None or value == "":
        return f"{opening}/>"
    if isinstance(value, Typed) and value.text.startswith("="):
        return f"{opening}><f>{escape(value.text[1:])}</f><v></v></c>"
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        value = plain(value)  # a number of more digits than a spreadsheet keeps becomes a text
    if isinstance(value, bool):
        return f'{opening} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (str, Typed)):
        text = value.text if isinstance(value, Typed) else value
        text = escape(text[:_LONGEST], {"\r": "&#13;"})
        return f'{opening} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"{opening}><v>{value!s}</v></c>"
