"""Request to an index: the tables as they were passed in, edition, year and kind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.economics import Economics
    from ictindex.data.observations import Observations
    from ictindex.data.prices import Prices
    from ictindex.data.published_figures import Published
    from ictindex.data.tariffs import Tariffs
    from ictindex.definitions.documents import Document
    from ictindex.submissions.questionnaires.submission import Submission
    from ictindex.submissions.sourcing.selection import Selection

T = TypeVar("T")
File = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of both indices, as they were passed in; an index takes the ones that it knows."""

    observations: Observations | Selection | pd.DataFrame | File | None = None
    prices: Prices | pd.DataFrame | File | None = None
    tariffs: Tariffs | pd.DataFrame | File | None = None
    economics: Economics | pd.DataFrame | File | None = None
    published: Published | pd.DataFrame | File | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Edition and year to compute, and the kind of the result."""

    edition: int | None = None
    year: int | None = None
    kind: str = "exploration"
    progress: Callable[[int, int], None] | None = None


def find_submission(table: object) -> Submission | None:
    """Return a table that is a read questionnaire, otherwise ``None``; so too without its room."""
    room = sys.modules.get("ictindex.submissions.questionnaires.submission")
    if room is None:
        return None
    submission: type[Submission] = room.Submission
    return table if isinstance(table, submission) else None


def figures_of(submission: Submission) -> Observations:
    """Return the figures of a questionnaire, with the rates that follow from its counts."""
    from ictindex.data.rates import derive

    return derive(submission.observations).completed


def own_year(document: Document, submission: Submission) -> int | None:
    """Return the year of a questionnaire, if it is not the one of its edition."""
    usual = None if document.years is None else submission.edition + document.years.reference
    return None if submission.year == usual else submission.year


def read_table(table: object, kind: type[T], read: Callable[[Any], T]) -> T | None:
    """Return a table as it is, or read it; ``None`` if none was passed in."""
    return table if table is None or isinstance(table, kind) else read(table)


def read_comparison(published: object) -> Published | None:
    """Return the published figures to compare with; refuse figures with errors."""
    if published is None:
        return None
    from ictindex.data.published_figures import Published, read_published

    table = read_table(published, Published, read_published)
    if table is not None and table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-published", faults=table.findings.errors)
    return table
