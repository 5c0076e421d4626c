"""From observations to the scores of a composite index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue, documents, engine
from ictindex.core.arguments import frozen_arrays
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data.observations import Observations
from ictindex.data.published import Published
from ictindex.findings import Finding
from ictindex.idi.inputs import Cells
from ictindex.idi.methodology import Methodology
from ictindex.idi.result import Result

if TYPE_CHECKING:
    from ictindex.idi.scores import Computed
    from ictindex.sourcing.selection import Selection

_BREAKDOWNS = ("sex", "age", "location", "disability", "education", "income")
_MAY_BE_OFFICIAL = (*catalogue.OFFICIAL, catalogue.AUXILIARY, "")


def compute_scores(
    methodology: Methodology,
    table: Observations,
    *,
    edition: int,
    year: int,
    published: Published | None,
    kind: str,
    absent: tuple[Finding, ...] = (),
    selection: Selection | None = None,
) -> Result:
    """Compute the scores of an edition from its observations (see :func:`ictindex.compute`)."""
    # ``absent`` says why economies have no observation at all; ``selection`` is what the
    # observations were selected by, if they were.
    plan = methodology.plan
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    chosen = _choose(methodology, table, year)
    cells = _arrange(plan, table, chosen, year)
    faults = list(_faults(methodology, table, cells, as_printed=edition in table.published))
    if faults:
        raise RefusedObservationsError("compute.refused-cells", faults=faults)
    scores = engine.score(
        plan, cells.values, cells.missing, supplied=cells.supplied, given=cells.given
    )
    printed = table.published.get(edition)
    exclusions, refused = _exclusions(methodology, table, cells, scores, printed)
    return Result(
        methodology=methodology,
        edition=edition,
        year=year,
        kind=kind,
        observations=table,
        selection=selection,
        cells=frozen_arrays(cells),
        engine_scores=frozen_arrays(
            replace(scores, missing=_left_out(plan, scores.missing, refused))
        ),
        _exclusions=tuple(sorted((*exclusions, *absent), key=lambda finding: finding.economy)),
        published=published,
    )


def _allowed_years(methodology: Methodology, reference: int) -> list[int]:
    years = methodology.document.years
    if years is None:
        return [reference]
    return [reference, *(reference + carried - years.reference for carried in years.carried)]


def _choose(methodology: Methodology, table: Observations, reference: int) -> np.ndarray[Any, Any]:
    """Return the rows that this edition can use: its nodes, its years, totals, with a value."""
    columns = table.columns
    nodes = set(methodology.plan.nodes)
    allowed = _allowed_years(methodology, reference)
    ours = np.fromiter((key in nodes for key in columns["indicator"]), bool, len(table))
    if not ours.any():
        raise UsageError("compute.no-indicator", document=methodology.id)
    for name in _BREAKDOWNS:
        texts = columns[name]
        ours &= (texts == "") | (texts == "_T")
    if not ours.any():
        raise UsageError("compute.no-totals", document=methodology.id)
    in_years = np.isin(columns["year"], allowed)
    if not (ours & in_years).any():
        there = sorted({int(y) for y in columns["year"][ours]})
        fitting = fitting_editions(methodology.document, there)
        code = "compute.no-observation-of-year" if fitting else "compute.no-edition-fits"
        raise UsageError(
            code, year=[str(y) for y in allowed], there=[str(y) for y in there], fitting=fitting
        )
    with_value = np.fromiter((v is not None for v in columns["value"]), bool, len(table))
    return np.flatnonzero(ours & in_years & with_value)


def fitting_editions(document: documents.Document, years: Iterable[int]) -> list[str]:
    """Return the editions of the index of a document whose reference year is among some years."""
    wanted = set(years)
    return sorted(
        str(edition)
        for known in documents.library().values()
        if known.index == document.index and known.years is not None
        for edition in documents.editions_of(known)
        if edition + known.years.reference in wanted
    )


def _arrange(
    plan: engine.Plan, table: Observations, chosen: np.ndarray[Any, Any], reference: int
) -> Cells:
    """Put the chosen rows into arrays economy x node; competing rows are named and refused."""
    columns = table.columns
    codes = columns["economy"][chosen]
    economies = sorted(set(columns["economy"][table_rows(table, plan)]))
    place = {code: n for n, code in enumerate(economies)}
    node = {key: n for n, key in enumerate(plan.nodes)}
    at = (
        np.fromiter((place[code] for code in codes), np.intp, len(chosen)),
        np.fromiter((node[key] for key in columns["indicator"][chosen]), np.intp, len(chosen)),
    )
    shape = (len(economies), len(plan.nodes))
    counts = np.zeros(shape, dtype=np.intp)
    np.add.at(counts, at, 1)
    if (counts > 1).any():
        raise RefusedObservationsError(
            "compute.competing", faults=list(_competing(table, chosen, counts[at] > 1))
        )
    rows = np.full(shape, -1, dtype=np.intp)
    rows[at] = chosen
    is_score = np.zeros(shape, dtype=bool)
    is_score[at] = columns["unit"][chosen] == "score"
    carried = np.zeros(shape, dtype=bool)
    carried[at] = columns["year"][chosen] != reference
    numbers = np.full(shape, Decimal(0), dtype=object)
    numbers[at] = columns["value"][chosen]
    leaves = len(plan.leaves)
    return Cells(
        economies=tuple(economies),
        rows=rows,
        carried=carried,
        values=numbers[:, :leaves],
        missing=(rows[:, :leaves] < 0) | is_score[:, :leaves],
        supplied=numbers,
        given=is_score,
    )


def table_rows(table: Observations, plan: engine.Plan) -> np.ndarray[Any, Any]:
    """Tell which rows of a table speak of this index, with or without a value."""
    nodes = set(plan.nodes)
    return np.fromiter((key in nodes for key in table.columns["indicator"]), bool, len(table))


def _finding(code: str, table: Observations, row: int, **given: object) -> Finding:
    columns = table.columns
    economy, indicator = str(columns["economy"][row]), str(columns["indicator"][row])
    return Finding(
        code,
        economy=economy,
        indicator=indicator,
        year=int(columns["year"][row]),
        address=table.address(row),
        given={"economy": economy, "indicator": indicator, **given},
    )


def _competing(
    table: Observations, chosen: np.ndarray[Any, Any], double: np.ndarray[Any, Any]
) -> Iterator[Finding]:
    columns = table.columns
    for row in chosen[double]:
        yield _finding(
            "candidate.competing",
            table,
            int(row),
            value=columns["value"][row],
            year=str(columns["year"][row]),
        )


def _faults(
    methodology: Methodology, table: Observations, cells: Cells, *, as_printed: bool
) -> Iterator[Finding]:
    """Name the cells that the document does not admit."""
    # What stands in the publication of the edition itself is computed as it is printed there: that
    # a carried value is not official is a finding of its reader.
    plan, document = methodology.plan, methodology.document
    columns = table.columns
    allowed = () if document.missing is None else document.missing.supplied_scores
    for economy, n in zip(*np.nonzero(cells.given), strict=True):
        row, node = int(cells.rows[economy, n]), plan.nodes[n]
        if node not in allowed:
            yield _finding(
                "score.not-admitted", table, row, document=document.id, allowed=allowed or "-"
            )
        elif columns["value"][row] > plan.scale:
            yield _finding(
                "score.beyond-scale", table, row, value=columns["value"][row], scale=plan.scale
            )
        elif n >= len(plan.leaves) and _complete_below(plan, int(n), cells.missing[economy]):
            yield _finding("score.besides-values", table, row)
    for n, leaf in enumerate(plan.leaves):
        above = leaf.transformation.above
        if above is None:
            continue
        present = ~cells.missing[:, n]
        for economy in np.flatnonzero(present):
            if not leaf.transformation.defined(cells.values[economy, n]):
                yield _finding(
                    "value.outside-domain",
                    table,
                    int(cells.rows[economy, n]),
                    value=cells.values[economy, n],
                    transformation=leaf.transformation.id,
                )
    order = () if document.sourcing is None else document.sourcing.order
    carriable = {c for step in order for c in step.classes if step.year != order[0].year}
    for economy, n in () if as_printed else zip(*np.nonzero(cells.carried), strict=True):
        row = int(cells.rows[economy, n])
        source_class = columns["source_class"][row]
        if source_class and source_class not in carriable:
            yield _finding(
                "candidate.not-carriable",
                table,
                row,
                source_class=str(source_class),
                year=str(columns["year"][row]),
            )


def _complete_below(plan: engine.Plan, n: int, missing: np.ndarray[Any, Any]) -> bool:
    if n < len(plan.leaves):
        return not bool(missing[n])
    return all(_complete_below(plan, child, missing) for child in plan.children(n))


def official_inputs(
    methodology: Methodology, table: Observations, cells: Cells
) -> tuple[np.ndarray[Any, Any], int]:
    """Return how many inputs of each economy may be official, and how many have to be."""
    # An input whose class of source is not stated may be official. What the document counts whoever
    # collected it (prices) counts unless it is an estimate.
    plan, inclusion = methodology.plan, methodology.document.inclusion
    known = cells.rows >= 0
    classes = np.where(known, table.columns["source_class"][cells.rows], "none")
    imputed = known & (table.columns["status"][cells.rows] == catalogue.IMPUTED)
    official = np.isin(classes.astype(str), _MAY_BE_OFFICIAL)
    if inclusion is not None and inclusion.counted_whoever_collected:
        whoever = np.isin(plan.nodes, inclusion.counted_whoever_collected)
        official |= known & whoever & (classes != catalogue.ESTIMATE)
    official &= ~imputed
    return official.sum(axis=1), 0 if inclusion is None else inclusion.minimum_official


def as_printed(result: Computed) -> list[Finding]:
    """Name the economies that have an index although too few of their inputs may be official."""
    counts, minimum = official_inputs(result.methodology, result.observations, result.cells)
    few = ~result.missing[:, -1] & (counts < minimum)
    return [
        Finding(
            "included.as-printed",
            "warning",
            code,
            given={"economy": code, "count": str(count), "minimum": str(minimum)},
        )
        for code, count, is_few in zip(result.cells.economies, counts, few, strict=True)
        if is_few
    ]


def _exclusions(
    methodology: Methodology,
    table: Observations,
    cells: Cells,
    scores: engine.Scores,
    printed: Published | None,
) -> tuple[tuple[Finding, ...], np.ndarray[Any, Any]]:
    """Return why economies have no index, and which of them are left out whole."""
    # An economy is left out for too few official inputs only where even all that may be official
    # would not suffice; and not where the publication of this edition, which came with the values,
    # has its index. A note tells whose figure it is, not who submitted it.
    plan = methodology.plan
    may_be_official, minimum = official_inputs(methodology, table, cells)
    without = scores.missing[:, -1]
    left_out = ~without & (may_be_official < minimum)
    if printed is not None:
        left_out &= [(code, plan.root) not in printed.values for code in cells.economies]
    found = []
    for e in np.flatnonzero(without | left_out):
        code = cells.economies[e]
        given: dict[str, object] = {"economy": code}
        if left_out[e]:
            reason = "excluded.too-few-official"
            given |= {"count": str(may_be_official[e]), "minimum": str(minimum)}
        else:
            reason = "excluded.missing-inputs"
            given["indicator"] = _roots_of_absence(plan, scores.missing[e])
        found.append(Finding(reason, "information", economy=code, given=given))
    return tuple(found), left_out


def _roots_of_absence(plan: engine.Plan, missing: np.ndarray[Any, Any]) -> tuple[str, ...]:
    """Return the inputs whose absence leaves the index without a score."""

    def below(n: int) -> Iterator[str]:
        if not missing[n]:
            return
        if n < len(plan.leaves):
            yield plan.nodes[n]
            return
        for child in plan.children(n):
            yield from below(child)

    return tuple(below(len(plan.nodes) - 1))


def _left_out(
    plan: engine.Plan, missing: np.ndarray[Any, Any], refused: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Take every score from economies that are left out whole: there is no partial index."""
    if not refused.any():
        return missing
    out = missing.copy()
    out[refused, len(plan.leaves) :] = True
    return out


def absent_economies(selection: Selection) -> tuple[Finding, ...]:
    """Return why economies of a selection have no value: they are named, not forgotten."""
    there = set(selection.observations.cells["economy"])
    left_out = selection.left_out
    reasons = []
    for economy in selection.economies:
        if economy in left_out:
            reasons.append(left_out[economy])
        elif economy not in there:
            given = {"economy": economy, "indicator": selection.methodology.indicators}
            reasons.append(Finding("excluded.missing-inputs", "information", economy, given=given))
    return tuple(reasons)
