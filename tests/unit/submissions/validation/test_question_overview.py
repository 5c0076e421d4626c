"""Questions counted once each: a cause is one, information needs no answer."""

from __future__ import annotations

from decimal import Decimal

from small_cases import small_cases

import ictindex as ict
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.validation.causes import Cause, CellChange, group_findings
from ictindex.submissions.validation.question_overview import (
    KINDS,
    count_open,
    count_questions,
    kind_of_error,
    word_levels,
)
from ictindex.submissions.validation.rule_outcomes import RuleFinding
from ictindex.submissions.validation.rules import ruleset

CHANGE = CellChange("ECU", "population", "", 2022, 0, None, Decimal(1), Decimal(1000))


def finding(
    rule: str, level: str = "error", cause: Cause | None = None, code: str = ""
) -> RuleFinding:
    return RuleFinding(code or f"rule.{rule}", level, "ECU", rule=rule, cause=cause)


def test_a_cause_is_one_question_and_information_is_none() -> None:
    cause = Cause("thousands", (CHANGE,), 3)
    findings = [
        *[finding("R17", "warning", cause), finding("B07", "error", cause)],
        *[finding("T02", "warning"), finding("R16", "information"), finding("C01")],
    ]
    overview = count_questions(group_findings(findings))
    assert overview.open == 3
    assert overview.levels == {"error": 2, "warning": 1, "information": 1}
    rows = {row["kind"]: row for row in overview.table().records()}
    # The gravest finding of a cause decides on its kind.
    assert [(kind, rows[kind]["open"]) for kind in rows] == [
        ("size", 0),
        ("parts", 1),
        ("between", 1),
        ("change", 1),
    ]
    assert sum(row["open"] for row in rows.values()) == overview.open


def test_an_answered_question_is_not_open_and_a_cause_is_until_its_last_finding_is() -> None:
    cause = Cause("thousands", (CHANGE,), 2)
    first, second, alone = (
        finding("R17", "error", cause),
        finding("B07", "error", cause),
        finding("C01"),
    )
    groups = group_findings([first, second, alone])
    assert count_questions(groups, lambda each: each is second).levels["error"] == 1
    assert count_questions(groups, lambda each: False).open == 0


def test_every_rule_has_a_kind_and_a_reader_without_a_rule_too() -> None:
    assert {kind_of_error(finding(name)) for name in ruleset().rules} == set(KINDS)
    assert kind_of_error(ict.Finding("number.percent-sign")) == "reading"
    assert kind_of_error(ict.Finding("derivation.no-operand", "warning")) == "missing"


@small_cases("language", LANGUAGES)
def test_counts_and_kinds_are_written_in_every_language(language: str) -> None:
    from ictindex.language.i18n.page_table_writer import write_grid

    overview = count_questions(group_findings([finding("C01"), finding("T02", "warning")]))
    assert [words[-2:-1] for words in word_levels(overview, language).values()] == ["1", "1"]
    grid = write_grid(overview.table(), language)
    assert len(grid.rows) == 2 and all(all(row) for row in grid.rows)


def test_open_findings_of_one_cause_are_one_question() -> None:
    cause = Cause("thousands", (CHANGE,), 2)
    still = [finding("R17", "error", cause), finding("B07", "error", cause), finding("C01")]
    assert count_open(still) == 2
    assert count_open(still) == count_questions(group_findings(still)).open
