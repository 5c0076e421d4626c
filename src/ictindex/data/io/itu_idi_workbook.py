"""ITU's workbook of the IDI: a sheet for each edition, with marks, source notes and scores.

The note of a value decides its class and status; the mark next to the value is compared with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ictindex.data.cell_text import visible
from ictindex.data.io.itu_idi_sheet import Pair, Sheet, open_sheet, plain, tidy
from ictindex.data.io.publisher import File, Rows
from ictindex.data.io.raw_rows import Draft, Figures
from ictindex.data.source_classes import classify
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import COLLECTED, ESTIMATE, OFFICIAL, publisher_forms
from ictindex.language.findings import Address, Finding

FORM = "itu-idi"
_VALUE = re.compile(
    r"(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<mark>\D{0,20})", re.ASCII
)
_DAGGER, _DOUBLE = "\u2020", "\u2021"
_ABSENT = "itu-idi.absent-not-estimated"
_ECONOMY, _SOURCE = "Iso3", "source"
_INDEX = "idi"


def draft_of(file: File) -> Draft:
    """Bring the sheet of an edition into the shape of observations, with its published scores."""
    # A value with a double dagger is for the year before. ``n.a.`` is a value that ITU has but does
    # not print: it is missing, with the status of a suppressed value; if its score is printed, the
    # score is supplied instead. A code that ITU uses instead of the code of the catalogue is read
    # as the latter.
    sheet = open_sheet(file.name, file.data, file.edition)
    reading = _WorkbookReading(file, sheet)
    for row in sheet.rows:
        reading.economy(row)
    reading.tell()
    draft = reading.rows.finish(FORM, ())
    draft.letters = sheet.letters
    draft.figures = {sheet.edition: reading.figures()}
    return draft


class _WorkbookReading:
    """State of the reading of the rows of a sheet."""

    def __init__(self, file: File, sheet: Sheet) -> None:
        self.sheet = sheet
        self.form: Mapping[str, Any] = publisher_forms()["idi"]
        self.labels = {"economy": _ECONOMY, "indicator": "", "value": "", "source": ""}
        constants = {"vintage": f"{_INDEX}-{sheet.edition}", **file.constants}
        file = File(file.name, file.data, file.dialect, file.columns, constants)
        self.rows = Rows(
            file, sheet.name, self.labels, ("year", "unit", "status", "source_class", "note")
        )
        self.scores: list[tuple[object, object, object, object, Address]] = []
        self.groupings: dict[str, dict[str, str]] = {"itu-region": {}, "income-group": {}}
        self.codes: list[str] = []
        self.unmarked: list[str] = []
        self.absent: list[str] = []
        self.has_daggers = any(
            _DAGGER in sheet.text(row, pair.column)
            for row in sheet.rows
            for pair in sheet.values.values()
        )

    # ---------------------------------------------------------------- rows

    def economy(self, row: int) -> None:
        """Read the values, notes, scores and groups of an economy."""
        sheet = self.sheet
        written = sheet.text(row, sheet.economy)
        code = str(self.form["codes"].get(written, written))
        if code != written:
            self.codes.append(f"{written} = {code}")
        for indicator, pair in sheet.values.items():
            self._value(row, code, indicator, pair)
        self._scores_in_place(row, code)
        self._name(row, code)
        self._groups(row, code)
        for node, column in sheet.scores.items():
            figure = sheet.figure(row, column)
            if isinstance(figure, str) and self._is_absent(figure):
                figure = ""
            address = sheet.address(row, column)
            # The form states the owner of the figures; their cell is in the address.
            source = f"ITU, IDI {sheet.edition}"
            self.scores.append((code, node, figure, source, address))

    def _value(self, row: int, code: str, indicator: str, pair: Pair) -> None:
        sheet = self.sheet
        note = tidy(sheet.text(row, pair.source))
        kind, status = classify(note)
        cell = sheet.figure(row, pair.column)
        value, mark, fault = self._take_cell(cell)
        missing = value == "" and fault == ""
        column = sheet.label(pair.column)
        cells: dict[str, object] = {
            "economy": code,
            "indicator": indicator,
            "year": str(sheet.year if mark != _DOUBLE else sheet.carried),
            "value": value,
            "status": "" if fault else "Q" if missing else status or "A",
            "source_class": kind,
            "source": note,
            "note": cell if isinstance(cell, str) and (missing or mark or fault) else "",
        }
        score = sheet.scores.get(indicator)
        if missing and score is not None and isinstance(sheet.figure(row, score), Decimal):
            column = sheet.label(score)
            cells |= {"value": sheet.figure(row, score), "unit": "score", "status": status or "A"}
        self.rows.add(row, column, cells)
        self.rows.draft.origins[len(self.rows.draft.lines) - 1, _SOURCE] = sheet.label(pair.source)
        if fault:
            marks = (_DAGGER, _DOUBLE, "n.a.")
            self.rows.mark(column, fault, value=visible(str(cell))[:80], known=marks)
            return
        for code_, details in self._doubts(cell, mark, note, kind, status):
            if code_ == _ABSENT:
                self.absent.append(str(self.sheet.address(row, pair.column).cell))
                continue
            cell_column = pair.source if code_.startswith("source-note.") else pair.column
            self.rows.doubt(sheet.label(cell_column), code_, details)

    def _take_cell(self, cell: object) -> tuple[object, str, str]:
        """Return value, mark, and the code of the fault of a cell of values."""
        if isinstance(cell, Decimal):
            return cell, "", ""
        text = str(cell)
        if text == "" or self._is_absent(text):
            return "", "", ""
        match = _VALUE.fullmatch(text)
        if match is None:
            return text, "", ""  # the checks report the fault
        if match["mark"] not in ("", _DAGGER, _DOUBLE):
            return "", "", "itu-idi.unknown-mark"
        return match["number"].replace(",", ""), match["mark"], ""

    def _is_absent(self, text: str) -> bool:
        return plain(text) in self.form["missing"]

    def _doubts(
        self, cell: object, mark: str, note: str, kind: str, status: str
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """Report contradictions between mark and note, and unknown notes."""
        details: dict[str, object] = {"note": visible(note)[:200], "value": visible(str(cell))[:80]}
        estimate = kind == ESTIMATE
        if cell == "":
            yield "itu-idi.empty-value", details
            return
        if note == "":
            yield "source-note.absent", details
            return
        if kind == "":
            yield "source-note.unknown", details
        if isinstance(cell, str) and self._is_absent(cell):
            if not estimate:
                yield _ABSENT, details
            return
        code = self._disagreement(str(cell), mark, kind)
        if code:
            yield code, details
        if self.form["unpublished"] in plain(note):
            yield "itu-idi.printed-unpublished", details

    def _disagreement(self, cell: str, mark: str, kind: str) -> str:
        """Return the code for a mark and a note that contradict each other; else an empty text."""
        estimate = kind == ESTIMATE
        if mark == _DAGGER and not estimate:
            return "itu-idi.mark-not-note"
        if mark == _DOUBLE and kind not in (*OFFICIAL, ""):
            other = "itu-idi.carried-collected" if kind == COLLECTED else "itu-idi.carried-other"
            return "itu-idi.carried-estimate" if estimate else other
        if estimate and mark == "":
            if self.has_daggers:
                return "itu-idi.note-not-mark"
            self.unmarked.append(cell)
        return ""

    def _scores_in_place(self, row: int, code: str) -> None:
        """Supply the score of a node if one of the values below it is not printed."""
        sheet = self.sheet
        for node, leaves in self.form["above"].items():
            figure = sheet.figure(row, sheet.scores[node])
            absent = [leaf for leaf in leaves if self._take_cell(self._cell(row, leaf))[0] == ""]
            if not absent or not isinstance(figure, Decimal):
                continue
            pair = sheet.values[absent[0]]
            note = tidy(sheet.text(row, pair.source))
            kind, status = classify(note)
            column = sheet.label(sheet.scores[node])
            self.rows.add(
                row,
                column,
                {
                    "economy": code,
                    "indicator": node,
                    "year": str(sheet.year),
                    "value": figure,
                    "unit": "score",
                    "status": status or "A",
                    "source_class": kind,
                    "source": note,
                },
            )
            at = len(self.rows.draft.lines) - 1
            self.rows.draft.origins[at, _SOURCE] = sheet.label(pair.source)

    def _cell(self, row: int, indicator: str) -> object:
        return self.sheet.figure(row, self.sheet.values[indicator].column)

    # ---------------------------------------------------------------- names and groups

    def _name(self, row: int, code: str) -> None:
        """Report a name that belongs to another economy; for other differences the code decides."""
        name = tidy(self.sheet.text(row, self.sheet.title)).rstrip("*").strip()
        other = catalogue.economy_hint(name) if name else None
        if other not in (None, code) and catalogue.is_economy(code):
            details = {"economy": code, "name": visible(name)[:80], "other": other}
            self._warn("itu-idi.other-name", row, self.sheet.title, code, details)

    def _groups(self, row: int, code: str) -> None:
        columns = {"itu-region": self.sheet.region, "income-group": self.sheet.income}
        for grouping, column in columns.items():
            text = plain(self.sheet.text(row, column)).replace("-", " ")
            group = self.form["groups"][grouping].get(text)
            details: dict[str, object] = {
                "economy": code,
                "grouping": grouping,
                "group": visible(self.sheet.text(row, column))[:80] or "\u2013",
            }
            if group is None:
                self._warn("itu-idi.unknown-group", row, column, code, details)
            elif group:
                self.groupings[grouping][code] = group
                dated = catalogue.groupings().get((grouping, f"{_INDEX}-{self.sheet.edition}"))
                listed = [g for g, all_ in dated.groups.items() if code in all_] if dated else []
                if listed and group not in listed:
                    details |= {"listed": listed[0], "vintage": f"{_INDEX}-{self.sheet.edition}"}
                    self._warn("itu-idi.other-group", row, column, code, details)

    def _warn(
        self, code: str, row: int, column: int, economy: str, details: Mapping[str, object]
    ) -> None:
        address = self.sheet.address(row, column)
        finding = Finding(code, "warning", economy=economy, address=address, details=dict(details))
        self.rows.draft.findings.append(finding)

    def tell(self) -> None:
        """Report once the cells that were read in another way than they are written."""
        self.rows.tell("itu-idi.codes-read-as", self.codes)
        self.rows.tell(_ABSENT, self.absent, "warning")
        if self.unmarked:
            details = {"count": str(len(self.unmarked))}
            address = Address(self.sheet.name)
            self.rows.draft.findings.append(
                Finding("itu-idi.no-daggers", "information", address=address, details=details)
            )

    def figures(self) -> Figures:
        """Return the published scores and the groups of the economies, as printed."""
        return Figures(tuple(self.scores), self.groupings)
