"""Acceptance: a table whose findings are all corrected, withdrawn or answered gets a receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from ictindex.core import arguments, canonical
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.observations import Observations
from ictindex.data.rates import derive
from ictindex.data.tables.corrections import correction_records
from ictindex.data.tables.submission_facts import SubmissionFacts
from ictindex.definitions.catalogue import free_marks
from ictindex.submissions.validation.receipts import FORMAT, ROLES, Receipt
from ictindex.submissions.validation.report import Judgement, RuleFinding
from ictindex.submissions.validation.responses import Answers, answers_of, key_of
from ictindex.submissions.validation.rules import SCHEME
from ictindex.submissions.validation.subject import Judged, confidential_in, kind_of
from ictindex.submissions.validation.table_digests import (
    files_of,
    leave_out_rows,
    row_keys,
    table_digest,
)

_LONGEST = 200  # characters of the name of a printed source


def check_transcribed(transcribed: str) -> None:
    """Refuse the name of a printed source with more than one line: editions keep it for ever."""
    fits = transcribed.isprintable() and transcribed == transcribed.strip()
    if not fits or len(transcribed) > _LONGEST:
        raise UsageError(
            "receipt.transcribed-unfit", transcribed=visible(transcribed[:80]), most=str(_LONGEST)
        )


def accept(
    observations: Judged,
    findings: Judgement,
    answers: Any = (),
    *,
    role: Literal["focal-point", "compiler"] = "focal-point",
    transcribed: str = "",
    submitted: dt.date | str | None = None,
) -> Receipt:
    """Make the receipt of a table whose findings are all corrected, withdrawn or answered.

    Parameters
    ----------
    observations : Observations, Prices, Economics or Tariffs
        The table, exactly as it was validated.
    findings : Judgement
        The result of :func:`ictindex.validate` for the table. A file that was changed after its
        answers is validated again; the receipt is for the changed file.
    answers : Answers, Submission, list of Answer or path
        Answers to the findings. Warnings need one; errors cannot be confirmed, except those that
        are errors only until they are confirmed. An answer ``withdraw`` without a rule takes a
        cell back, with or without a finding.
    role : str
        ``"focal-point"`` or ``"compiler"``: a role, never a person.
    transcribed : str
        Name of the printed annex, for a compiler who transcribes one. Findings of rules are then
        accepted as printed, and the receipt states this.
    submitted : datetime.date or str, optional
        When the table was submitted (ISO 8601).

    Returns
    -------
    Receipt
        Bound to the bytes of the files, the table, the rules, the findings and the answers.

    Raises
    ------
    RefusedObservationsError
        If a finding is open, or a cell has an error; the error names each of them.
    UsageError
        If the judgement is of another table, or of years of which it has no row, or was made for
        the compiler while a focal point accepts it; if the arguments do not fit together; or if a
        count is withdrawn while a rate derived from it would remain.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> judgement = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    >>> ict.accept(
    ...     table, judgement, role="compiler", transcribed="ITU, IDI 2024, Annex 2"
    ... ).economies[:2]
    ('AFG', 'AZE')
    >>> prices = ict.read_prices(ict.sample_data("ipb-prices-2025.csv"))
    >>> judgement = ict.validate(prices, ict.methodology("ipb", edition=2025))
    >>> ict.accept(
    ...     prices, judgement, role="compiler", transcribed="ITU price-basket workbook, 2025"
    ... ).kind
    'prices'
    """
    fits = isinstance(observations, Judged)
    arguments.require(fits, "observations", "judged-table", observations)
    arguments.require(isinstance(findings, Judgement), "findings", "judgement", findings)
    arguments.require(isinstance(transcribed, str), "transcribed", "text", transcribed)
    _check_role(observations, findings, role, transcribed)
    date = date_of(submitted, "submitted")
    digest = table_digest(observations)
    _check_same_table(observations, findings, digest)
    replies = answers_of(answers)
    withdrawn, printed = _settle(observations, findings, replies, accepts_printed=bool(transcribed))
    recorded, replied = [_record_of(finding) for finding in findings], _replies(replies, findings)
    fitted = {"id": findings.fitted, "sha256": findings.fitted_digest}
    facts = observations.facts
    record = {
        "format": FORMAT,
        "role": role,
        "transcribed": transcribed,
        "stage": findings.stage,
        "year": findings.year,
        "years": list(findings.years),
        "submitted": date,
        "economies": sorted(set(observations.cells["economy"])),
        "files": [
            {"name": name, "sha256": sha256}
            for name, sha256 in sorted(observations.sources.items())
        ],
        **_table_of(observations, digest),
        "rows": len(observations),
        "rules": findings.rules_digest,
        "rules_scheme": SCHEME,
        **({"fitted": fitted} if findings.fitted else {}),
        "findings": recorded,
        "findings_digest": canonical.digest("findings", canonical.text(recorded)),
        "answers": replied,
        "answers_digest": canonical.digest("answers", canonical.text(replied)),
        "withdrawn": sorted(map(list, withdrawn)),
        "as_printed": printed,
        **({"corrections": correction_records(facts.corrections)} if facts.corrections else {}),
        **_office_of(facts),
    }
    return Receipt(record, observations)


def unite_receipts(parts: Sequence[Receipt], table: Observations) -> Receipt:
    """Return the receipt of the table that several receipts of a State were joined to."""
    records = [part.record for part in parts]
    rules = {(record["rules"], canonical.text(record.get("fitted", {}))) for record in records}
    if len(rules) > 1:
        raise UsageError("receipt.parts-rules", receipts=[part.digest[:12] for part in parts])
    findings = [entry for record in records for entry in record["findings"]]
    answers = [entry for record in records for entry in record["answers"]]
    days = [part.submitted for part in parts if part.submitted is not None]
    changed = [entry for record in records for entry in record.get("corrections", ())]
    record = {
        **records[-1],
        "year": max(part.year for part in parts),
        "years": sorted({year for part in parts for year in part.years}),
        "submitted": max(days, default=None),
        "economies": sorted(set(table.cells["economy"])),
        "files": [
            {"name": name, "sha256": sha256} for name, sha256 in sorted(files_of(table).items())
        ],
        **_table_of(table, table_digest(table)),
        "rows": len(table),
        "findings": findings,
        "findings_digest": canonical.digest("findings", canonical.text(findings)),
        "answers": answers,
        "answers_digest": canonical.digest("answers", canonical.text(answers)),
        # What was withdrawn is not in the table any more.
        "withdrawn": [],
        "as_printed": sum(entry["as_printed"] for entry in records),
        **({"corrections": changed} if changed else {}),
        "parts": [part.digest for part in parts],
    }
    whole = {name: part for name, part in record.items() if name not in ("office", "sheets")}
    return Receipt(whole, table)


def _check_role(table: Judged, findings: Judgement, role: str, transcribed: str) -> None:
    """Refuse a role that does not fit the printed source or the judgement."""
    if role not in ROLES:
        raise UsageError("receipt.role-unknown", role=str(role)[:40], allowed=ROLES)
    check_transcribed(transcribed)
    if transcribed and role != "compiler":
        raise UsageError("receipt.transcribed-by-compiler")
    one_economy = len(set(table.cells["economy"])) == 1
    if role == ROLES[0] and findings.role != role and one_economy:
        raise UsageError("receipt.compilers-view")


def _check_same_table(table: Judged, findings: Judgement, digest: str) -> None:
    """Refuse a judgement of another table, or of years of which the table has no value."""
    same = findings.observations is table or (
        table_digest(findings.observations) == digest
        and dict(findings.observations.sources) == dict(table.sources)
    )
    if not same:
        raise UsageError("receipt.other-table")
    if isinstance(table, Observations) and len(table):
        _check_years(table, findings)
    for name, sha256 in table.sources.items():
        if not sha256:
            raise UsageError("receipt.ambiguous-file", file=visible(name))


def _settle(
    table: Judged, findings: Judgement, replies: Answers, *, accepts_printed: bool
) -> tuple[set[tuple[str, ...]], int]:
    """Refuse open findings; return the withdrawn rows, and the number accepted as printed."""
    matched = replies.match(findings)
    keys = row_keys(table)
    withdrawn = {keys[row] for n in matched.withdrawn if (row := findings[n].row) is not None}
    withdrawn.update(keys[row] for row in matched.taken_back)
    gone = {n for n, key in enumerate(keys) if key in withdrawn}
    still = [finding for finding in matched.open if finding.row not in gone]
    printed = 0
    if accepts_printed:
        printed = sum(map(_is_accepted_as_printed, still))
        still = [finding for finding in still if not _is_accepted_as_printed(finding)]
    faults = [*still, *matched.faults.errors]
    if faults:
        raise RefusedObservationsError("receipt.open-findings", faults=faults)
    if gone and isinstance(table, Observations):
        _check_rates(table, gone, {key for key in keys if key not in withdrawn})
    left = leave_out_rows(table, withdrawn).findings.errors
    if left:
        raise RefusedObservationsError("compute.errors-in-cells", faults=left)
    return withdrawn, printed


def _check_years(observations: Observations, findings: Judgement) -> None:
    """Refuse a judgement of years of which the table has no value: it validated nothing."""
    there = sorted(set(observations.cells["year"]) - {0})
    if there and not set(there) & set(findings.years):
        raise UsageError(
            "receipt.other-years",
            judged=[str(year) for year in findings.years],
            years=[str(year) for year in there],
        )


def _check_rates(observations: Observations, gone: set[int], kept: set[tuple[str, ...]]) -> None:
    """Refuse to withdraw a count or a denominator while the rate derived from it remains."""
    derived = derive(observations)
    rates = row_keys(derived.observations) if derived.steps else []
    for step, rate in zip(derived.steps, rates, strict=True):
        source = next((o for o in step.operands if o.row in gone), None)
        if source is not None and rate in kept:
            raise UsageError(
                "receipt.count-withdrawn", indicator=source.indicator, rate=step.rule.rate
            )


def _table_of(table: Judged, digest: str) -> dict[str, object]:
    """Return the part of the record about the table itself."""
    closed = {"confidential": confidential_in(table)}
    if isinstance(table, Observations):
        marks = table.cells["conf_status"]
        free = sum(mark in free_marks(released=False) for mark in marks)
        embargoed = sum(mark in free_marks() for mark in marks) - free
        return {"observations": digest, **closed, "embargoed": embargoed}
    return {"kind": kind_of(table), "table": digest, **closed, "embargoed": 0}


def _is_accepted_as_printed(finding: RuleFinding) -> bool:
    """Tell whether a finding may be accepted as printed: one of a rule, not a fault of a cell."""
    return finding.errorlevel != "fatal" and finding.code.startswith("rule.")


def _office_of(facts: SubmissionFacts) -> dict[str, object]:
    """Return the office and its sheets; a receipt of a whole State has neither."""
    if not facts.office:
        return {}
    return {"office": canonical.nfc(facts.office), "sheets": [*facts.sheets]}


def _record_of(finding: RuleFinding) -> dict[str, object]:
    at = finding.address
    return {
        "code": finding.code,
        "errorlevel": finding.errorlevel,
        "key": list(key_of(finding.key)),
        "address": None
        if at is None
        else {"source": at.source, "line": at.line, "column": at.column, "cell": at.cell},
    }


def _replies(answers: Answers, findings: Judgement) -> list[dict[str, object]]:
    """Return the answers to findings, in the order of the findings; then cells taken back."""
    asked = dict.fromkeys(key_of(finding.key) for finding in findings)
    back = answers.match(findings).taken_back.values()
    asked |= dict.fromkeys(sorted(answer.key for answer in back))
    by_key = {answer.key: answer for answer in answers}
    return [
        {"key": list(key), "answer": by_key[key].answer, "reason": by_key[key].reason}
        for key in asked
        if key in by_key
    ]
