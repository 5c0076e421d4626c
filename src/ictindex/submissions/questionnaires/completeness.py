"""Completeness of a questionnaire: cells asked for, filled in and still needed, by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.submissions.questionnaires.cell_values import cell_text, column_heading
from ictindex.submissions.questionnaires.labels import list_options, name_in_full
from ictindex.submissions.questionnaires.layout import Form, Page
from ictindex.submissions.questionnaires.sheet_plan import Column
from ictindex.submissions.questionnaires.sheets import Contents, Position

# The indices whose result needs plans on offer: without a plan there is no price.
_PRICED = ("idi", "ipb")


class CountedParts(Protocol):
    """The parts of a submission that are counted."""

    @property
    def form(self) -> Form: ...
    @property
    def language(self) -> str: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def contents(self) -> Contents: ...
    def cell(self, position: Position) -> str: ...


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Counts of a sheet: cells asked for, cells filled in, and cells that an index still needs."""

    page: str
    title: str
    kind: str  # "values", or "tariffs", where each plan counts as 1
    asked: int  # rows of values; no number of plans is asked for
    filled: int  # rows with a value or a status; lines with a plan
    required: int  # among the rows asked for, or among the cells of the plans entered
    missing: tuple[Position, ...]  # cells that are needed but empty

    @property
    def is_complete(self) -> bool:
        """True if nothing that an index needs is missing."""
        return not self.missing


def count_cells(submission: CountedParts) -> tuple[SheetCount, ...]:
    """Count the cells asked for, filled in and still needed, in the order of the sheets."""
    counts = []
    for page in submission.form.pages.values():
        count = _plans if page.kind == "tariffs" else _values
        counts.append(count(submission, page))
    return tuple(counts)


def record_counts(submission: CountedParts) -> list[dict[str, object]]:
    """Return how many cells of each sheet are completed, as plain data."""
    return [
        {
            "sheet": count.title,
            "asked": count.asked,
            "filled": count.filled,
            "required": count.required,
            "missing": list(filter(None, map(submission.cell, count.missing))),
            "absent": [
                _name(submission, cell, submission.language)
                for cell in count.missing
                if not submission.cell(cell)
            ],
        }
        for count in count_cells(submission)
    ]


def describe_counts(submission: CountedParts, language: str) -> str:
    """Return how much is filled in, and the cells that an index still needs, by sheet."""
    counts = count_cells(submission)
    values = [count for count in counts if count.kind == "values"]
    shown = i18n.text(
        "questionnaire",
        "filled-count",
        language,
        filled=str(sum(count.filled for count in values)),
        asked=str(sum(count.asked for count in values)),
        plans=str(sum(count.filled for count in counts if count.kind == "tariffs")),
    )
    needed, absent = [], []
    for count in counts:
        cells = [(submission.cell(position), position) for position in count.missing]
        if empty := [cell for cell, _ in cells if cell]:
            needed.append(i18n.detail(count.title, i18n.join(empty, language), language))
        # A cell of the same name may hold another figure: the figure itself is named.
        if lost := [_name(submission, position, language) for cell, position in cells if not cell]:
            absent.append(i18n.detail(count.title, i18n.join(lost, language), language))
    for key, named in (("still-needed", needed), ("needed-absent", absent)):
        if named:
            cells_of = i18n.clauses(named, language)
            shown = i18n.sentences(
                shown, i18n.text("questionnaire", key, language, cells=cells_of), language
            )
    return shown


def _name(submission: CountedParts, position: Position, language: str) -> str:
    """Return the name of the figure that a cell asks for, or of the column of a plan."""
    page, row, column = position
    of = submission.form.pages[page]
    if of.columns:
        return column_heading(of.columns[column].name, language)
    return next(name_in_full(ask, language) for ask in of.asks if ask.row == row)


def _values(submission: CountedParts, page: Page) -> SheetCount:
    form, cells = submission.form, submission.contents.cells
    columns = [form.column_of(what) for what in ("value", "status")]
    filled = {
        ask.row
        for ask in page.asks
        if any(_holds(cells.get((page.id, ask.row, column))) for column in columns)
    }
    required = [ask.row for ask in page.asks if ask.required]
    missing = tuple((page.id, row, columns[0]) for row in required if row not in filled)
    return SheetCount(
        page.id,
        submission.titles.get(page.id, page.id),
        page.kind,
        len(page.asks),
        len(filled),
        len(required),
        missing,
    )


def _plans(submission: CountedParts, page: Page) -> SheetCount:
    cells = submission.contents.cells
    width = range(len(page.columns))
    lines = [row for row in page.lines if any(_holds(cells.get((page.id, row, n))) for n in width)]
    yes_no = list_options(submission.form, submission.language)["yes-no"]
    needed = [
        (page.id, row, number)
        for row in lines
        for number in _find_needed(page.columns, page.id, row, cells, yes_no)
    ]
    missing = [cell for cell in needed if not _holds(cells.get(cell))]
    if not lines and submission.form.index in _PRICED:
        # A first plan is needed: its first cell represents it.
        missing = needed = [(page.id, page.lines[0], 0)]
    return SheetCount(
        page.id,
        submission.titles.get(page.id, page.id),
        page.kind,
        0,
        len(lines),
        len(needed),
        tuple(missing),
    )


def _find_needed(
    columns: Sequence[Column],
    page: str,
    row: int,
    cells: Mapping[Position, object],
    yes_no: Sequence[tuple[str, str]],
) -> Iterator[int]:
    """Yield the columns that a plan needs; some depend on the content of another column."""
    names = [column.name for column in columns]
    for number, column in enumerate(columns):
        name, _, code = column.needed_with.partition("=")
        if not name:
            if column.needed:
                yield number
            continue
        other = cells.get((page, row, names.index(name)))
        if code:
            words = {code, *(label for each, label in yes_no if each == code)}
            if cell_text(other) in words or (other is False and code == "no"):
                yield number
        elif isinstance(other, (int, float)) and not isinstance(other, bool) and other:
            yield number


def _holds(raw: object) -> bool:
    return raw is not None and raw != ""
