"""The share of official values: per economy, indicator, year, group and edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core import arguments, decimals
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import AUXILIARY, COLLECTED, kind_of

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
TOTALS = frozenset(("", "_T"))
_PLAIN = ("economy", "indicator", "year")
KINDS = ("official", COLLECTED, "other", "estimate", "not-stated", "auxiliary")
# The columns that may name a group of values, with their kinds.
NAMED = {
    "economy": "economy",
    "indicator": "indicator",
    "year": "year",
    "edition": "code",
    "group": "code",
}
COUNTS = tuple(Column(kind, "count") for kind in KINDS)


def official_shares(
    observations: Observations,
    by: str | Mapping[str, str] = "edition",
    *,
    vintage: str | None = None,
) -> pd.DataFrame:
    r"""Return the share of official values among the values of a table.

    .. math:: 100 \cdot \frac{n_{\text{official}}}
              {n_{\text{official}} + n_{\text{collected by ITU}} + n_{\text{other}}
              + n_{\text{estimate}} + n_{\text{not stated}}}

    Parameters
    ----------
    observations : Observations
        Values with their class of source. Of a figure with breakdowns the total counts, not its
        parts; rows without a value do not count; auxiliary series, never a Member State's
        submission, are counted apart.
    by : str or mapping
        ``"edition"`` (all together), ``"economy"``, ``"indicator"``, ``"year"``, a dated grouping
        of the catalogue, or a mapping of ISO3 codes to names of groups.
    vintage : str, optional
        Vintage of the grouping, such as ``"idi-2024"``; needed with a grouping of the catalogue.

    Returns
    -------
    pandas.DataFrame
        A row for each, with the counts ``official``, ``collected-by-itu`` (by ITU itself, with no
        authority named: never official), ``other``, ``estimate``, ``not-stated`` and
        ``auxiliary``, and ``share`` in percent with one decimal, rounded half up (NaN: nothing
        to count). Carried official values are official.

    Raises
    ------
    UsageError
        If the table cannot be grouped so, or a grouping is named without its vintage.
    CatalogueError
        If the grouping, its vintage or an economy is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame({
    ...     "economy": ["BRA", "KEN", "KEN"], "indicator": ["i99H", "i99H", "xHH18_IDI"],
    ...     "year": 2022, "value": [80.5, 28.8, 47.3],
    ...     "source_class": ["official-submission", "official-publication", "estimate"],
    ... })
    >>> shares = ict.sourcing.official_shares(ict.read_observations(frame), "economy")
    >>> shares[["economy", "official", "estimate", "share"]].values.tolist()
    [['BRA', 1, 0, 100.0], ['KEN', 1, 1, 50.0]]
    """
    fits = isinstance(observations, Observations)
    arguments.require(fits, "observations", "observations", observations)
    arguments.require(isinstance(by, (str, Mapping)), "by", "grouping", by)
    columns = observations.columns
    present = ~observations.missing
    for name in BREAKDOWNS:
        present &= np.fromiter((code in TOTALS for code in columns[name]), bool, len(present))
    kinds = [
        kind_of(source_class, status)
        for source_class, status in zip(columns["source_class"], columns["status"], strict=True)
    ]
    name, groups = _groups(observations, by, vintage)
    rows = []
    for group, members in groups:
        counts = dict.fromkeys(KINDS, 0)
        for n in members:
            if present[n]:
                counts[kinds[n]] += 1
        rows.append({name: group, **counts, "share": share_of(counts)})
    schema = define(
        "official-shares",
        Column(name, NAMED[name]),
        *COUNTS,
        Column("share", "estimate"),
        key=(name,),
    )
    return write_frame(Table.of(schema, rows))


def share_of(counts: Mapping[str, int]) -> float:
    """Return the share of official values in percent, half up to one decimal; NaN for none."""
    total = sum(counts.get(kind, 0) for kind in KINDS if kind != AUXILIARY)
    if not total:
        return float("nan")
    with decimals.exact():
        share = Decimal(100 * counts["official"]) / Decimal(total)
    return float(decimals.round_half_up(share, 1))


def _groups(
    observations: Observations, by: str | Mapping[str, str], vintage: str | None
) -> tuple[str, Iterable[tuple[object, Sequence[int]]]]:
    """Return the name of the grouping, and the rows of each group."""
    if by == "edition":
        return "edition", [(ALL, range(len(observations)))]
    if isinstance(by, str) and by in _PLAIN:
        cells = observations.columns[by].tolist()
        rows: dict[object, list[int]] = {}
        for n, cell in enumerate(cells):
            rows.setdefault(cell, []).append(n)
        if by == "indicator":  # in the order of the table
            return by, list(rows.items())
        return by, sorted(rows.items(), key=lambda pair: str(pair[0]))
    codes = observations.columns["economy"].tolist()
    members = _members(by, vintage, codes)
    groups: list[tuple[object, Sequence[int]]] = []
    for group, economies in members.items():
        inside = frozenset(economies)
        groups.append((group, [n for n, code in enumerate(codes) if code in inside]))
    return "group", [*groups, (ALL, range(len(codes)))]


def _members(
    by: str | Mapping[str, str], vintage: str | None, economies: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    if isinstance(by, str):
        dated = [v for g, v in sorted(catalogue.groupings()) if g == by]
        if not dated:
            allowed = ("edition", *_PLAIN, *sorted({g for g, _ in catalogue.groupings()}))
            raise UsageError("selection.no-grouping", by=by[:40], allowed=allowed)
        if vintage is None or vintage not in dated:
            raise UsageError("groups.vintage-needed", grouping=by, allowed=dated)
        catalogue.refuse_unlisted(by, vintage, economies)
        return dict(catalogue.groups(by, vintage).groups)
    return catalogue.group_economies(by)
