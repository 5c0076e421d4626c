"""Parts of a State: what several offices sent is joined to one table, and nothing is lost.

What counts is what each office last gave for a cell; an empty cell says nothing. The value of the
office that owns the sheet comes before that of another one, whichever is later. Only an answer
``withdraw`` of the owner or of the coordinator removes an accepted value. What one office closes is
closed for all of them. Every difference is a finding, which becomes a query to the coordinator.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import NamedTuple

from ictindex.core import arguments, canonical
from ictindex.core.data_classes import dataclass
from ictindex.data.checks import SCORE
from ictindex.data.dates import date_of
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.kept_rates import find_rates
from ictindex.data.observations import Observations, concatenate, make
from ictindex.data.rates import derive
from ictindex.data.tables.addresses import Cells
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import OFFICIAL, counted_class, free_marks
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.sentences import Sentence
from ictindex.submissions.closed.offices import Offices, find_office, read_offices, sheet_of
from ictindex.submissions.validation.acceptance import unite_receipts
from ictindex.submissions.validation.compared_cells import ComparedCell
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.roles import ROLES
from ictindex.submissions.validation.subject import OBSERVATIONS

OVERLAP, EMPTIED = "parts.overlap", "parts.emptied"
EMPTIED_CLOSED = "parts.emptied-closed"
NOT_AVAILABLE, CLOSED = "parts.not-available", "parts.closed-by-one"
REPLACED, LATE = "parts.replaced", "parts.late"
WITHDRAWN, NOT_OWNER = "parts.withdrawn", "parts.withdrawal-not-owner"
# A release names those of these that nobody has answered.
UNSETTLED = (OVERLAP, EMPTIED, EMPTIED_CLOSED)
_SUPPRESSED, _CONFIDENTIAL = "Q", "C"
_TOTAL = "_T"

Cell = tuple[str, str, int, str]  # economy, indicator, year, breakdowns: "sex=F age=15-24"


class WithdrawnCell(NamedTuple):
    """An answer ``withdraw`` to a query: an office takes the value of a cell back.

    Parameters
    ----------
    cell : tuple
        Economy, indicator, year, and the part such as ``"sex=F"``; empty for the total.
    office : str
        The office that answers; empty if the State has one office.
    day : datetime.date
        The day of the answer.

    Examples
    --------
    >>> WithdrawnCell(("ECU", "internet-users", 2023, ""), "", dt.date(2025, 3, 20)).cell[1]
    'internet-users'
    """

    cell: Cell
    office: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class JoinedParts:
    """The submissions of a round, with the parts of each State joined.

    Parameters
    ----------
    receipts : tuple of Receipt
        Receipts for :func:`ictindex.select_sources`: one for each State that answered in parts,
        and every other receipt as it is.
    findings : Findings
        Every difference between the parts, and every part that came too late.

    Examples
    --------
    >>> JoinedParts((), Findings()).receipts
    ()
    """

    receipts: tuple[Receipt, ...]
    findings: Findings


class _Key(NamedTuple):
    """A cell, and what distinguishes several values of it: class, unit, another source."""

    cell: Cell
    kind: str
    source: str
    is_score: bool


@dataclass(frozen=True, slots=True)
class _Statement:
    """The statement of an office about a cell, in one submission."""

    office: str
    day: dt.date | None
    row: int  # in the table of all parts; -1 for one without a row
    value: Decimal | None = None
    mark: str = ""  # of confidentiality
    is_silent: bool = False  # without a value that exists
    is_withdrawn: bool = False

    @property
    def is_closed(self) -> bool:
        return self.mark not in free_marks()


@dataclass(slots=True)
class _CellState:
    """The last statements of the offices about a cell, and their differences."""

    owner: str
    coordinator: str
    ranks: Mapping[str, int]
    values: dict[str, _Statement] = field(default_factory=dict)
    closing: list[_Statement] = field(default_factory=list)
    silent: dict[str, _Statement] = field(default_factory=dict)
    differences: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)

    def add(self, stated: _Statement) -> None:
        """Add the next statement, in the order of the days."""
        office = stated.office
        if stated.is_withdrawn:
            self._withdraw(stated)
        elif stated.is_silent:
            self.silent[office] = stated
        else:
            before = self.values.get(office)
            if before is not None and before.value != stated.value:
                # On one day, or without a day, the order is that of acceptance.
                sure = None not in (before.day, stated.day) and before.day != stated.day
                details = {"office": _name(office), "earlier": before.value, "later": stated.value}
                self.differences.append((REPLACED, "information" if sure else "warning", details))
            self.values[office] = stated
            self.closing += [stated] if stated.is_closed else []
            self.silent.pop(office, None)

    def _withdraw(self, stated: _Statement) -> None:
        others = [each for each in self.values.values() if each.office != stated.office]
        if stated.office in (self.owner, self.coordinator):
            if others and not self.closing:
                details = {"office": _name(stated.office), **_list_values(others)}
                self.differences.append((WITHDRAWN, "warning", details))
            self.values.clear()
            self.closing.clear()
            self.silent.clear()
        elif self.values:
            details = {"office": _name(stated.office), "other": _name(self.owner)}
            self.differences.append((NOT_OWNER, "warning", details))

    def choose(self) -> _Statement | None:
        """Return the statement that counts: that of the owner of the sheet before any other."""
        listed = self.values or self.silent
        if not listed:
            return None
        return min(listed.values(), key=lambda each: self.ranks[each.office])

    def compare(self, used: _Statement) -> None:
        """Add what differs from the statement that counts."""
        current = list(self.values.values())
        if self.closing:
            # No finding names a value of a closed cell.
            self.differences = [entry for entry in self.differences if entry[0] == NOT_OWNER]
            if len({(each.is_closed, each.value) for each in current}) > 1 or not used.is_closed:
                names = dict.fromkeys(each.office for each in self.closing)
                self.differences.append((CLOSED, "warning", {"offices": tuple(map(_name, names))}))
            return
        if used.is_silent:
            return
        if len({each.value for each in current}) > 1:
            others = [each for each in current if each.value != used.value]
            details = {"office": _name(used.office), "used": used.value, **_list_values(others)}
            self.differences.append((OVERLAP, "warning", details))
        for office, stated in self.silent.items():
            own = self.values.get(office)
            if own is not None:
                details = {"office": _name(office), "used": own.value}
                self.differences.append((EMPTIED, "warning", details))
            elif not _is_earlier(stated, used):
                details = {"other": _name(office), "office": _name(used.office), "used": used.value}
                self.differences.append((NOT_AVAILABLE, "warning", details))


def join_parts(
    receipts: Iterable[Receipt],
    offices: Offices | None = None,
    *,
    cut_off: dt.date | str | None = None,
    withdrawals: Iterable[WithdrawnCell] = (),
    rates: str | None = None,
) -> JoinedParts:
    """Join what several offices of a State sent to one table, and name every difference.

    Parameters
    ----------
    receipts : iterable of Receipt
        Receipts joined to their tables, in the order of their acceptance. Receipts of a compiler,
        and of tables of the price basket, stay as they are.
    offices : Offices, optional
        The offices of each State, from :func:`ictindex.rounds.read_offices`; by default each
        State has one office.
    cut_off : datetime.date or str, optional
        What was submitted after this day is not joined, and named as late.
    withdrawals : iterable of WithdrawnCell
        Answers ``withdraw`` to queries.
    rates : str, optional
        Digest of the rules of derived rates, as the round pins it; by default those of this
        version.

    Returns
    -------
    JoinedParts
        The receipts for the selection of sources, and the differences.

    Raises
    ------
    UsageError
        If a receipt names an office that the State does not have, or the parts of a State were
        accepted by different rules.
    RefusedObservationsError
        If the table of offices has errors.
    VoidReceiptError
        If anything was changed after a receipt was made.

    Notes
    -----
    A part without a day counts as the earliest one. A rate that was derived from counts is derived
    again from the counts that were joined.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> offices = ict.rounds.read_offices(pd.DataFrame(
    ...     [["ECU", "Statistical office", "", "yes"], ["ECU", "Regulator", "mobile", "no"]],
    ...     columns=["economy", "office", "sheets", "coordinator"],
    ... ))
    >>> def accept(office, value, day):
    ...     table = ict.read_observations(pd.DataFrame([{
    ...         "economy": "ECU", "indicator": "internet-users", "year": 2023, "value": value,
    ...         "source_class": "official-submission",
    ...     }]))
    ...     table = table.with_facts(office=office)
    ...     judgement = ict.validate(table, year=2023, role="focal-point")
    ...     return ict.accept(table, judgement, submitted=day)
    >>> joined = ict.rounds.join_parts(
    ...     [accept("Statistical office", "80.5", "2025-02-01"),
    ...      accept("Regulator", "78.0", "2025-03-01")],
    ...     offices,
    ... )
    >>> [str(value) for value in joined.receipts[0].observations.cells["value"]]
    ['80.5']
    >>> [finding.code for finding in joined.findings]
    ['parts.overlap']
    """
    listed = Offices() if offices is None else read_offices(offices)
    listed.refuse_errors()
    last = date_of(cut_off, "cut_off")
    parts: dict[str, list[Receipt]] = {}
    kept: list[Receipt] = []
    findings: list[Finding] = []
    for receipt in receipts:
        arguments.require(isinstance(receipt, Receipt), "receipts", "receipts", receipt)
        receipt.verify()
        whole = receipt.role != ROLES[0] or receipt.kind != OBSERVATIONS or receipt.parts
        if whole or len(receipt.economies) != 1:
            kept.append(receipt)
            continue
        (economy,) = receipt.economies
        find_office(listed, economy, receipt.office or listed.coordinator(economy))
        if last is not None and receipt.submitted is not None and receipt.submitted > last:
            kept.append(receipt)
            details = {"office": _name(receipt.office), "day": receipt.submitted, "cut_off": last}
            findings.append(Finding(LATE, "warning", economy, details=details))
        else:
            parts.setdefault(economy, []).append(receipt)
    gone: dict[str, list[WithdrawnCell]] = {}
    for each in withdrawals:
        fits = isinstance(each, WithdrawnCell)
        arguments.require(fits, "withdrawals", "documented", each)
        if last is None or each.day <= last:
            gone.setdefault(each.cell[0], []).append(each)
    united: list[Receipt] = []
    for economy, several in sorted(parts.items()):
        if len(several) == 1 and economy not in gone:
            united += several
            continue
        table, differences = _join(economy, several, listed, gone.get(economy, ()), rates)
        findings += differences
        is_one = _is_of_one_office(several, table, differences) and economy not in gone
        united += several if is_one else [unite_receipts(several, table)]
    return JoinedParts((*united, *kept), Findings(findings))


def _is_of_one_office(
    several: Sequence[Receipt], table: Observations, differences: Sequence[Finding]
) -> bool:
    """Tell whether the selection finds the same values in the receipts as they are.

    The acknowledgement of each receipt then proves the published figures of its State.
    """
    is_sure = not any(each.code == REPLACED and each.level == "warning" for each in differences)
    if len({receipt.office for receipt in several}) > 1 or not is_sure:
        return False
    days = {receipt.submitted for receipt in several}
    takes_back = any(len(receipt.withdrawn) for receipt in several)
    if None in days or (takes_back and len(days) < len(several)):
        return False
    # A rate may follow from counts that came one after the other.
    stated = {
        (cell, each.value) for r in several for _, cell, each in _statements(r.observations, r)
    }
    return all((cell, each.value) in stated for _, cell, each in _statements(table, None))


def find_emptied(accepted: Iterable[Receipt], table: Observations) -> Findings:
    """Find the accepted values whose cells a new submission of the same office leaves empty.

    Parameters
    ----------
    accepted : iterable of Receipt
        The accepted submissions of the State.
    table : Observations
        The new submission, before it is accepted.

    Returns
    -------
    Findings
        A question for each: the accepted value remains until the office answers ``withdraw``.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> row = {"economy": "ECU", "indicator": "internet-users", "year": 2023, "value": "80.5",
    ...        "source_class": "official-submission"}
    >>> first = ict.read_observations(pd.DataFrame([row]))
    >>> receipt = ict.accept(first, ict.validate(first, year=2023, role="focal-point"))
    >>> again = ict.read_observations(pd.DataFrame([{**row, "value": "", "status": "O"}]))
    >>> [finding.code for finding in ict.rounds.find_emptied([receipt], again)]
    ['parts.emptied']
    """
    arguments.require(isinstance(table, Observations), "table", "observations", table)
    own = [
        receipt
        for receipt in accepted
        if receipt.role == ROLES[0]
        and receipt.kind == OBSERVATIONS
        and canonical.nfc(table.facts.office) == receipt.office
        and set(receipt.economies) & {*table.cells["economy"], table.facts.submitter}
    ]
    held: dict[Cell, _Statement] = {}
    for receipt in sorted(own, key=lambda each: each.submitted or dt.date.min):
        derived = _derived_rows(receipt.observations, None)
        for row, cell, stated in _statements(receipt.observations, receipt):
            if not stated.is_silent and row not in derived:
                held[cell] = stated
        for _, cell, _ in _statements(receipt.withdrawn, receipt):
            held.pop(cell, None)
    filled, empty = set(), {}
    for row, cell, stated in _statements(table, None):
        if stated.is_silent:
            empty[cell] = row
        else:
            filled.add(cell)
    years = set(table.cells["year"])
    empty_cells = []
    for cell, stated in held.items():
        is_absent = cell[2] in years and sheet_of(cell[1]) in table.facts.sheets
        if cell in filled or not (cell in empty or is_absent):
            continue
        if stated.is_closed:  # no finding names it
            finding = _finding(
                EMPTIED_CLOSED, "warning", cell, {"office": _name(table.facts.office)}
            )
        else:
            details = {"office": _name(table.facts.office), "used": stated.value}
            finding = _finding(EMPTIED, "warning", cell, details)
        at = table.address(empty[cell]) if cell in empty else None
        empty_cells.append(replace(finding, address=at))
    return Findings(empty_cells)


def find_value(table: Observations, cell: Cell) -> str:
    """Return the value that a table has for a cell; empty without one, or if it is confidential."""
    for _, own, stated in _statements(table, None):
        if own == cell and stated.value is not None and not stated.is_closed:
            return format(stated.value, "f")
    return ""


def _join(
    economy: str,
    several: Sequence[Receipt],
    offices: Offices,
    gone: Sequence[WithdrawnCell],
    rates: str | None,
) -> tuple[Observations, list[Finding]]:
    """Join the parts of a State to one table; return what differs too."""
    tables = _with_own_files([receipt.observations for receipt in several])
    listed = [each.office for each in offices.list_offices(economy)]
    coordinator = offices.coordinator(economy)
    states: dict[_Key, _CellState] = {}
    marks: dict[Cell, str] = {}  # what one office closes is closed for all, whatever its class
    stated = _collect_statements(several, tables, gone, coordinator, rates)
    for key, statements in stated.items():
        owner = offices.owner(economy, key.cell[1])
        ranks = {name: n for n, name in enumerate(dict.fromkeys((owner, coordinator, *listed)))}
        state = states[key] = _CellState(owner, coordinator, ranks)
        for each in sorted(statements, key=lambda each: each.day or dt.date.min):
            state.add(each)
        strictest = max((each.mark for each in state.closing), key=_strictness, default="")
        marks[key.cell] = max(strictest, marks.get(key.cell, ""), key=_strictness)
    rows: dict[int, str] = {}
    findings = []
    for key, state in states.items():
        used = state.choose()
        if used is not None:
            rows[used.row] = max(used.mark, marks[key.cell], key=_strictness)
            state.compare(used)
        findings += [
            _finding(code, level, key.cell, data) for code, level, data in state.differences
        ]
    return _complete(concatenate(tables), rows, rates), findings


def _collect_statements(
    several: Sequence[Receipt],
    tables: Sequence[Observations],
    gone: Sequence[WithdrawnCell],
    coordinator: str,
    rates: str | None,
) -> dict[_Key, list[_Statement]]:
    """Return what was given for each cell, in the order of acceptance."""
    stated: dict[_Key, list[_Statement]] = {}
    start = 0
    for receipt, table in zip(several, tables, strict=True):
        # A receipt without an office is that of the whole State: of its coordinator.
        office, derived = receipt.office or coordinator, _derived_rows(table, rates)
        for row, cell, each in _statements(table, receipt):
            if row not in derived:
                key = _Key(cell, *_source_key(table.cells, row))
                own = replace(each, office=office, row=start + row)
                stated.setdefault(key, []).append(own)
        withdrawn = receipt.withdrawn
        for row, cell, each in _statements(withdrawn, receipt):
            key = _Key(cell, *_source_key(withdrawn.cells, row))
            own = replace(each, office=office, row=-1, is_withdrawn=True)
            stated.setdefault(key, []).append(own)
        start += len(table)
    for answer in gone:
        taken = _Statement(answer.office or coordinator, answer.day, -1, is_withdrawn=True)
        for key in stated:
            if key.cell == answer.cell:
                stated[key].append(taken)
    return stated


def _complete(table: Observations, rows: Mapping[int, str], rates: str | None) -> Observations:
    """Return the rows that count, each with its mark, and the rates of their counts."""
    numbers = sorted(rows)
    joined = table.take(numbers)
    cells = {**joined.cells, "conf_status": tuple(rows[number] for number in numbers)}
    marked = make(
        cells,
        joined.placed,
        letters=joined.letters,
        sources=joined.sources,
        closed=joined.closed,
    )
    return derive(marked, rates=rates).completed


def _statements(
    table: Observations, receipt: Receipt | None
) -> Iterator[tuple[int, Cell, _Statement]]:
    """Yield the rows of a submission: the number, the cell, and what is given for it."""
    cells, day = table.cells, None if receipt is None else receipt.submitted
    for row in range(len(table)):
        parts = {name: cells[name][row].replace(_TOTAL, "") for name in BREAKDOWNS}
        named = " ".join(f"{name}={code}" for name, code in parts.items() if code)
        cell = (cells["economy"][row], cells["indicator"][row], cells["year"][row], named)
        value, mark = cells["value"][row], cells["conf_status"][row]
        if value is None and cells["status"][row] == _SUPPRESSED:
            mark = max(mark, _CONFIDENTIAL, key=_strictness)
        is_silent = value is None and mark in free_marks()
        yield row, cell, _Statement("", day, row, value, mark, is_silent)


def _source_key(cells: Cells, row: int) -> tuple[str, str, bool]:
    """Return class, name of a source that is not official, and whether it is a score."""
    kind = counted_class(cells["source_class"][row], cells["status"][row])
    if kind == "" and cells["value"][row] is None:
        kind = OFFICIAL[0]  # who has no value need not state the class of its source
    source = "" if kind in OFFICIAL else canonical.nfc(cells["source"][row])
    return kind, source, cells["unit"][row] == SCORE


def _derived_rows(table: Observations, rates: str | None) -> frozenset[int]:
    """Return the rows with rates that follow from the counts of the same table."""
    rules = catalogue.rate_rules() if rates is None else find_rates(rates) or {}
    if not any(indicator in rules for indicator in table.cells["indicator"]):
        return frozenset()
    # A derived rate has the address of its count. Its note may have the words of another version.
    names = ("economy", "indicator", "year", *BREAKDOWNS, "written", "file", "line", "column")
    derived = derive(table, rates=rates).observations.cells
    keys = set(zip(*(derived[name] for name in names), strict=True))
    rows = zip(*(table.cells[name] for name in names), strict=True)
    return frozenset(row for row, key in enumerate(rows) if key in keys)


def _with_own_files(tables: Sequence[Observations]) -> list[Observations]:
    """Give files of one name different names: that of a file that came back is usual."""
    digests: dict[str, set[str]] = {}
    for table in tables:
        for name, sha256 in table.sources.items():
            digests.setdefault(name, set()).add(sha256)
    return [
        _rename_files(
            table,
            {
                name: f"{sha256[:12]}-{name}"
                for name, sha256 in table.sources.items()
                if len(digests[name]) > 1
            },
        )
        for table in tables
    ]


def _rename_files(table: Observations, names: Mapping[str, str]) -> Observations:
    """Return a table whose files have other names."""
    if not names:
        return table

    def rename(file: str) -> str:
        name, mark, sheet = file.partition("!")
        return f"{names.get(name, name)}{mark}{sheet}"

    return make(
        {**table.cells, "file": tuple(map(rename, table.cells["file"]))},
        table.placed,
        letters={(rename(file), column): at for (file, column), at in table.letters.items()},
        sources={rename(name): sha256 for name, sha256 in table.sources.items()},
        closed={rename(name): count for name, count in table.closed.items()},
    )


def _strictness(mark: str) -> tuple[bool, bool]:
    """Return how strictly a mark closes a value: not at all, until the release, or for ever."""
    return mark not in free_marks(), mark not in free_marks(released=False)


def _is_earlier(stated: _Statement, than: _Statement) -> bool:
    """Tell whether a statement is certainly earlier than another one."""
    return stated.day is not None and than.day is not None and stated.day < than.day


def _name(office: str) -> object:
    """Return an office in words; a State with a single office has no name for it."""
    return office or Sentence("offices/whole-state")


def _list_values(several: Sequence[_Statement]) -> dict[str, object]:
    """Return the values of other offices, each with its office."""
    return {
        "others": tuple(_name(each.office) for each in several),
        "values": tuple(each.value for each in several if each.value is not None),
    }


def _finding(code: str, level: str, cell: Cell, details: Mapping[str, object]) -> Finding:
    economy, indicator, year, breakdown = cell
    named: object = indicator
    if breakdown:
        parts = tuple(ComparedCell("parts", None, indicator, part) for part in breakdown.split())
        named = Sentence("offices/part-of", indicator=indicator, parts=parts)
    about = {"economy": economy, "indicator": named, "year": str(year), "breakdown": breakdown}
    return Finding(code, level, economy, indicator, year, details={**about, **details})
