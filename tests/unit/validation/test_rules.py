"""Every rule: its four fixtures, its words, its place in the files."""

from __future__ import annotations

from collections import Counter

import pytest
from validation_cases import FIXTURES, OUTCOMES, fixtures, judge, outcome

from ictindex import i18n
from ictindex.validation.rules import formula, ruleset

RULES = list(ruleset().rules)
CASES = [(code, name) for code in RULES for name in (*OUTCOMES, "boundary")]


def test_there_are_125_rules() -> None:
    count = Counter(code[0] for code in RULES)
    assert count == {"S": 22, "P": 12, "R": 17, "C": 22, "B": 8, "X": 15, "T": 11, "M": 7,
                     "D": 11}  # fmt: skip
    assert all(int(code[1:]) <= count[code[0]] for code in RULES)


def test_every_rule_has_four_fixtures() -> None:
    fixture_names = fixtures()
    assert sorted(fixture_names) == sorted(RULES)
    assert all(set(cases) == {*OUTCOMES, "boundary"} for cases in fixture_names.values())
    assert len(list(FIXTURES.glob("*.toml"))) == 9


@pytest.mark.parametrize(("code", "name"), CASES)
def test_fixture_has_its_outcome(code: str, name: str) -> None:
    case = fixtures()[code][name]
    expected = case["outcome"] if name == "boundary" else OUTCOMES[name]
    assert outcome(code, case) == expected


@pytest.mark.parametrize("code", RULES)
def test_message_of_a_failure_is_filled_in(code: str) -> None:
    case = fixtures()[code]["invalid"]
    if "reader" in case:
        return
    findings = [f for f in judge(case) if f.rule == code]
    assert findings
    for finding in findings:
        for message in (finding.message("en"), finding.remedy("en")):
            assert message
            assert "{" not in message


@pytest.mark.parametrize("code", RULES)
def test_rule_has_words_and_formula(code: str) -> None:
    arguments = {"second": "x"}
    assert i18n.message(f"rule.{code}", arguments, "en") != f"rule.{code}"
    assert i18n.message(f"rule.{code}", arguments, "en", "remedy")
    formula_text = formula(ruleset().rules[code], "en")
    assert formula_text
    assert "[validation" not in formula_text


def test_stages_are_those_of_the_mandate() -> None:
    later = {code for code, rule in ruleset().rules.items() if rule.stage != "submission"}
    assert later == {
        "P02", "P03", "P04", "P06", "P07", "P09", "P10", "P12", "X05", "X06", "X07", "X13",
        "T07", "T11", "M04", "M05", "M06",
    }  # fmt: skip
