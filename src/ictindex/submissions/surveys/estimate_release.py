"""The release of the estimates of a survey: what may be published, after an attack on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import doors, require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.records_writer import write_records
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.observation_reader import read_observations
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.document import Block, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.surveys.comparability import NOT_COMPARABLE
from ictindex.submissions.surveys.disclosure_gate import (
    TOTAL,
    Counts,
    Domain,
    Parents,
    ReleaseRules,
    Subject,
    Table,
    Verdict,
    find_domain,
    judge_release,
)
from ictindex.submissions.surveys.merge_proposals import propose_merges
from ictindex.submissions.surveys.record_codes import list_parts
from ictindex.submissions.surveys.survey_estimates import (
    ESTIMATES,
    SurveyEstimate,
    SurveyEstimates,
    list_observations,
)
from ictindex.submissions.surveys.survey_mapping import SurveyMapping

if TYPE_CHECKING:
    from ictindex.data.observations import Observations

_WITHHELD, _UNRELIABLE, _DIFFERS, _NORMAL, _MISSING, _FREE = "Q", "U", "D", "A", "O", "F"

RELEASED = ESTIMATES.join(
    "released-estimates",
    Column("status", "status", about="Q: hidden; U: low reliability; O: no record"),
    Column("conf_status", "conf-status", about="A: few records; D: would reveal another value"),
).rewrite(sample_size={"gaps": True}, cases={"gaps": True})

# What is hidden with an estimate: its error and its interval narrow it down.
_HIDDEN: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(
        (
            "value",
            "standard_error",
            "lower_bound",
            "upper_bound",
            "confidence_level",
            "degrees_of_freedom",
            "cases",
            "design_effect",
        )
    )
    | {"interval": "", "error_method": ""}
)


PARENTS = define(
    "released-parents",
    Column("breakdown", "code", about="the breakdown", page=False),
    Column("code", "code", about="a category that is a sum of others", page=False),
    Column("parts", "codes", about="those others", page=False),
    key=("breakdown", "code"),
)


@doors
@dataclass(frozen=True, eq=False, repr=False)
class SurveyRelease(TabularResult):
    """The estimates of a survey that may be published. Made by :func:`ictindex.surveys.release`.

    Parameters
    ----------
    mapping : SurveyMapping
        The mapping by which they were made.
    rows : tuple of mapping
        The estimates; what is hidden has no figures. None, if the release is refused.
    by : tuple of str
        The breakdowns.
    rules : ReleaseRules
        The thresholds.
    findings : Findings
        What is hidden; as errors, what prevents the release.
    """

    mapping: SurveyMapping
    rows: tuple[Mapping[str, Any], ...]
    by: tuple[str, ...]
    rules: ReleaseRules
    findings: Findings
    _estimates: tuple[SurveyEstimate, ...]

    _parts = (Part("estimates", RELEASED, "rows"),)
    _json_name = "survey-release"

    @property
    def is_refused(self) -> bool:
        """True if nothing may be published."""
        return bool(self.findings.errors)

    def _facts(self) -> Mapping[str, object]:
        facts: dict[str, object] = {f"by_{name}": name in self.by for name in BREAKDOWNS}
        return facts | {"by_domain": any(name not in BREAKDOWNS for name in self.by)}

    def to_observations(self, *, language: str | None = None) -> Observations:
        """Return what may be published as observations; hidden values have the status ``Q``.

        Parameters
        ----------
        language : str, optional
            Language of the note; by default the one in force.

        Returns
        -------
        Observations
            Values in percent with their precision, and hidden ones with the reason code.

        Raises
        ------
        RefusedObservationsError
            If the release is refused.
        """
        if self.is_refused:
            faults = self.findings.errors
            raise RefusedObservationsError(
                "survey.release-refused", faults=faults, file=self.mapping.id
            )
        released = {_find_key(row): row for row in self.rows}
        rows = list_observations(self.mapping, self._estimates, language)
        if not rows:
            raise UsageError("survey.no-observations", file=self.mapping.id)
        for row in rows:
            own = released[_find_key({"item": "", "domain": TOTAL, **row})]
            row |= {name: own[name] for name in ("status", "conf_status")}
            if own["status"] == _WITHHELD:
                row |= {name: own[name] for name in (*_HIDDEN, "sample_size") if name in row}
        return read_observations(rows, name=self.mapping.id)

    def _to_dict(self) -> dict[str, Any]:
        return {
            "mapping": self.mapping.id,
            "by": list(self.by),
            "parents": [
                {"breakdown": name, "code": code, "parts": list(parts)}
                for name, own in self.mapping.parents.items()
                if name in self.by
                for code, parts in own.items()
            ],
            "refused": self.is_refused,
            "least_records": self.rules.records,
            "least_cases": self.rules.cases,
            "protection": self.rules.protection,
            "largest_variation": self.rules.variation,
            "rows": write_records(self._table()),
            "findings": self.findings.records(),
        }

    def _blocks(self, language: str) -> list[Block]:
        rules = self.rules
        blocks: list[Block] = [
            Heading(self.mapping.title, 1),
            Sentence("survey-release/records", count=rules.records, total=rules.cases),
            Sentence("survey-release/protection", count=rules.protection),
            Sentence("survey-release/variation", most=rules.variation),
        ]
        if self.is_refused:
            blocks.append(Sentence("survey-release/refused").as_note())
        else:
            blocks.append(Sentence("survey-release/tested").as_note())
            if self.mapping.design is None and self.mapping.replicates is None:
                blocks.append(Sentence("survey/no-errors").as_note())
            blocks.append(write_grid(self._table(), language))
        return [*blocks, *self.findings.blocks(language)]


def release(
    estimates: SurveyEstimates,
    *,
    records: int = 10,
    cases: int = 3,
    protection: int = 3,
    variation: int = 30,
    earlier: Sequence[Any] = (),
    secondary: bool = True,
    seconds: float = 30.0,
) -> SurveyRelease:
    r"""Hide estimates of few records, and attack what would then be published.

    An attacker who knows all published counts :math:`x`, all sums of them and what was released
    before computes for each hidden count :math:`a_p` the lowest and the highest that fit. The
    release is refused unless

    .. math:: \min x_p \le \max(a_p - d, 0) \quad\text{and}\quad \max x_p \ge a_p + d

    for each with the protection *d*. Whoever has a share and its base has the count, and is taken
    to have it without weights.

    Parameters
    ----------
    estimates : SurveyEstimates
        All estimates that are to be published together.
    records : int
        Fewest records of a base, without weights.
    cases : int
        Fewest records in the numerator, and outside it.
    protection : int
        Records to either side that have to stay possible for a hidden count; at least 1.
    variation : int
        Coefficient of variation, in percent, above which an estimate is marked as of low
        reliability.
    earlier : sequence of SurveyRelease or path
        What was released before from the same survey: results of this function, or files with
        their JSON.
    secondary : bool
        Whether further estimates are hidden so that the small ones do not follow from them.
    seconds : float
        Limit of time for choosing these. If none is found in it, the release is refused. As long
        again at most for proposals of what to merge.

    Returns
    -------
    SurveyRelease
        What may be published, with ``findings``: if one is an error, nothing may, and it names
        which categories to merge. Each proposal went through the same gate, and passed.

    Raises
    ------
    UsageError
        If a threshold is not a positive number, or an earlier release is of another survey or has
        other categories of the same breakdown.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> records = pd.DataFrame({"w": [1.0] * 40, "net": [1] * 25 + [2] * 15})
    >>> mapping = {
    ...     "schema": 1, "kind": "survey-mapping", "id": "example", "title": "Example",
    ...     "economy": "BRA", "year": 2024, "source": "Invented", "records": "households",
    ...     "population": {"coverage": "national"},
    ...     "weight": {"variable": "w", "unit": "household"},
    ...     "indicators": [{
    ...         "indicator": "households-internet", "reference_period": "now",
    ...         "answers": [{"variable": "net", "yes": [1], "no": [2]}],
    ...     }],
    ... }
    >>> estimates = ict.surveys.estimate(ict.surveys.read_survey(records, mapping))
    >>> ict.surveys.release(estimates).is_refused
    False
    >>> [row["status"] for row in ict.surveys.release(estimates, records=50).rows]
    ['Q']
    """
    thresholds = {
        "records": records,
        "cases": cases,
        "protection": protection,
        "variation": variation,
    }
    rules = ReleaseRules(*(require_whole(n, name, 1) for name, n in thresholds.items()))
    mapping = estimates.mapping
    table = _count(_list_rows(estimates), estimates.by)
    parents: dict[str, dict[str, Sequence[str]]] = {}
    _join_parents(parents, mapping.parents, mapping.id, mapping)
    before = [_read_earlier(each, mapping, table, parents) for each in earlier]

    def judge(counts: Table, sums: Parents, limit: float) -> Verdict:
        return judge_release(
            counts, before, rules, parents=sums, secondary=secondary, seconds=limit
        )

    verdict = judge(table, parents, seconds)
    rows = _list_released(estimates, verdict, rules)
    orders = {name: list_parts(mapping, name) for name in estimates.by}
    merges = propose_merges(
        table,
        verdict.exposed,
        rules,
        judge,
        orders=orders,
        parents=parents,
        earlier=_list_codes({key: counts for each in before for key, counts in each.items()}),
        seconds=seconds,
    )
    findings = Findings(_list_findings(mapping, verdict, merges, rules, rows))
    published = () if findings.errors else tuple(map(MappingProxyType, rows))
    return SurveyRelease(mapping, published, estimates.by, rules, findings, estimates.estimates)


def _list_rows(estimates: SurveyEstimates) -> list[dict[str, Any]]:
    return [each._asdict() for each in estimates.estimates]


def _find_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what names an estimate: all columns of the key."""
    return tuple(row[name] for name in RELEASED.key)


def _count(
    rows: Sequence[Mapping[str, Any]], by: Sequence[str]
) -> dict[tuple[Subject, Domain], Counts]:
    """Return the numbers of records of estimates, by indicator and domain."""
    return {
        ((row["indicator"], row["item"]), find_domain(row, by)): Counts(
            row["sample_size"], row["cases"]
        )
        for row in rows
    }


def _join_parents(
    parents: dict[str, dict[str, Sequence[str]]],
    others: Parents,
    file: str,
    mapping: SurveyMapping,
) -> None:
    """Add the declared sums of a release to those of the others; refuse other parts of one."""
    for breakdown, own in others.items():
        for code, parts in own.items():
            listed = parents.setdefault(breakdown, {}).setdefault(code, parts)
            if {*listed} != {*parts}:
                raise UsageError(
                    "survey.release-other-categories",
                    file=file,
                    document=mapping.id,
                    breakdown=breakdown,
                    values=(code,),
                )


def _read_earlier(
    earlier: Any,
    mapping: SurveyMapping,
    today: Mapping[tuple[Subject, Domain], Counts],
    parents: dict[str, dict[str, Sequence[str]]],
) -> dict[tuple[Subject, Domain], Counts]:
    """Return the counts of an earlier release of the same economy, year and categories."""
    if isinstance(earlier, SurveyRelease):
        name, rows, by = earlier.mapping.id, earlier.rows, earlier.by
        table, sums = _count(rows, by), earlier.mapping.parents
    else:
        name = str(earlier)
        try:
            record = json.loads(Path(earlier).read_text(encoding="utf-8"))
            rows, by = tuple(record["rows"]), tuple(record["by"])
            table, sums = _count(rows, by), dict[str, dict[str, tuple[str, ...]]]()
            for entry in record.get("parents", ()):
                sums.setdefault(entry["breakdown"], {})[entry["code"]] = tuple(entry["parts"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError("survey.release-unreadable", file=name) from error
    if any((row["economy"], row["year"]) != (mapping.economy, mapping.year) for row in rows):
        raise UsageError("survey.release-other-survey", file=name, document=mapping.id)
    _join_parents(parents, sums, name, mapping)
    own, before = _list_codes(today), _list_codes(table)
    for breakdown in sorted(own.keys() & before.keys()):
        # Ages 15-24 before and 15-29 now give those of 25-29, which no sum of the gate has.
        sums_of = parents.get(breakdown, {})
        newer = _leave_sums(own[breakdown] - before[breakdown], before[breakdown], sums_of)
        older = _leave_sums(before[breakdown] - own[breakdown], own[breakdown], sums_of)
        if newer and older:
            raise UsageError(
                "survey.release-other-categories",
                file=name,
                document=mapping.id,
                breakdown=breakdown,
                values=tuple(sorted(older)),
            )
    return table


def _leave_sums(codes: set[str], parts: set[str], parents: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the categories that are no declared sum of others."""
    return {code for code in codes if not {*parents.get(code, (code,))} <= parts}


def _list_codes(table: Mapping[tuple[Subject, Domain], Counts]) -> dict[str, set[str]]:
    """Return the categories of each breakdown."""
    codes: dict[str, set[str]] = {}
    for _, domain in table:
        for name, code in domain:
            codes.setdefault(name, set()).add(code)
    return codes


def _list_released(
    estimates: SurveyEstimates, verdict: Verdict, rules: ReleaseRules
) -> list[dict[str, Any]]:
    """Return the estimates with their status, and without what is hidden."""
    rows = []
    for each, row in zip(estimates.estimates, _list_rows(estimates), strict=True):
        key = ((each.indicator, each.item), find_domain(row, estimates.by))
        reason = verdict.hidden.get(key)
        row |= {"status": _find_status(each, rules), "conf_status": reason or _FREE}
        if reason:
            row |= {**_HIDDEN, "status": _WITHHELD}
        if key in verdict.hidden_bases:
            row["sample_size"] = None
        rows.append(row)
    return rows


def _find_status(each: SurveyEstimate, rules: ReleaseRules) -> str:
    error, value = each.standard_error, each.value
    if value is None:
        return _MISSING  # no record is in the base
    if error is not None and value and 100 * error / value > rules.variation:
        return _UNRELIABLE
    return _DIFFERS if each.comparability == NOT_COMPARABLE else _NORMAL


def _list_findings(
    mapping: SurveyMapping,
    verdict: Verdict,
    merges: tuple[str, ...],
    rules: ReleaseRules,
    rows: Sequence[Mapping[str, Any]],
) -> list[Finding]:
    """Return what is hidden, or what prevents the release, without stating a count."""
    findings = []
    for subject, domain in verdict.exposed:
        code = "survey.release-exposed" if merges else "survey.release-exposed-whole"
        parts = tuple(f"{name}={part}" for name, part in sorted(domain)) or (TOTAL,)
        details = {"indicator": subject[0], "cells": parts, "document": mapping.id}
        details |= {"allowed": merges} if merges else {}
        findings.append(
            Finding(code, "error", mapping.economy, subject[0], mapping.year, details=details)
        )
    if findings:
        return findings
    reasons = [row["conf_status"] for row in rows if row["status"] == _WITHHELD]
    if reasons:
        counts = {"count": str(reasons.count("A")), "number": str(reasons.count("D"))}
        findings.append(Finding("survey.release-hidden", "information", details=counts))
    weak = sum(row["status"] == _UNRELIABLE for row in rows)
    if weak:
        details = {"count": str(weak), "limit": str(rules.variation)}
        findings.append(Finding("survey.release-unreliable", "warning", details=details))
    return findings
