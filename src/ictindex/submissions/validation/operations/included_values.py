"""Values that are included in another cell: the note names the cell, and it has a value.

SDMX has a status for them (CL_OBS_STATUS, K: data included in another category), and asks for the
category in the comment of the observation. The questionnaires of UOE write xr, xc and xa.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import Case, Verdict
from ictindex.submissions.validation.operations.row_attributes import (
    FailedRows,
    rows_verdict,
    texts_of,
)

# A cell of the same sheet (G12), of another one (Mobile!G12, 'Fixed broadband'!G12), or an operand.
_CELL = re.compile(
    r"(?:(?:'([^']+)'|([^\s!'\"]+))!)?(?<![\w$-])\$?[A-Z]{1,2}\$?([1-9][0-9]{0,3})(?![\w-])"
)
_OPERAND = re.compile(r"[a-z][a-z0-9-]+(?:[@&][a-z]+=\w+)*")


def judge_included_values(case: Case, check: operation_parameters.Records) -> Verdict:
    """Check that a value that is included in another cell is empty, and the other cell is not."""
    statuses, notes = texts_of(case, "status"), texts_of(case, "note")
    values = case.panel.observations.cells["value"]
    failed: FailedRows = {}
    included = [row for row, status in enumerate(statuses) if status in check.codes]
    for row in included:
        named = dict(_find_named(case, row, notes[row]))
        if values[row] is not None:
            failed[row] = {"variant": "with-value"}
        elif not named:
            failed[row] = {}
        elif not any(values[other] is not None for rows in named.values() for other in rows):
            failed[row] = {"variant": "empty", "second": next(iter(named))}
    return rows_verdict(case, len(included), failed, "status")


def _find_named(case: Case, row: int, note: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the cells that a note names, each with its rows of the same economy and year."""
    own, cells = case.panel.own, case.panel.observations.cells
    same = [
        other
        for other in range(len(own.operands))
        if other != row
        and (own.economies[other], own.years[other]) == (own.economies[row], own.years[row])
    ]
    file = cells["file"][row]
    for match in _CELL.finditer(note):
        title, line = match[1] or match[2], int(match[3])
        at = f"{file.rpartition('!')[0]}!{title}" if title else file
        if (at, line) != (file, cells["line"][row]):
            others = [n for n in same if (cells["file"][n], cells["line"][n]) == (at, line)]
            yield match[0], others
    for match in _OPERAND.finditer(note):
        name = match[0]
        if name.partition("@")[0] in catalogue.indicators() and name != own.operands[row]:
            yield name, [n for n in same if own.operands[n] == name]
