"""A season of five invented economies with marked words wherever a member can write.

Its workbooks and files are removed as soon as they are accepted: from then on receipts are joined
to their accepted tables, as a compiler's are.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from edition_cases import VALUES, csv_bytes, rows

import ictindex as ict
from ictindex.submissions.closed.accepted_table import accepted_path, read_accepted, write_accepted
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook
from ictindex.submissions.validation.responses import Answer, key_of
from ictindex.submissions.validation.roles import Role

MASTER = bytes(range(32))
KEY = "mobile-phone-ownership"
WITHHELD = "internet-users"  # of XAB
SOURCE = "zzsource of the office"
WORDS = {
    "contact": "zzcontact", "author": "zzauthor", "comment": "zzcomment", "sheet": "zzsheet",
    "file": "zzfile", "note": "zznote", "reason": "zzreason", "text": "zztext",
    "objected": "zzobjected", "compiler": "zzcompiler",
}  # fmt: skip
NUMBERS = {
    "withdrawn": "44.98765", "confidential": "61.37291", "superseded": "71.45454",
    "objected": "77.31313",
}  # fmt: skip
CLOSED = (*WORDS.values(), *NUMBERS.values())


class Season(NamedTuple):
    """The closed folder, the receipts, and the result that is published."""

    closed: Path
    receipts: dict[str, ict.data.Receipt]
    result: ict.Result


def fill_in_workbook(path: Path, edition: int) -> None:
    """Fill in a workbook: figures, a note, contacts, a comment, properties, a hidden sheet."""
    import openpyxl

    form = ict.questionnaire("XAA", edition=edition).form
    column, notes = form.column_of("value"), form.column_of("note")
    cells: dict[tuple[str, int, int], object] = {}
    for page in form.pages.values():
        for ask in page.asks:
            if not ask.category and ask.indicator in VALUES:
                cells[page.id, ask.row, column] = float(VALUES[ask.indicator])
                cells[page.id, ask.row, notes] = WORDS["note"]
    assert len(cells) >= 8
    path.write_bytes(write_workbook(form, "en", Contents(cells), file=path.name))
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0]
    first.cell(first.max_row + 2, 2).value = WORDS["contact"]
    first["B2"].comment = openpyxl.comments.Comment(WORDS["comment"], WORDS["author"])
    book.properties.creator = book.properties.lastModifiedBy = WORDS["author"]
    book.create_sheet(WORDS["sheet"]).sheet_state = "hidden"
    book.save(path)


def accepted(
    path: Path, table: ict.Observations, role: Role = "focal-point", **how: str
) -> ict.data.Receipt:
    """Judge a table, confirm what is asked for with a marked reason, and accept it."""
    year = max(table.cells["year"])
    judged = ict.validate(table, year=year, role=role)
    asked = ict.data.Answers().match(judged).open
    answers = [Answer(key_of(each.key), "confirm", WORDS["reason"]) for each in asked]
    if NUMBERS["withdrawn"] in table.cells["written"]:
        cell = ("", "XAB", "households-computer", str(year), "", NUMBERS["withdrawn"])
        answers.append(Answer(cell, "withdraw", WORDS["reason"]))
    made = ict.accept(table, judged, answers, role=role, submitted=how["submitted"])
    file = path.with_suffix(".receipt.json")
    made.save(file)
    accepted_path(file).write_text(write_accepted(made), "utf-8", newline="")
    path.unlink()  # from now on the file is never read again
    return read_accepted(file)


def table_of(path: Path, lines: list[dict[str, str]]) -> ict.Observations:
    path.write_bytes(csv_bytes(lines))
    return ict.read_observations(path)


def submitted(economy: str, year: str, **changed: str) -> list[dict[str, str]]:
    """The rows of an economy, with a marked note at each value."""
    more = {"source": SOURCE, "note": WORDS["note"], "year": year}
    lines = rows([economy], {**VALUES, **changed}, **more)
    return [line for line in lines if line["value"]]


def play(folder: Path, edition: int = 2024) -> Season:
    """Play the season; after it the closed folder has receipts and accepted tables alone."""
    idi, year = ict.methodology("idi", edition=edition), str(edition - 2)
    closed = folder / "closed"
    closed.mkdir()
    files = {
        key: closed / f"{WORDS['file']}-{key.lower()}.csv" for key in ("XAB", "XAC", "XAD", "XAE")
    }
    book = closed / f"{WORDS['file']}.xlsx"
    fill_in_workbook(book, edition)
    submission = ict.read_questionnaire(book)
    receipts = {"XAA": accepted(book, submission.observations, submitted=f"{edition}-02-01")}
    lines = submitted("XAB", year, **{WITHHELD: NUMBERS["confidential"]})
    next(line for line in lines if line["indicator"] == WITHHELD)["conf_status"] = "C"
    more = {"indicator": "households-computer", "value": NUMBERS["withdrawn"], "conf_status": ""}
    lines.append({**lines[0], **more})
    table = table_of(files["XAB"], lines)
    receipts["XAB"] = accepted(files["XAB"], table, submitted=f"{edition}-02-02")
    early = closed / "early.csv"
    table = table_of(early, submitted("XAC", year, **{KEY: NUMBERS["superseded"]}))
    receipts["early"] = accepted(early, table, submitted=f"{edition}-01-10")
    table = table_of(files["XAC"], submitted("XAC", year))
    receipts["XAC"] = accepted(files["XAC"], table, submitted=f"{edition}-02-03")
    for economy in ("XAD", "XAE"):
        table = table_of(files[economy], submitted(economy, year, **{KEY: ""}))
        receipts[economy] = accepted(files[economy], table, submitted=f"{edition}-02-04")
    model = closed / "model.csv"
    estimates = [
        {**rows([economy], year=year)[0], "indicator": KEY, "value": value, "source": source,
         "source_class": "estimate", "note": WORDS["compiler"]}
        for economy, value, source in (
            ("XAD", NUMBERS["objected"], WORDS["objected"]), ("XAE", "66.1", "Model of trials"),
        )
    ]  # fmt: skip
    table = table_of(model, estimates)
    receipts["model"] = accepted(model, table, role="compiler", submitted=f"{edition}-02-05")
    consultations = pd.DataFrame([
        {"economy": line["economy"], "indicator": KEY, "year": int(year), "source": line["source"],
         "value": line["value"], "notified": f"{edition}-02-06", "deadline": f"{edition}-03-20",
         "answered": f"{edition}-02-20", "answer": answer, "text": WORDS["text"]}
        for line, answer in zip(estimates, ("rejected", "agreed"), strict=True)
    ])  # fmt: skip
    selection = ict.select_sources(
        list(receipts.values()), idi, consultations=consultations, cut_off=f"{edition}-04-30"
    )
    return Season(closed, receipts, ict.compute(idi, selection, kind="demonstration"))
