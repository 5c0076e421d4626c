"""The calendar of a survey: the dates of dispatch, collection and publication, and the delays.

Resolution 131 (Rev. Dubai, 2018) instructs to send the questionnaires by the end of a year, to
collect the data from the beginning of the next one, and to publish within three months of a
submission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.dates import MONTHS_TO_PUBLICATION, date_of, months_later
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable, records_of

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.submissions.validation.receipts import Receipt

Date = dt.date | str
EVENTS = define(
    "survey-calendar",
    Column("event", "code", "calendar/event", names="calendar"),
    Column("economy", "economy", "calendar/economy", absent=""),
    Column("due", "date", "calendar/due", gaps=True, align="right"),
    Column("done", "date", "calendar/done", "missing: not yet", gaps=True, align="right"),
    Column("days_late", "count", "calendar/days-late", "0 if in time", gaps=True, absent=""),
    key=("event", "economy"),
)


class Calendar(arguments.ReadOnly, Renderable):
    """The dates of one survey, with the dates that were due and the delays.

    Parameters
    ----------
    year : int
        The year by whose end the questionnaires are sent.
    dispatched : datetime.date or str, optional
        When they were sent (ISO 8601).
    collected_from : datetime.date or str, optional
        When collection began.
    submitted : mapping, optional
        Day of the submission by economy.
    published : datetime.date, str or mapping, optional
        When the data were published: one day, on which all data submitted before were
        published, or one day by economy.
    as_of : datetime.date or str, optional
        Day as of which an event that has not happened yet counts as late; by default it does
        not count as late.

    Raises
    ------
    UsageError
        If a date is not valid, an economy is unknown, or data were published before they
        were submitted.

    Examples
    --------
    >>> import ictindex as ict
    >>> calendar = ict.sourcing.Calendar(
    ...     2024, dispatched="2025-01-10", submitted={"ECU": "2025-02-28"}, published="2025-06-01"
    ... )
    >>> frame = calendar.to_frame()
    >>> frame[["event", "economy", "days_late"]].dropna().values.tolist()
    [['dispatch', '', 10], ['publication', 'ECU', 4]]
    >>> len(calendar.late), "10" in calendar.to_text("en"), "<table" in calendar.to_html("en")
    (2, True, True)
    """

    _json_name = "calendar"

    year: int
    dispatched: dt.date | None
    collected_from: dt.date | None
    submitted: Mapping[str, dt.date]
    published: Mapping[str, dt.date]
    as_of: dt.date | None

    def __init__(
        self,
        year: int,
        *,
        dispatched: Date | None = None,
        collected_from: Date | None = None,
        submitted: Mapping[str, Date] | None = None,
        published: Date | Mapping[str, Date] | None = None,
        as_of: Date | None = None,
    ) -> None:
        year = arguments.require_whole(year, "year", 1900, 2200)
        days_of_submission = _read_days(submitted or {}, "submitted")
        if isinstance(published, Mapping):
            out = _read_days(published, "published")
        else:
            day = date_of(published, "published")
            # Data submitted later were not part of that publication.
            out = {
                code: day
                for code, then in days_of_submission.items()
                if day is not None and then <= day
            }
        for economy, then in days_of_submission.items():
            if economy in out and out[economy] < then:
                raise UsageError(
                    "calendar.published-before",
                    economy=economy,
                    published=out[economy].isoformat(),
                    submitted=then.isoformat(),
                )
        self._set(
            year=year,
            dispatched=date_of(dispatched, "dispatched"),
            collected_from=date_of(collected_from, "collected_from"),
            submitted=MappingProxyType(days_of_submission),
            published=MappingProxyType(out),
            as_of=date_of(as_of, "as_of"),
        )

    @classmethod
    def from_receipts(
        cls,
        receipts: Iterable[Receipt],
        year: int,
        *,
        dispatched: Date | None = None,
        collected_from: Date | None = None,
        published: Date | Mapping[str, Date] | None = None,
        as_of: Date | None = None,
    ) -> Calendar:
        """Make the calendar of the submissions that some receipts are about.

        Parameters
        ----------
        receipts : iterable of Receipt
            Receipts of focal points; the first submission of an economy counts.
        year : int
            The year by whose end the questionnaires are sent.
        dispatched : datetime.date or str, optional
            When they were sent (ISO 8601).
        collected_from : datetime.date or str, optional
            When collection began.
        published : datetime.date, str or mapping, optional
            When the data were published: one day, or one by economy.
        as_of : datetime.date or str, optional
            Day as of which an event that has not happened yet counts as late.

        Returns
        -------
        Calendar
            Submissions without a date are left out.

        Examples
        --------
        >>> import ictindex as ict
        >>> ict.sourcing.Calendar.from_receipts([], 2024).submitted
        mappingproxy({})
        """
        days: dict[str, Date] = {}
        for receipt in receipts:
            if receipt.role == "focal-point" and receipt.submitted is not None:
                for economy in receipt.economies:
                    earliest = days.get(economy)
                    first = (
                        receipt.submitted if earliest is None else min(earliest, receipt.submitted)
                    )
                    days[economy] = first
        return cls(
            year,
            dispatched=dispatched,
            collected_from=collected_from,
            submitted=days,
            published=published,
            as_of=as_of,
        )

    def __reduce__(self) -> tuple[object, ...]:
        arguments: dict[str, Any] = {
            "dispatched": self.dispatched,
            "collected_from": self.collected_from,
            "submitted": dict(self.submitted),
            "published": dict(self.published),
            "as_of": self.as_of,
        }
        return (partial(Calendar, self.year, **arguments), ())

    def _events(self) -> list[tuple[str, str, dt.date | None, dt.date | None, int | None]]:
        """Return each event: kind, economy, when it was due and done, and days of delay."""
        events: list[tuple[str, str, dt.date | None, dt.date | None]] = [
            ("dispatch", "", dt.date(self.year, 12, 31), self.dispatched),
            ("collection", "", dt.date(self.year + 1, 1, 1), self.collected_from),
        ]
        for economy in sorted(self.submitted.keys() | self.published.keys()):
            day = self.submitted.get(economy)
            # Without the day of the submission it is not known when publication was due.
            due = None if day is None else months_later(day, MONTHS_TO_PUBLICATION)
            events.append(("publication", economy, due, self.published.get(economy)))
        return [(*event, self._late_by(*event[2:])) for event in events]

    def _late_by(self, due: dt.date | None, done: dt.date | None) -> int | None:
        day = self.as_of if done is None else done
        return None if due is None or day is None else max((day - due).days, 0)

    def to_frame(self) -> pd.DataFrame:
        """Return the events as a data frame, a row each.

        Returns
        -------
        pandas.DataFrame
            ``event`` (``dispatch``, ``collection``, ``publication``), ``economy``, ``due``,
            ``done`` (``None``: not yet, or not stated) and ``days_late`` (0 if in time; missing
            if the event has not happened and ``as_of`` is not set, or if the day on which it was
            due is not known).
        """
        return write_frame(self._table())

    def _table(self) -> Table:
        return Table.of(EVENTS, [dict(zip(EVENTS.columns, e, strict=True)) for e in self._events()])

    @property
    def late(self) -> pd.DataFrame:
        """The events that were late."""
        frame = self.to_frame()
        return frame[frame["days_late"].fillna(0) > 0].reset_index(drop=True)

    def _to_dict(self) -> dict[str, Any]:
        """Return the year and its events as plain data."""
        return {"year": self.year, "events": records_of(self.to_frame())}

    def _blocks(self, language: str) -> list[i18n.Block]:
        def say(key: str, **values: object) -> str:
            return i18n.text("calendar", key, language, **values)

        return [
            i18n.Heading(say("title", year=str(self.year)), 2),
            write_grid(self._table(), language),
        ]


def _read_days(days: Mapping[str, Date], argument: str) -> dict[str, dt.date]:
    dates = {}
    for economy, day in days.items():
        if economy not in catalogue.economies():
            near = catalogue.economy_hint(str(economy)) or "-"
            raise UsageError("selection.no-economy", wanted=str(economy)[:40], hint=near)
        date = date_of(day, argument)
        if date is not None:
            dates[economy] = date
    return dates
