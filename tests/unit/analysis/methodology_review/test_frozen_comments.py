"""Comments frozen with the document that they led to."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from comment_cases import decided, read, row

import ictindex as ict
from ictindex.core import package_data
from ictindex.definitions import documents
from ictindex.definitions.documents.comment_digests import check_comments

SALT = b"a salt of more than sixteen bytes"
OWN = "idi-methodology-2099"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A publisher's own document in a folder: the one of 2023 under another id."""
    source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", OWN)
    text = text.replace(
        'predecessor = "idi-methodology-2017"', 'predecessor = "idi-methodology-2023"'
    )
    path = tmp_path / f"{OWN}.toml"
    path.write_text(text, encoding="utf-8")
    assert documents.load_document(path).predecessor == "idi-methodology-2023"
    return path


def register() -> ict.review.Comments:
    return read(decided("rejected", publish="proposal answer"), decided("noted", "c-2"))


def check(path: Path) -> None:
    check_comments(path.parent, {OWN: documents.digest(path)})


def test_what_is_frozen_is_read_back_with_its_day_and_can_be_proved(own: Path) -> None:
    comments = register()
    frozen = ict.review.freeze_comments(comments, own, salt=SALT, on=date(2031, 1, 5))
    again = ict.review.read_frozen_comments(own)
    assert again is not None and again.register == frozen.register
    assert (again.document, again.frozen, again.file.name) == (OWN, date(2031, 1, 5), f"{OWN}.csv")
    assert again.public.digest == comments.to_public().digest
    assert again.matches(comments, SALT)
    assert not again.matches(comments, b"another salt of sixteen bytes")
    assert not again.matches(read(decided("rejected", publish="proposal answer")), SALT)
    text = (own.parent / "comments" / "FROZEN.toml").read_text(encoding="utf-8")
    assert comments.digest not in text  # without the salt nobody can try what it may have been
    check(own)
    # Once more changes nothing, not even the day.
    assert ict.review.freeze_comments(comments, own, salt=SALT).frozen == date(2031, 1, 5)


def test_a_document_without_comments_has_none(own: Path) -> None:
    assert ict.review.read_frozen_comments(own) is None
    assert ict.review.read_frozen_comments("idi-methodology-2017") is None


def changed_file(own: Path) -> None:
    path = own.parent / "comments" / f"{OWN}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Count", "Weigh"), encoding="utf-8")


def gone_file(own: Path) -> None:
    (own.parent / "comments" / f"{OWN}.csv").unlink()


def other_document(own: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8") + "\n# another text\n", encoding="utf-8")


def another_file(own: Path) -> None:
    shutil.copy(own.parent / "comments" / f"{OWN}.csv", own.parent / "comments" / "x.csv")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed_file, "is not the public form of comments that was frozen"),
        (gone_file, "with the comments that led to .* is missing"),
        (other_document, "is not the text with which its comments were frozen"),
        (another_file, "but was not frozen"),
    ],
)
def test_what_was_changed_is_refused(own: Path, change: object, words: str) -> None:
    ict.review.freeze_comments(register(), own, salt=SALT)
    change(own)  # type: ignore[operator]
    with pytest.raises(ict.errors.FrozenDocumentError, match=words):
        check(own)
    with pytest.raises(ict.errors.FrozenDocumentError, match=words):
        ict.review.read_frozen_comments(own)


def test_line_ends_of_another_system_are_no_change(own: Path) -> None:
    ict.review.freeze_comments(register(), own, salt=SALT)
    path = own.parent / "comments" / f"{OWN}.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    check(own)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("frozen = 3", "does not fit"),
        ("day = '2031'", "day"),
        ("", "frozen"),
    ],
)
def test_every_key_of_the_list_is_read_or_refused(own: Path, text: str, words: str) -> None:
    ict.review.freeze_comments(register(), own, salt=SALT)
    path = own.parent / "comments" / "FROZEN.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("frozen = ")]
    rest = [] if text.startswith("frozen") or not text else [lines[-1]]
    path.write_text("\n".join([*kept, *rest, text]) + "\n", encoding="utf-8")
    with pytest.raises(ict.errors.DocumentError, match=words):
        check(own)


def test_other_comments_are_not_frozen_in_the_place_of_these(own: Path) -> None:
    ict.review.freeze_comments(register(), own, salt=SALT, on=date(2031, 1, 5))
    with pytest.raises(ict.errors.FrozenDocumentError, match="Other comments were frozen"):
        ict.review.freeze_comments(read(decided("noted")), own, salt=SALT)


def test_only_what_is_decided_and_led_there_is_frozen(own: Path) -> None:
    with pytest.raises(ict.errors.UsageError, match="still to be decided: c-1"):
        ict.review.freeze_comments(read(row()), own, salt=SALT)
    astray = decided("noted", document="ipb-methodology-2025", constant="conversion")
    with pytest.raises(ict.errors.UsageError, match="ipb-methodology-2025, which did not lead"):
        ict.review.freeze_comments(read(astray), own, salt=SALT)
    with pytest.raises(ict.errors.DataError, match="nothing is published or frozen"):
        ict.review.freeze_comments(read(row(role="x")), own, salt=SALT)
    with pytest.raises(ict.errors.UsageError, match="There is no methodology document"):
        ict.review.freeze_comments(register(), "idi-methodology-2099", salt=SALT)
    with pytest.raises(ict.errors.UsageError):
        ict.review.freeze_comments(register(), own, salt=b"short")
    assert not (own.parent / "comments").exists()


def test_comments_on_a_draft_and_on_any_predecessor_led_there(own: Path) -> None:
    rows = [
        decided("noted", document="idi-methodology-2017-draft-14", constant="", clause="All"),
        decided("noted", "c-2", document="idi-methodology-2011", constant="nodes.idi"),
    ]
    assert ict.review.freeze_comments(read(*rows), own, salt=SALT).public.withheld.total is None


def test_comments_are_frozen_next_to_the_documents_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ictindex.analysis.methodology_review import frozen_comments
    from ictindex.definitions.documents import comment_digests

    folder = tmp_path / "methodology"
    shutil.copytree(package_data.folder("methodology") / "idi", folder / "idi")
    for module in (comment_digests, frozen_comments):
        monkeypatch.setattr(module, "library_folder", lambda: folder)
    ict.review.freeze_comments(register(), "idi-methodology-2023", salt=SALT)
    comment_digests.check_library_comments()
    (folder / "comments" / "idi-methodology-2023.csv").write_text("x", encoding="utf-8")
    with pytest.raises(ict.errors.FrozenDocumentError):
        comment_digests.check_library_comments()
    monkeypatch.setattr(package_data, "is_installed", lambda path: True)
    (folder / "comments" / "idi-methodology-2023.csv").unlink()
    (folder / "comments" / "FROZEN.toml").unlink()
    with pytest.raises(ict.errors.FrozenDocumentError):
        ict.review.freeze_comments(register(), "idi-methodology-2023", salt=SALT)


@pytest.mark.parametrize("call", ["mkdir", "fsync"])
def test_a_full_disk_is_refused_in_words_and_freezes_nothing(
    own: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(ict.errors.UnusableFileError, match="the disk is full"):
            ict.review.freeze_comments(register(), own, salt=SALT)
    assert ict.review.read_frozen_comments(own) is None
    ict.review.freeze_comments(register(), own, salt=SALT)
    check(own)
