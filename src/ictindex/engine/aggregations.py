r"""The aggregations: they make the score of a node from the scores of its parts.

Scores come as rows, one for each economy, with the parts in the same order; weights are rational
numbers, relative to their sum. A missing score is ``None`` (NaN in arrays). A row has a score if at
least a stated share of its parts has one; then the weights of these parts are used, re-scaled. By
default all parts are needed, and nothing is re-weighted.

Geometric and harmonic means, and generalised means of a power of 0 or less, are refused for
scores of 0 or less; :func:`rescale` moves scores from the scale 0-100 to 1-100 first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from types import MappingProxyType
from typing import Any

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.formulas import (
    Difference,
    Expression,
    Median,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    weighted_median,
)
from ictindex.engine.normalisations import Parameters, complete_options
from ictindex.engine.operations import weighted_mean
from ictindex.engine.share_programme import largest_sum

ScoreRow = Sequence[Decimal | None]
Weight = int | Fraction | Decimal

_ZERO, _UNITY = Decimal(0), Decimal(1)


def whole_weights(weights: Sequence[Weight]) -> tuple[int, ...]:
    """Return weights as the smallest whole numbers in the same proportions."""
    shares = [Fraction(weight) for weight in weights]
    negative = [share for share in shares if share < 0]
    if negative:
        raise UsageError("operation.negative-weight", value=str(negative[0]))
    if not any(shares):
        raise UsageError("operation.no-weight")
    common = lcm(*(share.denominator for share in shares))
    counts = [int(share * common) for share in shares]
    divisor = gcd(*counts)
    return tuple(count // divisor for count in counts)


def rescale(
    score: Decimal,
    old: tuple[Decimal, Decimal] = (_ZERO, Decimal(100)),
    new: tuple[Decimal, Decimal] = (_UNITY, Decimal(100)),
) -> Decimal:
    r"""Bring a score from one scale to another, to 20 places: by default 0-100 to 1-100.

    .. math:: s' = l' + (u' - l') \frac{s - l}{u - l}
    """
    with decimals.exact():
        share = (score - old[0]) / (old[1] - old[0])
        return decimals.stage(new[0] + (new[1] - new[0]) * share)


RowValue = Callable[[Sequence[Decimal], Sequence[int], Parameters], Decimal]
SetValue = Callable[[Sequence[ScoreRow], Sequence[int], Parameters], list[Decimal | None]]
Formula = Callable[[tuple[Expression, ...], tuple[int, ...], Parameters], Expression]


ArrayForm = Callable[[Any, Any, Mapping[str, float]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """An aggregation: in decimals, on arrays, as a formula, and what is true of it.

    ``row`` makes the score of one economy; ``whole`` makes those of all, where a score depends on
    the other economies. ``array`` does the same on an array of (economies, parts, ...) with weights
    of (parts, ...). ``summary`` is its row in the documentation. ``positive`` tells by the options
    whether scores have to be above 0. A ``monotone`` score never falls when a part rises. One that
    ``adds`` depends, in floats, on the order of its parts; one that ``divides`` by a mean has no
    score if all parts are 0; one that ``counts`` has a number of economies as its score.
    """

    id: str
    summary: str
    row: RowValue | None = None
    whole: SetValue | None = None
    array: ArrayForm
    write: Formula
    options: Mapping[str, Decimal | None] = field(default_factory=lambda: MappingProxyType({}))
    optional: tuple[str, ...] = ()
    check: Callable[[Parameters], None] | None = None
    positive: Callable[[Parameters], bool] | None = None
    monotone: bool = False
    adds: bool = False
    divides: bool = False
    counts: bool = False

    @property
    def set_wide(self) -> bool:
        """Tell whether a score depends on the other economies."""
        return self.whole is not None

    def complete(self, options: Parameters | None = None) -> dict[str, Decimal]:
        """Return the options with their defaults; refuse options that do not fit."""
        complete = complete_options(self.id, self.options, options or {}, self.optional)
        if self.check is not None:
            self.check(complete)
        return complete

    def needs_positive(self, options: Parameters | None = None) -> bool:
        """Tell whether scores of 0 or less are refused."""
        return self.positive is not None and self.positive(self.complete(options))

    def exact(
        self,
        rows: Sequence[ScoreRow],
        weights: Sequence[Weight],
        options: Parameters | None = None,
        least_share: float = 1.0,
    ) -> list[Decimal | None]:
        """Return a score for each row in exact decimals, to 20 places; ``None`` for no score."""
        complete = self.complete(options)
        whole = whole_weights(weights)
        kept = [row if enough(row, least_share) else (None,) * len(row) for row in rows]
        if self.needs_positive(options):
            check_positive(self.id, kept)
        with decimals.exact():
            if self.whole is not None:
                return self.whole(kept, whole, complete)
            return [self._row_score(row, whole, complete) for row in kept]

    def _row_score(
        self, row: ScoreRow, weights: Sequence[int], options: Parameters
    ) -> Decimal | None:
        pairs = [(s, w) for s, w in zip(row, weights, strict=True) if s is not None]
        if self.row is None or not any(weight for _, weight in pairs):
            return None
        scores, counted = zip(*pairs, strict=True)
        return decimals.stage(self.row(scores, counted, options))

    def floats(
        self,
        scores: Any,
        weights: Any,
        options: Parameters | None = None,
        least_share: float = 1.0,
    ) -> Any:
        """Return the scores of an array of (economies, parts, ...) in float64; NaN for no score.

        Weights are numbers, or an array of (parts, ...) whose further axes fit those of the scores,
        so that a thousand draws of weights need one call.
        """
        from ictindex.engine import float_aggregations

        complete = self.complete(options)
        numbers = {name: float(value) for name, value in complete.items()}
        return float_aggregations.aggregate_scores(
            self.id,
            self.array,
            scores,
            weights,
            numbers,
            least_share,
            self.needs_positive(options),
        )

    def expression(
        self,
        children: tuple[Expression, ...],
        weights: Sequence[Weight],
        options: Parameters | None = None,
    ) -> Expression:
        """Return the formula in the scores of the parts."""
        return self.write(children, whole_weights(weights), self.complete(options))


def enough(row: Sequence[object], least_share: float) -> bool:
    """Tell whether at least a share of the parts of a row has a score."""
    present = sum(part is not None for part in row)
    return present > 0 and present / len(row) >= least_share


def check_positive(operation: str, rows: Sequence[ScoreRow]) -> None:
    """Refuse scores of 0 or less."""
    for row in rows:
        for score in row:
            if score is not None and score <= 0:
                raise UsageError(
                    "operation.not-positive", operation=operation, value=decimals.canonical(score)
                )


def _mean(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    return sum((a * b for a, b in zip(s, w, strict=True)), _ZERO) / sum(w)


def _arrays() -> Any:
    """Return the operations on arrays; they load NumPy, which results in decimals do without."""
    from ictindex.engine import float_aggregations

    return float_aggregations


def _mean_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    return _arrays().weighted_mean(array, weights)


def _write_mean(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    return weighted_mean(c, w)


def _geometric(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    logarithms = [value.ln() for value in s]
    return _mean(logarithms, w, o).exp()


def _geometric_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    import numpy as np

    return np.exp(_mean_of_arrays(np.log(array), weights, o))


# A root of so high a degree is of a product that no spreadsheet can hold, whose numbers end at
# 10^308: each score has its own exponent then.
_HIGHEST_ROOT = 100


def _write_geometric(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    total = sum(w)
    if total > _HIGHEST_ROOT and len(c) > 1:
        shares = [Fraction(weight, total) for weight in w]
        return Product(
            tuple(
                Power(a, Quotient(_number(share.numerator), _number(share.denominator)))
                for a, share in zip(c, shares, strict=True)
            )
        )
    factors = tuple(a if b == 1 else Power(a, _number(b)) for a, b in zip(c, w, strict=True))
    product: Expression = Product(factors) if len(factors) > 1 else factors[0]
    return Power(product, Quotient(_number(1), _number(total)))


def _harmonic(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    return sum(w) / sum((b / a for a, b in zip(s, w, strict=True)), _ZERO)


def _harmonic_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    return 1 / _mean_of_arrays(1 / array, weights, o)


def _write_harmonic(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    terms = tuple(Quotient(_number(b), a) for a, b in zip(c, w, strict=True))
    return Quotient(_number(sum(w)), Sum(terms) if len(terms) > 1 else terms[0])


def _generalise_mean(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    power = o["power"]
    if power == 0:
        return _geometric(s, w, o)
    if power != 1 and min(s) < 0:
        raise UsageError(
            "operation.negative", operation="generalised-mean", value=decimals.canonical(min(s))
        )
    mean = _mean([value**power for value in s], w, o)
    return mean ** (1 / power)


def _generalised_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    power = o["power"]
    if power == 0:
        return _geometric_of_arrays(array, weights, o)
    if power != 1 and (array < 0).any():
        _refuse_lowest("operation.negative", "generalised-mean", array)
    return _mean_of_arrays(array**power, weights, o) ** (1 / power)


def _refuse_lowest(code: str, operation: str, array: Any) -> None:
    import numpy as np

    raise UsageError(code, operation=operation, value=repr(float(np.nanmin(array))))


def _write_generalised(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    if o["power"] == 0:
        return _write_geometric(c, w, o)
    power = Number(o["power"])
    mean = weighted_mean(tuple(Power(part, power) for part in c), w)
    return Power(mean, Quotient(_number(1), power))


def _median(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    return weighted_median(s, w)


def _median_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    return _arrays().weighted_median(array, weights)


def _write_median(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    return Median(c, w)


def _mazziotta_pareto(s: Sequence[Decimal], w: Sequence[int], o: Parameters) -> Decimal:
    r"""Return the mean with the penalty :math:`\pm S^2 / M` for unbalanced scores."""
    mean = _mean(s, w, o)
    if mean <= 0:
        raise UsageError(
            "operation.not-positive", operation="mazziotta-pareto", value=decimals.canonical(mean)
        )
    squares = _mean([(value - mean) ** 2 for value in s], w, o)
    return mean + o["penalty"] * squares / mean


def _mazziotta_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    mean = _mean_of_arrays(array, weights, o)
    if (mean <= 0).any():
        _refuse_lowest("operation.not-positive", "mazziotta-pareto", mean)
    squares = _mean_of_arrays((array - mean[:, None]) ** 2, weights, o)
    return mean + o["penalty"] * squares / mean


def _write_mazziotta(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    # With M the mean and Q the mean of the squares: M - (Q - M^2) / M = 2 M - Q / M.
    mean = weighted_mean(c, w)
    ratio = Quotient(weighted_mean(tuple(Power(part, _number(2)) for part in c), w), mean)
    return ratio if o["penalty"] > 0 else Difference(Product((_number(2), mean)), ratio)


def compare_pair(
    first: ScoreRow, second: ScoreRow, weights: Sequence[int]
) -> tuple[int, int, int] | None:
    """Return the weights of the parts in which the first is better, worse, and equal.

    Only parts that both have are compared; ``None`` if none of them has a weight.
    """
    better = worse = equal = 0
    for a, b, weight in zip(first, second, weights, strict=True):
        if a is None or b is None:
            continue
        if a > b:
            better += weight
        elif a < b:
            worse += weight
        else:
            equal += weight
    return (better, worse, equal) if better + worse + equal else None


def count_contests(
    rows: Sequence[ScoreRow], weights: Sequence[Weight]
) -> list[tuple[int, int] | None]:
    """Return how many others each row beats, and how many beat it, with most of the weight."""
    whole = whole_weights(weights)
    counts: list[tuple[int, int] | None] = []
    for row in rows:
        if all(part is None for part in row):
            counts.append(None)
            continue
        wins = losses = 0
        for other in rows:
            outcome = None if other is row else compare_pair(row, other, whole)
            if outcome is not None:
                wins += outcome[0] > outcome[1]
                losses += outcome[0] < outcome[1]
        counts.append((wins, losses))
    return counts


def _copeland(
    rows: Sequence[ScoreRow], weights: Sequence[int], o: Parameters
) -> list[Decimal | None]:
    counts = count_contests(rows, weights)
    return [None if c is None else decimals.stage(Decimal(c[0] - c[1])) for c in counts]


def _copeland_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    return _arrays().contests_won(array, weights)


def _write_copeland(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    return Difference(Symbol("contests-won", ""), Symbol("contests-lost", ""))


_LIMITS = ("lower-share", "upper-share", "deviation")


def _check_limits(options: Parameters) -> None:
    """Refuse benefit of the doubt without limits: every economy would be best in some part."""
    lower, upper = options.get("lower-share", _ZERO), options.get("upper-share", _UNITY)
    if "deviation" not in options and lower <= 0 and upper >= 1:
        raise UsageError("operation.no-limits", operation="benefit-of-the-doubt")
    if not 0 <= options.get("deviation", _ZERO) < 1 or not 0 <= lower <= upper <= 1:
        raise UsageError("operation.unfit-limits", operation="benefit-of-the-doubt")


def share_limits(
    weights: Sequence[int], options: Mapping[str, Any], number: Callable[[Any], Any] = Decimal
) -> list[tuple[Any, Any]]:
    """Return the least and the largest share of each part in a score."""
    limits = []
    for weight in weights:
        low = number(options.get("lower-share", 0))
        high = number(options.get("upper-share", 1))
        if "deviation" in options:
            share = number(weight) / number(sum(weights))
            low = max(low, share * (1 - number(options["deviation"])))
            high = min(high, share * (1 + number(options["deviation"])))
        limits.append((low, high))
    if sum(low for low, _ in limits) > 1 or sum(high for _, high in limits) < 1:
        raise UsageError("operation.unfit-limits", operation="benefit-of-the-doubt")
    return limits


def _benefit_of_the_doubt(
    rows: Sequence[ScoreRow], weights: Sequence[int], o: Parameters
) -> list[Decimal | None]:
    limits = share_limits(weights, o)
    complete = [[part for part in row if part is not None] for row in rows]
    peers = [row for row in complete if len(row) == len(weights)]
    return [
        decimals.stage(o["scale"] * largest_sum(row, peers, limits))
        if len(row) == len(weights)
        else None
        for row in complete
    ]


def _doubt_of_arrays(array: Any, weights: Any, o: Mapping[str, float]) -> Any:
    return _arrays().best_weighted_sums(array, weights, o)


def _write_doubt(c: tuple[Expression, ...], w: tuple[int, ...], o: Parameters) -> Expression:
    best = Symbol("best-weighted-sum", "")
    return best if o["scale"] == 1 else Product((Number(o["scale"]), best))


def _number(value: int) -> Number:
    return Number(Decimal(value))


def _options(**defaults: str | None) -> Mapping[str, Decimal | None]:
    return MappingProxyType(
        {n.replace("_", "-"): None if v is None else Decimal(v) for n, v in defaults.items()}
    )


def _always(options: Parameters) -> bool:
    return True


#: The aggregations by id.
AGGREGATIONS: Mapping[str, Aggregation] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            Aggregation(
                id="arithmetic-mean",
                summary="Σ *w s* / *W*",
                row=_mean,
                array=_mean_of_arrays,
                write=_write_mean,
                monotone=True,
                adds=True,
            ),
            Aggregation(
                id="geometric-mean",
                summary="exp(Σ *w* ln *s* / *W*), scores above 0",
                row=_geometric,
                array=_geometric_of_arrays,
                write=_write_geometric,
                positive=_always,
                monotone=True,
                adds=True,
            ),
            Aggregation(
                id="harmonic-mean",
                summary="*W* / Σ (*w* / *s*), scores above 0",
                row=_harmonic,
                array=_harmonic_of_arrays,
                write=_write_harmonic,
                positive=_always,
                monotone=True,
                adds=True,
            ),
            Aggregation(
                id="generalised-mean",
                summary=r"(Σ *w s*\ :sup:`p` / *W*)\ :sup:`1/p`, with the power *p*",
                row=_generalise_mean,
                array=_generalised_of_arrays,
                write=_write_generalised,
                options=_options(power=None),
                positive=lambda options: options["power"] <= 0,
                monotone=True,
                adds=True,
            ),
            Aggregation(
                id="median",
                summary="weighted median",
                row=_median,
                array=_median_of_arrays,
                write=_write_median,
                monotone=True,
            ),
            Aggregation(
                id="copeland",
                summary="economies that it beats by more than half of the weight, less those that "
                "beat it",
                whole=_copeland,
                array=_copeland_of_arrays,
                write=_write_copeland,
                counts=True,
            ),
            Aggregation(
                id="benefit-of-the-doubt",
                summary="its largest weighted sum with weights of its own, by which nobody has "
                "more than 1; shares of parts within limits",
                whole=_benefit_of_the_doubt,
                array=_doubt_of_arrays,
                write=_write_doubt,
                options=_options(lower_share=None, upper_share=None, deviation=None, scale="1"),
                optional=_LIMITS,
                check=_check_limits,
                positive=_always,
            ),
            Aggregation(
                id="mazziotta-pareto",
                summary=r"*M* ± *S*\ :sup:`2` / *M*, with mean *M* and variance "
                r"*S*\ :sup:`2` of the scores",
                row=_mazziotta_pareto,
                array=_mazziotta_of_arrays,
                write=_write_mazziotta,
                options=_options(penalty="-1"),
                adds=True,
                divides=True,
            ),
        )
    }
)
