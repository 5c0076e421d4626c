"""Release of data: validated observations without an index, frozen as an edition is.

Data are to be published within three months of their submission; the index may follow later, in the
same register.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from typing import Literal

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.observations import concatenate
from ictindex.definitions.catalogue import auxiliary_series
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
)
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.editions.released_figures import (
    FIGURES,
    PublicFigures,
    count_changes,
    figures_file,
    list_figures,
    read_public_figures,
)
from ictindex.editions.released_figures import FILE as FIGURES_FILE
from ictindex.editions.storage.format import KINDS, is_id
from ictindex.indices.results.edition_observations import (
    EDITION_OBSERVATIONS,
    OBSERVATIONS,
    check_closed_by_one,
    check_submissions,
    check_values,
    confidential_rows,
    indicator_records,
    indicators_and_economies,
    last_words,
    observations_file,
)
from ictindex.indices.results.edition_parts import (
    EditionParts,
    EditionRequest,
    Vocabulary,
)
from ictindex.language.findings import Finding
from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.word_files import refuse_pending

_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def release_data(
    receipts: Receipts,
    folder: str | os.PathLike[str],
    *,
    name: str,
    released: dt.date | str,
    publisher: str | PublisherKey = "",
    kind: Literal["reconstruction", "demonstration"] | None = None,
    salt: bytes | None = None,
    doi: str = "",
) -> Edition:
    """Publish validated observations without an index, frozen as an edition is.

    A database is revised, an edition never is. So ``figures.csv`` says of each figure whether it is
    as in the last edition of the folder or from the database, and lists a figure that was public
    before with its value then.

    Parameters
    ----------
    receipts : Receipt or iterable of Receipt
        The receipts of the observations, from :func:`ictindex.accept`: all observations are
        released, except those that a later submission of the same State replaced.
    folder : path
        The folder of editions with their register; it is made if there is none.
    name : str
        The part of its id after the year of release: small letters, digits and hyphens.
    released : datetime.date or str
        The date of release (ISO 8601).
    publisher : str or PublisherKey
        The publisher: a name, or the key with which it signs. An official release needs the key;
        its name is then that of the chain of keys in the folder.
    kind : str, optional
        ``"demonstration"`` or ``"reconstruction"``; by default it follows from the receipts.
    salt : bytes, optional
        The master salt of the round, as in :func:`ictindex.publish`: at least 16 random bytes that
        never leave the closed folder.
    doi : str, optional
        A DOI that a registrar reserved for the release, as in :func:`ictindex.publish`.

    Returns
    -------
    Edition
        With its folder and its root digest; its id is ``data-<year>-<name>`` and its kind.

    Raises
    ------
    TakenIdError
        If the id was ever published.
    RefusedEditionError
        If the observations may not be published; all reasons are named.
    VoidReceiptError
        If anything was changed after a receipt was made.
    ArchiveError
        If the folder cannot be written; nothing was published unless the message says so.
    DamagedArchiveError
        If the register was altered.
    UsageError
        If the arguments do not fit together.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex = ict.sample_data("idi-2024-annex.csv")
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, year=2022), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ict.editions.release_data(
    ...         receipt, folder, name="annex", released="2024-06-27"
    ...     ).id
    'data-2024-annex-reconstruction'
    """
    day = release_date(released)
    archive = folder_of(folder)
    name_of_publisher, signer = publisher_of(publisher, archive, day)
    check_publisher(name_of_publisher, salt)
    check_doi(doi)
    fits = isinstance(name, str) and _LABEL.fullmatch(name) is not None
    arguments.require(fits, "name", "label", name)
    if kind not in (None, *KINDS[1:]):
        raise UsageError("archive.kind-unknown", kind=str(kind)[:40], allowed=KINDS[1:])
    vouched = receipts_of(receipts)
    of = kind_of(kind or "", vouched)
    if of != "demonstration":
        refuse_pending(LANGUAGES)
    key = f"data-{day.year}-{name}" + ("" if of == "official" else f"-{of}")
    arguments.require(is_id(key), "name", "label", name)
    check_free_before(archive, key)
    faults = tuple(admissibility.find_receipt_faults(vouched, salt, of, signed=signer is not None))
    request = EditionRequest(key, of, vouched, salt=salt, faults=faults)
    if not vouched:
        request.refuse([])
    parts = _parts(request, read_public_figures(archive, of))
    head = {
        "id": key,
        "index": "",
        "edition": day.year,
        "kind": "data",
        "of": of,
        "year": max(receipt.year for receipt in vouched),
        "released": day.isoformat(),
        "publisher": name_of_publisher,
    }
    publication = Publication(head, vouched, salt=salt, doi=doi)
    return commit_edition(archive, head, edition_files(publication, parts), "data-release", signer)


def _parts(request: EditionRequest, public: Sequence[PublicFigures]) -> EditionParts:
    """Return the parts of a release, with observations in place of an index."""
    receipts, kind = request.receipts, request.kind
    tables = last_words(receipts)
    table = concatenate(tables)
    owners = [n for n, each in enumerate(tables) for _ in range(len(each))]
    faults: list[Finding] = []
    if kind == "official":
        values = zip(table.cells["value"], confidential_rows(table), strict=True)
        rows = [n for n, (value, closed) in enumerate(values) if not (value is None or closed)]
        faults += check_values(table, rows, [False] * len(table), auxiliary_series())
    faults += check_submissions(table, owners, receipts, kind)
    faults += check_closed_by_one(receipts)
    request.refuse([*faults, *table.findings.errors])
    vouchers = request.vouchers(owners)
    of_rows = [vouchers[owner] for owner in owners]
    indicators, economies = map(sorted, indicators_and_economies(table))
    figures = list_figures(table, public, kind)
    return EditionParts(
        files={
            OBSERVATIONS: observations_file(table, of_rows),
            FIGURES_FILE: figures_file(figures),
        },
        tables={OBSERVATIONS: EDITION_OBSERVATIONS, FIGURES_FILE: FIGURES},
        findings={"exclusions": []},
        catalogue={"indicators": indicator_records(indicators), "nodes": []},
        vocabulary=Vocabulary(tuple(economies), tuple(indicators)),
        rows=("observations", len(table)),
        vouched=request.published_economies(table.cells["economy"], owners),
        readme="readme-data",
        revised=count_changes(figures),
    )
