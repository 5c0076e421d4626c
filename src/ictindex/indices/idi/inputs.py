"""The inputs of an edition in order: a row for each economy."""

from __future__ import annotations

from ictindex.core.data_classes import dataclass
from ictindex.engine import Rows


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of an edition: a row for each economy, in the order of the plan."""

    economies: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    carried: tuple[tuple[bool, ...], ...]
    values: Rows
    supplied: Rows
