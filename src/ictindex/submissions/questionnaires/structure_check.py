"""Structure of a workbook that came back: its identity, and the position of its sheets and rows.

Version, lists and hidden identity are checked strictly. Sheets, rows and columns that were moved,
renamed or added are found by their codes, and a notice reports them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import islice

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError, UnusableFileError
from ictindex.data.cell_text import Fault, text_of, visible
from ictindex.data.io.observation_columns import PRECISION
from ictindex.language import i18n
from ictindex.submissions.questionnaires import arrangement, layout, writer
from ictindex.submissions.questionnaires.arrangement import Arrangement, FoundSheet
from ictindex.submissions.questionnaires.earlier_plans import Plans, read_plans
from ictindex.submissions.questionnaires.labels import HIDDEN, code_of, list_options, sheet_titles
from ictindex.submissions.questionnaires.layout import (
    LISTS,
    META,
    Delivery,
    Form,
    keep_sheets,
    make_form,
)
from ictindex.submissions.questionnaires.price_conversion import Factor, read_factors
from ictindex.submissions.questionnaires.protected_cells import (
    ProtectedCells,
    has_marks,
    identity_of,
    mark,
    refuse_changed,
)
from ictindex.submissions.questionnaires.sheet_plan import Plan, find_plan
from ictindex.submissions.questionnaires.workbook_cells import Workbook

_META_ROWS = 200
_WITHOUT_MARK = "1"
_MOST_TEXTS = 5_000  # cells of a sheet that are read to identify it
_NUMBERS = ("edition", "year", "questions")
_NEEDED = ("ictindex-questionnaire", "version", "digest", "economy", *_NUMBERS)
_CURRENCY, _MOST_CURRENCIES = "currency", 3
_LIKE = 3  # a third of its codes or texts identifies a sheet


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A workbook whose identity was checked, and whose sheets were found."""

    name: str
    form: Form
    language: str
    questions: int
    changes: int  # rows of the sheet of changed cells
    salt: str  # of the digests of its confidential contents
    titles: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    kept: Mapping[str, ProtectedCells]
    arrangements: Mapping[str, Arrangement] = field(default_factory=dict)
    plans: Plans = field(default_factory=dict)  # of the year before
    factors: Sequence[Factor] = ()  # incomes and rates of the economy
    # About the sheets themselves: id or title, and what to report.
    notices: tuple[tuple[str, Fault], ...] = ()

    def page(self, source: str) -> str:
        """Return the id of the sheet that an address names, or an empty text."""
        return next(
            (key for key, title in self.titles.items() if source == f"{self.name}!{title}"), ""
        )

    def rows(self, page: str) -> int:
        """Return the number of rows of a sheet that is made again each time."""
        return self.changes if page == layout.CORRECTIONS else self.questions

    def arrangement(self, page: str) -> Arrangement:
        """Return the arrangement of the rows and columns of a sheet in the file."""
        return self.arrangements.get(page, Arrangement())


def read_meta(book: Workbook) -> dict[str, str]:
    """Return what the hidden sheet states; a workbook without one is not a questionnaire."""
    if HIDDEN[META] not in book.titles:
        raise UnusableFileError("questionnaire.not-one", file=book.name)
    cells = book.cells(HIDDEN[META])
    return {
        text_of(value): text_of(cells.get((row, 1)))
        for (row, column), value in cells.items()
        if column == 0 and row < _META_ROWS
    }


def open_questionnaire(book: Workbook) -> CheckedWorkbook:
    """Check the identity of a workbook, and find its sheets, rows and columns."""
    meta = read_meta(book)
    laid = _form(book.name, meta)
    language, questions = meta["language"], int(meta["questions"])
    changes = _count_changes(meta)
    named = {
        key: meta.get(f"sheet {key}", "")
        for key in sheet_titles(laid, language, answers=questions >= 0, corrections=bool(changes))
    }
    try:
        kept = {key: ProtectedCells.read(key, meta) for key in named if has_marks(laid, key)}
        plans, factors = read_plans(laid, meta), read_factors(meta)
    except (ValueError, RecursionError) as error:
        raise UnusableFileError("questionnaire.not-one", file=book.name) from error
    titles, notices = find_sheets(book, laid, named, kept)
    codes = _lists(book, titles.get(LISTS, ""), laid, language)
    arranged = {}
    for key, title in titles.items():
        if has_marks(laid, key):
            texts = kept[key].texts
            sheet = FoundSheet(book.name, title, language, book.cells(title), texts)
            arranged[key] = _arrange(sheet, laid, key)
    return CheckedWorkbook(
        book.name,
        laid,
        language,
        questions,
        changes,
        meta.get("salt", ""),
        titles,
        codes,
        kept,
        arranged,
        plans,
        factors,
        tuple(notices),
    )


def _count_changes(meta: Mapping[str, str]) -> int:
    """Return the number of rows of the sheet of changed cells; a workbook may have none."""
    text = meta.get("corrections", "0")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0


def _arrange(sheet: FoundSheet, form: Form, key: str) -> Arrangement:
    page = form.pages.get(key)
    if page is None:
        column = 1 if key == layout.START else 0
        last = layout.FIRST_CONTACT + len(form.plan.contact)
        return arrangement.arrange_texts(sheet, dict.fromkeys(range(last), column))
    if page.kind == "tariffs":
        return arrangement.arrange_tariffs(sheet, page)
    return arrangement.arrange_values(sheet, form, page)


def find_sheets(
    book: Workbook, form: Form, named: Mapping[str, str], kept: Mapping[str, ProtectedCells]
) -> tuple[dict[str, str], list[tuple[str, Fault]]]:
    """Return the sheets of a workbook by id, and what to report about them."""
    titles = {key: title for key, title in named.items() if title in book.titles}
    texts = {key: _texts(form, key, marks) for key, marks in kept.items()}
    # A sheet with the title of another one is identified by its contents.
    for key in [key for key in titles if key in form.pages]:
        others = [title for title in book.titles if title != titles[key]]
        is_own = _share(book, titles[key], texts[key]) > 0
        if not is_own and any(_is_like(book, title, texts[key]) for title in others):
            del titles[key]
    notices: list[tuple[str, Fault]] = []
    for key in [key for key in texts if key not in titles]:
        best = _like(book, set(titles.values()), texts[key])
        if best:
            titles[key] = best
            details: dict[str, object] = {"sheet": visible(best)[:80], "name": visible(named[key])}
            notices.append((key, Fault("questionnaire.sheet-renamed", details, "information")))
    order = [title for title in book.titles if title in titles.values()]
    if order != [titles[key] for key in named if key in titles]:
        notices.append(("", Fault("questionnaire.sheets-moved", {}, "information")))
    missing = [key for key in named if key not in titles and key not in (LISTS, layout.CODES)]
    for key in missing:
        details = {"sheet": visible(named[key])[:80]}
        # Nobody fills that sheet in: no hand-back has it again.
        is_record = key == layout.CORRECTIONS
        code = "questionnaire.corrections-missing" if is_record else "questionnaire.sheet-missing"
        notices.append(("", Fault(code, details, "warning")))
    added = [title for title in book.titles if title not in titles.values()]
    notices += [(title, _extra(book, title, titles, texts)) for title in added]
    return {key: titles[key] for key in named if key in titles}, notices


def _like(book: Workbook, taken: set[str], texts: frozenset[str]) -> str:
    """Return the sheet that has most of some texts, if it has enough of them."""
    free = [title for title in book.titles if title not in taken]
    best = max(free, key=lambda title: _share(book, title, texts), default="")
    return best if best and _is_like(book, best, texts) else ""


def _is_like(book: Workbook, title: str, texts: frozenset[str]) -> bool:
    return _share(book, title, texts) * _LIKE >= 1


def _extra(
    book: Workbook, title: str, titles: Mapping[str, str], texts: Mapping[str, frozenset[str]]
) -> Fault:
    """Return what to report about a sheet that the questionnaire does not have."""
    shown = visible(title)[:80]
    for key in titles:
        if key in texts and _is_like(book, title, texts[key]):
            details: dict[str, object] = {"sheet": shown, "name": visible(titles[key])[:80]}
            return Fault("questionnaire.sheet-copy", details, "warning")
    return Fault("questionnaire.sheet-added", {"sheet": shown}, "information")


def _texts(form: Form, key: str, kept: ProtectedCells) -> frozenset[str]:
    """Return the marks of texts that identify a sheet: its codes, names of columns or words."""
    page = form.pages.get(key)
    if page is None:
        return frozenset(kept.texts.values())
    if page.asks:
        return frozenset(mark(code_of(ask)) for ask in page.asks)
    heads = [text for cell, text in kept.texts.items() if _is_head(cell)]
    return frozenset([*heads, *(mark(column.name) for column in page.columns)])


def _is_head(cell: str) -> bool:
    """Tell whether a cell is in the row of the headings of columns."""
    return layout.cell_position(cell)[0] == layout.HEADERS


def _share(book: Workbook, title: str, texts: frozenset[str]) -> float:
    """Return the share of the texts of a sheet that another sheet has."""
    try:
        cells = book.cells(title)
    except UnusableFileError:  # a sheet that cannot be read does not belong to the questionnaire
        return 0.0
    words = (raw.strip() for raw in cells.values() if isinstance(raw, str))
    held = {mark(text) for text in islice(words, _MOST_TEXTS)}
    return len(held & texts) / len(texts) if texts else 0.0


def read_identity(name: str, meta: Mapping[str, str], plan: Plan | None = None) -> Form:
    """Return the form that a workbook of any version identifies; refuse a changed identity.

    It is laid out by today's plan, or by the plan of the workbook.
    """
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
            meta["economy"],
            int(meta["edition"]),
            int(meta["year"]),
            meta.get("index", ""),
            delivery,
            _read_precision(meta),
            plan,
        )
    except (IctindexError, ValueError) as error:
        raise UnusableFileError("questionnaire.not-one", file=name) from error
    if meta.get("office"):
        laid = keep_sheets(laid, meta["office"], meta.get("sheets", "").split())
    # Workbooks of the first version do not have the mark.
    unmarked = "identity" not in meta and meta["version"] == _WITHOUT_MARK
    if not unmarked and meta.get("identity") != identity_of(laid):
        raise UnusableFileError(
            "questionnaire.identity-changed",
            file=name,
            economy=laid.economy,
            edition=str(laid.edition),
            year=str(laid.year),
        )
    return laid


def _read_precision(meta: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns for precision that a workbook has; older workbooks have none."""
    names = tuple(meta.get("precision", "").split())
    if len(set(names)) < len(names) or not {*names} <= {*PRECISION}:
        raise ValueError("precision")
    return names


def _form(name: str, meta: Mapping[str, str]) -> Form:
    """Return the form of a workbook by the plan that it names: today's, or one that is kept."""
    plan = find_plan(meta.get("digest", ""))
    laid = read_identity(name, meta, plan)
    if plan is None or meta["ictindex-questionnaire"] != str(writer.FORMAT):
        raise UnusableFileError(
            "questionnaire.version",
            file=name,
            found=visible(meta["version"])[:20],
            known=str(laid.plan.version),
            library=visible(meta.get("library", ""))[:20],
        )
    return laid


def _currencies(cells: Mapping[tuple[int, int], object], column: int) -> dict[str, str]:
    """Return the currencies of a list in a workbook: that of the economy may have changed since."""
    listed = (text_of(cells.get((row, column), "")) for row in range(1, _MOST_CURRENCIES + 1))
    return {code: code for code in listed if code}


def _lists(book: Workbook, title: str, laid: Form, language: str) -> dict[str, dict[str, str]]:
    """Return the codes by label of each list in the workbook itself."""
    options = list_options(laid, language)
    # If a program dropped the hidden sheets, the labels of this library are used.
    cells = book.cells(title) if title else None
    lists: dict[str, dict[str, str]] = {}
    for number, (key, pairs) in enumerate(options.items()):
        labels = lists[key] = {}
        if cells is None:
            labels |= {label: code for code, label in pairs}
        elif key == _CURRENCY:
            refuse_changed(book.name, title, (0, 2 * number), key, cells)
            labels |= _currencies(cells, 2 * number)
        else:
            refuse_changed(book.name, title, (0, 2 * number), key, cells)
            for row, (code, _) in enumerate(pairs, start=1):
                if code in laid.plan.added_statuses and (row, 2 * number) not in cells:
                    continue  # the workbook was written before the status was added
                refuse_changed(book.name, title, (row, 2 * number), code, cells)
                labels[text_of(cells.get((row, 2 * number + 1), ""))] = code
        former = laid.plan.labels.get(language, {}).get(key, {})
        labels |= {label: code for code, label in former.items() if label not in labels}
        labels |= {code: code for code, _ in pairs}
    return lists
