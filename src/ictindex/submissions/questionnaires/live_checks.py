"""Live checks: the rules that a spreadsheet can check while a figure is typed.

They follow from the rules of validation and from the plan: a rule is live if everything that it
compares is on one sheet. Each becomes an expression of a conditional format, never of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.labels import units_of
from ictindex.submissions.questionnaires.sheet_plan import Column
from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.rules import find_ruleset, ruleset

_SLACK = "0.000000001"  # the last digits of binary numbers have no meaning
_TENFOLD = 12  # a slip of units is wrong by at least this factor
# A spreadsheet takes 8,192 characters and 255 arguments.
_MOST_LETTERS, _MOST_JOINED = 6_000, 100
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """An expression that is true if a cell breaks a rule, and the message about it."""

    level: str
    expression: str
    key: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a sheet of values, with the names that expressions use."""

    form: layout.Form
    page: layout.Page
    labels: Labels

    def name(self, ask: layout.Ask, column: int) -> str:
        """Return the absolute name of a cell of a row."""
        return f"${layout.column_letters(column)}${ask.row + 1}"

    def name_cell(self, ask: layout.Ask, what: str) -> str:
        """Return the name of the cell of a value, or of a statement about it."""
        return self.name(ask, self.form.column_of(what))

    def amount(self, ask: layout.Ask) -> str:
        """Return the value of a row in the unit of its indicator."""
        cell = self.name_cell(ask, "value")
        definition = catalogue.indicators()[ask.indicator]
        if not definition.other_units:
            return cell
        unit, sizes = self.name(ask, layout.UNIT), catalogue.base_units()
        factor = "1"
        for other in definition.other_units:
            share = Fraction(sizes[other]) / Fraction(sizes[definition.unit])
            label = self.labels[units_of(ask)][other]
            chosen = f"OR({unit}={quote_text(label)},{unit}={quote_text(other)})"
            factor = f"IF({chosen},{write_number(share)},{factor})"
        return f"({cell}*{factor})"

    def last(self, ask: layout.Ask) -> str:
        """Return last year's value: the revised one if there is one, else the accepted one."""
        year = self.form.year - 1
        accepted = self.name(ask, self.form.previous_column(year))
        if year not in self.form.revised:
            return accepted
        revised = self.name(ask, self.form.revised_column(year))
        return f"IF(ISNUMBER({revised}),{revised},{accepted})"

    def total(self, indicator: str) -> layout.Ask | None:
        """Return the row of the total of an indicator, if it is asked for on this sheet."""
        return next(
            (ask for ask in self.page.asks if ask.indicator == indicator and not ask.breakdown),
            None,
        )

    def parts(self, indicator: str, breakdown: str) -> list[layout.Ask]:
        """Return the rows of the categories of a breakdown."""
        return [
            ask
            for ask in self.page.asks
            if ask.indicator == indicator and ask.breakdown == breakdown
        ]


def quote_text(text: str) -> str:
    """Return a text in the form that an expression needs."""
    return '"' + text.replace('"', '""') + '"'


def write_number(number: Fraction | float) -> str:
    """Return a number in the form that an expression needs: plain digits."""
    digits = format(float(number), ".15f").rstrip("0")
    return digits.rstrip(".") or "0"


def outside_interval(form: layout.Form, ask: layout.Ask, end: str, sign: str) -> str:
    """Return the expression that is true if an end of an interval is beyond its value."""
    ends, value = (
        f"${layout.column_letters(form.column_of(what))}${ask.row + 1}" for what in (end, "value")
    )
    return f"AND(ISNUMBER({ends}),ISNUMBER({value}),{ends}{sign}{value})"


ChecksByRow = dict[int, list[LiveCheck]]


def find_checks(form: layout.Form, page: layout.Page, labels: Labels) -> ChecksByRow:
    """Return the live checks of the values of a sheet, by row."""
    cells = Cells(form, page, labels)
    checks: ChecksByRow = {ask.row: list(_check_alone(cells, ask)) for ask in page.asks}
    for severity, check in _rules(form.rules):
        for ask, live in _follow_rule(cells, severity, check):
            checks[ask.row].append(live)
    return checks


def _rules(digest: str) -> Iterator[tuple[str, parameters.Check]]:
    """Yield the checks of the rules that apply to submissions, with their severity."""
    rules = (find_ruleset(digest) if digest else None) or ruleset()
    for rule in rules.rules.values():
        if rule.stage == "submission":
            for check in rule.checks:
                yield rule.severity, check


def _check_alone(cells: Cells, ask: layout.Ask) -> Iterator[LiveCheck]:
    """Yield the checks of a value that do not depend on other cells."""
    cell, definition = cells.name_cell(ask, "value"), catalogue.indicators()[ask.indicator]
    yield LiveCheck("error", f"ISTEXT({cell})", "live-number")
    beyond = []
    if definition.minimum is not None:
        beyond.append(f"{cell}<{write_number(float(definition.minimum))}")
    if definition.maximum is not None:
        beyond.append(f"{cell}>{write_number(float(definition.maximum))}")
    if beyond:
        key = "live-negative" if definition.maximum is None else "live-range"
        details = {"least": definition.minimum, "most": definition.maximum}
        yield LiveCheck("error", where(f"ISNUMBER({cell})", any_of(beyond)), key, details)
    if definition.unit == "count":
        yield LiveCheck("error", where(f"ISNUMBER({cell})", f"{cell}<>INT({cell})"), "live-whole")


def _follow_rule(
    cells: Cells, severity: str, check: parameters.Check
) -> Iterator[tuple[layout.Ask, LiveCheck]]:
    """Yield the live checks that follow from one check of a rule, with the row of each."""
    match check:
        case parameters.Order():
            yield from _order(cells, severity, check)
        case parameters.Sum() | parameters.PartOf():
            yield from _whole(cells, severity, check)
        case parameters.Breakdown():
            yield from _breakdown(cells, severity, check)
        case parameters.Slip():
            yield from _slip(cells, check)


def _order(
    cells: Cells, severity: str, check: parameters.Order
) -> Iterator[tuple[layout.Ask, LiveCheck]]:
    # A cell cannot check what was asked once and then settled, or what depends on other sheets.
    lesser = cells.total(check.lesser)
    greater = [ask for each in check.greater if (ask := cells.total(each)) is not None]
    if (
        lesser is None
        or len(greater) < len(check.greater)
        or check.per is not None
        or check.settled is not None
    ):
        return
    limit = "+".join(cells.amount(ask) for ask in greater)
    if check.factor != 1:
        limit = f"{write_number(check.factor)}*({limit})"
    if check.margin:
        limit = f"{limit}+{write_number(check.margin)}"
    numbers = _numbers(cells, [lesser, *greater])
    amount = cells.amount(lesser)
    broken = where(numbers, f"{amount}-({limit})>{_SLACK}*MAX(1,{amount})")
    key = "live-order" if not check.margin else "live-order-margin"
    names = [ask.indicator for ask in greater]
    details = {"above": names, "margin": f"{check.margin:g}"}
    yield lesser, LiveCheck(_level(severity), broken, key, details)
    if len(greater) == 1 and not check.margin:
        # It is not known which of the two is wrong: both are coloured.
        details = {"below": [lesser.indicator]}
        yield greater[0], LiveCheck(_level(severity), broken, "live-order-below", details)


def _whole(
    cells: Cells, severity: str, check: parameters.Sum | parameters.PartOf
) -> Iterator[tuple[layout.Ask, LiveCheck]]:
    whole = cells.total(check.whole)
    parts = [ask for each in check.parts if (ask := cells.total(each)) is not None]
    if whole is None:
        return
    amount = cells.amount(whole)
    if isinstance(check, parameters.PartOf):
        for part in parts:
            numbers = _numbers(cells, [part, whole])
            excess = f"{cells.amount(part)}-{amount}>{_SLACK}*MAX(1,{amount})"
            broken = where(numbers, excess)
            details = {"above": [whole.indicator]}
            yield part, LiveCheck(_level(severity), broken, "live-order", details)
    elif len(parts) == len(check.parts):
        total = "+".join(cells.amount(part) for part in parts)
        slack = write_number(check.tolerance) if check.tolerance else _SLACK
        numbers = _numbers(cells, [whole, *parts])
        broken = where(numbers, f"ABS({total}-{amount})>{slack}*MAX(1,ABS({amount}))")
        details = {"parts": [part.indicator for part in parts]}
        yield whole, LiveCheck(_level(severity), broken, "live-sum", details)


def _breakdown(
    cells: Cells, severity: str, check: parameters.Breakdown
) -> Iterator[tuple[layout.Ask, LiveCheck]]:
    for whole in cells.page.asks:
        counted = catalogue.indicators()[whole.indicator].unit == "count"
        if whole.breakdown or check.test != ("sum" if counted else "between"):
            continue
        for breakdown in check.by:
            parts = cells.parts(whole.indicator, breakdown)
            if not parts:
                continue
            held = [cells.name_cell(part, "value") for part in parts]
            amount, numbers = cells.name_cell(whole, "value"), _numbers(cells, [whole, *parts])
            if counted:
                broken = f"ABS({'+'.join(held)}-{amount})>{_SLACK}*MAX(1,ABS({amount}))"
            else:
                broken = f"OR(MIN({','.join(held)})-{amount}>{_SLACK},"
                broken += f"{amount}-MAX({','.join(held)})>{_SLACK})"
            details = {"breakdown": breakdown}
            yield (
                whole,
                LiveCheck(
                    _level(severity), where(numbers, broken), f"live-{check.test}-parts", details
                ),
            )


def _slip(cells: Cells, check: parameters.Slip) -> Iterator[tuple[layout.Ask, LiveCheck]]:
    """Yield the check of a value so far from last year's that a slip of units is likely."""
    # A value beyond the smallest factor is beyond the others too.
    if not cells.form.previous or check.least or min(check.factors) > _TENFOLD:
        return
    factor = min(check.factors) / 10**check.window
    times = write_number(round(factor, 3))
    for indicator in check.of:
        ask = cells.total(indicator)
        if ask is None:
            continue
        amount, last = cells.amount(ask), cells.last(ask)
        both = [f"ISNUMBER({cells.name_cell(ask, 'value')})", f"ISNUMBER({last})"]
        apart = f"OR({amount}>={times}*{last},{amount}*{times}<={last})"
        broken = where(both, f"AND({last}>0,{amount}>0,{apart})")
        yield ask, LiveCheck("warning", broken, "live-slip")


def find_slips_of_revision(form: layout.Form, page: layout.Page, year: int) -> ChecksByRow:
    """Return the live checks of the revised values of an earlier year, by row."""
    cells = Cells(form, page, {})
    checks: ChecksByRow = {}
    for ask in page.asks:
        cell = cells.name(ask, form.revised_column(year))
        definition = catalogue.indicators()[ask.indicator]
        bad = [f"ISTEXT({cell})"]
        bounds = [("<", definition.minimum), (">", definition.maximum)]
        limits = [
            f"{cell}{sign}{write_number(float(end))}" for sign, end in bounds if end is not None
        ]
        if definition.unit == "count":
            limits.append(f"{cell}<>INT({cell})")
        if limits:
            bad.append(where(f"ISNUMBER({cell})", any_of(limits)))
        empty = f"LEN({cells.name_cell(ask, 'value')}&{cells.name_cell(ask, 'status')})=0"
        checks[ask.row] = [
            LiveCheck("error", any_of(bad), "live-number"),
            # A revision alone is mostly a value of this year in the wrong column.
            LiveCheck("warning", f"AND(LEN({cell})>0,{empty})", "live-alone"),
        ]
    return checks


def missing_value(form: layout.Form, page: layout.Page, ask: layout.Ask) -> str:
    """Return the expression that is true while a cell that the index needs is empty."""
    cells = Cells(form, page, {})
    return f"LEN({cells.name_cell(ask, 'value')}&{cells.name_cell(ask, 'status')})=0"


def status_contradiction(
    form: layout.Form, page: layout.Page, ask: layout.Ask, labels: Labels
) -> LiveCheck:
    """Return the check of a value with a status that contradicts it."""
    cells = Cells(form, page, labels)
    value, status = cells.name_cell(ask, "value"), cells.name_cell(ask, "status")
    named = [code for code, missing in catalogue.status_codes().items() if missing]
    named.append(catalogue.INCLUDED)
    words = [*named, *(labels["status"][code] for code in named if code in labels["status"])]
    chosen = any_of([f"{status}={quote_text(word)}" for word in words])
    return LiveCheck("error", f"AND(LEN({value})>0,{chosen})", "live-status")


def complete_values(form: layout.Form, page: layout.Page) -> str:
    """Return the expression that is true once a sheet has every value that the index needs."""
    needed = [ask for ask in page.asks if ask.required]
    return f"NOT({any_of([missing_value(form, page, ask) for ask in needed])})" if needed else ""


# ------------------------------------------------------------ plans on offer


def needed_in_line(page: layout.Page, column: Column, labels: Labels) -> str:
    """Return the expression, for the first line, that is true while a needed cell is empty."""
    if not column.needed and not column.needed_with:
        return ""
    first = page.lines[0] + 1
    letters = {each.name: layout.column_letters(n) for n, each in enumerate(page.columns)}
    cell = f"{letters[column.name]}{first}"
    ends = layout.column_letters(0), layout.column_letters(len(page.columns) - 1)
    used = f"COUNTA(${ends[0]}{first}:${ends[1]}{first})>0"
    terms = [f"LEN({cell})=0", used]
    if column.needed_with:
        name, _, code = column.needed_with.partition("=")
        other = f"${letters[name]}{first}"
        if code:
            label = labels["yes-no"][code]
            terms.append(f"OR({other}={quote_text(label)},{other}={quote_text(code)})")
        else:
            terms.append(f"ISNUMBER({other}),{other}<>0")
    return f"AND({','.join(terms)})"


def wrong_in_line(page: layout.Page, column: Column, labels: Labels) -> str:
    """Return the expression, for the first line, that is true if a cell cannot be a number."""
    if column.kind not in ("number", "volume"):
        return ""
    cell = f"{layout.column_letters(page.columns.index(column))}{page.lines[0] + 1}"
    text = f"ISTEXT({cell})"
    if column.kind == "volume":
        words = [w for code, label in labels["unlimited"].items() for w in (label, code)]
        text = f"AND({text},{','.join(f'{cell}<>{quote_text(word)}' for word in words)})"
    return any_of([text, where(f"ISNUMBER({cell})", f"{cell}<0")])


def wrong_in_lines(page: layout.Page, labels: Labels) -> Iterator[LiveCheck]:
    """Yield the checks of the columns of numbers: in any line a cell cannot be a number."""
    first, last = page.lines[0] + 1, page.lines[-1] + 1
    for number, column in enumerate(page.columns):
        if column.kind not in ("number", "volume"):
            continue
        letters = layout.column_letters(number)
        cells = f"${letters}${first}:${letters}${last}"
        text = f"ISTEXT({cells})"
        if column.kind == "volume":
            words = [w for code, label in labels["unlimited"].items() for w in (label, code)]
            text = "*".join([text, *(f"({cells}<>{quote_text(word)})" for word in words)])
        wrong = f"SUMPRODUCT({text}+ISNUMBER({cells})*({cells}<0))>0"
        yield LiveCheck("error", wrong, "live-number")


def complete_plans(page: layout.Page, labels: Labels) -> str:
    """Return the expression that is true once there is a plan and every plan has what it needs."""
    first, last = page.lines[0] + 1, page.lines[-1] + 1
    letters = {each.name: layout.column_letters(n) for n, each in enumerate(page.columns)}

    def span(name: str) -> str:
        return f"${letters[name]}${first}:${letters[name]}${last}"

    always = [each.name for each in page.columns if each.needed and not each.needed_with]
    filled = "*".join(f"(LEN({span(name)})>0)" for name in always)
    part = "+".join(f"(LEN({span(each.name)})>0)" for each in page.columns)
    lacking = [f"SUMPRODUCT((({part})>0)*(({filled})=0))=0"]
    for column in page.columns:
        name, _, code = column.needed_with.partition("=")
        if not name:
            continue
        if code:
            label = labels["yes-no"][code]
            used = f"(({span(name)}={quote_text(label)})+({span(name)}={quote_text(code)})>0)"
        else:
            used = f"ISNUMBER({span(name)})*(LEN({span(name)})>0)*({span(name)}<>0)"
        lacking.append(f"SUMPRODUCT({used}*(LEN({span(column.name)})=0))=0")
    return f"AND(SUMPRODUCT({filled})>0,{','.join(lacking)})"


def join_expressions(expressions: Sequence[str]) -> list[str]:
    """Return expressions that are true if any of many is: few, each short enough."""
    joined: list[list[str]] = []
    for expression in dict.fromkeys(expressions):
        if (
            not joined
            or len(joined[-1]) == _MOST_JOINED
            or sum(map(len, joined[-1])) + len(expression) > _MOST_LETTERS
        ):
            joined.append([])
        joined[-1].append(expression)
    return [any_of(each) for each in joined]


def any_of(expressions: Sequence[str]) -> str:
    """Return the expression that is true if one of several expressions is true."""
    return expressions[0] if len(expressions) == 1 else f"OR({','.join(expressions)})"


def where(condition: str | Sequence[str], expression: str) -> str:
    """Return the expression that is evaluated only if a condition is true."""
    # A spreadsheet evaluates every argument of AND: text minus a number would make all an error.
    if not isinstance(condition, str):
        condition = f"AND({','.join(condition)})" if len(condition) > 1 else condition[0]
    return f"IF({condition},{expression},FALSE)"


def _numbers(cells: Cells, asks: Sequence[layout.Ask]) -> list[str]:
    return [f"ISNUMBER({cells.name_cell(ask, 'value')})" for ask in asks]


def _level(severity: str) -> str:
    return "error" if severity in ("fatal", "error") else "warning"
