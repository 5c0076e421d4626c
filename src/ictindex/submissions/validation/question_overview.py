"""The questions of a judgement counted once each, by kind of error: the same count in every place.

A cause is one question, however many findings it would settle. A question is open while one of its
findings is. Information needs no answer and is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.findings import LEVELS, Finding
from ictindex.submissions.validation.causes import FindingGroup, group_findings

# The kind of error of each family of rules; of a reader's code without a rule it is "reading".
_OF_FAMILY = {
    "S": "reading",
    "R": "size",
    "B": "parts",
    "C": "between",
    "T": "change",
    "M": "unusual",
    "D": "place",
    "X": "plans",
    "P": "sources",
}
_READING, _MISSING = "reading", "missing"
_OF_MISSING = frozenset(
    {"S19", "derivation.no-operand", "derivation.refused-operand", "questionnaire.row-missing"}
)
KINDS = (_READING, _MISSING, *[kind for kind in _OF_FAMILY.values() if kind != _READING])
_NEEDS_ANSWER = LEVELS[:2]

OVERVIEW = define(
    "overview",
    Column("kind", "code", "validation/overview-kind", names="validation-kinds"),
    Column("open", "count", "validation/overview-open", about="questions that need an answer"),
    Column("error", "count", "validation/overview-errors"),
    Column("warning", "count", "validation/overview-warnings"),
    Column("information", "count", "validation/overview-information"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A cause with its findings, or a finding without a cause."""

    kind: str
    level: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The questions that are open, and those that only inform."""

    questions: tuple[Question, ...]

    @property
    def open(self) -> int:
        """The number of questions that need an answer."""
        return sum(question.is_open for question in self.questions)

    @property
    def levels(self) -> dict[str, int]:
        """The number of open questions of each level, and of those that only inform."""
        return {level: sum(map(_counts(level), self.questions)) for level in LEVELS}

    def table(self) -> Table:
        """Return a row for each kind of error that there is, in the order of work."""
        rows = []
        for kind in KINDS:
            own = Overview(tuple(each for each in self.questions if each.kind == kind))
            levels = own.levels
            if any(levels.values()):
                rows.append({"kind": kind, "open": own.open, **levels})
        return Table.of(OVERVIEW, rows)


def _counts(level: str) -> Callable[[Question], bool]:
    needs = level in _NEEDS_ANSWER
    return lambda question: question.level == level and (question.is_open or not needs)


def needs_answer(finding: Finding) -> bool:
    """Tell whether a finding needs an answer."""
    return finding.level in _NEEDS_ANSWER


def kind_of_error(finding: Finding) -> str:
    """Return the kind of error that a finding is about."""
    rule = str(getattr(finding, "rule", ""))
    if {rule, finding.code} & _OF_MISSING:
        return _MISSING
    return _OF_FAMILY.get(rule[:1], _READING)


def question_of(group: FindingGroup, is_open: Callable[[Finding], bool] = needs_answer) -> Question:
    """Return the question of a group: of its open findings the gravest decides."""
    still = [finding for finding in group.findings if is_open(finding)]
    gravest = min(still or group.findings, key=lambda finding: LEVELS.index(_level(finding)))
    return Question(kind_of_error(gravest), _level(gravest), bool(still))


def _level(finding: Finding) -> str:
    return finding.level if finding.level in LEVELS else LEVELS[-1]


def count_questions(
    groups: Iterable[FindingGroup], is_open: Callable[[Finding], bool] = needs_answer
) -> Overview:
    """Count the questions of groups of findings."""
    return Overview(tuple(question_of(group, is_open) for group in groups))


def count_open(findings: Iterable[Finding]) -> int:
    """Return the number of questions of findings that are all open: a cause is one."""
    return len(group_findings(findings))


def word_levels(overview: Overview, language: str) -> dict[str, str]:
    """Return the number of questions of each level in words; always errors and warnings."""
    return {
        level: i18n.text("validation-counts", level, language, count=count)
        for level, count in overview.levels.items()
        if count or level in _NEEDS_ANSWER
    }
