r"""Operations with other figures: other sources, the effect on the index, group figures."""

from __future__ import annotations

from decimal import Decimal

from ictindex.core import decimals as numbers
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import Case, Hit, Verdict, need, verdict
from ictindex.submissions.validation.panel import Floats, resolve


def judge_sources(case: Case, check: operation_parameters.Sources) -> Verdict:
    r"""Compare the values of one cell from two kinds of source.

    .. math:: |x - y| \le t\,|y|
    """
    columns, own = case.panel.observations.cells, case.panel.own
    classes, values = columns["source_class"], own.values
    wanted = {*check.first, *check.second}
    if not (set(classes) & set(check.first) and set(classes) & set(check.second)):
        return need("second-source")
    cells: dict[tuple[str, str, int], list[int]] = {}
    for row, key in enumerate(zip(own.economies, own.operands, own.years, strict=True)):
        if values[row] == values[row] and classes[row] in wanted:
            cells.setdefault(key, []).append(row)
    at = case.panel.first
    texts = [columns[name] for name in ("source", "written", "note")]
    order = {name: n for n, name in enumerate(catalogue.source_classes())}
    decided, hits = 0, []
    for (economy, name, _), rows in cells.items():
        # Each value is compared with the farthest one of lower rank, in any order of the rows.
        rows.sort(key=lambda row: (order[classes[row]], *(column[row] for column in texts)))
        only = [r for r in rows if classes[r] in check.second and classes[r] not in check.first]
        ends = _ends(only, values)
        for row in reversed([r for r in rows if classes[r] in check.first]):
            second = ends
            if classes[row] in check.second:
                ends = _ends([*ends, row], values)
            if not second:
                continue
            decided += 1
            x = values[row]
            other = max(second, key={r: abs(x - values[r]) for r in second}.__getitem__)
            y = values[other]
            if abs(x - y) > check.tolerance * abs(y) + 1e-12:
                details = {
                    "value": case.panel.decimal(row),
                    "second": case.panel.decimal(other),
                    "source": columns["source"][other] or classes[other],
                }
                position = case.panel.positions[name]
                hits.append(Hit(at[economy], position, row, details, x - y, instead=y))
    return verdict(decided, hits, ("second-source",))


def _ends(rows: list[int], values: Floats) -> list[int]:
    """Return the rows of the smallest and the largest value: one of them is farthest from any."""
    if not rows:
        return []
    return [min(rows, key=lambda row: values[row]), max(rows, key=lambda row: values[row])]


def judge_effect(case: Case, check: operation_parameters.Effect) -> Verdict:
    """Return no hit yet: findings that may change the index follow once consequences are known."""
    return need("plan") if case.methodology.plan is None else Verdict(1)


def judge_aggregates(case: Case, check: operation_parameters.Aggregates) -> Verdict:
    r"""Compare published group figures with the means of the economies' figures.

    .. math:: \bar s_g = \frac{1}{n_g} \sum_{e \in g} s_e
    """
    position = case.panel.positions.get(resolve(check.of))
    if not case.context.aggregates or position is None:
        return need("group-figures" if position is not None else check.of)
    groups: dict[tuple[str, str], tuple[str, ...]] = {}
    for (grouping, _), entry in catalogue.groupings().items():
        for group, members in entry.groups.items():
            groups.setdefault((grouping, group), members)
    at = case.panel.first
    decided, hits = 0, []
    for (grouping, group), published in case.context.aggregates.items():
        column = case.panel.rows[position]
        rows = [column[at[e]] for e in groups.get((grouping, group), ()) if e in at]
        values = [v for v in map(case.panel.decimal, rows) if v is not None]
        if not values:
            continue
        decided += 1
        with numbers.exact():
            mean = numbers.stage(sum(values, Decimal(0)) / len(values))
        exponent = published.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        if numbers.round_half_up(mean, decimals) != published:
            details = {
                "group": group,
                "value": published,
                "second": numbers.round_half_up(mean, decimals),
            }
            hits.append(Hit(-1, position, -1, details, float(published - mean)))
    return verdict(decided, hits, ("group-figures",))
