"""Signatures: who vouches for a root and a head of the register."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from edition_cases import copied, reconstruction, refused

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.editions.storage import disk

pytest.importorskip("cryptography")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> ict.editions.Edition:
    return reconstruction(tmp_path_factory.mktemp("first") / "editions")


@pytest.fixture
def edition(first: ict.editions.Edition, tmp_path: Path) -> ict.editions.Edition:
    return copied(first, tmp_path / "editions")


def key(folder: Path, name: str, until: str | None = None) -> tuple[Path, ict.editions.Key]:
    path = folder / f"{name}.pem"
    return path, ict.editions.new_key(path, name, valid_from="2024-01-01", valid_until=until)


def states(edition: ict.editions.Edition, keys: Any = None) -> list[str]:
    return [signature.state for signature in ict.editions.read_signatures(edition.path, keys)]


def test_several_sign_and_each_is_named(edition: ict.editions.Edition, tmp_path: Path) -> None:
    held = [key(tmp_path, name) for name in ("Office A", "Office B")]
    for private, _ in held:
        ict.editions.sign(edition.path, private, date="2024-06-28")
    signatures = ict.editions.read_signatures(edition.path, [public for _, public in held])
    assert {signature.signer: signature.state for signature in signatures} == {
        "Office A": "good",
        "Office B": "good",
    }
    assert "Signed by Office A on 2024-06-28." in {item.describe("en") for item in signatures}


def test_signing_touches_neither_the_edition_nor_the_register(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, _ = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")
    report = ict.verify(edition.path, root=edition.root, head=edition.head)
    assert report.verdict == "intact-pinned"
    assert [item.id for item in ict.editions.list_editions(edition.path.parent)] == [edition.id]


def test_what_is_signed_is_root_head_and_date(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    """Verified here with the package alone, from the words of the documentation."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    private, public = key(tmp_path, "Office")
    data = json.loads(ict.editions.sign(edition.path, private, date="2024-06-28").read_bytes())
    assert (data["root"], data["head"], data["number"]) == (edition.root, edition.head, 0)
    record = {name: data[name] for name in ("id", "root", "number", "head", "date", "key")}
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.public)).verify(
        bytes.fromhex(data["signature"]), b"ictindex:signature:1\n" + text.encode() + b"\n"
    )


def test_a_key_that_is_not_listed_names_nobody(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, _ = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")
    assert states(edition) == ["key-unknown"]
    assert ict.editions.read_signatures(edition.path)[0].signer == ""


def test_a_list_next_to_the_register_is_used(edition: ict.editions.Edition, tmp_path: Path) -> None:
    private, public = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")
    ict.editions.write_keys(edition.path.parent / "keys.json", [public])
    assert states(edition) == ["good"]
    assert ict.editions.read_keys(edition.path.parent / "keys.json") == (public,)


@pytest.mark.parametrize(
    ("date", "state"),
    [("2024-06-30", "key-not-valid"), ("2024-07-01", "good"), ("2024-12-31", "good"),
     ("2025-01-01", "key-not-valid")],
)  # fmt: skip
def test_a_key_signs_within_its_validity(
    edition: ict.editions.Edition, tmp_path: Path, date: str, state: str
) -> None:
    private = tmp_path / "Office.pem"
    public = ict.editions.new_key(
        private, "Office", valid_from="2024-07-01", valid_until="2024-12-31"
    )
    if state == "key-not-valid":  # with the list at hand nobody signs so
        with refused("signature.key-not-valid"):
            ict.editions.sign(edition.path, private, date=date, keys=[public])
    ict.editions.sign(edition.path, private, date=date)
    assert states(edition, [public]) == [state]


def test_a_list_next_to_the_register_is_asked_when_signing(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office", "2024-12-31")
    ict.editions.write_keys(edition.path.parent / "keys.json", [public])
    with refused("signature.key-not-valid"):
        ict.editions.sign(edition.path, private, date="2025-01-01")
    assert not (edition.path.parent / "signatures").exists()


def test_nobody_signs_before_the_release(edition: ict.editions.Edition, tmp_path: Path) -> None:
    private, public = key(tmp_path, "Office")
    with refused("signature.before-release"):
        ict.editions.sign(edition.path, private, date="2024-06-26")
    # Made by other means, it does not count.
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = ict.editions.sign(edition.path, private, date="2024-06-27")
    assert states(edition, [public]) == ["good"]
    stated = json.loads(path.read_bytes()) | {"date": "2024-06-26"}
    signed = {name: stated[name] for name in ("id", "root", "number", "head", "date", "key")}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    held: Any = load_pem_private_key(private.read_bytes(), None)
    stated["signature"] = held.sign(b"ictindex:signature:1\n" + text.encode() + b"\n").hex()
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(text.encode() + b"\n")
    assert states(edition, [public]) == ["before-release"]
    (signature,) = ict.editions.read_signatures(edition.path, [public])
    assert "before the release" in signature.describe("en")


def test_a_signature_is_not_replaced(edition: ict.editions.Edition, tmp_path: Path) -> None:
    private, _ = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-07-01")
    content = path.read_bytes()
    assert ict.editions.sign(edition.path, private, date="2024-07-01") == path  # the same once more
    with refused("signature.signed-before"):
        ict.editions.sign(edition.path, private, date="2024-07-02")
    assert path.read_bytes() == content
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")
    assert (
        ict.editions.sign(edition.path, private, date="2024-09-02") != path
    )  # another state, another one


def test_a_signature_that_cannot_be_written_leaves_nothing(
    edition: ict.editions.Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, _ = key(tmp_path, "Office")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(disk, "sync_folder", lambda folder: None)
    with pytest.raises(ict.errors.ArchiveError, match="No space left"):
        ict.editions.sign(edition.path, private, date="2024-07-01")
    assert not list((edition.path.parent / "signatures").iterdir())


def test_a_copy_elsewhere_is_judged_by_the_register_that_is_supplied(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-06-28")
    copy = tmp_path / "elsewhere" / "COPY"
    shutil.copytree(edition.path, copy)
    register = edition.path.parent / "register"
    for _ in range(2):  # without signatures next to the copy, and with the same ones
        (signature,) = ict.editions.read_signatures(copy, [public], register=register)
        assert (signature.state, signature.signer) == ("good", "Office")
        (copy.parent / "signatures").mkdir(exist_ok=True)
        shutil.copy(path, copy.parent / "signatures")
    assert [signature.state for signature in ict.editions.read_signatures(copy, [public])] == [
        "head-unknown"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes here")
def test_a_pipe_for_a_signature_keeps_nobody_waiting(edition: ict.editions.Edition) -> None:
    folder = edition.path.parent / "signatures"
    folder.mkdir()
    os.mkfifo(folder / f"{edition.id}.x.json")
    assert states(edition) == ["unreadable"]


@pytest.mark.parametrize("part", ["root", "head", "number", "date", "id", "key", "signature"])
def test_whatever_is_changed_in_it_it_no_longer_holds(
    edition: ict.editions.Edition, tmp_path: Path, part: str
) -> None:
    private, public = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-06-28")
    data = json.loads(path.read_bytes())
    other: dict[str, Any] = {
        "root": data["root"][:-1] + ("0" if data["root"][-1] != "0" else "1"),
        "head": data["head"][:-1] + ("0" if data["head"][-1] != "0" else "1"),
        "number": 1, "date": "2024-06-29", "id": "idi-2024", "key": "00" * 32,
        "signature": "00" * 64,
    }  # fmt: skip
    data[part] = other[part]
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="")
    assert states(edition, [public]) == ["bad"]


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_every_single_byte_of_it_counts(
    edition: ict.editions.Edition, tmp_path: Path, step: int
) -> None:
    private, public = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-06-28")
    content = path.read_bytes()
    report = ict.verify(edition.path)
    for at in range(0, len(content), step):
        spoiled = bytearray(content)
        spoiled[at] ^= 1
        path.write_bytes(bytes(spoiled))
        signatures = ict.editions.read_signatures(edition.path, [public], report)
        assert not any(signatures), f"byte {at}"


@pytest.mark.parametrize("part", ["signature", "key"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda digits: digits.upper(),
        lambda digits: f" {digits}",
        lambda digits: f"{digits[:8]} {digits[8:]}",
        lambda digits: f"{digits[:8]}\t{digits[8:]}",
        lambda digits: f"{digits}\n",
    ],
    ids=["capitals", "blank before", "blank inside", "tab inside", "line feed"],
)
def test_a_signature_is_written_in_one_way_only(
    edition: ict.editions.Edition, tmp_path: Path, part: str, spell: Any
) -> None:
    """``bytes.fromhex`` takes all of these for the same digits."""
    private, public = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-06-28")
    data = json.loads(path.read_bytes())
    assert bytes.fromhex(spell(data[part])) == bytes.fromhex(data[part])
    data[part] = spell(data[part])
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="")
    assert states(edition, [public]) == ["unreadable"]


def test_a_public_key_is_written_in_one_way_only(tmp_path: Path) -> None:
    _, public = key(tmp_path, "Office")
    for spelled in (public.public.upper(), f" {public.public}", f"{public.public[:62]} {'0' * 2}"):
        with ict.set_options(overwrite=True):
            ict.editions.write_keys(
                tmp_path / "keys.json", [dataclasses.replace(public, public=spelled)]
            )
        with pytest.raises(ict.errors.DamagedArchiveError):
            ict.editions.read_keys(tmp_path / "keys.json")


def test_a_key_that_is_not_on_the_list_does_not_sign(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    _, other = key(tmp_path, "Other")
    for keys in ([other], []):
        with refused("signature.key-not-listed"):
            ict.editions.sign(edition.path, private, date="2024-06-28", keys=keys)
    ict.editions.write_keys(edition.path.parent / "keys.json", [other])
    with refused("signature.key-not-listed"):
        ict.editions.sign(edition.path, private, date="2024-06-28")
    assert not (edition.path.parent / "signatures").exists()
    ict.editions.sign(edition.path, private, date="2024-06-28", keys=[public, other])
    assert states(edition, [public]) == ["good"]


def test_a_signature_of_another_edition_is_none(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    path = ict.editions.sign(edition.path, private, date="2024-06-28")
    other = reconstruction(tmp_path / "other", publisher="Somebody else")
    folder = other.path.parent / "signatures"
    folder.mkdir()
    (folder / path.name).write_bytes(path.read_bytes())
    assert states(other, [public]) == ["other-root"]


def test_an_altered_edition_is_not_signed_and_not_named_good(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")
    path = edition.path / "table.csv"
    path.write_bytes(path.read_bytes().replace(b"82.0", b"82.1"))
    assert states(edition, [public]) == ["other-root"]
    with refused("signature.not-intact"):
        ict.editions.sign(edition.path, private, date="2024-06-29")


def test_a_register_rolled_back_below_the_signature_is_reported(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    ict.editions.publish_erratum(
        edition.path, economy="BRA", indicator="internet-users", corrected="81.5",
        reason="Survey revised", date="2024-09-01",
    )  # fmt: skip
    ict.editions.sign(edition.path, private, date="2024-09-02")
    assert states(edition, [public]) == ["good"]
    (edition.path.parent / "register" / "00000001.json").unlink()
    assert states(edition, [public]) == ["head-unknown"]


def test_it_still_counts_when_the_register_grows(
    edition: ict.editions.Edition, tmp_path: Path
) -> None:
    private, public = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")
    ict.editions.withdraw(edition.path, reason="Wrong file", date="2024-09-01")
    assert states(edition, [public]) == ["good"]


def test_a_private_key_is_its_owners_alone_and_never_replaced(tmp_path: Path) -> None:
    path, _ = key(tmp_path, "Office")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError) as error:
        key(tmp_path, "Office")
    assert error.value.code == "signature.key-there"


def test_a_key_can_have_a_password(edition: ict.editions.Edition, tmp_path: Path) -> None:
    path = tmp_path / "locked.pem"
    public = ict.editions.new_key(path, "Office", valid_from="2024-01-01", password="horse staple")
    for wrong in (None, "other"):
        with pytest.raises(UsageError) as error:
            ict.editions.sign(edition.path, path, date="2024-06-28", password=wrong)
        assert error.value.code == "signature.key-unusable"
    ict.editions.sign(edition.path, path, date="2024-06-28", password="horse staple")
    assert states(edition, [public]) == ["good"]


@pytest.mark.parametrize(("first", "last"), [("2024-02-01", "2024-01-01")])
def test_a_validity_that_ends_before_it_begins_is_refused(
    tmp_path: Path, first: str, last: str
) -> None:
    with pytest.raises(UsageError) as error:
        ict.editions.new_key(tmp_path / "a.pem", "Office", valid_from=first, valid_until=last)
    assert error.value.code == "signature.validity" and not list(tmp_path.iterdir())


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    for text in ("", "{}\n", '{"keys":[{}],"schema":1}\n', '{"keys": [],"schema":1}\n'):
        path.write_text(text)
        with pytest.raises(ict.errors.DamagedArchiveError):
            ict.editions.read_keys(path)


def test_without_the_package_it_is_stated_how_to_install_it(
    edition: ict.editions.Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, _ = key(tmp_path, "Office")
    ict.editions.sign(edition.path, private, date="2024-06-28")

    def without(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", without)
    for call in (
        lambda: ict.editions.sign(edition.path, private, date="2024-06-28"),
        lambda: key(tmp_path, "Other"),
    ):
        with pytest.raises(UsageError) as error:
            call()
        assert 'pip install "ictindex[sign]"' in str(error.value)
