r"""Proposals for a value with a slip: the values that may have been meant, the likeliest first.

A proposal is never put in. For every slip *k* that would produce the value *v* from *u*, it uses

.. math:: \pi_k \, P(v \mid u, k) \, P(u)

where :math:`P(u)` is the probability of *u* to the digits with which the indicator is written: from
the usual changes if last year's value is known, else from the other values of the economy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.typing_slips import Edit

MOST = 3
_OFF_GRID = math.log(0.02)  # a value with more digits than its indicator is written with

# The natural logarithm of the probability of a value within half a unit on either side.
Likelihood = Callable[[float, float], float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that may have been meant, and the slip that would lead to the typed value."""

    value: Decimal
    edit: Edit


def decimals_of(value: float | Decimal) -> int:
    """Return the number of decimals with which a number is written."""
    written = value if isinstance(value, Decimal) else Decimal(repr(value))
    exponent = written.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def rank_proposals(
    value: Decimal, slips: Sequence[Edit], decimals: int, likelihood: Likelihood
) -> list[Proposal]:
    """Return the values that may have been meant, the likeliest first."""
    unit = Decimal(1).scaleb(-decimals)
    grid = float(unit) / 2
    typed = 0.5 * 10.0 ** -decimals_of(value)
    ordered: list[tuple[float, int, Proposal]] = []
    for edit in slips:
        meant, width, score = edit.value, grid, math.log(edit.weight)
        if edit.factor != 1:
            # The uncertainty of the value before the factor, from the typed digits.
            width = max(typed / float(edit.factor), grid)
            meant = edit.value.quantize(unit)
            if abs(float(meant - edit.value)) > 1.0001 * typed / float(edit.factor) + 1e-9:
                score += _OFF_GRID
        if meant <= 0 or decimals_of(meant) > decimals:
            continue
        score += likelihood(float(meant), width)
        ordered.append((-score, len(ordered), Proposal(meant, edit)))
    ordered.sort(key=lambda entry: entry[:2])
    kept: dict[Decimal, Proposal] = {}
    for _, _, proposal in ordered:
        kept.setdefault(proposal.value, proposal)
        if len(kept) == MOST:
            break
    return list(kept.values())
