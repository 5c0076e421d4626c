"""`make check` chooses the tests of what has changed, says so, and names what did not pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
if not (ROOT / ".ci" / "check.py").is_file():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)
pytest.importorskip("grimp", reason="it is in the lock of development")
sys.path.insert(0, str(ROOT / ".ci"))
try:
    import check
finally:
    sys.path.remove(str(ROOT / ".ci"))

Git = Callable[..., None]


@pytest.fixture(scope="module")
def imports() -> check.Imports:
    return check.Imports()


def chosen(imports: check.Imports, *files: str) -> list[str]:
    return list(check.select_tests(files, imports))


@pytest.mark.slow
def test_a_module_brings_its_room_what_imports_it_and_last_its_doctests(
    imports: check.Imports,
) -> None:
    tests = chosen(imports, "src/ictindex/engine/ranks.py")
    # It is imported by the properties of the engine, by no test of prices.
    assert "tests/properties/test_engine_properties.py" in tests
    assert "tests/unit/engine" in tests
    assert tests[-1] == "src/ictindex/engine/ranks.py"
    assert not [test for test in tests if "price" in test]


@pytest.mark.slow
def test_a_module_brings_the_tests_of_what_imports_it(imports: check.Imports) -> None:
    """`compute` of the IDI is used by scenarios, which `ict.what_if` names in their test."""
    assert "tests/unit/editions/test_scenarios.py" in chosen(
        imports, "src/ictindex/indices/idi/compute.py"
    )


def test_a_test_brings_itself_and_a_folder_covers_its_files(imports: check.Imports) -> None:
    test = "tests/unit/engine/test_ranks.py"
    assert chosen(imports, test) == [test]
    assert test not in chosen(imports, test, "src/ictindex/engine/ranks.py")


def test_a_deleted_module_brings_its_room_and_no_doctests(imports: check.Imports) -> None:
    tests = chosen(imports, "src/ictindex/engine/no_such_module.py")
    assert "tests/unit/engine" in tests
    assert not [test for test in tests if test.startswith("src/")]


def test_words_bring_the_tests_of_languages_and_of_the_documentation(
    imports: check.Imports,
) -> None:
    words = next((ROOT / "methodology" / "languages").rglob("*.toml"))
    tests = chosen(imports, words.relative_to(ROOT).as_posix())
    assert {"tests/docs", "tests/unit/language"} <= {*tests}


def test_a_helper_of_tests_brings_those_that_import_it(imports: check.Imports) -> None:
    tests = chosen(imports, "tests/support/basket_cases.py")
    line = re.compile(r"^\s*(from|import) basket_cases\b", re.MULTILINE)
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if line.search(path.read_text(encoding="utf-8"))
    }
    assert importing
    assert importing <= {*tests}


def test_a_fixture_brings_the_tests_of_the_folder_around_it(imports: check.Imports) -> None:
    fixtures = "tests/unit/submissions/validation/fixtures/cases.toml"
    assert chosen(imports, fixtures) == ["tests/unit/submissions/validation"]


def test_a_file_of_no_room_brings_the_tests_of_the_package(imports: check.Imports) -> None:
    assert chosen(imports, "somewhere/new.txt") == ["tests/unit/package"]


def test_rules_name_only_what_exists() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for need in {need for _, needs in check.RULES for need in needs}:
        if need.startswith("make:"):
            assert f"\n{need.removeprefix('make:')}: " in text, need
        else:
            assert (ROOT / need).exists(), need


@pytest.mark.lint
def test_every_file_has_tests_and_every_rule_files(imports: check.Imports) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no history around the tests")
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    files = [path for path in listed.split("\0") if path]
    assert [path for path in files if not check.select_tests([path], imports)] == []
    for start, _ in check.RULES:
        assert any(re.match(start, path) for path in files), start


@pytest.fixture
def repository(tmp_path: Path) -> tuple[Path, Git]:
    """Return a repository with one commit on main, and a function that runs git in it."""
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine")

    def git(*arguments: str) -> None:
        person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *person, *arguments], check=True)

    git("init", "--quiet", "--initial-branch=main")
    (tmp_path / "old.txt").write_text("1\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored.txt\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "--message=First")
    return tmp_path, git


def test_commits_edits_and_new_files_count_as_changed(repository: tuple[Path, Git]) -> None:
    folder, git = repository
    assert check.changed_files(None, folder) == ("main", [])
    git("switch", "--quiet", "--create=work")
    git("mv", "old.txt", "moved name.txt")
    git("commit", "--quiet", "--message=Second")
    (folder / "new.txt").write_text("2\n", encoding="utf-8")
    (folder / "ignored.txt").write_text("3\n", encoding="utf-8")
    base, files = check.changed_files(None, folder)
    assert (base, files) == ("main", ["moved name.txt", "new.txt", "old.txt"])


@pytest.mark.parametrize("branch", ["nowhere", None])
def test_a_branch_that_is_not_there_is_explained(
    branch: str | None, repository: tuple[Path, Git], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, git = repository
    git("branch", "--move", "main", "trunk")
    with pytest.raises(subprocess.CalledProcessError):
        check.changed_files(branch, folder)
    monkeypatch.setattr(check.changed_files, "__defaults__", (folder,))
    monkeypatch.setattr(sys, "argv", ["check.py", *(["--base", branch] if branch else [])])
    with pytest.raises(SystemExit, match=r"BASE=NAME names the branch or commit to compare with"):
        check.main()


def test_the_tests_are_named_with_their_reason_and_run_by_make(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], imports: check.Imports
) -> None:
    files = ["docs/studies/index.md", "somewhere/new.txt"]
    monkeypatch.setattr(check, "changed_files", lambda base: ("origin/main", files))
    monkeypatch.setattr(check, "Imports", lambda: imports)
    monkeypatch.setattr(sys, "argv", ["check.py"])
    ran: list[list[str]] = []

    def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 2)

    monkeypatch.setattr(check.subprocess, "run", run)
    assert check.main() == 2
    printed = capsys.readouterr().out
    assert "What differs from origin/main: 2 files\n  docs/studies/index.md\n" in printed
    assert "\ntests/docs  (for docs/studies/index.md)\n" in printed
    [[*_, notebook, test, arguments]] = ran
    assert (notebook, test) == ("notebook", "test")
    assert arguments.startswith("ARGS=tests/docs tests/unit/package ")
    monkeypatch.setattr(sys, "argv", ["check.py", "--list"])
    assert check.main() == 0
    assert len(ran) == 1


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this machine")
@pytest.mark.skipif(sys.platform == "win32", reason="programs that are shell scripts")
@pytest.mark.parametrize("broken", ["lint-imports", "codespell"])
def test_every_check_runs_also_after_one_that_fails(tmp_path: Path, broken: str) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python", "codespell", "zizmor", "lint-imports"):
        text = f'#!/bin/sh\necho ran {name} "$@"\nexit {int(name == broken)}\n'
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    for name in ("pyvenv.cfg", "dev.stamp"):
        (tmp_path / name).touch()
    ran = subprocess.run(
        ["make", "-C", str(ROOT), f"VENV={tmp_path}", "check"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert ran.returncode == 2
    for line in ("python -m mypy", "lint-imports", "codespell", "python .ci/check.py"):
        assert f"ran {line}\n" in ran.stdout
    failed = {"codespell": "lint", "lint-imports": "contracts"}[broken]
    assert re.findall(r"\*\*\* \[Makefile:\d+: ([\w-]+)\]", ran.stderr) == [failed, "check"]
