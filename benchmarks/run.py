"""Run the benchmarks and print them as a table: ``python benchmarks/run.py [name ...]``.

Nothing here asserts a time: the exit code says only whether everything ran.
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
# One core, whatever the machine: the limits are stated for one.
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
    given = parser.parse_args()
    if given.inside:
        print(json.dumps([asdict(figure) for figure in CASES[given.inside]()]))
        return 0
    unknown = sorted(set(given.names) - CASES.keys())
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(CASES)}")
    found: list[dict[str, Any]] = []
    for name in given.names or CASES:
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
        found += figures
        if not given.json:
            if len(found) == len(figures):
                print(_HEADER)
            for figure in figures:
                print(_line(figure), flush=True)
    if given.json:
        print(json.dumps(found, indent=2))
    return 0


def judged(figure: dict[str, Any]) -> dict[str, Any]:
    """Add the ratio to the floor (or to the limit, where there is no floor) and the verdict."""
    base = figure["floor"] or figure["limit"]
    if base is None:
        return {**figure, "ratio": None, "verdict": "-"}
    most = figure["limit"] if figure["floor"] else 1
    ratio = figure["best"] / base
    verdict = "-" if figure["limit"] is None else "good" if ratio <= most else "over"
    return {**figure, "ratio": ratio, "verdict": verdict}


_HEADER = f"{'':49}{'min':>9}{'median':>9} {'unit':<5}{'floor':>8}{'limit':>9}{'ratio':>7}  verdict"


def _line(figure: dict[str, Any]) -> str:
    floor = "" if figure["floor"] is None else f"{figure['floor']:.3g}"
    limit = "" if figure["limit"] is None else f"{figure['limit']:g}"
    if floor and limit:
        limit += " x"
    ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
    return (
        f"{figure['name']:<49}{figure['best']:>9.3f}{figure['median']:>9.3f} {figure['unit']:<5}"
        f"{floor:>8}{limit:>9}{ratio:>7}  {figure['verdict']}"
    )


if __name__ == "__main__":
    sys.exit(main())
