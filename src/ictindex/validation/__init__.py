"""Validation: rules as data, judged on arrays; findings with their consequence.

A focal point's figures meet the same rules at home and at the compiler's: the digest of the rule
set stands in every judgement.
"""
