"""The rule engine: it applies the rules in order to one case, and returns the outcome of each.

The operations named by rules return verdicts, and the hits of the verdicts become findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ictindex.submissions.validation.cause_search import find_causes
from ictindex.submissions.validation.operations.case import Case
from ictindex.submissions.validation.plan_causes import find_plan_causes
from ictindex.submissions.validation.report import Judgement, Terms
from ictindex.submissions.validation.rule_findings import (
    build_findings,
    findings_of_effect,
    findings_of_readers,
    rows_of_readers,
)
from ictindex.submissions.validation.rule_hits import ask_rules, rules_in_turn
from ictindex.submissions.validation.rule_outcomes import ERROR_LEVELS, Outcome, RuleFinding
from ictindex.submissions.validation.rules import RuleSet


def judge(case: Case, rules: RuleSet, stage: str) -> Judgement:
    """Apply the rules of a stage to a case."""
    by_readers = rows_of_readers(case, rules)
    hits, outcomes = ask_rules(case, rules, stage, rules_in_turn(rules), by_readers)
    findings = build_findings(case, hits)
    causes = find_causes(case, rules, stage, list(zip(hits, findings, strict=True)))
    causes |= find_plan_causes(case, hits)
    findings = [
        replace(finding, cause=causes[n]) if n in causes else finding
        for n, finding in enumerate(findings)
    ]
    read = findings_of_readers(case, rules, findings)
    # If a reader found a fault of a row under a rule, the rule does not report it again.
    read_rows = {(finding.rule, finding.row) for finding in read if finding.row is not None}
    findings = [
        finding for finding in findings if (finding.rule, finding.row) not in read_rows
    ] + read
    findings += findings_of_effect(rules, stage, findings)
    findings.sort(key=_gravity)
    terms = Terms(
        case.panel.year,
        stage,
        rules.digest,
        tuple(case.admitted_years),
        case.fitted.id,
        case.fitted.digest,
        case.role,
    )
    ordered = [outcomes[name] for name in rules.rules]
    return Judgement(case.table, findings, _count_readers(ordered, findings), terms)


def _count_readers(outcomes: Sequence[Outcome], findings: Sequence[RuleFinding]) -> list[Outcome]:
    """Count the findings of the readers as failures of their rules."""
    failed = Counter(finding.rule for finding in findings)
    return [
        replace(o, outcome="fail", failed=failed[o.rule], lacking=())
        if failed[o.rule] > o.failed
        else o
        for o in outcomes
    ]


def _gravity(finding: RuleFinding) -> tuple[object, ...]:
    """Return the sort key of a finding: fatal first, then consequence, then errors."""
    grave = finding.errorlevel == "fatal"
    weight = -1.0 if finding.consequence is None else finding.consequence
    return (
        not grave,
        -round(weight, 6),
        ERROR_LEVELS.index(finding.errorlevel),
        finding.economy,
        finding.rule,
        finding.indicator,
        finding.breakdown,
        finding.row or 0,
    )
