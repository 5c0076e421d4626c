"""Misuse of divides and benchmarks: every argument in turn gets what does not fit.

Only errors of the library may come out, and what is accepted has to show itself as text.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ictindex as ict
from ictindex.core.errors import IctindexError

ODD: dict[str, Any] = {
    "nothing": None, "a number": 3, "a negative number": -1, "a fraction": 1.5,
    "no number": math.nan, "endless": math.inf, "pandas.NA": pd.NA, "a large number": 10**5000,
    "a truth value": True, "text": "x", "no text": "", "half a sign": "\ud800", "bytes": b"x",
    "a list": [1], "a tuple": (), "a set": {1}, "a mapping": {"a": 1}, "of economies": {"BRA": "x"},
    "of odd numbers": {"BRA": math.inf, "CHL": -1}, "a class": int, "an object": object(),
    "a series": pd.Series([1, 2]), "a frame": pd.DataFrame({"a": [1]}), "an array": np.array([1]),
    "an odd frame": pd.DataFrame({"a": ["x"]}, index=["BRA"]),
    "no row": pd.DataFrame({"a": []}), "numbers by number": {1: 2, 2: 3},
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def calls(result: ict.Result) -> Iterator[tuple[Callable[..., Any], dict[str, Any]]]:
    """Yield every function with arguments that fit."""
    values = {"BRA": 80.0, "CHL": 94.0, "KEN": 40.0}
    codes = list(result.economies)[:12]
    panel = pd.DataFrame({y: np.linspace(20, 60, 12) + y - 2010 for y in range(2010, 2022)}, codes)
    rows = [
        {"economy": "KEN", "indicator": "internet-users", "year": y, "value": v, "sex": s}
        for y, v, s in ((2018, 15, "F"), (2018, 21, "M"), (2022, 35, "F"), (2022, 40, "M"))
    ]
    table = ict.read_observations(pd.DataFrame(rows))
    a = ict.analysis
    groups = {"BRA": "S", "CHL": "S", "KEN": "N"}
    yield a.group_statistics, {"values": values, "by": groups}
    yield a.inequality, {"values": values, "by": groups}
    yield a.parity, {"observations": table, "by": {"KEN": "N"}}
    yield a.convergence, {"series": panel}
    yield a.years_to_close, {"gaps": {2015: 12, 2025: 8}}
    yield a.nearest_peers, {"source": result, "economy": "BRA"}
    yield a.strengths, {"source": result, "economy": "BRA"}
    yield a.frontier, {"source": result}
    doubt = {"method": "benefit-of-the-doubt", "upper_share": 0.8}
    yield a.frontier, {"source": result, **doubt}
    yield a.most_dynamic, {"first": result, "last": result}
    costs = {"internet-users": 1.0}
    yield a.requirements, {"result": result, "economy": "BRA", "target": 83, "costs": costs}


@pytest.mark.slow
def test_only_errors_of_the_library_come_out(result: ict.Result) -> None:
    raw, count = [], 0
    for function, fitting in calls(result):
        assert str(function(**fitting))
        for name in inspect.signature(function).parameters:
            for kind, value in ODD.items():
                count += 1
                try:
                    page = function(**fitting | {name: value}).to_text("en")
                except IctindexError as error:
                    assert str(error), (function.__name__, name, kind)
                except Exception as error:  # any other is what is looked for
                    raw.append(f"{function.__name__}({name}={kind}): {error!r:.120}")
                else:
                    assert page.strip()
    assert count > 1000
    assert not raw, f"{len(raw)} of {count}:\n" + "\n".join(raw)


def test_an_unknown_part_of_a_result_is_refused_by_name(result: ict.Result) -> None:
    for function, fitting in calls(result):
        outcome = function(**fitting)
        part = inspect.signature(outcome.to_frame).parameters.get("part")
        if part is None:
            continue
        for kind, value in ODD.items():
            if value is part.default:  # nothing: the first part
                continue
            with pytest.raises(IctindexError):
                outcome.to_frame(value)
                pytest.fail(f"{function.__name__}: to_frame({kind}) was answered")
