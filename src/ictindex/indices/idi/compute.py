"""Computation of the scores of a composite index from observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex import engine
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data.observations import Observations
from ictindex.definitions import documents
from ictindex.engine import ExactScores, Plan, Row
from ictindex.indices.idi.inputs import Inputs
from ictindex.indices.idi.lab_fit import find_members, fit_methodology, without_supplied
from ictindex.indices.idi.official_inputs import count_official, minimum_official
from ictindex.indices.idi.result import Result
from ictindex.indices.results.methodology import Methodology
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    from ictindex.data.published_figures import Published
    from ictindex.submissions.sourcing.selection import Selection

_BREAKDOWNS = ("sex", "age", "location", "disability", "education", "income")
_TOTALS = frozenset({"", "_T"})


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
    # ``absent`` has the reasons why economies have no observation at all; ``selection`` is the
    # selection that the observations come from, if there is one.
    plan = methodology.plan
    if table.findings.errors:
        raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
    inputs = _arrange(plan, table, _choose(methodology, table, year), year)
    if engine.is_lab_plan(plan):
        inputs = without_supplied(inputs)
    faults = list(_faults(methodology, table, inputs, as_printed=edition in table.published))
    if faults:
        raise RefusedObservationsError("compute.refused-cells", faults=faults)
    printed = table.published.get(edition)
    if engine.is_lab_plan(plan):
        members = find_members(methodology, table, inputs, printed)
        methodology = fit_methodology(methodology, inputs, members)
        plan = methodology.plan
        scores = engine.score_plan(plan, inputs.values, members=members)
    else:
        scores = engine.score_rows(plan, inputs.values, inputs.supplied)
    exclusions, left_out = _exclusions(methodology, table, inputs, scores, printed)
    return Result(
        methodology=methodology,
        edition=edition,
        year=year,
        kind=kind,
        observations=table,
        selection=selection,
        input_rows=inputs,
        exact_scores=_leave_out(plan, scores, left_out),
        exclusion_findings=tuple(
            sorted((*exclusions, *absent), key=lambda finding: finding.economy)
        ),
        published=published,
    )


def _allowed_years(methodology: Methodology, reference: int) -> list[int]:
    years = methodology.document.years
    if years is None:
        return [reference]
    return [reference, *(reference + carried - years.reference for carried in years.carried)]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The rows of a table that this edition can use, and its economies."""

    rows: list[int]
    economies: list[str]


def _choose(methodology: Methodology, table: Observations, reference: int) -> _Choice:
    """Choose the rows that this edition can use: totals with a value, of its nodes and years."""
    cells = table.cells
    nodes, allowed = set(methodology.plan.nodes), _allowed_years(methodology, reference)
    rows = [row for row, key in enumerate(cells["indicator"]) if key in nodes]
    if not rows:
        raise UsageError("compute.no-indicator", document=methodology.id)
    economy = cells["economy"]
    economies = sorted({economy[row] for row in rows})
    for name in _BREAKDOWNS:
        column = cells[name]
        if not _TOTALS.issuperset(column):
            rows = [row for row in rows if column[row] in _TOTALS]
    if not rows:
        raise UsageError("compute.no-totals", document=methodology.id)
    years, values = cells["year"], cells["value"]
    in_years = [row for row in rows if years[row] in allowed]
    if not in_years:
        there = sorted({years[row] for row in rows})
        fitting = documents.fitting_editions(methodology.document, there)
        code = "compute.no-observation-of-year" if fitting else "compute.no-edition-fits"
        raise UsageError(
            code, year=[str(y) for y in allowed], there=[str(y) for y in there], fitting=fitting
        )
    return _Choice([row for row in in_years if values[row] is not None], economies)


def _arrange(plan: Plan, table: Observations, choice: _Choice, reference: int) -> Inputs:
    """Assign the chosen rows to cells; name and refuse competing rows."""
    cells = table.cells
    economies, nodes = cells["economy"], cells["indicator"]
    counts = Counter((economies[row], nodes[row]) for row in choice.rows)
    if len(counts) < len(choice.rows):
        double = [row for row in choice.rows if counts[economies[row], nodes[row]] > 1]
        raise RefusedObservationsError(
            "compute.competing", faults=list(_find_competing(table, double))
        )
    lines = {economy: e for e, economy in enumerate(choice.economies)}
    positions = {node: n for n, node in enumerate(plan.nodes)}
    count, leaves = len(choice.economies), len(plan.leaves)
    rows: list[list[int | None]] = [[None] * len(positions) for _ in range(count)]
    values: list[list[Decimal | None]] = [[None] * leaves for _ in range(count)]
    supplied: list[list[Decimal | None]] = [[None] * len(positions) for _ in range(count)]
    carried = [[False] * len(positions) for _ in range(count)]
    years, units, numbers = cells["year"], cells["unit"], cells["value"]
    for row in choice.rows:
        e, n = lines[economies[row]], positions[nodes[row]]
        rows[e][n] = row
        if years[row] != reference:
            carried[e][n] = True
        if units[row] == "score":
            supplied[e][n] = numbers[row]
        elif n < leaves:
            values[e][n] = numbers[row]
    return Inputs(
        economies=tuple(choice.economies),
        rows=tuple(map(tuple, rows)),
        carried=tuple(map(tuple, carried)),
        values=tuple(map(tuple, values)),
        supplied=tuple(map(tuple, supplied)),
    )


def _finding(code: str, table: Observations, row: int, **details: object) -> Finding:
    cells = table.cells
    economy, indicator = cells["economy"][row], cells["indicator"][row]
    return Finding(
        code,
        economy=economy,
        indicator=indicator,
        year=cells["year"][row],
        address=table.address(row),
        details={"economy": economy, "indicator": indicator, **details},
    )


def _find_competing(table: Observations, rows: Iterable[int]) -> Iterator[Finding]:
    cells = table.cells
    for row in rows:
        value, year = cells["value"][row], str(cells["year"][row])
        yield _finding("candidate.competing", table, row, value=value, year=year)


def _faults(
    methodology: Methodology, table: Observations, inputs: Inputs, *, as_printed: bool
) -> Iterator[Finding]:
    """Yield the cells that the document does not admit."""
    # Values from the publication of the edition itself are used as printed: its reader reports
    # carried values that are not official.
    yield from _score_faults(methodology, table, inputs)
    yield from _domain_faults(methodology.plan, table, inputs)
    if not as_printed:
        yield from _carried_faults(methodology.document, table, inputs)


def _score_faults(
    methodology: Methodology, table: Observations, inputs: Inputs
) -> Iterator[Finding]:
    """Yield supplied scores that are not admitted, beyond the scale, or in addition to values."""
    plan, document = methodology.plan, methodology.document
    allowed = () if document.missing is None else document.missing.supplied_scores
    for rows, values, scores in zip(inputs.rows, inputs.values, inputs.supplied, strict=True):
        if scores.count(None) == len(scores):
            continue
        for n, (row, score) in enumerate(zip(rows, scores, strict=True)):
            if row is None or score is None:
                continue
            if plan.nodes[n] not in allowed:
                yield _finding(
                    "score.not-admitted", table, row, document=document.id, allowed=allowed or "-"
                )
            elif score > plan.scale:
                yield _finding("score.beyond-scale", table, row, value=score, scale=plan.scale)
            elif n >= len(plan.leaves) and plan.complete_below(n, values):
                yield _finding("score.besides-values", table, row)


def _domain_faults(plan: Plan, table: Observations, inputs: Inputs) -> Iterator[Finding]:
    """Yield the values for which the transformation of their indicator is not defined."""
    for n, leaf in enumerate(plan.leaves):
        if leaf.transformation.above is None:
            continue
        for values, rows in zip(inputs.values, inputs.rows, strict=True):
            value, row = values[n], rows[n]
            if value is not None and row is not None and not leaf.transformation.is_defined(value):
                yield _finding(
                    "value.outside-domain",
                    table,
                    row,
                    value=value,
                    transformation=leaf.transformation.id,
                )


def _carried_faults(
    document: documents.Document, table: Observations, inputs: Inputs
) -> Iterator[Finding]:
    """Yield carried values of a class of source that the document does not carry."""
    order = () if document.sourcing is None else document.sourcing.order
    carriable = {c for step in order for c in step.classes if step.year != order[0].year}
    classes, years = table.cells["source_class"], table.cells["year"]
    for rows, carried in zip(inputs.rows, inputs.carried, strict=True):
        for row, earlier in zip(rows, carried, strict=True) if True in carried else ():
            if row is None or not earlier or not classes[row] or classes[row] in carriable:
                continue
            yield _finding(
                "candidate.not-carriable",
                table,
                row,
                source_class=classes[row],
                year=str(years[row]),
            )


def _exclusions(
    methodology: Methodology,
    table: Observations,
    inputs: Inputs,
    scores: ExactScores,
    printed: Published | None,
) -> tuple[list[Finding], list[bool]]:
    """Return the reasons why economies have no index, and the economies that are left out."""
    # An economy is left out for too few official inputs only if even all inputs that may be
    # official would not suffice, and not if the publication of this edition, which came with the
    # values, has its index. A source note names the owner of a figure, not who submitted it.
    plan, document = methodology.plan, methodology.document
    counts = count_official(document, plan.nodes, table, inputs)
    minimum = minimum_official(document)
    findings, left_out = [], []
    for economy, row, count in zip(inputs.economies, scores.scores, counts, strict=True):
        is_printed = printed is not None and (economy, plan.root) in printed.values
        too_few = row[-1] is not None and count < minimum and not is_printed
        left_out.append(too_few)
        details: dict[str, object] = {"economy": economy}
        if too_few:
            reason = "excluded.too-few-official"
            details |= {"count": str(count), "minimum": str(minimum)}
        elif row[-1] is None:
            reason = "excluded.missing-inputs"
            details["indicator"] = tuple(_roots_of_absence(plan, row, len(plan.nodes) - 1))
        else:
            continue
        findings.append(Finding(reason, "information", economy=economy, details=details))
    return findings, left_out


def _roots_of_absence(plan: Plan, scores: Row, n: int) -> Iterator[str]:
    """Return the missing inputs that leave a node without a score."""
    if scores[n] is None:
        if n < len(plan.leaves):
            yield plan.nodes[n]
        for child in plan.children(n):
            yield from _roots_of_absence(plan, scores, child)


def _leave_out(plan: Plan, scores: ExactScores, left_out: Sequence[bool]) -> ExactScores:
    """Remove every score of economies that are left out: there is no partial index."""
    leaves = len(plan.leaves)
    none = (None,) * len(plan.branches)
    rows = (
        (*row[:leaves], *none) if out else row
        for row, out in zip(scores.scores, left_out, strict=True)
    )
    return ExactScores(scores.transformed, tuple(rows))


def absent_economies(selection: Selection) -> tuple[Finding, ...]:
    """Return the reasons why economies of a selection have no value at all."""
    there = set(selection.observations.cells["economy"])
    left_out = selection.left_out
    reasons = []
    for economy in selection.economies:
        if economy in left_out:
            reasons.append(left_out[economy])
        elif economy not in there:
            details = {"economy": economy, "indicator": selection.methodology.indicators}
            reasons.append(
                Finding("excluded.missing-inputs", "information", economy, details=details)
            )
    return tuple(reasons)
