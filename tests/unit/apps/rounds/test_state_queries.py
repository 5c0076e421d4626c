"""Queries to States: asked once, sealed per State, answered in the workbook that comes back."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_round import EDITION, LANGUAGES, YEAR, make_settings, mark, record

import ictindex as ict
from ictindex.apps.rounds.round_computation import join_season
from ictindex.apps.rounds.round_steps import Step, carry_out
from ictindex.apps.rounds.state_queries import (
    answer_from_workbook,
    answer_query,
    ask_differences,
    ask_state,
)
from ictindex.language.i18n import LANGUAGES as SIX
from ictindex.language.i18n import economy_name
from ictindex.submissions.closed.accepted_table import RECEIPT, accepted_path, write_accepted
from ictindex.submissions.closed.event_register import Draft
from ictindex.submissions.closed.queries import (
    RoundQueries,
    find_unsettled,
    read_queries,
)
from ictindex.submissions.closed.round_folder import EVENTS, SHORT, RoundFolder
from ictindex.submissions.closed.round_settings import write_settings
from ictindex.submissions.closed.season_state import fold_season
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.layout import make_form
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

NSO, SECOND = "Statistical office", "Regulator"
KEY = "internet-users"
ASKED, ANSWERED = dt.date(2026, 3, 10), dt.date(2026, 3, 20)
VALUES = {"XAA": "80.5", "XAC": "71.25"}
OTHERS = {"XAA": "78.03", "XAC": "69.75"}
SHEETS = ["population", "households", "individuals"]


def put_file(folder: RoundFolder, economy: str, content: bytes, office: str = "") -> str:
    """Keep a file that came, and record it."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder.files.received(economy) / f"{digest[:SHORT]}-{economy.lower()}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    draft = Draft(
        event="received",
        day=dt.date(2026, 2, 20),
        by="tool",
        economy=economy,
        office=office,
        refs={folder.files.relative(path): digest},
        fields={"file": digest, "name": path.name, "sheets": tuple(SHEETS)},
    )
    assert folder.register.record(lambda events: draft) is not None
    return digest


def put_part(
    folder: RoundFolder,
    economy: str,
    office: str,
    value: str | None,
    *,
    day: str = "2026-02-20",
    status: str = "",
    file: str = "",
) -> ict.data.Receipt:
    """Accept what an office sent: its receipt, the accepted table and the event."""
    row = {"economy": economy, "year": YEAR, "source_class": "official-submission"}
    rows = [{**row, "indicator": "households-internet", "value": "60.25", "status": ""}]
    if value is not None:
        rows.append({**row, "indicator": KEY, "value": value, "status": status})
    table = ict.read_observations(pd.DataFrame(rows)).with_facts(office=office)
    judgement = ict.validate(table, year=YEAR, role="focal-point")
    receipt = ict.accept(table, judgement, submitted=day)
    path = folder.files.accepted(economy) / f"{receipt.digest[:SHORT]}{RECEIPT}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(receipt.to_json(), "utf-8")
    accepted_path(path).write_text(write_accepted(receipt), "utf-8")
    fields = {"receipt": receipt.digest, **({"file": file} if file else {})}
    record(folder, "accepted", "office", economy, day=dt.date.fromisoformat(day), fields=fields)
    return receipt


@cache
def workbook_of(economy: str) -> bytes:
    """Return what the statistical office of a State sent: its value, and words of its own."""
    form = layout.keep_sheets(make_form(economy, EDITION, YEAR), NSO, SHEETS)
    ask = next(ask for ask in form.pages["individuals"].asks if ask.indicator == KEY)
    cells: dict[tuple[str, int, int], object] = {
        ("individuals", ask.row, form.column_of("value")): float(VALUES[economy]),
        ("individuals", ask.row, form.column_of("source")): mark(economy, "source"),
    }
    return write_workbook(form, LANGUAGES[economy], Contents(cells))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> RoundFolder:
    """A round in which two offices of two States differ on one figure."""
    folder = RoundFolder(tmp_path_factory.mktemp("queries") / "round-2026")
    (folder.path / EVENTS).mkdir(parents=True)
    settings = make_settings()
    folder.files.settings_file.write_bytes(write_settings(settings))
    lines = [f"{economy},{NSO},,yes\n{economy},{SECOND},mobile,no\n" for economy in VALUES]
    folder.files.offices_file.write_text(
        "economy,office,sheets,coordinator\n" + "".join(lines), "utf-8"
    )
    record(folder, "opened", "head", fields={"settings": settings.digest})
    for economy in VALUES:
        put_part(folder, economy, NSO, VALUES[economy])
        put_part(folder, economy, SECOND, OTHERS[economy], day="2026-03-01")
    return folder


@pytest.fixture
def folder(template: RoundFolder, tmp_path: Path) -> RoundFolder:
    """A copy of the round, for each test its own."""
    for file in template.path.rglob("*"):
        if file.is_file():
            target = tmp_path / "round" / file.relative_to(template.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return RoundFolder(tmp_path / "round")


@pytest.fixture
def with_books(folder: RoundFolder) -> RoundFolder:
    """The same round, in which the statistical offices sent workbooks."""
    for economy in VALUES:
        put_file(folder, economy, workbook_of(economy), NSO)
    return folder


def carry_all(folder: RoundFolder, steps: list[Step]) -> int:
    return sum(carry_out(folder, step) is not None for step in steps)


def ask(folder: RoundFolder, economy: str) -> int:
    return carry_all(folder, ask_differences(folder, economy, day=ASKED))


def asked_workbook(folder: RoundFolder, economy: str) -> Path:
    (path,) = folder.files.sent(economy).glob("*-queries-*.xlsx")
    return path


def fill_answers(path: Path, target: Path, answer: str, reason: str) -> Path:
    """Answer every row of the sheet of findings, as a focal point does."""
    book = openpyxl.load_workbook(path)
    meta = {row[0].value: row[1].value for row in book["ictindex"].iter_rows(max_col=2)}
    sheet = book[meta[f"sheet {layout.ANSWERS}"]]
    for line in range(layout.FIRST_ANSWER + 1, sheet.max_row + 1):
        if sheet.cell(line, layout.KEY + 1).value:
            sheet.cell(line, layout.ANSWER + 1).value = answer
            sheet.cell(line, layout.REASON + 1).value = reason
    book.save(target)
    return target


def words_of(path: Path) -> str:
    """Return everything that can be read in a file: of a workbook each of its parts."""
    content = path.read_bytes()
    if path.suffix != ".xlsx":
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())


# ------------------------------------------------------------------ what is asked


def test_a_difference_between_offices_is_asked_once(folder: RoundFolder) -> None:
    assert (ask(folder, "XAA"), ask(folder, "XAA")) == (1, 0)
    (query,) = read_queries(folder.register.read())
    assert (query.number, query.economy, query.office) == (1, "XAA", NSO)
    assert (query.rule, query.cell, query.value) == (
        "parts.overlap",
        ("XAA", KEY, YEAR, ""),
        "80.5",
    )
    assert (query.asked, query.due, query.is_open) == (ASKED, dt.date(2026, 4, 9), True)
    assert query.question == (
        "Offices of your State give different values of “Individuals using the Internet” for "
        "2024: 80.5 (Statistical office) and 78.03 (Regulator). Is 80.5 the valid one?"
    )


def test_a_trial_writes_nothing(folder: RoundFolder) -> None:
    before = sorted(folder.path.rglob("*"))
    (step,) = ask_differences(folder, "XAA", day=ASKED)
    planned = carry_out(folder, step, is_trial=True)
    assert planned is not None
    assert planned.event == "query"
    assert sorted(folder.path.rglob("*")) == before


def test_numbers_are_those_of_the_round_and_words_those_of_the_state(folder: RoundFolder) -> None:
    assert (ask(folder, "XAA"), ask(folder, "XAC")) == (1, 1)
    first, second = read_queries(folder.register.read())
    assert (first.number, second.number, second.economy) == (1, 2, "XAC")
    assert "71.25" in second.question
    assert any("\u0600" <= letter <= "\u06ff" for letter in second.question)
    assert read_queries(folder.register.read(), "XAC") == (second,)


@pytest.mark.slow
def test_no_byte_of_another_state_is_in_a_workbook_letter_or_list(with_books: RoundFolder) -> None:
    for economy in VALUES:
        ask(with_books, economy)
    for economy, other in (("XAA", "XAC"), ("XAC", "XAA")):
        foreign = [VALUES[other], OTHERS[other], mark(other, "source"), other, other.lower()]
        foreign += [economy_name(other, language) for language in SIX]
        files = list(with_books.files.sent(economy).iterdir())
        assert sorted(file.suffix for file in files) == [".html", ".txt", ".xlsx"]
        for file in files:
            assert not [word for word in foreign if word in words_of(file)]
        listed = RoundQueries(read_queries(with_books.register.read(), economy))
        shown = listed.to_text("en") + str(listed.to_dict())
        assert VALUES[economy] in shown
        assert not [word for word in foreign if word in shown]


def test_another_compiler_who_asks_at_the_same_time_loses_nothing(folder: RoundFolder) -> None:
    (mine,) = ask_differences(folder, "XAA", day=ASKED)
    ask(folder, "XAC")
    with pytest.raises(ict.errors.UsageError) as refused:
        carry_out(folder, mine)
    assert refused.value.code == "query.number-taken"
    assert ask(folder, "XAA") == 1
    assert [query.number for query in read_queries(folder.register.read())] == [1, 2]


def test_a_compiler_asks_in_own_words(folder: RoundFolder) -> None:
    question = "Is this the share of all persons, or of those aged 15 to 74?"
    steps = ask_state(folder, "XAA", KEY, YEAR, question, day=ASKED, until=dt.date(2026, 3, 31))
    assert carry_all(folder, steps) == 1
    assert ask_state(folder, "XAA", KEY, YEAR, question, day=ASKED) == []
    (query,) = read_queries(folder.register.read())
    assert (query.rule, query.value, query.office) == ("question", "80.5", NSO)
    assert (query.question, query.due) == (question, dt.date(2026, 3, 31))
    with pytest.raises(ict.errors.UsageError) as refused:
        ask_state(folder, "XAA", "no-such", YEAR, question, day=ASKED)
    assert refused.value.code == "query.no-figure"


@pytest.mark.slow
def test_a_cell_that_the_same_office_empties_is_asked_about(folder: RoundFolder) -> None:
    """A workbook with the sheet, and no row of the cell: nothing is lost, and somebody asks."""
    file = put_file(folder, "XAA", workbook_of("XAA"), NSO)
    put_part(folder, "XAA", NSO, None, day="2026-03-05", file=file)
    joined = join_season(folder, folder.register.read(), economy="XAA")
    values = joined.receipts[0].observations.where(indicator=KEY).cells["value"]
    assert values == (Decimal("80.5"),)
    # A release names it until an office answers.
    named = [finding.code for finding in find_unsettled(joined.findings, ())]
    assert named == ["parts.overlap", "parts.emptied"]
    steps = ask_differences(folder, "XAA", day=ASKED)
    drafts = [carry_out(folder, step, is_trial=True) for step in steps]
    rules = {draft.fields["rule"] for draft in drafts if draft is not None}
    assert rules == {"parts.overlap", "parts.emptied"}


# ------------------------------------------------------------------ what is answered


@pytest.mark.slow
def test_the_next_workbook_asks_and_its_answers_are_events(
    with_books: RoundFolder, tmp_path: Path
) -> None:
    ask(with_books, "XAA")
    sent = asked_workbook(with_books, "XAA")
    submission = ict.read_questionnaire(sent)
    # Every cell keeps its content, and the query is a row to answer.
    assert submission.observations.cells["value"] == (Decimal("80.5"),)
    assert submission.observations.cells["source"] == (mark("XAA", "source"),)
    assert submission.answers == ()
    back = fill_answers(sent, tmp_path / "xaa.xlsx", "confirm", "a full census of households")
    read = ict.read_questionnaire(back)
    assert [answer.key[0] for answer in read.answers] == ["query.1"]
    # An answer to a query is no fault of the answers to the findings of rules.
    judgement = ict.validate(read.observations, year=YEAR, role="focal-point")
    assert not ict.data.Answers(read.answers).match(judgement).faults
    assert carry_all(with_books, answer_from_workbook(with_books, back, day=ANSWERED)) == 1
    assert carry_all(with_books, answer_from_workbook(with_books, back, day=ANSWERED)) == 0
    (query,) = read_queries(with_books.register.read())
    assert (query.answer, query.reason) == ("confirm", "a full census of households")
    assert (query.answered, query.answered_by) == (ANSWERED, NSO)
    state = fold_season(with_books.register.read()).economies["XAA"]
    assert not state.open_queries
    # What is answered is not asked again, nor in the next workbook.
    assert ask(with_books, "XAA") == 0


@pytest.mark.slow
def test_the_workbook_of_one_state_answers_no_query_of_another(
    with_books: RoundFolder, tmp_path: Path
) -> None:
    ask(with_books, "XAA")
    ask(with_books, "XAC")
    book = fill_answers(
        asked_workbook(with_books, "XAA"), tmp_path / "xaa.xlsx", "confirm", "a full census"
    )
    assert carry_all(with_books, answer_from_workbook(with_books, book, day=ANSWERED)) == 1
    first, second = read_queries(with_books.register.read())
    assert (first.is_open, second.is_open) == (False, True)


def test_an_answer_withdraw_removes_the_value(folder: RoundFolder) -> None:
    ask(folder, "XAA")
    step = answer_query(folder, 1, "withdraw", "", day=ANSWERED)
    assert carry_all(folder, [step]) == 1
    joined = join_season(folder, folder.register.read(), economy="XAA")
    assert not len(joined.receipts[0].observations.where(indicator=KEY))
    other = join_season(folder, folder.register.read(), economy="XAC")
    values = other.receipts[0].observations.where(indicator=KEY).cells["value"]
    assert values == (Decimal("71.25"),)


def test_a_release_names_what_nobody_has_answered(folder: RoundFolder) -> None:
    def open_cells() -> list[str]:
        events = folder.register.read()
        findings = join_season(folder, events).findings
        return [finding.economy for finding in find_unsettled(findings, read_queries(events))]

    ask(folder, "XAA")
    assert open_cells() == ["XAA", "XAC"]
    step = answer_query(folder, 1, "confirm", "a full census", day=ANSWERED)
    assert carry_all(folder, [step]) == 1
    assert open_cells() == ["XAC"]


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        ("perhaps", "a full census", "query.no-answer"),
        ("confirm", "", "query.no-reason"),
        ("confirm", "ok", "query.no-reason"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    answer: str, reason: str, code: str, folder: RoundFolder
) -> None:
    ask(folder, "XAA")
    with pytest.raises(ict.errors.UsageError) as refused:
        answer_query(folder, 1, answer, reason, day=ANSWERED)
    assert refused.value.code == code


def test_an_answer_stays_as_it_is(folder: RoundFolder) -> None:
    ask(folder, "XAA")
    assert carry_all(folder, [answer_query(folder, 1, "correct", "", day=ANSWERED)]) == 1
    assert carry_all(folder, [answer_query(folder, 1, "correct", "", day=ANSWERED)]) == 0
    with pytest.raises(ict.errors.UsageError) as refused:
        carry_out(folder, answer_query(folder, 1, "withdraw", "", day=ANSWERED))
    assert refused.value.code == "query.answered"
    with pytest.raises(ict.errors.UsageError) as unknown:
        answer_query(folder, 7, "withdraw", "", day=ANSWERED)
    assert unknown.value.code == "query.unknown"
