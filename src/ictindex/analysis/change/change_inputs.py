"""The inputs behind a change of score: year, source and status of each value.

Inputs are compared by their basis (an authority, an estimate, or a score without its value) and by
whether the value was carried from an earlier year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ictindex.core.data_classes import dataclass
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.data.source_classes import name_body
from ictindex.definitions import catalogue
from ictindex.indices.idi.flags import BEYOND_FULL, BEYOND_ZERO, find_goalpost
from ictindex.indices.results.result_kind import PUT_IN

if TYPE_CHECKING:
    from ictindex.data.observations import Observations
    from ictindex.indices.idi.result import Result

# Kinds of steps: of data, of methodology, and of coverage.
OBSERVED, ESTIMATED, SOURCE = "observed", "estimated", "source"
REVISED, SAME, UNSTATED = "revised", "same-value", "source-not-stated"
SCORE_ONLY, HYPOTHETICAL = "score-only", "what-if"
DATA_KINDS = (OBSERVED, SOURCE, REVISED, ESTIMATED, UNSTATED, SCORE_ONLY, HYPOTHETICAL, SAME)
GOALPOSTS, WEIGHTS, STRUCTURE = "goalposts", "weights", "structure"
METHOD_KINDS = (GOALPOSTS, WEIGHTS, STRUCTURE)
LEFT, JOINED = "left", "joined"
COVERAGE_KINDS = (LEFT, JOINED)
# Kinds of steps between printed scores: what is not printed below a node, and their rounding.
NOT_PUBLISHED, ROUNDING = "not-published", "rounding"
PRINTED_KINDS = (NOT_PUBLISHED, ROUNDING)
START, END = "start", "end"
_SUPPLIED, _UNSTATED = "supplied-score", "not-stated"
_CLIPS = (BEYOND_FULL, BEYOND_ZERO)
_Cell = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class InputFact:
    """The input of one edition for one indicator of an economy.

    Parameters
    ----------
    value : decimal.Decimal or None
        The value in the catalogue's unit; ``None`` where only its score was published.
    year : int
        Year of the value.
    basis : str
        ``official``, ``collected-by-itu``, ``other``, ``estimate``, ``not-stated``,
        ``supplied-score`` (the score was published, the value was not) or ``what-if-value``.
    carried : bool
        Whether it was carried from a year before the reference year.
    clipped : str
        ``beyond-full`` or ``beyond-zero`` where it lies beyond a goalpost; else empty.
    source : str
        The source in words, as stated.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(result, {("BRA", "internet-users"): "90"})
    >>> step = ict.analysis.explain_change(result, other).economy("BRA").steps[0]
    >>> step.before.value, step.before.year, step.before.basis, step.after.basis
    (Decimal('80.5'), 2022, 'not-stated', 'what-if-value')
    """

    value: Decimal | None
    year: int
    basis: str
    carried: bool
    clipped: str
    source: str


def classify_change(before: InputFact, after: InputFact) -> str:
    """Return the kind of a change between two inputs, by their years and their basis."""
    bases = (before.basis, after.basis)
    if PUT_IN in bases:
        return HYPOTHETICAL
    if _SUPPLIED in bases:
        return SCORE_ONLY if before.basis == after.basis else SOURCE
    if before.year == after.year:
        return SAME if before.value == after.value else REVISED
    if _UNSTATED in bases:
        return UNSTATED
    if before.basis != after.basis or before.carried != after.carried:
        return SOURCE
    return ESTIMATED if before.basis == catalogue.ESTIMATE else OBSERVED


# What the records of both editions show of a step: its cause.
MEASURED, SOURCE_CHANGED = "measured", "source-changed"
ESTIMATE_REPLACED, ESTIMATE_USED = "estimate-replaced", "estimate-used"
CARRIED_REPLACED, CARRIED = "carried-replaced", "carried"
CAUSES = (
    MEASURED,
    SOURCE_CHANGED,
    ESTIMATE_REPLACED,
    ESTIMATE_USED,
    CARRIED_REPLACED,
    CARRIED,
    REVISED,
    ESTIMATED,
    SAME,
    UNSTATED,
    SCORE_ONLY,
    HYPOTHETICAL,
    *METHOD_KINDS,
    *PRINTED_KINDS,
)


def find_cause(kind: str, before: InputFact | None, after: InputFact | None) -> str:
    """Return the cause of a step, as far as the records of both editions show it."""
    if kind in (*METHOD_KINDS, *PRINTED_KINDS, HYPOTHETICAL, UNSTATED):
        return kind
    if before is None or after is None or _SUPPLIED in (before.basis, after.basis):
        return SCORE_ONLY
    bases = (before.basis, after.basis)
    if _UNSTATED in bases and before.year != after.year:
        return UNSTATED
    estimates = [basis == catalogue.ESTIMATE for basis in bases]
    if estimates == [True, False] and after.basis != _UNSTATED:
        return ESTIMATE_REPLACED
    if estimates == [False, True]:
        return ESTIMATE_USED
    if before.year == after.year:
        return SAME if before.value == after.value else REVISED
    if after.carried:
        return CARRIED
    if before.carried:
        return CARRIED_REPLACED
    if estimates[0]:
        return ESTIMATED
    # A note that is not stated contradicts nothing.
    notes = {name_body(fact.source) for fact in (before, after) if fact.source}
    return MEASURED if before.basis == after.basis and len(notes) < 2 else SOURCE_CHANGED


@dataclass(frozen=True)
class EditionInputs:
    """The inputs of a result, by economy and position in its plan."""

    result: Result
    history: Observations | None = None

    def fact(self, economy: str, position: int) -> InputFact | None:
        """Return the input at a position of the plan; ``None`` where there is none."""
        result = self.result
        e = result.economy_position(economy)
        row = result.input_rows.rows[e][position]
        if row is None:
            return None
        cells, node = result.observations.cells, result.methodology.plan.nodes[position]
        supplied = result.input_rows.supplied[e][position] is not None
        basis = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
        if (economy, node) in result.put_in:
            basis = PUT_IN
        elif supplied:
            basis = _SUPPLIED
        flags = result.flags.get((economy, node), ())
        return InputFact(
            value=None if supplied else cells["value"][row],
            year=cells["year"][row],
            basis=basis,
            carried=result.input_rows.carried[e][position],
            clipped=next((flag for flag in flags if flag in _CLIPS), ""),
            source=cells["source"][row],
        )

    def value(self, economy: str, indicator: str) -> Decimal | None:
        """Return the value of an indicator of the plan; ``None`` where there is none."""
        plan, result = self.result.methodology.plan, self.result
        if indicator not in plan.indicators or economy not in result.economies:
            return None
        values = result.input_rows.values[result.economy_position(economy)]
        return values[plan.indicators.index(indicator)]

    def earlier(self, economy: str, position: int, year: int) -> InputFact | None:
        """Return the input of this edition for an earlier year; ``None`` where it states none."""
        # Two different values for one year contradict one another: neither is used.
        indicator = self.result.methodology.plan.nodes[position]
        stated = {(value, basis) for value, basis in self._find_values(economy, indicator, year)}
        if len(stated) != 1:
            return None
        value, basis = stated.pop()
        fact = InputFact(value, year, basis, carried=False, clipped="", source="")
        leaf = self.result.methodology.plan.leaves[position]
        clipped = find_goalpost(leaf, leaf.move(value)) if leaf.has_goalposts else ""
        return replace(fact, clipped=clipped)

    def _find_values(
        self, economy: str, indicator: str, year: int
    ) -> Iterator[tuple[Decimal, str]]:
        for table, rows in self._indexed:
            cells = table.cells
            for row in rows.get((economy, indicator, year), ()):
                value = cells["value"][row]
                if value is not None and cells["unit"][row] != "score":
                    kind = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
                    yield value, kind

    @cached_property
    def _indexed(self) -> tuple[tuple[Observations, Mapping[_Cell, Sequence[int]]], ...]:
        """The tables that may have an earlier year, with the rows of each cell of totals."""
        tables = (self.result.observations, *(() if self.history is None else (self.history,)))
        indexed = []
        for table in tables:
            cells = table.cells
            rows: dict[_Cell, list[int]] = {}
            named = zip(cells["economy"], cells["indicator"], cells["year"], strict=True)
            for row, cell in enumerate(named):
                if all(cells[name][row] in ("", "_T") for name in BREAKDOWNS):
                    rows.setdefault(cell, []).append(row)
            indexed.append((table, rows))
        return tuple(indexed)
