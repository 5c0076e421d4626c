"""Columns as NumPy arrays, for users only: each is made at its first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import seal_array

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class ArrayColumns(Mapping[str, "Array"]):
    """Read-only arrays of the columns of a table, by name."""

    __slots__ = ("_arrays", "_cells", "_is_whole")

    def __init__(self, cells: Mapping[str, Sequence[Any]], is_whole: Callable[[str], bool]) -> None:
        self._cells = cells
        self._is_whole = is_whole
        self._arrays: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            self._arrays[name] = array_of(self._cells[name], self._is_whole(name))
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"<columns: {', '.join(self._cells)}>"


def array_of(cells: Sequence[Any], is_whole: bool = False) -> Array:
    """Return cells as a read-only array of whole numbers or of objects."""
    import numpy as np

    array = np.empty(len(cells), dtype=np.int64 if is_whole else object)
    array[:] = cells
    locked: Array = seal_array(array)
    return locked


def mask_of(rows: Iterable[int], count: int) -> Array:
    """Return a bool array of a length that is true at some rows."""
    import numpy as np

    mask = np.zeros(count, dtype=bool)
    mask[list(rows)] = True
    return mask
