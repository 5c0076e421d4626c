"""The benchmarks of scores: an edition in decimal, tables and draws in float64, one economy."""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import floors
import inputs
import rivals
from measuring import Figure, figure, peer, repeat


def decimal() -> Iterator[Figure]:
    """An edition in decimal arithmetic, with its logarithms and with these looked up."""
    import numpy as np

    from ictindex import engine, methodology
    from ictindex.engine.operations import LINEAR

    plan = methodology("idi", edition=2024).plan
    values = inputs.decimals(plan.indicators)
    rows = [tuple(row) for row in values]
    looked_up = []
    for n, leaf in enumerate(plan.leaves):
        if leaf.transformation is LINEAR:
            looked_up.append(leaf)
            continue
        table = {value: leaf.transformation.decimal(value) for value in values[:, n]}
        looked_up_transformation = replace(leaf.transformation, decimal=table.__getitem__)
        looked_up.append(replace(leaf, transformation=looked_up_transformation))
    after_logs = replace(plan, leaves=tuple(looked_up))
    ours = engine.score_rows(plan, rows)
    short, whole, short_floor, whole_floor = repeat(
        lambda: engine.score_rows(after_logs, rows),
        lambda: engine.score_rows(plan, rows),
        floors.integers(plan, values, with_logarithms=False),
        floors.integers(plan, values, with_logarithms=True),
    )
    exact = floors.integers(plan, values, with_logarithms=True)()
    index = [float(row[-1]) for row in ours.scores]
    assert np.allclose(index, [score / 1e20 for score in exact], rtol=0, atol=1e-12)
    by = floors.logarithm()[1]
    yield figure(f"decimal, {inputs.ECONOMIES} x 10, after the logs", short, short_floor, limit=2)
    yield figure(
        f"decimal, {inputs.ECONOMIES} x 10 (floor: logs by {by})", whole, whole_floor, limit=5
    )


def small() -> Iterator[Figure]:
    """The same edition in float64, as a simulation computes it."""
    import numpy as np

    from ictindex import methodology
    from ictindex.engine import simulation

    plan = methodology("idi", edition=2024).plan
    values = inputs.floats(plan.indicators, inputs.ECONOMIES)
    shares = floors.constants(plan)[2]
    rival = rivals.weighted_sum(values, shares)
    plain = floors.fused(plan, values)
    assert np.allclose(plain(), simulation.simulate(plan, values), rtol=0, atol=1e-11)
    times, floor, *others = repeat(
        lambda: simulation.simulate(plan, values), plain, *([rival] if rival else [])
    )
    rival_part = peer(others[0] if others else None, "pyDecision")
    yield figure(f"float64, {inputs.ECONOMIES} x 10", times, floor, limit=0.1, **rival_part)


def large() -> Iterator[Figure]:
    """Many economies in float64, against the same in blocks with every step in place."""
    import numpy as np

    from ictindex import methodology
    from ictindex.engine import simulation

    plan = methodology("idi", edition=2024).plan
    values = inputs.floats(plan.indicators, inputs.LARGE)
    plain = floors.fused(plan, values)
    assert np.allclose(plain(), simulation.simulate(plan, values), rtol=0, atol=1e-11)
    times, floor, nodes = repeat(
        lambda: simulation.simulate(plan, values),
        plain,
        lambda: simulation.simulate(plan, values, nodes=True),
    )
    yield figure(f"float64, {inputs.LARGE:,} x 10", times, floor, limit=3, times=True)
    yield figure(f"float64, {inputs.LARGE:,} x 10, all nodes", nodes)


def weights() -> Iterator[Figure]:
    """Twenty years with ten thousand draws of all weights, against the matrix product alone."""
    import numpy as np

    from ictindex import methodology
    from ictindex.engine import float_scores, simulation

    plan = methodology("idi", edition=2024).plan
    values = inputs.floats(plan.indicators, inputs.YEARS, inputs.ECONOMIES)
    generator = np.random.default_rng(132)
    drawn = {
        branch.id: generator.dirichlet(np.ones(len(branch.children)), inputs.DRAWS)
        for branch in plan.branches
    }
    leaves = float_scores.score_leaves(plan, values)
    matrix = np.ascontiguousarray(leaves.reshape(-1, len(plan.leaves)))
    shares = np.ascontiguousarray(simulation.effective_weights(plan, drawn).T)
    plain = floors.matrix_product(matrix, shares)

    def ours() -> object:
        return simulation.simulate(plan, values, drawn)

    assert np.allclose(plain(), ours().reshape(len(matrix), -1), rtol=0, atol=1e-11)
    times, floor = repeat(ours, plain, seconds=6)
    rival = rivals.sensitivity(matrix[: inputs.ECONOMIES], shares.T)
    rival_part = {}
    if rival is not None:
        rival_part = peer([inputs.YEARS * least for least in repeat(rival)[0]], "pysensmcda*")
    size = f"{inputs.ECONOMIES} x 10 x {inputs.YEARS} years x {inputs.DRAWS:,} draws"
    name = f"float64, {size}"
    yield figure(name, times, floor, limit=3, times=True, **rival_part)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    out = ours()
    beyond = (tracemalloc.get_traced_memory()[1] - before - out.nbytes) / 2**20
    tracemalloc.stop()
    yield Figure("  working memory beyond the output", beyond, beyond, limit=200, unit="MiB")


def records() -> Iterator[Figure]:
    """A result as plain data for JSON, at its first call and again."""
    import ictindex as ict

    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    whole = result.to_dict()
    # A result of another kind has computed nothing yet.
    first, again, floor = repeat(
        lambda: result.with_kind("reconstruction").to_dict(),
        result.to_dict,
        lambda: [dict(row) for row in whole["rows"]],
    )
    name = f"records of a result, {len(whole['rows'])} rows"
    yield figure(f"{name}, first call", first, floor, limit=3)
    yield figure(f"{name}, again", again, floor)


def single() -> Iterator[Figure]:
    """One economy: plain mapping in, plain object out."""
    from ictindex import methodology

    idi = methodology("idi", edition=2024)
    row = inputs.decimals(idi.indicators, 1)
    as_decimals = dict(zip(idi.indicators, row[0], strict=True))
    as_floats = {key: float(value) for key, value in as_decimals.items()}
    first, second, floor = repeat(
        lambda: idi.score(as_decimals),
        lambda: idi.score(as_floats).score,
        floors.integers(idi.plan, row, with_logarithms=True),
    )
    assert statistics.median(first) > 0
    yield figure("score() of one economy, decimals", first, floor, limit=0.25)
    yield figure("score().score of one economy, floats", second, floor, limit=0.25)
