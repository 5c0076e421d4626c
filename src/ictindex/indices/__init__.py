"""The indices as users meet them: a methodology that computes, its results, their views."""

from ictindex.indices.composite import compute
from ictindex.indices.computing import Methodology, methodologies, methodology
from ictindex.indices.groups import group_figures
from ictindex.indices.result import Result
from ictindex.indices.score import Score
from ictindex.indices.series import Series, concat

__all__ = [
    "Methodology",
    "Result",
    "Score",
    "Series",
    "compute",
    "concat",
    "group_figures",
    "methodologies",
    "methodology",
]
