"""The public site of many economies: processor time, memory, bytes on disk, the largest page.

    ICTINDEX_DATA=... python benchmarks/site_load.py [--fill 195] [--without-prices] [--correct]

Three editions and the price baskets of 2008 to 2025 in six languages, or in those that
``--languages`` names, of so many economies: those that an edition lacks have invented figures.
With ``--without-prices`` the site has the editions alone. Memory is the sum over the processes of
the build at one time (PSS, of Linux), and that of the largest of them. The floor writes the same
bytes to the same paths, without making them. ``--correct`` also changes one value and builds the
site again: the processor time of both builds is added up, and the files that were written and the
time of the second one are printed.
Nothing here asserts a figure; the promised limit is next to it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "tools" / "site" / "build_site.py"
PROMISED = {"wall s": 45, "memory MB": 300, "disk MB": 90, "page kB": 300, "gzip kB": 40}


def main() -> int:
    """Build, measure, write the same files again, print."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--fill", type=int, default=195)
    parser.add_argument("--languages", nargs="*", default=[])
    parser.add_argument("--without-prices", action="store_true")
    parser.add_argument("--correct", action="store_true")
    asked = parser.parse_args()
    if "ICTINDEX_DATA" not in os.environ:
        parser.error("needs the published figures: set ICTINDEX_DATA")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        command = [sys.executable, str(BUILD), "--output", str(site), "--fill", str(asked.fill)]
        if asked.languages:
            command += ["--languages", *asked.languages]
        command += ["--without-prices"] if asked.without_prices else []
        command += ["--correct"] if asked.correct else []
        # What this process takes to look at the memory of the others is no part of a build.
        begun, used = time.monotonic(), processor_time(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(command)
        peaks = watch_memory(process)
        wall = time.monotonic() - begun
        spent = processor_time(resource.RUSAGE_CHILDREN) - used
        if process.returncode:
            return process.returncode
        files = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
        pages = {path: text for path, text in files.items() if path.suffix == ".html"}
        largest = max(pages, key=lambda path: len(pages[path]))
        used = processor_time(resource.RUSAGE_SELF)
        write_again(files, Path(folder) / "floor", site)
        floor = processor_time(resource.RUSAGE_SELF) - used
    print(f"pages {len(pages)}; processor time {spent:.0f} s, {spent / floor:.0f} x floor")
    measured = {
        "wall s": wall,
        "memory MB": peaks[0],
        "disk MB": sum(map(len, files.values())) / 1e6,
        "page kB": len(pages[largest]) / 1e3,
        "gzip kB": len(gzip.compress(pages[largest])) / 1e3,
    }
    for name, value in measured.items():
        print(f"{name:10} {value:8.1f}  promised {PROMISED[name]}")
    print(f"largest process {peaks[1]:.0f} MB; largest page {largest.relative_to(site)}")
    return 0


def processor_time(kind: int) -> float:
    """Return the processor time of this process, or of those that have ended."""
    return sum(resource.getrusage(kind)[:2])


def watch_memory(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Wait for a process; return the most memory of it and its children, and the largest (MB)."""
    most, largest, done = 0.0, 0.0, threading.Event()

    def wait() -> None:
        process.wait()
        done.set()

    threading.Thread(target=wait, daemon=True).start()
    while not done.wait(0.2):
        held = [share_of(pid) for pid in family(process.pid)]
        most, largest = max(most, sum(held)), max(largest, *held, 0.0)
    return most, largest


def family(pid: int) -> list[int]:
    """Return a process and all that it has started."""
    members = [pid]
    for member in members:
        for task in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                members += map(int, task.read_text(encoding="ascii").split())
            except OSError:
                continue
    return members


def share_of(pid: int) -> float:
    """Return the memory of a process, with shared memory counted in parts (MB)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return float(lines.get("Pss", "0 kB").split()[0]) / 1024


def write_again(files: dict[Path, bytes], folder: Path, site: Path) -> None:
    """Write the same bytes to the same places."""
    for path, content in files.items():
        target = folder / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
