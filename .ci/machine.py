"""A fresh machine with a user: an empty home, a plain environment, a copy of the checkout."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from locks import ROOT

BIN = "Scripts" if os.name == "nt" else "bin"
# Variables that Windows itself needs.
WINDOWS = ("COMSPEC", "OS", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "WINDIR")
# How pip reaches an index: its own settings, then what it takes from the environment.
REACH = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "client-cert")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


class RunError(Exception):
    """A rehearsal that did not end as it should."""


@dataclass
class Stage:
    """The folder of rehearsals, and their outcomes."""

    work: Path
    passed_on: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    # The installed packages, for each time that tests were collected.
    collected: set[tuple[str, ...]] = field(default_factory=set)

    def skip(self, what: str) -> None:
        """Record a rehearsal that is skipped, and why."""
        print(f"  skipped: {what}", flush=True)
        self.skipped.append(what)


class Reader:
    """A user with a fresh copy of the checkout and one interpreter.

    The published tables are put next to the copy if there are any: tests look for them there.
    """

    def __init__(self, stage: Stage, python: str, *, cache: bool = True) -> None:
        self.interpreter = python
        self.home = Path(tempfile.mkdtemp(prefix="reader.", dir=stage.work))
        self.folder = self.home / "work" / "ictindex"
        copy_checkout(self.folder)
        tables = Path(os.environ.get("ICTINDEX_DATA", ROOT.parent / "shared" / "data"))
        if tables.is_dir():
            shared = self.home / "work" / "shared"
            shared.mkdir()
            (shared / "data").symlink_to(tables.resolve(), target_is_directory=True)
        empty = self.home / "home"
        empty.mkdir()
        self.variables = plain_environment(empty, python) | stage.passed_on
        if cache:
            self.variables["PIP_CACHE_DIR"] = str(stage.work / "cache")

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        # Environments are large.
        shutil.rmtree(self.home, ignore_errors=True)

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
        try:
            for line in process.stdout:
                lines.append(line)
                if show:
                    print(f"  {line}", end="", flush=True)
        except SystemExit:  # ended from outside
            process.terminate()
            raise
        if process.wait():
            tail = "" if show else "".join(f"  | {line}" for line in lines[-40:])
            raise RunError(f"{' '.join(command)} ended with exit code {process.returncode}\n{tail}")
        return "".join(lines)

    def make(self, goal: str, *, show: bool = False) -> str:
        """Run make as in the README; name PYTHON only if the usual one is another."""
        usual = "python" if os.name == "nt" else "python3"
        program = shutil.which(usual, path=self.variables["PATH"])
        same = program is not None and version(program) == version(self.interpreter)
        named = () if same else (f"PYTHON={Path(self.interpreter).as_posix()}",)
        return self.run("make", goal, *named, show=show)

    def put_pip(self, wanted: str) -> None:
        """Set up .venv with a pip of this version in it, as an older or newer Python would."""
        self.run(self.interpreter, "-m", "venv", ".venv")
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
            raise RunError(f"make demo shows no edition\n{shown[-2000:]}")

    def skip_bytecode(self) -> None:
        """Leave the compilation to the first import of a module: most are never imported here."""
        self.variables["PIP_COMPILE"] = "0"

    def collect(self, stage: Stage) -> None:
        """Set up what tests need, ask pip whether all fits together, and collect the tests.

        They are collected once for the same interpreter with the same distributions.
        """
        self.make("dev")
        self.pip("check", quiet=False)
        listed = self.pip("freeze", "--all", "--exclude-editable", "--exclude", "pip", quiet=False)
        installed = (self.interpreter, *listed.split("\n"))
        if installed in stage.collected:
            print("  the same distributions as above, where the tests were collected", flush=True)
            return
        # A rewritten assertion takes most of the time, and gives more details only if a test fails.
        shown = self.run(self.python, "-m", "pytest", "--collect-only", "-q", "--assert=plain")
        print(f"  {shown.strip().splitlines()[-1]}", flush=True)
        stage.collected.add(installed)


def plain_environment(home: Path, python: str) -> dict[str, str]:
    """Return the whole environment of a user: a home, a path, no settings of pip."""
    folders = [str(Path(python).parent)]
    tools = (shutil.which("make"), shutil.which("sh"))
    folders += [str(Path(program).parent) for program in tools if program]
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
    return plain


def copy_checkout(target: Path) -> None:
    """Copy the files of the project: tracked files and new ones, no caches, no environment."""
    git = shutil.which("git")
    command = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if git is None or not (ROOT / ".git").exists():  # an unpacked source distribution
        unwanted = (".venv", ".git", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*unwanted))
        return
    listed = subprocess.run([git, *command], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode("utf-8", "surrogateescape").split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def passage(stage: Stage, python: str, package: str) -> dict[str, str]:
    """Return the variables that pip needs here to reach its index: usually none."""
    download = ("download", "--no-deps", "--dest", "..", package)
    with Reader(stage, python, cache=False) as trying:
        trying.run(python, "-m", "venv", ".venv")
        try:
            trying.pip("--retries", "0", "--timeout", "20", *download)
        except RunError as failure:
            settings = settings_of_index(trying.python)
            if not settings:
                raise RunError(f"pip reaches no index of packages:\n{failure}") from None
            trying.pip(*download, **settings)
            return settings
    return {}


def settings_of_index(python: str) -> dict[str, str]:
    """Return the settings of this machine, for pip or in the environment, to reach an index."""
    command = [python, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    settings: dict[str, str] = {}
    for line in listed.stdout.splitlines():  # global.index-url='...', :env:.cert='...'
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in REACH:
            settings[f"PIP_{name.upper().replace('-', '_')}"] = str(ast.literal_eval(value))
    names = [name for proxy in PROXIES for name in (proxy, proxy.lower())]
    names += CERTIFICATES if "PIP_CERT" not in settings else ()
    return settings | {name: os.environ[name] for name in names if name in os.environ}


def version(python: str) -> tuple[int, int]:
    """Return the series of an interpreter: (3, 11)."""
    major, minor = ask(python, "import sys; print(*sys.version_info[:2])").split() or (0, 0)
    return int(major), int(minor)


def interpreter(series: tuple[int, int], own: str) -> str | None:
    """Return an interpreter of a series on this machine, None if there is none."""
    name = ".".join(map(str, series))
    programs = sorted(map(str, Path.home().glob(f".pyenv/versions/{name}.*/bin/python{name}")))
    for candidate in (own, shutil.which(f"python{name}"), *programs):
        if candidate and version(candidate) == series:
            return base_of(candidate)
    return None


def base_of(python: str) -> str:
    """Return the interpreter from which a virtual environment was made, else itself."""
    code = "import sys; print(getattr(sys, '_base_executable', None) or sys.executable)"
    return ask(python, code).strip()


def ask(python: str, code: str) -> str:
    """Return the output of a line of Python; nothing if the interpreter does not work."""
    command = [python, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
