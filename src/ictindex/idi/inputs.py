"""The inputs of an edition, put in their places: a row for each economy."""

from __future__ import annotations

from dataclasses import dataclass

from ictindex.engine import Rows


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of an edition: a row for each economy, in the order of the plan.

    Parameters
    ----------
    economies : tuple of str
        ISO3 codes, sorted.
    rows : tuple of rows of int or None
        Row of the observation behind each node; ``None`` where there is none.
    carried : tuple of rows of bool
        Where the value is of an earlier year than the reference year.
    values : tuple of rows of Decimal or None
        Value of each leaf; ``None`` where there is none, or a score is supplied instead.
    supplied : tuple of rows of Decimal or None
        Scores that stand for a node.
    """

    economies: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    carried: tuple[tuple[bool, ...], ...]
    values: Rows
    supplied: Rows
