"""The benchmark of robustness: drawn weights, scores, ranks and acceptabilities of an edition."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import floors
import inputs
import rivals
from measuring import Figure, figure, peer, repeat

_DRAWS = 16_384


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
        found = ict.analysis.robustness(result, {"weights": 0.25}, draws=_DRAWS)
        return found, found.acceptability()

    found = ours()[0]
    drawn = floors.effective_weights(idi.plan, found.dataset["input"])
    expected = rivals.ranked_draws(leaves, drawn, found.result.decimals)
    ranks = found.dataset["rank"].to_numpy().reshape(_DRAWS, -1)
    assert np.array_equal(expected()[0], ranks)
    times, floor, rival = repeat(ours, floors.ranked_draws(leaves, drawn), expected, seconds=6)
    name = f"robustness, 200 x 10 x {_DRAWS:,} draws"
    yield figure(name, times, floor, limit=600, **peer(rival, "SciPy rankdata"))
    frame, pairs = repeat(
        lambda: ict.analysis.robustness(result, {"weights": 0.25}, draws=_DRAWS).to_frame(),
        lambda: ict.analysis.robustness(result, {"weights": 0.25}, draws=_DRAWS).pairwise(),
    )
    yield figure("  with all intervals and their errors", frame)
    yield figure("  with pairwise shares and their errors", pairs)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    ours()
    most = (tracemalloc.get_traced_memory()[1] - before) / 2**20
    tracemalloc.stop()
    yield Figure("  memory", most, most, limit=200, unit="MiB")
