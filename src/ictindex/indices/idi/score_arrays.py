"""Scores of an edition as read-only arrays, for further computation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ictindex.core.arguments import seal_array
from ictindex.core.arrays import Array


def build_array(rows: Sequence[Sequence[object]], width: int) -> Array:
    """Return rows as a read-only array of objects; what is missing stays ``None``."""
    array = np.empty((len(rows), width), dtype=object)
    if len(rows):
        array[...] = rows
    sealed_array: Array = seal_array(array)
    return sealed_array


def find_holes(rows: Sequence[Sequence[object]], width: int) -> Array:
    """Return a read-only array of bool that marks each ``None`` in rows."""
    holes = [[cell is None for cell in row] for row in rows]
    array: Array = seal_array(np.array(holes, dtype=bool).reshape(len(rows), width))
    return array
