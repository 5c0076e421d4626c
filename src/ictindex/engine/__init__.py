"""The engine: arrays in, arrays out; leading axes are free.

The same functions run on decimals (published figures) and on float64 (simulation). Ranks, the
formulae and the explanation tree come from here too; none of it knows files, years or words.
"""

from ictindex.engine.operations import DECIMAL, FLOAT, TRANSFORMATIONS, Arithmetic, Transformation
from ictindex.engine.plan import Branch, Plan, PlanLeaf
from ictindex.engine.scores import Scores, aggregate, normalise, rank, score
from ictindex.engine.simulation import effective_weights, simulate
from ictindex.engine.trace import Trace, trace

__all__ = [
    "DECIMAL",
    "FLOAT",
    "TRANSFORMATIONS",
    "Arithmetic",
    "Branch",
    "Plan",
    "PlanLeaf",
    "Scores",
    "Trace",
    "Transformation",
    "aggregate",
    "effective_weights",
    "normalise",
    "rank",
    "score",
    "simulate",
    "trace",
]
