"""The page of signatures: who signed, and where the list of keys is from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ictindex.editions.signature_checks import Signature
from ictindex.editions.signature_list import show_signatures, show_verification
from ictindex.editions.verification import verify

SIGNED = (
    Signature("good", "a.json", "Example office", dt.date(2024, 6, 27), "00" * 32),
    Signature("key-unknown", "b.json", "", dt.date(2024, 6, 28), "11" * 32),
)


def test_each_signature_has_a_line() -> None:
    text = show_signatures(SIGNED, from_elsewhere=True, language="en").to_text()
    assert text.count("\n- ") == 2
    assert "- Signed by Example office on 2024-06-27." in text


def test_keys_in_the_folder_of_the_edition_are_not_enough() -> None:
    own = show_signatures(SIGNED, from_elsewhere=False)
    elsewhere = show_signatures(SIGNED, from_elsewhere=True)
    for language in ("en", "ar", "zh"):
        assert len(own.blocks(language)) == len(elsewhere.blocks(language)) + 1


def test_the_plain_data_are_states_without_words() -> None:
    assert show_signatures(SIGNED, from_elsewhere=True).to_dict()["signatures"] == [
        {"state": "good", "signer": "Example office", "file": "a.json"},
        {"state": "key-unknown", "signer": "", "file": "b.json"},
    ]


def test_a_verification_has_the_report_and_then_the_signatures(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("economy,idi")  # all that is left of an edition
    report = verify(tmp_path)
    page = show_verification(report, SIGNED, from_elsewhere=True)
    assert page.to_text("en").startswith(report.to_text("en").rstrip())
    assert page.to_text("en").count("\n- ") == 2
    assert page.to_dict()["verdict"] == "incomplete"
    assert (
        page.to_dict()["signatures"]
        == show_signatures(SIGNED, from_elsewhere=True).to_dict()["signatures"]
    )
    unsigned = show_verification(report, (), from_elsewhere=True)
    assert unsigned.to_text("en") == report.to_text("en")
