"""The engine: the plan of a methodology, exact scores on rows of decimals, ranks, the trace.

Computations in float64 on arrays are in modules of their own, ``float_scores`` and ``simulation``:
no published figure comes from them, and no other module here loads them. The engine is independent
of files, years and words.
"""

from typing import TYPE_CHECKING

from ictindex.core.lazy_names import load_when_used
from ictindex.engine.exact_scores import (
    ExactScores,
    Row,
    Rows,
    complete_rows,
    score_rows,
)
from ictindex.engine.operations import TRANSFORMATIONS, Transformation
from ictindex.engine.plan import Branch, Plan, PlanLeaf
from ictindex.engine.plan_kinds import is_lab_plan, make_plan, score_plan
from ictindex.engine.ranks import rank_column

# A published index has no other operations, and a result is computed more often than explained.
if TYPE_CHECKING:
    from ictindex.engine.explanation_tree import Trace, trace
    from ictindex.engine.lab_plan import LabPlan, fit_document
    from ictindex.engine.lab_scores import rank_symbol, symbol_numbers
else:
    __getattr__ = load_when_used(
        __name__,
        {
            "explanation_tree": "Trace trace",
            "lab_plan": "LabPlan fit_document",
            "lab_scores": "rank_symbol symbol_numbers",
        },
    )

__all__ = [
    "TRANSFORMATIONS",
    "Branch",
    "ExactScores",
    "LabPlan",
    "Plan",
    "PlanLeaf",
    "Row",
    "Rows",
    "Trace",
    "Transformation",
    "complete_rows",
    "fit_document",
    "is_lab_plan",
    "make_plan",
    "rank_column",
    "rank_symbol",
    "score_plan",
    "score_rows",
    "symbol_numbers",
    "trace",
]
