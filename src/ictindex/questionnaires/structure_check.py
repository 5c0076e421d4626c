"""Opening a workbook that came back: which questionnaire it is, and whether it still is one.

Version, sheets, lists and protected codes are checked before any value is looked at: nothing
could be said for certain of the cells beside a code that was changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ictindex import i18n
from ictindex.core.errors import IctindexError, UnusableFileError
from ictindex.data.cell_text import text_of, visible
from ictindex.questionnaires import writer
from ictindex.questionnaires.labels import HIDDEN, list_options, sheet_titles
from ictindex.questionnaires.layout import LISTS, META, Delivery, Form, make_form
from ictindex.questionnaires.protection import ProtectedCells, has_marks, refuse_changed
from ictindex.questionnaires.workbook_cells import Workbook

_META_ROWS, _LIST_ROWS = 100, 300
_NUMBERS = ("edition", "year", "questions")
_NEEDED = ("ictindex-questionnaire", "version", "digest", "economy", *_NUMBERS)


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A workbook whose version and structure were checked."""

    name: str
    form: Form
    language: str
    questions: int
    titles: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    kept: Mapping[str, ProtectedCells]

    def page(self, source: str) -> str:
        """Return the id of the sheet that an address names, or nothing."""
        return next(
            (key for key, title in self.titles.items() if source == f"{self.name}!{title}"), ""
        )

    def expect(
        self, page: str, row: int, column: int, wanted: str, cells: Mapping[tuple[int, int], object]
    ) -> None:
        """Refuse the workbook if a protected cell does not hold what it should."""
        refuse_changed(self.name, self.titles[page], (row, column), wanted, cells)


def open_questionnaire(book: Workbook) -> CheckedWorkbook:
    """Check version and structure of a workbook."""
    if HIDDEN[META] not in book.titles:
        raise UnusableFileError("questionnaire.not-one", file=book.name)
    cells = book.cells(HIDDEN[META], _META_ROWS)
    meta = {
        text_of(value): text_of(cells.get((row, 1)))
        for (row, column), value in cells.items()
        if column == 0
    }
    laid = _form(book.name, meta)
    language, questions = meta["language"], int(meta["questions"])
    named = {
        key: meta.get(f"sheet {key}", "")
        for key in sheet_titles(laid, language, answers=questions >= 0)
    }
    if tuple(named.values()) != book.titles:
        raise UnusableFileError(
            "questionnaire.sheets",
            file=book.name,
            found=[visible(title)[:40] for title in book.titles[:40]],
            wanted=[visible(title)[:40] for title in named.values()],
        )
    codes = _lists(book, named[LISTS], laid, language)
    try:
        kept = {key: ProtectedCells.read(key, meta) for key in named if has_marks(laid, key)}
    except (ValueError, RecursionError) as error:
        raise UnusableFileError("questionnaire.not-one", file=book.name) from error
    return CheckedWorkbook(book.name, laid, language, questions, named, codes, kept)


def _form(name: str, meta: Mapping[str, str]) -> Form:
    sound = (
        all(key in meta for key in _NEEDED)
        and meta.get("language") in i18n.LANGUAGES
        and all(
            meta[key].removeprefix("-").isdecimal() and meta[key].isascii() and len(meta[key]) < 7
            for key in _NUMBERS
        )
    )
    if not sound:
        raise UnusableFileError("questionnaire.not-one", file=name)
    try:
        deadline = meta.get("deadline", "")
        delivery = Delivery(
            meta.get("send-to", ""), dt.date.fromisoformat(deadline) if deadline else None
        )
        laid = make_form(
            meta["economy"], int(meta["edition"]), int(meta["year"]), meta.get("index", ""),
            delivery,
        )  # fmt: skip
    except (IctindexError, ValueError) as error:
        raise UnusableFileError("questionnaire.not-one", file=name) from error
    own = (str(writer.FORMAT), laid.plan.digest)
    if (meta["ictindex-questionnaire"], meta["digest"]) != own:
        raise UnusableFileError(
            "questionnaire.version",
            file=name,
            found=visible(meta["version"])[:20],
            known=str(laid.plan.version),
            library=visible(meta.get("library", ""))[:20],
        )
    return laid


def _lists(book: Workbook, title: str, laid: Form, language: str) -> dict[str, dict[str, str]]:
    """Return the codes by label of each list, as the workbook itself has them."""
    known = list_options(laid, language)
    cells = book.cells(title, _LIST_ROWS)
    lists: dict[str, dict[str, str]] = {}
    for number, (key, pairs) in enumerate(known.items()):
        refuse_changed(book.name, title, (0, 2 * number), key, cells)
        labels = lists[key] = {}
        for row, (code, _) in enumerate(pairs, start=1):
            refuse_changed(book.name, title, (row, 2 * number), code, cells)
            labels[text_of(cells.get((row, 2 * number + 1), ""))] = code
        labels |= {code: code for code, _ in pairs}
    return lists
