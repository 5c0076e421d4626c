"""Odd manifests, records and places: both verifiers say the same of each, and say it in time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from altered_manifests import altered_manifests
from edition_making import STANDALONE, TINY, VERIFIER, both, named, tiny
from flipped_bytes import flips

import ictindex as ict
from ictindex.editions import verification
from ictindex.editions.storage import disk, record_files, register_audit
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import (
    decode_record,
    encode_record,
    is_path,
    manifest,
    root_of,
)
from ictindex.editions.storage.register import file_name

KEYS = ("idi-2023-demonstration", "idi-2024-demonstration")
LAST = f"register/{file_name(1)}"
LIMIT = 1 << 16


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, list[str]]:
    """A folder of two editions, and their roots."""
    folder = tmp_path / "editions"
    return folder, [tiny(folder, 2023), tiny(folder, 2024)]


def written(stated: object) -> bytes:
    """JSON as short as it gets, with keys in order: also of what has no canonical form."""
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode("utf-8", "surrogatepass")


def manifest_of(edition: Path) -> dict[str, Any]:
    return decode_record((edition / "manifest.json").read_bytes(), "manifest.json")


def rewritten(edition: Path, stated: object) -> str:
    """Give an edition another manifest, and return the root of that."""
    content = written(stated)
    (edition / "manifest.json").write_bytes(content)
    return root_of(content)


# The record of an edition is compared with its manifest


def pins_of(house: tuple[Path, list[str]]) -> Iterator[dict[str, str]]:
    yield {}
    yield {"root": house[1][1]}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "official"}, {"publisher": "Somebody else"}, {"date": "2024-06-28"},
        {"year": 2021}, {"edition": 2025}, {"index": "ipb"}, {"type": "data-release"},
    ],
)  # fmt: skip
def test_a_record_edited_in_any_field_contradicts_the_manifest(house, change):
    file = house[0] / LAST
    file.write_bytes(encode_record({**decode_record(file.read_bytes(), file.name), **change}))
    for pins in pins_of(house):
        report = both(house[0] / KEYS[1], **pins)
        assert report.verdict == "register-altered"
        assert named(report) == [(LAST, "record-altered")]
    with pytest.raises(ict.errors.DamagedArchiveError):
        ict.open_edition(house[0] / KEYS[1])


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2024-13-45"}, {"date": None}, {"date": "2024-6-27"}, {"schema": 2},
        {"schema": True}, {"number": True}, {"extra": 1}, {"kind": "bogus"}, {"kind": "data"},
        {"kind": []}, {"year": "2022"}, {"year": True}, {"year": 22}, {"edition": -2024},
        {"publisher": 7}, {"publisher": "a\rb"}, {"publisher": "e\u0301"}, {"ä": 1},
        {"root": "sha256:00"}, {"previous": ""}, {"id": "../x"}, {"id": "nul"}, {"id": "register"},
        {"type": "edict"}, {"type": "erratum"}, {"index": None}, {"year": 2**53}, {"year": 1e300},
        {"publisher": "\ud800"},
    ],
)  # fmt: skip
def test_a_record_without_the_form_of_one_is_named(house, change):
    file = house[0] / LAST
    file.write_bytes(written({**decode_record(file.read_bytes(), file.name), **change}))
    for key in KEYS:
        assert named(both(house[0] / key)) == [(LAST, "record-unsound")]
    with pytest.raises(ict.errors.DamagedArchiveError):
        ict.editions.read_register(house[0])


@pytest.mark.parametrize("key", ["date", "schema", "kind", "root", "publisher", "previous"])
def test_a_record_without_one_of_its_parts_is_named(house, key):
    file = house[0] / LAST
    text = decode_record(file.read_bytes(), file.name)
    del text[key]
    file.write_bytes(written(text))
    assert named(both(house[0] / KEYS[1])) == [(LAST, "record-unsound")]


def nested(deep: int) -> object:
    part: object = 1
    for _ in range(deep):
        part = [part]
    return part


@pytest.mark.parametrize(
    ("details", "sound"),
    [
        ({}, True), ({"rows": [["BRA", 1, None, True]], "a": {"b": "ü\n\\"}}, True),
        ({"a": nested(5)}, True), ({"a": nested(6)}, False), ({"a": nested(500)}, False),
        ({"a": 10**15 - 1}, True), ({"a": 10**15}, False), ({"a": -(10**15)}, False),
        ({"a": "x\ry"}, False), ({"a": "\\r"}, True), ({"ä": 1}, False), ({'"': 1}, False),
        ({"a\\": 1}, False), ({"a": 0.5}, False), ([], False), (None, False), ("x", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["erratum", "withdrawal"])
def test_what_an_erratum_says_is_read_alike_or_by_nobody(house, details, sound, kind):
    folder, roots = house
    about = {"id": KEYS[0], "root": roots[0], "date": "2026-01-01", "type": kind}
    commit(folder, about)
    file = folder / "register" / file_name(2)
    text = decode_record(file.read_bytes(), file.name)
    file.write_bytes(written({**text, "details": details}))
    problems = [] if sound else [(f"register/{file.name}", "record-unsound")]
    assert named(both(folder / KEYS[0])) == problems
    file.write_bytes(written({**text, "details": details, "extra": {}}))
    assert named(both(folder / KEYS[0])) == [(f"register/{file.name}", "record-unsound")]


def test_a_withdrawal_aimed_at_another_edition_is_named(house):
    folder, roots = house
    commit(folder, {"id": KEYS[0], "root": roots[0], "date": "2026-01-01", "type": "withdrawal"})
    file = folder / "register" / file_name(2)
    file.write_bytes(encode_record({**decode_record(file.read_bytes(), file.name), "id": KEYS[1]}))
    for key in KEYS:
        assert named(both(folder / key)) == [(f"register/{file.name}", "record-astray")]


def check_last_record(folder: Path, root: str, bits: range) -> int:
    file, count = folder / LAST, 0
    for bit in flips(file, iter(bits)):
        report = both(folder / KEYS[1], root=root)
        assert not report.intact, bit
        assert {problem.file for problem in report.problems} <= {
            LAST, f"register/{file_name(0)}", "register",
        }, bit  # fmt: skip
        count += 1
    return count


@pytest.mark.slow
def test_flipped_bits_of_the_last_record_are_seen_by_the_root_alone(house):
    size = 8 * (house[0] / LAST).stat().st_size
    assert check_last_record(house[0], house[1][1], range(0, size, 11)) > 200


@pytest.mark.slow
def test_every_flipped_bit_of_the_last_record_is_seen_by_the_root_alone(house):
    size = 8 * (house[0] / LAST).stat().st_size
    assert check_last_record(house[0], house[1][1], range(size)) == size


# Manifests


@pytest.mark.parametrize("number", range(len(altered_manifests())))
def test_a_manifest_that_cannot_be_opened_is_not_called_intact(house, number):
    edition = house[0] / KEYS[1]
    root = rewritten(edition, altered_manifests()[number])
    assert named(both(edition, root=root)) == [("manifest.json", "unsound")]
    edition.rename(house[0].parent / "alone")
    assert named(both(house[0].parent / "alone")) == [("manifest.json", "unsound")]


@pytest.mark.parametrize(
    "change",
    [
        {"ä": 1}, {"publisher": "a\r\nb"}, {"publisher": "e\u0301"}, {"year": 2**53 + 1},
        {"edition": 10**30}, {"year": 0}, {"files": ""}, {"schema": True}, {"id": "con"},
        {"arithmetic": {"name": "decimal40", "version": True}}, {"publisher": "\ud800"},
        {"kind": "data", "of": "none"}, {"of": "official"}, {"released": "2024-02-30"},
    ],
)  # fmt: skip
def test_what_has_no_canonical_form_is_no_manifest(house, change):
    edition = house[0] / KEYS[1]
    root = rewritten(edition, {**manifest_of(edition), **change})
    assert named(both(edition, root=root)) == [("manifest.json", "unsound")]


@pytest.mark.parametrize(
    "path",
    [
        "con", "COM1.txt", "nul .x", "a.", "a ", " a", ".a", "a/.b", "a:b", "a\\b", "a\u202eb",
        "e\u0301", "a" * 121, "ü" * 61, "a/" * 500 + "a", "x/" * 1100 + "x", "conın$", "K.csv",
        "数据/Übersicht 2024.xlsx", "conin$.csv", "a'b", "lpt9 ", "ﬁn.csv", "\u2126.csv", "\x7f",
        "auxiliary.csv", "a" * 120, "ü" * 60, "a\u2028b",
    ],
)  # fmt: skip
def test_a_path_is_one_for_both_or_for_none(house, path):
    """The library asks Python what is printable and in NFC; the verifier has it in one pattern."""
    edition = house[0].parent / "alone"
    (house[0] / KEYS[1]).rename(edition)
    manifest = manifest_of(edition)
    listed = [*manifest["files"], {**manifest["files"][0], "path": path}]
    manifest["files"] = sorted(listed, key=lambda file: file["path"])
    root = rewritten(edition, manifest)
    problem = (path, "missing") if is_path(path) else ("manifest.json", "unsound")
    assert named(both(edition, root=root)) == [problem]


@pytest.mark.parametrize("size", [10**9, 10**12, 10**14, 10**15, 10**30])
def test_a_giant_size_takes_no_memory(house, size):
    edition = house[0].parent / "alone"
    (house[0] / KEYS[1]).rename(edition)
    manifest = manifest_of(edition)
    manifest["files"][-1]["size"] = size
    report = both(edition, root=rewritten(edition, manifest))
    file = manifest["files"][-1]["path"] if size < 10**15 else "manifest.json"
    assert [problem.file for problem in report.problems] == [file]


def test_a_hole_of_the_size_that_is_stated_is_read_by_nobody(house):
    edition = house[0].parent / "alone"
    (house[0] / KEYS[1]).rename(edition)
    manifest = manifest_of(edition)
    manifest["files"][-1]["size"] = 1 << 42
    with (edition / manifest["files"][-1]["path"]).open("r+b") as stream:
        stream.truncate(1 << 42)
    report = both(edition, root=rewritten(edition, manifest))
    assert named(report) == [(manifest["files"][-1]["path"], "unreadable")]


def test_a_manifest_and_a_record_beyond_all_measure_are_none(house, monkeypatch):
    """With a lower limit than the 16 MiB of both verifiers: the same steps."""
    assert disk.MOST_BYTES == VERIFIER.MOST == 1 << 24
    for module in (disk, record_files, register_audit, verification):
        monkeypatch.setattr(module, "MOST_BYTES", LIMIT)
    monkeypatch.setattr(VERIFIER, "MOST", LIMIT)
    folder, _ = house
    for file, problem in (
        (folder / KEYS[1] / "manifest.json", ("manifest.json", "unsound")),
        (folder / LAST, (LAST, "record-unsound")),
    ):
        content = file.read_bytes()
        data = json.loads(content)
        empty = len(written({**data, "publisher": ""}))
        for more in (1, 2):  # as long as is read at most, and one byte that is not read
            long = written({**data, "publisher": "x" * (LIMIT + more - empty)})
            file.write_bytes(long)
            assert problem in named(both(folder / KEYS[1]))
        file.write_bytes(content)
    assert both(folder / KEYS[1]).intact


def test_deep_folders_are_walked_without_end_of_the_stack(house):
    edition = house[0].parent / "alone"
    (house[0] / KEYS[1]).rename(edition)
    manifest = manifest_of(edition)
    path = "x/" * 450 + "x"
    manifest["files"] = sorted(
        [*manifest["files"], {**manifest["files"][0], "path": path}], key=lambda file: file["path"]
    )
    content = (edition / manifest["files"][0]["path"]).read_bytes()
    (edition / path).parent.mkdir(parents=True)
    (edition / path).write_bytes(content)
    assert both(edition, root=rewritten(edition, manifest)).verdict == "intact-pinned"


# Places


@pytest.fixture
def evil(house, tmp_path) -> Path:
    """An edition elsewhere that agrees with itself and is not the one of the register."""
    path = tmp_path / "evil" / KEYS[1]
    path.parent.mkdir()
    (house[0] / KEYS[1]).rename(path)
    (path / "table.csv").write_bytes(b"economy,idi\nBRA,99\n")
    stated = manifest_of(path)
    files = {name: (path / name).read_bytes() for name in TINY}
    head = {k: v for k, v in stated.items() if k not in ("files", "schema", "arithmetic")}
    (path / "manifest.json").write_bytes(manifest(head, files))
    return path


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_place_of_the_edition_does_not_get_around_the_register(house, evil, monkeypatch):
    folder = house[0]
    (folder / KEYS[1]).symlink_to(evil)
    monkeypatch.chdir(folder)
    for path in (folder / KEYS[1], f"{folder / KEYS[1]}/", f"{folder}/./{KEYS[1]}/.", KEYS[1]):
        report = both(path)
        assert (report.verdict, report.registered) == ("altered", False)
        assert ("manifest.json", "disagrees") in named(report)
    assert ict.editions.list_editions(folder).verify()[KEYS[1]].verdict == "altered"
    # Elsewhere a link is as good as what it leads to.
    (evil.parent / "link").symlink_to(evil)
    assert both(evil.parent / "link").verdict == "intact"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_register_that_is_a_link_is_none(house):
    folder, roots = house
    (folder / "register").rename(folder.parent / "elsewhere")
    (folder / "register").symlink_to(folder.parent / "elsewhere")
    for pins in ({}, {"root": roots[1]}, {"register": f"{folder}/register/"}):
        report = both(folder / KEYS[1], **pins)
        assert (report.verdict, named(report)) == (
            "register-unreadable", [("register", "register-unreadable")],
        )  # fmt: skip
    (folder / "register").unlink()
    (folder / "register").write_bytes(b"")
    assert both(folder / KEYS[1]).verdict == "register-unreadable"
    assert both(folder / KEYS[1], register=folder / "none").verdict == "register-unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes of that kind")
def test_a_pipe_for_a_record_or_a_manifest_keeps_nobody_waiting(house):
    folder, _ = house
    for path, problem in (
        (folder / "register" / file_name(2), "record-unsound"),
        (folder / LAST, "record-unsound"),
        (folder / KEYS[1] / "manifest.json", "unsound"),
    ):
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        name = path.name if path.name == "manifest.json" else f"register/{path.name}"
        assert (name, problem) in named(both(folder / KEYS[1]))
        if path.name != "manifest.json":
            with pytest.raises(ict.errors.DamagedArchiveError, match="not part of a register"):
                ict.editions.list_editions(folder)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_folders_that_are_closed_to_the_reader(house):
    folder, roots = house
    for path, mode, verdict in (
        (folder / "register", 0o000, "register-unreadable"),
        (folder / "register", 0o444, "register-altered"),
        (folder / KEYS[1] / "inputs", 0o000, "incomplete"),
        (folder / KEYS[1] / "inputs", 0o444, "altered"),
        (folder / KEYS[1] / "table.csv", 0o000, "altered"),
    ):
        before = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        try:
            assert both(folder / KEYS[1], root=roots[1]).verdict == verdict
        finally:
            path.chmod(before)


# The command


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=cwd
    )


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made on Windows")
def test_a_name_writes_no_lines_of_its_own(house):
    edition = house[0] / KEYS[1]
    (edition / "zz\nintact-pinned\nroot sha256:0000").touch()
    (edition / "\x1b[2J'\"").touch()
    lines = run("-I", STANDALONE / "verify.py", edition).stdout.splitlines()
    assert lines[0] == "altered" and "intact-pinned" not in lines and len(lines) == 6
    assert "  added: zz\\nintact-pinned\\nroot sha256:0000" in lines
    both(edition)


@pytest.mark.slow
def test_a_module_in_the_edition_does_not_take_the_place_of_pythons(tmp_path):
    names = ("verify.py", "recompute.py")
    files = {**TINY, **{name: (STANDALONE / name).read_bytes() for name in names}}
    tiny(tmp_path, 2024, files)
    edition = tmp_path / KEYS[1]
    for name in ("argparse.py", "json.py", "decimal.py", "tomllib.py", "re.py"):
        (edition / name).write_text("raise SystemExit(print('intact-pinned'))\n")
    done = run("verify.py", cwd=edition)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "altered")
    assert "  added: argparse.py" in done.stdout.splitlines()
    assert "intact-pinned" not in run("recompute.py", cwd=edition).stdout


@pytest.mark.parametrize("flag", ["-O", "-OO"])
@pytest.mark.parametrize("name", ["verify.py", "recompute.py"])
def test_scripts_run_without_their_docstrings(tmp_path, flag, name):
    done = run("-I", flag, STANDALONE / name, tmp_path)
    assert "Traceback" not in done.stderr and done.returncode in (1, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "pins", [["--root", ""], ["--head", ""], ["--register", ""], ["--head", "sha256:" + "A" * 64]]
)
def test_an_empty_pin_is_a_misuse(house, pins):
    done = run("-I", STANDALONE / "verify.py", house[0] / KEYS[1], *pins)
    assert done.returncode == 2 and "usage" in done.stderr
    name, pin = pins[0][2:], pins[1]
    with pytest.raises(ValueError, match="64 digits"):
        VERIFIER.verify(str(house[0] / KEYS[1]), **{name: pin})
    with pytest.raises(ict.errors.UsageError):
        ict.verify(house[0] / KEYS[1], **{name: pin})
    done = run("-m", "ictindex", "verify", house[0] / KEYS[1], *pins)
    assert done.returncode == 2 and "Traceback" not in done.stderr


# Statements of the report in addition to the verdict


def test_without_a_register_the_report_says_so(house):
    edition = house[0].parent / "alone"
    assert "No register was supplied or found" not in both(house[0] / KEYS[1]).to_text("en")
    (house[0] / KEYS[1]).rename(edition)
    report = both(edition, root=house[1][1])
    assert report.verdict == "intact-pinned" and report.registered is None
    assert "No register was supplied or found" in report.to_text("en")
    done = run("-I", STANDALONE / "verify.py", edition)
    assert "no register was found" in done.stdout and done.returncode == 0


def test_a_tombstone_is_found_when_the_folder_is_gone(house):
    folder, roots = house
    about = {"id": KEYS[0], "root": roots[0], "date": "2026-01-01"}
    commit(folder, {**about, "type": "erratum"})
    commit(folder, {**about, "type": "withdrawal"})
    assert "withdrawal on record" in run("-I", STANDALONE / "verify.py", folder / KEYS[0]).stdout
    for path in sorted((folder / KEYS[0]).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / KEYS[0]).rmdir()
    report = both(folder / KEYS[0])
    assert (report.verdict, report.withdrawn, report.errata) == ("incomplete", True, 1)
    assert (report.id, report.registered) == ("", True)
    assert "withdrawn" in report.to_text("en")
    assert not both(folder / KEYS[1]).withdrawn
