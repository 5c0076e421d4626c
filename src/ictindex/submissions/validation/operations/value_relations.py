r"""Operations between the values of one economy: order, ratio, sum, quotient."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    TOLERANCE,
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    compare,
    half_a_digit,
    is_beyond,
    is_near,
    is_settled,
    need,
    shorten,
    value_as_written,
    verdict,
)
from ictindex.submissions.validation.panel import NAN, Floats, resolve
from ictindex.submissions.validation.unit_factors import factor_of_prefixes


def _places(case: Case, operands: Sequence[str]) -> list[int] | Verdict:
    """Return the columns of operands; if one is missing, the verdict that it is needed."""
    positions = [case.panel.positions.get(resolve(operand)) for operand in operands]
    if any(position is None for position in positions):
        return need(
            *(name for name, position in zip(operands, positions, strict=True) if position is None)
        )
    return [position for position in positions if position is not None]


def _verdict(
    case: Case,
    decidable: Sequence[bool],
    positions: Sequence[int],
    hits: Sequence[Hit],
    needs: Sequence[str],
) -> Verdict:
    decided = case.panel.count(decidable, *positions)
    return verdict(decided, hits, needs, len(decidable) - decided)


def _was_asked_before(values: Sequence[float], lasts: Sequence[float], factor: float) -> bool:
    """Tell whether all values are within a factor of those that broke a limit last year."""
    return all(
        value == last or is_near(value, last, factor)
        for value, last in zip(values, lasts, strict=True)
    )


def judge_order(case: Case, check: operation_parameters.Order) -> Verdict:
    r"""Check whether a value is at most another value, or a sum of others.

    .. math:: x \le k \sum_i y_i + m
    """
    needs = (check.lesser, *check.greater, *(() if check.per is None else (check.per,)))
    positions = _places(case, needs)
    if isinstance(positions, Verdict):
        return positions
    panel, hits, decidable = case.panel, [], []
    lines = zip(*(panel.now[position] for position in positions), strict=True)
    for line, values in enumerate(lines):
        lesser, unit, greater = check.scale * values[0], 1.0, values[1]
        several = values[2:]
        if check.per is not None:
            below, several = values[-1], values[2:-1]
            lesser, unit = lesser / below if below > 0 else NAN, below / check.scale
        for more in several:  # from left to right: another order may change the last digit
            greater += more
        limit = check.factor * greater + check.margin
        excess = lesser - limit
        decidable.append(excess == excess)
        if not is_beyond(excess, lesser, limit):
            continue
        if check.settled is not None and check.per is None:
            before = [panel.before[position][line] for position in positions]
            past = check.factor * sum(before[1:]) + check.margin
            earlier = check.scale * before[0]
            was_beyond = is_beyond(earlier - past, earlier, past)
            if was_beyond and _was_asked_before(values, before, check.settled):
                continue
        single = not several
        second = value_as_written(panel, line, positions[1]) if single else shorten(greater)
        details = {"node": resolve(check.greater[0]), "second": second, "limit": shorten(limit)}
        if check.per is not None:
            # A count next to a rate: the count per 100, and the smallest rate that fits it.
            details["ratio"] = shorten(100 * lesser / check.scale, 4)
            details["limit"] = shorten(lesser, 4)
            details["per"] = value_as_written(panel, line, positions[-1])
        hit = cell_hit(case, line, positions[0], details, imbalance=excess, instead=limit * unit)
        end = len(positions) if check.per is None else -1
        named = {"per": positions[end:], "others": () if single else positions[1:end]}
        hits.append(compare(hit, **named))
    return _verdict(case, decidable, positions, hits, needs)


def judge_difference(case: Case, check: operation_parameters.Difference) -> Verdict:
    r"""Check whether two values are near each other.

    .. math:: |x - y| \le m
    """
    needs = (check.first, check.second)
    positions = _places(case, needs)
    if isinstance(positions, Verdict):
        return positions
    panel, hits, decidable = case.panel, [], []
    first, second = (panel.now[position] for position in positions)
    for line, (x, y) in enumerate(zip(first, second, strict=True)):
        apart = x - y
        decidable.append(apart == apart)
        if not is_beyond(abs(apart) - check.most, x, y):
            continue
        if check.settled is not None:
            before = [panel.before[position][line] for position in positions]
            was_beyond = is_beyond(abs(before[0] - before[1]) - check.most, *before)
            if was_beyond and _was_asked_before((x, y), before, check.settled):
                continue
        details = {
            "node": resolve(check.second),
            "second": value_as_written(panel, line, positions[1]),
            "limit": shorten(check.most),
        }
        hits.append(cell_hit(case, line, positions[0], details, imbalance=apart))
    return _verdict(case, decidable, positions, hits, needs)


def _shares(scale: float, above: Floats, below: Floats) -> Floats:
    return [scale * x / y if y > 0 else NAN for x, y in zip(above, below, strict=True)]


def judge_ratio(case: Case, check: operation_parameters.Ratio) -> Verdict:
    r"""Check whether the ratio of two values is between limits.

    .. math:: a \le k \frac{x}{y} \le b

    A ratio that was beyond a limit last year and has hardly changed was asked about last year.
    """
    needs = (check.first, check.second)
    positions = _places(case, needs)
    if isinstance(positions, Verdict):
        return positions
    panel, hits = case.panel, []
    position, other = positions
    shares = _shares(check.scale, panel.now[position], panel.now[other])
    before = _shares(check.scale, panel.before[position], panel.before[other])
    for limit, sign in ((check.lower, -1.0), (check.upper, 1.0)):
        if limit is None:
            continue
        for line, share in enumerate(shares):
            if not is_beyond(sign * (share - limit), limit):
                continue
            if check.settled is not None and is_settled(
                share, before[line], limit, sign, check.settled
            ):
                continue
            details = {
                "node": resolve(check.second),
                "second": value_as_written(panel, line, other),
                "ratio": shorten(share, 3),
                "limit": shorten(limit),
            }
            instead = limit * panel.now[other][line] / check.scale
            hits.append(
                cell_hit(case, line, position, details, imbalance=share - limit, instead=instead)
            )
    return _verdict(case, [share == share for share in shares], positions, hits, needs)


def judge_sum(case: Case, check: operation_parameters.Sum) -> Verdict:
    r"""Check whether a total is the sum of its parts.

    .. math:: \left| x - \sum_i y_i \right| \le t\,|x|

    Values of different years are not compared, nor are those of different sources, if a value has
    several.
    """
    needs = (check.whole, *check.parts)
    positions = _places(case, needs)
    if isinstance(positions, Verdict):
        return positions
    panel, hits, decidable = case.panel, [], []
    exact = panel.flag_exact(positions)
    lines = zip(*(panel.now[position] for position in positions), strict=True)
    for line, (value, *several) in enumerate(lines):
        parts = sum(several[1:], several[0])  # from left to right, as above
        gap = value - parts if exact[line] else NAN
        decidable.append(gap == gap)
        if is_beyond(abs(gap) - check.tolerance * abs(value), value, parts):
            details = {"second": shorten(parts, 12), "difference": shorten(gap, 12)}
            hit = cell_hit(case, line, positions[0], details, imbalance=gap, instead=parts)
            hits.append(compare(hit, others=positions[1:]))
    return _verdict(case, decidable, positions, hits, needs)


def judge_parts(case: Case, check: operation_parameters.PartOf) -> Verdict:
    r"""Check whether no part is above its total.

    .. math:: y_i \le x
    """
    panel, tally = case.panel, Tally(case.panel)
    whole = panel.value(check.whole)
    columns = panel.columns(check.parts)
    if whole is None or not columns:
        return need(check.whole, *check.parts)
    other = panel.positions[resolve(check.whole)]
    for _, position in columns:
        excesses = [part - value for part, value in zip(panel.now[position], whole, strict=True)]
        tally.count([excess == excess for excess in excesses], position, other)
        for line, excess in enumerate(excesses):
            if is_beyond(excess, whole[line]):
                details = {
                    "node": resolve(check.whole),
                    "second": value_as_written(panel, line, other),
                }
                tally.hits.append(
                    cell_hit(case, line, position, details, imbalance=excess, instead=whole[line])
                )
    return tally.verdict((check.whole, *check.parts))


def judge_quotient(case: Case, check: operation_parameters.Quotient) -> Verdict:
    r"""Check whether a rate is its numerator divided by its denominators.

    .. math:: \left| \frac{r}{k\,n / \prod_i d_i} - 1 \right| \le t

    The effect of rounding to the written digits is allowed in addition. Values of different years
    are not compared, nor are a rate and a numerator of different sources, if there are several.
    """
    needs = (check.rate, check.numerator, *check.denominators)
    positions = _places(case, needs)
    if isinstance(positions, Verdict):
        return positions
    panel, hits, decidable = case.panel, [], []
    # What a rate is divided by has often a source of its own.
    exact = panel.flag_exact(positions, sources=2)
    lines = zip(*(panel.now[position] for position in positions), strict=True)
    for line, (rate, numerator, *denominators) in enumerate(lines):
        computed = check.scale * numerator if exact[line] else NAN
        for below in denominators:
            computed = computed / below if below > 0 else NAN
        off = rate / computed if computed > 0 else NAN
        if computed == 0 and rate == rate:
            # Zero divided by a number is zero; a rate next to it has no ratio but is wrong.
            off = float(rate == 0)
        decidable.append(off == off)
        if not is_beyond(abs(off - 1) - check.tolerance, off):
            continue
        rounding = half_a_digit(panel.decimal(panel.rows[positions[0]][line]))
        allowed = (check.tolerance * abs(computed) + rounding) * (1 + TOLERANCE)
        if abs(rate - computed) > allowed:
            factor = factor_of_prefixes(off) if check.prefixes else NAN
            details = {"second": shorten(computed), "ratio": shorten(off, 4)}
            hit = cell_hit(
                case,
                line,
                positions[0],
                details,
                imbalance=rate - computed,
                factor=factor,
                instead=computed,
            )
            hits.append(compare(hit, others=positions[1:]))
    return _verdict(case, decidable, positions, hits, needs)
