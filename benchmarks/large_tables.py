"""The benchmark of the memory of tables of thousands of areas."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import measuring
from measuring import Figure, figure, timed

_ROWS, _TINY_ROWS = 8000, 60


def areas() -> Iterator[Figure]:
    """Imputation and audit of 8,000 areas x 10 indicators: their time and their memory."""
    import numpy as np
    import pandas as pd

    import ictindex as ict

    rows = _TINY_ROWS if measuring.ONCE else _ROWS
    generator = np.random.default_rng(22)
    cause = generator.normal(size=(rows, 1))
    cells = 50 + 10 * (cause + generator.normal(size=(rows, 10)))
    names = [f"i{n}" for n in range(10)]
    whole = pd.DataFrame(cells, [f"A{n:05}" for n in range(rows)], names)
    holes = whole.mask(generator.random(whole.shape) < 0.1)
    halves = {"left": names[:5], "right": names[5:]}
    parts = {name: half for half, inside in halves.items() for name in inside}
    tree = {**parts, "left": "index", "right": "index"}
    levels = {**halves, "index": ["left", "right"]}
    scores = whole.join(ict.analysis.aggregate(whole, levels))
    works: dict[str, tuple[Callable[[], Any], float, float]] = {
        "imputation": (lambda: ict.analysis.impute(holes, "mean"), 400, 60),
        "audit": (lambda: ict.analysis.audit(scores, tree), 20_000, 150),
    }
    for name, (work, milliseconds, mebibytes) in works.items():
        work()  # imports and caches
        taken = [timed(work) for _ in measuring.times(3)]
        yield figure(f"{name}, {rows:,} x 10", taken, limit=milliseconds)
        tracemalloc.start()
        work()
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        yield Figure(f"  memory of the {name}", peak, peak, limit=mebibytes, unit="MiB")
