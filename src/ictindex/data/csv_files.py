"""Writer of observations: tidy CSV, and the views of notebook and terminal."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ictindex.core.cell_escapes import escape_cell, quote_cell
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.core.paths import path_of
from ictindex.core.tables.columns import DASH, Column
from ictindex.data.cell_text import Fault, number_of, swap
from ictindex.data.io.observation_columns import COLUMNS, OBLIGATORY
from ictindex.data.tables import schema
from ictindex.data.tables.row_views import first_rows, page_of
from ictindex.language import i18n
from ictindex.language.findings import Placed
from ictindex.language.i18n.document import Block

Cells = Mapping[str, Sequence[Any]]


def _name_code(section: str, code: str, language: str) -> str:
    # A cell may contain characters that control a terminal or change the direction of text.
    return i18n.visible(i18n.label(section, code, language))


_KINDS = {"year": "year", "value": "value", "standard_error": "number"}


def _name_column(name: str, section: str = "") -> Column:
    """Return a column of the page: texts with the names of their section, if they have one."""
    return Column(
        name,
        _KINDS.get(name, "text"),
        names=partial(_name_code, section) if section else "",
        absent=DASH if name in OBLIGATORY else "",
    )


_SHOWN = (
    _name_column("economy"),
    _name_column("indicator", "nodes"),
    _name_column("year"),
    _name_column("value"),
    _name_column("unit", "units"),
    _name_column("status", "status"),
    _name_column("conf_status", "conf-status"),
    _name_column("source_class", "source-class"),
    _name_column("source"),
    _name_column("note"),
    _name_column("standard_error"),
)


class Rows(Protocol):
    """The parts of a table of observations that are written: its cells and its findings."""

    @property
    def cells(self) -> Cells:
        """The cells of each column."""

    @property
    def placed(self) -> Sequence[Placed]:
        """Findings, each with the rows that it is about."""


def csv_text(table: Rows) -> str:
    """Return observations as tidy CSV: columns that are not empty, numbers as written."""
    names, columns = written_cells(table)
    lines = [",".join(names), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"


def written_cells(table: Rows) -> tuple[list[str], list[list[str]]]:
    """Return the columns that are not empty and their cells, ready for a CSV file."""
    cells = table.cells
    if not cells["economy"]:
        raise UsageError("observations.nothing-to-write")
    # A number that was refused is written as it was, so that it is refused again.
    kept = {*OBLIGATORY, *(str(finding.details.get("of", "")) for finding, _ in table.placed)}
    names = [name for name in COLUMNS if name in kept or schema.is_stated(cells[name])]
    columns: list[list[str]] = []
    for name in names:
        if name == "value":
            pairs = zip(cells["value"], cells["written"], strict=True)
            columns.append([write_number(value, written) for value, written in pairs])
        elif name == "year" or schema.OBSERVATIONS.columns[name].is_number:
            numbers = _as_written(name, cells[name], table.placed)
            columns.append([quote_cell(escape_cell(number)) for number in numbers])
        else:
            escaped = {text: quote_cell(escape_cell(text)) for text in set(cells[name])}
            columns.append([escaped[text] for text in cells[name]])
    return names, columns


def write_number(value: Decimal | None, written: str) -> str:
    """Return a value with a point, whatever the dialect in which it was read."""
    if value is not None:
        # An exponent, full-width digits and Indian groups become plain digits.
        plain = written.isascii() and written.count(",") < 2 and "e" not in written.lower()
        return written.replace(",", ".") if plain else format(value, "f")
    if written and not isinstance(number_of(written), Fault):
        # Refused in a dialect with decimal commas ("1.234"): it must not become valid here.
        written = swap(written)
    return quote_cell(escape_cell(written))


def csv_of_records(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows of texts as CSV below their columns, safe in a spreadsheet."""
    lines = [",".join(quote_cell(escape_cell(cell)) for cell in row) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def _as_written(
    column: str, numbers: Sequence[int | Decimal | None], placed: Iterable[Placed]
) -> list[str]:
    """Return years, or other numbers, as text; unusable ones as they were written."""
    unusable = {
        row: str(finding.details["value"])
        for finding, rows in placed
        if finding.details.get("of") == column and "value" in finding.details
        for row in rows
    }
    nothing = 0 if column == "year" else None
    return [
        unusable.get(row, "") if number is None or number == nothing else _digits(number)
        for row, number in enumerate(numbers)
    ]


def _digits(number: int | Decimal) -> str:
    return format(number, "f") if isinstance(number, Decimal) else str(number)


EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive, in their order."""
    import zipfile  # only where an archive is made

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def refuse_filled_folder(path: str | os.PathLike[str]) -> None:
    """Refuse a folder that is not empty, before anything is made to be written there."""
    target = path_of(path, "path")
    if target.suffix.lower() != ".zip":
        from ictindex.core.tree_writer import refuse_filled

        refuse_filled(target)


def write_tree(path: str | os.PathLike[str], files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their relative paths into a fresh folder, or into one archive."""
    target = path_of(path, "path")
    ordered = dict(sorted(files.items()))
    if target.suffix.lower() == ".zip":
        return (write_file(target, zip_bytes(ordered)),)
    from ictindex.core.tree_writer import write_folder

    write_folder(target, ordered)
    return tuple(target / name for name in ordered)


def summary(cells: Cells, findings: int, language: str) -> str:
    """Return a summary in one line: rows, economies, indicators, years, findings."""
    years = sorted(set(cells["year"]) - {0})
    ends = [str(year) for year in dict.fromkeys(years[:1] + years[-1:])]
    span = ends[0] if ends else "\u2013"
    if len(ends) > 1:
        span = i18n.text("language", "ends", language, first=ends[0], last=ends[1])
    return i18n.text(
        "views",
        "observations-summary",
        language,
        rows=str(len(cells["economy"])),
        economies=str(len(set(cells["economy"]))),
        indicators=str(len(set(cells["indicator"]))),
        years=span,
        findings=str(findings),
    )


def blocks(table: Rows, language: str) -> list[Block]:
    """Return the view of observations: a summary and the first rows."""
    cells = table.cells
    columns = [c for c in _SHOWN if c.name in OBLIGATORY or schema.is_stated(cells[c.name])]
    first = first_rows(cells, columns, language)
    count = len(cells["economy"])
    title = i18n.text("views", "observations", language)
    return page_of(title, summary(cells, len(table.placed), language), first, count, language)
