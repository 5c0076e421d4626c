"""Checks of observations: what is wrong with each cell becomes a finding, nothing is mended.

Each rule looks at a distinct text once; a table of two thousand rows has few of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from heapq import nsmallest
from typing import Any

from ictindex import catalogue
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import (
    DateText,
    Fault,
    invisible,
    is_missing,
    number_of,
    steering,
    text_of,
    visible,
)
from ictindex.data.io.csv import NONE
from ictindex.data.io.layouts import BREAKDOWNS, COLUMNS
from ictindex.data.io.raw_rows import Draft
from ictindex.findings import Address, Finding, Placed

MOST_FAULTS = 50_000  # errors, warnings and information
MOST_TEXTS = 2_000  # distinct texts of one column that are errors
_NAMED = 5

Place = Callable[[int], tuple[str, int]]
Mark = tuple[int, int, str, Fault]  # row, order of its column, file column, fault


def flood(file: str, first: Sequence[Finding], most: int) -> UnusableFileError:
    """Return the error for a table with too many faults to answer; the first are named."""
    return UnusableFileError(
        "table.too-many-faults",
        faults=list(first[:_NAMED]), file=visible(file or NONE), most=str(most),
    )  # fmt: skip


class Tally:
    """Findings counted while a table is read: once there are too many, the table is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def add(self, *findings: Finding) -> None:
        """Add findings."""
        self.findings += findings
        if len(self.findings) > MOST_FAULTS:
            raise flood(self.file, self.findings, MOST_FAULTS)


class Judged(dict[str, Fault | None]):
    """What is wrong with each text of a column, judged once.

    Looking for the nearest code of thousands of texts would take minutes: the table is refused.

    Parameters
    ----------
    rule : callable
        Returns what is wrong with a text, or ``None``.
    tally : Tally
        What was found in the table so far.

    Examples
    --------
    >>> judged = Judged(lambda text: None if text else Fault("cell.empty"), Tally("a.csv"))
    >>> judged[""].code, judged["BRA"]
    ('cell.empty', None)
    """

    def __init__(self, rule: Callable[[str], Fault | None], tally: Tally) -> None:
        super().__init__()
        self._rule = rule
        self._tally = tally
        self._wrong = 0

    def __missing__(self, text: str) -> Fault | None:
        fault = self[text] = self._rule(text)
        self._wrong += fault is not None
        if self._wrong > MOST_TEXTS:
            raise flood(self._tally.file, self._tally.findings, MOST_TEXTS)
        return fault


def refuse_flood(place: Place, marks: Sequence[Mark], most: int = MOST_FAULTS) -> None:
    """Refuse a draft that has more faults than anybody could answer; the first are named."""
    if len(marks) <= most:
        return
    first = [
        Finding(fault.code, fault.level, address=_address(*place(row), column), given=fault.given)
        for row, _, column, fault in nsmallest(_NAMED, marks, key=lambda mark: mark[:2])
    ]
    raise flood(place(0)[0], first, most)


def _address(file: str, line: int, column: str) -> Address:
    return Address(file or NONE, line or None, column or None)


SCORE = "score"
_TOTAL = "_T"
KEY = (
    "economy", "indicator", "year", "unit", "source_class", "source", "vintage", *BREAKDOWNS,
)  # fmt: skip

Columns = Mapping[str, Sequence[Any]]


def finding_of(columns: Columns, rows: Sequence[int], column: str, fault: Fault) -> Finding:
    """Return a finding on rows: what they have in common, and the place of the first."""
    row = rows[0]
    common = {
        name: columns[name][row] if len({columns[name][other] for other in rows}) == 1 else ""
        for name in ("economy", "indicator", "year")
    }
    return Finding(
        fault.code,
        fault.level,
        economy=common["economy"],
        indicator=common["indicator"],
        year=int(common["year"] or 0) or None,
        address=Address(columns["file"][row] or NONE, columns["line"][row] or None, column or None),
        given=fault.given,
    )


def _key(name: str, cells: Sequence[Any]) -> Sequence[Any]:
    """Return the cells of a column as far as they tell one observation from another."""
    if name == "unit":  # a score and a value are two
        return [unit == SCORE for unit in cells]
    if name in BREAKDOWNS and _TOTAL in cells:  # the total is one, written or not
        return ["" if code == _TOTAL else code for code in cells]
    return cells


def duplicates(columns: Columns, most: int | None = None) -> list[Placed]:
    """Return a finding for every observation that stands there already, not more than ``most``."""
    # A row without a known economy, indicator and year is left out: its own finding says so.
    codes = {*catalogue.indicators(), *catalogue.node_ids()}
    economies = {*catalogue.economies(), *catalogue.synthetic_economies()}
    first: dict[tuple[object, ...], int] = {}
    found: list[Placed] = []
    keys = [_key(name, columns[name]) for name in KEY]
    for row, key in enumerate(zip(*keys, strict=True)):
        if key[0] not in economies or key[1] not in codes or not key[2]:
            continue
        earlier = first.setdefault(key, row)
        if earlier != row:
            place = Address(
                columns["file"][earlier] or NONE,
                columns["line"][earlier] or None,
                columns["column"][earlier] or None,
            )
            given: dict[str, object] = {
                "file": place.source,
                "line": NONE if place.line is None else str(place.line),
            }
            fault = Fault("key.duplicate", given)
            finding = finding_of(columns, [row], columns["column"][row], fault)
            found.append((finding, (earlier, row)))
            if len(found) == most:
                break
    return found


FIRST_YEAR, LAST_YEAR = 1960, 2100
NUMBERS = ("year", "line")
_FREE_TEXT = frozenset({"consultation", "note"})
_YEAR = re.compile("[0-9]{4}", re.ASCII)
_FLAG = len(COLUMNS)  # the place of flags in the order of columns
_ORDER = {name: place for place, name in enumerate(COLUMNS)}


def check(draft: Draft) -> tuple[Columns, list[Placed]]:
    """Return the columns of observations of a draft, and what is wrong with its cells."""
    count = len(draft.lines)
    marks: list[Mark] = [(row, _FLAG, column, fault) for row, column, fault in draft.marks]
    texts = {
        name: [text_of(cell) for cell in draft.cells[name]] if name in draft.cells else [""] * count
        for name in COLUMNS
        if name != "value"
    }
    for name in texts:
        marks += _judge(name, texts[name], draft)
        refuse_flood(draft.place, marks)
    marks += _units(texts, draft)
    texts["indicator"] = [catalogue.indicator_id(code) or code for code in texts["indicator"]]
    values, written, faults = _values(draft)
    marks += faults
    marks += _ranges(texts, values, draft)
    marks += _statuses(texts, values, draft)
    refuse_flood(draft.place, marks)
    columns: dict[str, Sequence[Any]] = {**texts, "value": values}
    columns["year"] = [year_of(text) for text in texts["year"]]
    columns = {name: columns[name] for name in COLUMNS}
    columns |= {
        "written": written, "file": draft.files, "line": draft.lines, "column": draft.columns,
    }  # fmt: skip
    marks.sort(key=lambda mark: mark[:2])
    twice = duplicates(columns, MOST_FAULTS + 1)
    repeated = [(rows[-1], 0, f.address.column or "", Fault(f.code, dict(f.given)))
                for f, rows in twice if f.address is not None]  # fmt: skip
    refuse_flood(draft.place, repeated)
    return columns, _places(columns) + _placed(columns, marks) + twice


def _places(columns: Columns) -> list[Placed]:
    """Tell of names of files and columns with characters that cannot be seen, each once."""
    placed: list[Placed] = []
    for name in ("file", "column"):
        cells = columns[name]
        for text in dict.fromkeys(cells):
            fault = invisible(text, "warning")
            if fault is not None:
                rows = tuple(row for row, cell in enumerate(cells) if cell == text)
                address = Address(columns["file"][rows[0]] or NONE)
                given = {**fault.given, "of": name}
                placed.append(
                    (Finding(fault.code, fault.level, address=address, given=given), rows)
                )
    return placed


def _placed(columns: Columns, marks: Sequence[Mark]) -> list[Placed]:
    """Turn marks into findings; a cell that many rows share (of a wide table) is told once."""
    together: dict[object, tuple[str, Fault, list[int]]] = {}
    for row, order, column, fault in marks:
        key: object = row, order, fault.code
        if order not in (_ORDER["value"], _FLAG):
            place = columns["file"][row], columns["line"][row]
            key = place, column, fault.code, repr(fault.given)
        together.setdefault(key, (column, fault, []))[2].append(row)
    return [
        (finding_of(columns, rows, column, fault), tuple(rows))
        for column, fault, rows in together.values()
    ]


def _rule(name: str) -> Callable[[str], Fault | None]:
    """Return the rule of a column for a text whose characters can all be seen."""
    if name == "economy":
        return economy
    if name == "indicator":
        return indicator
    if name == "year":
        return lambda text: None if year_of(text) else bad_year(text)
    if name == "status":
        return _listed("status.unknown", tuple(catalogue.status_codes()))
    if name == "conf_status":
        return _listed("conf-status.unknown", tuple(catalogue.confidentiality_codes()))
    if name == "source_class":
        return _listed("source-class.unknown", catalogue.source_classes())
    if name in catalogue.breakdowns():
        return _listed("breakdown.unknown", catalogue.breakdowns()[name], breakdown=name)
    return lambda _: None


def _judge(name: str, texts: list[str], draft: Draft) -> Iterator[Mark]:
    rule = _rule(name)
    bad: dict[str, Fault] = {}
    errors = 0
    for text in dict.fromkeys(texts):  # in the order of the table, so that the first are the first
        fault = hidden(name, text) or rule(text)
        if fault is not None:
            bad[text] = Fault(fault.code, {**fault.given, "of": name}, fault.level)
            errors += fault.level == "error"
            if errors > MOST_TEXTS or len(bad) > MOST_FAULTS:
                # Looking for the nearest code of each would take minutes.
                most = MOST_TEXTS if errors > MOST_TEXTS else MOST_FAULTS
                refuse_flood(draft.place, _first_rows(name, texts, bad, draft), most)
    if bad:
        for row, text in enumerate(texts):
            if text in bad:
                yield row, _ORDER[name], draft.label(row, name), bad[text]


def _first_rows(name: str, texts: list[str], bad: Mapping[str, Fault], draft: Draft) -> list[Mark]:
    rows = {text: row for row, text in reversed(list(enumerate(texts)))}
    label = draft.label(rows[next(iter(bad))], name)
    return [(rows[text], _ORDER[name], label, fault) for text, fault in bad.items()]


def hidden(name: str, text: str) -> Fault | None:
    """Return what cannot be seen in a cell: an error where rows are told apart by it."""
    if name in _FREE_TEXT:
        # Free text may have lines and spaces of its own; these no file can carry.
        strange = "\x00" in text or _has_surrogate(text)
        return invisible(text) if strange else steering(text, "warning")
    if name == "source" and not _has_surrogate(text):
        # Titles of sources are set with spaces of typography: told, not refused.
        return steering(text, "error") or invisible(text, "warning")
    return invisible(text)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def economy(text: str) -> Fault | None:
    """Return what is wrong with the code of an economy; with a hint where one is near."""
    if catalogue.is_economy(text):
        return None
    if text == "":
        return Fault("cell.empty")
    near = catalogue.economy_hint(text)
    code = "economy.unknown-near" if near else "economy.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def indicator(text: str) -> Fault | None:
    """Return what is wrong with the id or code of an indicator; with a hint where one is near."""
    if catalogue.indicator_id(text) is not None or text in catalogue.node_ids():
        return None
    if text == "":
        return Fault("cell.empty")
    near = catalogue.indicator_hint(text)
    code = "indicator.unknown-near" if near else "indicator.unknown"
    return Fault(code, {"value": text[:80], "hint": near or NONE})


def year_of(text: str) -> int:
    """Return a year that is written with four digits and possible, or 0."""
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return 0


def bad_year(text: str) -> Fault:
    """Return what is wrong with a text that is no year."""
    if text == "":
        return Fault("cell.empty")
    given: dict[str, object] = {
        "value": text[:80], "first": str(FIRST_YEAR), "last": str(LAST_YEAR),
    }  # fmt: skip
    return Fault("year.unusable", given)


def _listed(code: str, allowed: Sequence[str], **given: object) -> Callable[[str], Fault | None]:
    known = frozenset(("", *allowed))

    def rule(text: str) -> Fault | None:
        if text in known:
            return None
        return Fault(code, {"value": text[:80], "allowed": tuple(allowed), **given})

    return rule


def _units(texts: Mapping[str, list[str]], draft: Draft) -> Iterator[Mark]:
    """Check units against indicators; a node carries scores only."""
    pairs = list(zip(texts["indicator"], texts["unit"], strict=True))
    bad: dict[tuple[str, str], tuple[str, Fault]] = {}
    for code, unit in set(pairs):
        found = catalogue.indicator_id(code)
        if found is not None:
            known = catalogue.indicators()[found]
            expected = known.unit
            if unit not in ("", SCORE, *known.units) and hidden("unit", unit) is None:
                given: dict[str, object] = {
                    "indicator": found, "value": unit[:80], "expected": expected,
                }  # fmt: skip
                bad[code, unit] = "unit", Fault("unit.mismatch", given)
        elif code in catalogue.node_ids() and unit != SCORE:
            bad[code, unit] = (
                "indicator",
                Fault("indicator.node-without-score", {"indicator": code}),
            )
    if bad:
        for row, pair in enumerate(pairs):
            if pair in bad:
                name, fault = bad[pair]
                yield row, _ORDER[name], draft.label(row, name), fault


def _values(draft: Draft) -> tuple[list[Decimal | None], list[str], list[Mark]]:
    values: list[Decimal | None] = []
    written: list[str] = []
    marks: list[Mark] = []
    known: dict[str, Decimal | Fault] = {}
    for row, cell in enumerate(draft.cells["value"]):
        if cell == "" if isinstance(cell, str) else is_missing(cell):
            values.append(None)
            written.append("")
            continue
        if isinstance(cell, str) and not isinstance(cell, DateText):
            found = known.get(cell)
            if found is None:
                found = known[cell] = number_of(cell, draft.decimal)
        else:
            found = number_of(cell)
        if isinstance(found, Decimal):
            values.append(found)
            text = str(cell) if isinstance(cell, str) else format(found, "f")
            written.append(draft.written.get(row, text))
        else:
            values.append(None)
            written.append(text_of(cell))
            marks.append((row, _ORDER["value"], draft.columns[row], found))
    return values, written, marks


def _ranges(
    texts: Mapping[str, list[str]], values: list[Decimal | None], draft: Draft
) -> Iterator[Mark]:
    indicators = catalogue.indicators()
    rows = zip(texts["indicator"], texts["unit"], values, strict=True)
    for row, (indicator, unit, value) in enumerate(rows):
        if value is None:
            continue
        if unit == SCORE:
            if not 0 <= value <= 100:
                fault = Fault("score.impossible", {"value": value})
                yield row, _ORDER["value"], draft.columns[row], fault
            continue
        known = indicators.get(indicator)
        if known is None or unit not in ("", *known.units) or known.admits(value):
            continue
        given: dict[str, object] = {
            "value": value,
            "indicator": indicator,
            "range": known.range,
        }
        yield row, _ORDER["value"], draft.columns[row], Fault("value.impossible", given)


def _statuses(
    texts: Mapping[str, list[str]], values: list[Decimal | None], draft: Draft
) -> Iterator[Mark]:
    missing = {code for code, absent in catalogue.status_codes().items() if absent}
    for row, status in enumerate(texts["status"]):
        value = values[row]
        if status in missing and value is not None:
            given: dict[str, object] = {"status": status, "value": value}
            label = draft.label(row, "status")
            yield row, _ORDER["status"], label, Fault("status.missing-with-value", given)
