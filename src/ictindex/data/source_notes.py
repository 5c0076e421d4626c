"""Notes of sources: the class of source of each row, and the share of each class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ictindex.core import arguments
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import visible
from ictindex.data.observations import Observations, make
from ictindex.data.source_classes import classify
from ictindex.data.tables.observation_checks import duplicates
from ictindex.definitions import catalogue
from ictindex.language.findings import Finding, Placed

if TYPE_CHECKING:
    import pandas as pd

_SPACES = re.compile(r"\s+")
_UNKNOWN = "source-note.several-unknown"
_NAMED = 20
CLASS_SHARES = define(
    "class-shares",
    Column("year", "year"),
    Column("source_class", "source-class"),
    Column("count", "count"),
    Column("share", "estimate", about="percent of the values of the year"),
    key=("year", "source_class"),
)


def classify_sources(observations: Observations, column: str = "source") -> Observations:
    """Return observations with the class of source that their notes show.

    Only an empty class (and an empty status) is filled; stated ones stay unchanged. A finding
    names the notes that no rule covers: the origin of their figures is asked, never guessed.

    Parameters
    ----------
    observations : Observations
        The table.
    column : str
        Column with the notes: ``source`` or ``note``.

    Returns
    -------
    Observations
        A new table.

    Raises
    ------
    UsageError
        If the column is another one.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex import read_observations
    >>> row = {"economy": "ABW", "indicator": "i271mw", "year": 2012, "value": 21000,
    ...        "source": "ITU estimate based on GSMA"}
    >>> table = classify_sources(read_observations(pd.DataFrame([row])))
    >>> table.cells["source_class"][0], table.cells["status"][0]
    ('estimate', 'I')
    """
    arguments.require(column in ("source", "note"), "column", "note-column", column)
    cells = dict(observations.cells)
    notes = [classify(text) for text in cells[column]]
    for position, name in enumerate(("source_class", "status")):
        pairs = zip(cells[name], notes, strict=True)
        cells[name] = tuple([stated or note[position] for stated, note in pairs])
    renewed = ("key.duplicate", _UNKNOWN)
    placed = [entry for entry in observations.placed if entry[0].code not in renewed]
    placed += _unknown(cells["source_class"], cells[column])
    placed += duplicates(cells)
    made = make(
        cells,
        placed,
        observations.unread,
        observations.dropped,
        observations.letters,
        observations.sources,
        published=observations.published,
    )
    return replace(made, facts=observations.facts)


def _unknown(classes: Sequence[str], notes: Sequence[str]) -> list[Placed]:
    """Return the finding that asks for the origin of figures whose notes no rule covers."""
    rows = [n for n, kind in enumerate(classes) if not kind and notes[n].strip()]
    if not rows:
        return []
    named = [visible(_SPACES.sub(" ", notes[n]).strip())[:80] for n in rows]
    each = list(dict.fromkeys(named))
    shown = (*each[:_NAMED], *(("\u2026",) if each[_NAMED:] else ()))
    details: dict[str, object] = {"count": str(len(each)), "ids": shown}
    return [(Finding(_UNKNOWN, "warning", details=details), tuple(rows))]


def class_shares(observations: Observations) -> pd.DataFrame:
    """Return by year the number of values of each class of source, and their share.

    Parameters
    ----------
    observations : Observations
        The table; rows without value or year do not count.

    Returns
    -------
    pandas.DataFrame
        Columns year, source_class (``""``: not stated), count, share (percent of the values of
        the year).

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> int(class_shares(table)["count"].sum()) == len(table)
    True
    """
    counts: dict[tuple[int, str], int] = {}
    rows = zip(
        observations.cells["year"],
        observations.cells["source_class"],
        observations.cells["value"],
        strict=True,
    )
    for year, kind, value in rows:
        if year and value is not None:
            counts[year, kind] = counts.get((year, kind), 0) + 1
    order = {kind: rank for rank, kind in enumerate((*catalogue.source_classes(), ""))}
    totals: dict[int, int] = {}
    for (year, _), count in counts.items():
        totals[year] = totals.get(year, 0) + count
    ordered = sorted(counts, key=lambda key: (key[0], order.get(key[1], len(order))))
    shares = [
        {
            "year": year,
            "source_class": kind,
            "count": counts[year, kind],
            "share": 100 * counts[year, kind] / totals[year],
        }
        for year, kind in ordered
    ]
    return write_frame(Table.of(CLASS_SHARES, shares))
