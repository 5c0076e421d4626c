"""Operations on single rows: the attributes of a value, and its writing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ictindex.core import decimals
from ictindex.data.checks import LAST_YEAR
from ictindex.data.io.excel import cell_address
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue
from ictindex.language.findings import Address
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    compare,
    need,
    verdict,
)
from ictindex.submissions.validation.panel import NOWHERE

_BINARY_DIGITS = 15  # decimal digits that survive binary64
_FEW_YEARS = 6  # an older year belongs to a law or a census, not to the value
# Digits of any script are read.
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SEASON = re.compile(r"(?<!\d)(\d{4})\s*[/\u2013-]\s*(\d\d)(?!\d)")

# The number of decidable rows of a table, and the failing rows with the details of each failure.
FailedRows = dict[int, Mapping[str, object]]


def rows_verdict(case: Case, decided: int, failed: FailedRows, need: str) -> Verdict:
    """Return the verdict of single rows, with a hit for each failing row."""
    panel = case.panel
    hits = []
    for row, stated in sorted(failed.items()):
        # Zero is a value.
        value = panel.decimal(row)
        details = {"value": "\u2013" if value is None else value, **stated}
        variant = str(details.pop("variant", ""))
        position = panel.positions.get(panel.own.operands[row], NOWHERE)
        spot = details.pop("place", None)
        hit = Hit(panel.first[panel.own.economies[row]], position, row, details, variant=variant)
        hits.append(compare(hit, place=(spot,)) if isinstance(spot, Address) else hit)
    return verdict(decided, hits, (need,), len(panel.observations) - decided)


def texts_of(case: Case, name: str) -> Sequence[str]:
    table = case.panel.observations
    texts: Sequence[str] = table.cells.get(name, ("",) * len(table))
    return texts


def judge_auxiliary_series(case: Case, check: operation_parameters.Records) -> Verdict:
    """Check that only series that no Member State submits have the label auxiliary."""
    listed = getattr(getattr(case.methodology.document, "sourcing", None), "auxiliary", ())
    series = {*catalogue.auxiliary_series(), *listed}
    classes, keys = texts_of(case, "source_class"), texts_of(case, "indicator")
    failed: FailedRows = {
        row: {"second": kind}
        for row, (kind, key) in enumerate(zip(classes, keys, strict=True))
        if kind == catalogue.AUXILIARY and key not in series
    }
    return rows_verdict(case, len(classes) - classes.count(""), failed, "source-class")


def judge_status_of_empty(case: Case, check: operation_parameters.Records) -> Verdict:
    codes = catalogue.status_codes()
    texts, written = texts_of(case, "status"), texts_of(case, "written")
    values = case.panel.observations.cells["value"]
    # A cell whose content a reader refused is not empty: it already has a finding.
    refused = set(case.panel.observations.faulty_rows())
    empty = [
        row
        for row, value in enumerate(values)
        if value is None and not written[row] and row not in refused
    ]
    silent = _rows_alone(case, [row for row in empty if not texts[row]])
    failed: dict[int, Mapping[str, object]] = {
        row: {"status": texts[row]}
        for row in empty
        if texts[row] and texts[row] != catalogue.INCLUDED and not codes.get(texts[row], True)
    }
    failed |= {row: {"variant": "silent"} for row in silent}
    return rows_verdict(case, len(texts) - texts.count("") + len(silent), failed, "status")


def _rows_alone(case: Case, rows: list[int]) -> list[int]:
    """Keep the rows that are the only row of their line."""
    # In a line of many values, an empty cell only means that there is no value.
    if not rows:
        return []
    columns = case.panel.observations.cells
    places = list(zip(columns["file"], columns["line"], strict=True))
    count = Counter(places)
    return [row for row in rows if count[places[row]] == 1]


def judge_status_of_estimate(case: Case, check: operation_parameters.Records) -> Verdict:
    pairs = list(zip(texts_of(case, "status"), texts_of(case, "source_class"), strict=True))
    failed: FailedRows = {
        row: {"status": status, "source_class": kind}
        for row, (status, kind) in enumerate(pairs)
        if status
        and kind
        and (
            (status == "E" and kind not in catalogue.OFFICIAL)
            or (kind == catalogue.ESTIMATE and status != catalogue.IMPUTED)
        )
    }
    return rows_verdict(
        case, sum(bool(status and kind) for status, kind in pairs), failed, "source-class"
    )


def judge_notes(case: Case, check: operation_parameters.Records) -> Verdict:
    texts, notes = texts_of(case, "status"), texts_of(case, "note")
    failed: FailedRows = {
        row: {"status": status}
        for row, status in enumerate(texts)
        if status in check.codes and not notes[row].strip()
    }
    return rows_verdict(case, len(texts) - texts.count(""), failed, "status")


def _find_address(table: Observations, row: int, column: str) -> Address:
    """Return the address of a statement about the value of a row."""
    file, line = table.cells["file"][row], table.cells["line"][row]
    return cell_address(file, line or None, column, table.letters)


def judge_years_of_notes(case: Case, check: operation_parameters.Records) -> Verdict:
    """Find values whose note names only an earlier year: they may be of that year."""
    panel, notes, status = case.panel, texts_of(case, "note"), texts_of(case, "status")
    values, years = panel.observations.cells["value"], panel.own.years
    noted = [
        row
        for row, note in enumerate(notes)
        if note and values[row] is not None and years[row] == panel.year
    ]
    # If the same table revises the value of that year, the note is about the revision.
    own = panel.own
    present = set(zip(own.economies, own.operands, own.years, strict=True)) if noted else set()
    failed: FailedRows = {}
    for row in noted:
        year = find_earlier_year(notes[row], panel.year)
        revised = (own.economies[row], own.operands[row], year) in present
        if year and not revised and status[row] not in check.codes:
            spot = _find_address(panel.observations, row, "note")
            failed[row] = {"second": str(year), "variant": "other-year", "place": spot}
    return rows_verdict(case, len(noted), failed, "status")


def find_earlier_year(note: str, year: int) -> int:
    """Return the latest year that a note names, if it is one of the years just before; else 0."""
    named = [int(text) for text in _YEAR.findall(note)]
    # A season of two years, 2022/23, ends in the second one.
    named += [int(first) // 100 * 100 + int(last) for first, last in _SEASON.findall(note)]
    latest = max((each for each in named if each <= year + 1), default=0)
    return latest if year - _FEW_YEARS <= latest < year else 0


def judge_status_codes(case: Case, check: operation_parameters.Records) -> Verdict:
    texts = texts_of(case, "status")
    failed: FailedRows = {
        row: {"status": status} for row, status in enumerate(texts) if status in check.codes
    }
    return rows_verdict(case, len(texts) - texts.count(""), failed, "status")


def judge_confidentiality(case: Case, check: operation_parameters.Records) -> Verdict:
    if "conf_status" not in case.panel.observations.cells:
        return rows_verdict(case, 0, {}, "confidentiality")
    codes = texts_of(case, "conf_status")
    failed: FailedRows = {
        row: {"conf_status": code}
        for row, code in enumerate(codes)
        if code in check.codes or (code == "E" and case.released is None)
    }
    return rows_verdict(case, len(codes), failed, "confidentiality")


def judge_carried_values(case: Case, check: operation_parameters.Records) -> Verdict:
    if case.methodology.document is None:
        return rows_verdict(case, 0, {}, "carried-values")
    panel = case.panel
    rows = [
        row
        for column, years in zip(panel.rows, panel.years, strict=True)
        for row, year in zip(column, years, strict=True)
        if year > 0 and year != panel.year
    ]
    sources, vintages = texts_of(case, "source"), texts_of(case, "vintage")
    failed: FailedRows = {
        row: {"previous_year": str(panel.own.years[row])}
        for row in rows
        if not sources[row] and not vintages[row]
    }
    return rows_verdict(case, len(rows), failed, "carried-values")


def judge_digits(case: Case, check: operation_parameters.Records) -> Verdict:
    values = case.panel.observations.cells["value"]
    failed: FailedRows = {}
    for row, value in enumerate(values):
        # Numbers with at most these digits survive binary64; most need no further check.
        if value is not None and len(value.as_tuple().digits) > _BINARY_DIGITS:
            digits = len(value.normalize().as_tuple().digits)
            if digits > _BINARY_DIGITS:
                failed[row] = {"digits": str(digits)}
    for row in _find_derived(case, failed):
        del failed[row]
    return rows_verdict(case, len(values) - values.count(None), failed, "values")


def _find_derived(case: Case, rows: Iterable[int]) -> list[int]:
    """Return the derived rows: they share the address of another value."""
    # A rate has the address of its count, and all digits of the division.
    wanted = list(rows)
    if not wanted:
        return []
    columns = case.panel.observations.cells
    places = list(zip(columns["file"], columns["line"], columns["column"], strict=True))
    first: dict[tuple[object, ...], int] = {}
    for row, position in enumerate(places):
        first.setdefault(position, row)
    return [row for row in wanted if places[row][1] and first[places[row]] != row]


def judge_economy(case: Case, check: operation_parameters.Records) -> Verdict:
    if not case.facts.submitter:
        return rows_verdict(case, 0, {}, "submitter")
    texts = texts_of(case, "economy")
    failed: FailedRows = {
        row: {"second": case.facts.submitter}
        for row, economy in enumerate(texts)
        if economy != case.facts.submitter
    }
    return rows_verdict(case, len(texts), failed, "submitter")


def judge_years(case: Case, check: operation_parameters.Records) -> Verdict:
    """Find rows whose year is impossible for the table."""
    # A submission is about its year and earlier ones; no table is about a later year than that of
    # its edition, or of the day on which it was submitted.
    if case.facts.submitter:
        last = case.panel.year
    elif case.methodology.edition is not None or case.facts.submitted is not None:
        last = min(
            [case.methodology.edition or LAST_YEAR]
            + ([] if case.facts.submitted is None else [case.facts.submitted.year])
        )
    else:
        return rows_verdict(case, 0, {}, "submitter")
    later = case.panel.own.years
    failed: FailedRows = {
        row: {"second": str(year), "limit": str(last), "variant": "later"}
        for row, year in enumerate(later)
        if year > max(last, case.panel.year)
    }
    return rows_verdict(case, len(later), failed, "submitter")


_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_NO_WIDTH = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
_JOINERS = frozenset("\u200c\u200d")


def find_mixed_word(text: str) -> str:
    """Return the first word that mixes letters of two scripts, such as a Cyrillic a in a name."""
    for word in () if text.isascii() else text.split():
        kinds = {
            script
            for letter in word
            if letter.isalpha()
            for script in _SCRIPTS
            if unicodedata.name(letter, "").startswith(script)
        }
        if len(kinds) > 1:
            return word[:80]
    return ""


def find_invisible(text: str) -> str:
    """Return the name of the first character without width, or an empty text."""
    # Some languages use joiners, but not between letters of these scripts.
    for at, character in enumerate("" if text.isprintable() else text):
        neighbour = unicodedata.name(text[at - 1], "") if at else ""
        joiner = character in _JOINERS and neighbour.startswith((*_SCRIPTS, "DIGIT", "SPACE"))
        if character in _NO_WIDTH or joiner:
            return f"{unicodedata.name(character)} (U+{ord(character):04X})"
    return ""


def judge_script(case: Case, check: operation_parameters.Records) -> Verdict:
    failed: FailedRows = {}
    count = len(case.panel.observations)
    for name in ("source", "note", "vintage"):
        texts = texts_of(case, name)
        for variant, test in (("", find_mixed_word), ("unseen", find_invisible)):
            bad = {text: word for text in set(texts) if (word := test(text))}
            if bad:
                failed |= {
                    r: {"second": bad[text], "variant": variant}
                    for r, text in enumerate(texts)
                    if text in bad
                }
    return rows_verdict(case, count, failed, "values")


def judge_declared_totals(case: Case, check: operation_parameters.Footer) -> Verdict:
    """Check that no part of the table was lost in transmission."""
    if not case.facts.declared:
        return need("declared")
    table = case.panel.observations
    with decimals.exact():
        total = sum((v for v in table.cells["value"] if v is not None), Decimal(0))
    counted: dict[str, Decimal | int] = {"rows": len(table), "total": total}
    hits = [
        Hit(
            -1,
            details={"value": Decimal(declared), "second": Decimal(counted[name])},
            variant="total" if name == "total" else "",
        )
        for name, declared in case.facts.declared.items()
        if Decimal(declared) != counted[name]
    ]
    return Verdict(len(case.facts.declared), 0, tuple(hits))
