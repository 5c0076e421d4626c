"""Small tables of candidates, their receipts and consultations, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

import ictindex as ict
from ictindex.submissions.validation.receipts import FORMAT
from ictindex.submissions.validation.rules import SCHEME, ruleset
from ictindex.submissions.validation.table_digests import row_keys, table_digest

CUT_OFF = date(2024, 4, 30)
IDI = ict.methodology("idi", edition=2024)
KEY = "internet-users"
OPEN = ["", "F", "E"]  # an embargo ends with the release

Row = Mapping[str, object]


def row(
    value: object, source_class: str = "official-submission", **other: object
) -> dict[str, object]:
    """A candidate for the Internet users of Ecuador in 2022, unless stated otherwise."""
    plain = {
        "economy": "ECU", "indicator": KEY, "year": 2022, "value": value,
        "source_class": source_class, "source": "", "status": "A", "conf_status": "", "unit": "",
    }  # fmt: skip
    return {**plain, **other}


def table(rows: Iterable[Row]) -> ict.Observations:
    frame = pd.DataFrame(list(rows), dtype=object)
    return ict.read_observations(frame)


def receipt(
    rows: Iterable[Row],
    role: str = "focal-point",
    submitted: date | None = date(2024, 2, 1),
    **other: object,
) -> ict.data.Receipt:
    """A receipt without validation: what is decided of sources does not hang on findings."""
    return receipt_of(table(rows), role, submitted, **other)


def receipt_of(
    observations: ict.Observations,
    role: str = "focal-point",
    submitted: date | None = date(2024, 2, 1),
    withdrawn: Iterable[bool] = (),
    **other: object,
) -> ict.data.Receipt:
    """A receipt of a table, of some of whose rows the values were withdrawn."""
    gone = [key for key, is_gone in zip(row_keys(observations), withdrawn, strict=False) if is_gone]
    return ict.data.Receipt(
        {
            "format": FORMAT, "role": role, "transcribed": "", "stage": "submission", "year": 2022,
            "years": sorted(set(observations.columns["year"].tolist())),
            "submitted": submitted, "files": [], "observations": table_digest(observations),
            "economies": sorted(set(observations.columns["economy"])), "rows": len(observations),
            "confidential": int((~np.isin(observations.columns["conf_status"], OPEN)).sum()),
            "rules": ruleset().digest, "rules_scheme": SCHEME,
            "findings": [], "findings_digest": "", "answers": [],
            "answers_digest": "", "withdrawn": sorted(map(list, set(gone))), "as_printed": 0,
            **other,
        },
        observations,
    )  # fmt: skip


def tamper(made: ict.data.Receipt, value: str) -> None:
    """Alter the first value of the table of a receipt: by force, for it cannot be changed."""
    held = made.observations
    values = (Decimal(value), *held.cells["value"][1:])
    held.__dict__.pop("columns", None)  # arrays are made of the cells again
    object.__setattr__(held, "cells", {**held.cells, "value": values})


def consultation(value: object, source: str, **other: object) -> dict[str, object]:
    plain = {
        "economy": "ECU", "indicator": KEY, "year": 2022, "source": source, "value": value,
        "notified": "2024-02-05", "deadline": "2024-03-05", "answered": "", "answer": "",
        "text": "",
    }  # fmt: skip
    return {**plain, **other}


def consultations(*rows: Row) -> ict.sourcing.Consultations | None:
    return ict.sourcing.read_consultations(pd.DataFrame(list(rows), dtype=object)) if rows else None


def select(
    receipts: ict.data.Receipt | Iterable[ict.data.Receipt],
    *records: Row,
    methodology: ict.Methodology = IDI,
    cut_off: date = CUT_OFF,
) -> ict.sourcing.Selection:
    return ict.select_sources(
        receipts, methodology, consultations=consultations(*records), cut_off=cut_off
    )


def outcomes(selection: ict.sourcing.Selection, indicator: str = KEY) -> dict[str, str]:
    """Return the outcome of each candidate, by its value as text."""
    frame = selection.candidates_frame("en")
    frame = frame[frame["indicator"] == indicator]
    return {
        str(value): outcome for value, outcome in zip(frame["value"], frame["outcome"], strict=True)
    }


def decision(
    selection: ict.sourcing.Selection, indicator: str = KEY, economy: str = "ECU"
) -> pd.Series:
    frame = selection.to_frame("en")
    return frame[(frame["indicator"] == indicator) & (frame["economy"] == economy)].iloc[0]
