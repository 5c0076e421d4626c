"""The register: a chain that cannot be altered, shorten in the middle or forked unnoticed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from altered_manifests import altered_manifests
from edition_cases import tree
from publishers import small
from small_cases import small_cases

from ictindex.core.errors import (
    ArchiveError,
    DamagedArchiveError,
    RefusedEditionError,
    UsageError,
)
from ictindex.editions.storage import commit
from ictindex.editions.storage.format import (
    encode_record,
    is_date,
    is_id,
    is_name,
    is_path,
    manifest,
    read_manifest,
    record_digest,
    twin,
)
from ictindex.editions.storage.register import Register, file_name, load_register, read_register

KEYS = ("idi-2023", "idi-2024", "idi-2025")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key in KEYS:
        commit.commit(tmp_path, *small(key))
    root = read_register(tmp_path).records[0]["root"]
    erratum = {"type": "erratum", "id": KEYS[0], "root": root, "date": "2024-09-01"}
    commit.commit(tmp_path, {**erratum, "details": {"reason": "a digit"}})
    return tmp_path


def record_path(folder: Path, number: int) -> Path:
    return folder / "register" / file_name(number)


def damaged(folder: Path) -> DamagedArchiveError:
    with pytest.raises(DamagedArchiveError) as caught:
        read_register(folder)
    return caught.value


def test_each_record_holds_the_digest_of_the_one_before(folder: Path) -> None:
    previous = ""
    for number in range(4):
        content = record_path(folder, number).read_bytes()
        assert json.loads(content)["previous"] == previous
        assert json.loads(content)["number"] == number
        digest = hashlib.sha256(b"ictindex:register:1\n" + content).hexdigest()
        previous = f"sha256:{digest}"
    register = read_register(folder)
    assert register.head == previous and len(register) == 4
    assert repr(register) == f"<Register 4 {previous[:19]}>"
    actual = register.about("idi-2023", "erratum")
    assert [item["details"] for item in actual] == [{"reason": "a digit"}]
    published = register.find("idi-2023")
    assert published is not None and published["type"] == "edition"


@pytest.mark.slow
def test_every_flip_of_a_bit_is_found_and_the_record_named(folder: Path) -> None:
    """In the last record too, by its head: there the chain alone cannot tell."""
    head = read_register(folder).head
    for number in range(4):
        content = record_path(folder, number).read_bytes()
        for bit in range(0, 8 * len(content), 7):
            altered = bytearray(content)
            altered[bit // 8] ^= 1 << (bit % 8)
            record_path(folder, number).write_bytes(bytes(altered))
            try:
                actual = read_register(folder).head
                assert number == 3 and actual != head
            except DamagedArchiveError as error:
                # The record itself, or the one after it, no longer fits.
                assert error.details["file"] in (file_name(number), file_name(number + 1))
        record_path(folder, number).write_bytes(content)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: record_path(folder, 1).unlink(), "register.gap"),
        (lambda folder: record_path(folder, 0).unlink(), "register.gap"),
        (lambda folder: record_path(folder, 1).write_bytes(b""), "archive.not-canonical"),
        (lambda folder: record_path(folder, 1).write_bytes(b"[]\n"), "archive.not-canonical"),
        (lambda folder: record_path(folder, 1).write_bytes(b"\xff\n"), "archive.not-canonical"),
        (
            lambda folder: record_path(folder, 1).write_bytes(b"[" * 100_000),
            "archive.not-canonical",
        ),
        (
            lambda folder: record_path(folder, 1).write_bytes(b'{"a":NaN}\n'),
            "archive.not-canonical",
        ),
        (
            lambda folder: record_path(folder, 1).write_bytes(b'{"a":1.5}\n'),
            "archive.not-canonical",
        ),
        (lambda folder: record_path(folder, 1).write_bytes(b"{}\n"), "archive.unsound"),
        (lambda folder: (folder / "register" / "note.txt").write_text("x"), "register.stranger"),
        (lambda folder: (folder / "register" / ".x").write_text("x"), "register.stranger"),
        (
            lambda folder: record_path(folder, 3).rename(
                record_path(folder, 3).with_suffix(".JSON")
            ),
            "register.stranger",
        ),
        (
            lambda folder: shutil.copy(record_path(folder, 1), record_path(folder, 2)),
            "archive.unsound",
        ),
        (
            lambda folder: shutil.copy(record_path(folder, 3), record_path(folder, 4)),
            "archive.unsound",
        ),
    ],
)
def test_a_register_that_was_altered_is_not_read(
    folder: Path, change: Callable[[Path], object], code: str
) -> None:
    change(folder)
    assert damaged(folder).code == code
    before = tree(folder)
    with pytest.raises(DamagedArchiveError):  # and nobody writes on top of it
        commit.commit(folder, *small("idi-2026"))
    assert tree(folder) == before


def test_a_space_or_a_doubled_key_is_an_alteration(folder: Path) -> None:
    content = record_path(folder, 1).read_bytes()
    for altered in (
        content.replace(b":", b": ", 1), content.replace(b"{", b'{"date":"2024-06-27",', 1),
        content[:-1], content + b"\n", content.replace(b'"number":1', b'"number":1.0'),
        content.replace(b"Example", b"Exampl\\u0065"),
    ):  # fmt: skip
        record_path(folder, 1).write_bytes(altered)
        assert damaged(folder).code == "archive.not-canonical"


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2}, {"schema": True}, {"type": "edit"}, {"type": []}, {"id": "../x"}, {"id": 7},
        {"root": "md5:00"}, {"root": "sha256:" + 64 * "A"}, {"root": None}, {"date": "2024-6-1"},
        {"kind": "exploration"}, {"year": "2022"}, {"year": True}, {"publisher": None},
        {"extra": 1}, {"number": "3"}, {"previous": "x"},
    ],
)  # fmt: skip
def test_a_record_that_is_none_is_refused(folder: Path, change: dict[str, Any]) -> None:
    record_path(folder, 3).unlink()
    record = json.loads(record_path(folder, 2).read_bytes())
    record_path(folder, 2).write_bytes(encode_record({**record, **change}))
    assert damaged(folder).code == "archive.unsound"
    assert damaged(folder).details["file"] == "00000002.json"


def test_a_chain_cannot_publish_an_id_twice_or_speak_of_what_is_not_there(folder: Path) -> None:
    """Whoever forges a whole sound chain still cannot say two things of one id."""
    record_path(folder, 3).unlink()
    register = read_register(folder)
    second = {**small(KEYS[0], "another")[0]}
    unknown = {
        "type": "erratum", "id": "idi-1999", "root": second["root"], "date": "2024-01-01",
    }  # fmt: skip
    other_root = {**unknown, "id": KEYS[0]}
    for record in (second, unknown, other_root):
        record_path(folder, 3).write_bytes(commit.record_bytes(register, record))
        assert damaged(folder).code == "register.id-twice"
        with pytest.raises(RefusedEditionError):
            record_path(folder, 3).unlink()
            commit.commit(folder, record)
    assert len(read_register(folder)) == 3


def test_a_record_without_the_parts_of_its_type_is_not_added(folder: Path) -> None:
    record, files = small("idi-2030")
    for wrong in ({"kind": "what-if"}, {"id": "../x"}, {"details": {}}, {"type": "erratum"}):
        with pytest.raises(RefusedEditionError) as caught:
            commit.commit(folder, {**record, **wrong}, files)
        assert caught.value.code == "archive.record-unsound"
    assert len(read_register(folder)) == 4
    assert not (folder / "idi-2030").exists()


def test_what_may_be_added_is_asked_under_the_lock(folder: Path) -> None:
    seen = []

    def check(register: Register) -> None:
        seen.append(len(register))
        raise RefusedEditionError("archive.not-published", id="x")

    with pytest.raises(RefusedEditionError):
        commit.commit(folder, *small("idi-2030"), check=check)
    assert seen == [4] and not (folder / "idi-2030").exists()


def test_links_are_no_records(folder: Path) -> None:
    kept = record_path(folder, 3).rename(folder / "kept.json")
    record_path(folder, 3).symlink_to(kept)
    assert damaged(folder).code == "register.stranger"
    record_path(folder, 3).unlink()
    (folder / "register").rename(folder / "elsewhere")
    (folder / "register").symlink_to(folder / "elsewhere")
    assert damaged(folder).code == "register.no-folder"
    (folder / "register").unlink()
    (folder / "register").write_text("x")
    assert damaged(folder).code == "register.no-folder"


def test_a_register_that_cannot_be_read_says_so(folder: Path) -> None:
    record_path(folder, 3).unlink()
    record_path(folder, 3).mkdir()
    with pytest.raises(DamagedArchiveError, match="not part of a register"):
        read_register(folder)


def test_a_record_that_may_not_be_read_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = os.open

    def closed(path: str | Path, *arguments: int, **more: int) -> int:
        if str(path).endswith(".json"):
            raise PermissionError(13, "Permission denied")
        return true(path, *arguments, **more)

    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(ArchiveError, match="cannot be used: Permission denied"):
        read_register(folder)


def test_a_rolled_back_register_is_sound_but_has_another_head(folder: Path) -> None:
    heads = [read_register(folder).head]
    for number in (3, 2, 1, 0):
        record_path(folder, number).unlink()
        heads.append(read_register(folder).head)
    assert len(set(heads)) == 5 and heads[-1] == ""


def test_messages_name_the_record(folder: Path) -> None:
    record_path(folder, 2).unlink()
    assert str(damaged(folder)) == (
        "The register lacks its record 00000002.json. Restore it from a copy whose head is known."
    )


# The form that everything hangs on


def test_roots_and_records_have_digests_of_their_own() -> None:
    content = b'{"a":1}\n'
    assert record_digest(content) != f"sha256:{hashlib.sha256(content).hexdigest()}"


@small_cases(
    ("name", "fits"),
    [
        ("bra.csv", True), ("Übersicht 2024.xlsx", True), ("数据.csv", True), ("", False),
        (".", False), ("..", False), (".hidden", False), ("a/b", False), ("a\\b", False),
        ("c:", False), ("con", False), ("COM1.txt", False), ("nul .x", False), ("a.", False),
        ("a ", False), (" a", False), ("a\n", False), ("a\x00", False), ("a\u202eb", False),
        ("e\u0301", False), ("a" * 121, False), ("\ud800", False), ("a?", False), (7, False),
    ],
)  # fmt: skip
def test_names_of_files_lead_nowhere_else(name: object, fits: bool) -> None:
    assert is_name(name) is fits


def test_paths_ids_and_dates() -> None:
    assert is_path("a/b.c") and not any(map(is_path, ("/a", "a//b", "a/", "../a", "a/../b", 7)))
    assert is_id("idi-2024") and not any(
        map(is_id, ("", "-a", "a-", "a--b", "A", "a_b", "register", "nul", "a" * 121, None, "ä"))
    )
    assert is_date("2024-02-29") and not any(
        map(is_date, ("2023-02-29", "20240229", "2024-W01-1", " 2024-02-29", None, "2024-02-2x"))
    )
    assert twin("Straße") == twin("STRASSE") and twin("e\u0301") == twin("é")


@small_cases("altered", altered_manifests(), ids=lambda value: "")
def test_a_manifest_that_is_none_is_refused(altered: dict[str, Any]) -> None:
    with pytest.raises(DamagedArchiveError) as caught:
        read_manifest(encode_record(altered))
    assert caught.value.code == "archive.unsound"


def test_a_manifest_is_read_as_it_was_made() -> None:
    rng = random.Random(5)
    files = {f"f{n}.txt": rng.randbytes(n) for n in range(5)}
    head = {
        "id": "data-2024-a", "index": "", "edition": 2024, "kind": "data", "of": "official",
        "year": 2022, "released": "2024-06-27", "publisher": "",
    }  # fmt: skip
    actual = read_manifest(manifest(head, files))
    assert {key: actual[key] for key in head} == head
    assert [file["path"] for file in actual["files"]] == sorted(files)


@pytest.mark.parametrize("name", ["no/such/folder", "h.py", "empty", ""])
def test_a_path_without_a_register_is_not_an_empty_register(tmp_path: Path, name: str) -> None:
    (tmp_path / "h.py").write_text("1")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        read_register(tmp_path / name)
    assert str(caught.value) == (
        f"There is no register of editions in {tmp_path / name}. "
        "Name the folder of the editions: the one that has the folder register."
    )


def test_before_the_first_publication_a_publisher_has_an_empty_register(tmp_path: Path) -> None:
    assert len(load_register(tmp_path / "editions")) == 0
