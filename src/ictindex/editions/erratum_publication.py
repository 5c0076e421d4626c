"""Publication of errata and retractions in the register; no byte of an edition changes."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal

from ictindex.core import arguments, canonical
from ictindex.core.canonical import encode_record
from ictindex.core.errors import RefusedEditionError, UsageError
from ictindex.data.cell_text import visible
from ictindex.definitions import catalogue
from ictindex.editions.errata import (
    ERRATUM,
    Erratum,
    erratum_details,
    read_errata,
    retraction_details,
)
from ictindex.editions.opened_edition import DataRelease
from ictindex.editions.opening import Whole, open_edition
from ictindex.editions.publisher_keys import PublisherKey
from ictindex.editions.record_fields import (
    PUBLISHER,
    check_order,
    check_published,
    check_release,
    day_of,
    edition_folder,
    key_of_publisher,
    published_record,
    reason_of,
    signer_for,
)
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.register import Register, load_register
from ictindex.indices.index_protocols import find_editions
from ictindex.indices.results.edition_observations import latest_row, possible_value, withheld_rows
from ictindex.indices.results.what_if import Correction, Effect


def publish_erratum(
    path: str | os.PathLike[str],
    *,
    economy: str,
    indicator: str,
    corrected: Decimal | str | float | None,
    reason: str,
    role: str | PublisherKey = PUBLISHER,
    date: dt.date | str,
    force: bool = False,
) -> Erratum:
    """Put an erratum on record: the wrong value, and the value believed right.

    The edition does not change. From then on its views show that there is an erratum.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, next to its register.
    economy, indicator : str
        The cell: ISO3 code, and id or code of the indicator; for an edition of the price basket,
        the id of the basket.
    corrected : Decimal, str, number or None
        The value believed right, in the unit of the indicator, or the price in the currency in
        which it is advertised; ``None`` if the published one is wrong and the right one is not
        known.
    reason : str
        The reason: at most 2,000 characters on one line, without names of persons.
    role : PublisherKey or str
        Who puts it on record: only the publisher. About an official edition it is the
        publisher's key, which signs the record; about a reconstruction or a demonstration,
        ``"publisher"`` is sufficient.
    date : datetime.date or str
        The date of the erratum (ISO 8601), not before the release, and not before the date of the
        last record of the register.
    force : bool
        Accept a date more than a day ahead of this machine's clock.

    Returns
    -------
    Erratum
        The erratum with its effect on scores and ranks, computed as a what-if.

    Raises
    ------
    RefusedEditionError
        If the edition is not in the register, was withdrawn, or the erratum is on record already;
        in another role, or without the publisher's key where it is needed.
    RefusedObservationsError
        If the indicator cannot have the value.
    DamagedArchiveError
        If the edition or the register differs from what was published.
    ArchiveError
        If the register cannot be written.
    UsageError
        If the arguments do not fit together.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     erratum = ict.editions.publish_erratum(
    ...         edition.path, economy="XAA", indicator="internet-users", corrected="35.0",
    ...         reason="The survey was revised.", date="2024-09-01",
    ...     )
    ...     opened = ict.open_edition(edition.path)
    >>> erratum.number, str(erratum.published), str(erratum.corrected), erratum.effect[0].economy
    (1, '31.4', '35.0', 'XAA')
    >>> len(opened.errata)
    1
    """
    folder, day = edition_folder(path), day_of(date, force=force)
    why, key = reason_of(reason), key_of_publisher(role)
    arguments.require(isinstance(economy, str), "economy", "text", economy)
    arguments.require(isinstance(indicator, str), "indicator", "text", indicator)
    opened = open_edition(folder)
    if not opened.report.registered:
        raise RefusedEditionError("archive.never-published", id=visible(folder.name)[:80])
    check_release(day, opened.released.isoformat())
    published = published_record(load_register(folder.parent), folder)
    sign = signer_for(folder.parent, key, published, day)
    correction, effect = find_correction(opened, economy, indicator, corrected)
    head = {"type": ERRATUM, "id": opened.id, "root": opened.root, "date": day.isoformat()}

    def check(register: Register) -> None:
        check_published(register, opened.id, opened.root)
        check_order(day, register)
        for erratum in reversed(read_errata(register.about(opened.id, ERRATUM))):
            if erratum.correction == correction and erratum.retraction is None:
                raise RefusedEditionError(
                    "erratum.on-record",
                    economy=economy,
                    indicator=correction.indicator,
                    date=erratum.date.isoformat(),
                )

    record = {**head, "details": erratum_details(correction, why, PUBLISHER, effect)}
    committed = commit(folder.parent, record, check=check, sign=sign)
    written = canonical.read_record(encode_record({**record, "number": committed.number}))
    return read_errata([written])[0]


def find_correction(
    opened: Whole, economy: str, indicator: str, corrected: Decimal | str | float | None
) -> tuple[Correction, tuple[Effect, ...] | None]:
    """Return what an erratum on an edition or a data release would state, and its effect."""
    if isinstance(opened, DataRelease):
        return _correct_release(opened, economy, indicator, corrected), None
    return find_editions(opened.implementation).correct_value(
        opened, opened.report.contents, economy, indicator, corrected
    )


def _correct_release(
    opened: DataRelease, economy: str, indicator: str, corrected: Decimal | str | float | None
) -> Correction:
    """Return the correction of a value of a data release."""
    table, key = opened.observations, catalogue.indicator_id(indicator) or indicator
    row = latest_row(table, economy, key)
    if row is None:
        raise UsageError("erratum.no-value", economy=economy, indicator=key)
    if any(
        table.cells["year"][withheld] == table.cells["year"][row]
        for withheld in withheld_rows(table, economy, key)
    ):
        raise RefusedEditionError("erratum.withheld", economy=economy, indicator=key)
    before, year = table.cells["value"][row], table.cells["year"][row]
    after = None if corrected is None else possible_value(economy, key, year, corrected)
    if before == after:
        raise UsageError("whatif.same-value", economy=economy, indicator=key)
    return Correction(economy, key, year, before, after)


def retract_erratum(
    path: str | os.PathLike[str],
    number: int,
    *,
    reason: str,
    role: str | PublisherKey = PUBLISHER,
    date: dt.date | str,
    force: bool = False,
) -> Erratum:
    """Put the retraction of an erratum on record: it was wrong, and the published value was right.

    The erratum stays on record, and every view shows both. A retraction cannot be retracted: if the
    erratum was right after all, it is put on record again.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, next to its register; the folder may be missing.
    number : int
        Number of the record of the erratum in the register, as views show it.
    reason : str
        The reason: at most 2,000 characters on one line, without names of persons.
    role : PublisherKey or str
        Who retracts it: only the publisher. About an official edition it is the
        publisher's key, which signs the record; about a reconstruction or a demonstration,
        ``"publisher"`` is sufficient.
    date : datetime.date or str
        The date of the retraction (ISO 8601), not before that of the last record of the register.
    force : bool
        Accept a date more than a day ahead of this machine's clock.

    Returns
    -------
    Erratum
        The erratum, with its ``retraction``.

    Raises
    ------
    RefusedEditionError
        If the edition was never published or is withdrawn; if it has no erratum with this number,
        or that erratum is already retracted; in another role, or without the publisher's key where
        it is needed.
    DamagedArchiveError
        If the register differs from what was published.
    ArchiveError
        If the register cannot be written.
    UsageError
        If the arguments do not fit together.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.demonstrate(f"{folder}/trial").edition
    ...     wrong = ict.editions.publish_erratum(
    ...         made.path, economy="XAA", indicator="internet-users", corrected="35.0",
    ...         reason="Typing error", date="2024-09-01",
    ...     )
    ...     erratum = ict.editions.retract_erratum(
    ...         made.path, wrong.number, reason="The survey says otherwise", date="2024-09-08",
    ...     )
    ...     opened = ict.open_edition(made.path)
    >>> erratum.retraction.describe("en")
    'Retracted on 2024-09-08 by the publisher (reason: The survey says otherwise).'
    >>> [one.retraction is not None for one in opened.errata], opened.report.errata
    ([True], 1)
    """
    folder, day = edition_folder(path), day_of(date, force=force)
    why, signer = reason_of(reason), key_of_publisher(role)
    arguments.require(type(number) is int, "number", "whole number", number)
    register = load_register(folder.parent)
    published = published_record(register, folder)
    key, root = str(published["id"]), str(published["root"])
    sign = signer_for(folder.parent, signer, published, day)
    head = {"type": ERRATUM, "id": key, "root": root, "date": day.isoformat()}

    def check(register: Register) -> None:
        check_published(register, key, root)
        check_order(day, register)
        _find_unretracted(register, key, number)

    check(register)  # before anything is written, and again under the lock
    details = retraction_details(number, register.digests[number], why, PUBLISHER)
    commit(folder.parent, {**head, "details": details}, check=check, sign=sign)
    errata = read_errata(load_register(folder.parent).about(key, ERRATUM))
    return next(erratum for erratum in errata if erratum.number == number)


def _find_unretracted(register: Register, key: str, number: int) -> Erratum:
    """Return an erratum that was not retracted."""
    errata = {erratum.number: erratum for erratum in read_errata(register.about(key, ERRATUM))}
    if number not in errata:
        raise RefusedEditionError(
            "retraction.no-erratum",
            id=key,
            number=str(number),
            allowed=list(map(str, errata)) or "–",
        )
    gone = errata[number].retraction
    if gone is not None:
        raise RefusedEditionError(
            "retraction.on-record", number=str(number), date=gone.date.isoformat()
        )
    return errata[number]
