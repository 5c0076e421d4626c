"""Corrections: the cells of a submission that were changed in this tool, and how.

A change that somebody makes in a spreadsheet program is not known here, and is never denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.arguments import ReadOnly
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import DASH, Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult

HAND, PROPOSAL = "hand", "proposal"
SEAL = "hmac-sha256:"  # before the salted digest of a confidential content
_SEALED = re.compile(rf"{SEAL}([0-9a-f]{{64}})?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,20})?", re.ASCII)
_SHOWN = 8  # characters of a digest on a page


def is_sealed(text: str) -> bool:
    """Tell whether a text is the salted digest of a confidential content."""
    return _SEALED.fullmatch(text) is not None


def show_content(text: str, language: str) -> str:
    """Return the content of a cell for people: numbers in groups, a digest by its first digits."""
    if not text:
        return DASH
    if is_sealed(text):
        name = i18n.text("corrections", "confidential", language)
        digest = text.removeprefix(SEAL)[:_SHOWN]
        return i18n.detail(name, i18n.isolate(digest, language), language) if digest else name
    if _NUMBER.fullmatch(text):
        return i18n.grouped_number(Decimal(text), language)
    return i18n.isolate(i18n.visible(text), language)


def show_reason(reason: str, language: str) -> str:
    """Return a reason for people: the words that were typed, or that it is confidential."""
    return (
        i18n.visible(reason) if reason and not is_sealed(reason) else show_content(reason, language)
    )


def show_way(by: str, witness: str, language: str) -> str:
    """Return how a cell was changed: by hand, or by a proposal and its witness."""
    way = i18n.text("corrections", f"by-{by}", language)
    if not witness:
        return way
    return i18n.detail(way, i18n.text("corrections", f"witness-{witness}", language), language)


def name_cell(record: Mapping[str, Any], language: str) -> str:
    """Return the sheet and the cell of a change."""
    title = i18n.text(f"questionnaire/sheets/{record['sheet']}", "title", language)
    return i18n.detail(title, i18n.isolate(record["cell"], language), language)


def name_figure(record: Mapping[str, Any], language: str) -> str:
    """Return the name of the figure, with its part, its year and the column of its row."""
    column = record["column"]
    if not record["indicator"]:
        return i18n.text(f"questionnaire/tariffs/{column}", "name", language)
    name = i18n.label("nodes", record["indicator"], language)
    details = []
    if record["breakdown"]:
        by, _, code = record["breakdown"].partition("=")
        details.append(i18n.text(f"questionnaire/categories/{by}", code, language))
    details.append(str(record["year"]))
    if column != "value":
        details.append(i18n.label("columns", column, language))
    return i18n.detail(name, i18n.join(details, language), language)


def name_content(record: Mapping[str, Any], key: str, language: str) -> str:
    """Return the content of a changed cell in words: of a list, the label of its code."""
    text, column = record[key], record["column"]
    section = "units" if column == "unit" else f"questionnaire/choices/{column}"
    if text and i18n.has_label(section, text):
        return i18n.label(section, text, language)
    return show_content(text, language)


CORRECTIONS = define(
    "corrections",
    Column(
        "step",
        "count",
        "corrections/step",
        "order of the changes; cells that were changed together have the same number",
    ),
    Column("sheet", "code", about="id of the sheet of the questionnaire"),
    Column("cell", "code", "corrections/cell", "name of the cell in the file", write=name_cell),
    Column(
        "indicator",
        "code",
        "corrections/figure",
        "id; empty for a cell of a plan",
        write=name_figure,
    ),
    Column("breakdown", "code", about="part of the indicator, such as sex=F"),
    Column("year", "year", about="year of the figure"),
    Column("column", "code", about="value, unit, status, conf_status, source, note, or of a plan"),
    Column(
        "was",
        "text",
        "corrections/was",
        "content before: a code of a list, else as written; empty if the cell was empty; a salted "
        "digest if it is confidential",
        write=lambda record, language: name_content(record, "was", language),
    ),
    Column(
        "now",
        "text",
        "corrections/now",
        "content after, as for was",
        write=lambda record, language: name_content(record, "now", language),
    ),
    Column(
        "by",
        "code",
        "corrections/by",
        "hand or proposal",
        write=lambda record, language: show_way(record["by"], record["witness"], language),
    ),
    Column("cause", "code", about="suspected slip, of a proposal"),
    Column("witness", "code", about="what demanded the change, of a proposal"),
    Column(
        "reason",
        "text",
        "corrections/reason",
        "reason that a person gave",
        write=lambda record, language: show_reason(record["reason"], language),
    ),
    Column(
        "current",
        "boolean",
        "corrections/current",
        "whether the cell still has this content: it has not if it was changed again, here or "
        "elsewhere",
        names="views/explained",
    ),
    page=("step", "cell", "indicator", "was", "now", "by", "reason", "current"),
)


@dataclass(frozen=True, slots=True)
class CellCorrection:
    """A cell of a questionnaire that was changed in this tool.

    Parameters
    ----------
    step : int
        Order of the changes; cells that were changed together have the same number.
    sheet, cell : str
        Id of the sheet, and name of the cell in the file.
    indicator, breakdown : str
        The figure of its row and the part of it (``"sex=F"``); empty for a cell of a plan.
    year : int
        Year of the figure, or of the plans.
    column : str
        ``"value"``, ``"unit"``, ``"status"``, ``"conf_status"``, ``"source"``, ``"note"``, or the
        column of a plan.
    was, now : str
        Content before and after; empty for an empty cell. A confidential content is a salted
        digest.
    by : str
        ``"hand"``, or ``"proposal"``.
    cause, witness : str
        The suspected slip and what demanded the change, of a proposal; else empty.
    reason : str
        The reason that a person gave, if any.
    current : bool
        Whether the cell still has this content.

    Examples
    --------
    >>> changed = CellCorrection(
    ...     1, "population", "G6", "population", "", 2023, "value", "17834", "17834000", "hand"
    ... )
    >>> changed.was, changed.now, changed.current
    ('17834', '17834000', True)
    """

    step: int
    sheet: str
    cell: str
    indicator: str
    breakdown: str
    year: int
    column: str
    was: str
    now: str
    by: str
    cause: str = ""
    witness: str = ""
    reason: str = ""
    current: bool = True


class CellCorrections(ReadOnly, TabularResult):
    """The cells of a questionnaire that were changed in this tool, in the order of the changes.

    Changes that were made in a spreadsheet program are not known, and are not in the table.

    Parameters
    ----------
    lines : iterable of CellCorrection
        The changed cells.

    Attributes
    ----------
    lines : tuple of CellCorrection
        The changed cells.

    Examples
    --------
    >>> changed = CellCorrection(
    ...     1, "population", "G6", "population", "", 2023, "value", "17834", "17834000", "hand"
    ... )
    >>> table = CellCorrections([changed])
    >>> len(table), table.to_frame()[["cell", "was", "now", "by"]].values.tolist()
    (1, [['G6', '17834', '17834000', 'hand']])
    >>> print(table.to_text("en").splitlines()[0])
    Changed in this tool
    """

    lines: tuple[CellCorrection, ...]
    _parts = (Part("corrections", CORRECTIONS, "lines"),)

    def __init__(self, lines: Iterable[CellCorrection] = ()) -> None:
        self._set(lines=tuple(lines))

    def __reduce__(self) -> tuple[object, ...]:
        return CellCorrections, (self.lines,)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[CellCorrection]:
        return iter(self.lines)

    def __repr__(self) -> str:
        return f"<CellCorrections {len(self)}>"

    def _blocks(self, language: str) -> list[Block]:
        return correction_blocks(self.lines, language)


def correction_blocks(lines: Sequence[CellCorrection], language: str) -> list[Block]:
    """Return the page of changed cells: what is known of them, and a row for each."""
    title = Heading(i18n.text("corrections", "title", language), 2)
    note = Sentence("corrections/only-here")
    if not lines:
        return [title, Sentence("corrections/none"), note]
    return [title, note, write_grid(Table.of(CORRECTIONS, lines), language)]


def count_changed(lines: Iterable[CellCorrection]) -> dict[str, int]:
    """Return how many cells were changed, and how many of them last by a proposal."""
    last = {(line.sheet, line.cell): line.by for line in lines}
    by_proposal = list(last.values()).count(PROPOSAL)
    return {"cells": len(last), "by_proposal": by_proposal} if last else {}


def note_changed(lines: Iterable[CellCorrection], file: str, language: str) -> str:
    """Return a sentence on the number of changed cells, and the command that lists them."""
    counts = count_changed(lines)
    if not counts:
        return ""
    words = {name: i18n.grouped_number(Decimal(count), language) for name, count in counts.items()}
    command = f'"{file}"' if any(mark.isspace() for mark in file) else file
    return i18n.text("corrections", "changed", language, file=i18n.visible(command), **words)


def correction_records(lines: Iterable[CellCorrection]) -> list[dict[str, Any]]:
    """Return corrections as plain records, as a receipt has them."""
    return write_records(Table.of(CORRECTIONS, lines))


def read_corrections(records: Iterable[Mapping[str, Any]]) -> CellCorrections:
    """Return the corrections of a receipt; refuse a record with other parts or types."""
    kinds = {name: _TYPES[column.form] for name, column in CORRECTIONS.columns.items()}
    lines = []
    for record in records:
        if record.keys() != kinds.keys():
            raise ValueError("corrections")
        if not all(type(record[name]) is kind for name, kind in kinds.items()):
            raise ValueError("corrections")
        lines.append(CellCorrection(**record))
    return CellCorrections(lines)


_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool}
