"""The record of changed cells: the difference of two workbooks, taken back, sealed, read again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire_cases import ECUADOR, cell_of, label

import ictindex as ict
from ictindex.data.tables.corrections import HAND, PROPOSAL, is_sealed
from ictindex.submissions.questionnaires.corrected_cells import CorrectedCells, Way
from ictindex.submissions.questionnaires.correction_sheet import KEY
from ictindex.submissions.questionnaires.layout import CORRECTIONS, FIRST_ANSWER, Position
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

USERS = cell_of("individuals", "internet-users")
POPULATION = cell_of("population", "population")
CELLS = [USERS, POPULATION, (USERS[0], USERS[1], ECUADOR.column_of("note"))]
CONFIDENTIAL = (USERS[0], USERS[1], ECUADOR.column_of("conf_status"))
BY_HAND, BY_PROPOSAL = Way(HAND), Way(PROPOSAL, "thousands", "history")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hand", "proposal", "undo"]),
        st.dictionaries(
            st.sampled_from(CELLS), st.sampled_from([None, 1, 2, 2.5, "two"]), min_size=1
        ),
        st.integers(1, 6),
    ),
    max_size=12,
)
Held = dict[Position, object]


def carry_out(steps: list[tuple[str, Held, int]], first: Held) -> tuple[Held, CorrectedCells]:
    """Change cells, and take changes back where that is possible."""
    held, changes = dict(first), CorrectedCells()
    for kind, cells, step in steps:
        if kind != "undo":
            pairs = {cell: (held.get(cell), raw) for cell, raw in cells.items()}
            changes = changes.record(pairs, BY_HAND if kind == "hand" else BY_PROPOSAL)
            held |= cells
        elif changes.can_be_taken_back(step, held):
            held |= {line.cell: line.was for line in changes.list_step(step)}
            changes = changes.without(step)
    return held, changes


@given(steps=STEPS)
def test_the_record_is_the_difference_of_the_first_and_the_last_workbook(
    steps: list[tuple[str, Held, int]],
) -> None:
    first: Held = {USERS: 1, POPULATION: 2}
    last, changes = carry_out(steps, first)
    recorded: dict[Position, tuple[object, object]] = {}
    for line in changes.lines:
        was, before = recorded.get(line.cell, (line.was, line.was))
        assert before == line.was  # each change goes on where the one before ended
        recorded[line.cell] = was, line.now
    differing = {
        cell: (first.get(cell), last.get(cell))
        for cell in CELLS
        if first.get(cell) != last.get(cell)
    }
    assert recorded == differing


@given(steps=STEPS)
def test_all_changes_taken_back_give_the_first_workbook(
    steps: list[tuple[str, Held, int]],
) -> None:
    first: Held = {USERS: 1, POPULATION: 2}
    held, changes = carry_out(steps, first)
    while changes.lines:
        step = changes.lines[-1].step
        assert changes.can_be_taken_back(step, held)
        held |= {line.cell: line.was for line in changes.list_step(step)}
        changes = changes.without(step)
    assert {cell: raw for cell, raw in held.items() if raw is not None} == first
    assert changes == CorrectedCells()


def test_of_two_changes_of_a_cell_the_later_one_is_taken_back_first() -> None:
    held: Held = {USERS: 7.27, POPULATION: 17834}
    _, changes = carry_out(
        [("proposal", {USERS: 72.7, POPULATION: 17834000}, 0), ("hand", {USERS: 72.9}, 0)], held
    )
    now = {USERS: 72.9, POPULATION: 17834000}
    assert [changes.can_be_taken_back(step, now) for step in (1, 2, 3)] == [False, True, False]
    changes = changes.without(2)
    assert changes.can_be_taken_back(1, {USERS: 72.7, POPULATION: 17834000})
    # Somebody typed another figure in a spreadsheet program: it is not overwritten.
    assert not changes.can_be_taken_back(1, {USERS: 72.7, POPULATION: 17834001})


def test_a_change_elsewhere_in_between_is_not_claimed_as_one_of_this_tool() -> None:
    changes = CorrectedCells().record({USERS: (70, 71)}, BY_HAND)
    changes = changes.record({USERS: (75, 76)}, BY_HAND)  # 71 became 75 in a spreadsheet program
    assert [(line.was, line.now) for line in changes.lines] == [(70, 71), (75, 76)]
    # Back to 70 is a change from 76: what happened in between is not known.
    again = changes.record({USERS: (76, 70)}, BY_HAND)
    assert [(line.was, line.now) for line in again.lines] == [(70, 71), (75, 70)]


def written(cells: Held, changes: CorrectedCells, language: str = "en") -> bytes:
    return write_workbook(ECUADOR, language, Contents(cells, corrections=changes))


def read(folder: Path, data: bytes) -> ict.data.Submission:
    path = folder / "ecu.xlsx"
    path.write_bytes(data)
    return ict.read_questionnaire(path)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_record_survives_the_workbook_and_a_spreadsheet_program(
    tmp_path: Path, language: str
) -> None:
    note = (USERS[0], USERS[1], ECUADOR.column_of("note"))
    cells: Held = {USERS: 72.7, POPULATION: 17834000, note: "=a text"}
    changes = CorrectedCells().record({POPULATION: (17834, 17834000)}, BY_PROPOSAL)
    changes = changes.record({USERS: ("72,7", 72.7)}, BY_HAND)
    changes = changes.record({note: (None, "=a text")}, BY_HAND).with_reason(2, "new survey")
    submission = read(tmp_path, written(cells, changes, language))
    assert submission.contents.corrections == changes
    assert len(submission.findings) == 0
    book = openpyxl.load_workbook(tmp_path / "ecu.xlsx")
    stream = io.BytesIO()
    book.save(stream)
    again = read(tmp_path, stream.getvalue())
    assert again.contents.corrections == changes
    assert list(again.corrections) == list(submission.corrections)
    # Nothing on this sheet is taken for a figure.
    assert len(again.observations) == 2


@pytest.mark.slow
def test_a_workbook_without_changes_is_what_it_was() -> None:
    cells: Held = {USERS: 72.7}
    plain = write_workbook(ECUADOR, "en", Contents(cells))
    changes = CorrectedCells().record({USERS: (72.7, 72.9)}, BY_HAND)
    changes = changes.record({USERS: (72.9, 72.7)}, BY_HAND)
    assert written(cells, changes) == plain


@pytest.mark.slow
def test_a_record_that_was_damaged_is_reported_and_harms_no_figure(tmp_path: Path) -> None:
    changes = CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND)
    submission = read(tmp_path, written({USERS: 72.7}, changes))
    book = openpyxl.load_workbook(tmp_path / "ecu.xlsx")
    sheet = book[submission.titles[CORRECTIONS]]
    sheet.cell(FIRST_ANSWER + 1, KEY + 1).value = '{"step": 1}'
    book.save(tmp_path / "damaged.xlsx")
    damaged = ict.read_questionnaire(tmp_path / "damaged.xlsx")
    [finding] = damaged.findings
    assert (finding.code, finding.level) == ("questionnaire.correction-lost", "information")
    assert finding.message("en") == (
        "This row of the changed cells cannot be read any more: its hidden part was changed."
    )
    assert len(damaged.corrections) == 0 and len(damaged.observations) == 1
    # Without the whole sheet the record is missing, and a warning says so.
    del book[submission.titles[CORRECTIONS]]
    book.save(tmp_path / "without.xlsx")
    without = ict.read_questionnaire(tmp_path / "without.xlsx")
    [finding] = without.findings
    assert (finding.code, finding.level) == ("questionnaire.corrections-missing", "warning")
    assert finding.message("en") == (
        "The sheet 'Changed cells' is missing: it is no longer known which cells were changed with "
        "the checking page."
    )


@pytest.mark.slow
def test_a_cell_changed_elsewhere_since_then_is_not_current(tmp_path: Path) -> None:
    changes = CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND)
    [line] = read(tmp_path, written({USERS: 72.7}, changes)).corrections
    assert (line.was, line.now, line.current) == ("7.27", "72.7", True)
    [line] = read(tmp_path, written({USERS: 73.1}, changes)).corrections
    assert (line.was, line.now, line.current) == ("7.27", "72.7", False)


@pytest.mark.slow
def test_labels_of_lists_are_codes_in_every_language(tmp_path: Path) -> None:
    status = (USERS[0], USERS[1], ECUADOR.column_of("status"))
    changes = CorrectedCells().record({status: (None, label("status", "E"))}, BY_HAND)
    submission = read(tmp_path, written({USERS: 72.7, status: label("status", "E")}, changes))
    submission.hand_back([], tmp_path / "fr.xlsx", language="fr")
    french = ict.read_questionnaire(tmp_path / "fr.xlsx")
    for each in (submission, french):
        [line] = each.corrections
        assert (line.column, line.was, line.now, line.current) == ("status", "", "E", True)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    was=st.integers(100001, 499999).filter(lambda number: number % 10),
    now=st.integers(500001, 999999).filter(lambda number: number % 10),
    mark=st.sampled_from(["C", "N"]),
    words=st.sampled_from(["the survey gave {}", "{}", "misread {} twice"]),
)
def test_a_confidential_content_is_in_no_record_in_clear(
    tmp_path_factory: pytest.TempPathFactory, was: int, now: int, mark: str, words: str
) -> None:
    first, last = was / 10000, now / 10000  # with four decimals, as no width or height has
    changes = CorrectedCells().record({USERS: (first, last)}, BY_HAND)
    changes = changes.with_reason(1, words.format(first))
    cells: Held = {USERS: last, CONFIDENTIAL: label("conf_status", mark)}
    data = written(cells, changes)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
    # The former figure is nowhere; the present one is in its own cell alone.
    assert not [name for name, text in parts.items() if str(first) in text]
    assert len([name for name, text in parts.items() if str(last) in text]) == 1
    submission = read(tmp_path_factory.mktemp("closed"), data)
    [line] = submission.corrections
    assert is_sealed(line.was) and is_sealed(line.now) and line.was != line.now
    assert line.current
    judgement = ict.validate(
        submission.observations, ict.methodology("idi", edition=2025), year=2023
    )
    receipt = ict.accept(submission.observations, judgement, submission)
    shown = [
        receipt.to_json(),
        str(submission.corrections.to_dict()),
        submission.corrections.to_text("en"),
        submission.corrections.to_frame().to_csv(),
        receipt.to_text("en"),
    ]
    assert not [text for text in shown if str(first) in text or str(last) in text]


@pytest.mark.slow
def test_the_salt_is_in_the_workbook_and_in_no_receipt(tmp_path: Path) -> None:
    """Equal workbooks give equal digests; two records of one figure do not."""
    cells: Held = {USERS: 72.7, CONFIDENTIAL: label("conf_status", "C")}
    first, second = (CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND) for _ in range(2))
    assert first.salt != second.salt and len(first.salt) == 64
    [first_line], [same], [other] = (
        read(tmp_path, written(cells, changes)).corrections for changes in (first, first, second)
    )
    assert first_line == same and first_line.was != other.was
    submission = read(tmp_path, written(cells, first))
    judgement = ict.validate(
        submission.observations, ict.methodology("idi", edition=2025), year=2023
    )
    text = ict.accept(submission.observations, judgement).to_json()
    assert first_line.was in text and first.salt not in text


@pytest.mark.slow
def test_a_row_marked_as_confidential_later_is_sealed_when_it_is_read(tmp_path: Path) -> None:
    changes = CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND)
    submission = read(tmp_path, written({USERS: 72.7}, changes))
    [line] = submission.corrections
    assert line.was == "7.27"
    book = openpyxl.load_workbook(tmp_path / "ecu.xlsx")
    title = submission.titles[CONFIDENTIAL[0]]
    marked = book[title].cell(CONFIDENTIAL[1] + 1, CONFIDENTIAL[2] + 1)
    marked.value = label("conf_status", "C")
    book.save(tmp_path / "ecu.xlsx")
    [line] = ict.read_questionnaire(tmp_path / "ecu.xlsx").corrections
    assert is_sealed(line.was) and is_sealed(line.now)


@pytest.mark.slow
def test_what_was_confidential_once_stays_sealed(tmp_path: Path) -> None:
    changes = CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND)
    changes = changes.record({CONFIDENTIAL: (label("conf_status", "C"), None)}, BY_HAND)
    lines = list(read(tmp_path, written({USERS: 72.7}, changes)).corrections)
    assert [is_sealed(line.was) for line in lines] == [True, False]
    assert lines[1].was == "C"  # the mark itself reveals no figure


@pytest.mark.parametrize("salt", ["", "x" * 64, "ab"])
def test_without_its_salt_a_workbook_shows_nothing_of_a_confidential_figure(salt: str) -> None:
    changes = CorrectedCells().record({USERS: (7.27, 72.7)}, BY_HAND)
    damaged = CorrectedCells(changes.lines, salt)
    cells: Held = {USERS: 72.7, CONFIDENTIAL: label("conf_status", "C")}
    [line] = damaged.seal_closed(ECUADOR, "en", cells).lines
    assert line.was == line.now == "hmac-sha256:"
    assert not line.is_kept
