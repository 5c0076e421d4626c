"""A new methodology begins as a draft of its parent, in which nothing is confirmed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ictindex.core import package_data
from ictindex.core.errors import (
    DocumentError,
    FrozenDocumentError,
    IctindexError,
    UnknownMethodologyError,
)
from ictindex.definitions import documents
from ictindex.definitions.documents import library_check
from ictindex.definitions.documents.document_draft import draft_document
from ictindex.definitions.documents.evidence import check, read_evidence
from ictindex.definitions.documents.library_check import check_library
from ictindex.language import i18n
from ictindex.language.i18n import word_files

EVIDENCE = import_module("ictindex.definitions.documents.evidence")
LIBRARY = import_module("ictindex.definitions.documents.library")
LOOKUP = import_module("ictindex.definitions.documents.lookup")
RELEASED = [key for key, each in documents.library().items() if each.status == "released"]
KEY = "idi-methodology-2099"


@pytest.fixture
def desk(shelf: Path, copied_words: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the methodology folder, whose words and evidence are read from the copy too.

    A file of words is read again when it has changed.
    """
    words = shelf / "languages"
    shutil.rmtree(words)
    shutil.copytree(copied_words, words, copy_function=shutil.copyfile)
    read = word_files._read.__wrapped__
    as_it_was = cache(lambda language, name, size, changed: read(language, name))

    def read_again(language: str, name: str) -> dict[str, Any]:
        path = word_files.folder_of(language) / f"{name}.toml"
        if not path.exists():
            return read(language, name)
        return as_it_was(language, name, path.stat().st_size, path.stat().st_mtime_ns)

    monkeypatch.setattr(word_files, "_read", read_again)
    monkeypatch.setattr(word_files, "pending", word_files.pending.__wrapped__)
    fresh = cache(EVIDENCE.load_evidence.__wrapped__)
    for module in (EVIDENCE, library_check):
        monkeypatch.setattr(module, "load_evidence", fresh)
    return shelf


def list_documents() -> Mapping[str, Any]:
    """Return the documents by id, as they were read last."""
    made: Mapping[str, Any] = vars(LIBRARY)["library"]()
    return made


def reread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library see new files, as a new process does."""
    for name in ("_ids", "_read_shipped", "library"):
        monkeypatch.setattr(LIBRARY, name, cache(getattr(LIBRARY, name).__wrapped__))
    for module in (EVIDENCE, LOOKUP):
        monkeypatch.setattr(module, "library", list_documents)


@pytest.mark.parametrize(
    "parent",
    [
        pytest.param(key, marks=() if number % 4 == 0 else pytest.mark.slow)
        for number, key in enumerate(RELEASED)
    ],
)
def test_each_released_document_can_be_a_parent(parent: str, desk: Path) -> None:
    old = documents.library()[parent]
    key = f"{old.index}-methodology-2099"
    path, evidence_path = draft_document(parent, key)
    new = documents.load_document(path)
    assert (new.id, new.predecessor, new.changes, new.errata) == (key, parent, (), ())
    assert new.editions == (max(documents.editions_in_force(old)) + 1,)
    # One rule for days and editions: they follow the whole period, mandate included.
    first, last = documents.validity(old)
    assert first is not None and last is not None
    assert new.valid_from is not None and new.valid_until is not None
    assert (new.valid_from - last).days == 1
    assert new.valid_from.year <= new.editions[0] <= new.valid_until.year
    assert abs((new.valid_until - new.valid_from) - (last - first)).days <= 1
    assert (new.nodes, new.leaves, new.baskets) == (old.nodes, old.leaves, old.baskets)
    evidence = read_evidence(evidence_path.read_bytes(), evidence_path.name)
    assert check(evidence, new, evidence_path.name) == []
    assert evidence.standing == "draft"
    assert {entry.mark for entry in evidence.constants.values()} == {"unverified"}


@pytest.mark.slow
def test_the_evidence_says_what_the_parent_had(desk: Path) -> None:
    _, path = draft_document("idi-methodology-2023", KEY)
    text = path.read_text("utf-8")
    assert (
        '[constants."scale"]\nvalue = "100"\n'
        'mark = "unverified"  # idi-methodology-2023: printed\nsources = ["idi-2024-annex-1"]\n'
    ) in text
    assert '[constants."valid_from"]\nvalue = "2027-11-01"\nmark = "unverified"\n' in text


@pytest.mark.slow
def test_words_refer_to_the_parent_and_the_title_is_marked_elsewhere(desk: Path) -> None:
    draft_document("idi-methodology-2023", KEY)
    for language in i18n.LANGUAGES:
        own, parent = (
            i18n.text(f"documents/{key}", "summary", language)
            for key in (KEY, "idi-methodology-2023")
        )
        assert own == parent
    title = "ICT Development Index: idi-methodology-2099 (draft)"
    assert i18n.text(f"documents/{KEY}", "title", "en") == title
    assert i18n.text(f"documents/{KEY}", "title", "fr") == f"[en] {title}"
    assert word_files.pending()[f"documents/{KEY}/title"] == ("fr", "es", "ar", "ru", "zh")


@pytest.mark.parametrize(
    ("parent", "key", "code"),
    [
        ("idi-methodology-1999", KEY, "methodology.unknown"),
        ("idi-methodology-2017-draft-14", KEY, "methodology.unknown"),
        ("idi-methodology-2023", "idi-methodology-2017", "methodology.draft-name"),
        ("idi-methodology-2023", "ipb-methodology-2099", "methodology.draft-name"),
        ("idi-methodology-2023", "../idi-methodology-2099", "methodology.draft-name"),
    ],
)
def test_other_names_are_refused(desk: Path, parent: str, key: str, code: str) -> None:
    before = sorted(desk.rglob("*"))
    with pytest.raises(UnknownMethodologyError) as caught:
        draft_document(parent, key)
    assert caught.value.code == code
    assert sorted(desk.rglob("*")) == before
    assert "idi-methodology-2028" in str(caught.value) or code == "methodology.unknown"


def test_an_installed_package_gets_no_draft(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_data, "_PACKAGE", desk.parent)
    with pytest.raises(FrozenDocumentError) as caught:
        draft_document("idi-methodology-2023", KEY)
    assert caught.value.code == "frozen.installed"


def named(call: Callable[[], object]) -> dict[str, str]:
    """The codes of all faults, with the document, file or key of each."""
    with pytest.raises(IctindexError) as caught:
        call()
    assert isinstance(caught.value, DocumentError)
    assert caught.value.code == "methodology.faults"
    return {
        fault.code: str(fault.details.get("key", fault.details.get("document")))
        for fault in caught.value.faults
    }


@pytest.mark.slow
def test_a_sound_library_has_its_digests(desk: Path) -> None:
    assert list(check_library()) == RELEASED


@pytest.mark.slow
def test_the_faults_of_all_stages_are_named_at_once(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, evidence = draft_document("idi-methodology-2023", KEY)
    text = path.read_text("utf-8").replace("changes = []", 'changes = ["another-scale"]')
    path.write_text(text.replace("minimum_official = 5", "minimum_official = 6"), "utf-8")
    reread(monkeypatch)
    assert named(check_library) == {
        "evidence.other-value": "inclusion.minimum_official",
        "document.no-words": f"documents/{KEY}/changes/another-scale",
        "frozen.new": KEY,
    }
    evidence.unlink()
    assert named(check_library) == {
        "evidence.no-file": KEY,
        "document.no-words": f"documents/{KEY}/changes/another-scale",
        "frozen.new": KEY,
    }


@pytest.mark.slow
def test_a_document_that_cannot_be_read_does_not_hide_the_others(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = draft_document("idi-methodology-2023", KEY)
    path.write_text(path.read_text("utf-8").replace("scale = 100", "scala = 100"), "utf-8")
    (desk / "evidence" / "idi-methodology-2017.toml").unlink()
    reread(monkeypatch)
    assert named(check_library) == {
        "document.unknown-key": "scala",
        "evidence.no-file": "idi-methodology-2017",
    }


@pytest.mark.slow
def test_a_draft_is_not_the_last_document(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = documents.latest("idi")
    edition = max(documents.editions_in_force(last))
    draft_document(last.id, KEY)
    reread(monkeypatch)
    assert documents.latest("idi").id == last.id
    assert documents.document_for("idi", edition).id == last.id
    with pytest.raises(UnknownMethodologyError) as caught:
        documents.document_for("idi", edition + 1)
    assert caught.value.code == "methodology.ran-out"


@pytest.mark.slow
@pytest.mark.parametrize("editions", ["[2026]", "[2025]", "[2029]"])
def test_a_draft_changes_nothing_of_documents_in_force(
    desk: Path, monkeypatch: pytest.MonkeyPatch, editions: str
) -> None:
    """Also if its days and editions are within the period of its parent."""

    def in_force() -> dict[str, object]:
        reread(monkeypatch)
        return {
            key: (
                documents.standing_of(document),
                documents.validity(document),
                documents.editions_in_force(document),
                documents.fitting_editions(document, range(2010, 2040)),
            )
            for key, document in list_documents().items()
            if key in RELEASED
        }

    def refusal(edition: int) -> str:
        with pytest.raises(UnknownMethodologyError) as caught:
            documents.document_for("ipb", edition)
        return str(caught.value)

    before, refused = in_force(), [refusal(year) for year in (1999, 2035)]
    last = max(documents.editions_in_force(documents.latest("ipb")))
    path, _ = draft_document("ipb-methodology-2025", "ipb-methodology-2098")
    text = path.read_text("utf-8").replace("editions = [2029]", f"editions = {editions}")
    path.write_text(text.replace("valid_from = 2029", "valid_from = 2026"), "utf-8")
    evidence = desk / "evidence" / path.name
    content = evidence.read_text("utf-8").replace('"2029-01-01"', '"2026-01-01"')
    listed = editions.strip("[]")
    evidence.write_text(content.replace('value = "2029"', f'value = "{listed}"'), "utf-8")
    assert in_force() == before
    assert "ipb-methodology-2098" in list_documents()
    assert [refusal(year) for year in (1999, 2035)] == refused
    for edition in range(2008, last + 1):
        assert documents.document_for("ipb", edition).id in RELEASED
    if editions == "[2029]":
        assert "2029" not in refusal(2029).partition("Editions with a methodology")[2]
