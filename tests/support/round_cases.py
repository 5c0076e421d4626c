"""A small round of invented economies, and the workbooks that come back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ictindex as ict
from ictindex.submissions.closed.round_folder import RoundFolder
from ictindex.submissions.questionnaires.content import questionnaire

DISPATCHED, RECEIVED, ACCEPTED = "2026-12-31", "2027-02-10", "2027-02-20"


def open_small_round(path: Path, *economies: str) -> RoundFolder:
    """Open a round for a few invented economies."""
    settings = ict.rounds.propose_settings(
        2027, economies=economies or ("XAA", "XAB", "XAC"), publisher="Example office"
    )
    return ict.rounds.new_round(settings, path, day="2026-11-30")


@cache
def table_of(economy: str, value: str = "61.5") -> bytes:
    """Return a table with one value of an economy, as an office may send it."""
    head = "economy,indicator,year,value,source_class\n"
    return f"{head}{economy},internet-users,2025,{value},official-submission\n".encode()


@cache
def workbook_of(economy: str, edition: int = 2027) -> bytes:
    """Return the workbook of an economy, as it was sent: without an answer."""
    from ictindex.submissions.questionnaires.writer import write_workbook

    made = questionnaire(economy, edition=edition)
    return write_workbook(made.form, made.language, made.contents, file="any.xlsx")


def write_table(folder: Path, economy: str, value: str = "61.5") -> Path:
    """Write such a table to a file."""
    path = folder / f"{economy.lower()}-{value}.csv"
    path.write_bytes(table_of(economy, value))
    return path
