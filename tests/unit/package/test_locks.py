"""The locks are complete, so that pip resolves nothing when they are installed; and all say so."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
if not (ROOT / ".ci" / "locks.py").is_file():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)
sys.path.insert(0, str(ROOT / ".ci"))
try:
    import check_locks
    import later
    import locks
finally:
    sys.path.remove(str(ROOT / ".ci"))

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DEV = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")


def without(text: str, name: str) -> str:
    """Take the pin of a distribution, and its hashes, out of a lock."""
    return re.sub(rf"^{name}(\[.*?\])?==.*?(?=^\S)", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_lock_is_complete(lock: Path) -> None:
    """By the metadata of what is installed here; ``.ci/run`` asks where the others are."""
    text = lock.read_text(encoding="utf-8")
    actual = check_locks.judge(text, check_locks.installed, check_locks.project(lock.stem))
    assert not actual.faults
    if not actual.judged:
        pytest.skip("nothing of this lock is installed here")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_pin_has_hashes(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(locks.pins(text)) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


# Releases as they could be: `front` asks for `back` with an extra that brings `more`.
RELEASES = {
    ("front", "2.0"): ["back[fast]>=1.5"],
    ("back", "1.7"): ["plain", 'more>=3; extra == "fast"', 'winonly; sys_platform == "win32"'],
    ("plain", "1.0"): [],
    ("more", "3.1"): ['oldest; python_version < "3.12"'],
    ("oldest", "1.0"): [],
    ("winonly", "1.0"): [],
}
WHOLE = """\
back[fast]==1.7 \\
    --hash=sha256:00
    # via front
front==2.0 \\
    --hash=sha256:00
more==3.1 \\
    --hash=sha256:00
oldest==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:00
plain==1.0 \\
    --hash=sha256:00
winonly==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:00
"""


def faults(text: str, *roots: str, back: tuple[str, ...] = ()) -> list[str]:
    """Judge a lock of the invented releases; ``back`` is what its version 1.4 requires."""
    releases = RELEASES | {("back", "1.4"): list(back)}
    return check_locks.judge(text, lambda *release: releases.get(release), roots).faults


def test_a_whole_lock_has_no_fault() -> None:
    assert faults(WHOLE, "front>=1", "front[none]; python_version < '3'") == []


def test_an_extra_that_a_dependant_asks_for_must_be_carried() -> None:
    expected = ["line 4: front 2.0 requires back[fast]>=1.5, and line 1 pins back without its "]
    assert faults(locks.without_extras(WHOLE)) == [expected[0] + "extra fast"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("back", "front 2.0 requires back[fast]>=1.5, which is not pinned"),
        ("plain", "back 1.7 requires plain, which is not pinned"),
        ("more", 'back 1.7 requires more>=3; extra == "fast", which is not pinned'),
        ("oldest", 'more 3.1 requires oldest; python_version < "3.12", which is not pinned'),
        ("winonly", 'back 1.7 requires winonly; sys_platform == "win32", which is not pinned'),
    ],
)
def test_a_pin_that_is_missing_is_named(name: str, fault: str) -> None:
    assert [
        separator.partition(": ")[2] for separator in faults(without(WHOLE + "end==1\n", name))
    ] == [fault]


def test_a_version_that_does_not_fit_is_named() -> None:
    text = WHOLE.replace("back[fast]==1.7", "back[fast]==1.4")
    expected = ["line 4: front 2.0 requires back[fast]>=1.5, and line 1 pins 1.4"]
    assert faults(text, back=("plain",)) == expected


def test_a_pin_for_fewer_machines_than_its_dependants_is_named() -> None:
    text = WHOLE.replace("plain==1.0", "plain==1.0 ; sys_platform == 'linux'")
    assert faults(text) == ["line 1: back 1.7 requires plain, which is not pinned"]


def test_what_the_project_requires_is_judged_too() -> None:
    assert faults(WHOLE, "third>=1") == ["pyproject.toml requires third>=1, which is not pinned"]


def test_a_line_that_pins_nothing_is_an_error() -> None:
    for line in ("back>=1.7 \\", "back", "-r other.txt", "--index-url https://example.org"):
        with pytest.raises(ValueError, match="line 1 is no pin"):
            locks.pins(line)


def test_the_lock_that_broke_on_a_later_day_is_refused() -> None:
    """Its pin of coverage lacked the extra that pytest-cov asks for."""
    actual = check_locks.judge(locks.without_extras(DEV), check_locks.installed)
    assert len(actual.faults) == 1
    assert "pytest-cov" in actual.faults[0]
    assert actual.faults[0].endswith("pins coverage without its extra toml")


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip without an index, without settings of this machine."""
    command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


needs_pip = pytest.mark.skipif(find_spec("pip") is None, reason="no pip in this environment")


@pytest.mark.slow
@needs_pip
def test_later_has_a_newer_release_of_everything_locked_that_breaks(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(WHOLE, encoding="utf-8")
    now, then = tmp_path / "now", tmp_path / "then"
    now.mkdir()
    for (name, version), requires in RELEASES.items():
        later.wheel(now, name, version, tuple(requires), ("fast",) if name == "back" else ())
    assert later.write(then, [lock]) == 6
    both = ("--no-index", "--find-links", str(now), "--find-links", str(then))
    target = ("--target", str(tmp_path / "target"))
    # Who resolves takes the newest, and cannot install it.
    resolved = pip("install", *both, *target, "front")
    assert resolved.returncode != 0
    assert "9999.0" in resolved.stdout + resolved.stderr
    assert not (tmp_path / "target").exists()
    # Who takes what is pinned never meets it.
    here = ("back", "front", "more", "plain")
    names = [f"{pin.name}=={pin.version}" for pin in locks.pins(WHOLE) if pin.name in here]
    taken = pip("install", *both, *target, "--no-deps", *names)
    assert taken.returncode == 0, taken.stderr
    installed = sorted(path.name for path in (tmp_path / "target").glob("*.dist-info"))
    assert installed == [f"{name.replace('==', '-')}.dist-info" for name in names]


def test_later_covers_all_that_is_locked(tmp_path: Path) -> None:
    names = {pin.name for lock in LOCKS for pin in locks.pins(lock.read_text(encoding="utf-8"))}
    assert {"numpy", "coverage", "pytest-cov", "appnope", "pytz"} <= names
    assert later.write(tmp_path, LOCKS) == len(names)
    assert {path.name.split("-")[0].replace("_", "-") for path in tmp_path.iterdir()} == names


def test_make_and_readme_install_locks_without_resolving() -> None:
    """With make, without it, on Windows, and in the wheel's environments: one way to do it."""
    flags = "--no-deps --require-hashes --only-binary :all:"
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"LOCKED = {flags}\n" in make
    for lock in ("run", "dev"):
        recipe = f"$(PIP) install $(LOCKED) --requirement requirements/{lock}.txt\n"
        assert f"{recipe}\t$(INSTALL)\n\t@$(CHECK)\n" in make
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    posix, windows = (
        re.search(rf"^{system}:\n\n```\w+\n(.*?)```", readme, re.MULTILINE | re.DOTALL)
        for system in ("Linux and macOS", r"Windows \(PowerShell\)")
    )
    assert posix is not None
    assert windows is not None
    translated = windows[1].replace("\\", "/").replace("Scripts", "bin").replace("py -3", "python3")
    assert translated == posix[1]
    assert posix[1].splitlines() == [
        "python3 -m venv .venv",
        f".venv/bin/python -m pip install {flags} -r requirements/run.txt",
        ".venv/bin/python -m pip install --no-build-isolation --no-deps -e .",
        ".venv/bin/python -m pip check",
        ".venv/bin/ictindex demo",
    ]
    everywhere = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", ".ci/run")]
    hashed = sum(text.count("--require-hashes") for text in everywhere)
    assert hashed == sum(text.count(flags) for text in everywhere) == 3


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this machine")
@pytest.mark.skipif(sys.platform == "win32", reason="interpreters that are shell scripts")
class TestInterpreter:
    """`make` takes python3 where it was tried, else looks for one that was."""

    @staticmethod
    def environment(
        folder: Path, then: str = "exit 0", **versions: str
    ) -> subprocess.CompletedProcess[str]:
        """Set an environment up where only these interpreters are on the path."""
        tools = folder / "bin"
        tools.mkdir()
        for name, version in versions.items():
            script = tools / name.replace("_", ".")
            script.write_text(
                f'#!/bin/sh\n[ "$1" = -c ] || {{ echo "made by {version}"; {then}; }}\n'
                f'exec {sys.executable} -c "import sys; sys.version_info = ({version}); $2"\n',
                encoding="utf-8",
            )
            script.chmod(0o755)
        for tool in ("sh", "echo"):
            (tools / tool).symlink_to(str(shutil.which(tool)))
        make = str(shutil.which("make"))
        venv = str(folder / "venv")
        return subprocess.run(
            [make, "-C", str(ROOT), f"VENV={venv}", f"{venv}/pyvenv.cfg"],
            capture_output=True,
            text=True,
            env={"PATH": str(tools)},
            check=False,
        )

    def test_the_one_at_hand(self, tmp_path: Path) -> None:
        done = self.environment(tmp_path, python3="3, 12, 1", python3_13="3, 13, 0")
        assert "made by 3, 12, 1" in done.stdout

    @pytest.mark.parametrize("own", ["3, 9, 6", "3, 16, 0"])
    def test_one_that_was_tried_goes_first(self, own: str, tmp_path: Path) -> None:
        done = self.environment(tmp_path, python3=own, python3_12="3, 12, 1")
        assert "made by 3, 12, 1" in done.stdout

    def test_a_newer_one_with_a_word(self, tmp_path: Path) -> None:
        done = self.environment(tmp_path, python3="3, 16, 0")
        assert "made by 3, 16, 0" in done.stdout
        assert "PYTHON=python3 is newer than the versions that this release was tried with" in (
            done.stdout
        )

    def test_none_that_is_new_enough(self, tmp_path: Path) -> None:
        done = self.environment(tmp_path, python3="3, 9, 6", python3_12="3, 10, 0")
        assert done.returncode != 0
        assert "ictindex needs Python 3.11 or newer, and PYTHON=python3 is not that" in done.stderr

    def test_an_environment_that_was_not_finished_is_begun_again(self, tmp_path: Path) -> None:
        """As on systems whose Python has no ensurepip: the mark of an environment is there."""
        begun = tmp_path / "venv" / "pyvenv.cfg"
        begun.parent.mkdir()
        half = f"echo home > {begun}; exit 1"
        done = self.environment(tmp_path, half, python3="3, 12, 1")
        assert done.returncode != 0
        assert "made by 3, 12, 1" in done.stdout
        assert not begun.exists()
