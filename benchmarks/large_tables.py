"""The benchmark of tables of thousands of areas: time and memory at two sizes, and their growth."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from measuring import Figure, figure, timed

SIZES = (2000, 8000)


def areas() -> Iterator[Figure]:
    """Imputation, audit and rank correlations of 2,000 and 8,000 areas x 10 indicators."""
    import numpy as np
    import pandas as pd

    import ictindex as ict

    generator = np.random.default_rng(22)
    cause = generator.normal(size=(max(SIZES), 1))
    cells = 50 + 10 * (cause + generator.normal(size=(max(SIZES), 10)))
    names = [f"i{n}" for n in range(10)]
    whole = pd.DataFrame(cells, [f"A{n:05}" for n in range(len(cells))], names)
    holes = whole.mask(generator.random(whole.shape) < 0.1)
    tree = {name: "left" if n < 5 else "right" for n, name in enumerate(names)}
    tree |= {"left": "index", "right": "index"}
    scores = whole.join(ict.analysis.aggregate(whole, {
        "left": names[:5], "right": names[5:], "index": ["left", "right"],
    }))  # fmt: skip
    works: dict[str, tuple[Callable[[int], Any], float, float]] = {
        "imputation": (lambda n: ict.analysis.impute(holes[:n], "mean"), 400, 60),
        "audit": (lambda n: ict.analysis.audit(scores[:n], tree), 20_000, 150),
        "kendall": (lambda n: ict.analysis.correlations(whole[:n], method="kendall"), 5000, 60),
    }
    for name, (work, milliseconds, mebibytes) in works.items():
        work(100)  # imports and caches
        least = []
        for size in SIZES:
            times = [timed(lambda work=work, size=size: work(size)) for _ in range(3)]
            limit = milliseconds if size == SIZES[-1] else None
            yield figure(f"{name}, {size:,} x 10", times, limit=limit)
            least.append(min(times))
        growth = math.log(least[1] / least[0], SIZES[1] / SIZES[0])
        yield Figure("  growth: exponent of the size", growth, growth, limit=1.5, unit="")
        tracemalloc.start()
        work(SIZES[-1])
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        yield Figure("  memory of the larger", peak, peak, limit=mebibytes, unit="MiB")
