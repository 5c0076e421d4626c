"""Small indices for the tests of simulations, and a result of real figures."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

import ictindex as ict
from ictindex.analysis.uncertainty.simulated_index import IndexArrays


@lru_cache(maxsize=1)
def sample_result() -> ict.Result:
    """Return the IDI 2024 of the sample economies."""
    idi = ict.methodology("idi", edition=2024)
    result: ict.Result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    return result


def small_arrays(values: Any, **changed: Any) -> IndexArrays:
    """Return an index of two pillars of two indicators each; the last one is better when less."""
    cells = np.asarray(values, dtype=np.float64)
    parts: dict[str, Any] = {
        "economies": tuple(f"E{n:02d}" for n in range(len(cells))),
        "indicators": ("a", "b", "c", "d"),
        "transformations": ("linear",) * 4,
        "zero": np.array([0.0, 0.0, 0.0, 100.0]),
        "full": np.array([100.0, 100.0, 100.0, 0.0]),
        "raw": (True,) * 4,
        "branches": ("first", "second", "index"),
        "children": ((0, 1), (2, 3), (4, 5)),
        "weights": (np.array([1.0, 1.0]), np.array([3.0, 1.0]), np.array([1.0, 1.0])),
        "root": 6,
        "scale": 100.0,
        "values": cells,
        "supplied": np.full((len(cells), 7), np.nan),
        "decimals": 2,
        "highest_best": True,
    }
    return IndexArrays(**(parts | changed))
