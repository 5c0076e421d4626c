"""The hits of rules on one case, in their order, without superfluous ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ictindex.submissions.validation.derived_rates import find_operands
from ictindex.submissions.validation.operation_parameters import WithinError
from ictindex.submissions.validation.operations.case import Case, Hit, Verdict, remember_lastingly
from ictindex.submissions.validation.operations.operation_registry import (
    OF_PRICE_BASKET,
    OPERATIONS,
)
from ictindex.submissions.validation.operations.survey_differences import take_settled
from ictindex.submissions.validation.rule_findings import IMPOSSIBLE_RULES, RuleHit
from ictindex.submissions.validation.rule_outcomes import Outcome
from ictindex.submissions.validation.rules import Rule, RuleSet, asked_stages
from ictindex.submissions.validation.subject import OBSERVATIONS


def rules_in_turn(rules: RuleSet) -> list[str]:
    """Return the rules in the order in which they are applied."""
    turns: dict[str, int] = {}
    return sorted(rules.rules, key=lambda name: _turn(rules, name, turns))


def ask_rules(
    case: Case,
    rules: RuleSet,
    stage: str,
    names: Sequence[str],
    by_readers: Mapping[str, Collection[int]],
) -> tuple[list[RuleHit], dict[str, Outcome]]:
    """Apply rules to a case in this order; the case remembers the questioned cells."""
    hits: list[RuleHit] = []
    outcomes: dict[str, Outcome] = {}
    for name in names:
        rule = rules.rules[name]
        if rule.stage not in asked_stages(stage):
            outcomes[name] = Outcome(name, "not-decidable", 0, 0, 0, ("stage",))
            continue
        verdicts = _verdicts(case, rules, rule)
        asked = _select_hits(case, name, rule, verdicts, by_readers.get(name, ()))
        hits += [RuleHit(name, rule, hit) for hit in asked]
        outcomes[name] = _outcome(name, verdicts, len(asked))
    return hits, outcomes


def _verdicts(case: Case, rules: RuleSet, rule: Rule) -> list[Verdict]:
    """Return the verdict of every check; for a table of the price basket only checks of rows."""
    settling = remember_lastingly(case, "within-error", lambda: _checks_within_error(rules))
    of_observations = case.judged == OBSERVATIONS
    checks = [c for c in rule.checks if of_observations or c.name in OF_PRICE_BASKET]
    verdicts = []
    for check in checks:
        verdict = OPERATIONS[check.name](case, check)
        for errors in settling:
            if check.name in errors.settles:
                verdict = take_settled(case, errors, verdict, of_sources=check.name == "sources")
        verdicts.append(verdict)
    return verdicts


def _checks_within_error(rules: RuleSet) -> list[WithinError]:
    """Return the checks by which sampling errors settle hits of others."""
    checks = [check for rule in rules.rules.values() for check in rule.checks]
    return [check for check in checks if isinstance(check, WithinError)]


def _select_hits(
    case: Case, name: str, rule: Rule, verdicts: Sequence[Verdict], by_readers: Collection[int]
) -> list[Hit]:
    """Return the hits of a rule that no other rule makes superfluous, and remember their cells."""
    # A fault in another table than the validated one is answered there.
    hits = [
        hit
        for verdict in verdicts
        for hit in verdict.hits
        if case.judged in (OBSERVATIONS, hit.table)
    ]
    hits = [hit for hit in hits if hit.table != case.judged or hit.row not in by_readers]
    cells = {id(hit): _cells(case, hit) for hit in hits}
    # A cell that another rule questions instead counts as asked: a third rule need not ask again.
    # Information needs no answer, and does not suppress a question.
    questions = (hit for hit in hits if (hit.severity or rule.severity) != "information")
    case.asked[name] = set().union(*(cells[id(hit)] for hit in questions))
    case.noted[name] = set().union(*cells.values())
    if rule.after:
        before = case.noted if rule.severity == "information" else case.asked
        asked_before = set().union(*(before.get(other, set()) for other in rule.after))
        hits = [hit for hit in hits if not cells[id(hit)] & asked_before]
    if name in IMPOSSIBLE_RULES:
        for hit in hits:
            if hit.position >= 0:
                case.panel.set_aside(hit.economy, hit.position)
    return _drop_repeats(case, _drop_rates(case, rule, hits))


# Operations that compare with last year: they ask the same about a count and its rate.
_OVER_TIME = frozenset({"slip", "surprise", "growth"})


def _drop_rates(case: Case, rule: Rule, hits: list[Hit]) -> list[Hit]:
    """Leave out hits of derived rates whose count has a hit too: they are one cell."""
    if not any(check.operation in _OVER_TIME for check in rule.checks):
        return hits
    cells = {(hit.economy, hit.position): hit.severity for hit in hits}
    kept = []
    for hit in hits:
        operands = find_operands(case.panel, hit.economy, hit.position)
        count = (hit.economy, operands[0]) if operands else None
        if count is None or cells.get(count, "-") not in ("", hit.severity):
            kept.append(hit)
    return kept


def _drop_repeats(case: Case, hits: Iterable[Hit]) -> list[Hit]:
    """Keep one hit of a rule for a cell and the cell that it is compared with."""
    # A line of further candidates repeats the other cells of the first line.
    kept: dict[tuple[object, ...], Hit] = {}
    for hit in hits:
        economy = case.panel.origin[hit.economy] if hit.economy >= 0 else hit.economy
        other = str(hit.details.get("node", ""))
        kept.setdefault((economy, hit.position, hit.table, hit.row, other, hit.variant), hit)
    return list(kept.values())


def _turn(rules: RuleSet, name: str, turns: dict[str, int]) -> int:
    """Return the position of a rule: after the rules that may make it superfluous."""
    # Impossible values are found first and not compared with others: one fault, one finding.
    if name in IMPOSSIBLE_RULES:
        return 0
    if name not in turns:
        after = rules.rules[name].after
        turns[name] = 1 + max((_turn(rules, other, turns) for other in after), default=0)
    return turns[name]


def _cells(case: Case, hit: Hit) -> set[tuple[int, int]]:
    """Return the cells of a hit: its own, and the one that it is compared with."""
    cells = {(hit.economy, position) for position in (hit.position, *hit.cells)}
    other = hit.details.get("node")
    if isinstance(other, str) and other in case.panel.positions:
        cells.add((hit.economy, case.panel.positions[other]))
    return cells


def _outcome(name: str, verdicts: Sequence[Verdict], failed: int) -> Outcome:
    decided = sum(v.decided for v in verdicts)
    undecided = sum(v.undecided for v in verdicts)
    if decided or failed:
        kind = "fail" if failed else "pass"
        return Outcome(name, kind, max(decided - failed, 0), failed, undecided)
    needs = tuple(dict.fromkeys(need for v in verdicts for need in v.lacking))
    return Outcome(name, "not-decidable", 0, 0, undecided, needs or ("values",))
