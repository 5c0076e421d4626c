"""Two kinds of arithmetic for the same functions: exact decimals, and float64 for simulation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from ictindex.core import decimals
from ictindex.engine.operations import Transformation

Array = np.ndarray[Any, np.dtype[Any]]

_stage = np.frompyfunc(decimals.stage, 1, 1)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How numbers are held and rounded between stages.

    Parameters
    ----------
    name : str
        ``"decimal"`` or ``"float64"``.
    dtype : numpy dtype
        Of the arrays: ``object`` (holding ``Decimal``) or ``float64``.
    constant : callable
        Turns a decimal constant into a scalar of the arithmetic.
    transform : callable
        Applies a transformation to an array, into ``out``.
    stage : callable
        Rounds a stage in place (20 places; nothing for float64).
    context : callable
        Gives the context manager inside which operators are used.
    """

    name: str
    dtype: Any
    constant: Callable[[Decimal], Any]
    transform: Callable[[Transformation, Array, Array], None]
    stage: Callable[[Array], None]
    context: Callable[[], AbstractContextManager[Any]]


def _transform_decimal(transformation: Transformation, values: Array, out: Array) -> None:
    if transformation.id == "linear":
        np.copyto(out, values)
    else:
        out[...] = np.frompyfunc(transformation.decimal, 1, 1)(values)


def _stage_decimal(values: Array) -> None:
    _stage(values, out=values)


def _transform_float(transformation: Transformation, values: Array, out: Array) -> None:
    transformation.array(values, out=out)


def _stage_nothing(values: Array) -> None:
    return None


def _unchanged(number: Decimal) -> Decimal:
    return number


DECIMAL = Arithmetic(
    "decimal", np.dtype(object), _unchanged, _transform_decimal, _stage_decimal, decimals.exact
)
FLOAT = Arithmetic(
    "float64", np.dtype(np.float64), float, _transform_float, _stage_nothing, nullcontext
)
