"""Operations on values in the wrong place, with their parameters: rows, columns, lines, years.

Part of the closed set of :mod:`ictindex.validation.operation_parameters`. *Last year's* is the
last value before the year judged.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ictindex.validation.parameter_types import Number, Operands, Parameters


class CopiedRow(Parameters):
    """A row has not so many cells of another economy, to the last digit, nor such rare ones."""

    # Equal cells count where they are above nought and, of ``percentages``, below ``ceiling``: at
    # most ``count`` - 1 of them. Each weighs the negative logarithm, to base ten, of the share of
    # its value in its column, at most ``most``; one at the ceiling weighs at most ``at_ceiling``.
    # ``weight`` is the limit of their sum. Against last year's rows of others the limits are
    # ``count_before`` and ``weight_before``. Of two equal rows the one that is nearer to its own of
    # last year, by more than ``gain`` (cells count at most ``most_away``), is the original.

    operation: Literal["copied-row"]
    of: Operands
    percentages: Operands
    ceiling: Number
    count: Annotated[int, Field(ge=2)]
    weight: Number
    count_before: Annotated[int, Field(ge=2)]
    weight_before: Number
    most: Number
    at_ceiling: Number
    gain: Number
    most_away: Number


class ForeignRow(Parameters):
    """A row lies not nearer to last year's row of another economy than to its own."""

    # The distance is the mean of the changes of each indicator, by their usual spread, at most
    # ``most`` each. ``exchanged`` asks of pairs: whether the gain of exchanging two rows stays
    # below ``gain``. Rows have at least ``least`` cells in common.

    operation: Literal["foreign-row"]
    of: Operands
    gain: Number
    most: Number
    least: Annotated[int, Field(ge=2)]
    exchanged: bool = False


class MovedColumn(Parameters):
    """No block of a column fits better where its values are moved by a few lines."""

    # A line gains by moving what it comes nearer to what is expected there, in spreads of at most
    # ``most``, less ``cost``; the best block of lines stays below ``gain`` where last year's values
    # are expected. Where what the other values suggest is expected, cost and limit are
    # ``cost_peers`` and ``gain_peers``.

    operation: Literal["moved-column"]
    of: Operands
    lines: Annotated[int, Field(ge=1, le=9)]
    cost: Number
    cost_peers: Number
    most: Number
    gain: Number
    gain_peers: Number
    least: Annotated[int, Field(ge=2)]


class MovedCells(Parameters):
    """The values of one economy do not fit better where they are moved by a line or two."""

    # As :class:`MovedColumn`, over the indicators in the order of ``of``, which is that of the
    # lines of a questionnaire. Without last year's values ``gain_peers`` is the limit of what
    # moving them all gains in the density of the values together, in decades; a value that cannot
    # be counts as ``impossible`` decades. ``left`` is how far values may lie on average once they
    # are moved.

    operation: Literal["moved-cells"]
    of: Operands
    lines: Annotated[int, Field(ge=1, le=9)]
    most: Number
    left: Number
    gain: Number
    gain_peers: Number
    impossible: Number
    least: Annotated[int, Field(ge=2)]


class WrongYear(Parameters):
    """Fewer than ``count`` values are those of two years before and not those of last year."""

    operation: Literal["wrong-year"]
    of: Operands
    count: Annotated[int, Field(ge=1)]


class Unchanged(Parameters):
    """A value is not the same, to the last digit, as in each of the ``years`` years before."""

    operation: Literal["unchanged"]
    of: Operands
    years: Annotated[int, Field(ge=1)] = 1


class YearsExchanged(Parameters):
    """Fewer than ``count`` values are last year's as accepted, while last year's are sent anew."""

    operation: Literal["years-exchanged"]
    of: Operands
    count: Annotated[int, Field(ge=1)]


class CopiedYear(Parameters):
    """The values that are last year's are together not rarer than usual."""

    # Each weighs the negative logarithm, to base ten, of the share of its indicator's values that
    # are the same twice; their sum stays below ``weight``, for information below ``information``.

    operation: Literal["copied-year"]
    of: Operands
    weight: Number
    information: Number
    least: Annotated[int, Field(ge=1)]


class WholeNumbers(Parameters):
    """Not all values of an economy are whole numbers, if that is rarer than ``chance``."""

    # Each is whole with the probability ``share``; noughts and hundreds are left out.

    operation: Literal["whole-numbers"]
    of: Operands
    share: Number
    chance: Number


Displacement = (
    CopiedRow | ForeignRow | MovedColumn | MovedCells | WrongYear | Unchanged | YearsExchanged
    | CopiedYear | WholeNumbers
)  # fmt: skip
