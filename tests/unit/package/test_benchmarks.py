"""The verdicts of the benchmarks: a floor that is beaten is no floor."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
import time
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    collected = {}
    for name in ("run", "measuring"):
        spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", FOLDER / f"{name}.py")
        assert spec is not None and spec.loader is not None
        collected[name] = module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, f"benchmarks_{name}", module)
        spec.loader.exec_module(module)
    return collected


@pytest.mark.parametrize(
    ("best", "floor", "limit", "times", "verdict"),
    [
        (2.0, 1.0, 3, True, "good"),
        (4.0, 1.0, 3, True, "over"),
        (4.0, 1.0, 5, False, "good"),
        (6.0, None, 5, False, "over"),
        (6.0, None, None, False, "-"),
        (0.9, 1.0, 5, False, "no floor"),
        (0.9, 1.0, None, False, "no floor"),
    ],
)
def test_verdicts(modules, best, floor, limit, times, verdict) -> None:
    figure = {"name": "x", "best": best, "median": best, "floor": floor, "limit": limit}
    judgement = modules["run"].judged({**figure, "times": times, "peers": {}, "unit": "ms"})
    assert judgement["verdict"] == verdict
    assert verdict in modules["run"]._line(judgement)


def test_a_peer_is_printed_with_ours_as_a_multiple_of_it(modules) -> None:
    measuring, run = modules["measuring"], modules["run"]
    figure = measuring.figure("x", [6.0, 7.0], **measuring.peer([12.0, 14.0], "another"))
    line = run._line(run.judged(dataclasses.asdict(figure)))
    assert line.endswith("12 another (0.5 x)")
    absent = measuring.figure("x", [6.0], **measuring.peer(None, "another"))
    assert run._line(run.judged(dataclasses.asdict(absent))).endswith("-")


def test_what_is_measured_is_processor_time(modules, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock also counts what other programs do meanwhile, which is no fault of the code."""
    shown = iter([1.0, 1.5])
    monkeypatch.setattr(time, "process_time", lambda: next(shown))
    monkeypatch.delattr(time, "perf_counter")
    assert modules["measuring"].timed(lambda: None) == 500
