"""The cells of a workbook that were changed in this tool: recorded, taken back, and sealed.

The workbook carries them, so that a change can be taken back after it was saved and opened again. A
confidential content is replaced by a salted digest before a workbook is written: without the salt,
all percentages could be tried. The salt is random and stays in the workbook, which has the
confidential figure itself; a receipt has the digest alone.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ictindex.core import canonical
from ictindex.core.data_classes import dataclass
from ictindex.data.tables.corrections import HAND, SEAL, CellCorrection, is_sealed
from ictindex.definitions import catalogue
from ictindex.submissions.questionnaires.cell_values import cell_text, code_of_label
from ictindex.submissions.questionnaires.labels import (
    UNLIMITED,
    Options,
    list_options,
    units_of,
)
from ictindex.submissions.questionnaires.layout import (
    UNIT,
    Form,
    Page,
    Position,
    find_ask,
)

_SALT_BYTES = 32
_SALT = re.compile(rf"[0-9a-f]{{{2 * _SALT_BYTES}}}", re.ASCII)
_WITHHELD = "Q"  # the status of a confidential value that is not given
_CLOSING = ("status", "conf_status")
_OPEN_FIELDS = frozenset({"status", "conf_status", "unit"})  # codes, which reveal no figure

Cells = Mapping[Position, object]


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a change: by hand, or by a proposal with its suspected slip and witness."""

    by: str = HAND
    cause: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class CorrectedCell:
    """A cell that was changed, with its content before and after.

    Cells that were changed together have the same ``step``. A content that is not kept, because it
    is confidential, is its digest.
    """

    step: int
    cell: Position
    was: object
    now: object
    way: Way = Way()
    reason: str = ""

    @property
    def is_kept(self) -> bool:
        """Tell whether the content before the change is known."""
        return not _is_seal(self.was)


@dataclass(frozen=True, slots=True)
class CorrectedCells:
    """The changed cells of a workbook in the order of the changes, and the salt of their digests.

    The changes of one cell follow one another: two of them by hand are one, and a change back to an
    earlier content takes back what came after it. So the first content and the last one of each
    cell are the difference between two workbooks.
    """

    lines: tuple[CorrectedCell, ...] = ()
    salt: str = ""

    @property
    def cells(self) -> frozenset[Position]:
        """The cells that were changed."""
        return frozenset(line.cell for line in self.lines)

    def record(self, changes: Mapping[Position, tuple[object, object]], way: Way) -> CorrectedCells:
        """Return these lines with changes that were made together: contents before and after."""
        salt = self.salt or secrets.token_hex(_SALT_BYTES)
        kept = CorrectedCells(self.lines, salt)
        step = 1 + max((line.step for line in self.lines), default=0)
        lines = list(self.lines)
        for cell, (was, now) in changes.items():
            if not kept.is_same(cell, was, now):
                lines = kept.add(lines, CorrectedCell(step, cell, was, now, way))
        return _number_steps(lines, salt)

    def add(self, lines: list[CorrectedCell], new: CorrectedCell) -> list[CorrectedCell]:
        """Return lines with a new one: it may continue, or take back, earlier lines of its cell."""
        chain = [n for n, line in enumerate(lines) if line.cell == new.cell]
        held, back = new.was, None
        for n in reversed(chain):
            if not self.is_same(new.cell, lines[n].now, held):
                break  # in between the cell was changed elsewhere
            held = lines[n].was
            if self.is_same(new.cell, held, new.now):
                back = n
        if back is not None:
            gone = {n for n in chain if n >= back}
            return [line for n, line in enumerate(lines) if n not in gone]
        if chain:
            last = lines[chain[-1]]
            by_hand = last.way.by == new.way.by == HAND
            if by_hand and self.is_same(new.cell, last.now, new.was):
                lines[chain[-1]] = replace(last, now=new.now, reason="")
                return lines
        return [*lines, new]

    def list_step(self, step: int) -> tuple[CorrectedCell, ...]:
        """Return the cells that were changed together."""
        return tuple(line for line in self.lines if line.step == step)

    def is_last(self, line: CorrectedCell) -> bool:
        """Tell whether no later change of the same cell is recorded."""
        return [each for each in self.lines if each.cell == line.cell][-1] is line

    def can_be_taken_back(self, step: int, contents: Cells) -> bool:
        """Tell whether a change can be taken back: its cells were not changed later."""
        own = self.list_step(step)
        cells = {line.cell for line in own}
        later = any(line.step > step and line.cell in cells for line in self.lines)
        return (
            bool(own)
            and not later
            and all(
                line.is_kept and self.is_same(line.cell, line.now, contents.get(line.cell))
                for line in own
            )
        )

    def without(self, step: int) -> CorrectedCells:
        """Return the lines without those of a change."""
        return _number_steps([line for line in self.lines if line.step != step], self.salt)

    def with_reason(self, step: int, reason: str) -> CorrectedCells:
        """Return the lines with the reason that a person gave for a change."""
        lines = (replace(line, reason=reason) if line.step == step else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    def is_same(self, cell: Position, first: object, second: object) -> bool:
        """Tell whether two contents of a cell are the same, even if one is known by its digest."""
        if _is_seal(first) != _is_seal(second):
            first, second = (self.seal(cell, each) for each in (first, second))
        return _comparable(first) == _comparable(second)

    def seal(self, cell: Position, raw: object) -> object:
        """Return the salted digest that replaces a content; an empty cell has none."""
        if raw in (None, "") or _is_seal(raw):
            return raw
        if _SALT.fullmatch(self.salt) is None:
            return SEAL  # the workbook lost its salt: nothing may be shown
        # With the cell in it, equal contents of two cells have different digests.
        plain = canonical.text([*cell, *map(str, _comparable(raw))])
        return SEAL + canonical.salt_digest("correction", plain, bytes.fromhex(self.salt))

    def seal_closed(self, form: Form, language: str, cells: Cells) -> CorrectedCells:
        """Return the lines without the contents of confidential rows."""
        if not self.lines:
            return self
        closed = self._find_closed(form, list_options(form, language), cells)
        lines = []
        for line in self.lines:
            if line.cell[:2] in closed and _field_of(form, line.cell) not in _OPEN_FIELDS:
                line = replace(
                    line,
                    was=self.seal(line.cell, line.was),
                    now=self.seal(line.cell, line.now),
                    reason=self._seal_reason(line),
                )
            lines.append(line)
        return replace(self, lines=tuple(lines))

    def _seal_reason(self, line: CorrectedCell) -> str:
        """Return the reason of a confidential change; one with a figure is sealed too."""
        if any(letter.isnumeric() for letter in line.reason) and not is_sealed(line.reason):
            return str(self.seal(line.cell, line.reason))
        return line.reason

    def _find_closed(self, form: Form, lists: Options, cells: Cells) -> set[tuple[str, int]]:
        """Return the rows, by sheet and number, that are confidential or were it."""
        columns = [form.column_of(name) for name in _CLOSING]
        asked = {(*line.cell[:2], column) for line in self.lines for column in columns}
        stated = [(cell, cells.get(cell)) for cell in asked]
        stated += [(line.cell, raw) for line in self.lines for raw in (line.was, line.now)]
        return {cell[:2] for cell, raw in stated if _closes(form, lists, cell, raw)}


def _number_steps(lines: Sequence[CorrectedCell], salt: str) -> CorrectedCells:
    """Return lines with steps from 1 on; without lines there is no salt either."""
    steps = sorted({line.step for line in lines})
    numbers = {step: number for number, step in enumerate(steps, start=1)}
    numbered = (replace(line, step=numbers[line.step]) for line in lines)
    return CorrectedCells(tuple(numbered), salt) if lines else CorrectedCells()


def _closes(form: Form, lists: Options, cell: Position, raw: object) -> bool:
    """Tell whether a content is a statement that the value of its row is confidential."""
    if find_ask(form, cell) is None or _field_of(form, cell) not in _CLOSING:
        return False
    code = code_of_label(cell_text(raw), _codes_of(form, lists, cell))
    if _field_of(form, cell) == "status":
        return code == _WITHHELD
    return code not in catalogue.free_marks(released=False)


def describe_corrections(
    changes: CorrectedCells,
    form: Form,
    language: str,
    cells: Cells,
    name_cell: Callable[[Position], str],
) -> tuple[CellCorrection, ...]:
    """Return changed cells as lines of the table, with the contents that they have."""
    described = []
    lists = list_options(form, language) if changes.lines else {}
    for line in changes.lines:
        sheet, _, column = line.cell
        page = form.pages[sheet]
        ask = find_ask(form, line.cell)
        codes = _codes_of(form, lists, line.cell)
        current = changes.is_same(line.cell, line.now, cells.get(line.cell))
        described.append(
            CellCorrection(
                step=line.step,
                sheet=sheet,
                cell=name_cell(line.cell),
                indicator="" if ask is None else ask.indicator,
                breakdown=""
                if ask is None or not ask.breakdown
                else f"{ask.breakdown}={ask.category}",
                year=_year_of(form, page, column),
                column=_field_of(form, line.cell),
                was=code_of_label(cell_text(line.was), codes),
                now=code_of_label(cell_text(line.now), codes),
                by=line.way.by,
                cause=line.way.cause,
                witness=line.way.witness,
                reason=line.reason,
                current=current,
            )
        )
    return tuple(described)


def translate_corrections(
    changes: CorrectedCells, translate: Callable[[Position, object], object]
) -> CorrectedCells:
    """Return changed cells with the labels of their lists in another language."""
    lines = (
        replace(line, was=translate(line.cell, line.was), now=translate(line.cell, line.now))
        for line in changes.lines
    )
    return replace(changes, lines=tuple(lines))


def is_cell_of(form: Form, cell: Position) -> bool:
    """Tell whether a cell can be corrected: one to fill in on a sheet of values or of plans."""
    sheet, row, column = cell
    page = form.pages.get(sheet)
    if page is None:
        return False
    if page.kind == "tariffs":
        return row in page.lines and 0 <= column < len(page.columns)
    stated = map(form.column_of, form.fields_on(sheet))
    fields = {UNIT, *stated, *map(form.revised_column, form.revised)}
    return find_ask(form, cell) is not None and column in fields


def has_one_content(form: Form, cell: Position) -> bool:
    """Tell whether a cell asks for nothing: the unit of a row with a single unit."""
    ask = find_ask(form, cell)
    return (
        ask is not None
        and cell[2] == UNIT
        and (len(catalogue.indicators()[ask.indicator].units) == 1)
    )


def _field_of(form: Form, cell: Position) -> str:
    """Return what a cell contains: the value, a statement about it, or a column of plans."""
    page = form.pages[cell[0]]
    if page.kind == "tariffs":
        return page.columns[cell[2]].name
    if cell[2] == UNIT:
        return "unit"
    fields = {form.column_of(name): name for name in form.fields_on(page.id)}
    return fields.get(cell[2], "value")


def _year_of(form: Form, page: Page, column: int) -> int:
    if page.kind == "tariffs":
        return form.offered
    revised = {form.revised_column(year): year for year in form.revised}
    return revised.get(column, form.year)


def _codes_of(form: Form, lists: Options, cell: Position) -> Mapping[str, str]:
    """Return the codes of the list of a cell by label; none if it has no list."""
    page, field = form.pages[cell[0]], _field_of(form, cell)
    ask = find_ask(form, cell)
    key = field
    if ask is not None:
        key = units_of(ask) if field == "unit" else field
    elif page.kind == "tariffs":
        kind = page.columns[cell[2]].kind
        key = {"yes-no": "yes-no", "volume": UNLIMITED}.get(kind, f"choice/{field}/{page.id}")
    return {label: code for code, label in lists.get(key, ())}


def _is_seal(raw: object) -> bool:
    return isinstance(raw, str) and is_sealed(raw)


def _comparable(raw: object) -> tuple[str, object]:
    """Return a content in a form in which equal contents are equal: 5 and 5.0, nothing and ""."""
    if raw is None or raw == "":
        return "", ""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, dt.date)):
        return ("boolean", raw) if isinstance(raw, bool) else ("text", cell_text(raw))
    if isinstance(raw, dt.date):
        return "date", raw.isoformat()
    return "number", cell_text(raw)
