"""Inputs of a score: values that are not there, estimates, values of earlier years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.indices.results.edition_observations import WITHHELD
from ictindex.language.i18n.sentences import Sentence, add_detail

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result


@dataclass(frozen=True, slots=True)
class CommentedInput:
    """One indicator of an economy: whether it has a public value, its year, its kind of source."""

    indicator: str
    is_here: bool
    is_public: bool = True
    year: int = 0
    source: str = ""
    is_earlier: bool = False
    is_set: bool = False


def list_inputs(inputs: Result, economy: str) -> list[CommentedInput]:
    """Return the inputs of an economy by indicator, in reading order."""
    plan = inputs.methodology.plan
    indicators = set(plan.indicators)
    order = [node for node in plan.reading_order() if node in indicators]
    if economy not in inputs.economies:
        return [CommentedInput(indicator, is_here=False) for indicator in order]
    return [_read_input(inputs, economy, indicator) for indicator in order]


def _read_input(inputs: Result, economy: str, indicator: str) -> CommentedInput:
    e, n = inputs.economy_position(economy), inputs.position(indicator)
    row = inputs.input_rows.rows[e][n]
    if row is None:
        return CommentedInput(indicator, is_here=False)
    if (economy, indicator) in inputs.put_in:
        # A value of a what-if has no source, and is of no year.
        return CommentedInput(indicator, is_here=True, is_set=True)
    cells = inputs.observations.cells
    status = str(cells["status"][row])
    if cells["conf_status"][row] not in catalogue.free_marks() or status == WITHHELD:
        # Nothing else is stated of a value that is not public.
        return CommentedInput(indicator, is_here=True, is_public=False)
    return CommentedInput(
        indicator,
        is_here=True,
        year=int(cells["year"][row]),
        source=catalogue.kind_of(str(cells["source_class"][row]), status),
        is_earlier=bool(inputs.input_rows.carried[e][n]),
    )


def describe_inputs(
    inputs: Result | None, economy: str, *, has_itu_notes: bool
) -> Iterator[Sentence]:
    """Yield what a reader has to know of the values behind a score.

    ``has_itu_notes``: estimates were classified here from the notes that ITU printed.
    """
    if inputs is None:
        return
    listed = list_inputs(inputs, economy)
    total = len(listed)
    here = [entry for entry in listed if entry.is_here and entry.is_public]
    absent = [entry for entry in listed if entry not in here]
    if absent:
        yield _count("values-absent", absent, total)
    estimates = [entry for entry in here if entry.source == catalogue.ESTIMATE]
    if estimates:
        yield _count("values-estimated" if has_itu_notes else "values-marked", estimates, len(here))
    put_in = [entry for entry in here if entry.is_set]
    if put_in:
        yield _count("values-set", put_in, len(here))
    earlier = [entry for entry in here if entry.is_earlier]
    if earlier:
        yield Sentence(
            "commentary/values-earlier",
            count=len(earlier),
            total=len(here),
            year=inputs.year,
            clauses=tuple(
                add_detail(Sentence(f"nodes/{entry.indicator}"), str(entry.year))
                for entry in earlier
            ),
        )
    if not (absent or estimates or put_in or earlier):
        stated = all(entry.source != "not-stated" for entry in here)
        yield Sentence(
            f"commentary/values-{'measured' if stated else 'complete'}",
            total=total,
            year=inputs.year,
        )


def _count(code: str, entries: Iterable[CommentedInput], total: int) -> Sentence:
    indicators = tuple(entry.indicator for entry in entries)
    return Sentence(f"commentary/{code}", count=len(indicators), total=total, indicators=indicators)
