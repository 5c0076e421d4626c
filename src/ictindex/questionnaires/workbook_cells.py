"""The workbook as it comes back: opened under guard, its cells as they are.

What is no questionnaire, carries macros or unpacks to more than any questionnaire is refused as a
whole; a formula or an error in a cell is kept as what it is and never computed.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io.excel import Formats, open_package, sheet_of, shown_with_percent
from ictindex.data.io.excel_markup import look
from ictindex.data.io.excel_package import Cell, check_package
from ictindex.questionnaires.layout import cell_position

_MOST_TEXT = 32_767  # characters that a spreadsheet program lets a cell have
# Rows behind the last one asked for in which a stray text is still noticed.
_MARGIN = 50


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula found in a cell: its text, which nobody computes."""

    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of the spreadsheet found in a cell, such as ``#N/A``."""

    text: str


Cells = Mapping[tuple[int, int], object]


class Workbook:
    """A workbook opened for reading."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.name = visible(path.name)
        try:
            import defusedxml.ElementTree  # noqa: F401  # openpyxl reads XML by it
            import openpyxl  # noqa: F401
        except ImportError as error:
            package = error.name or "openpyxl"
            raise UnusableFileError("workbook.no-extra", file=self.name, package=package) from error
        check_package(self.name, data)
        self._book = open_package(self.name, data)
        self._formats = Formats(self._book)
        self.titles: tuple[str, ...] = tuple(self._book.sheetnames)

    def cells(self, title: str, rows: int) -> dict[tuple[int, int], object]:
        """Return the cells of a sheet that hold anything, by row and column from 0."""
        try:
            return dict(self._cells(title, rows + _MARGIN))
        except UnusableFileError:
            raise
        except Exception as error:
            raise UnusableFileError("workbook.unusable", file=self.name) from error

    def _cells(self, title: str, rows: int) -> Iterator[tuple[tuple[int, int], object]]:
        cells = sheet_of(self.name, self._book, self._book[title]).cells
        if cells and cells[-1].row > rows:
            raise UnusableFileError(
                "questionnaire.beyond", file=self.name, sheet=visible(title),
                row=str(cells[-1].row),
            )  # fmt: skip
        for cell in cells:
            if cell.value != "" or cell.formula is not None:
                yield (cell.row - 1, cell.column - 1), self._raw(cell)

    def comments(self, title: str) -> dict[tuple[int, int], str]:
        """Return the comments of a sheet, by row and column from 0."""
        try:
            return dict(self._comments(title))
        except UnusableFileError:
            raise
        except Exception as error:
            raise UnusableFileError("workbook.unusable", file=self.name) from error

    def _comments(self, title: str) -> Iterator[tuple[tuple[int, int], str]]:
        from defusedxml.ElementTree import fromstring

        archive = self._book._archive  # noqa: SLF001  # openpyxl has no public name for it
        folder, _, name = self._book[title]._worksheet_path.rpartition("/")  # noqa: SLF001
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in archive.namelist():
            return
        for relation in fromstring(archive.read(relations)):
            if relation.get("Type", "").endswith("/comments"):
                part = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
                xml = archive.read(part.lstrip("/"))
                look(self.name, part, xml)  # called a sheet, it was not looked at before
                root = fromstring(xml)
                for comment in root.findall(".//{*}comment"):
                    words = (piece.text or "" for piece in comment.findall(".//{*}t"))
                    yield cell_position(comment.get("ref", "")), "".join(words)

    def _raw(self, cell: Cell) -> object:
        value = cell.value
        if cell.formula is not None:
            return Formula(cell.formula)
        if isinstance(value, str):
            if len(value) > _MOST_TEXT:
                raise UnusableFileError("workbook.unusable", file=self.name)
            return Failure(value) if cell.is_error else value
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return shown_with_percent(value, self._formats[cell.style]) or value
        if isinstance(value, dt.datetime):
            return value.date() if value.time() == dt.time() else value
        return value if isinstance(value, dt.date) else str(value)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
