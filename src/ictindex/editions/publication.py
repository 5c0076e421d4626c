"""Publication: a result with receipts becomes an edition whose changes can be detected.

The input is not trusted: receipts are verified here, and the index of the result computes it again
from them; only these figures are published.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from ictindex.core import arguments
from ictindex.core.activity_log import log_step, start_clock
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.editions import admissibility
from ictindex.editions.contents import Publication, edition_files
from ictindex.editions.edition import Edition
from ictindex.editions.publish_common import (
    Receipts,
    check_doi,
    check_free_before,
    check_publisher,
    commit_edition,
    folder_of,
    kind_of,
    publisher_of,
    receipts_of,
    release_date,
    vintage_of,
)
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.indices.index_protocols import IndexEditions, find_editions
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.edition_parts import EditionRequest
from ictindex.indices.results.result_kind import KINDS, OWN_INDEX
from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.word_files import refuse_pending

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.result import BasketResult


def publish(
    result: Result | BasketResult,
    folder: str | os.PathLike[str],
    *,
    released: dt.date | str,
    publisher: str | PublisherKey = "",
    receipts: Receipts = (),
    vintage: str | None = None,
    salt: bytes | None = None,
    doi: str = "",
) -> Edition:
    """Publish a result as an edition that never changes and that anybody can verify.

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
        The date of release (ISO 8601), on which the methodology must be valid.
    publisher : str or PublisherKey
        The publisher: a name, or the key with which it signs. An official edition needs the key;
        its name is then that of the chain of keys in the folder.
    receipts : Receipt or iterable of Receipt
        The receipts of the observations, if there is no selection, or of the tables of price
        baskets.
    vintage : str, optional
        Vintage of the groupings; by default that of this edition (``idi-2024``), if there is one.
    salt : bytes, optional
        The master salt of the round: at least 16 random bytes that never leave the closed folder.
        The commitment of each receipt, and the digests of confidential values, are made with the
        salt of the receipt, which is derived from it. Needed where cells are confidential; without
        it the receipts have no commitments.

    doi : str, optional
        A DOI that a registrar reserved for the edition (``"10.1234/abcd"``); it becomes a field of
        the Data Package. None is made up.

    Returns
    -------
    Edition
        With its folder and its root digest.

    Raises
    ------
    TakenIdError
        If the id was ever published, whether or not its folder still exists.
    RefusedEditionError
        If the result may not be published; all reasons are named. If the key is not in force, or
        the name of the publisher is reserved, such as that of ITU.
    VoidReceiptError
        If anything was changed after a receipt was made.
    DraftMethodologyError, FrozenDocumentError
        If the methodology is a draft, or not one of the frozen documents.
    ArchiveError
        If the folder cannot be written; unless the message says so, nothing was published.
    DamagedArchiveError
        If the register was altered.
    UsageError
        If the arguments do not fit together, or words of a language are missing.

    Notes
    -----
    The kind follows from the receipts and the result: a *demonstration* is computed with
    ``kind="demonstration"``; a *reconstruction* has receipts of a print that a compiler
    transcribed, or is computed with ``kind="reconstruction"``; all other editions are *official*,
    and need the publisher's key. The signature is written in the same step as the edition.

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
    ...         receipts=receipt,
    ...     )
    ...     edition.id, (edition.path / "table.csv").is_file()
    ('idi-2024-reconstruction', True)
    """
    index = _index_of(result)
    day = release_date(released)
    archive = folder_of(folder)
    name_of_publisher, signer = publisher_of(publisher, archive, day)
    check_publisher(name_of_publisher, salt)
    check_doi(doi)
    document, selection = result.methodology.document, result.selection
    admissibility.check_document(document)
    vouched = receipts_of(receipts)
    if selection is not None:
        if vouched:
            raise UsageError("archive.receipts-besides-selection")
        vouched = receipts_of(selection.receipts)
    kind = kind_of(result.kind, vouched)
    if kind != "demonstration":
        refuse_pending(LANGUAGES)
    key = result.with_kind(kind).id
    check_free_before(archive, key)
    own = f"{document.index}-{result.edition}"
    groups = vintage_of(vintage, own, result.economies if index.LISTS_EVERY_ECONOMY else ())
    faults = [
        *admissibility.find_document_faults(document, day, result.edition, kind),
        *index.check_sources(selection, vouched, kind, day),
        *admissibility.find_receipt_faults(vouched, salt, kind, signed=signer is not None),
    ]
    request = EditionRequest(key, kind, vouched, groups, salt, selection, tuple(faults))
    head = {
        "id": key,
        "index": document.index,
        "edition": result.edition,
        "kind": kind,
        "year": result.year,
        "released": day.isoformat(),
        "publisher": name_of_publisher,
    }
    parts = index.edition_parts(result, request)
    publication = Publication(head, vouched, document, groups, salt, doi)
    started = start_clock()
    edition = commit_edition(archive, head, edition_files(publication, parts), "edition", signer)
    log_step(started, "published %s: root %s", key, edition.root)
    return edition


def _index_of(result: EditionResult) -> IndexEditions:
    """Return the index of a result; refuse a what-if and a result that was already published."""
    arguments.require(isinstance(result, EditionResult), "result", "result", result)
    index = find_editions(result.implementation)
    if result.kind == OWN_INDEX:
        raise RefusedEditionError("archive.own-index", id=result.id)
    if type(result) is not index.RESULT or result.kind not in KINDS:
        raise RefusedEditionError("archive.not-a-result", id=result.id)
    return index
