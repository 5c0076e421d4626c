"""The cheapest way to meet a month's needs from offers: an integer programme with its proof.

The room takes fractions and returns a proven choice. It knows no files, no documents and no
currencies; the price basket (``ipb.cheapest``) makes the problems from tariffs.
"""

from ictindex.indices.ipb.solver.problem import (
    Infeasible,
    Offer,
    Problem,
    Proof,
    Solution,
)
from ictindex.indices.ipb.solver.solver import solve, solve_all

__all__ = ["Infeasible", "Offer", "Problem", "Proof", "Solution", "solve", "solve_all"]
