"""Rehearse the two commands of the README on fresh machines: with every pip, and at later times.

    python .ci/fresh.py             every rehearsal (`make fresh`)
    python .ci/fresh.py --reader    for `.ci/run`, with one interpreter: a reader, all quick tests
    python .ci/fresh.py --pips      for `.ci/run` too: set-up with the other pips, and later

Each rehearsal has a copy of the checkout in an empty home, and an environment with only HOME, a
plain PATH and ``PIP_CONFIG_FILE=/dev/null``. If the index of packages cannot be reached in this
way, the settings by which this machine reaches it are passed on, and named. A rehearsal for which
the machine lacks something is skipped, named and counted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import later
from locks import FOLDER, ROOT
from machine import Reader, RunError, Stage, base_of, interpreter, passage, version

# The pip that the first release of each series of CPython put into a venv: the oldest pip that a
# user can have.
OLDEST = {(3, 11): "22.3", (3, 12): "23.2.1", (3, 13): "24.2"}
PIPS = ("22.3", "23.2.1", "24.2", "newest")
# It came with CPython 3.11.5 to 3.11.7, 3.12.0 and 3.12.1.
WIDESPREAD = "23.2.1"
# An older pip looks for a requirement with an extra among all releases although there is a pin
# without the extra; from this version on, all take the pin.
FORGIVING = (24, 2)
# Two clocks of later years: a leap day, and a day when every document has run out.
CLOCKS = ("2028-02-29 12:00:00", "2031-06-30 12:00:00")

Rehearsal = tuple[str, Callable[[], None]]


def main() -> int:
    """Read the command line, rehearse, return the exit code."""
    parser = argparse.ArgumentParser(description="The README's commands on fresh machines.")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--reader", action="store_true", help="only a reader with the oldest pip")
    part.add_argument("--pips", action="store_true", help="only the other pips, and a later day")
    parser.add_argument("--skipped", type=Path, help="a file that gets a line for each skip")
    options = parser.parse_args()
    rehearsals = a_reader if options.reader else other_pips if options.pips else everything
    # If the process is ended, the temporary folder is removed too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    python = base_of(sys.executable)
    stage = Stage(Path(tempfile.mkdtemp(prefix="ictindex-fresh.")))
    begun = time.monotonic()
    passed, failed = 0, 0
    try:
        stage.passed_on = passage(stage, python, f"pip=={PIPS[0]}")
        names = ", ".join(sorted(stage.passed_on)) or "nothing"
        print(f"To reach the index of packages this machine needs: {names}", flush=True)
        for title, rehearse in rehearsals(stage, python):
            print(f"-- {title} ({time.monotonic() - begun:.0f} s)", flush=True)
            try:
                rehearse()
                passed += 1
            except RunError as failure:
                failed += 1
                print(f"  FAILED: {failure}", flush=True)
    except RunError as failure:  # no index: nothing can be rehearsed
        failed += 1
        print(f"FAILED: {failure}", flush=True)
    finally:
        shutil.rmtree(stage.work, ignore_errors=True)
    if options.skipped:
        with options.skipped.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in stage.skipped)
    print(
        f"fresh machines: {passed} rehearsals went well, {failed} did not, "
        f"{len(stage.skipped)} left out ({time.monotonic() - begun:.0f} s)"
    )
    for line in stage.skipped:
        print(f"  skipped: {line}")
    return 1 if failed else 0


def a_reader(stage: Stage, python: str) -> Iterator[Rehearsal]:
    """Yield a user with the oldest pip, who runs all quick tests."""
    oldest = pips(python)[0]
    yield titled(python, oldest, "as a reader"), partial(read, stage, python, oldest)


def other_pips(stage: Stage, python: str) -> Iterator[Rehearsal]:
    """Yield the set-up with each pip except the user's, and on a later day."""
    oldest, *others = pips(python)
    for pip in others:
        if pip in (WIDESPREAD, "newest"):
            yield titled(python, pip, "set-up"), partial(arrive, stage, python, pip)
    pip = WIDESPREAD if WIDESPREAD in others else oldest
    yield titled(python, pip, "later"), partial(arrive_later, stage, python, pip)


def everything(stage: Stage, own: str) -> Iterator[Rehearsal]:
    """Yield each rehearsal, with each interpreter on this machine."""
    for series in OLDEST:
        python = interpreter(series, own)
        if python is None:
            stage.skip(f"CPython {series[0]}.{series[1]} (not on this machine)")
            continue
        oldest = OLDEST[series]
        yield titled(python, oldest, "as a reader"), partial(read, stage, python, oldest)
        yield titled(python, None, "set-up"), partial(arrive, stage, python, None)
        yield titled(python, None, "without make"), partial(without_make, stage, python)
        for pip in pips(python):
            yield titled(python, pip, "set-up"), partial(arrive, stage, python, pip)
            yield titled(python, pip, "later"), partial(arrive_later, stage, python, pip)
    for moment in CLOCKS:
        if shutil.which("faketime") is None:
            stage.skip(f"the clock of {moment[:4]} (there is no faketime on this machine)")
            continue
        tables = moment == CLOCKS[0]
        what = f"the clock of {moment[:4]}, {'with' if tables else 'without'} published tables"
        yield titled(own, None, what), partial(at_another_time, stage, own, moment, tables)
    yield titled(own, "newest", "newest releases"), partial(with_newest, stage, own)


def titled(python: str, pip: str | None, what: str) -> str:
    """Return the title of a rehearsal."""
    series = ".".join(map(str, version(python)))
    return f"CPython {series}, {f'pip {pip}' if pip else 'the pip that it brings'}: {what}"


def pips(python: str) -> list[str]:
    """Return the pips that run on an interpreter: none older than the first of its series."""
    return list(PIPS[PIPS.index(OLDEST.get(version(python), PIPS[-2])) :])


def read(stage: Stage, python: str, pip: str) -> None:
    """Do the same as a user, without any cache: make demo, make test."""
    with Reader(stage, python, cache=False) as reader:
        reader.put_pip(pip)
        reader.demo()
        reader.make("test", show=True)


def arrive(stage: Stage, python: str, pip: str | None) -> None:
    """Set everything up with one pip, show the demonstration, collect the tests."""
    with Reader(stage, python) as reader:
        reader.skip_bytecode()
        if pip:
            reader.put_pip(pip)
        reader.demo()
        reader.collect(stage)


def arrive_later(stage: Stage, python: str, pip: str) -> None:
    """Do the same on a day when each locked distribution has a newer release."""
    folder = stage.work / "later"
    if not folder.is_dir():
        later.write(folder, sorted(FOLDER.glob("*.txt")))
    with Reader(stage, python) as reader:
        reader.skip_bytecode()
        reader.put_pip(pip)
        reader.variables["PIP_FIND_LINKS"] = folder.as_uri()
        catch_open_lock(reader)
        reader.demo()
        reader.collect(stage)


def catch_open_lock(reader: Reader) -> None:
    """Show that the rehearsal can fail: with pip left to resolve, as the pins carry no extras."""
    shown = reader.pip("--version", quiet=False)
    if tuple(map(int, re.findall(r"\d+", shown)[:2])) >= FORGIVING:
        print("  (this pip takes a pin without the extra: there is nothing to catch)", flush=True)
        return
    lock = "requirements/dev.txt"
    try:
        reader.pip("install", "--dry-run", "--require-hashes", "--requirement", lock)
    except RunError as failure:
        asked = re.search(r"(\S+\[\S+\]\S*) from ", str(failure))
        if asked is None:
            raise
        print(f"  an open lock is caught: pip looks for {asked[1]}", flush=True)
        return
    raise RunError("a lock without its extras is installed without --no-deps: this finds nothing")


def without_make(stage: Stage, python: str) -> None:
    """Run the README's commands for those who have no make, exactly as written there."""
    if os.name == "nt":
        stage.skip("the README without make on Windows (a test compares its lines with the others)")
        return
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"Linux and macOS:\n\n```sh\n(.*?)```", text, re.DOTALL)
    if block is None:
        raise RunError("README.md: no block of commands under 'Linux and macOS:'")
    with Reader(stage, python) as reader:
        shown = reader.run("sh", "-e", "-c", block[1])
        if "2024" not in shown:
            raise RunError(f"the commands without make show no edition\n{shown[-2000:]}")


def at_another_time(stage: Stage, python: str, moment: str, tables: bool) -> None:
    """Run the quick tests under another clock, with or without the published tables."""
    # A faked monotonic clock would make threads wait for ever; and the memory that faketime shares
    # between processes would replace a standard output that a test has closed.
    more = {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    unshared = ("env", "-u", "FAKETIME_SHARED", "FAKETIME_DISABLE_SHM=1")
    with Reader(stage, python) as reader:
        reader.make("dev")  # under the true clock: certificates have their dates
        if not tables:
            more["ICTINDEX_DATA"] = str(reader.home / "absent")
        faketime = shutil.which("faketime") or "faketime"
        reader.run(faketime, moment, *unshared, *quick_tests(reader), show=True, **more)


def with_newest(stage: Stage, python: str) -> None:
    """Run the quick tests with the newest release of everything that they need."""
    wanted = ("--group", "test", "--group", "build", "--editable", ".[all]")
    with Reader(stage, python) as reader:
        reader.put_pip("newest")
        reader.pip("install", "--upgrade", *wanted)
        reader.pip("check", quiet=False)
        releases = reader.pip("freeze", "--exclude-editable").split()
        print(f"  {', '.join(releases)}", flush=True)
        reader.run(*quick_tests(reader), show=True)


def quick_tests(reader: Reader) -> tuple[str, ...]:
    """Return the command of `make test`."""
    return (reader.python, "-m", "pytest", "-q", "-n", "2", "-m", "not slow")


if __name__ == "__main__":
    sys.exit(main())
