"""The workbook as it comes back: opened under guard, its cells as they are.

What is no questionnaire, carries macros or unpacks to more than any questionnaire is refused as a
whole; a formula or an error in a cell is kept as what it is and never computed.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from ictindex.errors import UnusableFileError
from ictindex.observations.cells import visible
from ictindex.observations.workbooks import MOST_INFLATED, refuse_compound
from ictindex.questionnaires.form import spot

_MOST_PARTS = 1000
_MOST_TEXT = 32_767  # characters that a spreadsheet program lets a cell have
# Looks no further than the next sign of a tag: else a file of open tags would take for ever.
_ROW = re.compile(rb'<(?:\w{1,40}:)?row\b[^<>]*?\br="([0-9]+)"')
_ACTIVE = re.compile(r"vbaProject|externalLinks/|activeX|embeddings/|macrosheets/", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
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


def check_archive(name: str, data: bytes) -> None:
    """Refuse what is no workbook, is active, or unpacks to too much, before it is unpacked.

    Raises
    ------
    UnusableFileError
        Saying which of these it is.
    """
    refuse_compound(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            large = sum(part.file_size for part in parts) > MOST_INFLATED
            if large or len(parts) > _MOST_PARTS:
                most = str(MOST_INFLATED // (1024 * 1024))
                raise UnusableFileError("workbook.too-large", file=name, most=most)
            if any(part.flag_bits & 1 for part in parts):
                raise UnusableFileError("workbook.encrypted", file=name)
            for part in parts:
                strange = part.filename.startswith(("/", "\\")) or ".." in part.filename
                if strange or _ACTIVE.search(part.filename):
                    raise UnusableFileError(
                        "workbook.active-content", file=name, part=visible(part.filename)[:80]
                    )
                is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
                if is_xml and _DOCTYPE.search(archive.read(part)):
                    raise UnusableFileError(
                        "workbook.active-content", file=name, part=visible(part.filename)[:80]
                    )
    except UnusableFileError:
        raise
    except Exception as error:  # damaged archives fail in many ways
        raise UnusableFileError("workbook.unusable", file=name) from error


class Workbook:
    """A workbook opened for reading.

    Parameters
    ----------
    path : pathlib.Path
        Its place, for messages.
    data : bytes
        What it holds.

    Raises
    ------
    UnusableFileError
        If it cannot be read for certain, or the packages that read workbooks are not installed.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.name = visible(path.name)
        check_archive(self.name, data)
        try:
            import defusedxml.ElementTree  # noqa: F401  # openpyxl reads XML by it
            import openpyxl
        except ImportError as error:
            package = error.name or "openpyxl"
            raise UnusableFileError("workbook.no-extra", file=self.name, package=package) from error
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._parts = frozenset(self._archive.namelist())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(
                    io.BytesIO(data), read_only=True, data_only=False, keep_links=False
                )
            self.titles: tuple[str, ...] = tuple(self._book.sheetnames)
        except Exception as error:
            raise UnusableFileError("workbook.unusable", file=self.name) from error

    def cells(self, title: str, rows: int) -> dict[tuple[int, int], object]:
        """Return the cells of a sheet that hold anything, by row and column from 0.

        Parameters
        ----------
        title : str
            Title of the sheet.
        rows : int
            How many are asked for; somewhat more are looked at.

        Raises
        ------
        UnusableFileError
            If the sheet cannot be read for certain.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return dict(self._cells(title, rows + _MARGIN))
        except UnusableFileError:
            raise
        except Exception as error:
            raise UnusableFileError("workbook.unusable", file=self.name) from error

    def _cells(self, title: str, rows: int) -> Iterator[tuple[tuple[int, int], object]]:
        sheet = self._book[title]
        numbers = [int(n) for n in _ROW.findall(self._archive.read(sheet._worksheet_path))]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            # openpyxl leaves out, without a word, a row that comes back to an earlier number.
            raise UnusableFileError("workbook.unusable", file=self.name)
        if numbers and numbers[-1] > rows:
            raise UnusableFileError(
                "questionnaire.beyond", file=self.name, sheet=visible(title), row=str(numbers[-1])
            )
        # The size that a sheet states of itself would cut off what stands beyond it.
        sheet.reset_dimensions()
        found: Sequence[Any]
        for row, found in enumerate(sheet.iter_rows(max_row=rows)):
            for column, cell in enumerate(found):
                if cell.value is not None and cell.value != "":
                    yield (row, column), self._raw(cell)

    def comments(self, title: str) -> dict[tuple[int, int], str]:
        """Return the comments of a sheet, by row and column from 0.

        Raises
        ------
        UnusableFileError
            If they cannot be read for certain.
        """
        try:
            return dict(self._comments(title))
        except Exception as error:
            raise UnusableFileError("workbook.unusable", file=self.name) from error

    def _comments(self, title: str) -> Iterator[tuple[tuple[int, int], str]]:
        from defusedxml.ElementTree import fromstring

        folder, _, name = self._book[title]._worksheet_path.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._parts:
            return
        for relation in fromstring(self._archive.read(relations)):
            if relation.get("Type", "").endswith("/comments"):
                part = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
                root = fromstring(self._archive.read(part.lstrip("/")))
                for one in root.findall(".//{*}comment"):
                    words = (piece.text or "" for piece in one.findall(".//{*}t"))
                    yield spot(one.get("ref", "")), "".join(words)

    def _raw(self, cell: Any) -> object:
        value = cell.value
        if cell.data_type == "f":
            return Formula(str(getattr(value, "text", value)))
        if isinstance(value, str):
            if len(value) > _MOST_TEXT:
                raise UnusableFileError("workbook.unusable", file=self.name)
            return Failure(value) if cell.data_type == "e" else value
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            if cell.data_type == "n" and "%" in (cell.number_format or ""):
                return f"{(Decimal(repr(value)) * 100).normalize():f}%"
            return value
        if isinstance(value, dt.datetime):
            return value.date() if value.time() == dt.time() else value
        return value if isinstance(value, dt.date) else str(value)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._archive.close()
