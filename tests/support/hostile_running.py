"""Puts mutated files before the readers, in a process of its own; prints what came of it as JSON.

Arguments: format, number of files, seed. Time is that of the processor, so that a busy machine is
no fault of the reader; memory is what the process grew by over the sound files.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import hostile_formats
import hostile_mutations

from ictindex.core.errors import IctindexError
from ictindex.language.findings import Findings

try:
    import resource
except ImportError:  # not on Windows: memory is then not measured
    resource = None  # type: ignore[assignment]


def peak() -> int:
    """Return the most memory that the process ever had, in bytes.

    Where the system tells it of the program alone, without what the process was before it became
    this program: a child of a large process begins as large as that.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        own = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        if own:
            return int(own[0]) * 1024
    if resource is None:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def fault_of(actual: object) -> str:
    """Return what is wrong with what a reader returned; empty if nothing is."""
    findings = getattr(actual, "findings", None)
    if findings is None:
        return ""
    if not isinstance(findings, Findings):
        return f"findings are {type(findings).__name__}"
    for finding in findings:
        if finding.address is None or not finding.address.source:
            return f"{finding.code} has no address"
        words = finding.message("en") + finding.remedy("en")
        if finding.message("en") == finding.code or not words.strip():
            return f"{finding.code} has no words"
    return ""


def judged(seed: hostile_formats.Seed, path: Path) -> tuple[str, str]:
    """Read a file: return what came of it, and what is wrong with that."""
    try:
        contents = seed.read(path)
    except IctindexError as error:
        message = error.message("en")
        return (
            error.code,
            "" if message and error.code not in message else f"{error.code} has no words",
        )
    except BaseException:
        return "", traceback.format_exc()[-1500:]
    return "read", fault_of(contents)


def run(name: str, count: int, start: int) -> dict[str, Any]:
    """Mutate and read files; half of the mutations know the format."""
    seeds = hostile_formats.FORMATS[name]()
    outcomes: Counter[str] = Counter()
    faults: list[dict[str, Any]] = []
    slowest: tuple[float, int] = (0.0, start)
    largest: tuple[int, int] = (0, start)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            path = Path(folder) / seed.name
            path.write_bytes(seed.data)
            seed.read(path)  # sound before it is changed
        base = peak()
        weights = [seed.weight for seed in seeds]
        for number in range(start, start + count):
            draw = random.Random(f"{name} {number}")
            seed = draw.choices(seeds, weights)[0]
            mutate = seed.mutate if draw.random() < 0.6 else hostile_mutations.blind
            path = Path(folder) / seed.name
            path.write_bytes(mutate(seed.data, draw))
            before, size = time.process_time(), peak()
            outcome, fault = judged(seed, path)
            taken = time.process_time() - before
            largest = max(largest, (peak() - size, number))
            outcomes[outcome] += 1
            slowest = max(slowest, (taken, number))
            if fault:
                faults.append({"number": number, "file": seed.name, "fault": fault})
    return {
        "files": count,
        "outcomes": dict(outcomes.most_common()),
        "faults": faults[:20],
        "slowest": slowest[0],
        "slowest_number": slowest[1],
        "grown": peak() - base,
        "largest_number": largest[1],
    }


if __name__ == "__main__":
    warnings.simplefilter("error")
    sys.stdout.write(json.dumps(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
