"""Operations on single rows: what is said beside a value, and how it is written."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import numpy as np

from ictindex import catalogue
from ictindex.core import decimals
from ictindex.data.checks import LAST_YEAR
from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import Case, Hit, Verdict

_BINARY_DIGITS = 15  # decimal digits that survive binary64

# Of a table: how many rows are decidable, and the rows that fail with the data of each failure.
_Failed = dict[int, Mapping[str, object]]
_Test = Callable[[Case, operation_parameters.Records], tuple[int, _Failed]]


def _texts(case: Case, name: str) -> list[str]:
    table = case.panel.observations
    found: list[str] = table.columns[name].tolist() if name in table.columns else [""] * len(table)
    return found


def _auxiliary(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    """Only series that no Member State submits are auxiliary: a label alone makes none of it."""
    listed = getattr(getattr(case.document, "sourcing", None), "auxiliary", ())
    series = {*catalogue.auxiliary_series(), *listed}
    classes, keys = _texts(case, "source_class"), _texts(case, "indicator")
    failed: _Failed = {
        row: {"second": kind}
        for row, (kind, key) in enumerate(zip(classes, keys, strict=True))
        if kind == catalogue.AUXILIARY and key not in series
    }
    return len(classes) - classes.count(""), failed


def _of_empty(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    known = catalogue.status_codes()
    texts, written = _texts(case, "status"), _texts(case, "written")
    values = case.panel.observations.columns["value"].tolist()
    empty = [row for row, value in enumerate(values) if value is None and not written[row]]
    silent = _alone(case, [row for row in empty if not texts[row]])
    failed: dict[int, Mapping[str, object]] = {
        row: {"status": texts[row]}
        for row in empty
        if texts[row] and not known.get(texts[row], True)
    }
    failed |= {row: {"variant": "silent"} for row in silent}
    return len(texts) - texts.count("") + len(silent), failed


def _alone(case: Case, rows: list[int]) -> list[int]:
    """Leave those rows that are the only one of their line."""
    # In a line of many values an empty cell is one of which nothing is said.
    if not rows:
        return []
    columns = case.panel.observations.columns
    places = list(zip(columns["file"].tolist(), columns["line"].tolist(), strict=True))
    count = Counter(places)
    return [row for row in rows if count[places[row]] == 1]


def _estimate(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    pairs = list(zip(_texts(case, "status"), _texts(case, "source_class"), strict=True))
    failed: _Failed = {
        row: {"status": status, "source_class": kind}
        for row, (status, kind) in enumerate(pairs)
        if status
        and kind
        and (
            (status == "E" and kind not in catalogue.OFFICIAL)
            or (kind == catalogue.ESTIMATE and status != catalogue.IMPUTED)
        )
    }
    return sum(bool(status and kind) for status, kind in pairs), failed


def _note(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    texts, notes = _texts(case, "status"), _texts(case, "note")
    failed: _Failed = {
        row: {"status": status}
        for row, status in enumerate(texts)
        if status in check.codes and not notes[row].strip()
    }
    return len(texts) - texts.count(""), failed


def _coded(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    texts = _texts(case, "status")
    failed: _Failed = {
        row: {"status": status} for row, status in enumerate(texts) if status in check.codes
    }
    return len(texts) - texts.count(""), failed


def _confidential(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    if "conf_status" not in case.panel.observations.columns:
        return 0, {}
    codes = _texts(case, "conf_status")
    failed: _Failed = {
        row: {"conf_status": code}
        for row, code in enumerate(codes)
        if code in check.codes or (code == "E" and case.released is None)
    }
    return len(codes), failed


def _carried(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    if case.document is None:
        return 0, {}
    panel, table = case.panel, case.panel.observations
    rows = panel.rows[(panel.years > 0) & (panel.years != panel.year)].tolist()
    sources, vintages = _texts(case, "source"), _texts(case, "vintage")
    years = table.columns["year"].tolist()
    failed: _Failed = {
        row: {"previous_year": str(years[row])}
        for row in rows
        if not sources[row] and not vintages[row]
    }
    return len(rows), failed


def _digits(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    values = case.panel.observations.columns["value"].tolist()
    failed: _Failed = {}
    for row, value in enumerate(values):
        # What has no more digits than these survives binary64; most need no closer look.
        if value is not None and len(value.as_tuple().digits) > _BINARY_DIGITS:
            digits = len(value.normalize().as_tuple().digits)
            if digits > _BINARY_DIGITS:
                failed[row] = {"digits": str(digits)}
    for row in _derived(case, failed):
        del failed[row]
    return len(values) - values.count(None), failed


def _derived(case: Case, rows: Iterable[int]) -> list[int]:
    """Return which rows were derived: they share the address of another value."""
    # A rate has the address of its count, and all the digits of the division.
    wanted = list(rows)
    if not wanted:
        return []
    columns = case.panel.observations.columns
    places = list(
        zip(*(columns[name].tolist() for name in ("file", "line", "column")), strict=True)
    )
    first: dict[tuple[object, ...], int] = {}
    for row, place in enumerate(places):
        first.setdefault(place, row)
    return [row for row in wanted if places[row][1] and first[places[row]] != row]


def _economy(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    if not case.submitter:
        return 0, {}
    texts = _texts(case, "economy")
    failed: _Failed = {
        row: {"second": case.submitter}
        for row, economy in enumerate(texts)
        if economy != case.submitter
    }
    return len(texts), failed


def _years(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    """Find rows of years that the table cannot be of."""
    # A submission is of its year and of earlier ones; any table is of no later year than that of
    # its edition, or of the day on which it was submitted.
    if case.submitter:
        last = case.panel.year
    elif case.edition is not None or case.submitted is not None:
        last = min(
            [case.edition or LAST_YEAR] + ([] if case.submitted is None else [case.submitted.year])
        )
    else:
        return 0, {}
    years = case.panel.observations.columns["year"]
    later = np.flatnonzero(years > max(last, case.panel.year)).tolist()
    failed: _Failed = {
        row: {"second": str(years[row]), "limit": str(last), "variant": "later"} for row in later
    }
    return len(years), failed


_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_NO_WIDTH = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
_JOINERS = frozenset("\u200c\u200d")


def mixed_word(text: str) -> str:
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


def unseen(text: str) -> str:
    """Return the name of the first character of no width, or an empty text."""
    # Joiners belong to the writing of some languages, but not between letters of these scripts.
    for at, character in enumerate("" if text.isprintable() else text):
        beside = unicodedata.name(text[at - 1], "") if at else ""
        joiner = character in _JOINERS and beside.startswith((*_SCRIPTS, "DIGIT", "SPACE"))
        if character in _NO_WIDTH or joiner:
            return f"{unicodedata.name(character)} (U+{ord(character):04X})"
    return ""


def _script(case: Case, check: operation_parameters.Records) -> tuple[int, _Failed]:
    failed: _Failed = {}
    count = len(case.panel.observations)
    for name in ("source", "note", "vintage"):
        texts = _texts(case, name)
        for variant, test in (("", mixed_word), ("unseen", unseen)):
            bad = {text: word for text in set(texts) if (word := test(text))}
            if bad:
                failed |= {
                    r: {"second": bad[text], "variant": variant}
                    for r, text in enumerate(texts)
                    if text in bad
                }
    return count, failed


_TESTS: Mapping[str, tuple[_Test, str]] = {
    "status-of-empty": (_of_empty, "status"),
    "auxiliary-series": (_auxiliary, "source-class"),
    "estimate-status": (_estimate, "source-class"),
    "notes": (_note, "status"),
    "break-note": (_note, "status"),
    "provisional": (_coded, "status"),
    "confidential": (_confidential, "confidentiality"),
    "carried": (_carried, "carried-values"),
    "digits": (_digits, "values"),
    "one-economy": (_economy, "submitter"),
    "years": (_years, "submitter"),
    "script": (_script, "values"),
}


def records(case: Case, check: operation_parameters.Records) -> Verdict:
    """Judge every row by a test of what stands in it."""
    test, need = _TESTS[check.test]
    table = case.panel.observations
    decided, failed = test(case, check)
    hits = []
    for row, told in sorted(failed.items()):
        # Nought is a value.
        value = table.columns["value"][row]
        given = {"value": "\u2013" if value is None else value, **told}
        variant = str(given.pop("variant", ""))
        economy = case.panel.first[table.columns["economy"][row]]
        place = case.panel.places.get(case.panel.own.operands[row], -1)
        hits.append(Hit(economy, place, row, given, variant=variant))
    rest = len(table) - decided
    return Verdict(decided, rest, tuple(hits), () if decided else (need,))


def footer(case: Case, check: operation_parameters.Footer) -> Verdict:
    """Judge whether nothing of the table was lost on its way."""
    if not case.declared:
        return Verdict(lacking=("declared",))
    table = case.panel.observations
    with decimals.exact():
        total = sum((v for v in table.columns["value"].tolist() if v is not None), Decimal(0))
    counted: dict[str, Decimal | int] = {"rows": len(table), "total": total}
    hits = [
        Hit(
            -1,
            given={"value": Decimal(said), "second": Decimal(counted[name])},
            variant="total" if name == "total" else "",
        )
        for name, said in case.declared.items()
        if Decimal(said) != counted[name]
    ]
    return Verdict(len(case.declared), 0, tuple(hits))
