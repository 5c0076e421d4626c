"""What single cells hold: formulas and errors told apart, labels of lists made codes again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ictindex.findings import Finding
from ictindex.observations.cells import Fault, text_of, visible
from ictindex.questionnaires.cells import Failure, Formula
from ictindex.questionnaires.labels import UNLIMITED
from ictindex.questionnaires.plan import Column

_IN_WORKBOOK = {
    "number.decimal-comma": "questionnaire.decimal-comma",
    "number.thousands": "questionnaire.thousands",
    "number.not-a-number": "questionnaire.not-a-number",
}
Codes = Mapping[str, Mapping[str, str]]


def fault_of(raw: object) -> Fault | None:
    """Return what is wrong with a cell that holds no value at all.

    Examples
    --------
    >>> fault_of(Formula("=1+1")).code, fault_of("=1+1")
    ('questionnaire.formula', None)
    """
    if isinstance(raw, Formula):
        return Fault("questionnaire.formula", {"value": visible(raw.text)[:80]})
    if isinstance(raw, Failure):
        return Fault("questionnaire.failure", {"value": visible(raw.text)[:20]})
    return None


def told(raw: object) -> str:
    """Return what a cell holds, as text.

    Examples
    --------
    >>> told(2.0), told(0.00001), told(None)
    ('2', '0.00001', '')
    """
    if isinstance(raw, (Formula, Failure)):
        return raw.text
    if isinstance(raw, float) and not raw.is_integer():
        return format(Decimal(repr(raw)), "f")
    return "" if raw is None else text_of(raw)


def coded(raw: object, codes: Mapping[str, str]) -> str:
    """Return the code of a label; what is no label of the list stays as it is, to be judged.

    Examples
    --------
    >>> coded("oui", {"oui": "yes"}), coded("peut-être", {"oui": "yes"})
    ('yes', 'peut-être')
    """
    text = str(raw)
    return codes.get(text, text)


def in_workbook(finding: Finding) -> Finding:
    """Return a finding with the remedy that helps in a spreadsheet: there a file has no dialect.

    Examples
    --------
    >>> in_workbook(Finding("number.decimal-comma")).code, in_workbook(Finding("other")).code
    ('questionnaire.decimal-comma', 'other')
    """
    return replace(finding, code=_IN_WORKBOOK.get(finding.code, finding.code))


def not_in_list(text: str, codes: Mapping[str, str]) -> Fault:
    """Return the fault of a text that is not in its list."""
    labels = [label for label, code in codes.items() if label != code]
    given: dict[str, object] = {
        "value": visible(text)[:80],
        "allowed": labels or list(dict.fromkeys(codes.values())),
    }
    return Fault("questionnaire.not-in-list", given)


def tariff_cell(
    page: str, column: Column, raw: object, codes: Codes
) -> tuple[object, Fault | None]:
    """Return a cell of a sheet of plans as the table of tariffs takes it, or what is wrong.

    Numbers are judged by the table itself.

    Parameters
    ----------
    page : str
        Id of the sheet.
    column : Column
        What the column holds.
    raw : object
        The cell.
    codes : mapping
        Codes by label, by the id of the list.

    Examples
    --------
    >>> tariff_cell("tariffs-mobile", Column(name="price", kind="number"), 5.50, {})
    (5.5, None)
    """
    fault = fault_of(raw)
    if fault is not None:
        return "", fault
    if column.kind == "date":
        return _date(raw)
    if column.kind in ("number", "volume"):
        return _number(raw, codes[UNLIMITED] if column.kind == "volume" else {})
    if column.kind in ("choice", "yes-no"):
        known = codes["yes-no" if column.kind == "yes-no" else f"choice/{column.name}/{page}"]
        if isinstance(raw, bool):
            raw = "yes" if raw else "no"
        text = coded(told(raw), known)
        if text in known.values():
            return text, None
        return "", not_in_list(text, known)
    return told(raw), None


def _date(raw: object) -> tuple[str, Fault | None]:
    if isinstance(raw, dt.date):
        return raw.isoformat()[:10], None
    text = told(raw)
    try:
        # Python reads more forms (2025W13, 20250331): only this one is written by everybody.
        if len(text) == 10:
            return dt.date.fromisoformat(text).isoformat(), None
    except ValueError:
        pass
    return "", Fault("questionnaire.no-date", {"value": visible(text)[:80]})


def _number(raw: object, words: Mapping[str, str]) -> tuple[object, Fault | None]:
    if isinstance(raw, str):
        return words.get(raw, raw), None
    if isinstance(raw, dt.date):
        return "", Fault("questionnaire.date", {"value": raw.isoformat()})
    return raw, None
