"""Values of single cells: formulas and errors, numbers written as text, codes from labels.

A text with only one reading as a number or a date is read, and a finding reports it; a text with
two readings is refused, and the finding names both. For a formula the result that the spreadsheet
stored is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple

from ictindex.data.cell_text import Fault, text_of, visible
from ictindex.data.io.observation_columns import PRECISION
from ictindex.data.tables.schema import OBSERVATIONS
from ictindex.data.text_readings import date_readings, number_readings
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.submissions.questionnaires.labels import UNLIMITED
from ictindex.submissions.questionnaires.sheet_plan import Column
from ictindex.submissions.questionnaires.workbook_cells import Failure, Formula

Codes = Mapping[str, Mapping[str, str]]
_SPACES = re.compile("[\u00a0\u2009\u202f]")


class _Wording(NamedTuple):
    """Words of a finding in a workbook: its code there, headings of columns and list."""

    code: str
    heading: str = ""
    other: str = ""
    choices: str = ""


# Data of a finding that are worded by its workbook.
IN_WORDS = frozenset({"column", "heading", "other", "allowed", "hint", "name"})
_NEAR, _LEAST, _STEM, _MOST_NEAR, _MOST_LISTED = 0.75, 3, 5, 3, 8
# ``{column}`` is the column that the finding names, ``{page}`` its sheet.
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
    """Return the fault of a cell that contains no value at all."""
    if isinstance(raw, Formula):
        details: dict[str, object] = {"value": visible(raw.text)[:80]}
        if raw.link:
            return Fault("questionnaire.link", {**details, "link": raw.link})
        return Fault("questionnaire.formula", details)
    if isinstance(raw, Failure):
        return Fault("questionnaire.failure", {"value": visible(raw.text)[:20]})
    return None


def result_of(raw: object) -> tuple[object, Fault | None]:
    """Return what a cell shows: for a formula its result, with a warning about the formula."""
    if not isinstance(raw, Formula):
        return raw, None
    if raw.result is None or isinstance(raw.result, (Failure, Formula)):
        return raw, fault_of(raw)
    shown: object = visible(cell_text(raw.result))[:80]
    if isinstance(raw.result, (int, float)) and not isinstance(raw.result, bool):
        shown = Decimal(repr(raw.result))
    details = {"value": visible(raw.text)[:80], "result": shown, "link": raw.link}
    code = "questionnaire.link-read" if raw.link else "questionnaire.formula-read"
    return raw.result, Fault(code, details, "warning")


def free_text(raw: object) -> tuple[object, Fault | None]:
    """Return a note or a source; a formula is kept as the text of its result or as its own."""
    if not isinstance(raw, (Formula, Failure)):
        return raw, None
    held = raw.result if isinstance(raw, Formula) else None
    text = cell_text(raw if held is None or isinstance(held, (Formula, Failure)) else held)
    details: dict[str, object] = {"value": visible(raw.text)[:80], "result": visible(text)[:80]}
    return text, Fault("questionnaire.formula-text", details, "information")


def cell_text(raw: object) -> str:
    """Return the content of a cell as text."""
    if isinstance(raw, (Formula, Failure)):
        return raw.text
    if isinstance(raw, float) and not raw.is_integer():
        return format(Decimal(repr(raw)), "f")
    return "" if raw is None else text_of(raw)


def plain_cell(what: str, raw: object) -> tuple[object, Fault | None]:
    """Return a cell with a statement about a value, in the form that the table accepts."""
    if what in ("source", "note"):
        text, fault = free_text(raw)
        return cell_text(text), fault
    shown, fault = result_of(raw)
    if fault is not None and fault.level == "error":
        return "", fault
    wrong = fault_of(shown)
    return ("", wrong) if wrong is not None else (cell_text(shown), fault)


def read_value(indicator: str, raw: object) -> tuple[object, Fault | None]:
    """Return the value of a row in the form that the table accepts, and what to report of it."""
    definition = catalogue.indicators()[indicator]

    def fits(number: Decimal) -> bool:
        return definition.admits(number) and (definition.unit != "count" or number == int(number))

    return _read_figure(raw, fits)


def read_precision(name: str, raw: object) -> tuple[object, Fault | None]:
    """Return a figure about the precision of a value as the table accepts it, or its fault."""
    column = OBSERVATIONS.columns[name]

    def fits(number: Decimal) -> bool:
        return column.admits(number) and (name != "sample_size" or number == int(number))

    return _read_figure(raw, fits)


def _read_figure(raw: object, fits: Callable[[Decimal], bool]) -> tuple[object, Fault | None]:
    """Return the figure of a cell; of the readings of a text those that fit the cell."""
    shown, notice = result_of(raw)
    if notice is not None and not isinstance(shown, (int, float)):
        return "", fault_of(raw)
    fault = fault_of(shown)
    if fault is None and isinstance(shown, dt.date):
        fault = Fault("questionnaire.date", {"value": shown.isoformat()})
    if fault is not None:
        return "", fault
    if isinstance(shown, str):
        return _number_in_text(shown, [number for number in number_readings(shown) if fits(number)])
    return "" if shown is None else shown, notice


def _number_in_text(text: str, possible: list[Decimal]) -> tuple[object, Fault | None]:
    """Return the only number that a text can mean; refuse a text with several readings."""
    all_of_them = number_readings(text)
    readings = possible or list(all_of_them)
    # A no-break space looks like any other space.
    details: dict[str, object] = {"value": visible(_SPACES.sub(" ", text))[:80]}
    if len(readings) > 1:
        first, second = readings[:2]
        return "", Fault("questionnaire.two-numbers", {**details, "first": first, "second": second})
    if not readings or (len(all_of_them) == 1 and text == format(readings[0], "f")):
        return text, None
    details["number"] = readings[0]
    return readings[0], Fault("questionnaire.number-in-text", details, "information")


def kept_cell(raw: object, cell: object, fault: Fault | None) -> object:
    """Return the content for the hand-back: the value as read, if a finding reports it."""
    if fault is None or fault.level == "error":
        return raw
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell if isinstance(raw, (Formula, Failure)) else raw


def code_of_label(raw: object, codes: Mapping[str, str]) -> str:
    """Return the code of a label; other texts stay as they are and are validated later."""
    text = str(raw)
    if text in codes or not text:
        return codes.get(text, text)
    # Capitals, and blanks at the ends, make no difference to a label.
    wanted = text.strip().casefold()
    same = {code for label, code in codes.items() if label.casefold() == wanted}
    return same.pop() if len(same) == 1 else text


def describe_in_workbook(finding: Finding, page: str, language: str, codes: Codes) -> Finding:
    """Return a finding in the words of its workbook, with the remedy that applies there."""
    # A spreadsheet has no dialect, constant or option; its columns and lists have names in its
    # own language.
    details = dict(finding.details)
    column = str(details.get("column", ""))
    if column:
        details["column"] = column_heading(column, language)
    if finding.code == "unit.mismatch" and finding.indicator in catalogue.indicators():
        own = catalogue.indicators()[finding.indicator]
        details["allowed"] = list_labels(codes.get(f"unit/{own.unit}", {}))
        more = "questionnaire.unit-not-in-list" if own.other_units else "questionnaire.unit-changed"
        return replace(finding, code=more, details=details)
    wording = _IN_WORKBOOK.get(finding.code)
    if wording is None:
        return replace(finding, details=details)
    for key, name in (("heading", wording.heading), ("other", wording.other)):
        if name:
            details[key] = column_heading(name.format(column=column), language)
    if wording.choices:
        offered = codes[wording.choices.format(column=column, page=page)]
        details["allowed"] = list_labels(offered)
        if wording.code == "questionnaire.not-in-list":
            fault = not_in_list(str(details.get("value", "")), offered)
            return replace(finding, code=fault.code, details={**details, **fault.details})
    return replace(finding, code=wording.code, details=details)


def column_heading(column: str, language: str) -> str:
    """Return the heading of a column of plans or of precision; other texts stay as they are."""
    if column in PRECISION:
        return i18n.text("columns", column, language)
    section = f"questionnaire/tariffs/{column}"
    return i18n.text(section, "name", language) if i18n.has_label(section, "name") else column


def list_labels(codes: Mapping[str, str]) -> list[str]:
    """Return the choices of a list: its labels, which come before the codes themselves."""
    return list(codes)[: len(set(codes.values()))]


def not_in_list(text: str, codes: Mapping[str, str]) -> Fault:
    """Return the fault of a text that is not in its list, with the label that it resembles."""
    labels = list_labels(codes)
    details: dict[str, object] = {"value": visible(text)[:80], "allowed": labels}
    near = near_labels(text, labels)
    if near:
        return Fault("questionnaire.not-in-list-near", {**details, "hint": near})
    if len(labels) > _MOST_LISTED:
        return Fault("questionnaire.not-in-list-long", details)
    return Fault("questionnaire.not-in-list", details)


def near_labels(text: str, labels: list[str]) -> list[str]:
    """Return the labels of a list that a text resembles, the nearest first."""
    wanted = text.strip().casefold()[:80]
    if len(wanted) < _LEAST:
        return []
    scored = []
    for label in labels:
        words = label.casefold()
        parts = [words, *words.split()]
        likeness = max(SequenceMatcher(None, wanted, part).ratio() for part in parts)
        stem = wanted[:_STEM]
        if wanted in words or (len(stem) == _STEM and any(p.startswith(stem) for p in parts)):
            likeness = 1.0
        if likeness >= _NEAR:
            scored.append((-likeness, label))
    return [label for _, label in sorted(scored, key=lambda each: each[0])][:_MOST_NEAR]


def read_tariff_cell(
    page: str, column: Column, raw: object, codes: Codes
) -> tuple[object, Fault | None]:
    """Return a cell of a sheet of plans as the table of tariffs accepts it, or its fault."""
    if column.kind == "text":
        return free_text(raw) if isinstance(raw, (Formula, Failure)) else (cell_text(raw), None)
    shown, notice = result_of(raw)
    fault = fault_of(shown)
    if fault is not None:
        return "", fault
    cell, fault = _tariff_cell(page, column, shown, codes)
    if fault is not None and notice is not None:
        return "", fault_of(raw)  # the result of a formula that is not a valid value of the cell
    return cell, fault or notice


def _tariff_cell(
    page: str, column: Column, raw: object, codes: Codes
) -> tuple[object, Fault | None]:
    if column.kind == "date":
        return _date(raw)
    # The table itself validates numbers.
    if column.kind in ("number", "volume"):
        return _number(raw, codes[UNLIMITED] if column.kind == "volume" else {})
    if column.kind in ("choice", "yes-no"):
        choices = codes["yes-no" if column.kind == "yes-no" else f"choice/{column.name}/{page}"]
        if isinstance(raw, bool):
            raw = "yes" if raw else "no"
        text = code_of_label(cell_text(raw), choices)
        if text in choices.values():
            return text, None
        return "", not_in_list(text, choices)
    return cell_text(raw), None


def _date(raw: object) -> tuple[str, Fault | None]:
    if isinstance(raw, dt.date):
        return raw.isoformat()[:10], None
    text = cell_text(raw)
    details: dict[str, object] = {"value": visible(text)[:80]}
    dates = date_readings(text)
    if len(dates) > 1:
        both = {"first": dates[0].isoformat(), "second": dates[1].isoformat()}
        return "", Fault("questionnaire.two-dates", {**details, **both})
    if not dates:
        return "", Fault("questionnaire.no-date", details)
    date = dates[0].isoformat()
    if date == text:
        return date, None
    return date, Fault("questionnaire.date-in-text", {**details, "date": date}, "information")


def _number(raw: object, words: Mapping[str, str]) -> tuple[object, Fault | None]:
    if isinstance(raw, str):
        word = code_of_label(raw, words)
        return (word, None) if word in words.values() else _number_in_text(raw, [])
    if isinstance(raw, dt.date):
        return "", Fault("questionnaire.date", {"value": raw.isoformat()})
    return raw, None
