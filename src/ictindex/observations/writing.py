"""Writing observations: tidy CSV, and the views of notebook and terminal."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ictindex import terms
from ictindex.errors import UnusableFileError
from ictindex.observations.cells import escape_cell, visible
from ictindex.observations.layouts import COLUMNS, OBLIGATORY
from ictindex.terms.blocks import Block

if TYPE_CHECKING:
    from ictindex.observations.observations import Observations

_SHOWN_ROWS = 10
_SHOWN_COLUMNS = (
    "economy", "indicator", "year", "value", "unit", "status", "source_class", "source", "note",
)  # fmt: skip


def csv_text(observations: Observations) -> str:
    """Return observations as tidy CSV: columns that hold anything, numbers as written."""
    columns = observations.columns
    names = [n for n in COLUMNS if n in OBLIGATORY or (n != "value" and any(columns[n]))]
    years = _years_as_written(observations)
    cells: list[list[str]] = []
    for name in names:
        if name == "value":
            pairs = zip(columns["value"], columns["written"], strict=True)
            cells.append(
                [w if value is not None else _quoted(escape_cell(w)) for value, w in pairs]
            )
        elif name == "year":
            cells.append([_quoted(escape_cell(year)) for year in years])
        else:
            known = {text: _quoted(escape_cell(text)) for text in set(columns[name].tolist())}
            cells.append([known[text] for text in columns[name]])
    lines = [",".join(names), *map(",".join, zip(*cells, strict=True))]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    if any(character in text for character in ',"\r\n') or text != text.strip():
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _years_as_written(observations: Observations) -> list[str]:
    """Years that could not be used are written as they were found."""
    unusable = {}
    for finding, rows in observations._placed:
        if finding.given.get("of") == "year" and "value" in finding.given:
            for row in rows:
                unusable[row] = str(finding.given["value"])
    return [
        str(year) if year else unusable.get(row, "")
        for row, year in enumerate(observations.columns["year"].tolist())
    ]


def write_atomically(path: str | os.PathLike[str], text: str) -> None:
    """Write a file whole or not at all: beside its place first, then put into it."""
    place = Path(path)
    # A lone surrogate can stand in no UTF-8 file; it has an error finding already.
    data = text.encode("utf-8", errors="replace")
    try:
        _replace(place, data)
    except (OSError, ValueError) as error:
        raise UnusableFileError("file.unwritable", file=visible(str(place))) from error


def _replace(place: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, _usual_mode(place))  # noqa: PTH101
        os.replace(name, place)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _usual_mode(place: Path) -> int:
    """Return the mode of the file that is replaced; a new one is readable like any document.

    The umask is not asked: reading it means changing it for a moment, for all threads.
    """
    try:
        return place.stat().st_mode & 0o777
    except OSError:
        return 0o644


def summary(observations: Observations, language: str) -> str:
    """Return one line: rows, economies, indicators, years, findings."""
    columns = observations.columns
    years = sorted({year for year in columns["year"].tolist() if year})
    ends = dict.fromkeys((str(years[0]), str(years[-1]))) if years else ()
    return terms.text(
        "views",
        "observations-summary",
        language,
        rows=str(len(observations)),
        economies=str(len(set(columns["economy"].tolist()))),
        indicators=str(len(set(columns["indicator"].tolist()))),
        years="\u2013".join(ends) or "\u2013",
        findings=str(len(observations.findings)),
    )


def blocks(observations: Observations, language: str) -> list[Block]:
    """Return the view of observations: a summary and the first rows."""
    columns = observations.columns
    names = [n for n in _SHOWN_COLUMNS if n in OBLIGATORY or any(columns[n])]
    headers = [terms.label("columns", name, language) for name in names]
    rows = [
        [_cell(name, columns[name][row], language) for name in names]
        for row in range(min(_SHOWN_ROWS, len(observations)))
    ]
    numeric = frozenset(i for i, name in enumerate(names) if name in ("year", "value"))
    page: list[Block] = [
        terms.Heading(terms.text("views", "observations", language), 2),
        terms.Paragraph(summary(observations, language)),
        terms.Table(headers, rows, numeric),
    ]
    left = len(observations) - len(rows)
    if left > 0:
        page.append(terms.Paragraph(terms.text("views", "more-rows", language, count=str(left))))
    return page


_LABELS = {
    "indicator": "nodes",
    "unit": "units",
    "status": "status",
    "source_class": "source-class",
}


def _cell(name: str, cell: object, language: str) -> str:
    if cell is None or cell == "" or (name == "year" and cell == 0):
        return "\u2013" if name in OBLIGATORY else ""
    if isinstance(cell, Decimal):
        return terms.number(cell, language)
    text = str(cell)
    return terms.label(_LABELS[name], text, language) if name in _LABELS else text
