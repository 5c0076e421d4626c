"""The list of frozen comments: its digests, and that every key is read or refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ictindex.core.errors import DocumentError
from ictindex.definitions.documents.comment_digests import (
    CommentDigests,
    check_library_comments,
    read_digests,
    text_digest,
    write_digests,
)

ENTRY = CommentDigests("sha256:1", "sha256:2", "hmac-sha256:3", "2031-01-05")


def test_the_digest_is_what_the_list_says_that_it_is() -> None:
    whole = b"ictindex:public-comments:1\nnumber\n1\n"
    assert text_digest(b"number\r\n1\r\n") == "sha256:" + hashlib.sha256(whole).hexdigest()


def test_a_list_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "comments").mkdir()
    path = tmp_path / "comments" / "FROZEN.toml"
    path.write_text(write_digests(tmp_path, {"idi-methodology-2099": ENTRY}), encoding="utf-8")
    assert read_digests(tmp_path) == {"idi-methodology-2099": ENTRY}
    path.write_text('["idi-methodology-2099"]\nday = "2031"\n', encoding="utf-8")
    with pytest.raises(DocumentError, match=r"idi-methodology-2099\.day"):
        read_digests(tmp_path)


def test_a_folder_without_comments_is_sound(tmp_path: Path) -> None:
    assert read_digests(tmp_path) == {}
    check_library_comments()
