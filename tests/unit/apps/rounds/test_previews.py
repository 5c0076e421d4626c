"""Previews: each State sees its own figures and nobody else's, and may object to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
import small_round
from small_cases import small_cases
from small_round import CUT_OFF, LANGUAGES, PREVIEW, UNTIL, figure, make_round, mark

import ictindex as ict
from ictindex.apps.rounds.clearance import list_open_points
from ictindex.apps.rounds.preview_sheet import PreviewSheet, SheetRow, make_sheets
from ictindex.apps.rounds.round_computation import compute_round
from ictindex.language.i18n import LANGUAGES as SIX
from ictindex.language.i18n import economy_name
from ictindex.submissions.closed.accepted_table import read_accepted
from ictindex.submissions.closed.commitments import read_master
from ictindex.submissions.closed.event_register import Draft
from ictindex.submissions.closed.event_types import CLEARING
from ictindex.submissions.closed.round_folder import RoundFolder
from ictindex.submissions.closed.season_state import SeasonState, fold_season

SETTLED, ANSWER = dt.date(2026, 6, 5), dt.date(2026, 6, 12)


class Round(NamedTuple):
    """A round whose previews were sent."""

    folder: RoundFolder
    sheets: dict[str, PreviewSheet]
    result: ict.Result


def send_all(folder: RoundFolder) -> Round:
    ict.rounds.send_previews(folder.path, day=PREVIEW, until=UNTIL, cut_off=CUT_OFF)
    selection, result = compute_round(folder, cut_off=CUT_OFF)
    return Round(folder, make_sheets(selection, result), result)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return send_all(make_round(tmp_path_factory.mktemp("round") / "round-2026"))


def season_of(folder: RoundFolder) -> SeasonState:
    return fold_season(folder.register.read(), LANGUAGES)


def texts_of(path: Path) -> str:
    """Return everything that can be read in a file: of a workbook each of its parts."""
    content = path.read_bytes()
    if path.suffix != ".xlsx":
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())


# ------------------------------------------------------------------ what a State sees


@pytest.mark.slow
def test_a_sheet_has_the_figures_of_its_state(sent: Round) -> None:
    idi = ict.methodology("idi", edition=small_round.EDITION)
    for economy, sheet in sent.sheets.items():
        rows = {row.node: row for row in sheet.rows}
        for number, indicator in enumerate(idi.indicators):
            row = rows[indicator]
            assert row.value == Decimal(figure(economy, number))
            assert (row.year, row.source) == (small_round.YEAR, mark(economy, "source"))
            is_estimate = indicator == small_round.ESTIMATED
            assert row.decision == ("estimate" if is_estimate else "official")
        # The scores are those of the result that is released, and of a result of this State alone.
        alone = ict.compute(idi, sent.result.observations.where(economy=economy))
        for node, row in rows.items():
            assert row.score == alone.rounded[0, alone.position(node)]
        assert sheet.consulted == 1


@pytest.mark.slow
@small_cases("economy", LANGUAGES)
def test_every_form_of_a_preview_shows_the_figures(sent: Round, economy: str) -> None:
    files = sorted(sent.folder.files.previews(economy).iterdir())
    letters = sorted(sent.folder.files.sent(economy).iterdir())
    assert [file.suffix for file in files] == [".json", ".html", ".txt", ".xlsx"]
    assert [file.suffix for file in letters] == [".html", ".txt"]
    for file in files:
        text = texts_of(file)
        assert mark(economy, "source") in text
        shown = figure(economy, 3)
        assert shown in text or shown.replace(".", ",") in text
    language = LANGUAGES[economy]
    page = next(file for file in files if file.suffix == ".html")
    direction = "rtl" if language == "ar" else "ltr"
    assert f'lang="{language}" dir="{direction}"' in page.read_text("utf-8")
    digest = hashlib.sha256(page.read_bytes()).hexdigest()
    for letter in letters:
        assert digest in letter.read_text("utf-8") and economy_name(economy, language) in (
            letter.read_text("utf-8")
        )


@pytest.mark.parametrize("economy", LANGUAGES)
def test_nothing_of_another_state_is_in_a_preview_or_a_letter(sent: Round, economy: str) -> None:
    others = set(LANGUAGES) - {economy}
    words = {mark(other, field) for other in others for field in ("source", "note")} | others
    words |= {economy_name(other, language) for other in others for language in SIX}
    numbers = {figure(other, row) for other in others for row in range(10)}
    numbers |= {number.replace(".", ",") for number in numbers}
    pattern = re.compile("|".join(map(re.escape, sorted(words | numbers, reverse=True))), re.I)
    own = sent.folder.files.previews(economy), sent.folder.files.sent(economy)
    searched = [file for folder in own for file in folder.iterdir()]
    assert len(searched) == 6
    for file in searched:
        match = pattern.search(texts_of(file))
        assert match is None, (file.name, match)
    other = next(iter(others))
    assert pattern.search(texts_of(next(sent.folder.files.previews(other).glob("*.xlsx"))))


def test_each_preview_is_one_event_with_its_files(sent: Round) -> None:
    events = [event for event in sent.folder.register.read() if event.event == "preview-sent"]
    assert [event.economy for event in events] == sorted(LANGUAGES)
    for event in events:
        assert (event.day, event.by) == (PREVIEW, "compiler")
        assert event.fields["objections-until"] == UNTIL.isoformat()
        assert len(event.refs) == 6 and event.fields["sheet"] in event.refs.values()
        for name, digest in event.refs.items():
            assert sent.folder.files.digest_of(name) == digest


@pytest.mark.slow
def test_nothing_is_sent_twice_and_a_trial_writes_nothing(sent: Round, tmp_path: Path) -> None:
    before = sent.folder.register.head
    assert send_all(sent.folder).folder.register.head == before
    folder = make_round(tmp_path / "round-2026")
    head = folder.register.head
    tried = ict.rounds.send_previews(
        folder.path, day=PREVIEW, until=UNTIL, economies=["XAA"], dry_run=True
    )
    assert [(step.event, step.economy, step.outcome) for step in tried.steps] == [
        ("selected", "", "to-do"),
        ("computed", "", "to-do"),
        ("preview-sent", "XAA", "to-do"),
    ]
    assert folder.register.head == head and not folder.files.previews("XAA").exists()


@pytest.mark.slow
def test_parts_of_several_offices_are_joined_before_the_selection(tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026")
    folder.files.offices_file.write_text(
        "economy,office,sheets,coordinator\nXAA,Statistical office,,yes\nXAA,Regulator,mobile,no\n"
    )
    for office, value in (("Statistical office", "70.1"), ("Regulator", "65.2")):
        row = {
            "economy": "XAA",
            "indicator": small_round.ESTIMATED,
            "year": small_round.YEAR,
            "value": value,
            "source_class": "official-submission",
        }
        small_round.accept(folder, "XAA", [row], office)

    def find_row() -> SheetRow:
        sheet = make_sheets(*compute_round(folder, cut_off=CUT_OFF))["XAA"]
        return next(row for row in sheet.rows if row.node == small_round.ESTIMATED)

    # The office that owns the sheet counts, and an official value comes before the estimate.
    assert (find_row().value, find_row().decision) == (Decimal("70.1"), "official")
    draft = Draft(
        event="withdrawn-value",
        day=dt.date(2026, 4, 1),
        by="office",
        economy="XAA",
        office="Statistical office",
        fields={"indicator": small_round.ESTIMATED, "year": small_round.YEAR, "receipt": "0" * 64},
    )
    folder.register.record(lambda events: draft)
    # Withdrawn by its owner, no value of the State is left: the estimate is used.
    assert find_row().decision == "estimate"


# ------------------------------------------------------------------ objections and clearance


@pytest.fixture
def own(tmp_path: Path) -> RoundFolder:
    """A round of this test alone, whose previews were sent."""
    return send_all(make_round(tmp_path / "round-2026")).folder


@pytest.mark.slow
def test_an_objection_is_answered_settled_and_cleared(own: RoundFolder) -> None:
    text = "Our survey says otherwise: zqclosedtext."
    figures = (small_round.ESTIMATED, "idi")
    outcomes = [
        ict.rounds.record_objection(own.path, "XAB", figures, text, day=UNTIL, until=ANSWER)
        for _ in range(2)
    ]
    assert [steps.steps[0].outcome for steps in outcomes] == ["done", "done-before"]
    assert list(season_of(own).economies["XAB"].objections) == [1]
    letter = next(own.files.sent("XAB").glob("*objection-*.txt")).read_text("utf-8")
    shown = figure("XAB", list(ict.methodology("idi", 2026).indicators).index(figures[0]))
    assert shown.replace(".", ",") in letter and "12 juin 2026" in letter and text not in letter
    for role in CLEARING[:-1]:
        ict.rounds.clear_release(own.path, role, day=SETTLED)
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.clear_release(own.path, "director", day=SETTLED)
    assert str(caught.value) == (
        "The Director clears last. Still missing, or objecting: XAB. Record the other roles with "
        "`ictindex round clear`, and settle each objection with `ictindex round settle`."
    )
    assert list_open_points(season_of(own)) == (("director",), ("XAB",))
    outcome = "La valeur est retirée\u00a0: zqoutcome."
    for _ in range(2):
        ict.rounds.settle_objection(own.path, "XAB", 1, outcome, day=SETTLED, until=ANSWER)
    settled = next(own.files.sent("XAB").glob("*objection-settled-*.txt")).read_text("utf-8")
    assert outcome in settled and "29 mai 2026" in settled and "5 juin 2026" in settled
    with pytest.raises(ict.errors.UsageError, match="no open objection with the number 1"):
        ict.rounds.settle_objection(own.path, "XAB", 1, "Other.", day=SETTLED, until=ANSWER)
    ict.rounds.clear_release(own.path, "director", day=SETTLED)
    assert list_open_points(season_of(own)).is_clear
    names = [event.event for event in own.register.read()[-10:]]
    assert names == ["preview-sent", "objected", *["cleared"] * 6, "objection-settled", "cleared"]


@pytest.mark.slow
def test_a_clearance_is_of_the_last_result(own: RoundFolder) -> None:
    for role in (*CLEARING, "legal"):
        ict.rounds.clear_release(own.path, role, day=SETTLED)
    assert list_open_points(season_of(own)).is_clear
    assert [event.by for event in own.register.read() if event.event == "cleared"] == [*CLEARING]
    for _ in range(2):
        ict.rounds.record_reply(
            own.path, "XAA", small_round.ESTIMATED, "objected", day="2026-04-02", text="zqreply"
        )
    assert [event.event for event in own.register.read()].count("reply") == 1
    sheets = send_all(own).sheets
    assert list_open_points(season_of(own)).roles == CLEARING
    rows = {row.node: row for row in sheets["XAA"].rows}
    assert rows[small_round.ESTIMATED].value is None and rows["idi"].score is None
    text = sheets["XAA"].to_text("en")
    assert "there is no score" in text and "objected to the source" not in text.split("Score")[0]
    # Only the State whose sheet has changed gets another one.
    assert len(list(own.files.previews("XAA").glob("*.html"))) == 2
    assert len(list(own.files.previews("XAB").glob("*.html"))) == 1


@pytest.mark.parametrize(
    ("economy", "figures", "message"),
    [
        ("XAA", ["idx"], "The sheet of Synthetic economy A (XAA) has no figure 'idx'. Use one of:"),
        (
            "BRA",
            ["idi"],
            "Brazil (BRA) was not sent a preview. Run `ictindex round preview` first, or check "
            "the code of the State.",
        ),
    ],
)
def test_an_objection_to_what_a_state_was_not_shown_is_refused(
    sent: Round, economy: str, figures: list[str], message: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.record_objection(
            sent.folder.path, economy, figures, "No.", day=UNTIL, until=ANSWER
        )
    assert str(caught.value).startswith(message)


def test_an_unknown_role_or_objection_is_refused(sent: Round) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.clear_release(sent.folder.path, "minister", day=UNTIL)
    assert str(caught.value).startswith(
        "'minister' is not a role that clears a release. Use one of: methods, legal,"
    )
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.settle_objection(sent.folder.path, "XAA", 7, "Kept.", day=UNTIL, until=ANSWER)
    assert str(caught.value) == (
        "Synthetic economy A (XAA) has no open objection with the number 7. Give the number of an "
        "objection that is not settled; `ictindex round status` lists them."
    )


@pytest.mark.slow
def test_nothing_is_cleared_before_it_is_computed(tmp_path: Path) -> None:
    folder = make_round(tmp_path / "round-2026")
    with pytest.raises(ict.errors.UsageError) as caught:
        ict.rounds.clear_release(folder.path, "legal", day=UNTIL)
    assert str(caught.value) == (
        "Nothing was computed in this round yet, so there is nothing to clear. Run "
        "`ictindex round preview`, which computes the result."
    )


# ------------------------------------------------------------------ a State of several offices


@pytest.mark.slow
def test_a_state_whose_offices_were_joined_gets_what_proves_its_figures(tmp_path: Path) -> None:
    """The edition names the joined receipt, which no office has seen before."""
    settings = ict.rounds.propose_settings(2027, economies=["XAA"], publisher="Example office")
    folder = ict.rounds.new_round(settings, tmp_path / "round-2027", day="2026-11-30")
    folder.files.offices_file.write_text(
        "economy,office,sheets,coordinator\nXAA,Statistics,,yes\nXAA,Regulator,mobile,no\n"
    )
    rows = {"Statistics": "internet-users,2025,61.5", "Regulator": "coverage-4g,2025,97.5"}
    for office, row in rows.items():
        file = tmp_path / f"{office}.csv"
        head = "economy,indicator,year,value,source_class"
        file.write_text(f"{head}\nXAA,{row},official-submission\n")
        sent = {"economy": "XAA", "office": office, "day": "2027-02-10"}
        ict.rounds.receive_file(folder.path, file, **sent)
        ict.rounds.accept_delivery(folder.path, "XAA", office=office, day="2027-02-20")
    for outcome in ("done", "done-before"):
        steps = ict.rounds.send_previews(folder.path, day="2027-05-15", until="2027-05-29").steps
        assert [(step.event, step.office, step.outcome) for step in steps][2] == (
            "acknowledged",
            "Statistics",
            outcome,
        )
    (path,) = folder.files.sent("XAA").glob("*-joined-*.receipt.json")
    receipt = read_accepted(path)
    assert len(receipt.parts) == 2
    assert sorted(receipt.observations.cells["indicator"]) == ["coverage-4g", "internet-users"]
    # The letter names the commitment that the edition will state.
    commitment = receipt.disclose(read_master(folder.files.master))["commitment"]
    (letter,) = folder.files.sent("XAA").glob("2027-05-15-acknowledgement-*.txt")
    assert commitment in letter.read_text("utf-8")
