"""Protected cells: text outside the cells to fill in, and protected cells that were changed.

The writer leaves a mark of each protected text in the hidden sheet, and of its own comments; the
reader compares them. So it finds a text that was typed over a protected one, whatever version of
the words was written, and it finds a comment of the submitter among those of the hand-back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import Fault, number_of, visible
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.cell_values import cell_text

Marks = Mapping[str, str]  # the marks of texts by cell
Cells = Mapping[tuple[int, int], object]
_KINDS = ("texts", "comments", "previous", "origins", "errors")
# Characters of a stray text that a finding shows: the finding may be its only trace.
SHOWN = 1000
MOST_STRAYS = 20  # stray cells of a sheet that are reported one by one; more are reported together


@lru_cache(maxsize=8192)
def mark(text: str) -> str:
    """Return the mark of a text: enough to distinguish it from another text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def identity_of(form: layout.Form) -> str:
    """Return the mark of the identity of a questionnaire: economy, edition, year and index."""
    whole = f"{form.economy} {form.edition} {form.year} {form.index}"
    if form.office:  # and in the workbook of one office: the office and its sheets
        whole = f"{whole} {' '.join(form.pages)} {form.office}"
    return mark(whole)


@dataclass(frozen=True, slots=True)
class ProtectedCells:
    """Protected contents of a sheet: texts, comments, and what is known of earlier values."""

    texts: Marks = field(default_factory=dict)
    comments: Marks = field(default_factory=dict)
    previous: Mapping[str, object] = field(default_factory=dict)
    origins: Marks = field(default_factory=dict)
    errors: Marks = field(default_factory=dict)

    def rows(self, page: str) -> Iterator[tuple[str, str]]:
        """Yield the key and the content of the rows in the hidden sheet."""
        for kind in _KINDS:
            held = getattr(self, kind)
            if held:
                yield f"{kind} {page}", json.dumps(held, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def read(cls, page: str, meta: Mapping[str, str]) -> ProtectedCells:
        """Return what the hidden sheet states about a sheet."""
        by_kind: dict[str, Any] = {}
        for kind in _KINDS:
            held = json.loads(meta.get(f"{kind} {page}", "{}"))
            good = (str,) if kind != "previous" else (str, int, float)
            if not isinstance(held, dict) or not all(type(v) in good for v in held.values()):
                raise ValueError(kind)
            if kind == "errors" and any(isinstance(number_of(v), Fault) for v in held.values()):
                raise ValueError(kind)
            for cell in held:
                layout.cell_position(cell)
            by_kind[kind] = held
        return cls(**by_kind)


def has_marks(form: layout.Form, page: str) -> bool:
    """Tell whether the texts of a sheet are marked."""
    # Those of the sheets of answers and of changed cells are not: they are made again each time.
    return page not in (layout.ANSWERS, layout.CORRECTIONS, layout.LISTS, layout.META)


def input_cells(form: layout.Form, page: str, rows: int) -> set[tuple[int, int]]:
    """Return the cells of a sheet that are read, or compared cell by cell."""
    # ``rows`` is the number of rows of a sheet that is made again each time.
    if page == layout.START:
        return layout.start_cells(form)
    if page in (layout.ANSWERS, layout.CORRECTIONS):
        return {
            (row, n)
            for row in range(layout.FIRST_ANSWER + max(rows, 0))
            for n in range(layout.KEY + 1)
        }
    layout_of_page = form.pages.get(page)
    if layout_of_page is None:
        return set()
    if layout_of_page.kind == "tariffs":
        columns = range(len(layout_of_page.columns))
        return {(row, n) for row in (layout.IDS, *layout_of_page.lines) for n in columns}
    revised = map(form.revised_column, form.revised)
    stated = (*revised, *range(form.column_of("value"), form.width_of(page)))
    return {
        (ask.row, n) for ask in layout_of_page.asks for n in (layout.CODE, layout.UNIT, *stated)
    }


def find_strays(
    cells: Cells, inputs: set[tuple[int, int]], texts: Marks, *, moved: bool = False
) -> Iterator[tuple[tuple[int, int], object, bool]]:
    """Yield text outside the input cells, and whether it replaced a protected text."""
    # If rows or columns were moved, a text of the workbook may be anywhere.
    own_texts = set(texts.values()) if moved else set()
    for cell, raw in cells.items():
        if cell in inputs:
            continue
        protected = texts.get(layout.cell_name(*cell))
        own = mark(cell_text(raw))
        if protected != own and own not in own_texts:
            yield cell, raw, protected is not None


def stray_data(raw: object) -> dict[str, object]:
    """Return the details of a finding about a stray content."""
    return {"value": visible(cell_text(raw))[:SHOWN]}


def refuse_changed(file: str, title: str, cell: tuple[int, int], wanted: str, cells: Cells) -> None:
    """Refuse a workbook in which a protected cell no longer has what was written there."""
    held = cells.get(cell, "")
    if not isinstance(held, str) or held != wanted:
        raise UnusableFileError(
            "questionnaire.structure",
            file=file,
            sheet=visible(title),
            cell=layout.cell_name(*cell),
            expected=wanted,
            found=visible(cell_text(held))[:80],
        )
