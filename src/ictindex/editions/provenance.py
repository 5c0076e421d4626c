"""What vouches for the figures of an edition: receipts, findings, answers, decisions.

Of what is confidential, nothing is written that would give it away: the receipt of a table with
confidential cells is disclosed by salted digests only, and by its own salted name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.catalogue import free_marks
from ictindex.core import canonical
from ictindex.data import Observations
from ictindex.editions.received import is_confidential
from ictindex.editions.storage.format import SCHEMA
from ictindex.findings import Finding
from ictindex.idi.result import Result
from ictindex.sourcing import Selection
from ictindex.validation import Receipt
from ictindex.validation.disclosure import name_of


def names(receipts: Iterable[Receipt], salt: bytes | None) -> dict[str, str]:
    """Return the name under which each receipt is known in the edition, by its digest.

    Examples
    --------
    >>> names([], None)
    {}
    """
    return {one.digest: name_of(one, salt) for one in receipts}


def receipts(
    known: Iterable[Receipt],
    named: Mapping[str, str],
    places: Mapping[str, str],
    salt: bytes | None,
) -> list[dict[str, Any]]:
    """Return the receipts; findings and answers stand in files of their own.

    Examples
    --------
    >>> receipts([], {}, {}, None)
    []
    """
    found = []
    for one in sorted(known, key=lambda one: named[one.digest]):
        closed = is_confidential(one)
        record = {
            key: part for key, part in one.record.items() if key not in ("findings", "answers")
        }
        files = [
            {"name": name, "sha256": said, "path": places.get(said)}
            for name, said in sorted(one.files.items())
        ]
        found.append({
            "name": named[one.digest],
            "receipt": None if closed else record,
            "disclosed": one.disclosed(salt or b"") if closed else None,
            "files": [] if closed else files,
        })  # fmt: skip
    return found


def answers(known: Iterable[Receipt], named: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers to findings by the name of the receipt.

    Examples
    --------
    >>> answers([], {})
    {'schema': 1, 'receipts': {}}
    """
    return {"schema": SCHEMA, "receipts": of_receipts(known, named, "answers")}


def of_receipts(known: Iterable[Receipt], named: Mapping[str, str], part: str) -> dict[str, Any]:
    """Return a part of each receipt by its name; nothing of a confidential one."""
    return {named[one.digest]: None if is_confidential(one) else one.record[part] for one in known}


def findings(
    known: Iterable[Receipt],
    named: Mapping[str, str],
    table: Observations,
    result: Result | None,
) -> dict[str, Any]:
    """Return what was found: by the rules, by the readers, and by computing.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> sorted(findings([], {}, table, None))
    ['exclusions', 'receipts', 'schema', 'warnings']
    """
    exclusions = [] if result is None else [plain(one) for one in result.exclusions]
    warned = [*table.findings, *(() if result is None else result.warnings)]
    return {
        "schema": SCHEMA,
        "exclusions": exclusions,
        "warnings": [plain(one) for one in warned],
        "receipts": of_receipts(known, named, "findings"),
    }


def plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "code": finding.code,
        "level": finding.level,
        "economy": finding.economy,
        "indicator": finding.indicator,
        "year": finding.year,
        "given": {str(key): _value(value) for key, value in finding.given.items()},
    }


def _value(value: object) -> object:
    """Return a datum of a finding in a form that has a canonical text."""
    if value is None or isinstance(value, (str, bool, int, Decimal)):
        return value
    if isinstance(value, (list, tuple)):
        return [_value(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return str(value)


def consultations(selection: Selection | None, salt: bytes | None) -> list[dict[str, Any]]:
    """Return the consultations on record, sorted; a confidential value is withheld.

    Examples
    --------
    >>> consultations(None, None)
    []
    """
    if selection is None:
        return []
    closed = _closed(selection)
    found = []
    for one in selection.consultations:
        record: dict[str, Any] = {
            "economy": one.economy, "indicator": one.indicator, "year": one.year,
            "source": one.source, "value": one.value, "salted": None, "notified": one.notified,
            "deadline": one.deadline, "answered": one.answered, "answer": one.answer,
            "text": one.text, "unit": one.unit,
        }  # fmt: skip
        if (one.economy, one.indicator, one.year) in closed:
            # Of a kind of its own: the digest of a value must not be found again here.
            plain = canonical.text([one.economy, one.indicator, one.year, one.source, one.value])
            record["value"], record["text"] = None, ""
            record["salted"] = canonical.salted("consultation", plain, salt or b"")
        found.append(record)
    return sorted(found, key=canonical.text)


def _closed(selection: Selection) -> set[tuple[str, str, int]]:
    """Return the cells of which a candidate is confidential."""
    known = selection.candidates
    return {
        (known.economy(n), known.key(n), int(known.year[n]))
        for n, mark in enumerate(known.conf)
        if mark not in free_marks()
    }


def sourcing(selection: Selection | None, salt: bytes | None) -> dict[str, Any]:
    """Return the decisions on sources, every rejected candidate with the reason.

    Examples
    --------
    >>> sourcing(None, None)
    {'schema': 1, 'selection': None}
    """
    if selection is None:
        return {"schema": SCHEMA, "selection": None}
    return {"schema": SCHEMA, "selection": selection.record(salt)}


def transcribed(known: Sequence[Receipt]) -> bool:
    """Tell whether any receipt is of a print that a compiler transcribed.

    Examples
    --------
    >>> transcribed([])
    False
    """
    return any(one.transcribed for one in known)
