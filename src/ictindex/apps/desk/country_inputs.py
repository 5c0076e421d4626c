"""The inputs of an index for one economy: the values in its submission, and those it lacks.

These are plain cells and exact decimals without an array library, so that it runs in a browser too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.data.rates import Derived, Step, convert_to_own_unit, derive
from ictindex.definitions import catalogue
from ictindex.engine import Plan
from ictindex.language.findings import Address
from ictindex.submissions.questionnaires.submission import Submission

_TOTALS = frozenset({"", "_T"})
# The reasons for a missing input: nobody filled it in, its cell has an error, it was withdrawn,
# several values compete, a status says that there is none, the form does not ask for it, the table
# has none, or the file has no cell for it any more.
EMPTY, FAULTY, WITHDRAWN, COMPETING, STATED, ELSEWHERE, ABSENT, NO_CELL = (
    "empty",
    "faulty",
    "withdrawn",
    "competing",
    "stated",
    "elsewhere",
    "absent",
    "no-cell",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its cell: the count of a rate, its divisor, or a cell to fill in.

    Parameters
    ----------
    indicator : str
        Id of the indicator.
    value : Decimal or None
        The submitted value; ``None`` if the cell is to be filled in.
    unit : str
        Id of the unit.
    sheet, cell : str
        Title of the sheet (or name of the file) and the cell (or line).
    reason : str
        For a cell of a missing input: what is to be done there, as the reason of an input.

    Examples
    --------
    >>> Figure("population", Decimal(100), "persons", "Population", "F6").cell
    'F6'
    """

    indicator: str
    value: Decimal | None
    unit: str
    sheet: str
    cell: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryInput:
    """An input of the index: its value, last year's, and the points of the index that it gives.

    Parameters
    ----------
    indicator : str
        Id of the indicator.
    value : Decimal or None
        The value, in the unit of the indicator; ``None`` if there is none.
    operands : tuple of Figure
        For a rate: the count, then its divisor, each with its cell.
    earlier_year, earlier : int or None, Decimal or None
        The latest earlier year with an accepted value, and that value.
    change : Decimal or None
        The value minus the earlier one.
    score, points : Decimal or None
        The score of the indicator, and its points of the index, before rounding.
    most : Decimal
        The most points that it can give.
    earlier_points : Decimal or None
        The points that the earlier value gives by the same rules.
    is_closed : bool
        Whether the value is marked as confidential: then it enters no index.
    reason : str
        The reason for a missing value: ``"empty"``, ``"faulty"``, ``"withdrawn"``, ``"competing"``,
        ``"stated"`` (a status says that there is none), ``"elsewhere"`` (the form does not ask),
        ``"absent"`` (the table has none), ``"no-cell"`` (its row, column or sheet is not in the
        workbook any more). Of several cells it is the gravest reason.
    cells : tuple of Figure
        The cell of the value, or the cells to fill in or to correct, each with its own reason.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.analysis.compute_country(table, idi, economy="BRA")
    >>> first = result.inputs[0]
    >>> first.indicator, str(first.value), round(first.points, 2), first.reason
    ('internet-users', '80.5', Decimal('14.12'), '')
    """

    indicator: str
    value: Decimal | None
    operands: tuple[Figure, ...]
    earlier_year: int | None
    earlier: Decimal | None
    change: Decimal | None
    score: Decimal | None
    points: Decimal | None
    most: Decimal
    earlier_points: Decimal | None
    is_closed: bool
    reason: str
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value of an indicator in the latest earlier year that has one."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class InputValue:
    """The value of one input, or the reason why there is none."""

    indicator: str
    value: Decimal | None
    is_closed: bool
    operands: tuple[Figure, ...]
    reason: str
    cells: tuple[Figure, ...]
    earlier: Earlier | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTables:
    """The tables of one economy: its submission, earlier values, populations from elsewhere."""

    economy: str
    year: int
    observations: Observations
    submission: Submission | None = None
    history: Observations | None = None
    auxiliaries: Observations | None = None


def collect_inputs(plan: Plan, tables: InputTables) -> tuple[InputValue, ...]:
    """Return the value of each input of an index, in the order of the plan."""
    withdrawn = _withdrawn(tables)
    own = _choose_economy(tables.observations, tables.economy)
    kept = own.take([row for row in range(len(own)) if _name(own, row) not in withdrawn])
    others = tables.auxiliaries
    others = None if others is None else _choose_economy(others, tables.economy)
    derived = derive(kept, auxiliaries=others)
    history = tables.history
    before = None if history is None else derive(_choose_economy(history, tables.economy)).completed
    collector = _Collector(tables, own, derived, withdrawn, before)
    return tuple(collector.collect(leaf.indicator) for leaf in plan.leaves)


def _choose_economy(table: Observations, economy: str) -> Observations:
    """Return the rows of one economy."""
    column = table.cells["economy"]
    if set(column) <= {economy}:
        return table
    return table.take([row for row, code in enumerate(column) if code == economy])


def _name(table: Observations, row: int) -> tuple[str, ...]:
    """Return the key of a row for answers: indicator, year, breakdown, value as written."""
    cells = table.cells
    parts = [f"{name}={cells[name][row]}" for name in BREAKDOWNS if cells[name][row] not in _TOTALS]
    return (
        cells["indicator"][row],
        str(cells["year"][row]),
        ",".join(parts),
        cells["written"][row],
    )


def _withdrawn(tables: InputTables) -> frozenset[tuple[str, ...]]:
    """Return the values that the answers of a workbook withdraw."""
    submission = tables.submission
    answers = () if submission is None else submission.answers
    return frozenset(
        (key[2], key[3], key[4], key[5])
        for answer in answers
        if answer.answer == "withdraw" and len(key := answer.key) == 6
    )


class _Collector:
    """Looks up the inputs of one economy, one after another."""

    def __init__(
        self,
        tables: InputTables,
        own: Observations,
        derived: Derived,
        withdrawn: frozenset[tuple[str, ...]],
        before: Observations | None,
    ) -> None:
        self.tables, self.own, self.derived = tables, own, derived
        self.withdrawn, self.before = withdrawn, before
        self.completed = derived.completed
        self.rows = _rows_by_indicator(self.completed, {tables.year})
        self.own_rows = _rows_by_indicator(own, {tables.year}, empty=True)
        self.steps = {
            step.rule.rate: step
            for step in derived.steps
            if step.position == (tables.economy, tables.year, ("",) * len(BREAKDOWNS))
        }
        form = None if tables.submission is None else tables.submission.form
        self.asks: dict[str, tuple[str, int]] = {}
        for page in () if form is None else form.pages.values():
            for ask in page.asks:
                if not ask.breakdown:
                    self.asks.setdefault(ask.indicator, (page.id, ask.row))

    def collect(self, indicator: str) -> InputValue:
        """Return the value of one input, or the reason why there is none."""
        cells, faulty = self.completed.cells, frozenset(self.completed.faulty_rows())
        rows = [row for row in self.rows.get(indicator, ()) if row not in faulty]
        rows = _best_rows(self.completed, rows)
        earlier = self._earlier(indicator)
        if len({cells["value"][row] for row in rows}) == 1:
            row = rows[0]
            value = convert_to_own_unit(indicator, cells["value"][row], cells["unit"][row])
            closed = cells["conf_status"][row] not in catalogue.free_marks()
            step = self.steps.get(indicator)
            is_derived = step is not None and cells["value"][row] == step.value
            operands = self._operands(step) if step is not None and is_derived else ()
            own: tuple[Figure, ...] = () if operands else (self._figure(self.completed, row),)
            if closed and step is not None and is_derived:  # the cell that has the mark
                free = catalogue.free_marks()
                marked = [o.row for o in step.operands if o.conf_status not in free]
                own = tuple(self._figure(self.derived.table, each) for each in marked)
            return InputValue(indicator, value, closed, operands, "", own, earlier)
        if rows:
            places = tuple(self._figure(self.completed, row) for row in rows)
            return InputValue(indicator, None, False, (), COMPETING, places, earlier)
        reason, places = self._absence(indicator)
        return InputValue(indicator, None, False, (), reason, places, earlier)

    def _earlier(self, indicator: str) -> Earlier | None:
        """Return the value of the latest earlier year."""
        if self.before is None:
            return None
        cells, faulty = self.before.cells, frozenset(self.before.faulty_rows())
        years = {year for year in cells["year"] if 0 < year < self.tables.year}
        for year in sorted(years, reverse=True):
            rows = _rows_by_indicator(self.before, {year}).get(indicator, ())
            rows = _best_rows(self.before, [row for row in rows if row not in faulty])
            values = {
                convert_to_own_unit(indicator, cells["value"][r], cells["unit"][r]) for r in rows
            }
            if len(values) == 1:
                return Earlier(year, values.pop())
        return None

    def _operands(self, step: Step) -> tuple[Figure, ...]:
        return tuple(self._figure(self.derived.table, each.row) for each in step.operands)

    def _absence(self, indicator: str) -> tuple[str, tuple[Figure, ...]]:
        """Return the reason for a missing value, and the cells that would give it one."""
        rule = catalogue.rate_rules().get(indicator)
        if indicator in self.asks or rule is None or not self._asks_any(rule.operands):
            sought: Sequence[str] = (indicator,)
        else:
            sought = rule.operands
        reasons: list[str] = []
        places: list[Figure] = []
        for name in sought:
            reason, figures = self._cells_to_fill(name)
            if reason:
                reasons.append(reason)
                places += [replace(figure, reason=reason) for figure in figures]
        if not reasons:  # all operands are there, but no pair of them can be divided
            return FAULTY, tuple(figure for name in sought for figure in self._cell(name))
        return min(reasons, key=_GRAVEST.index), tuple(places)

    def _asks_any(self, indicators: Iterable[str]) -> bool:
        return any(name in self.asks or name in self.own_rows for name in indicators)

    def _cells_to_fill(self, indicator: str) -> tuple[str, tuple[Figure, ...]]:
        """Return the reason for a missing figure and its cells; no reason if it is there."""
        rows = self.own_rows.get(indicator, ())
        if not rows:
            rows = self.rows.get(indicator, ())
            if rows:
                return "", ()
            asked = self._cell(indicator)
            if self.tables.submission is None:
                return ABSENT, ()
            if not asked:
                return ELSEWHERE, ()
            return (EMPTY if asked[0].cell else NO_CELL), asked
        cells, row = self.own.cells, rows[0]
        if faults := self._faulty_cells(row):
            return FAULTY, faults
        figure = (self._figure(self.own, row),)
        if cells["value"][row] is None:
            status = cells["status"][row]
            says_none = status == catalogue.INCLUDED or catalogue.status_codes().get(status)
            return (STATED if says_none else EMPTY), figure
        if _name(self.own, row) in self.withdrawn:
            return WITHDRAWN, figure
        return "", ()

    def _faulty_cells(self, row: int) -> tuple[Figure, ...]:
        """Return the cells of a row that have an error: its value, or what is stated of it."""
        figure = self._figure(self.own, row)
        named = []
        for finding, rows in self.own.placed:
            if finding.level != "error" or row not in rows:
                continue
            # A finding about several rows has the address of one of them.
            at = finding.address if len(rows) == 1 else None
            cell = figure.cell if at is None else _cell_name(at)
            named.append(replace(figure, cell=cell or figure.cell))
        return tuple(dict.fromkeys(named))

    def _cell(self, indicator: str) -> tuple[Figure, ...]:
        """Return the cell of the workbook that asks for an indicator; empty if none does."""
        submission = self.tables.submission
        if submission is None or indicator not in self.asks:
            return ()
        page, row = self.asks[indicator]
        cell = submission.cell((page, row, submission.form.column_of("value")))
        unit = catalogue.indicators()[indicator].unit
        return (Figure(indicator, None, unit, submission.titles[page], cell),)

    def _figure(self, table: Observations, row: int) -> Figure:
        """Return a figure with its position: sheet and cell, or file and line."""
        cells, at = table.cells, table.address(row)
        indicator = cells["indicator"][row]
        unit = cells["unit"][row] or catalogue.indicators()[indicator].unit
        _, _, sheet = at.source.rpartition("!")
        return Figure(indicator, cells["value"][row], unit, sheet, _cell_name(at))


_GRAVEST = (FAULTY, WITHDRAWN, STATED, NO_CELL, EMPTY, ELSEWHERE, ABSENT)


def _cell_name(address: Address) -> str:
    """Return the cell of an address, or its line."""
    return address.cell or ("" if address.line is None else str(address.line))


def _rows_by_indicator(
    table: Observations, years: set[int], *, empty: bool = False
) -> Mapping[str, list[int]]:
    """Return the rows of totals by indicator; also those without a value if they are wanted."""
    cells = table.cells
    named: dict[str, list[int]] = {}
    for row, indicator in enumerate(cells["indicator"]):
        if cells["year"][row] not in years or cells["unit"][row] == SCORE:
            continue
        if not empty and cells["value"][row] is None:
            continue
        if all(cells[name][row] in _TOTALS for name in BREAKDOWNS):
            named.setdefault(indicator, []).append(row)
    return named


def _best_rows(table: Observations, rows: Sequence[int]) -> list[int]:
    """Return the rows of the best class: official before collected, others, estimates."""
    cells = table.cells
    order = ("official", catalogue.COLLECTED, catalogue.OTHER, catalogue.ESTIMATE)

    def standing(row: int) -> int:
        kind = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
        return order.index(kind) if kind in order else len(order)

    best = min(map(standing, rows), default=0)
    return [row for row in rows if standing(row) == best]
