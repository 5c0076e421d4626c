"""The rows of a frame that a chart draws, one after another, and the groups of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def each_row(frame: Any) -> Iterable[Any]:
    """Return the rows of a frame, their cells by the names of the columns."""
    rows: Iterable[Any] = frame.itertuples(index=False)
    return rows


def each_group(frame: Any, by: str) -> Iterator[tuple[str, Any]]:
    """Yield the rows of a frame by a column, in the order in which its values come."""
    for key, group in frame.groupby(by, sort=False):
        yield str(key), group


def is_missing(value: object) -> bool:
    """Tell whether a cell has no number."""
    return value is None or value != value
