"""Growth of time with the size of the input: the exponent between two sizes."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import inputs
from measuring import Figure, repeat

# Twice the work may cost a little more than twice the time; an exponent of 2 is a fault.
_LIMIT = 1.3


def growth() -> Iterator[Figure]:
    r"""Exponents of what has to be linear: 1 if twice the size takes twice the time.

    .. math:: e = \ln(t_2 / t_1) / \ln(n_2 / n_1)
    """
    import numpy as np
    import pandas as pd

    import ictindex as ict

    few, many = inputs.GROWN
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base)
        panels = {n: inputs.panel(folder / f"{n}.csv", 10 * n) for n in (few, many)}
        yield exponent(
            "growth of read_observations", lambda n: lambda: ict.read_observations(panels[n])
        )
        registers = {n: folder / str(n) for n in (few, many)}
        for n, register in registers.items():
            inputs.register(register, n)
            inputs.edition_of_a_file(register, 2024)
        yield exponent(
            "growth of list_editions", lambda n: lambda: ict.editions.list_editions(registers[n])
        )
    indicators = ict.methodology("idi", edition=2024).indicators
    frames = {
        n: pd.DataFrame(inputs.floats(indicators, n), columns=indicators) for n in (few, many)
    }
    generator = np.random.default_rng(138)
    holes = {
        n: frame.where(generator.uniform(size=frame.shape) > 0.1) for n, frame in frames.items()
    }
    yield exponent("growth of aggregate", lambda n: lambda: ict.analysis.aggregate(frames[n]))
    yield exponent(
        "growth of correlations by Kendall",
        lambda n: lambda: ict.analysis.correlations(frames[n], method="kendall"),
    )
    yield exponent(
        "growth of imputation by the median",
        lambda n: lambda: ict.analysis.impute(holes[n], method="median"),
    )


def exponent(name: str, of_size: Callable[[int], Callable[[], object]]) -> Figure:
    """Return the exponent between the two sizes: of the least times, and of the middle ones."""
    few, many = inputs.GROWN
    times = repeat(of_size(few), of_size(many))
    least, middle = (
        math.log(max(larger, 1e-3) / max(smaller, 1e-3)) / math.log(many / few)
        for smaller, larger in (map(min, times), map(_middle, times))
    )
    return Figure(f"{name}, {few:,} to {many:,}", least, middle, limit=_LIMIT, unit="exp")


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]
