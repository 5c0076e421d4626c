"""What a verifier says of a register: who is to blame, and what a pinned head vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest
from publishers import small

from ictindex.archive import committing
from ictindex.archive.chain import Chain, follow, in_register
from ictindex.archive.format import REGISTER, decoded, encoded
from ictindex.archive.register import file_name, read_register
from ictindex.archive.report import Problem

KEYS = ("idi-2023", "idi-2024", "idi-2025")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key in KEYS:
        committing.commit(tmp_path, *small(key))
    return tmp_path


def alter(folder: Path, number: int, **parts: object) -> None:
    place = folder / REGISTER / file_name(number)
    place.write_bytes(encoded({**decoded(place.read_bytes(), place.name), **parts}))


def blamed(folder: Path, head: str | None = None) -> set[tuple[int, str]]:
    chain = follow(str(folder / REGISTER), head)
    return {(int(Path(one.file).stem), one.code) for one in chain.problems}


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
    place = folder / REGISTER
    (place / "notes.txt").touch()
    chain = follow(str(place), None)
    assert chain.problems == {Problem("register/notes.txt", "record-added")}
    (place / "notes.txt").unlink()
    (place / file_name(1)).unlink()
    assert blamed(folder) == {(1, "record-missing")}
    for number in (1, 2):
        (place / file_name(number)).write_bytes(b"no record")
    assert blamed(folder) == {(1, "record-unsound"), (2, "record-unsound")}


def test_an_edition_held_against_the_register(folder: Path) -> None:
    register = read_register(folder)
    chain = follow(str(folder / REGISTER), register.digests[1])
    roots = [record["root"] for record in register]
    plain = {"accused": False, "renamed": False}
    assert in_register(chain, KEYS[0], roots[0], None, **plain) == (set(), True)
    assert in_register(chain, KEYS[1], roots[1], None, **plain) == (set(), True)
    # Published after the pinned head: nothing vouches for it.
    assert in_register(chain, KEYS[2], roots[2], None, **plain) == (set(), False)
    unknown = in_register(chain, "idi-2030", roots[0], None, **plain)
    assert unknown == ({Problem("register", "not-in-register")}, False)
    renamed = in_register(chain, "idi-2030", roots[0], None, accused=False, renamed=True)
    assert renamed == ({Problem("manifest.json", "disagrees")}, False)
    # Of what is accused already nothing more is said.
    assert in_register(chain, "idi-2030", roots[0], None, accused=True, renamed=False) == (
        set(), False,
    )  # fmt: skip
    # Another root than that of the record: the record is vouched for, or the root is, or neither.
    manifest, record = Problem("manifest.json", "disagrees"), "record-altered"
    first, last = (Problem(f"register/{file_name(n)}", record) for n in (0, 2))
    assert in_register(chain, KEYS[0], roots[1], None, **plain) == ({manifest}, True)
    assert in_register(chain, KEYS[0], roots[1], roots[1], **plain) == ({first}, True)
    assert in_register(chain, KEYS[2], roots[1], None, **plain) == ({manifest, last}, False)


def test_an_id_that_is_published_twice_is_held_to_its_first_record(folder: Path) -> None:
    register = read_register(folder)
    twice = [*register, {**register.records[0], "root": register.records[1]["root"]}]
    problems = frozenset({
        Problem(f"register/{file_name(3)}", "record-unsound"),
        Problem(f"register/{file_name(0)}", "record-unsound"),
    })  # fmt: skip
    chain = Chain(tuple(twice), (*register.digests, "x"), problems, "x", 1)
    found, covered = in_register(
        chain, KEYS[0], register.records[0]["root"], None, accused=False, renamed=False
    )
    # What is wrong with the second one is that it is there.
    assert found == {
        Problem(f"register/{file_name(0)}", "record-unsound"),
        Problem(f"register/{file_name(3)}", "record-twice"),
    }
    assert covered
