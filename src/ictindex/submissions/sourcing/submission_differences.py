"""Differences between submissions of a Member State: findings for the compiler.

A State may answer by several offices. Nothing here decides; the findings name every official value
that another submission replaced, contradicts, calls not available, withdrew or closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ictindex.definitions.catalogue import OFFICIAL
from ictindex.language.findings import Finding
from ictindex.submissions.sourcing.candidates import Candidates
from ictindex.submissions.sourcing.decisions import SelectionFacts
from ictindex.submissions.sourcing.priority import CODE
from ictindex.submissions.sourcing.superseded_submissions import is_later

# Outcomes of official values that were submitted in time for a year that is used.
_IN_TIME = frozenset(
    CODE[name]
    for name in (
        "chosen",
        "no-value",
        "withdrawn",
        "confidential",
        "superseded",
        "outranked",
        "same-value",
        "competing",
        "values-there",
        "economy-left-out",
    )
)
_Kind = Callable[[SelectionFacts, Sequence[int]], "dict[str, object] | None"]


def find_differences(selection: SelectionFacts) -> Iterator[Finding]:
    """Yield the official values on which submissions differ, each with what follows."""
    candidates = selection.candidates
    for several in _group_by_cell(selection):
        n = several[0]
        economy, indicator, year = candidates.economy(n), candidates.key(n), int(candidates.year[n])
        about = {"economy": economy, "indicator": indicator, "year": str(year)}
        for code, describe in _KINDS.items():
            details = describe(selection, several)
            if details is not None:
                yield Finding(
                    code,
                    "warning",
                    economy,
                    indicator,
                    year,
                    details={**about, **details},
                )
                if code == _CLOSED:
                    break  # no other finding names a value of this cell


def _group_by_cell(selection: SelectionFacts) -> Iterator[list[int]]:
    """Yield the official candidates of each cell and year that several receipts have."""
    candidates, reason = selection.candidates, selection.decided.reason.tolist()
    last, years = selection.cut_off.toordinal(), selection.order.official_years
    groups: dict[tuple[int, int, bool], list[int]] = {}
    for n, name in enumerate(candidates.classes):
        year = int(candidates.year[n])
        in_time = candidates.judged[n] and candidates.submitted[n] <= last and year in years
        if in_time and name in OFFICIAL and reason[n] in _IN_TIME:
            at = int(candidates.cell[n]), year, bool(candidates.score[n])
            groups.setdefault(at, []).append(n)
    for several in groups.values():
        if len({int(candidates.receipt[n]) for n in several}) > 1:
            yield several


def _values(candidates: Candidates, several: Sequence[int]) -> list[Decimal]:
    """Return the different values of some candidates, in the order of their submission."""
    ordered = sorted(several, key=lambda n: (int(candidates.submitted[n]), n))
    return list(dict.fromkeys(candidates.values[n] for n in ordered if not candidates.silent[n]))


def _outcome(selection: SelectionFacts, several: Sequence[int], name: str) -> list[int]:
    return [n for n in several if selection.decided.reason[n] == CODE[name]]


def _find_closed(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find a value that one submission closes and another one does not."""
    candidates, withheld = selection.candidates, selection.decided.withheld
    opened = [n for n in several if withheld[n] and not candidates.closed[n]]
    return {} if opened else None


def _find_undecided(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find values that differ, if it is not known which is later."""
    competing = _outcome(selection, several, "competing")
    values = _values(selection.candidates, competing)
    return {"values": values} if len(values) > 1 else None


def _unsure(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find a value, if it is not known whether it was withdrawn before or after."""
    values = _values(selection.candidates, _outcome(selection, several, "competing"))
    return {"values": values} if len(values) == 1 else None


def _withdrawn(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find a value of a submission that another one withdrew."""
    candidates = selection.candidates
    gone = [
        n
        for n in _outcome(selection, several, "withdrawn")
        if not candidates.withdrawn[n] and not candidates.closed[n]
    ]
    values = _values(candidates, gone)
    return {"values": values} if values else None


def _find_replaced(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find a value that a later submission, by the same role, replaced by another value."""
    candidates = selection.candidates
    replaced = _outcome(selection, several, "superseded")
    left = [n for n in several if n not in replaced and not candidates.silent[n]]
    roles = {bool(candidates.compiler[n]) for n in left}
    replaced = [n for n in replaced if bool(candidates.compiler[n]) in roles]
    now = _values(candidates, left)
    before = [value for value in _values(candidates, replaced) if value not in now]
    return {"earlier": before, "later": now} if before and now else None


def _find_emptied(selection: SelectionFacts, several: Sequence[int]) -> dict[str, object] | None:
    """Find a value that remains, while a submission that is not earlier has none."""
    candidates = selection.candidates
    empty = [n for n in several if candidates.silent[n] and not candidates.withdrawn[n]]
    gone = {CODE["superseded"], CODE["withdrawn"]}
    current = [
        n
        for n in several
        if not candidates.silent[n]
        and selection.decided.reason[n] not in gone
        and any(
            candidates.receipt[n] != candidates.receipt[other]
            and not is_later(candidates, n, other)
            for other in empty
        )
    ]
    values = _values(candidates, [n for n in current if not candidates.closed[n]])
    return {"values": values} if values else None


_CLOSED = "selection.closed-by-one"
_KINDS: dict[str, _Kind] = {
    _CLOSED: _find_closed,
    "selection.undecided": _find_undecided,
    "selection.withdrawal-undecided": _unsure,
    "selection.withdrawn": _withdrawn,
    "selection.replaced": _find_replaced,
    "selection.emptied": _find_emptied,
}
