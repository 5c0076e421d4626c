"""Peers: the times of other libraries for their nearest equivalent, if they are installed.

None of them is a dependency of the project, nor of its development but pandas and SciPy. To see
the others, install them into the environment in which the benchmarks run:
``python -m pip install pyDecision pysensmcda pandera gmpy2``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def there(name: str) -> bool:
    """Tell whether a library is installed."""
    return importlib.util.find_spec(name) is not None


def weighted_sum(values: Any, shares: Any) -> Callable[[], Any] | None:
    """Return pyDecision's simple additive weighting of a table, with ranks: no logarithms."""
    if not there("pyDecision"):
        return None
    from pyDecision.algorithm import saw_method

    kinds = ["max"] * values.shape[1]
    return lambda: saw_method(values, kinds, list(shares), False, False)


def sensitivity(values: Any, draws: Any) -> Callable[[], Any] | None:
    """Return the scores of a table under drawn weights, ranks included, as with pysensmcda.

    The library draws weights and passes them to a method of the caller: here the weighted sum.
    """
    if not there("pysensmcda"):
        return None
    from pysensmcda.probabilistic import monte_carlo_weights

    def run() -> Any:
        drawn = monte_carlo_weights(values.shape[1], "uniform", len(draws))
        scores = values @ np.asarray(drawn).T
        return np.argsort(np.argsort(-scores, axis=0), axis=0)

    return run


def ranked_draws(leaves: Any, weights: Any, decimals: int) -> Callable[[], Any]:
    """Return ranks with ties shared and their counts, as one writes it with NumPy and SciPy."""
    from scipy.stats import rankdata

    def run() -> Any:
        keys = np.floor(weights @ leaves.T * 10**decimals + (0.5 + 1e-9))
        ranks = rankdata(-keys, method="min", axis=1).astype(int)
        count = ranks.shape[1]
        places = (ranks - 1 + np.arange(count) * count).ravel()
        return ranks, np.bincount(places, minlength=count * count)

    return run


def sobol_indices(a: Any, b: Any, exchanged: Any) -> Callable[[], Any] | None:
    """Return SALib's analysis of each output in turn, with its bootstrap: no scramblings."""
    if not there("SALib"):
        return None
    from SALib.analyze import sobol

    count = len(exchanged)
    names = [str(n) for n in range(count)]
    problem = {"num_vars": count, "names": names, "bounds": [[0, 1]] * count}
    rows = np.stack([a, *exchanged, b], axis=1)

    def run() -> list[Any]:
        return [
            sobol.analyze(problem, rows[..., n].ravel(), calc_second_order=False)
            for n in range(a.shape[1])
        ]

    return run


def schema(frame: Any) -> Callable[[], Any] | None:
    """Return pandera's check of types, ranges, unique keys and missing cells of the same rows."""
    if not there("pandera"):
        return None
    with contextlib.redirect_stdout(io.StringIO()):
        import pandera.pandas as pa
    columns = {
        "economy": pa.Column(str, pa.Check.str_matches("^[A-Z]{3}$")),
        "indicator": pa.Column(str),
        "year": pa.Column(int, pa.Check.in_range(2000, 2100)),
        "value": pa.Column(float, pa.Check.in_range(0, 1e6)),
    }
    checked = pa.DataFrameSchema(columns, unique=["economy", "indicator", "year"])
    table = frame.astype({"value": float, "year": int, "economy": str, "indicator": str})
    return lambda: checked.validate(table, lazy=True)


def frame_of(path: Path) -> Callable[[], Any]:
    """Return the frame that pandas makes of a CSV file, all cells as texts."""
    import pandas as pd

    return lambda: pd.read_csv(path, dtype=str, keep_default_na=False)


def polars_of(path: Path) -> Callable[[], Any] | None:
    """Return the frame that polars makes of a CSV file, all cells as texts."""
    if not there("polars"):
        return None
    import polars as pl

    return lambda: pl.read_csv(path, infer_schema=False)


def message_of(path: Path) -> Callable[[], Any] | None:
    """Return the data sets of an SDMX-CSV message, read by pysdmx: values become floats."""
    if not there("pysdmx"):
        return None
    from pysdmx.io import read_sdmx

    return lambda: read_sdmx(path, validate=False)


def book(path: Path) -> Callable[[], Any] | None:
    """Return the cells of a workbook, read by openpyxl."""
    if not there("openpyxl"):
        return None
    import openpyxl

    def run() -> Any:
        opened = openpyxl.load_workbook(path, read_only=True)
        return [list(sheet.iter_rows(values_only=True)) for sheet in opened]

    return run


def audited(parts: Any, index: Any) -> Callable[[], Any] | None:
    """Return the figures of an audit as one writes them: pandas, scikit-learn, statsmodels.

    Skewness, kurtosis, correlations, p-values, components, alpha and a penalised spline of each
    part with a given smoothing; no parallel analysis, no verdict, no page.
    """
    if not (there("statsmodels") and there("sklearn")):
        return None
    from scipy.stats import pearsonr
    from sklearn.decomposition import PCA
    from statsmodels.gam.api import BSplines, GLMGam

    def run() -> Any:
        shape = parts.skew(), parts.kurt(), parts.corr()
        p_values = [pearsonr(parts[a], parts[b]).pvalue for a in parts for b in parts if a < b]
        components = PCA().fit((parts - parts.mean()) / parts.std())
        covariance = parts.cov().to_numpy()
        k = len(covariance)
        alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
        effects = []
        with warnings.catch_warnings():
            # The splines overlap with the constant: the fit is the same.
            warnings.simplefilter("ignore")
            for name in parts:
                spline = BSplines(parts[[name]].to_numpy(), df=[10], degree=[3])
                model = GLMGam(index, np.ones((len(index), 1)), smoother=spline, alpha=[1.0])
                effects.append(model.fit().fittedvalues.var() / index.var())
        return shape, p_values, components, alpha, effects

    return run
