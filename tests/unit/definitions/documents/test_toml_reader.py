"""Every fault of a document, its evidence and its digest, with the whole text that is shown."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from language_files import words
from library_lists import computed_editions, editions, listed, names
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import (
    DocumentError,
    DraftMethodologyError,
    FrozenDocumentError,
    IctindexError,
    UnknownMethodologyError,
    UsageError,
)
from ictindex.definitions import documents
from ictindex.definitions.documents.bibliography import sources_read
from ictindex.definitions.documents.evidence import load_evidence
from ictindex.definitions.documents.validity import validity_record
from ictindex.language import i18n

BROKEN: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("broken_documents.toml").read_text(encoding="utf-8")
)["broken"]
KEY = "idi-methodology-2023"
HERE = Path(__file__)


def shipped(key: str) -> str:
    path = package_data.folder("methodology") / key.partition("-")[0] / f"{key}.toml"
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def broken(entry: dict[str, Any], folder: Path) -> Path:
    """Write a shipped document with its one change."""
    key = entry.get("document", KEY)
    text = shipped(key)
    assert text.count(entry["replace"]) == 1, f"{entry['name']}: 'replace' must be once in {key}"
    path = folder / f"{key}.toml"
    path.write_text(text.replace(entry["replace"], entry["by"]), encoding="utf-8")
    return path


@pytest.mark.slow
@small_cases("entry", BROKEN, ids=[entry["name"] for entry in BROKEN])
def test_a_broken_document_is_refused_with_its_text(entry: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        documents.load_document(broken(entry, tmp_path))
    codes = [fault.code for fault in caught.value.faults] or [caught.value.code]
    assert list(dict.fromkeys(codes)) == entry["codes"]
    pattern = re.escape(entry["message"]).replace("…", ".+")
    assert re.fullmatch(pattern, str(caught.value)), str(caught.value)


@pytest.mark.slow
@small_cases("entry", BROKEN, ids=[entry["name"] for entry in BROKEN])
def test_a_broken_document_is_refused_in_every_language(
    entry: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(DocumentError) as caught:
        documents.load_document(broken(entry, tmp_path))
    for language in i18n.LANGUAGES:
        message = caught.value.message(language)
        assert not re.search(r"\{[a-z_]+\}|Input should|Decimal\(|\[type=", message), language
        assert len(message.splitlines()) == len(entry["message"].splitlines()), language


def test_faults_of_different_kinds_are_reported_together(tmp_path: Path) -> None:
    text = shipped(KEY)
    for old, new in (
        ("\ndecimals = 1\n", "\ndecimals = 1.5\n"),
        ('mode = "half-up"\n', ""),
        ('best = "highest"', 'best = "highest"\nworst = "lowest"'),
        ('indicator = "coverage-4g"', 'indicator = "coverage-6g"'),
        ("full = 150 }", "full = 0 }"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / f"{KEY}.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        documents.load_document(path)
    assert str(caught.value) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: the key 'rounding.decimals' does not fit (integer); it is "
        "1.5. Correct the value; `ictindex methodology schema` shows its type.\n"
        "  - idi-methodology-2023.toml: the key 'rounding.mode' is missing. Add it.\n"
        "  - idi-methodology-2023.toml: the key 'ranking.worst' is not known. Remove it or correct "
        "its spelling; `ictindex methodology schema` lists the keys.\n"
        "  - idi-methodology-2023.toml: both goalposts at 'leaves.2.goalposts' are the same value. "
        "Give two different values.\n"
        "  - idi-methodology-2023.toml: 'coverage-6g' at 'leaves.4.indicator' is not an indicator "
        "of the catalogue. Correct the spelling, or add the indicator to "
        "catalogue/indicators.toml first."
    )


def test_faults_of_the_whole_are_reported_together(tmp_path: Path) -> None:
    text = shipped(KEY)
    for old, new in (
        ("valid_until = 2027-10-31", "valid_until = 2022-10-31"),
        ("scale = 100\n", 'scale = 100\nindicators = ["internet-users"]\n'),
        ('{ id = "coverage-3g", weight = 2 }', '{ id = "coverage-6g", weight = 2 }'),
        ('{ id = "coverage-4g", weight = 3 }', '{ id = "internet-users", weight = 3 }'),
        ('    "price-mobile-high",\n', '    "price-mobile-low",\n'),
        (
            'source = "idi-2024-table-2"\nlocation = "Table 2"\nprinted = "37.4"',
            'source = "idi-2024-table-3"\nlocation = "Table 2"\nprinted = "37.4"',
        ),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / f"{KEY}.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        documents.load_document(path)
    assert [(f.code, f.details["subject"]) for f in caught.value.faults] == [
        ("document.indicators-only-in-drafts", ""),
        ("document.validity-reversed", ""),
        ("document.tree-unknown-child", "coverage-6g"),
        ("document.tree-reached-twice", "internet-users"),
        ("document.tree-not-reached", "coverage-3g"),
        ("document.tree-not-reached", "coverage-4g"),
        ("document.supplied-unknown", "price-mobile-low"),
        ("document.erratum-source-unknown", "idi-2024-table-3"),
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / f"{KEY}.toml"
    with pytest.raises(DocumentError) as caught:
        documents.load_document(path)
    assert caught.value.code == "document.unreadable"
    assert str(caught.value) == (
        f"{path} cannot be read: {os.strerror(errno.ENOENT)}. Check the path and the permissions."
    )


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / f"{KEY}.toml"
    path.write_bytes(b'schema = 1\nid = "\xe9"\n')
    with pytest.raises(DocumentError, match="is not valid TOML: 'utf-8' codec can't decode byte"):
        documents.load_document(path)


HOSTILE = {
    "a long dotted key": (
        b"scale = 100\n" + b".".join([b"a"] * 1000) + b" = 1",
        "document.key-too-long",
        f"{KEY}.toml, line 2: a key has more parts with dots between them than any such file has. "
        "Write at most 16 parts.",
    ),
    "a long dotted key of quoted parts": (
        b".".join([b'"a"'] * 17) + b" = 1",
        "document.key-too-long",
        f"{KEY}.toml, line 1: a key has more parts with dots between them than any such file has. "
        "Write at most 16 parts.",
    ),
    "nested": (
        b"scale = " + b"[" * 5000 + b"]" * 5000,
        "document.too-deep",
        f"{KEY}.toml: arrays or tables are nested too deeply. Write it as the documents "
        "of the library are written.",
    ),
    "digits": (
        b"scale = " + b"9" * 5000,
        "document.too-many-digits",
        f"{KEY}.toml: a number has more digits than can be read. Write at most 18 digits before "
        "and 20 after the point.",
    ),
    "exponent": (
        b"scale = 1e99999999999999999999",
        "document.too-many-digits",
        f"{KEY}.toml: a number has more digits than can be read. Write at most 18 digits before "
        "and 20 after the point.",
    ),
    "size": (
        b"#" * (1024 * 1024 + 1),
        "document.too-large",
        f"{KEY}.toml is larger than 1 MiB. A methodology document has a few kilobytes; give the "
        "path of one.",
    ),
}


@small_cases("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    content, code, message = HOSTILE[name]
    path = tmp_path / f"{KEY}.toml"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        documents.load_document(path)
    assert caught.value.code == code
    assert str(caught.value) == message


def test_a_long_hexadecimal_number_is_named_and_refused(tmp_path: Path) -> None:
    text = shipped(KEY).replace("scale = 100\n", f"scale = 0x{'f' * 9000}\n")
    path = tmp_path / f"{KEY}.toml"
    path.write_text(text.replace("editions = [2023,", f"editions = [0x{'f' * 9000},"), "utf-8")
    with pytest.raises(DocumentError) as caught:
        documents.load_document(path)
    assert [fault.details["key"] for fault in caught.value.faults] == ["editions.0", "scale"]
    assert "it is 0xffff" in str(caught.value)


def test_a_name_with_nul_cannot_be_read() -> None:
    with pytest.raises(DocumentError) as caught:
        documents.load_document("a\0.toml")
    assert caught.value.code == "document.unreadable"


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = shipped(KEY).replace(f'id = "{KEY}"', 'id = "own"')
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert documents.load_document(path).id == "own"


def test_a_tree_has_twenty_levels_at_the_most(tmp_path: Path) -> None:
    def with_levels(count: int) -> Path:
        """Put nodes between network coverage and its two indicators."""
        chain = [f"level-{n}" for n in range(3, count)]
        head, tail = shipped(KEY).split('    { id = "network-coverage", weight = 1 },\n')
        nodes = "".join(
            f'[[nodes]]\nid = "{name}"\naggregation = "arithmetic-mean"\n'
            f'children = [{{ id = "{below}", weight = 1 }}]\n\n'
            for name, below in zip(chain, [*chain[1:], "network-coverage"], strict=True)
        )
        text = head + f'    {{ id = "{chain[0]}", weight = 1 }},\n' + tail
        text = text.replace("[[leaves]]", nodes + "[[leaves]]", 1)
        path = tmp_path / "deep.toml"
        path.write_text(text.replace(f'id = "{KEY}"', 'id = "deep"'), encoding="utf-8")
        return path

    # The two indicators are on the level behind.
    assert len(documents.load_document(with_levels(19)).nodes) == 20
    with pytest.raises(DocumentError) as caught:
        documents.load_document(with_levels(600))
    assert [fault.code for fault in caught.value.faults] == ["document.tree-too-deep"]
    assert str(caught.value) == (
        "deep.toml is not a usable document:\n"
        "  - deep.toml: 'level-21' is more than 20 levels deep in the tree. Put fewer nodes "
        "inside each other."
    )


# ---------------------------------------------------------------- an id belongs to one text


@pytest.mark.parametrize("key", [KEY, "idi-methodology-2017-draft-14"])
def test_another_text_cannot_have_the_id_of_a_document(key: str, tmp_path: Path) -> None:
    path = tmp_path / f"{key}.toml"
    path.write_text(shipped(key) + "# a remark\n", encoding="utf-8")
    with pytest.raises(FrozenDocumentError) as caught:
        documents.load_document(path)
    assert caught.value.code == "frozen.id-taken"
    assert str(caught.value) == (
        f"{key}.toml: the id {key} belongs to a document of the library, and this file is not "
        "that document. Give the file an id of its own, and the name of that id."
    )
    with pytest.raises(FrozenDocumentError):
        ict.methodology(path)


@pytest.mark.parametrize("key", [KEY, "idi-methodology-2017-draft-14"])
def test_a_copy_may_have_its_id(key: str, tmp_path: Path) -> None:
    path = tmp_path / f"{key}.toml"
    path.write_bytes(shipped(key).replace("\n", "\r\n").encode())
    assert documents.load_document(path) == documents.library()[key]


def test_a_document_that_is_gone_keeps_its_id(shelf: Path, tmp_path: Path) -> None:
    (shelf / "idi" / f"{KEY}.toml").unlink()
    path = tmp_path / f"{KEY}.toml"
    path.write_text(shipped("idi-methodology-2017").replace("-2017", "-2023"), encoding="utf-8")
    with pytest.raises(FrozenDocumentError):
        documents.load_document(path)


# ---------------------------------------------------------------- calls


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: documents.load_document(5), "The argument 'path' must be a path"),  # type: ignore[arg-type]
        (lambda: documents.digest(None), "The argument 'path' must be a path"),  # type: ignore[arg-type]
        (
            lambda: documents.marks("idi"),  # type: ignore[arg-type]
            "The argument 'document' must be a methodology document",
        ),
        (
            lambda: documents.compare_documents(documents.library()[KEY], KEY),  # type: ignore[arg-type]
            "The argument 'after' must be a methodology document",
        ),
    ],
)
def test_an_argument_of_another_kind_is_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.code == "argument.unfit"
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("wanted", ["../languages/en/site", "idi-methodology-2017-draft-14", 5, []])
def test_only_released_documents_have_evidence(wanted: Any) -> None:
    with pytest.raises(UnknownMethodologyError, match="There is no methodology") as caught:
        load_evidence.__wrapped__(wanted)
    assert caught.value.code == "methodology.unknown"


# ---------------------------------------------------------------- evidence


def evidence_with(shelf: Path, old: str, new: str) -> DocumentError:
    path = shelf / "evidence" / f"{KEY}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_evidence.__wrapped__(KEY)  # past its cache
    return caught.value


def entry_of(shelf: Path, constant: str) -> str:
    """Return the whole entry of a constant as the file has it."""
    text = (shelf / "evidence" / f"{KEY}.toml").read_text(encoding="utf-8")
    start = text.index(f'[constants."{constant}"]')
    return text[start : text.index("\n\n", start) + 2]


def test_a_constant_without_evidence(shelf: Path) -> None:
    error = evidence_with(shelf, entry_of(shelf, "scale"), "")
    assert [fault.code for fault in error.faults] == ["evidence.missing"]
    assert str(error) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: there is no evidence for 'scale' = 100. Add an entry; if "
        "nothing confirms it, mark it unverified."
    )


def test_evidence_for_what_the_document_does_not_say(shelf: Path) -> None:
    entry = entry_of(shelf, "scale")
    error = evidence_with(shelf, entry, entry + entry.replace('"scale"', '"scale.least"'))
    assert [fault.code for fault in error.faults] == ["evidence.superfluous"]
    assert str(error) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: there is evidence for 'scale.least', which the document "
        "does not have. Remove the entry."
    )


def test_evidence_for_another_value(shelf: Path) -> None:
    entry = entry_of(shelf, "scale")
    error = evidence_with(shelf, entry, entry.replace('value = "100"', 'value = "10"'))
    assert [fault.code for fault in error.faults] == ["evidence.other-value"]
    assert str(error) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: the evidence for 'scale' is about 10, but the document "
        "says 100. Correct the evidence; the document is not to be changed for it."
    )


def test_evidence_from_an_unlisted_source(shelf: Path) -> None:
    entry = entry_of(shelf, "scale")
    error = evidence_with(shelf, entry, entry.replace("idi-2024-annex-1", "hearsay"))
    assert [fault.code for fault in error.faults] == ["evidence.source-unknown"]
    assert str(error) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: the evidence for 'scale' cites 'hearsay', which the "
        "document does not list. Cite one of the document's sources."
    )


def test_evidence_with_an_unknown_mark(shelf: Path) -> None:
    entry = entry_of(shelf, "scale")
    error = evidence_with(shelf, entry, entry.replace('mark = "printed"', 'mark = "certain"'))
    assert str(error) == (
        "idi-methodology-2023.toml is not a usable document:\n"
        "  - idi-methodology-2023.toml: the key 'constants.scale.mark' does not fit ('printed', "
        "'verified', 'inferred', 'second-hand', 'unverified', 'conflicting'); it is 'certain'. "
        "Correct the value; `ictindex methodology schema` shows its type."
    )


FULL = "leaves.internet-users.goalposts.full"


@pytest.mark.parametrize(
    ("constant", "old", "new", "code", "message"),
    [
        (
            "scale", 'read = ["idi-report-2024"]', 'read = ["a-rumour"]', "evidence.row-unknown",
            "the evidence for 'scale' names 'a-rumour', which the list of sources does not have. "
            "Name a row of methodology/sources.toml, or add one with what you read.",
        ),
        (
            "scale", 'read = ["idi-report-2024"]\n', "", "evidence.not-read",
            "'scale' = 100 has the mark printed, but no row of the list of sources says that it "
            "was read. Name the row of methodology/sources.toml in which it was read, or "
            "remove the mark: printed and verified need the publisher's words, second-hand "
            "those of somebody else.",
        ),
        (
            FULL, 'read = ["idi-workbook-2025"]', 'read = ["mis-2012-others"]',
            "evidence.not-read", f"'{FULL}' = 95 has the mark verified, but no row of the list",
        ),
        (
            "scale", 'mark = "printed"', 'mark = "inferred"', "evidence.no-counts",
            "scale: the mark is inferred, and the counts do not support it (100). State under "
            "'inferred' the figures, how many fit, the next likely value and how many fit that: "
            "fewer than the first.",
        ),
        (
            "scale", 'mark = "printed"', 'mark = "inferred"\ninferred = { figures = 9, agreeing = '
            '4, runner_up = "10", runner_up_agreeing = 4, editions = [2023] }',
            "evidence.no-counts", "the counts do not support it (4, 4)",
        ),
        (
            "scale", 'mark = "printed"', 'mark = "verified"', "evidence.no-figures",
            "'scale' = 100 is verified, but nothing says by how many figures of which editions. "
            "Add 'confirmed' with 'figures' and 'editions', and 'low' and 'high' for a number.",
        ),
        (
            FULL, 'low = "94.9992"', 'low = "95.1"', "evidence.outside",
            f"the evidence for '{FULL}' has no interval that contains it; it has: "
            "95.1, 95.0012. Give "
            "'low' and 'high' as the figures confirm them; a number outside is not verified.",
        ),
        (
            FULL, 'low = "94.9992", high = "95.0012", ', "", "evidence.outside",
            f"the evidence for '{FULL}' has no interval that contains it; it has: -, -.",
        ),
    ],
)  # fmt: skip
def test_evidence_that_claims_too_much(
    shelf: Path, constant: str, old: str, new: str, code: str, message: str
) -> None:
    entry = entry_of(shelf, constant)
    assert old in entry
    error = evidence_with(shelf, entry, entry.replace(old, new))
    assert code in [fault.code for fault in error.faults]
    assert message in str(error)


def test_second_hand_needs_a_row_too(shelf: Path) -> None:
    entry = entry_of(shelf, "scale")
    changed = entry.replace("printed", "second-hand").replace('["idi-report-2024"]', "[]")
    error = evidence_with(shelf, entry, changed)
    assert [fault.code for fault in error.faults] == ["evidence.not-read"]


def test_a_source_is_listed_once(shelf: Path) -> None:
    path = shelf / "sources.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "jrc-audit-2015"', 'id = "idi-report-2024"'), "utf-8")
    with pytest.raises(DocumentError) as caught:
        sources_read.__wrapped__()
    assert str(caught.value) == (
        "sources.toml: the source 'idi-report-2024' is listed twice. Remove one of the two rows."
    )


# ---------------------------------------------------------------- frozen


def refused(code: str) -> str:
    with pytest.raises(FrozenDocumentError) as caught:
        documents.check_frozen()
    assert caught.value.code == "frozen.differs"
    assert [fault.code for fault in caught.value.faults] == [code]
    return str(caught.value)


def test_a_changed_byte_is_refused(shelf: Path) -> None:
    path = shelf / "idi" / f"{KEY}.toml"
    path.write_bytes(path.read_bytes().replace(b"# Methodology of", b"# methodology of", 1))
    assert refused("frozen.changed") == (
        "Released methodology documents differ from FROZEN.toml:\n"
        "  - idi-methodology-2023 was changed after it was frozen. Restore it; a changed "
        "constant is a new document that names this one as its predecessor. Before the "
        "first release, `ictindex methodology freeze` writes the digests again."
    )


def test_a_document_that_is_gone_is_missed(shelf: Path) -> None:
    (shelf / "idi" / "idi-methodology-2012.toml").unlink()
    assert refused("frozen.gone") == (
        "Released methodology documents differ from FROZEN.toml:\n"
        "  - idi-methodology-2012 is in FROZEN.toml but its file is missing. Restore the file."
    )


def test_a_document_that_is_not_frozen_is_named(shelf: Path) -> None:
    text = shipped(KEY).replace(f'id = "{KEY}"', 'id = "idi-methodology-2099"')
    (shelf / "idi" / "idi-methodology-2099.toml").write_text(text, encoding="utf-8")
    assert refused("frozen.new") == (
        "Released methodology documents differ from FROZEN.toml:\n"
        "  - idi-methodology-2099 is not frozen yet. Freeze it with `ictindex methodology freeze`."
    )


def test_a_frozen_list_without_documents_is_no_crash(shelf: Path) -> None:
    (shelf / "FROZEN.toml").write_text("released = false\n", encoding="utf-8")
    with pytest.raises(FrozenDocumentError) as caught:
        documents.check_frozen()
    assert {fault.code for fault in caught.value.faults} == {"frozen.new"}


def test_without_its_list_nothing_is_frozen(shelf: Path) -> None:
    """A list made from nothing would forget that documents were released."""
    (shelf / "FROZEN.toml").unlink()
    for call in (documents.check_frozen, documents.freeze):
        with pytest.raises(FrozenDocumentError) as caught:
            call()
        assert caught.value.code == "frozen.no-list"
        assert str(caught.value) == (
            "FROZEN.toml is missing: it says which documents are released and must not change. "
            "Restore it from the repository; a new list would forget what is released."
        )
    assert not (shelf / "FROZEN.toml").exists()


def test_an_installed_package_is_not_frozen_again(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_data, "_PACKAGE", shelf.parent)
    before = (shelf / "FROZEN.toml").read_bytes()
    with pytest.raises(FrozenDocumentError) as caught:
        documents.freeze()
    assert caught.value.code == "frozen.installed"
    assert str(caught.value) == (
        f"{shelf / 'FROZEN.toml'} belongs to an installed package and is not written. Freeze "
        "documents in a checkout of the project."
    )
    assert (shelf / "FROZEN.toml").read_bytes() == before


# ---------------------------------------------------------------- choosing


def lawful(document: str, edition: int) -> str:
    return (
        "Allowed are an extension that the expert groups decided, recorded with its editions in "
        "methodology/extensions.toml; a draft of a new document, computed from a file of its own; "
        f'or a what-if by the last document: ict.what_if(..., methodology="{document}", '
        f"edition={edition}). Questionnaires and templates go on under the last document, marked "
        "as provisional. Editions with a methodology: "
    )


def choices() -> dict[str, tuple[Any, type, str, str]]:
    """The calls that cannot be met, with messages that list the library as it is."""
    in_force = listed(editions())
    return {
        "unknown": (
            lambda: ict.methodology("gci"),
            UnknownMethodologyError,
            "methodology.unknown",
            f"There is no methodology 'gci'. Use one of: {listed(names())}.",
        ),
        "no-edition": (
            lambda: ict.methodology("idi", edition=2019),
            UnknownMethodologyError,
            "methodology.no-edition",
            "No methodology of the index 'idi' is in force for the edition 2019. Editions with a "
            f"methodology: {in_force}.",
        ),
        "not-for-edition": (
            lambda: ict.methodology("idi-methodology-2023", edition=2017),
            UnknownMethodologyError,
            "methodology.not-for-edition",
            "idi-methodology-2023 is not in force for the edition 2017. It is for the editions: "
            f"{listed(editions('idi', 'idi-methodology-2023'))}.",
        ),
        "after-the-last": (
            lambda: ict.methodology("idi", edition=2028),
            UnknownMethodologyError,
            "methodology.ran-out",
            "No methodology of the index 'idi' is in force for the edition 2028. The validity of "
            "the last document, idi-methodology-2023, ends on 2027-10-31 (this constant is at "
            "second hand). " + lawful("idi-methodology-2023", 2028) + in_force + ".",
        ),
        "after-the-last-by-mandate": (
            lambda: ict.methodology("ipb-methodology-2025", edition=2029),
            UnknownMethodologyError,
            "methodology.ran-out",
            "No methodology of the index 'ipb' is in force for the edition 2029. The validity of "
            "the last document, ipb-methodology-2025, ends on 2028-12-31 (this constant is at "
            "second hand). "
            + lawful("ipb-methodology-2025", 2029)
            + ", ".join(map(str, range(2008, 2029)))
            + ".",
        ),
        "edition-no-year": (
            lambda: ict.methodology("idi", edition="2024"),  # type: ignore[arg-type]
            UsageError,
            "methodology.edition-no-year",
            "The edition '2024' is not a year. Give a whole number, such as 2024.",
        ),
        "edition-needed": (
            lambda: ict.methodology("idi"),
            UsageError,
            "methodology.edition-needed",
            "The index 'idi' has several methodologies; which one depends on the edition. Name the "
            f"edition, one of: {in_force}.",
        ),
        "draft": (
            lambda: ict.methodology("idi-methodology-2017-draft-14").score({}),
            DraftMethodologyError,
            "methodology.draft",
            "idi-methodology-2017-draft-14 is a draft: its weights and reference values were never "
            "settled, so nothing can be computed with it. Use a released document; `ictindex "
            "methodology list` shows them.",
        ),
        "draft-unread": (
            lambda: ict.methodology("idi", 2012).score({}),
            DraftMethodologyError,
            "methodology.draft-unread",
            "idi-methodology-2012 is a draft: nobody here has read the report, and 64 of its 67 "
            "constants are unverified. So nothing is computed with it. Read it with `ictindex "
            "methodology show idi-methodology-2012`, or compute an edition of: "
            f"{listed(computed_editions())}.",
        ),
        "document-unknown": (
            lambda: documents.document_for("gci", 2024),
            UnknownMethodologyError,
            "methodology.unknown",
            f"There is no methodology 'gci'. Use one of: {listed(names())}.",
        ),
    }


@pytest.mark.usefixtures("library_of_2026")
@pytest.mark.parametrize("name", choices())
def test_a_choice_that_cannot_be_met(name: str) -> None:
    call, kind, code, message = choices()[name]
    with pytest.raises(IctindexError) as caught:
        call()
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert str(caught.value) == message


@pytest.mark.usefixtures("library_of_2026")
def test_an_end_is_announced_a_year_ahead_and_is_no_error() -> None:
    reported = {
        day: [(f.code, f.level, f.advice("en")) for f in documents.find_ending_documents(day)]
        for day in map(dt.date.fromisoformat, ("2026-10-30", "2026-10-31", "2029-01-01"))
    }
    assert reported[dt.date(2026, 10, 30)] == []
    remedy = (
        " Before the edition {}, record an extension that the expert groups decided in "
        "methodology/extensions.toml, or prepare a new document."
    )
    assert reported[dt.date(2026, 10, 31)] == [
        (
            "methodology.ends",
            "warning",
            "idi-methodology-2023 is valid until 2027-10-31 (this constant is at second hand): "
            "less than twelve months." + remedy.format(2028),
        )
    ]
    assert reported[dt.date(2029, 1, 1)][1] == (
        "methodology.ended",
        "warning",
        "ipb-methodology-2025 was valid until 2028-12-31 (this constant is at second hand), and "
        "no document follows it." + remedy.format(2029),
    )


def test_a_decision_on_record_makes_an_edition_official_and_extends_a_period(shelf: Path) -> None:
    """It adds days and editions, and the document stays as it was frozen."""
    assert ict.methodology("ipb", edition=2026).is_provisional
    (shelf / "extensions.toml").write_text(
        '[[extensions]]\ndocument = "ipb-methodology-2025"\nuntil = 2029-12-31\n'
        'editions = [2026]\ndecision = "expert group, 2026"\nsource = "report"\n',
        encoding="utf-8",
    )
    ipb = ict.methodology("ipb", edition=2026)
    assert (ipb.id, ipb.is_provisional) == ("ipb-methodology-2025", False)
    assert str(documents.validity(ipb.document)[1]) == "2029-12-31"
    assert ipb.document.editions == (2025,)
    assert list(documents.find_ending_documents(dt.date(2026, 10, 30))) == []
    assert ict.methodology("ipb", edition=2029).is_provisional
    with pytest.raises(UnknownMethodologyError, match="ends on 2029-12-31"):
        ict.methodology("ipb", edition=2030)


@pytest.mark.parametrize(
    ("key", "until"),
    [
        ("idi-methodology-2017", "2017-12-31"),
        ("idi-methodology-2023", "2027-10-31"),
        ("ipb-methodology-2021", "2024-12-31"),  # its successor begins
        ("ipb-methodology-2025", "2028-12-31"),
    ],
)
def test_under_the_resolution_a_methodology_is_valid_for_four_years(key: str, until: str) -> None:
    """Resolution 131 (Rev. Dubai, 2018), resolves 3: "a four-year period of validity"."""
    document = documents.library()[key]
    first, last = documents.validity(document)
    assert str(last) == until
    assert first == document.valid_from
    within = documents.editions_in_force(document)
    assert set(documents.editions_of(document)) <= set(within)
    assert max(within) == last.year  # type: ignore[union-attr]
    record = validity_record(document)
    assert record.get("stated_until") == (
        dt.date(2025, 12, 31) if key == "ipb-methodology-2025" else None
    )


@pytest.mark.parametrize(
    "line", ["editions = 2026", 'editions = ["2026"]', "editions = [26]", "edition = [2026]"]
)
def test_an_extension_that_does_not_fit_is_refused(shelf: Path, line: str) -> None:
    (shelf / "extensions.toml").write_text(
        '[[extensions]]\ndocument = "ipb-methodology-2025"\nuntil = 2026-12-31\n'
        f'decision = "d"\nsource = "s"\n{line}\n',
        encoding="utf-8",
    )
    with pytest.raises(DocumentError, match=r"extensions\.toml"):
        documents.extensions()


@pytest.mark.usefixtures("library_of_2026")
def test_within_its_period_a_methodology_computes_provisionally() -> None:
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    later = table.to_frame().assign(year=lambda rows: rows["year"] + 3)
    result = ict.compute(ict.methodology("idi", edition=2027), later)
    assert (result.id, result.is_provisional) == ("idi-2027-provisional-exploration", True)
    decided = ict.compute(ict.methodology("idi", edition=2024), table)
    assert (decided.id, decided.is_provisional) == ("idi-2024-exploration", False)
    assert [row.tolist() for row in result.rounded] == [row.tolist() for row in decided.rounded]
    notice = (
        "Provisional: the edition 2027 lies within the validity of idi-methodology-2023 (until "
        "2027-10-31), and no decision of the publisher on its methodology is on record. It cannot "
        "be published as official."
    )
    assert result.notices("en") == [notice]
    assert "provisional" in result.dataset.attrs
    for view in (result.to_text("en"), result.explain("BRA").to_text("en")):
        assert "Provisional: the edition 2027" in view
    assert result.to_dict()["id"] == "idi-2027-provisional-exploration"
    assert "provisional" not in decided.to_text("en").lower()


@pytest.mark.usefixtures("library_of_2026")
def test_after_its_period_a_methodology_checks_and_never_computes() -> None:
    idi = ict.methodology("idi", edition=2028, provisional=True)
    assert (idi.id, idi.edition, idi.is_provisional) == ("idi-methodology-2023", 2028, True)
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    assert ict.validate(table, idi, year=2022).year == 2022
    judged = ict.validate(table, idi, year=2022)
    receipt = ict.accept(table, judged, role="compiler", transcribed="IDI 2024, Annex 2")
    for call in (
        lambda: ict.compute(idi, table),
        lambda: ict.select_sources(receipt, idi, cut_off="2028-01-31"),
    ):
        with pytest.raises(UnknownMethodologyError) as caught:
            call()
        assert caught.value.code == "methodology.ran-out"
    what_if = ict.what_if(table, methodology=ict.methodology(idi.id), edition=2028, year=2022)
    assert what_if.departs == ("validity",)
    with pytest.raises(UnknownMethodologyError):  # nothing was in force, nor before
        ict.methodology("idi", edition=2009, provisional=True)


def test_an_unread_mandate_is_a_finding() -> None:
    unread = documents.find_unread_mandate(
        "resolution-131-rev-bucharest-2022", "idi-methodology-2023"
    )
    assert unread is not None and unread.code == "methodology.mandate-unread"
    assert unread.message("en") == (
        "idi-methodology-2023 names Resolution 131 (Rev. Bucharest, 2022) as its mandate, whose "
        "text was not read here; whether the conference of 2026 revised it is not known."
    )


def test_the_draft_is_refused_for_a_whole_table() -> None:
    import pandas as pd

    table = pd.DataFrame(
        {"economy": ["BRA"], "indicator": ["internet-users"], "year": [2016], "value": ["60.9"]}
    )
    draft = ict.methodology("idi-methodology-2017-draft-14")
    with pytest.raises(DraftMethodologyError) as caught:
        ict.compute(draft, ict.read_observations(table), edition=2017)
    assert str(caught.value) == choices()["draft"][3]


# ---------------------------------------------------------------- nothing forgotten


def test_every_code_of_documents_is_provoked_here() -> None:
    """A new message needs a broken document that shows it."""
    codes = words("en")["messages"]
    provoked = {code for entry in BROKEN for code in entry["codes"]}
    neighbours = ("test_core_list.py", "test_document_draft.py", "test_kept_documents.py")
    of_rounds = HERE.parents[2] / "submissions" / "closed" / "test_round_settings.py"
    for path in (HERE, *map(HERE.with_name, neighbours), of_rounds):
        provoked |= set(re.findall(r'"([a-z]+\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    # Those of the languages are of `site.toml` alone; test_site_document.py.
    provoked |= {"document.faults", "document.language-twice", "document.unknown-language"}
    # Those of surveys and proposals; their own tests compare the texts.
    own = ("document.survey-", "document.proposal-")
    provoked |= {code for code in codes if code.startswith(own)}
    rooms = ("document.", "evidence.", "frozen.", "methodology.")
    missing = sorted(code for code in codes if code.startswith(rooms) and code not in provoked)
    assert not missing, f"no broken document or call provokes: {missing}"
