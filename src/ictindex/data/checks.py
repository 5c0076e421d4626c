"""Checks of single cells, and of the number of faults of a table; nothing is corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from heapq import nsmallest

from ictindex.core.errors import UnusableFileError
from ictindex.core.own_terms import current_terms
from ictindex.data.cell_text import Fault, find_steering, invisible, visible
from ictindex.data.io.csv import NONE
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding

MOST_FAULTS = 50_000  # errors, warnings and information
MOST_TEXTS = 2_000  # distinct texts of one column that are errors
_NAMED = 5

LineOf = Callable[[int], tuple[str, int]]
Mark = tuple[int, int, str, Fault]  # row, number of its column, file column, fault


def flood(file: str, first: Sequence[Finding], most: int) -> UnusableFileError:
    """Return the error for a table with too many faults to correct; it names the first ones."""
    return UnusableFileError(
        "table.too-many-faults",
        faults=list(first[:_NAMED]),
        file=visible(file or NONE),
        most=str(most),
    )


class Tally:
    """Findings, counted while a table is read: if there are too many, the table is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def add(self, *findings: Finding) -> None:
        """Add findings."""
        self.findings += findings
        if len(self.findings) > MOST_FAULTS:
            raise flood(self.file, self.findings, MOST_FAULTS)


def refuse_flood(line_of: LineOf, marks: Sequence[Mark], most: int = MOST_FAULTS) -> None:
    """Refuse a draft with too many faults to correct; the error names the first ones."""
    if len(marks) <= most:
        return
    first = [
        Finding(
            fault.code, fault.level, address=_address(*line_of(row), column), details=fault.details
        )
        for row, _, column, fault in nsmallest(_NAMED, marks, key=lambda mark: mark[:2])
    ]
    raise flood(line_of(0)[0], first, most)


def _address(file: str, line: int, column: str) -> Address:
    return Address(file or NONE, line or None, column or None)


SCORE = "score"
FIRST_YEAR, LAST_YEAR = 1960, 2100
NUMBERS = ("year", "line")
_FREE_TEXT = frozenset({"consultation", "note"})
_YEAR = re.compile("[0-9]{4}", re.ASCII)


def find_hidden(name: str, text: str) -> Fault | None:
    """Return the fault of invisible characters: an error in a column that distinguishes rows."""
    if name in _FREE_TEXT:
        # Free text may have its own lines and spaces; a file cannot contain these characters.
        strange = "\x00" in text or _has_surrogate(text)
        return invisible(text) if strange else find_steering(text, "warning")
    if name == "source" and not _has_surrogate(text):
        # Titles of sources contain typographic spaces: these are reported, not refused.
        return find_steering(text, "error") or invisible(text, "warning")
    return invisible(text)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def economy(text: str) -> Fault | None:
    """Return the fault of the code of an economy, with a hint if there is a similar code."""
    if catalogue.is_economy(text):
        return None
    if text == "":
        return Fault("cell.empty")
    near = catalogue.economy_hint(text)
    own = current_terms()
    if own is not None and own.areas:
        code = "area.unknown-near" if near else "area.unknown"
    else:
        code = "economy.unknown-near" if near else "economy.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def indicator(text: str) -> Fault | None:
    """Return the fault of the id or code of an indicator, with a hint if there is a similar one."""
    if catalogue.indicator_id(text) is not None or text in catalogue.node_ids():
        return None
    if text == "":
        return Fault("cell.empty")
    near = catalogue.indicator_hint(text)
    code = "indicator.unknown-near" if near else "indicator.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def year_of(text: str) -> int:
    """Return a possible year that is written with four digits, or 0."""
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return 0


def bad_year(text: str) -> Fault:
    """Return the fault of a text that is not a year."""
    if text == "":
        return Fault("cell.empty")
    details: dict[str, object] = {
        "value": text[:80],
        "first": str(FIRST_YEAR),
        "last": str(LAST_YEAR),
    }
    return Fault("year.unusable", details)
