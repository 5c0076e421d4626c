"""The engine: the plan of a methodology, exact scores on rows of decimals, ranks, the trace.

What computes in float64 on arrays lies in modules of its own, ``float_scores`` and
``simulation``: nothing that is published comes from there, and nothing here loads them. None of
the engine knows files, years or words.
"""

from ictindex.engine.exact_scores import ExactScores, Row, Rows, score_rows
from ictindex.engine.operations import TRANSFORMATIONS, Transformation
from ictindex.engine.plan import Branch, Plan, PlanLeaf
from ictindex.engine.ranks import rank_column
from ictindex.engine.trace import Trace, trace

__all__ = [
    "TRANSFORMATIONS",
    "Branch",
    "ExactScores",
    "Plan",
    "PlanLeaf",
    "Row",
    "Rows",
    "Trace",
    "Transformation",
    "rank_column",
    "score_rows",
    "trace",
]
