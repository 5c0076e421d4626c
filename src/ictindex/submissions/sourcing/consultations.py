"""Consultations: the notification of another source to a focal point, and its answer.

A value that is not official may be used only where no official one exists, and only after the
focal point was consulted on exactly this value of exactly this source. The record is a separate
table; a changed value is another value, on which nobody was consulted.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments, canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import write_file
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import Fault
from ictindex.data.checks import SCORE
from ictindex.data.csv_files import csv_of_records
from ictindex.data.tables.register_reader import are_days, find_errors
from ictindex.data.tables.schema import Column, define_register
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    import pandas as pd


def contradictions(row: Any) -> Iterator[tuple[str, Fault]]:
    """Yield the columns in which days and answer of a consultation contradict each other."""
    if are_days(row.deadline, row.notified) and row.deadline <= row.notified:
        yield "deadline", Fault("consultation.deadline")
    if bool(row.answered) != bool(row.answer):
        yield "answer", Fault("consultation.half-answer")
    elif are_days(row.answered, row.notified) and row.answered < row.notified:
        yield "answered", Fault("consultation.answered-before")


def certain_records(
    records: Sequence[Consultation],
) -> tuple[tuple[Consultation, ...], list[Finding]]:
    """Divide records into certain ones and findings about the others."""
    cells: dict[tuple[object, ...], list[Consultation]] = {}
    findings = []
    for record, errors in zip(records, find_errors(REGISTER, records), strict=True):
        faults = [fault for _, fault in (*errors, *contradictions(record))]
        if catalogue.indicator_id(record.indicator) not in (None, record.indicator):
            # In a file a code of another system is read as its id; a program writes the id.
            faults.append(Fault("indicator.unknown", {"value": record.indicator[:80]}))
        findings += [_finding(record, fault.code, fault.details) for fault in faults]
        if not faults:
            key = (*_cell(record), record.value, record.is_score, record.notified)
            cells.setdefault(key, []).append(record)
    # A value may be consulted on in several rounds, each notified on its own day. Where one round
    # is recorded twice, it is not certain which record is valid.
    double = [record for same in cells.values() if len(same) > 1 for record in same]
    findings += [_finding(record, "consultation.twice", {}) for record in double]
    single = {id(same[0]) for same in cells.values() if len(same) == 1}
    return tuple(record for record in records if id(record) in single), findings


def _cell(record: Consultation) -> Cell:
    return record.economy, record.indicator, record.year, canonical.nfc(record.source)


def _finding(record: Consultation, code: str, details: Mapping[str, object]) -> Finding:
    return Finding(
        code, "error", record.economy, record.indicator, record.year, record.address, dict(details)
    )


# Cells are kept as objects: the register is completed by people and programs.
REGISTER = define_register(
    "consultations",
    Column("economy", "economy", filled=True, exact=True),
    Column("indicator", "indicator", filled=True, exact=True),
    Column("year", "year", filled=True, exact=True, align="left"),
    Column("source", "title", filled=True, exact=True, absent=""),
    Column("value", "value", filled=True, exact=True, absent=""),
    Column("notified", "date", filled=True, exact=True, absent=""),
    Column("deadline", "date", filled=True, exact=True, absent=""),
    Column("answered", "date", exact=True, absent=""),
    Column(
        "answer",
        "choice",
        allowed=("agreed", "objected", "rejected", "supplied"),
        exact=True,
        write=lambda row, language: i18n.label(
            "consultation-answers", row["answer"] or "silence", language
        ),
    ),
    Column("text", "text", exact=True, absent=""),
    Column("unit", "choice", allowed=(SCORE,), names="units", exact=True, absent=""),
    main="value",
    subject="indicator",
    key=("economy", "indicator", "year", "source", "notified"),
)
COLUMNS = tuple(REGISTER.columns)
Cell = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation of a focal point.

    Parameters
    ----------
    economy, indicator : str
        ISO3 code, and id of the indicator.
    year : int
        Year of the value.
    source : str
        The other source, as the observation names it.
    value : decimal.Decimal
        The value that was notified.
    notified, deadline : datetime.date
        When the focal point was notified, and the last day on which it could answer.
    answered : datetime.date or None
        When it answered, if it did.
    answer : str
        ``"agreed"``, ``"objected"`` (to this source), ``"rejected"`` (estimates as such),
        ``"supplied"`` (an official value instead), or ``""``: silence.
    text : str
        What it wrote.
    address : Address or None
        Address of the record in its table.
    unit : str
        ``"score"`` if the value is a score instead of a value of the indicator; else ``""``. Nodes
        of the index have scores only.

    Raises
    ------
    UsageError
        If the value is not a decimal number, or a date is not a date.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> consultation = Consultation(
    ...     "ECU", "internet-users", 2022, "Survey of X", Decimal("70.1"), date(2024, 2, 1),
    ...     date(2024, 3, 1), answered=date(2024, 2, 9), answer="agreed", unit="score",
    ... )
    >>> [consultation.is_over(date(2024, 3, day)) for day in (1, 2)]
    [False, True]
    >>> [consultation.answer_by(date(2024, 2, day)) for day in (8, 9)], consultation.is_score
    (['', 'agreed'], True)
    >>> consultation.notice
    29
    """

    economy: str
    indicator: str
    year: int
    source: str
    value: Decimal
    notified: dt.date
    deadline: dt.date
    answered: dt.date | None = None
    answer: str = ""
    text: str = ""
    address: Address | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        fits = isinstance(self.value, Decimal) and self.value.is_finite()
        arguments.require(fits, "value", "decimal", self.value)
        for name in ("notified", "deadline", "answered"):
            day = getattr(self, name)
            fits = type(day) is dt.date or (day is None and name == "answered")
            arguments.require(fits, name, "date", day)

    @property
    def is_score(self) -> bool:
        """True if the value is a score instead of a value of the indicator."""
        return self.unit == SCORE or self.indicator in catalogue.node_ids()

    @property
    def notice(self) -> int:
        """Days from the notification to the last day for an answer."""
        return (self.deadline - self.notified).days

    def is_over(self, cut_off: dt.date) -> bool:
        """Tell whether the waiting period was over by a date; its last day is still part of it.

        Parameters
        ----------
        cut_off : datetime.date
            The date.

        Returns
        -------
        bool
            Whether the deadline was before the date.
        """
        return self.deadline < cut_off

    def answer_by(self, cut_off: dt.date) -> str:
        """Return the answer that had been received by a date; ``""`` is silence.

        Parameters
        ----------
        cut_off : datetime.date
            The date.

        Returns
        -------
        str
            The answer, or ``""``.
        """
        return self.answer if self.answered is not None and self.answered <= cut_off else ""


def standing_round(
    rounds: Iterable[Consultation], cut_off: dt.date | None = None
) -> Consultation | None:
    """Return the round of a consultation that counts on a date: the one answered last."""
    # Silence after an objection is no agreement: only an answer replaces an answer. Where no round
    # was answered, the one notified last counts.
    day = dt.date.max if cut_off is None else cut_off
    ordered = sorted(rounds, key=lambda record: record.notified)
    earlier = [record for record in ordered if record.notified < day] or ordered
    answered = [record for record in earlier if record.answer_by(day)]
    if answered:
        return max(answered, key=lambda record: (record.answered or day, record.notified))
    return earlier[-1] if earlier else None


class Consultations(arguments.ReadOnly, Renderable):
    """The consultations on record, made by :func:`read_consultations`.

    Parameters
    ----------
    records : iterable of Consultation
        The records. A value may be consulted on in several rounds, each notified on a day of its
        own. A record that contradicts itself or appears twice becomes a finding.
    findings : Findings
        Findings about records that cannot be used.

    Raises
    ------
    UsageError
        If an argument is of another type.

    Examples
    --------
    >>> import tempfile
    >>> from decimal import Decimal
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> consultations = ict.sourcing.read_consultations(pd.DataFrame([{
    ...     "economy": "ECU", "indicator": "internet-users", "year": 2022,
    ...     "source": "Survey of X", "value": "70.1", "notified": "2024-02-01",
    ...     "deadline": "2024-03-01",
    ... }]))
    >>> len(consultations), len(consultations.findings), [c.economy for c in consultations]
    (1, 0, ['ECU'])
    >>> cell = ("ECU", "internet-users", 2022, "Survey of X")
    >>> consultations.select(*cell) == (consultations.find(*cell, Decimal("70.10")),)
    True
    >>> len(consultations.rounds(*cell, Decimal("70.1")))
    1
    >>> consultations.to_frame().shape
    (1, 11)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     consultations.to_csv(f"{folder}/consultations.csv")
    """

    findings: Findings
    _records: tuple[Consultation, ...]
    _by_cell: Mapping[Cell, tuple[Consultation, ...]]

    def __init__(
        self, records: Iterable[Consultation] = (), findings: Findings | None = None
    ) -> None:
        supplied = tuple(records)
        fit = all(isinstance(record, Consultation) for record in supplied)
        arguments.require(fit, "records", "consultations", supplied)
        kept, wrong = certain_records(supplied)
        by_cell: dict[Cell, tuple[Consultation, ...]] = {}
        for record in kept:
            cell = _cell(record)
            by_cell[cell] = (*by_cell.get(cell, ()), record)
        self._set(
            _records=kept,
            _by_cell=MappingProxyType(by_cell),
            findings=Findings([*(() if findings is None else findings), *wrong]),
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (Consultations, (self._records, self.findings))

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Consultation]:
        return iter(self._records)

    def select(
        self, economy: str, indicator: str, year: int, source: str
    ) -> tuple[Consultation, ...]:
        """Return all consultations on a cell and a source, whatever the value.

        Parameters
        ----------
        economy, indicator : str
            ISO3 code, and id of the indicator.
        year : int
            Year of the value.
        source : str
            The source, as the observation names it.

        Returns
        -------
        tuple of Consultation
            In the order of the table.
        """
        return self._by_cell.get((economy, indicator, year, canonical.nfc(source)), ())

    def rounds(
        self,
        economy: str,
        indicator: str,
        year: int,
        source: str,
        value: Decimal,
        *,
        score: bool = False,
    ) -> tuple[Consultation, ...]:
        """Return the consultations on exactly one value of one source.

        Parameters
        ----------
        economy, indicator : str
            ISO3 code, and id of the indicator.
        year : int
            Year of the value.
        source : str
            The source, as the observation names it.
        value : decimal.Decimal
            The value: 80.5 and 80.50 are one value.
        score : bool
            Whether it is a score instead of a value of the indicator.

        Returns
        -------
        tuple of Consultation
            In the order of their notification.
        """
        records = self.select(economy, indicator, year, source)
        fits = (record for record in records if record.value == value and record.is_score == score)
        return tuple(sorted(fits, key=lambda record: record.notified))

    def find(
        self,
        economy: str,
        indicator: str,
        year: int,
        source: str,
        value: Decimal,
        *,
        score: bool = False,
    ) -> Consultation | None:
        """Return the consultation that counts for exactly one value of one source, or ``None``.

        Parameters
        ----------
        economy, indicator : str
            ISO3 code, and id of the indicator.
        year : int
            Year of the value.
        source : str
            The source, as the observation names it.
        value : decimal.Decimal
            The value: 80.5 and 80.50 are one value.
        score : bool
            Whether it is a score instead of a value of the indicator.

        Returns
        -------
        Consultation or None
            The record. Of several rounds it is the one answered last or, if none was answered, the
            one notified last.
        """
        return standing_round(self.rounds(economy, indicator, year, source, value, score=score))

    def to_frame(self) -> pd.DataFrame:
        """Return the records as a data frame, a row each.

        Returns
        -------
        pandas.DataFrame
            The columns of the table; ``value`` holds :class:`decimal.Decimal`, dates are
            :class:`datetime.date` or ``None``.
        """
        return write_frame(Table.of(REGISTER, self._records))

    _json_name = "consultations"

    def _to_dict(self) -> dict[str, Any]:
        """Return the register as plain data, for JSON."""
        return {"rows": write_records(Table.of(REGISTER, self._records))}

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file from which :func:`read_consultations` reads the same records.

        Parameters
        ----------
        path : path
            The file; one that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.

        Raises
        ------
        UnusableFileError
            If it cannot be written.
        """
        write_file(path, self._csv_text())

    def _csv_text(self) -> str:
        rows = (
            [_write_cell(getattr(record, name)) for name in COLUMNS] for record in self._records
        )
        return csv_of_records(COLUMNS, rows)

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        is_csv = target.suffix.lower() == ".csv"  # as the reader reads it back
        return self._csv_text() if is_csv else super()._make_file(target, language)

    def _blocks(self, language: str) -> list[i18n.Block]:
        title = i18n.text("sourcing", "consultations", language, count=str(len(self)))
        blocks: list[i18n.Block] = [i18n.Heading(title, 2)]
        if self._records:
            blocks.append(write_grid(Table.of(REGISTER, self._records), language))
        return blocks


def _write_cell(cell: object) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
