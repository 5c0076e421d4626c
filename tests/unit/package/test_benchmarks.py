"""The benchmarks run, with tiny inputs; a failure stops none of them; verdicts and the table."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import math
import re
import subprocess
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


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The cases with tiny inputs, each call once."""
    monkeypatch.syspath_prepend(str(FOLDER))
    earlier = set(sys.modules)
    import inputs
    import measuring
    from cases import CASES

    for name, value in inputs.TINY.items():
        monkeypatch.setattr(inputs, name, value)
    monkeypatch.setattr(measuring, "ONCE", True)
    yield CASES
    for name in set(sys.modules) - earlier:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == FOLDER:
            del sys.modules[name]


CASE_NAMES = re.findall(
    r"^        (\w+),$", (FOLDER / "cases.py").read_text(encoding="utf-8"), re.MULTILINE
)


def test_every_case_is_tried(tiny) -> None:
    assert set(CASE_NAMES) == set(tiny) and len(tiny) > 20


# Of these each takes more than half a second, also with tiny inputs.
LONG = {
    "archive", "areas", "audit", "charts", "commands", "documents", "edition", "register",
    "robustness", "sensitivity", "startup", "survey_cells", "workbook",
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=pytest.mark.slow) if each in LONG else each for each in CASE_NAMES],
)
def test_a_case_runs(tiny, name: str) -> None:
    figures = list(tiny[name]())
    assert figures
    assert all(math.isfinite(each.best) and math.isfinite(each.median) for each in figures)
    assert len({each.name for each in figures}) == len(figures)


def test_a_failed_case_stops_no_other(modules, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    figure = dataclasses.asdict(modules["measuring"].Figure("the work", 2.0, 3.0))

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        failed = command[command.index("--inside") + 1] == "conversion"
        return subprocess.CompletedProcess(command, int(failed), json.dumps([figure]))

    monkeypatch.setattr(modules["run"].subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["run.py", "decimal", "conversion", "charts"])
    assert modules["run"].main() == 1
    shown = capsys.readouterr()
    assert shown.out.count("the work") == 2
    assert shown.err.splitlines() == ["conversion: failed", "failed: conversion"]


def test_the_table_is_put_between_its_marks(modules) -> None:
    run, measuring = modules["run"], modules["measuring"]
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    before, after = page.partition(run._BEGIN)[0], page.partition(run._END)[2]
    result = run.judged(dataclasses.asdict(measuring.Figure("the work", 2.0, 3.0, limit=5)))
    made = run.put_table(page, [result], "Measured on a day, commit abc.")
    assert made.startswith(before + run._BEGIN) and made.endswith(run._END + after)
    middle = made[len(before) : len(made) - len(after)]
    assert "Measured on a day, commit abc." in middle
    assert middle.count("the work") == 1 and "2.000" in middle
    assert "robustness" not in middle
    # Written again, it is the same.
    assert run.put_table(made, [result], "Measured on a day, commit abc.") == made


def test_the_facts_of_a_run_name_the_commit(modules) -> None:
    facts = modules["run"].describe_run()
    assert re.match(r"Measured on \d\d \w+ \d{4} by `make bench ARGS=--write`, commit \w+", facts)
    assert "pandas" in facts


def test_an_exponent_is_that_of_the_growth(tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    import growth
    import inputs

    monkeypatch.setattr(inputs, "GROWN", (10, 40))
    monkeypatch.setattr(growth, "repeat", lambda few, many: [[3.0, 2.0], [32.0, 33.0]])
    figure = growth.exponent("work", lambda n: lambda: None)
    assert (figure.name, figure.best) == ("work, 10 to 40", 2.0)  # 16 times for 4 times the size
