"""Small tables of candidates, their receipts and consultations, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd

import ictindex as ict
from ictindex.validation.digests import table_digest
from ictindex.validation.receipts import FORMAT

CUT_OFF = date(2024, 4, 30)
IDI = ict.methodology("idi", edition=2024)
KEY = "internet-users"

Row = Mapping[str, object]


def row(
    value: object, source_class: str = "official-submission", **other: object
) -> dict[str, object]:
    """A candidate for the Internet users of Ecuador in 2022, unless said otherwise."""
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
    transcribed: str = "",
) -> ict.Receipt:
    """A receipt without validation: what is decided of sources does not hang on findings."""
    observations = table(rows)
    return ict.Receipt(
        {
            "format": FORMAT, "role": role, "transcribed": transcribed, "stage": "submission",
            "years": sorted(set(observations.columns["year"].tolist())), "year": 2022,
            "submitted": submitted, "files": [],
            "observations": table_digest(observations), "rows": len(observations),
            "economies": sorted(set(observations.columns["economy"])),
            "confidential": int(observations.confidential.sum()), "rules": "", "findings": [],
            "findings_digest": "", "answers": [],
            "answers_digest": "", "withdrawn": [], "as_printed": 0,
        },
        observations,
    )  # fmt: skip


def tamper(made: ict.Receipt, value: str) -> None:
    """Alter the first value of the table of a receipt: by force, for its arrays are locked."""
    held = made.observations
    values = held.columns["value"].copy()
    values[0] = Decimal(value)
    object.__setattr__(held, "columns", {**held.columns, "value": values})


def consultation(value: object, source: str, **other: object) -> dict[str, object]:
    plain = {
        "economy": "ECU", "indicator": KEY, "year": 2022, "source": source, "value": value,
        "notified": "2024-02-05", "deadline": "2024-03-05", "answered": "", "answer": "",
        "text": "",
    }  # fmt: skip
    return {**plain, **other}


def consultations(*rows: Row) -> ict.Consultations | None:
    return ict.read_consultations(pd.DataFrame(list(rows), dtype=object)) if rows else None


def select(
    receipts: ict.Receipt | Iterable[ict.Receipt],
    *records: Row,
    methodology: ict.Methodology = IDI,
    cut_off: date = CUT_OFF,
) -> ict.Selection:
    return ict.select_sources(
        receipts, methodology, consultations=consultations(*records), cut_off=cut_off
    )


def outcomes(selection: ict.Selection, indicator: str = KEY) -> dict[str, str]:
    """What became of each candidate, by its value as text."""
    frame = selection.candidates_frame("en")
    frame = frame[frame["indicator"] == indicator]
    return {
        str(value): outcome for value, outcome in zip(frame["value"], frame["outcome"], strict=True)
    }


def decision(selection: ict.Selection, indicator: str = KEY, economy: str = "ECU") -> pd.Series:
    frame = selection.to_frame("en")
    return frame[(frame["indicator"] == indicator) & (frame["economy"] == economy)].iloc[0]
