"""Reading the table of consultations: a record that is not certain is a finding, not a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ictindex import catalogue
from ictindex.errors import UnusableFileError, UsageError
from ictindex.findings import Address, Finding, Findings
from ictindex.observations import checks, tables
from ictindex.observations.cells import Fault, is_missing, number_of, text_of, visible
from ictindex.observations.limits import Judged, Tally
from ictindex.observations.readers import name_of, table_of
from ictindex.sourcing.consultations import (
    ANSWERS,
    COLUMNS,
    OBLIGATORY,
    Consultation,
    Consultations,
)


def read_consultations(
    source: Any, *, dialect: str | None = None, sheet: str | None = None
) -> Consultations:
    """Read the table of consultations from a CSV file, a workbook, a data frame, or several.

    Parameters
    ----------
    source : path, pandas.DataFrame, Consultations or a list of these
        Columns economy, indicator, year, source, value, notified, deadline; and answered,
        answer, text. Dates are written as 2025-03-31. ``answer`` is ``agreed``, ``objected`` (to
        this source), ``rejected`` (estimates as such), ``supplied`` (an official value instead)
        or empty: silence.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.

    Returns
    -------
    Consultations
        The records that can be used, and findings on the others.

    Raises
    ------
    UnusableFileError
        If a file cannot be read for certain as a whole, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame([{
    ...     "economy": "ECU", "indicator": "internet-users", "year": 2022, "source": "Survey of X",
    ...     "value": "70.1", "notified": "2024-02-01", "deadline": "2024-01-01",
    ... }])
    >>> [finding.code for finding in ict.read_consultations(frame).findings]
    ['consultation.deadline']
    """
    if isinstance(source, Consultations):
        return source
    if isinstance(source, (list, tuple)):
        each = [read_consultations(one, dialect=dialect, sheet=sheet) for one in source]
        found = [finding for table in each for finding in table.findings]
        kept, double = _once([one for table in each for one in table])
        return Consultations(kept, Findings([*found, *double]))
    table = table_of(source, tables.dialect_of(dialect, name_of(source)), sheet)
    if table is None:
        raise UsageError("observations.source-type", type=type(source).__name__)
    for column in table.header:
        if column not in COLUMNS:
            raise tables.unknown_column(table.name, column, COLUMNS)
    missing = [name for name in OBLIGATORY if name not in table.columns]
    if missing:
        found_there = [visible(name) for name in table.header]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=found_there
        )
    decimal = tables.dialect_of(dialect, table.name).decimal
    records: list[Consultation] = []
    told = Tally(table.name)
    rules = Judged(checks.economy, told), Judged(checks.indicator, told)
    for row, line in enumerate(table.lines):
        cells = {
            name: table.columns[name][row] if name in table.columns else "" for name in COLUMNS
        }
        read, faults = _row(cells, decimal, *rules)
        for name, fault in faults:
            letter = table.letters.get(name)
            address = Address(table.name, line, name, f"{letter}{line}" if letter else None)
            told.add(
                Finding(
                    fault.code, fault.level, text_of(cells["economy"]),
                    text_of(cells["indicator"]), checks.year_of(text_of(cells["year"])) or None,
                    address, fault.given,
                )
            )  # fmt: skip
        if not any(fault.level == "error" for _, fault in faults):
            records.append(Consultation(**read, address=Address(table.name, line, "value")))
    kept, double = _once(records)
    return Consultations(kept, Findings([*told.findings, *double]))


def _row(
    cells: Mapping[str, object], decimal: str, economy: Judged, indicator: Judged
) -> tuple[dict[str, Any], list[tuple[str, Fault]]]:
    texts = {name: text_of(cell) for name, cell in cells.items()}
    faults: list[tuple[str, Fault]] = []

    def fault(name: str, found: Fault | None) -> None:
        if found is not None:
            faults.append((name, found))

    for name in COLUMNS:
        if name != "value":
            fault(name, checks.hidden("note" if name == "text" else name, texts[name]))
    if not faults:
        fault("economy", economy[texts["economy"]])
        fault("indicator", indicator[texts["indicator"]])
        if not checks.year_of(texts["year"]):
            fault("year", checks.bad_year(texts["year"]))
    value = (
        Fault("cell.empty") if is_missing(cells["value"]) else number_of(cells["value"], decimal)
    )
    if isinstance(value, Fault):
        fault("value", value)
    if not texts["source"]:
        fault("source", Fault("cell.empty"))
    dates = {name: _date(texts[name]) for name in ("notified", "deadline", "answered")}
    for name, date in dates.items():
        if date is None and (texts[name] or name != "answered"):
            code = "consultation.no-date" if texts[name] else "cell.empty"
            fault(name, Fault(code, {"value": visible(texts[name])[:40]}))
    if texts["answer"] not in ANSWERS:
        shown = visible(texts["answer"])[:40]
        given: dict[str, object] = {"value": shown, "allowed": ANSWERS[1:]}
        fault("answer", Fault("consultation.unknown-answer", given))
    notified, deadline, answered = dates["notified"], dates["deadline"], dates["answered"]
    if notified and deadline and deadline <= notified:
        fault("deadline", Fault("consultation.deadline"))
    if bool(texts["answered"]) != bool(texts["answer"]):
        fault("answer", Fault("consultation.half-answer"))
    elif notified and answered and answered < notified:
        fault("answered", Fault("consultation.answered-before"))
    code = catalogue.indicator_id(texts["indicator"]) or texts["indicator"]
    read = {
        "economy": texts["economy"], "indicator": code, "year": checks.year_of(texts["year"]),
        "source": texts["source"], "value": value, **dates, "answer": texts["answer"],
        "text": texts["text"],
    }  # fmt: skip
    return read, faults


def _date(text: str) -> dt.date | None:
    # A data frame gives 2025-03-31 00:00:00 for the same cell.
    if len(text) == 19 and text.endswith(" 00:00:00"):
        text = text[:10]
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # 20250331 and 2025-W14-1 are ISO 8601 too, but not what was asked for.
    return date if date.isoformat() == text else None


def _once(records: Sequence[Consultation]) -> tuple[list[Consultation], list[Finding]]:
    """Leave out what stands there twice: nothing says which record holds."""
    places: dict[tuple[object, ...], list[Consultation]] = {}
    for one in records:
        key = (one.economy, one.indicator, one.year, one.source, one.value)
        places.setdefault(key, []).append(one)
    kept = [same[0] for same in places.values() if len(same) == 1]
    double = [
        Finding("consultation.twice", "error", one.economy, one.indicator, one.year, one.address)
        for same in places.values()
        if len(same) > 1
        for one in same
    ]
    return kept, double
