"""The inputs of an edition, put in their places."""

from __future__ import annotations

from dataclasses import dataclass

from ictindex.engine.operations import Array


@dataclass(frozen=True, slots=True)
class Cells:
    """The inputs of an edition as arrays.

    Parameters
    ----------
    economies : tuple of str
        ISO3 codes, sorted: the first axis.
    rows : numpy.ndarray of int, shape (economies, nodes)
        Row of the observation behind each cell; -1 where there is none.
    carried : numpy.ndarray of bool, shape (economies, nodes)
        Where the value is of an earlier year than the reference year.
    values : numpy.ndarray of Decimal, shape (economies, leaves)
    missing : numpy.ndarray of bool, shape (economies, leaves)
    supplied : numpy.ndarray of Decimal, shape (economies, nodes)
        Scores that stand for a node.
    given : numpy.ndarray of bool, shape (economies, nodes)
        Where ``supplied`` holds one.
    """

    economies: tuple[str, ...]
    rows: Array
    carried: Array
    values: Array
    missing: Array
    supplied: Array
    given: Array
