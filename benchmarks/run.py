"""Run the benchmarks and print them as a table: ``python benchmarks/run.py [name ...]``.

Nothing here asserts a time: the exit code only states whether everything ran. A case that fails is
named, the others run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "benchmarks" / "README.md"
_BEGIN, _END = "<!-- table: written by run.py --write -->", "<!-- end of the table -->"
PEERS = ("pandas", "scipy", "SALib", "pyDecision", "pysensmcda", "pandera", "gmpy2", "highspy",
         "ortools", "openpyxl", "scikit-learn", "statsmodels", "altair", "pysdmx")  # fmt: skip
# One core on any machine: the limits are stated for one, and times of threads add up.
_ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def main() -> int:
    """Read the command line, run each benchmark in a process of its own, print or write."""
    if importlib.util.find_spec("ictindex") is None:  # a checkout that is not installed
        sys.path.insert(0, str(ROOT / "src"))
    from cases import CASES

    parser = argparse.ArgumentParser(description="Benchmarks of ictindex.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(CASES))
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--tiny", action="store_true", help="tiny inputs, once: nothing is measured"
    )
    parser.add_argument(
        "--write", action="store_true", help="write the table of all into benchmarks/README.md"
    )
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        if options.tiny:
            make_tiny()
        print(json.dumps([asdict(figure) for figure in CASES[options.inside]()]))
        return 0
    unknown = sorted(set(options.names) - CASES.keys())
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(CASES)}")
    if options.write and (options.names or options.tiny):
        parser.error("--write is for the table of all benchmarks")
    results, failed = run_cases(options.names or CASES, tiny=options.tiny, show=not options.json)
    if options.json:
        print(json.dumps(results, indent=2))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
        return 1
    if options.write:
        page = README.read_text(encoding="utf-8")
        README.write_text(put_table(page, results, describe_run()), encoding="utf-8", newline="\n")
    return 0


def make_tiny() -> None:
    """Give every case tiny inputs, and run each call once."""
    import inputs
    import measuring

    vars(inputs).update(inputs.TINY)
    measuring.ONCE = True


def run_cases(
    names: Iterable[str], *, tiny: bool = False, show: bool = True
) -> tuple[list[dict[str, Any]], list[str]]:
    """Run cases, each in a separate process; return the figures, and the cases that failed."""
    results: list[dict[str, Any]] = []
    failed = []
    for name in names:
        done = subprocess.run(
            [sys.executable, __file__, "--inside", name, *["--tiny"] * tiny],
            env={**os.environ, **_ONE_CORE}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if done.returncode:
            failed.append(name)
            print(f"{name}: failed", file=sys.stderr, flush=True)
            continue
        figures = [{"benchmark": name, **judged(figure)} for figure in json.loads(done.stdout)]
        if show and not results:
            print(_HEADER)
        results += figures
        for figure in figures if show else ():
            print(_line(figure), flush=True)
    return results, failed


def describe_run() -> str:
    """Return date, commit, machine and versions of a run."""

    def git(*words: str) -> str:
        command = ["git", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()

    commit = git("rev-parse", "--short=8", "HEAD") or "unknown"
    # The page itself is what the run writes.
    changed = git(
        "status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/README.md"
    )
    commit += " with changes that are not committed" if changed else ""
    load = f", load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else ""
    peers = [f"{name} {version(name)}" for name in PEERS if version(name)]
    return (
        f"Measured on {dt.date.today():%d %B %Y} by `make bench ARGS=--write`, commit {commit}: "
        f"{os.cpu_count()} cores of {platform.machine()}{load}, {platform.python_implementation()} "
        f"{platform.python_version()}; peers {', '.join(peers) or 'none'}."
    )


def version(name: str) -> str:
    """Return the version of an installed distribution; empty if it is absent."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def put_table(page: str, results: list[dict[str, Any]], facts: str) -> str:
    """Return the page with the table of a run between its two marks."""
    before, rest = page.split(_BEGIN)
    after = rest.split(_END)[1]
    lines = "\n".join([_HEADER, *map(_line, results)])
    return f"{before}{_BEGIN}\n\n{facts}\n\n```text\n{lines}\n```\n\n{_END}{after}"


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
