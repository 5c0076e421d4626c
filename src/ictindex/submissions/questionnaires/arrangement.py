"""The arrangement of a sheet: the rows and columns of the form in a file that came back.

Rows are identified by their codes and columns by their headings, even if they were moved. Cells are
handled by their position in the form; the arrangement maps it to their position in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import Fault, visible
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.cell_values import cell_text
from ictindex.submissions.questionnaires.labels import code_of, name_in_full
from ictindex.submissions.questionnaires.protected_cells import Cells, Marks, mark

Spot = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on a sheet of a file: something moved or missing, with its cell in the file."""

    fault: Fault
    spot: Spot | None = None
    ask: layout.Ask | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows and columns of the form by those of the file; both are empty if nothing moved."""

    rows: Mapping[int, int] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()  # rows of the form that the file does not have
    notices: tuple[Notice, ...] = ()

    def find_in_form(self, spot: Spot) -> Spot:
        """Return the position in the form of a cell of the file."""
        return self.rows.get(spot[0], spot[0]), self.columns.get(spot[1], spot[1])

    def find_in_file(self, spot: Spot) -> Spot:
        """Return the position in the file of a cell of the form."""
        row, column = spot
        if self.rows:
            row = next((of for of, into in self.rows.items() if into == row), row)
        if self.columns:
            column = next((of for of, into in self.columns.items() if into == column), column)
        return row, column

    def is_in_file(self, spot: Spot) -> bool:
        """Tell whether the file has the row and the column of a cell of the form."""
        row, column = spot
        has_column = not self.columns or column in self.columns.values()
        return row not in self.missing and has_column

    def cells_in_form(self, cells: Cells) -> dict[Spot, object]:
        """Return the cells of a file by their positions in the form."""
        if not (self.rows or self.columns):
            return dict(cells)
        return {self.find_in_form(spot): raw for spot, raw in cells.items()}


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of a file: its title, its cells, and the marks of the texts written in it."""

    file: str
    title: str
    language: str
    cells: Cells
    marks: Marks

    def refusal(self, code: str) -> UnusableFileError:
        """Return the error for a sheet that cannot be read."""
        return UnusableFileError(code, file=self.file, sheet=visible(self.title))

    def holds(self, spot: Spot, text_mark: str) -> bool:
        """Tell whether a cell holds the text of a mark."""
        return _mark(self.cells.get(spot)) == text_mark


def find_series(
    cells: Cells, wanted: Mapping[str, object], axis: int, key: Callable[[object], str]
) -> tuple[int | None, dict[str, list[int]]]:
    """Return the row (axis 0) or column (axis 1) with most of some texts, and their positions."""
    held = {spot: text for spot, raw in cells.items() if (text := key(raw)) in wanted}
    distinct = {(spot[axis], text) for spot, text in held.items()}
    counts = Counter(line for line, _ in distinct)
    if not counts:
        return None, {}
    line = max(counts, key=lambda number: (counts[number], -number))
    spots: dict[str, list[int]] = {}
    for spot in sorted(held):
        if spot[axis] == line:
            spots.setdefault(held[spot], []).append(spot[1 - axis])
    return line, spots


def _text(raw: object) -> str:
    return raw.strip() if isinstance(raw, str) else ""


def _mark(raw: object) -> str:
    return mark(cell_text(raw))


def _heads(marks: Marks) -> dict[str, int]:
    """Return the columns of a form by the marks of their headings."""
    placed = {layout.cell_position(cell): heading for cell, heading in marks.items()}
    return {heading: spot[1] for spot, heading in placed.items() if spot[0] == layout.HEADERS}


def arrange_values(sheet: FoundSheet, form: layout.Form, page: layout.Page) -> Arrangement:
    """Find the rows of a sheet of values by their codes, and its columns by their headings."""
    cells, codes = sheet.cells, {code_of(ask): ask for ask in page.asks}
    code_column, spots = find_series(cells, codes, 1, _text)
    if code_column is None:
        raise sheet.refusal("questionnaire.no-codes")
    rows = {codes[code].row: lines[0] for code, lines in spots.items()}
    width = form.width_of(page.id)
    line, columns = _columns(sheet, width, (code_column, rows))
    for code, lines in spots.items():
        spots[code] = _named_so(sheet, codes[code], lines, columns)
    rows = {codes[code].row: lines[0] for code, lines in spots.items()}
    notices = _place_by_name(sheet, page, (code_column, columns), rows)
    rows |= _twice(sheet, form, page, columns, spots)
    _refuse_mixed_rows(sheet, form, page, columns, rows)
    notices += [
        Notice(Fault("questionnaire.row-missing", {}, "warning"), None, ask)
        for ask in page.asks
        if ask.row not in rows
    ]
    missing = frozenset(ask.row for ask in page.asks if ask.row not in rows)
    _place_others(sheet, page, rows, (line, columns))
    moved = [row for row in rows if rows[row] != row and row > layout.HEADERS]
    if moved:
        first = min(moved, key=lambda row: rows[row])
        fault = Fault("questionnaire.rows-moved", {}, "information")
        notices.append(Notice(fault, (rows[first], code_column)))
    shifted = [column for column in columns if columns[column] != column]
    if shifted:
        first = min(columns[column] for column in shifted)
        fault = Fault("questionnaire.columns-moved", {}, "information")
        notices.append(Notice(fault, (0 if line is None else line, first)))
    for what in layout.ANSWER_FIELDS:
        if form.column_of(what) not in columns:
            level = "error" if what == "value" else "warning"
            notices.append(Notice(Fault("questionnaire.column-missing", {"column": what}, level)))
    ends = page.items[-1].row + 1, width
    return _arrangement(cells, rows, columns, ends, notices, missing)


def _columns(
    sheet: FoundSheet, width: int, codes: tuple[int, Mapping[int, int]]
) -> tuple[int | None, dict[int, int]]:
    """Return the row of the headings, and the columns of the file by those of the form."""
    cells, marks = sheet.cells, sheet.marks
    heads = _heads(marks)
    line, spots = find_series(cells, heads, 0, _mark)
    columns = {heads[heading]: places[0] for heading, places in spots.items()}
    code_column, rows = codes
    if line is not None:
        for places in spots.values():
            _refuse_two_columns(sheet, line, places, rows.values())
    if len(columns) * 2 < len(heads):
        # Without headings the names and units show whether the columns are where they were.
        shift = code_column - layout.CODE
        wanted = [
            (heading, (rows[row], column + shift))
            for cell, heading in marks.items()
            for row, column in [layout.cell_position(cell)]
            if row in rows and column in (layout.NAME, layout.UNIT)
        ]
        same = sum(sheet.holds(spot, heading) for heading, spot in wanted)
        if same * 2 < len(wanted) or not wanted:
            raise sheet.refusal("questionnaire.no-heads")
        return None, {column: column + shift for column in range(width)}
    columns[layout.CODE] = code_column
    return line, _with_gaps_filled(columns, width)


def _with_gaps_filled(columns: Mapping[int, int], width: int) -> dict[int, int]:
    """Add the columns whose headings were changed, if only one position is possible for them."""
    filled, taken = dict(columns), set(columns.values())
    for column in range(width):
        left = max((placed for placed in columns if placed < column), default=None)
        right = min((placed for placed in columns if placed > column), default=None)
        around = [placed for placed in (left, right) if placed is not None]
        if column in columns or not around:
            continue
        if columns[around[-1]] - columns[around[0]] != around[-1] - around[0]:
            continue
        spot = columns[around[0]] + column - around[0]
        if spot >= 0 and spot not in taken:
            filled[column] = spot
            taken.add(spot)
    return filled


def _named_so(
    sheet: FoundSheet, ask: layout.Ask, lines: list[int], columns: Mapping[int, int]
) -> list[int]:
    """Return, of several rows with one code, those that also have its name, if there are any."""
    name = sheet.marks.get(layout.cell_name(ask.row, layout.NAME), "")
    if len(lines) < 2 or layout.NAME not in columns:
        return lines
    column = columns[layout.NAME]
    return [line for line in lines if sheet.holds((line, column), name)] or lines


def _place_by_name(
    sheet: FoundSheet,
    page: layout.Page,
    places: tuple[int, Mapping[int, int]],
    rows: dict[int, int],
) -> list[Notice]:
    """Add the rows whose code was changed but whose name is still between its neighbours."""
    code_column, columns = places
    notices = []
    arranged = dict(rows)
    for ask in page.asks:
        if ask.row in rows:
            continue
        before = max((row for row in arranged if row < ask.row), default=None)
        after = min((row for row in arranged if row > ask.row), default=None)
        spots = {arranged[near] + ask.row - near for near in (before, after) if near is not None}
        name = sheet.marks.get(layout.cell_name(ask.row, layout.NAME), "")
        if len(spots) == 1 and layout.NAME in columns:
            (spot,) = spots
            held = sheet.cells.get((spot, code_column), "")
            same = sheet.holds((spot, columns[layout.NAME]), name)
            if same and spot not in rows.values():
                rows[ask.row] = spot
                details: dict[str, object] = {"value": visible(cell_text(held))[:80]}
                fault = Fault("questionnaire.code-changed", details, "warning")
                notices.append(Notice(fault, (spot, code_column), ask))
    return notices


def _twice(
    sheet: FoundSheet,
    form: layout.Form,
    page: layout.Page,
    columns: Mapping[int, int],
    spots: Mapping[str, list[int]],
) -> dict[int, int]:
    """Return the rows to read if a code appears twice; refuse two rows with different values."""
    cells, chosen = sheet.cells, {}
    asked = [*map(form.revised_column, form.revised)]
    asked += [form.column_of(what) for what in form.fields_on(page.id)]
    for ask in page.asks:
        lines = spots.get(code_of(ask), ())
        if len(lines) < 2:
            continue
        held = {
            line: tuple(cells.get((line, columns[at])) for at in asked if at in columns)
            for line in lines
        }
        filled = [line for line in lines if any(raw is not None for raw in held[line])]
        for line in filled[1:]:
            if held[line] != held[filled[0]]:
                column = columns.get(form.column_of("value"), 0)
                raise UnusableFileError(
                    "questionnaire.row-twice",
                    file=sheet.file,
                    sheet=visible(sheet.title),
                    name=name_in_full(ask, sheet.language),
                    first=layout.cell_name(filled[0], column),
                    second=layout.cell_name(line, column),
                )
        chosen[ask.row] = filled[0] if filled else lines[0]
    return chosen


def _refuse_two_columns(
    sheet: FoundSheet, line: int, columns: list[int], rows: Iterable[int]
) -> None:
    """Refuse two columns with one heading and different values: either may be the right one."""
    first, *others = columns
    for column in others:
        if any(sheet.cells.get((row, column)) != sheet.cells.get((row, first)) for row in rows):
            raise UnusableFileError(
                "questionnaire.column-twice",
                file=sheet.file,
                sheet=visible(sheet.title),
                column=visible(cell_text(sheet.cells.get((line, first))))[:80],
                first=layout.cell_name(max(line, 0), first),
                second=layout.cell_name(max(line, 0), column),
            )


def _refuse_mixed_rows(
    sheet: FoundSheet,
    form: layout.Form,
    page: layout.Page,
    columns: Mapping[int, int],
    rows: Mapping[int, int],
) -> None:
    """Refuse a row with the code of one figure and the name or earlier values of another."""
    # This happens if only some columns were sorted: the value may belong to either figure.
    earlier = [form.previous_column(year) for year in form.previous]
    for group in ([layout.NAME], earlier):
        if not all(column in columns for column in group):
            continue
        own: dict[layout.Ask, tuple[str, ...]] = {}
        held: dict[layout.Ask, tuple[str, ...]] = {}
        for ask in page.asks:
            if ask.row in rows:
                cells = [(rows[ask.row], columns[column]) for column in group]
                held[ask] = tuple(_known_mark(sheet.cells.get(cell)) for cell in cells)
            spots = [layout.cell_name(ask.row, column) for column in group]
            own[ask] = tuple(sheet.marks.get(spot, "") for spot in spots)
        of = {marks: ask for ask, marks in own.items() if any(marks)}
        for ask, marks in held.items():
            other = of.get(marks, ask)
            # One row of earlier values may be typed over; two exchanged rows are no accident.
            is_mixed = group == [layout.NAME] or held.get(other) != own[other]
            if marks != own[ask] and other is not ask and is_mixed:
                raise UnusableFileError(
                    "questionnaire.row-mixed",
                    file=sheet.file,
                    sheet=visible(sheet.title),
                    cell=layout.cell_name(rows[ask.row], columns[group[-1]]),
                    name=name_in_full(ask, sheet.language),
                    other=name_in_full(other, sheet.language),
                )


def _known_mark(raw: object) -> str:
    return "" if raw is None else _mark(raw)


def _place_others(
    sheet: FoundSheet,
    page: layout.Page,
    rows: dict[int, int],
    heads: tuple[int | None, Mapping[int, int]],
) -> None:
    """Add the rows without a code: titles above the headings, section titles above their rows."""
    line, columns = heads
    taken = set(rows.values())
    for row in range(page.items[-1].row + 1):
        if row in rows:
            continue
        if row <= layout.HEADERS:
            spot = row if line is None else line - layout.HEADERS + row
        else:
            after = min((placed for placed in rows if placed > row), default=None)
            if after is None:
                continue
            spot = rows[after] - after + row
            before = max((placed for placed in rows if placed < row), default=layout.HEADERS)
            first = rows.get(before, spot - 1) + 1
            if rows[after] - first != after - before - 1:
                # Somebody added or deleted rows here: an added one is not taken for the title.
                texts = {
                    column: sheet.marks[cell]
                    for column in columns
                    if (cell := layout.cell_name(row, column)) in sheet.marks
                }
                spot = next(
                    (
                        at
                        for at in range(rows[after] - 1, first - 1, -1)
                        if any(sheet.holds((at, columns[n]), own) for n, own in texts.items())
                    ),
                    -1,
                )
        if spot >= 0 and spot not in taken:
            rows[row] = spot
            taken.add(spot)


def arrange_tariffs(sheet: FoundSheet, page: layout.Page) -> Arrangement:
    """Find the columns of a sheet of plans by their names, and the lines below these."""
    cells, marks = sheet.cells, sheet.marks
    names = {column.name: number for number, column in enumerate(page.columns)}
    line, spots = find_series(cells, names, 0, _text)
    columns = {names[name]: places[0] for name, places in spots.items()}
    if line is not None and len(columns) * 2 >= len(names):
        first = line + 1
        lines = {row for row, _ in cells if row > line}
        for places in spots.values():
            _refuse_two_columns(sheet, line - layout.IDS + layout.HEADERS, places, lines)
        head = line - layout.IDS + layout.HEADERS
    else:
        # The hidden row of names is gone: the headings remain, with or without their hints.
        heads = _heads(marks)
        line, spots = find_series(cells, heads, 0, _mark)
        columns = {heads[heading]: places[0] for heading, places in spots.items()}
        if line is None or len(columns) * 2 < len(names):
            raise sheet.refusal("questionnaire.no-heads")
        texts = set(marks.values())
        below = [_mark(cells.get((line + 1, at))) in texts for at in columns.values()]
        head, first = line, line + 1 + any(below)
    notices = [
        Notice(Fault("questionnaire.column-missing", {"column": column.name}, "warning"))
        for number, column in enumerate(page.columns)
        if number not in columns
    ]
    rows = {row: row + first - page.lines[0] for row in page.lines}
    rows |= {row: row + head - layout.HEADERS for row in range(layout.HEADERS + 1)}
    rows = {row: spot for row, spot in rows.items() if spot >= 0}
    if first != page.lines[0]:
        notices.append(Notice(Fault("questionnaire.rows-moved", {}, "information"), (first, 0)))
    shifted = [at for number, at in columns.items() if at != number]
    if shifted:
        fault = Fault("questionnaire.columns-moved", {}, "information")
        notices.append(Notice(fault, (head, min(shifted))))
    ends = page.lines[-1] + 1, len(page.columns)
    return _arrangement(cells, rows, columns, ends, notices)


def arrange_texts(sheet: FoundSheet, wanted: Mapping[int, int]) -> Arrangement:
    """Find rows by the texts in them; ``wanted`` is the column of the text by row."""
    cells, marks = sheet.cells, sheet.marks
    keys = {
        text_mark: row
        for row, column in wanted.items()
        if (text_mark := marks.get(layout.cell_name(row, column)))
    }
    column = next(iter(wanted.values()), 0)
    at, spots = find_series(cells, keys, 1, _mark)
    if at is None:
        return Arrangement()
    rows = {keys[text_mark]: lines[0] for text_mark, lines in spots.items()}
    if at == column and all(rows[row] == row for row in rows):
        return Arrangement()
    moved = [row for row in rows if rows[row] != row] or list(rows)
    first = min(moved, key=lambda row: rows[row])
    notice = Notice(Fault("questionnaire.rows-moved", {}, "information"), (rows[first], at))
    columns = {column + n: at + n for n in range(2)}
    ends = max(wanted) + 1, column + 2
    return _arrangement(cells, rows, columns, ends, [notice])


def _arrangement(
    cells: Cells,
    rows: Mapping[int, int],
    columns: Mapping[int, int],
    ends: Spot,
    notices: list[Notice],
    missing: frozenset[int] = frozenset(),
) -> Arrangement:
    """Return the arrangement of a sheet; cells that the form does not have go after its end."""
    usual = all(rows[n] == n for n in rows) and all(columns[n] == n for n in columns)
    if usual and not missing:
        return Arrangement(notices=tuple(notices))
    return Arrangement(
        _inverse(rows, {row for row, _ in cells}, ends[0]),
        _inverse(columns, {column for _, column in cells}, ends[1]),
        missing,
        tuple(notices),
    )


def _inverse(numbers: Mapping[int, int], held: set[int], end: int) -> dict[int, int]:
    """Return the rows (or columns) of the form by those of the file that are not empty."""
    into = {of: n for n, of in numbers.items()}
    last = max(into, default=-1)
    # After the last one they keep their distance; those in between follow after them.
    into |= {of: end + of - last - 1 for of in held if of > last}
    free = max([end, *(n + 1 for n in into.values())])
    between = sorted(held - set(into))
    return into | {of: free + n for n, of in enumerate(between)}
