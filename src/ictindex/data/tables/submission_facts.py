"""Facts about the submission that a table contains, in addition to its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.records import Record
from ictindex.data.dates import date_of

if TYPE_CHECKING:
    from ictindex.data.tables.corrections import CellCorrection

_DECLARED = frozenset(("rows", "total"))


@dataclass(frozen=True, slots=True)
class SubmissionFacts(Record):
    """Facts about the submission that a table contains: ``table.facts``.

    Parameters
    ----------
    submitter : str
        ISO3 code of the economy whose submission this is, if it is one.
    submitted, deadline : datetime.date, optional
        When the table was submitted, and the last day of the collection. The method
        ``with_facts`` of a table takes ISO 8601 texts too.
    declared : mapping of str to int or Decimal
        The sender's statements about the table: ``rows`` (their number) and ``total`` (of all
        values).
    corrections : sequence of CellCorrection
        The cells that were changed in this tool, if it is a questionnaire; a receipt records them.
    office : str
        The office of the State that sent it, if it is one of several: a role, never a person.
    sheets : sequence of str
        The sheets of the questionnaire that the office sent.

    Raises
    ------
    UsageError
        If a fact is of the wrong kind, or a date is not valid.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    >>> table.facts == ict.data.SubmissionFacts()
    True
    >>> facts = table.with_facts(submitted="2024-01-15", declared={"rows": 12}).facts
    >>> facts.submitted.isoformat(), facts.deadline, facts.declared["rows"]
    ('2024-01-15', None, 12)
    """

    submitter: str = ""
    submitted: dt.date | None = None
    deadline: dt.date | None = None
    declared: Mapping[str, Decimal | int] = field(default_factory=dict, hash=False)
    corrections: Sequence[CellCorrection] = ()
    office: str = ""
    sheets: Sequence[str] = ()

    def __post_init__(self) -> None:
        fits = isinstance(self.declared, Mapping) and set(self.declared) <= _DECLARED
        fits = fits and all(
            isinstance(number, (int, Decimal)) and not isinstance(number, bool)
            for number in self.declared.values()
        )
        arguments.require(fits, "declared", "declared", self.declared)
        for name in ("submitter", "office"):
            stated = getattr(self, name)
            arguments.require(isinstance(stated, str), name, "text", stated)
        fits = isinstance(self.sheets, (list, tuple))
        fits = fits and all(isinstance(sheet, str) for sheet in self.sheets)
        arguments.require(fits, "sheets", "texts", self.sheets)
        object.__setattr__(self, "sheets", tuple(self.sheets))
        if not (isinstance(self.corrections, tuple) and not self.corrections):
            self._check_corrections()
        object.__setattr__(self, "declared", dict(self.declared))
        for name in ("submitted", "deadline"):
            object.__setattr__(self, name, date_of(getattr(self, name), name))
        Record.__post_init__(self)

    def _check_corrections(self) -> None:
        from ictindex.data.tables.corrections import CellCorrection

        lines = self.corrections
        fits = isinstance(lines, (list, tuple))
        fits = fits and all(isinstance(line, CellCorrection) for line in lines)
        arguments.require(fits, "corrections", "corrections", lines)
        object.__setattr__(self, "corrections", tuple(lines))


def merge_facts(facts: SubmissionFacts, later: SubmissionFacts) -> SubmissionFacts:
    """Return facts, replaced by those that are stated later."""
    return SubmissionFacts(
        later.submitter or facts.submitter,
        later.submitted or facts.submitted,
        later.deadline or facts.deadline,
        later.declared or facts.declared,
        later.corrections or facts.corrections,
        later.office or facts.office,
        later.sheets or facts.sheets,
    )
