"""The purchasing programme: the cheapest way to meet a month's needs from what is on offer.

Pure: fractions in, a proven choice out. It knows no files, no documents and no currencies; the
price basket (``indices.pricing.shopping``) makes its problems from tariffs.
"""

from ictindex.optimisation.problem import Infeasible, Offer, Problem, Proof, Solution
from ictindex.optimisation.solver import solve, solve_all

__all__ = ["Infeasible", "Offer", "Problem", "Proof", "Solution", "solve", "solve_all"]
