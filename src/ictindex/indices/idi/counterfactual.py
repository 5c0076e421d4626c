"""Scenarios (what-if) of scores: from other observations, or by another methodology."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from ictindex.core.errors import CatalogueError, RefusedEditionError, UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.core.records import read_only
from ictindex.data.observations import Observations, concatenate, make
from ictindex.definitions import catalogue
from ictindex.definitions.documents.lab_kinds import is_own
from ictindex.indices.idi.compute import compute_scores
from ictindex.indices.idi.result import Result
from ictindex.indices.results.edition_observations import read_values, withheld_rows, write_value
from ictindex.indices.results.edition_parts import record_in
from ictindex.indices.results.extent import Extent
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.what_if import (
    KIND,
    Correction,
    Effect,
    Scenario,
    WhatIfResult,
    cells_put_in,
    frame,
    score_figures,
)
from ictindex.language.findings import Finding
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd

_KEPT = ("status", "source_class", "source", "vintage", "unit")  # kept with a corrected value
_PLACED = ("vintage", "unit")


@read_only
class Counterfactual(WhatIfResult, Result):
    """Scores of a what-if, which are never published.

    Not made directly: :func:`ictindex.what_if` returns it. It is a result with two differences:
    every view says that it is a what-if, and :func:`ictindex.publish` refuses it.

    Attributes
    ----------
    base : Result or None
        The result or edition that it is based on.
    corrections : tuple of Correction
        The changes of its inputs.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90.5"})
    >>> other.id, other.kind, other.base is found, len(other.corrections)
    ('idi-2024-counterfactual', 'counterfactual', True, 1)
    >>> other.to_text("en").splitlines()[5]
    '! What-if: not a published figure, and not to be published.'
    >>> ict.what_if(found, {("BRA", "internet-users"): None}).extent.facts()
    {'among': 18, 'of': 170, 'complete': False}
    >>> brazil = other.effect().query("economy == 'BRA'")
    >>> brazil["node"].tolist()[:2], float(brazil["before"].iloc[0])
    (['idi', 'universal-connectivity'], 82.0)
    """

    methodology: Methodology
    base: Result | None
    corrections: tuple[Correction, ...]

    def with_kind(self, kind: str) -> Self:
        """Return the object itself, as the kind of a what-if never changes."""
        return self

    @cached_property
    def extent(self) -> Extent:
        """Number of ranked economies, and of economies of the edition that it is based on."""
        base = self.base
        same = base is not None and (base.edition, base.year) == (self.edition, self.year)
        if base is not None and same and not is_own(self.methodology.document):
            return Extent(self.ranked, base.extent.whole, base.extent.source)
        return super().extent

    def effect(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the scores and ranks that differ from those of the base.

        Parameters
        ----------
        names : str, optional
            Language of names that replace codes; the codes are kept next to them: see
            :func:`ictindex.data.name_codes`. By default only codes.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node, before, after (rounded as published, in points), difference,
            rank_before, rank_after; a row for each score or rank that changes.

        Raises
        ------
        UsageError
            If it has no base, or was computed by another methodology, whose levels cannot be
            compared.
        """
        return put_names(frame(effects(self), self.frame_attributes(), self.extent), names, self)


def effects(other: Counterfactual) -> tuple[Effect, ...]:
    """Return every score and rank that differs from those of the base, economies sorted."""
    base = other.base
    if base is None:
        raise UsageError("whatif.no-base")
    if base.methodology.document != other.methodology.document:
        documents = [base.methodology.id, other.methodology.id]
        raise UsageError("series.not-comparable", documents=documents)
    changed = []
    for economy in sorted({*base.economies, *other.economies}):
        before, after = score_figures(base, economy), score_figures(other, economy)
        changed += [
            Effect(economy, node, old[0], new[0], old[1], new[1], old[2], new[2])
            for node in base.nodes
            for old, new in [(before[node], after[node])]
            if old != new
        ]
    return tuple(changed)


def what_if(base: Result, scenario: Scenario) -> Counterfactual:
    """Compute a what-if of the scores of a result (see :func:`ictindex.what_if`)."""
    with use_terms(terms_of(base)):
        return _what_if(
            base.observations, scenario, base.methodology, base.edition, base.year, base
        )


def what_if_observed(table: Observations, scenario: Scenario) -> Counterfactual:
    """Compute a what-if from observations, by a methodology and for an edition."""
    methodology, edition = scenario.methodology, scenario.edition
    if methodology is None or edition is None:
        raise UsageError("whatif.needs-methodology")
    with use_terms(terms_of(methodology)):
        return _what_if(table, scenario, methodology, edition, edition, None)


def _what_if(
    table: Observations,
    scenario: Scenario,
    methodology: Methodology,
    edition: int,
    year: int,
    base: Result | None,
) -> Counterfactual:
    used = methodology if scenario.methodology is None else scenario.methodology
    edition = edition if scenario.edition is None else scenario.edition
    year = scenario.year_after(used.document, year)
    changed, corrections = correct_values(table, scenario.corrections, year, base)
    other = compute_scores(
        used.with_edition(edition),
        changed,
        edition=edition,
        year=year,
        published=None,
        kind=KIND,
        absent=_absent(set(changed.cells["economy"]), used.with_edition(edition), base),
    )
    parts = other.parts() | {"put_in": cells_put_in(base, corrections)}
    return Counterfactual(**parts, base=base, corrections=corrections)


def _absent(there: set[str], methodology: Methodology, base: Result | None) -> tuple[Finding, ...]:
    """Return the reasons why economies of the base no longer have observations."""
    if base is None:
        return ()
    excluded = {finding.economy: finding for finding in base.exclusions}
    reasons = []
    for economy in sorted({*base.economies, *excluded} - there):
        details = {"economy": economy, "indicator": methodology.indicators}
        plain = Finding("excluded.missing-inputs", "information", economy, details=details)
        reasons.append(plain if economy in base.economies else excluded[economy])
    return tuple(reasons)


def correct_value(
    result: Result, files: Mapping[str, bytes], economy: str, indicator: str, value: Any
) -> tuple[Correction, tuple[Effect, ...]]:
    """Return the correction of a value and its effect on the published scores, for an erratum."""
    plan = result.methodology.plan
    key = catalogue.indicator_id(indicator) or indicator
    if key not in plan.indicators:
        raise CatalogueError("explain.node-unknown", wanted=key[:80], allowed=plan.indicators)
    if economy not in result.economies or result.observation(economy, key) is None:
        _check_withheld(result.observations, files, economy, key)
    other = what_if(result, Scenario({(economy, key): value}))
    effect = effects(other)
    own = [change for change in effect if change.economy == economy]
    # For other economies only the rank of the index is recorded: their scores do not change.
    ranks = [change for change in effect if change.economy != economy and change.node == plan.root]
    return other.corrections[0], (*own, *ranks)


def _check_withheld(
    table: Observations, files: Mapping[str, bytes], economy: str, indicator: str
) -> None:
    """Refuse an erratum to a withheld value: it would disclose the value."""
    selection = record_in(files, "sourcing.json", "selection")["selection"]
    candidates = [] if selection is None else selection["candidates"]
    salted = any(
        (record["economy"], record["indicator"]) == (economy, indicator) and "salted" in record
        for record in candidates
    )
    if salted or withheld_rows(table, economy, indicator):
        raise RefusedEditionError("erratum.withheld", economy=economy, indicator=indicator)


def correct_values(
    table: Observations, corrections: Mapping[tuple[str, str], Any], year: int, base: Result | None
) -> tuple[Observations, tuple[Correction, ...]]:
    """Replace values in a table of observations; return the table and the corrections."""
    if not corrections:
        return table, ()
    rows = {cell: _row_of(table, cell, year, base) for cell in corrections}
    years = {cell: year if row is None else table.cells["year"][row] for cell, row in rows.items()}
    values = {cell: write_value(value, *cell) for cell, value in corrections.items()}
    fresh = read_values([(*cell, years[cell], value) for cell, value in values.items() if value])
    places = zip(fresh.cells["economy"], fresh.cells["indicator"], strict=True)
    taken = {cell: position for position, cell in enumerate(places)}
    columns = {name: list(cells) for name, cells in fresh.cells.items()}
    made = []
    for cell, row in rows.items():
        new = taken.get(cell)
        before = None if row is None else table.cells["value"][row]
        after = None if new is None else columns["value"][new]
        if before == after:
            raise UsageError("whatif.same-value", economy=cell[0], indicator=cell[1])
        made.append(Correction(*cell, years[cell], before, after))
        if new is not None and (row is None or before is None):
            columns["status"][new] = catalogue.IMPUTED  # nobody observed a value that was not there
        if row is not None and new is not None:
            for name in _KEPT if before is not None else _PLACED:
                columns[name][new] = table.cells[name][row]
    replaced = set(rows.values())
    rest = table.take([row for row in range(len(table)) if row not in replaced])
    if not taken:
        return rest, tuple(made)
    return concatenate([rest, make(columns, (), sources=fresh.sources)]), tuple(made)


def _row_of(
    table: Observations, cell: tuple[str, str], year: int, base: Result | None
) -> int | None:
    """Return the row of the value that a cell was computed from."""
    economy, indicator = cell
    cells = table.cells
    if indicator not in catalogue.indicators():
        allowed = () if base is None else base.methodology.indicators
        there = sorted(set(cells["indicator"]))
        raise UsageError("whatif.no-indicator", wanted=indicator[:80], allowed=allowed or there)
    if base is not None and indicator in base.methodology.plan.nodes:
        used = base.observation(economy, indicator) if economy in base.economies else None
        if used is not None:
            return used
        # The value goes into a row without value, such as an empty cell of a wide table.
        places = (cells["economy"], cells["indicator"], cells["year"], cells["value"])
        empty = (n for n, row in enumerate(zip(*places, strict=True)) if row == (*cell, year, None))
        return next(empty, None)
    rows = zip(cells["economy"], cells["indicator"], cells["year"], strict=True)
    return next((n for n, row in enumerate(rows) if row == (economy, indicator, year)), None)
