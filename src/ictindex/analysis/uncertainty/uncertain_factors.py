"""The uncertain factors of a simulation, with their distributions and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.normalisations import NORMALISATIONS

Floats = npt.NDArray[np.float64]

# The methodology's own choice, to which alternatives are added.
OWN_NORMALISATION, OWN_AGGREGATION = "goalposts", "arithmetic-mean"
# Names used instead where a variant or a user's own index has other operations.
OWN = "own"
NONE_LEFT_OUT = "none"
# Normalisations whose scores a simulation can rank; scores by rank are scaled to 0 to 100.
OTHER_NORMALISATIONS = tuple(name for name, entry in NORMALISATIONS.items() if entry.simulated)
# Aggregations whose scores a simulation can rank: of each economy by itself, without options. One
# that divides by a mean is left out: with its penalty a part may be below 0, and so may the mean of
# the next level. Parts are first re-scaled to 1 to 100, as some need scores above zero.
OTHER_AGGREGATIONS = tuple(
    name
    for name, entry in AGGREGATIONS.items()
    if name != OWN_AGGREGATION
    and not (entry.set_wide or entry.divides)
    and None not in entry.options.values()
)


@runtime_checkable
class ImputationDraws(Protocol):
    """Several imputations of the same empty cells, from multiple imputation."""

    @property
    def name(self) -> str:
        """Name of the method."""

    @property
    def source(self) -> str:
        """Source that describes the method; empty where the user assumes it."""

    @property
    def cells(self) -> Sequence[tuple[str, str]]:
        """The imputed cells: economy and indicator."""

    @property
    def draws(self) -> npt.ArrayLike:
        """The imputed values, an imputation in each row: shape (imputations, cells)."""


@dataclass(frozen=True, slots=True)
class ImputationSet:
    """Several imputations of the same empty cells, for :func:`ictindex.analysis.robustness`.

    Any object with these four attributes can be used instead.

    Parameters
    ----------
    name : str
        Name of the method.
    cells : sequence of (str, str)
        The imputed cells: economy and indicator.
    draws : array
        The imputed values in the units of the catalogue, an imputation in each row.
    source : str
        Source that describes the method; empty where the user assumes it.

    Examples
    --------
    >>> import ictindex as ict
    >>> cells = (("FRA", "internet-users"),)
    >>> ict.analysis.ImputationSet("group median", cells, [[84.0], [86.5]]).name
    'group median'
    """

    name: str
    cells: Sequence[tuple[str, str]]
    draws: npt.ArrayLike
    source: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """An uncertain factor: its kind, its subject, its distribution and the source of it.

    ``columns`` is the number of coordinates that it uses of each low-discrepancy point; a factor of
    many cells uses none and is drawn by counters.
    """

    id: str
    kind: str
    subject: str
    distribution: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    columns: int = 1
    cells: int = 0

    @property
    def choices(self) -> tuple[str, ...]:
        """The alternatives of a discrete choice; empty for other factors."""
        return tuple(self.parameters.get("choices", ()))
