"""Batches of pages: kept with the key of the last build, and pictures with the digests of today."""

from __future__ import annotations

from collections.abc import Sequence

from site_cases import Written

from ictindex.publishing.website.page_batches import (
    KeptBatch,
    carry_batch,
    read_keys,
    write_keys,
)

OLD, NEW, OTHER = ("a" * 64, "b" * 64, "c" * 64)
FILES = {
    "en/groups.html": f"<p>{OLD}",
    "en/pictures/groups.svg": f"<svg><desc>{OLD} {OTHER} {OLD}0</desc></svg>",
}


class Folder(Written):
    """Files in memory, with those of the last build."""

    def read_earlier(self, name: str) -> bytes | None:
        return FILES[name].encode() if name in FILES else None

    def carry(self, names: Sequence[str]) -> bool:
        if not all(name in FILES for name in names):
            return False
        for name in names:
            self.write(name, FILES[name])
        return True


def test_a_batch_with_the_same_key_and_digests_is_kept_as_it_is() -> None:
    kept, folder = KeptBatch("key", [*FILES], 1, digests=[OLD]), Folder()
    assert carry_batch(kept, "key", [OLD], folder) == kept
    assert {name: content.decode() for name, content in folder.items()} == FILES


def test_a_picture_states_the_digest_of_a_file_that_changed() -> None:
    """Nothing else of it changes, and no page."""
    folder = Folder()
    made = carry_batch(KeptBatch("key", [*FILES], 1, digests=[OLD]), "key", [NEW], folder)
    assert made == KeptBatch("key", [*FILES], 1, digests=[NEW])
    assert folder["en/groups.html"].decode() == FILES["en/groups.html"]
    picture = folder["en/pictures/groups.svg"].decode()
    assert picture == f"<svg><desc>{NEW} {OTHER} {OLD}0</desc></svg>"


def test_two_digests_that_change_places_are_not_mixed_up() -> None:
    folder = Folder()
    kept = KeptBatch("key", ["en/pictures/groups.svg"], digests=[OLD, OTHER])
    assert carry_batch(kept, "key", [OTHER, OLD], folder) is not None
    picture = folder["en/pictures/groups.svg"].decode()
    assert picture == f"<svg><desc>{OTHER} {OLD} {OLD}0</desc></svg>"


def test_another_key_or_a_lost_file_is_no_batch_to_keep() -> None:
    kept, folder = KeptBatch("key", [*FILES], digests=[OLD]), Folder()
    assert carry_batch(None, "key", [OLD], folder) is None
    assert carry_batch(kept, "other", [OLD], folder) is None
    assert carry_batch(kept, "key", [OLD, NEW], folder) is None
    for lost in ("en/lost.html", "en/pictures/lost.svg"):
        assert carry_batch(KeptBatch("key", [lost], digests=[OLD]), "key", [NEW], folder) is None
    assert not folder


def test_keys_are_read_back_and_those_of_another_form_are_none() -> None:
    batches = {"en/start": KeptBatch("key", ("a.html",), 1, (), ("a",), (OLD,))}
    assert read_keys(write_keys(batches).encode()) == batches
    assert read_keys(b'["en/start",{"key":"key","files":[]}]\n') == {}
    assert read_keys(None) == {}
