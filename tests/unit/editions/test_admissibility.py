"""Reasons why something may not be published, each with its code, its data and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from edition_cases import (
    ANNEX,
    IDI,
    RELEASED,
    SALT,
    annex,
    official,
    publish,
    receipt,
    rows,
    written,
)
from offices import office
from publishers import small
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.core.errors import (
    CatalogueError,
    DamagedArchiveError,
    DocumentError,
    DraftMethodologyError,
    RefusedEditionError,
    TakenIdError,
    UsageError,
)
from ictindex.definitions import documents
from ictindex.definitions.catalogue import synthetic_economies
from ictindex.editions import admissibility, publish_common
from ictindex.editions.storage import commit
from ictindex.editions.storage.format import REGISTER, decode_record, encode_record, is_id, is_name
from ictindex.editions.storage.register import file_name, read_register
from ictindex.indices.idi.edition_files import check_sources, is_same
from ictindex.indices.results.edition_observations import check_values
from ictindex.language.findings import Finding
from ictindex.submissions.validation import rules

# Not `from ... import validity`: the package gives that name to a function.
validity = import_module("ictindex.definitions.documents.validity")

DAY = dt.date(2024, 6, 27)
DOCUMENT = documents.library()["idi-methodology-2023"]


def table(**other: str) -> ict.Observations:
    import pandas as pd

    return ict.read_observations(pd.DataFrame(rows(**other)))


def describe(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.level, finding.message("en")


def only(findings: Any) -> Finding:
    (finding,) = findings
    assert isinstance(finding, Finding)
    return finding


def test_a_day_outside_the_validity() -> None:
    later = admissibility.find_document_faults(DOCUMENT, dt.date(2028, 1, 1), 2024, "official")
    assert describe(only(later)) == (
        "archive.not-valid", "error",
        "idi-methodology-2023 is not valid on 2028-01-01: it is valid from 2023-11-01 until "
        "2027-10-31.",
    )  # fmt: skip
    for day in (dt.date(2023, 11, 1), dt.date(2027, 10, 31)):
        assert not list(admissibility.find_document_faults(DOCUMENT, day, 2024, "official"))
    for day in (dt.date(2023, 10, 31), dt.date(2027, 11, 1)):
        assert len(list(admissibility.find_document_faults(DOCUMENT, day, 2024, "official"))) == 1


@pytest.mark.usefixtures("library_of_2026")
def test_a_provisional_edition_is_not_official() -> None:
    """As long as no decision of the publisher is on record; the day is within the validity."""
    day = dt.date(2027, 6, 30)
    assert describe(only(admissibility.find_document_faults(DOCUMENT, day, 2027, "official"))) == (
        "archive.provisional", "error",
        "The edition 2027 is provisional under idi-methodology-2023: no decision of the publisher "
        "on its methodology is on record.",
    )  # fmt: skip
    assert not list(admissibility.find_document_faults(DOCUMENT, day, 2026, "official"))
    assert not list(admissibility.find_document_faults(DOCUMENT, day, 2027, "demonstration"))


def test_a_draft_is_refused_by_its_name() -> None:
    draft = documents.library()["idi-methodology-2017-draft-14"]
    with pytest.raises(DraftMethodologyError) as caught:
        admissibility.check_document(draft)
    assert caught.value.code == "methodology.draft"


def test_what_is_missing_next_to_the_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    made = receipt(table())
    closed = receipt(table(conf_status="C"))
    old = receipt(table(), rules="0" * 64)
    invented = sorted(synthetic_economies())[1::-1]
    synthetic = receipt(table(economies=tuple(invented)))
    of_files = "1" * 64  # as if the files of these rules had had that digest
    monkeypatch.setitem(rules.DIGESTS_OF_FILES, rules.ruleset().digest, (of_files,))
    earlier = receipt(table(), rules=of_files, rules_scheme=1)
    cases: list[tuple[tuple[Any, ...], list[tuple[str, str, str]]]] = [
(([made], None, "official", True), []),
        (([earlier], None, "official", True), []),
        (
            ([], None, "reconstruction", False),
            [("archive.no-receipt", "error", "No receipt covers the observations.")],
        ),
        (
            ([made, old], None, "official", True),
            [(
                "archive.rules-changed", "error",
                f"The receipt {old.digest[:12]} was made by rules of validation, or by fitted "
                "numbers, that this version does not have.",
            )],
        ),
        (
            ([made, closed, closed], None, "official", True),
            [("archive.salt-needed", "error", "Receipts with confidential cells: 2.")],
        ),
        (([made, closed], SALT, "official", True), []),
        (
            ([made], None, "official", False),
            [(
                "archive.signature-needed", "error",
                "An official edition is signed by its publisher, and no key was given.",
            )],
        ),
        (([made], None, "demonstration", False), []),
        (
            ([synthetic], None, "official", True),
            [(
                "archive.synthetic-economy", "error",
                "These codes are of economies that do not exist: "
                f"{', '.join(sorted(invented))}.",
            )],
        ),
        (([synthetic], None, "demonstration", False), []),
        (
            ([made], None, "reconstruction", False),
            [(
                "archive.reconstruction-by-compiler", "error",
                "A reconstruction needs the receipt of a compiler, and there is none.",
            )],
        ),
        (([made, annex()], None, "reconstruction", False), []),
    ]  # fmt: skip
    for supplied, expected in cases:
        assert [
            describe(receipt)
            for receipt in admissibility.find_receipt_faults(*supplied[:3], signed=supplied[3])
        ] == expected
    kind = only(
        admissibility.find_receipt_faults([synthetic], None, "official", signed=True)
    ).details["kind"]
    assert kind == "official"


def test_sources_that_are_not_decided(tmp_path: Path) -> None:
    selection = official(written(tmp_path, rows())).selection
    assert selection is not None
    assert describe(only(check_sources(None, [], "official", DAY))) == (
        "archive.no-selection", "error",
        "An official edition is computed from selected sources, and here nothing was selected.",
    )  # fmt: skip
    assert not list(check_sources(None, [], "demonstration", DAY))
    assert not list(check_sources(selection, [], "official", dt.date(2024, 4, 30)))
    assert describe(only(check_sources(selection, [], "official", dt.date(2024, 4, 29)))) == (
        "archive.cut-off-after-release", "error",
        "Sources were decided on 2024-04-30, after the release on 2024-04-29.",
    )  # fmt: skip


@small_cases(
    ("other", "printed", "auxiliary", "code"),
    [
        ({}, False, frozenset(), ""),
        ({"source_class": "official-publication"}, False, frozenset(), ""),
        ({"source_class": "other"}, False, frozenset(), "archive.not-cleared"),
        ({"source_class": "other"}, True, frozenset(), ""),
        ({"source_class": ""}, False, frozenset(), "archive.not-cleared"),
        ({"source_class": "auxiliary"}, False, frozenset(), "archive.not-cleared"),
        ({"source_class": "auxiliary"}, False, frozenset({"internet-users"}), ""),
        ({"source_class": "auxiliary"}, False, frozenset({"population"}), "archive.not-cleared"),
        ({"source_class": "other"}, False, frozenset({"internet-users"}), "archive.not-cleared"),
        ({"conf_status": "C"}, False, frozenset(), "archive.confidential-used"),
        ({"conf_status": "C"}, True, frozenset(), "archive.confidential-used"),
        ({"status": "I"}, False, frozenset(), "archive.not-cleared"),
        ({"source_class": "auxiliary", "status": "I"}, False, frozenset({"internet-users"}), ""),
    ],
)
def test_values_that_are_not_cleared(
    other: dict[str, str], printed: bool, auxiliary: frozenset[str], code: str
) -> None:
    observations = table(**other)
    actual = list(check_values(observations, [0], [printed] * 10, auxiliary))
    assert [finding.code for finding in actual] == ([code] if code else [])
    for finding in actual:
        assert finding.level == "error"
        assert (finding.economy, finding.indicator, finding.year) == ("BRA", "internet-users", 2022)
        assert finding.where("en") == "DataFrame, line 1, column value"
        assert finding.details == {
            "economy": "BRA", "indicator": "internet-users",
            "source_class": other.get("source_class", "official-submission") or "-",
        }  # fmt: skip
    if other == {"source_class": "other"} and actual:
        assert actual[0].message("en") == (
            "The value is neither official nor auxiliary, and the focal point was not consulted on "
            "it; source: another organization."
        )


def test_a_result_that_is_not_computed_again(tmp_path: Path) -> None:
    result = official(written(tmp_path, rows()))
    assert not is_same(result, replace(result, year=2021))
    other = official(written(tmp_path, rows(("BRA", "KEN"))))
    assert not is_same(result, other)
    assert is_same(result, result)


# ------------------------------------------------------------------ publishing


@pytest.mark.parametrize("vouched", [True, False])
def test_figures_of_other_observations_are_refused(tmp_path: Path, vouched: bool) -> None:
    path = written(tmp_path / "in", rows())
    honest = official(path)
    altered = rows()
    altered[0]["value"] = "90.5"
    other = official(written(tmp_path / "other", altered))
    if vouched:
        cheat = ict.compute(IDI, other.observations)
        more: dict[str, Any] = {"receipts": receipt(ict.read_observations(path))}
    else:
        # The figures and the observations of one, the selection of the other.
        cheat = replace(other, selection=honest.selection)
        more = {}
    with pytest.raises(RefusedEditionError) as caught:
        ict.publish(
            cheat,
            tmp_path / "e",
            released=RELEASED,
            publisher=office(tmp_path / "e"),
            **more,
        )
    assert caught.value.code == "archive.refused"
    faults = [fault.code for fault in caught.value.faults]
    assert "archive.not-vouched" in faults
    stated = next(fault for fault in caught.value.faults if fault.code == "archive.not-vouched")
    assert describe(stated)[1:] == (
        "error",
        f"{cheat.id} was computed from other observations than those that the receipts cover.",
    )
    assert not (tmp_path / "e" / "idi-2024").exists()


def test_without_a_receipt_every_reason_is_reported_under_one_code(tmp_path: Path) -> None:
    with pytest.raises(RefusedEditionError) as caught:
        ict.publish(
            ict.compute(IDI, ict.read_observations(ANNEX)), tmp_path / "e", released="2028-01-01"
        )
    assert caught.value.code == "archive.refused"
    assert caught.value.faults[0].code == "archive.not-valid"
    assert "archive.no-receipt" in {fault.code for fault in caught.value.faults}


def test_that_an_id_is_taken_is_stated_before_anything_else(tmp_path: Path) -> None:
    publish(tmp_path / "e", tmp_path / "in")
    result = official(tmp_path / "in" / "bra.csv")
    with pytest.raises(TakenIdError):
        ict.publish(result, tmp_path / "e", released="2028-01-01", publisher="")


def test_a_vintage_that_there_is_none(tmp_path: Path) -> None:
    result = official(written(tmp_path, rows()))
    arguments = {
        "released": RELEASED,
        "publisher": office(tmp_path / "e"),
    }
    with pytest.raises(CatalogueError) as caught:
        ict.publish(result, tmp_path / "e", vintage="v" * 60, **arguments)
    assert caught.value.details["wanted"] == "v" * 40
    with pytest.raises(UsageError) as unfit:
        ict.publish(result, tmp_path / "e", vintage=2024, **arguments)  # type: ignore[arg-type]
    assert str(unfit.value).startswith("The argument 'vintage' must be text;")


@pytest.mark.parametrize(
    ("auxiliary", "refused"), [("adult-literacy", ()), ("internet-users", ("archive.not-cleared",))]
)
def test_only_series_that_the_document_lists_may_be_auxiliary(
    tmp_path: Path, auxiliary: str, refused: tuple[str, ...]
) -> None:
    legacy = ict.methodology("idi", edition=2011)
    values = dict.fromkeys(legacy.indicators, "50")
    lines = rows(values=values, year="2010")
    for line in lines:
        if line["indicator"] == auxiliary:
            line["source_class"] = "auxiliary"
    path = written(tmp_path / "in", lines)
    made = receipt(ict.read_observations(path), year=2010, submitted="2011-05-01")
    result = ict.compute(legacy, made.observations, kind="demonstration")
    arguments = {"released": "2011-09-15", "receipts": made}
    if refused:
        with pytest.raises(RefusedEditionError) as caught:
            ict.publish(result, tmp_path / "e", **arguments)
        assert tuple(fault.code for fault in caught.value.faults) == refused
    else:
        assert ict.publish(result, tmp_path / "e", **arguments).kind == "demonstration"


# ------------------------------------------------------------------ validity


def test_what_is_kept_of_the_validity(monkeypatch: pytest.MonkeyPatch) -> None:
    assert validity.validity_record(DOCUMENT) == {
        "document": "idi-methodology-2023", "valid_from": dt.date(2023, 11, 1),
        "valid_until": dt.date(2027, 10, 31), "extensions": [],
    }  # fmt: skip
    mine = validity.Extension(DOCUMENT.id, dt.date(2028, 1, 31), "Decision 1", "Report 1")
    other = validity.Extension("idi-methodology-2017", dt.date(2030, 1, 1), "Decision 2", "R")
    monkeypatch.setattr(validity, "extensions", lambda: (other, mine))
    kept = validity.validity_record(DOCUMENT)
    assert kept["valid_until"] == dt.date(2028, 1, 31)
    assert kept["extensions"] == [
        {"until": dt.date(2028, 1, 31), "decision": "Decision 1", "source": "Report 1"}
    ]


PARTS = 'document = "a"\nuntil = 2028-01-31\ndecision = "d"\nsource = "s"\n'


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("", True),
        (f"[[extensions]]\n{PARTS}", True),
        (f"[[extensions]]\n{PARTS}".replace('"d"', '""'), False),
        (f"[[extensions]]\n{PARTS}".replace("2028-01-31", '"soon"'), False),
        (f"[[extensions]]\n{PARTS}".replace('source = "s"\n', ""), False),
        (f"[[extensions]]\n{PARTS}page = 1\n", False),
        (f"[extensions]\n{PARTS}", False),
        ("other = 1\n", False),
    ],
)
def test_the_record_of_extensions_is_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sound: bool
) -> None:
    (tmp_path / "extensions.toml").write_text(text, "utf-8")
    folder: Callable[[str], Path] = lambda name: tmp_path  # noqa: E731
    monkeypatch.setattr(package_data, "folder", folder)
    if sound:
        assert [extension.document for extension in validity.extensions()] == (
            ["a"] if text else []
        )
    else:
        with pytest.raises(DocumentError) as caught:
            validity.extensions()
        assert caught.value.code == "document.syntax"
        assert caught.value.details["file"] == "extensions.toml"


# ------------------------------------------------------------------ names and chains


@pytest.mark.parametrize("judge", [is_id, is_name])
def test_names_have_at_most_a_hundred_and_twenty_letters(judge: Callable[[object], bool]) -> None:
    assert judge("a" * 120)
    assert not judge("a" * 121)
    assert judge("a")
    assert not judge("")


def test_a_record_that_follows_another_one_breaks_the_chain(tmp_path: Path) -> None:
    for key in ("idi-2023", "idi-2024"):
        commit.commit(tmp_path, *small(key))
    path = tmp_path / REGISTER / file_name(1)
    record = decode_record(path.read_bytes(), path.name)
    path.write_bytes(encode_record({**record, "previous": "sha256:" + "0" * 64}))
    with pytest.raises(DamagedArchiveError) as caught:
        read_register(tmp_path)
    assert caught.value.code == "register.broken-chain"
    assert caught.value.details["file"] == "00000001.json"


# ------------------------------------------------------------------ arguments


def test_what_an_argument_of_publishing_may_be() -> None:
    assert publish_common.release_date("2024-06-27") == DAY == publish_common.release_date(DAY)
    for supplied, message in ((None, ""), ("27 June", "released: '27 June' is not a date.")):
        with pytest.raises(UsageError) as caught:
            publish_common.release_date(supplied)  # type: ignore[arg-type]
        assert str(caught.value).startswith(message)
        assert message or caught.value.code == "archive.release-date-needed"
    publish_common.check_publisher("p" * 200, None)
    publish_common.check_publisher("Office", b"s" * 16)
    for publisher, message in (
        ("p" * 201, "The name of the publisher has 201 characters; at most 200 are admitted."),
        (" Office", "The name of the publisher begins or ends with a blank: ' Office'."),
        ("Office ", "The name of the publisher begins or ends with a blank: 'Office '."),
        (
            "Of\nfice", "The name of the publisher has a line break, or a sign that cannot be "
            "printed: 'Of<U+000A>fice'.",
        ),
    ):  # fmt: skip
        with pytest.raises(UsageError) as unfit:
            publish_common.check_publisher(publisher, None)  # type: ignore[arg-type]
        assert str(unfit.value).startswith(message)
    for salt in (b"s" * 15, "s" * 16):
        with pytest.raises(UsageError) as short:
            publish_common.check_publisher("Office", salt)  # type: ignore[arg-type]
        assert (short.value.code, short.value.details["least"]) == ("canonical.salt-short", "16")
    for supplied in (3, [3]):
        with pytest.raises(UsageError) as none:
            publish_common.receipts_of(supplied)  # type: ignore[arg-type]
        assert str(none.value).startswith(
            "The argument 'receipts' must be receipts, from ict.accept(...); it is of the type int."
        )
    made = receipt(table())
    assert publish_common.receipts_of([made, made]) == (made,) == publish_common.receipts_of(made)


def test_the_vintage_is_that_of_the_edition_where_there_is_one() -> None:
    assert publish_common.vintage_of(None, "idi-2024") == "idi-2024"
    assert publish_common.vintage_of(None, "idi-1999") == ""
    assert publish_common.vintage_of("ipb-2025", "idi-2024") == "ipb-2025"


def test_an_id_is_free_taken_or_about_to_be_completed(tmp_path: Path) -> None:
    publish_common.check_free_before(tmp_path, "idi-2024")
    commit.commit(tmp_path, *small("idi-2024"))
    left = tmp_path / ".stage-left"
    left.mkdir()
    with pytest.raises(TakenIdError):
        publish_common.check_free_before(tmp_path, "idi-2024")
    # The remains of a publisher who died were cleared on the way.
    assert not left.exists()
    publish_common.check_free_before(tmp_path, "idi-2025")
    (tmp_path / "idi-2024").rename(left)
    publish_common.check_free_before(tmp_path, "idi-2024")
    assert left.exists()


def test_what_no_reader_would_take_is_not_written(tmp_path: Path) -> None:
    head = {
        "id": "idi-2024", "index": "idi", "edition": 2024, "kind": "official", "year": 2022,
        "released": "2024-06-27", "publisher": "Office",
    }  # fmt: skip
    for files in ({"a/../b": b""}, {"a.txt": b"", "A.txt": b""}, {"NUL": b""}):
        with pytest.raises(DamagedArchiveError) as caught:
            publish_common.commit_edition(tmp_path, head, dict(files), "edition", None)
        assert caught.value.code == "archive.unsound"
        assert caught.value.details["file"] == "manifest.json"
        assert not list(tmp_path.iterdir())
    edition = publish_common.commit_edition(tmp_path, head, {"a.txt": b"x"}, "edition", None)
    assert (edition.number, edition.id, edition.released) == (0, "idi-2024", DAY)
    assert (edition.year, edition.edition, edition.publisher) == (2022, 2024, "Office")
    assert edition.head == read_register(tmp_path).head
    assert edition.path == tmp_path / "idi-2024"


@small_cases(
    "device",
    ["con", "prn", "aux", "nul", "conin$", "conout$", *(f"com{n}" for n in range(10)),
     *(f"lpt{n}" for n in range(10))],
)  # fmt: skip
def test_names_of_devices_are_no_names_of_files(device: str) -> None:
    for text in (device, device.upper(), f"{device}.csv", f"{device}.tar.gz", f"{device} .csv"):
        assert not is_name(text), text
    assert not is_id(device)
    assert is_name(f"{device}s.csv")


def test_what_begins_like_a_device_is_a_name() -> None:
    assert is_name("com10.csv")
    assert is_name("lpt10")
    assert is_id("com10")
