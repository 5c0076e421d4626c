"""The engine: the plan of a methodology, exact scores on rows of decimals, ranks, the trace.

Computations in float64 on arrays are in modules of their own, ``float_scores`` and ``simulation``:
no published figure comes from them, and no other module here loads them. The engine is independent
of files, years and words.
"""

from ictindex.engine.exact_scores import ExactScores, Row, Rows, score_rows
from ictindex.engine.lab_plan import LabPlan, fit_document, make_plan
from ictindex.engine.lab_scores import complete_rows, rank_symbol, score_plan, symbol_numbers
from ictindex.engine.operations import TRANSFORMATIONS, Transformation
from ictindex.engine.plan import Branch, Plan, PlanLeaf
from ictindex.engine.ranks import rank_column
from ictindex.engine.trace import Trace, trace

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
    "make_plan",
    "rank_column",
    "rank_symbol",
    "score_plan",
    "score_rows",
    "symbol_numbers",
    "trace",
]
