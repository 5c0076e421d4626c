"""A new proposal: a file with every key, whose texts are still to be written."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from pathlib import Path

import pytest

from ictindex.core.errors import DocumentError, UnusableFileError, UsageError
from ictindex.definitions.documents.indicator_proposal import (
    IndicatorProposal,
    read_proposal_document,
)
from ictindex.definitions.documents.parts import keys_of
from ictindex.definitions.documents.proposal_draft import draft_proposal

KEY = "ict-repair-skills-proposal-1"


def test_the_check_of_a_draft_names_each_text_that_is_to_be_written(tmp_path: Path) -> None:
    path = draft_proposal(KEY, tmp_path / "proposals", on=dt.date(2026, 12, 1))
    with pytest.raises(DocumentError) as caught:
        read_proposal_document(path)
    assert [fault.code for fault in caught.value.faults] == ["document.ill-typed"]
    path.write_text(
        path.read_text("utf-8").replace('proposed_by = ""', 'proposed_by = "A"'), "utf-8"
    )
    with pytest.raises(DocumentError) as caught:
        read_proposal_document(path)
    assert {fault.code for fault in caught.value.faults} == {"document.proposal-text"}
    assert len(caught.value.faults) == 30  # five texts in six languages


def test_a_draft_is_sound_as_soon_as_its_texts_are_written(tmp_path: Path) -> None:
    path = draft_proposal(KEY, tmp_path, on=dt.date(2026, 12, 1))
    path.write_text(path.read_text("utf-8").replace(' = ""', ' = "words"'), "utf-8")
    text = path.read_text("utf-8")
    for key in ("predecessor", "comments"):
        text = text.replace(f'{key} = "words"', f'{key} = ""')
    path.write_text(text, "utf-8")
    document = read_proposal_document(path)
    assert (document.indicator, document.status) == ("ict-repair-skills", "proposed")
    assert document.life[0].on == dt.date(2026, 12, 1)


def test_a_draft_shows_every_key(tmp_path: Path) -> None:
    text = draft_proposal(KEY, tmp_path).read_text("utf-8")
    assert len(fields(IndicatorProposal)) > 10
    absent = [key for key, _ in keys_of(IndicatorProposal) if key not in text]
    assert absent == ["example", "codes"]  # of samples, and after an adoption


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    path = draft_proposal(KEY, tmp_path)
    path.write_text("mine", "utf-8")
    with pytest.raises((UnusableFileError, UsageError)):
        draft_proposal(KEY, tmp_path)
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("key", ["online", "Online-proposal-1", "a-proposal-0", "../a-proposal-1"])
def test_an_id_has_the_indicator_and_a_number(key: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be the id of a proposal"):
        draft_proposal(key, tmp_path)
