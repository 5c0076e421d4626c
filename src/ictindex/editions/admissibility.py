"""What may not be published, and why: every reason is told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from ictindex import documents
from ictindex.catalogue import AUXILIARY, OFFICIAL, counted_class, synthetic_economies
from ictindex.core.errors import DraftMethodologyError, FrozenDocumentError
from ictindex.data.observations import Observations
from ictindex.editions.figures import secret
from ictindex.editions.provenance import is_confidential
from ictindex.findings import Finding
from ictindex.idi.result import Result
from ictindex.sourcing.candidates import SUBMISSION
from ictindex.sourcing.selection import Selection
from ictindex.validation.receipts import Receipt
from ictindex.validation.rules import ruleset


def check_document(document: documents.Document) -> None:
    """Refuse a methodology that is a draft, or not to the letter one of the frozen ones."""
    if document.status == "draft":
        raise DraftMethodologyError("methodology.draft", document=document.id)
    frozen = documents.check_frozen()
    if document.id not in frozen or documents.find(document.id) != document:
        raise FrozenDocumentError("archive.document-not-frozen", document=document.id)


def of_document(document: documents.Document, released: dt.date) -> Iterator[Finding]:
    """Yield why a methodology is not valid on the day of release."""
    first, last = documents.validity(document)
    if first is None or last is None or not first <= released <= last:
        given = {
            "document": document.id, "date": released.isoformat(),
            "from": str(first or "-"), "until": str(last or "-"),
        }  # fmt: skip
        yield Finding("archive.not-valid", "error", given=given)


def of_receipts(
    receipts: Sequence[Receipt], salt: bytes | None, kind: str, publisher: str
) -> Iterator[Finding]:
    """Yield what is missing beside the receipts."""
    if not receipts:
        yield Finding("archive.no-receipt", "error")
    rules = ruleset()
    fitted = {"", *(model.digest for model in rules.models)}
    for one in receipts:
        # Fitted numbers of an earlier collection are still at hand; others are not.
        if one.rules != rules.digest or one.fitted.get("sha256", "") not in fitted:
            yield Finding("archive.rules-changed", "error", given={"receipt": one.digest[:12]})
    closed = sum(map(is_confidential, receipts))
    if closed and salt is None:
        yield Finding("archive.salt-needed", "error", given={"count": str(closed)})
    if kind == "official" and not publisher:
        yield Finding("archive.publisher-needed", "error")
    if kind != "demonstration":
        made_up = {key for one in receipts for key in one.economies}
        made_up &= set(synthetic_economies())
        if made_up:
            given = {"codes": tuple(sorted(made_up)), "kind": kind}
            yield Finding("archive.synthetic-economy", "error", given=given)
    compiled = any(one.role == "compiler" for one in receipts)
    if kind == "reconstruction" and receipts and not compiled:
        yield Finding("archive.reconstruction-by-compiler", "error")


def of_selection(selection: Selection | None, kind: str, released: dt.date) -> Iterator[Finding]:
    """Yield why the sources of an edition are not decided."""
    if selection is None:
        if kind == "official":
            yield Finding("archive.no-selection", "error")
    elif selection.cut_off > released:
        given = {"cut_off": selection.cut_off.isoformat(), "date": released.isoformat()}
        yield Finding("archive.cut-off-after-release", "error", given=given)


def used_rows(result: Result) -> list[int]:
    """Return the rows of observations that a result was computed from."""
    return sorted(row for line in result.input_rows.rows for row in line if row is not None)


def of_values(
    table: Observations,
    rows: Iterable[int],
    printed: Sequence[bool],
    auxiliary: frozenset[str],
) -> Iterator[Finding]:
    """Yield the values that are confidential, or neither official, auxiliary nor as printed."""
    columns, closed = table.columns, secret(table)
    for row in rows:
        economy, key = str(columns["economy"][row]), str(columns["indicator"][row])
        stated = str(columns["source_class"][row])
        cleared = counted_class(stated, str(columns["status"][row])) in OFFICIAL
        admitted = stated == AUXILIARY and key in auxiliary
        if closed[row]:
            code = "archive.confidential-used"
        elif printed[row] or cleared or admitted:
            continue
        else:
            code = "archive.not-cleared"
        given = {"economy": economy, "indicator": key, "source_class": stated or "-"}
        yield Finding(
            code, "error", economy, key, int(columns["year"][row]), table.address(row), given
        )


def of_vouching(
    table: Observations, owners: Sequence[int], receipts: Sequence[Receipt], kind: str
) -> Iterator[Finding]:
    """Yield the official submissions of what is official that stand under a compiler's receipt."""
    # Only a Member State can say what it submitted, in whatever year: its focal point's receipt is
    # what says so, also of a value that is carried. A compiler vouches for what it found elsewhere.
    if kind != "official":
        return
    columns = table.columns
    for row, owner in enumerate(owners):
        if (
            receipts[owner].role == "compiler"
            and columns["value"][row] is not None
            and counted_class(str(columns["source_class"][row]), str(columns["status"][row]))
            == SUBMISSION
        ):
            economy, key = str(columns["economy"][row]), str(columns["indicator"][row])
            said = receipts[owner].digest[:12]
            given = {"economy": economy, "indicator": key, "receipt": said}
            yield Finding(
                "archive.submission-by-compiler", "error", economy, key,
                int(columns["year"][row]), table.address(row), given,
            )  # fmt: skip


def of_scores(again: Result) -> Iterator[Finding]:
    """Yield that no economy has the index, and of each economy why: an id is taken only once."""
    if not again.ranked:
        yield Finding("archive.no-score", "error", given={"id": again.id})
        yield from again.exclusions


def of_results(result: Result, again: Result) -> Iterator[Finding]:
    """Yield whether a result is not what its inputs give when they are computed anew."""
    same = (
        (result.edition, result.year, result.methodology.id)
        == (again.edition, again.year, again.methodology.id)
        and result.economies == again.economies
        and result.input_rows.values == again.input_rows.values
        and result.exact_scores == again.exact_scores
        and tuple(result.exclusions) == tuple(again.exclusions)
    )
    if not same:
        yield Finding("archive.result-changed", "error", given={"id": result.id})
