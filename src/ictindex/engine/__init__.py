"""The engine: arrays in, arrays out; leading axes are free.

The same functions run on decimals (published figures) and on float64 (simulation). Ranks, the
formulae and the explanation tree come from here too; none of it knows files, years or words.
"""

from ictindex.engine.arithmetic import DECIMAL, FLOAT, Arithmetic
from ictindex.engine.operations import TRANSFORMATIONS, Transformation
from ictindex.engine.plan import Branch, Plan, PlanLeaf
from ictindex.engine.ranking import rank
from ictindex.engine.scores import Scores, aggregate, normalise, score
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
