"""The archive of a round: the same bytes, no key in it, and every change is found."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest
from round_events import dispatched, received, write_round

import ictindex as ict
from ictindex.core.errors import UnusableFileError, UsageError

SALT = bytes(range(32))


@pytest.fixture
def folder(tmp_path):
    draft = received("BRA", "2027-02-01")
    files = {next(iter(draft.refs)): b"workbook", "keys/master": SALT, "policy.md": b"# Policy\n"}
    return write_round(tmp_path / "round-2027", {"BRA": "en"}, [dispatched("BRA"), draft], files)


def parts(file):
    with zipfile.ZipFile(file) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def write_parts(file, files):
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file


def test_it_has_everything_but_salts_keys_and_drafts_and_the_same_bytes_again(folder, tmp_path):
    (folder.path / ".ictindex-0123-unfinished").write_bytes(b"draft")
    first = ict.rounds.archive_round(folder.path, tmp_path / "a.zip")
    second = ict.rounds.archive_round(folder.path, tmp_path / "b.zip")
    assert first.read_bytes() == second.read_bytes()
    files = parts(first)
    assert set(files) == {
        *(f"events/00000{number}.json" for number in (1, 2, 3)),
        next(iter(received("BRA", "2027-02-01").refs)),
        "policy.md",
        "round.toml",
        "SHA256SUMS",
    }
    assert not any(SALT in content for content in files.values())
    assert len(ict.rounds.check_archive(first)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="sha256sum is a program of Linux")
def test_its_list_is_read_by_sha256sum(folder, tmp_path):
    file = ict.rounds.archive_round(folder.path, tmp_path / "a.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "unpacked")
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=tmp_path / "unpacked",
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def codes(file):
    return [(finding.code, finding.details["file"]) for finding in ict.rounds.check_archive(file)]


def test_a_changed_missing_added_or_doubled_file_is_found(folder, tmp_path):
    files = parts(ict.rounds.archive_round(folder.path, tmp_path / "a.zip"))
    listed = list(files.items())
    changed = [(n, b"other" if n == "policy.md" else c) for n, c in listed]
    missing = [(n, c) for n, c in listed if n != "policy.md"]
    added = [*listed, ("extra.txt", b"x")]
    other = tmp_path / "other.zip"
    altered, unlisted = "round.archive-altered", "round.archive-unlisted"
    assert codes(write_parts(other, changed)) == [(altered, "policy.md")]
    assert codes(write_parts(other, missing)) == [(altered, "policy.md")]
    assert codes(write_parts(other, added)) == [(unlisted, "extra.txt")]


def test_an_event_that_is_missing_is_found_even_if_the_list_was_written_again(folder, tmp_path):
    files = parts(ict.rounds.archive_round(folder.path, tmp_path / "a.zip"))
    del files["events/000002.json"]
    lines = files["SHA256SUMS"].decode().splitlines(keepends=True)
    files["SHA256SUMS"] = "".join(line for line in lines if "000002" not in line).encode()
    assert codes(write_parts(tmp_path / "other.zip", files.items())) == [
        ("event.missing", "000002.json")
    ]


def test_what_is_no_archive_of_a_round_is_refused(tmp_path):
    other = write_parts(tmp_path / "other.zip", [("a.txt", b"a")])
    broken = tmp_path / "broken.zip"
    broken.write_bytes(other.read_bytes()[:-10])
    for file in (other, broken):
        with pytest.raises(UnusableFileError) as refused:
            ict.rounds.check_archive(file)
        assert refused.value.code == "round.archive-unusable"


def test_it_is_not_written_into_the_round_nor_next_to_editions(folder, tmp_path):
    (tmp_path / "editions" / "register").mkdir(parents=True)
    for target in (folder.path / "round.zip", tmp_path / "editions" / "round.zip"):
        with pytest.raises(UsageError) as refused:
            ict.rounds.archive_round(folder.path, target)
        assert refused.value.code == "round.archive-place"
    with pytest.raises(UsageError) as refused:
        ict.rounds.archive_round(folder.path, tmp_path / "round.tar")
    assert refused.value.code == "round.archive-name"
