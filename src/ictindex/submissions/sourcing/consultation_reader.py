"""Reader of the table of consultations: a record that is not certain becomes a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ictindex.data import checks
from ictindex.data.cell_text import Fault, is_missing, number_of, text_of, visible
from ictindex.data.checks import Judged, Tally
from ictindex.data.io import csv
from ictindex.data.io.raw_tables import record_table
from ictindex.definitions import catalogue
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.sourcing.consultations import (
    COLUMNS,
    OBLIGATORY,
    Consultation,
    Consultations,
    check_answer,
    contradictions,
)


def read_consultations(
    source: Any, *, dialect: str | None = None, sheet: str | None = None
) -> Consultations:
    """Read the table of consultations from a CSV file, a workbook, a data frame, or several.

    Parameters
    ----------
    source : path, pandas.DataFrame, Consultations or a list of these
        Columns economy, indicator, year, source, value, notified, deadline; and answered,
        answer, text, unit (``score`` where a score is notified in place of a value). Dates are
        written as 2025-03-31. ``answer`` is ``agreed``, ``objected`` (to this source),
        ``rejected`` (estimates as such), ``supplied`` (an official value instead) or empty:
        silence.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    sheet : str, optional
        Sheet of a workbook; needed where it has several.

    Returns
    -------
    Consultations
        The records that can be used, and findings about the others.

    Raises
    ------
    UnusableFileError
        If a file cannot be read as a whole with certainty, or a column is missing or unknown.
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
    >>> [finding.code for finding in ict.sourcing.read_consultations(frame).findings]
    ['consultation.deadline']
    """
    if isinstance(source, Consultations):
        return source
    if isinstance(source, (list, tuple)):
        tables = [read_consultations(each, dialect=dialect, sheet=sheet) for each in source]
        findings = [finding for table in tables for finding in table.findings]
        return Consultations([record for table in tables for record in table], Findings(findings))
    table = record_table(source, dialect, sheet, COLUMNS, OBLIGATORY)
    decimal = csv.dialect_of(dialect, table.name).decimal
    records: list[Consultation] = []
    tally = Tally(table.name)
    rules = Judged(checks.economy, tally), Judged(checks.indicator, tally)
    for row, line in enumerate(table.lines):
        cells = {
            name: table.columns[name][row] if name in table.columns else "" for name in COLUMNS
        }
        read, faults = _row(cells, decimal, *rules)
        for name, fault in faults:
            letter = table.letters.get(name)
            address = Address(table.name, line, name, f"{letter}{line}" if letter else None)
            tally.add(
                Finding(
                    fault.code,
                    fault.level,
                    text_of(cells["economy"]),
                    text_of(cells["indicator"]),
                    checks.year_of(text_of(cells["year"])) or None,
                    address,
                    fault.details,
                )
            )
        if not any(fault.level == "error" for _, fault in faults):
            records.append(Consultation(**read, address=Address(table.name, line, "value")))
    return Consultations(records, Findings(tally.findings))


def _row(
    cells: Mapping[str, object], decimal: str, economy: Judged, indicator: Judged
) -> tuple[dict[str, Any], list[tuple[str, Fault]]]:
    """Return the fields of a record, and what is wrong with them, by column."""
    texts = {name: text_of(cell) for name, cell in cells.items()}
    faults = list(_faults_of_cell(texts, economy, indicator))
    value = (
        Fault("cell.empty") if is_missing(cells["value"]) else number_of(cells["value"], decimal)
    )
    if isinstance(value, Fault):
        faults.append(("value", value))
    if not texts["source"]:
        faults.append(("source", Fault("cell.empty")))
    dates = {name: date_in(texts[name]) for name in ("notified", "deadline", "answered")}
    faults += _faults_of_dates(texts, dates)
    faults += check_answer(texts["answer"], texts["unit"])
    # A day that cannot be read still counts as an entry in the cell.
    answered = dates["answered"] or (dt.date.max if texts["answered"] else None)
    faults += contradictions(dates["notified"], dates["deadline"], answered, texts["answer"])
    code = catalogue.indicator_id(texts["indicator"]) or texts["indicator"]
    read = {
        "economy": texts["economy"],
        "indicator": code,
        "year": checks.year_of(texts["year"]),
        "source": texts["source"],
        "value": value,
        **dates,
        "answer": texts["answer"],
        "text": texts["text"],
        "unit": texts["unit"],
    }
    return read, faults


def _faults_of_cell(
    texts: Mapping[str, str], economy: Judged, indicator: Judged
) -> Iterator[tuple[str, Fault]]:
    """Yield hidden characters; if there are none, faults of economy, indicator and year."""
    hidden = [
        (name, checks.find_hidden("note" if name == "text" else name, texts[name]))
        for name in COLUMNS
        if name != "value"
    ]
    if not any(fault for _, fault in hidden):
        year = None if checks.year_of(texts["year"]) else checks.bad_year(texts["year"])
        hidden += [
            ("economy", economy[texts["economy"]]),
            ("indicator", indicator[texts["indicator"]]),
            ("year", year),
        ]
    yield from ((name, fault) for name, fault in hidden if fault is not None)


def _faults_of_dates(
    texts: Mapping[str, str], dates: Mapping[str, dt.date | None]
) -> Iterator[tuple[str, Fault]]:
    """Yield dates that cannot be read, and obligatory ones that are missing."""
    for name, date in dates.items():
        if texts[name] and date is None:
            yield name, Fault("consultation.no-date", {"value": visible(texts[name])[:40]})
        elif date is None and name != "answered":
            yield name, Fault("consultation.undated", {"column": name})


def date_in(cell: object) -> dt.date | None:
    """Return the date in a cell of a file or a data frame, or ``None`` where there is none."""
    text = text_of(cell)
    # A data frame has 2025-03-31 00:00:00 for the same cell.
    if len(text) == 19 and text.endswith(" 00:00:00"):
        text = text[:10]
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # 20250331 and 2025-W14-1 are ISO 8601 too, but not in the form that is asked for.
    return date if date.isoformat() == text else None
