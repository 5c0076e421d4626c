"""Verifying: the verdicts, what they are called for, and that both verifiers agree on them."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from edition_making import STANDALONE, TINY, VERIFIER, both, named, tiny

import ictindex as ict
from ictindex.editions.storage.commit import commit
from ictindex.editions.storage.format import (
    EDITION_NAMES,
    decode_record,
    encode_record,
    manifest,
    record_digest,
    root_of,
)
from ictindex.editions.storage.register import file_name
from ictindex.editions.verification_report import VERDICTS
from ictindex.language import i18n

KEYS = [f"idi-{year}-demonstration" for year in (2023, 2024, 2025)]


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, list[str], list[str]]:
    """A folder of three editions, their roots, and the heads after each of them."""
    folder = tmp_path / "editions"
    roots, heads = [], []
    for year in (2023, 2024, 2025):
        files = {**TINY, "table.csv": f"economy,idi\nBRA,{year}\n".encode()}
        roots.append(tiny(folder, year, files))
        heads.append(ict.editions.read_register(folder).head)
    return folder, roots, heads


def test_an_edition_is_intact_and_only_a_pin_makes_it_pinned(house):
    folder, roots, heads = house
    path = folder / KEYS[1]
    report = both(path)
    assert (report.verdict, report.pinned, report.registered) == ("intact", False, True)
    assert (report.root, report.head, report.id) == (roots[1], heads[2], KEYS[1])
    assert set(report.files) == {*TINY, "manifest.json"}
    assert set(report.files.values()) == {"intact"}
    assert both(path, root=roots[1]).verdict == "intact-pinned"
    assert both(path, head=heads[2]).verdict == "intact-pinned"


def test_a_register_may_have_grown_since_its_head_was_pinned(house):
    folder, _, heads = house
    assert both(folder / KEYS[1], head=heads[1]).verdict == "intact-pinned"
    # The pinned head does not vouch for later publications.
    assert both(folder / KEYS[2], head=heads[1]).verdict == "intact"


def test_an_edition_without_a_register_is_held_to_its_root_alone(house, tmp_path):
    folder, roots, heads = house
    alone = tmp_path / "elsewhere" / "under another name"
    shutil.copytree(folder / KEYS[0], alone)
    report = both(alone)
    assert (report.verdict, report.registered, report.head) == ("intact", None, "")
    assert both(alone, root=roots[0]).verdict == "intact-pinned"
    assert named(both(alone, root=roots[1])) == [("manifest.json", "not-the-root")]
    assert both(alone, register=folder / "register", head=heads[0]).verdict == "intact-pinned"
    assert both(alone, head=heads[0]).verdict == "register-forked-or-rolled-back"


@pytest.mark.parametrize(
    ("done", "verdict", "problems"),
    [
        (lambda e: (e / "table.csv").write_bytes(b"x"), "altered", [("table.csv", "altered")]),
        (lambda e: (e / "table.csv").unlink(), "incomplete", [("table.csv", "missing")]),
        (lambda e: (e / "a.txt").touch(), "altered", [("a.txt", "added")]),
        (lambda e: (e / "a").mkdir(), "altered", [("a/", "added")]),
        (
            lambda e: (e / "table.csv").rename(e / "Table.csv"),
            "altered",
            [("Table.csv", "added"), ("table.csv", "missing")],
        ),
        (
            lambda e: (e / "inputs").rename(e / "Inputs"),
            "altered",
            [("Inputs/", "added"), ("inputs/observations.csv", "missing")],
        ),
        (
            lambda e: shutil.rmtree(e / "inputs"),
            "incomplete",
            [("inputs/observations.csv", "missing")],
        ),
        (lambda e: (e / "manifest.json").unlink(), "incomplete", [("manifest.json", "missing")]),
        (lambda e: shutil.rmtree(e), "incomplete", [("manifest.json", "missing")]),
        (
            lambda e: (e / "manifest.json").write_bytes(b""),
            "altered",
            [("manifest.json", "unsound")],
        ),
        (
            lambda e: (e / "manifest.json").write_bytes(b"[" * 100_000),
            "altered",
            [("manifest.json", "unsound")],
        ),
        (
            lambda e: (e / "manifest.json").write_bytes(b" " + (e / "manifest.json").read_bytes()),
            "altered",
            [("manifest.json", "unsound")],
        ),
    ],
)
def test_each_damage_has_its_verdict_and_names_the_file(house, done, verdict, problems):
    path = house[0] / KEYS[1]
    done(path)
    report = both(path)
    assert (report.verdict, named(report)) == (verdict, problems)
    assert not report.intact and not report


def test_two_files_that_change_places_are_both_named(house):
    path = house[0] / KEYS[1]
    first, second = path / "table.csv", path / "methodology" / "doc.toml"
    content = first.read_bytes(), second.read_bytes()
    first.write_bytes(content[1])
    second.write_bytes(content[0])
    assert named(both(path)) == [("methodology/doc.toml", "altered"), ("table.csv", "altered")]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_and_pipes_are_not_followed(house, tmp_path):
    path = house[0] / KEYS[1]
    (tmp_path / "same").write_bytes((path / "table.csv").read_bytes())
    (path / "table.csv").unlink()
    (path / "table.csv").symlink_to(tmp_path / "same")
    assert named(both(path)) == [("table.csv", "unreadable")]
    (path / "table.csv").unlink()
    os.mkfifo(path / "table.csv")
    assert named(both(path)) == [("table.csv", "unreadable")]
    (path / "table.csv").unlink()
    (path / "table.csv").mkdir()
    assert named(both(path)) == [("table.csv", "unreadable")]
    (path / "loop").symlink_to(path)
    shutil.rmtree(path / "inputs")
    (path / "inputs").symlink_to(house[0] / KEYS[0] / "inputs")
    assert ("inputs", "added") in named(both(path))
    assert ("inputs/observations.csv", "missing") in named(both(path))
    assert ("loop", "added") in named(both(path))
    (path / "manifest.json").rename(tmp_path / "manifest.json")
    (path / "manifest.json").symlink_to(tmp_path / "manifest.json")
    assert named(both(path)) == [("manifest.json", "unsound")]


def test_a_file_without_end_is_not_read_to_its_end(house):
    path = house[0] / KEYS[1]
    with (path / "table.csv").open("r+b") as stream:
        stream.truncate(1 << 40)  # a hole of a terabyte
    assert named(both(path)) == [("table.csv", "altered")]


@pytest.mark.parametrize(
    "path",
    [
        "../../secret",
        "/etc/passwd",
        "a/../../../secret",
        "..",
        ".",
        "",
        "a//b",
        "C:\\x",
        "\0",
        "a/",
    ],
)
def test_a_path_that_leads_elsewhere_is_never_read(house, tmp_path, path):
    edition = house[0] / KEYS[1]
    (tmp_path / "secret").write_bytes(b"x")
    whole = decode_record((edition / "manifest.json").read_bytes(), "manifest.json")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of b"x"
    whole["files"] = sorted(
        [*whole["files"], {"path": path, "size": 1, "sha256": digest}],
        key=lambda file: file["path"],
    )
    content = encode_record(whole)
    (edition / "manifest.json").write_bytes(content)
    alone = tmp_path / "alone"
    edition.rename(alone)
    report = both(alone, root=root_of(content))
    assert named(report) == [("manifest.json", "unsound")]
    with pytest.raises(ict.errors.DamagedArchiveError, match="not what was published"):
        ict.open_edition(alone)


@pytest.mark.parametrize(
    "change",
    [
        {"files": "all"}, {"files": [1]}, {"files": [{"path": "a"}]}, {"id": 5}, {"files": None},
        {"files": [{"path": "a", "size": "1", "sha256": ""}]},
        {"files": [{"path": "a", "size": -5, "sha256": ""}]},
        {"files": [{"path": 5, "size": 1, "sha256": ""}]},
        {"files": [{"path": "b", "size": 1, "sha256": ""}, {"path": "a", "size": 1, "sha256": ""}]},
        {"files": [{"path": "a", "size": 1, "sha256": ""}, {"path": "a", "size": 1, "sha256": ""}]},
    ],
)  # fmt: skip
def test_a_manifest_without_a_list_is_no_manifest(house, tmp_path, change):
    edition = house[0] / KEYS[1]
    whole = decode_record((edition / "manifest.json").read_bytes(), "manifest.json")
    (edition / "manifest.json").write_bytes(encode_record({**whole, **change}))
    assert named(both(edition)) == [("manifest.json", "unsound")]


def test_a_manifest_rewritten_with_its_file_fails_the_root_and_the_register(house, tmp_path):
    folder, roots, heads = house
    path = folder / KEYS[1]
    files = {**TINY, "table.csv": b"economy,idi\nBRA,99\n"}
    whole = decode_record((path / "manifest.json").read_bytes(), "manifest.json")
    head = {key: whole[key] for key in whole if key not in ("files", "schema", "arithmetic")}
    (path / "table.csv").write_bytes(files["table.csv"])
    (path / "manifest.json").write_bytes(manifest(head, files))
    assert named(both(path, root=roots[1])) == [("manifest.json", "not-the-root")]
    assert named(both(path, head=heads[2])) == [("manifest.json", "disagrees")]
    # Without a pin nothing says which of the two was altered; that one was, is certain.
    assert named(both(path)) == [
        ("manifest.json", "disagrees"),
        ("register/00000001.json", "record-altered"),
    ]
    # Together with the register it agrees with itself, and still not with a pinned head or root.
    forged = tmp_path / "forged"
    for year, content in zip((2023, 2024, 2025), (TINY, files, TINY), strict=True):
        tiny(forged, year, content)
    assert both(forged / KEYS[1]).verdict == "intact"
    assert both(forged / KEYS[1], root=roots[1]).verdict == "altered"
    assert both(forged / KEYS[1], head=heads[2]).verdict == "register-forked-or-rolled-back"


def test_a_folder_under_the_name_of_another_edition_is_reported(house):
    folder = house[0]
    (folder / KEYS[0]).rename(folder / "x")
    (folder / KEYS[1]).rename(folder / KEYS[0])
    (folder / "x").rename(folder / KEYS[1])
    for key in KEYS[:2]:
        assert named(both(folder / key)) == [(key, "renamed")]


def test_an_edition_of_another_register_was_never_published_here(house, tmp_path):
    tiny(tmp_path / "other", 2030)
    shutil.move(tmp_path / "other" / "idi-2030-demonstration", house[0])
    report = both(house[0] / "idi-2030-demonstration")
    assert (report.verdict, report.registered) == ("not-in-register", False)
    assert both(house[0] / "idi-2030-demonstration", root=report.root).verdict == "not-in-register"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_rollback_to_any_earlier_head_is_seen(house, number):
    folder, _, heads = house
    for later in range(number, 3):
        (folder / "register" / file_name(later)).unlink()
    for key in KEYS:
        report = both(folder / key, head=heads[2])
        assert report.verdict == "register-forked-or-rolled-back"


@pytest.mark.parametrize(
    ("done", "problem"),
    [
        (lambda r: (r / file_name(1)).unlink(), (file_name(1), "record-missing")),
        (lambda r: (r / file_name(0)).unlink(), (file_name(0), "record-missing")),
        (lambda r: (r / "99999999.json").touch(), (file_name(3), "record-missing")),
        (lambda r: (r / "notes.txt").touch(), ("notes.txt", "record-added")),
        (lambda r: (r / file_name(1)).write_bytes(b"{}"), (file_name(1), "record-unsound")),
        (
            lambda r: (r / file_name(1)).write_bytes((r / file_name(2)).read_bytes()),
            (file_name(1), "record-unsound"),
        ),
    ],
)
def test_a_damaged_register_names_its_file(house, done, problem):
    folder, roots, heads = house
    done(folder / "register")
    for pins in ({}, {"root": roots[1]}, {"head": heads[2]}):
        report = both(folder / KEYS[1], **pins)
        assert report.verdict == "register-altered"
        assert named(report) == [(f"register/{problem[0]}", problem[1])]


def test_files_of_a_publisher_at_work_are_no_fault(house):
    (house[0] / "register" / ".record-0123").touch()
    assert both(house[0] / KEYS[1]).intact


def test_an_id_that_is_published_twice_makes_the_second_record_the_fault(house):
    folder = house[0]
    register = folder / "register"
    first = decode_record((register / file_name(1)).read_bytes(), "x")
    last = record_digest((register / file_name(2)).read_bytes())
    second = {**first, "number": 3, "previous": last, "root": "sha256:" + "0" * 64}
    (register / file_name(3)).write_bytes(encode_record(second))
    # The same is true of the other editions: nobody reads a register that has it.
    for key in KEYS:
        assert named(both(folder / key)) == [(f"register/{file_name(3)}", "record-twice")]


def test_errata_and_withdrawals_are_reported_and_leave_the_edition_intact(house):
    folder, roots, _ = house
    about = {"id": KEYS[1], "root": roots[1], "date": "2026-01-01"}
    commit(folder, {**about, "type": "erratum", "details": {"cell": "BRA"}})
    report = both(folder / KEYS[1])
    assert (report.intact, report.errata, report.withdrawn) == (True, 1, False)
    assert "Errata on record: 1." in report.to_text("en")
    commit(folder, {**about, "type": "withdrawal"})
    report = both(folder / KEYS[1])
    assert (report.intact, report.errata, report.withdrawn) == (True, 1, True)
    assert "withdrawn" in report.to_text("en")


@pytest.mark.parametrize("pin", ["md5:00", "", "sha256:", "sha256:" + "A" * 64, 5, "0" * 64])
@pytest.mark.parametrize("name", ["root", "head"])
def test_another_algorithm_is_no_pin(house, name, pin):
    with pytest.raises(ict.errors.UsageError, match="no other algorithm") as raised:
        ict.verify(house[0] / KEYS[0], **{name: pin})
    assert raised.value.code == "archive.no-digest"


def test_a_path_is_asked_for(house):
    with pytest.raises(ict.errors.UsageError, match="path"):
        ict.verify(5)


def test_the_report_reads_well(house):
    folder, roots, _ = house
    path = folder / KEYS[1]
    (path / "table.csv").write_text("economy,idi\nBRA,83\n")
    report = ict.verify(path, root=roots[1])
    text = report.to_text("en")
    assert text.splitlines()[3] == "It is not as it was published: no signature counts for it."
    assert text.splitlines()[5] == "Altered: this is not what was published."
    assert re.search(r"table\.csv +.*Not the bytes that were published\.", text)
    assert roots[1] in text
    frame = report.to_frame("en").set_index("file")
    assert frame.loc["table.csv"].tolist() == ["altered", "Not the bytes that were published."]
    assert frame.loc["empty.txt"].tolist() == ["intact", ""]
    assert "<table" in report._repr_html_()
    assert repr(report) == report.to_text().rstrip()
    again = pickle.loads(pickle.dumps(report))  # noqa: S301
    assert (again.verdict, dict(again.files)) == (report.verdict, dict(report.files))


def test_every_verdict_and_problem_has_words():
    for verdict, codes in {**VERDICTS, "intact": (), "intact-pinned": ()}.items():
        assert i18n.has_label("verify/verdicts", verdict)
        for code in (*codes, "besides", "other-name"):
            assert i18n.has_label("verify/problems", code)


def test_the_standalone_verifier_is_short_and_rests_on_nothing():
    text = (STANDALONE / "verify.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 290  # a third of them check signatures without any package
    imported = re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)
    assert VERIFIER.VERDICTS.keys() == VERDICTS.keys()
    for verdict, codes in VERIFIER.VERDICTS.items():
        assert set(codes.split()) == VERDICTS[verdict]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the verifier that is kept outside, in an isolated interpreter."""
    command = [sys.executable, "-I", "-S", STANDALONE / "verify.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_says_verdict_files_and_digests(house):
    folder, roots, heads = house
    path = folder / KEYS[1]
    done = run(path, "--root", roots[1], "--register", folder / "register", "--head", heads[2])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "intact-pinned",
        "not signed by its publisher: a demonstration, not an official edition",
        f"root {roots[1]}",
        f"head {heads[2]}",
    ]
    (path / "table.csv").write_text("x")
    (path / "ü.txt").touch()
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == ["altered", "  altered: table.csv", "  added: \\xfc.txt"]
    done = run(path, "--root", "md5:00")
    assert done.returncode == 2 and "usage" in done.stderr
    assert run(folder / "nothing").stdout.splitlines()[0] == "incomplete"


def test_the_verifier_in_an_edition_verifies_that_edition(tmp_path):
    files = {**TINY, "verify.py": (STANDALONE / "verify.py").read_bytes()}
    root = tiny(tmp_path, 2024, files)
    script = tmp_path / KEYS[1] / "verify.py"
    command = [sys.executable, script, "--root", root]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[0] == "intact-pinned"


def test_what_may_not_be_read_is_missed(house, monkeypatch):
    """A folder that is closed to the reader is no proof that its files are there."""
    real, closed = os.scandir, str(house[0] / KEYS[1] / "inputs")

    def refuse(folder):
        if str(folder).rstrip("/") == closed:
            raise PermissionError(13, "denied", closed)
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "access", lambda folder, _: str(folder).rstrip("/") != closed)
    report = both(house[0] / KEYS[1])
    assert named(report) == [("inputs/observations.csv", "missing")]


def test_of_a_register_that_may_not_be_read_nothing_else_is_stated(house, monkeypatch):
    true = os.open

    def refuse(folder):
        raise PermissionError(13, "denied", folder)

    def closed(path, *arguments, **more):
        return refuse(path) if Path(path).name == "register" else true(path, *arguments, **more)

    monkeypatch.setattr(os, "listdir", refuse)
    monkeypatch.setattr(os, "open", closed)
    for pins in ({}, {"root": house[1][1]}, {"head": house[2][2]}):
        report = both(house[0] / KEYS[1], **pins)
        assert (report.verdict, named(report)) == (
            "register-unreadable", [("register", "register-unreadable")],
        )  # fmt: skip


def test_a_long_list_of_problems_is_cut_in_the_text_only(house):
    path = house[0] / KEYS[1]
    for number in range(60):
        (path / f"{number:02}.txt").touch()
    report = ict.verify(path)
    assert len(report.problems) == len(report.to_frame()) - 5 == 60
    assert "49.txt" in report.to_text("en") and "50.txt" not in report.to_text("en")


def test_a_register_that_names_another_root_is_wrong_where_the_root_is_pinned(house, tmp_path):
    folder, roots, _ = house
    other = tmp_path / "other"
    for year in (2023, 2024, 2025):
        tiny(other, year)
    report = both(folder / KEYS[1], root=roots[1], register=other / "register")
    assert report.verdict == "register-altered"
    assert named(report) == [("register/00000001.json", "record-altered")]
    # A pinned head vouches for what the register says, and then the manifest is at fault.
    head = ict.editions.read_register(other).head
    report = both(folder / KEYS[1], register=other / "register", head=head)
    assert named(report) == [("manifest.json", "disagrees")]


@pytest.mark.parametrize("kind", ["nothing", "table", "empty", "ordinary", "archive"])
def test_a_path_that_is_no_edition_is_refused_and_not_called_damaged(house, tmp_path, kind):
    path = tmp_path / kind
    if kind == "table":
        path.write_text("economy,idi\nBRA,70\n")
    elif kind == "archive":
        path = house[0]  # the folder of editions, with their register
    elif kind != "nothing":
        path.mkdir()
        if kind == "ordinary":
            (path / "budget.xlsx").write_bytes(b"1")
    expected = (
        f"There is no file or folder '{path}'. "
        "Check the path; a relative one starts from the folder you are in."
        if kind == "nothing"
        else f"'{path}' is not an edition: it has no manifest.json and no other file of one. "
        "Name the folder of one edition: the one that has manifest.json."
    )
    for function in (
        ict.verify,
        ict.open_edition,
        ict.editions.recompute,
        ict.editions.read_signatures,
    ):
        with pytest.raises(ict.errors.IctindexError) as caught:
            function(path)
        assert str(caught.value) == expected
        assert isinstance(caught.value, FileNotFoundError) == (kind == "nothing")


def test_a_mistyped_id_next_to_a_register_is_refused(house):
    with pytest.raises(ict.errors.MissingFileError, match="idi-2042"):
        ict.verify(house[0] / "idi-2042", register=house[0] / "register", head=house[2][-1])


@pytest.mark.parametrize("name", sorted({*TINY} - {"empty.txt"}))
def test_a_folder_of_which_any_file_is_left_is_a_damaged_edition(tmp_path, name):
    file = tmp_path / "copy" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(TINY[name])
    report = both(tmp_path / "copy")
    assert report.verdict == "incomplete" and named(report) == [("manifest.json", "missing")]


def test_what_the_register_names_is_missed_also_without_any_file(house):
    shutil.rmtree(house[0] / KEYS[0])
    (house[0] / KEYS[0]).mkdir()
    assert both(house[0] / KEYS[0]).verdict == "incomplete"


def test_the_names_of_editions_are_those_of_every_layout():
    archives = Path(__file__).parents[2] / "golden"
    paths = [
        path.split("/")
        for archive in sorted(archives.glob("golden-editions*.zip"))
        for path in zipfile.ZipFile(archive).namelist()
    ]
    names = {path[2] for path in paths if len(path) > 2 and path[1] != "register"}
    later = {"datapackage.json", "figures.csv"}  # figures.csv: of a data release
    assert names | later == EDITION_NAMES
