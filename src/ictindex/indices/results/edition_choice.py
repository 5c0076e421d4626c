"""Choice of the edition and of the year of data that a methodology is used for."""

from __future__ import annotations

from numbers import Integral

from ictindex.core.errors import UnknownMethodologyError, UsageError
from ictindex.definitions import documents
from ictindex.indices.results.methodology import Methodology


def is_year(year: object) -> bool:
    """Tell whether a year is an integer: every view would show 2024.0 or "2024" as it is."""
    if isinstance(year, bool) or not isinstance(year, Integral):
        return False
    return 0 < int(year) < 10000


def write_value(value: object) -> str:
    """Return a value in the notation of a program, for a message."""
    try:
        return repr(value)[:80]
    except ValueError:  # an integer of thousands of digits
        return type(value).__name__


def choose_edition(methodology: Methodology, edition: int | None) -> int:
    """Return the edition to compute; refuse one that the methodology does not cover."""
    used = methodology.edition if edition is None else edition
    document = methodology.document
    documents.refuse_draft(document)
    if used is not None and is_year(used) and documents.is_in_force(document, int(used)):
        return int(used)
    allowed = documents.editions_in_force(document)
    if used is None:
        raise UsageError("compute.edition-needed", document=document.id, allowed=allowed)
    if is_year(used):
        if documents.is_of_lab(document) and document.is_own and not allowed:
            return int(used)
        documents.refuse_after_the_last(document, int(used))
    raise UnknownMethodologyError(
        "methodology.not-for-edition",
        document=document.id,
        edition=str(used) if is_year(used) else write_value(used),
        allowed=allowed,
    )


def choose_year(methodology: Methodology, edition: int, year: int | None) -> int:
    """Return the year of the data; refuse one that the document does not allow."""
    years = methodology.document.years
    if years is None:  # a released document always has years
        raise UsageError("compute.edition-needed", document=methodology.id, allowed="-")
    reference = edition + years.reference
    if year is None or (is_year(year) and year == reference):
        return reference
    if not is_year(year) or year not in years.retrospective:
        raise UsageError(
            "compute.year-not-allowed",
            document=methodology.id,
            year=str(year) if is_year(year) else write_value(year),
            allowed=[str(reference), *map(str, years.retrospective)],
        )
    return int(year)
