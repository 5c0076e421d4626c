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
sys.path.insert(0, str(ROOT / ".ci"))
try:
    import affected_tests
    import check
finally:
    sys.path.remove(str(ROOT / ".ci"))

Git = Callable[..., None]


def chosen(*files: str) -> list[str]:
    return affected_tests.select_tests(files).arguments


def test_a_module_brings_its_doctests_its_room_and_the_row_of_its_room() -> None:
    assert chosen("src/ictindex/engine/ranks.py") == [
        "src/ictindex/engine/ranks.py",
        "tests/properties/test_engine_properties.py",
        "tests/real/test_real_idi_2024.py",
        "tests/unit/engine",
    ]


def test_a_test_brings_itself_and_a_folder_covers_its_files() -> None:
    test = "tests/unit/engine/test_ranks.py"
    assert chosen(test) == [test]
    assert test not in chosen(test, "src/ictindex/engine/ranks.py")


def test_a_deleted_module_brings_its_room_and_no_doctests() -> None:
    assert "tests/unit/indices/prices" in chosen("src/ictindex/indices/prices/no_such_module.py")
    assert "src/ictindex/indices/prices/no_such_module.py" not in chosen(
        "src/ictindex/indices/prices/no_such_module.py"
    )


def test_words_bring_the_tests_of_languages_and_of_the_documentation() -> None:
    assert chosen("methodology/languages/fr/site.toml") == [
        "tests/docs",
        "tests/unit/language/i18n",
    ]


def test_a_document_brings_the_check_of_frozen_documents() -> None:
    selection = affected_tests.select_tests(["methodology/idi/2024.toml"])
    assert list(selection.checks) == ["frozen"]
    assert "tests/unit/definitions/documents" in selection.arguments


def test_what_no_test_sees_is_named() -> None:
    selection = affected_tests.select_tests(["src/ictindex/publishing/charts/score_maps.py"])
    assert list(selection.looks) == ["at the chart in English, Arabic and Chinese"]


def test_a_helper_of_tests_brings_those_that_import_it() -> None:
    tests = chosen("tests/support/basket_cases.py")
    assert tests
    for test in tests:
        assert test.startswith("tests/")
    line = re.compile(r"^\s*(from|import) basket_cases\b", re.MULTILINE)
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if line.search(path.read_text(encoding="utf-8"))
    }
    assert importing <= set(tests)


def test_a_fixture_brings_the_tests_of_the_folder_around_it() -> None:
    selection = affected_tests.select_tests(
        ["tests/unit/submissions/validation/fixtures/cases.toml"]
    )
    assert selection.arguments == ["tests/unit/submissions/validation"]


def test_a_file_that_no_row_names_is_reported() -> None:
    assert affected_tests.select_tests(["somewhere/new.txt"]).unknown == ["somewhere/new.txt"]


def test_the_table_names_every_room_and_only_what_exists() -> None:
    rows = affected_tests.read_table()
    patterns = [str(each) for row in rows for each in row["changed"]]
    rooms = [
        path
        for path in (ROOT / "src" / "ictindex").iterdir()
        if path.is_dir() and path.name[0] not in "_."
    ]
    unnamed = [
        room.name
        for room in rooms
        if not any(affected_tests.matches(f"src/ictindex/{room.name}/x.py", p) for p in patterns)
    ]
    assert unnamed == []
    missing = [test for row in rows for test in row.get("tests", ()) if not (ROOT / test).exists()]
    assert missing == []
    allowed = {"changed", "tests", "make", "look"}
    assert [row for row in rows if set(row) - allowed] == []
    assert {name for row in rows for name in row.get("make", ())} <= set(check.FURTHER)


def test_every_file_of_the_checkout_has_a_row_or_a_place() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no history around the tests")
    files = affected_tests.git(ROOT, "ls-files", "-z").split("\0")
    assert affected_tests.select_tests(path for path in files if path).unknown == []


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
    assert affected_tests.changed_files(None, folder) == ("main", [])
    git("switch", "--quiet", "--create=work")
    git("mv", "old.txt", "moved name.txt")
    git("commit", "--quiet", "--message=Second")
    (folder / "new.txt").write_text("2\n", encoding="utf-8")
    (folder / "ignored.txt").write_text("3\n", encoding="utf-8")
    base, files = affected_tests.changed_files(None, folder)
    assert (base, files) == ("main", ["moved name.txt", "new.txt", "old.txt"])


def test_a_branch_that_is_not_there_is_explained(repository: tuple[Path, Git]) -> None:
    folder, git = repository
    with pytest.raises(affected_tests.NoHistoryError) as raised:
        affected_tests.changed_files("nowhere", folder)
    assert str(raised.value).startswith("git cannot say what has changed: ")
    assert str(raised.value).endswith(
        "BASE=NAME names the branch or commit to compare with, and ALL=1 runs every quick test"
    )
    git("branch", "--move", "main", "trunk")
    with pytest.raises(affected_tests.NoHistoryError, match="there is no branch main"):
        affected_tests.changed_files(None, folder)


def test_a_clean_tree_says_so_and_runs_the_checks_without_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "changed_files", lambda base: ("main", []))
    assert check.main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert "Nothing differs from main: no tests are chosen. ALL=1 runs every quick test." in printed
    assert "would run: Lint, format, spelling (make lint)" in printed
    assert "would run: Tests" not in printed


def test_what_is_chosen_is_stated_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["docs/index.md", "somewhere/new.txt"]
    monkeypatch.setattr(check, "changed_files", lambda base: ("origin/main", files))
    assert check.main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert "2 files differ from origin/main:\n  docs/index.md\n  somewhere/new.txt\n" in printed
    assert "  tests/docs  (for docs/index.md)\n" in printed
    assert "No row of .ci/tests_by_change.toml names somewhere/new.txt." in printed


def test_all_faults_are_seen_at_once_and_the_way_to_repeat_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good, bad = [sys.executable, "-c", ""], [sys.executable, "-c", "raise SystemExit(3)"]
    checks = [("One", "make one", [bad]), ("Two", "make two", [good, bad]), ("Ten", "x", [good])]
    assert check.run_checks(checks) == 1
    printed = capsys.readouterr().out
    assert "2 of 3 checks did not pass" in printed
    assert printed.endswith("  One: make one\n  Two: make two\n")
    assert check.run_checks(checks[2:]) == 0
    assert "All 1 checks passed" in capsys.readouterr().out


def test_a_folder_without_quick_tests_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    none = [sys.executable, "-c", "raise SystemExit(5)"]
    assert check.run_checks([("Tests", "", [none])]) == 0
    assert check.run_checks([("Types", "", [none])]) == 1
