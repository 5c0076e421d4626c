"""Renewal: a fresh questionnaire with all readable values of an older one.

It serves a workbook of a former version, and one whose sheets were damaged: values that the codes
of rows identify are taken over, so nobody has to type them again. Every other cell that somebody
filled in becomes a finding, and so does a copy of a sheet, of which nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace

from ictindex.core.data_classes import dataclass
from ictindex.data.cell_text import Fault, text_of, visible
from ictindex.data.io.observation_columns import PRECISION
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.questionnaires import cell_values, layout
from ictindex.submissions.questionnaires.arrangement import Spot, find_series
from ictindex.submissions.questionnaires.content import Questionnaire
from ictindex.submissions.questionnaires.earlier_plans import Plans, read_plans
from ictindex.submissions.questionnaires.labels import (
    HIDDEN,
    former_code,
    list_options,
    name_in_full,
    units_of,
)
from ictindex.submissions.questionnaires.layout import LISTS, Ask, Form, Page
from ictindex.submissions.questionnaires.price_conversion import Factor, read_factors
from ictindex.submissions.questionnaires.protected_cells import (
    MOST_STRAYS,
    Cells,
    ProtectedCells,
    find_strays,
    mark,
    stray_data,
)
from ictindex.submissions.questionnaires.sheet_plan import find_plan
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.structure_check import (
    find_sheets,
    read_identity,
    read_meta,
)
from ictindex.submissions.questionnaires.workbook_cells import Formula, Workbook

# The columns of a sheet of values after its code, by version: unit, earlier years, answers.
_FORMER: dict[str, tuple[int, tuple[int, ...], dict[str, int]]] = {
    "1": (2, (3, 4), {what: 5 + n for n, what in enumerate(layout.ANSWER_FIELDS)}),
}
_FORMER_CONTACT = {"1": (("institution", "role", "date", "remarks"), 5)}
_CHOSEN = {"status": "status", "conf_status": "conf-status", "error_method": "error-method"}


def renew_questionnaire(
    source: FileSource, *, language: str | None = None, name: str | None = None
) -> Questionnaire:
    """Make a fresh questionnaire that contains all readable values of an older one.

    Parameters
    ----------
    source : FileSource
        A workbook of this or of a former version, even with damaged sheets: its path, its bytes
        or an open file.
    language : str, optional
        One of the six languages; by default that of the workbook.
    name : str, optional
        Name of the file in findings; without it its own, or the type of the object.

    Returns
    -------
    Questionnaire
        The questionnaire, to be saved as a workbook; its ``findings`` report the values that
        have no cell in it.

    Raises
    ------
    UnusableFileError
        If it is not a questionnaire, or its economy, edition or year was changed.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ict.questionnaire("ECU", edition=2025, language="es").save(f"{folder}/old.xlsx")
    ...     fresh = ict.data.renew_questionnaire(f"{folder}/old.xlsx")
    >>> fresh
    <Questionnaire ECU, edition 2025, 2023, es>
    >>> len(fresh.findings)
    0
    """
    book = Workbook(require_content(source, name))
    try:
        return _Renewing(book, language).questionnaire()
    finally:
        book.close()


@dataclass(slots=True)
class _Columns:
    """Columns of a sheet of values in the file."""

    name: int
    unit: int
    earlier: tuple[int, ...]
    answers: Mapping[str, int] = field(default_factory=dict)


class _Renewing:
    """State of the renewal of a workbook: its cells so far, and the values without a cell."""

    def __init__(self, book: Workbook, language: str | None) -> None:
        self.book = book
        self.meta = read_meta(book)
        today = read_identity(book.name, self.meta)
        # Laid out by its own plan, if that is kept: its columns and what its first sheet asks.
        self.older = read_identity(book.name, self.meta, find_plan(self.meta["digest"]))
        self.form: Form = replace(today, precision=today.plan.precision)
        self.language = i18n.current_language(language or self.meta["language"])
        named = {
            name.removeprefix("sheet "): title
            for name, title in self.meta.items()
            if name.startswith("sheet ")
        }
        keys = (layout.START, *self.older.pages, *self.form.pages, layout.CODES)
        self.kept = {key: self._read_kept(key) for key in dict.fromkeys(keys)}
        marked = {key: self.kept[key] for key in named if key in self.kept}
        titles, notices = find_sheets(book, self.older, {**named, **HIDDEN}, marked)
        self.titles = {title: key for key, title in titles.items()}
        self.notices = {title: fault for title, fault in notices if title in book.titles}
        self.lists = _AnyList(_read_lists(book))
        self.labels = {
            k: dict(pairs) for k, pairs in list_options(self.form, self.language).items()
        }
        self.asks = dict(_codes(self.form))
        self.cells: dict[Position, object] = {}
        self.previous: dict[Position, object] = {}
        self.origins: dict[Position, str] = {}
        self.errors: dict[Position, str] = {}
        self.findings: list[Finding] = []

    def questionnaire(self) -> Questionnaire:
        for title in self.book.titles:
            if title not in HIDDEN.values():
                self._sheet(title)
        contents = Contents(
            self.cells,
            self.previous,
            origins=self.origins,
            plans=self._earlier_plans(),
            factors=self._factors(),
            errors=self.errors,
        )
        return Questionnaire(self.form, self.language, contents, Findings(self.findings))

    def _read_kept(self, key: str) -> ProtectedCells:
        """Return the protected contents of a sheet; none if they cannot be read."""
        try:
            return ProtectedCells.read(key, self.meta)
        except (ValueError, RecursionError):
            return ProtectedCells()

    def _sheet(self, title: str) -> None:
        """Take over a sheet, or report that nothing of it is taken over."""
        cells = self.book.cells(title)
        key, notice = self.titles.get(title, ""), self.notices.get(title)
        names = {c.name: None for page in self.form.pages.values() for c in page.columns}
        column, spots = find_series(cells, self.asks, 1, _text)
        row, heads = find_series(cells, names, 0, _text)
        if notice is not None and notice.code == "questionnaire.sheet-copy":
            self._find(notice, title)
        elif key == layout.START:
            self._report_left(title, key, cells, self._contact(cells))
        elif key == layout.CODES:
            self._report_left(title, key, cells, ())
        elif column is not None and len(spots) > 1:
            self._values(title, key, cells, column)
        elif row is not None and len(heads) * 2 > len(names) and key in self.form.pages:
            taken = self._plans(title, self.form.pages[key], cells, (row, heads))
            self._report_left(title, key, cells, taken)
        elif key in self.older.pages or key in self.form.pages:
            details: dict[str, object] = {"sheet": visible(title)}
            self._find(Fault("questionnaire.sheet-unread", details, "warning"), title)
        elif not key and cells and notice is not None:
            self._find(notice, title)

    def _report_left(
        self,
        title: str,
        key: str,
        cells: Cells,
        taken: Collection[Spot],
        *,
        moved: bool = False,
    ) -> None:
        """Report the cells that somebody filled in and that are not taken over."""
        texts = self.kept.get(key, ProtectedCells()).texts
        left = [
            (spot, raw)
            for spot, raw, _ in find_strays(cells, {*taken}, texts, moved=moved)
            # Without the marks of a sheet nobody knows which of its texts were typed.
            if texts or (isinstance(raw, (int, float)) and not isinstance(raw, bool))
        ]
        if len(left) > MOST_STRAYS:
            rows, columns = ([spot[axis] for spot, _ in left] for axis in (0, 1))
            ends = (min(rows), min(columns)), (max(rows), max(columns))
            details: dict[str, object] = {
                "count": str(len(left)),
                "range": ":".join(layout.cell_name(*spot) for spot in ends),
            }
            first = layout.cell_name(*min(spot for spot, _ in left))
            self._find(Fault("questionnaire.cells-left", details, "warning"), title, first)
            return
        for spot, raw in sorted(left, key=lambda each: each[0]):
            fault = Fault("questionnaire.cell-left", stray_data(raw), "warning")
            self._find(fault, title, layout.cell_name(*spot))

    def _find(self, fault: Fault, title: str, cell: str | None = None) -> None:
        source = f"{self.book.name}!{title}"
        line = None if cell is None else layout.cell_position(cell)[0] + 1
        self.findings.append(
            Finding(
                fault.code,
                fault.level,
                self.form.economy,
                year=self.form.year,
                address=Address(source, line, None, cell),
                details=fault.details,
            )
        )

    # ------------------------------------------------------------ values

    def _earlier_plans(self) -> Plans:
        """Return the plans of the year before; none if they cannot be read."""
        try:
            return read_plans(self.form, self.meta)
        except (ValueError, RecursionError):
            return {}

    def _factors(self) -> Sequence[Factor]:
        """Return the incomes and rates; none if they cannot be read."""
        try:
            return read_factors(self.meta)
        except (ValueError, RecursionError):
            return ()

    def _values(self, title: str, key: str, cells: Cells, column: int) -> None:
        """Take over the rows of a sheet by their codes."""
        kept = self.kept.get(key, ProtectedCells())
        columns = self._columns(kept, cells, column)
        taken: set[Spot] = set()
        rows: dict[str, int] = {}
        names = self._names(kept)
        for (row, at), raw in sorted(cells.items()):
            code = _text(raw)
            if at != column or (row <= layout.HEADERS and code not in self.asks):
                continue
            held = {what: cells.get((row, n)) for what, n in columns.answers.items()}
            if code not in self.asks:
                if held.get("value") is not None:
                    taken |= {(row, at), (row, columns.answers["value"])}
                    self._report_gone(title, row, columns, held)
                continue
            taken |= {(row, n) for n in (at, *columns.answers.values())}
            if self._is_unit(self.asks[code][1], cells.get((row, columns.unit))):
                taken.add((row, columns.unit))
            if any(raw is not None for raw in held.values()):
                earlier = rows.setdefault(code, row)
                first = {what: cells.get((earlier, n)) for what, n in columns.answers.items()}
                if first != held:
                    cell = layout.cell_name(row, columns.answers["value"])
                    other = layout.cell_name(earlier, columns.answers["value"])
                    details: dict[str, object] = {"cell": other}
                    self._find(Fault("questionnaire.row-left", details, "warning"), title, cell)
                    continue
                name = cell_values.cell_text(cells.get((row, columns.name)))
                named = names.get(mark(name), {})
                if named and code not in named:
                    self._report_mixed(title, layout.cell_name(row, columns.name), code, named)
                    continue
                self._row(self.asks[code], held, cells.get((row, columns.unit)))
        self._earlier(kept, columns)
        self._report_left(title, key, cells, taken, moved=_is_moved(cells, column, kept))

    def _is_unit(self, ask: Ask, unit: object) -> bool:
        """Tell whether the content of the cell of a unit is one of the units of its row."""
        choices, codes = units_of(ask), self.lists[units_of(ask)]
        return isinstance(unit, str) and (
            unit in codes or unit in codes.values() or unit in self.labels.get(choices, {}).values()
        )

    def _names(self, kept: ProtectedCells) -> dict[str, dict[str, Ask]]:
        """Return the original rows of a sheet by the marks of their names."""
        codes = {mark(code): code for code in self.asks}
        names: dict[str, dict[str, Ask]] = {}
        for cell, text_mark in kept.texts.items():
            row, column = layout.cell_position(cell)
            name = kept.texts.get(layout.cell_name(row, layout.NAME))
            if column == layout.CODE and text_mark in codes and name:
                names.setdefault(name, {})[codes[text_mark]] = self.asks[codes[text_mark]][1]
        return names

    def _report_mixed(self, title: str, cell: str, code: str, other: Mapping[str, Ask]) -> None:
        """Report a row with the code of one figure and the name of another; it is not read."""
        details: dict[str, object] = {
            "file": self.book.name,
            "sheet": visible(title),
            "cell": cell,
            "name": name_in_full(self.asks[code][1], self.language),
            "other": name_in_full(next(iter(other.values())), self.language),
        }
        self._find(Fault("questionnaire.row-mixed", details, "error"), title, cell)

    def _columns(self, kept: ProtectedCells, cells: Cells, column: int) -> _Columns:
        """Return the columns of a sheet as in its version, moved with their headings."""
        form = self.older
        earlier = tuple(map(form.previous_column, form.previous))
        answers = {what: form.column_of(what) for what in layout.ANSWER_FIELDS}
        answers |= {f"value {year}": form.revised_column(year) for year in form.revised}
        unit, earlier, answers = _FORMER.get(self.meta["version"], (layout.UNIT, earlier, answers))
        placed = {layout.cell_position(cell): text_mark for cell, text_mark in kept.texts.items()}
        heads = {
            text_mark: spot[1] for spot, text_mark in placed.items() if spot[0] == layout.HEADERS
        }
        there = set(heads.values())
        more = {what: form.column_of(what) for what in form.precision}
        answers = {**answers, **{what: n for what, n in more.items() if n in there}}
        _, spots = find_series(cells, heads, 0, lambda raw: mark(cell_values.cell_text(raw)))
        moved = {heads[text_mark]: places[0] for text_mark, places in spots.items()}
        return _Columns(
            moved.get(layout.NAME, layout.NAME + column),
            moved.get(unit, unit + column),
            earlier,
            {what: moved.get(n, n + column) for what, n in answers.items()},
        )

    def _report_gone(
        self, title: str, row: int, columns: _Columns, held: Mapping[str, object]
    ) -> None:
        """Report a value whose row this questionnaire does not have."""
        text = cell_values.cell_text(held["value"])
        details: dict[str, object] = {"value": visible(text)[:80]}
        cell = layout.cell_name(row, columns.answers["value"])
        self._find(Fault("questionnaire.row-gone", details, "warning"), title, cell)

    def _row(self, target: tuple[Page, Ask], held: Mapping[str, object], unit: object) -> None:
        page, ask = target
        for what, raw in held.items():
            if raw is None:
                continue
            is_value = what == "value" or what.startswith("value ")
            if is_value:
                cell, fault = cell_values.read_value(ask.indicator, raw)
                kept = cell_values.kept_cell(raw, cell, fault)
            elif what in PRECISION and what != "error_method":
                cell, fault = cell_values.read_precision(what, raw)
                kept = cell_values.kept_cell(raw, cell, fault)
            else:
                kept, _ = cell_values.plain_cell(what, raw)
            if what in _CHOSEN:
                kept = self._choose_label(what, former_code(_CHOSEN[what], str(kept)))
            year = what.partition(" ")[2]
            column = self.form.revised_column(int(year)) if year else self.form.column_of(what)
            held_now = kept.text if isinstance(kept, Formula) else kept
            self.cells[page.id, ask.row, column] = held_now
        choices = catalogue.indicators()[ask.indicator].other_units
        if choices and isinstance(unit, str):
            self.cells[page.id, ask.row, layout.UNIT] = self._choose_label(units_of(ask), unit)

    def _choose_label(self, key: str, text: str) -> str:
        """Return a label or code of a list of the file as the label of the new workbook."""
        codes = self.lists[key]
        code = codes.get(text, text)
        return self.labels.get(key, {}).get(code, text)

    def _earlier(self, kept: ProtectedCells, columns: _Columns) -> None:
        """Take over the accepted values of earlier years from their original cells."""
        rows = {}
        marks = {mark(code): code for code in self.asks}
        for cell, text_mark in kept.texts.items():
            row, column = layout.cell_position(cell)
            if column == layout.CODE and text_mark in marks:
                rows[row] = self.asks[marks[text_mark]]
        first = self.form.year - len(columns.earlier)
        for cell, value in kept.previous.items():
            row, column = layout.cell_position(cell)
            year = first + columns.earlier.index(column) if column in columns.earlier else 0
            if row in rows and year in self.form.previous:
                page, ask = rows[row]
                position = (page.id, ask.row, self.form.previous_column(year))
                self.previous[position] = value
                if cell in kept.origins:
                    self.origins[position] = kept.origins[cell]
                if cell in kept.errors:
                    self.errors[position] = kept.errors[cell]

    # ------------------------------------------------------------ plans and contact

    def _plans(
        self, title: str, page: Page, cells: Cells, at: tuple[int, Mapping[str, list[int]]]
    ) -> set[Spot]:
        """Take over the plans on offer, by the names of their columns; return their cells."""
        line, spots = at
        numbers = {column.name: number for number, column in enumerate(page.columns)}
        columns = {places[0]: name for name, places in spots.items()}
        # Below the lines are the plans of the year before, and what somebody wrote there.
        count = max(page.rows, self.older.pages.get(page.id, page).rows)
        lines = range(line + 1, line + 1 + count)
        spots_of_plans = {
            (row, column)
            for row, column in cells
            if row in lines and columns.get(column) in numbers
        }
        held = sorted({row for row, _ in spots_of_plans})
        for row, target in zip(held, page.lines, strict=False):
            for column, name in columns.items():
                raw = cells.get((row, column))
                if raw is None or name not in numbers:
                    continue
                definition = page.columns[numbers[name]]
                cell, fault = cell_values.read_tariff_cell(
                    page.id, definition, raw, _AnyList(self.lists)
                )
                kept = cell_values.kept_cell(raw, cell, fault)
                key = {"yes-no": "yes-no", "volume": "unlimited"}.get(definition.kind, "")
                key = f"choice/{name}/{page.id}" if definition.kind == "choice" else key
                if key and isinstance(kept, str):
                    kept = self._choose_label(key, kept)
                held_now = kept.text if isinstance(kept, Formula) else kept
                self.cells[page.id, target, numbers[name]] = held_now
        for row in held[len(page.lines) :]:
            cell = layout.cell_name(row, min(columns))
            self._find(Fault("questionnaire.plan-left", {}, "warning"), title, cell)
        return spots_of_plans | {(line, column) for column in columns}

    def _contact(self, cells: Cells) -> set[Spot]:
        """Take over the contact of the sender; return its cells."""
        taken = set()
        contact, first = _FORMER_CONTACT.get(
            self.meta["version"], (self.older.plan.contact, layout.FIRST_CONTACT)
        )
        own = self.form.plan.contact
        for number, key in enumerate(contact):
            raw = cells.get((first + number, 2))
            if raw is not None and key in own:
                held, _ = cell_values.free_text(raw)
                self.cells[layout.START, layout.FIRST_CONTACT + own.index(key), 2] = held
                taken.add((first + number, 2))
        return taken


class _AnyList(dict[str, Mapping[str, str]]):
    """Lists of a file; a missing list has no choices."""

    def __missing__(self, key: str) -> Mapping[str, str]:
        return {}


def _is_moved(cells: Cells, column: int, kept: ProtectedCells) -> bool:
    """Tell whether rows or columns of a sheet of values are not where they were written."""
    own = {
        spot: text_mark
        for cell, text_mark in kept.texts.items()
        for spot in [layout.cell_position(cell)]
        if spot[0] == layout.HEADERS or (spot[1] == layout.CODE and spot[0] > layout.HEADERS)
    }
    return column != layout.CODE or any(
        mark(cell_values.cell_text(cells.get(spot))) != text_mark for spot, text_mark in own.items()
    )


def _text(raw: object) -> str:
    return raw.strip() if isinstance(raw, str) else ""


def _codes(form: Form) -> Iterator[tuple[str, tuple[Page, Ask]]]:
    """Yield the codes of rows, of this and of former versions."""
    for page in form.pages.values():
        for ask in page.asks:
            definition = catalogue.indicators()[ask.indicator]
            former = next(iter(definition.codes.get("itu", ())), ask.indicator)
            yield f"{former} {ask.category}".strip(), (page, ask)
    for page in form.pages.values():
        for ask in page.asks:
            yield ask.code, (page, ask)


def _read_lists(book: Workbook) -> dict[str, dict[str, str]]:
    """Return the codes by label of each list in the hidden sheet of a file."""
    if HIDDEN[LISTS] not in book.titles:
        return {}
    cells = book.cells(HIDDEN[LISTS])
    heads = {column: text_of(raw) for (row, column), raw in cells.items() if row == 0}
    lists: dict[str, dict[str, str]] = {}
    for (row, column), raw in cells.items():
        if row and column in heads:
            label = text_of(cells.get((row, column + 1), ""))
            lists.setdefault(heads[column], {})[label] = text_of(raw)
    return lists
