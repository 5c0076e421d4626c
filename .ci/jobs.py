"""The sections of `.ci/run`: every check of the project, from a bare checkout to the wheel.

A section runs as a process of its own. Most use one core, so that two run at a time, and their
output is shown when they have ended; the tests use both cores, at the end. A failing section stops
no other. A check that this machine cannot run is skipped and named. All that is made besides caches
lies in a temporary folder and is removed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build_twice import ROOT, copy_checkout

Env = Mapping[str, str]

TARGETS = ("docs", "lint", "locks", "types", "contracts", "generated", "frozen")
# In the order in which they begin, the longest first; then those that use both cores.
LANES = ("browsers", "digits", "later", "readme", *TARGETS, "programs", "demo")
TESTS = ("tests", "slow")
# By `make fresh`, not by `bash .ci/run`.
WEEKLY = ("clocks", "newest", "interpreters", "long", "spark")
SECTIONS = (*LANES, *TESTS, *WEEKLY)

BIN = "Scripts" if os.name == "nt" else "bin"
BASE = getattr(sys, "_base_executable", None) or sys.executable
WORK = Path(os.environ.get("ICTINDEX_CI", "."))  # of the whole run: made by `main`
UV = (WORK / "dev" / BIN / "python", "-m", "uv", "--quiet")
# The pip that the first release of each series of CPython put into a venv: the oldest that is met.
OLDEST_PIP = {"3.11": "22.3", "3.12": "23.2.1", "3.13": "24.2"}
# A leap day, and a day when every document has run out.
CLOCKS = ("2028-02-29 12:00:00", "2031-06-30 12:00:00")
# What the environment of a user has: what a program needs of the machine, and how pip reaches an
# index. What a run removes from its own.
NEEDED = re.compile(r"(?i)COMSPEC|OS|PATHEXT|SYSTEM(DRIVE|ROOT)|TE?MP|WINDIR")
REACH = re.compile(r"(?i)PIP_(INDEX|EXTRA|TRUSTED|PROXY|CERT|CLIENT)\w*|\w+_PROXY|SSL_CERT_\w+")
UNSET = re.compile(r"LANGUAGE|LC_\w+|PYTHON\w*|NPY_\w+|\w+_COLOR|COLUMNS|MAKE\w+|MFLAGS")
# Of the processor, beyond what every processor of its kind has.
FEATURES = """import numpy
print(*numpy.show_config("dicts").get("SIMD Extensions", {}).get("found", ()))"""
LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", "requirements/run.txt")
QUICK = shlex.split('-m pytest -q -n 2 --dist worksteal -m "not slow and not browser and not lint"')


def run(*command: str | Path, env: Env = os.environ, cwd: Path = ROOT, **more: str) -> None:
    """Run a command, which has to end with 0."""
    subprocess.run([*map(str, command)], cwd=cwd, env={**env, **more}, check=True)


def output(*command: str | Path, **more: str) -> str:
    """Return the output of a command in an empty folder, which has to end with 0."""
    (empty := WORK / "empty").mkdir(exist_ok=True)
    shown = subprocess.check_output([*map(str, command)], cwd=empty, env=os.environ | more)
    return shown.decode("utf-8").strip()


def make(*words: str, **more: str) -> None:
    """Run targets of the Makefile in the environment of development."""
    run("make", "--no-print-directory", *words, **more)


def skip(what: str) -> None:
    """Record a check that this machine cannot run."""
    with (WORK / "skipped").open("a", encoding="utf-8") as stream:
        stream.write(f"{what}\n")


# The program of a package that has another name.
# R, what the example in R needs, and the package that estimates of surveys are compared with.
R = ("r-base-core", "r-cran-jsonlite", "r-cran-survey", "r-cran-mass")
PROGRAMS = {"nodejs": "node", "default-jre-headless": "java"} | dict.fromkeys(R, "Rscript")


def lacking(*packages: str) -> list[str]:
    """Return packages whose programs are missing: root on a system of Debian's kind has none."""
    missing = [name for name in packages if not shutil.which(PROGRAMS.get(name, name))]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        import fcntl

        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        with (WORK / "apt").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two sections may ask at a time
            run("apt-get", "-qq", "update")
            run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing, **quiet)
        return []
    return missing


def interpreter(series: str) -> str:
    """Return a working interpreter of a series on this machine, or nothing."""
    programs = map(str, Path.home().glob(f".pyenv/versions/{series}.*/bin/python{series}"))
    for candidate in filter(None, (BASE, shutil.which(f"python{series}"), *sorted(programs))):
        ran = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
        if ran.stdout.startswith(f"Python {series}."):
            return candidate
    skip(f"CPython {series} (not on this machine)")
    return ""


def wheel() -> Path:
    """Return the wheel: built twice, once for all sections."""
    if not (WORK / "dist").exists():
        draft = Path(tempfile.mkdtemp(dir=WORK)) / "dist"
        run(UV[0], ".ci/build_twice.py", draft)
        if not (WORK / "dist").exists():
            draft.rename(WORK / "dist")
    return next((WORK / "dist").glob("*.whl"))


def environment(name: str, python: str, *packages: str) -> Path:
    """Make an environment with packages and the wheel, as uv installs them."""
    own = WORK / name / BIN / "python"
    run(*UV, "venv", "--python", python, WORK / name)
    for words in (("install", *packages), ("install", "--no-deps", str(wheel())), ("check",)):
        run(*UV, "pip", words[0], "--python", own, *words[1:])
    return own


# ---------------------------------------------------------------- the wheel, and its digits


DIGESTS: dict[str, str] = {}


def digest(label: str, *command: str | Path, **more: str) -> None:
    """Record the digest over results that a command prints with the script."""
    shown = output(*command, ROOT / "tests" / "portable_digest.py", **more)
    DIGESTS[label] = re.findall(r"\b[0-9a-f]{64}\b", shown)[-1]
    print(DIGESTS[label][:16], label, flush=True)


def pair(label: str, python: Path) -> None:
    """Record the digest of an environment, and for each NumPy once without the features of CPUs."""
    numpy = f"NumPy {output(python, '-c', 'import numpy; print(numpy.__version__)')}"
    first = not any(numpy in recorded for recorded in DIGESTS)
    digest(f"{label}, {numpy}", python)
    if first and (features := output(python, "-c", FEATURES)):
        digest(f"{label}, {numpy}, without {features}", python, NPY_DISABLE_CPU_FEATURES=features)


def digits() -> None:
    """Install the wheel, and compare a digest over results: the same digits everywhere."""
    python = environment("wheel", BASE, *LOCKED)
    assert "2024" in output(python, "-m", "ictindex", "demo"), "the demo shows no edition"
    assert not [*(WORK / "empty").iterdir()], "ictindex demo leaves files behind"
    pair(f"main, CPython {sys.version.split()[0]}", python)
    surroundings(python)
    for series in OLDEST_PIP:
        if (other := interpreter(series)) not in ("", BASE):
            pair(f"CPython {series}", environment(f"py{series}", other, *LOCKED))
    if oldest := interpreter(min(OLDEST_PIP)):
        lowest = ("--resolution", "lowest-direct", "--only-binary", ":all:", "-r", "pyproject.toml")
        pair("oldest versions", environment("oldest", oldest, *lowest, "--extra", "excel"))
    print(f"digits: {len(DIGESTS)} runs, {sorted({*DIGESTS.values()})}")
    assert len({*DIGESTS.values()}) == 1, "not the same digits everywhere"


def surroundings(python: Path) -> None:
    """Record the digest under other clocks, locales and hash seeds, two of each in two runs."""
    if absent := lacking("faketime"):
        skip("digits under other clocks (there is no faketime on this machine)")
    ascii_alone = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    far = {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "0"}
    comma = {"PYTHONHASHSEED": "4294967295"}
    if shutil.which("localedef"):  # a decimal comma, and a dotless i
        run("localedef", "-i", "tr_TR", "-f", "UTF-8", WORK / "tr_TR.UTF-8")
        comma |= {"LOCPATH": str(WORK), "LC_ALL": "tr_TR.UTF-8"}
    else:
        skip("digits in a locale with a decimal comma (the system cannot make it)")
    surrounded = (ascii_alone | far, comma)
    for clock, flag, own in zip(CLOCKS, ("-O", "-OO"), surrounded, strict=True):
        faked = () if absent else ("faketime", clock)
        label = " ".join((*faked, flag, *(f"{name}={text}" for name, text in own.items())))
        digest(label, *faked, python, flag, **own)


def readme(python: str = BASE) -> None:
    """Run the README with the wheel, as pip resolves it, in an empty folder."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r'"(?:ictindex|\.)\[([\w,]+)\]"', text)
    extras = ",".join(sorted({extra for names in named for extra in names.split(",")}))
    folder = Path(tempfile.mkdtemp(prefix="readme.", dir=WORK))
    # The README makes `.venv` itself: it is there already, with extras.
    # Most installed modules are never imported.
    home = plain_environment(python) | {"PIP_COMPILE": "0"}
    for kind, name, own in (
        ("bare", "ictindex", folder.with_name(f"{folder.name}.bare")),
        ("extras", f"ictindex[{extras}]", folder / ".venv"),
    ):
        program = own / BIN / "python"
        run(python, "-m", "venv", own, env=home)
        pip, what = (program, "-m", "pip"), (f"{name} @ {wheel().as_uri()}", "sybil")
        run(*pip, "install", "--quiet", *what, env=home)
        run(*pip, "check", env=home)
        script = ROOT / "tests" / "support" / "page_blocks.py"
        run(program, "-I", script, ROOT / "README.md", wheel(), kind, cwd=folder, env=home)
    alone = folder.with_name(f"{folder.name}.alone")
    program = alone / BIN / "python"
    run(python, "-m", "venv", alone, env=home)
    run(program, "-m", "pip", "install", "--quiet", "--no-deps", wheel(), env=home)
    packages = next((alone / "lib").glob("python*/site-packages"), alone / "Lib" / "site-packages")
    script = ROOT / "tests" / "support" / "bare_scores.py"
    run(program, "-I", script, packages, cwd=folder, env=home)


# ---------------------------------------------------------------- readers


def plain_environment(python: str) -> dict[str, str]:
    """Return the whole environment of a user: an empty home, a path, and the way to an index."""
    home = tempfile.mkdtemp(prefix="home.", dir=WORK)
    tools = filter(None, (python, shutil.which("make"), shutil.which("sh"), shutil.which("env")))
    path = os.pathsep.join(dict.fromkeys(str(Path(tool).parent) for tool in tools))
    plain = {"HOME": home, "USERPROFILE": home, "APPDATA": home, "PATH": path, "LANG": "C.UTF-8"}
    kept = {k: v for k, v in os.environ.items() if NEEDED.fullmatch(k) or REACH.fullmatch(k)}
    return kept | plain | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class Reader:
    """A user with a fresh copy of the checkout, the published tables next to it, and a pip."""

    def __init__(self, pip: str = "", work: Path | None = None, base: str = BASE) -> None:
        work = work or Path(tempfile.mkdtemp(prefix="reader.", dir=WORK))
        self.folder, self.home, self.base = work / "ictindex", plain_environment(base), base
        self.python = self.folder / ".venv" / BIN / "python"
        if self.folder.exists():  # by another section
            return
        copy_checkout(self.folder)
        tables = Path(os.environ.get("ICTINDEX_DATA") or ROOT.parent / "shared" / "data")
        if tables.is_dir():
            (work / "shared").mkdir()
            (work / "shared" / "data").symlink_to(tables.resolve(), target_is_directory=True)
        if pip:
            self.run(base, "-m", "venv", ".venv")
            self.run(self.python, "-m", "pip", "install", "--quiet", "--upgrade", pip)

    def run(self, *command: str | Path, **more: str) -> None:
        """Run a command in the copy."""
        run(*command, cwd=self.folder, env=self.home, **more)

    def make(self, goal: str, **more: str) -> None:
        """Run make as in the README; PYTHON only matters if there is no environment yet."""
        self.run("make", goal, f"PYTHON={Path(self.base).as_posix()}", **more)


def demo() -> Reader:
    """Run the first command of the README with the oldest pip, and set up what the tests need."""
    series = ".".join(map(str, sys.version_info[:2]))
    oldest = f"pip=={OLDEST_PIP.get(series, OLDEST_PIP['3.13'])}"
    (work := WORK / "first-reader").mkdir()
    reader = Reader(pip=oldest, work=work)
    reader.make("demo")
    reader.make("dev")
    (work / "done").touch()
    return reader


def tests() -> None:
    """Run the quick tests as a reader does, after the section above: their only run."""
    work = WORK / "first-reader"
    if work.exists() and not (work / "done").exists():
        raise SystemExit("the section demo has failed: there is nothing to test with")
    reader = Reader(work=work) if work.exists() else demo()
    reader.make("test")


def later() -> None:
    """Set up with the newest pip, on a day when each package has a newer release that breaks."""
    folder = WORK / "later"
    folder.mkdir()
    lock = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    for name in {*re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}:
        (folder / f"{name.replace('-', '_')}-9999.0-py3-none-any.whl").touch()
    reader, newer = Reader(pip="pip"), {"PIP_FIND_LINKS": folder.as_uri(), "PIP_COMPILE": "0"}
    # This section can fail: who lets pip resolve takes a release that cannot be installed.
    asked = [reader.python, "-m", "pip", "install", "-q", "-t", folder / "broken", "tzdata"]
    broken = subprocess.run(asked, env=reader.home | newer, capture_output=True, check=False)
    assert broken.returncode and b"9999" in broken.stderr, "this section could not fail"
    reader.make("demo", **newer)
    reader.make("dev", **newer)
    reader.run(reader.python, "-m", "pytest", "--collect-only", "-qq", "--assert=plain")


def clocks() -> None:
    """Run the quick tests under clocks of later years, once without the published tables."""
    if lacking("faketime"):
        skip("the quick tests under other clocks (there is no faketime on this machine)")
        return
    reader = Reader()
    reader.make("dev")  # under the true clock: certificates have their dates
    # A faked monotonic clock would make threads wait for ever, and the memory that faketime shares
    # between processes would replace a standard output that a test has closed.
    real = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1"}
    program, alone = str(shutil.which("faketime")), ("env", "-u", "FAKETIME_SHARED")
    reader.run(program, CLOCKS[0], *alone, reader.python, *QUICK, **real)
    reader.run(program, CLOCKS[1], *alone, reader.python, *QUICK, **real, ICTINDEX_DATA="absent")


def newest() -> None:
    """Run the quick tests with the newest release of everything that they need."""
    reader = Reader(pip="pip")
    wanted = ("--group", "test", "--group", "build", "sybil", "--editable", ".[all]")
    reader.run(reader.python, "-m", "pip", "install", "--quiet", "--upgrade", *wanted)
    reader.run(reader.python, "-m", "pip", "freeze")
    reader.run(reader.python, *QUICK)


def interpreters() -> None:
    """Run the README with the wheel on each interpreter, and the quick tests on each other one."""
    for python in filter(None, map(interpreter, OLDEST_PIP)):
        readme(python)
        if python != BASE:
            reader = Reader(base=python)
            reader.make("dev")
            reader.run(reader.python, *QUICK)


def long() -> None:
    """Run the tests that take minutes each, those of the page too."""
    if missing := lacking("nodejs", "npm", "chromium", "firefox-esr"):
        skip(f"long tests of the page (this machine lacks: {' '.join(missing)})")
    make(*(() if missing else ("page",)), "test-long")


def spark() -> None:
    """Compare the sums of surveys by Spark with those of the other engines."""
    if lacking("default-jre-headless"):
        skip("sums of surveys by Spark (this machine has no Java)")
        return
    make("test-spark")


# ---------------------------------------------------------------- pages


def browsers() -> None:
    """Try the page and the sample site in two browsers."""
    missing = lacking("nodejs", "npm", "chromium", "firefox-esr")
    if missing:
        skip(f"page and site in every browser (this machine lacks: {' '.join(missing)})")
    os.environ.pop("ICTINDEX_DATA", None)
    goals = ("test-site",) if "npm" in missing else ("test-page", "test-site")
    make(*goals, **({} if missing else {"REQUIRE_BROWSERS": "1"}))


def programs() -> None:
    """Check the types of the example programs as an editor does; run the one in R."""
    if lacking("nodejs", "npm"):
        skip("types of the example programs (this machine has no npm)")
    else:
        make("program-types")
    if lacking(*R):
        skip("the example program in R (this machine has no R)")
    else:
        make("test-programs", ARGS="-k in_r", REQUIRE_R="1")


def slow() -> None:
    """Run the slow tests; they print their total, and read the documentation that was built."""
    if lacking(*R):
        skip("survey estimates against R (this machine has no R)")
    docs = os.environ["DOCS"]
    make("test-slow", **({"ICTINDEX_DOCS": docs} if Path(docs).exists() else {}))


# ---------------------------------------------------------------- the run


def main(names: list[str]) -> int:
    """Run the named sections, or all but the weekly ones; return the exit code."""
    if "ICTINDEX_CI" in os.environ:  # a process of a run, for one section
        sys.stdout.reconfigure(line_buffering=True)  # in order with that of commands
        make(*names) if names[0] in TARGETS else globals()[names[0]]()
        return 0
    if unknown := [name for name in names if name not in SECTIONS]:
        sections = " ".join(SECTIONS)
        print(f'.ci/run: there is no section "{unknown[0]}", only: {sections}', file=sys.stderr)
        return 2
    # The result does not depend on who runs it, and an end by force removes what was made.
    os.umask(0o022)
    signal.signal(signal.SIGTERM, end_run)
    signal.signal(signal.SIGINT, end_run)
    for name in filter(UNSET.fullmatch, [*os.environ]):
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="ictindex-ci.", ignore_cleanup_errors=True) as work:
        # A module is compiled when it is first imported: most installed modules never are.
        os.environ |= {"LANG": "C.UTF-8", "PIP_COMPILE": "0", "PYTHON": BASE}
        os.environ |= {"ICTINDEX_CI": work, "VENV": f"{work}/dev", "SITE": f"{work}/site"}
        os.environ |= {"PAGE": f"{work}/page/ictindex-check.html"}
        os.environ.setdefault("DOCS", f"{work}/docs")
        return run_sections(names, Path(work))


def run_sections(names: list[str], work: Path) -> int:
    """Run sections, those of one core side by side; print their seconds, return the exit code."""
    begun = time.monotonic()
    make("dev")
    lines = [f"{time.monotonic() - begun:6.0f} s  dev"]
    with ThreadPoolExecutor(2) as pool:
        lines += pool.map(lambda name: section(name, subprocess.PIPE), () if names else LANES)
    lines += map(section, names or TESTS)
    lines.append(f"{time.monotonic() - begun:6.0f} s  in all")
    print("\n== Sections, those of the lanes side by side", *lines, sep="\n")
    if (work / "skipped").exists():
        skipped = sorted({*(work / "skipped").read_text(encoding="utf-8").splitlines()})
        print(f"Skipped for want of something on this machine: {len(skipped)}", *skipped, sep="\n")
    failed = [line.split()[2] for line in lines if line.endswith("FAILED")]
    print(f".ci/run: failed: {' '.join(failed)}" if failed else "All sections passed.")
    return int(bool(failed))


# The sections that run, each the first of a group of processes; none begins once the run has ended.
RUNNING: set[subprocess.Popen[bytes]] = set()
ENDED = threading.Event()
GROUP = {} if os.name == "nt" else {"process_group": 0}


def end_run(number: int, frame: object) -> None:
    """End every section with all that it has started, and then the run."""
    ENDED.set()
    for process in tuple(RUNNING):
        end_section(process)
    sys.exit(128 + number)


def end_section(process: subprocess.Popen[bytes]) -> None:
    """End the processes of a section; one that has ended by itself is passed over."""
    if os.name == "nt":
        process.terminate()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def section(name: str, into: int | None = None) -> str:
    """Run a section as a process, and show its output at its end; return its line of the list."""
    begun, words = time.monotonic(), [sys.executable, __file__, name]
    errors = subprocess.STDOUT if into else None
    if ENDED.is_set():
        return f"{0:6.0f} s  {name}  FAILED"
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=into, stderr=errors, **GROUP)
    RUNNING.add(process)
    if ENDED.is_set():  # while it began
        end_section(process)
    shown = process.communicate()[0] or b""
    RUNNING.discard(process)
    line = f"{time.monotonic() - begun:6.0f} s  {name}{'  FAILED' if process.returncode else ''}"
    print(f"\n== {line.strip()}\n{shown.decode('utf-8', 'replace')}", flush=True)
    return line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
