"""Rehearse the two commands of the README on fresh machines: with every pip, later, at other times.

    python .ci/fresh.py             every rehearsal (`make fresh`)
    python .ci/fresh.py --once      those of `.ci/run`, with one interpreter

Each rehearsal has a copy of the checkout in an empty home, and an environment with nothing in it
but HOME, a plain PATH and ``PIP_CONFIG_FILE=/dev/null``. Where the index of packages cannot be
reached like that, the settings by which this machine reaches it are passed on, and named. What the
machine lacks for a rehearsal is skipped, named and counted.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import later
from locks import ROOT, without_extras

BIN = "Scripts" if os.name == "nt" else "bin"
# The pip that the first release of each series of CPython put into a venv: the oldest that a reader
# can have. CPython 3.11.4 to 3.12.1 brought 23.2.1 or a near relative.
OLDEST = {(3, 11): "22.3", (3, 12): "23.2.1", (3, 13): "24.2"}
PIPS = ("22.3", "23.2.1", "24.2", "newest")
# Below this version pip looks for a requirement with an extra among all releases, although a pin
# without the extra is there: what the rehearsal of later must catch.
FORGIVING = (24, 2)
# Two clocks of later years: a leap day, and a day when every document has run out.
CLOCKS = ("2028-02-29 12:00:00", "2031-06-30 12:00:00")
# What Windows itself cannot do without.
WINDOWS = ("COMSPEC", "OS", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "WINDIR")
# How pip reaches an index: its own settings, then what it takes from the environment.
REACH = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "client-cert")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


class Failure(Exception):
    """A rehearsal that did not end as it should."""


@dataclass
class Stage:
    """Where rehearsals take place, and what became of them."""

    work: Path
    python: str
    passed_on: dict[str, str] = field(default_factory=dict)
    passed: int = 0
    skipped: list[str] = field(default_factory=list)

    def environment(self, home: Path, **more: str) -> dict[str, str]:
        """Return the environment of a reader whose home is empty."""
        folders = [str(Path(self.python).parent)]
        folders += [str(Path(found).parent) for found in (shutil.which("make"),) if found]
        if os.name != "nt":
            folders += ["/usr/bin", "/bin"]
        plain = {
            "HOME": str(home),
            "PATH": os.pathsep.join(dict.fromkeys(folders)),
            "PIP_CONFIG_FILE": os.devnull,
        }
        if os.name == "nt":
            plain |= {name: os.environ[name] for name in WINDOWS if name in os.environ}
            plain |= {"USERPROFILE": str(home), "LOCALAPPDATA": str(home), "APPDATA": str(home)}
        return plain | self.passed_on | more

    def skip(self, what: str) -> None:
        """Record what is not rehearsed, and why."""
        print(f"  skipped: {what}", flush=True)
        self.skipped.append(what)


@dataclass
class Reader:
    """A reader with a fresh copy of the checkout: where, and in which environment."""

    stage: Stage
    folder: Path
    variables: dict[str, str]

    @property
    def python(self) -> str:
        """Return the interpreter of the reader's environment."""
        return str(self.folder / ".venv" / BIN / "python")

    def run(self, *command: str, show: bool = False, **more: str) -> str:
        """Run a command in the copy; its output, shown as it comes if wanted."""
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.variables | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        lines = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if show:
                print(f"  {line}", end="", flush=True)
        if process.wait():
            tail = "" if show else "".join(f"  | {line}" for line in lines[-40:])
            raise Failure(f"{' '.join(command)} ended with exit code {process.returncode}\n{tail}")
        return "".join(lines)

    def make(self, goal: str, *, show: bool = False) -> str:
        """Run make as the README has it; PYTHON is named only if python3 is another one."""
        python3 = shutil.which("python3", path=self.variables["PATH"])
        same = python3 is not None and version(python3) == version(self.stage.python)
        named = () if same else (f"PYTHON={self.stage.python}",)
        return self.run("make", goal, *named, show=show)

    def put_pip(self, wanted: str) -> None:
        """Set up .venv with a pip of this version in it, as an older or newer Python would."""
        self.run(self.stage.python, "-m", "venv", ".venv")
        what = ("--upgrade", "pip") if wanted == "newest" else (f"pip=={wanted}",)
        self.pip("install", *what)
        print(f"  {' '.join(self.pip('--version', quiet=False).split()[:2])}", flush=True)

    def pip(self, *arguments: str, quiet: bool = True, **more: str) -> str:
        """Run the pip of the reader's environment."""
        options = ("--disable-pip-version-check", *(("--quiet",) if quiet else ()))
        return self.run(self.python, "-m", "pip", *options, *arguments, **more)

    def demo(self) -> None:
        """Run the first command of the README."""
        shown = self.make("demo")
        if "2024" not in shown:
            raise Failure(f"make demo shows no edition\n{shown[-2000:]}")

    def collect(self) -> None:
        """Set up what tests need, ask pip whether all fits together, and collect the tests."""
        self.make("dev")
        self.pip("check", quiet=False)
        shown = self.run(self.python, "-m", "pytest", "--collect-only", "-q")
        print(f"  {shown.strip().splitlines()[-1]}", flush=True)


def main() -> int:
    """Read the command line, rehearse, return the exit code."""
    if sys.version_info < (3, 11):
        print("Rehearsals need Python 3.11 or newer: set PYTHON.", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(description="The README's commands on fresh machines.")
    parser.add_argument("--once", action="store_true", help="only what .ci/run asks for")
    parser.add_argument("--skipped", type=Path, help="a file that gets a line for each skip")
    given = parser.parse_args()
    begun = time.monotonic()
    work = Path(tempfile.mkdtemp(prefix="ictindex-fresh."))
    stage = Stage(work, base_python())
    failed = 0
    try:
        stage.passed_on = passage(stage)
        for title, rehearse in (once if given.once else everything)(stage):
            print(f"-- {title} ({time.monotonic() - begun:.0f} s)", flush=True)
            try:
                rehearse()
                stage.passed += 1
            except Failure as failure:
                failed += 1
                print(f"  FAILED: {failure}", flush=True)
    except Failure as failure:
        failed += 1
        print(f"FAILED: {failure}", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if given.skipped:
        with given.skipped.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in stage.skipped)
    print(
        f"fresh machines: {stage.passed} rehearsals passed, {failed} failed, "
        f"{len(stage.skipped)} skipped ({time.monotonic() - begun:.0f} s)"
    )
    for line in stage.skipped:
        print(f"  skipped: {line}")
    return 1 if failed else 0


Rehearsal = tuple[str, Callable[[], None]]


def once(stage: Stage) -> Iterator[Rehearsal]:
    """Yield what `.ci/run` rehearses: a reader with all quick tests, the other pips, and later."""
    series = version(stage.python)
    oldest = OLDEST.get(series)
    yield label(stage, oldest, "as a reader: make demo, make test"), lambda: read(stage, oldest)
    others = [pip for pip in pips(series) if pip != oldest]
    for pip in others:
        yield label(stage, pip, "set-up, demo, collection"), lambda pip=pip: arrive(stage, pip)
    middle = others[0]
    yield label(stage, middle, "later"), lambda: arrive_later(stage, middle)


def everything(stage: Stage) -> Iterator[Rehearsal]:
    """Yield each rehearsal there is, with each interpreter that is found."""
    own = stage.python
    for series in OLDEST:
        name = ".".join(map(str, series))
        found = interpreter(series, own)
        if found is None:
            stage.skip(f"CPython {name} (not on this machine)")
            continue
        stage.python = found
        oldest = OLDEST[series]
        yield label(stage, oldest, "as a reader: make demo, make test"), lambda: read(stage, oldest)
        yield label(stage, None, "set-up, demo, collection"), lambda: arrive(stage, None)
        yield label(stage, None, "without make"), lambda: without_make(stage)
        for pip in pips(series):
            yield label(stage, pip, "set-up, demo, collection"), lambda pip=pip: arrive(stage, pip)
            yield label(stage, pip, "later"), lambda pip=pip: arrive_later(stage, pip)
    stage.python = own
    for number, moment in enumerate(CLOCKS):
        if shutil.which("faketime") is None:
            stage.skip(f"the clock of {moment[:4]} (there is no faketime on this machine)")
            continue
        yield (
            label(stage, None, f"make test under the clock of {moment[:4]}"),
            lambda moment=moment, number=number: tell_time(stage, moment, with_data=not number),
        )
    yield label(stage, "newest", "the newest release of everything"), lambda: newest(stage)


def label(stage: Stage, pip: str | None, what: str) -> str:
    """Return the title of a rehearsal."""
    series = ".".join(map(str, version(stage.python)))
    return f"CPython {series}, {f'pip {pip}' if pip else 'its own pip'}: {what}"


def pips(series: tuple[int, int]) -> list[str]:
    """Return the pips that run on a series of CPython: none older than its first."""
    oldest = OLDEST.get(series, PIPS[-2])
    return list(PIPS[PIPS.index(oldest) :])


def read(stage: Stage, pip: str | None) -> None:
    """Do what a reader does, without a cache: make demo, make test."""
    with_reader = reader(stage, cache=False)
    if pip:
        with_reader.put_pip(pip)
    with_reader.demo()
    with_reader.make("test", show=True)
    leave(with_reader)


def arrive(stage: Stage, pip: str | None) -> None:
    """Set everything up with one pip, show the demonstration, collect the tests."""
    arriving = reader(stage)
    if pip:
        arriving.put_pip(pip)
    arriving.demo()
    arriving.collect()
    leave(arriving)


def arrive_later(stage: Stage, pip: str) -> None:
    """Do the same on a day when each locked distribution has a newer release."""
    arriving = reader(stage)
    arriving.put_pip(pip)
    folder = stage.work / "later"
    if not folder.is_dir():
        later.write(folder, sorted((ROOT / "requirements").glob("*.txt")))
    arriving.variables["PIP_FIND_LINKS"] = folder.as_uri()
    caught(arriving)
    arriving.demo()
    arriving.collect()
    leave(arriving)


def caught(arriving: Reader) -> None:
    """Show that the rehearsal can fail: a lock without its extras, and pip left to resolve."""
    shown = arriving.pip("--version", quiet=False)
    if tuple(map(int, re.findall(r"\d+", shown)[:2])) >= FORGIVING:
        print("  (this pip takes a pin without the extra: an open lock would pass)", flush=True)
        return
    opened = arriving.folder / "opened.txt"
    text = (arriving.folder / "requirements" / "dev.txt").read_text(encoding="utf-8")
    opened.write_text(without_extras(text), encoding="utf-8")
    try:
        arriving.pip("install", "--dry-run", "--require-hashes", "--requirement", opened.name)
    except Failure as failure:
        if "must have their versions pinned" not in str(failure):
            raise
        asked = re.search(r"\S+\[\S+\]\S*", str(failure).split("These do not:")[-1])
        print(f"  an open lock is caught: {asked.group() if asked else failure}", flush=True)
    else:
        raise Failure("an open lock (extras stripped, no --no-deps) passes: nothing is rehearsed")
    opened.unlink()


def without_make(stage: Stage) -> None:
    """Run the README's commands for those who have no make, as they stand there."""
    if os.name == "nt":
        stage.skip("the README without make on Windows (rehearsed on other systems)")
        return
    arriving = reader(stage)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"Linux and macOS:\n\n```sh\n(.*?)```", text, re.DOTALL)
    if block is None:
        raise Failure("README.md: no block of commands under 'Linux and macOS:'")
    shown = arriving.run("sh", "-e", "-c", block[1])
    if "2024" not in shown:
        raise Failure(f"the README's commands without make show no edition\n{shown[-2000:]}")
    leave(arriving)


def tell_time(stage: Stage, moment: str, *, with_data: bool) -> None:
    """Run the quick tests under another clock, once with the published tables and once without."""
    arriving = reader(stage)
    arriving.make("dev")  # under the true clock: certificates have their dates
    absent = {} if with_data else {"ICTINDEX_DATA": str(arriving.folder / "absent")}
    faketime = shutil.which("faketime") or "faketime"
    arriving.run(
        faketime,
        moment,
        *tests(arriving),
        show=True,
        # A faked monotonic clock would make threads wait for ever.
        **({"FAKETIME_DONT_FAKE_MONOTONIC": "1"} | absent),
    )
    leave(arriving)


def newest(stage: Stage) -> None:
    """Run the quick tests with the newest release of everything that they need."""
    arriving = reader(stage)
    arriving.put_pip("newest")
    wanted = ("--group", "test", "--group", "build", "--editable", ".[all]")
    arriving.pip("install", "--upgrade", *wanted)
    arriving.pip("check", quiet=False)
    print("".join(f"  {line}\n" for line in arriving.pip("freeze").splitlines()), end="")
    arriving.run(*tests(arriving), show=True)
    leave(arriving)


def tests(arriving: Reader) -> tuple[str, ...]:
    """Return the command of `make test`."""
    return (arriving.python, "-m", "pytest", "-q", "-n", "2", "-m", "not slow")


def reader(stage: Stage, *, cache: bool = True) -> Reader:
    """Return a reader with a copy of the checkout, and the published tables if they are at hand."""
    home = Path(tempfile.mkdtemp(prefix="reader.", dir=stage.work))
    folder = home / "work" / "ictindex"
    copy_checkout(folder)
    empty = home / "home"
    empty.mkdir()
    more = {"PIP_CACHE_DIR": str(stage.work / "cache")} if cache else {}
    tables = Path(os.environ.get("ICTINDEX_DATA", ROOT.parent / "shared" / "data"))
    if tables.is_dir():  # where a test looks for them by itself
        (home / "work" / "shared").mkdir()
        (home / "work" / "shared" / "data").symlink_to(tables.resolve(), target_is_directory=True)
    return Reader(stage, folder, stage.environment(empty, **more))


def leave(arriving: Reader) -> None:
    """Take a reader's folder away, for environments are large."""
    shutil.rmtree(arriving.folder.parent.parent, ignore_errors=True)


def copy_checkout(target: Path) -> None:
    """Copy what belongs to the project: tracked files and new ones, no caches, no environment."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:  # no git, or no repository: an unpacked source distribution
        unwanted = shutil.ignore_patterns(
            ".venv", ".git", "__pycache__", ".*_cache", "build", "dist"
        )
        shutil.copytree(ROOT, target, ignore=unwanted)
        return
    for name in listed.stdout.decode("utf-8", "surrogateescape").split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def passage(stage: Stage) -> dict[str, str]:
    """Return the variables without which pip does not reach its index here: none, as a rule."""
    trying = reader(stage)
    trying.run(stage.python, "-m", "venv", ".venv")
    download = ("download", "--no-deps", "--dest", "..", f"pip=={PIPS[0]}")
    try:
        trying.pip("--retries", "0", "--timeout", "20", *download)
    except Failure as failure:
        settings = settings_of_index(trying)
        if not settings:
            raise Failure(f"pip reaches no index of packages:\n{failure}") from None
        trying.pip(*download, **settings)
        print(f"The index is reached with what this machine sets: {', '.join(sorted(settings))}")
        return settings
    finally:
        leave(trying)
    print("The index is reached as it is: nothing is passed on.")
    return {}


def settings_of_index(trying: Reader) -> dict[str, str]:
    """Return the settings of this machine, of pip and of the environment, that concern the index."""
    listed = subprocess.run(
        [trying.python, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    settings: dict[str, str] = {}
    for line in listed.stdout.splitlines():  # global.index-url='...', :env:.cert='...'
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in REACH:
            settings[f"PIP_{name.upper().replace('-', '_')}"] = str(ast.literal_eval(value))
    names = [name for proxy in PROXIES for name in (proxy, proxy.lower())]
    names += CERTIFICATES if "PIP_CERT" not in settings else ()
    return settings | {name: os.environ[name] for name in names if name in os.environ}


def base_python() -> str:
    """Return the interpreter that runs this, outside of any virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def version(python: str) -> tuple[int, int]:
    """Return the series of an interpreter: (3, 11)."""
    code = "import sys; print(*sys.version_info[:2])"
    shown = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    major, minor = (int(part) for part in (shown.stdout.split() or ["0", "0"]))
    return major, minor


def interpreter(series: tuple[int, int], own: str) -> str | None:
    """Return an interpreter of a series that is on this machine, None if there is none."""
    name = ".".join(map(str, series))
    candidates = [own, shutil.which(f"python{name}")]
    candidates += sorted(map(str, Path.home().glob(f".pyenv/versions/{name}.*/bin/python{name}")))
    for candidate in candidates:
        if candidate and version(candidate) == series:
            code = "import sys; print(sys._base_executable)"
            shown = subprocess.run(
                [candidate, "-c", code], capture_output=True, text=True, check=True
            )
            return shown.stdout.strip()
    return None


if __name__ == "__main__":
    sys.exit(main())
