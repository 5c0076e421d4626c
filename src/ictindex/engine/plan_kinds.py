"""The two kinds of plans: of a published document, and of one of the lab with other operations.

The plan of the lab and its scores load when a document needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

from ictindex.definitions.documents import Document, is_of_lab
from ictindex.engine.exact_scores import ExactScores, Row, score_rows
from ictindex.engine.plan import Plan

if TYPE_CHECKING:
    from ictindex.engine.lab_plan import LabPlan


def make_plan(document: Document) -> Plan:
    """Make the plan of a document; a document of the lab may have other operations."""
    if is_of_lab(document) and document.has_operations:
        from ictindex.engine.lab_plan import make_lab_plan

        return make_lab_plan(document)
    return Plan.from_document(document)


def is_lab_plan(plan: Plan) -> TypeGuard[LabPlan]:
    """Tell whether a plan has other operations than goalposts and weighted arithmetic means."""
    return plan.has_operations


def score_plan(
    plan: Plan,
    values: Sequence[Row],
    supplied: Sequence[Row] | None = None,
    members: Sequence[bool] | None = None,
) -> ExactScores:
    """Score every node of some economies, by a published plan or by one of the lab.

    ``members`` marks the economies that a plan of the lab compares with one another.
    """
    if is_lab_plan(plan):
        from ictindex.engine.lab_scores import score_lab_plan

        return score_lab_plan(plan, values, members)
    return score_rows(plan, values, supplied)
