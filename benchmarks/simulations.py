"""The benchmarks of robustness and sensitivity: an edition under many draws of its assumptions."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import floors
import inputs
import rivals
from measuring import Figure, figure, peer, repeat

_FACTORS = 10


def robustness() -> Iterator[Figure]:
    """Weights of 200 x 10 drawn 16,384 times: scores, ranks with ties shared, acceptabilities."""
    import numpy as np

    import ictindex as ict
    from ictindex.engine import float_scores

    idi = ict.methodology("idi", edition=2024)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.csv"
        inputs.edition(path)
        result = ict.compute(idi, ict.read_observations(path), edition=2024)
    values = np.array([[float(v) for v in row] for row in result.input_rows.values])
    leaves = np.ascontiguousarray(float_scores.score_leaves(idi.plan, values))

    def ours() -> object:
        simulated = ict.analysis.robustness(result, {"weights": 0.25}, draws=inputs.RANKED_DRAWS)
        return simulated, simulated.acceptability()

    simulated = ours()[0]
    drawn = floors.effective_weights(idi.plan, simulated.dataset["input"])
    expected = rivals.ranked_draws(leaves, drawn, simulated.result.decimals)
    ranks = simulated.dataset["rank"].to_numpy().reshape(inputs.RANKED_DRAWS, -1)
    assert np.array_equal(expected()[0], ranks)
    times, floor, rival = repeat(ours, floors.ranked_draws(leaves, drawn), expected, seconds=6)
    name = f"robustness, {inputs.ECONOMIES} x 10 x {inputs.RANKED_DRAWS:,} draws"
    yield figure(name, times, floor, limit=600, **peer(rival, "SciPy rankdata"))
    frame, pairs = repeat(
        lambda: ict.analysis.robustness(
            result, {"weights": 0.25}, draws=inputs.RANKED_DRAWS
        ).to_frame(),
        lambda: ict.analysis.robustness(
            result, {"weights": 0.25}, draws=inputs.RANKED_DRAWS
        ).pairwise(),
    )
    yield figure("  with all intervals and their errors", frame)
    yield figure("  with pairwise shares and their errors", pairs)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    ours()
    most = (tracemalloc.get_traced_memory()[1] - before) / 2**20
    tracemalloc.stop()
    yield Figure("  memory", most, most, limit=200, unit="MiB")


def sensitivity() -> Iterator[Figure]:
    """First and total order of the scores of 200 economies, in 12,288 runs of ten factors."""
    import numpy as np

    import ictindex as ict
    from ictindex.engine.statistics.variance_shares import shares_of_runs

    idi = ict.methodology("idi", edition=2024)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.csv"
        inputs.edition(path)
        result = ict.compute(idi, ict.read_observations(path), edition=2024)
    assumed = {
        "weights": {"share": 0.25, "nodes": ["universal-connectivity", "meaningful-connectivity"]},
        "goalposts": {"internet-users": {"full": [90, 100]}},
    }

    def ours() -> object:
        return ict.analysis.sensitivity(result, assumed, draws=inputs.BASE, outputs=["score"])

    analysed = ours()
    runs, count = (_FACTORS + 2) * inputs.BASE, inputs.ECONOMIES
    assert (len(analysed.factors), analysed.runs, len(analysed.outputs)) == (_FACTORS, runs, count)
    rng = np.random.default_rng(1)
    a, b = rng.random((2, inputs.BASE, count))
    exchanged = rng.random((_FACTORS, inputs.BASE, count))
    theirs = rivals.sobol_indices(a, b, exchanged)
    if theirs is not None:
        # SALib draws the rows of its bootstrap; its estimates are the same to 12 digits.
        first = np.array([indices["S1"] for indices in theirs()])
        assert np.allclose(shares_of_runs(a, b, exchanged, 16).first, first, rtol=0, atol=1e-12)
    others = [] if theirs is None else [theirs]
    whole, alone, floor, *rest = repeat(
        ours,
        lambda: shares_of_runs(a, b, exchanged, 16),
        floors.variance_sums(a, b, exchanged),
        *others,
        seconds=6,
    )
    yield figure(f"sensitivity, {count} scores, {runs:,} runs", whole, limit=600)
    rival_part = peer(rest[0] if rest else None, "SALib")
    yield figure("  the analysis alone, 16 scramblings", alone, floor, **rival_part)
    ranked = repeat(lambda: ict.analysis.sensitivity(result, assumed, draws=inputs.BASE))[0]
    yield figure("  with ranks and their mean shift", ranked)
