"""The form: the plan laid out for one economy and edition, with the position of every cell.

Writer and reader both use it, so that the cells written are the cells read. It contains positions
and codes, but neither words nor files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UnknownMethodologyError, UsageError
from ictindex.data.io.csv import NONE
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import economy_suggestion
from ictindex.definitions.documents import Document, document_to_collect
from ictindex.submissions.questionnaires.sheet_plan import Column, Plan, load_plan

Position = tuple[str, int, int]  # id of the sheet, row, column
# Rows and columns count from 0, as the writer counts them; ``reference`` makes them A1.
TITLE, INTRODUCTION, FACTS, STARTS, HEADERS, HINTS, IDS = range(7)
FIRST_VALUE, FIRST_TARIFF = HEADERS + 1, IDS + 1
# The first column is hidden: it contains the code of a row, by which the row is read.
CODE, NAME, UNIT, PREVIOUS = range(4)
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
START, ANSWERS, CODES, LISTS, META = "start", "answers", "codes", "lists", "meta"
CORRECTIONS = "corrections"  # a sheet that only a workbook with changed cells has
FIRST_DELIVERY = 5
FIRST_CONTACT = 9
CONTACT_COLUMN = 2
FIRST_ANSWER = HEADERS + 1
# Columns of the sheet of answers: those that are read, and the last one, which is hidden.
WRITTEN, ANSWER, REASON, RULE, KEY = 4, 8, 9, 10, 11
# The value, and the statements that may be made about it, in the order of the columns.
ANSWER_FIELDS = ("value", "status", "conf_status", "source", "note")


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell."""
    return f"{column_letters(column)}{row + 1}"


def cell_position(cell: str) -> tuple[int, int]:
    """Return the row and the column of a cell by its name."""
    named = _CELL.fullmatch(cell)
    if named is None:
        raise ValueError(cell[:40])
    column = 0
    for letter in named[1]:
        column = column * 26 + ord(letter) - 64
    return int(named[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class Ask:
    """A row that asks for one value: the total of an indicator, or a category of a breakdown."""

    row: int
    indicator: str
    part: bool = False
    breakdown: str = ""
    category: str = ""
    required: bool = False

    @property
    def code(self) -> str:
        """The code of the row in the hidden column: indicator, and category of a breakdown."""
        return (
            f"{self.indicator} {self.breakdown}={self.category}"
            if self.breakdown
            else (self.indicator)
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """The return address of a questionnaire and the deadline; the sender fills in empty ones."""

    send_to: str = ""
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SheetHeading:
    """A row with the title of the rows below it: words of a section by their key."""

    row: int
    section: str
    key: str


@dataclass(frozen=True)
class Page:
    """The layout of a sheet: the rows of values, or the columns and lines of tariffs."""

    id: str
    kind: str
    items: tuple[Ask | SheetHeading, ...] = ()
    columns: tuple[Column, ...] = ()
    service: str = ""
    rows: int = 0
    has_precision: bool = False

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """The rows that ask for a value."""
        return tuple(item for item in self.items if isinstance(item, Ask))

    @property
    def lines(self) -> range:
        """The rows of a sheet of tariffs."""
        return range(FIRST_TARIFF, FIRST_TARIFF + self.rows)


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire laid out for an economy and an edition.

    Parameters
    ----------
    plan : Plan
        The plan: what is asked.
    index, economy : str
        The index whose inputs are asked for, and the economy that is asked.
    edition, year : int
        The edition, and the year of reference.
    offered : int
        The year of the plans on offer: the year of the price basket of the edition.
    pages : mapping
        Pages by id, in order.
    provisional : mapping of str to str
        If no methodology is in force for the edition yet: the document that is followed
        instead, by index. Plans on offer follow the document of the price basket.
    delivery : Delivery
        The address to return it to, and the deadline.
    precision : tuple of str
        The columns for the precision of a value, on sheets that surveys fill: those of the plan,
        or those that a workbook has.
    office : str
        The office that fills it in, if a State has several: a role, never a person. Its workbook
        has the sheets of this office alone.
    rules : str
        Digest of the rules that the live checks follow, as a round pins them; empty: today's.
    """

    plan: Plan
    index: str
    economy: str
    edition: int
    year: int
    offered: int
    pages: Mapping[str, Page]
    provisional: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = field(default_factory=Delivery)
    precision: tuple[str, ...] = ()
    office: str = ""
    rules: str = ""

    def provisional_for(self, page: str = "") -> str:
        """Return the document that a provisional sheet follows; empty if a document is in force."""
        kind = self.pages[page].kind if page in self.pages else ""
        return self.provisional.get("ipb" if kind == "tariffs" else self.index, "")

    @property
    def previous(self) -> tuple[int, ...]:
        """The earlier years next to the cell to fill in, the earliest first."""
        return tuple(range(self.year - self.plan.previous_years, self.year))

    @property
    def revised(self) -> tuple[int, ...]:
        """The earlier years for which a revised value may be entered, the earliest first."""
        return tuple(range(self.year - self.plan.revised_years, self.year))

    def previous_column(self, year: int) -> int:
        """Return the column of the accepted values of an earlier year."""
        return PREVIOUS + self.previous.index(year)

    def revised_column(self, year: int) -> int:
        """Return the column of the revised values of an earlier year."""
        return PREVIOUS + len(self.previous) + self.revised.index(year)

    def column_of(self, field: str) -> int:
        """Return the column of the value, or of a statement about it."""
        first = PREVIOUS + self.plan.previous_years + self.plan.revised_years
        if field in ANSWER_FIELDS:
            return first + ANSWER_FIELDS.index(field)
        return first + len(ANSWER_FIELDS) + self.precision.index(field)

    def precision_on(self, page: str) -> tuple[str, ...]:
        """Return the columns for the precision of a value that a sheet has."""
        return self.precision if page in self.pages and self.pages[page].has_precision else ()

    def fields_on(self, page: str) -> tuple[str, ...]:
        """Return the columns of a sheet of values that are filled in for this year."""
        return (*ANSWER_FIELDS, *self.precision_on(page))

    def width_of(self, page: str) -> int:
        """Return the number of columns of a sheet of values."""
        fields = self.fields_on(page)
        return PREVIOUS + len(self.previous) + len(self.revised) + len(fields)


def keep_sheets(form: Form, office: str, sheets: Collection[str]) -> Form:
    """Return the form of one office of a State: with its own sheets alone."""
    pages = {key: page for key, page in form.pages.items() if key in sheets}
    return replace(form, office=office, pages=pages)


def start_cells(form: Form) -> set[tuple[int, int]]:
    """Return the cells to fill in on the first sheet: the contact, and facts not known yet."""
    delivery = {"send-to": form.delivery.send_to, "deadline": form.delivery.deadline}
    asked = [FIRST_DELIVERY + n for n, key in enumerate(form.plan.delivery) if not delivery[key]]
    asked += [FIRST_CONTACT + n for n, _ in enumerate(form.plan.contact)]
    return {(row, CONTACT_COLUMN) for row in asked}


def find_ask(form: Form, cell: Position | None) -> Ask | None:
    """Return the row of a sheet of values that a cell is in."""
    if cell is None or cell[0] not in form.pages or cell[2] >= form.width_of(cell[0]):
        return None
    return next((ask for ask in form.pages[cell[0]].asks if ask.row == cell[1]), None)


def make_form(
    economy: str,
    edition: int,
    year: int | None = None,
    index: str = "idi",
    delivery: Delivery | None = None,
    precision: tuple[str, ...] | None = None,
    plan: Plan | None = None,
) -> Form:
    """Lay the questionnaire out, by today's plan or another one, whose precision may differ."""
    for name, argument in (("edition", edition), ("year", year)):
        fits = (isinstance(argument, int) and not isinstance(argument, bool)) or (
            name == "year" and argument is None
        )
        arguments.require(fits, name, "whole-number", argument)
    arguments.require(arguments.is_text(economy), "economy", "text", economy)
    # A fictitious economy has a questionnaire too: for training.
    if economy not in (*catalogue.economies(), *catalogue.synthetic_economies()):
        near = economy_suggestion(economy) or NONE
        code = "groups.unknown-economy" if near == NONE else "groups.unknown-economy-near"
        raise CatalogueError(code, wanted=economy, hint=near)
    document, early = document_to_collect(index, edition)
    provisional = {index: document.id} if early else {}
    usual = _year(document, edition)
    year = usual if year is None else year
    if year is None:
        raise UsageError("questionnaire.no-year", document=document.id)
    # A year that the user names applies to the plans too.
    basket, early = _basket(edition)
    if basket is not None and early:
        provisional["ipb"] = basket.id
    own = None if basket is None else _year(basket, edition)
    offered = (own or year) if year == usual else year
    plan = load_plan() if plan is None else plan
    required = _list_required(document)
    pages: dict[str, Page] = {}
    for key, sheet in plan.sheets.items():
        if index not in sheet.indices:
            continue
        if sheet.kind == "tariffs":
            pages[key] = Page(
                key, "tariffs", columns=sheet.columns, service=sheet.service, rows=sheet.rows
            )
        else:
            items = _items(plan, key, required)
            pages[key] = Page(key, "values", items, has_precision=sheet.precision)
    return Form(
        plan,
        index,
        economy,
        edition,
        year,
        offered,
        MappingProxyType(pages),
        MappingProxyType(provisional),
        delivery or Delivery(),
        plan.precision if precision is None else precision,
    )


def _list_required(document: Document) -> frozenset[str]:
    """Return the indicators that an index needs, and those that its rates are derived from."""
    rules = catalogue.rate_rules()
    needed: set[str] = set()
    for leaf in document.leaves:
        rule = rules.get(leaf.indicator)
        needed |= {leaf.indicator} if rule is None else set(rule.operands)
    return frozenset(needed)


def _basket(edition: int) -> tuple[Document | None, bool]:
    """Return the price basket that the plans on offer follow, and whether it is provisional."""
    try:
        return document_to_collect("ipb", edition)
    except UnknownMethodologyError:
        return None, False


def _year(document: Document, edition: int) -> int | None:
    """Return the year that an edition refers to, if its methodology states one."""
    return None if document.years is None else edition + document.years.reference


def _items(plan: Plan, key: str, required: frozenset[str]) -> tuple[Ask | SheetHeading, ...]:
    items: list[Ask | SheetHeading] = []
    for line in plan.sheets[key].lines:
        if line.starts:
            items.append(SheetHeading(FIRST_VALUE + len(items), "questionnaire/parts", line.starts))
        last = ""
        for breakdown, category in plan.rows(line):
            if breakdown != last:
                heading = SheetHeading(
                    FIRST_VALUE + len(items), "questionnaire/breakdowns", breakdown
                )
                items.append(heading)
                last = breakdown
            needed = line.indicator in required and not breakdown
            ask = Ask(
                FIRST_VALUE + len(items), line.indicator, line.part, breakdown, category, needed
            )
            items.append(ask)
    return tuple(items)
