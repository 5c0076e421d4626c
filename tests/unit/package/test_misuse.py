"""Misuse of the public functions: an argument of the wrong kind is named, and nothing else raised.

Every public function, and every method of what they return, is called with values of the wrong
kind in each argument in turn. Only errors of the library may come out; Python's own ``TypeError``
is admitted where it binds the arguments, which happens in none of these calls.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import ictindex as ict
from ictindex.core import arguments
from ictindex.core.errors import IctindexError, UsageError

ODD: dict[str, Any] = {
    "nothing": None, "a number": 3, "a negative number": -1, "a fraction": 1.5,
    "no number": float("nan"), "an endless number": float("inf"), "pandas.NA": pd.NA,
    "a number of 5,000 digits": 10**5000, "a truth value": True, "text": "x", "no text": "",
    "text with NUL": "\0", "half a sign": "\ud800", "long text": "a" * 5000,
    "a long name": "a" * 300, "bytes": b"x", "a path": Path("no-such"),
    "a date": dt.date(2024, 1, 1),
    "a list": [1], "an empty tuple": (), "a set": {1}, "a mapping": {"a": 1}, "a class": int,
    "a function": len, "an object": object(), "a series": pd.Series([1, 2]),
    "a frame": pd.DataFrame({"a": [1]}), "an array": np.array([1, 2]),
    "a labelled array": xr.DataArray([1, 2]),
}  # fmt: skip


_OF_PYTHON = ("index", "count")  # of every sequence, with Python's own errors
# Called by other rooms of the package alone, which have checked what they hand over.
_OF_THE_HOUSE = ("blocks", "frame_attributes", "join", "notices", "take", "with_kind")


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    idi, ipb = ict.methodology("idi", 2024), ict.methodology("ipb", 2025)
    result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    prices, economics = map(ict.sample_data, names)
    baskets = ict.compute(ipb, prices=prices, economics=economics)
    tariffs = ict.read_tariffs(ict.sample_data("ipb-tariffs-synthetic.csv"))
    judged = ict.validate(result.observations, idi)
    objects = [
        idi,
        result,
        baskets,
        ict.analysis.series([result]),
        ict.analysis.series([baskets]),
        result.observations,
        baskets.prices,
        tariffs,
        judged,
        result.explain("BRA"),
        result.warnings,
        idi.score(dict.fromkeys(idi.indicators, 1)),
        result.explain("BRA"),
        ict.what_if(result, {("BRA", "coverage-3g"): "90"}),
        ict.editions.compare_editions(result, result),
    ]
    for room in (ict, ict.data, ict.sourcing, ict.editions, ict.prices, ict.analysis):
        for name in room.__all__:
            member = getattr(room, name)
            if inspect.isfunction(member):
                yield name, member
    for item in objects:
        kind = type(item)
        for name in sorted(vars(kind) | {k: 0 for base in kind.__mro__[1:-1] for k in vars(base)}):
            if name.startswith("_") or name in (*_OF_PYTHON, *_OF_THE_HOUSE):
                continue
            if inspect.isfunction(getattr(kind, name, None)):
                yield f"{kind.__name__}.{name}", getattr(item, name)


FITTING = {
    "methodology": lambda: ict.methodology("idi", 2024), "economy": lambda: "BRA",
    "observations": lambda: ict.read_observations(ict.sample_data("idi-2024-annex.csv")),
    "edition": lambda: 2024, "path": lambda: "no-such-folder", "role": lambda: "compiler",
    "name": lambda: "idi", "released": lambda: "2024-01-01", "folder": lambda: "no-such/deep",
    "source": lambda: ict.sample_data("idi-2024-annex.csv"), "table": lambda: 1,
}  # fmt: skip


def test_every_argument_of_every_public_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what is written for want of a refusal is written here
    raw, calls = [], 0
    for name, function in _public():
        parameters = inspect.signature(function).parameters.values()
        asked = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        for parameter in asked:
            for kind, value in ODD.items():
                arguments = {
                    p.name: FITTING.get(p.name, lambda: "x")()
                    for p in asked
                    if p.default is p.empty and p.kind is not p.POSITIONAL_ONLY
                } | {parameter.name: value}
                calls += 1
                with contextlib.redirect_stdout(io.StringIO()):
                    try:
                        function(**arguments)
                    except IctindexError as error:
                        assert str(error), (name, parameter.name, kind)
                    except Exception as error:  # any other is what is looked for
                        raw.append(f"{name}({parameter.name}={kind}): {error!r:.150}")
    assert calls > 5000
    assert not raw, f"{len(raw)} of {calls} calls:\n" + "\n".join(raw)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda r: ict.data.write_sdmx_csv(r, "x.csv"), "observations"),
        (lambda r: ict.editions.read_register(3), "folder"),
        (lambda r: ict.verify("\0"), "path"),
        (lambda r: ict.open_edition("\0"), "path"),
        (lambda r: ict.editions.recompute("\0"), "edition"),
        (lambda r: ict.editions.list_editions("a" * 5000), "folder"),
        (lambda r: r.explain(pd.Series([1, 2])), "economy"),
        (lambda r: r.explain("BRA", node=pd.Series([1, 2])), "node"),
        (lambda r: ict.sample_data(pd.Series([1, 2])), "name"),
        (
            lambda r: ict.compute(r.methodology, r.observations, kind=pd.Series([1, 2])),
            "kind",
        ),
    ],
)
def test_calls_that_raised_raw_exceptions(call: Callable[[Any], Any], argument: str) -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError) as caught:
        call(result)
    assert caught.value.code == "argument.unfit"
    assert caught.value.details["argument"] == argument


def test_a_label_is_recognised_by_what_it_is() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    judged = ict.validate(table, year=2022)
    receipt = ict.accept(table, judged, role="compiler", transcribed="IDI 2024, Annex 2")
    with pytest.raises(UsageError) as caught:
        ict.editions.release_data(receipt, "x", name="../x", released="2024-06-27")
    assert caught.value.message("en") == (
        "The argument 'name' must be small letters, digits and single hyphens, such as "
        "'first-half'; it is '../x'. Give such a value."
    )


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    before, gone = Path.cwd(), tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        for call in (ict.verify, ict.editions.recompute):
            with pytest.raises(IctindexError) as caught:
                call(".")
            assert caught.value.message("en") == (
                "The folder that the program was started in no longer exists. Go to a "
                "folder that exists, "
                "or give paths that begin at the root."
            )
    finally:
        os.chdir(before)


def test_a_door_hides_no_fault_of_the_library() -> None:
    """An exception with all arguments of their kinds passes, as does Python's own binding."""

    def half(number: int, name: str = "x") -> float:
        return {}[name] if name == "fault" else number / 2  # type: ignore[return-value]

    opened = arguments.door(half)
    assert opened(7) == 3.5
    with pytest.raises(KeyError):
        opened(7, "fault")
    with pytest.raises(TypeError, match="unexpected keyword"):
        opened(7, nam="x")  # type: ignore[call-arg]
    with pytest.raises(UsageError):
        opened("7")  # type: ignore[arg-type]
    assert opened.__name__ == "half" and inspect.signature(opened) == inspect.signature(half)
