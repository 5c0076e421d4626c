"""A table with thousands of unusable cells is read the wrong way: it is refused, not listed.

Without a bound, a file of two megabytes could make half a gigabyte of findings that nobody reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nsmallest

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import Fault, visible
from ictindex.data.io.csv import NONE
from ictindex.findings import Address, Finding

MOST_FAULTS = 50_000  # errors, warnings and information
MOST_TEXTS = 2_000  # distinct texts of one column that are errors
_NAMED = 5

Place = Callable[[int], tuple[str, int]]
Mark = tuple[int, int, str, Fault]  # row, order of its column, file column, fault


def flood(file: str, first: Sequence[Finding], most: int) -> UnusableFileError:
    """Return the error for a table with more faults than anybody could answer; the first are named.

    Examples
    --------
    >>> flood("a.csv", [], 10).code
    'table.too-many-faults'
    """
    return UnusableFileError(
        "table.too-many-faults",
        faults=list(first[:_NAMED]), file=visible(file or NONE), most=str(most),
    )  # fmt: skip


class Tally:
    """Findings counted while a table is read: once there are too many, the table is refused.

    Parameters
    ----------
    file : str
        Name of the table.

    Examples
    --------
    >>> tally = Tally("a.csv")
    >>> tally.add(Finding("cell.empty"))
    >>> len(tally.findings)
    1
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def add(self, *findings: Finding) -> None:
        """Add findings.

        Raises
        ------
        UnusableFileError
            If there are now more than are admitted.
        """
        self.findings += findings
        if len(self.findings) > MOST_FAULTS:
            raise flood(self.file, self.findings, MOST_FAULTS)


class Judged(dict[str, Fault | None]):
    """What is wrong with each text of a column, judged once.

    Looking for the nearest code of thousands of texts would take minutes: the table is refused.

    Parameters
    ----------
    rule : callable
        Returns what is wrong with a text, or ``None``.
    tally : Tally
        What was found in the table so far.

    Examples
    --------
    >>> judged = Judged(lambda text: None if text else Fault("cell.empty"), Tally("a.csv"))
    >>> judged[""].code, judged["BRA"]
    ('cell.empty', None)
    """

    def __init__(self, rule: Callable[[str], Fault | None], tally: Tally) -> None:
        super().__init__()
        self._rule = rule
        self._tally = tally
        self._wrong = 0

    def __missing__(self, text: str) -> Fault | None:
        fault = self[text] = self._rule(text)
        self._wrong += fault is not None
        if self._wrong > MOST_TEXTS:
            raise flood(self._tally.file, self._tally.findings, MOST_TEXTS)
        return fault


def refuse_flood(place: Place, marks: Sequence[Mark], most: int = MOST_FAULTS) -> None:
    """Refuse a draft that has more faults than anybody could answer; the first are named.

    Parameters
    ----------
    place : callable
        Returns file and line of a row.
    marks : sequence of tuple
        Row, order, column and fault of each.
    most : int
        How many are admitted.

    Raises
    ------
    UnusableFileError
        If there are more.

    Examples
    --------
    >>> refuse_flood(lambda row: ("a.csv", row + 2), [(0, 3, "value", Fault("a.b"))], 1)
    """
    if len(marks) <= most:
        return
    first = [
        Finding(fault.code, fault.level, address=_address(*place(row), column), given=fault.given)
        for row, _, column, fault in nsmallest(_NAMED, marks, key=lambda mark: mark[:2])
    ]
    raise flood(place(0)[0], first, most)


def _address(file: str, line: int, column: str) -> Address:
    return Address(file or NONE, line or None, column or None)
