"""Operations on single rows: what is said beside a value, and how it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from decimal import Decimal

from ictindex import catalogue, numbers
from ictindex.validation import checks
from ictindex.validation.operations.common import Case, Hit, Verdict

_BINARY_DIGITS = 15  # decimal digits that survive binary64

# Of a table: how many rows are decidable, and the rows that fail with the data of each failure.
_Failed = dict[int, Mapping[str, object]]
_Test = Callable[[Case, checks.Records], tuple[int, _Failed]]


def _texts(case: Case, name: str) -> list[str]:
    table = case.panel.observations
    found: list[str] = table.columns[name].tolist() if name in table.columns else [""] * len(table)
    return found


def _listed(case: Case, name: str, known: Container[str]) -> tuple[int, _Failed]:
    texts = _texts(case, name)
    failed: _Failed = {
        row: {"second": text} for row, text in enumerate(texts) if text and text not in known
    }
    return len(texts) - texts.count(""), failed


def _source_class(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    decided, failed = _listed(case, "source_class", catalogue.source_classes())
    listed = getattr(getattr(case.document, "sourcing", None), "auxiliary", ())
    series = {*catalogue.auxiliary_series(), *listed}
    # The class takes a value out of consultation: a label alone must not.
    pairs = enumerate(zip(_texts(case, "source_class"), _texts(case, "indicator"), strict=True))
    labelled = {
        row: {"second": kind}
        for row, (kind, key) in pairs
        if kind == catalogue.AUXILIARY and key not in series
    }
    return decided, failed | labelled


def _status(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    return _listed(case, "status", catalogue.status_codes())


def _of_empty(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    known = catalogue.status_codes()
    texts, written = _texts(case, "status"), _texts(case, "written")
    values = case.panel.observations.columns["value"].tolist()
    failed: _Failed = {
        row: {"status": status}
        for row, status in enumerate(texts)
        if status and values[row] is None and not written[row] and not known.get(status, True)
    }
    return len(texts) - texts.count(""), failed


def _estimate(case: Case, check: checks.Records) -> tuple[int, _Failed]:
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


def _note(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    texts, notes = _texts(case, "status"), _texts(case, "note")
    failed: _Failed = {
        row: {"status": status}
        for row, status in enumerate(texts)
        if status in check.codes and not notes[row].strip()
    }
    return len(texts) - texts.count(""), failed


def _coded(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    texts = _texts(case, "status")
    failed: _Failed = {
        row: {"status": status} for row, status in enumerate(texts) if status in check.codes
    }
    return len(texts) - texts.count(""), failed


def _confidential(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    if "conf_status" not in case.panel.observations.columns:
        return 0, {}
    codes = _texts(case, "conf_status")
    failed: _Failed = {
        row: {"conf_status": code}
        for row, code in enumerate(codes)
        if code in check.codes or (code == "E" and case.released is None)
    }
    return len(codes), failed


def _carried(case: Case, check: checks.Records) -> tuple[int, _Failed]:
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


def _digits(case: Case, check: checks.Records) -> tuple[int, _Failed]:
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
    """Return which rows were derived: they stand where another value stands, and nobody wrote them.

    A rate has the address of its count, and all the digits of the division.
    """
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


def _economy(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    if not case.submitter:
        return 0, {}
    texts = _texts(case, "economy")
    failed: _Failed = {
        row: {"second": case.submitter}
        for row, economy in enumerate(texts)
        if economy != case.submitter
    }
    return len(texts), failed


_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def mixed_word(text: str) -> str:
    """Return the first word that mixes letters of two scripts, such as a Cyrillic a in a name.

    Examples
    --------
    >>> mixed_word("Br\u0430zil 2022"), mixed_word("\u041f\u0435\u0440\u0443 Brazil")
    ('Br\u0430zil', '')
    """
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


def _script(case: Case, check: checks.Records) -> tuple[int, _Failed]:
    failed: _Failed = {}
    count = len(case.panel.observations)
    for name in ("source", "note", "vintage"):
        texts = _texts(case, name)
        bad = {text: word for text in set(texts) if (word := mixed_word(text))}
        if bad:
            failed |= {r: {"second": bad[text]} for r, text in enumerate(texts) if text in bad}
    return count, failed


_TESTS: Mapping[str, tuple[_Test, str]] = {
    "source-class": (_source_class, "source-class"),
    "status-codes": (_status, "status"),
    "status-of-empty": (_of_empty, "status"),
    "estimate-status": (_estimate, "source-class"),
    "notes": (_note, "status"),
    "break-note": (_note, "status"),
    "provisional": (_coded, "status"),
    "confidential": (_confidential, "confidentiality"),
    "carried": (_carried, "carried-values"),
    "digits": (_digits, "values"),
    "one-economy": (_economy, "submitter"),
    "script": (_script, "values"),
}


def records(case: Case, check: checks.Records) -> Verdict:
    """Judge every row by a test of what stands in it.

    Parameters
    ----------
    case : Case
        What is judged.
    check : Records
        The test and its codes.

    Returns
    -------
    Verdict
    """
    test, need = _TESTS[check.test]
    table = case.panel.observations
    decided, failed = test(case, check)
    hits = []
    for row, told in sorted(failed.items()):
        given = {"value": table.columns["value"][row] or "\u2013", **told}
        economy = case.panel.first[table.columns["economy"][row]]
        place = case.panel.places.get(case.panel.own.operands[row], -1)
        hits.append(Hit(economy, place, row, given))
    rest = len(table) - decided
    return Verdict(decided, rest, tuple(hits), () if decided else (need,))


def footer(case: Case, check: checks.Footer) -> Verdict:
    """Judge whether nothing of the table was lost on its way.

    Parameters
    ----------
    case : Case
        What is judged; ``declared`` has the number of rows and the total of their values.
    check : Footer
        Has no parameters.

    Returns
    -------
    Verdict
    """
    if not case.declared:
        return Verdict(lacking=("declared",))
    table = case.panel.observations
    with numbers.exact():
        total = sum((v for v in table.columns["value"].tolist() if v is not None), Decimal(0))
    counted: dict[str, Decimal | int] = {"rows": len(table), "total": total}
    hits = [
        Hit(-1, given={"value": Decimal(said), "second": Decimal(counted[name])})
        for name, said in case.declared.items()
        if Decimal(said) != counted[name]
    ]
    return Verdict(len(case.declared), 0, tuple(hits))
