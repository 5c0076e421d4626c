"""A table with thousands of unusable cells is read the wrong way: it is refused, not listed.

Without a bound, a file of two megabytes could make half a gigabyte of findings that nobody reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.errors import UnusableFileError
from ictindex.findings import Address, Finding
from ictindex.observations.cells import Fault, visible
from ictindex.observations.drafts import Draft
from ictindex.observations.tables import NONE

MOST_FAULTS = 50_000
MOST_TEXTS = 2_000  # distinct texts of one column that are errors
_NAMED = 5


def refuse_flood(draft: Draft, marks: Sequence[tuple[int, int, str, Fault]], most: int) -> None:
    """Refuse a table that has more errors than anybody could answer; the first are named.

    Parameters
    ----------
    draft : Draft
        The table.
    marks : sequence of tuple
        Row, order, column and fault of each.
    most : int
        How many errors are admitted.

    Raises
    ------
    UnusableFileError
        If there are more.

    Examples
    --------
    >>> refuse_flood(Draft({}, ["a.csv"], [2], ["value"]), [(0, 3, "value", Fault("a.b"))], 1)
    """
    if len(marks) <= most:
        return
    errors = [mark for mark in marks if mark[3].level == "error"]
    if len(errors) <= most:
        return
    first = sorted(errors, key=lambda mark: mark[:2])[:_NAMED]
    raise UnusableFileError(
        "table.too-many-faults",
        faults=[
            Finding(
                fault.code,
                fault.level,
                address=Address(draft.files[row] or NONE, draft.lines[row] or None, column or None),
                given=fault.given,
            )
            for row, _, column, fault in first
        ],
        file=visible(draft.files[0] or NONE),
        most=str(most),
    )
