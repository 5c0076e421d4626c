"""Validation: rules as data, judged on arrays; findings with their consequence.

A focal point's figures meet the same rules at home and at the compiler's: the digest of the rule
set stands in every judgement.
"""

from ictindex.validation.acceptance import accept
from ictindex.validation.judging import validate
from ictindex.validation.receipts import Receipt, read_receipt
from ictindex.validation.report import Judgement, Outcome, RuleFinding
from ictindex.validation.responses import Answers, read_answers
from ictindex.validation.rules import Rule, RuleSet, ruleset

__all__ = [
    "Answers",
    "Judgement",
    "Outcome",
    "Receipt",
    "Rule",
    "RuleFinding",
    "RuleSet",
    "accept",
    "read_answers",
    "read_receipt",
    "ruleset",
    "validate",
]
