"""The second half of a compiler's round: from workbooks that came back to two signed editions.

A folder holds what a compiler has in the middle of the round (``make_golden_round.py`` wrote it):

    round.toml                 edition and days
    workbooks/NAME.xlsx        questionnaires that came back, in six languages
    workbooks/NAME.answers.csv answers to the findings of a workbook, in a file of their own
    workbooks/NAME.receipt.json, NAME.tariffs.receipt.json
                               receipts of the workbooks that were accepted already
    compiler/*.csv             what the compiler collected: prices and an estimate, economics
    history.csv                values that were accepted for the year before
    consultations.csv          the record of consultations of focal points
    editions/publisher         the chain of keys of an invented office (``offices``)

``finish`` accepts the rest, selects the sources, and publishes the index and the price basket. It
uses public names and commands alone, so that it is the same for every version of the library.

A receipt names its rules of validation. A round is finished with the rules with which it was begun:
they are kept in the package by their digest (``RULES``), and its editions hold them.
"""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import command_runs
from offices import private

import ictindex as ict

# Of the rules with which the round of ``golden-round.zip`` was begun.
RULES = "71ed89244eda89ac2b998c89808e52dd9bf5ec7f2b0a442c84f88290f644cdb7"


def run_command(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run a command as a compiler does, in the folder of the round; it ends with this code."""
    done = command_runs.run(folder, *arguments)
    if done.returncode != code:
        raise AssertionError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def digest(files: dict[str, bytes]) -> str:
    """Return one digest of files and their names."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def unpack(archive: Path, folder: Path) -> dict[str, bytes]:
    """Write the round that was begun into ``begun`` of a folder; return what finished it."""
    finished = {}
    with zipfile.ZipFile(archive) as golden:
        for name in golden.namelist():
            if name.startswith("begun/"):
                golden.extract(name, folder)
            else:
                finished[name.removeprefix("finished/")] = golden.read(name)
    return finished


def finish(folder: Path) -> list[ict.editions.Edition]:
    """Finish the round in its folder, and return the two editions."""
    settings = tomllib.loads((folder / "round.toml").read_text("utf-8"))
    workbooks = sorted((folder / "workbooks").glob("*.xlsx"))
    for workbook in workbooks:
        if not workbook.with_suffix(".receipt.json").exists():
            accept_workbook(folder, workbook, settings)
    accept_tables(folder, settings)
    publish_index(folder, workbooks, settings)
    publish_basket(folder, workbooks, settings)
    editions = folder / "editions"
    names = [row["id"] for row in ict.editions.list_editions(editions).to_dict()["editions"]]
    return [ict.open_edition(editions / name) for name in sorted(names)]


def accept_workbook(folder: Path, workbook: Path, settings: dict[str, Any]) -> None:
    """Judge and accept a workbook; by the command where a file of answers lies next to it."""
    answers = workbook.with_suffix(".answers.csv")
    if answers.exists():
        run_command(
            folder,
            "accept",
            f"workbooks/{workbook.name}",
            "--history",
            "history.csv",
            "--answers",
            f"workbooks/{answers.name}",
            "--submitted",
            settings["submitted"],
            "--rules",
            RULES,
        )
        return
    submission, figures = read_workbook(workbook)
    idi, ipb = (ict.methodology(index, edition=settings["edition"]) for index in ("idi", "ipb"))
    history = ict.read_observations(folder / "history.csv").where(economy=submission.economy)
    as_then: dict[str, Any] = {"role": "focal-point", "rules": RULES}
    judged = ict.validate(figures, idi, year=submission.year, history=history, **as_then)
    how = {"answers": submission, "submitted": settings["submitted"]}
    ict.accept(figures, judged, **how).save(workbook.with_suffix(".receipt.json"))
    judged = ict.validate(submission.tariffs, ipb, **as_then)
    plans = ict.accept(submission.tariffs, judged, **how)
    plans.save(workbook.with_suffix(".tariffs.receipt.json"))


def read_workbook(workbook: Path) -> tuple[ict.data.Submission, ict.Observations]:
    """Return a submission, and its figures with the rates that follow from them."""
    submission = ict.read_questionnaire(workbook)
    return submission, ict.data.derive(submission.observations).completed


def accept_tables(folder: Path, settings: dict[str, Any]) -> None:
    """Accept what the compiler collected: one table by the library, one by the command."""
    table = ict.read_observations(folder / "compiler/collected.csv")
    idi = ict.methodology("idi", edition=settings["edition"])
    judged = ict.validate(table, idi, rules=RULES)
    receipt = ict.accept(table, judged, role="compiler", submitted=settings["submitted"])
    receipt.save(folder / "compiler/collected.receipt.json")
    run_command(
        folder,
        "accept",
        "compiler/economics.csv",
        "--table",
        "economics",
        "--edition",
        str(settings["edition"]),
        "--role",
        "compiler",
        "--submitted",
        settings["submitted"],
        "--rules",
        RULES,
    )


def publish_index(folder: Path, workbooks: list[Path], settings: dict[str, Any]) -> None:
    """Select the sources of every cell, and publish the index with the key of the office."""
    files = [*workbooks, folder / "compiler/collected.csv"]
    tables = [read_workbook(workbook)[1] for workbook in workbooks]
    tables.append(ict.read_observations(files[-1]))
    receipts = [
        ict.data.read_receipt(file.with_suffix(".receipt.json")).join(table)
        for file, table in zip(files, tables, strict=True)
    ]
    idi = ict.methodology("idi", edition=settings["edition"])
    selection = ict.select_sources(
        receipts, idi, consultations=folder / "consultations.csv", cut_off=settings["cut_off"]
    )
    ict.publish(
        ict.compute(idi, selection),
        folder / "editions",
        released=settings["released"],
        publisher=ict.editions.PublisherKey(private()),
    )


def publish_basket(folder: Path, workbooks: list[Path], settings: dict[str, Any]) -> None:
    """Publish the price basket, bought from the plans of the same workbooks, by the command."""
    files = [f"workbooks/{workbook.name}" for workbook in workbooks]
    run_command(
        folder,
        "publish",
        *files,
        "compiler/economics.csv",
        "--methodology",
        "ipb",
        "--edition",
        str(settings["edition"]),
        "--released",
        settings["released"],
        "--into",
        "editions",
        "--key",
        str(private()),
    )
