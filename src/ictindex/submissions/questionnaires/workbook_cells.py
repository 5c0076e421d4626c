"""The workbook as it comes back: opened with care, with its cells unchanged.

A file that is not a questionnaire, has macros, or unpacks to more than any questionnaire is refused
as a whole. A formula is kept with the result that the spreadsheet stored, and never computed.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io.excel import Formats, open_package, sheet_of, shown_with_percent
from ictindex.data.io.excel_markup import look
from ictindex.data.io.excel_package import Cell, Sheet, check_package
from ictindex.data.io.files import Content, is_open_document
from ictindex.submissions.questionnaires.labels import HIDDEN
from ictindex.submissions.questionnaires.layout import META, cell_position

_MOST_TEXT = 32_767  # characters that a spreadsheet program allows in a cell
_QUOTED = re.compile(rb"%([0-9A-Fa-f]{2})")
_NAMED = re.compile(r"\[([^\[\]]{1,80}\.(?:xls[xmb]?|ods|csv))\]", re.IGNORECASE)
_LINKED = re.compile(r"\[([0-9]{1,3})\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula found in a cell: its text, and the result that the spreadsheet stored with it."""

    text: str
    result: object = None
    link: str = ""  # the other file from which it takes its value


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of the spreadsheet found in a cell, such as ``#N/A``."""

    text: str


Cells = Mapping[tuple[int, int], object]
# The first and last row and column of cells that are merged, from 0.
Range = tuple[int, int, int, int]


def _unquote_target(text: str) -> str:
    """Return the target of a link with its escaped characters decoded."""
    plain = _QUOTED.sub(lambda escape: bytes([int(escape[1], 16)]), text.encode())
    return plain.decode("utf-8", "replace")


class Workbook:
    """A workbook opened for reading."""

    def __init__(self, content: Content) -> None:
        data = content.data
        self.name = visible(content.name)
        if is_open_document(data):
            self._refuse_open_document(content)
        try:
            import defusedxml.ElementTree  # noqa: F401  # openpyxl uses it to read XML
            import openpyxl  # noqa: F401
        except ImportError as error:
            package = error.name or "openpyxl"
            raise UnusableFileError("workbook.no-extra", file=self.name, package=package) from error
        check_package(self.name, data, has_links=True)
        self._book = open_package(self.name, data)
        self._formats = Formats(self._book)
        self._sheets: dict[str, Sheet] = {}
        self._cells: dict[str, dict[tuple[int, int], object]] = {}
        self._links: list[str] | None = None
        self.titles: tuple[str, ...] = tuple(self._book.sheetnames)

    def _refuse_open_document(self, content: Content) -> None:
        """Refuse a questionnaire that was saved in another format, which loses its protection."""
        from ictindex.data.io.open_document import read_titles

        is_one = HIDDEN[META] in read_titles(content)
        code = "desk.other-spreadsheet" if is_one else "questionnaire.not-one"
        raise UnusableFileError(code, file=self.name)

    def cells(self, title: str) -> Mapping[tuple[int, int], object]:
        """Return the cells of a sheet that are not empty, by row and column from 0."""
        if title not in self._cells:
            try:
                self._cells[title] = {
                    (cell.row - 1, cell.column - 1): self._raw(cell)
                    for cell in self._sheet(title).cells
                    if cell.value != "" or cell.formula is not None
                }
            except UnusableFileError:
                raise
            except Exception as error:
                raise UnusableFileError("workbook.unusable", file=self.name) from error
        return self._cells[title]

    def _sheet(self, title: str) -> Sheet:
        if title not in self._sheets:
            self._sheets[title] = sheet_of(self.name, self._book, self._book[title])
        return self._sheets[title]

    def find_merged(self, title: str) -> list[Range]:
        """Return the ranges of merged cells of a sheet."""
        ranges = self._sheet(title).merged
        return [(top - 1, left - 1, low - 1, right - 1) for top, left, low, right in ranges]

    def hidden_rows(self, title: str) -> frozenset[int]:
        """Return the rows of a sheet that are not shown."""
        return frozenset(row - 1 for row in self._sheet(title).hidden)

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
                look(
                    self.name, part, xml
                )  # another part was declared as a sheet, so it was not checked before
                root = fromstring(xml)
                for comment in root.findall(".//{*}comment"):
                    words = (piece.text or "" for piece in comment.findall(".//{*}t"))
                    yield cell_position(comment.get("ref", "")), "".join(words)

    def _raw(self, cell: Cell) -> object:
        value = cell.value
        if cell.formula is not None:
            result = None if value is None else self._raw(replace(cell, formula=None))
            return Formula(cell.formula, result, self._link(cell.formula))
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

    def _link(self, formula: str) -> str:
        """Return the name of the other file from which a formula takes its value, if any."""
        named = _NAMED.search(formula)
        if named is not None:
            return visible(named[1])
        linked = _LINKED.search(formula)
        if linked is None:
            return ""
        if self._links is None:
            self._links = self._linked_files()
        number = int(linked[1])
        file = self._links[number - 1] if 0 < number <= len(self._links) else ""
        return file or f"[{number}]"

    def _linked_files(self) -> list[str]:
        """Return the names of the linked files; none of them is ever opened."""
        from defusedxml.ElementTree import fromstring

        archive = self._book._archive  # noqa: SLF001  # openpyxl has no public name for it
        parts = set(archive.namelist())
        names = []
        for number in range(1, 1 + sum("externalLink" in part for part in parts)):
            part = f"xl/externalLinks/_rels/externalLink{number}.xml.rels"
            targets = [""]
            if part in parts:
                targets = [each.get("Target", "") for each in fromstring(archive.read(part))]
            target = _unquote_target(next(iter(targets), "")).replace("\\", "/")
            names.append(visible(target.rpartition("/")[2])[:80])
        return names

    def close(self) -> None:
        """Close the file."""
        self._book.close()
