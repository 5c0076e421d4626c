"""Selection of sources: it takes receipts and consultations to the values of an edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ictindex.core import arguments, errors
from ictindex.data.dates import date_of
from ictindex.definitions import documents
from ictindex.language.i18n.sentences import Sentence
from ictindex.submissions.sourcing.candidates import Methodology, gather
from ictindex.submissions.sourcing.consultation_reader import read_consultations
from ictindex.submissions.sourcing.consultations import Consultations
from ictindex.submissions.sourcing.decisions import SelectionFacts, decide
from ictindex.submissions.sourcing.priority import order_of
from ictindex.submissions.sourcing.selection import Selection
from ictindex.submissions.validation.receipts import ROLES, Receipt
from ictindex.submissions.validation.subject import OBSERVATIONS


def select_sources(
    receipts: Receipt | Iterable[Receipt],
    methodology: Methodology,
    *,
    edition: int | None = None,
    year: int | None = None,
    consultations: Any = None,
    cut_off: dt.date | str,
) -> Selection:
    """Choose for each economy and indicator the value that an edition uses.

    Parameters
    ----------
    receipts : Receipt or iterable of Receipt
        Receipts of the tables whose values are candidates, from :func:`ictindex.accept`.
    methodology : Methodology
        From :func:`ictindex.methodology`: its document has the order of sources.
    edition : int, optional
        Year of the edition; by default the one that the methodology was chosen for.
    year : int, optional
        A retrospective year of the document, instead of the year of reference.
    consultations : Consultations, DataFrame or path, optional
        The record of consultations of focal points; by default nobody was consulted.
    cut_off : datetime.date or str
        The day on which the decision is made (ISO 8601): later submissions and answers do not
        count.

    Returns
    -------
    Selection
        The decisions, with every rejected candidate and its reason.

    Raises
    ------
    VoidReceiptError
        If anything was changed after a receipt was made.
    RefusedObservationsError
        If the record of consultations has errors.
    UsageError, UnknownMethodologyError
        If the arguments do not fit together, or several offices of a State sent figures that were
        not joined (:func:`ictindex.rounds.join_parts`).
    DraftMethodologyError
        If the methodology is a draft.

    Notes
    -----
    Resolution 131 (Rev. Dubai, 2018) instructs to rely primarily on official data, and to use
    other sources only in their absence, after consulting the focal point in advance. So a value
    that is neither official nor of an auxiliary series of the document is admitted only where no
    official value is there, for the year of reference or a year that may be carried, and where a
    consultation on exactly this value was notified before the cut-off: the focal point agreed, or
    the deadline has passed without an objection, after at least the least notice. Of several rounds
    the last answer counts.

    Examples
    --------
    >>> import ictindex as ict
    >>> frame = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    >>> frame["source_class"] = "official-submission"
    >>> table, idi = ict.read_observations(frame), ict.methodology("idi", edition=2024)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> chosen = ict.select_sources([receipt], idi, cut_off="2024-04-30")
    >>> ict.compute(idi, chosen).id
    'idi-2024-exploration'
    """
    several = (receipts,) if isinstance(receipts, Receipt) else receipts
    arguments.require(isinstance(several, Iterable), "receipts", "receipts", several)
    kept: dict[str, Receipt] = {}
    for receipt in several:
        arguments.require(isinstance(receipt, Receipt), "receipts", "receipts", receipt)
        receipt.verify()
        kept.setdefault(receipt.digest, receipt)
    if not kept:
        raise errors.UsageError("selection.no-receipt")
    document = getattr(methodology, "document", None)
    arguments.require(document is not None, "methodology", "methodology", methodology)
    documents.refuse_draft(methodology.document)
    day = date_of(cut_off, "cut_off")
    if day is None:
        raise errors.UsageError(
            "argument.unfit", argument="cut_off", expected="date", given=type(cut_off).__name__
        )
    _refuse_parts(kept.values(), day)
    record = _consultations(consultations)
    used = _edition(methodology, edition)
    reference = _reference(methodology, used, year)
    order = order_of(methodology.document, used, reference)
    # In the order of their digests, so that no decision depends on the order of the receipts.
    known_receipts = tuple(kept[digest] for digest in sorted(kept))
    candidates, counts = gather(known_receipts, methodology, order.auxiliary, order.below)
    if not len(candidates):
        raise errors.UsageError("compute.no-indicator", document=methodology.document.id)
    facts = SelectionFacts(
        methodology=methodology,
        edition=used,
        year=reference,
        cut_off=day,
        receipts=known_receipts,
        consultations=record,
        order=order,
        candidates=candidates,
        decided=decide(candidates, counts, order, record, day),
    )
    return Selection(facts)


def _refuse_parts(receipts: Iterable[Receipt], cut_off: dt.date) -> None:
    """Refuse parts of several offices: the later one must not replace that of the owner."""
    offices: dict[str, dict[str, None]] = {}
    for receipt in receipts:
        in_time = receipt.submitted is None or receipt.submitted <= cut_off
        if in_time and receipt.role == ROLES[0] and receipt.kind == OBSERVATIONS:
            for economy in receipt.economies:
                offices.setdefault(economy, {})[receipt.office] = None
    for economy, names in offices.items():
        if len(names) > 1:
            named = [name or Sentence("offices/whole-state") for name in names]
            raise errors.UsageError("selection.parts-not-joined", economy=economy, offices=named)


def _consultations(source: Any) -> Consultations:
    records = Consultations() if source is None else read_consultations(source)
    if records.findings.errors:
        raise errors.RefusedObservationsError(
            "selection.errors-in-consultations", faults=records.findings.errors
        )
    return records


def _require_whole(value: object, argument: str) -> None:
    fits = value is None or (isinstance(value, int) and not isinstance(value, bool))
    arguments.require(fits, argument, "whole-number", value)


def _edition(methodology: Methodology, edition: int | None) -> int:
    document = methodology.document
    editions = documents.editions_in_force(document)
    used = methodology.edition if edition is None else edition
    _require_whole(used, "edition")
    if used is None:
        raise errors.UsageError("compute.edition-needed", document=document.id, allowed=editions)
    if used not in editions:
        documents.refuse_after_the_last(document, int(used))
        raise errors.UnknownMethodologyError(
            "methodology.not-for-edition",
            document=document.id,
            edition=str(used)[:20],
            allowed=editions,
        )
    return int(used)


def _reference(methodology: Methodology, edition: int, year: int | None) -> int:
    _require_whole(year, "year")
    years = methodology.document.years
    reference = edition + (0 if years is None else years.reference)
    if year is None or year == reference:
        return reference
    retrospective = () if years is None else years.retrospective
    if year not in retrospective:
        raise errors.UsageError(
            "compute.year-not-allowed",
            document=methodology.document.id,
            year=str(year)[:20],
            allowed=[str(reference), *map(str, retrospective)],
        )
    return int(year)
