"""Products for a focal point name no other economy: every byte of every product is searched."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from questionnaire_cases import cell_of, filled

import ictindex as ict
from ictindex.language import i18n
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.validation.responses import Answer

OTHERS = ("FIN", "KEN", "URY", "PRY")
# Figures of Finland published for the year before, and Ecuador's own.
COPIED = {
    "internet-users": 71.3, "mobile-phone-ownership": 83.7, "households-internet": 62.9,
    "coverage-3g": 88.4, "coverage-4g": 79.6,
}  # fmt: skip
OWN = {
    "internet-users": 65.1, "mobile-phone-ownership": 77.2, "households-internet": 58.3,
    "coverage-3g": 93.1, "coverage-4g": 85.7,
}  # fmt: skip
PAGES = {
    "internet-users": "individuals", "mobile-phone-ownership": "individuals",
    "households-internet": "households", "coverage-3g": "coverage", "coverage-4g": "coverage",
}  # fmt: skip


def history(year: int) -> ict.Observations:
    rows = [("ECU", name, year, value) for name, value in OWN.items()]
    for n, economy in enumerate(OTHERS):
        rows += [(economy, name, year, round(v - 3.3 * n, 1)) for name, v in COPIED.items()]
    columns = ["economy", "indicator", "year", "value"]
    return ict.read_observations(pd.DataFrame(rows, columns=columns).astype(str))


def named_in(content: str) -> set[str]:
    """Return the codes and names of the other economies, in any language, that a text holds."""
    words = {i18n.economy_name(e, language) for e in OTHERS for language in LANGUAGES}
    words |= set(OTHERS)
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", content)}


@pytest.fixture
def submission(tmp_path: Path) -> ict.data.Submission:
    cells = {cell_of(PAGES[name], name): value for name, value in COPIED.items()}
    return filled(tmp_path, cells)


@pytest.fixture
def judged(submission: ict.data.Submission) -> ict.data.Judgement:
    return ict.validate(
        submission.observations, ict.methodology("idi", edition=submission.edition),
        history=history(submission.year - 1), year=submission.year,
    )  # fmt: skip


def test_the_search_finds_what_the_compiler_sees(submission: ict.data.Submission) -> None:
    theirs = ict.validate(
        submission.observations, ict.methodology("idi", edition=submission.edition),
        history=history(submission.year - 1), year=submission.year, role="compiler",
    )  # fmt: skip
    for language in LANGUAGES:
        assert named_in(theirs.to_html(language)) and named_in(theirs.to_json(language))


@pytest.mark.slow
def test_no_product_for_a_focal_point_names_another_economy(
    submission: ict.data.Submission, judged: ict.data.Judgement, tmp_path: Path
) -> None:
    assert {"D01"} <= {finding.rule for finding in judged}
    for language in LANGUAGES:
        shown = (
            judged.to_html(language), judged.to_json(language), judged.to_text(language),
            judged.to_frame(language).to_csv(), repr(list(judged)), repr(judged.records(language)),
        )  # fmt: skip
        assert [named_in(text) for text in shown] == [set()] * len(shown)
        back = tmp_path / f"back-{language}.xlsx"
        submission.hand_back(judged, back, language=language)
        with zipfile.ZipFile(back) as book:
            parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
        assert {name: named_in(part) for name, part in parts.items() if named_in(part)} == {}
        assert any("D01" in part for part in parts.values())


def test_a_receipt_names_no_other_economy(
    submission: ict.data.Submission, judged: ict.data.Judgement, tmp_path: Path
) -> None:
    answers = [
        Answer(tuple(map(str, finding.key)), "confirm", "The survey says so.")
        for finding in judged
        if finding.errorlevel == "warning"
    ]
    receipt = ict.accept(submission.observations, judged, answers)
    receipt.save(tmp_path / "ecu.receipt.json")
    text = (tmp_path / "ecu.receipt.json").read_text("utf-8")
    assert "D01" in text and named_in(text) == set()
    assert all(named_in(receipt.to_text(language)) == set() for language in LANGUAGES)
    assert named_in(receipt._repr_html_()) == set()


@pytest.mark.slow
def test_the_compilers_judgement_is_handed_back_without_other_economies(
    submission: ict.data.Submission, tmp_path: Path
) -> None:
    theirs = ict.validate(
        submission.observations, ict.methodology("idi", edition=submission.edition),
        history=history(submission.year - 1), year=submission.year, role="compiler",
    )  # fmt: skip
    assert any(named_in(finding.message("en")) for finding in theirs)  # D01 names one
    submission.hand_back(theirs, tmp_path / "back.xlsx")
    with zipfile.ZipFile(tmp_path / "back.xlsx") as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    assert {name: named_in(part) for name, part in parts.items() if named_in(part)} == {}
    assert any("D01" in part for part in parts.values())  # and the question is asked
