"""Errata are added to the register; no byte of an edition is touched."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex import catalogue
from ictindex.core import arguments
from ictindex.core.errors import CatalogueError, RefusedEditionError, UsageError
from ictindex.data.cell_text import visible
from ictindex.editions import errata
from ictindex.editions.errata import ERRATUM, Erratum
from ictindex.editions.figures import WITHHELD
from ictindex.editions.ipb import correcting as baskets
from ictindex.editions.ipb.open import PublishedBaskets
from ictindex.editions.opening import DataRelease, PublishedResult, Whole, open_edition
from ictindex.editions.record_fields import (
    check_order,
    check_release,
    check_standing,
    day_of,
    place_of,
    reason_of,
    role_of,
)
from ictindex.editions.scenario_base import Correction, possible
from ictindex.editions.scenarios import effects, what_if
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import decoded
from ictindex.editions.storage.register import Register

_SOURCING = "sourcing.json"


def publish_erratum(
    path: str | os.PathLike[str],
    *,
    economy: str,
    indicator: str,
    corrected: Decimal | str | float | None,
    reason: str,
    role: str,
    date: dt.date | str,
    force: bool = False,
) -> Erratum:
    """Put an erratum on record: which value is wrong, and what is believed right.

    The edition stays what it is. Its views show from then on that there is an erratum.

    Parameters
    ----------
    path : path
        The folder of the edition or data release, beside its register.
    economy, indicator : str
        The cell: ISO3 code, and id or code of the indicator; in an edition of the price basket
        the id of the basket.
    corrected : Decimal, str, number or None
        The value that is believed right, in the unit of the indicator, or the price in the
        currency as advertised; ``None`` where the published one is wrong and no right one is
        known.
    reason : str
        Why: at most 2,000 characters on one line, without names of persons.
    role : str
        Who found it: ``"publisher"``, ``"focal-point"``, ``"compiler"`` or ``"user"``.
    date : datetime.date or str
        The date of the erratum (ISO 8601): not before the release, and not before that of the
        last record of the register.
    force : bool
        Take a date more than a day ahead of this machine's clock.

    Returns
    -------
    Erratum
        With its effect on scores and ranks, computed as a what-if.

    Raises
    ------
    RefusedEditionError
        If the edition is not in the register, was withdrawn, or the erratum is on record already.
    RefusedObservationsError
        If the value is none that the indicator can have.
    DamagedArchiveError
        If the edition or the register is not what was published.
    ArchiveError
        If the register cannot be written.
    UsageError
        If the arguments do not fit together.

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
    ...     told = ict.editions.publish_erratum(
    ...         edition.path, economy="BRA", indicator="internet-users", corrected="81.5",
    ...         reason="The survey was revised.", role="focal-point", date="2024-09-01",
    ...     )
    ...     opened = ict.open_edition(edition.path)
    >>> told.number, str(told.published), str(told.corrected), told.effect[0].economy
    (1, '80.5', '81.5', 'BRA')
    >>> float(opened.values.loc["BRA", "idi"]), len(opened.errata)
    (82.0, 1)
    """
    place, day = place_of(path), day_of(date, force=force)
    said, who = reason_of(reason), role_of(role)
    arguments.require(isinstance(economy, str), "economy", "text", economy)
    arguments.require(isinstance(indicator, str), "indicator", "text", indicator)
    opened = open_edition(place)
    _check_registered(opened, place, day)
    if not isinstance(opened, PublishedBaskets):
        indicator = catalogue.indicator_id(indicator) or indicator
    if isinstance(opened, PublishedBaskets):
        correction, effect = baskets.corrected(opened, economy, indicator, corrected)
        record = errata.details(correction, said, who, effect)
    elif isinstance(opened, PublishedResult):
        plan = opened.methodology.plan
        if indicator not in plan.indicators:
            raise CatalogueError(
                "explain.node-unknown", wanted=indicator[:80], allowed=plan.indicators
            )
        there = economy in opened.economies
        if not there or opened.observation(economy, indicator) is None:
            _check_open(opened, economy, indicator)
        other = what_if(opened, {(economy, indicator): corrected})
        correction, effect = other.corrections[0], effects(other)
        own = [one for one in effect if one.economy == economy]
        # Of other economies only the rank of the index: their scores stay.
        effect = (
            *own,
            *(one for one in effect if one.economy != economy and one.node == plan.root),
        )
        record = errata.details(correction, said, who, effect)
    else:
        correction = _of_release(opened, economy, indicator, corrected)
        record = errata.details(correction, said, who, None)
    head = {"type": ERRATUM, "id": opened.id, "root": opened.root, "date": day.isoformat()}

    def check(register: Register) -> None:
        check_standing(register, opened.id, opened.root)
        check_order(day, register)
        latest = [one for one in errata.read(register.about(opened.id, ERRATUM))[0]
                  if one.correction == correction and one.retraction is None]  # fmt: skip
        if latest:
            raise RefusedEditionError(
                "erratum.on-record", economy=economy, indicator=indicator,
                date=latest[-1].date.isoformat(),
            )  # fmt: skip

    done = commit(place.parent, {**head, "details": record}, check=check)
    written = {**head, "details": _as_read(record), "number": done.number}
    return errata.read([written])[0][0]


def _as_read(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as it is read back: numbers as texts."""
    import json

    from ictindex.core import canonical

    found: dict[str, Any] = json.loads(canonical.text(record))
    return found


def _check_registered(opened: Whole, place: Path, day: dt.date) -> None:
    if not opened.report.registered:
        raise RefusedEditionError("archive.never-published", id=visible(place.name)[:80])
    check_release(day, opened.released.isoformat())


def _check_open(
    opened: PublishedResult | DataRelease, economy: str, indicator: str, year: int | None = None
) -> None:
    """Refuse an erratum of a value that is withheld: it would disclose it."""
    columns = opened.observations.columns
    here = (columns["economy"] == economy) & (columns["indicator"] == indicator)
    here &= columns["status"] == WITHHELD
    withheld = bool((here if year is None else here & (columns["year"] == year)).any())
    if isinstance(opened, PublishedResult):
        selection = decoded(opened.read(_SOURCING), _SOURCING)["selection"]
        withheld |= any(
            (one["economy"], one["indicator"]) == (economy, indicator) and "salted" in one
            for one in ([] if selection is None else selection["candidates"])
        )
    if withheld:
        raise RefusedEditionError("erratum.withheld", economy=economy, indicator=indicator)


def _of_release(
    opened: DataRelease, economy: str, indicator: str, corrected: Decimal | str | float | None
) -> Correction:
    """Return the correction of a value of a data release."""
    columns = opened.observations.columns
    here = (columns["economy"] == economy) & (columns["indicator"] == indicator)
    for name in ("sex", "age", "location", "disability", "education", "income"):
        here &= (columns[name] == "") | (columns[name] == "_T")
    rows = here.nonzero()[0]
    if not len(rows):
        raise UsageError("erratum.no-value", economy=economy, indicator=indicator)
    row = int(rows[columns["year"][rows].argmax()])  # the latest of several years
    _check_open(opened, economy, indicator, int(columns["year"][row]))
    before = columns["value"][row]
    year = int(columns["year"][row])
    after = None if corrected is None else possible(economy, indicator, year, corrected)
    if before == after:
        raise UsageError("whatif.same-value", economy=economy, indicator=indicator)
    return Correction(economy, indicator, year, before, after)
