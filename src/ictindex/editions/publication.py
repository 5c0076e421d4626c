"""Publishing: a result under receipts becomes an edition that cannot change unnoticed.

Nothing of what is handed in is taken on trust: receipts are verified, sources selected and scores
computed anew, and it is these that are published.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ictindex.core import arguments as guards
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.observations import Observations, concatenate
from ictindex.editions import admissibility
from ictindex.editions.contents import Publication, contents
from ictindex.editions.edition import Edition
from ictindex.editions.ipb import publish as baskets
from ictindex.editions.provenance import Given, matched, received
from ictindex.editions.publish_common import (
    Receipts,
    check_free_before,
    check_publisher,
    committed,
    folder_of,
    kind_of,
    owners_of,
    receipts_of,
    release_date,
    vintage_of,
)
from ictindex.findings import Finding
from ictindex.idi.result import Result
from ictindex.indices import compute
from ictindex.ipb.result import BasketResult
from ictindex.results.methodology import Methodology
from ictindex.results.result_kind import KINDS
from ictindex.sourcing.selection import Selection
from ictindex.sourcing.source_selection import select_sources
from ictindex.validation.receipts import Receipt
from ictindex.validation.table_digests import table_digest


def publish(
    result: Result | BasketResult,
    folder: str | os.PathLike[str],
    *,
    released: dt.date | str,
    publisher: str = "",
    receipts: Receipts = (),
    submissions: Given = (),
    vintage: str | None = None,
    salt: bytes | None = None,
) -> Edition:
    """Publish a result as an edition: frozen for good, and verifiable by anyone.

    Parameters
    ----------
    result : Result or BasketResult
        From :func:`ictindex.compute`, of the sources selected by
        :func:`ictindex.select_sources`; or, for a reconstruction or a demonstration, of exactly
        the observations of ``receipts``. Price baskets are of exactly the tables of ``receipts``:
        prices or tariffs, and economics.
    folder : path
        The folder of editions, with their register; made where there is none.
    released : datetime.date or str
        The date of release (ISO 8601): on that day the methodology must be valid.
    publisher : str
        Who publishes it; an official edition needs one.
    receipts : Receipt or iterable of Receipt
        What vouches for the observations, where no selection does; or for the tables of price
        baskets.
    submissions : path, mapping of str to bytes, or iterable of these
        The files that the receipts name, as they were received: files, folders, or bytes by
        name. Those of confidential tables do not go in.
    vintage : str, optional
        Vintage of the groupings; by default that of this edition (``idi-2024``), if there is one.
    salt : bytes, optional
        At least 16 random bytes that stay in the working folder; needed where cells are
        confidential.

    Returns
    -------
    Edition
        With its folder and its root digest.

    Raises
    ------
    TakenIdError
        If the id was ever published, whether or not its folder is still there.
    RefusedEditionError
        If the result may not be published; every reason is named.
    VoidReceiptError
        If anything was changed after a receipt was made.
    DraftMethodologyError, FrozenDocumentError
        If the methodology is a draft, or not one of the frozen documents.
    ArchiveError
        If the folder cannot be written; unless the message says so, nothing was published.
    DamagedArchiveError
        If the register was altered.
    UsageError
        If the arguments do not fit together.

    Notes
    -----
    The kind is decided by what vouches for the figures: a *demonstration* is computed with
    ``kind="demonstration"``; where a compiler transcribed a print, or the result was computed with
    ``kind="reconstruction"``, it is a *reconstruction*; all else is *official*.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex, idi = ict.sample_data("idi-2024-annex.csv"), ict.methodology("idi", edition=2024)
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.publish(
    ...         ict.compute(idi, receipt.observations), folder, released="2024-06-27",
    ...         receipts=receipt, submissions=annex,
    ...     )
    ...     edition.id, (edition.path / "table.csv").is_file()
    ('idi-2024-reconstruction', True)
    """
    _check_result(result)
    if isinstance(result, BasketResult):
        return baskets.publish(
            result, folder, released=released, publisher=publisher, receipts=receipts,
            submissions=submissions, vintage=vintage, salt=salt,
        )  # fmt: skip
    day = release_date(released)
    place = folder_of(folder)
    check_publisher(publisher, salt)
    document = result.methodology.document
    admissibility.check_document(document)
    selection = result.selection
    vouched = receipts_of(receipts)
    if selection is not None:
        if vouched:
            raise UsageError("archive.receipts-besides-selection")
        vouched = receipts_of(selection.receipts)
    kind = kind_of(result.kind, vouched)
    key = result.with_kind(kind).id
    check_free_before(place, key)
    known = vintage_of(vintage, f"{document.index}-{result.edition}", result.economies)
    files = received(submissions)
    found, absent = matched(vouched, files)
    faults = [
        *admissibility.of_document(document, day),
        *admissibility.of_selection(selection, kind, day),
        *admissibility.of_receipts(vouched, salt, kind, publisher),
        *absent,
    ]
    if not vouched:
        raise RefusedEditionError("archive.refused", faults=faults, id=key)
    again, chosen, table = _anew(result, selection, vouched)
    owners = owners_of(chosen, vouched)
    if chosen is None:
        printed = [bool(vouched[n].transcribed) for n in owners]
        auxiliary = frozenset(() if document.sourcing is None else document.sourcing.auxiliary)
        used = admissibility.used_rows(again)
        faults += admissibility.of_values(table, used, printed, auxiliary)
    again = again.with_kind(kind)
    faults += [
        *admissibility.of_vouching(table, owners, vouched, kind),
        *admissibility.of_scores(again),
        *admissibility.of_results(result, again),
    ]
    if faults:
        raise RefusedEditionError("archive.refused", faults=faults, id=key)
    head = {
        "id": key, "index": document.index, "edition": result.edition, "kind": kind,
        "year": result.year, "released": day.isoformat(), "publisher": publisher,
    }  # fmt: skip
    publication = Publication(head, table, owners, vouched, again, chosen, found, known, salt)
    return committed(place, head, contents(publication), kind, "edition")


def _check_result(result: object) -> None:
    known = isinstance(result, (Result, BasketResult))
    guards.require(known, "result", "result", result)
    if isinstance(result, (Result, BasketResult)) and (
        type(result) not in (Result, BasketResult) or result.kind not in KINDS
    ):
        raise RefusedEditionError("archive.not-a-result", id=result.id)


def _anew(
    result: Result, selection: Selection | None, receipts: tuple[Receipt, ...]
) -> tuple[Result, Selection | None, Observations]:
    """Select the sources and compute the scores anew, from the receipts alone."""
    document = result.methodology.document
    methodology = Methodology(document, result.edition)
    kind = result.kind
    if selection is None:
        table = concatenate([one.observations for one in receipts])
        # What another publication prints admits nothing to an edition of one's own.
        table = replace(table, published=MappingProxyType({}))
        if table_digest(table) != table_digest(result.observations):
            raise RefusedEditionError("archive.refused", faults=[_unvouched(result)], id=result.id)
        again = compute(methodology, table, edition=result.edition, year=result.year, kind=kind)
        return again, None, table
    arguments: dict[str, Any] = {
        "edition": selection.edition, "year": selection.year,
        "consultations": selection.consultations, "cut_off": selection.cut_off,
    }  # fmt: skip
    as_given = select_sources(selection.receipts, methodology, **arguments)
    same = (
        selection.methodology.document == document
        and as_given.digest == selection.digest
        and table_digest(as_given.observations) == table_digest(result.observations)
    )
    if not same:
        raise RefusedEditionError("archive.refused", faults=[_unvouched(result)], id=result.id)
    chosen = select_sources(receipts, methodology, **arguments)
    again = compute(methodology, chosen, kind=kind)
    return again, chosen, again.observations


def _unvouched(result: Result) -> Finding:
    return Finding("archive.not-vouched", "error", given={"id": result.id})
