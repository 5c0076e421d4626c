"""The outcome of validation: findings sorted by consequence, and undecided rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import ReadOnly
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import SCHEMA_KEY, Column, define, identify
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.tables.corrections import count_changed
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.submissions.validation import report_html
from ictindex.submissions.validation.causes import Cause, FindingGroup, group_findings
from ictindex.submissions.validation.question_overview import count_questions
from ictindex.submissions.validation.roles import COMPILER, FOCAL_POINT
from ictindex.submissions.validation.rule_outcomes import Outcome as Outcome
from ictindex.submissions.validation.rule_outcomes import RuleFinding as RuleFinding
from ictindex.submissions.validation.rule_outcomes import names_others

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.submissions.validation.subject import Judged

_OTHER_TABLE = "tariffs"  # next to the figures of a questionnaire
FINDINGS = define(
    "judgement",
    Column("rule", "code"),
    Column("errorlevel", "code", about="fatal, error, warning or information"),
    Column("level", "count", about="0 to 5"),
    Column("economy", "code"),
    Column("indicator", "code"),
    Column("breakdown", "code"),
    Column("year", "year", gaps=True),
    Column("address", "text"),
    Column("value", "figure", exact=True),
    Column("message", "text"),
    Column("remedy", "text"),
    Column("suspected_factor", "text"),
    Column("imbalance", "estimate"),
    Column("consequence", "estimate", about="points of the index"),
    page=(),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a judgement: years, stage, role, rules and fitted numbers."""

    year: int
    stage: str
    rules_digest: str
    years: tuple[int, ...] = ()
    fitted: str = ""
    fitted_digest: str = ""
    role: str = FOCAL_POINT


class Judgement(ReadOnly, Renderable):
    """The outcome of validation: a table of findings, the gravest consequence first.

    Parameters
    ----------
    observations : Observations, Prices, Economics or Tariffs
        The validated table.
    findings : sequence of RuleFinding
        The findings, the most important first.
    outcomes : sequence of Outcome
        An outcome for every rule.
    terms : Terms
        The years, the stage, the role, the rules and the fitted numbers; the attributes below.

    Attributes
    ----------
    year : int
        The validated year.
    stage : str
        ``"submission"``, ``"selection"`` or ``"edition"``.
    rules_digest : str
        Digest of the rule set.
    years : sequence of int
        The years whose values were validated: that year, and those that may be carried to it.
    fitted, fitted_digest : str
        Id and digest of the document of fitted numbers; empty if none was used.
    role : str
        Its reader: a ``"focal-point"``, for whom no other economy is named, or the
        ``"compiler"``.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> judged = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    >>> judged.year, judged.years, judged.stage
    (2022, (2021, 2022), 'submission')
    >>> len(judged.findings) == len(judged), judged.names_others
    (True, False)
    >>> [(f.rule, f.economy) for f in judged.errors], {f.errorlevel for f in judged.warnings}
    ([('C01', 'CRI')], {'warning'})
    >>> {o.rule: o.lacking for o in judged.undecided}["T01"]
    ('history',)
    >>> [row["rule"] for row in judged.records("en") if row["errorlevel"] == "error"]
    ['C01']
    >>> list(judged.to_frame().columns)[:4]
    ['rule', 'errorlevel', 'level', 'economy']
    >>> judged.causes, len(judged.groups()) == len(judged)
    ((), True)
    >>> judged.to_text("en").splitlines()[0]
    'Validation of the figures for 2022'
    >>> '"rules": ' in judged.to_json(), judged.to_dict()["year"]
    (True, 2022)
    >>> 'dir="rtl"' in judged.to_html("ar")
    True
    """

    _json_name = "validation"

    observations: Judged
    outcomes: tuple[Outcome, ...]
    year: int
    years: tuple[int, ...]
    stage: str
    rules_digest: str
    fitted: str
    fitted_digest: str
    role: str

    def __init__(
        self,
        observations: Judged,
        findings: Sequence[RuleFinding],
        outcomes: Sequence[Outcome],
        terms: Terms,
    ) -> None:
        self._set(
            observations=observations,
            _findings=tuple(findings),
            outcomes=tuple(outcomes),
            year=terms.year,
            years=tuple(sorted({terms.year, *terms.years})),
            stage=terms.stage,
            rules_digest=terms.rules_digest,
            fitted=terms.fitted,
            fitted_digest=terms.fitted_digest,
            role=terms.role,
        )

    _findings: tuple[RuleFinding, ...]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[RuleFinding]:
        return iter(self._findings)

    def __getitem__(self, index: int) -> RuleFinding:
        return self._findings[index]

    @property
    def findings(self) -> Findings:
        """All findings."""
        return Findings(self._findings)

    @property
    def names_others(self) -> bool:
        """Tell whether a finding names another economy than its own, for the compiler only."""
        return any(names_others(finding) for finding in self._findings)

    @property
    def errors(self) -> tuple[RuleFinding, ...]:
        """The findings that must be corrected or withdrawn, fatal ones included."""
        return tuple(f for f in self._findings if f.errorlevel in ("fatal", "error"))

    @property
    def warnings(self) -> tuple[RuleFinding, ...]:
        """The findings that the focal point must answer: confirm, correct or withdraw."""
        return tuple(f for f in self._findings if f.errorlevel == "warning")

    @property
    def undecided(self) -> tuple[Outcome, ...]:
        """The rules for which nothing could be decided, with the inputs that they need.

        Rules of a later stage do not concern a focal point, and are left out for one.
        """
        later = ("stage",) if self.role != COMPILER else None
        return tuple(
            o for o in self.outcomes if o.outcome == "not-decidable" and o.lacking != later
        )

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The changes that would settle findings, the most effective first; none is applied."""
        return tuple(group.cause for group in self.groups() if group.cause is not None)

    def groups(self, *, other_findings: Sequence[Finding] = ()) -> list[FindingGroup]:
        """Return the findings by their cause: each cause with the findings that it would settle.

        Parameters
        ----------
        other_findings : sequence of Finding
            Findings outside the validated values, such as in the tariffs of a questionnaire.

        Returns
        -------
        list of FindingGroup
            A group for each cause, then a group for each finding without a cause.
        """
        return group_findings(report_html.join_findings(self, other_findings))

    def records(
        self, language: str | None = None, *, other_findings: Sequence[Finding] = ()
    ) -> list[dict[str, Any]]:
        """Return plain records, a dictionary for each finding.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        other_findings : sequence of Finding
            Findings outside the validated values, such as in the tariffs of a questionnaire.

        Returns
        -------
        list of dict
            The columns of :meth:`to_frame`.
        """
        return report_html.records(report_html.join_findings(self, other_findings), language)

    def to_frame(
        self, language: str | None = None, *, other_findings: Sequence[Finding] = ()
    ) -> pd.DataFrame:
        """Return the findings as a data frame, a row each.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        other_findings : sequence of Finding
            Findings outside the validated values, such as in the tariffs of a questionnaire.

        Returns
        -------
        pandas.DataFrame
            ``rule``, ``errorlevel`` (fatal, error, warning, information), ``level`` (0 to 5),
            ``economy``, ``indicator``, ``breakdown``, ``year``, ``address``, ``value``
            (:class:`decimal.Decimal` or ``None``), ``message``, ``remedy``,
            ``suspected_factor``, ``imbalance``, ``consequence`` (points of the index).
        """
        rows = self.records(language, other_findings=other_findings)
        return write_frame(Table.of(FINDINGS, rows))

    def to_json(
        self, language: str | None = None, *, other_findings: Sequence[Finding] = ()
    ) -> str:
        """Return findings, outcomes and the digest of the rules as JSON.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        other_findings : sequence of Finding
            Findings outside the validated values, such as in the tariffs of a questionnaire.

        Returns
        -------
        str
            JSON; values as text, so that no digit is lost.
        """
        whole = {SCHEMA_KEY: identify(self._json_name)} | self._record(language, other_findings)
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def _record(self, language: str | None, other_findings: Sequence[Finding]) -> dict[str, Any]:
        listed = report_html.join_findings(self, other_findings)
        overview = count_questions(group_findings(listed))
        changed = count_changed(self.observations.facts.corrections)
        return {
            "year": self.year,
            "stage": self.stage,
            "role": self.role,
            "rules": self.rules_digest,
            "fitted": {"id": self.fitted, "digest": self.fitted_digest},
            "overview": list(overview.table().records()),
            **({"corrections": changed} if changed else {}),
            "findings": list_findings(listed, language),
            "causes": report_html.cause_records(
                report_html.join_findings(self, other_findings), language
            ),
            "outcomes": [
                asdict(outcome) | {"lacking": [*outcome.lacking]} for outcome in self.outcomes
            ],
        }

    def to_text(
        self,
        language: str | None = None,
        *,
        undecided: bool = True,
        other_findings: Sequence[Finding] = (),
    ) -> str:
        """Return the findings for a terminal.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.
        undecided : bool
            Whether to list the rules that could not be decided, with the inputs that they need;
            otherwise they are counted.
        other_findings : sequence of Finding
            Findings outside the validated values, such as in the tariffs of a questionnaire.

        Returns
        -------
        str
            Plain text.
        """
        chosen = i18n.current_language(language)
        return i18n.write(report_html.blocks(self, other_findings, chosen, undecided), chosen)

    def to_html(self, language: str | None = None) -> str:
        return str(report_html.html(self, i18n.current_language(language)))

    def _blocks(self, language: str) -> list[Block]:
        return report_html.blocks(self, (), language, True)

    def _to_dict(self) -> dict[str, Any]:
        return self._record(None, ())


def list_findings(findings: Iterable[Finding], language: str | None) -> list[dict[str, Any]]:
    """Return findings as plain records for JSON, with their values as text."""
    return write_records(Table.of(FINDINGS, report_html.records(findings, language)))


def combine_judgements(judgements: Sequence[Judgement]) -> Judgement:
    """Return the judgements of several tables of one file as a single judgement."""
    first, *rest = judgements
    findings, outcomes, start = list(first), first.outcomes, len(first.observations)
    for other in rest:
        outcomes = tuple(map(_decide_outcome, outcomes, other.outcomes))
        # Rows of the other tables are numbered as if they were below the first table.
        findings += move_rows(other, start)
    terms = Terms(first.year, first.stage, first.rules_digest, role=first.role)
    return Judgement(first.observations, findings, outcomes, terms) if rest else first


def _decide_outcome(earlier: Outcome, later: Outcome) -> Outcome:
    """Return the outcome of a rule in two tables: the decided one, else the nearer reason."""
    if later.outcome != "not-decidable":
        return later
    # A table that is itself validated is not missing.
    is_there = _OTHER_TABLE in earlier.lacking and _OTHER_TABLE not in later.lacking
    return later if earlier.outcome == "not-decidable" and is_there else earlier


def move_rows(findings: Iterable[RuleFinding], start: int) -> list[RuleFinding]:
    """Return findings and their causes with rows numbered from a later row."""
    causes: dict[int, Cause] = {}
    moved = []
    for finding in findings:
        cause = finding.cause
        if cause is not None:
            cause = causes.setdefault(id(cause), cause.move_rows(start))
        row = None if finding.row is None else finding.row + start
        compared = tuple(cell.move_rows(start) for cell in finding.compared)
        moved.append(replace(finding, row=row, cause=cause, compared=compared))
    return moved
