"""Checks before publication: all reasons against it are reported at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ictindex.core.errors import FrozenDocumentError
from ictindex.data.observations import concatenate
from ictindex.definitions import documents
from ictindex.definitions.catalogue import synthetic_economies
from ictindex.language.findings import Finding
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.rules import is_known
from ictindex.submissions.validation.secondary_disclosure import find_disclosures
from ictindex.submissions.validation.subject import OBSERVATIONS


def check_document(document: documents.Document) -> None:
    """Refuse a methodology that is a draft, or that differs from the frozen documents."""
    documents.refuse_draft(document)
    frozen = documents.check_frozen()
    if document.id not in frozen or documents.find(document.id) != document:
        raise FrozenDocumentError("archive.document-not-frozen", document=document.id)


def find_document_faults(
    document: documents.Document, released: dt.date, edition: int, kind: str
) -> Iterator[Finding]:
    """Yield why a methodology is not valid on the day of release, or not decided for an edition."""
    if kind == "official" and edition not in documents.editions_of(document):
        details = {"document": document.id, "edition": str(edition)}
        yield Finding("archive.provisional", "error", details=details)
    first, last = documents.validity(document)
    if first is None or last is None or not first <= released <= last:
        details = {
            "document": document.id,
            "date": released.isoformat(),
            "from": str(first or "-"),
            "until": str(last or "-"),
        }
        yield Finding("archive.not-valid", "error", details=details)


def find_receipt_faults(
    receipts: Sequence[Receipt], salt: bytes | None, kind: str, *, signed: bool
) -> Iterator[Finding]:
    """Yield the faults of receipts, and what they lack."""
    if not receipts:
        yield Finding("archive.no-receipt", "error")
    for receipt in receipts:
        fitted = receipt.fitted.get("sha256", "")
        if not is_known(receipt.rules, receipt.rules_scheme, fitted):
            yield Finding(
                "archive.rules-changed", "error", details={"receipt": receipt.digest[:12]}
            )
    closed = sum(bool(receipt.record["confidential"]) for receipt in receipts)
    if closed and salt is None:
        yield Finding("archive.salt-needed", "error", details={"count": str(closed)})
    yield from _find_followers(receipts)
    if kind == "official" and not signed:
        yield Finding("archive.signature-needed", "error")
    if kind != "demonstration":
        made_up = {key for receipt in receipts for key in receipt.economies}
        made_up &= set(synthetic_economies())
        if made_up:
            details = {"codes": tuple(sorted(made_up)), "kind": kind}
            yield Finding("archive.synthetic-economy", "error", details=details)
    compiled = any(receipt.role == "compiler" for receipt in receipts)
    if kind == "reconstruction" and receipts and not compiled:
        yield Finding("archive.reconstruction-by-compiler", "error")


def _find_followers(receipts: Sequence[Receipt]) -> Iterator[Finding]:
    """Yield the confidential values that everybody could compute from the published ones."""
    accepted = [receipt for receipt in receipts if receipt.kind == OBSERVATIONS]
    # Of several submissions of a cell the last one counts.
    ordered = sorted(accepted, key=lambda receipt: receipt.submitted or dt.date.min)
    if ordered:
        table = concatenate([receipt.observations for receipt in ordered])
        for disclosure in find_disclosures(table):
            yield disclosure.finding("archive.follows")
