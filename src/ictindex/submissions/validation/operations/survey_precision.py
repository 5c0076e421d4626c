"""Operations on what a survey states about the precision of a value, alone and together.

Shares are in percent, and so are their standard errors and intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ictindex.data.checks import SCORE
from ictindex.data.sampling_errors import (
    Precision,
    interval_widths,
    largest_error,
    precision_of,
    quantile,
    simple_random_error,
)
from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    half_a_digit,
    shorten,
    verdict,
)
from ictindex.submissions.validation.panel import NOWHERE

_NEED = "precision"
_WHOLE = 100  # a share of everything, in percent


class _Stated(NamedTuple):
    """A row with a precision: its number, its value, and whether this is a share in percent."""

    row: int
    value: Decimal | None
    precision: Precision
    is_share: bool

    @property
    def share(self) -> float:
        """The value as a share between 0 and 1."""
        return float(self.value or 0) / _WHOLE


# A fault: the column that it is in, its variant, and the details of its message.
_Fault = tuple[str, str, Mapping[str, object]]
_Judge = Callable[[_Stated], _Fault | None]


def _list_stated(case: Case) -> Iterator[_Stated]:
    """Yield the rows with a precision of a value."""
    table = case.panel.observations
    cells, indicators = table.cells, catalogue.indicators()
    for row, (name, unit) in enumerate(zip(cells["indicator"], cells["unit"], strict=True)):
        precision = precision_of(cells, row)
        if precision.is_stated and name in indicators and unit != SCORE:
            is_share = indicators[name].unit == "percent"
            yield _Stated(row, cells["value"][row], precision, is_share)


def _judge_rows(case: Case, can_decide: Callable[[_Stated], bool], judge: _Judge) -> Verdict:
    """Judge the rows that can be decided; a hit is at the cell of the faulty figure."""
    panel, table = case.panel, case.panel.observations
    decided, hits = 0, []
    for stated in _list_stated(case):
        if not can_decide(stated):
            continue
        decided += 1
        fault = judge(stated)
        if fault is None:
            continue
        column, variant, details = fault
        row = stated.row
        written = [f"{name}={cell}" for name, cell in stated.precision._asdict().items() if cell]
        hits.append(
            Hit(
                panel.first[panel.own.economies[row]],
                panel.positions.get(panel.own.operands[row], NOWHERE),
                row,
                {"value": stated.value, **details},
                variant=variant,
                address=table.address(row, column),
                # An answer is about all of them.
                written=" ".join([table.cells["written"][row], *written]),
            )
        )
    return verdict(decided, hits, (_NEED,), len(table) - decided)


def judge_empty_value(case: Case, check: operation_parameters.Precision) -> Verdict:
    """Find rows that state a precision and no value."""

    def judge(stated: _Stated) -> _Fault | None:
        return ("value", "no-value", {"value": "\u2013"}) if stated.value is None else None

    return _judge_rows(case, lambda stated: True, judge)


def judge_zero(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that a standard error is not zero.

    .. math:: s > 0

    At 0 and 100 % the usual formulas give zero, which says nothing about precision; between them no
    sample does.
    """

    def judge(stated: _Stated) -> _Fault | None:
        if stated.precision.error != 0:
            return None
        return "standard_error", "end" if stated.share in (0, 1) else "", {}

    return _judge_rows(case, _has_error, judge)


def judge_interval(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that an interval contains its value.

    .. math:: l \le v \le u
    """

    def judge(stated: _Stated) -> _Fault | None:
        value, lower, upper = stated.value, stated.precision.lower, stated.precision.upper
        if value is None:
            return None
        details: dict[str, object] = {"lower": lower, "upper": upper}
        if lower is not None and upper is not None and lower > upper:
            return "lower_bound", "reversed", details
        # A value and the ends of its interval may be rounded to other digits.
        below = lower is not None and lower - value > _rounding(lower, value)
        above = upper is not None and value - upper > _rounding(upper, value)
        if not below and not above:
            return None
        column = "lower_bound" if below else "upper_bound"
        if lower is None or upper is None:
            return column, "below" if below else "above", details
        if 0 <= lower <= value / _WHOLE <= upper <= 1:
            times = {"second": float(lower) * _WHOLE, "limit": float(upper) * _WHOLE}
            percent = {name: shorten(end) for name, end in times.items()}
            return column, "fraction", details | percent
        return column, "", details

    def can_decide(stated: _Stated) -> bool:
        ends = stated.precision.lower, stated.precision.upper
        return stated.value is not None and ends != (None, None)

    return _judge_rows(case, can_decide, judge)


def _rounding(*figures: Decimal) -> Decimal:
    """Return the largest difference that the rounding of figures can make."""
    return Decimal(repr(sum(map(half_a_digit, figures))))


def judge_largest_error(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that a standard error is possible for its share.

    .. math:: s \le \sqrt{v (100 - v)}
    """

    def judge(stated: _Stated) -> _Fault | None:
        error = stated.precision.error or Decimal(0)
        largest = largest_error(_middle(stated)) * _WHOLE
        if float(error) - half_a_digit(error) <= largest:
            return None
        return "standard_error", "error", {"error": error, "limit": shorten(largest, 3)}

    return _judge_rows(case, _has_error, judge)


def _has_error(stated: _Stated) -> bool:
    possible = stated.value is not None and 0 <= stated.share <= 1
    return stated.is_share and possible and stated.precision.error is not None


def _middle(stated: _Stated) -> float:
    """Return the share that its rounding allows which is nearest to one half."""
    half = half_a_digit(stated.value) / _WHOLE
    return min(max(0.5, stated.share - half), stated.share + half)


def judge_width(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that an interval and a standard error are of one estimate.

    .. math:: a\,\min_i w_i(s) \le u - l \le b\,\max_i w_i(s)

    where :math:`w_i` are the widths of the usual intervals with this standard error
    (:func:`ictindex.data.sampling_errors.interval_widths`).
    """

    def judge(stated: _Stated) -> _Fault | None:
        error, lower, upper = (
            stated.precision.error,
            stated.precision.lower,
            stated.precision.upper,
        )
        if error is None or lower is None or upper is None or lower > upper:
            return None
        level, width = stated.precision.confidence, float(upper - lower)
        half, slack = half_a_digit(error), half_a_digit(lower) + half_a_digit(upper)
        errors = [max(0.0, float(error) - half), float(error) + half]
        narrow, _ = interval_widths(stated.share, errors[0] / _WHOLE, level)
        _, wide = interval_widths(stated.share, errors[1] / _WHOLE, level)
        least, most = (check.lower or 1) * narrow * _WHOLE, (check.upper or 1) * wide * _WHOLE
        if least <= width + slack and width - slack <= most:
            return None
        fitting = width / (2 * quantile(level))
        details = {
            "error": error,
            "lower": lower,
            "upper": upper,
            "level": shorten(level),
            "second": shorten(fitting, 2),
        }
        is_fraction = errors[0] * _WHOLE <= fitting * (check.upper or 1) and (
            fitting <= errors[1] * _WHOLE * (check.upper or 1)
        )
        variant = "fraction" if is_fraction else ""
        return "standard_error", variant, details

    def can_decide(stated: _Stated) -> bool:
        ends = stated.precision.lower, stated.precision.upper
        return _has_error(stated) and None not in ends and 0 < stated.share < 1

    return _judge_rows(case, can_decide, judge)


def judge_sample(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that standard error, respondents and design effect are of one estimate.

    .. math:: a \le \frac{s}{100} \Big/ \sqrt{\frac{d\,p (1 - p)}{n}} \le b
    """

    def judge(stated: _Stated) -> _Fault | None:
        error, sample, effect, *_ = stated.precision
        if error is None or sample is None or effect is None:
            return None
        expected = _simple_error(stated) * float(effect) ** 0.5
        # All three may be rounded.
        half, share = half_a_digit(error), half_a_digit(effect) / float(effect)
        least = (check.lower or 1) * expected * max(0.0, 1 - share) ** 0.5 - half
        most = (check.upper or 1) * expected * (1 + share) ** 0.5 + half
        if least <= float(error) <= most:
            return None
        details = {
            "error": error,
            "sample": sample,
            "effect": effect,
            "second": shorten(expected, 2),
        }
        is_fraction = least <= float(error) * _WHOLE <= most
        return "standard_error", "sample-fraction" if is_fraction else "sample", details

    def can_decide(stated: _Stated) -> bool:
        return _has_sample(stated) and stated.precision.effect is not None

    return _judge_rows(case, can_decide, judge)


def _has_sample(stated: _Stated) -> bool:
    return _has_error(stated) and stated.precision.sample is not None and 0 < stated.share < 1


def _simple_error(stated: _Stated) -> float:
    """Return the standard error in percent if the respondents were a simple random sample."""
    return simple_random_error(stated.share, float(stated.precision.sample or 1)) * _WHOLE


def judge_design_effect(case: Case, check: operation_parameters.Precision) -> Verdict:
    r"""Check that a design effect, stated or implied, is a usual one.

    .. math:: a \le d \le b \qquad\text{and}\qquad
        a \le \frac{s^2 n}{10^4\,p (1 - p)} \le b
    """
    lower, upper = check.lower or 0.0, check.upper or float("inf")

    def judge(stated: _Stated) -> _Fault | None:
        error, sample, effect, *_ = stated.precision
        limits: dict[str, object] = {"lower": shorten(lower), "upper": shorten(upper)}
        if effect is not None:
            usual = lower <= float(effect) <= upper
            return None if usual else ("design_effect", "effect", {**limits, "effect": effect})
        if error is None or sample is None:
            return None
        half, simple = half_a_digit(error), _simple_error(stated)
        ends = [(max(0.0, float(error) + sign * half) / simple) ** 2 for sign in (-1, 1)]
        if ends[0] <= upper and lower <= ends[1]:
            return None
        implied = (float(error) / simple) ** 2
        details = {"error": error, "sample": sample, "effect": shorten(implied, 2)}
        is_fraction = lower <= implied * _WHOLE**2 <= upper
        if is_fraction:
            return "standard_error", "sample-fraction", {**details, "second": error * _WHOLE}
        return "standard_error", "implied", {**limits, **details}

    def can_decide(stated: _Stated) -> bool:
        return stated.precision.effect is not None or _has_sample(stated)

    return _judge_rows(case, can_decide, judge)


def judge_respondents(case: Case, check: operation_parameters.Precision) -> Verdict:
    """Check that respondents are whole, and not more than the economy has."""
    panel = case.panel

    def judge(stated: _Stated) -> _Fault | None:
        sample = stated.precision.sample
        if sample is None:
            return None
        if sample != sample.to_integral_value():
            return "sample_size", "whole", {"sample": sample}
        name = panel.observations.cells["indicator"][stated.row]
        of = catalogue.indicators()[name].denominator
        position = panel.positions.get(of)
        if position is None:
            return None
        whole = panel.now[position][panel.first[panel.own.economies[stated.row]]]
        if whole == whole and float(sample) > whole:
            return "sample_size", "respondents", {"sample": sample, "second": shorten(whole, 12)}
        return None

    return _judge_rows(case, lambda stated: stated.precision.sample is not None, judge)
