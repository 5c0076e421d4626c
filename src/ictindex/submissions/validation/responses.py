"""Answers of the focal point to findings: confirm with a reason, correct, or withdraw.

An answer refers to the rule, the cell and the value as written: it does not apply to others. An
answer ``withdraw`` without a rule refers to the cell alone: the focal point takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import text_of, visible
from ictindex.data.checks import year_of
from ictindex.data.io import csv
from ictindex.data.io.table_sources import Source, is_records, name_of, require_table
from ictindex.data.observations import Observations
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.validation.panel import operands_of
from ictindex.submissions.validation.report import Judgement, RuleFinding

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("confirm", "correct", "withdraw")
# Errors that a reason settles: by the rules they are errors until they are confirmed.
CONFIRMABLE = frozenset({"T01"})
QUERY = "query."  # begins the rule of an answer to a query of a round, which no table has
MESSAGE = "message"  # for the person who answers; not read
# Cells are kept as objects: people and programs fill them in.
ANSWERS = define(
    "answers",
    Column("rule", "code", exact=True),
    Column("economy", "code", exact=True),
    Column("indicator", "code", exact=True),
    Column("year", "text", exact=True),
    Column("breakdown", "code", exact=True),
    Column("value", "text", exact=True),
    Column("answer", "code", exact=True),
    Column("reason", "text", exact=True),
    page=(),
)
OPEN = ANSWERS.join("open-findings", Column(MESSAGE, "text", exact=True))
COLUMNS = tuple(ANSWERS.columns)
_KEY = COLUMNS[:6]
_OPTIONAL = ("breakdown", "reason")

Key = tuple[str, ...]


def key_of(parts: Iterable[object]) -> Key:
    """Return the key of an answer, as texts; a missing year is the same as year 0."""
    rule, economy, indicator, year, *rest = (str(part) for part in parts)
    return (rule, economy, indicator, "" if year == "0" else year, *rest)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a focal point to a finding.

    Parameters
    ----------
    key : tuple of str
        The finding that it answers: rule, economy, indicator, year, breakdown, value as written.
        Without a rule, an answer ``withdraw`` takes the cell back that the others name.
    answer : str
        ``"confirm"``, ``"correct"``, ``"withdraw"``, or ``""`` if there is only a reason.
    reason : str
        The reason, in words.
    address : Address or None
        Address of the answer.

    Examples
    --------
    >>> Answer(("T02", "ECU", "internet-users", "2023", "", "72.7"), "confirm", "new survey").key[0]
    'T02'
    """

    key: tuple[str, ...]
    answer: str
    reason: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class AnswerMatch:
    """Findings matched with their answers.

    Parameters
    ----------
    settled : mapping
        Answer by the position of its finding in the judgement: confirmed or withdrawn.
    open : tuple of RuleFinding
        Findings that still need an answer: errors that are not corrected or withdrawn, warnings
        that are not answered; none of a row that is withdrawn.
    faults : Findings
        Faults of answers: no reason, not admitted, or about a finding that no longer exists.
    taken_back : mapping
        Answers ``withdraw`` without a rule, by the row of the table that they take back.
    """

    settled: Mapping[int, Answer]
    open: tuple[RuleFinding, ...]
    faults: Findings
    taken_back: Mapping[int, Answer]

    @property
    def withdrawn(self) -> tuple[int, ...]:
        """Positions of the findings whose value is withdrawn."""
        return tuple(n for n, answer in self.settled.items() if answer.answer == "withdraw")


class Answers(arguments.ReadOnly):
    """Answers to findings; the last answer to a finding counts.

    Parameters
    ----------
    answers : iterable of Answer
        The answers, in their original order.
    findings : Findings
        Faults of the file from which they were read.

    Examples
    --------
    >>> key = ("T02", "ECU", "internet-users", "2023", "", "72.7")
    >>> answers = Answers([Answer(key, "confirm", "new survey")])
    >>> len(answers), answers.findings.errors
    (1, Findings: 0)
    >>> answers.to_frame()[["rule", "answer", "reason"]].values.tolist()
    [['T02', 'confirm', 'new survey']]

    The answers are matched with the findings of a table; here they fit no finding:

    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    >>> matched = answers.match(ict.validate(table, year=2022))
    >>> len(matched.settled), [finding.code for finding in matched.faults]
    (0, ['answer.no-finding'])
    >>> len(ict.data.Answers.template(ict.validate(table, year=2022)))
    0
    """

    findings: Findings
    _answers: tuple[Answer, ...]

    def __init__(self, answers: Iterable[Answer] = (), findings: Findings | None = None) -> None:
        last: dict[Key, Answer] = {}
        for answer in answers:
            if not answer.answer and not answer.reason:
                continue
            key = key_of(answer.key)
            last.pop(key, None)
            last[key] = Answer(key, answer.answer, answer.reason, answer.address)
        self._set(
            _answers=tuple(last.values()),
            findings=Findings() if findings is None else findings,
        )

    def __len__(self) -> int:
        return len(self._answers)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers)

    def match(self, judgement: Judgement) -> AnswerMatch:
        """Match answers with the findings to which they refer.

        Parameters
        ----------
        judgement : Judgement
            The findings for the current table.

        Returns
        -------
        AnswerMatch
            The settled findings, the open ones, and the faults of the answers.
        """
        by_key = {answer.key: answer for answer in self._answers}
        settled: dict[int, Answer] = {}
        still: list[RuleFinding] = []
        faults: list[Finding] = list(self.findings)
        used: set[Key] = set()
        for n, finding in enumerate(judgement):
            key = key_of(finding.key)
            answer = by_key.get(key)
            if answer is not None:
                used.add(key)
                fault = _fault(finding, answer)
                if fault is None:
                    settled[n] = answer
                    continue
                faults.append(fault)
            if finding.errorlevel != "information":
                still.append(finding)
        back = self._taken_back(judgement)
        used.update(answer.key for answer in back.values())
        for key, answer in by_key.items():
            # A correction is complete when its finding no longer exists.
            is_settled = answer.answer == "correct" or key[0].startswith(QUERY)
            if key not in used and not is_settled:
                # Whether a value is still to be withdrawn, only a person can say.
                level = "warning" if answer.answer == "withdraw" else "information"
                faults.append(_finding("answer.no-finding", answer, level))
        gone = {judgement[n].row for n, reply in settled.items() if reply.answer == "withdraw"}
        gone.update(back)
        # Other findings in a withdrawn row need no answer of their own.
        still = [finding for finding in still if finding.row is None or finding.row not in gone]
        return AnswerMatch(
            MappingProxyType(settled), tuple(still), Findings(faults), MappingProxyType(back)
        )

    def _taken_back(self, judgement: Judgement) -> dict[int, Answer]:
        """Return the answers that withdraw a cell without a finding, by its rows."""
        asked = {
            answer.key[1:]: answer
            for answer in self._answers
            if answer.answer == "withdraw" and not answer.key[0]
        }
        table = judgement.observations
        if not asked or not isinstance(table, Observations):
            return {}
        cells, parts = table.cells, operands_of(table)
        columns = (cells["economy"], cells["indicator"], cells["year"], parts, cells["written"])
        keys = (
            key_of(("", economy, indicator, year, operand.partition("@")[2], written))[1:]
            for economy, indicator, year, operand, written in zip(*columns, strict=True)
        )
        return {row: asked[key] for row, key in enumerate(keys) if key in asked}

    @classmethod
    def template(cls, judgement: Judgement, language: str | None = None) -> pd.DataFrame:
        """Return the findings that need an answer, to be filled in and read again.

        Parameters
        ----------
        judgement : Judgement
            The findings.
        language : str, optional
            Language of ``message``; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            The columns of answers, with ``answer`` and ``reason`` empty, and ``message``. Texts are
            as submitted, so that answers refer to them. For use in a spreadsheet, let the command
            ``ictindex accept`` write the file: it prevents texts from becoming formulas.
        """
        rows = [
            [*key_of(finding.key), "", "", finding.message(language)]
            for finding in cls().match(judgement).open
        ]
        names = tuple(OPEN.columns)
        return write_frame(Table.of(OPEN, [dict(zip(names, row, strict=True)) for row in rows]))

    def to_frame(self) -> pd.DataFrame:
        """Return the answers as a data frame of texts, a row each.

        Returns
        -------
        pandas.DataFrame
            Columns rule, economy, indicator, year, breakdown, value, answer, reason: what
            :func:`read_answers` reads.
        """
        rows = [[*answer.key, answer.answer, answer.reason] for answer in self._answers]
        return write_frame(
            Table.of(ANSWERS, [dict(zip(COLUMNS, row, strict=True)) for row in rows])
        )

    def __repr__(self) -> str:
        return f"<Answers {len(self)}>"


def is_confirmable(finding: RuleFinding) -> bool:
    """Tell whether a reason settles a finding."""
    return finding.errorlevel not in ("fatal", "error") or finding.rule in CONFIRMABLE


def _fault(finding: RuleFinding, answer: Answer) -> Finding | None:
    """Return why an answer does not settle its finding, or ``None`` if it does."""
    if answer.answer == "correct":
        return _finding("answer.not-corrected", answer, "warning")
    if answer.answer == "withdraw":
        if finding.row is None:
            return _finding("answer.nothing-to-withdraw", answer)
        return None
    if not answer.answer:
        choices = KINDS if is_confirmable(finding) else KINDS[1:]
        return _finding("answer.none", answer, choices=choices)
    if answer.answer != "confirm":
        return _finding("answer.unknown", answer, choices=KINDS)
    if not is_confirmable(finding):
        return _finding("answer.not-confirmable", answer)
    return find_reason_fault(answer)


_WORD = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile("[\u3400-\u9fff]")  # written without spaces between words
_LEAST_WORDS, _LEAST_LETTERS, _LEAST_CHINESE = 2, 6, 4


def find_reason_fault(answer: Answer) -> Finding | None:
    """Return the fault of a confirmation without a reason in words, or ``None``."""
    reason = answer.reason.strip()
    if answer.answer != "confirm":
        return None
    if not reason:
        return _finding("answer.no-reason", answer)
    words = _WORD.findall(reason)
    if len(_CHINESE.findall(reason)) >= _LEAST_CHINESE:
        return None
    if len(words) < _LEAST_WORDS or sum(map(len, words)) < _LEAST_LETTERS:
        return _finding("answer.short-reason", answer, reason=visible(reason)[:80])
    return None


def _finding(code: str, answer: Answer, level: str = "error", **details: object) -> Finding:
    rule, economy, indicator, year, _, value = answer.key
    data = {"rule": rule, "value": visible(value)[:80], "answer": visible(answer.answer)[:40]}
    return Finding(
        code,
        level,
        economy,
        indicator,
        year_of(year) or None,
        answer.address,
        details={**data, **details},
    )


def answers_of(source: Any) -> Answers:
    """Return answers from their source: answers, a submission, a list of answers, or a file."""
    if isinstance(source, Answers):
        return source
    held = getattr(source, "answers", None)
    if isinstance(held, tuple):  # a questionnaire that came back
        return Answers(held)
    if isinstance(source, (list, tuple)) and not is_records(source):
        for answer in source:
            fits = all(hasattr(answer, name) for name in ("key", "answer", "reason", "address"))
            fits = fits and isinstance(answer.key, tuple) and len(answer.key) == len(_KEY)
            arguments.require(fits, "answers", "answers", answer)
        return Answers(source)
    return read_answers(source)


def read_answers(source: Source, *, dialect: str | None = None, name: str | None = None) -> Answers:
    """Read answers to findings from a CSV file, a workbook or a data frame.

    Parameters
    ----------
    source : Source
        A file, its bytes, a data frame or a list of dictionaries: columns rule, economy, indicator,
        year, value (as written) and answer; optionally breakdown and reason. A column
        ``message`` is ignored.
    dialect : str, optional
        How a CSV file is written, as for :func:`ictindex.read_observations`.
    name : str, optional
        Name of the source in findings; without it that of the file, or the type of the object.

    Returns
    -------
    Answers
        The answers, with findings about cells that are not usable.

    Raises
    ------
    UnusableFileError
        If the file cannot be read as a whole with certainty, or a column is missing or unknown.
    UsageError
        If the source is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> frame = pd.DataFrame([{
    ...     "rule": "T02", "economy": "ECU", "indicator": "internet-users", "year": 2023,
    ...     "value": "72.7", "answer": "confirm", "reason": "new survey",
    ... }])
    >>> [answer.reason for answer in ict.data.read_answers(frame)]
    ['new survey']
    """
    table = require_table(source, csv.dialect_of(dialect, name_of(source, name)), name=name)
    for column in table.header:
        if column not in (*COLUMNS, MESSAGE):
            raise csv.unknown_column(table.name, column, COLUMNS)
    missing = [c for c in COLUMNS if c not in table.columns and c not in _OPTIONAL]
    if missing:
        header = [visible(name) for name in table.header[:40]]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=header
        )
    cells = {name: table.columns.get(name, [""] * len(table.lines)) for name in COLUMNS}
    answers, faults = [], []
    for row, line in enumerate(table.lines):
        texts = {name: text_of(column[row]) for name, column in cells.items()}
        address = Address(table.name, line, "answer", _cell(table, line))
        key = key_of(texts[name] for name in _KEY)
        answer = Answer(key, texts["answer"], texts["reason"], address)
        if answer.answer and answer.answer not in KINDS:
            faults.append(_finding("answer.unknown", answer, choices=KINDS))
        answers.append(answer)
    return Answers(answers, Findings(faults))


def _cell(table: csv.RawTable, line: int) -> str | None:
    letter = table.letters.get("answer")
    return None if letter is None else f"{letter}{line}"
