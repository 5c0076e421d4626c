"""Values of single cells: formulas and errors, and codes from the labels of lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ictindex import i18n
from ictindex.data.cell_text import Fault, text_of, visible
from ictindex.findings import Finding
from ictindex.questionnaires.labels import UNLIMITED
from ictindex.questionnaires.sheet_plan import Column
from ictindex.questionnaires.workbook_cells import Failure, Formula

Codes = Mapping[str, Mapping[str, str]]


class _Wording(NamedTuple):
    """Words of a finding in a workbook: its code there, heads of columns and list."""

    code: str
    heading: str = ""
    other: str = ""
    choices: str = ""


# Data of a finding that are worded by its workbook.
IN_WORDS = frozenset({"column", "heading", "other", "allowed"})
# ``{column}`` is the one that the finding names, ``{page}`` its sheet.
_IN_WORKBOOK = {
    "number.decimal-comma": _Wording("questionnaire.decimal-comma"),
    "number.thousands": _Wording("questionnaire.thousands"),
    "number.not-a-number": _Wording("questionnaire.not-a-number"),
    "status.unknown": _Wording("questionnaire.not-in-list", choices="status"),
    "conf-status.unknown": _Wording("questionnaire.not-in-list", choices="conf_status"),
    "cell.required": _Wording("questionnaire.cell-required", "{column}"),
    "volume.not-a-number": _Wording("questionnaire.not-a-volume", choices=UNLIMITED),
    "tariff.tax-not-stated": _Wording(
        "questionnaire.tax-not-stated", "tax_included", choices="yes-no"
    ),
    "tariff.tax-rate-missing": _Wording("questionnaire.tax-rate-missing", "tax_rate"),
    "tariff.payment-missing": _Wording(
        "questionnaire.payment-missing", "payment", choices="choice/payment/{page}"
    ),
    "tariff.unit-missing": _Wording(
        "questionnaire.unit-missing", "{column}_unit", choices="choice/{column}_unit/{page}"
    ),
    "tariff.throttled-speed-missing": _Wording(
        "questionnaire.throttled-speed-missing", "throttled_speed_kbits"
    ),
    "tariff.throttle-point-missing": _Wording(
        "questionnaire.throttle-point-missing", "throttle_at", "daily_cap"
    ),
    "tariff.requires-on-plan": _Wording(
        "questionnaire.requires-on-plan", "kind", "requires", "choice/kind/{page}"
    ),
    "tariff.nothing-included": _Wording("questionnaire.nothing-included", choices=UNLIMITED),
}


def fault_of(raw: object) -> Fault | None:
    """Return what is wrong with a cell that holds no value at all."""
    if isinstance(raw, Formula):
        return Fault("questionnaire.formula", {"value": visible(raw.text)[:80]})
    if isinstance(raw, Failure):
        return Fault("questionnaire.failure", {"value": visible(raw.text)[:20]})
    return None


def cell_text(raw: object) -> str:
    """Return what a cell holds, as text."""
    if isinstance(raw, (Formula, Failure)):
        return raw.text
    if isinstance(raw, float) and not raw.is_integer():
        return format(Decimal(repr(raw)), "f")
    return "" if raw is None else text_of(raw)


def plain_cell(what: str, raw: object) -> tuple[object, Fault | None]:
    """Return the cell of a value, or of what is stated of it, as the table takes it."""
    fault = fault_of(raw)
    if fault is None and what == "value" and isinstance(raw, dt.date):
        fault = Fault("questionnaire.date", {"value": raw.isoformat()})
    if fault is not None:
        return "", fault
    if what == "value":
        return "" if raw is None else raw, None
    return cell_text(raw), None


def code_of_label(raw: object, codes: Mapping[str, str]) -> str:
    """Return the code of a label; what is no label of the list stays as it is, to be judged."""
    text = str(raw)
    return codes.get(text, text)


def describe_in_workbook(finding: Finding, page: str, language: str, codes: Codes) -> Finding:
    """Return a finding in the words of its workbook, with the remedy that helps there."""
    # A spreadsheet knows no dialect, constant or option; its columns and lists have names in its
    # own language.
    given = dict(finding.given)
    column = str(given.get("column", ""))
    if column:
        given["column"] = column_heading(column, language)
    known = _IN_WORKBOOK.get(finding.code)
    if known is None:
        return replace(finding, given=given)
    for key, name in (("heading", known.heading), ("other", known.other)):
        if name:
            given[key] = column_heading(name.format(column=column), language)
    if known.choices:
        given["allowed"] = list_labels(codes[known.choices.format(column=column, page=page)])
    return replace(finding, code=known.code, given=given)


def column_heading(column: str, language: str) -> str:
    """Return the head of a column of plans; what is no such column stays as it is."""
    section = f"questionnaire/tariffs/{column}"
    return i18n.text(section, "name", language) if i18n.has_label(section, "name") else column


def list_labels(codes: Mapping[str, str]) -> list[str]:
    """Return what a list offers: its labels, which stand before the codes themselves."""
    return list(codes)[: len(set(codes.values()))]


def not_in_list(text: str, codes: Mapping[str, str]) -> Fault:
    """Return the fault of a text that is not in its list."""
    given: dict[str, object] = {"value": visible(text)[:80], "allowed": list_labels(codes)}
    return Fault("questionnaire.not-in-list", given)


def read_tariff_cell(
    page: str, column: Column, raw: object, codes: Codes
) -> tuple[object, Fault | None]:
    """Return a cell of a sheet of plans as the table of tariffs takes it, or what is wrong."""
    # Numbers are judged by the table itself.
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
        text = code_of_label(cell_text(raw), known)
        if text in known.values():
            return text, None
        return "", not_in_list(text, known)
    return cell_text(raw), None


def _date(raw: object) -> tuple[str, Fault | None]:
    if isinstance(raw, dt.date):
        return raw.isoformat()[:10], None
    text = cell_text(raw)
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
