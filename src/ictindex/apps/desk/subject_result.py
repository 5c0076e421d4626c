"""The result of a subject: of the files that were read to be judged."""

from __future__ import annotations

import ictindex as ict
from ictindex.apps.desk.country_result import CountryResult, compute_country
from ictindex.apps.desk.input_files import Inputs, Subject, read_auxiliaries, read_history


def subject_result(subject: Subject, inputs: Inputs) -> CountryResult | None:
    """Return the result of one economy; ``None`` if nothing is filled in, or for several."""
    submission = subject.submission
    table = subject.table if submission is None else submission.observations
    plans = None if submission is None else submission.tariffs
    if not len(table) and plans is None:
        return None
    economies = set(table.cells["economy"]) if submission is None else {submission.economy}
    if len(economies) != 1:
        return None
    economics = None
    if inputs.economics is not None:
        sheet = inputs.sheet_of(inputs.economics)
        economics = ict.read_economics(inputs.economics, dialect=inputs.file.dialect, sheet=sheet)
    # A table was joined with the auxiliaries when its rates were derived.
    return compute_country(
        table if submission is None else submission,
        subject.methodology,
        year=subject.year,
        history=read_history(subject, inputs),
        auxiliaries=read_auxiliaries(inputs, economies) if submission else None,
        economics=economics,
    )
