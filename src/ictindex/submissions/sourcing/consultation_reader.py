"""Reader of the table of consultations: a record that is not certain becomes a finding."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.data.io.table_sources import Source, is_records, refuse_name
from ictindex.data.tables.register_reader import read_register
from ictindex.language.findings import Findings
from ictindex.submissions.sourcing.consultations import (
    REGISTER,
    Consultation,
    Consultations,
    contradictions,
)


def read_consultations(
    source: Source | Consultations | Sequence[Source | Consultations],
    *,
    dialect: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
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
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

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
    if isinstance(source, (list, tuple)) and not is_records(source):
        refuse_name(source, name)
        tables = [read_consultations(each, dialect=dialect, sheet=sheet) for each in source]
        findings = [finding for table in tables for finding in table.findings]
        return Consultations([record for table in tables for record in table], Findings(findings))
    records, findings = read_register(
        REGISTER, Consultation, contradictions, source, dialect, sheet, name
    )
    return Consultations(records, Findings(findings))
