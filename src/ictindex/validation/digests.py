"""What a receipt holds a table to: the digest of its content, and the names of its rows."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ictindex import canonical
from ictindex.observations import Observations
from ictindex.observations.layouts import BREAKDOWNS, COLUMNS

_DIGESTED = (*COLUMNS, "written")


def table_digest(observations: Observations) -> str:
    """Return the digest of a table: what its rows say, whatever their order and their file.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> table_digest(table) == table_digest(table.where(economy="BRA"))
    False
    """
    names, columns = [], []
    for name in _DIGESTED:
        cells = observations.columns[name].tolist()
        if name in ("economy", "value") or any(cells):
            names.append(name)
            columns.append(cells)
    return canonical.digest("observations", canonical.table(names, columns))


def without(observations: Observations, withdrawn: Collection[tuple[str, ...]]) -> Observations:
    """Leave out the rows that were withdrawn, with all that was said of them."""
    if not withdrawn:
        return observations
    keys = row_keys(observations)
    return observations._take(np.array([key not in withdrawn for key in keys], dtype=bool))


def row_keys(observations: Observations) -> list[tuple[str, ...]]:
    """Return what names each row in a receipt: economy, indicator, year, breakdowns, as written."""
    names = ("economy", "indicator", "year", "unit", "source", *BREAKDOWNS, "written")
    columns = [map(str, observations.columns[name].tolist()) for name in names]
    return list(zip(*columns, strict=True))
