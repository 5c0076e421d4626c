"""Run the benchmarks and print them as a table: ``python benchmarks/run.py [name ...]``.

Nothing here asserts a time: the exit code only states whether everything ran.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# One core on any machine: the limits are stated for one, and times of threads add up.
_ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def main() -> int:
    """Read the command line, run each benchmark in a process of its own, print."""
    if importlib.util.find_spec("ictindex") is None:  # a checkout that is not installed
        sys.path.insert(0, str(ROOT / "src"))
    from cases import CASES

    parser = argparse.ArgumentParser(description="Benchmarks of ictindex.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(CASES))
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps([asdict(figure) for figure in CASES[options.inside]()]))
        return 0
    unknown = sorted(set(options.names) - CASES.keys())
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(CASES)}")
    results: list[dict[str, Any]] = []
    for name in options.names or CASES:
        done = subprocess.run(
            [sys.executable, __file__, "--inside", name],
            env={**os.environ, **_ONE_CORE},
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            print(f"{name}: failed", file=sys.stderr)
            return 1
        figures = [{"benchmark": name, **judged(figure)} for figure in json.loads(done.stdout)]
        results += figures
        if not options.json:
            if len(results) == len(figures):
                print(_HEADER)
            for figure in figures:
                print(_line(figure), flush=True)
    if options.json:
        print(json.dumps(results, indent=2))
    return 0


def judged(figure: dict[str, Any]) -> dict[str, Any]:
    """Add the ratio to the floor, and the verdict.

    A line that is faster than its floor shows a fault of the floor, and is reported first.
    """
    floor, limit = figure["floor"], figure["limit"]
    ratio = figure["best"] / floor if floor else None
    most = limit * floor if limit is not None and figure["times"] else limit
    if ratio is not None and ratio < _EQUAL:
        verdict = "no floor"
    elif most is None:
        verdict = "-"
    else:
        verdict = "good" if figure["best"] <= most else "over"
    return {**figure, "ratio": ratio, "verdict": verdict}


_EQUAL = 0.95  # two ways of the same cost differ by this much between two runs
_HEADER = (
    f"{'processor time':49}{'min':>9}{'median':>9} {'unit':<4}"
    f"{'floor':>8}{'x floor':>8}{'limit':>9}  {'verdict':<9}peer"
)


def _line(figure: dict[str, Any]) -> str:
    floor = "-" if figure["floor"] is None else f"{figure['floor']:.3g}"
    limit = "-" if figure["limit"] is None else f"{figure['limit']:.4g}"
    if figure["times"]:
        limit += " x"
    ratio = "-" if figure["ratio"] is None else f"{figure['ratio']:.1f}"
    peers = ", ".join(
        f"{taken:.3g} {name} ({figure['best'] / taken:.2g} x)"
        for name, taken in figure["peers"].items()
    )
    return (
        f"{figure['name']:<49}{figure['best']:>9.3f}{figure['median']:>9.3f} {figure['unit']:<4}"
        f"{floor:>8}{ratio:>8}{limit:>9}  {figure['verdict']:<9}{peers or '-'}"
    )


if __name__ == "__main__":
    sys.exit(main())
