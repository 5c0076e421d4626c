"""`make check` chooses the tests of what has changed, says so, and names what did not pass."""

from __future__ import annotations

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
    return list(check.select_tests(files, imports)[0])


def test_a_module_brings_its_room_what_imports_it_and_last_its_doctests(
    imports: check.Imports,
) -> None:
    tests = chosen(imports, "src/ictindex/engine/ranks.py")
    # It is imported by the properties of the engine, by no test of prices.
    assert "tests/properties/test_engine_properties.py" in tests
    assert "tests/unit/engine" in tests
    assert tests[-1] == "src/ictindex/engine/ranks.py"
    assert not [test for test in tests if "price" in test]


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


def test_a_file_that_no_rule_names_is_reported(imports: check.Imports) -> None:
    assert check.select_tests(["somewhere/new.txt"], imports) == ({}, ["somewhere/new.txt"])


def test_rules_name_only_what_exists() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for need in {need for needs in check.RULES.values() for need in needs}:
        if need.startswith("make:"):
            assert f"\n{need.removeprefix('make:')}: " in text, need
        else:
            assert (ROOT / need).exists(), need


@pytest.mark.lint
def test_every_file_of_the_checkout_has_a_rule_or_a_place(imports: check.Imports) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no history around the tests")
    files = [path for path in check.git(ROOT, "ls-files", "-z").split("\0") if path]
    assert check.select_tests(files, imports)[1] == []
    for start in {**check.RULES, **check.LOOKS}:
        assert any(path.startswith(start) for path in files), start


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


def test_a_branch_that_is_not_there_is_explained(repository: tuple[Path, Git]) -> None:
    folder, git = repository
    with pytest.raises(check.NoHistoryError, match=r"^git cannot say what has changed: "):
        check.changed_files("nowhere", folder)
    git("branch", "--move", "main", "trunk")
    with pytest.raises(check.NoHistoryError, match="there is no branch main"):
        check.changed_files(None, folder)


def test_without_history_the_command_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert check.main(["--list", "--base", "main"]) == 2
    assert capsys.readouterr().err == (
        "make check: git is not on this machine. BASE=NAME names the branch or commit to compare "
        "with, and ALL=1 runs every quick test.\n"
    )


def test_a_clean_tree_says_so_and_runs_the_checks_without_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "changed_files", lambda base: ("main", []))
    assert check.main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert "Nothing differs from main: no tests are chosen. ALL=1 runs every quick test." in printed
    assert "would run: lint (make lint)" in printed
    assert "would run: tests" not in printed


def test_what_is_chosen_is_stated_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], imports: check.Imports
) -> None:
    files = ["docs/studies/index.md", "somewhere/new.txt"]
    monkeypatch.setattr(check, "changed_files", lambda base: ("origin/main", files))
    monkeypatch.setattr(check, "Imports", lambda: imports)
    assert check.main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert "2 files differ from origin/main:\n  docs/studies/index.md\n" in printed
    assert "  tests/docs  (for docs/studies/index.md)\n" in printed
    assert "No test is known for somewhere/new.txt." in printed
    assert "No test sees everything: look at the pages: `make docs` builds them." in printed
    assert "would run: notebook (make notebook)" in printed


def test_all_faults_are_seen_at_once_and_the_way_to_repeat_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good, bad = [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit(3)"]
    checks = [("One", "make one", bad), ("Two", "make two", bad), ("Ten", "x", good)]
    assert check.run_checks(checks) == 1
    printed = capsys.readouterr().out
    assert "2 of 3 checks did not pass" in printed
    assert printed.endswith("  One: make one\n  Two: make two\n")
    assert check.run_checks(checks[2:]) == 0
    assert "0 of 1 checks did not pass" in capsys.readouterr().out


def test_a_folder_without_quick_tests_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    none = [sys.executable, "-c", "raise SystemExit(5)"]
    assert check.run_checks([("tests", "", none)]) == 0
    assert check.run_checks([("types", "", none)]) == 1
