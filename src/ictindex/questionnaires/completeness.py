"""How far a questionnaire is filled in: asked, filled and still needed, by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ictindex import i18n
from ictindex.questionnaires.cell_values import cell_text
from ictindex.questionnaires.labels import list_options
from ictindex.questionnaires.layout import Form, Page, cell_name
from ictindex.questionnaires.sheet_plan import Column
from ictindex.questionnaires.sheets import Contents, Place

# The indices whose result needs plans on offer: without any there is no price.
_PRICED = ("idi", "ipb")


class Submitted(Protocol):
    """The parts of a submission that are counted."""

    @property
    def form(self) -> Form: ...
    @property
    def language(self) -> str: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def contents(self) -> Contents: ...


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What a sheet asks for, what is filled in, and which cells an index still needs."""

    page: str
    title: str
    kind: str  # "values" or "tariffs": there a plan counts as one
    asked: int  # rows of values; of plans there is no number asked for
    filled: int  # rows with a value or a status; lines with a plan
    required: int  # of the rows asked for, or of the cells of plans that are there
    missing: tuple[Place, ...]  # cells that are needed and empty

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing that an index needs."""
        return not self.missing


def count_cells(submission: Submitted) -> tuple[SheetCount, ...]:
    """Count what is asked for, filled in and still needed, in the order of the sheets."""
    counts = []
    for page in submission.form.pages.values():
        count = _plans if page.kind == "tariffs" else _values
        counts.append(count(submission, page))
    return tuple(counts)


def describe_counts(submission: Submitted, language: str) -> str:
    """Return how much is filled in, and by sheet which cells an index still needs."""
    counts = count_cells(submission)
    values = [count for count in counts if count.kind == "values"]
    shown = i18n.text(
        "questionnaire", "filled-count", language,
        filled=str(sum(count.filled for count in values)),
        asked=str(sum(count.asked for count in values)),
        plans=str(sum(count.filled for count in counts if count.kind == "tariffs")),
    )  # fmt: skip
    needed = [
        i18n.detail(count.title, i18n.join(cell_name(*place[1:]) for place in count.missing),
                    language)
        for count in counts if count.missing
    ]  # fmt: skip
    if not needed:
        return shown
    more = i18n.text(
        "questionnaire", "still-needed", language, cells=i18n.clauses(needed, language)
    )
    return i18n.sentences(shown, more, language)


def _values(submission: Submitted, page: Page) -> SheetCount:
    form, cells = submission.form, submission.contents.cells
    columns = [form.column_of(what) for what in ("value", "status")]
    filled = {
        ask.row for ask in page.asks
        if any(_holds(cells.get((page.id, ask.row, column))) for column in columns)
    }  # fmt: skip
    required = [ask.row for ask in page.asks if ask.required]
    missing = tuple((page.id, row, columns[0]) for row in required if row not in filled)
    return SheetCount(
        page.id, submission.titles.get(page.id, page.id), page.kind, len(page.asks), len(filled),
        len(required), missing,
    )  # fmt: skip


def _plans(submission: Submitted, page: Page) -> SheetCount:
    cells = submission.contents.cells
    width = range(len(page.columns))
    lines = [
        row for row in page.lines if any(_holds(cells.get((page.id, row, n))) for n in width)
    ]  # fmt: skip
    yes_no = list_options(submission.form, submission.language)["yes-no"]
    needed = [
        (page.id, row, number)
        for row in lines
        for number in _needed(page.columns, page.id, row, cells, yes_no)
    ]
    missing = [place for place in needed if not _holds(cells.get(place))]
    if not lines and submission.form.index in _PRICED:
        # A first plan is needed: its first cell stands for it.
        missing = needed = [(page.id, page.lines[0], 0)]
    return SheetCount(
        page.id, submission.titles.get(page.id, page.id), page.kind, 0, len(lines), len(needed),
        tuple(missing),
    )  # fmt: skip


def _needed(
    columns: Sequence[Column],
    page: str,
    row: int,
    cells: Mapping[Place, object],
    yes_no: Sequence[tuple[str, str]],
) -> Iterator[int]:
    """Yield the columns that a plan needs, some of them for what stands in another one."""
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
