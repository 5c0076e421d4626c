"""Inputs and scores of an edition as read-only arrays, for further computation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ictindex.core.arguments import seal_array
from ictindex.core.arrays import Array
from ictindex.core.data_classes import dataclass
from ictindex.engine import ExactScores, Plan
from ictindex.indices.idi.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Cells:
    """The inputs of an edition as arrays.

    Parameters
    ----------
    economies : tuple of str
        ISO3 codes, sorted: the first axis.
    rows : numpy.ndarray of int, shape (economies, nodes)
        Row of the observation behind each cell; -1 for none.
    carried : numpy.ndarray of bool, shape (economies, nodes)
        Whether the value is from an earlier year than the reference year.
    values : numpy.ndarray of Decimal, shape (economies, leaves)
        The values; ``None`` for no value.
    missing : numpy.ndarray of bool, shape (economies, leaves)
    supplied : numpy.ndarray of Decimal, shape (economies, nodes)
        Supplied scores of nodes; ``None`` for none.
    is_supplied : numpy.ndarray of bool, shape (economies, nodes)
        Whether ``supplied`` has a score.
    """

    economies: tuple[str, ...]
    rows: Array
    carried: Array
    values: Array
    missing: Array
    supplied: Array
    is_supplied: Array


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all nodes as arrays.

    Parameters
    ----------
    transformed : numpy.ndarray of Decimal, shape (economies, leaves)
        The transformed values; ``None`` for none.
    scores : numpy.ndarray of Decimal, shape (economies, nodes)
        Scores of leaves and branches, in the order of ``Plan.nodes``; ``None`` for none.
    missing : numpy.ndarray of bool, shape (economies, nodes)
        Whether there is no score.
    """

    transformed: Array
    scores: Array
    missing: Array


def build_array(rows: Sequence[Sequence[object]], width: int) -> Array:
    """Return rows as a read-only array of objects; what is missing stays ``None``."""
    array = np.empty((len(rows), width), dtype=object)
    if len(rows):
        array[...] = rows
    sealed_array: Array = seal_array(array)
    return sealed_array


def find_holes(rows: Sequence[Sequence[object]], width: int) -> Array:
    """Return a read-only array of bool that marks each ``None`` in rows."""
    return build_typed_array([[cell is None for cell in row] for row in rows], width, bool)


def build_typed_array(rows: Sequence[Sequence[Any]], width: int, dtype: type) -> Array:
    """Return rows as a read-only array of whole numbers or bool."""
    array: Array = seal_array(np.array(rows, dtype=dtype).reshape(len(rows), width))
    return array


def build_cells(plan: Plan, inputs: Inputs) -> Cells:
    """Return the inputs of an edition as arrays."""
    leaves, nodes = len(plan.leaves), len(plan.nodes)
    rows = [[-1 if row is None else row for row in line] for line in inputs.rows]
    is_supplied = [[score is not None for score in line] for line in inputs.supplied]
    return Cells(
        economies=inputs.economies,
        rows=build_typed_array(rows, nodes, np.intp),
        carried=build_typed_array(inputs.carried, nodes, bool),
        values=build_array(inputs.values, leaves),
        missing=find_holes(inputs.values, leaves),
        supplied=build_array(inputs.supplied, nodes),
        is_supplied=build_typed_array(is_supplied, nodes, bool),
    )


def build_scores(plan: Plan, exact: ExactScores) -> Scores:
    """Return exact scores as arrays."""
    leaves, nodes = len(plan.leaves), len(plan.nodes)
    return Scores(
        transformed=build_array(exact.transformed, leaves),
        scores=build_array(exact.scores, nodes),
        missing=find_holes(exact.scores, nodes),
    )
