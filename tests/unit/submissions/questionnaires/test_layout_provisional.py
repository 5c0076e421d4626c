"""Questionnaires of an edition for which no methodology is in force yet.

Collection starts with the year. The questionnaire goes on under the last document and says so on
every sheet; what comes back is checked and accepted, and nothing is computed or published of it
until a document is in force.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import questionnaire_cases as cases
from command_runs import run
from languages_in_turn import each_language

import ictindex as ict
from ictindex.submissions.questionnaires.labels import HIDDEN, sheet_titles
from ictindex.submissions.questionnaires.layout import FACTS, START, make_form

LAST = "idi-methodology-2023"
pytestmark = pytest.mark.usefixtures("library_of_2026")
# The first words of the note, as each language has them.
WORDS = {
    "en": "PROVISIONAL", "fr": "PROVISOIRE", "es": "PROVISIONAL", "ar": "مؤقت", "ru": "ВРЕМЕННЫЙ",
    "zh": "暂定",
}  # fmt: skip


@pytest.mark.slow
@each_language("ar", "zh")
def test_every_sheet_says_that_it_is_provisional(language: str, tmp_path: Path) -> None:
    path = tmp_path / "ecu.xlsx"
    ict.questionnaire("ECU", edition=2027, language=language).save(path)
    book = openpyxl.load_workbook(path)
    assert WORDS[language] in (book.properties.title or "")
    laid = make_form("ECU", 2027)
    for key, title in sheet_titles(laid, language, answers=False).items():
        if key in HIDDEN:
            continue
        basket = key in laid.pages and laid.pages[key].kind == "tariffs"
        # The first column of a sheet of values is hidden.
        shown = 2 if key == START or (key in laid.pages and not basket) else 1
        text = str(book[title].cell(2 if key == START else FACTS + 1, shown).value)
        assert WORDS[language] in text, title
        assert ("ipb-methodology-2025" if basket else LAST) in text, title
        foot = book[title].oddFooter
        assert WORDS[language] in f"{foot.left.text}{foot.right.text}", title


def test_one_in_force_is_not_provisional(tmp_path: Path) -> None:
    """In 2026 the index has its document, and no decision on the price basket is on record."""
    laid = make_form("ECU", 2026)
    assert laid.provisional == {"ipb": "ipb-methodology-2025"}
    assert laid.provisional_for("mobile") == laid.provisional_for() == ""
    assert make_form("ECU", 2025).provisional == {}
    ict.questionnaire("ECU", edition=2025).save(tmp_path / "ecu.xlsx")
    book = openpyxl.load_workbook(tmp_path / "ecu.xlsx")
    assert not any("PROVISIONAL" in str(c.value) for s in book for row in s for c in row)


def test_there_is_none_before_the_first_document() -> None:
    with pytest.raises(ict.errors.UnknownMethodologyError) as caught:
        ict.questionnaire("ECU", edition=2009)
    assert caught.value.code == "methodology.no-edition"


@pytest.mark.slow
def test_what_comes_back_is_checked_accepted_and_computed_as_provisional(tmp_path: Path) -> None:
    done = run(tmp_path, "questionnaire", "ECU", "--edition", "2027")
    assert done.returncode == 0
    note = (
        "ictindex: Provisional: no decision on the methodology of the edition 2027 is on record "
        f"yet; {LAST} is used until there is one. Nothing of it is published as official.\n"
    )
    assert note in done.stderr
    path = cases.fill(
        tmp_path / "ecu-2027.xlsx",
        {("individuals", row, 5): value for row, value in _users(tmp_path).items()},
    )
    submission = ict.read_questionnaire(path)
    assert (submission.edition, submission.year, submission.is_provisional) == (2027, 2025, True)
    checked = run(tmp_path, "check", path.name)
    assert note in checked.stderr
    back = run(tmp_path, "check", path.name, "-o", "back.xlsx")
    assert back.returncode == checked.returncode
    again = ict.read_questionnaire(tmp_path / "back.xlsx")  # handed back, it is provisional still
    assert again.is_provisional
    idi = ict.methodology("idi", edition=2027, provisional=True)
    judged = ict.validate(submission.observations, idi, year=2025)
    receipt = ict.accept(
        submission.observations,
        judged,
        ict.data.Answers(
            ict.data.Answer(item.key, "confirm", "Checked with the operators.")
            for item in ict.data.Answers().match(judged).open
        ),
    )
    assert receipt.economies == ("ECU",)
    selection = ict.select_sources(receipt, idi, cut_off="2027-01-31")
    for table in (selection, receipt.observations):
        result = ict.compute(idi, table)
        assert result.is_provisional and result.excluded["economy"].tolist() == ["ECU"]


def _users(folder: Path) -> dict[int, float]:
    """The row of Internet users of the questionnaire of 2027, with a value."""
    asks = make_form("ECU", 2027).pages["individuals"].asks
    return {next(a.row for a in asks if a.indicator == "internet-users" and not a.breakdown): 78.4}
