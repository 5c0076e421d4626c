"""Other solvers on the integer programmes of the world's cheapest baskets.

``main`` prints the processor time that a solver takes for all of them and the number of choices
that cost as much as ours. Each gets the rows that the library writes, and is
asked for the cost and, of equal costs, for the fewest purchases, with no gap allowed: no order
among equals beyond that, and no proof. It runs in a process of its own, because it may print lines.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import inputs


def programmes() -> list[tuple[Any, Any, list[int], Any]]:
    """Return of each problem the programme, its rows, its weights and the cost that we prove."""
    import ictindex as ict
    from ictindex.indices.ipb import cheapest
    from ictindex.indices.ipb.solver import solve
    from ictindex.indices.ipb.solver.integer_scaling import make_programme
    from ictindex.indices.ipb.solver.solver import _Model

    document = ict.methodology("ipb", edition=2024).document
    problems: list[Any] = []

    def remember(asked: Any, progress: Any) -> list[Any]:
        problems.extend(asked)
        return [solve(problem) for problem in asked]

    kept, cheapest.solve_all = cheapest.solve_all, remember
    cheapest.find_cheapest(ict.read_tariffs(inputs.tariffs()), document)
    cheapest.solve_all = kept
    written = []
    for problem in problems:
        whole = make_programme(problem)
        rows = _Model(whole).rows
        more = 1 + sum(whole.most)
        weights = [
            rows.cost.get(n, 0) * more + (n < len(rows.kept)) for n in range(len(rows.upper))
        ]
        written.append((whole, rows, weights, solve(problem).cost))
    return written


def solve_by_milp(rows: Any, weights: list[int]) -> Any:
    """Solve by ``scipy.optimize.milp``."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix = np.zeros((len(rows.rows), len(weights)))
    for line, (factors, _) in enumerate(rows.rows):
        matrix[line, list(factors)] = list(factors.values())
    lowest = np.array([bound for _, bound in rows.rows], float)
    return milp(
        np.array(weights, float),
        integrality=rows.integral,
        bounds=Bounds(0, np.array(rows.upper, float)),
        constraints=LinearConstraint(matrix, lowest),
        options={"mip_rel_gap": 0},
    ).x


def solve_by_highspy(rows: Any, weights: list[int]) -> Any:
    """Solve by HiGHS, called directly."""
    import highspy
    import numpy as np

    solver = make_highs()
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(weights), len(rows.rows)
    programme.col_cost_ = np.array(weights, float)
    programme.col_lower_ = np.zeros(len(weights))
    programme.col_upper_ = np.array(rows.upper, float)
    programme.row_lower_ = np.array([bound for _, bound in rows.rows], float)
    programme.row_upper_ = np.full(len(rows.rows), highspy.kHighsInf)
    starts, columns, values = [0], [], []
    for factors, _ in rows.rows:
        columns += factors.keys()
        values += factors.values()
        starts.append(len(columns))
    matrix = programme.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_ = np.array(starts, np.int32), np.array(columns, np.int32)
    matrix.value_ = np.array(values, float)
    kinds = highspy.HighsVarType
    programme.integrality_ = [
        kinds.kInteger if whole else kinds.kContinuous for whole in rows.integral
    ]
    solver.clearModel()
    solver.passModel(programme)
    solver.run()
    return solver.getSolution().col_value


@cache
def make_highs() -> Any:
    """Return one silent instance for all programmes."""
    import highspy

    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(name, value)
    return solver


def solve_by_cp_sat(rows: Any, weights: list[int]) -> Any:
    """Solve by CP-SAT of OR-Tools; volumes are whole in these programmes too."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    counts = [model.new_int_var(0, most, "") for most in rows.upper]
    for factors, bound in rows.rows:
        model.add(sum(factor * counts[n] for n, factor in factors.items()) >= bound)
    model.minimize(sum(weight * count for weight, count in zip(weights, counts, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model)
    return [solver.value(count) for count in counts]


# By the name of the distribution.
SOLVERS: dict[str, tuple[str, Callable[[Any, list[int]], Any]]] = {
    "scipy": ("SciPy milp", solve_by_milp),
    "highspy": ("HiGHS", solve_by_highspy),
    "ortools": ("CP-SAT", solve_by_cp_sat),
}


def main(name: str) -> None:
    """Solve all programmes by one solver; print the time, and how many cost as much as ours."""
    from ictindex.indices.ipb.solver.integer_scaling import settle

    written = programmes()
    _, solve = SOLVERS[name]
    solve(*written[0][1:3])  # imports are not measured
    start = time.process_time()
    answers = [solve(rows, weights) for _, rows, weights, _ in written]
    taken = time.process_time() - start
    equal = 0
    for (whole, rows, _, cost), values in zip(written, answers, strict=True):
        counts = [0] * len(whole.costs)
        for position, value in zip(rows.kept, values, strict=False):
            counts[position] = round(value)
        settled = settle(whole, counts)
        equal += getattr(settled, "cost", -1) * whole.money == cost
    print("took", taken, equal, len(written), flush=True)
