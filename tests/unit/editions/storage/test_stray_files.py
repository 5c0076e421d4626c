"""Files that systems and editors leave behind are named and harmless to an edition; code is not.

Both verifiers judge every case and have to agree.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from edition_cases import reconstruction, tree
from edition_making import STANDALONE, TINY, VERIFIER, both, named, tiny
from publishers import small
from typer.testing import CliRunner

import ictindex as ict
from ictindex.apps.cli.command_tree import app
from ictindex.editions.storage import stray_files
from ictindex.editions.storage.commit import commit, recover

KEYS = ("idi-2023-demonstration", "idi-2024-demonstration")
# Notes of macOS on a file: magic number, version, filler, one entry.
APPLE_DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \x00\x02com.apple.quarantine"
STRAYS = (
    ".DS_Store", "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini",
    ".directory", ".gitkeep", ".keep", ".nfs000000000012a4bc00000001", ".fuse_hidden0001a2b3",
    "._table.csv", "._x", "._manifest.json", "table.csv.swp", ".table.csv.swp", ".verify.py.swo",
    ".~lock.table.csv#", ".~lock.index.html#", "#table.csv#", "~$ecu.xlsx", ".#table.csv",
    "table.csv~",
)  # fmt: skip
CODE = (
    "evil.py", "._evil.py", ".#evil.py", "~$evil.py", "evil.py~", "index.html~", "._index.htm",
    "x.html", ".x.svg", "._x.svg", "json.pyc", "._json.pyc", "decimal.so", "._decimal.so",
    "decimal.cpython-311-x86_64-linux-gnu.so", "version.dll", "~$version.dll", "run.bat", "a.sh~",
    ".~lock.x", "table.swf", ".swp.py", "Thumbs.db.exe", ".DS_Store.py", "notes.txt", ".hidden",
    ".nfs.py", ".nfsx", ".pth", "sitecustomize.py", "recompute.pyw", "._a.csv.js", "a.csv\n.py",
)  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, list[str]]:
    folder = tmp_path / "editions"
    files = {**TINY, "index.html": b"<p>", "verify.py": b"pass\n", "inputs/index.html": b"<p>"}
    return folder, [tiny(folder, 2023, files), tiny(folder, 2024, files)]


def put(path: Path, name: str, content: bytes = b"x") -> None:
    try:
        (path / name).write_bytes(content)
    except OSError:
        pytest.skip("such a name cannot be made here")


@pytest.mark.parametrize("where", ["", "inputs", "../register"])
@pytest.mark.parametrize("name", STRAYS)
def test_what_is_left_behind_is_named_and_changes_nothing(house, where: str, name: str) -> None:
    folder, roots = house
    edition = folder / KEYS[1]
    put(edition / where, name)
    shown = f"{where.removeprefix('../')}/{name}".lstrip("/")
    for pins in ({}, {"root": roots[1]}, {"head": ict.editions.read_register(folder).head}):
        report = both(edition, **pins)
        assert (report.intact, report.pinned) == (True, bool(pins))
        assert (named(report), [(problem.file, problem.code) for problem in report.besides]) == (
            [], [(shown, "besides")],
        )  # fmt: skip
        assert set(report.files.values()) == {"intact"}
    assert f"Every published byte is intact; in addition: {shown}." in report.to_text("en")
    frame = report.to_frame("en").set_index("file")
    assert frame.loc[shown, "state"] == "besides"


@pytest.mark.parametrize("name", CODE)
def test_code_and_whatever_else_nobody_published_makes_it_altered(house, name: str) -> None:
    folder, roots = house
    edition = folder / KEYS[1]
    put(edition, name)
    for pins in ({}, {"root": roots[1]}):
        report = both(edition, **pins)
        assert report.verdict == "altered" and [finding.code for finding in report.problems] == [
            "added"
        ]
    put(folder / "register", name)
    (edition / name).unlink()
    assert both(edition, root=roots[1]).verdict == "register-altered"
    with pytest.raises(ict.errors.DamagedArchiveError):
        ict.editions.read_register(folder)


@pytest.mark.parametrize("name", ["._verify.py", "._index.html", "inputs/._index.html"])
def test_what_macos_notes_of_a_published_script_is_no_script(house, name: str) -> None:
    edition = house[0] / KEYS[1]
    put(edition, name, APPLE_DOUBLE)
    assert [(problem.file, problem.code) for problem in both(edition).besides] == [
        (name, "besides")
    ]
    for content in (
        b"print()", b"<script>", APPLE_DOUBLE + b"<script>", b"\0" + APPLE_DOUBLE, b"",
        APPLE_DOUBLE + bytes(1 << 16),
    ):  # fmt: skip
        put(edition, name, content)
        assert named(both(edition)) == [(name, "added")]
    (edition / name).unlink()
    put(edition, "._other.py", APPLE_DOUBLE)  # of nothing that was published
    assert named(both(edition)) == [("._other.py", "added")]


def test_a_folder_of_such_a_name_is_no_file(house) -> None:
    edition = house[0] / KEYS[1]
    (edition / ".DS_Store").mkdir()
    (edition / ".DS_Store" / "json.py").touch()
    assert named(both(edition)) == [(".DS_Store/", "added")]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_the_lock_of_an_editor_can_be_a_link_to_nothing(house) -> None:
    edition = house[0] / KEYS[1]
    (edition / ".#table.csv").symlink_to("statistician@office.4711:1700000000")
    (edition / "Thumbs.db").symlink_to("/dev/zero")
    report = both(edition)
    assert report.intact and [problem.file for problem in report.besides] == [
        ".#table.csv",
        "Thumbs.db",
    ]


def test_damage_is_still_damage(house) -> None:
    edition = house[0] / KEYS[1]
    put(edition, ".DS_Store")
    put(edition, "table.csv")
    report = both(edition)
    assert (report.verdict, named(report)) == ("altered", [("table.csv", "altered")])
    assert "intact" not in report.to_text("en")
    assert "In addition, without effect: .DS_Store." in report.to_text("en")
    with pytest.raises(ict.errors.DamagedArchiveError):
        ict.open_edition(edition)


def test_both_verifiers_know_the_same_names() -> None:
    import re

    for name in (*STRAYS, *CODE, "", ".", "~", "._", "#", "##", ".swp", "a.swp", "._.csv"):
        assert bool(re.fullmatch(VERIFIER.STRAY, name)) == stray_files.is_stray(name), name
    assert all(map(stray_files.is_stray, STRAYS)) and not any(map(stray_files.is_stray, CODE))


# ---------------------------------------------------------------- what goes on working


def littered(edition: Path) -> None:
    for folder in (edition, edition / "inputs", edition.parent / "register", edition.parent):
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._x", ".gitkeep"):
            (folder / name).write_bytes(b"x")


@pytest.mark.slow
def test_a_littered_edition_opens_recomputes_and_takes_errata(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path / "editions")
    littered(edition.path)
    opened = ict.open_edition(edition.path, root=edition.root)
    assert float(opened.values.loc["BRA", "idi"]) == 82.0 and len(opened.report.besides) == 15
    assert ict.editions.recompute(opened).identical
    with pytest.raises(ict.errors.UsageError):
        opened.read(".DS_Store")  # nothing of it is handed on
    assert ".DS_Store" not in opened.report.contents
    erratum = ict.editions.publish_erratum(
        edition.path, economy="BRA", indicator="internet-users", corrected="81.5",
        reason="The survey was revised.", date="2024-09-01",
    )  # fmt: skip
    assert erratum.number == 1 and [
        item.errata for item in ict.editions.list_editions(edition.path.parent)
    ] == [1]
    assert ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-02").number == 2


@pytest.mark.slow
def test_no_view_has_anything_of_what_was_left_behind(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path / "editions")
    clean = ict.open_edition(edition.path).save(tmp_path / "clean.csv").read_bytes()
    littered(edition.path)
    assert ict.open_edition(edition.path).save(tmp_path / "view.csv").read_bytes() == clean


def test_a_littered_stage_is_completed(tmp_path: Path) -> None:
    record, files = small()
    commit(tmp_path, record, files)
    stage = tmp_path / ".stage-0123456789abcdef"
    (tmp_path / "idi-2024").rename(stage)
    (stage / ".DS_Store").touch()
    assert recover(tmp_path).completed == ("idi-2024",)
    assert {*tree(tmp_path / "idi-2024")} == {*files, ".DS_Store"}
    assert ict.verify(tmp_path / "idi-2024").intact


# ---------------------------------------------------------------- copies under another name


@pytest.mark.parametrize("name", [" (1)", " - Copy", "_2", ".bak", " – Kopie", "(2)"])
def test_a_copy_that_a_download_renamed_is_what_it_is(house, name: str) -> None:
    folder, roots = house
    copy = folder / f"{KEYS[1]}{name}"
    shutil.copytree(folder / KEYS[1], copy)
    for pins in ({}, {"root": roots[1]}):
        report = both(copy, **pins)
        assert report.intact and report.registered
        assert [(problem.file, problem.code) for problem in report.besides] == [
            (copy.name, "other-name")
        ]
        assert f"in addition: the folder is called '{copy.name}'." in report.to_text("en")


def test_any_name_will_do_where_the_root_is_supplied(house) -> None:
    folder, roots = house
    (folder / KEYS[1]).rename(folder / "download")
    assert named(both(folder / "download")) == [("download", "renamed")]
    report = both(folder / "download", root=roots[1])
    assert report.verdict == "intact-pinned"
    assert [finding.code for finding in report.besides] == ["other-name"]
    assert named(both(folder / "download", root=roots[0])) == [("manifest.json", "not-the-root")]


def test_the_name_of_another_edition_is_still_reported(house) -> None:
    """Whoever asks for one edition and gets another has to know; a copy of it cannot mislead."""
    folder, _roots = house
    shutil.rmtree(folder / KEYS[0])
    (folder / KEYS[1]).rename(folder / KEYS[0])
    assert named(both(folder / KEYS[0])) == [(KEYS[0], "renamed")]
    (folder / KEYS[0]).rename(folder / f"{KEYS[0]} (1)")
    assert named(both(folder / f"{KEYS[0]} (1)")) == [(f"{KEYS[0]} (1)", "renamed")]
    (folder / f"{KEYS[0]} (1)").rename(folder / f"{KEYS[1]}-copy")  # another edition could be so
    assert named(both(folder / f"{KEYS[1]}-copy")) == [(f"{KEYS[1]}-copy", "renamed")]


def test_a_copy_next_to_another_register_was_not_published_there(house, tmp_path: Path) -> None:
    folder, roots = house
    other = tmp_path / "other"
    tiny(other, 2030)
    for name in (f"{KEYS[1]} (1)", "a(b"):
        shutil.copytree(folder / KEYS[1], other / name)
        assert both(other / name, root=roots[1]).verdict == "not-in-register"
    assert both(other / "a(b").verdict == "altered"


def test_a_renamed_copy_next_to_its_register_takes_errata_and_a_withdrawal(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path / "editions")
    copy = edition.path.rename(edition.path.with_name(f"{edition.id} (1)"))
    erratum = ict.editions.publish_erratum(
        copy, economy="BRA", indicator="internet-users", corrected="81.5",
        reason="The survey was revised.", date="2024-09-01",
    )  # fmt: skip
    assert erratum.id == edition.id
    assert ict.editions.withdraw(copy, reason="Wrong file", date="2024-09-02").id == edition.id


# ---------------------------------------------------------------- commands


@pytest.mark.slow
def test_the_command_ends_well_and_warns(tmp_path: Path) -> None:
    edition = reconstruction(tmp_path / "editions")
    littered(edition.path)
    runner = CliRunner()
    done = runner.invoke(app, ["verify", str(edition.path), "--root", edition.root])
    assert done.exit_code == 0
    assert "Every published byte is intact; in addition: .DS_Store, ._x," in " ".join(
        done.stdout.split()
    )
    command = [sys.executable, "-m", "ictindex", "verify", edition.path, "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    data = json.loads(ran.stdout)
    assert (ran.returncode, data["verdict"], data["problems"]) == (0, "intact", [])
    assert {"file": "register/.DS_Store", "code": "besides"} in data["besides"]
    assert "Every published byte is intact; in addition: " in ran.stderr
    command = [sys.executable, "-I", "-S", STANDALONE / "verify.py", edition.path]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (0, "intact")
    assert "  besides: inputs/Thumbs.db" in ran.stdout.splitlines()
