"""Findings made from hits: the cell in words, the suspected factor, the consequence.

The findings of the readers are added under the rules that name their codes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding
from ictindex.submissions.validation.compared_cells import ComparedCell
from ictindex.submissions.validation.derived_rates import find_operands
from ictindex.submissions.validation.impact import consequences
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    shorten,
    value_as_written,
)
from ictindex.submissions.validation.operations.expected_values import likely_value
from ictindex.submissions.validation.operations.unusual_values import propose_for_cell
from ictindex.submissions.validation.panel import NAN, Panel
from ictindex.submissions.validation.rule_outcomes import OPERAND, RuleFinding
from ictindex.submissions.validation.rules import Rule, RuleSet, asked_stages
from ictindex.submissions.validation.subject import OBSERVATIONS, Judged, row_of
from ictindex.submissions.validation.unit_factors import factor_text, suspect_factor

_IMPOSSIBLE = "value.impossible"
# Rules on impossible values, which are not compared with other values.
IMPOSSIBLE_RULES = frozenset({"R01", "R02", "R03", "R13"})


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A hit with its rule, and further parts of its finding."""

    name: str
    rule: Rule
    hit: Hit
    operand: str = ""
    factor: float = NAN
    points: float = NAN


def build_findings(case: Case, hits: Sequence[RuleHit]) -> list[RuleFinding]:
    """Make findings from hits."""
    values, instead, weighed = [], [], []
    for entry in hits:
        hit, value = entry.hit, _value(case, entry.hit)
        is_cell = hit.economy >= 0 and hit.position >= 0
        factor, other = hit.factor, hit.instead
        if is_cell and math.isnan(factor):
            factor = _suspected_factor(case, hit, value)
        if is_cell and not math.isnan(factor):
            other = value / factor
        if is_cell and math.isnan(other):
            other = likely_value(case, hit.economy, hit.position)
        values.append(value)
        instead.append(other)
        operand = case.panel.operands[hit.position] if hit.position >= 0 else ""
        weighed.append(replace(entry, operand=operand, factor=factor))
    plan = case.methodology.plan
    points = [NAN] * len(weighed)
    if plan is not None:
        points = consequences(plan, [entry.operand for entry in weighed], values, instead)
    return [
        _finding(case, replace(entry, hit=_add_proposal(case, entry), points=weight))
        for entry, weight in zip(weighed, points, strict=True)
    ]


def _value(case: Case, hit: Hit) -> float:
    """Return the value of a hit before impossible values were set aside."""
    of_row = hit.row >= 0 and hit.table == OBSERVATIONS
    return case.panel.own.values[hit.row] if of_row else NAN


def _suspected_factor(case: Case, hit: Hit, value: float) -> float:
    if math.isnan(hit.imbalance) or "edit" in hit.details:
        return NAN  # it is about a statement next to the value, or another slip is named
    return suspect_factor(
        value,
        likely_value(case, hit.economy, hit.position),
        has_last=case.panel.years_before[hit.position][hit.economy] > 0,
        limit=hit.limit,
    )


def _add_proposal(case: Case, entry: RuleHit) -> Hit:
    """Add the proposal for a value that is beyond its own limit."""
    hit = entry.hit
    of_value = entry.rule.checks[0].operation in ("range", "interval")
    if not of_value or hit.economy < 0 or hit.position < 0 or "edit" in hit.details:
        return hit
    more = propose_for_cell(case, hit.economy, hit.position)
    return replace(hit, details={**hit.details, **more}) if more else hit


@dataclass(frozen=True, slots=True)
class _Cell:
    """The cell of a finding, in the words of its table."""

    economy: str
    indicator: str
    year: int | None
    part: str
    row: int | None
    value: Decimal | None
    written: str
    address: Address | None


def _cell_of(case: Case, entry: RuleHit) -> _Cell:
    hit, panel = entry.hit, case.panel
    indicator, _, part = entry.operand.partition("@")
    economy = panel.economies[hit.economy] if hit.economy >= 0 else ""
    economy = str(hit.details.get("economy", economy))
    if hit.row < 0 or hit.table != case.judged:
        return _Cell(economy, indicator, panel.year, part, None, None, hit.written, hit.address)
    table: Judged = case.table
    if isinstance(table, Observations):
        columns, row = table.cells, hit.row
        return _Cell(
            str(hit.details.get("economy", columns["economy"][row])),
            columns["indicator"][row],
            columns["year"][row] or None,
            part,
            row,
            columns["value"][row],
            hit.written or columns["written"][row],
            hit.address or table.address(row),
        )
    cell = row_of(table, hit.row)
    return _Cell(
        economy,
        cell.indicator,
        cell.year or panel.year,
        cell.part,
        hit.row,
        cell.value,
        cell.written,
        hit.address,
    )


_OF_FACTORS = ("divided", "multiplied")
_DIGITS = 5  # digits of a computed rate in a message
_OF_RATE = ("value", "previous")
_OF_OTHER_RATE = ("second", "previous_other")


def _describe_rate(case: Case, hit: Hit, compared: Sequence[ComparedCell]) -> dict[str, object]:
    """Return the name and unit of a derived rate, and the rates of the message in few digits."""
    details: dict[str, object] = {}
    if any(cell.name == OPERAND for cell in compared):
        rate = case.panel.operands[hit.position].partition("@")[0]
        details |= {"rate": rate, "rate_unit": catalogue.indicators()[rate].unit}
        details |= _shorten_rates(hit.details, _OF_RATE)
    if any(cell.operands for cell in compared):
        details |= _shorten_rates(hit.details, _OF_OTHER_RATE)
    return details


def _shorten_rates(details: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    held = {name: details.get(name) for name in names}
    return {
        name: shorten(float(value), _DIGITS)
        for name, value in held.items()
        if isinstance(value, Decimal)
    }


def _compared_cells(case: Case, hit: Hit) -> tuple[ComparedCell, ...]:
    """Return the cells whose values the message of a hit names next to its own."""
    spots = tuple(
        ComparedCell(name, None, address=spot)
        for name, several in hit.compared.items()
        for spot in several
        if isinstance(spot, Address)
    )
    if hit.table != OBSERVATIONS or hit.economy < 0:
        return spots
    panel, named = case.panel, dict(hit.compared)
    node = hit.details.get("node")
    if isinstance(node, str) and "second" not in named and node in panel.positions:
        other = panel.positions[node]
        # Some messages name another figure of the node, such as last year's.
        if hit.details.get("second") == value_as_written(panel, hit.economy, other):
            named["second"] = (other,)
    named[OPERAND] = find_operands(panel, hit.economy, hit.position)
    return spots + tuple(
        cell
        for name, several in named.items()
        for position in several
        if isinstance(position, int)
        and (cell := _compared_cell(panel, hit.economy, position, name)) is not None
    )


def _compared_cell(panel: Panel, line: int, position: int, name: str) -> ComparedCell | None:
    """Return a cell of a line, or a rate with the cells from which it is computed."""
    row = panel.rows[position][line]
    if row < 0:
        return None
    indicator, _, part = panel.operands[position].partition("@")
    table, cells = panel.observations, panel.observations.cells
    operands = [
        cell
        for other in find_operands(panel, line, position)
        if (cell := _compared_cell(panel, line, other, OPERAND)) is not None
    ]
    definition = catalogue.indicators().get(indicator)
    unit = cells["unit"][row] or ("" if definition is None else definition.unit)
    value = cells["value"][row]
    if operands and value is not None:
        value = shorten(float(value), _DIGITS)
    address = table.address(row)
    return ComparedCell(name, value, indicator, part, unit, row, address, tuple(operands))


def _finding(case: Case, entry: RuleHit) -> RuleFinding:
    hit, cell = entry.hit, _cell_of(case, entry)
    compared = _compared_cells(case, hit)
    details: dict[str, object] = {
        "economy": cell.economy,
        "indicator": cell.indicator,
        "year": str(cell.year or ""),
        **hit.details,
        **_describe_rate(case, hit, compared),
    }
    edit = str(details.get("edit", "")).partition("-")[0]
    if "rate" in details and edit not in _OF_FACTORS:
        # Nobody typed the digits of a derived rate: no slip of typing explains it or is proposed.
        details.pop("edit", None)
        details.pop("edited", None)
    severity = hit.severity or entry.rule.severity
    return RuleFinding(
        f"rule.{entry.name}.{hit.variant}" if hit.variant else f"rule.{entry.name}",
        "error" if severity == "fatal" else severity,
        cell.economy,
        cell.indicator,
        cell.year,
        cell.address,
        details,
        rule=entry.name,
        errorlevel=severity,
        ess=entry.rule.level,
        breakdown=cell.part,
        row=cell.row,
        value=cell.value,
        written=cell.written,
        imbalance=None if math.isnan(hit.imbalance) else hit.imbalance,
        factor=factor_text(entry.factor),
        consequence=None if math.isnan(entry.points) else entry.points,
        compared=compared,
    )


def rows_of_readers(case: Case, rules: RuleSet) -> dict[str, set[int]]:
    """Return for every rule the rows on which a reader has a finding under it."""
    # A fault has one finding, in the words of the reader, which has the original text. But an
    # impossible value is reported by its rule, with the suspected slip.
    rows_by_rule: dict[str, set[int]] = {}
    for finding, rows in case.table.placed:
        name = rules.readers.get(finding.code, "")
        if name and finding.code != _IMPOSSIBLE:
            rows_by_rule.setdefault(name, set()).update(rows)
    return rows_by_rule


def findings_of_readers(
    case: Case, rules: RuleSet, findings: Sequence[RuleFinding]
) -> list[RuleFinding]:
    """Add the findings of the readers under the rules that name their codes."""
    table: Judged = case.table
    readers = rules.readers
    impossible = {f.row for f in findings if f.rule in IMPOSSIBLE_RULES}
    taken = []
    for finding, rows in table.placed:
        row = rows[0] if rows else None
        if finding.code == _IMPOSSIBLE and (-1 if row is None else row) in impossible:
            continue
        name = readers.get(finding.code, "")
        taken.append(_take_over(table, finding, row, name, rules.rules.get(name)))
    return taken


def _take_over(
    table: Judged, finding: Finding, row: int | None, name: str, rule: Rule | None
) -> RuleFinding:
    value, written, part = None, "", ""
    column = None if finding.address is None else finding.address.column
    if row is not None and isinstance(table, Observations):
        value, written = table.cells["value"][row], table.cells["written"][row]
        held = finding.details.get("value")
        if column not in (None, table.cells["column"][row]) and isinstance(held, str):
            # An answer refers to the cell of the finding, even if it is next to the value.
            written = f"{column}={held}"
    elif row is not None and not isinstance(table, Observations):
        cell = row_of(table, row)
        value, written, part = cell.value, cell.written, cell.part
    return RuleFinding(
        finding.code,
        finding.level,
        finding.economy,
        finding.indicator,
        finding.year,
        finding.address,
        dict(finding.details),
        rule=name,
        errorlevel=finding.level,
        ess=0 if rule is None else rule.level,
        breakdown=part,
        row=row,
        value=value,
        written=written,
    )


def findings_of_effect(
    rules: RuleSet, stage: str, findings: Sequence[RuleFinding]
) -> list[RuleFinding]:
    """Return findings that may change the index by more than the rule of effects allows."""
    limits = [
        (name, rule, check.most)
        for name, rule in rules.rules.items()
        if rule.stage in asked_stages(stage)
        for check in rule.checks
        if check.operation == "effect"
    ]
    added = []
    for name, rule, most in limits:
        heavy: dict[int | None, RuleFinding] = {}
        for finding in findings:
            if finding.consequence is not None and finding.consequence > most:
                heavy.setdefault(finding.row, finding)
        for finding in heavy.values():
            points = Decimal(f"{finding.consequence:.1f}")
            added.append(
                replace(
                    finding,
                    code=f"rule.{name}",
                    rule=name,
                    level=rule.severity,
                    errorlevel=rule.severity,
                    ess=rule.level,
                    factor="",
                    details={**finding.details, "points": points},
                )
            )
    return added
