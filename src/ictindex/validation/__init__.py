"""Validation: rules as data, judged on arrays; findings with their consequence.

A focal point's figures meet the same rules at home and at the compiler's: the digest of the rule
set stands in every judgement.
"""

from ictindex.validation.accepting import accept
from ictindex.validation.answers import Answers, read_answers
from ictindex.validation.judgement import Judgement, Outcome, RuleFinding
from ictindex.validation.receipt_files import read_receipt
from ictindex.validation.receipts import Receipt
from ictindex.validation.rules import Rule, RuleSet, ruleset
from ictindex.validation.run import validate

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
