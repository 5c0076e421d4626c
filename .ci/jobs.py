"""The sections of `.ci/run`: every check of the project, from a bare checkout to the wheel.

A section runs as a process of its own. Most use one core, so that two run at a time, and their
output is shown when they have ended; the tests use both cores, at the end. A failing section stops
no other. A check that this machine cannot run is skipped and named. All that is made besides caches
lies in a temporary folder and is removed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from build_twice import ROOT, copy_checkout

TARGETS = ("lint", "locks", "types", "contracts", "generated", "frozen")
# In the order in which they begin, the longest first; then those that use both cores.
LANES = ("browsers", "digits", "later", "readme", "docs", *TARGETS)
TESTS = ("tests", "slow")
WEEKLY = ("clocks", "newest", "interpreters")  # by `make fresh`, not by `bash .ci/run`

BIN = "Scripts" if os.name == "nt" else "bin"
BASE = getattr(sys, "_base_executable", None) or sys.executable
WORK = Path(os.environ.get("ICTINDEX_CI", "."))  # of the whole run: made by `main`
DEV = WORK / "dev" / BIN / "python"
DOCS = Path(os.environ.get("DOCS") or WORK / "docs")
# The pip that the first release of each series of CPython put into a venv: the oldest that is met.
OLDEST_PIP = {"3.11": "22.3", "3.12": "23.2.1", "3.13": "24.2"}
# A leap day, and a day when every document has run out.
CLOCKS = ("2028-02-29 12:00:00", "2031-06-30 12:00:00")
# What a program needs of the machine, and how pip reaches an index.
NEEDED = re.compile(r"(?i)COMSPEC|OS|PATHEXT|SYSTEM(DRIVE|ROOT)|TE?MP|WINDIR")
REACH = re.compile(r"(?i)PIP_(INDEX|EXTRA|TRUSTED|PROXY|CERT|CLIENT)\w*|\w+_PROXY|SSL_CERT_\w+")
UNSET = re.compile(r"LANGUAGE|LC_\w+|PYTHON\w*|NPY_\w+|\w+_COLOR|COLUMNS|MAKE\w+|MFLAGS")
RUNNING: set[subprocess.Popen[bytes]] = set()
QUICK = (
    "-m",
    "pytest",
    "-q",
    "-n",
    "2",
    "--dist",
    "worksteal",
    "-m",
    "not slow and not browser and not lint",
)
FEATURES = """
try:
    from numpy._core import _multiarray_umath as core
except ImportError:  # NumPy 1
    from numpy.core import _multiarray_umath as core
print(*(name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)))
"""


def run(
    *command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT, **more: str
) -> None:
    """Run a command, which has to end with 0."""
    variables = (os.environ if env is None else env) | more
    subprocess.run([str(word) for word in command], cwd=cwd, env=variables, check=True)


def output(
    *command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT, **more: str
) -> str:
    """Return the output of a command, which has to end with 0."""
    words, variables = [str(word) for word in command], (os.environ if env is None else env) | more
    ran = subprocess.run(
        words,
        cwd=cwd,
        env=variables,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        errors="replace",
    )
    if ran.returncode:
        print(ran.stdout[-5000:])
        ran.check_returncode()
    return ran.stdout


def make(*words: str, **more: str) -> None:
    """Run targets of the Makefile in the environment of development."""
    run("make", "--no-print-directory", *words, **more)


def skip(what: str) -> None:
    """Record a check that this machine cannot run."""
    with (WORK / "skipped").open("a", encoding="utf-8") as stream:
        stream.write(f"{what}\n")


def lacking(*programs: str) -> list[str]:
    """Return the missing programs; root on a system of Debian's kind installs them first."""
    names = {"nodejs": "node", "chromium": "chromium", "firefox-esr": "firefox-esr"}
    missing = [name for name in programs if not shutil.which(names.get(name, name))]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        import fcntl

        with (WORK / "apt").open("w") as lock, contextlib.suppress(subprocess.CalledProcessError):
            fcntl.flock(lock, fcntl.LOCK_EX)  # two sections may ask at a time
            install = ("install", "--yes", "--no-install-recommends", *missing)
            output("apt-get", "-qq", "update")
            output("apt-get", "-qq", *install, DEBIAN_FRONTEND="noninteractive")
    return [name for name in missing if not shutil.which(names.get(name, name))]


def interpreter(series: str) -> str:
    """Return a working interpreter of a series on this machine, or nothing."""
    programs = sorted(map(str, Path.home().glob(f".pyenv/versions/{series}.*/bin/python{series}")))
    for candidate in filter(None, (BASE, shutil.which(f"python{series}"), *programs)):
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        ran = subprocess.run([candidate, "-c", code], capture_output=True, text=True, check=False)
        if ran.stdout.strip() == series:
            return candidate
    skip(f"CPython {series} (not on this machine)")
    return ""


def wheel() -> Path:
    """Return the wheel: built twice, once for all sections."""
    if not (WORK / "dist").exists():
        draft = Path(tempfile.mkdtemp(dir=WORK)) / "dist"
        print(output(DEV, ".ci/build_twice.py", draft))
        if not (WORK / "dist").exists():
            draft.rename(WORK / "dist")
    return next((WORK / "dist").glob("*.whl"))


def environment(name: str, python: str, *packages: str) -> Path:
    """Make an environment with packages and the wheel, as uv installs them."""
    own = WORK / name / BIN / "python"
    run(python, "-m", "venv", "--without-pip", WORK / name)
    for words in (("install", *packages), ("install", "--no-deps", str(wheel())), ("check",)):
        run(DEV, "-m", "uv", "--quiet", "pip", words[0], "--python", own, *words[1:])
    return own


# ---------------------------------------------------------------- the wheel, and its digits


DIGESTS: dict[str, str] = {}
LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", "requirements/run.txt")


def digest(label: str, *command: str | Path, **more: str) -> None:
    """Record the digest over results that a command prints with the script."""
    script = ROOT / "tests" / "portable_digest.py"
    shown = output(*command, script, cwd=WORK / "empty", **more)
    DIGESTS[label] = re.findall(r"\b[0-9a-f]{64}\b", shown)[-1]
    print(DIGESTS[label][:16], label, flush=True)


def pair(label: str, python: Path) -> None:
    """Record the digest of an environment, and without what its processor need not have."""
    label += f", NumPy {output(python, '-c', 'import numpy; print(numpy.__version__)').strip()}"
    digest(label, python)
    if features := output(python, "-c", FEATURES).strip():
        digest(f"{label}, without {features}", python, NPY_DISABLE_CPU_FEATURES=features)


def digits() -> None:
    """Install the wheel, and compare a digest over results: the same digits everywhere."""
    empty = WORK / "empty"
    empty.mkdir()
    python = environment("wheel", BASE, *LOCKED)
    listed = json.loads(
        output(python, "-m", "ictindex", "methodology", "list", "--json", cwd=empty)
    )
    while isinstance(listed, dict):  # whatever the list is wrapped in
        listed = next(value for value in listed.values() if isinstance(value, list | dict))
    written = len([*ROOT.glob("methodology/i[dp][ib]/*.toml")])
    assert len(listed) == written > 0, f"{len(listed)} documents in the wheel, {written} here"
    assert "2024" in output(python, "-m", "ictindex", "demo", cwd=empty), (
        "the demo shows no edition"
    )
    assert not [*empty.iterdir()], "ictindex demo leaves files behind"
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
    """Record the digest under other seeds, locales and clocks: a run has one of each."""
    digest("-O, hash seed 0", python, "-O", PYTHONHASHSEED="0")
    digest("-OO, hash seed 1", python, "-OO", PYTHONHASHSEED="1")
    ascii_alone = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    far = {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "42"}
    digest("ASCII locale, no UTF-8 mode, hash seed 42", python, **ascii_alone, **far)
    comma = {"LOCPATH": str(WORK), "LC_ALL": "tr_TR.UTF-8"}  # and a dotless i
    if shutil.which("localedef"):
        run("localedef", "-i", "tr_TR", "-f", "UTF-8", WORK / comma["LC_ALL"])
    else:
        comma = {}
        skip("a locale with a decimal comma (the system cannot make it)")
    label = f"{comma.get('LC_ALL', 'the same locale')}, hash seed 4294967295"
    digest(label, python, **comma, PYTHONHASHSEED="4294967295")
    if lacking("faketime"):
        skip("digits under other clocks (there is no faketime on this machine)")
        return
    for clock in CLOCKS:
        digest(f"clock of {clock}", "faketime", clock, python)


def readme(python: str = BASE) -> None:
    """Run the README with the wheel, as pip resolves it, in an empty folder."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r'"(?:ictindex|\.)\[([\w,]+)\]"', text)
    extras = ",".join(sorted({extra for names in named for extra in names.split(",")}))
    folder = Path(tempfile.mkdtemp(prefix="readme.", dir=WORK))
    # The README makes `.venv` itself: it is there already, with extras.
    for kind, name, own in (
        ("bare", "ictindex", folder.with_name(f"{folder.name}.bare")),
        ("extras", f"ictindex[{extras}]", folder / ".venv"),
    ):
        home, program = plain_environment(python), own / BIN / "python"
        run(python, "-m", "venv", own, env=home)
        pip, what = (program, "-m", "pip"), (f"{name} @ {wheel().as_uri()}", "sybil")
        run(*pip, "install", "--quiet", *what, env=home)
        run(*pip, "check", env=home)
        script = ROOT / "tests" / "support" / "page_blocks.py"
        run(program, "-I", script, ROOT / "README.md", wheel(), kind, cwd=folder, env=home)


# ---------------------------------------------------------------- readers


@cache
def settings() -> dict[str, str]:
    """Return the settings of pip in a user's environment: none, if an index is reached so.

    Else those of this machine, for the pip that the interpreter brings.
    """
    folder = Path(tempfile.mkdtemp(prefix="asking.", dir=WORK))
    run(BASE, "-m", "venv", folder)
    ask = ("-m", "pip", "download", "-qqd", str(folder), "--no-deps", "--retries", "0", "sybil")
    alone = {"HOME": str(folder), "PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull}
    alone |= {name: text for name, text in os.environ.items() if NEEDED.fullmatch(name)}
    command = [folder / BIN / "python", *ask]
    if not subprocess.run(command, env=alone, capture_output=True, check=False).returncode:
        return {"PIP_CONFIG_FILE": os.devnull}
    reach = {name: text for name, text in os.environ.items() if REACH.fullmatch(name)}
    print(f"  the index is reached by settings of this machine: pip's files, {sorted(reach)}")
    return reach


def plain_environment(python: str) -> dict[str, str]:
    """Return the whole environment of a user: an empty home, a path."""
    home = tempfile.mkdtemp(prefix="home.", dir=WORK)
    tools = filter(None, (python, shutil.which("make"), shutil.which("sh"), shutil.which("env")))
    path = os.pathsep.join(dict.fromkeys(str(Path(tool).parent) for tool in tools))
    needed = {name: text for name, text in os.environ.items() if NEEDED.fullmatch(name)}
    plain = {"HOME": home, "USERPROFILE": home, "APPDATA": home, "PATH": path, "LANG": "C.UTF-8"}
    return needed | plain | settings() | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class Reader:
    """A user with a fresh copy of the checkout, the published tables next to it, and a pip."""

    def __init__(self, python: str = BASE, pip: str = "") -> None:
        work = Path(tempfile.mkdtemp(prefix="reader.", dir=WORK))
        self.folder, self.home = work / "ictindex", plain_environment(python)
        copy_checkout(self.folder)
        tables = Path(os.environ.get("ICTINDEX_DATA") or ROOT.parent / "shared" / "data")
        if tables.is_dir():
            (work / "shared").mkdir()
            (work / "shared" / "data").symlink_to(tables.resolve(), target_is_directory=True)
        self.python = self.folder / ".venv" / BIN / "python"
        if pip:
            self.run(python, "-m", "venv", ".venv")
            self.run(self.python, "-m", "pip", "install", "--quiet", "--upgrade", pip)
            self.run(self.python, "-m", "pip", "--version")

    def run(self, *command: str | Path, **more: str) -> None:
        """Run a command in the copy."""
        run(*command, cwd=self.folder, env=self.home, **more)

    def make(self, goal: str, **more: str) -> None:
        """Run make as in the README; PYTHON only matters if there is no environment yet."""
        self.run("make", goal, f"PYTHON={Path(BASE).as_posix()}", **more)


def tests() -> None:
    """Run the README's commands with the oldest pip: the only run of the quick tests."""
    series = ".".join(map(str, sys.version_info[:2]))
    reader = Reader(pip=f"pip=={OLDEST_PIP.get(series, OLDEST_PIP['3.13'])}")
    reader.make("demo")
    reader.make("test")


def later() -> None:
    """Set up with the newest pip, on a day when each package has a newer release that breaks."""
    folder = WORK / "later"
    folder.mkdir()
    lock = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    for name in {*re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}:
        stem = f"{name.replace('-', '_')}-9999.0"
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
            about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 9999.0\n"
            archive.writestr(f"{stem}.dist-info/METADATA", about)
            archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 9999.0\n")
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
    """Run the README with the wheel on each interpreter."""
    for python in filter(None, map(interpreter, OLDEST_PIP)):
        readme(python)


# ---------------------------------------------------------------- pages


def docs() -> None:
    """Build the documentation: no warning, nothing loaded from elsewhere."""
    make("docs", f"DOCS={DOCS}")


def browsers() -> None:
    """Try the page and the sample site in two browsers."""
    missing = lacking("nodejs", "npm", "chromium", "firefox-esr")
    strict = {} if missing else {"REQUIRE_BROWSERS": "1"}
    if missing:
        skip(f"page and site in every browser (this machine lacks: {' '.join(missing)})")
    os.environ.pop("ICTINDEX_DATA", None)
    if "npm" not in missing:
        make("test-page", f"PAGE={WORK}/page/ictindex-check.html", **strict)
    make("test-site", f"SITE={WORK}/site", **strict)


def slow() -> None:
    """Run the slow tests; they print their total, and read the documentation that was built."""
    make("test-slow", **({"ICTINDEX_DOCS": str(DOCS)} if DOCS.exists() else {}))


# ---------------------------------------------------------------- the run


def main(names: list[str]) -> int:
    """Run the named sections, or all but the weekly ones; return the exit code."""
    sections = (*LANES, *TESTS, *WEEKLY)
    if names == ["--list"]:
        print(*sections, sep="\n")
        return 0
    if unknown := [name for name in names if name not in sections]:
        print(
            f'.ci/run: there is no section "{unknown[0]}". The sections are:',
            *sections,
            file=sys.stderr,
        )
        return 2
    if "ICTINDEX_CI" in os.environ:
        sys.stdout.reconfigure(line_buffering=True)  # in order with that of commands
        try:
            make(*names) if names[0] in TARGETS else globals()[names[0]]()
        except (AssertionError, subprocess.CalledProcessError) as fault:
            print(f"FAILED: {fault}")
            return 1
        return 0
    with tempfile.TemporaryDirectory(prefix="ictindex-ci.", ignore_cleanup_errors=True) as work:
        prepare(work)
        return run_sections(names, Path(work))


def prepare(work: str) -> None:
    """Set the environment of every section, so that the result does not depend on who runs it."""
    os.umask(0o022)
    for name in [name for name in os.environ if UNSET.fullmatch(name)]:
        del os.environ[name]
    # A module is compiled when it is first imported: most installed modules never are.
    os.environ |= {"LANG": "C.UTF-8", "PIP_COMPILE": "0"}
    os.environ |= {"ICTINDEX_CI": work, "VENV": f"{work}/dev", "PYTHON": BASE}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def run_sections(names: list[str], work: Path) -> int:
    """Run sections, those of one core side by side; print their seconds, return the exit code."""
    begun, seconds = time.monotonic(), {}
    make("dev")
    seconds["dev"] = time.monotonic() - begun
    with ThreadPoolExecutor(2) as pool:
        for name in () if names else LANES:
            pool.submit(section, name, seconds, quietly=True)
    for name in names or TESTS:
        section(name, seconds)
    print("\n== Seconds of each section, those of the lanes side by side")
    for name, taken in seconds.items():
        print(f"{abs(taken):6.0f}  {name}{'  FAILED' if taken < 0 else ''}")
    print(f"{time.monotonic() - begun:6.0f}  in all")
    if (work / "skipped").exists():
        print("Skipped for want of something on this machine:")
        print("".join(sorted({*(work / "skipped").open(encoding="utf-8")})))
    failed = [name for name in names or (*LANES, *TESTS) if seconds.get(name, -1) < 0]
    print(f".ci/run: failed: {' '.join(failed)}" if failed else "All sections passed.")
    return 1 if failed else 0


def section(name: str, seconds: dict[str, float], quietly: bool = False) -> None:
    """Run a section as a process; its seconds, below zero if it failed."""
    begun, piped = time.monotonic(), subprocess.PIPE if quietly else None
    process = subprocess.Popen(
        [sys.executable, __file__, name],
        stdin=subprocess.DEVNULL,
        stdout=piped,
        stderr=subprocess.STDOUT if quietly else None,
        start_new_session=True,
    )
    RUNNING.add(process)
    shown = (process.communicate()[0] or b"").decode("utf-8", "replace")
    RUNNING.discard(process)
    taken = time.monotonic() - begun
    seconds[name] = -taken if process.returncode else taken
    how = ", FAILED" if process.returncode else ""
    print(f"\n== {name}: {taken:.0f} s{how}\n{shown}", flush=True)


def end(number: int, _: object) -> None:
    """End every section with all that it started."""
    for process in RUNNING:
        with contextlib.suppress(ProcessLookupError, AttributeError):
            os.killpg(process.pid, number)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
