"""The inputs of a report to the Council: editions, records on them, the signature."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.core.data_classes import dataclass
from ictindex.data.dates import MONTHS_TO_PUBLICATION as _MONTHS
from ictindex.data.dates import months_later
from ictindex.definitions import documents
from ictindex.definitions.documents.mandate_list import Mandate
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.results.edition_parts import record_in
from ictindex.indices.results.methodology import Methodology
from ictindex.publishing.reports.report_inputs import ReportEdition
from ictindex.submissions.sourcing.calendar import Calendar
from ictindex.submissions.sourcing.consultations import Consultation, Consultations


class Signature(NamedTuple):
    """The publisher that signs a draft, as the editions name it, and the day."""

    publisher: str
    day: dt.date


class Survey(NamedTuple):
    """The dates and numbers of a survey, from its calendar."""

    year: int
    dispatched: dt.date | None
    days_late: int | None
    submissions: int
    published: int
    published_late: int


def count_survey(calendar: Calendar) -> Survey:
    """Count the events of a calendar."""
    frame = calendar.to_frame()
    data = frame[frame["event"] == "publication"]
    late = frame[frame["event"] == "dispatch"]["days_late"].iloc[0]
    return Survey(
        calendar.year,
        calendar.dispatched,
        None if late is None or late != late else int(late),
        len(calendar.submitted),
        int(data["done"].notna().sum()),
        int((data["days_late"].fillna(0) > 0).sum()),
    )


class ConsultedYear(NamedTuple):
    """The number of consultations on data of a year; who was consulted, and on what, is closed."""

    year: int
    notified: int
    answered: int
    unanswered: int


def count_consultations(records: Iterable[Consultation]) -> list[ConsultedYear]:
    """Count the consultations on the data of each year."""
    years: dict[int, list[bool]] = {}
    for record in records:
        years.setdefault(record.year, []).append(record.answered is not None)
    return [
        ConsultedYear(year, len(own), sum(own), len(own) - sum(own))
        for year, own in sorted(years.items())
    ]


class Submissions(NamedTuple):
    """The first submission of each economy in an edition, and the days to the release."""

    edition: int
    economies: int
    first: dt.date
    last: dt.date
    later: int


def count_submissions(edition: ReportEdition) -> Submissions | None:
    """Read the receipts that an opened edition has; nothing for any other."""
    days: dict[str, dt.date] = {}
    for record in _records_in(edition, "receipts.json"):
        receipt = record.get("receipt") or record.get("disclosed") or {}
        if receipt.get("role") == "focal-point" and receipt.get("submitted"):
            day = dt.date.fromisoformat(receipt["submitted"])
            for economy in receipt.get("economies", ()):
                days[economy] = min(day, days.get(economy, day))
    if not days or edition.released is None:
        return None
    late = [d for d in days.values() if edition.released > months_later(d, _MONTHS)]
    return Submissions(
        edition.edition, len(days), min(days.values()), max(days.values()), len(late)
    )


def count_own_consultations(edition: ReportEdition) -> dict[int, int]:
    """Count the consultations that an opened edition lists, by the year of the data."""
    return dict(Counter(row["year"] for row in _records_in(edition, "consultations.json")))


def _records_in(edition: ReportEdition, file: str) -> list[dict[str, Any]]:
    """Return the records of a file of an opened edition, whose bytes were verified."""
    report = getattr(edition.result, "report", None)
    if report is None or file not in report.contents:
        return []
    records: list[dict[str, Any]] = record_in(report.contents, file, "records")["records"]
    return records


@dataclass(frozen=True, slots=True)
class ProgressInputs:
    """The inputs of a report on progress, besides the editions."""

    calendars: tuple[Calendar, ...]
    consultations: Consultations | None
    comments: PublicComments | None
    prices: PriceSeries | None
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class CouncilRecord:
    """Everything on record for a paper to the Council."""

    editions: tuple[ReportEdition, ...]
    inputs: ProgressInputs

    @property
    def methodologies(self) -> list[Methodology]:
        """The methodologies of the editions, each once."""
        by_id = {each.figures.methodology.id: each.figures.methodology for each in self.editions}
        return list(by_id.values())

    @property
    def pairs(self) -> Sequence[tuple[ReportEdition, ReportEdition]]:
        """Each edition with the one before it."""
        return list(zip(self.editions, self.editions[1:], strict=False))

    @property
    def mandate(self) -> Mandate:
        """The last text of the resolution that was read."""
        return [each for each in documents.mandates().values() if each.is_read][-1]
