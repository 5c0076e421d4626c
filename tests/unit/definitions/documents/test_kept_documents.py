"""Documents that a release named are kept by digest: none is lost, changed or written twice."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from ictindex.core import package_data
from ictindex.core.errors import FrozenDocumentError
from ictindex.definitions import documents
from ictindex.definitions.documents import kept_documents, toml_reader

# Whatever a round, a receipt or an edition of a release names. No line may ever go.
NEVER_LOST = {
    kept_documents.RULES: {
        "71ed89244eda89ac2b998c89808e52dd9bf5ec7f2b0a442c84f88290f644cdb7",
    },
    kept_documents.QUESTIONNAIRES: {
        "2c99ba688f1afa20d441d8c521476352909995af2e1d6eb9c04d50bcac68069f",
    },
    kept_documents.RATES: {
        "4611955739634115ce5c6359689c935c14f430c875e06857f7f3ec6c92ae7800",
    },
}
BUDGET = 2_000_000  # bytes of all that is kept; a wheel has at most 20 MB


@pytest.mark.parametrize("kind", kept_documents.KINDS)
def test_nothing_that_was_released_is_lost(kind: str) -> None:
    kept = kept_documents.list_kept(kind)
    assert NEVER_LOST[kind] <= set(kept)
    for digest in kept:
        assert kept_documents.read_kept(kind, digest)


def test_every_file_is_kept_once_under_its_digest_and_is_used() -> None:
    shelf = package_data.folder("methodology") / "kept"
    files = {path.stem: path.read_bytes() for path in shelf.glob("files/*.txt")}
    assert {hashlib.sha256(content).hexdigest() for content in files.values()} == {*files}
    used = {
        digest
        for path in shelf.glob("*/*.json")
        for digest in json.loads(path.read_bytes())["files"].values()
    }
    assert used == {*files}
    assert sum(map(len, files.values())) < BUDGET


def test_no_digest_is_a_path() -> None:
    for digest in ("", "../rules/0", "0" * 63, "sha256:", "g" * 64, "0" * 64):
        assert kept_documents.read_kept(kept_documents.RULES, digest) is None


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of what is kept, which is used in place of the original."""
    here = package_data.folder("methodology")
    copied = tmp_path / "methodology"
    shutil.copytree(here / "kept", copied / "kept")
    monkeypatch.setattr(package_data, "folder", lambda name: copied)
    return copied / "kept"


def test_a_changed_file_is_refused(shelf: Path) -> None:
    (digest,) = NEVER_LOST[kept_documents.RATES]
    listed = json.loads((shelf / "rates" / f"{digest}.json").read_bytes())["files"]
    path = shelf / "files" / f"{listed['derivations.toml']}.txt"
    path.write_bytes(path.read_bytes().replace(b"factor = 100", b"factor = 10", 1))
    with pytest.raises(FrozenDocumentError) as caught:
        kept_documents.read_kept(kept_documents.RATES, digest)
    assert caught.value.code == "frozen.kept-changed"


def test_what_is_kept_is_read_again_and_kept_once(shelf: Path) -> None:
    digest, files = "1" * 64, {"a.toml": b"x = 1\r\n", "b.toml": b"x = 1\n"}
    before = len(list(shelf.glob("files/*")))
    assert kept_documents.keep(kept_documents.RATES, digest, files)
    assert not kept_documents.keep(kept_documents.RATES, digest, {"a.toml": b"x = 2\n"})
    again = kept_documents.read_kept(kept_documents.RATES, digest)
    assert again == {"a.toml": b"x = 1\n", "b.toml": b"x = 1\n"}
    assert len(list(shelf.glob("files/*"))) == before + 1
    assert toml_reader.parse(again["a.toml"], "a.toml") == {"x": 1}


def test_an_installed_package_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_data, "is_installed", lambda path: True)
    with pytest.raises(FrozenDocumentError) as caught:
        kept_documents.keep(kept_documents.RATES, "2" * 64, {"a.toml": b""})
    assert caught.value.code == "frozen.installed"


def test_a_release_has_what_it_names() -> None:
    """After the first release, rules, questions and rates are kept before the next one."""
    from ictindex.submissions.closed.pins import todays_pins

    released = toml_reader.read_toml(package_data.folder("methodology") / "FROZEN.toml")["released"]
    pins = todays_pins(2027)
    named = {
        kept_documents.RULES: pins.rules,
        kept_documents.QUESTIONNAIRES: pins.questionnaire.removeprefix("sha256:"),
        kept_documents.RATES: pins.catalogue,
    }
    left = {kind for kind, key in named.items() if key not in kept_documents.list_kept(kind)}
    assert not (released and left), f"run `ictindex methodology freeze`: {sorted(left)}"
    assert documents.check_frozen()
