"""Report of a verifier on a register: who is to blame, and what a pinned head vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest
from publishers import small

from ictindex.core.errors import DamagedArchiveError
from ictindex.editions.storage import commit
from ictindex.editions.storage.format import REGISTER, decode_record, encode_record
from ictindex.editions.storage.register import file_name, read_register
from ictindex.editions.storage.register_audit import check_register, follow
from ictindex.editions.verification_report import Problem

KEYS = ("idi-2023", "idi-2024", "idi-2025")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key in KEYS:
        commit.commit(tmp_path, *small(key))
    return tmp_path


def alter(folder: Path, number: int, **parts: object) -> None:
    path = folder / REGISTER / file_name(number)
    path.write_bytes(encode_record({**decode_record(path.read_bytes(), path.name), **parts}))


def blamed(folder: Path, head: str | None = None) -> set[tuple[int, str]]:
    chain = follow(str(folder / REGISTER), head)
    return {(int(Path(problem.file).stem), problem.code) for problem in chain.problems}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("pinned", [True, False])
def test_a_record_that_another_one_follows_is_the_altered_one(
    folder: Path, number: int, pinned: bool
) -> None:
    """Its successor names another digest; the successor is vouched for by the chain or the pin."""
    head = read_register(folder).head if pinned else None
    alter(folder, number, publisher="Somebody else")
    if number == 0 or pinned:
        assert blamed(folder, head) == {(number, "record-altered")}
    else:
        # Nothing vouches for the last one either: one of the two was altered.
        assert blamed(folder, head) == {(1, "record-altered"), (2, "record-altered")}


def test_the_last_record_is_known_by_its_pin_alone(folder: Path) -> None:
    head = read_register(folder).head
    alter(folder, 2, publisher="Somebody else")
    assert blamed(folder) == set()
    assert blamed(folder, head) == {(2, "head-unknown")}


def test_what_a_pinned_head_vouches_for(folder: Path) -> None:
    register = read_register(folder)
    for number, digest in enumerate(register.digests):
        chain = follow(str(folder / REGISTER), digest)
        assert (chain.covered, chain.head, len(chain.records)) == (number + 1, register.head, 3)
        assert not chain.problems
    assert follow(str(folder / REGISTER), None).covered == 0
    empty = follow(None, None)
    assert (empty.records, empty.head, empty.covered) == ((), "", 0)


def test_records_that_are_missing_added_or_no_records(folder: Path) -> None:
    path = folder / REGISTER
    (path / "notes.txt").touch()
    chain = follow(str(path), None)
    assert chain.problems == {Problem("register/notes.txt", "record-added")}
    (path / "notes.txt").unlink()
    (path / file_name(1)).unlink()
    assert blamed(folder) == {(1, "record-missing")}
    for number in (1, 2):
        (path / file_name(number)).write_bytes(b"no record")
    assert blamed(folder) == {(1, "record-unsound"), (2, "record-unsound")}


def test_an_edition_held_against_the_register(folder: Path) -> None:
    register = read_register(folder)
    chain = follow(str(folder / REGISTER), register.digests[1])
    stated = [
        {name: part for name, part in record.items() if name not in ("number", "previous")}
        for record in register
    ]
    roots = [record["root"] for record in register]
    plain = {"accused": False, "renamed": False}
    assert check_register(chain, KEYS[0], stated[0], None, **plain) == (set(), True)
    assert check_register(chain, KEYS[1], stated[1], None, **plain) == (set(), True)
    # Published after the pinned head: nothing vouches for it.
    assert check_register(chain, KEYS[2], stated[2], None, **plain) == (set(), False)
    unknown = check_register(chain, "idi-2030", stated[0], None, **plain)
    assert unknown == ({Problem("register", "not-in-register")}, False)
    renamed = check_register(chain, "idi-2030", stated[0], None, accused=False, renamed=True)
    assert renamed == ({Problem("manifest.json", "disagrees")}, False)
    # Nothing more is reported of what is accused already.
    assert check_register(chain, "idi-2030", {}, None, accused=True, renamed=False) == (
        set(),
        False,
    )
    # Another root than that of the record: the record is vouched for, or the root is, or neither.
    manifest, record = Problem("manifest.json", "disagrees"), "record-altered"
    first, last = (Problem(f"register/{file_name(n)}", record) for n in (0, 2))
    item, three = {**stated[0], "root": roots[1]}, {**stated[2], "root": roots[1]}
    assert check_register(chain, KEYS[0], item, None, **plain) == ({manifest}, True)
    assert check_register(chain, KEYS[0], item, roots[1], **plain) == ({first}, True)
    assert check_register(chain, KEYS[2], three, None, **plain) == ({manifest, last}, False)
    # The same root and another text: a root covers every word of the manifest.
    for name, part in {"kind": "demonstration", "date": "2024-06-28", "publisher": "X"}.items():
        assert check_register(chain, KEYS[0], {**stated[0], name: part}, None, **plain) == (
            {first},
            True,
        )


def test_an_id_that_is_published_twice_makes_its_second_record_the_fault(folder: Path) -> None:
    register = read_register(folder)
    again = {**register.records[0], "root": register.records[1]["root"], "number": 3}
    path = folder / REGISTER / file_name(3)
    path.write_bytes(encode_record({**again, "previous": register.head}))
    assert blamed(folder) == {(3, "record-twice")}


@pytest.mark.parametrize("kind", ["erratum", "withdrawal"])
def test_what_is_stated_of_an_id_names_the_root_under_which_it_was_published(
    folder: Path, kind: str
) -> None:
    register = read_register(folder)
    about = {
        "schema": 1, "number": 3, "previous": register.head, "type": kind, "date": "2026-01-01",
        "id": KEYS[0], "root": register.records[0]["root"],
    }  # fmt: skip
    path = folder / REGISTER / file_name(3)
    path.write_bytes(encode_record(about))
    assert blamed(folder) == set()
    for other in ({"root": register.records[1]["root"]}, {"id": KEYS[1]}, {"id": "idi-2030"}):
        path.write_bytes(encode_record({**about, **other}))
        assert blamed(folder) == {(3, "record-astray")}
        with pytest.raises(DamagedArchiveError):
            read_register(folder)
