"""From hits to findings: the cell in words, the factor suspected, the consequence.

What the readers found is taken over here too, under the rules that name its codes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from ictindex.data.observations import Observations
from ictindex.findings import Finding
from ictindex.validation.impact import consequences
from ictindex.validation.operations import Case, Hit
from ictindex.validation.operations.expected_values import likely
from ictindex.validation.operations.unusual_values import proposals_of
from ictindex.validation.report import RuleFinding, address_of
from ictindex.validation.rules import STAGES, Rule, RuleSet
from ictindex.validation.subject import Judged, row_of

_IMPOSSIBLE = "value.impossible"
# Rules of values that cannot be: these stand beside no other value.
IMPOSSIBLE_RULES = frozenset({"R01", "R02", "R03", "R13"})
_FACTORS = (1000.0, 100.0, 1_000_000.0, 12.0, 8.0, 10.0)

Told = tuple[str, Rule, Hit]


def findings(case: Case, told: Sequence[Told]) -> list[RuleFinding]:
    """Make findings of hits."""
    cells = case.panel
    at = {place: name for name, place in cells.places.items()}
    values, instead, names, factors = [], [], [], []
    for _, _, hit in told:
        inside = hit.economy >= 0 and hit.place >= 0
        # As it was before impossible values were set aside.
        value = float(case.panel.own.values[hit.row]) if hit.row >= 0 else math.nan
        factor = hit.factor
        if inside and math.isnan(factor):
            factor = _suspected(case, hit, value)
        other = hit.instead
        if inside and not math.isnan(factor):
            other = value / factor
        if inside and math.isnan(other):
            other = likely(case, hit.economy, hit.place)
        values.append(value)
        instead.append(other)
        factors.append(factor)
        names.append(at.get(hit.place, ""))
    points = np.full(len(told), np.nan)
    if case.plan is not None and told:
        points = consequences(case.plan, names, values, instead)
    told = [_with_proposals(case, *one) for one in told]
    found = []
    for (name, rule, hit), operand, factor, weight in zip(
        told, names, factors, points.tolist(), strict=True
    ):
        found.append(_finding(case, name, rule, hit, operand, factor, weight))
    return found


def _with_proposals(case: Case, name: str, rule: Rule, hit: Hit) -> Told:
    """Add what may have been meant to a value that is beyond a limit of its own."""
    of_value = rule.checks[0].operation in ("range", "interval")
    if not of_value or hit.economy < 0 or hit.place < 0 or "proposals" in hit.given:
        return name, rule, hit
    more = proposals_of(case, hit.economy, hit.place)
    return name, rule, replace(hit, given={**hit.given, **more}) if more else hit


def _finding(
    case: Case, name: str, rule: Rule, hit: Hit, operand: str, factor: float, weight: float
) -> RuleFinding:
    table = case.panel.observations
    indicator, _, part = operand.partition("@")
    if hit.row >= 0:
        economy = table.columns["economy"][hit.row]
        indicator = table.columns["indicator"][hit.row]
        year = int(table.columns["year"][hit.row]) or None
    else:
        economy = case.panel.economies[hit.economy] if hit.economy >= 0 else ""
        year = case.panel.year
    economy = str(hit.given.get("economy", economy))
    written = table.columns["written"][hit.row] if hit.row >= 0 else hit.written
    at = case.panel.decimal(hit.row), written
    row = hit.row
    if case.judged is not None and hit.beside is not None:
        row = hit.beside[1]
        told = row_of(case.judged, row)
        indicator, part, year = told.indicator, told.part, told.year or case.panel.year
        at = told.value, told.written
    given: dict[str, object] = {
        "economy": economy, "indicator": indicator, "year": str(year or ""), **hit.given,
    }  # fmt: skip
    severity = hit.severity or rule.severity
    return RuleFinding(
        f"rule.{name}.{hit.variant}" if hit.variant else f"rule.{name}",
        "error" if severity == "fatal" else severity,
        economy,
        indicator,
        year,
        hit.address or address_of(table, hit.row),
        given,
        rule=name,
        errorlevel=severity,
        ess=rule.level,
        breakdown=part,
        row=row if row >= 0 else None,
        value=at[0],
        written=at[1],
        imbalance=None if math.isnan(hit.imbalance) else hit.imbalance,
        factor=_factor_text(factor),
        consequence=None if math.isnan(weight) else weight,
    )


def _factor_text(factor: float) -> str:
    def digits(number: float) -> str:
        return format(Decimal(f"{number:.6g}"), "f")  # a million is no 1e+06

    if math.isnan(factor):
        return ""
    return digits(factor) if factor >= 1 else f"1/{digits(1 / factor)}"


def _suspected(case: Case, hit: Hit, value: float) -> float:
    """Return the factor of units that brings a faulty value to what is likely, or NaN."""
    if math.isnan(hit.imbalance) or "proposals" in hit.given:
        return math.nan  # about what is said beside the value, or another slip is named
    usual = likely(case, hit.economy, hit.place)
    if not (value > 0 and usual > 0):
        return _beyond(hit, value)
    distance = math.log(value / usual)
    known = case.panel.years_before[hit.economy, hit.place] > 0
    if not known:
        return _nearest(distance)
    for factor in _FACTORS:
        for power in (factor, 1 / factor):
            # With last year at hand, a factor and a growth of a quarter are told apart.
            if abs(distance - math.log(power)) < math.log(1.12):
                return power
    return math.nan


def _nearest(distance: float) -> float:
    """Return the factor that explains a distance of logarithms from what others suggest, or NaN."""
    best, off = math.nan, 0.9
    for factor in (1000.0, 100.0, 1_000_000.0):
        for power in (factor, 1 / factor):
            gap = abs(distance - math.log(power))
            if gap < off:
                best, off = power, gap
    return best


def _beyond(hit: Hit, value: float) -> float:
    """Return the factor that brings a value beyond its own limit well below it, or NaN."""
    if not 0 < hit.limit < value:
        return math.nan
    inside = (f for f in (100.0, 1000.0, 1_000_000.0) if 0.05 <= value / f / hit.limit <= 1)
    return next(inside, math.nan)


def rows_of_readers(case: Case, rules: RuleSet) -> dict[str, set[int]]:
    """Return for every rule the rows of which a reader told something under it."""
    # One fault is told once, in the words of the reader, who knows what was written; but what is
    # impossible is told by its rule, with what it looks to be.
    table: Judged = case.panel.observations if case.judged is None else case.judged
    found: dict[str, set[int]] = {}
    for finding, rows in table.placed:
        name = rules.readers.get(finding.code, "")
        if name and finding.code != _IMPOSSIBLE:
            found.setdefault(name, set()).update(rows)
    return found


def of_readers(case: Case, rules: RuleSet, found: list[RuleFinding]) -> list[RuleFinding]:
    """Take over what the readers found, under the rules that name their codes."""
    table: Judged = case.panel.observations if case.judged is None else case.judged
    readers = rules.readers
    told = {f.row for f in found if f.rule in IMPOSSIBLE_RULES}
    taken = []
    for finding, rows in table.placed:
        row = rows[0] if rows else -1
        if finding.code == _IMPOSSIBLE and row in told:
            continue
        name = readers.get(finding.code, "")
        rule = rules.rules.get(name)
        taken.append(_taken(table, finding, row, name, rule))
    return taken


def _taken(table: Judged, finding: Finding, row: int, name: str, rule: Rule | None) -> RuleFinding:
    value, written, part = None, "", ""
    column = None if finding.address is None else finding.address.column
    if row >= 0 and isinstance(table, Observations):
        value, written = table.columns["value"][row], table.columns["written"][row]
        held = finding.given.get("value")
        if column not in (None, table.columns["column"][row]) and isinstance(held, str):
            # An answer binds to the cell that the finding is about, also to one beside the value.
            written = f"{column}={held}"
    elif row >= 0 and not isinstance(table, Observations):
        told = row_of(table, row)
        value, written, part = told.value, told.written, told.part
    return RuleFinding(
        finding.code,
        finding.level,
        finding.economy,
        finding.indicator,
        finding.year,
        finding.address,
        dict(finding.given),
        rule=name,
        errorlevel=finding.level,
        ess=0 if rule is None else rule.level,
        breakdown=part,
        row=row if row >= 0 else None,
        value=value,
        written=written,
    )


def effects(rules: RuleSet, stage: str, found: list[RuleFinding]) -> list[RuleFinding]:
    """Point out what may move the index by more than the rule of effects allows."""
    added = []
    for name, rule in rules.rules.items():
        if rule.stage not in STAGES[: STAGES.index(stage) + 1]:
            continue
        for check in rule.checks:
            if check.operation != "effect":
                continue
            heavy: dict[int | None, RuleFinding] = {}
            for f in found:
                if f.consequence is not None and f.consequence > check.most:
                    heavy.setdefault(f.row, f)
            for f in heavy.values():
                points = Decimal(f"{f.consequence:.1f}")
                added.append(
                    replace(
                        f, code=f"rule.{name}", rule=name, level=rule.severity,
                        errorlevel=rule.severity, ess=rule.level, factor="",
                        given={**f.given, "points": points},
                    )
                )  # fmt: skip
    return added
