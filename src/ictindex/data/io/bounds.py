"""How much a file may hold: bytes, rows, cells, figures. One place for every reader.

A file of a few kilobytes can name more cells than a machine has memory for. Each reader counts
while it reads and stops at the bound: nothing is read by half.
"""

from __future__ import annotations

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible

MEBIBYTE = 1024 * 1024
MOST_BYTES = 20 * MEBIBYTE  # of a file as it lies on the disk
MOST_INFLATED = 8 * MEBIBYTE  # of what an archive or a workbook unpacks to
MOST_PARTS = 1000  # files in an archive
MOST_ROWS = 100_000
MOST_LINES = 2_000_000  # empty ones too: a spreadsheet has a million
MOST_COLUMNS = 1000
MOST_CELLS = 2_000_000  # rows times columns
MOST_FIGURES = 100_000  # cells of a wide table that are observations


def refuse_rows(file: str, rows: int, columns: int) -> None:
    """Refuse a table with more rows, columns or cells than any reader is made for.

    Raises
    ------
    UnusableFileError
        Saying of what there are too many.

    Examples
    --------
    >>> refuse_rows("annex.csv", 2000, 20)
    """
    if rows > MOST_ROWS:
        raise UnusableFileError("table.too-long", file=visible(file), most=str(MOST_ROWS))
    if columns > MOST_COLUMNS:
        raise UnusableFileError("table.too-wide", file=visible(file), most=str(MOST_COLUMNS))
    if rows * columns > MOST_CELLS:
        raise UnusableFileError("table.too-many-cells", file=visible(file), most=str(MOST_CELLS))


def refuse_lines(file: str, lines: int) -> None:
    """Refuse a file with more lines than any spreadsheet writes, whatever is in them.

    Raises
    ------
    UnusableFileError
        If there are more.

    Examples
    --------
    >>> refuse_lines("annex.csv", 2000)
    """
    if lines > MOST_LINES:
        raise UnusableFileError("table.too-long", file=visible(file), most=str(MOST_LINES))


def refuse_figures(file: str, figures: int) -> None:
    """Refuse a wide table that holds more figures than any reader is made for.

    Raises
    ------
    UnusableFileError
        If there are more.

    Examples
    --------
    >>> refuse_figures("annex.csv", 2000)
    """
    if figures > MOST_FIGURES:
        raise UnusableFileError(
            "table.too-many-figures", file=visible(file), most=str(MOST_FIGURES)
        )
