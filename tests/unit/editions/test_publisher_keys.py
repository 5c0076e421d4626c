"""An official edition is the publisher's: its keys, its signature, and what others can forge."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import edition_cases as cases
import pytest
from edition_cases import refused
from edition_making import STANDALONE, both
from offices import NAME, VALID_FROM, office, private
from small_cases import small_cases

import ictindex as ict
from ictindex.core.canonical import encode_record
from ictindex.core.errors import DamagedArchiveError, UsageError
from ictindex.editions import publisher_chain
from ictindex.editions.publisher_checks import PublisherCheck
from ictindex.editions.publisher_keys import signer_of
from ictindex.editions.storage import signature_files
from ictindex.editions.storage.commit import commit, recover
from ictindex.language import i18n

OTHER = "sha256:" + "0" * 64
CORRECTION = {
    "economy": "BRA", "indicator": "internet-users", "corrected": "81.5",
    "reason": "The survey was revised.", "date": "2024-09-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    folder = tmp_path_factory.mktemp("first")
    return cases.publish(folder / "editions", folder / "in")


@pytest.fixture
def edition(first: ict.editions.Edition, tmp_path: Path) -> ict.editions.Edition:
    """An official edition of an office with a chain of one key."""
    return cases.copied(first, tmp_path / "editions")


def key(number: int = 0) -> ict.editions.PublisherKey:
    return ict.editions.PublisherKey(private(number))


def state(path: Path, fingerprint: str | None = None) -> str:
    return both(path, publisher=fingerprint).publisher.state


def chain_file(edition: ict.editions.Edition, number: int = 0) -> Path:
    return edition.path.parent / "publisher" / f"{number:04}.json"


def signature_file(edition: ict.editions.Edition) -> Path:
    (file,) = (edition.path.parent / "signatures").iterdir()
    return file


def rewritten(file: Path, number: int, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a record of the chain of keys and sign it again, with the key of a number."""
    stated = json.loads(file.read_bytes())
    del stated["signature"]
    change(stated)
    signature = key(number).sign(publisher_chain.message(stated))
    file.write_bytes(encode_record({**stated, "signature": signature.hex()}))


# ---------------------------------------------------------------- publishing


def test_nobody_publishes_officially_without_the_key(tmp_path: Path) -> None:
    """Row 7 of the trial: publisher="anybody", one economy, no key gave an official idi-2024."""
    for publisher in ("", "anybody", NAME):
        with refused("archive.signature-needed"):
            cases.publish(tmp_path / "e", tmp_path / "in", publisher=publisher)
    assert not (tmp_path / "e" / "register").exists()
    table = ict.read_observations(tmp_path / "in" / "bra.csv")
    with refused("archive.signature-needed"):
        ict.editions.release_data(
            cases.receipt(table), tmp_path / "e", name="q", released="2024-03-01",
            publisher=NAME,
        )  # fmt: skip


def test_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ict.errors.RefusedEditionError) as error:
        cases.publish(tmp_path / "e", tmp_path / "in", publisher="anybody")
    assert (
        "An official edition is signed by its publisher, and no key was given. Publish with the "
        "publisher's key (--key, PublisherKey): 'ictindex publisher new' makes one. Without a key, "
        "publish a reconstruction or a demonstration."
    ) in str(error.value)


def test_an_official_edition_bears_its_publishers_signature(edition: ict.editions.Edition) -> None:
    fingerprint = ict.editions.read_publisher(edition.path.parent).fingerprint
    report = both(edition.path)
    assert (report.verdict, report.publisher.state) == ("intact", "signed")
    assert report.publisher.describe("en") == (
        f"Signed with a key in this folder that bears the name {NAME}. Whose key it is, only the "
        f"fingerprint shows: compare {fingerprint} with the one that the publisher printed."
    )
    pinned = both(edition.path, publisher=fingerprint)
    assert (bool(pinned), pinned.publisher.state) == (True, "signed-pinned")
    assert pinned.publisher.describe("en") == (
        f"Signed by its publisher, {NAME}, with a key of the chain whose fingerprint was given."
    )
    opened = ict.open_edition(edition.path)
    assert (opened.kind, opened.id, opened.publisher) == ("official", "idi-2024", NAME)
    assert ict.editions.list_editions(edition.path.parent)[0].kind == "official"


def test_the_report_says_first_who_signed(edition: ict.editions.Edition) -> None:
    lines = [line for line in ict.verify(edition.path).to_text("en").splitlines() if line]
    assert lines[2].startswith("Signed with a key in this folder that bears the name")
    signature_file(edition).unlink()
    lines = [line for line in ict.verify(edition.path).to_text("en").splitlines() if line]
    assert lines[2] == "Not signed by its publisher. This is not an official edition."


def test_the_fingerprint_is_the_digest_of_the_first_record(edition: ict.editions.Edition) -> None:
    import hashlib

    content = chain_file(edition).read_bytes()
    digest = hashlib.sha256(b"ictindex:publisher:1\n" + content).hexdigest()
    assert ict.editions.read_publisher(edition.path.parent).fingerprint == f"sha256:{digest}"


@small_cases("name", ["ITU", "МСЭ", "国际电联", "lTU", "UIT, Genève"])
def test_nobody_takes_a_reserved_name(tmp_path: Path, name: str) -> None:
    with refused("publisher.reserved"):
        cases.reconstruction(tmp_path / "e", publisher=name)
    with refused("publisher.reserved"):
        ict.editions.new_publisher(tmp_path / "e", private(), name, valid_from=VALID_FROM)
    with refused("publisher.reserved"):
        ict.editions.new_key(tmp_path / "key.pem", name, valid_from=VALID_FROM)
    assert not (tmp_path / "e").exists() and not (tmp_path / "key.pem").exists()


def test_a_reserved_name_in_a_chain_made_by_hand_is_not_believed(
    edition: ict.editions.Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made with a copy of the library that does not refuse the name."""
    folder = edition.path.parent / "other"
    with monkeypatch.context() as patched:
        for module in ("keys", "publisher_keys", "publish_common"):
            patched.setattr(f"ictindex.editions.{module}.refuse_reserved", lambda *_: None)
        made = cases.publish(folder, folder / "in", publisher=office(folder, "ITU"))
    report = ict.verify(made.path)
    assert report.publisher.state == "reserved-name"
    assert report.publisher.describe("en") == (
        "Not signed by its publisher: it names ITU, and this key is not known to belong to ITU. "
        "This is not an official edition."
    )
    assert ict.open_edition(made.path).kind == "unsigned"


@pytest.mark.parametrize(
    ("number", "released", "code"),
    [(1, "2024-06-27", "publisher.key-not-in-force"), (0, "1999-12-31", "publisher.key-not-valid")],
)
def test_only_a_key_in_force_publishes(
    tmp_path: Path, number: int, released: str, code: str
) -> None:
    office(tmp_path / "e")
    with refused(code):
        cases.publish(tmp_path / "e", tmp_path / "in", publisher=key(number), released=released)


def test_a_folder_without_a_chain_has_no_publisher(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no keys of a publisher") as error:
        cases.publish(tmp_path / "e", tmp_path / "in", publisher=key())
    assert error.value.code == "publisher.none"


# ---------------------------------------------------------------- in every view


def test_an_unsigned_edition_is_intact_and_called_official_nowhere(
    edition: ict.editions.Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(edition.path.parent / "signatures")
    shutil.rmtree(edition.path.parent / "publisher")
    report = both(edition.path, root=edition.root)
    assert (report.verdict, report.publisher.state) == ("intact-pinned", "unsigned")
    opened = ict.open_edition(edition.path)
    assert isinstance(opened, ict.Result)
    assert (opened.id, opened.kind) == ("idi-2024", "unsigned")
    assert set(opened.to_frame()["result_kind"]) == {"unsigned"}
    assert opened.head()["result_kind"] == "unsigned"
    listed = ict.editions.list_editions(edition.path.parent)
    assert listed[0].kind == "unsigned" and listed.to_frame()["kind"].tolist() == ["unsigned"]
    for language in i18n.LANGUAGES:
        words = i18n.label("kinds", "official", language)
        text = opened.to_text(language)
        assert words not in text.splitlines()
        assert i18n.label("kinds", "unsigned", language) in text
        assert i18n.label("editions/kinds", "unsigned", language) in listed.to_text(language)
    assert "Not signed by its publisher. This is not an official edition." in opened.notices("en")
    assert ict.editions.recompute(edition.path).identical


def test_a_page_of_an_official_edition_says_on_what_it_depends(
    edition: ict.editions.Edition,
) -> None:
    words = "Official only with the signature of its publisher: verify.py says whether"
    assert words in (edition.path / "index.html").read_text(encoding="utf-8")
    assert words in (edition.path / "README.txt").read_text(encoding="utf-8")


def test_a_copy_without_its_register_is_not_shown_to_be_official(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    alone = tmp_path / "alone" / "idi-2024"
    shutil.copytree(edition.path, alone)
    assert state(alone) == "unsigned"
    assert ict.open_edition(alone).kind == "unsigned"
    # With the register stated, its publisher's keys and signatures are there too.
    report = both(alone, register=edition.path.parent / "register")
    assert report.publisher.state == "signed"


@small_cases("language", i18n.LANGUAGES)
def test_each_state_has_words_in_each_language(language: str) -> None:
    seen = set()
    for name in (
        "signed", "signed-pinned", "unsigned", "other-fingerprint", "other-name", "reserved-name",
        "chain-broken", "two-chains", "not-intact",
    ):  # fmt: skip
        check = PublisherCheck(name, "official", "A", "B", OTHER)
        seen.add(check.describe(language))
        assert ("sha256" in check.describe(language)) == (name == "signed")
    assert len(seen) == 9


# ---------------------------------------------------------------- forged


def test_a_signature_of_another_edition_is_none_of_this_one(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    folder = edition.path.parent
    path = cases.written(tmp_path / "more", cases.rows())
    data = ict.editions.release_data(
        cases.receipt(ict.read_observations(path)), folder, name="q", released="2024-07-01",
        publisher=office(folder),
    )  # fmt: skip
    assert state(data.path) == state(edition.path) == "signed"
    mine, theirs = sorted((folder / "signatures").iterdir(), reverse=True)
    assert mine.name.startswith("idi-2024.")
    stated = json.loads(theirs.read_bytes())
    for copied in (stated, stated | {"id": "idi-2024"}, stated | {"root": edition.root}):
        mine.write_bytes(encode_record(copied))
        assert state(edition.path) == "unsigned"


def test_a_signature_by_a_stranger_or_of_another_head_does_not_count(
    edition: ict.editions.Edition,
) -> None:
    file = signature_file(edition)
    stated = json.loads(file.read_bytes())
    del stated["signature"], stated["schema"]

    def signed(owner: int, **other: Any) -> str:
        about = stated | {"key": key(owner).public} | other
        signature = key(owner).sign(signature_files.message(about))
        file.write_bytes(signature_files.content_of(about, signature))
        return state(edition.path)

    assert signed(0) == "signed"
    assert signed(1) == "unsigned"
    assert signed(0, head=OTHER) == signed(0, number=7) == signed(0, root=OTHER) == "unsigned"
    assert signed(0, date="2024-06-26") == "unsigned"  # before the release
    assert signed(0, date="2024-06-28") == "signed"


@pytest.mark.slow
def test_the_chain_replaced_whole_is_found_out_by_the_printed_fingerprint_alone(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    """Everything of a folder can be made again: that it fits together proves nothing."""
    printed = ict.editions.read_publisher(edition.path.parent).fingerprint
    forged = tmp_path / "forged"
    ict.editions.new_publisher(forged, private(5), NAME, valid_from=VALID_FROM)
    lines = cases.rows(values={**cases.VALUES, "internet-users": "99"})
    other = cases.publish(forged, tmp_path / "in2", lines, publisher=key(5))
    assert (other.id, state(other.path)) == ("idi-2024", "signed")
    report = both(other.path, publisher=printed)
    assert (report.verdict, report.publisher.state) == ("intact", "other-fingerprint")
    assert not report and report.intact and report._is_refuted
    assert report.publisher.describe("en") == (
        "Not signed by its publisher: the keys in this folder do not have the fingerprint that was "
        "given. This is not an official edition."
    )
    done = subprocess.run(
        [sys.executable, "-I", STANDALONE / "verify.py", other.path, "--publisher", printed],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == [
        "intact", "not signed by its publisher: not an official edition (another fingerprint)",
    ]  # fmt: skip


def test_another_offices_chain_does_not_make_it_official(edition: ict.editions.Edition) -> None:
    shutil.rmtree(edition.path.parent / "publisher")
    shutil.rmtree(edition.path.parent / "signatures")
    ict.editions.new_publisher(edition.path.parent, private(3), "Stranger", valid_from=VALID_FROM)
    ict.editions.sign(edition.path, private(3), date="2024-07-01")
    assert state(edition.path) == "other-name"


def test_two_chains_show_nothing(edition: ict.editions.Edition, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "idi-2024"
    shutil.copytree(edition.path, alone)
    ict.editions.new_publisher(alone.parent, private(3), NAME, valid_from=VALID_FROM)
    report = both(alone, register=edition.path.parent / "register")
    assert report.publisher.state == "two-chains"


@pytest.mark.parametrize("content", [b"", b"{}\n", b"{", b"\xff"])
def test_a_chain_that_cannot_be_read_is_broken(
    edition: ict.editions.Edition, content: bytes
) -> None:
    chain_file(edition).write_bytes(content)
    assert state(edition.path) == "chain-broken"
    with pytest.raises(DamagedArchiveError) as error:
        ict.editions.read_publisher(edition.path.parent)
    assert error.value.code == "publisher.unsound"


# ---------------------------------------------------------------- a key changes


def changed(folder: Path, number: int = 1, **other: Any) -> ict.editions.PublisherChain:
    options = {"date": "2025-01-01", **other}
    return ict.editions.change_publisher_keys(folder, key(), private(number), **options)


@pytest.mark.slow
def test_a_key_changes_and_the_printed_fingerprint_stays(edition: ict.editions.Edition) -> None:
    folder = edition.path.parent
    before = ict.editions.read_publisher(folder)
    after = changed(folder)
    assert (after.fingerprint, after.name) == (before.fingerprint, NAME)
    assert [each.public for each in after.keys] == [key(1).public]
    for fingerprint in (after.fingerprint, after.current):
        assert state(edition.path, fingerprint) == "signed-pinned"
    with refused("publisher.key-not-in-force"):
        ict.editions.publish_erratum(edition.path, **CORRECTION, role=key())
    with refused("publisher.key-not-valid"):  # the new key signs from its first day on
        ict.editions.publish_erratum(edition.path, **CORRECTION, role=key(1))
    made = ict.editions.publish_erratum(
        edition.path, **{**CORRECTION, "date": "2025-02-01"}, role=key(1)
    )
    assert not ict.open_edition(edition.path).errata[0].unsigned
    assert made.role == "publisher"


def test_both_keys_are_in_force_if_the_first_is_kept(edition: ict.editions.Edition) -> None:
    chain = changed(edition.path.parent, keep=True)
    assert {each.public for each in chain.keys} == {key().public, key(1).public}
    with refused("publisher.key-known"):
        changed(edition.path.parent)


def test_who_left_signs_nothing_more_whatever_date_they_state(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    """The former key is still valid on the date that it states: the register knows better."""
    folder = edition.path.parent
    head = {"type": "erratum", "id": edition.id, "root": edition.root, "date": "2024-12-31"}
    sign = signer_of(folder, key(), head, dt.date(2024, 12, 31))
    changed(folder)
    about = {"reason": "x", "role": "publisher"}

    def forged(number: int, digest: str) -> bytes:
        stated = {
            "id": edition.id, "root": edition.root, "number": number, "head": digest,
            "date": "2024-12-31", "key": key().public,
        }  # fmt: skip
        signature = key().sign(signature_files.message(stated))
        return signature_files.content_of(stated, signature)

    with refused("publisher.key-not-in-force"):  # the library asks again under the lock
        commit(folder, {**head, "details": about}, sign=sign)
    commit(folder, {**head, "type": "withdrawal", "details": about}, sign=forged)
    report = both(edition.path)
    assert report.publisher.state == "signed" and report.unsigned == frozenset({1})


def test_a_gap_in_the_chain(edition: ict.editions.Edition) -> None:
    changed(edition.path.parent)
    chain_file(edition).rename(chain_file(edition, 2))
    assert state(edition.path) == "chain-broken"
    with pytest.raises(DamagedArchiveError, match=r"lacks 'publisher/0000\.json'") as error:
        ict.editions.read_publisher(edition.path.parent)
    assert error.value.code == "publisher.gap"


def test_a_later_record_signed_by_a_stranger(edition: ict.editions.Edition) -> None:
    changed(edition.path.parent)
    rewritten(chain_file(edition, 1), 1, lambda stated: stated.update(key=key(1).public))
    assert state(edition.path) == "chain-broken"
    with pytest.raises(DamagedArchiveError, match="is not signed with a valid key") as error:
        ict.editions.read_publisher(edition.path.parent)
    assert error.value.code == "publisher.stranger"


@pytest.mark.parametrize(
    "change",
    [
        {"number": 7}, {"previous": OTHER}, {"name": "Stranger"}, {"date": "1999-12-31"},
        {"keys": []}, {"register": {"records": -1, "head": ""}}, {"more": 1}, {"schema": 2},
    ],
)  # fmt: skip
def test_a_record_of_another_form_or_chain(
    edition: ict.editions.Edition, change: dict[str, Any]
) -> None:
    """Signed by the right key all the same."""
    changed(edition.path.parent)
    rewritten(chain_file(edition, 1), 0, lambda stated: stated.update(change))
    assert state(edition.path) == "chain-broken"


def test_a_chain_of_another_register_is_not_that_of_this_one(
    edition: ict.editions.Edition,
) -> None:
    changed(edition.path.parent)
    other = {"records": 1, "head": OTHER}
    rewritten(chain_file(edition, 1), 0, lambda stated: stated.update(register=other))
    assert state(edition.path) == "chain-broken"


def test_a_key_that_ended_changes_nothing_more(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    ict.editions.new_publisher(
        folder, private(), NAME, valid_from="2024-01-01", valid_until="2024-12-31"
    )
    with refused("publisher.key-not-valid"):
        changed(folder)
    assert changed(folder, date="2024-12-31").records[-1].date == dt.date(2024, 12, 31)
    with refused("publisher.there"):
        ict.editions.new_publisher(folder, private(2), NAME, valid_from=VALID_FROM)


# ---------------------------------------------------------------- errata and withdrawals


@pytest.mark.parametrize("role", ["user", "focal-point", "compiler", "anybody"])
def test_only_the_publisher_puts_anything_on_record(
    edition: ict.editions.Edition, role: str
) -> None:
    with pytest.raises(ict.errors.RefusedEditionError) as error:
        ict.editions.publish_erratum(edition.path, **CORRECTION, role=role)
    assert str(error.value) == (
        "Only the publisher puts an erratum, a retraction or a withdrawal on record, not "
        f"'{role}'. Report the error to the publisher of the edition: the cell, the value that you "
        "believe right, and how you know it."
    )


@pytest.mark.slow
def test_a_record_about_an_official_edition_needs_the_key(edition: ict.editions.Edition) -> None:
    calls: list[Callable[..., Any]] = [
        lambda **role: ict.editions.publish_erratum(edition.path, **CORRECTION, **role),
        lambda **role: ict.editions.retract_erratum(
            edition.path, 1, reason="It was right.", date="2024-09-02", **role
        ),
        lambda **role: ict.editions.withdraw(
            edition.path, reason="Wrong file", date="2024-09-03", **role
        ),
    ]
    for call in calls:
        with refused("erratum.signature-needed"):
            call(role="publisher")
        with refused("publisher.key-not-in-force"):
            call(role=key(1))
        call(role=key())
    report = both(edition.path)
    assert (report.errata, report.retracted, report.withdrawn) == (1, 1, True)
    assert report.unsigned == frozenset()
    assert len(list((edition.path.parent / "signatures").iterdir())) == 4


def test_a_record_that_a_stranger_adds_is_shown_as_not_the_publishers(
    edition: ict.editions.Edition,
) -> None:
    ict.editions.publish_erratum(edition.path, **CORRECTION, role=key())
    about = {"id": edition.id, "root": edition.root, "date": "2024-09-08"}
    commit(edition.path.parent, {
        **about, "type": "withdrawal", "details": {"reason": "Enough", "role": "publisher"},
    })  # fmt: skip
    report = both(edition.path)
    assert report.unsigned == frozenset({2})
    assert (
        "Records about it that its publisher did not sign, and that do not speak for the "
        "publisher: 1."
    ) in report.to_text("en")
    opened = ict.open_edition(edition.path)
    assert not opened.errata[0].unsigned
    assert opened.withdrawal is not None
    assert opened.withdrawal.describe("en") == (
        "The publisher of the edition did not sign this record. Withdrawn on 2024-09-08: its "
        "figures are not to be used. Reason: Enough"
    )


def test_an_edition_of_another_publisher_is_not_corrected_here(
    edition: ict.editions.Edition,
) -> None:
    shutil.rmtree(edition.path.parent / "publisher")
    ict.editions.new_publisher(edition.path.parent, private(3), "Stranger", valid_from=VALID_FROM)
    with refused("publisher.other-name"):
        ict.editions.publish_erratum(edition.path, **CORRECTION, role=key(3))


@pytest.mark.slow
def test_a_reconstruction_needs_no_key(tmp_path: Path) -> None:
    made = cases.reconstruction(tmp_path / "e")
    ict.editions.publish_erratum(made.path, **CORRECTION)
    assert not (tmp_path / "e" / "signatures").exists()
    report = both(made.path)
    assert report.publisher.describe("en") == (
        "Not signed by its publisher. It is a reconstruction, not an official edition."
    )
    assert report.unsigned == frozenset() and not ict.open_edition(made.path).errata[0].unsigned


def test_an_edition_published_before_there_was_a_chain_is_signed_later(
    edition: ict.editions.Edition,
) -> None:
    """An edition of an earlier version: its publisher begins a chain, and signs it."""
    folder = edition.path.parent
    shutil.rmtree(folder / "signatures")
    shutil.rmtree(folder / "publisher")
    assert state(edition.path) == "unsigned"
    office(folder)
    assert state(edition.path) == "unsigned"
    ict.editions.sign(edition.path, private(), date="2026-01-01")
    assert state(edition.path) == "signed"


# ---------------------------------------------------------------- in the same commit


def test_the_signature_is_there_as_soon_as_the_record_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends right after the link that is the commit."""
    import os

    folder, real = tmp_path / "e", os.link

    def ends(source: Any, target: Any) -> None:
        real(source, target)
        if "register" in str(target):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        office(folder)
        patched.setattr(os, "link", ends)
        with pytest.raises(KeyboardInterrupt):
            cases.publish(folder, tmp_path / "in")
    assert [path.name[:11] for path in (folder / "signatures").iterdir()] == [".signature-"]
    assert ict.editions.list_editions(folder)[0].kind == "official"  # completes the folder too
    recover(folder)
    assert state(folder / "idi-2024") == "signed"
    names = [path.name for path in (folder / "signatures").iterdir()]
    assert names == [f"idi-2024.{key().public[:16]}.00000000.json"]


def test_what_was_not_committed_leaves_no_signature(
    edition: ict.editions.Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    def refuses(*_: Any) -> None:
        raise PermissionError(13, "denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", refuses)
        with pytest.raises(ict.errors.ArchiveError):
            ict.editions.publish_erratum(edition.path, **CORRECTION, role=key())
    assert len(list((edition.path.parent / "signatures").iterdir())) == 1
    # A process that was killed before the link leaves one that counts for nothing.
    stated = json.loads(signature_file(edition).read_bytes()) | {"number": 1, "head": OTHER}
    del stated["signature"], stated["schema"]
    left = edition.path.parent / "signatures" / ".signature-0123456789abcdef.json"
    signature = key().sign(signature_files.message(stated))
    left.write_bytes(signature_files.content_of(stated, signature))
    assert len(ict.editions.read_signatures(edition.path)) == 1
    recover(edition.path.parent)
    assert not left.exists() and state(edition.path) == "signed"


# ---------------------------------------------------------------- without the package


@pytest.mark.slow
def test_signatures_are_checked_without_any_package(edition: ict.editions.Edition) -> None:
    code = (
        "import sys; sys.modules['cryptography'] = None\n"
        "import ictindex as ict\n"
        f"print(ict.verify({str(edition.path)!r}).publisher.state)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "signed", done.stderr


def test_the_commands_begin_change_and_show_the_keys(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ictindex.apps.cli.command_tree import app

    def run(*words: object) -> str:
        done = CliRunner().invoke(app, ["publisher", *map(str, words)])
        assert done.exit_code == 0, done.exception
        return " ".join(done.stdout.split())

    folder, pem, fresh = tmp_path / "e", tmp_path / "office.pem", tmp_path / "next.pem"
    made = run("new", folder, "--key", pem, "--name", NAME, "--from", "2024-01-01")
    fingerprint = ict.editions.read_publisher(folder).fingerprint
    assert f"Fingerprint of its keys: {fingerprint}." in made
    words = run("change", folder, "--key", pem, "--new", fresh, "--date", "2025-01-01")
    assert f"The printed fingerprint stays {fingerprint};" in words
    shown = json.loads(run("show", folder, "--json"))
    assert (shown["name"], shown["fingerprint"], shown["records"]) == (NAME, fingerprint, 2)
    assert [each["valid_from"] for each in shown["keys"]] == ["2025-01-01"]
    assert f"Publisher: {NAME}. Fingerprint: {fingerprint}." in run("show", folder)


@pytest.mark.slow
def test_the_names_in_the_docs_and_tests_are_invented() -> None:
    """Nothing in the project publishes in ITU's name."""
    import re

    root = Path(__file__).resolve().parents[3]
    pattern = re.compile(
        r"""publisher["']?\s*[:=]\s*["']ITU["']|--publisher["', ]+ITU|--name["', ]+ITU\b"""
    )
    faults = [
        str(path.relative_to(root))
        for folder in ("src", "docs", "tests", "sample_data", "tools", "benchmarks")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".md", ".txt", ".ipynb", ".toml", ".json", ".sh"}
        and path.is_file()
        and "licence" not in path.name  # there a publisher is that of a source
        and pattern.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert faults == []


def test_keys_of_a_publisher_are_under_a_password(tmp_path: Path) -> None:
    folder, files = tmp_path / "e", [tmp_path / name for name in ("old.key", "new.key")]
    ict.editions.new_publisher(folder, files[0], NAME, valid_from=VALID_FROM, password="horse")
    with pytest.raises(UsageError):
        ict.editions.PublisherKey(files[0], "donkey")
    signs = ict.editions.PublisherKey(files[0], "horse")
    chain = ict.editions.change_publisher_keys(
        folder, signs, files[1], date="2025-01-01", password="staple"
    )
    with pytest.raises(UsageError):
        ict.editions.PublisherKey(files[1])
    assert ict.editions.PublisherKey(files[1], "staple").public == chain.keys[0].public
